//! `day`: a team's day lies within its hours.

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-day-statement",
    clause: None,
    parameters: &["teams.day_start", "teams.day_end"],
    remedy: "rules-day-remedy",
};
