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
    pub fn start(&self, day_start: i32) -> Label {
        Label { hungry: day_start, fed: day_start.max(self.lunch_from + 1) }
    }

    /// Drives for `minutes`; the lunch may interrupt the drive or follow it.
    pub fn drive(&self, at: Label, minutes: i32) -> Label {
        let fed = (at.fed + minutes).min(self.lunch_in_gap(at.hungry, minutes));
        Label { hungry: at.hungry + minutes, fed }
    }

    /// When a team that is free at `from` and drives for `minutes` is through with both drive and
    /// lunch, the lunch as early as possible in that gap.
    pub fn lunch_in_gap(&self, from: i32, minutes: i32) -> i32 {
        if from.max(self.lunch_from) + self.lunch > self.lunch_to {
            return NEVER;
        }
        (from + minutes).max(self.lunch_from) + self.lunch
    }

    /// Works for `minutes` behind a door that is open in `open`; the noon closure may hold the lunch.
    pub fn work(&self, at: Label, open: &[Interval], minutes: i32) -> Label {
        let (hungry, paused) = self.serve(at.hungry, open, minutes);
        let (mut fed, _) = self.serve(at.fed, open, minutes);
        if paused {
            fed = fed.min(hungry);
        }
        Label { hungry, fed }
    }

    /// End of work from `ready` on, and whether a pause in it holds a lunch.
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
    pub fn finish(&self, at: Label, minutes: i32, day_end: i32) -> Option<i32> {
        let there = self.drive(at, minutes);
        let early = if there.hungry < self.lunch_to { there.hungry } else { NEVER };
        let end = early.min(there.fed);
        (end <= day_end).then_some(end)
    }
}

/// The earliest minutes at which a team is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Without a lunch so far.
    pub hungry: i32,
    /// With its lunch behind it, or needing none.
    pub fed: i32,
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
}
