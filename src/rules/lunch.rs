//! `lunch`: a day over noon holds a lunch.
//!
//! Contract: a day that starts no later than the window's begin and ends no earlier than its end
//! holds one lunch inside the window, during no work; a drive may be interrupted for it.

use crate::calendar::{Interval, work_end};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-lunch-statement",
    clause: None,
    parameters: &["policy.lunch", "policy.lunch_minutes"],
    remedy: "rules-lunch-remedy",
};

/// The lunch window and the lunch's length, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Lunch {
    pub from: i32,
    pub to: i32,
    pub minutes: i32,
}

impl Lunch {
    fn needed(&self, depart: i32, arrive: i32) -> bool {
        depart <= self.from && arrive >= self.to
    }

    /// Whether a lunch fits between two instants.
    fn fits(&self, from: i32, to: i32) -> bool {
        from.max(self.from) + self.minutes <= to.min(self.to)
    }
}

/// Bounds of a team's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Limits {
    pub start: i32,
    pub end: i32,
    /// Most minutes of driving.
    pub drive: i32,
    /// None when the rule is left out.
    pub lunch: Option<Lunch>,
    /// Whether a missing way between base and enterprise counts as no distance: `drive` is left out.
    pub bridged: bool,
}

/// A visit within one day: how far the way there and the way on, and what the site allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop<'a> {
    pub open: &'a [Interval],
    /// Open minutes that the visit needs.
    pub work: i32,
    /// Minutes of driving to the site.
    pub there: i32,
    /// Minutes of driving from the site to where the day ends.
    pub on: i32,
    /// The visit may not end before this minute.
    pub end_from: i32,
    /// Minutes from the visit's end to the day's end, at most.
    pub home_within: i32,
}

impl<'a> Stop<'a> {
    /// A visit of so much work, nothing said of the ways yet.
    pub fn new(open: &'a [Interval], work: i32) -> Self {
        Self { open, work, there: 0, on: 0, end_from: 0, home_within: i32::MAX }
    }
}

impl Limits {
    /// When a day that holds nothing but a drive can be over at the earliest.
    pub fn earliest_arrival(&self, drive: i32) -> Option<i32> {
        if drive > self.drive {
            return None;
        }
        let arrival = |depart: i32| {
            let arrive = depart + drive;
            match self.lunch.filter(|lunch| lunch.needed(depart, arrive)) {
                None => Some(arrive),
                Some(lunch) => lunch.fits(depart, arrive).then_some(arrive + lunch.minutes),
            }
        };
        // At once, or so late that no lunch is due.
        let late = self.lunch.map(|lunch| self.start.max(lunch.from + 1));
        let arrivals = [Some(self.start), late].into_iter().flatten().filter_map(arrival);
        arrivals.filter(|arrive| *arrive <= self.end).min()
    }

    /// Whether a day that holds one visit and nothing else is possible.
    pub fn holds(&self, stop: &Stop) -> bool {
        if stop.there.saturating_add(stop.on) > self.drive {
            return false;
        }
        let earliest = self.start + stop.there;
        for interval in stop.open {
            for start in interval.from.max(earliest)..interval.to {
                let Some(end) = work_end(stop.open, start, stop.work) else { return false };
                if end + stop.on > self.end {
                    return false;
                }
                if end >= stop.end_from && self.fits_around(stop, start, end) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether the day fits around work from `start` to `end`.
    fn fits_around(&self, stop: &Stop, start: i32, end: i32) -> bool {
        let (depart, arrive) = (start - stop.there, end + stop.on);
        let in_time = stop.on <= stop.home_within;
        let Some(lunch) = self.lunch.filter(|lunch| lunch.needed(depart, arrive)) else {
            return in_time;
        };
        let before = depart - lunch.minutes >= self.start && lunch.fits(lunch.from, start);
        let gaps = stop.open.windows(2).map(|pair| (pair[0].to.max(start), pair[1].from.min(end)));
        let mut noon = gaps.filter(|(from, to)| from < to);
        let after = arrive + lunch.minutes <= self.end
            && stop.on + lunch.minutes <= stop.home_within
            && lunch.fits(end, lunch.to);
        in_time && (before || noon.any(|(from, to)| lunch.fits(from, to))) || after
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether some depart, arrive, start, lunch and return keep the contract, all tried.
    fn naive(limits: &Limits, stop: &Stop) -> bool {
        let is_open = |minute: i32| stop.open.iter().any(|i| i.from <= minute && minute < i.to);
        let overlap =
            |l: i32, len: i32, from: i32, to: i32| ((l + len).min(to) - l.max(from)).max(0);
        if stop.there + stop.on > limits.drive {
            return false;
        }
        let try_day = |depart: i32, start: i32, end: i32, back: i32| {
            let Some(lunch) = limits.lunch.filter(|l| depart <= l.from && back >= l.to) else {
                return start - depart >= stop.there && back - end >= stop.on;
            };
            (lunch.from..=lunch.to - lunch.minutes).any(|l| {
                let works = (l..l + lunch.minutes)
                    .any(|minute| (start..end).contains(&minute) && is_open(minute));
                !works
                    && start - depart - overlap(l, lunch.minutes, depart, start) >= stop.there
                    && back - end - overlap(l, lunch.minutes, end, back) >= stop.on
            })
        };
        (limits.start..limits.end).filter(|start| is_open(*start)).any(|start| {
            let Some(end) = work_end(stop.open, start, stop.work) else { return false };
            end >= stop.end_from
                && (limits.start..=start).any(|depart| {
                    (end..=limits.end).any(|back| {
                        back - end <= stop.home_within && try_day(depart, start, end, back)
                    })
                })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        // A day of 60 minutes is enough to meet every case, and can be tried out whole.
        #[test]
        fn a_day_with_one_visit_agrees_with_trying_everything(
            cuts in proptest::collection::btree_set(0..60i32, 2..7),
            start in 0..20i32, length in 5..45i32,
            lunch in proptest::option::of((10..40i32, 0..20i32, 1..10i32)),
            (there, on, drive) in (0..15i32, 0..15i32, 5..40i32),
            work in 1..20i32, end_from in prop_oneof![Just(0), 0..50i32],
            home_within in prop_oneof![Just(1000), 0..20i32],
        ) {
            let cuts: Vec<i32> = cuts.into_iter().collect();
            let open: Vec<Interval> =
                cuts.chunks_exact(2).map(|pair| Interval { from: pair[0], to: pair[1] }).collect();
            let lunch = lunch.map(|(from, length, minutes)| Lunch { from, to: from + length, minutes });
            let limits = Limits { start, end: start + length, drive, lunch, bridged: false };
            let stop = Stop { open: &open, work, there, on, end_from, home_within };
            prop_assert_eq!(limits.holds(&stop), naive(&limits, &stop));
        }

        #[test]
        fn a_drive_alone_agrees_with_trying_everything(
            start in 0..20i32, length in 1..45i32,
            lunch in proptest::option::of((10..40i32, 0..20i32, 1..10i32)),
            minutes in 0..40i32,
        ) {
            let lunch = lunch.map(|(from, length, minutes)| Lunch { from, to: from + length, minutes });
            let limits = Limits { start, end: start + length, drive: 30, lunch, bridged: false };
            let possible = |depart: i32, back: i32| match lunch {
                Some(l) if depart <= l.from && back >= l.to => {
                    l.from + l.minutes <= l.to && back - depart - l.minutes >= minutes
                }
                _ => back - depart >= minutes,
            };
            let first = (start..=limits.end)
                .find(|back| (start..=*back).any(|depart| possible(depart, *back)))
                .filter(|_| minutes <= 30);
            prop_assert_eq!(limits.earliest_arrival(minutes), first);
        }
    }
}
