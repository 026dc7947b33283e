//! Which stops a way remembers, and so may not go back to. A stop that is not remembered by all
//! stops since can be visited twice: a relaxation (ng-routes, doi:10.1287/opre.1110.0975), made
//! stricter where cheap days go in circles (doi:10.1016/j.disopt.2014.05.001).

use super::board::Board;

/// Stops that a way remembers at most; of more the oldest is forgotten.
const ROOM: usize = 11;
/// Stops of a cell up to which every stop remembers all others.
const ALL: usize = 12;
/// Stops that a stop remembers at first where there are more.
const FIRST: usize = 6;
/// Stops that a stop remembers at most where there are more.
const MOST: usize = 40;

/// What a way remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    /// A bit for each stop, stops 64 apart sharing one.
    sign: u64,
    count: u16,
    nodes: [u16; ROOM],
}

fn bit(node: u32) -> u64 {
    1 << (node % 64)
}

impl Memory {
    /// Only one stop.
    pub fn first(node: u32) -> Self {
        let mut memory = Self { sign: bit(node), count: 1, ..Self::default() };
        memory.nodes[0] = node as u16;
        memory
    }

    fn nodes(&self) -> &[u16] {
        &self.nodes[..usize::from(self.count)]
    }

    /// Whether a stop is remembered.
    pub fn holds(&self, node: u32) -> bool {
        self.sign & bit(node) != 0 && self.nodes().contains(&(node as u16))
    }

    /// Whether all that this remembers is remembered by the other as well.
    pub fn within(&self, other: &Self) -> bool {
        self.sign & !other.sign == 0
            && self.count <= other.count
            && self.nodes().iter().all(|node| other.nodes().contains(node))
    }

    /// What is remembered at the next stop.
    #[must_use]
    pub fn on(&self, to: u32, near: &Near) -> Self {
        let mut next = Self::default();
        let old = self.nodes().iter().filter(|node| near.remembers(to, u32::from(**node)));
        let skipped = old.clone().count().saturating_sub(ROOM - 1);
        for &node in old.skip(skipped) {
            next.push(u32::from(node));
        }
        next.push(to);
        next
    }

    fn push(&mut self, node: u32) {
        self.nodes[usize::from(self.count)] = node as u16;
        self.count += 1;
        self.sign |= bit(node);
    }
}

/// Which stops each stop of a cell remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    words: usize,
    /// By stop a bit for each other one.
    bits: Vec<u64>,
}

/// What the stops of a cell remember, and what they did before they learnt the last time.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// Now.
    pub now: Near,
    /// Before, where that was enough for the search to end.
    pub before: Option<Near>,
}

impl Near {
    /// The memory to begin with: everything in small cells, else the nearest stops.
    pub fn new(board: &Board<'_>) -> Self {
        let size = if board.nodes.len() <= ALL { board.nodes.len() } else { FIRST };
        Self::nearest(board, size)
    }

    /// Every stop remembers itself and the nearest others, so many in all.
    pub fn nearest(board: &Board<'_>, size: usize) -> Self {
        let count = board.nodes.len();
        let words = count.div_ceil(64);
        let mut near = Self { words, bits: vec![0; words * count] };
        for node in 0..count {
            let away =
                |to: usize| board.model.leg(board.nodes[to].place, board.nodes[node].place).1;
            let mut others: Vec<(i32, usize)> =
                (0..count).map(|to| (if to == node { -1 } else { away(to) }, to)).collect();
            if others.len() > size {
                others.select_nth_unstable(size);
                others.truncate(size);
            }
            others.into_iter().for_each(|(_, to)| near.set(node, to));
        }
        near
    }

    fn set(&mut self, node: usize, other: usize) {
        self.bits[node * self.words + other / 64] |= 1 << (other % 64);
    }

    /// Whether a stop remembers another one.
    pub fn remembers(&self, node: u32, other: u32) -> bool {
        self.bits[node as usize * self.words + other as usize / 64] >> (other % 64) & 1 == 1
    }

    fn size(&self, node: u32) -> u32 {
        let row = &self.bits[node as usize * self.words..][..self.words];
        row.iter().map(|word| word.count_ones()).sum()
    }

    /// Teaches the stops between two visits to one stop to remember it. Answers whether any had to
    /// learn.
    pub fn learn(&mut self, stops: &[u32]) -> bool {
        let mut learnt = false;
        for (at, node) in stops.iter().enumerate() {
            let Some(gap) = stops[at + 1..].iter().position(|other| other == node) else {
                continue;
            };
            for &between in &stops[at + 1..=at + gap] {
                if !self.remembers(between, *node) && self.size(between) < MOST as u32 {
                    self.set(between as usize, *node as usize);
                    learnt = true;
                }
            }
        }
        learnt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(count: usize, pairs: &[(u32, u32)]) -> Near {
        let words = count.div_ceil(64);
        let mut near = Near { words, bits: vec![0; words * count] };
        (0..count).for_each(|node| near.set(node, node));
        pairs.iter().for_each(|&(node, other)| near.set(node as usize, other as usize));
        near
    }

    #[test]
    fn a_stop_is_remembered_as_long_as_all_stops_since_know_it() {
        let mut near = near(100, &[(1, 0), (65, 1)]);
        let memory = Memory::first(0).on(1, &near);
        assert!(memory.holds(0) && memory.holds(1) && !memory.holds(64));
        let memory = memory.on(65, &near);
        assert!(!memory.holds(0) && memory.holds(1) && memory.holds(65));
        assert!(near.learn(&[0, 1, 65, 0]));
        assert!(!near.learn(&[0, 1, 65, 0]));
        assert!(Memory::first(0).on(1, &near).on(65, &near).holds(0));
    }

    #[test]
    fn less_memory_is_within_more_even_where_stops_share_a_bit() {
        let near = near(100, &[(1, 0), (1, 64)]);
        let (one, both) = (Memory::first(1), Memory::first(0).on(1, &near));
        assert!(one.within(&both) && !both.within(&one));
        assert!(!Memory::first(64).on(1, &near).within(&both));
    }

    #[test]
    fn a_long_way_forgets_the_oldest_stop() {
        let all: Vec<(u32, u32)> = (0..20).flat_map(|a| (0..20).map(move |b| (a, b))).collect();
        let near = near(20, &all);
        let memory = (1..ROOM as u32 + 1).fold(Memory::first(0), |way, to| way.on(to, &near));
        assert!(!memory.holds(0) && memory.holds(1) && memory.holds(ROOM as u32));
    }
}
