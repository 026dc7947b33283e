//! A day on the road, minute by minute: driving, waiting, working, lunch.
//!
//! A day is walked with two labels: the earliest minute at which the team is free when it has not
//! had its lunch, and when it has (or needs none). Being free earlier is never worse, because one
//! may always wait, so two numbers say everything about the way so far.

use crate::calendar::{Interval, earliest_start, work_end};
use crate::model::Policy;

/// A minute that never comes; far from overflow when minutes are added.
pub const NEVER: i32 = i32::MAX / 4;

/// What the policy says of a team's day, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRules {
    /// First minute of the lunch window.
    pub lunch_from: i32,
    /// Last minute of the lunch window.
    pub lunch_to: i32,
    /// Length of a lunch.
    pub lunch: i32,
    /// Most driving a day.
    pub drive: i32,
}

impl DayRules {
    /// The rules of a policy.
    pub fn new(policy: &Policy) -> Self {
        Self {
            lunch_from: policy.lunch.from.0,
            lunch_to: policy.lunch.to.0,
            lunch: policy.lunch_minutes.0 as i32,
            drive: policy.drive_minutes.0 as i32,
        }
    }

    /// The start of a day: a team that sets off after the window opened needs no lunch.
    #[inline]
    pub fn start(&self, day_start: i32) -> Label {
        Label { hungry: day_start, fed: day_start.max(self.lunch_from + 1) }
    }

    /// Drives for `minutes`; the lunch may interrupt the drive or follow it.
    #[inline]
    pub fn drive(&self, at: Label, minutes: i32) -> Label {
        let fed = (at.fed + minutes).min(self.lunch_in_gap(at.hungry, minutes));
        Label { hungry: at.hungry + minutes, fed }
    }

    /// When a team that is free at `from` and drives for `minutes` is through with both drive and
    /// lunch, the lunch as early as possible in that gap.
    #[inline]
    pub fn lunch_in_gap(&self, from: i32, minutes: i32) -> i32 {
        if from.max(self.lunch_from) + self.lunch > self.lunch_to {
            return NEVER;
        }
        (from + minutes).max(self.lunch_from) + self.lunch
    }

    /// Works for `minutes` behind a door that is open in `open`; the noon closure may hold the lunch.
    #[inline]
    pub fn work(&self, at: Label, open: &[Interval], minutes: i32) -> Label {
        let (hungry, paused) = self.serve(at.hungry, open, minutes);
        let (mut fed, _) = self.serve(at.fed, open, minutes);
        if paused {
            fed = fed.min(hungry);
        }
        Label { hungry, fed }
    }

    /// End of work from `ready` on, and whether a pause in it holds a lunch.
    #[inline]
    fn serve(&self, ready: i32, open: &[Interval], minutes: i32) -> (i32, bool) {
        if ready >= NEVER {
            return (NEVER, false);
        }
        let Some(start) = earliest_start(open, ready) else { return (NEVER, false) };
        match work_end(open, start, minutes) {
            Some(end) => (end, self.pause_for_lunch(open, start, end).is_some()),
            None => (NEVER, false),
        }
    }

    /// Start of a lunch inside a closure between `start` and `end`, if one holds it.
    #[inline]
    pub fn pause_for_lunch(&self, open: &[Interval], start: i32, end: i32) -> Option<i32> {
        open.windows(2).find_map(|pair| {
            let (from, to) = (pair[0].to, pair[1].from);
            let lunch = from.max(self.lunch_from);
            let fits = start < from && to < end && lunch + self.lunch <= to.min(self.lunch_to);
            fits.then_some(lunch)
        })
    }

    /// When the day ends at the earliest after a last drive, if it may end by `day_end`: with a
    /// lunch, or before the lunch window closes.
    #[inline]
    pub fn finish(&self, at: Label, minutes: i32, day_end: i32) -> Option<i32> {
        let there = self.drive(at, minutes);
        let early = if there.hungry < self.lunch_to { there.hungry } else { NEVER };
        let end = early.min(there.fed);
        (end <= day_end).then_some(end)
    }

    /// The latest arrivals at a day's last place that end it by `day_end`: see [`finish`](Self::finish).
    pub fn due_at_end(&self, day_end: i32) -> Label {
        Label { hungry: day_end.min(self.lunch_to - 1), fed: day_end }
    }

    /// The latest minutes at which a team may set off so that it arrives by `due` after driving for
    /// `minutes`.
    #[inline]
    pub fn due_before_drive(&self, due: Label, minutes: i32) -> Label {
        let fed = due.fed - minutes;
        let mut hungry = due.hungry - minutes;
        if self.lunch_from + self.lunch <= due.fed.min(self.lunch_to) {
            hungry = hungry.max((fed - self.lunch).min(self.lunch_to - self.lunch));
        }
        Label { hungry, fed }
    }

    /// The latest arrivals at a door, open in `open`, after which work of `minutes` ends by `due`.
    #[inline]
    pub fn due_before_work(&self, due: Label, open: &[Interval], minutes: i32) -> Label {
        let fed = latest_start(open, due.fed, minutes);
        let mut hungry = latest_start(open, due.hungry, minutes);
        for pair in open.windows(2) {
            let (from, to) = (pair[0].to, pair[1].from);
            let holds = from.max(self.lunch_from) + self.lunch <= to.min(self.lunch_to);
            let latest = fed.min(from - 1);
            if holds && latest > hungry && self.serve(latest, open, minutes).0 > to {
                hungry = latest;
            }
        }
        Label { hungry, fed }
    }
}

/// The latest minute by which a team has to be at a door, open in `open`, for work of `minutes` to end by
/// `end`; far in the past if it never does.
fn latest_start(open: &[Interval], end: i32, minutes: i32) -> i32 {
    let mut left = minutes.max(0);
    for interval in open.iter().rev() {
        let to = interval.to.min(end);
        if to < interval.from || (to == interval.from && left > 0) {
            continue;
        }
        if left <= to - interval.from {
            // Nothing to be done still needs an open door.
            return (to - left).min(interval.to - 1);
        }
        left -= to - interval.from;
    }
    -NEVER
}

/// The earliest minutes at which a team is free; or the latest ones at which it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Without a lunch so far.
    pub hungry: i32,
    /// With its lunch behind it, or needing none.
    pub fed: i32,
}

impl Label {
    /// Whether one of these minutes is not later than it has to be.
    #[inline]
    pub fn is_by(self, due: Label) -> bool {
        self.hungry <= due.hungry || self.fed <= due.fed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: DayRules = DayRules { lunch_from: 690, lunch_to: 840, lunch: 45, drive: 480 };

    fn open(spans: &[(i32, i32)]) -> Vec<Interval> {
        spans.iter().map(|&(from, to)| Interval { from, to }).collect()
    }

    #[test]
    fn a_lunch_interrupts_a_drive() {
        // Free at 11:50, 60 minutes to drive: without lunch 12:50, with lunch 13:35.
        let at = RULES.drive(Label { hungry: 710, fed: NEVER }, 60);
        assert_eq!(at, Label { hungry: 770, fed: 815 });
    }

    #[test]
    fn a_lunch_waits_for_its_window_at_the_door() {
        // Free at 10:30, 30 minutes to drive: at the door at 11:00, lunch 11:30 to 12:15.
        assert_eq!(RULES.lunch_in_gap(630, 30), 735);
        // Free at 13:20: a lunch would end at 14:05, outside the window.
        assert_eq!(RULES.lunch_in_gap(800, 30), NEVER);
    }

    #[test]
    fn a_noon_closure_feeds_the_team() {
        // Open 08:30-12:00 and 14:00-18:00; ready at 11:30 for 65 minutes: 30 before noon,
        // 35 after: ends 14:35, and the closure holds a lunch.
        let hours = open(&[(510, 720), (840, 1080)]);
        let at = RULES.work(Label { hungry: 690, fed: NEVER }, &hours, 65);
        assert_eq!(at, Label { hungry: 875, fed: 875 });
        assert_eq!(RULES.pause_for_lunch(&hours, 690, 875), Some(720));
    }

    #[test]
    fn a_day_that_ends_before_the_window_closes_needs_no_lunch() {
        let at = RULES.start(480);
        assert_eq!(RULES.finish(at, 359, 1110), Some(839));
        // One minute later the day covers the window: lunch, 480 + 360 + 45.
        assert_eq!(RULES.finish(at, 360, 1110), Some(885));
        // A day that starts after 11:30 needs none: 691 + 360.
        assert_eq!(RULES.start(480).fed, 691);
    }

    /// The latest `at` that satisfies a condition, by trying every minute.
    fn latest(kept: impl Fn(i32) -> bool) -> i32 {
        (0..1440).rev().find(|&at| kept(at)).unwrap_or(-NEVER)
    }

    #[test]
    fn the_latest_minutes_are_those_found_by_trying_all() {
        let mut rng = fastrand::Rng::with_seed(45);
        let same = |found: i32, tried: i32| found == tried || (found < 0 && tried < 0);
        for _ in 0..400 {
            let mut cuts: Vec<i32> = (0..4).map(|_| rng.i32(400..1200)).collect();
            cuts.sort_unstable();
            cuts.dedup();
            let hours: Vec<Interval> =
                cuts.chunks_exact(2).map(|c| Interval { from: c[0], to: c[1] }).collect();
            let due = Label { hungry: rng.i32(500..1200), fed: rng.i32(500..1200) };
            let minutes = rng.i32(1..200);
            let (hungry, fed) =
                (|at| Label { hungry: at, fed: NEVER }, |at| Label { hungry: NEVER, fed: at });
            let found = RULES.due_before_drive(due, minutes);
            assert!(same(found.hungry, latest(|at| RULES.drive(hungry(at), minutes).is_by(due))));
            assert!(same(found.fed, latest(|at| RULES.drive(fed(at), minutes).is_by(due))));
            let found = RULES.due_before_work(due, &hours, minutes);
            let tried = latest(|at| RULES.work(hungry(at), &hours, minutes).is_by(due));
            assert!(same(found.hungry, tried), "{found:?} {tried} {hours:?} {due:?} {minutes}");
            let tried = latest(|at| RULES.work(fed(at), &hours, minutes).is_by(due));
            assert!(same(found.fed, tried), "{found:?} {tried} {hours:?} {due:?} {minutes}");
            let end = rng.i32(600..1200);
            let due = RULES.due_at_end(end);
            for at in (400..1200).step_by(7) {
                let ends = |label| RULES.finish(label, 0, end).is_some();
                assert_eq!(
                    ends(hungry(at)),
                    hungry(at).is_by(due) || RULES.drive(hungry(at), 0).is_by(due)
                );
                assert_eq!(ends(fed(at)), fed(at).is_by(due));
            }
        }
    }
}
