//! What an agency does, and what binds it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Cause;
use super::cards::region_name;
use super::survey::Survey;
use super::team::{Bound, avoids, scopes, suspensions};
use crate::model::{
    Activity, AgencyIx, BASE, Instance, Metres, Month, Plan, Rule, SamplerIx, TaskIx, TeamIx,
};
use crate::rules::Screen;

/// A team of the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamLine {
    /// Team id.
    pub team: String,
    /// Days on which it may work.
    pub available: usize,
    /// Days on which it is out.
    pub used: usize,
    /// Nights away.
    pub nights: usize,
    /// Visits.
    pub visits: usize,
    /// Metres driven.
    pub metres: Metres,
}

/// The lab's load in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabLine {
    /// Group of categories that is counted together.
    pub lab_group: String,
    /// The month.
    pub month: Month,
    /// Batches planned.
    pub batches: u32,
    /// Batches that it can test; none = no limit.
    pub capacity: Option<u32>,
}

/// Tasks that no team of the agency may draw, by the rule that decides; others may draw them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Barred {
    /// The rule.
    pub rule: Rule,
    /// The rules that bar the example, on the ground of its dates and of working days: all of them
    /// together, without any one of them it could be drawn.
    pub rules: Vec<Rule>,
    /// Those of them that are enough by themselves; the others are then not needed.
    pub enough: Vec<Rule>,
    /// How many tasks.
    pub tasks: usize,
    /// One of them, by its id.
    pub example: String,
    /// Why not that one.
    pub cause: Cause,
}

/// What an agency does, and what binds it.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyExplanation {
    /// Agency id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Name of the region where it stands.
    pub region_name: String,
    /// Teams that start from its base.
    pub teams: Vec<TeamLine>,
    /// Batches that these teams draw.
    pub sampled: u32,
    /// Batches that its lab tests.
    pub tested: u32,
    /// Its lab month by month: groups with a limit or with batches.
    pub lab: Vec<LabLine>,
    /// Its suspensions.
    pub suspensions: Vec<Cause>,
    /// What it is entrusted with.
    pub scopes: Vec<Bound>,
    /// Whom it and its people have to avoid, and conflicts.
    pub avoids: Vec<Bound>,
    /// What its teams may not draw, though others may, the most frequent rule first.
    pub barred: Vec<Barred>,
    /// Rules that bar it; their remedies say what to do.
    pub remedies: Vec<Rule>,
}

/// Explains an agency.
pub fn agency(
    instance: &Instance,
    screen: &Screen,
    plan: &Plan,
    agency: AgencyIx,
) -> AgencyExplanation {
    let survey = Survey::new(instance, plan);
    let row = &instance.agencies[agency.ix()];
    let own = |team: TeamIx| instance.teams[team.ix()].agency == agency;
    let people: Vec<SamplerIx> = (0..instance.samplers.len())
        .map(SamplerIx::new)
        .filter(|sampler| instance.samplers[sampler.ix()].agency == agency)
        .collect();
    let batches = |task: crate::model::TaskIx| instance.tasks[task.ix()].batches;
    let all =
        || survey.entries.iter().flat_map(|entry| entry.tasks.iter().map(move |t| (entry, t)));
    let barred = barred(instance, screen, agency);
    let suspensions = suspensions(instance, &[agency]);
    let avoids = avoids(instance, &[agency], &people);
    AgencyExplanation {
        remedies: remedies(&barred, &suspensions, &avoids),
        barred,
        id: row.id.clone(),
        name: row.name.clone(),
        region_name: region_name(instance, row.region).to_owned(),
        teams: (0..instance.teams.len())
            .map(TeamIx::new)
            .filter(|team| own(*team))
            .map(|team| team_line(&survey, screen, team))
            .collect(),
        sampled: all().filter(|(entry, _)| own(entry.team)).map(|(_, (t, _))| batches(*t)).sum(),
        tested: all().filter(|(_, (_, lab))| *lab == agency).map(|(_, (t, _))| batches(*t)).sum(),
        lab: lab(&survey, screen, agency),
        suspensions,
        scopes: scopes(instance, &[agency], &[Activity::Sample, Activity::Test]),
        avoids,
    }
}

/// The rules that bar it, the most frequent first, then those that bind it otherwise.
fn remedies(barred: &[Barred], suspensions: &[Cause], avoids: &[Bound]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = barred.iter().map(|line| line.rule).collect();
    for cause in suspensions.iter().chain(avoids) {
        if !rules.contains(&cause.rule) {
            rules.push(cause.rule);
        }
    }
    rules
}

/// Tasks that others may draw, and no team of the agency on any day.
fn barred(instance: &Instance, screen: &Screen, agency: AgencyIx) -> Vec<Barred> {
    let teams: Vec<TeamIx> = (0..instance.teams.len())
        .map(TeamIx::new)
        .filter(|team| instance.teams[team.ix()].agency == agency)
        .collect();
    if teams.is_empty() {
        return Vec::new();
    }
    let days = screen.calendar().between(None, None);
    let mut by_rule: BTreeMap<Rule, Barred> = BTreeMap::new();
    for task in (0..instance.tasks.len()).map(TaskIx::new) {
        let open = teams.iter().any(|team| !screen.pair_days(task, *team).is_empty());
        if open || screen.impossible(task).is_some() {
            continue;
        }
        let findings = screen.why_not(&[task], teams.clone(), days.clone());
        let Some(finding) = findings.first() else { continue };
        // A rule with several rows behind it is found more than once.
        let rules: BTreeSet<Rule> = findings.iter().map(|finding| finding.rule).collect();
        let enough = |rule: &Rule| screen.is_enough(task, teams.clone(), *rule);
        let line = by_rule.entry(finding.rule).or_insert_with(|| Barred {
            rule: finding.rule,
            rules: rules.iter().copied().collect(),
            enough: rules.iter().copied().filter(enough).collect(),
            tasks: 0,
            example: instance.tasks[task.ix()].id.clone(),
            cause: Cause::from(finding),
        });
        line.tasks += 1;
    }
    let mut lines: Vec<Barred> = by_rule.into_values().collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.tasks), line.rule));
    lines
}

fn team_line(survey: &Survey, screen: &Screen, team: TeamIx) -> TeamLine {
    let outings = survey.outings.iter().filter(|((who, _), _)| *who == team);
    let days: Vec<_> =
        outings.map(|(_, outing)| &survey.plan.tours[outing.tour].days[outing.day]).collect();
    TeamLine {
        team: survey.instance.teams[team.ix()].id.clone(),
        available: screen.team_days(team).count(),
        used: days.len(),
        nights: days.iter().filter(|day| day.to != BASE).count(),
        visits: survey.entries.iter().filter(|entry| entry.team == team).count(),
        metres: days.iter().map(|day| day.metres).sum(),
    }
}

fn lab(survey: &Survey, screen: &Screen, agency: AgencyIx) -> Vec<LabLine> {
    let instance = survey.instance;
    let mut groups: Vec<&str> =
        instance.categories.iter().map(|category| category.lab_group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut lines = Vec::new();
    for group in groups {
        for &month in screen.calendar().months() {
            let limit = instance.lab_capacity.iter().find(|row| {
                (row.agency, row.lab_group.as_str(), row.month) == (agency, group, month)
            });
            let batches = survey.lab_used(agency, group, month);
            if limit.is_some() || batches > 0 {
                let capacity = limit.map(|row| row.batches);
                lines.push(LabLine { lab_group: group.to_owned(), month, batches, capacity });
            }
        }
    }
    lines
}
