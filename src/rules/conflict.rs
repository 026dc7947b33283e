//! `conflict`: agencies, samplers and enterprises that must (not) meet. Only people in one team can be screened; days and teams of enterprises are the planner's.

use crate::model::{AgencyIx, ConflictKind, Instance, SamplerIx, TeamIx, Who};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-conflict-statement",
    clause: None,
    parameters: &["conflicts.csv"],
    remedy: "rules-conflict-remedy",
};

/// The first row of `conflicts.csv` that forbids the team itself.
pub(super) fn inside(instance: &Instance, agencies: &[AgencyIx], team: TeamIx) -> Option<usize> {
    row(instance, agencies, &instance.teams[team.ix()].samplers)
}

/// Whether a row of `conflicts.csv` keeps people of some agencies from being a team.
pub(super) fn between(instance: &Instance, agencies: &[AgencyIx], samplers: &[SamplerIx]) -> bool {
    row(instance, agencies, samplers).is_some()
}

fn row(instance: &Instance, agencies: &[AgencyIx], samplers: &[SamplerIx]) -> Option<usize> {
    let holds = |who: Who| match who {
        Who::Agency(agency) => agencies.contains(&agency),
        Who::Sampler(sampler) => samplers.contains(&sampler),
    };
    instance.conflicts.iter().position(|row| match row.kind {
        // A row that sets somebody against himself says nothing.
        ConflictKind::People(a, b) => a != b && holds(a) && holds(b),
        ConflictKind::SameDay(..)
        | ConflictKind::NotSameDay(..)
        | ConflictKind::NotSameTeam(..) => false,
    })
}
