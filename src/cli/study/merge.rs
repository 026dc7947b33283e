//! `onedoor study merge DIR… -o OUT`: the folders of shards put together.

use std::path::PathBuf;

use super::{bad, refused, show};
use crate::cli::{Answer, Common, Failure};
use crate::model::Note;
use crate::study::{self, Job, Lot, Record, Store};

/// Arguments of `onedoor study merge`.
#[derive(clap::Args)]
pub struct Args {
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, common: &Common) -> Answer {
    let refuse = |error| refused(error, None, common);
    let mut record: Option<Record> = None;
    for folder in &args.folders {
        let next = Record::read(folder).map_err(bad)?;
        match &record {
            None => record = Some(next),
            Some(record) if record.is_same(&next) => {}
            Some(_) => {
                let note = Note::new("study-merge-other").with("path", folder.display());
                return Err(bad(note));
            }
        }
    }
    let Some(record) = record else { return Err(bad(Note::new("study-two-forms"))) };
    let store = Store::open(&args.output).map_err(bad)?;
    record.keep(&args.output).map_err(bad)?;
    for folder in &args.folders {
        store.merge(folder).map_err(bad)?;
    }
    let mut lot = Lot::new(&record.sheets, &record.study, record.seed).map_err(refuse)?;
    let missing: Vec<&Job> =
        lot.jobs.iter().filter(|job| store.figures(&job.key).is_none()).collect();
    if let Some(job) = missing.first() {
        return Err(bad(lacking(missing.len(), lot.name(job.scenario))));
    }
    let predicted = study::predict(&lot, &store).map_err(refuse)?;
    let found = show::replay(&mut lot, &store).map_err(refuse)?;
    if lot.study.search.is_some() && found.is_none() {
        return Err(bad(lacking(1, "search")));
    }
    let more = study::predict_from(&lot, &store, predicted.len()).map_err(refuse)?;
    let predicted = predicted.into_iter().chain(more).collect();
    let told = show::Told { lot: &lot, store: &store, predicted, found };
    show::finish(&told, &args.output, common)
}

fn lacking(count: usize, scenario: &str) -> Note {
    Note::new("study-runs-missing").with("count", count).with("scenario", scenario)
}

/// The failure of a command that needs runs that are not there.
pub fn not_there(scenario: &str) -> Failure {
    bad(lacking(1, scenario))
}
