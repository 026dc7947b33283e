//! Which agency makes each visit in which month: a MILP with named rows, solved before the tours.
//!
//! Travel is estimated (a share of the way from the base, and a hop to the next visit); lab
//! capacity, team-days, quotas and even months are the real ones. The answer is a preference for
//! the first tours, not a promise: the search may do better, and the honest status says how good
//! the assignment itself is.
//!
//! Decision: but for small instances the relaxation is solved and rounded, large instances block by
//! block, each block with its share of what is left. Rejected: branching for a city (four seconds that
//! the search makes better use of); one model for a province (100,000 binaries), its relaxation by
//! cities, and branching on blocks: none was done in ten minutes.

mod formulation;

use crate::milp::{self, Limits, Outcome};

use formulation::formulate;

/// One visit to be assigned.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Name for the rows.
    pub name: String,
    /// Visits of the same block are solved together (the city).
    pub block: u32,
    /// Fen lost if it is left out.
    pub value: f64,
    /// Quotas that it counts in, with batches.
    pub quotas: Vec<(usize, f64)>,
    /// Batches of each task.
    pub batches: Vec<f64>,
    /// Agencies and months that may be.
    pub candidates: Vec<Candidate>,
}

/// One agency and month for a visit.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Position of the agency.
    pub agency: usize,
    /// Position of the month.
    pub month: usize,
    /// Estimated share of a team's days.
    pub team_days: f64,
    /// Estimated fen: way, team's day, parcels.
    pub cost: f64,
    /// For each task the lab accounts that may test it.
    pub labs: Vec<Vec<usize>>,
}

/// What visits share.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// Names of agencies, months, lab accounts and quotas, for the rows.
    pub agencies: Vec<String>,
    /// `2026-03` …
    pub months: Vec<String>,
    /// Lab and group.
    pub accounts: Vec<String>,
    /// Team-days by agency and month.
    pub team_days: Vec<Vec<f64>>,
    /// Batches by account and month; infinite = unlimited.
    pub lab_caps: Vec<Vec<f64>>,
    /// The lab of each account.
    pub lab_of: Vec<usize>,
    /// Working days of each month.
    pub working_days: Vec<f64>,
    /// Minimum, target and maximum of each quota, and its name.
    pub quotas: Vec<(String, f64, Option<f64>, f64)>,
    /// Fen for a batch off a lab's even month.
    pub month_weight: f64,
    /// Fen for a batch missing to a minimum.
    pub shortfall_weight: f64,
    /// Fen for a batch off a target.
    pub region_weight: f64,
}

/// The answer: a candidate for each visit, and how the solver ended, block by block.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// Agency and month of each visit; none = left out, or nothing found.
    pub choice: Vec<Option<(usize, usize)>>,
    /// One status a block: value, bound, gap, stop reason.
    pub outcomes: Vec<Outcome>,
    /// Relaxations were solved: values and bounds are theirs, not the rounded ones'.
    pub relaxed: bool,
}

/// More visits than this are assigned by a relaxation that is rounded: tours are searched anew anyway.
const WHOLE: usize = 150;
/// More visits than this are assigned block by block.
const TOGETHER: usize = 800;
/// Visits of a block.
const BLOCK: usize = 200;
/// In blocks each visit chooses among its cheapest agencies, and some of the months of each.
const AGENCIES: usize = 3;
const MONTHS: usize = 3;
/// … and the own lab or the first of the others.
const LABS: usize = 2;
/// Nodes of branch and bound a model.
const NODES: i32 = 50;

/// Assigns visits to agencies and months.
pub fn assign(visits: &[Visit], resources: &Resources) -> Assignment {
    let mut left = resources.clone();
    let mut answer = Assignment { choice: vec![None; visits.len()], ..Assignment::default() };
    let blocks = blocks(visits);
    answer.relaxed = visits.len() > WHOLE;
    let few = blocks.len() > 1;
    let mut ahead: f64 = visits.iter().map(weight).sum();
    for block in &blocks {
        let own: f64 = block.iter().map(|&at| weight(&visits[at])).sum();
        let share = if ahead > 0.0 { (own / ahead).min(1.0) } else { 1.0 };
        ahead -= own;
        let member = |&at: &usize| if few { thinned(&visits[at], at) } else { visits[at].clone() };
        let members: Vec<Visit> = block.iter().map(member).collect();
        let mut formulation = formulate(&members, &portion(&left, share));
        if answer.relaxed {
            formulation.model.columns.iter_mut().for_each(|column| column.integer = false);
        }
        let limits = Limits { gap: 0.01, nodes: NODES, seconds: None, cutoff: None };
        let outcome = milp::solve(&formulation.model, limits);
        for (&at, choice) in block.iter().zip(formulation.read(&members, &outcome.x)) {
            answer.choice[at] = choice;
            if let Some((agency, month)) = choice {
                use_up(&mut left, &visits[at], agency, month);
            }
        }
        answer.outcomes.push(outcome);
    }
    answer
}

/// A visit with its cheapest agencies and, of each, months spread over its window; `turn` makes
/// visits with the same window look at different months.
fn thinned(visit: &Visit, turn: usize) -> Visit {
    let mut agencies: Vec<(f64, usize)> =
        visit.candidates.iter().map(|c| (c.cost, c.agency)).collect();
    agencies.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    agencies.dedup_by_key(|(_, agency)| *agency);
    let mut candidates = Vec::new();
    for &(_, agency) in agencies.iter().take(AGENCIES) {
        let own: Vec<&Candidate> = visit.candidates.iter().filter(|c| c.agency == agency).collect();
        let step = own.len().div_ceil(MONTHS);
        candidates.extend(own.into_iter().skip(turn % step).step_by(step).cloned());
    }
    for labs in candidates.iter_mut().flat_map(|candidate| &mut candidate.labs) {
        labs.truncate(LABS);
    }
    Visit { candidates, ..visit.clone() }
}

fn weight(visit: &Visit) -> f64 {
    visit.batches.iter().sum::<f64>().max(1.0)
}

/// Visits by block, large blocks cut into pieces.
fn blocks(visits: &[Visit]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..visits.len()).collect();
    if visits.len() <= TOGETHER {
        return if order.is_empty() { Vec::new() } else { vec![order] };
    }
    order.sort_by_key(|&at| (visits[at].block, at));
    let same = |a: &usize, b: &usize| visits[*a].block == visits[*b].block;
    order.chunk_by(same).flat_map(|block| block.chunks(BLOCK)).map(<[usize]>::to_vec).collect()
}

/// The share of what is left that a block may use.
fn portion(left: &Resources, share: f64) -> Resources {
    let mut part = left.clone();
    let scale = |rows: &mut Vec<Vec<f64>>| {
        rows.iter_mut().flatten().for_each(|amount| *amount *= share);
    };
    scale(&mut part.team_days);
    scale(&mut part.lab_caps);
    for (_, min, target, _) in &mut part.quotas {
        *min *= share;
        *target = target.map(|target| target * share);
    }
    part
}

fn use_up(left: &mut Resources, visit: &Visit, agency: usize, month: usize) {
    let Some(candidate) = visit.candidates.iter().find(|c| (c.agency, c.month) == (agency, month))
    else {
        return;
    };
    let days = &mut left.team_days[agency][month];
    *days = (*days - candidate.team_days).max(0.0);
    for (batches, labs) in visit.batches.iter().zip(&candidate.labs) {
        if let Some(&account) = labs.first() {
            let cap = &mut left.lab_caps[account][month];
            *cap = (*cap - batches).max(0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::milp::Stop;

    fn resources() -> Resources {
        Resources {
            agencies: vec!["A".into(), "B".into()],
            months: vec!["2026-03".into()],
            accounts: vec!["A metal".into(), "B metal".into()],
            team_days: vec![vec![10.0], vec![10.0]],
            lab_caps: vec![vec![1.0], vec![f64::INFINITY]],
            lab_of: vec![0, 1],
            working_days: vec![20.0],
            month_weight: 2000.0,
            shortfall_weight: 300_000.0,
            region_weight: 6000.0,
            ..Resources::default()
        }
    }

    fn visit(name: &str) -> Visit {
        let candidate = |agency: usize, cost: f64| Candidate {
            agency,
            month: 0,
            team_days: 0.2,
            cost,
            labs: vec![vec![agency]],
        };
        Visit {
            name: name.into(),
            block: 0,
            value: 1e8,
            quotas: Vec::new(),
            batches: vec![1.0],
            candidates: vec![candidate(0, 100.0), candidate(1, 500.0)],
        }
    }

    #[test]
    fn a_full_lab_sends_the_second_visit_to_the_dearer_agency() {
        let answer = assign(&[visit("one"), visit("two")], &resources());
        let mut agencies: Vec<usize> = answer.choice.iter().flatten().map(|c| c.0).collect();
        agencies.sort_unstable();
        assert_eq!(agencies, [0, 1]);
        assert_eq!(answer.outcomes[0].stop, Stop::Optimal);
        assert!((answer.outcomes[0].value.unwrap() - 600.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_to_assign_is_nothing_assigned() {
        assert!(assign(&[], &resources()).choice.is_empty());
    }
}
