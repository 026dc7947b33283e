//! `delivery`: samples reach the base in time; what must be carried is not sent.

use super::facts::TaskFacts;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-delivery-statement",
    clause: None,
    parameters: &["categories.carry", "categories.deliver_hours"],
    remedy: "rules-delivery-remedy",
};

/// Whether the samples may only go to the team's own agency.
pub(super) fn own_lab_only(task: &TaskFacts) -> bool {
    task.carry
}
