//! The cheapest days of a cell by labels: a label is a way to be free at a stop, and beats another
//! that is dearer, later and forbids more. What it forbids is the stops it has been at, as long as
//! it stays near them (ng-routes, doi:10.1287/opre.1110.0975): a relaxation, so that the least cost
//! found is never above that of a real day.

use super::board::{Board, Job, within};
use super::completion::{Completion, FAR};
use crate::route::Label;

/// Stops near a stop that it remembers, itself included, and most labels: where there are more, the
/// search begins again and remembers less.
const MEMORY: [(usize, usize); 2] = [(8, 200_000), (3, 1_000_000)];
/// Neighbours tried by the quick search.
const NEAR: usize = 32;
/// Minutes of a bucket of the quick search.
const BUCKET: i32 = 6;
/// Days that a quick search hands back, and in how many of them a stop may be.
const QUICK: (usize, usize) = (40, 4);
/// The same of an exact search, which costs more and finds more.
const EXACT: (usize, usize) = (200, 10);

/// A day of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Trip {
    /// Cost at the prices, the day's own cost less what its visits are worth.
    pub reduced: i64,
    /// Where it starts and ends: 0 = the base, else one more than the position of a seat.
    pub gates: (u16, u16),
    /// Metres driven.
    pub metres: i64,
    /// Choices in order, with the node of each.
    pub stops: Vec<(u32, u32)>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// No day costs less at the prices; only said by an exact search.
    pub least: i64,
    /// The best days, different from each other.
    pub trips: Vec<Trip>,
    /// Ways looked at.
    pub steps: u64,
}

#[derive(Clone, Copy)]
struct Tag {
    cost: i64,
    at: Label,
    node: u32,
    choice: u32,
    mask: u16,
    escorts: u32,
    dead: bool,
    parent: u32,
    origin: u16,
}

const ROOT: u32 = u32::MAX;

/// What of a label decides whether it beats another.
#[derive(Clone, Copy)]
struct Kept {
    cost: i64,
    at: Label,
    mask: u16,
    escorts: u32,
    id: u32,
}

/// Labels in the order of their time.
struct Queue {
    tags: Vec<Tag>,
    /// By stop the labels that nothing beats, cheapest first.
    kept: Vec<Vec<Kept>>,
    by_minute: Vec<Vec<u32>>,
    /// Finished days: cost, label, end.
    done: Vec<(i64, u32, u16)>,
    steps: u64,
}

impl Queue {
    fn new(nodes: usize) -> Self {
        Self {
            tags: Vec::new(),
            kept: vec![Vec::new(); nodes],
            by_minute: vec![Vec::new(); 1500],
            done: Vec::new(),
            steps: 0,
        }
    }

    fn push(&mut self, tag: Tag) {
        let id = self.tags.len() as u32;
        let minute = tag.at.hungry.min(tag.at.fed) as usize;
        if let Some(bucket) = self.by_minute.get_mut(minute) {
            bucket.push(id);
        }
        self.tags.push(tag);
    }
}

/// Quick search: a label by stop and few minutes, near neighbours only. Says nothing about the
/// least cost, and finds real days only.
pub fn quick(board: &Board<'_>, job: &Job, threshold: i64) -> Found {
    let exits: Vec<_> = board.nodes.iter().map(|node| board.exits(job, node.place)).collect();
    let near = near(board);
    let slots = (board.cell.limits.1 / BUCKET + 2).max(1) as usize;
    let mut best = vec![i64::MAX; board.nodes.len() * slots];
    let mut queue = Queue::new(board.nodes.len());
    let offer = |queue: &mut Queue, best: &mut Vec<i64>, tag: Tag| {
        let time = tag.at.hungry.min(tag.at.fed);
        if time > board.cell.limits.1 {
            return;
        }
        let known = &mut best[tag.node as usize * slots + (time / BUCKET) as usize];
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
    Found { least: i64::MIN, trips: pick(board, &mut queue, QUICK), steps }
}

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
    let drive = |source: &super::board::Gate| {
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

/// First visits.
fn starts(board: &Board<'_>, job: &Job) -> Vec<Tag> {
    let mut found = Vec::new();
    for source in &job.sources {
        let from = Tag {
            cost: source.cost,
            at: board.start(),
            node: ROOT,
            choice: 0,
            mask: 0,
            escorts: 0,
            dead: false,
            parent: ROOT,
            origin: source.code,
        };
        for node in 0..board.nodes.len() as u32 {
            go(board, from, source.place, ROOT, node, |tag| found.push(Tag { mask: 1, ..tag }));
        }
    }
    found
}

fn extend(board: &Board<'_>, from: Tag, id: u32, to: u32, offer: impl FnMut(Tag)) {
    go(board, from, board.nodes[from.node as usize].place, id, to, offer);
}

/// All ways to go on to a stop.
fn go(board: &Board<'_>, from: Tag, place: u32, id: u32, to: u32, mut offer: impl FnMut(Tag)) {
    let data = &board.nodes[to as usize];
    let escorts = from.escorts + data.escort;
    if data.escort != 0 && !within(escorts, board.escorts) {
        return;
    }
    let (metres, minutes) = board.model.leg(place, data.place);
    for choice in data.choices.clone() {
        let at = board.visit(from.at, minutes, choice);
        if at.hungry.min(at.fed) <= board.cell.limits.1 {
            let cost = from.cost + metres * board.metre - board.choices[choice].worth;
            let choice = choice as u32;
            offer(Tag { cost, at, node: to, choice, escorts, parent: id, dead: false, ..from });
        }
    }
}

/// Whether a label at the same stop is as good in everything; if none is, those that the new one
/// beats die, and it is kept as the next label.
fn beaten(queue: &mut Queue, tag: &Tag) -> bool {
    let better = |a: &Kept, b: &Kept| {
        a.at.hungry <= b.at.hungry
            && a.at.fed <= b.at.fed
            && a.mask & !b.mask == 0
            && within(a.escorts, b.escorts)
    };
    let id = queue.tags.len() as u32;
    let new = Kept { cost: tag.cost, at: tag.at, mask: tag.mask, escorts: tag.escorts, id };
    let kept = &mut queue.kept[tag.node as usize];
    let dearer = kept.partition_point(|known| known.cost <= new.cost);
    if kept[..dearer].iter().any(|known| better(known, &new)) {
        return true;
    }
    let tags = &mut queue.tags;
    let mut at = 0;
    kept.retain(|known| {
        at += 1;
        let dies = at > dearer && better(&new, known);
        if dies {
            tags[known.id as usize].dead = true;
        }
        !dies
    });
    kept.insert(dearer, new);
    false
}

fn visited(tags: &[Tag], mut id: u32, node: u32) -> bool {
    while let Some(tag) = tags.get(id as usize) {
        if tag.node == node {
            return true;
        }
        id = tag.parent;
    }
    false
}

/// For each stop the others that are cheapest to go on to.
fn near(board: &Board<'_>) -> Vec<Vec<u32>> {
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
        if others.len() > NEAR {
            others.select_nth_unstable(NEAR);
            others.truncate(NEAR);
        }
        others.sort_unstable();
        others.into_iter().map(|(_, to)| to).collect()
    };
    (0..board.nodes.len()).map(of).collect()
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

/// The best days, none of them like the others.
fn pick(board: &Board<'_>, queue: &mut Queue, (most, shared): (usize, usize)) -> Vec<Trip> {
    queue.done.sort_unstable();
    let mut uses = vec![0; board.nodes.len()];
    let mut trips = Vec::new();
    for &(reduced, id, end) in &queue.done {
        if trips.len() >= most {
            break;
        }
        let trip = trip(board, &queue.tags, reduced, id, end);
        if trip.stops.iter().all(|&(node, _)| uses[node as usize] < shared) {
            trip.stops.iter().for_each(|&(node, _)| uses[node as usize] += 1);
            trips.push(trip);
        }
    }
    trips
}

fn trip(board: &Board<'_>, tags: &[Tag], reduced: i64, mut id: u32, end: u16) -> Trip {
    let mut stops = Vec::new();
    let mut origin = 0;
    while let Some(tag) = tags.get(id as usize) {
        stops.push((tag.node, tag.choice));
        (id, origin) = (tag.parent, tag.origin);
    }
    stops.reverse();
    let place = |code: u16| match code {
        0 => board.cell.base_place,
        code => board.model.first_seat + u32::from(code) - 1,
    };
    let mut at = place(origin);
    let mut metres = 0;
    for &(node, _) in &stops {
        let to = board.nodes[node as usize].place;
        metres += board.model.leg(at, to).0;
        at = to;
    }
    metres += board.model.leg(at, place(end)).0;
    Trip { reduced, gates: (origin, end), metres, stops }
}
