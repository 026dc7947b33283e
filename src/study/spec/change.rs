//! Patches: what a scenario changes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change. Cells are text as in the CSV files; columns by their English or Chinese name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Patch {
    /// An agency is suspended; the whole horizon when no days are given.
    Suspend {
        /// Agency id.
        agency: String,
        /// First day.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        from: Option<NaiveDate>,
        /// Last day.
        #[serde(default)]
        #[schemars(with = "Option<String>")]
        to: Option<NaiveDate>,
    },
    /// Teams are taken away.
    RemoveTeams {
        /// Team ids.
        teams: Vec<String>,
    },
    /// Copies of a team, with samplers of their own.
    AddTeams {
        /// The team to copy.
        like: String,
        /// How many.
        count: u32,
        /// Another agency for them.
        #[serde(default)]
        agency: Option<String>,
    },
    /// Teams are called away: their samplers are on leave.
    CallAway {
        /// Team ids.
        teams: Vec<String>,
        /// First day.
        #[schemars(with = "String")]
        from: NaiveDate,
        /// Last day.
        #[schemars(with = "String")]
        to: NaiveDate,
    },
    /// Agencies are taken away with all that hangs on them: teams, samplers, scopes, laboratories.
    RemoveAgencies {
        /// Agency ids.
        agencies: Vec<String>,
    },
    /// What has to be drawn at once.
    Emergency(Emergency),
    /// Every enterprise of a region and below is closed.
    Close {
        /// Region code.
        region: String,
        /// First day.
        #[schemars(with = "String")]
        from: NaiveDate,
        /// Last day.
        #[schemars(with = "String")]
        to: NaiveDate,
    },
    /// A column of numbers is multiplied, in the rows that `where` describes; whole numbers are
    /// rounded to the nearest. Empty cells stay empty.
    Scale {
        /// Table, as its file is named.
        table: String,
        /// Columns.
        columns: Vec<String>,
        /// By how much.
        factor: f64,
        /// Rows: every one of these columns has this text.
        #[serde(default, rename = "where")]
        filter: BTreeMap<String, String>,
    },
    /// Cells are set, in the rows that `where` describes.
    Set {
        /// Table, as its file is named.
        table: String,
        /// Columns and their new text.
        cells: BTreeMap<String, String>,
        /// Rows: every one of these columns has this text.
        #[serde(default, rename = "where")]
        filter: BTreeMap<String, String>,
    },
    /// A row is added.
    Add {
        /// Table, as its file is named.
        table: String,
        /// Columns and their text; the others are empty.
        cells: BTreeMap<String, String>,
    },
    /// Rows are taken away.
    Remove {
        /// Table, as its file is named.
        table: String,
        /// Rows: every one of these columns has this text.
        #[serde(rename = "where")]
        filter: BTreeMap<String, String>,
    },
    /// A key of `instance.toml` is set, or multiplied.
    Policy {
        /// Dotted key: `policy.drive_minutes`, `costs.km`.
        key: String,
        /// Its value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Value>,
        /// What its number is multiplied by, instead of a value; whole numbers stay whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        factor: Option<f64>,
    },
    /// Optional tasks fail at random and are not in the plan, each cause by itself, by numbers that
    /// are the same in every scenario of a replicate.
    Disturb {
        /// Causes and their probabilities.
        causes: BTreeMap<Cause, f64>,
    },
}

/// A required task for every product of a category at every enterprise of a region where any task
/// names it. Intervals do not hold for emergencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Emergency {
    /// Category code.
    pub category: String,
    /// Region code; everywhere when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// First day.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// Last day.
    #[schemars(with = "String")]
    pub to: NaiveDate,
    /// Id of the program that asks for it; it is added where it does not exist.
    #[serde(default = "emergency_program")]
    pub program: String,
}

fn emergency_program() -> String {
    "EMERGENCY".to_owned()
}

/// Why a task fails.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No sample is to be had.
    NoSample,
    /// The enterprise refuses.
    Refused,
    /// Nobody is there, or the enterprise is gone.
    Absent,
}
