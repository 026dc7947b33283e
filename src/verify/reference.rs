//! `reference`: every id exists and is used once; every task is planned once or explained once.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Entry};
use super::verdict::{Fault, Findings, Subject};
use crate::model::{Rule, Table, TaskIx};

/// The format that this judge reads.
const FORMAT: u32 = 1;

/// Judges the rule.
pub(super) fn reference(case: &Case, out: &mut Findings) {
    heading(case, out);
    for entry in &case.visits {
        visit(case, entry, out);
    }
    super::formed::teams(case, out);
    unique(case.plan.teams.iter().map(|t| &t.id), Subject::Team, out);
    unique(case.plan.visits.iter().map(|v| &v.id), Subject::Visit, out);
    unique(case.plan.tours.iter().map(|t| &t.id), Subject::Tour, out);
    tours(case, out);
    stops(case, out);
    tasks(case, out);
}

/// The plan is for this instance, in a format that is known.
fn heading(case: &Case, out: &mut Findings) {
    let (plan, instance) = (case.plan, case.ground.instance);
    let mut same = |key, expected: &str, found: &str| {
        out.check(Rule::Reference, expected == found, || {
            Fault::new(Subject::Plan, key).but(expected, found)
        });
    };
    same("verify-format", &FORMAT.to_string(), &plan.format.to_string());
    same("verify-instance-name", &instance.settings().name, &plan.instance.name);
    same("verify-digest", instance.digest(), &plan.instance.digest);
}

/// What a visit names exists, and its tasks are drawn at its site.
fn visit(case: &Case, entry: &Entry, out: &mut Findings) {
    let instance = case.ground.instance;
    let mut known = |what: &'static str, exists: bool, id: &str| {
        out.check(Rule::Reference, exists, || {
            Fault::new(entry.subject(), "verify-unknown").with("what", what).with("id", id)
        });
    };
    known("site", entry.site.is_some(), &entry.visit.site);
    known("team", entry.team.is_some(), &entry.visit.team);
    for drawn in &entry.visit.tasks {
        known("task", instance.task(&drawn.task).is_some(), &drawn.task);
        known("lab", instance.agency(&drawn.lab).is_some(), &drawn.lab);
    }
    out.check(Rule::Reference, !entry.visit.tasks.is_empty(), || {
        Fault::new(entry.subject(), "verify-visit-empty")
    });
    for task in entry.tasks() {
        let site = case.ground.task(task).site;
        let at_home = entry.site.is_none_or(|visited| visited == site);
        out.check(Rule::Reference, at_home, || {
            Fault::new(entry.subject(), "verify-wrong-site")
                .with("task", &case.ground.task(task).id)
                .but(&case.ground.site(task).id, &entry.visit.site)
        });
    }
}

/// Ids are not empty, and unique in the plan.
fn unique<'a>(
    ids: impl Iterator<Item = &'a String>,
    subject: fn(String) -> Subject,
    out: &mut Findings,
) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ids {
        *seen.entry(id).or_default() += 1;
    }
    for (id, count) in seen {
        out.check(Rule::Reference, count == 1 && !id.is_empty(), || {
            Fault::new(subject(id.to_owned()), "verify-id-twice").but(1, count)
        });
    }
}

/// What a tour names exists.
fn tours(case: &Case, out: &mut Findings) {
    let instance = case.ground.instance;
    for tour in &case.plan.tours {
        out.check(Rule::Reference, instance.team(&tour.team).is_some(), || {
            Fault::new(Subject::Tour(tour.id.clone()), "verify-unknown")
                .with("what", "team")
                .with("id", &tour.team)
        });
    }
    for day in &case.days {
        for (place, text) in [(day.from, &day.day.from), (day.to, &day.day.to)] {
            // The base of an unknown team has been reported with the team.
            let exists = place.is_some() || text == crate::model::BASE;
            out.check(Rule::Reference, exists, || {
                Fault::new(day.subject(), "verify-unknown").with("what", "place").with("id", text)
            });
        }
    }
}

/// Every visit is a stop of exactly one day: one of its own team and date.
fn stops(case: &Case, out: &mut Findings) {
    let visits: BTreeSet<&str> = case.plan.visits.iter().map(|v| v.id.as_str()).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for day in &case.days {
        for id in &day.day.stops {
            *seen.entry(id).or_default() += 1;
            out.check(Rule::Reference, visits.contains(id.as_str()), || {
                Fault::new(day.subject(), "verify-unknown").with("what", "visit").with("id", id)
            });
        }
        for &stop in &day.stops {
            let visit = case.visits[stop].visit;
            let belongs = visit.team == day.tour.team && visit.date == day.day.date;
            out.check(Rule::Reference, belongs, || {
                Fault::new(day.subject(), "verify-stop-elsewhere").with("visit", &visit.id).but(
                    format!("{} {}", visit.team, visit.date),
                    format!("{} {}", day.tour.team, day.day.date),
                )
            });
        }
    }
    for entry in &case.visits {
        let count = seen.get(entry.visit.id.as_str()).copied().unwrap_or(0);
        out.check(Rule::Reference, count == 1, || {
            Fault::new(entry.subject(), "verify-stop-count").but(1, count)
        });
    }
}

/// Every task stands in one visit, or once under `unplanned` with a reason.
fn tasks(case: &Case, out: &mut Findings) {
    let instance = case.ground.instance;
    let mut count: BTreeMap<TaskIx, (usize, usize)> = BTreeMap::new();
    for (_, draw) in case.draws() {
        count.entry(draw.task).or_default().0 += 1;
    }
    for entry in &case.plan.unplanned {
        let task = instance.task(&entry.task);
        out.check(Rule::Reference, task.is_some(), || {
            Fault::new(Subject::Task(entry.task.clone()), "verify-unplanned-unknown")
        });
        out.check(Rule::Reference, !entry.reasons.is_empty(), || {
            Fault::new(Subject::Task(entry.task.clone()), "verify-no-reason")
        });
        if let Some(task) = task {
            count.entry(task).or_default().1 += 1;
        }
    }
    for (at, task) in instance.tasks.iter().enumerate() {
        let (planned, unplanned) = count.get(&TaskIx::new(at)).copied().unwrap_or_default();
        out.check(Rule::Reference, planned + unplanned == 1, || {
            Fault::new(Subject::Task(task.id.clone()), "verify-task-count")
                .with("planned", planned)
                .with("unplanned", unplanned)
                .with("row", Table::Tasks.line(task.row))
        });
    }
}
