//! `one_door`: what can be one visit is one visit.

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-one-door-statement",
    clause: Some("晋市监发〔2023〕212号 §6：一次任务进一次门"),
    parameters: &[],
    remedy: "rules-one-door-remedy",
};
