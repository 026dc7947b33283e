//! What if: scenarios as patches on an instance, each planned, verified and compared with a base.
//!
//! | module | what it does |
//! |---|---|
//! | `spec` | `study.toml`: scenarios, grids, patches, replicates, search, frontier |
//! | `patch` | a patch changes sheets; the normal reader judges the result |
//! | `chance` | common random numbers: what goes wrong goes wrong in every scenario |
//! | `lot` | the runs that a study consists of, each named by what decides it |
//! | `record` | what a study's folder is about |
//! | `store` | finished runs by their content, claims of runs in work |
//! | `figures` | what is kept of a run: costs, and what they were paid for |
//! | `run` | every run that is not there yet, several at a time |
//! | `prices` | what the base's bound says of a scenario before it is run |
//! | `search` | the smallest capacity that does, by bisection |
//! | `frontier` | points that no other point beats in everything |
//! | `compare`, `tables` | differences to the base, and what may be said of them |
//! | `diff` | two scenarios, visit by visit |
//! | `page` | one page: differences, parts, frontier, search, a map of what changed |
//!
//! A scenario is a patched instance: whatever a patch does could have been done by hand in the
//! files, and every error says the scenario and the file it would have been in. A run is named by
//! the digest of its patched instance and of everything else that decides its result, so that it is
//! never made twice, whoever makes it. Tables are made from the finished runs alone.

mod chance;
mod compare;
mod diff;
mod figures;
mod frontier;
mod lot;
mod page;
mod patch;
mod prices;
mod record;
mod run;
mod search;
mod spec;
mod store;
mod tables;

pub use compare::{Compared, MEASURES, Measure, Paired, Says, Unit, compared};
pub use diff::{Changes, Fate, Figure, Lone, Moved, Side, Slot, changes, figures};
pub use figures::Figures;
pub use lot::{Job, Lot};
pub use page::{About, page};
pub use prices::{Predicted, Prices, predict, predict_from};
pub use record::Record;
pub use run::{Failure, Outcome, Watch, run};
pub use search::{Does, Found, Make, Probe, search};
pub use spec::{
    Cause, Emergency, Frontier, Grid, Limits, Patch, Scenario, Search, Smallest, Step, Study,
    TEMPLATE, patch_place, read_study, study_schema,
};
pub use store::Store;
pub use tables::{cell, diff_tables, fate_key, tables};
