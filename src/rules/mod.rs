//! What may be drawn by whom and when.
//!
//! One file a rule: its statement, clause, parameters and remedy, and what of it can be known before
//! anything is planned. [`Screen`] puts them together as a bit a day, for searches; explanations ask
//! the same functions which rules a "no" really rests on, so that they can't disagree with the
//! search.

mod accounts;
mod admit;
mod apart;
mod facts;
mod findings;
pub mod formable;
mod funnel;
mod people;
mod scopes;
mod screen;
mod set;
mod text;
mod why;

mod approved;
mod arithmetic;
mod avoidance;
mod ceiling;
mod cold_chain;
mod conflict;
mod day;
mod delivery;
mod draw;
mod drive;
mod escort;
mod hours;
mod lab_capacity;
mod lunch;
mod nights;
mod one_door;
mod quota_max;
mod reference;
mod rotation;
mod scope_sample;
mod scope_test;
mod separation;
mod six_month;
mod suspended;
mod team_available;
mod two_samplers;
mod upper_first;
mod vehicle;
mod window;
mod workday;

pub use accounts::LabAccounts;
pub use formable::Formable;
pub use funnel::Funnel;
pub use screen::{LabOption, Reach, Screen};
pub use text::{RuleText, describe};
pub use why::Finding;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
