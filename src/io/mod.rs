//! Files in and out: instances, plans, and the diagnostics that point at file, row and column.
//!
//! | module | what it does |
//! |---|---|
//! | `format` | the declaration of every table, column and setting |
//! | `source`, `encoding`, `csv`, `workbook`, `grid` | files to cells |
//! | `sheet`, `index`, `cells`, `build`, `settings`, `cross` | cells to the model |
//! | `unusual` | what is legal and probably not meant |
//! | `sheets` | an instance as sheets that may be changed and read again |
//! | `write`, `write_xlsx` | the model to files |
//! | `plan`, `schema` | `plan.json`, `certificate.json`; JSON Schemas |
//! | `vrplib` | standard routing problems in, solutions out |
//! | `folder` | folders replaced whole or not at all |
//! | `seal` | packs encrypted for one agency |

mod build;
mod cells;
mod cross;
mod csv;
mod diagnostic;
mod edits;
mod encoding;
mod findings;
mod folder;
pub mod format;
mod grid;
mod index;
mod plan;
mod read;
mod schema;
mod seal;
mod settings;
mod sheet;
mod sheets;
mod source;
mod suggest;
mod unusual;
mod vrplib;
mod workbook;
mod write;
mod write_xlsx;

pub use diagnostic::{Diagnostic, Severity, Spoken};
pub use edits::{Edit, read_edits};
pub use folder::{write_file, write_folder};
pub use plan::{certificate_json, plan_json, read_certificate, read_plan};
pub use read::read_instance;
pub use schema::{certificate_schema, instance_schema, plan_schema, schema_of};
pub use seal::{Recipients, read_recipients};
pub use sheets::{Kept, Rows, Sheets};
pub use suggest::nearest;
pub use unusual::{impossible, unusual};
pub use vrplib::{Vrp, read_vrp, solution_text};
pub use write::{instance_files, rows, write_instance};
pub use write_xlsx::write_instance_xlsx;
