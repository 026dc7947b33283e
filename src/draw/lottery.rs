//! The lottery, quota by quota.

use std::collections::HashMap;

use super::pivotal::{self, Lot};
use super::{DrawOutcome, DrawRecord, DrawStatus, DrawStep, number};
use crate::model::{CategoryIx, DrawMode, Instance, Place, ProgramIx, QuotaIx, TaskIx};
use crate::rules::Screen;

/// A draw in progress.
struct Lottery<'i> {
    instance: &'i Instance,
    screen: &'i Screen,
    numbers: Vec<u64>,
    /// Ranks of the tasks, where not the lot decides.
    ranks: Option<&'i [i64]>,
    status: Vec<Option<DrawStatus>>,
    /// For each quota the batches that are in.
    totals: Vec<u64>,
    steps: Vec<DrawStep>,
}

pub(super) fn run(instance: &Instance, screen: &Screen, ranks: Option<&[i64]>) -> DrawRecord {
    let seed = instance.settings().seed;
    let mut lottery = Lottery {
        instance,
        screen,
        numbers: instance.tasks.iter().map(|task| number(seed, &task.id)).collect(),
        ranks,
        status: vec![None; instance.tasks.len()],
        totals: vec![0; instance.quotas.len()],
        steps: Vec::new(),
    };
    lottery.admit_the_certain();
    let queues = lottery.queues();
    for (quota, queue) in &queues {
        lottery.fill(*quota, queue);
    }
    for (quota, queue) in &queues {
        lottery.keep_reserves(*quota, queue);
    }
    // Every task is in, or was a candidate of some quota.
    let status = lottery.status.into_iter().map(|status| status.unwrap_or(DrawStatus::In));
    DrawRecord { status: status.collect(), steps: lottery.steps }
}

impl Lottery<'_> {
    /// Required tasks, and those that no quota with a target counts.
    fn admit_the_certain(&mut self) {
        let open = self.instance.settings().policy.draw == DrawMode::Cost;
        for task in (0..self.instance.tasks.len()).map(TaskIx::new) {
            let targeted = |quota: &QuotaIx| self.instance.quotas[quota.ix()].target.is_some();
            let outcome = if self.instance.tasks[task.ix()].required {
                DrawOutcome::Required
            } else if !self.screen.quotas(task).iter().any(targeted) {
                DrawOutcome::Outside
            } else if open {
                DrawOutcome::Open
            } else {
                continue;
            };
            if self.screen.impossible(task).is_some() {
                self.status[task.ix()] = Some(DrawStatus::Impossible);
                self.note(None, task, DrawOutcome::Impossible);
            } else {
                self.admit(task, DrawStatus::In);
                self.note(None, task, outcome);
            }
        }
    }

    /// Quotas with a target in the order of the draw, each with its candidates in theirs.
    fn queues(&self) -> Vec<(QuotaIx, Vec<TaskIx>)> {
        let mut quotas: Vec<QuotaIx> = (0..self.instance.quotas.len()).map(QuotaIx::new).collect();
        quotas.retain(|quota| self.instance.quotas[quota.ix()].target.is_some());
        // Stable: file order inside a level.
        quotas.sort_by_key(|quota| {
            self.instance.regions[self.instance.quotas[quota.ix()].region.ix()].level
        });
        let mut candidates: HashMap<(ProgramIx, CategoryIx), Vec<TaskIx>> = HashMap::new();
        for (at, task) in self.instance.tasks.iter().enumerate() {
            if self.status[at].is_none() {
                let category = self.instance.products[task.product.ix()].category;
                candidates.entry((task.program, category)).or_default().push(TaskIx::new(at));
            }
        }
        for queue in candidates.values_mut() {
            queue.sort_by_key(|task| {
                let row = &self.instance.tasks[task.ix()];
                let rank = self.ranks.and_then(|ranks| ranks.get(task.ix())).copied();
                let rank = rank.unwrap_or(row.value.0.saturating_neg());
                (rank, self.numbers[task.ix()], &row.id)
            });
        }
        let queue = |quota: QuotaIx| {
            let row = &self.instance.quotas[quota.ix()];
            let all = candidates.get(&(row.program, row.category)).map_or(&[][..], Vec::as_slice);
            let counts = |task: &&TaskIx| {
                let site = self.instance.tasks[task.ix()].site;
                self.instance.is_within(self.instance.enterprises[site.ix()].region, row.region)
            };
            (quota, all.iter().filter(counts).copied().collect())
        };
        quotas.into_iter().map(queue).collect()
    }

    fn fill(&mut self, quota: QuotaIx, queue: &[TaskIx]) {
        let balanced = self.instance.settings().policy.draw == DrawMode::Balanced;
        if !balanced || self.ranks.is_some() {
            return self.ask(quota, queue);
        }
        let value = |task: &TaskIx| self.instance.tasks[task.ix()].value;
        for alike in queue.chunk_by(|a, b| value(a) == value(b)) {
            let spread = self.spread(quota, alike);
            self.ask(quota, &spread);
        }
    }

    /// Candidates of one value, in order of their numbers, with those first that the balanced lot
    /// draws for the places that are left. Who is impossible or in already has no part in it; who
    /// wins and would pass a maximum is passed over as ever. Tasks of several batches: as many places as such tasks would fill on average.
    fn spread(&self, quota: QuotaIx, alike: &[TaskIx]) -> Vec<TaskIx> {
        let free = |task: &&TaskIx| {
            !matches!(self.status[task.ix()], Some(DrawStatus::Drawn))
                && self.screen.impossible(**task).is_none()
        };
        let eligible: Vec<TaskIx> = alike.iter().filter(free).copied().collect();
        let target = u64::from(self.instance.quotas[quota.ix()].target.unwrap_or(0));
        let left = target.saturating_sub(self.totals[quota.ix()]);
        let batches = |task: &TaskIx| u64::from(self.instance.tasks[task.ix()].batches);
        let all: u64 = eligible.iter().map(batches).sum();
        let places = (left * eligible.len() as u64).div_ceil(all.max(1)) as usize;
        let lot = |task: &TaskIx| {
            let row = &self.instance.tasks[task.ix()];
            let place = self.instance.position(Place::Enterprise(row.site));
            Lot { id: &row.id, number: self.numbers[task.ix()], place }
        };
        let lots: Vec<Lot<'_>> = eligible.iter().map(lot).collect();
        let drawn = pivotal::drawn(self.instance.settings().seed, &lots, places);
        let chosen: Vec<TaskIx> =
            eligible.iter().zip(drawn).filter(|(_, drawn)| *drawn).map(|(task, _)| *task).collect();
        let rest = alike.iter().filter(|task| !chosen.contains(task));
        chosen.iter().chain(rest).copied().collect()
    }

    /// Takes candidates in order until the target is reached.
    fn ask(&mut self, quota: QuotaIx, queue: &[TaskIx]) {
        let target = u64::from(self.instance.quotas[quota.ix()].target.unwrap_or(0));
        for &task in queue {
            if matches!(self.status[task.ix()], Some(DrawStatus::Drawn)) {
                continue;
            }
            let outcome = if self.screen.impossible(task).is_some() {
                self.status[task.ix()] = Some(DrawStatus::Impossible);
                DrawOutcome::Impossible
            } else if self.totals[quota.ix()] >= target {
                DrawOutcome::TargetReached
            } else if let Some(full) = self.exceeded(task) {
                DrawOutcome::OverMax(full)
            } else {
                self.admit(task, DrawStatus::Drawn);
                DrawOutcome::Drawn
            };
            self.note(Some(quota), task, outcome);
        }
    }

    /// The first quota whose maximum the task would exceed.
    fn exceeded(&self, task: TaskIx) -> Option<QuotaIx> {
        let batches = u64::from(self.instance.tasks[task.ix()].batches);
        let full = |quota: &&QuotaIx| {
            let max = self.instance.quotas[quota.ix()].max;
            max.is_some_and(|max| self.totals[quota.ix()] + batches > u64::from(max))
        };
        self.screen.quotas(task).iter().find(full).copied()
    }

    fn admit(&mut self, task: TaskIx, status: DrawStatus) {
        self.status[task.ix()] = Some(status);
        for quota in self.screen.quotas(task) {
            self.totals[quota.ix()] += u64::from(self.instance.tasks[task.ix()].batches);
        }
    }

    fn keep_reserves(&mut self, quota: QuotaIx, queue: &[TaskIx]) {
        let mut place = 0;
        for task in queue {
            if self.status[task.ix()].is_none() {
                place += 1;
                self.status[task.ix()] = Some(DrawStatus::Reserve { quota, place });
            }
        }
    }

    fn note(&mut self, quota: Option<QuotaIx>, task: TaskIx, outcome: DrawOutcome) {
        let total = quota.map_or(0, |quota| self.totals[quota.ix()]);
        let number = self.numbers[task.ix()];
        self.steps.push(DrawStep { quota, task, number, outcome, total });
    }
}
