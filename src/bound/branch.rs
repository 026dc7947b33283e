//! The cheapest choice of whole days from a list, by branch and bound.
//!
//! A node is the list of days that a cheaper plan than the known one may still hold. The linear programme over them
//! is solved over a few at first, joined by those that pay until none does; what its prices prove leaves out days,
//! and a node that can't be cheaper goes. Then plans are told apart by a [`Question`] each answer to which leaves
//! out more days; nothing else is added, so that days stay what they are. Of the questions that the mixture leaves
//! most open the one is asked whose answers cost most over few days. Few days are left to HiGHS.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use rayon::prelude::*;

use super::cells::Model;
use super::close::TOLERANCE;
use super::master::{self, DayColumn, Pool, Programme, YUAN};
use super::wanted::Wanted;
use super::{Ground, Watch, fen};
use crate::milp::{Limits, Linear, LinearColumn, Solved, Stop, interior, solve_whole};

/// Tolerance of a node's linear programme, and of one that only ranks questions.
const TIGHT: f64 = 1e-7;
const LOOSE: f64 = 1e-4;
/// Days that a linear programme begins with, and that join it at a time.
const FIRST: usize = 1_500;
const JOINING: usize = 400;
/// A day that pays less than this (yuan) does not join.
const NOTHING: f64 = -1e-5;
/// Questions that are tried over few days before one is asked.
const TRIED: usize = 12;
/// What the mixture does by less than this is as good as never, by as much less than 1 as good as always.
const OPEN: f64 = 5e-3;
/// Less of a day than this is none.
const TRACE: f64 = 1e-4;
/// How much more the cheaper answer to a question counts than the dearer one.
const CHEAPER: f64 = 5.0;
/// Days that are left to the solver of whole numbers: so many, of a short list this part; and the nodes it may look at.
const FEW: usize = 2_500;
const FEW_OF: usize = 10;
const NODES: i32 = 20_000;
/// Nodes that are looked at side by side, on any number of cores, and all that are made.
const BESIDE: usize = 4;
const MOST: usize = 5_000;

/// The best choice of whole days.
pub struct Chosen {
    /// The days of a plan that costs less than the known one, and its cost in thousandths of a fen.
    pub better: Option<(i128, Vec<DayColumn>)>,
    /// No choice costs less, thousandths of a fen.
    pub proved: i128,
}

/// What is so of some plans and not of the others, none of which draws a task twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// Two tasks are drawn on one day (Ryan, Foster 1981).
    Together(u32, u32),
    /// A night is spent at a seat: a position in the prices of seats.
    Night(u32),
    /// A day of a team is spent on the road: a cell.
    OnRoad(u32),
    /// A task goes to an account of a lab.
    Lab(u32, u32),
    /// A task is drawn in a cell.
    In(u32, u32),
}

/// The list, and the programme over it.
struct List<'a> {
    model: &'a Model,
    days: &'a [DayColumn],
    programme: Programme,
    /// The night before each day and the one after it.
    nights: Vec<[Option<u32>; 2]>,
    /// More than any column can be that is no day and has no limit: batches off a quota, a target, an even month.
    most: f64,
}

/// Plans that answer some questions alike.
#[derive(Clone)]
struct Node {
    /// None of them costs less, yuan.
    bound: f64,
    /// When it was made.
    serial: usize,
    /// Days that a cheaper plan than the known one may hold: positions in the list, rising.
    days: Vec<u32>,
    /// Those of them that the linear programme begins with.
    near: Vec<u32>,
    /// Cells that some day is spent in.
    on_road: Vec<bool>,
    /// How much the mixture takes of a day, for those of which it takes something.
    mixture: Vec<(u32, f64)>,
}

/// What comes of a node.
struct Parted {
    /// Nodes that may hold a cheaper plan.
    nodes: Vec<Node>,
    /// A cheaper choice, and its cost in yuan.
    better: Option<(f64, Vec<DayColumn>)>,
    /// No choice that is in none of the nodes costs less, yuan.
    proved: f64,
}

impl Ord for Node {
    /// The greatest is the one that may be cheapest, of those the first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.serial.cmp(&self.serial))
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Node {}

/// Looks for a choice of whole days from a pool that costs less than a known plan (thousandths of a fen), until there
/// is none, the work is used up, or `watch` says so.
pub fn choose(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    pool: &Pool,
    known: i128,
    watch: &dyn Watch,
) -> Chosen {
    let list = List::new(ground, model, wanted, (pool, yuan(known)));
    // Plans that cost so much are not looked for.
    let mut cutoff = yuan(known - TOLERANCE);
    let (mut better, mut left) = (None, f64::INFINITY);
    let mut open = BinaryHeap::new();
    open.extend(list.relaxed(list.root(), cutoff));
    let mut made = 0;
    loop {
        let next: Vec<Node> = std::iter::from_fn(|| open.pop()).take(BESIDE).collect();
        let least = next.first().map_or(f64::INFINITY, |node| node.bound);
        if least >= cutoff || made >= MOST || watch.stopped() {
            left = left.min(least);
            break;
        }
        watch.bound(fen(milli(least)), fen(known));
        let parted: Vec<Parted> = next.par_iter().map(|node| list.parted(node, cutoff)).collect();
        for Parted { nodes, better: found, proved } in parted {
            left = left.min(proved);
            for node in nodes {
                made += 1;
                open.push(Node { serial: made, ..node });
            }
            if let Some((value, days)) = found.filter(|(value, _)| *value < cutoff) {
                cutoff = yuan(milli(value) - TOLERANCE);
                better = Some((milli(value), days));
            }
        }
    }
    Chosen { better, proved: milli(left.min(cutoff)) }
}

fn yuan(milli: i128) -> f64 {
    milli as f64 / YUAN
}

/// Thousandths of a fen, rounded down.
fn milli(yuan: f64) -> i128 {
    (yuan * YUAN).floor() as i128
}

impl<'a> List<'a> {
    fn new(
        ground: Ground<'_>,
        model: &'a Model,
        wanted: &Wanted,
        (pool, known): (&'a Pool, f64),
    ) -> Self {
        let mut programme = master::programme(ground, model, wanted, pool);
        // For what a known plan costs a day may be had that does nothing: few days are then enough of any number.
        for &row in programme.cells.iter().chain(&programme.count) {
            programme.linear.column(known, f64::INFINITY, vec![(row, 1.0)]);
        }
        let batches: i64 = wanted.tasks.iter().map(|want| want.batches).sum();
        let quotas = ground.instance.quotas.iter();
        let asked: u32 = quotas.flat_map(|quota| quota.min.into_iter().chain(quota.target)).sum();
        Self {
            model,
            days: &pool.columns,
            nights: pool.columns.iter().map(|day| master::gates(model, day)).collect(),
            most: batches as f64 + f64::from(asked),
            programme,
        }
    }

    /// All plans.
    fn root(&self) -> Node {
        let days = 0..self.days.len() as u32;
        let step = (self.days.len() / (2 * FIRST)).max(1);
        Node {
            bound: 0.0,
            serial: 0,
            near: days.clone().step_by(step).collect(),
            days: days.collect(),
            on_road: vec![false; self.model.cells.len()],
            mixture: Vec::new(),
        }
    }

    fn cell(&self, day: u32) -> usize {
        self.days[day as usize].cell as usize
    }

    /// The programme over some of the days.
    fn over(&self, days: &[u32], on_road: &[bool]) -> Linear {
        let mut linear = self.programme.linear.clone();
        for (&row, _) in self.programme.cells.iter().zip(on_road).filter(|(_, is)| **is) {
            linear.rows[row as usize].0 = 1.0;
        }
        linear.columns.extend(days.iter().map(|&day| self.programme.days[day as usize].clone()));
        linear
    }

    /// A node with what its linear programme proves and without the days that no plan below the cutoff has; none if
    /// there is no such plan.
    fn relaxed(&self, mut node: Node, cutoff: f64) -> Option<Node> {
        let first = self.programme.linear.columns.len();
        loop {
            let linear = self.over(&node.near, &node.on_road);
            let Some(Solved { x, duals: mut prices, .. }) = interior(&linear, TIGHT) else {
                // A solver that fails proves nothing, and leaves no question open.
                return Some(Node { mixture: Vec::new(), ..node });
            };
            // A price proves something only if its row has a limit on that side.
            for (price, &(least, most)) in prices.iter_mut().zip(&linear.rows) {
                let limit = if *price > 0.0 { least } else { most };
                *price = if limit.is_finite() { *price } else { 0.0 };
            }
            let mut costs: Vec<f64> = node
                .days
                .iter()
                .map(|&day| reduced(&self.programme.days[day as usize], &prices))
                .collect();
            // Each cell pays for the least that one of its days costs.
            let mut least = vec![0.0_f64; self.model.cells.len()];
            for (cost, &day) in costs.iter().zip(&node.days) {
                let least = &mut least[self.cell(day)];
                *least = least.min(*cost);
            }
            for (least, &row) in least.iter().zip(&self.programme.cells) {
                prices[row as usize] += least;
            }
            let bound = self.proved(&linear, first, &prices);
            if bound >= cutoff {
                return None;
            }
            let mut paying: Vec<(f64, u32)> =
                costs.iter().copied().zip(node.days.iter().copied()).collect();
            paying.retain(|(cost, day)| *cost < NOTHING && node.near.binary_search(day).is_err());
            if !paying.is_empty() {
                paying.sort_unstable_by(by_cost);
                node.near.extend(paying.iter().take(JOINING).map(|(_, day)| *day));
                node.near.sort_unstable();
                continue;
            }
            node.bound = node.bound.max(bound);
            let taken = node.near.iter().copied().zip(x[first..].iter().copied());
            node.mixture = taken.filter(|(_, x)| *x > TRACE).collect();
            for (cost, &day) in costs.iter_mut().zip(&node.days) {
                *cost -= least[self.cell(day)];
            }
            let mut kept: Vec<(f64, u32)> = costs.into_iter().zip(node.days).collect();
            kept.retain(|(cost, _)| bound + cost < cutoff);
            node.days = kept.iter().map(|(_, day)| *day).collect();
            if kept.len() > FIRST {
                kept.select_nth_unstable_by(FIRST, by_cost);
                kept.truncate(FIRST);
            }
            node.near = kept.into_iter().map(|(_, day)| day).collect();
            node.near.sort_unstable();
            return Some(node);
        }
    }

    /// What prices prove at which no day pays: their rows at the limits, and the other columns as they please.
    fn proved(&self, linear: &Linear, first: usize, prices: &[f64]) -> f64 {
        let rows = prices.iter().zip(&linear.rows).map(|(price, &(least, most))| match *price {
            price if price > 0.0 => price * least,
            price if price < 0.0 => price * most,
            _ => 0.0,
        });
        let others = linear.columns[..first]
            .iter()
            .map(|column| reduced(column, prices).min(0.0) * column.upper.min(self.most));
        rows.sum::<f64>() + others.sum::<f64>()
    }

    /// The question to ask; none if the mixture leaves none open.
    fn question(&self, node: &Node, cutoff: f64) -> Option<Question> {
        let mut sums: BTreeMap<Question, f64> = BTreeMap::new();
        for &(at, x) in &node.mixture {
            let day = &self.days[at as usize];
            let mut add = |question| *sums.entry(question).or_default() += x;
            add(Question::OnRoad(day.cell));
            self.nights[at as usize][1].into_iter().for_each(|night| add(Question::Night(night)));
            let mut drawn: Vec<u32> = picks(day).map(|(task, _)| task).collect();
            drawn.sort_unstable();
            for (at, &one) in drawn.iter().enumerate() {
                add(Question::In(one, day.cell));
                drawn[at + 1..].iter().for_each(|&two| add(Question::Together(one, two)));
            }
            picks(day).for_each(|(task, account)| add(Question::Lab(task, account)));
        }
        // Days of a team are much alike: on which of them a task is drawn says little.
        let kind = |question: &Question| matches!(question, Question::In(..));
        let off = |sum: f64| (sum - 0.5).abs();
        let mut open: Vec<(bool, f64, Question)> = sums
            .into_iter()
            .filter(|(_, sum)| off(*sum) < 0.5 - OPEN)
            .map(|(question, sum)| (kind(&question), off(sum), question))
            .collect();
        open.sort_by(|a, b| (a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        open.truncate(TRIED);
        let score = |&(_, _, question): &(bool, f64, Question)| {
            let cost = |yes| {
                let node = self.answer(node, question, yes);
                let solved = interior(&self.over(&node.near, &node.on_road), LOOSE);
                solved.map_or(cutoff, |solved| solved.value.clamp(node.bound, cutoff)) - node.bound
            };
            let (yes, no) = (cost(true), cost(false));
            (CHEAPER * yes.min(no) + yes.max(no), question)
        };
        let scored: Vec<(f64, Question)> = open.par_iter().map(score).collect();
        let best = scored.iter().max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        best.map(|(_, question)| *question)
    }

    /// The plans of a node that answer a question so.
    fn answer(&self, node: &Node, question: Question, yes: bool) -> Node {
        let mut node = node.clone();
        node.days.retain(|&day| self.allows(day, question, yes));
        node.near.retain(|&day| self.allows(day, question, yes));
        if let (Question::OnRoad(cell), true) = (question, yes) {
            node.on_road[cell as usize] = true;
        }
        node
    }

    /// Whether a plan that answers a question so may hold a day.
    fn allows(&self, at: u32, question: Question, yes: bool) -> bool {
        let day = &self.days[at as usize];
        let draws = |task: u32| picks(day).any(|pick| pick.0 == task);
        match question {
            Question::Together(one, two) if yes => draws(one) == draws(two),
            Question::Together(one, two) => !(draws(one) && draws(two)),
            Question::Night(night) => {
                let flow = Some(night / self.model.seats.len() as u32);
                let cell = &self.model.cells[day.cell as usize];
                let own = [cell.wake, cell.sleep].into_iter().zip(self.nights[at as usize]);
                let is_there = |at: Option<u32>| (at == Some(night)) == yes;
                own.filter(|(of, _)| *of == flow).all(|(_, at)| is_there(at))
            }
            Question::OnRoad(cell) => yes || day.cell != cell,
            Question::Lab(task, account) => {
                let goes = picks(day).find(|pick| pick.0 == task).map(|pick| pick.1);
                goes.is_none_or(|goes| (goes == account) == yes)
            }
            Question::In(task, cell) if yes => draws(task) == (day.cell == cell),
            Question::In(task, cell) => day.cell != cell || !draws(task),
        }
    }

    /// A node parted by a question; where few days are left, or none is open, its cheapest choice.
    fn parted(&self, node: &Node, cutoff: f64) -> Parted {
        let few = FEW.min(self.days.len() / FEW_OF);
        let question = if node.days.len() > few { self.question(node, cutoff) } else { None };
        let Some(question) = question else { return self.whole(node, cutoff) };
        let answered = |yes| self.relaxed(self.answer(node, question, yes), cutoff);
        let (yes, no) = rayon::join(|| answered(true), || answered(false));
        Parted { nodes: yes.into_iter().chain(no).collect(), better: None, proved: f64::INFINITY }
    }

    /// The cheapest choice from the days of a node, by the solver of whole numbers.
    fn whole(&self, node: &Node, cutoff: f64) -> Parted {
        let mut linear = self.over(&node.days, &node.on_road);
        let first = self.programme.linear.columns.len();
        linear.columns[first..].iter_mut().for_each(|column| column.upper = 1.0);
        let limits = Limits { gap: 0.0, nodes: NODES, seconds: None, cutoff: Some(cutoff) };
        let outcome = solve_whole(&linear, first, limits);
        let proved = match outcome.stop {
            Stop::Infeasible | Stop::Optimal => f64::INFINITY,
            _ => outcome.bound.unwrap_or(node.bound).max(node.bound),
        };
        let taken = outcome.x.iter().skip(first).zip(&node.days).filter(|(x, _)| **x > 0.5);
        let days = taken.map(|(_, &day)| self.days[day as usize].clone()).collect();
        Parted { nodes: Vec::new(), better: outcome.value.map(|value| (value, days)), proved }
    }
}

/// What a unit of a column adds to the cost at some prices of the rows.
fn reduced(column: &LinearColumn, prices: &[f64]) -> f64 {
    let priced = column.terms.iter().map(|&(row, by)| prices[row as usize] * by);
    column.cost - priced.sum::<f64>()
}

/// Tasks that a day draws, with the lab account of each.
fn picks(day: &DayColumn) -> impl Iterator<Item = (u32, u32)> + '_ {
    day.stops.iter().flat_map(|(_, picks)| picks.iter().copied())
}

fn by_cost(a: &(f64, u32), b: &(f64, u32)) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}
