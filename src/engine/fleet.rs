//! Which vehicle: for a new route, for a route that outgrows its own, for one that has shrunk.

use super::data::{Cost, Length};
use super::problem::{NONE, Problem};
use super::state::{State, Tour};

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
        if cost < best.0 && holds(problem, state, tour, at) {
            best = (cost, at as u32);
        }
    }
    (best.1 != NONE).then_some(best.1)
}

/// Whether a route could be driven by another kind of vehicle; capacity aside.
fn holds(problem: &Problem, state: &State, tour: u32, kind: usize) -> bool {
    let traits = problem.traits;
    let allowed = |client: u32| problem.masks[client as usize] >> kind & 1 == 1;
    if traits.choosy && !state.walk(problem, tour).all(allowed) {
        return false;
    }
    if !traits.timed {
        return true;
    }
    let kind = &problem.kinds[kind];
    let sentinel = state.sentinel(problem, tour);
    let (mut here, mut span) =
        (kind.home, super::state::Span { takes: 0, early: kind.open, late: kind.close });
    let mut now = kind.open;
    for client in state.walk(problem, tour) {
        let data = &problem.clients[client as usize];
        let far: Length = problem.far(here, client);
        now = (now + far).max(data.open);
        if now > data.close {
            return false;
        }
        now += data.service;
        span = span.then(far, problem.span(client));
        here = client;
    }
    let back = problem.far(here, kind.home);
    let end = super::state::Span { takes: 0, early: kind.open, late: kind.close };
    debug_assert!(state.nodes[sentinel as usize].prev == here);
    now + back <= kind.close && span.then(back, end).takes <= kind.max_duration
}
