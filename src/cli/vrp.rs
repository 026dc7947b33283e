//! `onedoor vrp`: a standard routing problem, solved by the engine that routes teams.

use std::path::PathBuf;

use serde_json::json;

use super::{Answer, Common, Exit, Failure, input, print, watch};
use crate::engine::{Account, Budget, Outcome, Params, Rounding, solve};
use crate::io::{Vrp, solution_text, write_file};
use crate::messages::{text, word};
use crate::model::Note;

/// Work units when neither time nor effort is given.
const EFFORT: u64 = 1000;

/// Arguments of `onedoor vrp`.
#[derive(clap::Args)]
pub struct Args {
    file: PathBuf,
    #[arg(long, value_name = "SECONDS")]
    time: Option<f64>,
    #[arg(long, value_name = "N", conflicts_with = "time")]
    effort: Option<u64>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, value_enum)]
    round: Option<Round>,
    #[arg(short, long, value_name = "FILE.sol")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Round {
    Nearest,
    Tenths,
    Thousandths,
}

/// Runs the command: no if somebody who must be visited is left out.
pub fn run(args: &Args, common: &Common) -> Answer {
    let rounding = args.round.map(|round| match round {
        Round::Nearest => Rounding::Nearest,
        Round::Tenths => Rounding::Tenths,
        Round::Thousandths => Rounding::Thousandths,
    });
    let vrp = input::vrp(&args.file, rounding, common)?;
    let params = Params { seed: args.seed, threads: threads(common), budget: budget(args)? };
    let outcome = search(&vrp, &params, common);
    if outcome.account.broken + outcome.account.excess > 0 {
        return Err(Failure::Fault(word(common.lang(), "cli-vrp-broken")));
    }
    if let Some(path) = &args.output {
        let content = solution_text(&vrp, &outcome.solution, outcome.account.cost);
        write_file(path, content.as_bytes()).map_err(|error| Failure::System(error.to_string()))?;
    }
    if common.json {
        print(&format!("{:#}\n", document(&vrp, args, &outcome)))?;
    } else if !common.quiet {
        print(&summary(&vrp, args, &outcome, common))?;
    }
    Ok(if outcome.account.missing == 0 { Exit::Well } else { Exit::No })
}

fn threads(common: &Common) -> usize {
    common.threads.unwrap_or_else(rayon::current_num_threads).max(1)
}

fn budget(args: &Args) -> Result<Budget, Failure> {
    let effort = Budget::Effort(args.effort.unwrap_or(EFFORT));
    Ok(input::time(args.time)?.map_or(effort, Budget::Time))
}

fn search(vrp: &Vrp, params: &Params, common: &Common) -> Outcome {
    watch::listen();
    let round = |share: f64, account: &Account| {
        if common.verbose && !common.quiet {
            let note = Note::new("cli-vrp-progress")
                .with("share", (share * 100.0).round())
                .with("cost", account.cost);
            eprintln!("{}", text(common.lang(), &note));
        }
    };
    solve(&vrp.data, params, &watch::is_interrupted, &round)
}

fn document(vrp: &Vrp, args: &Args, outcome: &Outcome) -> serde_json::Value {
    json!({
        "problem": vrp.name,
        "type": vrp.kind,
        "seed": args.seed,
        "cost": outcome.account.cost,
        "missing": outcome.account.missing,
        "absent": outcome.solution.absent.len(),
        "steps": outcome.steps,
        "seconds": outcome.took.as_secs_f64(),
        "routes": vrp.numbered(&outcome.solution),
    })
}

fn summary(vrp: &Vrp, args: &Args, outcome: &Outcome, common: &Common) -> String {
    let lang = common.lang();
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    let vehicles: usize = vrp.vehicles.iter().map(Vec::len).sum();
    let sizes = Note::new("cli-vrp-sizes")
        .with("clients", vrp.data.clients.len())
        .with("depots", vrp.data.depots.len())
        .with("vehicles", vehicles);
    let rows = [
        ("cli-vrp-instance", format!("{} ({})", vrp.name, vrp.kind)),
        ("cli-vrp-size", text(lang, &sizes)),
        ("cli-vrp-cost", outcome.account.cost.to_string()),
        ("cli-vrp-routes", outcome.solution.routes.len().to_string()),
        ("cli-vrp-absent", outcome.solution.absent.len().to_string()),
        ("cli-vrp-missing", outcome.account.missing.to_string()),
        ("cli-vrp-steps", crate::messages::form::count(outcome.steps)),
        ("cli-vrp-took", format!("{:.1}", outcome.took.as_secs_f64())),
    ];
    for (key, value) in rows {
        table.add_row(vec![word(lang, key), value]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(comfy_table::CellAlignment::Right);
    }
    let written = args
        .output
        .as_ref()
        .map(|path| text(lang, &Note::new("cli-vrp-written").with("path", path.display())));
    format!("{}\n{}", table.trim_fmt(), written.map_or(String::new(), |line| format!("\n{line}\n")))
}
