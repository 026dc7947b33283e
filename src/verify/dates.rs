//! On which days: `approved`, `window`, `workday`.

use chrono::NaiveDate;

use super::case::Case;
use super::day::clock;
use super::ground::Ground;
use super::opening::{Spans, working_spans};
use super::verdict::{Fault, Findings};
use crate::model::{Rule, TaskIx};

impl Ground<'_> {
    /// Whether a task's program is approved by a document dated on or before a day.
    pub(super) fn is_approved(&self, task: TaskIx, date: NaiveDate) -> bool {
        let program = self.program(task);
        program.approval.is_some() && program.approved_on.is_some_and(|since| since <= date)
    }

    /// The days on which a task may be drawn: horizon, program's dates and its own, all together, and
    /// early enough for the test before the program's report.
    pub(super) fn window(&self, task: TaskIx) -> (NaiveDate, NaiveDate) {
        let test = self.instance.category_of(task).test_days;
        let (horizon, program, task) = (self.horizon(), self.program(task), self.task(task));
        let first = horizon.from.max(program.start).max(task.earliest.unwrap_or(NaiveDate::MIN));
        let last = horizon.to.min(program.end).min(task.latest.unwrap_or(NaiveDate::MAX));
        let tested = program.report_by.map(|due| self.calendar.last_day_before_test(due, test));
        (first, last.min(tested.unwrap_or(NaiveDate::MAX)))
    }

    /// The minutes of a day from and to which a task may be drawn.
    pub(super) fn times(&self, task: TaskIx, date: NaiveDate) -> (i64, i64) {
        let (program, task) = (self.program(task), self.task(task));
        let begins = task.from_time.filter(|_| task.earliest.unwrap_or(program.start) == date);
        let ends = task.by_time.filter(|_| task.latest.unwrap_or(program.end) == date);
        (begins.map_or(0, |time| time.0.into()), ends.map_or(24 * 60, |time| time.0.into()))
    }

    /// The spans of a day in which all these tasks of one site may be drawn.
    pub(super) fn open_for(&self, tasks: &[TaskIx], date: NaiveDate) -> Spans {
        let Some(site) = tasks.first().map(|task| self.task(*task).site) else {
            return Spans::default();
        };
        let times = tasks.iter().map(|task| self.times(*task, date));
        let (from, to) = times.fold((0, 24 * 60), |(a, b), (from, to)| (a.max(from), b.min(to)));
        working_spans(&self.open(site, date), from, to).into()
    }
}

/// `approved`: the program has an approval dated on or before the visit.
pub(super) fn approved(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let date = entry.visit.date;
        out.check(Rule::Approved, case.ground.is_approved(draw.task, date), || {
            Fault::new(entry.subject(), "verify-approved")
                .with("task", &case.ground.task(draw.task).id)
                .with("program", &case.ground.program(draw.task).id)
                .with("date", date)
        });
    }
}

/// `window`: visits lie in the dates and times of program and task, and all days in the horizon.
pub(super) fn window(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let (start, end) = entry.hours();
        let (from, to) = case.ground.times(draw.task, entry.visit.date);
        out.check(Rule::Window, from <= start && end <= to, || {
            Fault::new(entry.subject(), "verify-window-times")
                .with("task", &case.ground.task(draw.task).id)
                .but(
                    format!("{}–{}", clock(from), clock(to)),
                    format!("{}–{}", entry.visit.start, entry.visit.end),
                )
        });
        let (first, last) = case.ground.window(draw.task);
        let date = entry.visit.date;
        out.check(Rule::Window, first <= date && date <= last, || {
            Fault::new(entry.subject(), "verify-window")
                .with("task", &case.ground.task(draw.task).id)
                .but(format!("{first}..{last}"), date)
        });
    }
    let horizon = case.ground.horizon();
    for day in &case.days {
        out.check(Rule::Window, horizon.contains(day.day.date), || {
            Fault::new(day.subject(), "verify-horizon").but(horizon, day.day.date)
        });
    }
}

/// `workday`: visits on working days only; whole tours too, unless `policy.weekend_nights`.
pub(super) fn workday(case: &Case, out: &mut Findings) {
    let works = |date| case.ground.calendar.is_working_day(date);
    for entry in &case.visits {
        out.check(Rule::Workday, works(entry.visit.date), || {
            Fault::new(entry.subject(), "verify-workday-visit").with("date", entry.visit.date)
        });
    }
    let may_rest = case.ground.instance.settings().policy.weekend_nights;
    for day in &case.days {
        out.check(Rule::Workday, may_rest || works(day.day.date), || {
            Fault::new(day.subject(), "verify-workday-tour").with("date", day.day.date)
        });
    }
}
