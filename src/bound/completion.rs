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

/// The table.
pub struct Completion {
    step: i32,
    slots: usize,
    /// By stop, slot and whether the team had its lunch.
    rests: Vec<Rest>,
}

impl Completion {
    /// Fills the table backwards in time. None if a visit may take no time at all.
    pub fn new(board: &Board<'_>, job: &Job) -> Option<Self> {
        let step = board.least_work().min(STEP);
        if step < 1 {
            return None;
        }
        let slots = (board.cell.limits.1 / step + 2) as usize;
        let mut table = Self { step, slots, rests: vec![NOTHING; board.nodes.len() * slots * 2] };
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
                    let rest = table.rest(board, exits, node, slot as i32 * step, fed);
                    let at = table.at(node, slot, fed);
                    table.rests[at] = rest;
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

    fn rest(
        &self,
        board: &Board<'_>,
        exits: &[(i32, i64, u16)],
        node: usize,
        time: i32,
        fed: bool,
    ) -> Rest {
        let at = if fed {
            Label { hungry: NEVER, fed: time }
        } else {
            Label { hungry: time, fed: NEVER }
        };
        let mut rest = NOTHING;
        if let Some((cost, _)) = board.exit(exits, at) {
            rest.offer(cost, NOBODY);
        }
        let row = board.model.legs.row(board.nodes[node].place as usize);
        for (next, data) in board.nodes.iter().enumerate().filter(|(next, _)| *next != node) {
            let leg = row[data.place as usize];
            let drive = i64::from(leg.metres) * board.metre;
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
                    rest.offer(drive - board.choices[choice].worth + on, next as u32);
                }
            }
        }
        rest
    }
}
