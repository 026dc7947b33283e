//! The cheapest days of a cell by labels, to the end. What a label forbids is the stops it has been
//! at, as long as it stays near them (ng-routes, doi:10.1287/opre.1110.0975): a relaxation, so that
//! the least cost found is never above that of a real day.

use super::board::{Board, Gate, Job};
use super::completion::{Completion, FAR};
use super::labels::{Found, Queue, Tag, Trip, beaten, extend, pick, starts};

/// Stops near a stop that it remembers, itself included, and most labels: where there are more, the
/// search begins again and remembers less.
const MEMORY: [(usize, usize); 2] = [(8, 200_000), (3, 1_000_000)];
/// Days that are handed back, and in how many of them a stop may be.
const EXACT: (usize, usize) = (200, 10);

/// Exact search: the least cost of a day, if it lies below `threshold`, else the threshold; and days
/// on the way. Where there are too many labels, stops remember less.
pub fn exact(board: &Board<'_>, job: &Job, rest: Option<&Completion>, threshold: i64) -> Found {
    let Some(rest) = rest else { return Found { least: -FAR, ..Found::default() } };
    let sites = board.nodes.len() as u64;
    let idle = idle(board, job).filter(|trip| trip.reduced < threshold);
    let mut search = Search {
        board,
        job,
        rest,
        exits: board.nodes.iter().map(|node| board.exits(job, node.place)).collect(),
        least: idle.as_ref().map_or(threshold, |trip| trip.reduced),
        steps: sites * sites * 100,
    };
    let from = search.least;
    let mut found = Found { least: -FAR, ..Found::default() };
    for (size, most) in MEMORY {
        search.least = from;
        let (certain, trips) = search.run(&memory(board, size), most);
        found = Found { least: certain.max(found.least), trips, steps: search.steps };
        if certain >= search.least {
            break;
        }
    }
    found.trips.extend(idle);
    found
}

/// An exact search at work.
struct Search<'a> {
    board: &'a Board<'a>,
    job: &'a Job,
    rest: &'a Completion,
    exits: Vec<Vec<(i32, i64, u16)>>,
    least: i64,
    steps: u64,
}

impl Search<'_> {
    fn hope(&self, tag: &Tag) -> i64 {
        tag.cost.saturating_add(self.rest.least(tag.node as usize, tag.at))
    }

    /// What no day costs less than, and some days. Equal to `self.least` if all labels were seen.
    fn run(&mut self, memory: &Memory, most: usize) -> (i64, Vec<Trip>) {
        let board = self.board;
        let mut queue = Queue::new(board.nodes.len());
        let mut limit = self.least;
        for tag in starts(board, self.job) {
            if self.hope(&tag) < limit && !beaten(&mut queue, &tag) {
                queue.push(tag);
            }
        }
        let mut uncertain = i64::MAX;
        for minute in 0..queue.by_minute.len() {
            let mut next = 0;
            while let Some(&id) = queue.by_minute[minute].get(next) {
                next += 1;
                let from = queue.tags[id as usize];
                if from.dead || self.hope(&from) >= limit {
                    continue;
                }
                if queue.tags.len() > most {
                    uncertain = uncertain.min(self.hope(&from));
                    continue;
                }
                if let Some((cost, end)) = board.exit(&self.exits[from.node as usize], from.at)
                    && from.cost + cost < limit
                {
                    queue.done.push((from.cost + cost, id, end));
                    self.least = self.least.min(from.cost + cost);
                    // Half of the best is still looked at, so that there are days to choose from.
                    limit = limit.min(self.least / 2);
                }
                self.steps += board.nodes.len() as u64;
                for to in 0..board.nodes.len() as u32 {
                    let Some(mask) = memory.extend(from.node, from.mask, to) else { continue };
                    extend(board, from, id, to, |tag| {
                        let tag = Tag { mask, ..tag };
                        if self.rest.least(to as usize, tag.at) < limit - tag.cost
                            && !beaten(&mut queue, &tag)
                        {
                            queue.push(tag);
                        }
                    });
                }
            }
        }
        (self.least.min(uncertain), pick(board, &mut queue, EXACT))
    }
}

/// The cheapest day without a visit: driving to, from or between seats.
fn idle(board: &Board<'_>, job: &Job) -> Option<Trip> {
    let drive = |source: &Gate| {
        let ways = job.sinks.iter().filter(|sink| (source.code, sink.code) != (0, 0));
        ways.filter_map(|sink| {
            let (metres, minutes) = board.model.leg(source.place, sink.place);
            let reduced = source.cost + metres * board.metre + sink.cost;
            board.finishes(board.start(), minutes).then(|| Trip {
                reduced,
                gates: (source.code, sink.code),
                metres,
                stops: Vec::new(),
            })
        })
        .min_by_key(|trip| (trip.reduced, trip.gates))
    };
    job.sources.iter().filter_map(drive).min_by_key(|trip| (trip.reduced, trip.gates))
}

/// Which stops each stop remembers.
struct Memory {
    /// By stop the stops it remembers, itself first.
    near: Vec<Vec<u32>>,
}

fn memory(board: &Board<'_>, size: usize) -> Memory {
    let of = |node: usize| {
        let far = |to: usize| board.model.leg(board.nodes[node].place, board.nodes[to].place).1;
        let mut others: Vec<(i32, u32)> = (0..board.nodes.len())
            .filter(|&to| to != node)
            .map(|to| (far(to), to as u32))
            .collect();
        if others.len() > size - 1 {
            others.select_nth_unstable(size - 1);
            others.truncate(size - 1);
        }
        others.sort_unstable();
        std::iter::once(node as u32).chain(others.into_iter().map(|(_, to)| to)).collect()
    };
    Memory { near: (0..board.nodes.len()).map(of).collect() }
}

impl Memory {
    /// What is remembered after going on to a stop; none if that stop is remembered already.
    fn extend(&self, from: u32, mask: u16, to: u32) -> Option<u16> {
        let (here, there) = (&self.near[from as usize], &self.near[to as usize]);
        let mut next = 1;
        for (bit, node) in here.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1) {
            if *node == to {
                return None;
            }
            debug_assert!(bit < 16);
            if let Some(at) = there.iter().position(|known| known == node) {
                next |= 1 << at;
            }
        }
        Some(next)
    }
}
