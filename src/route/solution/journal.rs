//! A step back: what was there before the last mark.

use super::{NONE, Problem, Slot, Solution};

impl Solution {
    /// From here on every change can be undone.
    pub fn mark(&mut self) {
        let journal = &mut self.journal;
        journal.slots.clear();
        journal.stops.clear();
        journal.stamp += 1;
        journal.absent.clone_from(&self.absent);
        journal.cost = self.cost;
        journal.driven = self.driven;
        journal.unevenness = self.unevenness;
    }

    /// Back to the last [`mark`](Self::mark).
    pub fn rollback(&mut self, problem: &Problem) {
        let stops = std::mem::take(&mut self.journal.stops);
        for (stop, _, _) in &stops {
            if self.place[*stop as usize] != NONE {
                self.book(problem, *stop, -1);
            }
        }
        for (stop, place, labs) in stops {
            self.place[stop as usize] = place;
            self.labs[stop as usize] = labs;
            if place != NONE {
                self.book(problem, stop, 1);
            }
        }
        for (at, slot) in std::mem::take(&mut self.journal.slots) {
            self.keep_house(problem, at as usize, slot.used);
            self.slots[at as usize] = slot;
        }
        std::mem::swap(&mut self.absent, &mut self.journal.absent);
        self.cost = self.journal.cost;
        self.driven = self.journal.driven;
        self.unevenness = self.journal.unevenness;
    }

    /// Keeps a day as it was before its first change.
    pub(super) fn keep_slot(&mut self, at: usize, old: Slot) {
        let journal = &mut self.journal;
        if journal.slot_stamp[at] != journal.stamp {
            journal.slot_stamp[at] = journal.stamp;
            journal.slots.push((at as u32, old));
        }
    }

    pub(super) fn keep_stop(&mut self, stop: u32) {
        let (journal, at) = (&mut self.journal, stop as usize);
        if journal.stop_stamp[at] != journal.stamp {
            journal.stop_stamp[at] = journal.stamp;
            journal.stops.push((stop, self.place[at], self.labs[at].clone()));
        }
    }

    /// Whether a stop has changed since the last mark.
    #[inline]
    pub fn is_moved(&self, stop: u32) -> bool {
        self.journal.stop_stamp[stop as usize] == self.journal.stamp
    }

    /// How many of the absent stops were so at the last mark, as long as none of them has been placed since:
    /// those come first.
    pub fn absent_before(&self) -> usize {
        self.journal.absent.len()
    }

    /// Slots changed since the last mark.
    pub fn touched(&self) -> impl Iterator<Item = usize> + '_ {
        self.journal.slots.iter().map(|(at, _)| *at as usize)
    }
}
