//! The least that the rest of a day can cost, by place and time: any way on, as long as it does
//! not go back to the stop it has just left. Times are rounded down, so it is never too much.

use super::board::{Board, Job};
use crate::route::{Label, NEVER};

/// Minutes of a slot.
const STEP: i32 = 6;
/// More than any cost.
pub const FAR: i64 = i64::MAX / 8;

/// The best rest of a day, and the best whose next stop is another one.
#[derive(Clone, Copy, Debug)]
struct Rest {
    best: i64,
    next: u32,
    other: i64,
}

const NOBODY: u32 = u32::MAX;
const NOTHING: Rest = Rest { best: FAR, next: NOBODY, other: FAR };

impl Rest {
    fn offer(&mut self, cost: i64, next: u32) {
        if next == self.next && next != NOBODY {
            self.best = self.best.min(cost);
        } else if cost < self.best {
            (self.other, self.best, self.next) = (self.best, cost, next);
        } else {
            self.other = self.other.min(cost);
        }
    }

    fn without(&self, node: u32) -> i64 {
        if self.next == node { self.other } else { self.best }
    }
}

/// Ways on that are kept for each stop, slot and lunch.
const WAYS: usize = 16;

/// The cheapest ways on, cheapest first, and the least that any other one costs.
#[derive(Clone, Copy, Debug)]
struct Ways {
    best: [(i64, u32); WAYS],
    beyond: i64,
}

const NO_WAYS: Ways = Ways { best: [(FAR, NOBODY); WAYS], beyond: FAR };

impl Ways {
    fn offer(&mut self, cost: i64, next: u32) {
        let last = self.best[WAYS - 1].0;
        self.beyond = self.beyond.min(cost.max(last));
        if cost < last {
            let at = self.best.partition_point(|way| way.0 <= cost);
            self.best.copy_within(at..WAYS - 1, at + 1);
            self.best[at] = (cost, next);
        }
    }
}

/// The table.
pub struct Completion {
    step: i32,
    slots: usize,
    /// By stop, slot and whether the team had its lunch.
    rests: Vec<Rest>,
    /// The same for the ways on.
    ways: Vec<Ways>,
}

impl Completion {
    /// Fills the table backwards in time. None if a visit may take no time at all.
    pub fn new(board: &Board<'_>, job: &Job) -> Option<Self> {
        let step = board.least_work().min(STEP);
        if step < 1 {
            return None;
        }
        let slots = (board.cell.limits.1 / step + 2) as usize;
        let size = board.nodes.len() * slots * 2;
        let mut table = Self { step, slots, rests: vec![NOTHING; size], ways: vec![NO_WAYS; size] };
        let exits: Vec<_> = board.nodes.iter().map(|node| board.exits(job, node.place)).collect();
        let first = (board.cell.limits.0 / step).max(0) as usize;
        for slot in (first..slots).rev() {
            for (node, exits) in exits.iter().enumerate() {
                for fed in [false, true] {
                    let time = slot as i32 * step;
                    // Nobody has had lunch before its window, and who has not when it closes
                    // never will.
                    let rules = &board.model.rules;
                    if if fed { time + step < rules.lunch_from } else { time > rules.lunch_to } {
                        continue;
                    }
                    let (rest, ways) = table.rest(board, exits, node, slot as i32 * step, fed);
                    let at = table.at(node, slot, fed);
                    table.rests[at] = rest;
                    table.ways[at] = ways;
                }
            }
        }
        Some(table)
    }

    fn at(&self, node: usize, slot: usize, fed: bool) -> usize {
        (node * self.slots + slot) * 2 + usize::from(fed)
    }

    fn look(&self, node: usize, time: i32, fed: bool, without: u32) -> i64 {
        let slot = (time / self.step) as usize;
        if slot >= self.slots {
            return FAR;
        }
        self.rests[self.at(node, slot, fed)].without(without)
    }

    /// Least cost of the rest of a day that stands at a stop, free.
    pub fn least(&self, node: usize, at: Label) -> i64 {
        let best = |time: i32, fed: bool| {
            let slot = (time / self.step) as usize;
            if slot < self.slots { self.rests[self.at(node, slot, fed)].best } else { FAR }
        };
        best(at.hungry, false).min(best(at.fed, true))
    }

    /// Calls for every stop to which a way that has cost so much can go on and cost less than a
    /// limit in the end, for some others too, and maybe twice.
    pub fn onward(&self, node: usize, at: Label, cost: i64, limit: i64, mut call: impl FnMut(u32)) {
        let slot = |time: i32| (time / self.step) as usize;
        let states = [(slot(at.hungry), false), (slot(at.fed), true)];
        let known = states.map(|(slot, fed)| {
            if slot < self.slots { self.ways[self.at(node, slot, fed)] } else { NO_WAYS }
        });
        if known.iter().any(|ways| cost + ways.beyond < limit) {
            (0..(self.ways.len() / self.slots / 2) as u32).for_each(call);
            return;
        }
        for ways in known {
            for (rest, next) in ways.best {
                if cost + rest >= limit {
                    break;
                }
                call(next);
            }
        }
    }

    fn rest(
        &self,
        board: &Board<'_>,
        exits: &[(i32, i64, u16)],
        node: usize,
        time: i32,
        fed: bool,
    ) -> (Rest, Ways) {
        let at = if fed {
            Label { hungry: NEVER, fed: time }
        } else {
            Label { hungry: time, fed: NEVER }
        };
        let (mut rest, mut ways) = (NOTHING, NO_WAYS);
        if let Some((cost, _)) = board.exit(exits, at) {
            rest.offer(cost, NOBODY);
        }
        let row = board.model.legs.row(board.nodes[node].place as usize);
        for (next, data) in board.nodes.iter().enumerate().filter(|(next, _)| *next != node) {
            let leg = row[data.place as usize];
            let drive = i64::from(leg.metres) * board.metre;
            let mut cheapest = FAR;
            for choice in data.choices.clone() {
                let there = board.visit(at, leg.minutes as i32, choice);
                if there.hungry.min(there.fed) > board.cell.limits.1 {
                    continue;
                }
                let on = self.look(next, there.hungry, false, node as u32).min(self.look(
                    next,
                    there.fed,
                    true,
                    node as u32,
                ));
                if on < FAR {
                    cheapest = cheapest.min(drive - board.choices[choice].worth + on);
                }
            }
            if cheapest < FAR {
                rest.offer(cheapest, next as u32);
                ways.offer(cheapest, next as u32);
            }
        }
        (rest, ways)
    }
}
