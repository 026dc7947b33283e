//! Column generation: prices from the master, days from the cells, until no day pays any more or
//! the effort is used up; where the effort is too little for it to be of use it is not begun. Every
//! sweep that was exact in all cells proves a bound, whatever the prices were; the best one is kept.

use rayon::prelude::*;

use super::board::Board;
use super::cells::{Cell, Model};
use super::completion::Completion;
use super::exact::{self, exact};
use super::labels::Found;
use super::master::{self, DayColumn, Pool};
use super::memory::Near;
use super::menu;
use super::prices::Prices;
use super::quick::quick;
use super::wanted::Wanted;
use super::{Ground, MILLI, Watch, fen};

/// A day that pays less than this (thousandths of a fen: 2 fen) is not looked for.
const NOTHING: i64 = -2_000;
/// Ways looked at for each unit of effort.
const STEPS: u64 = 1_500_000;
/// Exact sweeps without which column generation is not begun: the bound of the first ones is worse
/// than the simple one.
const SWEEPS: u64 = 15;
/// Bound and master are as one when they differ by less than this share.
const CLOSED: f64 = 5e-5;
/// … and near enough for the master to be asked what half days it mixes.
const NEAR: f64 = 3e-3;
/// Near as they are, no more is done after so many exact rounds that did not raise the bound.
const STILL: usize = 6;
/// Days in the pool for each wanted task, beyond which the dearest are dropped …
const POOL: usize = 10;
/// … down to so many.
const KEPT: usize = 5;
/// Fewer wanted tasks count as so many.
const SMALL: usize = 400;
/// Tolerances of the master in quick and in exact rounds.
const LOOSE: f64 = 1e-3;
const TIGHT: f64 = 1e-6;
/// A deeper search follows so many rounds that saved less than this share of the cost.
const SLOW: usize = 4;
const STALE: f64 = 4e-3;
/// The first rounds are quick whatever they save.
const EARLY: usize = 10;
/// … or one round of the wide search that saved less than this.
const LITTLE: f64 = 4e-4;
/// Rounds for which a search that found nothing is left out, at most.
const REST: u32 = 4;

/// How deep cells are searched in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// A label by stop and few minutes.
    Quick,
    /// Days to the end, but few labels of a minute.
    Wide,
    /// All labels: proves a bound.
    Sure,
}

/// What was proved.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The bound, thousandths of a fen.
    pub bound: i128,
    /// The prices that prove it.
    pub prices: Prices,
    /// At these prices, the least that a day of each cell costs.
    pub least: Vec<i64>,
    /// How many days the master's mixture holds.
    pub days: f64,
}

/// A cell priced.
struct Swept {
    least: i64,
    columns: Vec<DayColumn>,
    /// What its stops remember after an exact search.
    near: Option<Near>,
    steps: u64,
}

/// Generates columns for the plans that a pool allows, until no plan cheaper than a known one is left; `watch` is
/// asked between rounds whether to end. Answers the best bound with its prices, and the pool as it is in the end.
pub fn generate(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    (mut pool, known): (Pool, i128),
    effort: u64,
    watch: &dyn Watch,
) -> Option<(Generated, Pool)> {
    let all = effort.saturating_mul(STEPS);
    let mut left = all;
    if left < least_work(model) {
        return None;
    }
    let mut best: Option<Generated> = None;
    let (mut depth, mut mixed) = (Depth::Quick, true);
    let mut still = 0;
    let (mut values, mut new) = (Vec::<f64>::new(), usize::MAX / 3);
    let mut rests = vec![(0, 0); model.cells.len()];
    let mut nears: Vec<Option<Near>> = vec![None; model.cells.len()];
    loop {
        let last = left == 0 || watch.stopped();
        let tolerance = if depth == Depth::Quick { LOOSE } else { TIGHT };
        let priced = master::solve(ground, model, wanted, &pool, tolerance)?;
        values.push(priced.value);
        let saved = |rounds: usize| {
            let before = values.len().checked_sub(rounds + 1).map_or(f64::MAX, |at| values[at]);
            (before - priced.value) / priced.value.abs()
        };
        depth = match depth {
            _ if last || new * 3 < model.cells.len() => Depth::Sure,
            Depth::Quick if values.len() < EARLY || saved(SLOW) > STALE => Depth::Quick,
            Depth::Wide if saved(1) < LITTLE => Depth::Sure,
            _ => Depth::Wide,
        };
        let sure = depth == Depth::Sure;
        // The way half from the best prices to the master's is rarely worse than either.
        let prices = match &best {
            Some(best) if sure && mixed => best.prices.between(&priced.prices),
            _ => priced.prices.clone(),
        };
        // A first bound is waited for, no better one.
        let enough = || best.is_some() && watch.stopped();
        let swept = sweep(ground, model, wanted, &prices, depth, (&rests, &nears), &enough);
        if enough() {
            break;
        }
        let steps: u64 = swept.iter().map(|swept| swept.steps).sum();
        let least: Vec<i64> = swept.iter().map(|swept| swept.least.min(0)).collect();
        // Before days are dropped, for the mixture counts them.
        let both_sides = if sure { pool.both_sides(model, &priced.x) } else { Default::default() };
        let size = wanted.tasks.len().max(SMALL);
        if pool.columns.len() > POOL * size {
            trim(&mut pool, &priced.reduced, KEPT * size);
        }
        new = 0;
        for (at, (swept, rest)) in swept.into_iter().zip(&mut rests).enumerate() {
            let before = new;
            nears[at] = swept.near.or(nears[at].take());
            for column in swept.columns {
                new += usize::from(pool.add(column));
            }
            *rest = match *rest {
                _ if new > before => (0, 0),
                (0, length) => ((length + 1).min(REST), (length + 1).min(REST)),
                (left, length) => (left - 1, length),
            };
        }
        if sure {
            let constant = prices.constant(ground, model, wanted);
            let limits = pool.days.unwrap_or((0, i64::MAX));
            let bound = with_days(ground, model, (constant, prices.day), limits, &least);
            let first = best.is_none();
            let before = best.as_ref().map_or(0, |best| best.bound);
            if first || bound > before {
                best = Some(Generated { bound, prices, least, days: priced.x.iter().sum() });
            }
            let so_far = before.max(bound);
            let rose = (so_far - before) as f64 > priced.value.abs() * CLOSED;
            still = if rose { 0 } else { still + 1 };
            watch.bound(fen(so_far), fen(priced.value as i128));
            let within = |share: f64| priced.value - (so_far as f64) < priced.value.abs() * share;
            let done = new == 0 && !mixed && !first;
            let tightened = !last && (done || within(NEAR)) && pool.forbid(both_sides);
            if last
                || so_far >= known
                || (!tightened && (done || within(CLOSED) || (within(NEAR) && still > STILL)))
            {
                break;
            }
            still = if tightened { 0 } else { still };
            // Where prices between found no day, the master's own are asked, and the other way round.
            mixed = !first && new > 0 && !mixed;
        }
        left = left.saturating_sub(steps);
        watch.spent(1.0 - left as f64 / all as f64);
    }
    Some((best?, pool))
}

/// Ways looked at by as many exact sweeps as it takes before the bound is worth anything.
fn least_work(model: &Model) -> u64 {
    let sweep = |cell: &Cell| (cell.stops.len() as u64).pow(2) * 200;
    model.cells.iter().map(sweep).sum::<u64>() * SWEEPS
}

/// Keeps the seeds and the cheapest days at the master's prices.
fn trim(pool: &mut Pool, reduced: &[f64], kept: usize) {
    let seeds = pool.seeds;
    let mut order: Vec<usize> = (seeds..reduced.len()).collect();
    order.sort_by(|&a, &b| reduced[a].total_cmp(&reduced[b]).then(b.cmp(&a)));
    let mut keep = vec![false; reduced.len()];
    keep[..seeds].fill(true);
    order.into_iter().take(kept).for_each(|at| keep[at] = true);
    pool.keep(|at| keep.get(at).copied().unwrap_or(true));
}

/// Prices all cells, in parallel; the order of the answers is that of the cells. Once it is told to stop, the
/// answers prove nothing.
fn sweep(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    prices: &Prices,
    depth: Depth,
    (rests, nears): (&[(u32, u32)], &[Option<Near>]),
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Swept> {
    let batch = prices.batches(model);
    let cells: Vec<(usize, &Cell)> = model.cells.iter().enumerate().collect();
    cells
        .into_par_iter()
        .map(|(at, cell)| {
            let mut swept = Swept { least: 0, columns: Vec::new(), near: None, steps: 0 };
            if depth == Depth::Quick && rests[at].0 > 0 {
                return swept;
            }
            let boards = Board::all(ground, model, wanted, cell, (prices, &batch), menu::choices);
            let mut near = nears[at].clone().unwrap_or_else(|| Near::new(&boards[0]));
            for (board, job) in
                boards.iter().flat_map(|board| board.jobs.iter().map(move |job| (board, job)))
            {
                if stop() {
                    break;
                }
                let quick = quick(board, job, NOTHING);
                let paying = quick.trips.first().map_or(NOTHING, |trip| trip.reduced);
                swept.take(ground, at, board, quick);
                if depth != Depth::Quick {
                    let reach = if depth == Depth::Sure { exact::SURE } else { exact::WIDE };
                    let rest = Completion::new(board, job);
                    let threshold = paying.min(NOTHING);
                    let found = exact(board, job, rest.as_ref(), &mut near, threshold, reach);
                    swept.least = swept.least.min(found.least);
                    swept.take(ground, at, board, found);
                }
            }
            swept.near = (depth != Depth::Quick).then_some(near);
            swept
        })
        .collect()
}

/// What prices prove for plans with so many days, given what they prove without days, the reward for a day
/// and the least that a day of each cell costs beside it. However many days a plan has, it costs no less than the
/// cheapest so many days let it, and no less than so many days cost by themselves. Thousandths of a fen.
fn with_days(
    ground: Ground<'_>,
    model: &Model,
    (constant, reward): (i128, i64),
    (fewest, most): (i64, i64),
    least: &[i64],
) -> i128 {
    let day = i128::from(ground.instance.settings().costs.team_day.0 * MILLI);
    let mut cheapest: Vec<(i64, i64)> =
        least.iter().zip(&model.cells).map(|(least, cell)| (*least, cell.capacity)).collect();
    cheapest.sort_unstable();
    let each = cheapest.iter().flat_map(|&(least, count)| (0..count).map(move |_| least.min(0)));
    let (mut priced, mut proved) = (constant, None::<i128>);
    for (days, least) in (0..).zip(std::iter::once(None).chain(each.map(Some))) {
        priced += least.map_or(0, |least| i128::from(least + reward));
        if (fewest..=most).contains(&days) {
            let costs = priced.max(i128::from(days) * day);
            proved = Some(proved.map_or(costs, |known| known.min(costs)));
        }
    }
    proved.unwrap_or(constant)
}

impl Swept {
    fn take(&mut self, ground: Ground<'_>, cell: usize, board: &Board<'_>, found: Found) {
        self.steps += found.steps;
        let columns =
            found.trips.iter().map(|trip| DayColumn::new(ground, cell as u32, board, trip));
        self.columns.extend(columns);
    }
}
