//! Which vehicle: for a new route, for a route that outgrows its own, for one that has shrunk.

use super::data::Cost;
use super::problem::{NONE, Problem};
use super::state::{State, Tour, Underway};

/// The cheapest vehicle that may serve a client alone: cost and kind.
pub fn cheapest_new(problem: &Problem, state: &State, client: u32) -> Option<(Cost, u32)> {
    let list = problem.alone.of(client);
    list.iter().find(|&&(_, kind)| state.left[kind as usize] > 0).copied()
}

/// The cheapest vehicle of the same depot that carries more: what the change and a longer way cost.
pub fn bigger(
    problem: &Problem,
    state: &State,
    tour: &Tour,
    demand: i64,
    longer: Cost,
) -> Option<(Cost, u32)> {
    let now = &problem.kinds[tour.kind as usize];
    let before = now.fixed + now.unit * tour.length;
    problem
        .kinds
        .iter()
        .zip(0u32..)
        .filter(|(kind, at)| {
            kind.capacity >= tour.load + demand
                && state.left[*at as usize] > 0
                && kind.home == now.home
        })
        .map(|(kind, at)| (kind.fixed + kind.unit * (tour.length + longer) - before, at))
        .min()
}

/// Gives every touched route the vehicle, of any depot, that serves it most cheaply.
pub fn refit(problem: &Problem, state: &mut State) {
    for at in 0..state.touched().len() {
        let tour = state.touched()[at];
        if state.tours[tour as usize].size > 0
            && let Some(kind) = cheaper(problem, state, tour)
        {
            state.hand_over(problem, tour, kind);
        }
    }
}

fn cheaper(problem: &Problem, state: &State, tour: u32) -> Option<u32> {
    let Tour { kind: old, load, length, .. } = state.tours[tour as usize];
    let sentinel = &state.nodes[state.sentinel(problem, tour) as usize];
    let (first, last) = (sentinel.next, sentinel.prev);
    let now = &problem.kinds[old as usize];
    let ends =
        |home: u32| Cost::from(problem.far(home, first)) + Cost::from(problem.far(last, home));
    let inner = length - ends(now.home);
    let mut best = (now.fixed + now.unit * length, NONE);
    for (at, kind) in problem.kinds.iter().enumerate() {
        if at as u32 == old || state.left[at] == 0 || kind.capacity < load {
            continue;
        }
        let cost = kind.fixed + kind.unit * (inner + ends(kind.home));
        let depot = Underway { place: kind.home, leave: kind.open, span: kind.span() };
        if cost < best.0 && state.may_go_on(problem, at as u32, depot, first) {
            best = (cost, at as u32);
        }
    }
    (best.1 != NONE).then_some(best.1)
}
