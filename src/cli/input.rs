//! Reading what commands work on, with every diagnostic said before the command gives up.

use std::path::Path;
use std::time::Duration;

use super::{Common, Failure};
use crate::io;
use crate::messages::Lang;
use crate::model::{Certificate, Instance, Note, Plan};

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

/// Reads the certificate of a plan's bound.
///
/// # Errors
/// [`Failure::Said`] after every diagnostic was printed.
pub fn certificate(plan: &Path, common: &Common) -> Result<Certificate, Failure> {
    io::read_certificate(plan).map_err(|diagnostics| refuse(&diagnostics, common))
}

/// Reads what somebody changed in a plan's workbook.
///
/// # Errors
/// [`Failure::Said`] after every diagnostic was printed.
pub fn edits(
    path: &Path,
    instance: &Instance,
    plan: &Plan,
    common: &Common,
) -> Result<Vec<io::Edit>, Failure> {
    io::read_edits(path, instance, plan).map_err(|diagnostics| refuse(&diagnostics, common))
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

/// Seconds of the command line (`--time`), from none to some months.
///
/// # Errors
/// If they are outside.
pub fn time(seconds: Option<f64>) -> Result<Option<Duration>, Failure> {
    match seconds {
        None => Ok(None),
        Some(seconds) if (0.0..1e7).contains(&seconds) => {
            Ok(Some(Duration::from_secs_f64(seconds)))
        }
        Some(seconds) => {
            let note = Note::new("cli-time-out-of-range").with("seconds", seconds);
            Err(Failure::Input(vec![note]))
        }
    }
}

fn say(diagnostics: &[io::Diagnostic], lang: Lang) {
    for diagnostic in diagnostics {
        eprintln!("{}", diagnostic.text(lang));
    }
}

/// Prints every diagnostic.
pub fn refuse(diagnostics: &[io::Diagnostic], common: &Common) -> Failure {
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
