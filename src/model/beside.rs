//! What stands beside a plan for comparison: what its lot costs, what evenness costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::Objective;
use super::units::Fen;

/// What the lot costs: the plan beside another one that was searched for the same instance, whose
/// tasks were chosen quota by quota, as many of each, by what they cost instead of by lot. Both were
/// found by search and nothing is proved, so that `saved` is an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawPrice {
    /// What the other plan saves, yuan, the worth of the tasks counted alike: the plan's total − the
    /// other's − `worth`. Negative if the search for the other found nothing cheaper.
    pub saved: Fen,
    /// Value of the tasks that the lot drew − value of those chosen by cost, yuan.
    pub worth: Fen,
    /// What the other plan costs, part by part.
    pub other: Objective,
    /// Visits of the other plan.
    pub visits: u32,
    /// Team-days of the other plan.
    pub team_days: u32,
    /// Work units of the search for it.
    pub effort: u64,
}

/// A plan that was made with other weights of balance: a point of cost against evenness.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalancePoint {
    /// By how much `weights.balance_region` and `weights.balance_month` were multiplied.
    pub factor: f64,
    /// All of the objective but `balance`, yuan.
    pub cost: Fen,
    /// `balance` by the instance's own weights, yuan.
    pub balance: Fen,
    /// Batches off the targets of quotas, added up.
    pub off_target: u64,
    /// Batches off the even months of labs, added up.
    pub off_even: f64,
    /// Part of the batches under quotas with a target that would have to be drawn in other regions;
    /// absent where fewer than two regions have targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misplaced_regions: Option<f64>,
    /// Part of the labs' batches that would have to be drawn in other months.
    pub misplaced_months: f64,
    /// Visits.
    pub visits: u32,
    /// Team-days.
    pub team_days: u32,
}
