//! Recreate: absent visits go back one by one, each where it costs least, some places overlooked
//! by chance ("blinks", Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914).
//!
//! A visit may join a day beside its nearest neighbours, lengthen a tour by a day with a night
//! between, or open a tour of one to three days. Only when all that would need a new day is every
//! other day on the road looked at, too.

mod apply;
mod insertion;
mod tours;
mod whole;

use fastrand::Rng;

use crate::model::AgencyIx;

use super::nights::Nights;
use super::problem::{NONE, Problem};
use super::solution::Solution;

use apply::apply;
use insertion::Insertion;

/// How often a place is overlooked.
const BLINK: f64 = 0.01;
/// How often a visit does without one of its labs.
const OVERLOOK: f64 = 0.05;
/// How often a pass places visits that don't pay by themselves: together they may.
const GENEROUS: f64 = 0.1;
/// Visits that were absent before a step of which no more are tried again.
const FEW: usize = 12;
/// As many are tried everywhere now and then.
const SOME: usize = 400;
/// A place is dear, in team-days, when it may pay to cut all days of a team anew for it.
const DEAR: f64 = 0.6;
/// How often that is tried.
const WHOLE: f64 = 0.05;
/// By how much the worth of a visit is raised then.
const RAISE: f64 = 4.0;

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
    /// Places until one is overlooked; 0 = not known yet.
    until_blink: u32,
    nights: Nights,
}

impl Scratch {
    /// Whether a place is overlooked.
    fn blinks(&mut self, rng: &mut Rng) -> bool {
        if self.until_blink == 0 {
            let uniform = rng.f64().max(1e-12);
            self.until_blink = 1 + (uniform.ln() / (1.0 - BLINK).ln()) as u32;
        }
        self.until_blink -= 1;
        self.until_blink == 0
    }

    fn overlooked_by(&self, stop: u32) -> Option<AgencyIx> {
        self.overlooked.filter(|(at, _)| *at == stop).map(|(_, lab)| lab)
    }
}

/// Preference for agencies and months while a first plan is made: extra fen for a team and day.
pub type Hint<'a> = &'a dyn Fn(u32, usize, usize) -> f64;

/// Which visits that were absent before a step are tried again, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// All of them, everywhere.
    #[default]
    All,
    /// Some of them, everywhere: other steps free labs and escorts.
    Some,
    /// Some of those near a visit, where the step made room.
    Near(u32),
}

/// What a pass is told.
#[derive(Clone, Copy, Default)]
pub struct Order<'a> {
    /// The visit that room was made for: it is placed before all others.
    pub first: Option<u32>,
    /// Which visits that were absent before the step are tried, too.
    pub others: Others,
    /// Preferences of a first plan.
    pub hint: Option<Hint<'a>>,
    /// Cost beyond which the pass is given up, fen; none = it is not.
    pub limit: Option<f64>,
    /// Fen that [`Solution::unevenness`] is worth.
    pub guide: f64,
}

/// Puts absent visits back where they cost least; whether all were tried. What is still to be placed may
/// find a place for nothing: a pass is given up once its cost is too high even then.
pub fn recreate(
    problem: &Problem,
    solution: &mut Solution,
    rng: &mut Rng,
    scratch: &mut Scratch,
    Order { first, others, hint, limit: most, guide }: Order<'_>,
) -> bool {
    choose(problem, solution, others, rng, scratch);
    sort(problem, rng, scratch);
    if let Some(at) = scratch.order.iter().position(|&(_, stop)| Some(stop) == first) {
        scratch.order[..=at].rotate_right(1);
    }
    scratch.overlooked = overlooked(problem, solution, rng);
    scratch.raise = if rng.f64() < GENEROUS { RAISE } else { 1.0 };
    let order = std::mem::take(&mut scratch.order);
    let worth = |solution: &Solution, stop: u32| {
        let data = &problem.stops[stop as usize];
        data.value - solution.ledger.quota_change(&data.quotas, 1)
    };
    let mut pending: f64 = order.iter().map(|&(_, stop)| worth(solution, stop)).sum();
    let mut whole = true;
    for &(_, stop) in &order {
        if most.is_some_and(|most| solution.guided(guide) - pending > most) {
            whole = false;
            break;
        }
        pending -= worth(solution, stop);
        let mut search = Insertion::new(problem, solution, stop, scratch.raise, hint);
        search.guide = guide;
        if !matches!(others, Others::Near(_)) || Some(stop) == first || solution.is_moved(stop) {
            search.run(rng, scratch);
        } else {
            search.run_where_room_was_made(rng, scratch);
        }
        let (best, limit) = (search.best, search.limit);
        let dear = limit > DEAR * problem.prices.team_day && hint.is_none();
        if dear && rng.f64() < WHOLE && whole::widen(problem, solution, stop, limit, rng, scratch) {
            continue;
        }
        if let Some((_, found)) = best {
            apply(problem, solution, stop, found, scratch);
        }
    }
    scratch.order = order;
    whole
}

/// What the cheapest place of an absent visit costs, if that is less than leaving it out.
pub fn quote(
    problem: &Problem,
    solution: &Solution,
    stop: u32,
    rng: &mut Rng,
    scratch: &mut Scratch,
) -> Option<f64> {
    let mut search = Insertion::new(problem, solution, stop, 1.0, None);
    search.run(rng, scratch);
    search.best.map(|(cost, _)| cost)
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

/// Notes who is to be placed: whom the step took out, and others that were absent before.
fn choose(
    problem: &Problem,
    solution: &Solution,
    others: Others,
    rng: &mut Rng,
    scratch: &mut Scratch,
) {
    let (before, out) = solution.absent.split_at(solution.absent_before());
    let order = &mut scratch.order;
    order.clear();
    order.extend(out.iter().map(|&stop| (0.0, stop)));
    let few = before.len() <= FEW;
    match others {
        _ if few || others == Others::All => order.extend(before.iter().map(|&stop| (0.0, stop))),
        Others::Near(seed) => {
            let near = std::iter::once(seed).chain(problem.near[seed as usize].iter().copied());
            let absent = near
                .filter(|&stop| solution.place[stop as usize] == NONE && !solution.is_moved(stop));
            order.extend(absent.take(FEW).map(|stop| (0.0, stop)));
        }
        _ => {
            let first = rng.usize(..before.len());
            let some = before.iter().cycle().skip(first).take(SOME.min(before.len()));
            order.extend(some.map(|&stop| (0.0, stop)));
        }
    }
}

fn sort(problem: &Problem, rng: &mut Rng, scratch: &mut Scratch) {
    let key = rng.u32(..12);
    let rank = |stop: u32, rng: &mut Rng| {
        let data = &problem.stops[stop as usize];
        match key {
            0..4 => rng.f64(),
            4..6 => -f64::from(data.work),
            6..8 => -problem.index.far(stop),
            8 => problem.index.far(stop),
            9 | 10 => problem.index.freedom(stop),
            _ => -data.value,
        }
    };
    for (order, stop) in &mut scratch.order {
        *order = rank(*stop, rng);
    }
    scratch.order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}
