//! `arithmetic`: times, distances and totals of a plan add up. Nothing to screen.

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-arithmetic-statement",
    clause: None,
    parameters: &["[travel]", "[costs]", "[weights]"],
    remedy: "rules-arithmetic-remedy",
};
