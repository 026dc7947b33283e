//! The cheapest days of a cell by labels, to the end. A way may go back to a stop that it no longer
//! remembers (`memory`): a relaxation, so that the least cost found is never above that of a real day.

use super::board::{Board, Gate, Job};
use super::completion::{Completion, FAR};
use super::labels::{Found, Picked, Queue, Tag, Trip, beaten, extend, pick, starts};
use super::memory::{Learnt, Near};

/// What a search takes for each stop in a cell of few, in ways looked at …
const A_STOP: u64 = 15_000;
/// … and twice that where there are so many.
const MANY: u64 = 1_000;
/// Most labels of a search.
const LABELS: usize = 200_000;
/// Where there are more although nothing was learnt: stops that a stop remembers, itself included, and most labels.
const LESS: (usize, usize) = (3, 1_000_000);
/// Days that cost more than four fifths of the cheapest at the prices are not waited for.
const WORTH: (i64, i64) = (4, 5);
/// Days that are handed back, and in how many of them a stop may be.
const EXACT: (usize, usize) = (200, 10);

/// Ways that a search looks at, or what takes as long, before any label is made.
pub fn steps(stops: usize) -> u64 {
    let stops = stops as u64;
    stops * A_STOP * (MANY + stops) / MANY
}

/// Exact search: the least cost of a day, if it lies below `threshold`, else the threshold; and days
/// on the way. Where the cheapest days go in circles, stops learn to remember more, and so many times the search
/// begins again with that; where there are too many labels, they remember less.
pub fn exact(
    board: &Board<'_>,
    job: &Job,
    rest: Option<&Completion>,
    near: &mut Learnt,
    threshold: i64,
    lessons: usize,
) -> Found {
    let Some(rest) = rest else { return Found { least: -FAR, ..Found::default() } };
    let idle = idle(board, job).filter(|trip| trip.reduced < threshold);
    let from = idle.as_ref().map_or(threshold, |trip| trip.reduced);
    let mut search = Search {
        board,
        job,
        rest,
        exits: board.nodes.iter().map(|node| board.exits(job, node.place)).collect(),
        least: from,
        steps: steps(board.nodes.len()),
    };
    let mut found = Found { least: -FAR, ..Found::default() };
    for lesson in 0..lessons {
        search.least = from;
        let (certain, picked) = search.run(&near.now, LABELS);
        found.trips.extend(picked.trips);
        if certain < search.least {
            // Too many labels: what was learnt last was too much.
            let known = near.before.take();
            let labels = if known.is_some() { LABELS } else { LESS.1 };
            near.now = known.unwrap_or_else(|| Near::nearest(board, LESS.0));
            if lesson == 0 {
                search.least = from;
                let (again, picked) = search.run(&near.now, labels);
                found.trips.extend(picked.trips);
                found.least = certain.max(again);
            }
            break;
        }
        found.least = found.least.max(certain);
        let known = near.now.clone();
        let learnt = picked.circles.iter().filter(|circle| near.now.learn(circle)).count();
        if certain >= from || learnt == 0 {
            break;
        }
        near.before = Some(known);
    }
    found.steps = search.steps;
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
    fn run(&mut self, near: &Near, most: usize) -> (i64, Picked) {
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
            // Work takes time, so no label is added to a minute that has begun.
            let ids = std::mem::take(&mut queue.by_minute[minute]);
            for id in ids {
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
                    // There are to be some days to choose from.
                    limit = limit.min(self.least / WORTH.1 * WORTH.0);
                }
                let rest = self.rest;
                let steps = &mut self.steps;
                rest.onward(board, (from.node as usize, from.at), from.cost, limit, |to| {
                    *steps += 1;
                    if to == from.node || from.memory.holds(to) {
                        return;
                    }
                    let memory = from.memory.on(to, near);
                    extend(board, from, id, to, |tag| {
                        let tag = Tag { memory, ..tag };
                        if rest.least(to as usize, tag.at) < limit - tag.cost
                            && !beaten(&mut queue, &tag)
                        {
                            queue.push(tag);
                        }
                    });
                });
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
