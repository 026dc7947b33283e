//! The runs that a study consists of: every scenario under every seed, each with the name of what
//! decides its result.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::io::Sheets;
use crate::model::Instance;

use super::patch;
use super::run::Failure;
use super::spec::{Patch, Scenario, Study};

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
    /// Whether it only begins others.
    pub is_root: bool,
}

/// The runs of a study; those of a search are added as it goes.
#[derive(Clone, Debug)]
pub struct Lot<'a> {
    /// The instance that is changed.
    pub sheets: &'a Sheets,
    /// The study.
    pub study: &'a Study,
    /// Its scenarios, the base first.
    pub scenarios: Vec<Scenario>,
    /// Its runs, scenario by scenario; of the base those that others begin from, too.
    pub jobs: Vec<Job>,
    seeds: Vec<u64>,
    roots: BTreeMap<u64, String>,
}

impl<'a> Lot<'a> {
    /// The runs of every scenario that the study names.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn new(sheets: &'a Sheets, study: &'a Study, first_seed: u64) -> Result<Self, Failure> {
        let seeds = (0..u64::from(study.replicates)).map(|at| first_seed.wrapping_add(at));
        let (seeds, roots) = (seeds.collect(), BTreeMap::new());
        let (scenarios, jobs) = (Vec::new(), Vec::new());
        let mut lot = Self { sheets, study, scenarios, jobs, seeds, roots };
        // Reading a changed instance takes a while, and one does not wait for the other.
        let all = study.all();
        let digests: Result<Vec<_>, Failure> =
            all.par_iter().map(|scenario| lot.digests(scenario)).collect();
        for (scenario, digests) in all.into_iter().zip(digests?) {
            lot.put(scenario, &digests);
        }
        Ok(lot)
    }

    /// One more scenario; where its runs begin in the list of runs.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn add(&mut self, scenario: Scenario) -> Result<usize, Failure> {
        let (from, digests) = (self.jobs.len(), self.digests(&scenario)?);
        self.put(scenario, &digests);
        Ok(from)
    }

    /// The digest of a scenario's instance under each seed.
    fn digests(&self, scenario: &Scenario) -> Result<Vec<String>, Failure> {
        let is_lucky = scenario.patches.iter().any(|p| matches!(p, Patch::Disturb { .. }));
        let mut digests: Vec<String> = Vec::new();
        for &seed in &self.seeds {
            let known = digests.last().filter(|_| !is_lucky).cloned();
            digests.push(match known {
                Some(known) => known,
                None => patched(self.sheets, scenario, seed)?.digest().to_owned(),
            });
        }
        Ok(digests)
    }

    fn put(&mut self, scenario: Scenario, digests: &[String]) {
        let (study, at) = (self.study, self.scenarios.len());
        for ((&seed, replicate), now) in self.seeds.iter().zip(0..).zip(digests) {
            let job =
                |key, root, is_root| Job { scenario: at, replicate, seed, key, root, is_root };
            if at == 0 && study.warm_effort > 0 {
                let key = key(now, seed, study.effort, 0, None);
                self.roots.insert(seed, key.clone());
                self.jobs.push(job(key, None, true));
            }
            let root = self.roots.get(&seed).cloned();
            let effort = if root.is_some() { study.warm_effort } else { study.effort };
            let key = key(now, seed, effort, study.bound, root.as_deref());
            self.jobs.push(job(key, root, false));
        }
        self.scenarios.push(scenario);
    }

    /// Name of a scenario.
    pub fn name(&self, scenario: usize) -> &str {
        self.scenarios.get(scenario).map_or("", |scenario| scenario.name.as_str())
    }

    /// Runs of a scenario that count for it, in order of replicates.
    pub fn runs_of(&self, scenario: usize) -> impl Iterator<Item = &Job> {
        self.jobs.iter().filter(move |job| job.scenario == scenario && !job.is_root)
    }

    /// The instance of a scenario under the luck of the first replicate.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn instance(&self, scenario: usize) -> Result<Instance, Failure> {
        self.instance_under(scenario, self.seeds.first().copied().unwrap_or_default())
    }

    /// The instance of a scenario under a seed.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn instance_under(&self, scenario: usize, seed: u64) -> Result<Instance, Failure> {
        let empty = Scenario::default();
        patched(self.sheets, self.scenarios.get(scenario).unwrap_or(&empty), seed)
    }
}

/// The instance of a scenario under a seed.
pub(super) fn patched(
    sheets: &Sheets,
    scenario: &Scenario,
    luck: u64,
) -> Result<Instance, Failure> {
    let mut sheets = sheets.clone();
    patch::apply(&mut sheets, scenario, luck)?;
    sheets.read(&format!("{} · ", scenario.name)).map_err(Failure::Reader)
}

/// The name of a run: all that decides its result.
fn key(digest: &str, seed: u64, effort: u64, bound: u64, root: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let root = root.unwrap_or("-");
    let text = format!("study 3\n{version}\n{digest}\n{seed}\n{effort}\n{bound}\n{root}");
    blake3::hash(text.as_bytes()).to_hex().chars().take(40).collect()
}
