//! Why, and why not, as data; [`text()`] words it for people.
//!
//! What no plan can do is answered by the rules alone ([`Screen`](crate::rules::Screen)): a
//! [`Funnel`](crate::rules::Funnel) of the team-days that each rule takes away, and the rows behind
//! it. What only this plan can't do is answered by trying the task on every team-day that is left,
//! beside everything that the plan holds: the fewest obstacles are the nearest misses.

mod agency;
mod cards;
mod fit;
mod obstacles;
mod relax;
mod render;
mod site;
mod survey;
mod task;
mod team;
mod together;
mod together_words;
mod visit;

use serde::Serialize;

use crate::model::{Note, Reason, Rule};
use crate::rules::Finding;

pub use agency::{AgencyExplanation, Barred, LabLine, TeamLine, agency};
pub use cards::{Again, OwnerCard, Span, TaskCard, VisitCard};
pub use relax::{Fact, can_be_dropped, relaxed};
pub use render::{Reader, text};
pub use site::{Parted, SiteExplanation, SiteTask, enterprise};
pub use survey::Survey;
pub use task::{Earlier, NearMiss, State, Step, TaskExplanation, task};
pub use team::{Bound, TeamExplanation, team};
pub use together::{Cited, Oracle, Together, together};
pub use visit::nearest;

/// A rule that stands in the way, in words, and the row it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The rule.
    pub rule: Rule,
    /// What it forbids here.
    pub note: Note,
    /// The row that causes it: `history.csv:17`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl Cause {
    fn new(rule: Rule, note: Note) -> Self {
        Self { rule, note, since: None }
    }
}

impl From<&Finding> for Cause {
    fn from(finding: &Finding) -> Self {
        let Finding { rule, note, since } = finding.clone();
        Self { rule, note, since }
    }
}

impl From<&Reason> for Cause {
    /// A reason that a plan gives; one without data is quoted in its own words.
    fn from(reason: &Reason) -> Self {
        let quoted = || Note::new("explain-quoted").with("words", &reason.detail);
        Self {
            rule: reason.rule,
            note: reason.note.clone().unwrap_or_else(quoted),
            since: reason.since.clone(),
        }
    }
}

/// Any of the explanations.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Explanation {
    /// Of a task.
    Task(Box<TaskExplanation>),
    /// Of an enterprise.
    Site(Box<SiteExplanation>),
    /// Of a team.
    Team(Box<TeamExplanation>),
    /// Of an agency.
    Agency(Box<AgencyExplanation>),
    /// Of tasks that can't all be planned.
    Together(Box<Together>),
}
