//! Why tasks can't all be planned: a smallest set of tasks, rules and rows that forbids it.
//!
//! A deletion filter (Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157): fact after fact is
//! thought away, many at a time first; what is not missed stays away. Whether the rest can be planned
//! is asked of an oracle. Its "yes" is a plan, so that every fact that stays is proved to be needed; its
//! "no" is a proof only where a task is impossible alone, and else says that a search found no plan.

use std::collections::BTreeSet;

use serde::Serialize;

use super::relax::{self, Fact, can_be_dropped, relaxed};
use crate::calendar::{Calendar, OpenHours};
use crate::geography::Travel;
use crate::model::{Instance, Rule, TaskIx};
use crate::rules::Screen;

/// Says whether all tasks of an instance can be planned; `true` only with a plan at hand.
pub type Oracle<'a> = dyn FnMut(&Instance) -> bool + 'a;

/// A fact that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The rule that is behind it; none for a task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// Its row, `history.csv:17`; none for a rule as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Task id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// Without it a plan was found: it is proved to be needed. Else it could not be shown.
    pub needed: bool,
    /// The fact itself.
    #[serde(skip)]
    pub fact: Option<Fact>,
}

/// Why tasks can't all be planned.
#[derive(Clone, Debug, Serialize)]
pub struct Together {
    /// How many tasks were asked for.
    pub asked: usize,
    /// A plan of them all was found: nothing is in the way.
    pub possible: bool,
    /// The cited facts alone are proved to make a plan impossible; else a search found none.
    pub proved: bool,
    /// No cited fact can be missed: each was shown to be needed, and the rest proved to be
    /// impossible.
    pub smallest: bool,
    /// Tasks, rules and rows.
    pub facts: Vec<Cited>,
    /// Rules in the way; their remedies say what to do.
    pub remedies: Vec<Rule>,
    /// Everything else, which was thought away: what tests keep away, too.
    #[serde(skip)]
    pub dropped: BTreeSet<Fact>,
}

/// Finds a smallest set of facts because of which the tasks can't all be planned.
///
/// # Errors
/// If the roads of the instance can't be used.
pub fn together(
    instance: &Instance,
    tasks: &[TaskIx],
    oracle: &mut Oracle<'_>,
) -> Result<Together, String> {
    let mut filter = Filter { instance, tasks, oracle, dropped: BTreeSet::new() };
    if filter.possible(&BTreeSet::new())? {
        return Ok(answer(tasks.len(), true, false, Vec::new(), BTreeSet::new()));
    }
    filter.shrink(tasks.iter().map(|task| Fact::Task(*task)).collect())?;
    let rules = Rule::ALL.iter().copied().filter(|rule| can_be_dropped(*rule));
    filter.shrink(rules.map(Fact::Rule).collect())?;
    let kept: Vec<Rule> = Rule::ALL.iter().copied().filter(|rule| filter.keeps(*rule)).collect();
    let mut rows: Vec<Fact> = kept.iter().flat_map(|rule| relax::rows(instance, *rule)).collect();
    // One row may serve two rules; it is one fact.
    let mut seen = BTreeSet::new();
    rows.retain(|row| match row {
        Fact::Row(_, table, at) => seen.insert((table.name(), *at)),
        Fact::Rule(_) | Fact::Task(_) => true,
    });
    filter.shrink(rows.clone())?;
    let proved = filter.proved()?;
    let mut facts: Vec<Fact> = tasks.iter().map(|task| Fact::Task(*task)).collect();
    facts.extend(kept.into_iter().map(Fact::Rule));
    facts.extend(rows);
    facts.retain(|fact| !filter.dropped.contains(fact));
    let mut cited = Vec::new();
    for fact in facts {
        let without = BTreeSet::from([fact]);
        cited.push(filter.cited(fact, without)?);
    }
    Ok(answer(tasks.len(), false, proved, cited, filter.dropped))
}

fn answer(
    asked: usize,
    possible: bool,
    proved: bool,
    facts: Vec<Cited>,
    dropped: BTreeSet<Fact>,
) -> Together {
    let mut remedies: Vec<Rule> = facts.iter().filter_map(|cited| cited.rule).collect();
    remedies.sort_unstable();
    remedies.dedup();
    let smallest = proved && facts.iter().all(|cited| cited.needed);
    Together { asked, possible, proved, smallest, facts, remedies, dropped }
}

struct Filter<'a, 'o, 'f> {
    instance: &'a Instance,
    tasks: &'a [TaskIx],
    oracle: &'f mut Oracle<'o>,
    dropped: BTreeSet<Fact>,
}

impl Filter<'_, '_, '_> {
    fn keeps(&self, rule: Rule) -> bool {
        can_be_dropped(rule) && !self.dropped.contains(&Fact::Rule(rule))
    }

    fn without(&self, more: &BTreeSet<Fact>) -> Result<Instance, String> {
        relaxed(self.instance, self.tasks, &self.dropped.union(more).copied().collect())
    }

    fn possible(&mut self, more: &BTreeSet<Fact>) -> Result<bool, String> {
        let instance = self.without(more)?;
        Ok(!alone_impossible(&instance)? && (self.oracle)(&instance))
    }

    /// Whether what is left is impossible for certain.
    fn proved(&self) -> Result<bool, String> {
        alone_impossible(&self.without(&BTreeSet::new())?)
    }

    /// Drops what is not missed: halves first, then quarters, down to single facts.
    fn shrink(&mut self, mut open: Vec<Fact>) -> Result<(), String> {
        let mut size = open.len().div_ceil(2).max(1);
        while !open.is_empty() {
            let mut kept = Vec::new();
            for chunk in open.chunks(size) {
                let chunk: BTreeSet<Fact> = chunk.iter().copied().collect();
                if self.possible(&chunk)? {
                    kept.extend(chunk);
                } else {
                    self.dropped.extend(chunk);
                }
            }
            open = kept;
            if size == 1 {
                break;
            }
            size = size.div_ceil(2).min(open.len().div_ceil(2).max(1));
        }
        Ok(())
    }

    fn cited(&mut self, fact: Fact, without: BTreeSet<Fact>) -> Result<Cited, String> {
        let needed = self.possible(&without)?;
        let task = match fact {
            Fact::Task(task) => self.instance.tasks.get(task.ix()).map(|row| row.id.clone()),
            Fact::Rule(_) | Fact::Row(..) => None,
        };
        let rule = match fact {
            Fact::Task(_) => None,
            Fact::Rule(rule) | Fact::Row(rule, ..) => Some(rule),
        };
        let since = relax::line(self.instance, fact);
        Ok(Cited { rule, since, task, needed, fact: Some(fact) })
    }
}

/// Whether some task can't be planned even alone, by the rules and history.
fn alone_impossible(instance: &Instance) -> Result<bool, String> {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance).map_err(|note| format!("{note:?}"))?;
    let screen = Screen::new(instance, &calendar, &hours, &travel);
    Ok((0..instance.tasks.len()).any(|task| screen.impossible(TaskIx::new(task)).is_some()))
}
