//! A dispatcher's desk: one agency's days of a plan, what of them is frozen, and what is wished.
//!
//! Open are the team-days of the agency in a span, without the tours that hold something frozen or
//! that cross the span's ends; the rest of the plan stands still. Wishes are turned into orders, one
//! a visit; an order that the rules forbid is refused with them before anything is searched. What
//! is left is a routing problem in which leaving the present plan has a price.
//!
//! Decision: a frozen visit freezes its whole tour, because a team that has its sheet has all of it.
//! Rejected: freezing single visits, which keeps their minutes only by chance when the day changes.

mod open;
mod orders;
mod refuse;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::{AgencyIx, Fen, Instance, Reason, TaskIx, TeamIx};

pub(super) use open::open_days;
pub(super) use orders::{Order, orders};
pub(super) use refuse::{dropped, no_room};

/// What a dispatcher wants of an agency's days.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The agency: teams that start from its base may be planned anew; none = all teams.
    pub agency: Option<AgencyIx>,
    /// First day of the span.
    pub from: NaiveDate,
    /// Last day of the span.
    pub to: NaiveDate,
    /// Ids of visits that stay as they are, with their tours.
    pub frozen: BTreeSet<String>,
    /// Everything before this day stays as it is.
    pub frozen_before: Option<NaiveDate>,
    /// What is to be different.
    pub wishes: Vec<Wish>,
    /// Look for cheaper days also where nothing is wished, and for room for visits left out.
    pub improve: bool,
    /// What a visit by another team or on another day costs in the search; none = so much that as
    /// few as possible are moved.
    pub change_price: Option<Fen>,
}

/// One wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A visit on this day.
    Date(String, NaiveDate),
    /// A visit by this team.
    Team(String, TeamIx),
    /// No such visit.
    Drop(String),
    /// A visit that draws this task.
    Add(TaskIx),
    /// A visit at this place among the stops of its day, 1 = the first.
    Stop(String, u32),
}

impl Wish {
    /// The visit it is about; empty for a task to be added.
    pub fn visit(&self) -> &str {
        match self {
            Wish::Date(visit, _)
            | Wish::Team(visit, _)
            | Wish::Drop(visit)
            | Wish::Stop(visit, _) => visit,
            Wish::Add(_) => "",
        }
    }
}

impl Desk {
    /// The desk of whoever plans: all teams, the whole horizon, nothing frozen, nothing wished.
    pub fn whole(instance: &Instance) -> Self {
        let settings = instance.settings();
        Self {
            agency: None,
            from: settings.start,
            to: settings.end,
            frozen: BTreeSet::new(),
            frozen_before: None,
            wishes: Vec::new(),
            improve: false,
            change_price: None,
        }
    }

    /// Whether the desk has a team.
    fn has(&self, agency: AgencyIx) -> bool {
        self.agency.is_none_or(|own| own == agency)
    }
}

/// Why a wish is not granted.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The rules that forbid it.
    pub reasons: Vec<Reason>,
    /// Tasks of the visit that was asked for.
    pub tasks: Vec<TaskIx>,
    /// Team-days on which the rules alone would allow it; the rest of the plan does not.
    pub tries: Vec<(TeamIx, NaiveDate)>,
}

impl Refusal {
    fn by(reasons: Vec<Reason>, tasks: Vec<TaskIx>) -> Self {
        Self { reasons, tasks, tries: Vec::new() }
    }
}
