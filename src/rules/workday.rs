//! `workday`: teams work on working days.

use crate::calendar::{Calendar, DaySet};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-workday-statement",
    clause: None,
    parameters: &["calendar.csv", "policy.weekend_nights"],
    remedy: "rules-workday-remedy",
};

/// The working days of the horizon.
pub(super) fn days(calendar: &Calendar) -> DaySet {
    calendar.days_where(|day| calendar.works(day))
}
