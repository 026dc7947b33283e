//! Keys with their text become settings: each value alone, then all together.

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::super::cells;
use super::super::diagnostic::Diagnostic;
use super::super::findings::Findings;
use super::super::format::{Kind, SETTINGS, Setting, setting_named};
use super::{Entry, Form, Read};
use crate::model::{Note, Settings, TravelSource};

/// Longest horizon in days.
const MOST_DAYS: i64 = 800;

/// The settings, if all that was read is right.
pub(super) fn build(file: &str, entries: Vec<Entry>, findings: &mut Findings) -> Option<Read> {
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
