//! `onedoor schema`: JSON Schemas, for editors and for whoever writes or reads our files.

use serde_json::{Value, json};

use super::{Answer, Common, Exit};
use crate::io::{certificate_schema, instance_schema, plan_schema};
use crate::study::study_schema;

/// Arguments of `onedoor schema`.
#[derive(clap::Args)]
pub struct Args {
    #[arg(value_enum, default_value_t = What::All)]
    what: What,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    Instance,
    Plan,
    Certificate,
    Study,
    All,
}

/// Runs the command.
pub fn run(args: &Args, _common: &Common) -> Answer {
    let document: Value = match args.what {
        What::Instance => instance_schema(),
        What::Plan => plan_schema(),
        What::Certificate => certificate_schema(),
        What::Study => study_schema(),
        What::All => json!({
            "instance": instance_schema(),
            "plan": plan_schema(),
            "certificate": certificate_schema(),
            "study": study_schema(),
        }),
    };
    super::print(&format!("{document:#}\n"))?;
    Ok(Exit::Well)
}
