//! The tables of a plan, each a pure function of its view.

mod about;
mod balance;
mod capacity;
mod curve;
mod draw;
mod places;
mod teams;
mod tours;
mod unplanned;
mod visits;

pub use about::about;
pub use balance::balance;
pub use capacity::capacity;
pub use curve::curve;
pub use draw::{QuotaDraw, draw, quota_draws};
pub use places::{AgencySum, agency_sums, by_agency, by_county};
pub use teams::teams;
pub use tours::tours;
pub use unplanned::{detail, unplanned};
pub use visits::{tasks, visits};
