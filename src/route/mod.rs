//! Tours of teams: which visit on which day by which team, in what order, with nights away.
//!
//! The search is ruin and recreate (`search`): strings of neighbouring visits leave their days
//! (`ruin`), go back one by one where they cost least (`recreate`), single nights are chosen anew
//! around what changed (`evening`), in a step that may be kept all days and nights of the teams
//! concerned, exactly for the order of their visits (`nights`), and the step is kept or undone under
//! an annealing temperature. Before each of these steps two days exchange pieces (`exchange`), under
//! the same temperature. A day is walked with two labels, hungry and fed (`clockwork`), forwards for
//! when a team is free and backwards for when it has to arrive, so that a place for a visit is judged
//! without walking the rest of the day. A pass that has become dearer than the threshold is given up.
//! While it is warm, the same work on unevenly full days counts for less: nearly empty ones are
//! soon saved, and that is most of what there is to save. What visits share — labs, escorts, entries,
//! quotas, even months — is booked in a `ledger` of integers. The problem is immutable (`problem`),
//! the solution for search mutable and cached (`solution`), the solution for people plain
//! (`itinerary`, `timetable`).
//!
//! Decision: nights belong to the moves (a tour is lengthened by a day with a night between).
//! Rejected: single days first and nights as a repair, because remote counties then look
//! unreachable and near ones are never combined.

mod clockwork;
mod evening;
mod exchange;
mod itinerary;
mod ledger;
mod nights;
mod problem;
mod recreate;
mod ruin;
mod search;
mod solution;
mod timetable;

#[cfg(test)]
mod tests;

pub use clockwork::{DayRules, Label, NEVER};
pub use itinerary::{Itinerary, Outing, Sketch, itinerary, resume};
pub use ledger::{Accounts, LabEntry, Ledger, QuotaBounds};
pub use nights::{Nights, recut};
pub use problem::{
    ApartTable, Crew, Index, Kept, LabChoice, Meeting, NONE, Prices, Problem, Stop, StopTask,
    TeamOption,
};
pub use recreate::{Scratch, quote};
pub use ruin::tidy;
pub use search::{Found, Schedule, complete, construct, search};
pub use solution::{Slot, Solution};
pub use timetable::{Call, Times, Timetable, timetable};
