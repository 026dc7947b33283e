//! What is to be done, and what was done before: programs, quotas, tasks, history.

use chrono::NaiveDate;
use serde::Serialize;

use super::ground::Authority;
use super::ids::{AgencyIx, CategoryIx, EnterpriseIx, ProductIx, ProgramIx, RegionIx};
use super::settings::Weights;
use super::units::{Clock, Fen};

/// Why a program exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum ProgramKind {
    Annual,
    Special,
    Tracking,
    Linked,
    Emergency,
}

impl ProgramKind {
    /// Tracking and emergency draws are exempt from `six_month` and `upper_first`.
    pub fn is_exempt(self) -> bool {
        matches!(self, ProgramKind::Tracking | ProgramKind::Emergency)
    }
}

/// A row of `programs.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Program {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub name: String,
    pub authority: Authority,
    pub kind: ProgramKind,
    /// Document number; none = not approved.
    pub approval: Option<String>,
    pub approved_on: Option<NaiveDate>,
    pub start: NaiveDate,
    pub end: NaiveDate,
    /// Day on which its results are reported; a draw leaves the working days of its test before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_by: Option<NaiveDate>,
    pub weight: f64,
}

/// A row of `quotas.csv`: batches of a category, for a program, in a region and all below it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Quota {
    #[serde(skip)]
    pub row: u32,
    pub program: ProgramIx,
    pub category: CategoryIx,
    pub region: RegionIx,
    pub min: Option<u32>,
    pub target: Option<u32>,
    pub max: Option<u32>,
}

/// A row of `tasks.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Task {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub program: ProgramIx,
    /// Where it is drawn.
    pub site: EnterpriseIx,
    pub product: ProductIx,
    pub batches: u32,
    pub required: bool,
    /// Worth of drawing it.
    pub value: Fen,
    pub earliest: Option<NaiveDate>,
    pub latest: Option<NaiveDate>,
    /// On the day `earliest` (else the program's first) work does not begin before this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_time: Option<Clock>,
    /// On the day `latest` (else the program's last) work is done by this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_time: Option<Clock>,
}

impl Task {
    /// What the objective loses if the task is left out.
    pub fn worth(&self, weights: &Weights) -> Fen {
        if self.required { weights.required } else { self.value }
    }
}

/// What came of an earlier spot check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Outcome {
    Pass,
    Fail,
    Refused,
    Absent,
    Illegal,
}

impl Outcome {
    /// Whether something was drawn: `refused` and `absent` drew nothing.
    pub fn drew(self) -> bool {
        matches!(self, Outcome::Pass | Outcome::Fail | Outcome::Illegal)
    }
}

/// A row of `history.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct History {
    #[serde(skip)]
    pub row: u32,
    pub product: ProductIx,
    pub site: Option<EnterpriseIx>,
    pub authority: Authority,
    pub kind: Option<ProgramKind>,
    pub date: NaiveDate,
    pub outcome: Outcome,
    pub agency: Option<AgencyIx>,
}
