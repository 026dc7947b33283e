//! Runs that are not there yet, several at a time; each plan goes before the judge.
//!
//! With a warm start the base is planned from nothing once a replicate, and every scenario, the
//! base among them, goes on from that plan with the same effort: what the further effort gains is
//! gained by all of them, and is no difference.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::bound::{self, Effort, Ground};
use crate::io::Diagnostic;
use crate::model::{Instance, Note, Plan};
use crate::plan::{self, Case, Evidence, Limits, Planned, Proved, Trouble};

use super::figures::Figures;
use super::lot::{Job, Lot, patched};
use super::store::Store;

/// Memory of a run, bytes: so much, and so much for each task.
const RUN: u64 = 60 << 20;
const TASK: u64 = 80 << 10;

/// Who watches a study.
pub trait Watch: plan::Watch {
    /// A run is over.
    fn run(&self, done: usize, of: usize, scenario: &str);
}

/// How a study ended.
#[derive(Debug)]
pub enum Outcome {
    /// Every run is there.
    Finished,
    /// Somebody stopped it; what was finished is kept.
    Stopped,
}

/// Why there are no runs.
#[derive(Debug)]
pub enum Failure {
    /// A patch that can't be carried out, or a file.
    Note(Note),
    /// A scenario that is no instance.
    Reader(Vec<Diagnostic>),
    /// A fault of the program.
    Fault(String),
}

impl From<Note> for Failure {
    fn from(note: Note) -> Self {
        Failure::Note(note)
    }
}

/// Makes every run that is not there yet.
///
/// # Errors
/// See [`Failure`].
pub fn run(
    lot: &Lot<'_>,
    jobs: &[Job],
    store: &Store,
    watch: &dyn Watch,
) -> Result<Outcome, Failure> {
    let tasks = lot.sheets.table(crate::model::Table::Tasks).rows.len() as u64;
    let crew = Crew { lot, store, watch, workers: workers(tasks) };
    // Roots first; whoever is free by then goes on with a run whose root is there.
    let (mut all, others): (Vec<&Job>, Vec<&Job>) = jobs.iter().partition(|job| job.is_root);
    all.extend(others);
    crew.work(all)
}

/// Runs at a time: as many as there are threads, and fit into half of the free memory.
fn workers(tasks: u64) -> usize {
    let free = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()
    });
    let fits = free.map_or(u64::MAX, |kb| kb * 1024 / 2 / (RUN + TASK * tasks));
    rayon::current_num_threads().min(usize::try_from(fits).unwrap_or(usize::MAX)).max(1)
}

/// Those who make the runs.
struct Crew<'a> {
    lot: &'a Lot<'a>,
    store: &'a Store,
    watch: &'a dyn Watch,
    workers: usize,
}

impl Crew<'_> {
    /// Makes runs until all are there; those that others are at are waited for.
    fn work(&self, mut jobs: Vec<&Job>) -> Result<Outcome, Failure> {
        let of = jobs.len();
        self.refuse_lost_roots(&jobs)?;
        loop {
            jobs.retain(|job| self.store.figures(&job.key).is_none());
            if jobs.is_empty() {
                return Ok(Outcome::Finished);
            }
            if self.watch.stopped() {
                return Ok(Outcome::Stopped);
            }
            if !self.round(&jobs, of)? {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }

    /// A run whose root is neither there nor among these runs would be waited for without end.
    fn refuse_lost_roots(&self, jobs: &[&Job]) -> Result<(), Failure> {
        let own: BTreeSet<&str> = jobs.iter().map(|job| job.key.as_str()).collect();
        let roots: BTreeSet<&str> = jobs.iter().filter_map(|job| job.root.as_deref()).collect();
        match roots.difference(&own).find(|root| self.store.figures(root).is_none()) {
            Some(lost) => Err(Failure::Note(Note::new("study-no-root").with("run", lost))),
            None => Ok(()),
        }
    }

    /// Every run that is free and whose root is there, once; whether there was one.
    fn round(&self, jobs: &[&Job], of: usize) -> Result<bool, Failure> {
        let (next, made) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let failure: Mutex<Option<Failure>> = Mutex::new(None);
        let failed = || failure.lock().map_or(true, |failure| failure.is_some());
        let worker = || {
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                if self.watch.stopped() || failed() {
                    return;
                }
                match self.job(job) {
                    Ok(false) => {}
                    Ok(true) => {
                        let done = of - jobs.len() + made.fetch_add(1, Ordering::Relaxed) + 1;
                        self.watch.run(done, of, self.lot.name(job.scenario));
                    }
                    Err(error) => {
                        if let Ok(mut failure) = failure.lock() {
                            failure.get_or_insert(error);
                        }
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.workers.min(jobs.len()) {
                scope.spawn(worker);
            }
        });
        match failure.into_inner() {
            Ok(Some(failure)) => Err(failure),
            Ok(None) => Ok(made.into_inner() > 0),
            Err(error) => Err(Failure::Fault(error.to_string())),
        }
    }

    /// Makes a run, unless it is there, another is at it, or its root is yet to come; whether it was made.
    fn job(&self, job: &Job) -> Result<bool, Failure> {
        if job.root.as_ref().is_some_and(|root| self.store.figures(root).is_none()) {
            return Ok(false);
        }
        let Some(_claim) = self.store.claim(&job.key) else { return Ok(false) };
        if self.store.figures(&job.key).is_some() {
            return Ok(false);
        }
        let Some(scenario) = self.lot.scenarios.get(job.scenario) else { return Ok(false) };
        let instance = patched(self.lot.sheets, scenario, job.seed)?;
        let root = match &job.root {
            None => None,
            Some(root) => Some(
                self.store
                    .plan(root)
                    .ok_or_else(|| Failure::Note(Note::new("study-no-root").with("run", root)))?,
            ),
        };
        let Some(planned) = self.planned(&instance, job, root.as_ref())? else { return Ok(false) };
        let figures = Figures::of(&job.key, job.seed, &instance, &planned)?;
        self.store.keep(&figures, &planned.plan)?;
        Ok(true)
    }

    /// A verified plan; none if somebody stopped it.
    fn planned(
        &self,
        instance: &Instance,
        job: &Job,
        root: Option<&Plan>,
    ) -> Result<Option<Planned>, Failure> {
        let study = self.lot.study;
        let effort = if root.is_some() { study.warm_effort } else { study.effort };
        // Scenarios side by side keep all cores busy.
        let limits = Limits::new(effort, job.seed);
        let bound = if job.is_root { 0 } else { study.bound };
        let mut prove = |evidence: Evidence<'_>| {
            let Evidence { case, plan, met, missing } = evidence;
            let Case { instance, screen, draw } = case;
            let ground = Ground { instance, screen, draw };
            let proof = bound::prove(ground, (plan, met), Effort::Units(bound), &bound::Unwatched);
            let bound = proof.of(instance, plan, missing);
            Some(Proved { bound, better: None })
        };
        let planned = match root {
            Some(old) => plan::plan_from(instance, old, &limits, self.watch, &mut prove),
            None => plan::plan_and_prove(instance, &limits, self.watch, &mut prove),
        };
        let planned = planned.map_err(|trouble| match trouble {
            Trouble::Input(note) => Failure::Note(note),
            Trouble::Fault(message) => Failure::Fault(message),
        })?;
        if self.watch.stopped() {
            return Ok(None);
        }
        match planned.verdict.violations.first() {
            None => Ok(Some(planned)),
            Some(wrong) => {
                let note = crate::messages::text(crate::messages::Lang::En, &wrong.note);
                let scenario = self.lot.name(job.scenario);
                Err(Failure::Fault(format!("{scenario}: {} {note}", wrong.rule)))
            }
        }
    }
}
