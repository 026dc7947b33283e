//! The visits as iCalendar (RFC 5545). Times are local and float: the plan knows no time zones, and a
//! phone in the county shows what the clock on the wall says.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::Pack;
use super::sheet::{Sheet, Stop};
use crate::messages::{text, word};
use crate::model::{Clock, Note};

/// The calendar as a file.
pub fn bytes(pack: &Pack<'_>) -> Vec<u8> {
    let mut calendar = Calendar::new();
    calendar.name(&format!("{} {}", pack.agency().id, word(pack.lang, "sheet-title")));
    calendar.append_property(Property::new("X-ONEDOOR-PLAN", pack.scope.digest));
    for sheet in &pack.sheets {
        for stop in &sheet.stops {
            calendar.push(event(pack, sheet, stop));
        }
    }
    calendar.to_string().into_bytes()
}

fn event(pack: &Pack<'_>, sheet: &Sheet, stop: &Stop) -> Event {
    let lines = stop.lines.iter().map(|line| {
        format!("{} {} {} ×{} → {}", line.task, line.category, line.make(), line.batches, line.lab)
    });
    let mut words = vec![
        format!("{} {}", sheet.team, sheet.samplers),
        text(pack.lang, &Note::new("sheet-hours-of").with("hours", &stop.hours)),
    ];
    words.extend(lines);
    words.push(pack.scope.digest.to_owned());
    let place = stop.position;
    let mut event = Event::new();
    event
        .uid(&format!("{}-{}@onedoor", stop.visit, short(pack.scope.digest)))
        .timestamp(DateTime::<Utc>::UNIX_EPOCH)
        .summary(&format!("{} {} {}", sheet.team, stop.number, stop.name))
        .description(&words.join("\n"))
        .location(&format!("{} {} ({}, {})", stop.address, stop.name, place.lat, place.lon))
        .starts(at(sheet, stop.start))
        .ends(at(sheet, stop.end));
    event.append_property(Property::new("GEO", format!("{};{}", place.lat, place.lon)));
    event.done()
}

/// A minute of the day, counted from midnight: 24:00 is the next day's beginning.
fn at(sheet: &Sheet, clock: Clock) -> NaiveDateTime {
    sheet.date.and_time(chrono::NaiveTime::MIN) + Duration::minutes(clock.0.into())
}

/// The first digits of a digest, enough to tell plans apart.
pub fn short(digest: &str) -> String {
    let digits = digest.strip_prefix("blake3:").unwrap_or(digest);
    digits.chars().take(12).collect()
}
