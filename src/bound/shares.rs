//! A bound from minutes with all that is shared: laboratories, even months, quotas, rivals, team-days.
//!
//! A task is drawn in some cell and sent to some lab, or lost. It costs its minutes at its site as `simple` prices
//! them, with its share of the visit's setup and of a parcel: as if as many tasks were drawn there as may be in that
//! cell. Of a cell's team-days it takes its minutes and its share of the shortest drives to the site and on, whatever
//! tour it is part of. Tours that make its tasks cost no less. With prices on what is shared every task is by itself,
//! and the cheapest way for each proves a bound. The prices follow what the cheapest ways ask for too much of, each
//! by steps that shorten with what it has been moved before (Duchi, Hazan, Singer 2011, Adaptive subgradient methods,
//! JMLR 12); the best ones met are kept. Whole numbers throughout.

use super::cells::{Cell, Model};
use super::prices::Prices;
use super::simple::{Lone, Rate, Reach, Simple};
use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::model::Fen;

/// Steps of the prices.
const STEPS: usize = 600;

/// What pays for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// Whole tours: proves most.
    Tours,
    /// Every day of a tour, with a fee for its nights: prices that prove as much where days are looked at one by one.
    Days,
}

/// What was proved.
pub struct Shared {
    /// The bound, thousandths of a fen.
    pub bound: i128,
    /// The prices that prove it.
    pub prices: Prices,
}

/// A way to draw a task.
struct Way {
    want: u32,
    cell: u32,
    /// Position of the lab's account and month.
    lab: usize,
    /// Position of the lab and month.
    month: usize,
    batches: i64,
    /// Thousandths of a fen.
    cost: i64,
    /// Minutes of a day …
    minutes: i64,
    /// … that has so many.
    of_day: i64,
}

/// Proves a bound; with what it has once it is told to stop.
pub fn shares(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    (reach, simple): (&Reach, &Simple),
    paid: Paid,
    stop: &dyn Fn() -> bool,
) -> Shared {
    let mut start = Prices::by_minutes(ground, model, wanted, simple);
    let mut nights: Vec<Option<(i64, i64)>> = vec![None; model.spans];
    for cell in model.cells.iter().filter(|_| paid == Paid::Days) {
        let known = &mut nights[cell.span as usize];
        let (fee, worth) = *known.get_or_insert_with(|| reach.nights(cell));
        start.sleep(model, cell, fee, worth);
    }
    let by = |cell: &Cell| match nights[cell.span as usize] {
        Some((fee, _)) => Rate::Days(fee),
        None => Rate::Tours(simple.share),
    };
    let ways = ways(ground, model, wanted, reach, by);
    let mut dials = Dials::new(ground, model, &start);
    let mut best: Option<Shared> = None;
    for _ in 0..STEPS {
        let (prices, of_days) = dials.prices(&start, model.cells.len());
        let asked = asked(ground, model, wanted, &ways, prices, &of_days);
        if best.as_ref().is_none_or(|best| asked.shared.bound > best.bound) {
            best = Some(asked.shared);
        }
        dials.turn(&asked.excess);
        if stop() {
            break;
        }
    }
    best.unwrap_or(Shared { bound: 0, prices: start })
}

/// All ways to draw a task: its cells, its labs.
fn ways(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    reach: &Reach,
    by: impl Fn(&Cell) -> Rate,
) -> Vec<Way> {
    let settings = ground.instance.settings();
    let parcel = settings.costs.courier_parcel.0 * MILLI;
    let setup = settings.policy.setup_minutes.0;
    let mut ways = Vec::new();
    for (cell, at) in model.cells.iter().zip(0..) {
        for stop in &cell.stops {
            let lone = reach.lone(cell, stop.site as usize, by(cell));
            let Some(Lone { rate, entry, drive, of_day }) = lone else { continue };
            let dishes = stop.dishes.len() as i64;
            for dish in &stop.dishes {
                let want = &wanted.tasks[dish.want as usize];
                let work = i64::from(want.work);
                for lab in &dish.labs {
                    let sent = if lab.own { 0 } else { parcel };
                    let month = cell.month as usize;
                    ways.push(Way {
                        want: dish.want,
                        cell: at,
                        lab: lab.account as usize * model.months + month,
                        month: lab.lab.ix() * model.months + month,
                        batches: want.batches,
                        cost: rate.saturating_mul(work).saturating_add((entry + sent) / dishes),
                        minutes: work + (setup + drive) / dishes,
                        of_day,
                    });
                }
            }
        }
    }
    ways
}

/// What the cheapest ways at some prices prove, and how much more of everything they ask for than there is.
struct Asked {
    shared: Shared,
    excess: Vec<f64>,
}

/// Sends every task the cheapest way.
fn asked(
    ground: Ground<'_>,
    model: &Model,
    wanted: &Wanted,
    ways: &[Way],
    mut prices: Prices,
    of_days: &[i64],
) -> Asked {
    let batch = prices.batches(model);
    let mut cheapest: Vec<(i64, u32)> = vec![(i64::MAX, u32::MAX); wanted.tasks.len()];
    for (way, at) in ways.iter().zip(0..) {
        let fee = batch[way.lab].saturating_mul(way.batches);
        let day = of_days[way.cell as usize].saturating_mul(way.minutes) / way.of_day;
        let pays = way.cost.saturating_add(fee).saturating_add(day);
        let known = &mut cheapest[way.want as usize];
        *known = (pays, at).min(*known);
    }
    prices.task = cheapest.iter().map(|known| known.0).collect();
    let left_out = prices.left_out(ground, model, wanted);
    let mut use_of = Uses::new(model, ground.instance.agencies.len());
    let mut planned = vec![false; wanted.tasks.len()];
    for (want, &(pays, at)) in cheapest.iter().enumerate() {
        let Some(way) = ways.get(at as usize) else { continue };
        planned[want] = i128::from(pays) < left_out[want] + i128::from(prices.task[want]);
        if planned[want] {
            use_of.add(way);
        }
    }
    let team_days = model.cells.iter().zip(of_days);
    let team_days: i128 =
        team_days.map(|(cell, &day)| i128::from(cell.capacity) * i128::from(day)).sum();
    // Every task is planned or left out, so that its price may be below 0; not where days pick tasks.
    let bound = prices.constant_beside(ground, model, wanted, &left_out) - team_days;
    prices.clamp(ground, model, wanted);
    let excess = use_of.excess(ground, model, wanted, &planned);
    Asked { shared: Shared { bound, prices }, excess }
}

/// What the cheapest ways use of what is shared.
struct Uses {
    days: Vec<f64>,
    lab: Vec<i64>,
    month: Vec<i64>,
}

impl Uses {
    fn new(model: &Model, labs: usize) -> Self {
        Self {
            days: vec![0.0; model.cells.len()],
            lab: vec![0; model.lab_caps.len()],
            month: vec![0; labs * model.months],
        }
    }

    fn add(&mut self, way: &Way) {
        self.days[way.cell as usize] += way.minutes as f64 / way.of_day as f64;
        self.lab[way.lab] += way.batches;
        self.month[way.month] += way.batches;
    }

    /// How much more than there is, in the order of the dials.
    fn excess(
        &self,
        ground: Ground<'_>,
        model: &Model,
        wanted: &Wanted,
        planned: &[bool],
    ) -> Vec<f64> {
        let days =
            self.days.iter().zip(&model.cells).map(|(used, cell)| used - cell.capacity as f64);
        let labs = self.lab.iter().zip(&model.lab_caps);
        let labs = labs.map(|(used, cap)| cap.map_or(0.0, |cap| (used - cap) as f64));
        let all: i64 = model.working_days.iter().sum();
        let months = self.month.chunks(model.months.max(1)).flat_map(|of_lab| {
            let sum: i64 = of_lab.iter().sum();
            of_lab
                .iter()
                .zip(&model.working_days)
                .map(move |(used, days)| (used * all - sum * days) as f64)
        });
        let mut taken = vec![0; ground.instance.quotas.len()];
        for (want, _) in wanted.tasks.iter().zip(planned).filter(|(_, planned)| **planned) {
            for quota in ground.screen.quotas(want.task) {
                taken[quota.ix()] += want.batches;
            }
        }
        let quotas = ground.instance.quotas.iter().zip(taken).flat_map(|(quota, taken)| {
            let of = |bound: Option<u32>| bound.map_or(taken, i64::from);
            [of(quota.min) - taken, taken - of(quota.target), taken - of(quota.max)]
                .map(|by| by as f64)
        });
        let rivals = model
            .rivals
            .iter()
            .map(|set| set.iter().filter(|&&want| planned[want as usize]).count() as f64 - 1.0);
        days.chain(labs).chain(months).chain(quotas).chain(rivals).collect()
    }
}

/// A price that is moved.
struct Dial {
    at: f64,
    least: f64,
    most: f64,
    /// What its first step moves.
    first: f64,
    /// Sum of the squares of what was asked for too much.
    squares: f64,
}

impl Dial {
    fn new(at: i64, (least, most): (f64, f64), first: f64) -> Self {
        Self { at: at as f64, least, most, first, squares: 0.0 }
    }

    /// Moves it toward where less is asked for too much.
    fn turn(&mut self, excess: f64) {
        if excess != 0.0 {
            self.squares += excess * excess;
            let moved = self.at + self.first * excess / self.squares.sqrt();
            self.at = moved.clamp(self.least, self.most);
        }
    }
}

/// All prices that are moved: of team-days by cell, then those of [`Prices`].
struct Dials(Vec<Dial>);

impl Dials {
    fn new(ground: Ground<'_>, model: &Model, start: &Prices) -> Self {
        let settings = ground.instance.settings();
        let milli = |fen: Fen| (fen.0 * MILLI) as f64;
        let (day, weights) = (milli(settings.costs.team_day), &settings.weights);
        let (short, even) = (milli(weights.shortfall), milli(weights.balance_region));
        let days: i64 = model.working_days.iter().sum();
        let month = (Model::month_weight(ground) / days.max(1)) as f64;
        let fee = (0.0, f64::MAX);
        let of_days = model.cells.iter().map(|_| Dial::new(0, fee, day / 4.0));
        let labs = start.lab.iter().map(|&at| Dial::new(at, fee, day / 20.0));
        let months = start.month.iter().map(|&at| Dial::new(at, (-month, month), month / 4.0));
        let quotas = start.quota.iter().flat_map(|&[min, target, max]| {
            [
                Dial::new(min, (0.0, short), short / 4.0),
                Dial::new(target, (-even, even), even / 4.0),
                Dial::new(max, fee, day / 4.0),
            ]
        });
        let rivals = start.rival.iter().map(|&at| Dial::new(at, fee, day / 4.0));
        Self(of_days.chain(labs).chain(months).chain(quotas).chain(rivals).collect())
    }

    fn turn(&mut self, excess: &[f64]) {
        self.0.iter_mut().zip(excess).for_each(|(dial, &excess)| dial.turn(excess));
    }

    /// The prices, and those of team-days in so many cells.
    fn prices(&self, start: &Prices, cells: usize) -> (Prices, Vec<i64>) {
        let mut all = self.0.iter().map(|dial| dial.at as i64);
        let of_days = all.by_ref().take(cells).collect();
        let mut prices = start.clone();
        let Prices { lab, month, quota, rival, .. } = &mut prices;
        let moved = lab.iter_mut().chain(month).chain(quota.iter_mut().flatten()).chain(rival);
        moved.zip(all).for_each(|(price, at)| *price = at);
        (prices, of_days)
    }
}
