//! `study.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::io::{Diagnostic, schema_of};
use crate::model::Note;

/// A commented example that itself passes.
pub const TEMPLATE: &str = include_str!("template.toml");
/// Most scenarios of a study, grids counted out.
const MOST_SCENARIOS: usize = 10_000;
/// Most replicates.
const MOST_REPLICATES: u32 = 1000;
/// Largest file.
const MOST_BYTES: u64 = 1 << 20;

/// A study.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
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
}

const fn default_effort() -> u64 {
    crate::plan::DEFAULT_EFFORT
}

const fn default_warm() -> u64 {
    200
}

const fn default_replicates() -> u32 {
    1
}

/// An instance changed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Its name.
    pub name: String,
    /// The axes; each is a list of steps.
    pub axes: Vec<Vec<Step>>,
}

/// A step of an axis.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// What is changed; nothing where the axis has its usual value.
    #[serde(default, rename = "patch")]
    pub patches: Vec<Patch>,
}

/// One change. Cells are text as in the CSV files; columns by their English or Chinese name.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
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
    /// A key of `instance.toml` is set.
    Policy {
        /// Dotted key: `policy.drive_minutes`, `costs.km`.
        key: String,
        /// Its value.
        value: Value,
    },
    /// Optional tasks fail at random and are not in the plan, each cause by itself, by numbers that
    /// are the same in every scenario of a replicate.
    Disturb {
        /// Causes and their probabilities.
        causes: BTreeMap<Cause, f64>,
    },
}

/// Why a task fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No sample is to be had.
    NoSample,
    /// The enterprise refuses.
    Refused,
    /// Nobody is there, or the enterprise is gone.
    Absent,
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

/// Reads `study.toml`.
///
/// # Errors
/// What is wrong, with line and column.
pub fn read_study(path: &Path) -> Result<Study, Vec<Diagnostic>> {
    let file = path.display().to_string();
    let refuse = |note: Note| vec![Diagnostic::error(&file, note)];
    let about = std::fs::metadata(path);
    let text = match about {
        Ok(about) if about.len() > MOST_BYTES => return Err(refuse(Note::new("io-too-big"))),
        _ => std::fs::read_to_string(path)
            .map_err(|error| refuse(Note::new("io-system").with("message", error)))?,
    };
    let study: Study = toml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| vec![syntax(&file, &text, &error)])?;
    judge(&study).map_err(refuse)?;
    Ok(study)
}

fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..at).unwrap_or(text);
    let row = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    let note = Note::new("io-toml").with("message", error.message());
    Diagnostic::error(file, note)
        .row(u32::try_from(row).unwrap_or(u32::MAX))
        .column(column)
        .found(text.lines().nth(row - 1).unwrap_or(""))
        .advice(Note::new("study-advice-template"))
}

/// What no key can know alone.
fn judge(study: &Study) -> Result<(), Note> {
    let range = |what: &str, value: u64, most: u64| {
        if (1..=most).contains(&value) {
            return Ok(());
        }
        let note = Note::new("study-out-of-range").with("what", what).with("found", value);
        Err(note.with("most", most))
    };
    range("format", study.format.into(), 1)?;
    range("replicates", study.replicates.into(), MOST_REPLICATES.into())?;
    let made = study
        .grids
        .iter()
        .map(|grid| grid.axes.iter().fold(1usize, |all, axis| all.saturating_mul(axis.len())));
    let count = made.fold(study.scenarios.len(), usize::saturating_add);
    range("scenarios", count.max(1) as u64, MOST_SCENARIOS as u64)?;
    let all = study.all();
    let mut names = std::collections::BTreeSet::new();
    for scenario in &all {
        let name = &scenario.name;
        if name.trim().is_empty() || !names.insert(name.as_str()) {
            return Err(Note::new("study-name-twice").with("name", name));
        }
    }
    match &study.base {
        Some(base) if !names.contains(base.as_str()) => {
            let near = crate::io::nearest(base, names.into_iter()).unwrap_or("–");
            Err(Note::new("study-no-base").with("base", base).with("near", near))
        }
        _ => Ok(()),
    }
}
