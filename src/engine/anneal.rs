//! Ruin, recreate, keep or undo: simulated annealing over one part of a problem.

use fastrand::Rng;

use super::data::Cost;
use super::fleet;
use super::open;
use super::problem::Problem;
use super::recreate::{NO_LIMIT, Recreate};
use super::ruin::Ruin;
use super::state::{FULL, State};
use super::tails;

/// Steps between two looks at the clock.
const PATIENCE: u64 = 128;
/// How often touched routes are offered other vehicles, where one depot has all of them the same.
const REFIT: f64 = 0.2;
/// How often a step is preceded by an exchange of tails.
const TAILS: f64 = 0.5;
/// How often a step opens a route for absent clients instead of a ruin.
const OPENINGS: f64 = 0.05;
/// What prizes count for in the first solution.
const AT_ANY_COST: Cost = 1000;

/// How long and how warm.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    /// Steps.
    pub steps: u64,
    /// Temperature at the first and after the last step, in units of cost.
    pub heat: (f64, f64),
    /// What prizes count for at the first and after the last step, as shares of [`FULL`]: too much at first, or
    /// the search starts with too few routes and never opens them.
    pub prizes: (f64, f64),
}

/// What a search has met.
#[derive(Debug)]
pub struct Found {
    /// Where it stands.
    pub current: State,
    /// The best, prizes at their value.
    pub best: State,
    /// Steps made.
    pub steps: u64,
}

/// Searches from a state on; `stop` is asked every now and then.
pub fn anneal(
    problem: &Problem,
    mut state: State,
    cooling: Cooling,
    rng: &mut Rng,
    stop: &dyn Fn() -> bool,
) -> Found {
    let mut best = state.clone();
    let mut best_cost = state.cost(FULL);
    let (mut ruin, mut recreate) = (Ruin::default(), Recreate::new(rng));
    let (mut heat, mut scale) = (cooling.heat.0, FULL);
    let mut step = 0;
    while step < cooling.steps && !problem.clients.is_empty() {
        if step % PATIENCE == 0 {
            if stop() {
                break;
            }
            let done = step as f64 / cooling.steps as f64;
            heat = cooling.heat.0 * (cooling.heat.1 / cooling.heat.0).powf(done);
            scale = (cooling.prizes.0 + (cooling.prizes.1 - cooling.prizes.0) * done) as Cost;
        }
        step += 1;
        if rng.f64() < TAILS {
            let most = above(heat, rng);
            if tails::exchange(problem, &mut state, most, rng) {
                if state.broken {
                    state.rollback();
                } else {
                    debug_assert!(state.is_sound(problem));
                    state.settle();
                }
            }
        }
        let limit = state.cost(scale) + above(heat, rng);
        state.mark();
        let whole = if problem.traits.selective && rng.f64() < OPENINGS {
            open::route(problem, &mut state, &mut recreate, &mut ruin.out, rng)
        } else {
            ruin.apply(problem, &mut state, rng);
            recreate.apply(problem, &mut state, &mut ruin.out, (limit, scale), rng)
        };
        if whole && problem.kinds.len() > 1 && (problem.traits.mixed || rng.f64() < REFIT) {
            fleet::refit(problem, &mut state);
        }
        if !whole || state.broken || state.cost(scale) > limit {
            state.rollback();
            continue;
        }
        debug_assert!(state.is_sound(problem));
        state.settle();
        if state.cost(FULL) < best_cost {
            best_cost = state.cost(FULL);
            best.clone_from(&state);
        }
    }
    Found { current: state, best, steps: step }
}

/// By how much a step may make things dearer: exponential, with the temperature as its mean.
fn above(heat: f64, rng: &mut Rng) -> Cost {
    (-rng.f64().max(1e-12).ln() * heat) as Cost
}

/// Cost of a mean stretch between two stops of a state.
pub fn mean_arc(problem: &Problem, state: &State) -> f64 {
    let way: f64 = state
        .tours
        .iter()
        .filter(|tour| tour.size > 0)
        .map(|tour| tour.length as f64 * problem.kinds[tour.kind as usize].unit as f64)
        .sum();
    way / (state.placed + state.used).max(1) as f64
}

/// Everybody put in once, in some order, whatever it costs: a route that nobody opens is never found
/// worth while later, one that is not worth while is given up soon.
pub fn construct(problem: &Problem, rng: &mut Rng) -> State {
    let mut state = State::empty(problem);
    let mut out = std::mem::take(&mut state.absent);
    state.missed = 0;
    state.mark();
    Recreate::new(rng).apply(problem, &mut state, &mut out, (NO_LIMIT, FULL * AT_ANY_COST), rng);
    state.settle();
    state
}
