//! Reading what commands work on, with every diagnostic said before the command gives up.

use std::path::Path;

use super::{Common, Failure};
use crate::io;
use crate::messages::Lang;
use crate::model::{Instance, Plan};

/// Reads an instance; warnings go to stderr.
///
/// # Errors
/// [`Failure::Said`] after every diagnostic was printed.
pub fn instance(path: &Path, common: &Common) -> Result<Instance, Failure> {
    match io::read_instance(path) {
        Ok((instance, warnings)) => {
            if common.verbose {
                say(&warnings, common.lang());
            }
            Ok(instance)
        }
        Err(diagnostics) => Err(refuse(&diagnostics, common)),
    }
}

/// Reads a plan.
///
/// # Errors
/// [`Failure::Said`] after every diagnostic was printed.
pub fn plan(path: &Path, common: &Common) -> Result<Plan, Failure> {
    io::read_plan(path).map_err(|diagnostics| refuse(&diagnostics, common))
}

/// Reads a VRPLIB file.
///
/// # Errors
/// [`Failure::Said`] after every diagnostic was printed.
pub fn vrp(
    path: &Path,
    rounding: Option<crate::engine::Rounding>,
    common: &Common,
) -> Result<io::Vrp, Failure> {
    io::read_vrp(path, rounding).map_err(|diagnostics| refuse(&diagnostics, common))
}

fn say(diagnostics: &[io::Diagnostic], lang: Lang) {
    for diagnostic in diagnostics {
        eprintln!("{}", diagnostic.text(lang));
    }
}

fn refuse(diagnostics: &[io::Diagnostic], common: &Common) -> Failure {
    if common.json {
        let document = serde_json::json!({ "diagnostics": diagnostics });
        if let Err(failure) = super::print(&format!("{document:#}\n")) {
            return failure;
        }
    } else {
        say(diagnostics, common.lang());
    }
    Failure::Said
}
