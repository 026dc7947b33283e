//! What is wrong with a file: where, what was found, what was expected, what to do.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::messages::{Lang, text, word};
use crate::model::Note;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is built from the file.
    Error,
    /// Legal, but probably not meant.
    Warning,
    /// Good to know.
    Info,
}

/// One finding about one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file as it is called, or `[workbook.xlsx]sheet`.
    pub file: String,
    /// Physical line of a text file (the first is 1), or row of a sheet.
    pub row: Option<u32>,
    /// Column by its header, key of a settings file, or column number of a syntax error.
    pub column: Option<String>,
    /// What stands there, shortened.
    pub found: Option<String>,
    /// What should stand there.
    pub expected: Option<Note>,
    /// What is wrong.
    pub note: Note,
    /// What to do.
    pub advice: Option<Note>,
}

impl Diagnostic {
    /// A finding about a whole file.
    pub fn new(severity: Severity, file: &str, note: Note) -> Self {
        Self {
            severity,
            file: file.to_owned(),
            row: None,
            column: None,
            found: None,
            expected: None,
            note,
            advice: None,
        }
    }

    /// An error about a whole file.
    pub fn error(file: &str, note: Note) -> Self {
        Self::new(Severity::Error, file, note)
    }

    /// A warning about a whole file.
    pub fn warning(file: &str, note: Note) -> Self {
        Self::new(Severity::Warning, file, note)
    }

    /// The same finding, about one row.
    #[must_use]
    pub fn row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// The same finding, about one column.
    #[must_use]
    pub fn column(mut self, column: impl ToString) -> Self {
        self.column = Some(column.to_string());
        self
    }

    /// The same finding, with what stands there.
    #[must_use]
    pub fn found(mut self, found: &str) -> Self {
        self.found = Some(shorten(found)).filter(|found| !found.is_empty());
        self
    }

    /// The same finding, with what should stand there.
    #[must_use]
    pub fn expected(mut self, expected: Note) -> Self {
        self.expected = Some(expected);
        self
    }

    /// The same finding, with what to do.
    #[must_use]
    pub fn advice(mut self, advice: Note) -> Self {
        self.advice = Some(advice);
        self
    }

    /// Two or three aligned lines: where and what; found and expected; what to do.
    pub fn text(&self, lang: Lang) -> String {
        let label = word(
            lang,
            match self.severity {
                Severity::Error => "io-error",
                Severity::Warning => "io-warning",
                Severity::Info => "io-info",
            },
        );
        // The code, by which docs/errors.md tells cause and remedy, stands last.
        let (place, said) = (text(lang, &self.place()), text(lang, &self.note));
        let mut lines = vec![format!("{label}  {place}{said}  [{}]", self.note.key)];
        let expected = self.expected.as_ref().map(|note| text(lang, note));
        let second = match (&self.found, expected) {
            (Some(found), Some(expected)) => {
                Some(Note::new("io-found-expected").with("found", found).with("expected", expected))
            }
            (Some(found), None) => Some(Note::new("io-found").with("found", found)),
            (None, Some(expected)) => Some(Note::new("io-expected").with("expected", expected)),
            (None, None) => None,
        };
        lines.extend(second.map(|note| text(lang, &note)));
        lines.extend(self.advice.as_ref().map(|note| text(lang, note)));
        let indent = " ".repeat(width(&label) + 2);
        lines.join(&format!("\n{indent}"))
    }

    fn place(&self) -> Note {
        let note = match (self.row, &self.column) {
            (Some(row), Some(column)) => {
                Note::new("io-at-row-column").with("row", row).with("column", column)
            }
            (Some(row), None) => Note::new("io-at-row").with("row", row),
            (None, Some(column)) => Note::new("io-at-column").with("column", column),
            (None, None) => Note::new("io-at-file"),
        };
        note.with("file", &self.file)
    }
}

/// The JSON form names every part, and says it in both languages.
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("row", &self.row)?;
        map.serialize_entry("column", &self.column)?;
        map.serialize_entry("found", &self.found)?;
        map.serialize_entry("expected", &self.expected.as_ref().map(Spoken))?;
        map.serialize_entry("problem", &Spoken(&self.note))?;
        map.serialize_entry("advice", &self.advice.as_ref().map(Spoken))?;
        map.end()
    }
}

/// A note with its key, its facts and both texts.
pub struct Spoken<'a>(pub &'a Note);

impl Serialize for Spoken<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key", &self.0.key)?;
        map.serialize_entry("args", &self.0.args)?;
        map.serialize_entry("zh", &text(Lang::Zh, self.0))?;
        map.serialize_entry("en", &text(Lang::En, self.0))?;
        map.end()
    }
}

/// Columns of a terminal that a text takes; Chinese characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// At most sixty characters, control characters made visible.
pub fn shorten(found: &str) -> String {
    const MOST: usize = 60;
    let mut shown = String::new();
    let mut length = 0;
    for c in found.chars() {
        if length >= MOST {
            shown.push('…');
            break;
        }
        length += if c.is_control() { 5 } else { 1 };
        if c.is_control() || super::cells::is_invisible(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}
