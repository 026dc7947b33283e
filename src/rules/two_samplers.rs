//! `two_samplers`: two samplers or more go through a door together.

use crate::model::{Instance, TeamIx};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-two-samplers-statement",
    clause: Some("产品质量监督抽查管理暂行办法（总局令第18号）"),
    parameters: &["teams.samplers"],
    remedy: "rules-two-samplers-remedy",
};

/// Whether the team has at least two different people.
pub(super) fn holds(instance: &Instance, team: TeamIx) -> bool {
    let samplers = &instance.teams[team.ix()].samplers;
    samplers.iter().any(|sampler| *sampler != samplers[0])
}
