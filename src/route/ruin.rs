//! Ruin: strings of visits near one place leave their days (Christiaens & Vanden Berghe 2020,
//! doi:10.1287/trsc.2019.0914), at times whole tours, because a team's day is the dearest thing.

use fastrand::Rng;

use super::problem::{NONE, Problem};
use super::solution::Solution;

/// Mean number of visits taken out.
const MEAN_REMOVED: f64 = 6.0;
/// The mean as a share of the planned visits at most: of a small problem, something has to stay.
const LARGEST_SHARE: f64 = 0.4;
/// Longest string.
const LONGEST: f64 = 10.0;
/// How often the whole tour of a touched day leaves instead of a string: a far one is given up as a
/// whole or never.
const WHOLE_TOUR: f64 = 0.2;
/// How often a ruin around an absent visit clears days of a team for it, instead of its
/// neighbourhood.
const MAKE_WAY: f64 = 0.5;

/// Absent visits of which the most valuable is chosen.
const RUNNERS: usize = 8;

/// Where room was made.
#[derive(Clone, Copy, Debug)]
pub struct Ruined {
    /// The visit around which.
    pub seed: u32,
    /// The visit that the room was made for, if for one.
    pub first: Option<u32>,
}

/// Takes visits near a random one out of their days; there is at least one visit.
pub fn ruin(problem: &Problem, solution: &mut Solution, rng: &mut Rng) -> Ruined {
    let seed = seed(problem, solution, rng);
    let absent = solution.place[seed as usize] == NONE;
    if absent && rng.f64() < MAKE_WAY {
        let first = make_way(problem, solution, seed, rng);
        return Ruined { seed, first };
    }
    strings(problem, solution, seed, rng);
    Ruined { seed, first: None }
}

/// Takes a team's tours on and beside one of its days for a visit off the road: a far visit needs
/// days on end, which strings of near visits never free. Visits elsewhere that keep it from that
/// day go, too.
fn make_way(problem: &Problem, solution: &mut Solution, stop: u32, rng: &mut Rng) -> Option<u32> {
    let options = &problem.stops[stop as usize].options;
    let able: Vec<usize> = (0..options.len()).filter(|&team| options[team].is_some()).collect();
    let team = *able.get(rng.usize(..able.len().max(1)))?;
    let days: Vec<usize> = options[team].as_ref()?.days.iter().map(|day| day.0.into()).collect();
    let day = *days.get(rng.usize(..days.len().max(1)))?;
    let reach = rng.usize(..=problem.crews[team].max_nights.min(1));
    for &(other, meeting) in &problem.stops[stop as usize].meetings {
        let at = solution.place[other as usize];
        if at != NONE
            && !Solution::agree(problem, meeting, problem.team_day(at as usize), (team, day))
        {
            solution.take_out(problem, at as usize, &[other]);
            tidy(problem, solution, at as usize);
        }
    }
    let days = day.saturating_sub(reach)..=(day + reach).min(problem.horizon - 1);
    for slot in days.map(|day| team * problem.horizon + day) {
        if solution.slots[slot].used {
            solution.dissolve(problem, slot);
        }
    }
    Some(stop)
}

fn strings(problem: &Problem, solution: &mut Solution, seed: u32, rng: &mut Rng) {
    let days = solution.driven.max(1);
    let placed = problem.stops.len() - solution.absent.len();
    let longest = LONGEST.min(placed as f64 / days as f64).max(1.0);
    let removed = MEAN_REMOVED.min(placed as f64 * LARGEST_SHARE);
    let most = (4.0 * removed / (1.0 + longest) - 1.0).max(0.0);
    let wanted = (rng.f64() * most + 1.0) as usize;
    let mut ruined: Vec<usize> = Vec::with_capacity(wanted);
    let near = &problem.near[seed as usize];
    for &stop in std::iter::once(&seed).chain(near) {
        if ruined.len() >= wanted {
            break;
        }
        let at = solution.place[stop as usize];
        if at == NONE || ruined.contains(&(at as usize)) {
            continue;
        }
        let at = at as usize;
        let length = solution.slots[at].stops.len();
        let most = longest.min(length as f64);
        ruined.push(at);
        if rng.f64() < WHOLE_TOUR {
            solution.dissolve(problem, at);
            continue;
        }
        let taken = ((rng.f64() * most + 1.0) as usize).min(length);
        let string = string_with(&solution.slots[at].stops, stop, taken, rng);
        solution.take_out(problem, at, &string);
    }
    for at in ruined {
        tidy(problem, solution, at);
    }
}

/// A visit around which room is made: an absent one of much value, or of two that are planned the one whose day is
/// less full, for that day is sooner saved.
fn seed(problem: &Problem, solution: &Solution, rng: &mut Rng) -> u32 {
    let (absent, stops) = (&solution.absent, problem.stops.len() as u32);
    if !absent.is_empty() && rng.usize(..absent.len() + solution.driven) < absent.len() {
        let value = |stop: u32| problem.stops[stop as usize].value;
        let mut best = absent[rng.usize(..absent.len())];
        for _ in 1..RUNNERS {
            let other = absent[rng.usize(..absent.len())];
            if value(other) > value(best) {
                best = other;
            }
        }
        return best;
    }
    let slack = |stop: u32| match solution.place[stop as usize] {
        NONE => 0.0,
        at => solution.slots[at as usize].slack,
    };
    let (one, other) = (rng.u32(..stops), rng.u32(..stops));
    if slack(other) > slack(one) { other } else { one }
}

/// `taken` consecutive stops, `stop` among them.
fn string_with(stops: &[u32], stop: u32, taken: usize, rng: &mut Rng) -> Vec<u32> {
    let at = stops.iter().position(|&s| s == stop).unwrap_or(0);
    let first = (at + 1).saturating_sub(taken);
    let last = at.min(stops.len() - taken);
    let from = rng.usize(first..=last.max(first));
    stops[from..from + taken].to_vec()
}

/// Shortens a tour whose first, last or middle days have no stops any more.
pub fn tidy(problem: &Problem, solution: &mut Solution, at: usize) {
    if !solution.slots[at].used {
        return;
    }
    let (mut first, mut last) = solution.tour(problem, at);
    if (first..=last).all(|slot| solution.slots[slot].stops.is_empty()) {
        for slot in first..=last {
            solution.clear(problem, slot);
        }
        return;
    }
    let base = problem.crews[problem.team_day(at).0].base;
    while solution.slots[first].stops.is_empty() && first < last {
        let next = &solution.slots[first + 1];
        let (to, stops) = (next.to, next.stops.clone());
        let Some(walked) = Solution::walk(problem, first + 1, base, to, stops) else { break };
        solution.clear(problem, first);
        solution.set(problem, first + 1, walked);
        first += 1;
    }
    while solution.slots[last].stops.is_empty() && first < last {
        let before = &solution.slots[last - 1];
        let (from, stops) = (before.from, before.stops.clone());
        let Some(walked) = Solution::walk(problem, last - 1, from, base, stops) else { break };
        solution.clear(problem, last);
        solution.set(problem, last - 1, walked);
        last -= 1;
    }
    for middle in first + 1..last {
        if solution.slots[middle].stops.is_empty() {
            part(problem, solution, middle);
        }
    }
}

/// Makes two tours of one by dropping a middle day without stops, if both can be kept.
fn part(problem: &Problem, solution: &mut Solution, middle: usize) {
    let base = problem.crews[problem.team_day(middle).0].base;
    let (before, after) = (&solution.slots[middle - 1], &solution.slots[middle + 1]);
    if !before.used || !after.used || before.stops.is_empty() || after.stops.is_empty() {
        return;
    }
    let ends = Solution::walk(problem, middle - 1, before.from, base, before.stops.clone());
    let starts = Solution::walk(problem, middle + 1, base, after.to, after.stops.clone());
    if let (Some(ends), Some(starts)) = (ends, starts) {
        solution.set(problem, middle - 1, ends);
        solution.clear(problem, middle);
        solution.set(problem, middle + 1, starts);
    }
}
