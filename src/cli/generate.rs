//! `onedoor generate`

use std::path::PathBuf;

use comfy_table::{CellAlignment, Table, presets};

use super::{Answer, Common, Exit, Failure, print};
use crate::generate::{MakeUp, Options, Size, instance, makeup};
use crate::io;
use crate::messages::{Lang, form, text, word};
use crate::model::Note;

/// Arguments of `onedoor generate`.
#[derive(clap::Args)]
pub struct Args {
    #[arg(long, value_name = "SIZE")]
    size: Size,
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    #[arg(short, long, value_name = "INSTANCE")]
    output: PathBuf,
    #[arg(long)]
    with_food: bool,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let options = Options { with_food: args.with_food };
    let made = instance(args.size, args.seed, options).map_err(Failure::Fault)?;
    let book = args.output.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let written = if book {
        io::write_instance_xlsx(&made, &args.output)
    } else {
        io::write_instance(&made, &args.output)
    };
    written.map_err(|error| Failure::Input(vec![error.note()]))?;
    let makeup = makeup(&made);
    if common.json {
        let text =
            serde_json::to_string_pretty(&makeup).map_err(|e| Failure::Fault(e.to_string()))?;
        print(&format!("{text}\n"))?;
    } else if !common.quiet {
        let lang = common.lang();
        let name = Note::new("generate-written")
            .with("name", &made.settings().name)
            .with("path", args.output.display())
            .with("digest", made.digest());
        print(&format!("{}\n\n{}\n", text(lang, &name), summary(lang, &makeup)))?;
    }
    Ok(Exit::Well)
}

/// The make-up as an aligned table: what, how much, and what of it.
fn summary(lang: Lang, m: &MakeUp) -> String {
    let share = |part: usize, whole: usize| form::percent(part as f64 / whole.max(1) as f64);
    let mut rows: Vec<(&'static str, String, String)> = vec![
        ("generate-tasks", m.tasks.to_string(), String::new()),
        ("generate-province-tasks", m.province_tasks.to_string(), share(m.province_tasks, m.tasks)),
        ("generate-city-tasks", m.city_tasks.to_string(), share(m.city_tasks, m.tasks)),
        ("generate-county-tasks", m.county_tasks.to_string(), share(m.county_tasks, m.tasks)),
        ("generate-exempt-tasks", m.exempt_tasks.to_string(), share(m.exempt_tasks, m.tasks)),
        ("generate-required", m.required_tasks.to_string(), share(m.required_tasks, m.tasks)),
        ("generate-blocked", m.blocked.to_string(), share(m.blocked, m.tasks)),
        ("generate-unapproved", m.unapproved.to_string(), share(m.unapproved, m.tasks)),
        ("generate-enterprises", m.enterprises.to_string(), String::new()),
        ("generate-producers", m.producers.to_string(), share(m.producers, m.enterprises)),
        ("generate-sellers", m.sellers.to_string(), share(m.sellers, m.enterprises)),
        ("generate-joint", m.joint_only.to_string(), share(m.joint_only, m.enterprises)),
        ("generate-no-team", m.no_team.to_string(), share(m.no_team, m.enterprises)),
        ("generate-far", m.far_only.to_string(), share(m.far_only, m.enterprises)),
        ("generate-categories", m.categories.to_string(), String::new()),
        ("generate-agencies", m.agencies.to_string(), String::new()),
        ("generate-teams", m.teams.to_string(), String::new()),
        ("generate-joint-teams", m.joint_teams.to_string(), share(m.joint_teams, m.teams)),
        (
            "generate-avoided",
            m.avoided_pairs.to_string(),
            share(m.avoided_pairs, m.qualified_pairs),
        ),
        ("generate-history", m.history.to_string(), String::new()),
        ("generate-working-days", m.working_days.to_string(), String::new()),
        ("generate-lotteries", m.lotteries.to_string(), String::new()),
        (
            "generate-candidates",
            m.candidates.to_string(),
            format!("{:.1}", f64::from(m.candidates) / m.places.max(1.0)),
        ),
        ("generate-demand", format!("{:.0}", m.demand), String::new()),
        ("generate-a-visit", format!("{:.2}", m.batches_a_visit), String::new()),
        ("generate-team-days", m.team_days.to_string(), form::percent(m.load)),
    ]
    .into_iter()
    .filter(|(_, count, _)| count != "0")
    .collect();
    let months = m.months.iter().map(|month| (month.month.clone(), month));
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for (key, count, part) in rows.drain(..) {
        let count = count.parse().map_or(count, form::count);
        table.add_row(vec![word(lang, key), count, part]);
    }
    for (name, month) in months {
        let label = text(lang, &Note::new("generate-month").with("month", &name));
        table.add_row(vec![label, month.team_days.to_string(), form::percent(month.load)]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}
