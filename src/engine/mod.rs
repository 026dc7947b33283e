//! The routing engine: vehicles of several kinds from several depots visit clients who have windows,
//! prizes, and vehicles they accept. Distances and times are whole and the same.
//!
//! # How it works, on a page
//!
//! A solution is improved in many small steps ([`anneal`]). A step *ruins*: strings of clients near one
//! another leave their routes, at times a whole route does (`ruin`). It *recreates*: they go back one by
//! one, in one of several orders, where they cost least, some places overlooked by chance (`recreate`).
//! The result is kept if its cost is below a random threshold a little above the old cost, and taken
//! back otherwise. The threshold's mean is the temperature: it falls from more than the length of a
//! stretch between two stops to a hundredth of it. This is SISR (Christiaens & Vanden Berghe 2020,
//! doi:10.1287/trsc.2019.0914); nothing that breaks a rule is ever kept. Between steps two routes
//! may exchange their tails (`tails`), routes change vehicles where another one is cheaper (`fleet`), and where clients
//! may be left out, those near each other get a route of their own (`open`).
//!
//! What makes steps fast: routes are linked lists of small records (`state`) that answer alone whether a
//! client fits behind them — earliest departure, latest arrival at the next, shortest durations of
//! both stretches (`state::clocks`); a place is dismissed by the length of its detour before its time
//! is looked at; places are looked for only beside neighbours that can come right before or right after a
//! client in space and time and on the same vehicle (`problem`); the threshold is drawn beforehand,
//! and a step that has passed it is given up; a step back copies back the touched routes alone
//! (`state::journal`).
//!
//! What makes it scale: each round the routes are cut into parts of about 300 clients along random lines
//! (`parts`), each part becomes a small problem with a matrix of its own that fits the cache, parts are
//! searched side by side, and the whole is put together again (`solve`). Nothing grows with the
//! square of all clients.
//!
//! Small problems cool down several times, each time from the best known. Prizes count double at
//! first: who starts with too few routes never opens them.
//!
//! The data ([`Data`]) are plain and immutable; the solution for people ([`Solution`]) is recomputed from
//! them by a walk that shares nothing with the search.
//!
//! Decision: feasible solutions only. Rejected: penalties for lateness and overload with a local search
//! on top, because recreating costs the same with or without them, and the search needs no repair.

pub mod anneal;
mod data;
mod fleet;
mod open;
mod parts;
pub mod problem;
pub mod recreate;
pub mod ruin;
mod solve;
pub mod state;
pub mod tails;
#[cfg(test)]
mod tests;

pub use data::{
    Account, Client, Cost, Data, Depot, FOREVER, Length, Metric, Rounding, Route, Solution,
    VehicleType,
};
pub use solve::{Budget, Outcome, Params, solve};
