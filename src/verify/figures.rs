//! `arithmetic`: the objective part by part, the figures beside it, the bound, the claims of
//! impossibility.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::case::Case;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{AgencyIx, Fen, Information, Month, Objective, Rotation, Rule, TaskIx};

/// Sums in fen are kept wide, so that no plan makes them overflow.
type Wide = i128;

/// Floating point may move a rounded amount by this much.
const ROUNDING: u64 = 1;

/// How far a gap may be off.
const GAP_TOLERANCE: f64 = 1e-6;

/// The figures of a plan, computed again.
pub(super) struct Figures {
    /// What the plan costs.
    pub objective: Objective,
    /// What stands beside it.
    pub information: Information,
    /// `weights.required` times the required tasks left out.
    left_out: Wide,
}

impl Figures {
    /// Computes them from instance and plan.
    pub(super) fn new(case: &Case) -> Self {
        let (value_lost, left_out) = value_lost(case);
        let (travel, team_days, nights) = journeys(case);
        let parts = Objective {
            total: Fen::ZERO,
            travel: fen(travel),
            team_days: fen(team_days),
            nights: fen(nights),
            courier: fen(courier(case)),
            value_lost: fen(value_lost),
            shortfall: fen(shortfall(case)),
            balance: fen(balance(case)),
            rotation: fen(rotation(case)),
            owner_days: fen(owner_days(case)),
        };
        let objective = Objective { total: sum_of_parts(&parts), ..parts };
        let tests = case.planned_draws().map(|(_, draw)| {
            let price = case.ground.category(draw.task).price;
            Wide::from(price.0) * Wide::from(case.ground.task(draw.task).batches)
        });
        Self {
            objective,
            information: Information { tests: fen(tests.sum()), ..Information::default() },
            left_out,
        }
    }

    /// (total − bound) / (total − `weights.required` × required tasks left out).
    ///
    /// Where the denominator is nothing, nothing has been proved (1) unless there is no gap (0).
    pub(super) fn gap(&self, bound: Fen) -> f64 {
        let total = Wide::from(self.objective.total.0);
        let (above, of) = (total - Wide::from(bound.0), total - self.left_out);
        match (above, of) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            (above, of) => above as f64 / of as f64,
        }
    }
}

/// A wide sum as an amount; what is absurdly large stays at the end of the range.
fn fen(sum: Wide) -> Fen {
    Fen(sum.clamp(Wide::from(i64::MIN), Wide::from(i64::MAX)) as i64)
}

/// An amount per unit for a fractional number of units, rounded once to whole fen.
fn scaled(price: Fen, units: f64) -> Wide {
    (price.0 as f64 * units).round() as Wide
}

/// Travel (fen a kilometre, all metres of the plan, rounded once), team days and nights.
fn journeys(case: &Case) -> (Wide, Wide, Wide) {
    let costs = &case.ground.instance.settings().costs;
    let metres: Wide = case.days.iter().map(|day| Wide::from(day.metres())).sum();
    let nights = case.days.iter().filter(|day| !day.is_last()).count();
    (
        scaled(costs.km, metres as f64 / 1000.0),
        Wide::from(costs.team_day.0) * case.days.len() as Wide,
        Wide::from(costs.night.0) * nights as Wide,
    )
}

/// A parcel for each visit and lab that is not the team's own agency.
fn courier(case: &Case) -> Wide {
    let parcels = case.visits.iter().map(|entry| {
        let own = entry.team.map(|team| case.ground.team(team).agency);
        entry.labs().filter(|lab| Some(*lab) != own).count()
    });
    let parcels: usize = parcels.sum();
    Wide::from(case.ground.instance.settings().costs.courier_parcel.0) * parcels as Wide
}

/// Worth of drawn tasks that are not planned, and the share of the required ones in it.
fn value_lost(case: &Case) -> (Wide, Wide) {
    let required = Wide::from(case.ground.instance.settings().weights.required.0);
    let (mut lost, mut left_out) = (0, 0);
    for (at, task) in case.ground.instance.tasks.iter().enumerate() {
        let ix = TaskIx::new(at);
        if case.planned.contains_key(&ix) || !case.lots().is_drawn(ix) {
            continue;
        }
        lost += if task.required { required } else { Wide::from(task.value.0) };
        left_out += if task.required { required } else { 0 };
    }
    (lost, left_out)
}

/// Batches missing to the quotas' `min`.
fn shortfall(case: &Case) -> Wide {
    let batches = case.quota_batches();
    let missing = case.ground.instance.quotas.iter().enumerate().map(|(at, quota)| {
        let planned = batches.get(&crate::model::QuotaIx::new(at)).copied().unwrap_or(0);
        Wide::from(u64::from(quota.min.unwrap_or(0)).saturating_sub(planned))
    });
    Wide::from(case.ground.instance.settings().weights.shortfall.0) * missing.sum::<Wide>()
}

/// Even regions and even months.
fn balance(case: &Case) -> Wide {
    let (batches, weights) = (case.quota_batches(), &case.ground.instance.settings().weights);
    let off = case.ground.instance.quotas.iter().enumerate().map(|(at, quota)| {
        let planned = batches.get(&crate::model::QuotaIx::new(at)).copied().unwrap_or(0);
        let target = quota.target.map(u64::from);
        Wide::from(target.map_or(0, |target| planned.abs_diff(target)))
    });
    let regions = Wide::from(weights.balance_region.0) * off.sum::<Wide>();
    regions + scaled(weights.balance_month, uneven_months(case))
}

/// Σ over labs with batches in the plan and months of the horizon of |batches − the lab's batches ×
/// working days of the month / working days of the horizon|.
fn uneven_months(case: &Case) -> f64 {
    let months = case.ground.months();
    let working_days: i64 = months.values().sum();
    if working_days == 0 {
        return 0.0;
    }
    let mut labs: BTreeMap<AgencyIx, BTreeMap<Month, u64>> = BTreeMap::new();
    for (entry, draw) in case.planned_draws() {
        let Some(lab) = draw.lab else { continue };
        *labs.entry(lab).or_default().entry(Month::of(entry.visit.date)).or_default() +=
            u64::from(case.ground.task(draw.task).batches);
    }
    let mut sum = 0.0;
    for batches in labs.values() {
        let all: u64 = batches.values().sum();
        for (month, days) in &months {
            let even = all as f64 * *days as f64 / working_days as f64;
            sum += (batches.get(month).copied().unwrap_or(0) as f64 - even).abs();
        }
    }
    sum
}

/// Visits by an agency that came to the enterprise last, where that is weighed.
fn rotation(case: &Case) -> Wide {
    let settings = case.ground.instance.settings();
    if settings.policy.rotation != Rotation::Penalise {
        return 0;
    }
    let again = case.visits.iter().filter(|entry| {
        let pair = entry.team.zip(entry.site);
        pair.is_some_and(|(team, site)| case.ground.came_before(team, site).is_some())
    });
    Wide::from(settings.weights.rotation.0) * again.count() as Wide
}

/// Days beyond the first on which enterprises of one owner are visited; an owner of one enterprise
/// has no sister plant to be warned.
fn owner_days(case: &Case) -> Wide {
    let rows = &case.ground.instance.tables().enterprises;
    let mut plants: BTreeMap<&str, usize> = BTreeMap::new();
    for owner in rows.iter().filter_map(|row| row.owner.as_deref()) {
        *plants.entry(owner).or_default() += 1;
    }
    let mut days: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    for entry in &case.visits {
        let owner = entry.site.and_then(|site| rows[site.ix()].owner.as_deref());
        if let Some(owner) = owner.filter(|owner| plants.get(owner).is_some_and(|&all| all > 1)) {
            days.entry(owner).or_default().insert(entry.visit.date);
        }
    }
    let further: usize = days.values().map(|days| days.len() - 1).sum();
    Wide::from(case.ground.instance.settings().weights.owner_day.0) * further as Wide
}

/// Judges what the plan says about itself.
pub(super) fn claims(case: &Case, figures: &Figures, out: &mut Findings) {
    let (own, claimed) = (&figures.objective, &case.plan.objective);
    let parts = [
        ("travel", own.travel, claimed.travel, ROUNDING),
        ("team_days", own.team_days, claimed.team_days, 0),
        ("nights", own.nights, claimed.nights, 0),
        ("courier", own.courier, claimed.courier, 0),
        ("value_lost", own.value_lost, claimed.value_lost, 0),
        ("shortfall", own.shortfall, claimed.shortfall, 0),
        ("balance", own.balance, claimed.balance, ROUNDING),
        ("rotation", own.rotation, claimed.rotation, 0),
        ("owner_days", own.owner_days, claimed.owner_days, 0),
        ("tests", figures.information.tests, case.plan.information.tests, 0),
        ("total", sum_of_parts(claimed), claimed.total, 0),
    ];
    for (part, expected, found, tolerance) in parts {
        out.check(Rule::Arithmetic, expected.0.abs_diff(found.0) <= tolerance, || {
            Fault::new(Subject::Plan, "verify-objective").with("part", part).but(expected, found)
        });
    }
    bound(case, figures, out);
    impossible(case, out);
}

/// The sum of the parts, which is what the total has to be.
fn sum_of_parts(o: &Objective) -> Fen {
    let parts = [
        o.travel,
        o.team_days,
        o.nights,
        o.courier,
        o.value_lost,
        o.shortfall,
        o.balance,
        o.rotation,
        o.owner_days,
    ];
    fen(parts.iter().map(|part| Wide::from(part.0)).sum())
}

/// No plan costs less than the bound, this one neither, and the gap is what its formula says.
fn bound(case: &Case, figures: &Figures, out: &mut Findings) {
    let Some(bound) = &case.plan.bound else { return };
    let total = figures.objective.total;
    out.check(Rule::Arithmetic, bound.total.0 <= total.0.saturating_add(1), || {
        Fault::new(Subject::Plan, "verify-bound").but(total, bound.total)
    });
    let gap = figures.gap(bound.total);
    out.check(Rule::Arithmetic, (gap - bound.gap).abs() <= GAP_TOLERANCE, || {
        Fault::new(Subject::Plan, "verify-gap")
            .but(format!("{gap:.6}"), format!("{:.6}", bound.gap))
    });
}

/// `impossible` stands beside the tasks that no plan could hold alone, and beside no others.
fn impossible(case: &Case, out: &mut Findings) {
    let truly: &BTreeSet<TaskIx> = &case.lots().impossible;
    for entry in &case.plan.unplanned {
        let Some(task) = case.ground.instance.task(&entry.task) else { continue };
        let expected = truly.contains(&task);
        out.check(Rule::Arithmetic, entry.impossible == expected, || {
            let key = if expected { "verify-impossible" } else { "verify-not-impossible" };
            Fault::new(Subject::Task(entry.task.clone()), key).but(expected, entry.impossible)
        });
    }
}
