//! The text of a VRPLIB file as a header and sections of numbers, each with its line.

use std::collections::BTreeMap;

use crate::io::diagnostic::Diagnostic;
use crate::io::suggest::nearest;
use crate::model::Note;

/// Sections that are understood.
pub const SECTIONS: [&str; 13] = [
    "NODE_COORD_SECTION",
    "EDGE_WEIGHT_SECTION",
    "DEMAND_SECTION",
    "SERVICE_TIME_SECTION",
    "TIME_WINDOW_SECTION",
    "PRIZE_SECTION",
    "DEPOT_SECTION",
    "CAPACITY_SECTION",
    "VEHICLES_DEPOT_SECTION",
    "VEHICLES_FIXED_COST_SECTION",
    "VEHICLES_UNIT_DISTANCE_COST_SECTION",
    "VEHICLES_MAX_DURATION_SECTION",
    "VEHICLES_ALLOWED_CLIENTS_SECTION",
];

/// Keys of the header that are understood.
pub const KEYS: [&str; 14] = [
    "NAME",
    "COMMENT",
    "TYPE",
    "DIMENSION",
    "EDGE_WEIGHT_TYPE",
    "EDGE_WEIGHT_FORMAT",
    "NODE_COORD_TYPE",
    "CAPACITY",
    "SERVICE_TIME",
    "VEHICLES",
    "VEHICLES_DEPOT",
    "VEHICLES_FIXED_COST",
    "VEHICLES_UNIT_DISTANCE_COST",
    "VEHICLES_MAX_DURATION",
];

/// Numbers of a line, and which line it is.
#[derive(Clone, Debug)]
pub struct Row {
    /// The first line is 1.
    pub line: u32,
    /// At least one.
    pub values: Vec<f64>,
}

/// What stands in a file.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    /// Value and line by key.
    pub header: BTreeMap<String, (String, u32)>,
    /// Rows and the line of the title, by section.
    pub sections: BTreeMap<&'static str, (Vec<Row>, u32)>,
}

/// Reads what can be read; the rest is in the diagnostics.
pub fn read(file: &str, content: &str) -> (Raw, Vec<Diagnostic>) {
    let mut raw = Raw::default();
    let mut found = Vec::new();
    let mut section = None;
    for (line, text) in (1..).zip(content.lines()) {
        let text = text.trim();
        let at = |note| Diagnostic::error(file, note).row(line).found(text);
        if text == "EOF" {
            break;
        }
        if text.is_empty() {
        } else if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            section = None;
            if let Some((key, value)) = text.split_once(':') {
                let key = key.trim();
                if !KEYS.contains(&key) {
                    found.push(unknown(at(Note::new("io-vrp-key")), key, &KEYS));
                }
                raw.header.insert(key.to_owned(), (value.trim().to_owned(), line));
            } else if let Some(&known) = SECTIONS.iter().find(|&&known| known == text) {
                section = Some(known);
                if raw.sections.insert(known, (Vec::new(), line)).is_some() {
                    found.push(at(Note::new("io-vrp-twice")));
                }
            } else {
                found.push(unknown(at(Note::new("io-vrp-section")), text, &SECTIONS));
            }
        } else if let Some(known) = section {
            match numbers(text) {
                Some(values) => {
                    if let Some((rows, _)) = raw.sections.get_mut(known) {
                        rows.push(Row { line, values });
                    }
                }
                None => {
                    found.push(at(Note::new("io-bad-value")).expected(Note::new("io-vrp-numbers")))
                }
            }
        } else if found.is_empty() {
            found.push(at(Note::new("io-vrp-stray")).expected(Note::new("io-vrp-key-or-section")));
        }
        if found.len() >= MOST {
            break;
        }
    }
    (raw, found)
}

/// Diagnostics after which reading ends.
pub const MOST: usize = 50;

fn unknown(diagnostic: Diagnostic, name: &str, known: &[&str]) -> Diagnostic {
    match nearest(name, known.iter().copied()) {
        Some(near) => diagnostic.advice(Note::new("io-did-you-mean").with("near", near)),
        None => diagnostic.advice(Note::new("io-vrp-not-understood")),
    }
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split_whitespace().map(|word| word.parse().ok().filter(|v: &f64| v.is_finite())).collect()
}
