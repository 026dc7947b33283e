//! `hours`: work happens while the enterprise is open.

use crate::calendar::DaySet;
use crate::model::EnterpriseIx;

use super::facts::Facts;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-hours-statement",
    clause: Some("晋市监发〔2023〕212号 §5：不得干扰被抽查单位的正常工作秩序"),
    parameters: &[
        "enterprises.hours",
        "enterprises.closed",
        "policy.setup_minutes",
        "categories.sample_minutes",
    ],
    remedy: "rules-hours-remedy",
};

/// Takes out the days on which the enterprise is open for less than `minutes`.
pub(super) fn keep(facts: &Facts, days: &mut DaySet, site: EnterpriseIx, minutes: i32) {
    let course = facts.hours.course(site);
    let short = |profile| facts.hours.minutes(profile) < minutes;
    for (profile, day) in course.iter().zip(facts.calendar.days()) {
        if short(*profile) {
            days.remove(day);
        }
    }
}
