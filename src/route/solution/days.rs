//! Days of teams: walked, put in place, exchanged, taken off the road.

use crate::calendar::Day;

use super::{Drive, NONE, Problem, Slot, Solution};

impl Solution {
    /// A day with these places and stops, if it can be kept.
    pub fn walk(problem: &Problem, at: usize, from: u32, to: u32, stops: Vec<u32>) -> Option<Slot> {
        let (team, day) = problem.team_day(at);
        let crew = &problem.crews[team];
        let mut ready = problem.rules.start(crew.day_start);
        let mut due = problem.rules.due_at_end(crew.day_end);
        let mut drives = Vec::with_capacity(stops.len() + 1);
        let (mut here, mut metres, mut drive) = (from, 0, 0);
        for &stop in stops.iter().chain(std::iter::once(&to)) {
            let leg = problem.legs.leg(here as usize, stop as usize);
            let minutes = leg.minutes as i32;
            (metres, drive) = (metres + i64::from(leg.metres), drive + minutes);
            drives.push(Drive { from: here, to: stop, metres: leg.metres, minutes, ready, due });
            if drives.len() > stops.len() {
                break;
            }
            let there = problem.rules.drive(ready, minutes);
            let work = problem.stops[stop as usize].work;
            ready = problem.rules.work(there, problem.open(stop, day), work);
            here = stop;
        }
        let last = drives[stops.len()].minutes;
        if drive > problem.rules.drive {
            return None;
        }
        let end = problem.rules.finish(ready, last, crew.day_end)?;
        let slack = if stops.is_empty() { 0.0 } else { crew.slack(crew.day_end - end) };
        for at in (0..stops.len()).rev() {
            let (stop, after) = (stops[at], &drives[at + 1]);
            due = problem.rules.due_before_drive(after.due, after.minutes);
            let work = problem.stops[stop as usize].work;
            due = problem.rules.due_before_work(due, problem.open(stop, day), work);
            drives[at].due = due;
        }
        let room = drives.iter().map(Drive::room).max().unwrap_or(0);
        Some(Slot { used: true, from, to, stops, metres, drive, drives, room, slack })
    }

    /// Whether a day with these places and stops can be kept.
    pub fn keeps(
        problem: &Problem,
        at: usize,
        (from, to): (u32, u32),
        stops: impl IntoIterator<Item = u32>,
    ) -> bool {
        let (team, day) = problem.team_day(at);
        let crew = &problem.crews[team];
        let mut label = problem.rules.start(crew.day_start);
        let (mut here, mut drive) = (from, 0);
        for stop in stops {
            let long = problem.leg(here, stop).1;
            (drive, here) = (drive + long, stop);
            let work = problem.stops[stop as usize].work;
            let there = problem.rules.drive(label, long);
            label = problem.rules.work(there, problem.open(stop, day), work);
        }
        let long = problem.leg(here, to).1;
        drive + long <= problem.rules.drive
            && problem.rules.finish(label, long, crew.day_end).is_some()
    }

    /// A day at home.
    pub fn idle(problem: &Problem, at: usize) -> Slot {
        let base = problem.crews[problem.team_day(at).0].base;
        Slot {
            used: false,
            from: base,
            to: base,
            stops: Vec::new(),
            metres: 0,
            drive: 0,
            drives: Vec::new(),
            room: 0,
            slack: 0.0,
        }
    }

    /// Puts a walked slot in place.
    pub fn set(&mut self, problem: &Problem, at: usize, slot: Slot) {
        let before = Self::slot_cost(problem, at, &self.slots[at]);
        self.cost += Self::slot_cost(problem, at, &slot) - before;
        self.keep_house(problem, at, slot.used);
        self.driven += usize::from(!slot.stops.is_empty());
        self.driven -= usize::from(!self.slots[at].stops.is_empty());
        self.unevenness += slot.slack * slot.slack - self.slots[at].slack * self.slots[at].slack;
        let old = std::mem::replace(&mut self.slots[at], slot);
        self.keep_slot(at, old);
    }

    /// Takes the team off the road on a day without stops.
    pub fn clear(&mut self, problem: &Problem, at: usize) {
        self.set(problem, at, Self::idle(problem, at));
    }

    /// Exchanges days of a team for others with the same visits, if that costs less and visits
    /// elsewhere allow it; whether it was done. Labs stay as they are.
    pub fn exchange(&mut self, problem: &Problem, days: Vec<(usize, Slot)>) -> bool {
        let cost = self.cost;
        let before: Vec<(usize, Slot)> =
            days.iter().map(|&(at, _)| (at, self.slots[at].clone())).collect();
        let changed = self.rearrange(problem, days);
        let meet = |&stop: &u32| {
            let (team, day) = problem.team_day(self.place[stop as usize] as usize);
            self.meets(problem, stop, team, day)
        };
        if self.cost < cost - 1e-6 && changed.iter().all(meet) {
            return true;
        }
        self.rearrange(problem, before);
        false
    }

    /// Exchanges days of a team for others with one visit more, if visits elsewhere allow it;
    /// whether it was done. The labs of the visit are those noted for it.
    pub fn widen(&mut self, problem: &Problem, stop: u32, days: Vec<(usize, Slot)>) -> bool {
        let before: Vec<(usize, Slot)> =
            days.iter().map(|&(at, _)| (at, self.slots[at].clone())).collect();
        self.absent.retain(|&absent| absent != stop);
        let changed = self.rearrange(problem, days);
        let meet = |&stop: &u32| {
            let (team, day) = problem.team_day(self.place[stop as usize] as usize);
            self.meets(problem, stop, team, day)
        };
        if changed.iter().all(meet) {
            return true;
        }
        self.leave(problem, stop);
        self.rearrange(problem, before);
        false
    }

    /// Lays placed visits out anew; answers those that are made on another day now.
    pub(super) fn rearrange(&mut self, problem: &Problem, days: Vec<(usize, Slot)>) -> Vec<u32> {
        let all = days.iter().flat_map(|(at, slot)| slot.stops.iter().map(move |&s| (s, *at)));
        let changed: Vec<(u32, usize)> =
            all.filter(|&(stop, at)| self.place[stop as usize] as usize != at).collect();
        for &(stop, _) in &changed {
            self.keep_stop(stop);
            if self.place[stop as usize] != NONE {
                self.book(problem, stop, -1);
            }
        }
        for (at, slot) in days {
            self.set(problem, at, slot);
        }
        for &(stop, at) in &changed {
            self.place[stop as usize] = at as u32;
            self.book(problem, stop, 1);
        }
        changed.into_iter().map(|(stop, _)| stop).collect()
    }

    /// Places an absent stop in a slot that was walked with it.
    pub fn place(&mut self, problem: &Problem, stop: u32, at: usize, slot: Slot, labs: &[u8]) {
        self.set(problem, at, slot);
        self.join(problem, stop, at, labs);
    }

    /// Puts an absent stop, with its labs, on the books of a slot that was walked with it.
    pub(in crate::route) fn join(&mut self, problem: &Problem, stop: u32, at: usize, labs: &[u8]) {
        self.keep_stop(stop);
        self.place[stop as usize] = at as u32;
        self.labs[stop as usize].clear();
        self.labs[stop as usize].extend_from_slice(labs);
        self.absent.retain(|&absent| absent != stop);
        self.book(problem, stop, 1);
    }

    /// Takes stops out of one slot. If the day can't be kept without them (distances need not obey
    /// the triangle inequality), every stop of the tour goes.
    pub fn take_out(&mut self, problem: &Problem, at: usize, stops: &[u32]) {
        let slot = &self.slots[at];
        let (from, to) = (slot.from, slot.to);
        let rest: Vec<u32> =
            slot.stops.iter().copied().filter(|stop| !stops.contains(stop)).collect();
        match Self::walk(problem, at, from, to, rest) {
            Some(walked) => {
                for &stop in stops {
                    self.leave(problem, stop);
                }
                self.set(problem, at, walked);
            }
            None => self.dissolve(problem, at),
        }
    }

    /// Takes a stop off the books; its slot is to be walked without it.
    pub(in crate::route) fn leave(&mut self, problem: &Problem, stop: u32) {
        self.keep_stop(stop);
        self.book(problem, stop, -1);
        self.place[stop as usize] = NONE;
        self.absent.push(stop);
    }

    /// Takes a whole tour off the road.
    pub fn dissolve(&mut self, problem: &Problem, at: usize) {
        let (first, last) = self.tour(problem, at);
        for slot in first..=last {
            for stop in self.slots[slot].stops.clone() {
                self.leave(problem, stop);
            }
            self.clear(problem, slot);
        }
    }

    /// Notes whether a team is on the road on the day of a slot.
    pub(super) fn keep_house(&mut self, problem: &Problem, at: usize, used: bool) {
        let (team, day) = problem.team_day(at);
        let day = Day(day as u16);
        if used { self.busy[team].insert(day) } else { self.busy[team].remove(day) }
    }
}
