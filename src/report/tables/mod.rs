//! The tables of a plan, each a pure function of its view.

mod balance;
mod places;
mod tours;
mod unplanned;
mod visits;

pub use balance::balance;
pub use places::{AgencySum, agency_sums, by_agency, by_county};
pub use tours::tours;
pub use unplanned::{detail, unplanned};
pub use visits::{tasks, visits};
