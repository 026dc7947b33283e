//! The public lottery: who is sampled is settled before anything is optimised.
//!
//! Anyone can do it again with the seed, the tables and SHA-256: candidates of a quota are taken by
//! value, then by number, then by id, until the target is reached; quotas of counties come before
//! those of cities, provinces and the nation. What the roads cost plays no part in it, so that a
//! remote enterprise is as likely to be drawn as a near one (双随机). With `policy.draw = "balanced"`
//! the lot among candidates of one value also spreads the sample in space: see `pivotal`.

mod lottery;
mod pivotal;

use sha2::{Digest, Sha256};

use crate::model::{Instance, QuotaIx, TaskIx};
use crate::rules::Screen;

/// What became of a task in the draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawStatus {
    /// In without a lot: required, in no quota with a target, or left to the solver
    /// (`policy.draw = "cost"`).
    In,
    /// Drawn by lot.
    Drawn,
    /// Not drawn, kept in order.
    Reserve {
        /// The first quota with a target that counts it, in the order of the draw.
        quota: QuotaIx,
        /// Place in the queue of that quota, 1 = first to be called.
        place: u32,
    },
    /// No day, team and lab under the rules and history: passed over.
    Impossible,
}

/// What happened to a task at a step of the draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawOutcome {
    /// In because the plan has to hold it.
    Required,
    /// In because no quota with a target counts it.
    Outside,
    /// In because the solver chooses (`policy.draw = "cost"`).
    Open,
    /// Taken.
    Drawn,
    /// Passed over: impossible alone.
    Impossible,
    /// Passed over: it would exceed the maximum of the given quota.
    OverMax(QuotaIx),
    /// Not asked for: the target was reached.
    TargetReached,
}

/// One step of the draw, a row of `draw.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawStep {
    /// The quota that was being filled; none before the first one.
    pub quota: Option<QuotaIx>,
    /// The task whose turn it was.
    pub task: TaskIx,
    /// Its number in the lottery.
    pub number: u64,
    /// What happened to it.
    pub outcome: DrawOutcome,
    /// Batches in the quota after the step; 0 without a quota.
    pub total: u64,
}

/// The draw from first to last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawRecord {
    /// What became of each task, by its position in `tasks.csv`.
    pub status: Vec<DrawStatus>,
    /// Every step, in order.
    pub steps: Vec<DrawStep>,
}

impl DrawRecord {
    /// Whether a task is to be planned.
    pub fn is_in(&self, task: TaskIx) -> bool {
        match self.status[task.ix()] {
            DrawStatus::In | DrawStatus::Drawn => true,
            DrawStatus::Reserve { .. } | DrawStatus::Impossible => false,
        }
    }
}

/// Draws.
pub fn run(instance: &Instance, screen: &Screen) -> DrawRecord {
    lottery::run(instance, screen, None)
}

/// The same procedure for the same numbers of batches with other luck: candidates of a quota come
/// in order of their rank, the smallest first, and no lot is drawn. `ranks` has one for each task.
pub fn run_by_rank(instance: &Instance, screen: &Screen, ranks: &[i64]) -> DrawRecord {
    lottery::run(instance, screen, Some(ranks))
}

/// The number of a task in the lottery: the first 16 hexadecimal digits of SHA-256 of `SEED:TASK`.
pub fn number(seed: u64, task_id: &str) -> u64 {
    let digest = Sha256::digest(format!("{seed}:{task_id}"));
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests;
