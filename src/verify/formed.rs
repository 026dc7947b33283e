//! Teams that a plan forms from samplers (`policy.form_teams`): what they are made of, and the teams
//! that anybody could form, by which a task is judged impossible.
//!
//! Two or more people, no conflict, no interest, nobody in two places: other files judge that of
//! formed teams as of those of `teams.csv`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::case::Case;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{
    AgencyIx, ConflictKind, FormedTeam, Instance, Rule, Sampler, SamplerIx, Table, Team, TeamIx,
    Who,
};

/// `reference`: teams are formed only where that is asked for, and of people and agencies that exist.
pub(super) fn teams(case: &Case, out: &mut Findings) {
    let instance = case.ground.instance;
    let asked = instance.settings().policy.form_teams || case.plan.teams.is_empty();
    out.check(Rule::Reference, asked, || Fault::new(Subject::Plan, "verify-teams-not-asked"));
    for team in &case.plan.teams {
        members(instance, team, out);
    }
}

fn members(instance: &Instance, team: &FormedTeam, out: &mut Findings) {
    let subject = || Subject::Team(team.id.clone());
    let mut known = |what: &'static str, exists: bool, id: &str| {
        out.check(Rule::Reference, exists, || {
            Fault::new(subject(), "verify-unknown").with("what", what).with("id", id)
        });
    };
    let base = instance.agency(&team.agency);
    known("lab", base.is_some(), &team.agency);
    for id in &team.samplers {
        known("sampler", instance.sampler(id).is_some(), id);
    }
    let mut people = team.samplers.iter().filter_map(|id| instance.sampler(id));
    let at_home = people.any(|person| Some(instance.samplers[person.ix()].agency) == base);
    out.check(Rule::Reference, at_home, || {
        Fault::new(subject(), "verify-foreign-base").with("agency", &team.agency)
    });
}

/// `vehicle`: an agency sends out no more formed teams a day than it has vehicles.
pub(super) fn vehicles(case: &Case, out: &mut Findings) {
    let instance = case.ground.instance;
    if !instance.settings().policy.form_teams {
        return;
    }
    let mut sent: BTreeMap<(AgencyIx, NaiveDate), BTreeSet<TeamIx>> = BTreeMap::new();
    for (team, date) in case.team_days() {
        sent.entry((case.ground.team(team).agency, date)).or_default().insert(team);
    }
    for ((agency, date), teams) in sent {
        let row = &instance.agencies[agency.ix()];
        let Some(vehicles) = row.fleet.vehicles else { continue };
        out.check(Rule::Vehicle, teams.len() <= vehicles as usize, || {
            Fault::new(Subject::Row(Table::Agencies.line(row.row)), "verify-vehicles")
                .with("agency", &row.id)
                .with("date", date)
                .but(vehicles, teams.len())
        });
    }
}

/// The instance with every team of two that could be formed. Of samplers who are alike two stand
/// for all.
pub(super) fn everybody(instance: &Instance) -> Instance {
    let mut people: Vec<usize> = Vec::new();
    for at in 0..instance.samplers.len() {
        let same = |known: &&usize| are_alike(instance, **known, at);
        if people.iter().filter(same).count() < 2 {
            people.push(at);
        }
    }
    let row = |at: usize| -> &Sampler { &instance.samplers[at] };
    let (mut own, mut joint) = (Vec::new(), Vec::new());
    for (nth, &b) in people.iter().enumerate() {
        for &a in &people[..nth] {
            let pair = || vec![SamplerIx::new(a), SamplerIx::new(b)];
            let team = |base: AgencyIx| {
                let id = format!("{} {} {}", base.0, row(a).id, row(b).id);
                Team::formed(id, base, &instance.agencies[base.ix()].fleet, pair())
            };
            if row(a).agency == row(b).agency {
                own.push(team(row(a).agency));
            } else {
                joint.extend([team(row(a).agency), team(row(b).agency)]);
            }
        }
    }
    own.append(&mut joint);
    instance.with_teams(own)
}

/// Whether no rule tells two samplers apart: one agency, the same leave, and no avoidance or conflict
/// names either.
fn are_alike(instance: &Instance, a: usize, b: usize) -> bool {
    let is_one = |who: Who| [a, b].iter().any(|at| who == Who::Sampler(SamplerIx::new(*at)));
    let quarrels = instance.conflicts.iter().any(|row| match row.kind {
        ConflictKind::People(one, other) => is_one(one) || is_one(other),
        ConflictKind::SameDay(..)
        | ConflictKind::NotSameDay(..)
        | ConflictKind::NotSameTeam(..) => false,
    });
    let (one, other) = (&instance.samplers[a], &instance.samplers[b]);
    one.agency == other.agency
        && one.leave == other.leave
        && !quarrels
        && !instance.avoidances.iter().any(|row| is_one(row.who))
}
