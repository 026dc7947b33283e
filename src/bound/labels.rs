//! Labels: a label is a way to be free at a stop, and beats another that is dearer, later and forbids
//! more.

use super::board::{Board, Job, within};
use super::memory::Memory;
use crate::route::Label;

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

/// A way to be free at a stop.
#[derive(Clone, Copy)]
pub struct Tag {
    /// Cost at the prices so far.
    pub cost: i64,
    /// When the team is free, with lunch before and after.
    pub at: Label,
    /// The stop.
    pub node: u32,
    /// What is drawn there.
    pub choice: u32,
    /// The stops it may not go back to.
    pub memory: Memory,
    /// Escorts used, by county.
    pub escorts: u32,
    /// Another label beats it.
    pub dead: bool,
    /// The label before it, or [`ROOT`].
    pub parent: u32,
    /// Where the day started.
    pub origin: u16,
}

/// No label.
pub const ROOT: u32 = u32::MAX;

/// What of a label decides whether it beats another.
#[derive(Clone, Copy)]
struct Kept {
    cost: i64,
    at: Label,
    memory: Memory,
    escorts: u32,
    id: u32,
}

/// Labels in the order of their time.
pub struct Queue {
    /// All labels.
    pub tags: Vec<Tag>,
    /// By stop the labels that nothing beats, cheapest first.
    kept: Vec<Vec<Kept>>,
    /// Labels by the minute at which they are free.
    pub by_minute: Vec<Vec<u32>>,
    /// Finished days: cost, label, end.
    pub done: Vec<(i64, u32, u16)>,
    /// Ways looked at.
    pub steps: u64,
}

impl Queue {
    /// No labels at so many stops.
    pub fn new(nodes: usize) -> Self {
        Self {
            tags: Vec::new(),
            kept: vec![Vec::new(); nodes],
            by_minute: vec![Vec::new(); 1500],
            done: Vec::new(),
            steps: 0,
        }
    }

    /// Takes a label.
    pub fn push(&mut self, tag: Tag) {
        let id = self.tags.len() as u32;
        let minute = tag.at.hungry.min(tag.at.fed) as usize;
        if let Some(bucket) = self.by_minute.get_mut(minute) {
            bucket.push(id);
        }
        self.tags.push(tag);
    }
}

/// First visits.
pub fn starts(board: &Board<'_>, job: &Job) -> Vec<Tag> {
    let mut found = Vec::new();
    for source in &job.sources {
        let from = Tag {
            cost: source.cost,
            at: board.start(),
            node: ROOT,
            choice: 0,
            memory: Memory::default(),
            escorts: 0,
            dead: false,
            parent: ROOT,
            origin: source.code,
        };
        for node in 0..board.nodes.len() as u32 {
            let memory = Memory::first(node);
            go(board, from, source.place, ROOT, node, |tag| found.push(Tag { memory, ..tag }));
        }
    }
    found
}

/// Goes on to a stop.
pub fn extend(board: &Board<'_>, from: Tag, id: u32, to: u32, offer: impl FnMut(Tag)) {
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
pub fn beaten(queue: &mut Queue, tag: &Tag) -> bool {
    let better = |a: &Kept, b: &Kept| {
        a.at.hungry <= b.at.hungry
            && a.at.fed <= b.at.fed
            && a.memory.within(&b.memory)
            && within(a.escorts, b.escorts)
    };
    let id = queue.tags.len() as u32;
    let new = Kept { cost: tag.cost, at: tag.at, memory: tag.memory, escorts: tag.escorts, id };
    let kept = &mut queue.kept[tag.node as usize];
    let dearer = kept.partition_point(|known| known.cost <= new.cost);
    if kept[..dearer].iter().any(|known| better(known, &new)) {
        return true;
    }
    let tags = &mut queue.tags;
    let mut stay = dearer;
    for at in dearer..kept.len() {
        if better(&new, &kept[at]) {
            tags[kept[at].id as usize].dead = true;
        } else {
            kept.swap(stay, at);
            stay += 1;
        }
    }
    kept.truncate(stay);
    kept.insert(dearer, new);
    false
}

/// Whether the way to a label was at a stop.
pub fn visited(tags: &[Tag], mut id: u32, node: u32) -> bool {
    while let Some(tag) = tags.get(id as usize) {
        if tag.node == node {
            return true;
        }
        id = tag.parent;
    }
    false
}

/// Days found.
#[derive(Default)]
pub struct Picked {
    /// Days that may be made.
    pub trips: Vec<Trip>,
    /// The stops of days that go in circles.
    pub circles: Vec<Vec<u32>>,
}

/// The best days, none of them like the others: at most so many, and so many with one stop; days
/// that go in circles are put aside.
pub fn pick(board: &Board<'_>, queue: &mut Queue, (most, shared): (usize, usize)) -> Picked {
    queue.done.sort_unstable();
    let mut uses = vec![0; board.nodes.len()];
    let Picked { mut trips, mut circles } = Picked::default();
    for &(reduced, id, end) in &queue.done {
        if trips.len() >= most {
            break;
        }
        let trip = trip(board, &queue.tags, reduced, id, end);
        let stops: Vec<u32> = trip.stops.iter().map(|stop| stop.0).collect();
        if (1..stops.len()).any(|at| stops[..at].contains(&stops[at])) {
            if circles.len() < most {
                circles.push(stops);
            }
        } else if trip.stops.iter().all(|&(node, _)| uses[node as usize] < shared) {
            trip.stops.iter().for_each(|&(node, _)| uses[node as usize] += 1);
            trips.push(trip);
        }
    }
    Picked { trips, circles }
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
