//! `plan.json` and `certificate.json` in and out.

use std::path::Path;

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::{encoding, source};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Certificate, Note, Plan};

/// Largest `plan.json` that is read.
const MOST_BYTES: u64 = 1 << 30;

/// Reads a plan from its folder or from the file `plan.json` itself.
///
/// Whether it fits an instance is for the judge to say, not for the reader.
///
/// # Errors
/// What is wrong, with line and column; JSON stops at the first error.
pub fn read_plan(path: &Path) -> Result<Plan, Vec<Diagnostic>> {
    read(path, "plan.json", |plan: &Plan| plan.format)
}

/// Reads the certificate of a plan's bound from the plan's folder, or beside `plan.json`.
///
/// # Errors
/// What is wrong, with line and column.
pub fn read_certificate(plan: &Path) -> Result<Certificate, Vec<Diagnostic>> {
    let beside = plan.parent().filter(|_| !plan.is_dir());
    let folder = beside.map_or_else(|| plan.to_path_buf(), Path::to_path_buf);
    let file = folder.join("certificate.json");
    read(&file, "certificate.json", |certificate: &Certificate| certificate.format)
}

fn read<T: DeserializeOwned>(
    path: &Path,
    name: &str,
    format: impl Fn(&T) -> u32,
) -> Result<T, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let file = if path.is_dir() { path.join(name) } else { path.to_path_buf() };
    let shown = file.display().to_string();
    let read = source::load(&file, &shown, MOST_BYTES, &mut findings)
        .and_then(|bytes| parse(&shown, &bytes, format, &mut findings));
    read.filter(|_| findings.errors() == 0).ok_or_else(|| findings.into_list())
}

fn parse<T: DeserializeOwned>(
    file: &str,
    bytes: &[u8],
    format: impl Fn(&T) -> u32,
    findings: &mut Findings,
) -> Option<T> {
    let text = match encoding::decode(file, bytes) {
        Ok((text, _)) => text,
        Err(wrong) => {
            findings.push(*wrong);
            return None;
        }
    };
    match serde_json::from_str::<T>(&text) {
        Ok(read) if format(&read) == 1 => Some(read),
        Ok(read) => {
            let wrong = Diagnostic::error(file, Note::new("io-bad-value"))
                .column("format")
                .found(&format(&read).to_string())
                .expected(Note::new("io-expect-integer").with("min", 1).with("max", 1));
            findings.push(wrong);
            None
        }
        Err(error) => {
            let note = Note::new("io-json").with("message", &error);
            let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or("").trim();
            let wrong = Diagnostic::error(file, note)
                .row(u32::try_from(error.line()).unwrap_or(u32::MAX))
                .column(error.column())
                .found(line)
                .advice(Note::new("io-advice-plan"));
            findings.push(wrong);
            None
        }
    }
}

/// `plan.json` as it is written: two blanks a level, keys in the order of the contract.
pub fn plan_json(plan: &Plan) -> String {
    json(plan)
}

/// `certificate.json` as it is written.
pub fn certificate_json(certificate: &Certificate) -> String {
    json(certificate)
}

fn json(document: &impl Serialize) -> String {
    // A document is text, numbers and lists: serialising it can't fail, and if it did the empty
    // document would be refused by the next reader.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
