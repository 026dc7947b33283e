//! Column generation: prices from the master, days from the cells, until no day pays any more or
//! the effort is used up; where the effort is too little for it to be of use nobody should begin. Every
//! sweep over the cells proves a bound, whatever the prices were; the best one is kept.
//!
//! The master's own prices run wild while it knows few days, and days at wild prices are as many as they are
//! useless. So it begins with all the days that a search for plans has met, and is solved no better than bound and
//! master are near each other, by an interior method, which keeps its prices in the middle (Gondzio, González-Brevis,
//! Munari 2013, doi:10.1016/j.ejor.2012.07.024). Days are looked for at prices on the way from the best known ones,
//! those of the best bound, to the master's: less far after every sweep that proves no more (Wentges 1997,
//! doi:10.1016/S0969-6016(97)00001-4; Pessoa et al. 2018, doi:10.1287/ijoc.2017.0784). And tasks may be bought without
//! a day, at first for little more than minutes alone say they cost, so that no price is above that; dearer where it is
//! made use of (du Merle et al. 1999, doi:10.1016/S0012-365X(98)00213-1). In the end nothing is bought, and the
//! prices are the master's.

use rayon::prelude::*;

use super::board::{Board, Gate};
use super::cells::{Cell, Model};
use super::completion::Completion;
use super::exact::{self, exact};
use super::labels::Found;
use super::master::{self, DayColumn, Pool, Priced};
use super::memory::{Learnt, Near};
use super::menu;
use super::prices::{ALL, Prices};
use super::quick::quick;
use super::wanted::Wanted;
use super::{Effort, Ground, MILLI, Watch, fen};

/// A day that pays less than this (thousandths of a fen: 2 fen) is not looked for.
const NOTHING: i64 = -2_000;
/// Ways looked at for each unit of effort.
const STEPS: u64 = 1_500_000;
/// Sweeps without which column generation is not begun: it takes some until more is proved than by minutes.
const SWEEPS: u64 = 7;
/// Bound and master are as one when they differ by less than this share.
const CLOSED: f64 = 5e-5;
/// … near enough for the master to be asked what half days it mixes …
const NEAR: f64 = 3e-3;
/// … and near enough for stops to learn all they can in one sweep.
const CLOSE: f64 = 1e-2;
/// Times that a cell is searched in a sweep before and after that.
const LESSONS: (usize, usize) = (1, 5);
/// Near as they are, no more is done after so many rounds that did not raise the bound.
const STILL: usize = 6;
/// Days in the pool for each wanted task, beyond which the dearest are dropped …
const POOL: usize = 10;
/// … down to so many.
const KEPT: usize = 5;
/// Fewer wanted tasks count as so many.
const SMALL: usize = 400;
/// Tolerance of the master: so many times the share by which it and the bound are apart …
const LOOSE: f64 = 2.0;
/// … and no less and no more than that.
const TIGHT: f64 = 1e-6;
const LOOSEST: f64 = 3e-2;
/// What a task may be bought for at first, as a multiple of what it pays by minutes alone …
const BOUGHT: f64 = 1.3;
/// … and what it costs more each time that it is bought and the master saves less than a share of its cost.
const DEARER: f64 = 1.1;
const SLOW: f64 = 4e-3;
/// Less of a task than this is not bought.
const CRUMB: f64 = 1e-2;
/// How far on the way to the master's prices days are looked for while sweeps prove more: a share of [`ALL`] …
const FARTHEST: i64 = 8;
/// … and how far at least while they don't.
const SHORTEST: i64 = 2;

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

/// What a search for days begins with.
pub struct Start {
    /// Known days, and which plans are looked at.
    pub pool: Pool,
    /// Prices that prove something.
    pub prices: Prices,
    /// The cost of a known plan, thousandths of a fen.
    pub known: i128,
}

/// A cell priced.
struct Swept {
    least: i64,
    columns: Vec<DayColumn>,
    /// What its stops remember.
    learnt: Learnt,
    steps: u64,
}

/// Generates columns for the plans that a pool allows, until no plan cheaper than a known one is left; `watch` is
/// asked between rounds whether to end. Answers the best bound with its prices, and the pool as it is in the end.
pub fn generate(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    Start { mut pool, prices: mut center, known }: Start,
    effort: Effort,
    watch: &dyn Watch,
) -> Option<(Generated, Pool)> {
    let all = effort.most().saturating_mul(STEPS);
    let mut left = all;
    pool.prices = center.task.iter().map(|price| (*price as f64 * BOUGHT) as i64).collect();
    let mut best: Option<Generated> = None;
    let (mut way, mut still, mut before, mut strict) = (0, 0, f64::MAX, false);
    let mut learnt: Vec<Option<Learnt>> = vec![None; model.cells.len()];
    loop {
        let last = left == 0 || watch.stopped();
        let apart = |best: &Generated| before / best.bound.max(1) as f64 - 1.0;
        let apart = best.as_ref().map_or(f64::MAX, apart);
        let tolerance = if strict { TIGHT } else { (LOOSE * apart).clamp(TIGHT, LOOSEST) };
        let priced = master::solve(ground, model, wanted, &pool, tolerance)?;
        let prices = center.toward(&priced.prices, way);
        let near =
            |share: f64, bound: i128| priced.value - (bound as f64) < priced.value.abs() * share;
        let is_close = best.as_ref().is_some_and(|best| near(CLOSE, best.bound));
        let lessons = if is_close { LESSONS.1 } else { LESSONS.0 };
        // A first bound is waited for, no better one.
        let enough = || best.is_some() && watch.stopped();
        let swept = sweep(ground, model, wanted, &prices, (&learnt, lessons), &enough);
        if enough() {
            break;
        }
        let steps: u64 = swept.iter().map(|swept| swept.steps).sum();
        let least: Vec<i64> = swept.iter().map(|swept| swept.least.min(0)).collect();
        // Before days are dropped, for the mixture counts them.
        let both_sides = pool.both_sides(model, &priced.x);
        let size = wanted.tasks.len().max(SMALL);
        if pool.columns.len() > POOL * size {
            trim(&mut pool, &priced.reduced, KEPT * size);
        }
        let mut new = 0;
        for (swept, learnt) in swept.into_iter().zip(&mut learnt) {
            *learnt = Some(swept.learnt);
            new += swept.columns.into_iter().map(|day| usize::from(pool.add(day))).sum::<usize>();
        }

        let bound = with_days(
            ground,
            model,
            (prices.constant(ground, model, wanted), prices.day),
            pool.days.unwrap_or((0, i64::MAX)),
            &least,
        );
        let known_bound = best.as_ref().map_or(0, |best| best.bound);
        let so_far = known_bound.max(bound);
        let is_own = way == ALL;
        way = match way {
            0 => FARTHEST,
            // Where prices between find no day, the master's own are asked.
            _ if new < model.cells.len() => (way * 2).min(ALL),
            _ if bound > known_bound => (way + 1).min(FARTHEST),
            _ => (way * 3 / 4).max(SHORTEST),
        };
        if best.is_none() || bound > known_bound {
            center = prices.clone();
            best = Some(Generated { bound, prices, least, days: priced.x.iter().sum() });
        }
        let rose = (so_far - known_bound) as f64 > priced.value.abs() * CLOSED;
        still = if rose { 0 } else { still + 1 };
        watch.bound(fen(so_far), fen(priced.value as i128));

        // Nothing pays at the master's own prices; whether they are its own to the last digit is asked once more.
        let is_over = new == 0 && is_own && tolerance <= TIGHT;
        strict = new == 0 && is_own;
        let slow = (before - priced.value) < priced.value.abs() * SLOW;
        before = priced.value;
        let bought = (slow || is_over) && make_dearer(&mut pool, &priced, wanted);
        let tightened = !last && (is_over || near(NEAR, so_far)) && pool.forbid(both_sides);
        let is_done = !bought && !tightened;
        let at_rest = is_over || near(CLOSED, so_far) || (near(NEAR, so_far) && still > STILL);
        if last || so_far >= known || (is_done && at_rest) {
            break;
        }
        still = if tightened { 0 } else { still };
        left = left.saturating_sub(steps);
        watch.spent(1.0 - left as f64 / all as f64);
    }
    Some((best?, pool))
}

/// Makes what was bought without a day dearer; false if nothing was, or nothing can be.
fn make_dearer(pool: &mut Pool, priced: &Priced, wanted: &Wanted) -> bool {
    let mut any = false;
    for ((bought, price), want) in priced.bought.iter().zip(&mut pool.prices).zip(&wanted.tasks) {
        // What it is worth in quotas may come to its value.
        let most = want.value.saturating_mul(2).saturating_add(1 << 40);
        if *bought > CRUMB && *price < most {
            *price = ((*price as f64 * DEARER) as i64 + MILLI).min(most);
            any = true;
        }
    }
    any
}

/// Whether an effort holds as many exact sweeps as it takes before the bound is worth anything.
pub fn is_of_use(model: &Model, effort: Effort) -> bool {
    let sweep = |cell: &Cell| 2 * exact::steps(cell.stops.len());
    let ways = model.cells.iter().map(sweep).sum::<u64>() * SWEEPS;
    ways <= effort.least().saturating_mul(STEPS)
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
    (learnt, lessons): (&[Option<Learnt>], usize),
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Swept> {
    let batch = prices.batches(model);
    let cells: Vec<(usize, &Cell)> = model.cells.iter().enumerate().collect();
    cells
        .into_par_iter()
        // Each by itself, for a few hold most of the work.
        .with_max_len(1)
        .map(|(at, cell)| {
            let boards = Board::all(ground, model, wanted, cell, (prices, &batch), menu::choices);
            let new = || Learnt { now: Near::new(&boards[0]), before: None };
            let learnt = learnt[at].clone().unwrap_or_else(new);
            let mut swept = Swept { least: 0, columns: Vec::new(), learnt, steps: 0 };
            for board in &boards {
                // Days that may end at the same places for the same fees have the same rests.
                let mut rest: Option<(&[Gate], Option<Completion>)> = None;
                for job in &board.jobs {
                    if stop() {
                        break;
                    }
                    let quick = quick(board, job, NOTHING);
                    let paying = quick.trips.first().map_or(NOTHING, |trip| trip.reduced);
                    swept.take(ground, at, board, quick);
                    if rest.as_ref().is_none_or(|(sinks, _)| *sinks != job.sinks) {
                        rest = Some((&job.sinks, Completion::new(board, job)));
                    }
                    let known = rest.as_ref().and_then(|(_, rest)| rest.as_ref());
                    let threshold = paying.min(NOTHING);
                    let found = exact(board, job, known, &mut swept.learnt, threshold, lessons);
                    swept.least = swept.least.min(found.least);
                    swept.take(ground, at, board, found);
                }
            }
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
