//! `onedoor study INSTANCE STUDY.toml -o DIR`: every scenario planned, verified and compared.

use std::path::Path;

use super::{Args, bad, refused, show};
use crate::cli::watch::{is_interrupted, listen};
use crate::cli::{Answer, Common, Exit, Failure, input};
use crate::io::Sheets;
use crate::messages::{Lang, text};
use crate::model::Note;
use crate::study::{self, Job, Lot, Outcome, Predicted, Record, Store, Study};

/// What was asked for.
pub struct Ask<'a> {
    /// Folder or workbook of the instance.
    pub instance: &'a Path,
    /// The study.
    pub file: &'a Path,
    /// The folder for results.
    pub output: &'a Path,
    /// The options.
    pub args: &'a Args,
}

/// Runs the study.
pub fn run(ask: &Ask<'_>, common: &Common) -> Answer {
    let (args, refuse) = (ask.args, |error| refused(error, Some(ask.file), common));
    let study = read(ask, common)?;
    let instance = input::instance(ask.instance, common)?;
    let sheets = Sheets::of(&instance).map_err(Failure::Fault)?;
    let seed = args.seed.or(study.seed).unwrap_or(instance.settings().seed);
    let record = Record { seed, study, sheets };
    let mut lot = Lot::new(&record.sheets, &record.study, seed).map_err(refuse)?;
    let store = Store::open(ask.output).map_err(bad)?;
    record.keep(ask.output).map_err(bad)?;
    for folder in &args.merge {
        store.merge(folder).map_err(bad)?;
    }
    listen();
    let watch = Progress { lang: common.lang(), shown: !common.quiet && !common.json };
    let mut make = |lot: &Lot<'_>, jobs: &[Job]| -> Result<bool, study::Failure> {
        Ok(matches!(study::run(lot, jobs, &store, &watch)?, Outcome::Finished))
    };
    let (shard, of) = args.shard.unwrap_or((1, 1));
    let mut predicted = Vec::new();
    if shard == 1 && lot.study.prices > 0 {
        // The base first: the prices of its plan say what to expect of the others.
        let first: Vec<Job> = lot.jobs.iter().filter(|job| job.scenario == 0).cloned().collect();
        if !make(&lot, &first).map_err(refuse)? {
            return Err(Failure::Stopped);
        }
        predicted = study::predict(&lot, &store).map_err(refuse)?;
        watch.predicted(&lot, &predicted);
    }
    if !make(&lot, &share(&lot.jobs, shard, of)).map_err(refuse)? {
        return Err(Failure::Stopped);
    }
    // A search goes step by step and is no work for several.
    let wanted = shard == 1 && lot.study.search.is_some();
    let found =
        if wanted { study::search(&mut lot, &store, &mut make).map_err(refuse)? } else { None };
    if wanted && found.is_none() {
        return Err(Failure::Stopped);
    }
    if args.shard.is_some() {
        return Ok(Exit::Well);
    }
    // Searched sizes are scenarios like any other.
    predicted.extend(study::predict_from(&lot, &store, predicted.len()).map_err(refuse)?);
    show::finish(&show::Told { lot: &lot, store: &store, predicted, found }, ask.output, common)
}

fn read(ask: &Ask<'_>, common: &Common) -> Result<Study, Failure> {
    let mut study = study::read_study(ask.file).map_err(|wrong| input::refuse(&wrong, common))?;
    study.effort = ask.args.effort.unwrap_or(study.effort);
    Ok(study)
}

/// The runs of a shard, and those they begin from.
fn share(jobs: &[Job], at: usize, of: usize) -> Vec<Job> {
    let mine: Vec<Job> = jobs.iter().skip(at - 1).step_by(of).cloned().collect();
    let needed =
        |job: &&Job| job.is_root && mine.iter().any(|other| other.root.as_ref() == Some(&job.key));
    let mut all: Vec<Job> = jobs.iter().filter(needed).cloned().collect();
    all.extend(mine);
    all
}

/// A line for each run that is over.
struct Progress {
    lang: Lang,
    shown: bool,
}

impl Progress {
    /// What is expected of each scenario, before it is run.
    fn predicted(&self, lot: &Lot<'_>, predicted: &[Option<Predicted>]) {
        let known = lot.scenarios.iter().zip(predicted);
        for (scenario, predicted) in known.filter(|_| self.shown) {
            let Some(predicted) = predicted else { continue };
            let key = if predicted.whole { "study-predicted" } else { "study-predicted-part" };
            let note = Note::new(key)
                .with("scenario", &scenario.name)
                .with("difference", show::signed_yuan(predicted.difference.0 as f64));
            eprintln!("{}", text(self.lang, &note));
        }
    }
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
