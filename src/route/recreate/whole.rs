//! A visit joins the days of a team as a whole: beside a neighbour in their order, all days and nights
//! cut anew. It finds room where other places to sleep make some, or days of driving. Where no
//! neighbour has room, days without any visit are tried.

use fastrand::Rng;

use super::super::nights::widened;
use super::super::problem::{NONE, Problem, TeamOption};
use super::super::solution::{Slot, Solution};
use super::Scratch;

/// Neighbours beside which a visit is tried.
const BESIDE: usize = 2;

/// What a place adds, the labs there, the days.
type Found = (f64, Vec<u8>, Vec<(usize, Slot)>);

/// Puts an absent visit where that adds least, if it is less than `limit`; whether it did.
pub(super) fn widen(
    problem: &Problem,
    solution: &mut Solution,
    stop: u32,
    limit: f64,
    rng: &mut Rng,
    scratch: &mut Scratch,
) -> bool {
    let data = &problem.stops[stop as usize];
    if !solution.ledger.quotas_admit(&data.quotas) {
        return false;
    }
    let mut best: Option<Found> = None;
    let placed = |&near: &u32| {
        let at = solution.place[near as usize];
        (at != NONE).then_some((near, at as usize))
    };
    let near: Vec<(u32, usize)> =
        problem.near[stop as usize].iter().filter_map(placed).take(BESIDE).collect();
    for (near, at) in near {
        let Some(extra) = labs(problem, solution, stop, at, scratch) else { continue };
        let stops = &solution.slots[at].stops;
        let beside = stops.iter().position(|&other| other == near).unwrap_or(0);
        let limit = limit.min(dearest(problem, stop, at)) - extra;
        for position in [beside, beside + 1] {
            let most = best.as_ref().map_or(limit, |(known, ..)| limit.min(*known - extra));
            let found = widened(problem, solution, stop, (at, position), most, &mut scratch.nights);
            if let Some((cost, days)) = found {
                best = Some((cost + extra, scratch.labs.clone(), days));
            }
        }
    }
    if best.is_none() {
        for at in free(problem, solution, stop, rng) {
            let Some(extra) = labs(problem, solution, stop, at, scratch) else { continue };
            let most = best.as_ref().map_or(limit, |(known, ..)| *known) - extra;
            let found = widened(problem, solution, stop, (at, 0), most, &mut scratch.nights);
            if let Some((cost, days)) = found {
                best = Some((cost + extra, scratch.labs.clone(), days));
            }
        }
    }
    let Some((_, labs, days)) = best else { return false };
    solution.labs[stop as usize] = labs;
    solution.widen(problem, stop, days)
}

/// For each team some day on which it could make a visit and is at home.
fn free(problem: &Problem, solution: &Solution, stop: u32, rng: &mut Rng) -> Vec<usize> {
    let of_team = |(team, option): (usize, &Option<TeamOption>)| {
        let days = &option.as_ref()?.days;
        let free = || days.iter_common(&problem.crews[team].days, Some(&solution.busy[team]));
        let day = free().nth(rng.usize(..free().count().max(1)))?;
        Some(team * problem.horizon + day.ix())
    };
    problem.stops[stop as usize].options.iter().enumerate().filter_map(of_team).collect()
}

/// Notes the cheapest labs of the visit for the month of a slot; what they cost.
fn labs(
    problem: &Problem,
    solution: &mut Solution,
    stop: u32,
    at: usize,
    scratch: &mut Scratch,
) -> Option<f64> {
    let data = &problem.stops[stop as usize];
    let (team, day) = problem.team_day(at);
    let year = problem.year[day] as usize;
    if data.option(team, day).is_none() || !solution.ledger.admits(None, day, data.ceiling, year) {
        return None;
    }
    let spare = solution.spare(problem, solution.tour(problem, at));
    let overlooked = scratch.overlooked_by(stop);
    let cost = solution.choose_labs(problem, stop, at, spare, overlooked, &mut scratch.labs)?;
    solution.labs[stop as usize].clone_from(&scratch.labs);
    Some(cost + solution.spread(problem, stop, day))
}

/// What a tour of its own with two nights would cost: nothing dearer is looked for.
fn dearest(problem: &Problem, stop: u32, at: usize) -> f64 {
    let base = problem.crews[problem.team_day(at).0].base;
    let metres = problem.leg(base, stop).0 + problem.leg(stop, base).0;
    let prices = &problem.prices;
    metres as f64 * prices.metre + 3.0 * prices.team_day + 2.0 * prices.night
}
