//! The smallest of nested capacities with which plans still do what they have to, by bisection.
//!
//! The capacities are nested and fixed beforehand: teams go one after the other in an order that is
//! told (those named in the study first, then the least worked in the base's plans), other capacities
//! by steps of some per cent. Less of a capacity can't cover more, so that the answer lies between
//! the largest size that fails and the smallest that does; a plan that does is a proof for its size,
//! a plan that fails is only as good as the search that found it. Every try is a scenario like any
//! other, planned warm from the base, kept and never made again.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Instance, Note};

use super::figures::Figures;
use super::lot::{Job, Lot};
use super::run::Failure;
use super::spec::{Limits, Patch, Scenario, Search, Smallest, scaled};
use super::store::Store;

/// A size of the capacity that was tried.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Teams, or per cent.
    pub size: u32,
    /// Position of its scenario.
    pub scenario: usize,
    /// What it does, on the mean of the replicates.
    pub does: Does,
    /// Whether it does what it has to.
    pub meets: bool,
}

/// What plans of a size do, on the mean of the replicates.
#[derive(Clone, Copy, Debug)]
pub struct Does {
    /// Share of the batches asked for that are planned.
    pub coverage: f64,
    /// Required tasks left out.
    pub missing: f64,
    /// Gap; none if nothing was proved.
    pub gap: Option<f64>,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What was looked for.
    pub search: Search,
    /// Teams in the order in which they go; empty for other capacities.
    pub order: Vec<String>,
    /// Sizes that were tried, in the order in which they were.
    pub probes: Vec<Probe>,
    /// The smallest size that does; none if not even the whole does.
    pub answer: Option<u32>,
    /// The gap was asked for, and not even the whole keeps it, so that it was left aside.
    pub gap_left_aside: bool,
}

/// Makes runs; answers whether they are all there then.
pub type Make<'m> = dyn FnMut(&Lot<'_>, &[Job]) -> Result<bool, Failure> + 'm;

/// Searches; none if the study asks for no search, or runs were not made.
///
/// # Errors
/// See [`Failure`].
pub fn search(
    lot: &mut Lot<'_>,
    store: &Store,
    make: &mut Make<'_>,
) -> Result<Option<Found>, Failure> {
    let Some(search) = lot.study.search.clone() else { return Ok(None) };
    let order = match search.minimise {
        Smallest::Teams => order(lot, store, &search)?,
        Smallest::LabCapacity | Smallest::Escorts => Vec::new(),
    };
    let sizes = sizes(&search, order.len());
    let Some(&whole) = sizes.last() else { return Ok(None) };
    let found = Found { search, order, probes: Vec::new(), answer: None, gap_left_aside: false };
    let mut hunt = Hunt { lot, store, make, found };
    let Some(mut meets) = hunt.probe(whole)? else { return Ok(None) };
    if !meets && hunt.leave_gap_aside() {
        meets = true;
    }
    if meets {
        // `high` does; `low` is the number of sizes that are known to fail.
        let (mut low, mut high) = (0, sizes.len() - 1);
        while low < high {
            let middle = (low + high) / 2;
            match hunt.probe(sizes[middle])? {
                None => return Ok(None),
                Some(true) => high = middle,
                Some(false) => low = middle + 1,
            }
        }
        hunt.found.answer = sizes.get(high).copied();
    }
    Ok(Some(hunt.found))
}

/// Sizes from the smallest to the whole.
fn sizes(search: &Search, teams: usize) -> Vec<u32> {
    match search.minimise {
        Smallest::Teams => (1..=teams as u32).collect(),
        Smallest::LabCapacity | Smallest::Escorts => {
            let steps = (0..100).step_by(search.step.max(1) as usize);
            steps.chain([100]).collect()
        }
    }
}

/// Teams in the order in which they go.
fn order(lot: &Lot<'_>, store: &Store, search: &Search) -> Result<Vec<String>, Failure> {
    let instance = lot.instance(0)?;
    if instance.settings().policy.form_teams {
        return Err(Failure::Note(Note::new("study-search-formed")));
    }
    let ids: BTreeSet<&str> = instance.teams.iter().map(|team| team.id.as_str()).collect();
    let mut order: Vec<String> = Vec::new();
    for team in &search.order {
        if !ids.contains(team.as_str()) || order.contains(team) {
            let near = crate::io::nearest(team, ids.iter().copied()).unwrap_or("–");
            let note = Note::new("study-search-order").with("found", team).with("near", near);
            return Err(Failure::Note(note));
        }
        order.push(team.clone());
    }
    let worked = worked(lot, store);
    let days = |id: &str| worked.get(id).copied().unwrap_or(0);
    let mut others: Vec<&str> =
        ids.into_iter().filter(|id| !search.order.iter().any(|o| o == id)).collect();
    others.sort_by_key(|id| (days(id), *id));
    order.extend(others.into_iter().map(str::to_owned));
    Ok(order)
}

/// Days that each team is out in the base's plans, all replicates together.
fn worked(lot: &Lot<'_>, store: &Store) -> BTreeMap<String, usize> {
    let mut days = BTreeMap::new();
    for plan in lot.runs_of(0).filter_map(|job| store.plan(&job.key)) {
        for tour in &plan.tours {
            *days.entry(tour.team.clone()).or_default() += tour.days.len();
        }
    }
    days
}

struct Hunt<'h, 'l, 'm> {
    lot: &'h mut Lot<'l>,
    store: &'h Store,
    make: &'h mut Make<'m>,
    found: Found,
}

impl Hunt<'_, '_, '_> {
    /// Tries a size; whether it does what it has to. None if its runs were not made.
    fn probe(&mut self, size: u32) -> Result<Option<bool>, Failure> {
        let scenario = scenario(self.lot, &self.found, size)?;
        let at = self.lot.scenarios.len();
        let from = self.lot.add(scenario)?;
        let jobs: Vec<Job> = self.lot.jobs.iter().skip(from).cloned().collect();
        if !(self.make)(self.lot, &jobs)? {
            return Ok(None);
        }
        let runs: Option<Vec<Figures>> =
            jobs.iter().map(|job| self.store.figures(&job.key)).collect();
        let Some(runs) = runs else { return Ok(None) };
        let does = does(&runs);
        let limits = &self.found.search.subject_to;
        let meets = meets(limits, does) && (self.found.gap_left_aside || in_gap(limits, does));
        self.found.probes.push(Probe { size, scenario: at, does, meets });
        Ok(Some(meets))
    }

    /// If the gap alone stood in the way of the whole, it is left aside: a bound that is too weak
    /// says nothing about teams.
    fn leave_gap_aside(&mut self) -> bool {
        let limits = self.found.search.subject_to.clone();
        let Some(whole) = self.found.probes.last_mut() else { return false };
        let alone = meets(&limits, whole.does) && !in_gap(&limits, whole.does);
        whole.meets |= alone;
        self.found.gap_left_aside = alone;
        alone
    }
}

fn does(runs: &[Figures]) -> Does {
    let count = runs.len().max(1) as f64;
    let mean = |part: &dyn Fn(&Figures) -> f64| runs.iter().map(part).sum::<f64>() / count;
    let proved = runs.iter().all(|run| run.gap.is_some());
    Does {
        coverage: mean(&Figures::coverage),
        missing: mean(&|run| run.missing as f64),
        gap: proved.then(|| mean(&|run| run.gap.unwrap_or(1.0))),
    }
}

fn meets(limits: &Limits, does: Does) -> bool {
    does.coverage >= limits.coverage && does.missing <= limits.required_left_out as f64
}

fn in_gap(limits: &Limits, does: Does) -> bool {
    limits.gap.is_none_or(|most| does.gap.is_some_and(|gap| gap <= most))
}

/// The scenario of a size.
fn scenario(lot: &Lot<'_>, found: &Found, size: u32) -> Result<Scenario, Failure> {
    let base = lot.scenarios.first().cloned().unwrap_or_default();
    let mut patches = base.patches;
    let name = match found.search.minimise {
        Smallest::Teams => {
            let gone = found.order.len().saturating_sub(size as usize);
            let teams: Vec<String> = found.order.iter().take(gone).cloned().collect();
            patches.extend((gone > 0).then_some(Patch::RemoveTeams { teams }));
            format!("search/teams {size}")
        }
        Smallest::LabCapacity => {
            patches.extend(shrunk(&lot.instance(0)?, "lab_capacity", "batches", size));
            format!("search/lab_capacity {size} %")
        }
        Smallest::Escorts => {
            patches.extend(shrunk(&lot.instance(0)?, "escorts", "visits_per_day", size));
            format!("search/escorts {size} %")
        }
    };
    Ok(Scenario { name, about: String::new(), patches })
}

/// Every row of a table reduced to so many per cent; nothing where there is no row.
fn shrunk(instance: &Instance, table: &str, column: &str, size: u32) -> Option<Patch> {
    let rows = match table {
        "escorts" => instance.escorts.len(),
        _ => instance.lab_capacity.len(),
    };
    (size < 100 && rows > 0).then(|| scaled(table, &[column], f64::from(size) / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_nested_and_end_with_the_whole() {
        let search = |minimise, step| Search {
            minimise,
            subject_to: Limits::default(),
            order: Vec::new(),
            step,
        };
        assert_eq!(sizes(&search(Smallest::Teams, 5), 3), [1, 2, 3]);
        assert_eq!(sizes(&search(Smallest::Escorts, 40), 0), [0, 40, 80, 100]);
        assert!(sizes(&search(Smallest::Teams, 5), 0).is_empty());
    }

    #[test]
    fn what_is_asked_for_is_asked_for() {
        let does = Does { coverage: 0.98, missing: 0.0, gap: Some(0.03) };
        let limits = Limits { gap: Some(0.02), ..Limits::default() };
        assert!(meets(&limits, does) && !in_gap(&limits, does));
        assert!(!meets(&limits, Does { coverage: 0.97, ..does }));
        assert!(!meets(&limits, Does { missing: 0.5, ..does }));
        assert!(!in_gap(&limits, Does { gap: None, ..does }));
        assert!(in_gap(&Limits::default(), Does { gap: None, ..does }));
    }
}
