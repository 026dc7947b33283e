//! `study.toml`: scenarios, grids, replicates; `change` has the patches, `goal` search and frontier,
//! `read` reads and judges the file.

mod change;
mod goal;
mod read;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::io::schema_of;

pub use change::{Cause, Emergency, Patch};
pub use goal::{Frontier, Limits, Search, Smallest, is_point, scaled};
pub use read::{patch_place, read_study};

/// A commented example that itself passes.
pub const TEMPLATE: &str = include_str!("../template.toml");
/// A study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Version of the format: 1.
    pub format: u32,
    /// Name of the study.
    pub name: String,
    /// The scenario that the others are compared with; without it the instance as it is, which
    /// then is a scenario named `base`.
    #[serde(default)]
    pub base: Option<String>,
    /// Work units of each run that begins from nothing.
    #[serde(default = "default_effort")]
    pub effort: u64,
    /// Work units of each run that begins from the base's plan; 0 = every run begins from nothing.
    #[serde(default = "default_warm")]
    pub warm_effort: u64,
    /// Work units to prove a lower bound on each plan's cost; 0 = only the simple one.
    #[serde(default)]
    pub bound: u64,
    /// Work units for the prices that predict scenarios before they are run; 0 = no prediction.
    #[serde(default = "default_prices")]
    pub prices: u64,
    /// Runs of each scenario, each with a seed of its own that is the same in every scenario.
    #[serde(default = "default_replicates")]
    pub replicates: u32,
    /// Seed of the first replicate; without it the instance's.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Scenarios by name.
    #[serde(default, rename = "scenario")]
    pub scenarios: Vec<Scenario>,
    /// Every combination of the steps of several axes.
    #[serde(default, rename = "grid")]
    pub grids: Vec<Grid>,
    /// The smallest capacity that still does.
    #[serde(default)]
    pub search: Option<Search>,
    /// What cost, coverage and evenness cost each other.
    #[serde(default)]
    pub frontier: Option<Frontier>,
}

const fn default_effort() -> u64 {
    crate::plan::DEFAULT_EFFORT
}

const fn default_warm() -> u64 {
    200
}

const fn default_prices() -> u64 {
    crate::bound::DEFAULT_EFFORT
}

const fn default_replicates() -> u32 {
    1
}

/// An instance changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name, unique in the study.
    pub name: String,
    /// What it is about, in words.
    #[serde(default)]
    pub about: String,
    /// What is changed, in order.
    #[serde(default, rename = "patch")]
    pub patches: Vec<Patch>,
}

/// Every combination of one step of each axis; a scenario of it is named `GRID/STEP/STEP`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Its name.
    pub name: String,
    /// The axes; each is a list of steps.
    pub axes: Vec<Vec<Step>>,
}

/// A step of an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What is changed; nothing where the axis has its usual value.
    #[serde(default, rename = "patch")]
    pub patches: Vec<Patch>,
}

impl Study {
    /// Every scenario, the base first, grids counted out.
    pub fn all(&self) -> Vec<Scenario> {
        let mut all = self.scenarios.clone();
        for grid in &self.grids {
            let mut made = vec![Scenario { name: grid.name.clone(), ..Scenario::default() }];
            for axis in &grid.axes {
                let with = |before: &Scenario, step: &Step| Scenario {
                    name: format!("{}/{}", before.name, step.name),
                    about: String::new(),
                    patches: before.patches.iter().chain(&step.patches).cloned().collect(),
                };
                let pairs = made.iter().flat_map(|before| axis.iter().map(move |s| (before, s)));
                made = pairs.map(|(before, step)| with(before, step)).collect();
            }
            all.extend(made);
        }
        all.extend(self.frontier.iter().flat_map(Frontier::points));
        match &self.base {
            None => all.insert(0, Scenario { name: "base".to_owned(), ..Scenario::default() }),
            Some(base) => {
                if let Some(at) = all.iter().position(|scenario| scenario.name == *base) {
                    all[..=at].rotate_right(1);
                }
            }
        }
        all
    }
}

/// The schema of `study.toml`.
pub fn study_schema() -> Value {
    schema_of::<Study>("study.toml")
}
