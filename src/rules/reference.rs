//! `reference`: every id exists, every task is planned once or explained once. Nothing to screen.

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-reference-statement",
    clause: None,
    parameters: &[],
    remedy: "rules-reference-remedy",
};
