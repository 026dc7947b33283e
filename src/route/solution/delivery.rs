//! Samples that have to reach the base within hours.

use super::{Drive, Problem, Solution};

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
        let Some(end) = self.slots[last].drives.last() else { return true };
        let day_end = problem.crews[team].day_end;
        let Some(home) = problem.rules.finish(end.ready, end.minutes, day_end) else {
            return false;
        };
        slots().all(|(slot, at)| {
            slot.drives.iter().skip(1).all(|Drive { from, ready, .. }| {
                let Some(limit) = limit(*from) else { return true };
                let days = (last - at) as i32;
                days * 1440 + home - ready.hungry.min(ready.fed) <= limit
            })
        })
    }

    pub(in crate::route) fn limit(&self, problem: &Problem, stop: u32, team: usize) -> Option<i32> {
        self.carried(problem, stop, team).filter_map(|task| task.deliver_within).min()
    }
}
