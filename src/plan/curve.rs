//! The price of balance: the plan again with evenness weighed less and more.
//!
//! Every plan, the given one too, holds under every weight, so that for each weight the cheapest of
//! all that were found is taken: along the curve cost never falls and unevenness never grows.

use rayon::prelude::*;

use crate::model::{Fen, Instance, Plan, Settings, Weights};
use crate::verify;

use super::{Limits, Quiet, Trouble, Watch};

/// By how much the weights of balance are multiplied.
pub const FACTORS: [f64; 5] = [0.0, 0.25, 1.0, 4.0, 16.0];

/// A plan and the factor that it was chosen for; its figures are by the instance's own weights.
pub struct Weighed {
    /// The factor.
    pub factor: f64,
    /// The plan.
    pub plan: Plan,
}

/// Plans for every factor, each from the given plan on and judged.
///
/// # Errors
/// See [`Trouble`].
pub fn balance_curve(
    instance: &Instance,
    plan: &Plan,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Vec<Weighed>, Trouble> {
    let quiet = Quiet(watch);
    let found: Result<Vec<Plan>, Trouble> =
        FACTORS.par_iter().map(|&factor| weighed(instance, plan, factor, limits, &quiet)).collect();
    let mut found = found?;
    found.insert(0, plan.clone());
    let best = |&factor: &f64| {
        let cost = |plan: &&Plan| {
            let (cost, uneven) = parts(plan);
            cost.0 as f64 + factor * uneven.0 as f64
        };
        let order = |a: &&Plan, b: &&Plan| {
            cost(a).total_cmp(&cost(b)).then_with(|| parts(a).1.cmp(&parts(b).1))
        };
        found.iter().min_by(order).map(|plan| Weighed { factor, plan: plan.clone() })
    };
    Ok(FACTORS.iter().filter_map(best).collect())
}

/// Everything but balance, and balance.
pub fn parts(plan: &Plan) -> (Fen, Fen) {
    (plan.objective.total - plan.objective.balance, plan.objective.balance)
}

/// A plan that was searched with other weights, with the figures of the instance's own.
fn weighed(
    instance: &Instance,
    plan: &Plan,
    factor: f64,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Plan, Trouble> {
    let own = &instance.settings().weights;
    let weights = Weights {
        balance_region: own.balance_region.scaled(factor),
        balance_month: own.balance_month.scaled(factor),
        ..own.clone()
    };
    let settings = Settings { weights, ..instance.settings().clone() };
    let other = Instance::new(settings, instance.tables().clone()).map_err(Trouble::Fault)?;
    let planned = super::plan_from(&other, plan, limits, watch, &mut super::Unproved)?;
    let mut found = planned.plan;
    let instance = instance.joined(&found);
    found.instance = plan.instance.clone();
    found.objective = verify::judge(&instance, &found).objective;
    if planned.verdict.is_clean() && verify::judge(&instance, &found).is_clean() {
        return Ok(found);
    }
    Err(Trouble::Fault(format!("the plan with balance times {factor} was refused by the judge")))
}
