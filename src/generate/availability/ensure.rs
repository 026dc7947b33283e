//! Every required task finds a team on days enough.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::draft::Draft;
use super::super::recipe::Size;
use super::{Staff, task_days};
use crate::model::{AgencyIx, RegionIx, Task, TeamIx, Who, Whom};

/// Lengthens spans until every required task has a team on days enough: some days in a row of one team, because what
/// needs a night away needs them so.
pub(super) fn ensure(draft: &Draft, staff: &Staff, share: &[f64], spans: &mut [Range<usize>]) {
    let least = if draft.recipe.size == Size::County { 1 } else { 4 };
    let tables = &draft.tables;
    let avoided = Avoided::of(draft);
    let drawn = tables.tasks.iter().zip(share).filter(|(_, share)| **share > 0.0);
    for (task, _) in drawn.filter(|(task, _)| task.required) {
        let days = task_days(draft, task);
        let mut teams = staff.able(tables, task);
        teams.retain(|&team| !avoided.keeps_away(draft, &staff.agencies[team.ix()], team, task));
        let near = |team: TeamIx| !draft.is_far[tables.teams[team.ix()].agency.ix()];
        let is_far = !teams.iter().any(|&team| near(team));
        let wanted = if is_far { least * 3 / 2 + 1 } else { least }.min(days.len());
        let need = Need { draft, staff, days, wanted };
        if teams.iter().any(|&team| need.is_met(team, &spans[team.ix()])) {
            continue;
        }
        let grown = teams.iter().map(|&team| (team, need.grow(team, spans[team.ix()].clone())));
        let cheapest =
            grown.filter(|(team, span)| need.is_met(*team, span)).min_by_key(|(team, span)| {
                (is_far || near(*team), span.len() - spans[team.ix()].len(), *team)
            });
        if let Some((team, span)) = cheapest {
            spans[team.ix()] = span;
        }
    }
}

/// What a task asks of a team's span.
struct Need<'a> {
    draft: &'a Draft,
    staff: &'a Staff,
    /// The task's own days.
    days: Range<usize>,
    /// On how many of them the team is to be there.
    wanted: usize,
}

impl Need<'_> {
    fn is_met(&self, team: TeamIx, span: &Range<usize>) -> bool {
        let inside = span.start.max(self.days.start)..span.end.min(self.days.end);
        let agencies = &self.staff.agencies[team.ix()];
        inside.filter(|&day| is_there(self.draft, agencies, team, day)).count() >= self.wanted
    }

    /// The span, lengthened towards the task's days, then out to both sides of them.
    fn grow(&self, team: TeamIx, mut span: Range<usize>) -> Range<usize> {
        let last = self.draft.days.len();
        while !self.is_met(team, &span) && span != (0..last) {
            let reaches_back = span.start <= self.days.start;
            let right = span.end < self.days.end && span.end < last;
            if right && (span.end <= self.days.start || reaches_back) {
                span.end += 1;
            } else if span.start > 0 {
                span.start -= 1;
            } else {
                span.end = (span.end + 1).min(last);
            }
        }
        span
    }
}

/// Whether nobody of the team is on leave and none of its agencies suspended.
fn is_there(draft: &Draft, agencies: &[AgencyIx], team: TeamIx, day: usize) -> bool {
    let date = draft.days[day];
    let samplers = &draft.tables.teams[team.ix()].samplers;
    let leave = samplers.iter().flat_map(|s| &draft.tables.samplers[s.ix()].leave);
    let suspended = draft.tables.suspensions.iter().filter(|s| agencies.contains(&s.agency));
    !leave.into_iter().any(|range| range.contains(date))
        && !suspended.into_iter().any(|s| s.days.contains(date))
}

/// Avoidances, by whom they are about.
struct Avoided<'a> {
    enterprises: BTreeMap<u32, Vec<Who>>,
    owners: BTreeMap<&'a str, Vec<Who>>,
    regions: BTreeMap<RegionIx, Vec<Who>>,
}

impl<'a> Avoided<'a> {
    fn of(draft: &'a Draft) -> Self {
        let mut found = Self {
            enterprises: BTreeMap::new(),
            owners: BTreeMap::new(),
            regions: BTreeMap::new(),
        };
        for row in &draft.tables.avoidances {
            match &row.whom {
                Whom::Enterprise(site) => {
                    found.enterprises.entry(site.0).or_default().push(row.who)
                }
                Whom::Owner(owner) => found.owners.entry(owner).or_default().push(row.who),
                Whom::Region(region) => found.regions.entry(*region).or_default().push(row.who),
            }
        }
        found
    }

    /// Whether somebody of a team has to keep away from the site of a task, now or at some time.
    fn keeps_away(&self, draft: &Draft, agencies: &[AgencyIx], team: TeamIx, task: &Task) -> bool {
        let site = &draft.tables.enterprises[task.site.ix()];
        let samplers = &draft.tables.teams[team.ix()].samplers;
        let hit = |list: Option<&Vec<Who>>| {
            list.is_some_and(|list| {
                list.iter().any(|who| match who {
                    Who::Agency(agency) => agencies.contains(agency),
                    Who::Sampler(sampler) => samplers.contains(sampler),
                })
            })
        };
        hit(self.enterprises.get(&task.site.0))
            || hit(site.owner.as_deref().and_then(|owner| self.owners.get(owner)))
            || hit(self.regions.get(&site.region))
    }
}
