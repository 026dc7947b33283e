//! `window`: the visit lies in the program's and the task's dates and in the horizon.

use crate::calendar::{Calendar, DaySet};
use crate::model::{Instance, TaskIx};

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
        "tasks.earliest",
        "tasks.latest",
    ],
    remedy: "rules-window-remedy",
};

/// The days that program and task allow.
pub(super) fn days(instance: &Instance, calendar: &Calendar, task: TaskIx) -> DaySet {
    let task = &instance.tasks[task.ix()];
    let program = &instance.programs[task.program.ix()];
    let mut days = calendar.between(Some(program.start), Some(program.end));
    days.intersect_with(&calendar.between(task.earliest, task.latest));
    days
}
