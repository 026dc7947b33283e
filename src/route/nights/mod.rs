//! Nights and days of a team, exact for a given order of its visits.
//!
//! All days of a team between two breaks are looked at together, with their visits in order: where
//! the days are cut, where the team sleeps (at any seat or at its base), on which of the days it
//! stays at home. A dynamic programme goes from day to day; a state is the number of visits made
//! and the place of the night, and where the policy limits nights, loads or the way of samples
//! home, what is used of these. A day is walked with the same two labels as everywhere (waiting at
//! closed doors, lunch, driving, duty), so that what comes out can be kept, and no other way to cut
//! these days and choose these nights costs less. States that can't lead to less than what is
//! there already are dropped by a floor on the rest (Vansteenwegen, Souffriau and Sörensen 2012,
//! doi:10.1057/jors.2011.18, split tours by hotels with the same idea; theirs has no clock).
//!
//! What others share in stays: every visit keeps its labs and its month. What an owner's further days
//! cost is not weighed here; days that would cost more by it are not changed.

mod floor;
mod pool;
mod stretch;

use super::clockwork::{Label, NEVER};
use super::problem::Problem;
use super::solution::{Slot, Solution};

use floor::Floor;
use pool::{Beginning, Pool};
use stretch::Stretch;

/// A gain below this is rounding, fen.
const LEAST_GAIN: f64 = 0.01;

/// Marks that are remembered.
const SETTLED: usize = 1 << 14;

/// Memory of [`recut`], kept between calls.
#[derive(Debug, Default)]
pub struct Nights {
    stretch: Stretch,
    floor: Floor,
    pool: Pool,
    touched: Vec<usize>,
    /// Marks of days that could not be cut better when they were last looked at, each in a place of its own.
    settled: Vec<u64>,
}

/// One day of a stretch as it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    used: bool,
    from: u32,
    to: u32,
    /// Its visits, positions in the order of the stretch.
    visits: (usize, usize),
}

/// Cuts the days around everything changed since the last mark anew, where that costs less.
pub fn improve(problem: &Problem, solution: &mut Solution, nights: &mut Nights) {
    let mut touched = std::mem::take(&mut nights.touched);
    touched.clear();
    let used = solution.touched().filter(|&at| solution.slots[at].used);
    touched.extend(used.map(|at| stretch::start(problem, at)));
    touched.sort_unstable();
    touched.dedup();
    nights.settled.resize(SETTLED, 0);
    for &at in &touched {
        // Most steps end in days that were there before: what shares labs, escorts and meetings with them may have
        // changed since, but hardly what is best.
        let mark = stretch::mark(problem, solution, at);
        let place = mark as usize % SETTLED;
        if nights.settled[place] != mark && !recut(problem, solution, at, nights) {
            nights.settled[place] = mark;
        }
    }
    nights.touched = touched;
}

/// Cuts the team's days around a slot anew and chooses its nights, if that costs less than what is
/// there; whether it did.
pub fn recut(problem: &Problem, solution: &mut Solution, at: usize, nights: &mut Nights) -> bool {
    if !nights.stretch.read(problem, solution, at, None) {
        return false;
    }
    let most = nights.stretch.cost - LEAST_GAIN;
    let Some((_, days)) = nights.best(problem, most) else { return false };
    nights.slots(problem, &days).is_some_and(|slots| solution.exchange(problem, slots))
}

/// The days of the team of a slot with an absent visit beside a position of their order, all of them
/// cut anew, if that adds less than `most`; and what it adds. The visit's labs are those noted for it.
pub fn widened(
    problem: &Problem,
    solution: &Solution,
    stop: u32,
    (at, position): (usize, usize),
    most: f64,
    nights: &mut Nights,
) -> Option<(f64, Vec<(usize, Slot)>)> {
    if !nights.stretch.read(problem, solution, at, Some((stop, position))) {
        return None;
    }
    let (cost, days) = nights.best(problem, nights.stretch.cost + most)?;
    Some((cost - nights.stretch.cost, nights.slots(problem, &days)?))
}

impl Nights {
    /// The cheapest days and nights and what they cost, if that is less than `most`.
    fn best(&mut self, problem: &Problem, mut most: f64) -> Option<(f64, Vec<Span>)> {
        self.floor.read(problem, &self.stretch);
        if self.floor.all(problem) >= most {
            return None;
        }
        self.floor.read_seats(problem, &self.stretch, most);
        let base = problem.crews[self.stretch.team].base;
        self.pool.start(base, self.stretch.order.len(), problem.seats.len() + 1);
        let (mut from, mut end) = (0, None);
        for day in 0..self.stretch.days {
            let to = self.pool.len();
            self.pool.new_day();
            for at in from..to {
                let known = self.pool.get(at);
                let floor =
                    self.floor.rest(problem, &self.stretch, known.place, known.made as usize);
                let beaten = self.pool.is_beaten(at);
                if known.cost + floor < most && !beaten {
                    self.stay(problem, day, at as u32);
                    self.go(problem, day, at as u32, most);
                }
            }
            from = to;
            (most, end) = self.ended(problem, day, from, most).unwrap_or((most, end));
        }
        end.map(|(day, at)| (most, self.days(base, day, at)))
    }

    /// The cheapest way to have made all visits and be at the base at the end of a day.
    fn ended(
        &self,
        problem: &Problem,
        day: usize,
        from: usize,
        most: f64,
    ) -> Option<(f64, Option<(usize, u32)>)> {
        let mut best = None;
        let rest: f64 = (day + 1..self.stretch.days).map(|day| self.idle(problem, day)).sum();
        let mut least = most;
        for at in from..self.pool.len() {
            let known = self.pool.get(at);
            let done = known.made as usize == self.stretch.order.len();
            if done && problem.is_base(known.place) && known.cost + rest < least {
                least = known.cost + rest;
                best = Some((least, Some((day, at as u32))));
            }
        }
        best
    }

    /// What a day at home costs: a plan that is changed.
    #[inline]
    fn idle(&self, problem: &Problem, day: usize) -> f64 {
        problem.kept.as_ref().map_or(0.0, |kept| kept.of_day(self.stretch.slot + day, &[]))
    }

    /// A day at home.
    fn stay(&mut self, problem: &Problem, day: usize, at: u32) {
        let known = self.pool.get(at as usize);
        if !problem.is_base(known.place) {
            return;
        }
        let cost = known.cost + self.idle(problem, day);
        let new = Beginning { cost, parent: at, used: false, ..known };
        self.offer(problem, new);
    }

    /// A day on the road: every number of visits, every place to sleep.
    fn go(&mut self, problem: &Problem, day: usize, at: u32, most: f64) {
        let known = self.pool.get(at as usize);
        let crew = &problem.crews[self.stretch.team];
        let slot = self.stretch.slot + day;
        let calendar_day = problem.team_day(slot).1;
        let mut walk = Walk {
            label: problem.rules.start(crew.day_start),
            place: known.place,
            metres: 0,
            drive: 0,
            moved: 0.0,
            until: known.until,
        };
        let made = known.made as usize;
        for next in made..=self.stretch.order.len() {
            self.sleep(problem, day, at, &walk, next, most);
            let Some(&stop) = self.stretch.order.get(next) else { return };
            if self.stretch.may[next] & 1 << day == 0 {
                return;
            }
            let (metres, minutes) = problem.leg(walk.place, stop);
            walk.metres += metres;
            walk.drive += minutes;
            let label = problem.rules.drive(walk.label, minutes);
            let open = problem.open(stop, calendar_day);
            walk.label = problem.rules.work(label, open, problem.stops[stop as usize].work);
            walk.place = stop;
            walk.moved += Solution::moved(problem, stop, slot);
            let ready = walk.label.hungry.min(walk.label.fed);
            if let Some(limit) = self.stretch.limits[next] {
                walk.until = walk.until.min(day as i32 * 1440 + ready.saturating_add(limit));
            }
            let least = known.cost
                + walk.cost(problem)
                + problem.prices.team_day
                + self.floor.onward(next + 1);
            let load = self.stretch.load(known.before as usize, next + 1);
            if ready >= NEVER
                || walk.drive > problem.rules.drive
                || least >= most
                || load.0 > crew.mass
                || load.1 > crew.volume
            {
                return;
            }
        }
    }

    /// The day ends before visit `next`: at the base, or at a seat.
    fn sleep(
        &mut self,
        problem: &Problem,
        day: usize,
        at: u32,
        walk: &Walk,
        next: usize,
        most: f64,
    ) {
        let known = self.pool.get(at as usize);
        let base = problem.crews[self.stretch.team].base;
        let left = self.stretch.days - day - 1;
        let made = known.made as usize;
        if self.floor.need(next) > left || !self.stretch.together(problem, day, made, next) {
            return;
        }
        let stops = &self.stretch.order[made..next];
        let slot = self.stretch.slot + day;
        let redone = problem.kept.as_ref().map_or(0.0, |kept| kept.of_day(slot, stops));
        let cost = known.cost + walk.cost(problem) + problem.prices.team_day + redone;
        if next > made || known.place != base {
            let new = Beginning { cost, place: base, nights: 0, ..known };
            self.arrive(problem, day, at, walk, next, new, most);
        }
        let nights = known.nights + 1;
        if left == 0 || nights as usize > problem.crews[self.stretch.team].max_nights {
            return;
        }
        for index in 0..self.floor.seats(next).len() {
            let place = self.floor.seats(next)[index];
            let cost = cost + problem.prices.night;
            self.arrive(
                problem,
                day,
                at,
                walk,
                next,
                Beginning { cost, place, nights, ..known },
                most,
            );
        }
    }

    /// The last drive of a day.
    #[expect(clippy::too_many_arguments, reason = "a day that ends: who, when, how far, where")]
    fn arrive(
        &mut self,
        problem: &Problem,
        day: usize,
        at: u32,
        walk: &Walk,
        next: usize,
        new: Beginning,
        most: f64,
    ) {
        let crew = &problem.crews[self.stretch.team];
        let (metres, minutes) = problem.leg(walk.place, new.place);
        let cost = new.cost + metres as f64 * problem.prices.metre;
        if cost + self.floor.rest(problem, &self.stretch, new.place, next) >= most
            || walk.drive + minutes > problem.rules.drive
        {
            return;
        }
        let Some(end) = problem.rules.finish(walk.label, minutes, crew.day_end) else { return };
        let home = problem.is_base(new.place);
        if home && day as i32 * 1440 + end > walk.until {
            return;
        }
        let new = Beginning {
            cost,
            made: next as u32,
            before: if home { next as u32 } else { new.before },
            until: if home { i32::MAX } else { walk.until },
            parent: at,
            used: true,
            ..new
        };
        self.offer(problem, new);
    }

    fn offer(&mut self, problem: &Problem, mut new: Beginning) {
        if self.stretch.nights_are_free {
            new.nights = 0;
        }
        if self.stretch.load_is_free {
            new.before = new.made;
        }
        self.pool.offer(new, column(problem, new.place));
    }

    /// The days that lead to a beginning, first to last.
    fn days(&self, base: u32, day: usize, end: u32) -> Vec<Span> {
        let visits = self.stretch.order.len();
        let home = Span { used: false, from: base, to: base, visits: (visits, visits) };
        let mut days = vec![home; self.stretch.days];
        let mut at = end;
        for day in days[..=day].iter_mut().rev() {
            let here = self.pool.get(at as usize);
            let before = self.pool.get(here.parent as usize);
            let visits = (before.made as usize, here.made as usize);
            *day = Span { used: here.used, from: before.place, to: here.place, visits };
            at = here.parent;
        }
        days
    }

    /// The days as slots.
    fn slots(&self, problem: &Problem, days: &[Span]) -> Option<Vec<(usize, Slot)>> {
        let slots = days.iter().zip(self.stretch.slot..).map(|(span, at)| {
            let stops = self.stretch.order[span.visits.0..span.visits.1].to_vec();
            if span.used {
                Solution::walk(problem, at, span.from, span.to, stops).map(|slot| (at, slot))
            } else {
                Some((at, Solution::idle(problem, at)))
            }
        });
        slots.collect()
    }
}

/// What a team has behind it on a day.
struct Walk {
    label: Label,
    place: u32,
    metres: i64,
    drive: i32,
    /// Fen for visits made elsewhere than in the plan that is changed.
    moved: f64,
    /// Minute until which the base has to be reached.
    until: i32,
}

impl Walk {
    fn cost(&self, problem: &Problem) -> f64 {
        self.metres as f64 * problem.prices.metre + self.moved
    }
}

/// A number for a place to sleep.
#[inline]
fn column(problem: &Problem, place: u32) -> usize {
    if problem.is_base(place) { 0 } else { place as usize + 1 - problem.first_seat() }
}
