//! `cold_chain`: cold samples need a cold vehicle and go to the own lab.

use super::facts::{TaskFacts, TeamFacts};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-cold-chain-statement",
    clause: None,
    parameters: &["categories.cold_chain", "teams.cold"],
    remedy: "rules-cold-chain-remedy",
};

/// Whether the team can keep what the task draws cold, if it has to.
pub(super) fn team_can(task: &TaskFacts, team: &TeamFacts) -> bool {
    !task.cold || team.cold
}

/// Whether the samples may only go to the team's own agency.
pub(super) fn own_lab_only(task: &TaskFacts) -> bool {
    task.cold
}
