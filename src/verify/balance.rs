//! `policy.draw = "balanced"`: the local pivotal method, played again duel by duel.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::Ground;
use super::lottery::number;
use super::travel::geodesic;
use crate::model::{Place, TaskIx};

/// Who wins the places that `left` batches make among candidates of one value. Chances are whole
/// parts of which as many as there are candidates make certainty.
pub(super) fn winners(ground: &Ground, free: &[TaskIx], left: u64) -> BTreeSet<TaskIx> {
    let all = free.len() as u64;
    let batches: u64 = free.iter().map(|task| u64::from(ground.task(*task).batches)).sum();
    let places = (left * all).div_ceil(batches.max(1)).min(all);
    let mut chance: BTreeMap<TaskIx, u64> = free.iter().map(|task| (*task, places)).collect();
    loop {
        let undecided: Vec<TaskIx> =
            free.iter().copied().filter(|task| chance[task] > 0 && chance[task] < all).collect();
        let Some(&a) = undecided.iter().min_by_key(|task| lot(ground, **task)) else { break };
        let others = undecided.iter().copied().filter(|task| *task != a);
        let Some(b) = others.min_by_key(|b| (metres(ground, a, *b), lot(ground, *b))) else {
            break;
        };
        let text = format!("{}:{}", ground.task(a).id, ground.task(b).id);
        let throw = u128::from(number(ground.instance.settings().seed, &text));
        let both = chance[&a] + chance[&b];
        // Whoever loses keeps nothing, or wins everything and hands back what is too much.
        let (part, whole) =
            if both < all { (chance[&b], both) } else { (all - chance[&b], 2 * all - both) };
        let first = throw * u128::from(whole) < u128::from(part) << 64;
        let (winner, loser) = if first == (both < all) { (b, a) } else { (a, b) };
        chance.insert(winner, both.min(all));
        chance.insert(loser, both.saturating_sub(all));
    }
    chance.into_iter().filter(|(_, chance)| *chance == all).map(|(task, _)| task).collect()
}

fn lot<'i>(ground: &Ground<'i>, task: TaskIx) -> (u64, &'i str) {
    let id = ground.instance.tasks[task.ix()].id.as_str();
    (number(ground.instance.settings().seed, id), id)
}

/// Whole metres between the sites of two tasks.
fn metres(ground: &Ground, a: TaskIx, b: TaskIx) -> u64 {
    let place = |task: TaskIx| ground.instance.position(Place::Enterprise(ground.task(task).site));
    (geodesic(place(a), place(b)) + 0.5).floor() as u64
}
