//! How even the plan is: quotas against their targets, labs against even months and capacity.

use std::collections::BTreeMap;

use super::view::View;
use crate::calendar::Calendar;
use crate::model::{AgencyIx, Fen, Instance, Month, QuotaIx, RegionIx};

/// A quota and what the plan draws of it.
pub struct QuotaLine {
    /// Which quota.
    pub quota: QuotaIx,
    /// Planned batches.
    pub planned: u32,
}

impl QuotaLine {
    /// Planned minus target; none without a target.
    pub fn deviation(&self, instance: &Instance) -> Option<i64> {
        let target = instance.quotas[self.quota.ix()].target?;
        Some(i64::from(self.planned) - i64::from(target))
    }

    /// Batches missing to the minimum.
    pub fn missing(&self, instance: &Instance) -> u32 {
        instance.quotas[self.quota.ix()].min.unwrap_or(0).saturating_sub(self.planned)
    }

    /// Batches missing to the minimum and batches off the target: how bad it is.
    pub fn off(&self, instance: &Instance) -> (u32, u64) {
        (self.missing(instance), self.deviation(instance).unwrap_or(0).unsigned_abs())
    }

    /// What the objective adds for being off the target.
    pub fn balance_cost(&self, instance: &Instance) -> Fen {
        let off = self.deviation(instance).unwrap_or(0).abs();
        instance.settings().weights.balance_region.times(off)
    }

    /// What the objective adds for the batches missing.
    pub fn shortfall_cost(&self, instance: &Instance) -> Fen {
        instance.settings().weights.shortfall.times(self.missing(instance).into())
    }
}

/// A lab's batches in a month against its even share.
pub struct LabMonth {
    /// The lab.
    pub lab: AgencyIx,
    /// The month.
    pub month: Month,
    /// Batches visited in the month.
    pub batches: u32,
    /// The lab's batches in the plan × working days of the month ÷ those of the horizon.
    pub even: f64,
}

impl LabMonth {
    /// Batches off the even share, either way.
    pub fn deviation(&self) -> f64 {
        f64::from(self.batches) - self.even
    }
}

/// A row of `lab_capacity.csv` and what the plan uses of it.
pub struct LabLoad<'a> {
    /// The lab.
    pub lab: AgencyIx,
    /// Group of categories that is counted together.
    pub group: &'a str,
    /// The month.
    pub month: Month,
    /// Batches planned.
    pub batches: u32,
    /// Batches it can test.
    pub capacity: u32,
}

impl LabLoad<'_> {
    /// Part of the capacity used. A used lab without capacity counts as infinitely full.
    pub fn share(&self) -> f64 {
        match (self.batches, self.capacity) {
            (0, _) => 0.0,
            (_, 0) => f64::INFINITY,
            (batches, capacity) => f64::from(batches) / f64::from(capacity),
        }
    }
}

/// Batches of a region or a month, planned and as they should be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against {
    /// Planned batches.
    pub planned: f64,
    /// Target or even share.
    pub target: f64,
}

impl Against {
    /// How far off, either way, as a part of the target.
    pub fn off(&self) -> f64 {
        (self.planned - self.target).abs() / self.target.max(1.0)
    }
}

/// All there is to say about evenness.
pub struct Balance<'a> {
    /// Every quota, in file order.
    pub quotas: Vec<QuotaLine>,
    /// Labs with batches in the plan, month by month.
    pub months: Vec<LabMonth>,
    /// Every row of lab capacity, the tightest first.
    pub loads: Vec<LabLoad<'a>>,
    /// Regions that hold quotas with a target: batches against targets; cities before
    /// counties, the region that is furthest off first.
    pub by_region: Vec<(RegionIx, Against)>,
    /// Months of the horizon: batches against the even share, in order of time.
    pub by_month: Vec<(Month, Against)>,
}

impl<'a> Balance<'a> {
    /// Counts a plan.
    pub fn of(view: &View<'a>) -> Self {
        let quotas = quotas(view);
        let by_region = by_region(view.instance, &quotas);
        let months = months(view);
        let mut by_month: BTreeMap<Month, Against> = BTreeMap::new();
        for line in &months {
            let sum = by_month.entry(line.month).or_default();
            sum.planned += f64::from(line.batches);
            sum.target += line.even;
        }
        Self {
            quotas,
            loads: loads(view),
            by_region,
            by_month: by_month.into_iter().collect(),
            months,
        }
    }
}

fn quotas(view: &View) -> Vec<QuotaLine> {
    let instance = view.instance;
    // Batches by (program, category, region of the site): quotas then add up few entries.
    let mut drawn: BTreeMap<_, BTreeMap<RegionIx, u32>> = BTreeMap::new();
    for &(task, _) in view.visits.iter().flat_map(|visit| &visit.tasks) {
        let row = &instance.tasks[task.ix()];
        let category = instance.products[row.product.ix()].category;
        let region = instance.enterprises[row.site.ix()].region;
        *drawn.entry((row.program, category)).or_default().entry(region).or_default() +=
            row.batches;
    }
    let line = |(at, quota): (usize, &crate::model::Quota)| {
        let inside = |(region, batches): (&RegionIx, &u32)| {
            if instance.is_within(*region, quota.region) { *batches } else { 0 }
        };
        let planned = drawn
            .get(&(quota.program, quota.category))
            .map_or(0, |regions| regions.iter().map(inside).sum());
        QuotaLine { quota: QuotaIx::new(at), planned }
    };
    instance.quotas.iter().enumerate().map(line).collect()
}

fn by_region(instance: &Instance, quotas: &[QuotaLine]) -> Vec<(RegionIx, Against)> {
    let mut sums: BTreeMap<RegionIx, Against> = BTreeMap::new();
    for line in quotas {
        let quota = &instance.quotas[line.quota.ix()];
        if let Some(target) = quota.target {
            let sum = sums.entry(quota.region).or_default();
            sum.planned += f64::from(line.planned);
            sum.target += f64::from(target);
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by(|a, b| {
        let row = |region: RegionIx| &instance.regions[region.ix()];
        let (a_off, b_off) = (a.1.off(), b.1.off());
        let (a, b) = (row(a.0), row(b.0));
        let worse = b_off.total_cmp(&a_off);
        b.level.cmp(&a.level).then(worse).then_with(|| a.code.cmp(&b.code))
    });
    sums
}

fn months(view: &View) -> Vec<LabMonth> {
    let mut labs: BTreeMap<AgencyIx, BTreeMap<Month, u32>> = BTreeMap::new();
    for visit in &view.visits {
        let month = Month::of(visit.visit.date);
        for &(task, lab) in &visit.tasks {
            let batches = view.instance.tasks[task.ix()].batches;
            *labs.entry(lab).or_default().entry(month).or_default() += batches;
        }
    }
    let calendar = Calendar::new(view.instance);
    let horizon = calendar.all_working_days();
    let mut lines = Vec::new();
    for (lab, by_month) in labs {
        let total: u32 = by_month.values().sum();
        for (at, &month) in calendar.months().iter().enumerate() {
            let working = calendar.working_days(at);
            let part = if horizon == 0 { 0.0 } else { f64::from(working) / f64::from(horizon) };
            let batches = by_month.get(&month).copied().unwrap_or(0);
            lines.push(LabMonth { lab, month, batches, even: f64::from(total) * part });
        }
    }
    lines
}

fn loads<'a>(view: &View<'a>) -> Vec<LabLoad<'a>> {
    let instance = view.instance;
    let mut used: BTreeMap<(AgencyIx, &str, Month), u32> = BTreeMap::new();
    for visit in &view.visits {
        let month = Month::of(visit.visit.date);
        for &(task, lab) in &visit.tasks {
            let group = instance.category_of(task).lab_group.as_str();
            *used.entry((lab, group, month)).or_default() += instance.tasks[task.ix()].batches;
        }
    }
    let load = |row: &'a crate::model::LabCapacity| LabLoad {
        lab: row.agency,
        group: &row.lab_group,
        month: row.month,
        batches: used.get(&(row.agency, row.lab_group.as_str(), row.month)).copied().unwrap_or(0),
        capacity: row.batches,
    };
    let mut loads: Vec<_> = instance.lab_capacity.iter().map(load).collect();
    loads.sort_by(|a, b| {
        let by_share = b.share().total_cmp(&a.share());
        by_share.then_with(|| (a.lab, a.group, a.month).cmp(&(b.lab, b.group, b.month)))
    });
    loads
}
