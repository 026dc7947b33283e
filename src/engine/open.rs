//! Open: a route of its own for absent clients near each other. One by one none of them pays for a vehicle and its way,
//! so that recreating alone never opens a route that all of them together would pay for.

use fastrand::Rng;

use super::problem::{NONE, Problem};
use super::recreate::{NO_LIMIT, Recreate};
use super::state::{FULL, State};

/// Absent clients that are offered to the route: a few …
const SOME: usize = 10;
/// … and at most so many times the clients of a mean route.
const ROUTES: f64 = 4.0;

/// Opens a route for a random absent client and puts in others around it, wherever they cost less than their prizes;
/// false if nobody is absent or no vehicle is left: then the step has to be taken back. `out` is a buffer.
pub fn route(
    problem: &Problem,
    state: &mut State,
    recreate: &mut Recreate,
    out: &mut Vec<u32>,
    rng: &mut Rng,
) -> bool {
    if state.absent.is_empty() {
        return false;
    }
    let seed = state.absent[rng.usize(..state.absent.len())];
    let most = SOME + (rng.f64() * ROUTES * state.mean_size()) as usize;
    let near = problem.near.of(seed).iter().copied();
    let is_absent = |client: &u32| state.nodes[*client as usize].route == NONE && *client != seed;
    out.clear();
    out.push(seed);
    out.extend(near.filter(is_absent).take(most));
    state.wake(problem, out);
    if !recreate.open(problem, state, seed) {
        return false;
    }
    // Whether the step is worth it is asked when it is done.
    recreate.apply(problem, state, &mut out[1..], (NO_LIMIT, FULL), rng)
}
