//! Search for the smallest capacity, and the frontier of cost, coverage and evenness.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Patch, Scenario};

/// Looks for the smallest of nested capacities with which a plan still does what it has to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Which capacity.
    pub minimise: Smallest,
    /// What a plan has to do.
    #[serde(default)]
    pub subject_to: Limits,
    /// Teams in the order in which they go; those that are not named go after them, the least worked
    /// in the base's plans first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Of capacities other than teams: per cent between two that are tried.
    #[serde(default = "default_step")]
    pub step: u32,
}

/// A capacity that can be had in nested sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Smallest {
    /// The number of teams.
    Teams,
    /// Per cent of every row of `lab_capacity.csv`.
    LabCapacity,
    /// Per cent of every row of `escorts.csv`.
    Escorts,
}

/// What a plan has to do, on the mean of the replicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Least share of the batches asked for that are planned.
    pub coverage: f64,
    /// Largest gap to the proved bound; not asked for when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// Most required tasks that may be left out although they are possible.
    pub required_left_out: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { coverage: 0.98, gap: None, required_left_out: 0 }
    }
}

const fn default_step() -> u32 {
    5
}

/// Every combination of some weights and of the size of quotas, each planned for its own sake; what
/// matters of the result is money, coverage and evenness. An absent list is the usual value alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Frontier {
    /// `weights.balance_region`, yuan.
    pub balance_region: Vec<f64>,
    /// `weights.balance_month`, yuan.
    pub balance_month: Vec<f64>,
    /// Worth of every optional task, as a multiple of what `tasks.csv` says.
    pub value: Vec<f64>,
    /// Minimum, target and maximum of every quota, as a multiple of what `quotas.csv` says.
    pub quotas: Vec<f64>,
}

impl Frontier {
    /// Its scenarios, named `frontier/WEIGHT VALUE/…`.
    pub fn points(&self) -> Vec<Scenario> {
        let weight = |key: &'static str| move |value: f64| policy(key, value);
        let mut made = vec![Scenario { name: "frontier".to_owned(), ..Scenario::default() }];
        made = axis(made, "region", &self.balance_region, &weight("weights.balance_region"));
        made = axis(made, "month", &self.balance_month, &weight("weights.balance_month"));
        made = axis(made, "value", &self.value, &|times| scaled("tasks", &["value"], times));
        axis(made, "quotas", &self.quotas, &|times| {
            scaled("quotas", &["min", "target", "max"], times)
        })
    }

    /// How many scenarios it makes.
    pub fn count(&self) -> usize {
        let axes = [&self.balance_region, &self.balance_month, &self.value, &self.quotas];
        axes.iter().fold(1, |all, axis| all.saturating_mul(axis.len().max(1)))
    }
}

/// Whether a scenario is a point of the frontier, by its name.
pub fn is_point(name: &str) -> bool {
    name.starts_with("frontier/")
}

fn axis(
    before: Vec<Scenario>,
    name: &str,
    values: &[f64],
    patch: &dyn Fn(f64) -> Patch,
) -> Vec<Scenario> {
    if values.is_empty() {
        return before;
    }
    let with = |scenario: &Scenario, value: f64| {
        let mut made = scenario.clone();
        made.name = format!("{}/{name} {value}", scenario.name);
        made.patches.push(patch(value));
        made
    };
    let pairs = before.iter().flat_map(|scenario| values.iter().map(move |v| (scenario, *v)));
    pairs.map(|(scenario, value)| with(scenario, value)).collect()
}

fn policy(key: &str, value: f64) -> Patch {
    Patch::Policy { key: key.to_owned(), value: Some(Value::from(value)), factor: None }
}

/// A patch that multiplies columns of every row.
pub fn scaled(table: &str, columns: &[&str], factor: f64) -> Patch {
    Patch::Scale {
        table: table.to_owned(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        factor,
        filter: BTreeMap::new(),
    }
}
