//! What is given up so that the rest finds a place: optional tasks of visits without one, and of
//! planned visits that stand in the way of required tasks.

use crate::merge::Group;
use crate::model::{Note, Reason, Rule, TaskIx};
use crate::route::Itinerary;

use super::frame::Frame;
use super::reasons;

impl Frame<'_> {
    /// Gives up an optional task of each of these visits that find no place as they are, for the rest
    /// of its tasks may find one: less lab capacity, less work, more teams. A task without which the
    /// visit could be one with another of its enterprise stays. Nothing is shed twice.
    /// [`meet_again`](Self::meet_again) has to follow.
    pub fn shed(&mut self, visits: Vec<(u32, Vec<Reason>)>) {
        for (visit, why) in visits {
            if let Some(least) = self.least(visit) {
                self.give_up(visit, least, why);
            }
        }
    }

    /// Planned visits give up the optional tasks that alone keep a required task of an absent visit
    /// from its days: the same product too soon before or after.
    /// [`meet_again`](Self::meet_again) has to follow.
    pub fn give_way(&mut self, plan: &mut Itinerary, absent: &[u32]) {
        for &visit in absent {
            for task in self.merged.groups[visit as usize].tasks.clone() {
                for other in self.rivals(task) {
                    self.step_aside(plan, other, task);
                }
            }
        }
    }

    /// Optional tasks that may lie too close to a task.
    fn rivals(&self, task: TaskIx) -> Vec<TaskIx> {
        let optional = |other: &TaskIx| !self.instance.tasks[other.ix()].required;
        self.screen.apart(task).iter().map(|&(other, _)| other).filter(optional).collect()
    }

    fn step_aside(&mut self, plan: &mut Itinerary, task: TaskIx, wanted: TaskIx) {
        let holds = |group: &Group| group.tasks.iter().position(|&t| t == task);
        let mut found = self.merged.groups.iter().zip(0u32..);
        let Some((visit, at)) = found.find_map(|(group, visit)| Some((visit, holds(group)?)))
        else {
            return;
        };
        let alone = self.merged.groups[visit as usize].tasks.len() < 2;
        if alone
            || !plan.labs.contains_key(&visit)
            || !self.stays_apart(visit, &self.without(visit, at))
        {
            return;
        }
        let wanted = &self.instance.tasks[wanted.ix()].id;
        let note = Note::new("plan-gave-way").with("task", wanted);
        self.give_up(visit, at, vec![reasons::reason(Rule::SixMonth, note, None)]);
        if let Some(labs) = plan.labs.get_mut(&visit) {
            labs.remove(at);
        }
    }

    /// The optional task of a visit of several that is worth least and may go.
    fn least(&self, visit: u32) -> Option<usize> {
        let tasks = &self.merged.groups[visit as usize].tasks;
        let row = |at: usize| &self.instance.tasks[tasks[at].ix()];
        let mut order: Vec<usize> = (0..tasks.len()).filter(|&at| !row(at).required).collect();
        order.sort_by_key(|&at| row(at).value);
        order
            .into_iter()
            .find(|&at| tasks.len() > 1 && self.stays_apart(visit, &self.without(visit, at)))
    }

    fn give_up(&mut self, visit: u32, at: usize, why: Vec<Reason>) {
        let mut tasks = self.merged.groups[visit as usize].tasks.clone();
        self.shed.insert(tasks.remove(at), why);
        self.regroup(visit, tasks);
    }

    /// The tasks of a visit without one of them.
    fn without(&self, visit: u32, at: usize) -> Vec<TaskIx> {
        let mut rest = self.merged.groups[visit as usize].tasks.clone();
        rest.remove(at);
        rest
    }

    /// Whether a visit with the rest of its tasks still can't be one with another visit of its site.
    pub fn stays_apart(&self, visit: u32, rest: &[TaskIx]) -> bool {
        let group = &self.merged.groups[visit as usize];
        let others = self.merged.groups.iter().zip(0..);
        others.filter(|(other, at)| other.site == group.site && *at != visit).all(|(other, _)| {
            let both: Vec<TaskIx> = rest.iter().chain(&other.tasks).copied().collect();
            !self.screen.group_admissible(&both)
        })
    }
}
