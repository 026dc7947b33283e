//! Everything tried: orders, cuts, nights.

use super::super::problem::{Meeting, Problem};
use super::super::solution::Solution;
use super::super::timetable::{Call, timetable};

/// A day on the road.
#[derive(Clone, Debug, PartialEq)]
pub struct Out {
    pub from: u32,
    pub to: u32,
    pub stops: Vec<u32>,
}

/// For each day of the horizon what a team does.
pub type Days = Vec<Option<Out>>;

/// Minute at which a day ends and its metres, if it can be kept.
fn day_of(problem: &Problem, team: usize, day: usize, out: &Out) -> Option<(i32, i64)> {
    let crew = &problem.crews[team];
    let (mut here, mut metres, mut drive) = (out.from, 0, 0);
    let mut calls = Vec::new();
    for &stop in &out.stops {
        problem.stops[stop as usize].option(team, day)?;
        let (far, long) = problem.leg(here, stop);
        (here, metres, drive) = (stop, metres + far, drive + long);
        let (open, work) = (problem.open(stop, day), problem.stops[stop as usize].work);
        calls.push(Call { drive: long, open, work });
    }
    let (far, long) = problem.leg(here, out.to);
    (metres, drive) = (metres + far, drive + long);
    let hours = (crew.day_start, crew.day_end);
    let table = timetable(&problem.rules, hours, &calls, long)?;
    (drive <= problem.rules.drive).then_some((table.arrive, metres))
}

/// Whether tours as whole can be kept: nights, loads, samples home in time, days, meetings.
fn keeps(problem: &Problem, team: usize, days: &Days, ends: &[i32]) -> bool {
    let crew = &problem.crews[team];
    let stop = |at: u32| &problem.stops[at as usize];
    let mut first = 0;
    for last in 0..days.len() {
        let Some(out) = &days[last] else {
            first = last + 1;
            continue;
        };
        if !problem.is_base(out.to) {
            continue;
        }
        let made = || days[first..=last].iter().flatten().flat_map(|out| &out.stops);
        let mass: i64 = made().flat_map(|&at| &stop(at).tasks).map(|task| task.mass).sum();
        if mass > crew.mass || last - first > crew.max_nights {
            return false;
        }
        for (day, out) in days.iter().enumerate().take(last + 1).skip(first) {
            let Some(out) = out else { return false };
            let slot = team * problem.horizon + day;
            let walked = Solution::walk(problem, slot, out.from, out.to, out.stops.clone());
            let Some(walked) = walked else { return false };
            for (&at, drive) in out.stops.iter().zip(&walked.drives[1..]) {
                let free = drive.ready.hungry.min(drive.ready.fed);
                let waits = (last - day) as i32 * 1440 + ends[last] - free;
                if stop(at).tasks[0].deliver_within.is_some_and(|limit| waits > limit) {
                    return false;
                }
            }
        }
        first = last + 1;
    }
    let day_of = |stop: u32| {
        days.iter().position(|day| day.as_ref().is_some_and(|out| out.stops.contains(&stop)))
    };
    let escorted = |day: &Option<Out>| {
        let count = day.iter().flat_map(|out| &out.stops).filter(|&&s| stop(s).escort.is_some());
        count.count() <= usize::from(problem.ledger.escort_left(0, 0))
    };
    (0..problem.stops.len() as u32).all(|one| {
        stop(one).meetings.iter().all(|&(other, meeting)| match (day_of(one), day_of(other)) {
            (Some(a), Some(b)) => match meeting {
                Meeting::SameDay => a == b,
                Meeting::NotSameDay => a != b,
                Meeting::NotSameTeam | Meeting::Apart(_) => false,
            },
            _ => true,
        })
    }) && days.iter().all(escorted)
}

/// Every way to make these visits in this order by one team, and what its days cost.
pub fn layouts(problem: &Problem, team: usize, order: &[u32]) -> Vec<(f64, Days)> {
    let mut found = Vec::new();
    let base = problem.crews[team].base;
    extend(problem, team, order, base, &mut (Vec::new(), Vec::new(), 0.0), &mut found);
    found
}

type Partial = (Days, Vec<i32>, f64);

fn extend(
    problem: &Problem,
    team: usize,
    left: &[u32],
    from: u32,
    partial: &mut Partial,
    found: &mut Vec<(f64, Days)>,
) {
    let (day, base) = (partial.0.len(), problem.crews[team].base);
    if day == problem.horizon {
        if left.is_empty() && from == base && keeps(problem, team, &partial.0, &partial.1) {
            found.push((partial.2, partial.0.clone()));
        }
        return;
    }
    for made in 0..=left.len() {
        for to in std::iter::once(base).chain(problem.seat_nodes()) {
            let stops = left[..made].to_vec();
            let idle = made == 0 && from == base && to == base;
            if to != base && !problem.joins[day] {
                continue;
            }
            let out = Out { from, to, stops };
            let cost = partial.2;
            let end = if idle {
                0
            } else {
                let Some((end, metres)) = day_of(problem, team, day, &out) else { continue };
                let night = if to == base { 0.0 } else { problem.prices.night };
                partial.2 += metres as f64 * problem.prices.metre + problem.prices.team_day + night;
                end
            };
            partial.0.push((!idle).then_some(out));
            partial.1.push(end);
            extend(problem, team, &left[made..], to, partial, found);
            partial.0.pop();
            partial.1.pop();
            partial.2 = cost;
        }
    }
}

/// All orders of all subsets of `count` things.
pub fn sequences(count: u32) -> Vec<Vec<u32>> {
    let mut found = vec![Vec::new()];
    let mut at = 0;
    while at < found.len() {
        for next in 0..count {
            if !found[at].contains(&next) {
                let mut longer: Vec<u32> = found[at].clone();
                longer.push(next);
                found.push(longer);
            }
        }
        at += 1;
    }
    found
}

/// The least that a whole problem costs, visits left out included, and whether somebody sleeps
/// away then. Visits of two teams must not restrict each other.
pub fn cheapest(problem: &Problem) -> (f64, bool) {
    let count = problem.stops.len() as u32;
    let subsets = 1usize << count;
    let nothing = |set: usize| if set == 0 { 0.0 } else { f64::INFINITY };
    let mut least: Vec<(f64, bool)> = (0..subsets).map(|set| (nothing(set), false)).collect();
    for team in 0..problem.crews.len() {
        let mut own: Vec<(f64, bool)> = (0..subsets).map(|set| (nothing(set), false)).collect();
        for order in sequences(count) {
            let set = order.iter().fold(0, |set, stop| set | 1usize << stop);
            for (cost, days) in layouts(problem, team, &order) {
                if cost < own[set].0 {
                    let away = days.iter().flatten().any(|day| !problem.is_base(day.to));
                    own[set] = (cost, away);
                }
            }
        }
        let both = |set: usize| {
            let parts = (0..subsets).filter(|part| part & !set == 0);
            let costs = parts.map(|part| {
                let (a, b) = (own[part], least[set & !part]);
                (a.0 + b.0, a.1 || b.1)
            });
            costs.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f64::INFINITY, false))
        };
        least = (0..subsets).map(both).collect();
    }
    let lost = |set: usize| {
        let left = (0..count).filter(|stop| set & 1 << stop == 0);
        left.map(|stop| problem.stops[stop as usize].value).sum::<f64>()
    };
    let all = (0..subsets).map(|set| (least[set].0 + lost(set), least[set].1));
    all.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, false))
}
