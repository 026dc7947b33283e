//! The MILP: what its columns and rows say.

use super::{Resources, Visit};
use crate::milp::Model;

/// The model of a block, and which column is which.
pub(super) struct Formulation {
    pub model: Model,
    /// For each visit the first column of its candidates.
    first: Vec<usize>,
}

impl Formulation {
    /// The candidate with the greatest value, if it is at least as great as leaving out.
    pub fn read(&self, visits: &[Visit], x: &[f64]) -> Vec<Option<(usize, usize)>> {
        let pick = |(visit, &first): (&Visit, &usize)| {
            let values = x.get(first..first + visit.candidates.len())?;
            let taken: f64 = values.iter().sum();
            let best =
                (0..values.len()).reduce(|a, b| if values[b] > values[a] { b } else { a })?;
            let chosen = &visit.candidates[best];
            (taken >= 0.5).then_some((chosen.agency, chosen.month))
        };
        visits.iter().zip(&self.first).map(pick).collect()
    }
}

/// The model of these visits with what is left for them.
pub(super) fn formulate(visits: &[Visit], resources: &Resources) -> Formulation {
    let mut model = Model::default();
    let mut first = Vec::with_capacity(visits.len());
    let months = resources.months.len();
    let mut days = vec![Vec::new(); resources.agencies.len() * months];
    let mut labs = vec![Vec::new(); resources.accounts.len() * months];
    let mut quotas = vec![Vec::new(); resources.quotas.len()];
    for visit in visits {
        let start = model.columns.len();
        first.push(start);
        for candidate in &visit.candidates {
            let x = model.column(0.0, 1.0, true, candidate.cost);
            days[candidate.agency * months + candidate.month].push((x, candidate.team_days));
            for &(quota, batches) in &visit.quotas {
                quotas[quota].push((x, batches));
            }
        }
        let out = model.column(0.0, 1.0, false, visit.value);
        let terms = (start..=out).map(|x| (x, 1.0)).collect();
        model.row(format!("one_door {}", visit.name), terms, 1.0, 1.0);
        lab_rows(&mut model, visit, start, months, &mut labs);
    }
    for (at, terms) in days.into_iter().enumerate() {
        let (agency, month) = (at / months.max(1), at % months.max(1));
        let name = format!("team_days {} {}", resources.agencies[agency], resources.months[month]);
        // Estimates may be too high: more days than there are cost, they are not forbidden.
        let over = model.column(0.0, f64::INFINITY, false, 200_000.0);
        let terms = terms.into_iter().chain([(over, -1.0)]).collect();
        model.row(name, terms, f64::NEG_INFINITY, resources.team_days[agency][month]);
    }
    capacity_rows(&mut model, resources, &labs);
    balance_rows(&mut model, resources, &labs);
    quota_rows(&mut model, resources, &quotas);
    Formulation { model, first }
}

/// Batches of a visit's tasks on the labs that may test them.
fn lab_rows(
    model: &mut Model,
    visit: &Visit,
    start: usize,
    months: usize,
    labs: &mut [Vec<(usize, f64)>],
) {
    for (task, &batches) in visit.batches.iter().enumerate() {
        for month in 0..months {
            let of_month = || {
                let all = visit.candidates.iter().enumerate();
                all.filter(move |(_, c)| c.month == month).map(move |(at, c)| (start + at, c))
            };
            let mut accounts: Vec<usize> =
                of_month().flat_map(|(_, c)| c.labs[task].iter().copied()).collect();
            accounts.sort_unstable();
            accounts.dedup();
            if let [only] = accounts[..] {
                labs[only * months + month].extend(of_month().map(|(x, _)| (x, batches)));
                continue;
            }
            let mut shares = Vec::new();
            for &account in &accounts {
                let share = model.column(0.0, 1.0, false, 0.0);
                labs[account * months + month].push((share, batches));
                shares.push((share, 1.0));
                let able = of_month().filter(|(_, c)| c.labs[task].contains(&account));
                let able: Vec<(usize, f64)> = able.map(|(x, _)| (x, -1.0)).collect();
                if able.len() < of_month().count() {
                    let terms = able.into_iter().chain([(share, 1.0)]).collect();
                    let name = format!("scope_test {} {account}", visit.name);
                    model.row(name, terms, f64::NEG_INFINITY, 0.0);
                }
            }
            if !shares.is_empty() {
                let terms = shares.into_iter().chain(of_month().map(|(x, _)| (x, -1.0))).collect();
                model.row(format!("lab {} {task}", visit.name), terms, 0.0, 0.0);
            }
        }
    }
}

fn capacity_rows(model: &mut Model, resources: &Resources, labs: &[Vec<(usize, f64)>]) {
    let months = resources.months.len();
    for (at, terms) in labs.iter().enumerate() {
        let (account, month) = (at / months.max(1), at % months.max(1));
        let cap = resources.lab_caps[account][month];
        if cap.is_finite() {
            let (lab, month) = (&resources.accounts[account], &resources.months[month]);
            let name = format!("lab_capacity {lab} {month}");
            model.row(name, terms.clone(), f64::NEG_INFINITY, cap);
        }
    }
}

/// |batches − even share| of each lab and month.
fn balance_rows(model: &mut Model, resources: &Resources, labs: &[Vec<(usize, f64)>]) {
    let months = resources.months.len();
    let all: f64 = resources.working_days.iter().sum();
    let count = resources.lab_of.iter().max().map_or(0, |&lab| lab + 1);
    for lab in 0..count {
        let accounts = || (0..resources.lab_of.len()).filter(|&a| resources.lab_of[a] == lab);
        let in_month =
            |month: usize| accounts().flat_map(move |a| labs[a * months + month].iter().copied());
        for month in 0..months {
            let share = resources.working_days[month] / all.max(1.0);
            let mut terms: Vec<(usize, f64)> = in_month(month).collect();
            terms.extend((0..months).flat_map(in_month).map(|(x, b)| (x, -b * share)));
            if terms.is_empty() {
                continue;
            }
            let (up, down) = deviation(model, resources.month_weight);
            terms.extend([(up, -1.0), (down, 1.0)]);
            let name = format!("even_month {lab} {}", resources.months[month]);
            model.row(name, summed(terms), 0.0, 0.0);
        }
    }
}

fn quota_rows(model: &mut Model, resources: &Resources, quotas: &[Vec<(usize, f64)>]) {
    for ((name, min, target, max), terms) in resources.quotas.iter().zip(quotas) {
        if terms.is_empty() {
            continue;
        }
        if max.is_finite() {
            model.row(format!("quota_max {name}"), terms.clone(), f64::NEG_INFINITY, *max);
        }
        if *min > 0.0 {
            let short = model.column(0.0, f64::INFINITY, false, resources.shortfall_weight);
            let terms = terms.iter().copied().chain([(short, 1.0)]).collect();
            model.row(format!("quota_min {name}"), terms, *min, f64::INFINITY);
        }
        if let Some(target) = target {
            let (up, down) = deviation(model, resources.region_weight);
            let terms = terms.iter().copied().chain([(up, -1.0), (down, 1.0)]).collect();
            model.row(format!("quota_target {name}"), terms, *target, *target);
        }
    }
}

fn deviation(model: &mut Model, weight: f64) -> (usize, usize) {
    let up = model.column(0.0, f64::INFINITY, false, weight);
    (up, model.column(0.0, f64::INFINITY, false, weight))
}

/// The same terms, each column once.
fn summed(mut terms: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    terms.sort_by_key(|&(x, _)| x);
    let mut once: Vec<(usize, f64)> = Vec::with_capacity(terms.len());
    for (x, factor) in terms {
        match once.last_mut() {
            Some((last, sum)) if *last == x => *sum += factor,
            _ => once.push((x, factor)),
        }
    }
    once
}
