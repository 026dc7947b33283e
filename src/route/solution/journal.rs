//! A step back: what was there before the last mark. And a copy brought up to date by what has changed since.

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

    /// Makes a copy, taken when the solution was new or saved here the last time, the same as the solution again.
    pub fn save(&mut self, problem: &Problem, copy: &mut Self) {
        let mut trail = std::mem::take(&mut self.trail);
        for &stop in &trail.stops {
            if copy.place[stop as usize] != NONE {
                copy.book(problem, stop, -1);
            }
        }
        for stop in trail.stops.drain(..) {
            let at = stop as usize;
            trail.has_stop[at] = false;
            copy.place[at] = self.place[at];
            copy.labs[at].clone_from(&self.labs[at]);
            if copy.place[at] != NONE {
                copy.book(problem, stop, 1);
            }
        }
        for at in trail.slots.drain(..).map(|at| at as usize) {
            trail.has_slot[at] = false;
            copy.keep_house(problem, at, self.slots[at].used);
            copy.slots[at] = self.slots[at].clone();
        }
        copy.absent.clone_from(&self.absent);
        (copy.cost, copy.driven, copy.unevenness) = (self.cost, self.driven, self.unevenness);
        self.trail = trail;
    }

    /// Keeps a day as it was before its first change.
    pub(super) fn keep_slot(&mut self, at: usize, old: Slot) {
        if !std::mem::replace(&mut self.trail.has_slot[at], true) {
            self.trail.slots.push(at as u32);
        }
        let journal = &mut self.journal;
        if journal.slot_stamp[at] != journal.stamp {
            journal.slot_stamp[at] = journal.stamp;
            journal.slots.push((at as u32, old));
        }
    }

    pub(super) fn keep_stop(&mut self, stop: u32) {
        let (journal, at) = (&mut self.journal, stop as usize);
        if !std::mem::replace(&mut self.trail.has_stop[at], true) {
            self.trail.stops.push(stop);
        }
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
