//! Column generation: prices from the master, days from the cells, until no day pays any more or
//! the effort is used up; where the effort is too little for it to be of use it is not begun. Every
//! sweep that was exact in all cells proves a bound, whatever the prices were; the best one is kept.

use rayon::prelude::*;

use super::board::Board;
use super::cells::{Cell, Model};
use super::completion::Completion;
use super::exact::exact;
use super::labels::Found;
use super::master::{self, DayColumn, Pool};
use super::prices::Prices;
use super::quick::quick;
use super::seed;
use super::wanted::Wanted;
use super::{Ground, Watch, fen};
use crate::model::Plan;

/// A day that pays less than this (thousandths of a fen: 2 fen) is not looked for.
const NOTHING: i64 = -2_000;
/// Ways looked at for each unit of effort.
const STEPS: u64 = 1_500_000;
/// Exact sweeps without which column generation is not begun: the bound of the first ones is worse
/// than the simple one.
const SWEEPS: u64 = 15;
/// Bound and master are as one when they differ by less than this share.
const CLOSED: f64 = 2e-5;
/// Days in the pool for each wanted task, beyond which the dearest are dropped …
const POOL: usize = 10;
/// … down to so many.
const KEPT: usize = 5;
/// Tolerances of the master in quick and in exact rounds.
const LOOSE: f64 = 1e-3;
const TIGHT: f64 = 1e-6;
/// The first exact round comes after so many quick ones, if not before.
const EARLY: usize = 12;
/// After so many quick rounds that saved less than this share, an exact one.
const SLOW: usize = 10;
const STALE: f64 = 3e-4;
/// Rounds for which a search that found nothing is left out, at most.
const REST: u32 = 4;

/// What was proved.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The bound, thousandths of a fen.
    pub bound: i128,
    /// The prices that prove it.
    pub prices: Prices,
    /// At these prices, the least that a day of each cell costs.
    pub least: Vec<i64>,
}

/// A cell priced.
struct Swept {
    least: i64,
    columns: Vec<DayColumn>,
    steps: u64,
}

/// Generates columns, first the days of a plan; `watch` is asked between rounds whether to end.
pub fn generate(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    plan: &Plan,
    effort: u64,
    watch: &dyn Watch,
) -> Option<Generated> {
    let mut left = effort.saturating_mul(STEPS);
    if left < least_work(model) {
        return None;
    }
    let mut pool = Pool::default();
    for column in seed::columns(ground, model, wanted, plan) {
        pool.add(column);
    }
    let mut best: Option<Generated> = None;
    let (mut sure, mut mixed) = (false, true);
    let mut values: Vec<f64> = Vec::new();
    let mut rounds = 0;
    let mut rests = vec![(0, 0); model.cells.len()];
    loop {
        let last = left == 0 || watch.stopped();
        sure |= last;
        let tolerance = if sure { TIGHT } else { LOOSE };
        let priced = master::solve(ground, model, wanted, &pool, tolerance)?;
        // The master's prices promise too much while days are missing: at first they are lowered,
        // later the way half from the best prices to them is rarely worse than either.
        let prices = match &best {
            None if sure => priced.prices.lowered(),
            Some(best) if sure && mixed => best.prices.between(&priced.prices),
            _ => priced.prices.clone(),
        };
        let swept = sweep(ground, model, wanted, &prices, sure, &rests);
        let steps: u64 = swept.iter().map(|swept| swept.steps).sum();
        let least: Vec<i64> = swept.iter().map(|swept| swept.least.min(0)).collect();
        let cells = least.iter().zip(&model.cells);
        let sum: i128 =
            cells.map(|(least, cell)| i128::from(*least) * i128::from(cell.capacity)).sum();
        if pool.columns.len() > POOL * wanted.tasks.len().max(100) {
            trim(&mut pool, &priced.reduced, KEPT * wanted.tasks.len().max(100));
        }
        let mut new = 0;
        for (swept, rest) in swept.into_iter().zip(&mut rests) {
            let before = new;
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
            let bound = prices.constant(ground, model, wanted) + sum;
            let first = best.is_none();
            if best.as_ref().is_none_or(|best| bound > best.bound) {
                best = Some(Generated { bound, prices, least });
            }
            let so_far = best.as_ref().map_or(0, |best| best.bound);
            watch.bound(fen(so_far), fen(priced.value as i128));
            let proved = best.as_ref().map_or(0.0, |best| best.bound as f64);
            let done = new == 0 && !mixed && !first;
            if done || last || priced.value - proved < priced.value.abs() * CLOSED {
                break;
            }
            // Where prices between found no day, the master's own are asked, and the other way round.
            mixed = !first && new > 0 && !mixed;
        }
        // When the quick search finds little, only the exact one can go on.
        values.push(priced.value);
        let slow = values.len() > SLOW
            && values[values.len() - 1 - SLOW] - priced.value < priced.value.abs() * STALE;
        if slow {
            values.clear();
        }
        rounds += 1;
        sure = slow || rounds == EARLY || new * 3 < model.cells.len();
        left = left.saturating_sub(steps);
    }
    best
}

/// Ways looked at by as many exact sweeps as it takes before the bound is worth anything.
fn least_work(model: &Model) -> u64 {
    let sweep = |cell: &Cell| (cell.stops.len() as u64).pow(2) * 200;
    model.cells.iter().map(sweep).sum::<u64>() * SWEEPS
}

/// Keeps the cheapest days at the master's prices.
fn trim(pool: &mut Pool, reduced: &[f64], kept: usize) {
    let mut order: Vec<usize> = (0..reduced.len()).collect();
    order.sort_by(|&a, &b| reduced[a].total_cmp(&reduced[b]).then(b.cmp(&a)));
    let mut keep = vec![false; reduced.len()];
    order.into_iter().take(kept).for_each(|at| keep[at] = true);
    pool.keep(|at| keep.get(at).copied().unwrap_or(true));
}

/// Prices all cells, in parallel; the order of the answers is that of the cells.
fn sweep(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    prices: &Prices,
    sure: bool,
    rests: &[(u32, u32)],
) -> Vec<Swept> {
    let batch = prices.batches(model);
    let cells: Vec<(usize, &Cell)> = model.cells.iter().enumerate().collect();
    cells
        .into_par_iter()
        .map(|(at, cell)| {
            let mut swept = Swept { least: 0, columns: Vec::new(), steps: 0 };
            if !sure && rests[at].0 > 0 {
                return swept;
            }
            let board = Board::new(ground, model, wanted, cell, prices, &batch);
            for job in &board.jobs {
                let quick = quick(&board, job, NOTHING);
                let paying = quick.trips.first().map_or(NOTHING, |trip| trip.reduced);
                swept.take(ground, at, &board, quick);
                if sure {
                    let rest = Completion::new(&board, job);
                    let found = exact(&board, job, rest.as_ref(), paying.min(NOTHING));
                    swept.least = swept.least.min(found.least);
                    swept.take(ground, at, &board, found);
                }
            }
            swept
        })
        .collect()
}

impl Swept {
    fn take(&mut self, ground: Ground<'_>, cell: usize, board: &Board<'_>, found: Found) {
        self.steps += found.steps;
        let columns =
            found.trips.iter().map(|trip| DayColumn::new(ground, cell as u32, board, trip));
        self.columns.extend(columns);
    }
}
