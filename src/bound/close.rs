//! Small instances, closed: plans with fewer days than the proof mixes and plans with more are proved a bound of
//! their own, all days that a plan cheaper than the known one may hold are listed, and the cheapest choice of whole days
//! is looked for among them (`branch`). What it proves is the cost of the cheapest plan under all rules that are not
//! ignored here, and its days are that plan.
//!
//! A day can be left out of the list if the bound, with this day's cost at the bound's prices in
//! place of the least one of its cell, is no less than a plan that is known (reduced cost fixing;
//! Baldacci, Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5).

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::board::{Board, Gate, Job};
use super::branch;
use super::cells::{Cell, FEW, Model};
use super::completion::Completion;
use super::generate::{self, Generated, Start};
use super::labels::Trip;
use super::master::{DayColumn, Pool};
use super::menu;
use super::wanted::Wanted;
use super::{Effort, Ground, MILLI, Silent, Watch};
use crate::route::Label;

/// Days listed for each unit of effort; beyond that nothing is closed …
const DAYS: u64 = 125;
/// … and at least and at most so many.
const ALL: (u64, u64) = (20_000, 1_000_000);
/// Part of them that one cell may have.
const CELL: usize = 4;
/// Ways from the same places of a cell for each of its days.
const WAYS: usize = 10;
/// A number this near to a whole one is whole.
const WHOLE: f64 = 0.01;
/// What the solver's tolerances may be wrong by, thousandths of a fen: ten fen. Two costs that differ
/// by no more are one.
pub const TOLERANCE: i128 = 10 * MILLI as i128;

/// How far an instance was closed.
#[derive(Clone, Debug)]
pub struct Closed {
    /// No plan costs less, thousandths of a fen.
    pub bound: i128,
    /// Days of a cheaper plan than the one that was known; empty if none was met.
    pub days: Vec<DayColumn>,
}

/// Whether every cell is one day of one team, and every visit's ways can be listed.
pub fn is_small(model: &Model) -> bool {
    model.cells.iter().all(|cell| {
        cell.capacity == 1
            && cell.members.len() == 1
            && cell.stops.iter().all(|stop| stop.dishes.len() <= FEW)
    })
}

/// Closes a small instance as far as it goes. `known` is the cost of a plan. Where the proof mixes a broken number
/// of days, the plans with fewer and those with more are looked at one after the other.
pub fn close(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    (found, pool): (&Generated, Pool),
    known: i128,
    (effort, watch): (Effort, &dyn Watch),
) -> Closed {
    let mut closed = Closed { bound: known, days: Vec::new() };
    let mut best = known;
    let below = (found.days + WHOLE).floor();
    let cases = if found.bound >= known || found.days - below < WHOLE {
        vec![(found.clone(), pool)]
    } else {
        let case = |days| {
            let mut pool = pool.clone();
            pool.days = Some(days);
            let start = Start { pool: pool.clone(), prices: found.prices.clone(), known };
            let priced = generate::generate(ground, model, wanted, start, effort, &Silent(watch));
            priced.unwrap_or((found.clone(), pool))
        };
        vec![case((0, below as i64)), case((below as i64 + 1, model.cells.len() as i64))]
    };
    for (found, pool) in cases {
        let mut bound = found.bound;
        if bound < best
            && let Some(all) =
                list_all(ground, model, wanted, (&found, best), pool.emptied(), (effort, watch))
        {
            let chosen = branch::choose(ground, model, wanted, &all, best, watch);
            if let Some(better) = chosen.better {
                (best, closed.days) = better;
            }
            bound = bound.max(chosen.proved);
        }
        closed.bound = closed.bound.min(bound);
    }
    let is_closed = closed.bound + TOLERANCE >= best;
    closed.bound = if is_closed { best } else { closed.bound.max(found.bound) };
    closed
}

/// Adds the days that a plan cheaper than `best` may hold to a pool; none if there are too many, or somebody stops it.
fn list_all(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    (found, best): (&Generated, i128),
    mut pool: Pool,
    (effort, watch): (Effort, &dyn Watch),
) -> Option<Pool> {
    let all = effort.most().saturating_mul(DAYS).clamp(ALL.0, ALL.1) as usize;
    let least: i128 = found.least.iter().map(|least| i128::from(*least)).sum();
    let (fewest, most) = pool.days.unwrap_or_default();
    let days = if found.prices.day > 0 { fewest } else { most };
    let rewards = i128::from(found.prices.day) * i128::from(days);
    let bound = found.prices.constant(ground, model, wanted) + least + rewards;
    let batch = found.prices.batches(model);
    let of = |(at, cell): (usize, &Cell)| {
        let prices = (&found.prices, &batch[..]);
        let limit = i64::try_from(best - bound + i128::from(found.least[at])).ok()?;
        let mut days = Vec::new();
        for board in Board::all(ground, model, wanted, cell, prices, menu::all) {
            let trips = listed(&board, limit, all / CELL, watch)?;
            days.extend(trips.iter().map(|trip| DayColumn::new(ground, at as u32, &board, trip)));
        }
        (days.len() <= all / CELL).then_some(days)
    };
    let found: Option<Vec<Vec<DayColumn>>> = model.cells.par_iter().enumerate().map(of).collect();
    let found = found?;
    if found.iter().map(Vec::len).sum::<usize>() > all {
        return None;
    }
    for column in found.into_iter().flatten() {
        pool.add(column);
    }
    Some(pool)
}

/// A way that may still go on.
struct Way {
    cost: i64,
    at: Label,
    escorts: u32,
    source: Gate,
    stops: Vec<(u32, u32)>,
}

/// Days with the same visits between the same places, and the cheapest of them.
type Listed = BTreeMap<(u16, u16, Vec<(u32, u32)>), Trip>;

/// Cost and time of the ways that made the same visits and stand at the same stop.
type Seen = HashMap<(u16, Vec<(u32, u32)>, u32), Vec<(i64, Label)>>;

/// Lists the days of a cell that cost less than a limit at its prices, one for each set of visits
/// and pair of ends; none if there are too many, or somebody stops it.
fn listed(board: &Board<'_>, limit: i64, most: usize, watch: &dyn Watch) -> Option<Vec<Trip>> {
    let mut listed = Listed::new();
    for job in &board.jobs {
        let rest = Completion::new(board, job)?;
        let seen = Seen::new();
        let mut lister = Lister { board, job, rest, limit, most, seen, listed: &mut listed };
        for source in &job.sources {
            let start = Way {
                cost: source.cost,
                at: board.start(),
                escorts: 0,
                source: *source,
                stops: Vec::new(),
            };
            lister.finish(&start);
            for to in 0..board.nodes.len() as u32 {
                if watch.stopped() {
                    return None;
                }
                lister.on(&start, source.place, to)?;
            }
        }
    }
    Some(listed.into_values().collect())
}

struct Lister<'a, 'b> {
    board: &'a Board<'a>,
    job: &'a Job,
    rest: Completion,
    limit: i64,
    most: usize,
    seen: Seen,
    listed: &'b mut Listed,
}

impl Lister<'_, '_> {
    /// Goes on to a stop, and from there to wherever it may still pay.
    fn on(&mut self, way: &Way, place: u32, to: u32) -> Option<()> {
        let board = self.board;
        let node = &board.nodes[to as usize];
        let escorts = way.escorts + node.escort;
        if node.escort != 0 && !super::board::within(escorts, board.escorts) {
            return Some(());
        }
        let (metres, minutes) = board.model.leg(place, node.place);
        for choice in node.choices.clone() {
            let at = board.visit(way.at, minutes, choice);
            let cost = way.cost + metres * board.metre - board.choices[choice].worth;
            if cost.saturating_add(self.rest.least(to as usize, at)) >= self.limit {
                continue;
            }
            let mut stops = way.stops.clone();
            stops.push((to, choice as u32));
            let next = Way { cost, at, escorts, stops, source: way.source };
            if !self.is_new(&next, to) {
                continue;
            }
            self.finish(&next);
            let mut onward = Vec::new();
            let from = (to as usize, at);
            self.rest.onward(board, from, cost, self.limit, |next| onward.push(next));
            onward.sort_unstable();
            onward.dedup();
            for next_stop in onward {
                if next.stops.iter().all(|stop| stop.0 != next_stop) {
                    self.on(&next, node.place, next_stop)?;
                }
            }
        }
        (self.listed.len() <= self.most && self.seen.len() <= WAYS * self.most).then_some(())
    }

    /// Whether no way with the same visits to the same stop is as cheap and as early.
    fn is_new(&mut self, way: &Way, node: u32) -> bool {
        let mut set = way.stops.clone();
        set.sort_unstable();
        let known = self.seen.entry((way.source.code, set, node)).or_default();
        let beats = |(cost, at): &(i64, Label)| {
            *cost <= way.cost && at.hungry <= way.at.hungry && at.fed <= way.at.fed
        };
        if known.iter().any(beats) {
            return false;
        }
        known.push((way.cost, way.at));
        true
    }

    /// Ends the day wherever it may end.
    fn finish(&mut self, way: &Way) {
        let board = self.board;
        let here =
            way.stops.last().map_or(way.source.place, |stop| board.nodes[stop.0 as usize].place);
        for sink in &self.job.sinks {
            let idle = way.stops.is_empty() && (way.source.code, sink.code) == (0, 0);
            let (metres, minutes) = board.model.leg(here, sink.place);
            let reduced = way.cost + metres * board.metre + sink.cost;
            if idle || reduced >= self.limit || !board.finishes(way.at, minutes) {
                continue;
            }
            let mut set = way.stops.clone();
            set.sort_unstable();
            let key = (way.source.code, sink.code, set);
            if self.listed.get(&key).is_none_or(|known| reduced < known.reduced) {
                let trip = self.trip(way, sink, reduced);
                self.listed.insert(key, trip);
            }
        }
    }

    fn trip(&self, way: &Way, sink: &Gate, reduced: i64) -> Trip {
        let places = way.stops.iter().map(|stop| self.board.nodes[stop.0 as usize].place);
        let places: Vec<u32> =
            std::iter::once(way.source.place).chain(places).chain([sink.place]).collect();
        let metres = places.windows(2).map(|pair| self.board.model.leg(pair[0], pair[1]).0).sum();
        Trip { reduced, gates: (way.source.code, sink.code), metres, stops: way.stops.clone() }
    }
}
