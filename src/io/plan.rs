//! `plan.json` in and out.

use std::path::Path;

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::{encoding, source};
use crate::model::{Note, Plan};

/// Largest `plan.json` that is read.
const MOST_BYTES: u64 = 1 << 30;

/// Reads a plan from its folder or from the file `plan.json` itself.
///
/// Whether it fits an instance is for the judge to say, not for the reader.
///
/// # Errors
/// What is wrong, with line and column; JSON stops at the first error.
pub fn read_plan(path: &Path) -> Result<Plan, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let file = if path.is_dir() { path.join("plan.json") } else { path.to_path_buf() };
    let shown = file.display().to_string();
    let plan = source::load(&file, &shown, MOST_BYTES, &mut findings)
        .and_then(|bytes| parse(&shown, &bytes, &mut findings));
    plan.filter(|_| findings.errors() == 0).ok_or_else(|| findings.into_list())
}

fn parse(file: &str, bytes: &[u8], findings: &mut Findings) -> Option<Plan> {
    let text = match encoding::decode(file, bytes) {
        Ok((text, _)) => text,
        Err(wrong) => {
            findings.push(*wrong);
            return None;
        }
    };
    match serde_json::from_str::<Plan>(&text) {
        Ok(plan) if plan.format == 1 => Some(plan),
        Ok(plan) => {
            let wrong = Diagnostic::error(file, Note::new("io-bad-value"))
                .column("format")
                .found(&plan.format.to_string())
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
    // A plan is text, numbers and lists: serialising it can't fail, and if it did the empty
    // document would be refused by the next reader.
    let mut text = serde_json::to_string_pretty(plan).unwrap_or_default();
    text.push('\n');
    text
}
