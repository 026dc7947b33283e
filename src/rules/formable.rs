//! Teams that could be formed from samplers (`policy.form_teams`): any two without a conflict, from
//! the base of one of their agencies.
//!
//! Between some samplers the rules see no difference. They are one class, and a pair of classes
//! stands for all teams of their members. More than two people could do nothing that two of them
//! can't, so pairs are all that is asked about.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::calendar::{Calendar, OpenHours};
use crate::geography::Travel;
use crate::model::{AgencyIx, ConflictKind, Instance, SamplerIx, TaskIx, Team, TeamIx, Who};

use super::conflict;
use super::screen::{Impossible, Screen};

/// A team of two that could be formed.
#[derive(Clone, Debug)]
pub struct Formable {
    /// Classes of its people, the lower one first.
    pub classes: [usize; 2],
    /// The team, made of the first members of the classes.
    pub team: Team,
}

impl Formable {
    /// Whether its people are of two agencies.
    pub fn is_joint(&self, instance: &Instance) -> bool {
        let agency = |at: usize| instance.samplers[self.team.samplers[at].ix()].agency;
        agency(0) != agency(1)
    }
}

/// Samplers between whom the rules see no difference, in order of their first members: of one agency,
/// with the same leave. Whoever an avoidance or a conflict names is a class of his own.
pub fn classes(instance: &Instance) -> Vec<Vec<SamplerIx>> {
    let named = |who: Who| match who {
        Who::Sampler(sampler) => Some(sampler),
        Who::Agency(_) => None,
    };
    let quarrels = instance.conflicts.iter().flat_map(|row| match row.kind {
        ConflictKind::People(a, b) => [named(a), named(b)],
        ConflictKind::SameDay(..)
        | ConflictKind::NotSameDay(..)
        | ConflictKind::NotSameTeam(..) => [None, None],
    });
    let avoiding = instance.avoidances.iter().map(|row| named(row.who));
    let special: BTreeSet<SamplerIx> = quarrels.chain(avoiding).flatten().collect();
    let mut found: Vec<Vec<SamplerIx>> = Vec::new();
    for (at, row) in instance.samplers.iter().enumerate() {
        let sampler = SamplerIx::new(at);
        let alike = |class: &&mut Vec<SamplerIx>| {
            let other = &instance.samplers[class[0].ix()];
            let same = other.agency == row.agency && other.leave == row.leave;
            same && !special.contains(&sampler) && !special.contains(&class[0])
        };
        match found.iter_mut().find(alike) {
            Some(class) => class.push(sampler),
            None => found.push(vec![sampler]),
        }
    }
    found
}

/// Teams of two people of one agency.
pub fn own(instance: &Instance, classes: &[Vec<SamplerIx>]) -> Vec<Formable> {
    pairs(instance, classes, &|a, b| a == b)
}

/// Teams of two people of different agencies that satisfy a condition, from either base.
pub fn joint(
    instance: &Instance,
    classes: &[Vec<SamplerIx>],
    keep: &dyn Fn(AgencyIx, AgencyIx) -> bool,
) -> Vec<Formable> {
    pairs(instance, classes, &|a, b| a != b && keep(a, b))
}

fn pairs(
    instance: &Instance,
    classes: &[Vec<SamplerIx>],
    keep: &dyn Fn(AgencyIx, AgencyIx) -> bool,
) -> Vec<Formable> {
    let mut found = Vec::new();
    for (one, first) in classes.iter().enumerate() {
        for (other, second) in classes.iter().enumerate().skip(one) {
            let second = if one == other { first.get(1) } else { second.first() };
            let (Some(&a), Some(&b)) = (first.first(), second) else { continue };
            let agencies = [a, b].map(|sampler| instance.samplers[sampler.ix()].agency);
            if !keep(agencies[0], agencies[1]) || conflict::between(instance, &agencies, &[a, b]) {
                continue;
            }
            let bases: BTreeSet<AgencyIx> = agencies.into_iter().collect();
            found.extend(bases.into_iter().map(|base| {
                let names = [a, b].map(|sampler| instance.samplers[sampler.ix()].id.as_str());
                let id = format!("{}:{}", instance.agencies[base.ix()].id, names.join("+"));
                let team = Team::formed(id, base, &instance.agencies[base.ix()].fleet, vec![a, b]);
                Formable { classes: [one, other], team }
            }));
        }
    }
    found
}

/// For each task why no team that could be formed can draw it, if that is so.
pub(super) fn impossible(
    instance: &Instance,
    calendar: &Calendar,
    hours: &OpenHours,
    travel: &Travel,
) -> Vec<Impossible> {
    let classes = classes(instance);
    let screen = |kinds: Vec<Formable>| {
        let teams = kinds.into_iter().map(|kind| kind.team).collect();
        Screen::of_teams(&instance.with_teams(teams), calendar, hours, travel)
    };
    let alone = screen(own(instance, &classes));
    let tasks: Vec<TaskIx> = (0..instance.tasks.len()).map(TaskIx::new).collect();
    let mut found: Vec<Impossible> =
        tasks.par_iter().map(|task| alone.find_impossible(*task)).collect();
    let stuck = |task: &TaskIx| found[task.ix()].is_some() && !alone.task_days(*task).is_empty();
    let stuck: Vec<TaskIx> = tasks.into_iter().filter(stuck).collect();
    let able: BTreeSet<AgencyIx> =
        stuck.iter().flat_map(|task| alone.may_sample(*task)).copied().collect();
    if able.is_empty() {
        return found;
    }
    let helps = |a: AgencyIx, b: AgencyIx| able.contains(&a) || able.contains(&b);
    let joint = joint(instance, &classes, &helps);
    let teams = (0..joint.len()).map(TeamIx::new).collect::<Vec<_>>();
    let together = screen(joint);
    let somebody = |task: &TaskIx| teams.iter().any(|team| together.could_draw(*task, *team));
    let helped: Vec<TaskIx> = stuck.into_par_iter().filter(somebody).collect();
    for task in helped {
        found[task.ix()] = None;
    }
    found
}
