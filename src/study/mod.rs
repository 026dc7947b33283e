//! What if: scenarios as patches on an instance, each planned, verified and compared with a base.
//!
//! | module | what it does |
//! |---|---|
//! | `spec` | `study.toml`: scenarios, grids, patches, replicates |
//! | `patch` | a patch changes sheets; the normal reader judges the result |
//! | `chance` | common random numbers: what goes wrong goes wrong in every scenario |
//! | `store` | finished runs by their content, claims of runs in work |
//! | `run` | every run that is not there yet, several at a time |
//! | `compare` | differences to the base, and what may be said of them |
//!
//! A scenario is a patched instance: whatever a patch does could have been done by hand in the
//! files, and every error says the scenario and the file it would have been in. A run is named by
//! the digest of its patched instance and of everything else that decides its result, so that it is
//! never made twice, whoever makes it. Tables are made from the finished runs alone.

mod chance;
mod compare;
mod patch;
mod run;
mod spec;
mod store;

pub use compare::{Compared, Says, table};
pub use run::{Failure, Job, Outcome, Watch, jobs, run};
pub use spec::{Cause, Grid, Patch, Scenario, Step, Study, TEMPLATE, read_study, study_schema};
pub use store::{Figures, Store};
