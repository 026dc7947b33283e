//! `onedoor study`: what-if scenarios side by side.

use std::path::{Path, PathBuf};

use comfy_table::{CellAlignment, Table as Shown, presets};

use super::watch::{is_interrupted, listen};
use super::{Answer, Common, Exit, Failure, input};
use crate::io::{self, Sheets};
use crate::messages::{Lang, text};
use crate::model::Note;
use crate::report;
use crate::study::{self, Compared, Job, Outcome, Store, Study};

/// Arguments of `onedoor study`.
#[derive(clap::Args)]
pub struct Args {
    /// Folder or workbook of the instance
    #[arg(required_unless_present = "template")]
    instance: Option<PathBuf>,
    /// The study: scenarios as patches
    #[arg(required_unless_present = "template", value_name = "STUDY.toml")]
    study: Option<PathBuf>,
    /// Folder for results; runs that are there already are not made again
    #[arg(short, long, value_name = "DIR", required_unless_present = "template")]
    output: Option<PathBuf>,
    /// Print a commented study.toml and do nothing else
    #[arg(long)]
    template: bool,
    /// Make only every n-th run, beginning with the i-th, and no tables
    #[arg(long, value_name = "i/n", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// Folders of shards whose runs are taken over first
    #[arg(long, value_name = "DIR", num_args = 1..)]
    merge: Vec<PathBuf>,
    /// Seed of the first replicate (default: the study's, else the instance's)
    #[arg(long)]
    seed: Option<u64>,
    /// Work units of runs from nothing, instead of the study's
    #[arg(long, value_name = "N")]
    effort: Option<u64>,
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let (at, of) = text.split_once('/').ok_or("i/n")?;
    match (at.parse(), of.parse()) {
        (Ok(at), Ok(of)) if 1 <= at && at <= of => Ok((at, of)),
        _ => Err("i/n, 1 ≤ i ≤ n".to_owned()),
    }
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let (Some(instance), Some(file), Some(output)) = (&args.instance, &args.study, &args.output)
    else {
        super::print(study::TEMPLATE)?;
        return Ok(Exit::Well);
    };
    let study = read(file, args, common)?;
    let instance = input::instance(instance, common)?;
    let sheets = Sheets::of(&instance).map_err(Failure::Fault)?;
    let seed = args.seed.or(study.seed).unwrap_or(instance.settings().seed);
    let jobs = study::jobs(&sheets, &study, seed).map_err(|error| refused(error, common))?;
    let store = Store::open(output).map_err(bad)?;
    for folder in &args.merge {
        store.merge(folder).map_err(bad)?;
    }
    listen();
    let watch = Progress { lang: common.lang(), shown: !common.quiet && !common.json };
    let mine: Vec<Job> = match args.shard {
        None => jobs.clone(),
        Some((at, of)) => share(&jobs, at, of),
    };
    let outcome = study::run(&sheets, &study, &mine, &store, &watch);
    match outcome.map_err(|error| refused(error, common))? {
        Outcome::Stopped => return Err(Failure::Stopped),
        Outcome::Finished if args.shard.is_some() => return Ok(Exit::Well),
        Outcome::Finished => {}
    }
    finish(&study, &jobs, &store, output, common)
}

fn bad(note: Note) -> Failure {
    Failure::Input(vec![note])
}

fn read(file: &Path, args: &Args, common: &Common) -> Result<Study, Failure> {
    let mut study = study::read_study(file).map_err(|wrong| input::refuse(&wrong, common))?;
    study.effort = args.effort.unwrap_or(study.effort);
    Ok(study)
}

/// The runs of a shard, and those they begin from.
fn share(jobs: &[Job], at: usize, of: usize) -> Vec<Job> {
    let mine: Vec<Job> = jobs.iter().skip(at - 1).step_by(of).cloned().collect();
    let needed = |job: &&Job| {
        job.root.is_none() && mine.iter().any(|other| other.root.as_ref() == Some(&job.key))
    };
    let mut all: Vec<Job> = jobs.iter().filter(needed).cloned().collect();
    all.extend(mine);
    all
}

fn refused(error: study::Failure, common: &Common) -> Failure {
    match error {
        study::Failure::Note(note) => match note.args.get("scenario") {
            None => bad(note),
            Some(scenario) => {
                let number = note.args.get("number").cloned().unwrap_or_default();
                let place = Note::new("study-in-patch").with("scenario", scenario);
                bad(place.with("number", number).with("why", text(common.lang(), &note)))
            }
        },
        study::Failure::Reader(wrong) => input::refuse(&wrong, common),
        study::Failure::Fault(message) => Failure::Fault(message),
    }
}

/// Tables of a study whose runs are all there.
fn finish(study: &Study, jobs: &[Job], store: &Store, output: &Path, common: &Common) -> Answer {
    let lang = common.lang();
    let Some((all, tables)) = study::table(study, jobs, store, lang) else {
        return Err(Failure::Fault("a run is missing".to_owned()));
    };
    let workbook = report::workbook_bytes(&study.name, &tables, lang).map_err(bad)?;
    let [scenarios, runs] = &tables;
    let files = [
        ("study.csv", report::csv_bytes(scenarios).map_err(bad)?),
        ("runs.csv", report::csv_bytes(runs).map_err(bad)?),
        ("study.xlsx", workbook),
    ];
    for (name, bytes) in files {
        io::write_file(&output.join(name), &bytes).map_err(|error| bad(error.note()))?;
    }
    if common.json {
        super::print(&format!("{:#}\n", document(study, &all)))?;
    } else if !common.quiet {
        super::print(&summary(&all, output, lang))?;
    }
    Ok(Exit::Well)
}

fn document(study: &Study, all: &[Compared]) -> serde_json::Value {
    let yuan = |fen: f64| fen.round() / 100.0;
    let scenario = |scenario: &Compared| {
        serde_json::json!({
            "name": scenario.name,
            "difference": yuan(scenario.difference),
            "half_interval": scenario.half.map(yuan),
            "says": scenario.says,
            "within_gap": scenario.within_gap,
            "runs": scenario.runs,
        })
    };
    serde_json::json!({
        "study": study.name,
        "scenarios": all.iter().map(scenario).collect::<Vec<_>>(),
    })
}

fn summary(all: &[Compared], output: &Path, lang: Lang) -> String {
    let mut table = Shown::new();
    table.load_style(presets::NOTHING);
    let titles = ["scenario", "coverage", "total", "team_days", "difference", "says"];
    table.set_header(titles.map(|name| report::title(lang, &format!("study_{name}"))));
    for scenario in all {
        let count = scenario.runs.len().max(1) as f64;
        let mean =
            |part: fn(&study::Figures) -> f64| scenario.runs.iter().map(part).sum::<f64>() / count;
        let half = scenario.half.map_or(String::new(), |half| format!(" ± {:.0}", half / 100.0));
        table.add_row(vec![
            scenario.name.clone(),
            format!("{:.1} %", 100.0 * mean(|run| run.coverage)),
            format!("{:.0}", mean(|run| run.objective.total.yuan())),
            format!("{:.1}", mean(|run| run.team_days as f64)),
            format!("{:+.0}{half}", scenario.difference / 100.0),
            scenario.says.word(lang),
        ]);
    }
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let written = text(lang, &Note::new("study-written").with("path", output.display()));
    format!("{table}\n\n{written}\n")
}

/// A line for each run that is over.
struct Progress {
    lang: Lang,
    shown: bool,
}

impl crate::plan::Watch for Progress {
    fn stage(&self, _: crate::plan::Stage) {}
    fn round(&self, _: u64, _: u64, _: f64) {}
    fn stopped(&self) -> bool {
        is_interrupted()
    }
}

impl study::Watch for Progress {
    fn run(&self, done: usize, of: usize, scenario: &str) {
        if self.shown {
            let note = Note::new("study-run-done").with("done", done).with("of", of);
            eprintln!("{}", text(self.lang, &note.with("scenario", scenario)));
        }
    }
}
