//! Ruin and recreate under an annealing temperature (SISR: Christiaens & Vanden Berghe 2020,
//! doi:10.1287/trsc.2019.0914).

use fastrand::Rng;

use super::evening;
use super::exchange::exchange;
use super::nights::{self, Nights};
use super::problem::Problem;
use super::recreate::{Hint, Order, Others, Scratch, recreate};
use super::ruin::{Ruined, ruin};
use super::solution::Solution;

/// How often absent visits are tried everywhere: other steps free labs and escorts, too.
const EVERYWHERE: f64 = 0.05;

/// How often days are cut anew although that has to save one.
const HOPEFUL: f64 = 0.05;

/// Exchanges of pieces of two days that are tried before each ruin.
const EXCHANGES: usize = 2;

/// How long and how warm to search.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// Ruins and recreations.
    pub iterations: u64,
    /// Temperature at the start, fen.
    pub warm: f64,
    /// Temperature at the end, fen.
    pub cold: f64,
    /// What [`Solution::unevenness`] is worth at the start and at the end, in costs of a team-day: of unevenly full
    /// days a nearly empty one is soon saved. What is found so is kept for the true cost alone.
    pub uneven: (f64, f64),
}

/// What a search has come to.
#[derive(Clone, Debug)]
pub struct Found {
    /// The best solution met.
    pub best: Solution,
    /// The one it ended with, from which to go on a little colder.
    pub last: Solution,
}

/// Improves a solution; `stop` is asked now and then whether to end.
pub fn search(
    problem: &Problem,
    mut solution: Solution,
    schedule: Schedule,
    rng: &mut Rng,
    stop: &dyn Fn() -> bool,
) -> Found {
    let mut best = solution.clone();
    if problem.stops.is_empty() {
        return Found { best, last: solution };
    }
    let mut scratch = Scratch::default();
    let mut nights = Nights::default();
    let step = |from: f64, to: f64| (to / from).powf(1.0 / schedule.iterations.max(1) as f64);
    let (cooling, fading) =
        (step(schedule.warm, schedule.cold), step(schedule.uneven.0, schedule.uneven.1));
    let (mut temperature, mut guide) = (schedule.warm, schedule.uneven.0 * problem.prices.team_day);
    for iteration in 0..schedule.iterations {
        if iteration % 32 == 0 && stop() {
            break;
        }
        let dearer = |rng: &mut Rng| -temperature * rng.f64().max(1e-12).ln();
        for _ in 0..EXCHANGES {
            let (before, most) = (solution.guided(guide), dearer(rng));
            if exchange(problem, &mut solution, most, rng) {
                keep_or_undo(problem, &mut solution, before + most, guide, &mut best);
            }
        }
        let before = solution.guided(guide);
        solution.mark();
        let Ruined { seed, first } = ruin(problem, &mut solution, rng);
        let threshold = before + dearer(rng);
        // Days cut anew may save one: now and then, steps that need no more are worth it.
        let more = if rng.f64() < HOPEFUL { problem.prices.team_day } else { 0.0 };
        let others = if rng.f64() < EVERYWHERE { Others::Some } else { Others::Near(seed) };
        let order = Order { first, others, hint: None, limit: Some(threshold + more), guide };
        if recreate(problem, &mut solution, rng, &mut scratch, order) {
            evening::improve(problem, &mut solution);
            if solution.guided(guide) < threshold + more {
                nights::improve(problem, &mut solution, &mut nights);
            }
        }
        keep_or_undo(problem, &mut solution, threshold, guide, &mut best);
        temperature *= cooling;
        guide *= fading;
    }
    Found { best, last: solution }
}

/// Keeps a step that costs less than a threshold and brings all samples home in time, or takes it back; notes the
/// best solution.
fn keep_or_undo(
    problem: &Problem,
    solution: &mut Solution,
    threshold: f64,
    guide: f64,
    best: &mut Solution,
) {
    debug_assert!(agrees(problem, solution));
    if solution.guided(guide) >= threshold || !solution.all_delivered(problem) {
        solution.rollback(problem);
    } else if solution.cost < best.cost - 1e-6 {
        solution.save(problem, best);
        debug_assert!(agrees(problem, best) && best.slots == solution.slots);
    }
}

/// A first solution: every visit once where it costs least, preferences of `hint` included.
pub fn construct(problem: &Problem, rng: &mut Rng, hint: Option<Hint<'_>>) -> Solution {
    let mut solution = Solution::empty(problem);
    complete(problem, &mut solution, rng, hint);
    solution
}

/// Places what is absent, as far as it can be.
pub fn complete(problem: &Problem, solution: &mut Solution, rng: &mut Rng, hint: Option<Hint<'_>>) {
    solution.mark();
    recreate(problem, solution, rng, &mut Scratch::default(), Order { hint, ..Order::default() });
    evening::improve(problem, solution);
    if !solution.all_delivered(problem) {
        solution.rollback(problem);
    }
}

/// Whether cached costs equal a full recomputation.
fn agrees(problem: &Problem, solution: &Solution) -> bool {
    let slow = solution.recomputed_cost(problem);
    (solution.cost - slow).abs() <= 1e-6 * slow.abs().max(1e6)
        && solution.ledger.is_sound()
        && solution.counts(problem)
}
