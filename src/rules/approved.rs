//! `approved`: the program has an approval dated on or before the visit.

use crate::calendar::{Calendar, DaySet};
use crate::model::{Instance, TaskIx};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-approved-statement",
    clause: Some("晋市监发〔2023〕212号 §3：未经主管部门批准实施的监督抽查不得随意抽样检验"),
    parameters: &["programs.approval", "programs.approved_on"],
    remedy: "rules-approved-remedy",
};

/// The days on which the program has its approval.
pub(super) fn days(instance: &Instance, calendar: &Calendar, task: TaskIx) -> DaySet {
    let program = &instance.programs[instance.tasks[task.ix()].program.ix()];
    match (&program.approval, program.approved_on) {
        (Some(_), Some(date)) => calendar.between(Some(date), None),
        _ => DaySet::empty(calendar.len()),
    }
}
