//! What differs between two plans of one instance, visit by visit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{Clock, Instance, Plan, Visit};

use super::desk::{Desk, Wish};

/// How a visit differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Another team or day.
    Moved,
    /// Other tasks or labs, by the same team on the same day.
    Redrawn,
    /// Only other minutes of the same day.
    Retimed,
    /// New in the plan.
    Added,
    /// No longer in the plan.
    Removed,
}

/// Who makes a visit, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Team id.
    pub team: String,
    /// Which day.
    pub date: NaiveDate,
    /// When work starts.
    pub start: Clock,
}

/// One visit that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Id of the visit, the same in both plans.
    pub visit: String,
    /// Enterprise id.
    pub site: String,
    /// How it differs.
    pub kind: Kind,
    /// Somebody asked for it.
    pub wished: bool,
    /// Before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Slot>,
    /// After.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Slot>,
    /// Ids of the tasks that it draws now; of those it drew, if it is no more.
    pub tasks: Vec<String>,
}

impl Change {
    /// Whether it is a visit that a wish for a task brought about.
    pub(super) fn adds(&self, desk: &Desk, instance: &Instance) -> bool {
        self.kind == Kind::Added
            && desk.wishes.iter().any(|wish| match wish {
                Wish::Add(task) => self.tasks.contains(&instance.tasks[task.ix()].id),
                Wish::Date(..) | Wish::Team(..) | Wish::Drop(_) | Wish::Stop(..) => false,
            })
    }
}

/// The visits that differ, in the order of the new plan, then those that are gone.
pub fn changes(old: &Plan, new: &Plan) -> Vec<Change> {
    let before: BTreeMap<&str, &Visit> =
        old.visits.iter().map(|visit| (visit.id.as_str(), visit)).collect();
    let now = |id: &str| new.visits.iter().any(|visit| visit.id == id);
    let kept = new.visits.iter().filter_map(|visit| match before.get(visit.id.as_str()) {
        Some(was) if *was == visit => None,
        Some(was) => Some(change(visit, kind(was, visit), Some(was), Some(visit))),
        None => Some(change(visit, Kind::Added, None, Some(visit))),
    });
    let gone = old.visits.iter().filter(|visit| !now(&visit.id));
    kept.chain(gone.map(|visit| change(visit, Kind::Removed, Some(visit), None))).collect()
}

fn kind(was: &Visit, is: &Visit) -> Kind {
    if (&was.team, was.date) != (&is.team, is.date) {
        Kind::Moved
    } else if was.tasks != is.tasks {
        Kind::Redrawn
    } else {
        Kind::Retimed
    }
}

fn change(row: &Visit, kind: Kind, was: Option<&Visit>, is: Option<&Visit>) -> Change {
    let slot =
        |visit: &Visit| Slot { team: visit.team.clone(), date: visit.date, start: visit.start };
    Change {
        visit: row.id.clone(),
        site: row.site.clone(),
        kind,
        wished: false,
        before: was.map(slot),
        after: is.map(slot),
        tasks: row.tasks.iter().map(|drawn| drawn.task.clone()).collect(),
    }
}
