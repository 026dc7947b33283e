//! Collects findings, so that all of them are told at once and none of them a million times.

use std::collections::BTreeMap;

use super::diagnostic::{Diagnostic, Severity, shorten};
use super::suggest;
use crate::model::Note;

/// Findings shown of one file and severity.
const SHOWN: usize = 200;
/// Guesses at what was meant, for one file: each looks through a whole table.
const GUESSES: usize = 20;

/// Everything found so far.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Diagnostic>,
    tally: BTreeMap<(String, Severity), usize>,
    guesses: BTreeMap<String, usize>,
    errors: usize,
}

impl Findings {
    /// Takes note of a finding; beyond the first 200 of a file and severity it is only counted.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors += 1;
        }
        let count = self.tally.entry((diagnostic.file.clone(), diagnostic.severity)).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.list.push(diagnostic);
        }
    }

    /// Number of errors, the counted ones included.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Number of errors in one file, the counted ones included.
    pub fn errors_in(&self, file: &str) -> usize {
        self.tally.get(&(file.to_owned(), Severity::Error)).copied().unwrap_or(0)
    }

    /// The advice "did you mean …", if one of `candidates` is near; guesses are limited per file.
    ///
    /// The candidates are made only when they are looked at.
    pub fn guess<'a>(
        &mut self,
        file: &str,
        wrong: &str,
        candidates: impl FnOnce() -> Vec<&'a str>,
    ) -> Option<Note> {
        let used = self.guesses.entry(file.to_owned()).or_default();
        *used += 1;
        if *used > GUESSES {
            return None;
        }
        let near = suggest::nearest(wrong, candidates().into_iter())?;
        Some(Note::new("io-did-you-mean").with("near", shorten(near)))
    }

    /// The findings in the order they were made, with a line for those only counted.
    pub fn into_list(self) -> Vec<Diagnostic> {
        let mut list = self.list;
        for ((file, severity), count) in self.tally {
            if count > SHOWN {
                let note = Note::new("io-and-more").with("count", count - SHOWN);
                list.push(Diagnostic::new(severity, &file, note));
            }
        }
        list
    }
}
