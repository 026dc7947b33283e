//! `instance.toml`, or the sheet `instance`, to [`Settings`]. Every key is checked against the
//! declaration, so that all errors are told at once and each with its line.

use serde::Deserialize;
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cells;
use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::format::{Kind, SETTINGS, Setting, pattern_of, setting_named};
use super::grid::Grid;
use crate::model::{Note, Settings, TravelSource};

/// Longest horizon in days.
const MOST_DAYS: i64 = 800;
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

fn build(file: &str, entries: Vec<Entry>, findings: &mut Findings) -> Option<Read> {
    let before = findings.errors_in(file);
    let mut document = Value::Object(Map::new());
    for entry in &entries {
        let Some(setting) = setting_named(&entry.path) else { continue };
        match value(setting, entry) {
            Ok(value) => insert(&mut document, &entry.path, value),
            Err(expected) => {
                let mut wrong = Diagnostic::error(file, Note::new("io-bad-value"))
                    .row(entry.row)
                    .column(&entry.shown)
                    .found(&entry.text)
                    .expected(expected);
                wrong.advice = quotes(setting, entry);
                findings.push(wrong);
            }
        }
    }
    let missing = SETTINGS.iter().filter(|setting| {
        setting.required && !entries.iter().any(|entry| entry.path == setting.path)
    });
    let missing: Vec<&str> = missing.map(|setting| setting.path).collect();
    if !missing.is_empty() {
        let note = Note::new("io-missing-keys").with("keys", missing.join(", "));
        findings.push(Diagnostic::error(file, note));
    }
    bands(file, &entries, &mut document, findings);
    if findings.errors_in(file) > before {
        return None;
    }
    match Settings::deserialize(&document) {
        Ok(settings) => {
            judge(file, &settings, &entries, findings);
            let authority = entries.iter().find(|entry| entry.path == "authority");
            let authority_row = authority.map(|entry| entry.row);
            Some(Read { settings, file: file.to_owned(), authority_row })
        }
        Err(error) => {
            let note = Note::new("io-toml").with("message", error);
            findings.push(Diagnostic::error(file, note));
            None
        }
    }
}

/// Text where a number or a yes belongs, or the other way round: the quotes are wrong.
fn quotes(setting: &Setting, entry: &Entry) -> Option<Note> {
    let bare = matches!(
        setting.kind,
        Kind::Integer { .. } | Kind::Number { .. } | Kind::Yuan | Kind::Flag
    );
    match entry.form {
        Form::Text if bare => Some(Note::new("io-advice-no-quotes")),
        Form::Integer | Form::Float | Form::Flag if !bare => Some(Note::new("io-advice-text")),
        _ => None,
    }
}

/// A value in the form that [`Settings`] deserializes from.
fn value(setting: &Setting, entry: &Entry) -> Result<Value, Note> {
    let text = entry.text.as_str();
    let wrong = || cells::expected(&setting.kind);
    let loose = matches!(entry.form, Form::Cell);
    let allow = |fits: bool| if fits || loose { Ok(()) } else { Err(wrong()) };
    let is_text = matches!(entry.form, Form::Text);
    let is_number = matches!(entry.form, Form::Integer | Form::Float);
    let number = |value: f64| Number::from_f64(value).map(Value::Number).ok_or_else(wrong);
    match setting.kind {
        Kind::Integer { min, max } => {
            allow(matches!(entry.form, Form::Integer))?;
            cells::integer(text, min, max).map(Value::from)
        }
        Kind::Number { min, max } => {
            allow(is_number)?;
            number(cells::number(text, min, max)?)
        }
        Kind::Yuan => {
            allow(is_number)?;
            number(cells::yuan(text)?.yuan())
        }
        Kind::Flag => {
            allow(matches!(entry.form, Form::Flag))?;
            cells::flag(text).map(Value::Bool)
        }
        Kind::Date => {
            allow(is_text || matches!(entry.form, Form::Date))?;
            cells::date(text).map(|date| Value::String(date.to_string()))
        }
        Kind::ClockRange => {
            allow(is_text)?;
            cells::clock_range(text).map(|range| Value::String(range.to_string()))
        }
        Kind::Choice(choices) => {
            allow(is_text)?;
            let at = cells::choice(text, choices)?;
            Ok(Value::from(choices.get(at).map_or("", |choice| choice.0)))
        }
        Kind::Authority if loose && cells::is_national(text, true) => Ok(Value::from("000000")),
        _ => {
            allow(is_text)?;
            let text = cells::free_text(text.trim())?;
            if text.is_empty() && setting.required { Err(wrong()) } else { Ok(Value::from(text)) }
        }
    }
}

/// Puts a value at its dotted path; bands go into an object by number, see [`bands`].
fn insert(document: &mut Value, path: &str, value: Value) {
    let mut at = document;
    for part in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[part];
    }
    *at = value;
}

/// Turns the numbered bands into an array and checks their order.
fn bands(file: &str, entries: &[Entry], document: &mut Value, findings: &mut Findings) {
    let Some(Value::Object(numbered)) =
        document.get_mut("travel").and_then(|travel| travel.get_mut("speed")).map(Value::take)
    else {
        return;
    };
    let row = |number: usize, name: &str| {
        let path = format!("travel.speed.{number}.{name}");
        entries.iter().find(|entry| entry.path == path).map(|entry| entry.row)
    };
    let mut wrong = |number: usize, name: &str| {
        let mut wrong = Diagnostic::error(file, Note::new("io-bands").with("number", number))
            .column(format!("travel.speed.{number}.{name}"))
            .expected(Note::new("io-expect-bands"));
        wrong.row =
            row(number, name).or_else(|| row(number, "kmh")).or_else(|| row(number, "up_to_km"));
        findings.push(wrong);
    };
    let mut list = Vec::new();
    let mut reached = 0.0;
    for number in 1..=numbered.len() {
        let Some(band) = numbered.get(&number.to_string()) else {
            wrong(number, "kmh");
            continue;
        };
        let end = band.get("up_to_km").and_then(Value::as_f64);
        let has_end = band.get("up_to_km").is_some() || row(number, "up_to_km").is_some();
        if band.get("kmh").is_none() && row(number, "kmh").is_none() {
            wrong(number, "kmh");
        }
        if has_end == (number == numbered.len()) || end.is_some_and(|end| end <= reached) {
            wrong(number, "up_to_km");
        }
        reached = end.unwrap_or(reached);
        list.push(band.clone());
    }
    insert(document, "travel.speed", Value::Array(list));
}

/// What no key can know alone.
fn judge(file: &str, settings: &Settings, entries: &[Entry], findings: &mut Findings) {
    let mut wrong = |path: &str, note: Note| {
        let mut wrong = Diagnostic::error(file, note).column(path);
        if let Some(entry) = entries.iter().find(|entry| entry.path == path) {
            wrong.row = Some(entry.row);
            wrong = wrong.found(&entry.text);
        }
        findings.push(wrong);
    };
    let days = (settings.end - settings.start).num_days() + 1;
    if days < 1 {
        wrong("end", Note::new("io-reversed").with("from", "start").with("to", "end"));
    } else if days > MOST_DAYS {
        wrong("end", Note::new("io-long-horizon").with("days", days).with("most", MOST_DAYS));
    }
    let lunch = settings.policy.lunch;
    if settings.policy.lunch_minutes.0 > i64::from(lunch.to.0 - lunch.from.0) {
        wrong("policy.lunch_minutes", Note::new("io-lunch").with("lunch", lunch));
    }
    match (settings.travel.source, &settings.travel.url) {
        (TravelSource::Osrm, _) => wrong("travel.source", Note::new("io-no-osrm")),
        (_, Some(_)) => wrong("travel.url", Note::new("io-url-without-osrm")),
        (_, None) => {}
    }
}
