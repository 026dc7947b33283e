//! `plan.json`: the plan as it is written, for people and for the judge. Ids are text.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::beside::{BalancePoint, DrawPrice};
use super::note::Note;
use super::rule::Rule;
use super::units::{Clock, Fen, Metres, Minutes};

/// A whole plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Version of the format: 1.
    pub format: u32,
    /// How often it was changed since it was made; later sheets and calendar entries of a visit are
    /// known by it. Not written where that is never.
    #[serde(default, skip_serializing_if = "is_first")]
    pub revision: u32,
    /// Which instance it is for.
    pub instance: InstanceRef,
    /// How it was made.
    pub solver: SolverRecord,
    /// What it costs, part by part.
    pub objective: Objective,
    /// Figures beside the objective.
    pub information: Information,
    /// What no plan can cost less than; absent when nothing was proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Teams that were formed from samplers, where `policy.form_teams` asks for that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<FormedTeam>,
    /// Every entry through a door.
    pub visits: Vec<Visit>,
    /// Every journey of a team.
    pub tours: Vec<Tour>,
    /// Every task that is not planned, with the reasons.
    pub unplanned: Vec<Unplanned>,
}

/// Whether a plan was never changed.
fn is_first(revision: &u32) -> bool {
    *revision == 0
}

/// A team that was formed from samplers; nobody is out with two teams on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormedTeam {
    /// Its id, by which visits and tours name it.
    pub id: String,
    /// The agency whose base it starts from, and whose vehicle it takes.
    pub agency: String,
    /// Its samplers, two or more.
    pub samplers: Vec<String>,
}

/// The instance a plan belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceRef {
    /// Its name.
    pub name: String,
    /// `blake3:` and the digest of its content.
    pub digest: String,
}

/// Why the solver stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stopped {
    /// The work units were used up.
    Effort,
    /// The time was used up.
    Time,
    /// Nothing better exists, and that was proved.
    Optimal,
    /// Somebody stopped it.
    Interrupted,
}

/// How a plan was made, so that it can be made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SolverRecord {
    /// Version of the program.
    pub version: String,
    /// Seed of the search (the draw has its own, public one in the instance).
    pub seed: u64,
    /// Work units allowed.
    pub effort: u64,
    /// Why the solver stopped.
    pub stopped: Stopped,
    /// Whether the same input, seed and effort give the same bytes.
    pub repeatable: bool,
}

/// The objective in yuan and its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Objective {
    /// The sum of the parts.
    pub total: Fen,
    pub travel: Fen,
    pub team_days: Fen,
    pub nights: Fen,
    pub courier: Fen,
    /// Worth of drawn tasks that are not planned, impossible ones aside.
    pub value_lost: Fen,
    pub shortfall: Fen,
    pub balance: Fen,
    /// Visits by the agency that came to the enterprise last; not written where it is nothing.
    #[serde(default, skip_serializing_if = "Fen::is_zero")]
    pub rotation: Fen,
    /// Further days over which owners' enterprises are spread; not written where it is nothing.
    #[serde(default, skip_serializing_if = "Fen::is_zero")]
    pub owner_days: Fen,
}

impl Objective {
    /// The same parts, `total` set to their sum.
    #[must_use]
    pub fn summed(mut self) -> Self {
        self.total = self.travel
            + self.team_days
            + self.nights
            + self.courier
            + self.value_lost
            + self.shortfall
            + self.balance
            + self.rotation
            + self.owner_days;
        self
    }
}

/// Figures beside the objective.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Information {
    /// Test fees of the planned batches, yuan; paid whoever comes.
    pub tests: Fen,
    /// What the lot costs; absent when that was not looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawPrice>,
    /// Cost against evenness, the least even first; empty when that was not looked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub balance: Vec<BalancePoint>,
    /// The command that makes the plan again, its paths aside; absent where a plan was changed by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A proved lower bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// No plan costs less, yuan.
    pub total: Fen,
    /// (total − bound) / (total − `weights.required` × required tasks left out).
    pub gap: f64,
    /// What it bounds: `whole plan`.
    pub scope: String,
    /// How it was proved.
    pub method: String,
}

/// One entry through an enterprise's door by one team on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Its id, unique in the plan.
    pub id: String,
    /// Enterprise id.
    pub site: String,
    /// What is drawn, and where it is tested.
    pub tasks: Vec<VisitTask>,
    /// Team id.
    pub team: String,
    /// Day of the visit.
    #[schemars(with = "String")]
    pub date: NaiveDate,
    /// When the team is at the door.
    pub arrive: Clock,
    /// When work starts.
    pub start: Clock,
    /// The first minute at which the open minutes since `start` equal the work.
    pub end: Clock,
}

/// A task drawn in a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitTask {
    /// Task id.
    pub task: String,
    /// Agency id of the lab that tests its batches.
    pub lab: String,
}

/// A journey of one team over consecutive days, from its base back to its base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tour {
    /// Its id, unique in the plan.
    pub id: String,
    /// Team id.
    pub team: String,
    /// Its days, in order, without a gap.
    pub days: Vec<TourDay>,
}

/// One day of a tour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TourDay {
    /// Which day.
    #[schemars(with = "String")]
    pub date: NaiveDate,
    /// `base`, or `region:CODE` of last night.
    pub from: String,
    /// When the team sets off.
    pub depart: Clock,
    /// Visit ids in order.
    pub stops: Vec<String>,
    /// `base`, or `region:CODE` for the night.
    pub to: String,
    /// When the team arrives there.
    #[serde(rename = "return")]
    pub arrive: Clock,
    /// Start of the lunch; absent when the day needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lunch: Option<Clock>,
    /// Metres driven.
    pub metres: Metres,
    /// Minutes driven.
    pub drive_minutes: Minutes,
}

/// The text that stands for the team's base in `from` and `to`.
pub const BASE: &str = "base";

/// A task that is not planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unplanned {
    /// Task id.
    pub task: String,
    /// No plan could hold it, even alone.
    pub impossible: bool,
    /// Place among the reserves of its quota, 1 = first to be called; only with the rule `draw`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<u32>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// One reason against one task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The rule that forbids it.
    pub rule: Rule,
    /// The reason in words (Chinese, so that the file is the same wherever it is made).
    pub detail: String,
    /// The reason as data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The row that causes it: `history.csv:17`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}
