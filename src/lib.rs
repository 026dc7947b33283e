//! `onedoor` plans joint product-quality sampling: one visit per enterprise, fair draws, verified tours.
//!
//! # Five enterprises, planned
//!
//! ```
//! use std::path::Path;
//!
//! use onedoor::model::Rule;
//! use onedoor::plan::{self, Limits, Unwatched};
//!
//! let (instance, _warnings) = onedoor::io::read_instance(Path::new("instances/tiny/door"))
//!     .expect("an instance without a fault");
//! let limits = Limits::new(20, instance.settings().seed);
//! let planned = plan::plan(&instance, &limits, &Unwatched).expect("a plan");
//!
//! // Paint for the city and cable for the province: one shop, one visit, one joint team.
//! let shop: Vec<_> = planned.plan.visits.iter().filter(|visit| visit.site == "E1").collect();
//! assert_eq!((shop.len(), shop[0].tasks.len(), shop[0].team.as_str()), (1, 2, "A1-2"));
//!
//! // The judge, which shares no code with the solver, finds nothing.
//! assert!(planned.verdict.is_clean());
//!
//! // Jewellery that nobody may test stays out, and the plan says why.
//! let out = planned.plan.unplanned.iter().find(|left| left.task == "T11").expect("T11");
//! assert_eq!(out.reasons[0].rule, Rule::ScopeTest);
//! ```
//!
//! # The floor plan
//!
//! A floor imports only floors below it; rooms of one floor never import each other; `verify`
//! imports `model` alone. A test reads every `use crate::` line against this table.
//!
//! | floor | room | what it holds |
//! |---|---|---|
//! | 0 | `model` | typed units and ids, the instance, the plan, the closed list of rules |
//! | 1 | `messages` | the catalogue of messages, Chinese and English |
//! | 1 | `calendar` | working days, opening hours, months |
//! | 1 | `geography` | places, distances, driving times |
//! | 1 | `verify` | the judge: recomputes everything the slow and obvious way |
//! | 2 | `rules` | what may be drawn by whom and when, one file a rule |
//! | 2 | `milp` | the only room that names a MILP solver |
//! | 2 | `engine` | the routing engine: vehicles, clients, windows, prizes |
//! | 3 | `draw` | the public lottery |
//! | 3 | `merge` | tasks of one enterprise become visits |
//! | 3 | `formation` | samplers become teams |
//! | 3 | `assign` | visits to agencies and months |
//! | 3 | `route` | tours of teams |
//! | 4 | `plan` | the loop from instance to verified plan |
//! | 4 | `bound` | no plan costs less, and the proof |
//! | 4 | `explain` | why, and why not, as data |
//! | 5 | `io` | files in and out |
//! | 5 | `generate` | instances on real ground |
//! | 5 | `report` | tables, workbook, page |
//! | 6 | `study` | what-if scenarios: patches, runs, comparison |
//! | 7 | `cli` | one file a command |

pub mod assign;
pub mod bound;
pub mod calendar;
pub mod cli;
pub mod draw;
pub mod engine;
pub mod explain;
pub mod formation;
pub mod generate;
pub mod geography;
pub mod io;
pub mod merge;
pub mod messages;
pub mod milp;
pub mod model;
pub mod plan;
pub mod report;
pub mod route;
pub mod rules;
pub mod study;
pub mod verify;
