//! `onedoor study diff A B`: two scenarios of a study's folder, figure by figure and visit by visit.

use std::path::{Path, PathBuf};

use comfy_table::{CellAlignment, Table as Shown, presets};
use serde_json::json;

use super::{bad, merge, refused, show};
use crate::cli::{Answer, Common, Exit, print};
use crate::messages::{Lang, text, word};
use crate::model::{Instance, Note, Plan};
use crate::study::{self, Changes, Compared, Figure, Lot, Paired, Record, Side, Store, Unit};
use crate::{io, report};

/// Lines of a list on the terminal; the whole is in the files.
const SHOWN: usize = 12;

/// Arguments of `onedoor study diff`.
#[derive(clap::Args)]
pub struct Args {
    #[arg(required = true, num_args = 2..=3, value_names = ["[DIR] A", "B"])]
    names: Vec<String>,
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 1)]
    replicate: u32,
}

/// Two scenarios and their plans.
struct Pair {
    first: Compared,
    second: Compared,
    figures: Vec<Figure>,
    changes: Changes,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let (dir, first, second) = match args.names.as_slice() {
        [dir, first, second] => (Path::new(dir), first, second),
        [first, second] => (Path::new("."), first, second),
        _ => return Err(bad(Note::new("study-two-forms"))),
    };
    let record = Record::read(dir).map_err(bad)?;
    let store = Store::open(dir).map_err(bad)?;
    let refuse = |error| refused(error, None, common);
    let mut lot = Lot::new(&record.sheets, &record.study, record.seed).map_err(refuse)?;
    if lot.study.search.is_some() {
        // Sizes that were searched are scenarios, too, as far as they are there.
        show::replay(&mut lot, &store).map_err(refuse)?;
    }
    let places = [place(&lot, first).map_err(bad)?, place(&lot, second).map_err(bad)?];
    let mut sides = Vec::new();
    for at in places {
        sides.push(side(&lot, at, args.replicate, &store, common)?);
    }
    let [(one, a), (two, b)] = sides.as_slice() else { return Err(merge::not_there(first)) };
    let (first_side, second_side) =
        (Side { instance: &a.0, plan: &a.1 }, Side { instance: &b.0, plan: &b.1 });
    let changes = study::changes(first_side, second_side);
    let (first, second) = (one.clone(), two.clone());
    let pair = Pair { figures: study::figures(&first, &second), first, second, changes };
    if let Some(output) = &args.output {
        write(&pair, output, common.lang())?;
    }
    if common.json {
        print(&format!("{:#}\n", document(&pair)))?;
    } else if !common.quiet {
        print(&words(&pair, common.lang()))?;
    }
    Ok(Exit::Well)
}

/// Position of a scenario by its name.
fn place(lot: &Lot<'_>, name: &str) -> Result<usize, Note> {
    let names = || lot.scenarios.iter().map(|scenario| scenario.name.as_str());
    names().position(|known| known == name).ok_or_else(|| {
        let near = io::nearest(name, names()).unwrap_or("–");
        Note::new("study-no-scenario").with("name", name).with("near", near)
    })
}

type Found = (Compared, (Instance, Plan));

fn side(
    lot: &Lot<'_>,
    at: usize,
    replicate: u32,
    store: &Store,
    common: &Common,
) -> Result<Found, crate::cli::Failure> {
    let missing = || merge::not_there(lot.name(at));
    let mut one = lot.clone();
    one.jobs.retain(|job| job.scenario == at && !job.is_root);
    one.scenarios = one.scenarios.into_iter().skip(at).take(1).collect();
    let job = one.jobs.iter().find(|job| job.replicate + 1 == replicate).cloned();
    for job in &mut one.jobs {
        job.scenario = 0;
    }
    let all = study::compared(&one, &[], store).ok_or_else(missing)?;
    let compared = all.into_iter().next().ok_or_else(missing)?;
    let job = job.ok_or_else(missing)?;
    let plan = store.plan(&job.key).ok_or_else(missing)?;
    let instance =
        lot.instance_under(at, job.seed).map_err(|error| refused(error, None, common))?;
    Ok((compared, (instance.joined(&plan), plan)))
}

fn document(pair: &Pair) -> serde_json::Value {
    let figure = |figure: &Figure| {
        let scale = |value: f64| match figure.measure.unit {
            Unit::Money => show::yuan(value),
            Unit::Share | Unit::Count => value,
        };
        let row = json!({
            "first": scale(figure.first),
            "second": scale(figure.second),
            "difference": scale(figure.difference),
            "half_interval": figure.half.map(scale),
        });
        (figure.measure.name().to_owned(), row)
    };
    let figures: serde_json::Map<String, serde_json::Value> =
        pair.figures.iter().map(figure).collect();
    json!({
        "first": pair.first.name,
        "second": pair.second.name,
        "figures": figures,
        "tasks_in_the_same_slot": pair.changes.same,
        "moved": pair.changes.moved,
        "only_first": pair.changes.only_first,
        "only_second": pair.changes.only_second,
    })
}

fn write(pair: &Pair, output: &Path, lang: Lang) -> Result<(), crate::cli::Failure> {
    std::fs::create_dir_all(output).map_err(|error| {
        bad(Note::new("io-cannot-write").with("path", output.display()).with("message", error))
    })?;
    let tables = study::diff_tables(&pair.figures, &pair.changes, lang);
    let title = format!("{} – {}", pair.first.name, pair.second.name);
    let mut files =
        vec![("diff.xlsx", report::workbook_bytes(&title, &tables, lang).map_err(bad)?)];
    for (name, table) in ["diff.csv", "moved.csv"].into_iter().zip(&tables) {
        files.push((name, report::csv_bytes(table).map_err(bad)?));
    }
    for (name, bytes) in files {
        io::write_file(&output.join(name), &bytes).map_err(|error| bad(error.note()))?;
    }
    Ok(())
}

fn words(pair: &Pair, lang: Lang) -> String {
    let mut table = Shown::new();
    table.load_style(presets::NOTHING);
    table.set_header(vec![
        String::new(),
        pair.first.name.clone(),
        pair.second.name.clone(),
        report::title(lang, "study_difference"),
    ]);
    let value = |unit: Unit, value: f64| match unit {
        Unit::Money => format!("{:.0}", value / 100.0),
        Unit::Share => format!("{:.1} %", 100.0 * value),
        Unit::Count => format!("{value:.1}"),
    };
    for figure in &pair.figures {
        let (unit, mean) = (figure.measure.unit, figure.second);
        let paired = Paired { mean, difference: figure.difference, half: figure.half };
        table.add_row(vec![
            report::title(lang, figure.measure.column),
            value(unit, figure.first),
            value(unit, figure.second),
            show::with_half(unit, paired),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n\n{}", lists(pair, lang))
}

/// What moved and what only one of them draws, the first lines of each.
fn lists(pair: &Pair, lang: Lang) -> String {
    let changes = &pair.changes;
    let moved = &changes.moved;
    let counts = Note::new("study-diff-moved")
        .with("same", changes.same)
        .with("moved", moved.len())
        .with("day", moved.iter().filter(|visit| visit.day()).count())
        .with("agency", moved.iter().filter(|visit| visit.agency()).count())
        .with("team", moved.iter().filter(|visit| visit.team()).count());
    let mut out = text(lang, &counts) + "\n";
    for visit in moved.iter().take(SHOWN) {
        let (was, is) = (&visit.before, &visit.after);
        out += &format!(
            "  {} {}  {} {} → {} {}  {}\n",
            visit.site,
            visit.name,
            was.date,
            was.team,
            is.date,
            is.team,
            visit.tasks.join(" ")
        );
    }
    out += &rest(moved.len(), lang);
    let lone = [(&pair.first, &changes.only_first), (&pair.second, &changes.only_second)];
    for (scenario, tasks) in lone {
        let note = Note::new("study-diff-only").with("scenario", &scenario.name);
        out += &format!("\n{}\n", text(lang, &note.with("count", tasks.len())));
        for task in tasks.iter().take(SHOWN) {
            let rule = task.rule.map_or(String::new(), |rule| format!(" ({rule})"));
            let fate = word(lang, study::fate_key(task.fate));
            out += &format!("  {}  {} {}  {fate}{rule}\n", task.task, task.site, task.name);
        }
        out += &rest(tasks.len(), lang);
    }
    out
}

fn rest(count: usize, lang: Lang) -> String {
    match count.saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("  {}\n", text(lang, &Note::new("study-diff-more").with("count", more))),
    }
}
