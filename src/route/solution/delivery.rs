//! Samples that have to reach the base within hours.

use super::{Problem, Solution};

impl Solution {
    /// Whether samples reach the base in time in every tour changed since the last mark.
    pub fn all_delivered(&self, problem: &Problem) -> bool {
        let used = |&at: &usize| self.slots[at].used;
        self.touched().filter(used).all(|at| self.delivers(problem, self.tour(problem, at)))
    }

    /// Whether carried samples of a tour reach the base in time.
    ///
    /// Every day as early as possible: a stop's end may come early and its samples wait longer
    /// than they need to, so this errs on the safe side.
    pub fn delivers(&self, problem: &Problem, (first, last): (usize, usize)) -> bool {
        if !problem.limited {
            return true;
        }
        let team = problem.team_day(first).0;
        let slots = || self.slots[first..=last].iter().zip(first..);
        let limit = |stop: u32| self.limit(problem, stop, team);
        if !slots().any(|(slot, _)| slot.stops.iter().any(|&stop| limit(stop).is_some())) {
            return true;
        }
        let end = &self.slots[last];
        let way = end.stops.last().copied().unwrap_or(end.from);
        let (_, long) = problem.leg(way, end.to);
        let Some(label) = end.labels.last() else { return true };
        let Some(home) = problem.rules.finish(*label, long, problem.crews[team].day_end) else {
            return false;
        };
        slots().all(|(slot, at)| {
            slot.stops.iter().zip(&slot.labels[1..]).all(|(&stop, label)| {
                let Some(limit) = limit(stop) else { return true };
                let days = (last - at) as i32;
                days * 1440 + home - label.hungry.min(label.fed) <= limit
            })
        })
    }

    pub(in crate::route) fn limit(&self, problem: &Problem, stop: u32, team: usize) -> Option<i32> {
        self.carried(problem, stop, team).filter_map(|task| task.deliver_within).min()
    }
}
