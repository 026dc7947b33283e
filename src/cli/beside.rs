//! What `onedoor plan` sets beside a plan: what the lot costs, what evenness costs.

use super::Failure;
use crate::model::{BalancePoint, Instance, Plan};
use crate::plan::{self, DEFAULT_EFFORT, Limits, Stage, Trouble, Watch};
use crate::report;

/// Tasks up to which the price of the lot is looked for without being asked for: it takes less than
/// a second then.
const SMALL: usize = 100;
/// The part of the plan's work units that a point of the curve gets, which starts from the plan. The
/// plan without a lot starts from nothing: with fewer units than the plan it would look dearer than it is.
const FOR_POINT: u64 = 10;

/// What is wished.
#[derive(Clone, Copy)]
pub struct Wished {
    /// What the lot costs, however large the instance.
    pub price_of_draw: bool,
    /// Cost against evenness.
    pub balance_curve: bool,
}

/// Looks for what is wished and writes it into the plan. Work units count here even where the plan
/// was given a time, so that these searches come on top of it.
pub fn add(
    instance: &Instance,
    plan: &mut Plan,
    wished: Wished,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<(), Failure> {
    if watch.stopped() {
        return Ok(());
    }
    let effort = if limits.deadline.is_some() { DEFAULT_EFFORT } else { limits.effort };
    if wished.price_of_draw || instance.tasks.len() <= SMALL {
        watch.stage(Stage::Compare);
        let as_the_plan = Limits { effort, deadline: None, ..*limits };
        plan.information.draw =
            plan::price_of_draw(instance, plan, &as_the_plan, watch).map_err(failure)?;
    }
    if wished.balance_curve {
        watch.stage(Stage::Compare);
        // All points are searched side by side.
        let for_point = Limits::new((effort / FOR_POINT).max(1), limits.seed);
        let curve = plan::balance_curve(instance, plan, &for_point, watch);
        let points: Result<Vec<BalancePoint>, Failure> =
            curve.map_err(failure)?.iter().map(|weighed| point(instance, weighed)).collect();
        plan.information.balance = points?;
    }
    Ok(())
}

fn point(instance: &Instance, weighed: &plan::Weighed) -> Result<BalancePoint, Failure> {
    let plan = &weighed.plan;
    let even = report::evenness(&instance.joined(plan), plan)
        .map_err(|note| Failure::Input(vec![note]))?;
    let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    Ok(BalancePoint {
        factor: weighed.factor,
        cost: plan.objective.total - plan.objective.balance,
        balance: plan.objective.balance,
        off_target: even.off_target,
        off_even: (even.off_even * 100.0).round() / 100.0,
        misplaced_regions: even.regions,
        misplaced_months: even.months,
        visits: count(plan.visits.len()),
        team_days: count(days),
    })
}

fn failure(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Input(note) => Failure::Input(vec![note]),
        Trouble::Fault(message) => Failure::Fault(message),
    }
}
