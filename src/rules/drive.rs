//! `drive`: driving a day is limited.

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-drive-statement",
    clause: None,
    parameters: &["policy.drive_minutes", "[travel]"],
    remedy: "rules-drive-remedy",
};
