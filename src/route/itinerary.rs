//! The solution for people: who is where on which day, by the instance's own indices.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::model::{AgencyIx, RegionIx, TaskIx, TeamIx};

use super::problem::{NONE, Problem};
use super::ruin::tidy;
use super::solution::Solution;

/// One day of one team on the road.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outing {
    /// The seat where it wakes up; none = its base.
    pub from: Option<RegionIx>,
    /// The seat where it sleeps; none = its base.
    pub to: Option<RegionIx>,
    /// Visits in order, positions among all visits.
    pub stops: Vec<u32>,
}

/// A day of a team as tasks, before it is known which merged visits they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// The team.
    pub team: TeamIx,
    /// Its day.
    pub day: Day,
    /// The seat where it wakes up; none = the base.
    pub from: Option<RegionIx>,
    /// The seat where it goes to bed; none = the base.
    pub to: Option<RegionIx>,
    /// For each visit in order its tasks and the lab of each.
    pub stops: Vec<Vec<(TaskIx, AgencyIx)>>,
}

/// All days on the road, and the lab of every task of every planned visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Itinerary {
    /// Days by team and day.
    pub outings: BTreeMap<(TeamIx, Day), Outing>,
    /// For each planned visit its labs, in the order of its tasks.
    pub labs: BTreeMap<u32, Vec<AgencyIx>>,
}

impl Itinerary {
    /// Team and day of every planned visit.
    pub fn places(&self) -> BTreeMap<u32, (TeamIx, Day)> {
        let stops = |(&key, outing): (&(TeamIx, Day), &Outing)| {
            outing.stops.iter().map(move |&group| (group, key)).collect::<Vec<_>>()
        };
        self.outings.iter().flat_map(stops).collect()
    }
}

/// What a solution of a problem says, for people.
pub fn itinerary(problem: &Problem, solution: &Solution) -> Itinerary {
    let mut plan = Itinerary::default();
    for (at, slot) in solution.slots.iter().enumerate().filter(|(_, slot)| slot.used) {
        let (team, day) = problem.team_day(at);
        let group = |&stop: &u32| problem.stops[stop as usize].group;
        let outing = Outing {
            from: problem.seat(slot.from),
            to: problem.seat(slot.to),
            stops: slot.stops.iter().map(group).collect(),
        };
        plan.outings.insert((problem.crews[team].team, Day(day as u16)), outing);
    }
    for (stop, data) in problem.stops.iter().enumerate() {
        if solution.place[stop] == NONE {
            continue;
        }
        let team = problem.team_day(solution.place[stop] as usize).0;
        if let Some(option) = &data.options[team] {
            let chosen = option.labs.iter().zip(&solution.labs[stop]);
            plan.labs.insert(data.group, chosen.map(|(labs, &at)| labs[at as usize].lab).collect());
        }
    }
    plan
}

/// The solution that an itinerary describes, as far as the problem's teams and visits go. Days
/// that can't be kept (a rule changed since) are left out and their visits are absent, and so are visits
/// whose samples the vehicle can't carry any more.
pub fn resume(problem: &Problem, plan: &Itinerary) -> Solution {
    let mut solution = Solution::empty(problem);
    solution.mark();
    let stop_of: BTreeMap<u32, u32> =
        problem.stops.iter().enumerate().map(|(at, stop)| (stop.group, at as u32)).collect();
    let first_seat = (problem.stops.len() + problem.crews.len()) as u32;
    let seat_of: BTreeMap<RegionIx, u32> =
        problem.seats.iter().zip(first_seat..).map(|(&region, node)| (region, node)).collect();
    for (team, crew) in problem.crews.iter().enumerate() {
        let mut tour = Vec::new();
        for day in 0..problem.horizon {
            let Some(outing) = plan.outings.get(&(crew.team, Day(day as u16))) else { continue };
            let node = |seat: Option<RegionIx>| match seat {
                None => Some(crew.base),
                Some(region) => seat_of.get(&region).copied(),
            };
            let stops: Option<Vec<u32>> =
                outing.stops.iter().map(|group| stop_of.get(group).copied()).collect();
            let walked = match (node(outing.from), node(outing.to), stops) {
                (Some(from), Some(to), Some(stops)) => {
                    let at = team * problem.horizon + day;
                    Solution::walk(problem, at, from, to, stops).map(|slot| (at, slot))
                }
                _ => None,
            };
            tour.push(walked);
            if outing.to.is_none() {
                let whole: Option<Vec<_>> = tour.drain(..).collect();
                let whole = whole.unwrap_or_default();
                let ends = whole.first().zip(whole.last()).map(|(first, last)| (first.0, last.0));
                for (at, slot) in whole {
                    solution.adopt(problem, at, slot, plan);
                }
                if let Some((first, last)) = ends {
                    solution.lighten(problem, (first, last));
                    tidy(problem, &mut solution, first);
                }
            }
        }
    }
    solution
}
