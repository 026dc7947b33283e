//! A stretch: a team's consecutive days between two breaks, and its visits in their order.

use crate::calendar::Day;

use super::super::problem::{Meeting, NONE, Problem};
use super::super::solution::{Slot, Solution};

/// Most days of a stretch: a bit each.
const MOST_DAYS: usize = 31;
/// Days to either side of one that are looked at where breaks lie farther apart: tours may span
/// days off.
const REACH: usize = 5;

/// What is known of a stretch before it is cut anew. Kept between calls for its memory.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    /// Which team.
    pub team: usize,
    /// Slot of its first day.
    pub slot: usize,
    /// Its days.
    pub days: usize,
    /// Its visits in order.
    pub order: Vec<u32>,
    /// What its days cost as they are.
    pub cost: f64,
    /// For each visit the days it may be made on, a bit each.
    pub may: Vec<u32>,
    /// What the vehicle has taken before each visit, were nothing ever brought home.
    pub loads: Vec<(i64, i64)>,
    /// For each visit the minutes in which its samples must be at the base, if there is a limit.
    pub limits: Vec<Option<i32>>,
    /// For each visit and day how many of its county the local escorts can meet; empty = any.
    pub room: Vec<u16>,
    /// It is too short for too many nights.
    pub nights_are_free: bool,
    /// The vehicle could take everything.
    pub load_is_free: bool,
    /// Positions of two visits of the stretch and what lies between them.
    pub pairs: Vec<(usize, usize, Meeting)>,
}

impl Stretch {
    /// Reads the stretch around a slot, with one visit more at a position of that slot's stops if
    /// `more` says so; whether there is anything to cut.
    pub fn read(
        &mut self,
        problem: &Problem,
        solution: &Solution,
        at: usize,
        more: Option<(u32, usize)>,
    ) -> bool {
        let (team, day) = problem.team_day(at);
        let (first, last) = near(problem, solution, team, day);
        (self.team, self.slot, self.days) =
            (team, team * problem.horizon + first, last + 1 - first);
        self.order.clear();
        let slots = &solution.slots[self.slot..self.slot + self.days];
        self.order.extend(slots.iter().flat_map(|slot| &slot.stops));
        let alone = self.days < 2 && more.is_none();
        if alone || self.days > MOST_DAYS || (self.order.is_empty() && more.is_none()) {
            return false;
        }
        self.cost = (self.slot..self.slot + self.days)
            .map(|at| Solution::slot_cost(problem, at, &solution.slots[at]))
            .sum();
        for &stop in &self.order {
            self.cost += Solution::moved(problem, stop, solution.place[stop as usize] as usize);
        }
        if let Some((stop, position)) = more {
            let before = solution.slots[self.slot..at].iter().map(|slot| slot.stops.len());
            self.order.insert(before.sum::<usize>() + position, stop);
        }
        self.read_visits(problem, solution, at);
        let crew = &problem.crews[team];
        let (mass, volume) = self.load(0, self.order.len());
        self.nights_are_free = self.days <= crew.max_nights + 1;
        self.load_is_free = mass <= crew.mass && volume <= crew.volume;
        true
    }

    fn read_visits(&mut self, problem: &Problem, solution: &Solution, at_slot: usize) {
        self.may.clear();
        self.loads.clear();
        self.limits.clear();
        self.pairs.clear();
        let mut load = (0, 0);
        self.loads.push(load);
        for at in 0..self.order.len() {
            let stop = self.order[at];
            let (mass, volume) = solution.load(problem, stop, self.team);
            load = (load.0 + mass, load.1 + volume);
            self.loads.push(load);
            let limited = problem.limited.then(|| solution.limit(problem, stop, self.team));
            self.limits.push(limited.flatten());
            self.read_meetings(problem, at);
            let now = match solution.place[stop as usize] {
                NONE => at_slot,
                place => place as usize,
            };
            let may = (0..self.days).filter(|&day| self.admits(problem, solution, stop, now, day));
            let may = may.fold(0, |bits, day| bits | 1 << day);
            self.may.push(may);
        }
        self.read_room(problem, solution);
    }

    fn read_meetings(&mut self, problem: &Problem, at: usize) {
        for &(other, meeting) in &problem.stops[self.order[at] as usize].meetings {
            if let Some(before) = self.order[..at].iter().position(|&stop| stop == other) {
                self.pairs.push((before, at, meeting));
            }
        }
    }

    /// Whether a visit may be made on a day, the other visits of the stretch and the clock aside.
    /// It stays in its month and with its labs, whose capacity is shared with everybody.
    fn admits(
        &self,
        problem: &Problem,
        solution: &Solution,
        stop: u32,
        now: usize,
        day: usize,
    ) -> bool {
        let slot = self.slot + day;
        if slot == solution.place[stop as usize] as usize {
            return true;
        }
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(slot);
        let Some(option) = data.option(team, day) else { return false };
        let labs = option.labs.iter().zip(&solution.labs[stop as usize]);
        problem.month[day] == problem.month[problem.team_day(now).1]
            && labs
                .into_iter()
                .all(|(labs, &lab)| labs[lab as usize].days.contains(Day(day as u16)))
            && self.meets_others(problem, solution, stop, (team, day))
    }

    fn meets_others(
        &self,
        problem: &Problem,
        solution: &Solution,
        stop: u32,
        ours: (usize, usize),
    ) -> bool {
        problem.stops[stop as usize].meetings.iter().all(|&(other, meeting)| {
            let place = solution.place[other as usize];
            place == NONE
                || self.holds(place as usize)
                || Solution::agree(problem, meeting, problem.team_day(place as usize), ours)
        })
    }

    #[inline]
    fn holds(&self, slot: usize) -> bool {
        (self.slot..self.slot + self.days).contains(&slot)
    }

    fn read_room(&mut self, problem: &Problem, solution: &Solution) {
        self.room.clear();
        let escort = |stop: u32| problem.stops[stop as usize].escort;
        if self.order.iter().all(|&stop| escort(stop).is_none()) {
            return;
        }
        for &stop in &self.order {
            for slot in self.slot..self.slot + self.days {
                let Some(county) = escort(stop) else {
                    self.room.push(u16::MAX);
                    continue;
                };
                let own = solution.slots[slot].stops.iter();
                let own = own.filter(|&&other| escort(other) == Some(county)).count() as u16;
                let left = solution.ledger.escort_left(county, problem.team_day(slot).1);
                self.room.push(left.saturating_add(own));
            }
        }
    }

    /// Whether the visits `from..to` may be made together on a day, the clock and each by itself
    /// aside.
    pub fn together(&self, problem: &Problem, day: usize, from: usize, to: usize) -> bool {
        self.pairs.iter().all(|&(one, other, meeting)| {
            let inside = |at: usize| (from..to).contains(&at);
            match meeting {
                Meeting::SameDay => inside(one) == inside(other),
                Meeting::NotSameDay | Meeting::Apart(_) => !(inside(one) && inside(other)),
                Meeting::NotSameTeam => true,
            }
        }) && (self.room.is_empty() || self.escorted(problem, day, from, to))
    }

    fn escorted(&self, problem: &Problem, day: usize, from: usize, to: usize) -> bool {
        let county = |at: usize| problem.stops[self.order[at] as usize].escort;
        (from..to).all(|at| {
            let same = (from..to).filter(|&other| county(other) == county(at)).count();
            county(at).is_none() || same <= usize::from(self.room[at * self.days + day])
        })
    }

    /// What the vehicle carries after the visits `from..to`.
    pub fn load(&self, from: usize, to: usize) -> (i64, i64) {
        let (before, after) = (self.loads[from], self.loads[to]);
        (after.0 - before.0, after.1 - before.1)
    }
}

/// A slot by which to ask for the stretch around one: slots of a stretch between two breaks that
/// are near each other have one in common.
pub(super) fn start(problem: &Problem, at: usize) -> usize {
    let (team, day) = problem.team_day(at);
    let (first, last) = span(problem, team, day);
    if last - first <= 2 * REACH { team * problem.horizon + first } else { at }
}

/// A number for the days of a stretch around a slot as they are. Mixed here, for the standard library's may change with
/// the compiler, and which marks take each other's place with it.
pub(super) fn mark(problem: &Problem, solution: &Solution, at: usize) -> u64 {
    let (team, day) = problem.team_day(at);
    let (first, last) = near(problem, solution, team, day);
    let slots = team * problem.horizon + first..=team * problem.horizon + last;
    let mut mark = slots.start().wrapping_add(1) as u64;
    let mut mix = |value: u32| {
        mark = (mark ^ u64::from(value)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    };
    for slot in &solution.slots[slots] {
        mix(NONE);
        if slot.used {
            mix(slot.from);
            mix(slot.to);
            slot.stops.iter().for_each(|&stop| mix(stop));
        }
    }
    mark
}

/// First and last day of what is cut anew around a day: all between two breaks, or whole tours near it.
fn near(problem: &Problem, solution: &Solution, team: usize, day: usize) -> (usize, usize) {
    let (first, last) = span(problem, team, day);
    if last - first <= 2 * REACH {
        return (first, last);
    }
    let slot = |day: usize| &solution.slots[team * problem.horizon + day];
    let away =
        |day: usize, place: fn(&Slot) -> u32| slot(day).used && !problem.is_base(place(slot(day)));
    let mut from = day.saturating_sub(REACH).max(first);
    while from > first && away(from, |slot| slot.from) {
        from -= 1;
    }
    let mut to = (day + REACH).min(last);
    while to < last && away(to, |slot| slot.to) {
        to += 1;
    }
    (from, to)
}

/// First and last day of the team's days around one, between two breaks.
fn span(problem: &Problem, team: usize, day: usize) -> (usize, usize) {
    let free = |day: usize| problem.crews[team].days.contains(Day(day as u16));
    let (mut first, mut last) = (day, day);
    while first > 0 && problem.joins[first - 1] && free(first - 1) {
        first -= 1;
    }
    while last + 1 < problem.horizon && problem.joins[last] && free(last + 1) {
        last += 1;
    }
    (first, last)
}
