//! `team_available`: the team exists on the day, nobody is on leave, and it is not elsewhere.

use crate::calendar::{Calendar, DaySet};
use crate::model::{Instance, TeamIx};

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-team-available-statement",
    clause: None,
    parameters: &["teams.from", "teams.to", "samplers.leave"],
    remedy: "rules-team-available-remedy",
};

/// The days on which the team exists and all its people are there.
pub(super) fn days(instance: &Instance, calendar: &Calendar, team: TeamIx) -> DaySet {
    let team = &instance.teams[team.ix()];
    let mut days = calendar.between(team.from, team.to);
    for sampler in &team.samplers {
        for leave in &instance.samplers[sampler.ix()].leave {
            days.subtract(&calendar.between(Some(leave.from), Some(leave.to)));
        }
    }
    days
}

/// The other teams that hold one of the team's people, in table order.
pub(super) fn rivals(instance: &Instance, team: TeamIx) -> Vec<TeamIx> {
    let people = &instance.teams[team.ix()].samplers;
    let others = (0..instance.teams.len()).map(TeamIx::new).filter(|other| *other != team);
    let shares = |other: &TeamIx| {
        instance.teams[other.ix()].samplers.iter().any(|sampler| people.contains(sampler))
    };
    others.filter(shares).collect()
}
