//! The master: tasks planned or lost, capacities shared, days taken from a pool. Its prices say
//! where to look for more days.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rayon::prelude::*;

use super::board::Board;
use super::cells::Model;
use super::labels::Trip;
use super::prices::Prices;
use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::milp::{Linear, LinearColumn, Solved, interior};

/// Thousandths of a fen in the yuan of the master.
pub const YUAN: f64 = 100_000.0;

/// A day that some team may spend in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DayColumn {
    /// Position of the cell.
    pub cell: u32,
    /// Where it starts and ends: 0 = the base, else one more than the position of a seat.
    pub gates: (u16, u16),
    /// Its own cost, thousandths of a fen: day, way, night, parcels.
    pub cost: i64,
    /// Sites in order, each with its wanted tasks and their lab accounts.
    pub stops: Vec<(u32, Vec<(u32, u32)>)>,
}

impl DayColumn {
    /// A day found at some prices.
    pub fn new(ground: Ground<'_>, cell: u32, board: &Board<'_>, trip: &Trip) -> Self {
        let costs = &ground.instance.settings().costs;
        let night = if trip.gates.1 == 0 { 0 } else { costs.night.0 * MILLI };
        let parcels: i64 =
            trip.stops.iter().map(|&(_, choice)| board.choices[choice as usize].parcels).sum();
        let stop = |&(node, choice): &(u32, u32)| {
            let site = board.nodes[node as usize].place;
            (site, board.choices[choice as usize].picks.clone())
        };
        Self {
            cell,
            gates: trip.gates,
            cost: costs.team_day.0 * MILLI + trip.metres * board.metre + night + parcels,
            stops: trip.stops.iter().map(stop).collect(),
        }
    }
}

/// The days known so far.
#[derive(Clone, Default)]
pub struct Pool {
    /// In the order in which they were found.
    pub columns: Vec<DayColumn>,
    known: HashSet<DayColumn>,
    /// Nights (positions in the prices of seats) with tasks that may not be drawn on both sides of them. That no
    /// task is drawn twice does not say so of half a night, with half a day on each side of it.
    beside: BTreeSet<(u32, u32)>,
    /// The least and the greatest number of days of the plans that are looked at; none = all.
    pub days: Option<(i64, i64)>,
    /// The first so many days are never dropped: without them prices run wild.
    pub seeds: usize,
    /// For each wanted task what it may be bought for without a day, so that no price is above that, thousandths of
    /// a fen; empty: not at all.
    pub prices: Vec<i64>,
}

/// A task is drawn on both sides of a night if it is by this much more than the nights allow.
const BOTH: f64 = 0.02;

impl Pool {
    /// A pool without days that forbids the same.
    pub fn emptied(&self) -> Self {
        Self { beside: self.beside.clone(), days: self.days, ..Self::default() }
    }

    /// Adds a day; false if it is known.
    pub fn add(&mut self, column: DayColumn) -> bool {
        let new = self.known.insert(column.clone());
        if new {
            self.columns.push(column);
        }
        new
    }

    /// Tasks that a mixture of the days draws on both sides of a night, each with the night.
    pub fn both_sides(&self, model: &Model, x: &[f64]) -> BTreeSet<(u32, u32)> {
        let (mut nights, mut drawn) = (BTreeMap::new(), BTreeMap::new());
        for (column, x) in self.columns.iter().zip(x) {
            let [from, to] = gates(model, column);
            from.into_iter().for_each(|night| *nights.entry(night).or_insert(0.0) += x);
            let picks = column.stops.iter().flat_map(|(_, picks)| picks);
            for &(want, _) in picks {
                for night in from.into_iter().chain(to) {
                    *drawn.entry((night, want)).or_insert(0.0) += x;
                }
            }
        }
        let both = |((night, _), sum): &((u32, u32), f64)| {
            nights.get(night).is_some_and(|nights| *sum > nights + BOTH)
        };
        drawn.into_iter().filter(both).map(|(at, _)| at).collect()
    }

    /// Forbids tasks on both sides of nights; false if they were forbidden before.
    pub fn forbid(&mut self, both_sides: BTreeSet<(u32, u32)>) -> bool {
        let before = self.beside.len();
        self.beside.extend(both_sides);
        self.beside.len() > before
    }

    /// Keeps the days at these positions.
    pub fn keep(&mut self, keep: impl Fn(usize) -> bool) {
        let mut at = 0;
        let known = &mut self.known;
        self.columns.retain(|column| {
            at += 1;
            let stays = keep(at - 1);
            if !stays {
                known.remove(column);
            }
            stays
        });
    }
}

/// Rows of the master.
struct Rows {
    task: Vec<u32>,
    quota: Vec<[Option<u32>; 3]>,
    rival: Vec<u32>,
    lab: Vec<Option<u32>>,
    month: Vec<u32>,
    escort: Vec<u32>,
    door: Vec<Option<u32>>,
    cell: Vec<u32>,
    seat: BTreeMap<u32, u32>,
    night: BTreeMap<u32, u32>,
    beside: BTreeMap<(u32, u32), u32>,
    days: Option<u32>,
}

/// What the master answers.
pub struct Priced {
    /// Cost of the best mixture of the days known, thousandths of a fen.
    pub value: f64,
    /// Its prices.
    pub prices: Prices,
    /// How much it takes of each known day.
    pub x: Vec<f64>,
    /// How much of each wanted task it buys without a day.
    pub bought: Vec<f64>,
    /// For each known day what one unit of it would add to the cost, yuan.
    pub reduced: Vec<f64>,
}

/// Solves the master over a pool, to a relative tolerance: the looser, the more its prices lie in
/// the middle.
pub fn solve(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    pool: &Pool,
    tolerance: f64,
) -> Option<Priced> {
    let mut linear = Linear::default();
    let rows = rows(ground, model, wanted, pool, &mut linear);
    let fixed = linear.columns.len();
    for column in &pool.columns {
        let terms = terms(model, wanted, &rows, column);
        linear.column(column.cost as f64 / YUAN, f64::INFINITY, terms);
    }
    let days = fixed..linear.columns.len();
    for (price, &row) in pool.prices.iter().zip(&rows.task) {
        linear.column(*price as f64 / YUAN, f64::INFINITY, vec![(row, 1.0)]);
    }
    let solved = interior(&linear, tolerance)?;
    Some(Priced {
        value: solved.value * YUAN,
        prices: prices(ground, model, wanted, &rows, &solved),
        bought: solved.x[days.end..].to_vec(),
        x: solved.x[days.clone()].to_vec(),
        reduced: solved.reduced[days].to_vec(),
    })
}

/// The master over a list of days, as data.
pub struct Programme {
    /// Its rows, and the columns that are no days.
    pub linear: Linear,
    /// For each cell its row.
    pub cells: Vec<u32>,
    /// The row of how many days there are, where that is limited.
    pub count: Option<u32>,
    /// The days in the order of the list, without a limit: that of their cell is enough.
    pub days: Vec<LinearColumn>,
}

/// The master over the days of a pool, as data.
pub fn programme(ground: Ground<'_>, model: &Model, wanted: &Wanted, pool: &Pool) -> Programme {
    let mut linear = Linear::default();
    let rows = rows(ground, model, wanted, pool, &mut linear);
    let day = |column: &DayColumn| LinearColumn {
        cost: column.cost as f64 / YUAN,
        upper: NO,
        terms: terms(model, wanted, &rows, column),
    };
    let days = pool.columns.par_iter().map(day).collect();
    Programme { linear, cells: rows.cell, count: rows.days, days }
}

const NO: f64 = f64::INFINITY;

/// The rows, and the columns that are no days: losses, shortfalls, distances.
fn rows(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    pool: &Pool,
    linear: &mut Linear,
) -> Rows {
    let weights = &ground.instance.settings().weights;
    let task: Vec<u32> = wanted.tasks.iter().map(|_| linear.row(1.0, NO)).collect();
    let mut lost: Vec<Vec<(u32, f64)>> = task.iter().map(|&row| vec![(row, 1.0)]).collect();
    let mut quota = Vec::new();
    for (row, available) in ground.instance.quotas.iter().zip(&wanted.in_quota) {
        let available = *available as f64;
        let min = row.min.map(|min| {
            let at = linear.row(f64::from(min) - available, NO);
            linear.column(weights.shortfall.yuan(), NO, vec![(at, 1.0)]);
            at
        });
        let target = row.target.map(|target| {
            let off = available - f64::from(target);
            let at = linear.row(off, off);
            let weight = weights.balance_region.yuan();
            linear.column(weight, NO, vec![(at, 1.0)]);
            linear.column(weight, NO, vec![(at, -1.0)]);
            at
        });
        let max = row.max.map(|max| linear.row(available - f64::from(max), NO));
        quota.push([min, target, max]);
    }
    for (want, terms) in wanted.tasks.iter().zip(&mut lost) {
        for at in ground.screen.quotas(want.task) {
            let [min, target, max] = quota[at.ix()];
            let batches = want.batches as f64;
            terms.extend(min.map(|row| (row, -batches)));
            terms.extend(target.map(|row| (row, batches)));
            terms.extend(max.map(|row| (row, batches)));
        }
    }
    let mut rival = Vec::new();
    for set in &model.rivals {
        let row = linear.row(set.len() as f64 - 1.0, NO);
        set.iter().for_each(|&want| lost[want as usize].push((row, 1.0)));
        rival.push(row);
    }
    for (want, terms) in wanted.tasks.iter().zip(lost) {
        linear.column(want.value as f64 / YUAN, 1.0, terms);
    }
    let lab = model.lab_caps.iter().map(|cap| cap.map(|cap| linear.row(-NO, cap as f64))).collect();
    let weight = weights.balance_month.yuan();
    let month = (0..ground.instance.agencies.len() * model.months)
        .map(|_| {
            let row = linear.row(0.0, 0.0);
            linear.column(weight, NO, vec![(row, 1.0)]);
            linear.column(weight, NO, vec![(row, -1.0)]);
            row
        })
        .collect();
    let mut escort = Vec::new();
    for (_, visits) in &model.escorts {
        escort.extend(model.piece_days.iter().map(|days| linear.row(-NO, (visits * days) as f64)));
    }
    let door =
        model.doors.iter().map(|most| most.map(|most| linear.row(-NO, f64::from(most)))).collect();
    let cell = model.cells.iter().map(|cell| linear.row(-NO, cell.capacity as f64)).collect();
    let (mut seat, mut night) = (BTreeMap::new(), BTreeMap::new());
    for column in &pool.columns {
        for at in gates(model, column).into_iter().flatten() {
            seat.entry(at).or_insert_with(|| linear.row(0.0, 0.0));
        }
        if column.gates.1 != 0 {
            let span = model.cells[column.cell as usize].span;
            night.entry(span).or_insert_with(|| linear.row(-NO, 0.0));
        }
    }
    let beside = pool.beside.iter().map(|&at| (at, linear.row(-NO, 0.0))).collect();
    let days = pool.days.map(|(least, most)| linear.row(least as f64, most as f64));
    Rows { task, quota, rival, lab, month, escort, door, cell, seat, night, beside, days }
}

/// The nights before and after a day, as positions in the prices of seats.
pub fn gates(model: &Model, column: &DayColumn) -> [Option<u32>; 2] {
    let cell = &model.cells[column.cell as usize];
    let night = |flow: Option<u32>, code: u16| model.night(flow, u32::from(code).checked_sub(1));
    [night(cell.wake, column.gates.0), night(cell.sleep, column.gates.1)]
}

fn terms(model: &Model, wanted: &Wanted, rows: &Rows, column: &DayColumn) -> Vec<(u32, f64)> {
    let cell = &model.cells[column.cell as usize];
    let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
    let mut add = |row: u32, by: f64| *sums.entry(row).or_default() += by;
    add(rows.cell[column.cell as usize], 1.0);
    rows.days.into_iter().for_each(|row| add(row, 1.0));
    let days: i64 = model.working_days.iter().sum();
    for (site, picks) in &column.stops {
        if let Some(door) = rows.door[*site as usize] {
            add(door, 1.0);
        }
        if let Some(account) = model.escort_of[*site as usize] {
            let at = account as usize * model.piece_days.len() + cell.piece as usize;
            add(rows.escort[at], 1.0);
        }
        for &(want, account) in picks {
            add(rows.task[want as usize], 1.0);
            let batches = wanted.tasks[want as usize].batches as f64;
            if let Some(row) = rows.lab[account as usize * model.months + cell.month as usize] {
                add(row, batches);
            }
            let lab = model.accounts.lab(account as usize).ix() * model.months;
            add(rows.month[lab + cell.month as usize], batches);
            for (month, working) in model.working_days.iter().enumerate() {
                add(rows.month[lab + month], -batches * *working as f64 / days.max(1) as f64);
            }
        }
    }
    let [from, to] = gates(model, column);
    let draws = |task: u32| column.stops.iter().any(|(_, picks)| picks.iter().any(|p| p.0 == task));
    let beside = |night: Option<u32>| {
        let night = night.map(|night| rows.beside.range((night, 0)..=(night, u32::MAX)));
        night.into_iter().flatten().map(|(&(_, want), &row)| (want, row))
    };
    beside(to).filter(|(want, _)| draws(*want)).for_each(|(_, row)| add(row, 1.0));
    beside(from).filter(|(want, _)| !draws(*want)).for_each(|(_, row)| add(row, -1.0));
    for (at, by) in [from, to].into_iter().zip([-1.0, 1.0]) {
        if let Some(&row) = at.and_then(|at| rows.seat.get(&at)) {
            add(row, by);
        }
    }
    if column.gates.1 != 0 {
        let left = if column.gates.0 == 0 { cell.nights as f64 } else { 0.0 };
        if let Some(&row) = rows.night.get(&cell.span) {
            add(row, 1.0 - left);
        }
    }
    sums.into_iter().filter(|(_, by)| *by != 0.0).collect()
}

fn prices(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    rows: &Rows,
    solved: &Solved,
) -> Prices {
    let days: i64 = model.working_days.iter().sum();
    let dual = |row: u32| (solved.duals[row as usize] * YUAN) as i64;
    let mut prices = Prices::new(ground, model, wanted);
    prices.task = rows.task.iter().map(|&row| dual(row)).collect();
    prices.lab = rows.lab.iter().map(|row| row.map_or(0, |row| -dual(row))).collect();
    prices.month = rows.month.iter().map(|&row| -dual(row) / days.max(1)).collect();
    prices.door = rows.door.iter().map(|row| row.map_or(0, |row| -dual(row))).collect();
    prices.escort = rows.escort.iter().map(|&row| -dual(row)).collect();
    prices.quota = rows.quota.iter().map(|of| of.map(|row| row.map_or(0, dual))).collect();
    prices.rival = rows.rival.iter().map(|&row| dual(row)).collect();
    rows.seat.iter().for_each(|(&at, &row)| prices.seat[at as usize] = -dual(row));
    rows.night.iter().for_each(|(&at, &row)| prices.night[at as usize] = -dual(row));
    prices.beside = rows.beside.iter().map(|(&at, &row)| (at, -dual(row))).collect();
    prices.day = rows.days.map_or(0, dual);
    prices.clamp(ground, model, wanted);
    prices
}
