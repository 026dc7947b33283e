//! Prices of what visits and team-days share, and what they prove by themselves.
//!
//! Any prices give a bound: the rules that are priced may then be broken for a fee or a reward, and
//! what is left falls apart into tasks (planned or lost, each by itself) and cells (each day the
//! cheapest way to spend it). All prices are whole thousandths of a fen, clamped to where their
//! rule allows them, so that the sum is exact.

use std::collections::BTreeMap;

use super::cells::{Cell, Model};
use super::simple::Simple;
use super::wanted::{Want, Wanted};
use super::{Ground, MILLI};

/// The whole way from one set of prices to another.
pub const ALL: i64 = 16;

/// Less than this a task beside a night does not pay, thousandths of a fen: a tenth of a yuan.
const LEAST_BESIDE: i64 = 10 * MILLI;

/// The prices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices {
    /// Reward for each wanted task, at least 0.
    pub task: Vec<i64>,
    /// Fee for a batch by account and month, at least 0, 0 where there is no limit.
    pub lab: Vec<i64>,
    /// By lab and month: fee for a batch off the even month, times working days of the horizon.
    pub month: Vec<i64>,
    /// Fee for a visit by escort account and piece of the calendar, at least 0.
    pub escort: Vec<i64>,
    /// Fee for a visit by wanted site, at least 0, 0 where visits are not counted.
    pub door: Vec<i64>,
    /// By flow and seat: fee for a day that ends there, reward for one that starts there.
    pub seat: Vec<i64>,
    /// By night (a position in `seat`) and wanted task: fee, above 0, for a day that ends there and draws the
    /// task, reward for one that starts there and does not. Who draws a task on both sides of a night pays.
    pub beside: BTreeMap<(u32, u32), i64>,
    /// By span: fee for a night, at least 0; who leaves the base for the night gets it back as many
    /// times as a tour may have nights.
    pub night: Vec<i64>,
    /// Reward for every day, a fee below 0, where their number is limited.
    pub day: i64,
    /// By quota: worth of a batch against its minimum, its target and its maximum.
    pub quota: Vec<[i64; 3]>,
    /// By set of rivals.
    pub rival: Vec<i64>,
}

impl Prices {
    /// No price but for the tasks.
    pub fn new(ground: Ground<'_>, model: &Model, wanted: &Wanted) -> Self {
        Self {
            task: vec![0; wanted.tasks.len()],
            lab: vec![0; model.lab_caps.len()],
            month: vec![0; ground.instance.agencies.len() * model.months],
            escort: vec![0; model.escorts.len() * model.piece_days.len()],
            door: vec![0; model.doors.len()],
            seat: vec![0; model.flows * model.seats.len()],
            beside: BTreeMap::new(),
            night: vec![0; model.spans],
            day: 0,
            quota: vec![[0; 3]; ground.instance.quotas.len()],
            rival: vec![0; model.rivals.len()],
        }
    }

    /// What minutes alone say of rivals and of quotas that can't be met, as prices; nothing of the tasks.
    pub fn by_minutes(ground: Ground<'_>, model: &Model, wanted: &Wanted, simple: &Simple) -> Self {
        let weights = &ground.instance.settings().weights;
        let mut prices = Self::new(ground, model, wanted);
        prices.rival.clone_from(&simple.rivals);
        let quotas = prices.quota.iter_mut().zip(&ground.instance.quotas);
        for ((price, quota), &available) in quotas.zip(&wanted.in_quota) {
            let lacks =
                |bound: Option<u32>| bound.is_some_and(|bound| available < i64::from(bound));
            let short = if lacks(quota.min) { weights.shortfall.0 * MILLI } else { 0 };
            let off = if lacks(quota.target) { -weights.balance_region.0 * MILLI } else { 0 };
            *price = [short, off, 0];
        }
        prices.clamp(ground, model, wanted);
        prices
    }

    /// Sets the fee for nights in a cell's span, and what it is worth to a day to end at any of its seats.
    pub fn sleep(&mut self, model: &Model, cell: &Cell, fee: i64, worth: i64) {
        if cell.nights == 0 {
            return;
        }
        self.night[cell.span as usize] = fee;
        for flow in [cell.wake, cell.sleep] {
            let seats =
                (0..model.seats.len() as u32).filter_map(|seat| model.night(flow, Some(seat)));
            seats.for_each(|night| self.seat[night as usize] = -worth);
        }
    }

    /// Prices on the way from these to others, such a share of [`ALL`] of it.
    #[must_use]
    pub fn toward(&self, other: &Self, share: i64) -> Self {
        let one = |a: i64, b: i64| {
            let sum = i128::from(a) * i128::from(ALL - share) + i128::from(b) * i128::from(share);
            (sum / i128::from(ALL)) as i64
        };
        let each = |a: &[i64], b: &[i64]| a.iter().zip(b).map(|(a, b)| one(*a, *b)).collect();
        let mut beside: BTreeMap<(u32, u32), i64> = BTreeMap::new();
        for (&at, price) in &self.beside {
            *beside.entry(at).or_default() += one(*price, 0);
        }
        for (&at, price) in &other.beside {
            *beside.entry(at).or_default() += one(0, *price);
        }
        // Days beside a priced night are searched by themselves: what is next to nothing is not worth that.
        beside.retain(|_, price| *price >= LEAST_BESIDE);
        Self {
            task: each(&self.task, &other.task),
            lab: each(&self.lab, &other.lab),
            month: each(&self.month, &other.month),
            escort: each(&self.escort, &other.escort),
            door: each(&self.door, &other.door),
            seat: each(&self.seat, &other.seat),
            beside,
            night: each(&self.night, &other.night),
            day: one(self.day, other.day),
            quota: self
                .quota
                .iter()
                .zip(&other.quota)
                .map(|(a, b)| [0, 1, 2].map(|at| one(a[at], b[at])))
                .collect(),
            rival: each(&self.rival, &other.rival),
        }
    }

    /// Brings every price into the range in which it proves something.
    pub fn clamp(&mut self, ground: Ground<'_>, model: &Model, wanted: &Wanted) {
        let weights = &ground.instance.settings().weights;
        for (price, want) in self.task.iter_mut().zip(&wanted.tasks) {
            // More than the loss is never needed, quotas' worth aside.
            *price = (*price).clamp(0, want.value.saturating_mul(2).saturating_add(1 << 40));
        }
        for (price, cap) in self.lab.iter_mut().zip(&model.lab_caps) {
            *price = if cap.is_some() { (*price).max(0) } else { 0 };
        }
        for (price, most) in self.door.iter_mut().zip(&model.doors) {
            *price = if most.is_some() { *price } else { 0 };
        }
        self.beside.retain(|_, price| *price > 0);
        let days: i64 = model.working_days.iter().sum();
        let most = Model::month_weight(ground) / days.max(1);
        self.month.iter_mut().for_each(|price| *price = (*price).clamp(-most, most));
        let fees = self.escort.iter_mut().chain(&mut self.door).chain(&mut self.night);
        fees.chain(&mut self.rival).for_each(|price| *price = (*price).max(0));
        for (price, quota) in self.quota.iter_mut().zip(&ground.instance.quotas) {
            let (short, even) = (weights.shortfall.0 * MILLI, weights.balance_region.0 * MILLI);
            let ranges =
                [(quota.min, 0, short), (quota.target, -even, even), (quota.max, 0, i64::MAX / 4)];
            for (price, (bound, least, most)) in price.iter_mut().zip(ranges) {
                *price = if bound.is_some() { (*price).clamp(least, most) } else { 0 };
            }
        }
    }

    /// What a task is worth on a day that starts or ends at a night, less than on others by this much; what the
    /// days that start there get for tasks that they do not draw is the sum over the tasks.
    pub fn beside(&self, night: u32) -> impl Iterator<Item = (u32, i64)> + '_ {
        let own = self.beside.range((night, 0)..=(night, u32::MAX));
        own.map(|(&(_, want), &price)| (want, price))
    }

    /// What a batch costs by account and month: the lab's room and its uneven months.
    pub fn batches(&self, model: &Model) -> Vec<i64> {
        let days: i64 = model.working_days.iter().sum();
        let price = |at: usize| {
            let (account, month) = (at / model.months, at % model.months);
            let lab = model.accounts.lab(account).ix() * model.months;
            let even = &self.month[lab..lab + model.months];
            let spread: i64 = even.iter().zip(&model.working_days).map(|(p, d)| p * d).sum();
            self.lab[at] + even[month] * days - spread
        };
        (0..self.lab.len()).map(price).collect()
    }

    /// What the prices prove before any day is looked at: rewards that are paid or forgone, and
    /// fees for what there is of each capacity. Thousandths of a fen.
    pub fn constant(&self, ground: Ground<'_>, model: &Model, wanted: &Wanted) -> i128 {
        self.constant_beside(ground, model, wanted, &self.left_out(ground, model, wanted))
    }

    /// The same where it is known already what [leaving tasks out](Self::left_out) costs.
    pub fn constant_beside(
        &self,
        ground: Ground<'_>,
        model: &Model,
        wanted: &Wanted,
        left_out: &[i128],
    ) -> i128 {
        let mut sum: i128 = self.task.iter().map(|price| i128::from(*price)).sum();
        let quotas = ground.instance.quotas.iter().zip(&self.quota);
        for ((quota, price), &available) in quotas.zip(&wanted.in_quota) {
            let of = |bound: Option<u32>| i128::from(bound.unwrap_or(0));
            let available = i128::from(available);
            sum += i128::from(price[0]) * (of(quota.min) - available)
                + i128::from(price[1]) * (available - of(quota.target))
                + i128::from(price[2]) * (available - of(quota.max));
        }
        for (set, price) in model.rivals.iter().zip(&self.rival) {
            sum += i128::from(*price) * (set.len() as i128 - 1);
        }
        for (price, cap) in self.lab.iter().zip(&model.lab_caps) {
            sum -= i128::from(*price) * i128::from(cap.unwrap_or(0));
        }
        for (price, most) in self.door.iter().zip(&model.doors) {
            sum -= i128::from(*price) * i128::from(most.unwrap_or(0));
        }
        let pieces = model.piece_days.len();
        for (at, price) in self.escort.iter().enumerate() {
            let most = model.escorts[at / pieces].1 * model.piece_days[at % pieces];
            sum -= i128::from(*price) * i128::from(most);
        }
        sum + left_out.iter().map(|cost| (*cost).min(0)).sum::<i128>()
    }

    /// For each wanted task what leaving it out costs more than its own price, with what it is worth in quotas and
    /// to its rivals. Thousandths of a fen.
    pub fn left_out(&self, ground: Ground<'_>, model: &Model, wanted: &Wanted) -> Vec<i128> {
        let own = |(want, price): (&Want, &i64)| {
            let quotas = ground.screen.quotas(want.task).iter().map(|quota| self.quota[quota.ix()]);
            let worth =
                quotas.map(|[min, target, max]| i128::from(min - target - max)).sum::<i128>();
            i128::from(want.value) - i128::from(*price) + worth * i128::from(want.batches)
        };
        let mut costs: Vec<i128> = wanted.tasks.iter().zip(&self.task).map(own).collect();
        for (set, price) in model.rivals.iter().zip(&self.rival) {
            set.iter().for_each(|&want| costs[want as usize] -= i128::from(*price));
        }
        costs
    }
}
