//! `suspended`: a suspended agency neither draws nor tests.

use crate::calendar::{Calendar, DaySet};
use crate::model::Instance;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-suspended-statement",
    clause: Some("晋市监发〔2023〕212号 §5：暂停其1年承担监督抽查任务资格"),
    parameters: &["suspensions.csv"],
    remedy: "rules-suspended-remedy",
};

/// For each agency the days on which it is not suspended.
pub(super) fn free_days(instance: &Instance, calendar: &Calendar) -> Vec<DaySet> {
    let mut days = vec![DaySet::full(calendar.len()); instance.agencies.len()];
    for row in &instance.suspensions {
        days[row.agency.ix()].subtract(&calendar.between(Some(row.days.from), Some(row.days.to)));
    }
    days
}
