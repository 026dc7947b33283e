//! How often an enterprise can be entered, and which tasks can't both be planned.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{EnterpriseIx, TaskIx, TeamIx};
use crate::verify::alone::Alone;
use crate::verify::ground::Ground;

/// Tasks of an enterprise up to which all ways to share them out are tried.
const FEW: usize = 6;

/// Answers for one instance, each question once.
pub(super) struct Entries<'g, 'a> {
    ground: &'g Ground<'a>,
    tasks: BTreeMap<EnterpriseIx, Vec<TaskIx>>,
    most: RefCell<BTreeMap<EnterpriseIx, usize>>,
}

impl<'g, 'a> Entries<'g, 'a> {
    /// Sorts the wanted tasks by their enterprises.
    pub(super) fn new(ground: &'g Ground<'a>, wanted: &[TaskIx]) -> Self {
        let mut tasks: BTreeMap<EnterpriseIx, Vec<TaskIx>> = BTreeMap::new();
        for &task in wanted {
            tasks.entry(ground.task(task).site).or_default().push(task);
        }
        Self { ground, tasks, most: RefCell::default() }
    }

    /// The most visits to an enterprise in any plan: no two of them could have been one.
    pub(super) fn most(&self, site: EnterpriseIx) -> usize {
        if let Some(most) = self.most.borrow().get(&site) {
            return *most;
        }
        let tasks = self.tasks.get(&site).map_or(&[][..], Vec::as_slice);
        let most = if tasks.len() < 2 || self.ground.together(tasks).is_some() {
            tasks.len().min(1)
        } else if tasks.len() > FEW {
            tasks.len()
        } else {
            self.share_out(tasks, &mut Vec::new())
        };
        self.most.borrow_mut().insert(site, most);
        most
    }

    /// The most visits that the tasks make, put into visits or left out one after the other.
    fn share_out(&self, tasks: &[TaskIx], visits: &mut Vec<Vec<TaskIx>>) -> usize {
        let Some((&task, others)) = tasks.split_first() else {
            let could_be_one = |(at, visit): (usize, &Vec<TaskIx>)| {
                visits[..at].iter().any(|other| {
                    let both: Vec<TaskIx> = visit.iter().chain(other).copied().collect();
                    self.ground.together(&both).is_some()
                })
            };
            return if visits.iter().enumerate().any(could_be_one) { 0 } else { visits.len() };
        };
        let mut most = self.share_out(others, visits);
        for at in 0..visits.len() {
            visits[at].push(task);
            most = most.max(self.share_out(others, visits));
            visits[at].pop();
        }
        visits.push(vec![task]);
        most = most.max(self.share_out(others, visits));
        visits.pop();
        most
    }

    /// Whether no two of some tasks can be drawn in one plan: not even on the days farthest apart.
    pub(super) fn are_rivals(&self, tasks: &[TaskIx]) -> bool {
        let spans: Vec<_> = tasks.iter().map(|task| self.span(*task)).collect();
        let never = |a: usize, b: usize| match (spans[a], spans[b]) {
            (Some(of_a), Some(of_b)) => {
                !self.ground.may_repeat((tasks[a], of_a.0), (tasks[b], of_b.1))
                    && !self.ground.may_repeat((tasks[a], of_a.1), (tasks[b], of_b.0))
            }
            _ => true,
        };
        (0..tasks.len()).all(|b| (0..b).all(|a| never(a, b)))
    }

    /// First and last day on which a task may be drawn by anybody.
    fn span(&self, task: TaskIx) -> Option<(NaiveDate, NaiveDate)> {
        let teams = (0..self.ground.instance.teams.len()).map(TeamIx::new);
        let able: Vec<TeamIx> =
            teams.filter(|team| self.ground.could_draw(*team, &[task])).collect();
        let days = Alone::new(self.ground).days(task);
        let days = days.into_iter().map(|(date, _)| date);
        let mut days =
            days.filter(|date| able.iter().any(|team| self.ground.is_on_duty(*team, *date)));
        let first = days.next()?;
        Some((first, days.last().unwrap_or(first)))
    }
}
