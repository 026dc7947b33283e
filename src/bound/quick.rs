//! Cheap days of a cell, found quickly: one label by stop and few minutes, near neighbours only.

use super::board::{Board, Job};
use super::labels::{Found, Queue, Tag, extend, pick, starts, visited};

/// Neighbours tried by the quick search; half as many in a large cell.
const NEAR: usize = 32;
/// Minutes of a bucket of the quick search; twice as many in a large cell.
const BUCKET: i32 = 6;
/// Days that a quick search hands back, more where there are many stops, and in how many of them a stop may be.
const QUICK: (usize, usize) = (40, 4);

/// Quick search: a label by stop and few minutes, near neighbours only. Says nothing about the
/// least cost, and finds real days only.
pub fn quick(board: &Board<'_>, job: &Job, threshold: i64) -> Found {
    let exits: Vec<_> = board.nodes.iter().map(|node| board.exits(job, node.place)).collect();
    let large = board.cell.is_large();
    let (bucket, most) = if large { (2 * BUCKET, NEAR / 2) } else { (BUCKET, NEAR) };
    let near = near(board, most);
    let slots = (board.cell.limits.1 / bucket + 2).max(1) as usize;
    let mut best = vec![i64::MAX; board.nodes.len() * slots];
    let mut queue = Queue::new(board.nodes.len());
    let offer = |queue: &mut Queue, best: &mut Vec<i64>, tag: Tag| {
        let time = tag.at.hungry.min(tag.at.fed);
        if time > board.cell.limits.1 {
            return;
        }
        let known = &mut best[tag.node as usize * slots + (time / bucket) as usize];
        if tag.cost < *known {
            *known = tag.cost;
            queue.push(tag);
        }
    };
    for tag in starts(board, job) {
        if board.choices[tag.choice as usize].worth > 0 {
            offer(&mut queue, &mut best, tag);
        }
    }
    for minute in 0..queue.by_minute.len() {
        let mut next = 0;
        while let Some(&id) = queue.by_minute[minute].get(next) {
            next += 1;
            let from = queue.tags[id as usize];
            if let Some((cost, end)) = board.exit(&exits[from.node as usize], from.at)
                && from.cost + cost < threshold
            {
                queue.done.push((from.cost + cost, id, end));
            }
            queue.steps += near[from.node as usize].len() as u64;
            for &to in &near[from.node as usize] {
                if visited(&queue.tags, id, to) {
                    continue;
                }
                extend(board, from, id, to, |tag| offer(&mut queue, &mut best, tag));
            }
        }
    }
    let steps = queue.steps;
    let wanted = (QUICK.0.max(board.nodes.len() / 4), QUICK.1);
    Found { least: i64::MIN, trips: pick(board, &mut queue, wanted).trips, steps }
}

/// For each stop the others that are cheapest to go on to.
fn near(board: &Board<'_>, most: usize) -> Vec<Vec<u32>> {
    let worth = |node: usize| {
        let choices = board.nodes[node].choices.clone();
        choices.map(|choice| board.choices[choice].worth).max().unwrap_or(0)
    };
    let worth: Vec<i64> = (0..board.nodes.len()).map(worth).collect();
    let of = |node: usize| {
        let cost = |to: usize| {
            let leg = board.model.leg(board.nodes[node].place, board.nodes[to].place);
            leg.0 * board.metre - worth[to]
        };
        let others = (0..board.nodes.len()).filter(|&to| to != node && worth[to] > 0);
        let mut others: Vec<(i64, u32)> = others.map(|to| (cost(to), to as u32)).collect();
        if others.len() > most {
            others.select_nth_unstable(most);
            others.truncate(most);
        }
        others.sort_unstable();
        others.into_iter().map(|(_, to)| to).collect()
    };
    (0..board.nodes.len()).map(of).collect()
}
