//! What it would cost to put a task in that a plan left out, tried and not guessed: the plan is
//! searched again with the wish that the task be drawn, everything else as near as it was.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::messages::{Lang, text};
use crate::model::{Fen, Instance, Note, Plan, TaskIx};
use crate::plan::{self, Change, Desk, Kind, Limits, Unwatched, Wish};

/// Work units of a try.
const EFFORT: u64 = 20;

/// A plan with the task in it, or that none was found.
pub struct Price {
    task: String,
    plan: Option<Plan>,
    before: Fen,
    changes: Vec<Change>,
    out: Vec<String>,
}

/// Tries to put a task in; none where there is nothing to try: it is planned, impossible or a reserve,
/// or the plan is of another instance.
pub fn of(instance: &Instance, plan: &Plan, task: TaskIx) -> Option<Price> {
    let id = &instance.tasks[task.ix()].id;
    let left = plan.unplanned.iter().find(|left| left.task == *id)?;
    let drawn = left.reasons.iter().all(|reason| reason.rule != crate::model::Rule::Draw);
    if left.impossible || !drawn || plan.instance.digest != instance.digest() {
        return None;
    }
    let desk = Desk { wishes: vec![Wish::Add(task)], ..Desk::whole(instance) };
    let limits = Limits::new(EFFORT, instance.settings().seed);
    let done = plan::dispatch(instance, plan, &desk, &limits, &Unwatched).ok()?;
    let clean = done.verdict.as_ref().is_some_and(crate::verify::Verdict::is_clean);
    let new = done.plan.filter(|_| clean);
    let was: BTreeSet<&str> = plan.unplanned.iter().map(|left| left.task.as_str()).collect();
    let gone = new.iter().flat_map(|new| &new.unplanned).map(|left| left.task.clone());
    Some(Price {
        task: id.clone(),
        before: plan.objective.total,
        out: gone.filter(|task| !was.contains(task.as_str())).collect(),
        changes: done.changes,
        plan: new,
    })
}

impl Price {
    /// Visits that move for it.
    fn moved(&self) -> usize {
        self.changes.iter().filter(|change| change.kind == Kind::Moved).count()
    }

    /// The visit that draws it then.
    fn visit(&self) -> Option<&crate::model::Visit> {
        let visits = &self.plan.as_ref()?.visits;
        visits.iter().find(|visit| visit.tasks.iter().any(|drawn| drawn.task == self.task))
    }

    /// As data.
    pub fn document(&self) -> Value {
        json!({
            "found": self.plan.is_some(),
            "cost": self.plan.as_ref().map(|plan| plan.objective.total - self.before),
            "visit": self.visit().map(|visit| json!({
                "team": visit.team, "date": visit.date, "start": visit.start,
            })),
            "moved": self.moved(),
            "left_out_instead": self.out,
        })
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        let note = match (&self.plan, self.visit()) {
            (Some(plan), Some(visit)) => Note::new("explain-price")
                .with("team", &visit.team)
                .with("date", visit.date)
                .with("cost", plan.objective.total - self.before)
                .with("moved", self.moved())
                .with(
                    "out",
                    if self.out.is_empty() { "–".to_owned() } else { self.out.join(", ") },
                ),
            _ => Note::new("explain-price-none"),
        };
        format!("\n{}\n", text(lang, &note))
    }
}

/// Whether a short search finds a plan that holds every task of an instance and passes the judge.
pub fn possible(instance: &Instance) -> bool {
    if instance.tasks.iter().len() == 0 {
        return true;
    }
    let limits = Limits::new(EFFORT, instance.settings().seed);
    plan::plan(instance, &limits, &Unwatched)
        .is_ok_and(|planned| planned.verdict.is_clean() && planned.plan.unplanned.is_empty())
}
