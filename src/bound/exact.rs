//! The cheapest days of a cell by labels, to the end. A way may go back to a stop that it no longer
//! remembers (`memory`): a relaxation, so that the least cost found is never above that of a real day.

use super::board::{Board, Gate, Job};
use super::completion::{Completion, FAR};
use super::labels::{Found, Picked, Queue, Tag, Trip, beaten, extend, pick, starts};
use super::memory::Near;

/// How much a search may look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Most labels in all; where there are more, the search begins again and remembers less.
    labels: usize,
    /// Most labels that go on from one minute, those with the best hope.
    beam: usize,
    /// Searches, each with what the one before taught.
    lessons: usize,
}

/// Everything, to the end.
pub const SURE: Reach = Reach { labels: 200_000, beam: usize::MAX, lessons: 5 };
/// Enough to find good days; seldom sure of the least cost.
pub const WIDE: Reach = Reach { labels: 200_000, beam: 24, lessons: 2 };
/// Stops that a stop remembers where there are too many labels, itself included, and most labels.
const LESS: (usize, Reach) = (3, Reach { labels: 1_000_000, ..SURE });
/// Days that are handed back, and in how many of them a stop may be.
const EXACT: (usize, usize) = (200, 10);

/// Exact search: the least cost of a day, if it lies below `threshold`, else the threshold; and days
/// on the way. Where the cheapest days go in circles, stops learn to remember more and the search
/// begins again; where there are too many labels, they remember less.
pub fn exact(
    board: &Board<'_>,
    job: &Job,
    rest: Option<&Completion>,
    near: &mut Near,
    threshold: i64,
    reach: Reach,
) -> Found {
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
    let (from, mut before) = (search.least, None::<Near>);
    let mut found = Found { least: -FAR, ..Found::default() };
    for lesson in 0..reach.lessons {
        search.least = from;
        let (certain, picked) = search.run(near, reach);
        found.trips.extend(picked.trips);
        if certain < search.least && reach == SURE {
            // Too many labels: what was learnt last was too much.
            match before.take() {
                Some(known) => *near = known,
                None => {
                    search.least = from;
                    let (size, reach) = LESS;
                    let (again, picked) = search.run(&Near::nearest(board, size), reach);
                    found.trips.extend(picked.trips);
                    found.least = certain.max(again);
                }
            }
            break;
        }
        found.least = found.least.max(certain);
        if certain >= from || lesson + 1 == reach.lessons {
            break;
        }
        let known = near.clone();
        let learnt = picked.circles.iter().filter(|circle| near.learn(circle)).count();
        if learnt == 0 {
            break;
        }
        before = Some(known);
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
    fn run(&mut self, near: &Near, reach: Reach) -> (i64, Picked) {
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
            let mut ids = std::mem::take(&mut queue.by_minute[minute]);
            if ids.len() > reach.beam {
                ids.sort_by_key(|&id| self.hope(&queue.tags[id as usize]));
                let left = ids.split_off(reach.beam);
                let hope = left.first().map_or(i64::MAX, |&id| self.hope(&queue.tags[id as usize]));
                uncertain = uncertain.min(hope);
            }
            for id in ids {
                let from = queue.tags[id as usize];
                if from.dead || self.hope(&from) >= limit {
                    continue;
                }
                if queue.tags.len() > reach.labels {
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
                let rest = self.rest;
                let steps = &mut self.steps;
                rest.onward(from.node as usize, from.at, from.cost, limit, |to| {
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
