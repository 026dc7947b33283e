//! `window`: the visit lies in the program's and the task's dates and in the horizon.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::calendar::{Calendar, Day, DaySet, Interval, open_minutes};
use crate::model::{Instance, Rule, TaskIx};

use super::facts::Facts;
use super::set::RuleSet;
use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-window-statement",
    clause: Some("晋市监发〔2023〕212号 §3：未纳入全省监督抽查计划……不得随意抽样检验"),
    parameters: &[
        "start",
        "end",
        "programs.start",
        "programs.end",
        "programs.report_by",
        "categories.test_days",
        "tasks.earliest",
        "tasks.latest",
        "tasks.from_time",
        "tasks.by_time",
    ],
    remedy: "rules-window-remedy",
};

/// The days that horizon, program, its report and the task allow.
pub(super) fn days(instance: &Instance, calendar: &Calendar, task: TaskIx) -> DaySet {
    let (from, to) = dates(instance, calendar, task);
    calendar.between(Some(from), Some(to))
}

/// The first and the last of them; none is allowed where the last is before the first.
pub(super) fn dates(
    instance: &Instance,
    calendar: &Calendar,
    task: TaskIx,
) -> (NaiveDate, NaiveDate) {
    let (row, settings) = (&instance.tasks[task.ix()], instance.settings());
    let program = &instance.programs[row.program.ix()];
    let from = settings.start.max(program.start);
    let to = settings.end.min(program.end);
    let last = [row.latest, before_report(instance, calendar, task)];
    (
        row.earliest.map_or(from, |date| date.max(from)),
        last.into_iter().flatten().fold(to, NaiveDate::min),
    )
}

/// The last day that leaves the working days of the test before the program's report.
pub(super) fn before_report(
    instance: &Instance,
    calendar: &Calendar,
    task: TaskIx,
) -> Option<NaiveDate> {
    let due = instance.programs[instance.tasks[task.ix()].program.ix()].report_by?;
    Some(calendar.back(due, instance.category_of(task).test_days))
}

/// All minutes of a day.
pub(super) const ALWAYS: [Interval; 1] = [Interval { from: 0, to: 24 * 60 }];

/// The days on which a task may be drawn only at some times, with these.
pub(super) fn times(
    instance: &Instance,
    calendar: &Calendar,
    task: TaskIx,
) -> Vec<(Day, Interval)> {
    let row = &instance.tasks[task.ix()];
    let program = &instance.programs[row.program.ix()];
    let first = row.earliest.unwrap_or(program.start);
    let last = row.latest.unwrap_or(program.end);
    let mut dates = vec![first, last];
    dates.dedup();
    let times = |date: NaiveDate| {
        let from = row.from_time.filter(|_| date == first).map_or(0, |time| time.0);
        let to = row.by_time.filter(|_| date == last).map_or(24 * 60, |time| time.0);
        let free = from == 0 && to == 24 * 60;
        Some((calendar.day(date)?, Interval { from, to })).filter(|_| !free)
    };
    dates.into_iter().filter_map(times).collect()
}

/// Takes out the days on which the times of these tasks of one site leave less than `minutes` while
/// the enterprise is open.
pub(super) fn keep(
    facts: &Facts,
    days: &mut DaySet,
    tasks: &[TaskIx],
    minutes: i32,
    active: RuleSet,
) {
    for (day, _) in tasks.iter().flat_map(|task| &facts.task(*task).times) {
        if days.contains(*day) && open_minutes(&facts.open(tasks, *day, active)) < minutes {
            days.remove(*day);
        }
    }
}

impl Facts {
    /// When these tasks of one site may be drawn on a day: open hours and times of the tasks.
    pub fn open(&self, tasks: &[TaskIx], day: Day, active: RuleSet) -> Cow<'_, [Interval]> {
        let site = tasks.first().filter(|_| active.has(Rule::Hours));
        let open = site.map_or(&ALWAYS[..], |task| self.hours.open(self.task(*task).site, day));
        let Some(times) = self.times(tasks, day).filter(|_| active.has(Rule::Window)) else {
            return Cow::Borrowed(open);
        };
        let inside = |span: &Interval| {
            let (from, to) = (span.from.max(times.from), span.to.min(times.to));
            (from < to).then_some(Interval { from, to })
        };
        open.iter().filter_map(inside).collect()
    }

    /// The times of a day that all the tasks allow; none if they do not say.
    pub fn times(&self, tasks: &[TaskIx], day: Day) -> Option<Interval> {
        let all = tasks.iter().flat_map(|task| &self.task(*task).times);
        let times = all.filter(|(on, _)| *on == day).map(|(_, times)| *times);
        times.reduce(|a, b| Interval { from: a.from.max(b.from), to: a.to.min(b.to) })
    }
}
