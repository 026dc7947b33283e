//! A team's day: clock times and legs that add up, and the rules `hours`, `day`, `lunch`, `drive`.

use super::case::{Case, Day, Entry};
use super::opening::{end_of_work, is_open, working_spans};
use super::travel::Leg;
use super::verdict::{Fault, Findings};
use crate::model::{Clock, Minutes, Policy, Rule};

/// Minutes that two spans of time have in common.
pub(super) fn overlap(a: (i64, i64), b: (i64, i64)) -> i64 {
    (a.1.min(b.1) - a.0.max(b.0)).max(0)
}

/// Whether a day that starts and ends then covers the whole of `policy.lunch`.
pub(super) fn needs_lunch(policy: &Policy, depart: i64, back: i64) -> bool {
    policy.lunch_minutes > Minutes::ZERO
        && depart <= i64::from(policy.lunch.from.0)
        && back >= i64::from(policy.lunch.to.0)
}

impl Day<'_> {
    /// The span of the planned lunch; nothing at all if there is none.
    fn lunch(&self, policy: &Policy) -> Option<(i64, i64)> {
        let from = i64::from(self.day.lunch?.0);
        Some((from, from.saturating_add(policy.lunch_minutes.0)))
    }

    /// Sum of metres and minutes of the legs driven again, if all of them exist.
    pub(super) fn driven(&self) -> Option<Leg> {
        let mut sum = Leg { metres: 0, minutes: 0 };
        for leg in self.legs.as_ref()? {
            let leg = (*leg)?;
            sum.metres = sum.metres.saturating_add(leg.metres);
            sum.minutes = sum.minutes.saturating_add(leg.minutes);
        }
        Some(sum)
    }

    /// How far a figure of the day may be off: one unit for each leg that leads anywhere.
    fn tolerance(&self) -> i64 {
        let legs = self.legs.iter().flatten().flatten();
        legs.filter(|leg| leg.metres > 0 || leg.minutes > 0).count() as i64
    }

    /// The plan's figure where it agrees with the one driven again, else the latter.
    fn agreed(&self, claimed: i64, driven: i64) -> i64 {
        let agrees = claimed.abs_diff(driven) <= self.tolerance().unsigned_abs();
        if agrees { claimed } else { driven }
    }

    /// Metres of the day that the objective pays for: as claimed, if that is right.
    pub(super) fn metres(&self) -> i64 {
        match self.driven() {
            Some(driven) => self.agreed(self.day.metres.0, driven.metres),
            None => 0,
        }
    }
}

/// `arithmetic`, as far as days are concerned: times follow each other, and figures are true.
pub(super) fn add_up(case: &Case, out: &mut Findings) {
    for entry in &case.visits {
        work_time(case, entry, out);
    }
    for day in &case.days {
        times(case, day, out);
        figures(day, out);
    }
}

/// `arrive` is not after `start`, and `end` is the first minute at which the work is done.
fn work_time(case: &Case, entry: &Entry, out: &mut Findings) {
    let visit = entry.visit;
    out.check(Rule::Arithmetic, visit.arrive <= visit.start, || {
        Fault::new(entry.subject(), "verify-arrive").but(visit.start, visit.arrive)
    });
    let Some(site) = entry.site else { return };
    let (start, end) = entry.hours();
    let spans = case.ground.open(site, visit.date);
    // Work that the day can't hold is a matter of `hours`.
    let Some(done) = end_of_work(&spans, start, case.ground.work(entry.tasks())) else { return };
    out.check(Rule::Arithmetic, end == done, || {
        Fault::new(entry.subject(), "verify-end").but(clock(done), visit.end)
    });
}

/// Between leaving a place and being at the next there is time for the leg, lunch aside.
fn times(case: &Case, day: &Day, out: &mut Findings) {
    let Some(legs) = &day.legs else { return };
    let lunch = day.lunch(&case.ground.instance.settings().policy);
    let (mut left, back) = day.hours();
    for (at, leg) in legs.iter().enumerate() {
        let stop = day.stops.get(at).map(|&stop| case.visits[stop].visit);
        let there = stop.map_or(back, |visit| i64::from(visit.arrive.0));
        let place = stop.map_or(day.day.to.as_str(), |visit| visit.id.as_str());
        out.check(Rule::Arithmetic, leg.is_some(), || {
            Fault::new(day.subject(), "verify-no-way").with("date", day.day.date).with("to", place)
        });
        let minutes = leg.map_or(0, |leg| leg.minutes);
        let eaten = lunch.map_or(0, |lunch| overlap(lunch, (left, there)));
        let time = there - left - eaten;
        // One minute a leg for floating point; nobody arrives before having left.
        out.check(Rule::Arithmetic, time >= minutes - i64::from(minutes > 0), || {
            Fault::new(day.subject(), "verify-leg-time")
                .with("date", day.day.date)
                .with("to", place)
                .but(minutes, time)
        });
        left = stop.map_or(back, |visit| i64::from(visit.end.0));
    }
}

/// `metres` and `drive_minutes` are what the legs sum up to, one unit a leg aside.
fn figures(day: &Day, out: &mut Findings) {
    let Some(driven) = day.driven() else { return };
    let mut same = |key, expected: i64, found: i64| {
        let holds = found.abs_diff(expected) <= day.tolerance().unsigned_abs();
        out.check(Rule::Arithmetic, holds, || {
            Fault::new(day.subject(), key).with("date", day.day.date).but(expected, found)
        });
    };
    same("verify-metres", driven.metres, day.day.metres.0);
    same("verify-drive-minutes", driven.minutes, day.day.drive_minutes.0);
}

/// `hours`: work starts at an open minute, and the day's open minutes hold it.
pub(super) fn hours(case: &Case, out: &mut Findings) {
    for entry in &case.visits {
        let Some(site) = entry.site else { continue };
        let spans = case.ground.open(site, entry.visit.date);
        let open: Vec<String> =
            spans.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to))).collect();
        let (start, _) = entry.hours();
        let work = case.ground.work(entry.tasks());
        let starts = is_open(&spans, start);
        let fault = |key| {
            Fault::new(entry.subject(), key)
                .with("site", &entry.visit.site)
                .with("date", entry.visit.date)
                .with("minutes", work)
                .but(
                    if open.is_empty() { "-".to_owned() } else { open.join(",") },
                    entry.visit.start,
                )
        };
        out.check(Rule::Hours, starts, || fault("verify-hours-start"));
        let holds = !starts || end_of_work(&spans, start, work).is_some();
        out.check(Rule::Hours, holds, || fault("verify-hours-work"));
    }
}

/// `day`: a day starts and ends within the team's hours.
pub(super) fn day(case: &Case, out: &mut Findings) {
    for day in &case.days {
        let Some(team) = day.team.map(|team| case.ground.team(team)) else { continue };
        let (depart, back) = (day.day.depart, day.day.arrive);
        let fault = |key, expected: Clock, found: Clock| {
            Fault::new(day.subject(), key).with("date", day.day.date).but(expected, found)
        };
        out.check(Rule::Day, depart >= team.day_start, || {
            fault("verify-day-start", team.day_start, depart)
        });
        out.check(Rule::Day, back <= team.day_end, || fault("verify-day-end", team.day_end, back));
    }
}

/// `lunch`: a day over noon holds one, inside `policy.lunch`, during no work.
pub(super) fn lunch(case: &Case, out: &mut Findings) {
    let policy = &case.ground.instance.settings().policy;
    for day in &case.days {
        let (depart, back) = day.hours();
        let Some(lunch) = day.lunch(policy) else {
            out.check(Rule::Lunch, !needs_lunch(policy, depart, back), || {
                Fault::new(day.subject(), "verify-lunch-missing").with("date", day.day.date)
            });
            continue;
        };
        let from = i64::from(policy.lunch.from.0).max(depart);
        let to = i64::from(policy.lunch.to.0).min(back);
        out.check(Rule::Lunch, from <= lunch.0 && lunch.1 <= to, || {
            Fault::new(day.subject(), "verify-lunch-window")
                .with("date", day.day.date)
                .but(policy.lunch, format!("{}-{}", clock(lunch.0), clock(lunch.1)))
        });
        for &stop in &day.stops {
            let entry = &case.visits[stop];
            out.check(Rule::Lunch, works_meanwhile(case, entry, lunch) == 0, || {
                Fault::new(day.subject(), "verify-lunch-work")
                    .with("date", day.day.date)
                    .with("visit", &entry.visit.id)
                    .with("lunch", clock(lunch.0))
            });
        }
    }
}

/// Minutes of a visit's work that fall into a span of the day.
fn works_meanwhile(case: &Case, entry: &Entry, span: (i64, i64)) -> i64 {
    let Some(site) = entry.site else { return 0 };
    let (start, end) = entry.hours();
    let work = working_spans(&case.ground.open(site, entry.visit.date), start, end);
    work.into_iter().map(|worked| overlap(worked, span)).sum()
}

/// `drive`: driving a day is limited.
pub(super) fn drive(case: &Case, out: &mut Findings) {
    let most = case.ground.instance.settings().policy.drive_minutes.0;
    for day in &case.days {
        let Some(driven) = day.driven() else { continue };
        let minutes = day.agreed(day.day.drive_minutes.0, driven.minutes);
        out.check(Rule::Drive, minutes <= most, || {
            Fault::new(day.subject(), "verify-drive").with("date", day.day.date).but(most, minutes)
        });
    }
}

/// A minute of the day as people write it.
pub(super) fn clock(minute: i64) -> Clock {
    Clock(minute.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
}
