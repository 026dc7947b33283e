//! `draw`: the public lottery, held again from the instance's seed.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::alone::Alone;
use super::balance;
use super::case::Case;
use super::ground::Ground;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{DrawMode, Level, QuotaIx, Rule, TaskIx};

/// The outcome of the draw.
pub(super) struct Lots {
    /// Tasks that no plan could hold, even alone.
    pub impossible: BTreeSet<TaskIx>,
    /// Reserves, with their place in the queue of the first quota that holds them, from 1.
    pub reserves: BTreeMap<TaskIx, u32>,
}

/// The number of a task in the lottery: the first 16 hexadecimal digits of SHA-256 of `SEED:TASK`.
pub(super) fn number(seed: u64, task: &str) -> u64 {
    let digest = Sha256::digest(format!("{seed}:{task}"));
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Batches that are in, by quota.
type Batches = BTreeMap<QuotaIx, u64>;

impl Lots {
    /// Holds the draw.
    pub(super) fn draw(ground: &Ground) -> Self {
        let alone = Alone::new(ground);
        let tasks = (0..ground.instance.tasks.len()).map(TaskIx::new);
        let impossible: BTreeSet<TaskIx> =
            tasks.filter(|task| alone.is_impossible(*task)).collect();
        let reserves = match ground.instance.settings().policy.draw {
            DrawMode::Lottery | DrawMode::Balanced => hold(ground, &impossible),
            DrawMode::Cost => BTreeMap::new(),
        };
        Self { impossible, reserves }
    }

    /// Whether a task was drawn: neither a reserve nor impossible.
    pub(super) fn is_drawn(&self, task: TaskIx) -> bool {
        !self.impossible.contains(&task) && !self.reserves.contains_key(&task)
    }
}

/// Takes candidates quota by quota and answers the reserves.
fn hold(ground: &Ground, impossible: &BTreeSet<TaskIx>) -> BTreeMap<TaskIx, u32> {
    let queues = candidates(ground);
    let all: BTreeSet<TaskIx> = queues.iter().flat_map(|(_, list)| list).copied().collect();
    let mut batches = Batches::new();
    for task in (0..ground.instance.tasks.len()).map(TaskIx::new) {
        if !all.contains(&task) && !impossible.contains(&task) {
            take(ground, task, &mut batches);
        }
    }
    let mut drawn = BTreeSet::new();
    for (quota, list) in &queues {
        let target = u64::from(ground.quota(*quota).target.unwrap_or(0));
        let balanced = ground.instance.settings().policy.draw == DrawMode::Balanced;
        let value = |task: &TaskIx| ground.task(*task).value;
        for alike in list.chunk_by(|a, b| !balanced || value(a) == value(b)) {
            let is_free = |task: &TaskIx, drawn: &BTreeSet<TaskIx>| {
                !impossible.contains(task) && !drawn.contains(task)
            };
            let in_already = batches.get(quota).copied().unwrap_or(0);
            let mut order: Vec<TaskIx> = alike.to_vec();
            if balanced {
                let free: Vec<TaskIx> =
                    alike.iter().copied().filter(|task| is_free(task, &drawn)).collect();
                let winners = balance::winners(ground, &free, target.saturating_sub(in_already));
                order.sort_by_key(|task| !winners.contains(task));
            }
            for task in &order {
                if batches.get(quota).copied().unwrap_or(0) >= target {
                    break;
                }
                if is_free(task, &drawn) && has_room(ground, *task, &batches) {
                    take(ground, *task, &mut batches);
                    drawn.insert(*task);
                }
            }
        }
    }
    queue_up(&queues, |task| !drawn.contains(&task) && !impossible.contains(&task))
}

/// Counts a task that is in, in every quota that holds it.
fn take(ground: &Ground, task: TaskIx, batches: &mut Batches) {
    for quota in ground.quotas_of(task) {
        *batches.entry(quota).or_default() += u64::from(ground.task(task).batches);
    }
}

/// Whether no quota that holds a task would pass its `max` with it.
fn has_room(ground: &Ground, task: TaskIx, batches: &Batches) -> bool {
    ground.quotas_of(task).all(|quota| {
        let total =
            batches.get(&quota).copied().unwrap_or(0) + u64::from(ground.task(task).batches);
        ground.quota(quota).max.is_none_or(|max| total <= u64::from(max))
    })
}

/// The quotas with a target in the order of the draw (county, city, province, national; file order
/// inside a level), each with its candidates in order: value, high first, then number, then id.
fn candidates(ground: &Ground) -> Vec<(QuotaIx, Vec<TaskIx>)> {
    let instance = ground.instance;
    let mut queues: BTreeMap<(Level, QuotaIx), Vec<TaskIx>> = BTreeMap::new();
    for (at, quota) in instance.quotas.iter().enumerate().filter(|(_, q)| q.target.is_some()) {
        let level = instance.regions[quota.region.ix()].level;
        queues.insert((level, QuotaIx::new(at)), Vec::new());
    }
    let tasks = (0..instance.tasks.len()).map(TaskIx::new);
    for task in tasks.filter(|task| !ground.task(*task).required) {
        for quota in ground.quotas_of(task) {
            let level = instance.regions[ground.quota(quota).region.ix()].level;
            if let Some(queue) = queues.get_mut(&(level, quota)) {
                queue.push(task);
            }
        }
    }
    let order = |task: &TaskIx| {
        let row = ground.task(*task);
        (std::cmp::Reverse(row.value), number(instance.settings().seed, &row.id), row.id.as_str())
    };
    for queue in queues.values_mut() {
        queue.sort_by_cached_key(order);
    }
    queues.into_iter().map(|((_, quota), queue)| (quota, queue)).collect()
}

/// Reserves stand in the queue of the first quota that holds them, in the order of the draw.
fn queue_up(
    queues: &[(QuotaIx, Vec<TaskIx>)],
    is_reserve: impl Fn(TaskIx) -> bool,
) -> BTreeMap<TaskIx, u32> {
    let mut places = BTreeMap::new();
    for (_, list) in queues {
        let mut place = 0;
        for task in list.iter().copied().filter(|task| is_reserve(*task)) {
            places.entry(task).or_insert_with(|| {
                place += 1;
                place
            });
        }
    }
    places
}

/// Judges the rule: no reserve is planned, and every reserve says so, with its place.
pub(super) fn draw(case: &Case, out: &mut Findings) {
    let lots = case.lots();
    for task in case.planned.keys() {
        out.check(Rule::Draw, !lots.reserves.contains_key(task), || {
            Fault::new(case.task_subject(*task), "verify-draw-planned")
                .with("queue", lots.reserves.get(task).copied().unwrap_or(0))
        });
    }
    for entry in &case.plan.unplanned {
        let Some(task) = case.ground.instance.task(&entry.task) else { continue };
        let subject = || Subject::Task(entry.task.clone());
        let expected = lots.reserves.get(&task).copied();
        let show = |place: Option<u32>| place.map_or("-".to_owned(), |place| place.to_string());
        out.check(Rule::Draw, entry.queue == expected, || {
            Fault::new(subject(), "verify-draw-queue").but(show(expected), show(entry.queue))
        });
        let says = entry.reasons.iter().any(|reason| reason.rule == Rule::Draw);
        out.check(Rule::Draw, says == expected.is_some() || entry.reasons.is_empty(), || {
            let key = if says { "verify-draw-not-reserve" } else { "verify-draw-unsaid" };
            Fault::new(subject(), key)
        });
    }
}
