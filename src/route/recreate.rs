//! Recreate: absent visits go back one by one, each where it costs least, some places overlooked
//! by chance ("blinks", Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914).
//!
//! A visit may join a day beside its nearest neighbours, lengthen a tour by a day with a night
//! between, or open a tour of one to three days. Only when all that would need a new day is every
//! other day on the road looked at, too.

use fastrand::Rng;

use crate::calendar::Day;
use crate::model::AgencyIx;

use super::clockwork::Label;
use super::problem::{NONE, Problem};
use super::solution::{Slot, Solution};

/// How often a place is overlooked.
const BLINK: f64 = 0.01;
/// How often a visit does without one of its labs.
const OVERLOOK: f64 = 0.05;
/// How often a pass places visits that don't pay by themselves: together they may.
const GENEROUS: f64 = 0.1;
/// By how much the worth of a visit is raised then.
const RAISE: f64 = 4.0;
/// Free days looked at for a new tour, a team.
const FREE_DAYS: usize = 2;

/// Where a visit may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    /// Into a day on the road, at a position.
    Into { slot: usize, at: usize },
    /// A tour of its own, one day.
    Alone { slot: usize },
    /// A day more at the end of a tour, after a night at a seat.
    After { end: usize, seat: u32 },
    /// A day more at the start of a tour, before a night at a seat.
    Before { start: usize, seat: u32 },
    /// A tour of two days: the visit on the first, a night, the way back.
    Out { slot: usize, seat: u32 },
    /// A tour of two days: the way there, a night, the visit on the second.
    Back { slot: usize, seat: u32 },
    /// A tour of three days: there, the visit, and back, a night between each.
    Far { slot: usize, seat: u32 },
}

/// A tour with a day more: the day that was its end or start (slot, from, to), and the new one.
struct Longer {
    kept: (usize, u32, u32),
    new: (usize, u32, u32),
    found: Move,
}

/// Scratch memory of [`recreate`], kept between calls.
#[derive(Debug, Default)]
pub struct Scratch {
    seen: Vec<u32>,
    stamp: u32,
    labs: Vec<u8>,
    /// A lab that one visit does without in this pass, so that others find room there.
    overlooked: Option<(u32, AgencyIx)>,
    /// Worth of visits in this pass, as a multiple of their value.
    raise: f64,
    order: Vec<(f64, u32)>,
}

impl Scratch {
    fn overlooked_by(&self, stop: u32) -> Option<AgencyIx> {
        self.overlooked.filter(|(at, _)| *at == stop).map(|(_, lab)| lab)
    }
}

/// Preference for agencies and months while a first plan is made: extra fen for a team and day.
pub type Hint<'a> = &'a dyn Fn(u32, usize, usize) -> f64;

/// What a pass is told.
#[derive(Clone, Copy, Default)]
pub struct Order<'a> {
    /// The visit that room was made for: it is placed before all others.
    pub first: Option<u32>,
    /// Visits that were absent before the step are tried everywhere, not only where it made room.
    pub everywhere: bool,
    /// Preferences of a first plan.
    pub hint: Option<Hint<'a>>,
}

/// Puts absent visits back where they cost least.
pub fn recreate(
    problem: &Problem,
    solution: &mut Solution,
    rng: &mut Rng,
    scratch: &mut Scratch,
    Order { first, everywhere, hint }: Order<'_>,
) {
    sort(problem, solution, rng, scratch);
    if let Some(at) = scratch.order.iter().position(|&(_, stop)| Some(stop) == first) {
        scratch.order[..=at].rotate_right(1);
    }
    scratch.overlooked = overlooked(problem, solution, rng);
    scratch.raise = if rng.f64() < GENEROUS { RAISE } else { 1.0 };
    let order = std::mem::take(&mut scratch.order);
    for &(_, stop) in &order {
        let mut search = Insertion::new(problem, solution, stop, scratch.raise, hint);
        if everywhere || Some(stop) == first || solution.is_moved(stop) {
            search.run(rng, scratch);
        } else {
            search.run_where_room_was_made(rng, scratch);
        }
        if let Some((_, found)) = search.best {
            apply(problem, solution, stop, found, scratch);
        }
    }
    scratch.order = order;
}

/// Now and then, a lab that some absent visit is to do without.
fn overlooked(problem: &Problem, solution: &Solution, rng: &mut Rng) -> Option<(u32, AgencyIx)> {
    if solution.absent.is_empty() || rng.f64() >= OVERLOOK {
        return None;
    }
    let stop = solution.absent[rng.usize(..solution.absent.len())];
    let options = problem.stops[stop as usize]
        .options
        .iter()
        .flatten()
        .flat_map(|option| option.labs.iter().flatten());
    let labs: Vec<AgencyIx> = options.map(|choice| choice.lab).collect();
    (!labs.is_empty()).then(|| (stop, labs[rng.usize(..labs.len())]))
}

fn sort(problem: &Problem, solution: &Solution, rng: &mut Rng, scratch: &mut Scratch) {
    let key = rng.u32(..12);
    let rank = |stop: u32, rng: &mut Rng| {
        let data = &problem.stops[stop as usize];
        let freedom = || data.options.iter().flatten().map(|o| o.days.count()).sum::<usize>();
        let home = || {
            let near = |(team, _): (usize, _)| problem.leg(problem.crews[team].base, stop).0;
            let teams = data.options.iter().enumerate().filter(|(_, o)| o.is_some());
            teams.map(|(team, o)| near((team, o))).min().unwrap_or(0) as f64
        };
        match key {
            0..4 => rng.f64(),
            4..6 => -f64::from(data.work),
            6..8 => -home(),
            8 => home(),
            9 | 10 => freedom() as f64,
            _ => -data.value,
        }
    };
    scratch.order.clear();
    for &stop in &solution.absent {
        let rank = rank(stop, rng);
        scratch.order.push((rank, stop));
    }
    scratch.order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}

/// The search for the cheapest place of one visit.
struct Insertion<'a> {
    problem: &'a Problem,
    solution: &'a Solution,
    stop: u32,
    hint: Option<Hint<'a>>,
    /// Costs at least this much cheaper than leaving it out are of interest.
    limit: f64,
    best: Option<(f64, Move)>,
}

impl<'a> Insertion<'a> {
    fn new(
        problem: &'a Problem,
        solution: &'a Solution,
        stop: u32,
        raise: f64,
        hint: Option<Hint<'a>>,
    ) -> Self {
        let data = &problem.stops[stop as usize];
        let limit = data.value * raise - solution.ledger.quota_change(&data.quotas, 1);
        Self { problem, solution, stop, hint, limit, best: None }
    }

    fn run(&mut self, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        if !solution.ledger.quotas_admit(&problem.stops[self.stop as usize].quotas) {
            return;
        }
        scratch.seen.resize(problem.slots(), 0);
        scratch.stamp += 1;
        for &near in &problem.near[self.stop as usize] {
            let at = solution.place[near as usize];
            if at != NONE && scratch.seen[at as usize] != scratch.stamp {
                scratch.seen[at as usize] = scratch.stamp;
                self.join(at as usize, rng, scratch);
                self.lengthen(at as usize, rng, scratch);
            }
        }
        self.open(rng, scratch);
        if self.best.is_none_or(|(cost, _)| cost > 0.6 * problem.prices.team_day) {
            for team in 0..problem.crews.len() {
                let Some(option) = &problem.stops[self.stop as usize].options[team] else {
                    continue;
                };
                for day in option.days.iter_common(&solution.busy[team], None) {
                    let at = team * problem.horizon + usize::from(day.0);
                    if scratch.seen[at] != scratch.stamp {
                        self.join(at, rng, scratch);
                    }
                }
            }
        }
    }

    /// The days that this step changed: a visit that found no place before finds one there, if
    /// anywhere.
    fn run_where_room_was_made(&mut self, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        if !solution.ledger.quotas_admit(&problem.stops[self.stop as usize].quotas) {
            return;
        }
        for at in solution.touched() {
            let (team, day) = problem.team_day(at);
            if problem.stops[self.stop as usize].option(team, day).is_none() {
                continue;
            }
            if solution.slots[at].used {
                self.join(at, rng, scratch);
                self.lengthen(at, rng, scratch);
            } else if self.free(team, day) && solution.admits(problem, self.stop, at) {
                let base = problem.crews[team].base;
                let road = problem.leg(base, self.stop).0 + problem.leg(self.stop, base).0;
                let road = road as f64 * problem.prices.metre + problem.prices.team_day;
                if road < self.limit {
                    self.open_on(road, at, scratch);
                }
            }
        }
    }

    fn offer(&mut self, cost: f64, found: Move) {
        if cost < self.limit {
            self.limit = cost;
            self.best = Some((cost, found));
        }
    }

    /// What a place costs beside road and labs: who comes, a change of the plan, a day more of the
    /// owner's, the preference of a first plan.
    fn hinted(&self, at: usize) -> f64 {
        let (team, day) = self.problem.team_day(at);
        let moved = Solution::moved(self.problem, self.stop, at);
        let spread = self.solution.spread(self.problem, self.stop, day);
        moved + spread + self.hint.map_or(0.0, |hint| hint(self.stop, team, day))
    }

    /// Labs of the visit in a slot, as an extra cost.
    fn labs(&self, at: usize, spare: (i64, i64), scratch: &mut Scratch) -> Option<f64> {
        let overlooked = scratch.overlooked_by(self.stop);
        let chosen = &mut scratch.labs;
        self.solution.choose_labs(self.problem, self.stop, at, spare, overlooked, chosen)
    }

    /// Any position of a day that is on the road already.
    fn join(&mut self, at: usize, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        if !solution.admits(problem, self.stop, at) {
            return;
        }
        let slot = &solution.slots[at];
        let hinted = self.hinted(at);
        let mut extra: Option<f64> = None;
        for position in 0..=slot.stops.len() {
            if rng.f64() < BLINK {
                continue;
            }
            let before = if position == 0 { slot.from } else { slot.stops[position - 1] };
            let after = slot.stops.get(position).copied().unwrap_or(slot.to);
            let (there, there_min) = problem.leg(before, self.stop);
            let (on, on_min) = problem.leg(self.stop, after);
            let (direct, direct_min) = problem.leg(before, after);
            let road = (there + on - direct) as f64 * problem.prices.metre + hinted;
            if road + extra.unwrap_or(0.0).min(0.0) >= self.limit
                || slot.drive + there_min + on_min - direct_min > problem.rules.drive
                || !self.fits(slot, at, position, there_min, on_min)
            {
                continue;
            }
            if extra.is_none() {
                let spare = solution.spare(problem, solution.tour(problem, at));
                let Some(found) = self.labs(at, spare, scratch) else { return };
                extra = Some(found);
            }
            self.offer(road + extra.unwrap_or(0.0), Move::Into { slot: at, at: position });
        }
    }

    /// Whether the day can still be kept with the visit at a position.
    fn fits(&self, slot: &Slot, at: usize, position: usize, there: i32, on: i32) -> bool {
        let problem = self.problem;
        let (team, day) = problem.team_day(at);
        let work = |label: Label, stop: u32| {
            let minutes = problem.stops[stop as usize].work;
            problem.rules.work(label, problem.open(stop, day), minutes)
        };
        let mut label = problem.rules.drive(slot.labels[position], there);
        label = work(label, self.stop);
        let (mut here, mut long) = (self.stop, on);
        for (index, &stop) in slot.stops.iter().enumerate().skip(position) {
            if index > position {
                long = problem.leg(here, stop).1;
            }
            label = work(problem.rules.drive(label, long), stop);
            here = stop;
            let known = slot.labels[index + 1];
            if label == known {
                return true;
            }
            if label.hungry.min(label.fed) >= super::clockwork::NEVER {
                return false;
            }
        }
        if position < slot.stops.len() {
            long = problem.leg(here, slot.to).1;
        }
        problem.rules.finish(label, long, problem.crews[team].day_end).is_some()
    }

    /// A day more before or after the tour of a neighbour, with a night at a seat between.
    fn lengthen(&mut self, at: usize, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        let team = problem.team_day(at).0;
        let (first, last) = solution.tour(problem, at);
        if last - first >= problem.crews[team].max_nights {
            return;
        }
        let base = problem.crews[team].base;
        let seats = &problem.stops[self.stop as usize].seats;
        if at == last && self.free_after(last) && solution.admits(problem, self.stop, last + 1) {
            let from = solution.slots[last].from;
            for &seat in seats {
                let found = Move::After { end: last, seat };
                let more = Longer { kept: (last, from, seat), new: (last + 1, seat, base), found };
                self.offer_longer(more, (first, last), rng, scratch);
            }
        }
        if at == first && self.free_before(first) && solution.admits(problem, self.stop, first - 1)
        {
            let to = solution.slots[first].to;
            for &seat in seats {
                let found = Move::Before { start: first, seat };
                let more = Longer { kept: (first, seat, to), new: (first - 1, base, seat), found };
                self.offer_longer(more, (first, last), rng, scratch);
            }
        }
    }

    /// Offers a tour with a day more, if it is cheap enough and can be kept.
    fn offer_longer(
        &mut self,
        more: Longer,
        tour: (usize, usize),
        rng: &mut Rng,
        scratch: &mut Scratch,
    ) {
        let (problem, solution) = (self.problem, self.solution);
        let ((kept, from, to), (new, new_from, new_to)) = (more.kept, more.new);
        let slot = &solution.slots[kept];
        let road = self.shifted(slot, from, to) + self.day_cost(new_from, new_to);
        let road = road + self.hinted(new);
        if road >= self.limit
            || rng.f64() < BLINK
            || Solution::walk(problem, kept, from, to, slot.stops.clone()).is_none()
            || Solution::walk(problem, new, new_from, new_to, vec![self.stop]).is_none()
        {
            return;
        }
        if let Some(extra) = self.labs(new, solution.spare(problem, tour), scratch) {
            self.offer(road + extra, more.found);
        }
    }

    /// Change in road cost when a day starts and ends at other places.
    fn shifted(&self, slot: &Slot, from: u32, to: u32) -> f64 {
        let way = |from: u32, to: u32| match (slot.stops.first(), slot.stops.last()) {
            (Some(&first), Some(&last)) => {
                self.problem.leg(from, first).0 + self.problem.leg(last, to).0
            }
            _ => self.problem.leg(from, to).0,
        };
        (way(from, to) - way(slot.from, slot.to)) as f64 * self.problem.prices.metre
    }

    /// Cost of a day more with the visit alone, and the night.
    fn day_cost(&self, from: u32, to: u32) -> f64 {
        let (there, on) = (self.problem.leg(from, self.stop).0, self.problem.leg(self.stop, to).0);
        let prices = &self.problem.prices;
        (there + on) as f64 * prices.metre + prices.team_day + prices.night
    }

    fn free_after(&self, slot: usize) -> bool {
        let (team, day) = self.problem.team_day(slot);
        day + 1 < self.problem.horizon && self.problem.joins[day] && self.free(team, day + 1)
    }

    fn free_before(&self, slot: usize) -> bool {
        let (team, day) = self.problem.team_day(slot);
        day > 0 && self.problem.joins[day - 1] && self.free(team, day - 1)
    }

    fn free(&self, team: usize, day: usize) -> bool {
        let day = Day(day as u16);
        self.problem.crews[team].days.contains(day) && !self.solution.busy[team].contains(day)
    }

    /// New tours on free days.
    fn open(&mut self, rng: &mut Rng, scratch: &mut Scratch) {
        let problem = self.problem;
        for team in 0..problem.crews.len() {
            let Some(option) = &problem.stops[self.stop as usize].options[team] else { continue };
            let base = problem.crews[team].base;
            let (there, _) = problem.leg(base, self.stop);
            let (back, _) = problem.leg(self.stop, base);
            let road = (there + back) as f64 * problem.prices.metre + problem.prices.team_day;
            if road >= self.limit && self.best.is_some() {
                continue;
            }
            // Only a first plan cares which free day it is.
            let enough = if self.hint.is_some() { problem.horizon } else { FREE_DAYS };
            let mut tried = 0;
            let turn = rng.usize(..problem.horizon);
            let free = || {
                option.days.iter_common(&problem.crews[team].days, Some(&self.solution.busy[team]))
            };
            let (late, early) = (|day: &Day| day.ix() >= turn, |day: &Day| day.ix() < turn);
            for day in free().filter(late).chain(free().filter(early)) {
                if tried >= enough {
                    break;
                }
                let slot = team * problem.horizon + day.ix();
                if self.solution.admits(problem, self.stop, slot)
                    && self.open_on(road, slot, scratch)
                {
                    tried += 1;
                }
            }
        }
    }

    /// Offers tours that make the visit on one free day; whether labs have room for it then.
    fn open_on(&mut self, road: f64, slot: usize, scratch: &mut Scratch) -> bool {
        let problem = self.problem;
        let crew = &problem.crews[problem.team_day(slot).0];
        let (base, spare) = (crew.base, (crew.mass, crew.volume));
        let Some(extra) = self.labs(slot, spare, scratch) else { return false };
        let road = road + extra + self.hinted(slot);
        if Solution::walk(problem, slot, base, base, vec![self.stop]).is_some() {
            self.offer(road, Move::Alone { slot });
        } else {
            self.sleep_near(road, slot, base);
        }
        true
    }

    /// Too far for a day: sleep near it, after the visit, before it, or both.
    fn sleep_near(&mut self, road: f64, slot: usize, base: u32) {
        let problem = self.problem;
        let nights = problem.crews[problem.team_day(slot).0].max_nights;
        let (next, last) = (self.free_after(slot), self.free_before(slot));
        let walks = |at: usize, from: u32, to: u32, stops: &[u32]| {
            Solution::walk(problem, at, from, to, stops.to_vec()).is_some()
        };
        let visit = [self.stop];
        for &seat in &problem.stops[self.stop as usize].seats {
            let direct = problem.leg(self.stop, base).0;
            let detour = problem.leg(self.stop, seat).0 + problem.leg(seat, base).0 - direct;
            let more = problem.prices.team_day
                + problem.prices.night
                + detour as f64 * problem.prices.metre;
            if nights == 0 {
                return;
            }
            if next && walks(slot, base, seat, &visit) && walks(slot + 1, seat, base, &[]) {
                self.offer(road + more, Move::Out { slot, seat });
            } else if last && walks(slot - 1, base, seat, &[]) && walks(slot, seat, base, &visit) {
                self.offer(road + more, Move::Back { slot, seat });
            } else if next
                && last
                && nights >= 2
                && walks(slot - 1, base, seat, &[])
                && walks(slot, seat, seat, &visit)
                && walks(slot + 1, seat, base, &[])
            {
                self.offer(road + 2.0 * more, Move::Far { slot, seat });
            }
        }
    }
}

/// Makes a move that was found; nothing happens if samples would come home too late.
fn apply(
    problem: &Problem,
    solution: &mut Solution,
    stop: u32,
    found: Move,
    scratch: &mut Scratch,
) {
    let team_base = |slot: usize| problem.crews[problem.team_day(slot).0].base;
    let (slot, from, to) = match found {
        Move::Into { slot, .. } => (slot, solution.slots[slot].from, solution.slots[slot].to),
        Move::Alone { slot } => (slot, team_base(slot), team_base(slot)),
        Move::After { end, seat } => (end + 1, seat, team_base(end)),
        Move::Before { start, seat } => (start - 1, team_base(start), seat),
        Move::Out { slot, seat } => (slot, team_base(slot), seat),
        Move::Back { slot, seat } => (slot, seat, team_base(slot)),
        Move::Far { slot, seat } => (slot, seat, seat),
    };
    let mut stops = solution.slots[slot].stops.clone();
    let at = if let Move::Into { at, .. } = found { at } else { 0 };
    stops.insert(at, stop);
    let spare = match found {
        Move::Into { slot: tour, .. }
        | Move::After { end: tour, .. }
        | Move::Before { start: tour, .. } => solution.spare(problem, solution.tour(problem, tour)),
        Move::Alone { .. } | Move::Out { .. } | Move::Back { .. } | Move::Far { .. } => {
            let crew = &problem.crews[problem.team_day(slot).0];
            (crew.mass, crew.volume)
        }
    };
    let Some(day) = Solution::walk(problem, slot, from, to, stops) else { return };
    let (overlooked, chosen) = (scratch.overlooked_by(stop), &mut scratch.labs);
    if solution.choose_labs(problem, stop, slot, spare, overlooked, chosen).is_none() {
        return;
    }
    let mut others: Vec<(usize, Slot)> = Vec::new();
    let mut other = |at: usize, from: u32, to: u32, stops: Vec<u32>| {
        Solution::walk(problem, at, from, to, stops).map(|walked| others.push((at, walked)))
    };
    let made = match found {
        Move::Into { .. } | Move::Alone { .. } => Some(()),
        Move::After { end, seat } => {
            let kept = &solution.slots[end];
            other(end, kept.from, seat, kept.stops.clone())
        }
        Move::Before { start, seat } => {
            let kept = &solution.slots[start];
            other(start, seat, kept.to, kept.stops.clone())
        }
        Move::Out { slot, seat } => other(slot + 1, seat, team_base(slot), Vec::new()),
        Move::Back { slot, seat } => other(slot - 1, team_base(slot), seat, Vec::new()),
        Move::Far { slot, seat } => other(slot - 1, team_base(slot), seat, Vec::new())
            .and_then(|()| other(slot + 1, seat, team_base(slot), Vec::new())),
    };
    if made.is_none() {
        return;
    }
    solution.place(problem, stop, slot, day, &scratch.labs);
    for (at, walked) in others {
        solution.set(problem, at, walked);
    }
    let tour = solution.tour(problem, slot);
    if !solution.delivers(problem, tour) {
        solution.take_out(problem, slot, &[stop]);
        super::ruin::tidy(problem, solution, slot);
    }
}
