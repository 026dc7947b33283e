//! Runs that are not there yet, several at a time; each plan goes before the judge.
//!
//! With a warm start the base is planned from nothing once a replicate, and every scenario, the
//! base among them, goes on from that plan with the same effort: what the further effort gains is
//! gained by all of them, and is no difference.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::bound::{self, Ground};
use crate::io::{Diagnostic, Sheets};
use crate::model::{Instance, Note, Plan};
use crate::plan::{self, Evidence, Limits, Planned, Trouble};

use super::patch;
use super::spec::{Scenario, Study};
use super::store::{Figures, Store};

/// Memory of a run, bytes: so much, and so much for each task.
const RUN: u64 = 60 << 20;
const TASK: u64 = 80 << 10;

/// One run: a scenario under the luck of a replicate.
#[derive(Clone, Debug)]
pub struct Job {
    /// Position of the scenario.
    pub scenario: usize,
    /// Replicate, from 0.
    pub replicate: u32,
    /// Seed of search and luck.
    pub seed: u64,
    /// Name of the run.
    pub key: String,
    /// The run whose plan it begins from.
    pub root: Option<String>,
}

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

/// The instance of a scenario under a seed.
fn patched(sheets: &Sheets, scenario: &Scenario, luck: u64) -> Result<Instance, Failure> {
    let mut sheets = sheets.clone();
    patch::apply(&mut sheets, scenario, luck)?;
    sheets.read(&format!("{} · ", scenario.name)).map_err(Failure::Reader)
}

/// The name of a run: all that decides its result.
fn key(digest: &str, seed: u64, effort: u64, bound: u64, root: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let root = root.unwrap_or("-");
    let text = format!("study 1\n{version}\n{digest}\n{seed}\n{effort}\n{bound}\n{root}");
    blake3::hash(text.as_bytes()).to_hex().chars().take(40).collect()
}

/// The runs that a study consists of, scenario by scenario; roots first.
///
/// # Errors
/// See [`Failure`].
pub fn jobs(sheets: &Sheets, study: &Study, first_seed: u64) -> Result<Vec<Job>, Failure> {
    let all = study.all();
    let seeds: Vec<u64> =
        (0..u64::from(study.replicates)).map(|at| first_seed.wrapping_add(at)).collect();
    let mut jobs = Vec::new();
    let mut roots: BTreeMap<u64, String> = BTreeMap::new();
    for (at, scenario) in all.iter().enumerate() {
        let is_lucky = scenario.patches.iter().any(|p| matches!(p, super::Patch::Disturb { .. }));
        let mut digest: Option<String> = None;
        for (&seed, replicate) in seeds.iter().zip(0..) {
            let known = digest.take().filter(|_| !is_lucky);
            let now = match known {
                Some(known) => known,
                None => patched(sheets, scenario, seed)?.digest().to_owned(),
            };
            if at == 0 && study.warm_effort > 0 {
                let key = key(&now, seed, study.effort, 0, None);
                roots.insert(seed, key.clone());
                jobs.push(Job { scenario: at, replicate, seed, key, root: None });
            }
            let root = roots.get(&seed).cloned();
            let effort = if root.is_some() { study.warm_effort } else { study.effort };
            let key = key(&now, seed, effort, study.bound, root.as_deref());
            jobs.push(Job { scenario: at, replicate, seed, key, root });
            digest = Some(now);
        }
    }
    Ok(jobs)
}

/// Makes every run that is not there yet.
///
/// # Errors
/// See [`Failure`].
pub fn run(
    sheets: &Sheets,
    study: &Study,
    jobs: &[Job],
    store: &Store,
    watch: &dyn Watch,
) -> Result<Outcome, Failure> {
    let all = study.all();
    let tasks = sheets.table(crate::model::Table::Tasks).rows.len() as u64;
    let crew = Crew { sheets, study, all: &all, store, watch, workers: workers(tasks) };
    let roots = jobs.iter().filter(|job| is_root(study, job)).collect();
    let others = jobs.iter().filter(|job| !is_root(study, job)).collect();
    for jobs in [roots, others] {
        if let Outcome::Stopped = crew.work(jobs)? {
            return Ok(Outcome::Stopped);
        }
    }
    Ok(Outcome::Finished)
}

/// Whether a run only begins others.
pub(super) fn is_root(study: &Study, job: &Job) -> bool {
    study.warm_effort > 0 && job.root.is_none()
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
    sheets: &'a Sheets,
    study: &'a Study,
    all: &'a [Scenario],
    store: &'a Store,
    watch: &'a dyn Watch,
    workers: usize,
}

impl Crew<'_> {
    /// Makes runs until all are there; those that others are at are waited for.
    fn work(&self, mut jobs: Vec<&Job>) -> Result<Outcome, Failure> {
        let of = jobs.len();
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

    /// Every run that is free, once; whether there was one.
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
                        let scenario = self.all.get(job.scenario);
                        self.watch.run(done, of, scenario.map_or("", |s| s.name.as_str()));
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

    /// Makes a run, unless it is there or another is at it; whether it was made.
    fn job(&self, job: &Job) -> Result<bool, Failure> {
        let Some(_claim) = self.store.claim(&job.key) else { return Ok(false) };
        if self.store.figures(&job.key).is_some() {
            return Ok(false);
        }
        let Some(scenario) = self.all.get(job.scenario) else { return Ok(false) };
        let instance = patched(self.sheets, scenario, job.seed)?;
        let root = match &job.root {
            None => None,
            Some(root) => Some(
                self.store
                    .plan(root)
                    .ok_or_else(|| Failure::Note(Note::new("study-no-root").with("run", root)))?,
            ),
        };
        let Some(planned) = self.planned(&instance, job, root.as_ref())? else { return Ok(false) };
        let batches = |id: &str| {
            instance.task(id).map_or(0, |task| u64::from(instance.tasks[task.ix()].batches))
        };
        let figures = Figures::of(&job.key, job.seed, &planned, &batches);
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
        let effort = if root.is_some() { self.study.warm_effort } else { self.study.effort };
        let limits = Limits { effort, deadline: None, seed: job.seed };
        let bound = if is_root(self.study, job) { 0 } else { self.study.bound };
        let mut prove = |evidence: Evidence<'_>| {
            let Evidence { instance, screen, draw, plan, missing } = evidence;
            let ground = Ground { instance, screen, draw };
            let proof = bound::prove(ground, plan, bound, &bound::Unwatched);
            Some(proof.of(instance, plan, missing))
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
                let scenario = self.all.get(job.scenario).map_or("", |s| s.name.as_str());
                Err(Failure::Fault(format!("{scenario}: {} {note}", wrong.rule)))
            }
        }
    }
}
