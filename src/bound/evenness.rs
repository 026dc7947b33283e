//! What quotas cost whatever is planned: each may have as many batches as are wanted in it.

use super::wanted::Wanted;
use super::{Ground, MILLI};
use crate::model::{Instance, Quota};

/// Shortfall and distance from the target of a quota with so many batches, thousandths of a fen.
pub fn cost(instance: &Instance, quota: &Quota, planned: i64) -> i64 {
    let weights = &instance.settings().weights;
    let short = (i64::from(quota.min.unwrap_or(0)) - planned).max(0);
    let off = quota.target.map_or(0, |target| (planned - i64::from(target)).abs());
    (weights.shortfall.0 * short + weights.balance_region.0 * off) * MILLI
}

/// The least that all quotas cost, each taken by itself. The cost is convex, with corners at the
/// minimum and the target, so that a few counts are enough to look at.
pub fn least(ground: Ground<'_>, wanted: &Wanted) -> i64 {
    let least = |(quota, available): (&Quota, &i64)| {
        let most = (*available).min(quota.max.map_or(i64::MAX, i64::from));
        let corners = [quota.min, quota.target].map(|corner| i64::from(corner.unwrap_or(0)));
        let counts = corners.into_iter().chain([0, most]).map(|count| count.min(most));
        counts.map(|count| cost(ground.instance, quota, count)).min().unwrap_or(0)
    };
    ground.instance.quotas.iter().zip(&wanted.in_quota).map(least).sum()
}
