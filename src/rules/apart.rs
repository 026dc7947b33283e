//! Tasks of one product that have to lie months apart, in lists that share their memory.

use std::collections::BTreeMap;

use crate::model::{Authority, Rule, TaskIx};

use super::facts::Facts;

/// For each task the others that have to keep away from it.
///
/// Tasks of one product and authority keep away from each other and from the same others. Their
/// list is stored once, own tasks, others, own tasks again: what follows a task in it, up to just
/// before the task itself comes again, is everybody else. A product with thousands of tasks thus
/// costs as many entries, not their square.
pub(super) struct Apart {
    entries: Vec<(TaskIx, u32)>,
    /// For each task the slice of `entries`.
    slices: Vec<(u32, u32)>,
}

impl Apart {
    pub fn new(facts: &Facts) -> Self {
        let mut products: BTreeMap<u32, BTreeMap<Authority, Vec<TaskIx>>> = BTreeMap::new();
        for (at, task) in facts.tasks.iter().enumerate().filter(|(_, task)| !task.exempt) {
            let authority = facts.authority(TaskIx::new(at));
            let product = products.entry(task.product).or_default();
            product.entry(authority).or_default().push(TaskIx::new(at));
        }
        let mut apart = Self { entries: Vec::new(), slices: vec![(0, 0); facts.tasks.len()] };
        for groups in products.values() {
            for own in groups.values() {
                apart.add(facts, own, groups);
            }
        }
        apart
    }

    fn add(&mut self, facts: &Facts, own: &[TaskIx], groups: &BTreeMap<Authority, Vec<TaskIx>>) {
        let months = facts.interval.months();
        let ring = if months == 0 { &[][..] } else { own };
        let start = self.entries.len();
        let mut others = Vec::new();
        for group in groups.values() {
            if let Some((Rule::UpperFirst, months)) = facts.months_between(own[0], group[0]) {
                others.extend(group.iter().map(|task| (*task, months)));
            }
        }
        let around = others.len() + ring.len().saturating_sub(1);
        let listed = ring.iter().map(|task| (*task, months));
        self.entries.extend(listed.clone().chain(others).chain(listed));
        for (at, task) in own.iter().enumerate() {
            let from = if ring.is_empty() { start } else { start + at + 1 };
            self.slices[task.ix()] = (from as u32, (from + around) as u32);
        }
    }

    /// The other tasks and the calendar months.
    pub fn of(&self, task: TaskIx) -> &[(TaskIx, u32)] {
        let (from, to) = self.slices[task.ix()];
        &self.entries[from as usize..to as usize]
    }
}
