//! Why a task is not planned: impossible alone, a reserve of the draw, or crowded out, and by what.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::messages::{self, Lang};
use crate::model::{Note, QuotaIx, Reason, Rule, TaskIx, TeamIx};
use crate::route::{Itinerary, Ledger, Meeting};

use super::frame::Frame;

/// A reason as the plan writes it: in Chinese whatever the locale, so that the bytes are the same.
pub fn reason(rule: Rule, note: Note, since: Option<String>) -> Reason {
    Reason { rule, detail: messages::text(Lang::Zh, &note), note: Some(note), since }
}

/// The rules and rows that no plan can satisfy for this task.
pub fn impossible(frame: &Frame<'_>, task: TaskIx) -> Vec<Reason> {
    let findings = frame.screen.impossible(task).unwrap_or_default();
    findings
        .iter()
        .map(|finding| reason(finding.rule, finding.note.clone(), finding.since.clone()))
        .collect()
}

/// A place among the reserves of a quota.
pub fn reserve(frame: &Frame<'_>, quota: QuotaIx, place: u32) -> Reason {
    let row = &frame.instance.quotas[quota.ix()];
    let note = Note::new("plan-reserve")
        .with("place", place)
        .with("region", &frame.instance.regions[row.region.ix()].name)
        .with("category", &frame.instance.categories[row.category.ix()].name);
    reason(Rule::Draw, note, Some(crate::model::Table::Quotas.line(row.row)))
}

/// For a visit that was possible but found no place: of all its team-days, how many each rule
/// takes away beside the rest of the plan.
pub fn crowded_out(
    frame: &Frame<'_>,
    places: &BTreeMap<u32, (TeamIx, Day)>,
    ledger: &Ledger,
    visit: u32,
    plan: &Itinerary,
) -> Vec<Reason> {
    crowded_out_where(frame, places, ledger, visit, plan, &|_, _| true)
}

/// The same for some of the team-days only.
pub fn crowded_out_where(
    frame: &Frame<'_>,
    places: &BTreeMap<u32, (TeamIx, Day)>,
    ledger: &Ledger,
    visit: u32,
    plan: &Itinerary,
    keep: &dyn Fn(TeamIx, Day) -> bool,
) -> Vec<Reason> {
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    let mut all = 0;
    for (team, option) in &frame.visits[visit as usize].options {
        for day in option.days.iter().filter(|&day| keep(*team, day)) {
            all += 1;
            let rule = obstacle(frame, places, ledger, visit, (*team, day), plan);
            *counts.entry(rule).or_default() += 1;
        }
    }
    if all == 0 && frame.instance.settings().policy.form_teams {
        let tasks = &frame.merged.groups[visit as usize].tasks;
        let found = tasks.iter().flat_map(|task| frame.screen.why_nobody(*task));
        let found: Vec<Reason> = found.map(|f| reason(f.rule, f.note, f.since)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    if all == 0 {
        let note = Note::new("plan-no-team-together");
        return vec![reason(Rule::OneDoor, note, None)];
    }
    let mut counts: Vec<(Rule, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    counts
        .into_iter()
        .map(|(rule, count)| {
            let by_others = rule == Rule::SixMonth && by_other_levels(frame, places, visit);
            let rule = if by_others { Rule::UpperFirst } else { rule };
            let note = Note::new("plan-crowded-out").with("count", count).with("all", all);
            reason(rule, note.with("rule", rule), None)
        })
        .collect()
}

/// Whether a reason is that planned draws of the same product lie too near.
pub fn is_too_near(why: &Reason) -> bool {
    matches!(why.rule, Rule::SixMonth | Rule::UpperFirst)
}

/// Whether the planned draws from which a visit has to keep away are all those of other levels.
fn by_other_levels(frame: &Frame<'_>, places: &BTreeMap<u32, (TeamIx, Day)>, visit: u32) -> bool {
    let tasks_of = |visit: u32| frame.merged.groups[visit as usize].tasks.iter().copied();
    let meetings = frame.visits[visit as usize].meetings.iter().map(|(other, _)| *other);
    let planned: Vec<TaskIx> =
        meetings.filter(|other| places.contains_key(other)).flat_map(tasks_of).collect();
    let near = |task| frame.screen.apart(task).iter().map(move |&(other, _)| (task, other));
    let level = |task| frame.instance.organiser(task);
    let mut same =
        tasks_of(visit).flat_map(near).filter(|&(task, other)| level(task) == level(other));
    !same.any(|(_, other)| planned.contains(&other))
}

/// The first rule that keeps a visit from a team and day beside the rest of the plan.
fn obstacle(
    frame: &Frame<'_>,
    places: &BTreeMap<u32, (TeamIx, Day)>,
    ledger: &Ledger,
    visit: u32,
    (team, day): (TeamIx, Day),
    plan: &Itinerary,
) -> Rule {
    let data = &frame.visits[visit as usize];
    for (other, meeting) in &data.meetings {
        if let Some(&place) = places.get(other)
            && !frame.agree(*meeting, (team, day), place)
        {
            return match meeting {
                Meeting::Apart(_) => Rule::SixMonth,
                Meeting::SameDay | Meeting::NotSameDay | Meeting::NotSameTeam => Rule::Conflict,
            };
        }
    }
    let year = usize::from(frame.years[usize::from(day.0)]);
    if !ledger.quotas_admit(&data.quotas) {
        return Rule::QuotaMax;
    }
    if !ledger.admits(data.escort, day.0.into(), None, year) {
        return Rule::Escort;
    }
    if !ledger.admits(None, day.0.into(), data.ceiling, year) {
        return Rule::Ceiling;
    }
    let month = frame.screen.calendar().month(day);
    let options = &data.options;
    let labs = options.iter().find(|(t, _)| *t == team).map(|(_, option)| &option.labs);
    let full = labs.into_iter().flatten().zip(&data.tasks).any(|(choices, task)| {
        !choices.iter().any(|choice| {
            choice.days.contains(day) && ledger.lab_left(choice.account, month) >= task.batches
        })
    });
    if full {
        return Rule::LabCapacity;
    }
    if plan.outings.contains_key(&(team, day)) { Rule::Day } else { Rule::Nights }
}
