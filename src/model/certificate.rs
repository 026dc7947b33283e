//! A certificate: prices that prove a bound, so that somebody else can check it.
//!
//! Whatever the prices are, no plan costs less than what they prove: rules that many days share
//! (each task once, labs, quotas, even months, escorts, doors) may be broken for a fee or a reward,
//! and what is left falls apart into the days of teams, each of which can be looked at by itself.
//! Prices are whole thousandths of a fen; what is not named has the price 0.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fen, InstanceRef};

/// Prices that prove a bound, as `certificate.json` has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Version of the format.
    pub format: u32,
    /// The instance it belongs to.
    pub instance: InstanceRef,
    /// What the prices prove, yuan: no plan costs less.
    pub bound: Fen,
    /// For drawing a task, at least 0.
    pub tasks: Vec<TaskPrice>,
    /// For using a lab's room.
    pub labs: Vec<LabPrice>,
    /// For batches off the even month.
    pub months: Vec<MonthPrice>,
    /// For visits that local officers accompany.
    pub escorts: Vec<EscortPrice>,
    /// For entering enterprises.
    pub doors: Vec<DoorPrice>,
    /// For quotas.
    pub quotas: Vec<QuotaPrice>,
    /// For tasks of which only one can be planned.
    pub rivals: Vec<RivalPrice>,
    /// For nights.
    pub nights: Vec<NightPrice>,
}

/// Reward for drawing a task, at least 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskPrice {
    /// Task id.
    pub task: String,
    /// Thousandths of a fen.
    pub price: i64,
}

/// Fee for a batch that a lab tests of a group in a month, at least 0; only where there is a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabPrice {
    /// Agency id.
    pub lab: String,
    /// Lab group.
    pub group: String,
    /// Month, as 2026-03.
    pub month: String,
    /// Thousandths of a fen a batch.
    pub price: i64,
}

/// Fee for a batch of a lab above the even month, reward for one below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthPrice {
    /// Agency id.
    pub lab: String,
    /// Month, as 2026-03.
    pub month: String,
    /// Thousandths of a fen a batch and working day of the horizon; times those days at most
    /// `weights.balance_month`.
    pub price: i64,
}

/// Fee for a visit in a county that counts its escorts, at least 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscortPrice {
    /// County.
    pub region: String,
    /// First day on which it is paid.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Last day on which it is paid.
    #[schemars(with = "String")]
    pub to: NaiveDate,
    /// Thousandths of a fen a visit.
    pub price: i64,
}

/// Fee for every visit to an enterprise, at least 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoorPrice {
    /// Enterprise id.
    pub site: String,
    /// Thousandths of a fen a visit.
    pub price: i64,
}

/// What a batch of a quota is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotaPrice {
    /// Its line in quotas.csv.
    pub row: u32,
    /// Against its `min`: 0 to `weights.shortfall`.
    pub min: i64,
    /// Against its `target`: `weights.balance_region` either way.
    pub target: i64,
    /// Against its `max`, at least 0.
    pub max: i64,
}

/// Fee for planning more than one of some tasks, at least 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RivalPrice {
    /// Task ids: draws of one product that would always lie too close.
    pub tasks: Vec<String>,
    /// Thousandths of a fen.
    pub price: i64,
}

/// What a team's nights cost and bring beside `costs.night`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NightPrice {
    /// Team id.
    pub team: String,
    /// First evening.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Last evening.
    #[schemars(with = "String")]
    pub to: NaiveDate,
    /// Fee for a night, at least 0, the same for all nights of a tour; who leaves the base for the
    /// night gets it back `max_nights` times.
    pub fee: i64,
    /// By seat: fee of the day that ends there, reward of the next one, which starts there.
    pub seats: Vec<SeatPrice>,
}

/// The price of a night at a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatPrice {
    /// County or city.
    pub region: String,
    /// Thousandths of a fen.
    pub price: i64,
    /// Fee for a day that ends there and draws the task, reward of the next one if it does not, at least 0:
    /// nobody draws a task on both sides of a night.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskPrice>,
}
