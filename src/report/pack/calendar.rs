//! The visits as iCalendar (RFC 5545). Times are local and float: the plan knows no time zones, and a
//! phone in the county shows what the clock on the wall says.
//!
//! An entry keeps its name (`UID`) while its visit moves, and the plan's revision (`SEQUENCE`) tells
//! the later entry: read in again, it takes the place of the earlier one.

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
        .uid(&name(pack, stop))
        .sequence(pack.revision)
        .timestamp(written(pack))
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

/// What is the same for a visit in every revision of a plan: its id and site, and the instance's name.
fn name(pack: &Pack<'_>, stop: &Stop) -> String {
    let plan = blake3::hash(pack.instance.settings().name.as_bytes()).to_hex();
    format!("{}-{}-{}@onedoor", stop.visit, stop.site, &plan[..12])
}

/// When an entry was written, as far as calendars care: later revisions later. The clock is not read,
/// so that the same plan gives the same bytes.
fn written(pack: &Pack<'_>) -> DateTime<Utc> {
    let start = pack.instance.settings().start.and_time(chrono::NaiveTime::MIN).and_utc();
    start + Duration::minutes(pack.revision.into())
}
