//! `instance.toml`, or the sheet `instance`, to [`Settings`]. Every key is checked against the
//! declaration, so that all errors are told at once and each with its line.

mod values;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::format::{SETTINGS, pattern_of, setting_named};
use super::grid::Grid;
use crate::model::{Note, Settings};

use values::build;

/// Most speed bands.
const MOST_BANDS: usize = 50;

/// The form a value was written in.
enum Form {
    Text,
    Integer,
    Float,
    Flag,
    Date,
    /// A cell of a workbook: text that may stand for anything.
    Cell,
    /// An array or table where a value belongs.
    Other,
}

/// A key with its value, and where it stands.
struct Entry {
    /// As declared, numbers of bands kept.
    path: String,
    /// As written.
    shown: String,
    row: u32,
    text: String,
    form: Form,
}

/// Settings that are right in themselves.
pub struct Read {
    /// The settings.
    pub settings: Settings,
    /// The file or sheet they stand in.
    pub file: String,
    /// Row of the key `authority`, which only the regions can judge.
    pub authority_row: Option<u32>,
}

/// Reads `instance.toml`.
pub fn from_toml(file: &str, text: &str, findings: &mut Findings) -> Option<Read> {
    let (table, errors) = DeTable::parse_recoverable(text);
    syntax(file, text, &errors, findings)?;
    let mut walk = Walk { file, text, entries: Vec::new(), findings };
    walk.table("", table.get_ref());
    let entries = walk.entries;
    build(file, entries, findings)
}

/// Reports errors of syntax, each place once and at most twenty; none if there are any.
fn syntax(
    file: &str,
    text: &str,
    errors: &[toml::de::Error],
    findings: &mut Findings,
) -> Option<()> {
    const SHOWN: usize = 20;
    let at = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
    let mut errors: Vec<_> = errors.iter().map(|error| (at(error), error.message())).collect();
    errors.sort_unstable();
    errors.dedup_by_key(|(at, _)| *at);
    for &(at, message) in errors.iter().take(SHOWN) {
        let (row, column) = place(text, at);
        let note = Note::new("io-toml").with("message", message);
        let line = text.lines().nth(row as usize - 1).unwrap_or("");
        findings.push(Diagnostic::error(file, note).row(row).column(column).found(line));
    }
    errors.is_empty().then_some(())
}

/// Reads the sheet `instance`: a key and its value in each row.
pub fn from_grid(grid: &Grid, findings: &mut Findings) -> Option<Read> {
    let mut entries: Vec<Entry> = Vec::new();
    for at in 0..grid.rows() {
        let (key, text) = (grid.cell(at, 0).trim(), grid.cell(at, 1).trim());
        let row = grid.line(at);
        if key.is_empty() || text.is_empty() {
            let is_blank = key.is_empty() && text.is_empty();
            if !is_blank && !is_optional(key) {
                let note = Note::new("io-empty-cell");
                findings.push(Diagnostic::error(&grid.file, note).row(row).column(key));
            }
            continue;
        }
        let Some(path) = path_of(key) else {
            unknown(&grid.file, key, row, findings, || {
                SETTINGS.iter().flat_map(|setting| [setting.path, setting.zh]).collect()
            });
            continue;
        };
        if let Some(first) = entries.iter().find(|entry| entry.path == path) {
            let note = Note::new("io-duplicate-id").with("id", key).with("first", first.row);
            findings.push(Diagnostic::error(&grid.file, note).row(row).column(key));
            continue;
        }
        let (shown, text) = (key.to_owned(), text.to_owned());
        entries.push(Entry { path, shown, row, text, form: Form::Cell });
    }
    build(&grid.file, entries, findings)
}

fn is_optional(key: &str) -> bool {
    setting_named(key).is_some_and(|setting| !setting.required)
}

/// The English path of a key in either language, its numbers kept.
fn path_of(key: &str) -> Option<String> {
    let setting = setting_named(key)?;
    let mut numbers = key.split('.').filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let parts = setting.path.split('.');
    let parts = parts.map(|part| if part == "#" { numbers.next().unwrap_or("1") } else { part });
    Some(parts.collect::<Vec<_>>().join("."))
}

/// Line and column, from 1, of a byte.
fn place(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = 1 + before.bytes().filter(|&b| b == b'\n').count();
    let column = 1 + before.chars().rev().take_while(|&c| c != '\n').count();
    (line as u32, column as u32)
}

fn unknown<'a>(
    file: &str,
    key: &str,
    row: u32,
    findings: &mut Findings,
    known: impl FnOnce() -> Vec<&'a str>,
) {
    let near = findings.guess(file, key, known);
    let mut wrong = Diagnostic::error(file, Note::new("io-unknown-key"))
        .row(row)
        .column(super::diagnostic::shorten(key));
    wrong.advice = Some(near.unwrap_or_else(|| Note::new("io-advice-unknown-key")));
    findings.push(wrong);
}

/// Walks a parsed document down the declared keys.
struct Walk<'a> {
    file: &'a str,
    text: &'a str,
    entries: Vec<Entry>,
    findings: &'a mut Findings,
}

impl Walk<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = match prefix {
                "" => key.get_ref().to_string(),
                prefix => format!("{prefix}.{}", key.get_ref()),
            };
            let pattern = pattern_of(&path);
            let below = format!("{pattern}.");
            let row = place(self.text, key.span().start).0;
            let leaf = SETTINGS.iter().any(|setting| setting.path == pattern);
            if !leaf && !SETTINGS.iter().any(|setting| setting.path.starts_with(&below)) {
                let prefix = pattern_of(prefix);
                unknown(self.file, key.get_ref(), row, self.findings, || siblings(&prefix));
                continue;
            }
            match value.get_ref() {
                DeValue::Table(inner) if !leaf && pattern != "travel.speed" => {
                    self.table(&path, inner);
                }
                DeValue::Array(bands) if pattern == "travel.speed" => self.bands(row, bands),
                _ => self.leaf(path, row, value),
            }
        }
    }

    fn bands(&mut self, row: u32, bands: &[Spanned<DeValue<'_>>]) {
        if bands.is_empty() || bands.len() > MOST_BANDS {
            self.not_a_value("travel.speed", row);
        }
        for (at, band) in bands.iter().take(MOST_BANDS).enumerate() {
            match band.get_ref() {
                DeValue::Table(inner) => self.table(&format!("travel.speed.{}", at + 1), inner),
                _ => self.not_a_value("travel.speed", place(self.text, band.span().start).0),
            }
        }
    }

    fn not_a_value(&mut self, path: &str, row: u32) {
        let wrong = Diagnostic::error(self.file, Note::new("io-bad-value"))
            .row(row)
            .column(path)
            .expected(Note::new("io-expect-bands"));
        self.findings.push(wrong);
    }

    fn leaf(&mut self, path: String, row: u32, value: &Spanned<DeValue<'_>>) {
        let written = || self.text.get(value.span()).unwrap_or("").to_owned();
        let (form, text) = match value.get_ref() {
            DeValue::String(text) => (Form::Text, text.to_string()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => (Form::Integer, number.to_string()),
                    Err(_) => (Form::Integer, written()),
                }
            }
            DeValue::Float(number) => (Form::Float, number.as_str().to_owned()),
            DeValue::Boolean(flag) => (Form::Flag, flag.to_string()),
            DeValue::Datetime(date) => (Form::Date, date.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => (Form::Other, written()),
        };
        self.entries.push(Entry { shown: path.clone(), path, row, text, form });
    }
}

/// The names that may follow a prefix.
fn siblings(prefix: &str) -> Vec<&'static str> {
    let paths = SETTINGS.iter().filter_map(|setting| match prefix {
        "" => Some(setting.path),
        prefix => setting.path.strip_prefix(prefix)?.strip_prefix('.'),
    });
    let mut names: Vec<&str> = paths.filter_map(|path| path.split('.').next()).collect();
    names.dedup();
    names
}
