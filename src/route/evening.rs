//! Nights: two neighbouring days of a team become a tour with a night between, or a night is given
//! up, or moved to another seat, where that costs less.

use super::problem::Problem;
use super::solution::{Slot, Solution};

/// Improves the nights around the days changed since the last mark.
pub fn improve(problem: &Problem, solution: &mut Solution) {
    let touched: Vec<usize> = solution.touched().collect();
    for slot in touched {
        if !solution.slots[slot].used {
            continue;
        }
        let day = problem.team_day(slot).1;
        if day > 0 {
            evening(problem, solution, slot - 1);
        }
        if day + 1 < problem.horizon {
            evening(problem, solution, slot);
        }
    }
}

/// Chooses where the team spends the night after `slot`: at its base or at a seat.
fn evening(problem: &Problem, solution: &mut Solution, slot: usize) {
    let next = slot + 1;
    let (today, tomorrow) = (&solution.slots[slot], &solution.slots[next]);
    let (team, day) = problem.team_day(slot);
    if !today.used || !tomorrow.used || !problem.joins[day] || today.stops.is_empty() {
        return;
    }
    let crew = &problem.crews[team];
    let base = crew.base;
    let now = evening_cost(problem, today, tomorrow, today.to);
    let mut best: Option<(f64, u32)> = None;
    let ends = [today.stops.last(), tomorrow.stops.first()];
    let seats = ends.into_iter().flatten().flat_map(|&s| problem.stops[s as usize].seats.iter());
    for &place in std::iter::once(&base).chain(seats) {
        let cost = evening_cost(problem, today, tomorrow, place);
        if place != today.to
            && cost < best.map_or(now, |(least, _)| least) - 1e-6
            && holds(problem, solution, slot, place)
        {
            best = Some((cost, place));
        }
    }
    let Some((_, place)) = best else { return };
    let today = Solution::walk(problem, slot, today.from, place, today.stops.clone());
    let tomorrow = Solution::walk(problem, next, place, tomorrow.to, tomorrow.stops.clone());
    if let (Some(today), Some(tomorrow)) = (today, tomorrow) {
        let before = (solution.slots[slot].clone(), solution.slots[next].clone());
        solution.set(problem, slot, today);
        solution.set(problem, next, tomorrow);
        let kept = [slot, next].into_iter().all(|at| {
            let tour = solution.tour(problem, at);
            let (mass, volume) = solution.spare(problem, tour);
            mass >= 0 && volume >= 0 && solution.delivers(problem, tour)
        });
        if !kept {
            solution.set(problem, slot, before.0);
            solution.set(problem, next, before.1);
        }
    }
}

fn evening_cost(problem: &Problem, today: &Slot, tomorrow: &Slot, place: u32) -> f64 {
    let here = today.stops.last().copied().unwrap_or(today.from);
    let there = tomorrow.stops.first().copied().unwrap_or(tomorrow.to);
    let metres = problem.leg(here, place).0 + problem.leg(place, there).0;
    let night = if problem.is_base(place) { 0.0 } else { problem.prices.night };
    metres as f64 * problem.prices.metre + night
}

/// Whether a night more would keep the tour within the team's nights.
fn holds(problem: &Problem, solution: &Solution, slot: usize, place: u32) -> bool {
    if problem.is_base(place) || !problem.is_base(solution.slots[slot].to) {
        return true;
    }
    let team = problem.team_day(slot).0;
    let (first, _) = solution.tour(problem, slot);
    let (_, last) = solution.tour(problem, slot + 1);
    last - first <= problem.crews[team].max_nights
}
