//! The least that the rest of a day can cost, by place and time: any way on, as long as it does
//! not go back to the stop it has just left. Times are rounded down, so it is never too much.

use std::ops::Range;

use super::board::{Board, Job};
use crate::geography::Leg;
use crate::route::{Label, NEVER};

/// Minutes of a slot; twice as many in a large cell.
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
    #[inline]
    fn offer(&mut self, cost: i64, next: u32) {
        let last = self.best[WAYS - 1].0;
        if cost >= last {
            self.beyond = self.beyond.min(cost);
            return;
        }
        self.beyond = self.beyond.min(last);
        let at = self.best.partition_point(|way| way.0 <= cost);
        self.best.copy_within(at..WAYS - 1, at + 1);
        self.best[at] = (cost, next);
    }

    /// The best rest of a day that may also end here at some cost.
    fn rest(&self, exit: Option<i64>) -> Rest {
        let mut rest = NOTHING;
        exit.into_iter().for_each(|cost| rest.offer(cost, NOBODY));
        // They lead to different stops.
        self.best[..2].iter().for_each(|&(cost, next)| rest.offer(cost, next));
        rest
    }
}

/// The table as it is filled.
struct Filling<'a> {
    board: &'a Board<'a>,
    exits: Vec<Vec<(i32, i64, u16)>>,
    table: Completion,
    /// By slot, lunch and stop.
    rests: Vec<Rest>,
    /// By stop, lunch and minute from the start of the day on: the least that a day costs from its arrival there,
    /// without the way to it. The best, what comes next in it, and the best without that.
    arrivals: Vec<Rest>,
    /// The ways to each stop from every stop, side by side.
    legs: Vec<Leg>,
}

/// The table.
pub struct Completion {
    step: i32,
    /// The first slot, and how many there are.
    first: i32,
    slots: usize,
    nodes: usize,
    /// By slot, whether the team had its lunch, and stop: the least of the rest. By itself, for it is asked most.
    least: Vec<i64>,
    /// The same for the ways on.
    ways: Vec<Ways>,
    /// Minutes from the start of the day to its end.
    minutes: usize,
    /// By stop, lunch and minute from the start of the day on: the least that a day costs from its arrival there
    /// at that minute or later, without the way to it.
    lowest: Vec<i64>,
    /// The same by block of stops.
    lowest_of_block: Vec<i64>,
}

impl Completion {
    /// Fills the table backwards in time. None if a visit may take no time at all.
    pub fn new(board: &Board<'_>, job: &Job) -> Option<Self> {
        let step = board.least_work().min(if board.cell.is_large() { 2 * STEP } else { STEP });
        if step < 1 {
            return None;
        }
        let (from, to) = board.cell.limits;
        let first = from.max(0) / step;
        let slots = (to / step + 2 - first).max(0) as usize;
        let nodes = board.nodes.len();
        let minutes = (to - first * step).max(0) as usize + 1;
        let size = nodes * slots * 2;
        let ways = Vec::with_capacity(size);
        let table = Self {
            step,
            first,
            slots,
            nodes,
            least: Vec::new(),
            ways,
            minutes,
            lowest: vec![FAR; nodes * minutes * 2],
            lowest_of_block: vec![FAR; board.cell.blocks.members.len() * minutes * 2],
        };
        let exits = board.nodes.iter().map(|node| board.exits(job, node.place)).collect();
        let arrivals = vec![NOTHING; nodes * minutes * 2];
        let rests = vec![NOTHING; size];
        let places: Vec<usize> = board.nodes.iter().map(|node| node.place as usize).collect();
        let legs_to = |&to: &usize| {
            let column = board.model.legs.column(to);
            places.iter().map(move |&from| column[from])
        };
        let legs = places.iter().flat_map(legs_to).collect();
        let mut filling = Filling { board, exits, table, rests, arrivals, legs };
        filling.table.ways.resize(size, NO_WAYS);
        (0..slots).rev().for_each(|slot| filling.fill(slot));
        let least = filling.rests.iter().map(|rest| rest.best).collect();
        Some(Self { least, ..filling.table })
    }

    /// The slot of a minute, if there is one.
    fn slot(&self, time: i32) -> Option<usize> {
        let slot = (time / self.step - self.first).max(0) as usize;
        (slot < self.slots).then_some(slot)
    }

    fn at(&self, node: usize, slot: usize, fed: bool) -> usize {
        (slot * 2 + usize::from(fed)) * self.nodes + node
    }

    /// Least cost of the rest of a day that stands at a stop, free.
    pub fn least(&self, node: usize, at: Label) -> i64 {
        let best = |time: i32, fed: bool| {
            self.slot(time).map_or(FAR, |slot| self.least[self.at(node, slot, fed)])
        };
        best(at.hungry, false).min(best(at.fed, true))
    }

    /// Where the arrivals at a stop begin.
    fn row(&self, node: usize, fed: bool) -> usize {
        (node * 2 + usize::from(fed)) * self.minutes
    }

    /// What going on costs at least, by so many metres and minutes or more, to a row of the lowest arrivals.
    fn floor(
        &self,
        board: &Board<'_>,
        lowest: &[i64],
        row: usize,
        (metres, minutes): (u32, u32),
        at: Label,
    ) -> i64 {
        let there = board.model.rules.drive(at, minutes as i32);
        let since = self.first * self.step;
        let look = |minute: i32, fed: bool| {
            let now = (minute - since) as usize;
            if now < self.minutes { lowest[self.row(row, fed) + now] } else { FAR }
        };
        let on = look(there.fed, true).min(look(there.hungry, false));
        on.saturating_add(i64::from(metres) * board.metre)
    }

    /// Calls for every stop to which a way that has cost so much can go on and cost less than a
    /// limit in the end, for some others too, and maybe twice.
    pub fn onward(
        &self,
        board: &Board<'_>,
        (node, at): (usize, Label),
        cost: i64,
        limit: i64,
        mut call: impl FnMut(u32),
    ) {
        let known = [(at.hungry, false), (at.fed, true)]
            .map(|(time, fed)| self.slot(time).map(|slot| &self.ways[self.at(node, slot, fed)]));
        if known.iter().flatten().any(|ways| cost + ways.beyond < limit) {
            let blocks = &board.cell.blocks;
            let to_blocks = blocks.to_blocks(blocks.of(node));
            let row = board.model.legs.row(board.nodes[node].place as usize);
            for (block, members) in blocks.members.iter().enumerate() {
                if cost + self.floor(board, &self.lowest_of_block, block, to_blocks[block], at)
                    >= limit
                {
                    continue;
                }
                for next in members.clone() {
                    let leg = row[board.nodes[next].place as usize];
                    let way = (leg.metres, leg.minutes);
                    if cost + self.floor(board, &self.lowest, next, way, at) < limit {
                        call(next as u32);
                    }
                }
            }
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
    fn fill(&mut self, slot: usize) {
        let (step, from) = (self.table.step, self.table.first * self.table.step);
        let time = from + slot as i32 * step;
        for minute in (time..(time + step).min(from + self.table.minutes as i32)).rev() {
            let now = (minute - from) as usize;
            for (block, members) in self.board.cell.blocks.members.iter().enumerate() {
                for fed in [false, true] {
                    let mut all = FAR;
                    for node in members.clone() {
                        let (at, best) =
                            (self.table.row(node, fed) + now, self.visit(node, minute, fed));
                        let later = if now + 1 < self.table.minutes {
                            self.table.lowest[at + 1]
                        } else {
                            FAR
                        };
                        self.arrivals[at] = best;
                        self.table.lowest[at] = best.best.min(later);
                        all = all.min(self.table.lowest[at]);
                    }
                    let at = self.table.row(block, fed) + now;
                    self.table.lowest_of_block[at] = all;
                }
            }
        }
        let rules = &self.board.model.rules;
        for fed in [false, true] {
            // Nobody has had lunch before its window, and who has not when it closes never will.
            let early = fed && time + step < rules.lunch_from;
            if !early && (fed || time <= rules.lunch_to) {
                self.fill_rests(slot, time, fed);
            }
        }
    }

    /// The best visits of a stop for a team that arrives there.
    fn visit(&self, node: usize, minute: i32, fed: bool) -> Rest {
        let mut best = NOTHING;
        for choice in self.board.nodes[node].choices.clone() {
            let (end, paused) = self.board.served(choice, minute);
            if end > self.board.cell.limits.1 {
                continue;
            }
            let Some(slot) = self.table.slot(end) else { continue };
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

    /// The best ways on from all stops at a time, block by block. Where one stop was among the best a slot later it
    /// is looked at first, so that most others are dismissed by what no way from the block falls below.
    fn fill_rests(&mut self, slot: usize, time: i32, fed: bool) {
        let board = self.board;
        let at = if fed {
            Label { hungry: NEVER, fed: time }
        } else {
            Label { hungry: time, fed: NEVER }
        };
        let nodes = self.table.nodes;
        let mut ways = std::mem::take(&mut self.table.ways);
        let (now, later) = ways.split_at_mut((slot + 1) * 2 * nodes);
        let now = &mut now[self.table.at(0, slot, fed)..][..nodes];
        let later = later.get(usize::from(fed) * nodes..).and_then(|ways| ways.get(..nodes));
        let mut known = vec![usize::MAX; nodes];
        let blocks = &board.cell.blocks;
        for (block, members) in blocks.members.iter().enumerate() {
            let before = members.clone().filter_map(|node| Some(later?[node].best));
            let before = before.flatten().map(|way| way.1).filter(|&next| next != NOBODY);
            for next in before.map(|next| next as usize) {
                if known[next] != block {
                    known[next] = block;
                    self.offer(now, members, next, at);
                }
            }
            let worst = |now: &[Ways]| {
                now[members.clone()].iter().map(|ways| ways.best[WAYS - 1].0).max().unwrap_or(FAR)
            };
            let (mut most, mut beyond) = (worst(now), FAR);
            let (to_blocks, to_stops) = (blocks.to_blocks(block), blocks.to_stops(block));
            for (other, others) in blocks.members.iter().enumerate() {
                let floor = self.table.floor(
                    board,
                    &self.table.lowest_of_block,
                    other,
                    to_blocks[other],
                    at,
                );
                if floor >= most {
                    beyond = beyond.min(floor);
                    continue;
                }
                for next in others.clone().filter(|&next| known[next] != block) {
                    let floor =
                        self.table.floor(board, &self.table.lowest, next, to_stops[next], at);
                    if floor >= most {
                        beyond = beyond.min(floor);
                    } else {
                        self.offer(now, members, next, at);
                        most = worst(now);
                    }
                }
            }
            for ways in &mut now[members.clone()] {
                ways.beyond = ways.beyond.min(beyond);
            }
        }
        self.table.ways = ways;
        for node in 0..nodes {
            let exit = board.exit(&self.exits[node], at).map(|(cost, _)| cost);
            let index = self.table.at(node, slot, fed);
            self.rests[index] = self.table.ways[index].rest(exit);
        }
    }

    /// Offers a stop to all of a block as the next one.
    fn offer(&self, now: &mut [Ways], members: &Range<usize>, next: usize, at: Label) {
        let board = self.board;
        let legs = &self.legs[next * self.table.nodes..][members.clone()];
        let since = self.table.first * self.table.step;
        let arrivals = &self.arrivals[self.table.row(next, false)..][..2 * self.table.minutes];
        let (hungry, sated) = arrivals.split_at(self.table.minutes);
        for ((node, leg), ways) in members.clone().zip(legs).zip(&mut now[members.clone()]) {
            let there = board.model.rules.drive(at, leg.minutes as i32);
            let look = |arrivals: &[Rest], minute: i32| {
                let known = arrivals.get((minute - since) as usize);
                known.map_or(FAR, |rest| rest.without(node as u32))
            };
            let on = look(sated, there.fed).min(look(hungry, there.hungry));
            if on < FAR && node != next {
                ways.offer(i64::from(leg.metres) * board.metre + on, next as u32);
            }
        }
    }
}
