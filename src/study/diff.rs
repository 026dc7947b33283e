//! What differs between two scenarios: what they do and cost, and, in the plans of one replicate,
//! which visits moved and which tasks only one of them draws.
//!
//! Ids of visits mean nothing across scenarios, for each has a draw and a merge of its own. Tasks
//! are compared, and those that go from one slot to another together are told as one visit.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{Instance, Plan, Position, Rule};

use super::compare::{Compared, MEASURES, Measure};

/// Who comes when.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Slot {
    /// Which day.
    pub date: NaiveDate,
    /// Team id.
    pub team: String,
    /// Id of the agency whose base the team starts from.
    pub agency: String,
}

/// Tasks of one enterprise that are drawn in another slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Enterprise id.
    pub site: String,
    /// Its name.
    pub name: String,
    /// Task ids.
    pub tasks: Vec<String>,
    /// In the first scenario.
    pub before: Slot,
    /// In the second.
    pub after: Slot,
}

impl Moved {
    /// Whether another day.
    pub fn day(&self) -> bool {
        self.before.date != self.after.date
    }

    /// Whether another agency.
    pub fn agency(&self) -> bool {
        self.before.agency != self.after.agency
    }

    /// Whether another team.
    pub fn team(&self) -> bool {
        self.before.team != self.after.team
    }
}

/// Why a plan does not draw what the other draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Possible, and crowded out.
    LeftOut,
    /// No plan could hold it, even alone.
    Impossible,
    /// Not drawn by lot, kept in order.
    Reserve,
    /// It is no task of that scenario.
    NoTask,
}

impl Fate {
    /// The word that stands in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftOut => "left_out",
            Self::Impossible => "impossible",
            Self::Reserve => "reserve",
            Self::NoTask => "no_task",
        }
    }
}

/// A task that only one of two plans draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lone {
    /// Task id.
    pub task: String,
    /// Enterprise id.
    pub site: String,
    /// Its name.
    pub name: String,
    /// Who draws it when, in the plan that does.
    pub slot: Slot,
    /// Why the other does not.
    pub fate: Fate,
    /// The rule that forbids it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

/// What differs between two plans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Tasks that both draw in the same slot.
    pub same: usize,
    /// Visits in another slot.
    pub moved: Vec<Moved>,
    /// Tasks that only the first draws.
    pub only_first: Vec<Lone>,
    /// Tasks that only the second draws.
    pub only_second: Vec<Lone>,
}

/// A measure of two scenarios, the second's difference to the first's with the same luck.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Which.
    pub measure: Measure,
    /// Mean of the first.
    pub first: f64,
    /// Mean of the second.
    pub second: f64,
    /// Mean difference.
    pub difference: f64,
    /// Half of its 95 % confidence interval.
    pub half: Option<f64>,
}

/// The measures of two scenarios.
pub fn figures(first: &Compared, second: &Compared) -> Vec<Figure> {
    let paired = super::compare::paired(&second.runs, &first.runs);
    MEASURES
        .iter()
        .zip(paired)
        .zip(&first.measures)
        .map(|((measure, second), first)| Figure {
            measure: *measure,
            first: first.mean,
            second: second.mean,
            difference: second.difference,
            half: second.half,
        })
        .collect()
}

/// A scenario's plan and instance.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The instance, with its teams if they were formed.
    pub instance: &'a Instance,
    /// The plan.
    pub plan: &'a Plan,
}

impl Side<'_> {
    /// For each task that is drawn its enterprise and its slot.
    pub(super) fn slots(&self) -> Slots<'_> {
        let mut slots = BTreeMap::new();
        for visit in &self.plan.visits {
            let team = self.instance.team(&visit.team);
            let agency = team.map(|team| self.instance.teams[team.ix()].agency);
            let agency = agency.map_or("", |at| self.instance.agencies[at.ix()].id.as_str());
            let slot =
                Slot { date: visit.date, team: visit.team.clone(), agency: agency.to_owned() };
            for drawn in &visit.tasks {
                slots.insert(drawn.task.as_str(), (visit.site.as_str(), slot.clone()));
            }
        }
        slots
    }

    fn fate(&self, task: &str) -> (Fate, Option<Rule>) {
        let Some(left) = self.plan.unplanned.iter().find(|left| left.task == task) else {
            return (Fate::NoTask, None);
        };
        let rule = left.reasons.first().map(|reason| reason.rule);
        match left {
            left if left.impossible => (Fate::Impossible, rule),
            left if left.queue.is_some() || rule == Some(Rule::Draw) => (Fate::Reserve, rule),
            _ => (Fate::LeftOut, rule),
        }
    }

    /// Name of an enterprise.
    pub fn name(&self, site: &str) -> &str {
        self.instance.enterprise(site).map_or("", |at| &self.instance.enterprises[at.ix()].name)
    }

    /// Where an enterprise is.
    pub fn position(&self, site: &str) -> Option<Position> {
        self.instance.enterprise(site).map(|at| self.instance.enterprises[at.ix()].position)
    }
}

/// What differs between two plans.
pub fn changes(first: Side<'_>, second: Side<'_>) -> Changes {
    let (before, after) = (first.slots(), second.slots());
    let mut moved: BTreeMap<(&str, &Slot, &Slot), Vec<String>> = BTreeMap::new();
    let mut same = 0;
    for (task, (site, was)) in &before {
        match after.get(task) {
            Some((_, is)) if was == is => same += 1,
            Some((_, is)) => moved.entry((site, was, is)).or_default().push((*task).to_owned()),
            None => {}
        }
    }
    let moved = moved.into_iter().map(|((site, was, is), tasks)| Moved {
        site: site.to_owned(),
        name: first.name(site).to_owned(),
        tasks,
        before: was.clone(),
        after: is.clone(),
    });
    Changes {
        same,
        moved: moved.collect(),
        only_first: lone(first, &before, second, &after),
        only_second: lone(second, &after, first, &before),
    }
}

/// Tasks that a plan draws: enterprise and slot.
pub(super) type Slots<'a> = BTreeMap<&'a str, (&'a str, Slot)>;

fn lone(here: Side<'_>, slots: &Slots<'_>, there: Side<'_>, others: &Slots<'_>) -> Vec<Lone> {
    let alone = slots.iter().filter(|(task, _)| !others.contains_key(*task));
    let lone = alone.map(|(task, (site, slot))| {
        let (fate, rule) = there.fate(task);
        Lone {
            task: (*task).to_owned(),
            site: (*site).to_owned(),
            name: here.name(site).to_owned(),
            slot: slot.clone(),
            fate,
            rule,
        }
    });
    lone.collect()
}

impl Changes {
    /// Enterprises that something changed for.
    pub fn sites(&self) -> BTreeSet<&str> {
        let lone = self.only_first.iter().chain(&self.only_second);
        let lone = lone.map(|lone| lone.site.as_str());
        self.moved.iter().map(|moved| moved.site.as_str()).chain(lone).collect()
    }
}
