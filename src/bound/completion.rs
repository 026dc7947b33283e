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

/// The table as it is filled.
struct Filling<'a> {
    board: &'a Board<'a>,
    exits: Vec<Vec<(i32, i64, u16)>>,
    table: Completion,
    /// By stop, slot and whether the team had its lunch.
    rests: Vec<Rest>,
    /// By stop, minute and whether the team had its lunch: the least that a day costs from its arrival
    /// there, without the way to it. The best, what comes next in it, and the best without that.
    arrivals: Vec<Rest>,
    minutes: usize,
}

/// The table.
pub struct Completion {
    step: i32,
    slots: usize,
    /// By stop, slot and whether the team had its lunch: the least of the rest. By itself, for it is asked most.
    least: Vec<i64>,
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
        let (nodes, minutes) = (board.nodes.len(), board.cell.limits.1.max(0) as usize + 1);
        let size = nodes * slots * 2;
        let table = Self { step, slots, least: Vec::new(), ways: vec![NO_WAYS; size] };
        let exits = board.nodes.iter().map(|node| board.exits(job, node.place)).collect();
        let arrivals = vec![NOTHING; nodes * minutes * 2];
        let rests = vec![NOTHING; size];
        let mut filling = Filling { board, exits, table, rests, arrivals, minutes };
        let first = (board.cell.limits.0 / step).max(0);
        (first..slots as i32).rev().for_each(|slot| filling.fill(slot));
        let least = filling.rests.iter().map(|rest| rest.best).collect();
        Some(Self { least, ..filling.table })
    }

    fn at(&self, node: usize, slot: usize, fed: bool) -> usize {
        (node * self.slots + slot) * 2 + usize::from(fed)
    }

    /// Least cost of the rest of a day that stands at a stop, free.
    pub fn least(&self, node: usize, at: Label) -> i64 {
        let best = |time: i32, fed: bool| {
            let slot = (time / self.step) as usize;
            if slot < self.slots { self.least[self.at(node, slot, fed)] } else { FAR }
        };
        best(at.hungry, false).min(best(at.fed, true))
    }

    /// Calls for every stop to which a way that has cost so much can go on and cost less than a
    /// limit in the end, for some others too, and maybe twice.
    pub fn onward(&self, node: usize, at: Label, cost: i64, limit: i64, mut call: impl FnMut(u32)) {
        let slot = |time: i32| (time / self.step) as usize;
        let states = [(slot(at.hungry), false), (slot(at.fed), true)];
        let known = states
            .map(|(slot, fed)| (slot < self.slots).then(|| &self.ways[self.at(node, slot, fed)]));
        if known.iter().flatten().any(|ways| cost + ways.beyond < limit) {
            (0..(self.ways.len() / self.slots / 2) as u32).for_each(call);
            return;
        }
        for ways in known.into_iter().flatten() {
            for &(rest, next) in &ways.best {
                if cost + rest >= limit {
                    break;
                }
                call(next);
            }
        }
    }
}

impl Filling<'_> {
    /// Fills a slot; all later ones are full, and work takes a slot at least.
    fn fill(&mut self, slot: i32) {
        let time = slot * self.table.step;
        for minute in time..(time + self.table.step).min(self.minutes as i32) {
            for node in 0..self.exits.len() {
                for fed in [false, true] {
                    let at = self.arrival(node, minute, fed);
                    self.arrivals[at] = self.visit(node, minute, fed);
                }
            }
        }
        let rules = &self.board.model.rules;
        for node in 0..self.exits.len() {
            for fed in [false, true] {
                // Nobody has had lunch before its window, and who has not when it closes never will.
                let early = fed && time + self.table.step < rules.lunch_from;
                if early || (!fed && time > rules.lunch_to) {
                    continue;
                }
                let (rest, ways) = self.rest(node, time, fed);
                let at = self.table.at(node, slot as usize, fed);
                self.rests[at] = rest;
                self.table.ways[at] = ways;
            }
        }
    }

    fn arrival(&self, node: usize, minute: i32, fed: bool) -> usize {
        (node * self.minutes + minute as usize) * 2 + usize::from(fed)
    }

    /// The best visits of a stop for a team that arrives there.
    fn visit(&self, node: usize, minute: i32, fed: bool) -> Rest {
        let mut best = NOTHING;
        for choice in self.board.nodes[node].choices.clone() {
            let (end, paused) = self.board.served(choice, minute);
            if end > self.board.cell.limits.1 {
                continue;
            }
            let slot = (end / self.table.step) as usize;
            if slot >= self.table.slots {
                continue;
            }
            let rest = &self.rests[self.table.at(node, slot, fed || paused)];
            let worth = self.board.choices[choice].worth;
            if rest.best < FAR {
                best.offer(rest.best - worth, rest.next);
            }
            if rest.other < FAR {
                best.offer(rest.other - worth, NOBODY);
            }
        }
        best
    }

    /// The best ways on from a stop at a time.
    fn rest(&self, node: usize, time: i32, fed: bool) -> (Rest, Ways) {
        let board = self.board;
        let at = if fed {
            Label { hungry: NEVER, fed: time }
        } else {
            Label { hungry: time, fed: NEVER }
        };
        let (mut rest, mut ways) = (NOTHING, NO_WAYS);
        if let Some((cost, _)) = board.exit(&self.exits[node], at) {
            rest.offer(cost, NOBODY);
        }
        let row = board.model.legs.row(board.nodes[node].place as usize);
        for (next, data) in board.nodes.iter().enumerate().filter(|(next, _)| *next != node) {
            let leg = row[data.place as usize];
            let there = board.model.rules.drive(at, leg.minutes as i32);
            let look = |minute: i32, fed: bool| {
                if minute >= self.minutes as i32 {
                    return FAR;
                }
                self.arrivals[self.arrival(next, minute, fed)].without(node as u32)
            };
            let on = look(there.hungry, false).min(look(there.fed, true));
            if on < FAR {
                let cost = i64::from(leg.metres) * board.metre + on;
                rest.offer(cost, next as u32);
                ways.offer(cost, next as u32);
            }
        }
        (rest, ways)
    }
}
