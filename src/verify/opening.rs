//! When an enterprise is open, and when work that starts there ends.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};

use super::calendar::Calendar;
use crate::model::Enterprise;

/// Open spans of one day in minutes since midnight: `from` is open, `to` is not; in order.
pub(super) type Spans = Rc<[(i64, i64)]>;

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Opening hours of all enterprises, asked of the `opening-hours` crate and remembered.
pub(super) struct Opening<'a> {
    context: Context,
    parsed: RefCell<BTreeMap<&'a str, Option<OpeningHours>>>,
    known: RefCell<BTreeMap<(&'a str, NaiveDate), Spans>>,
}

impl<'a> Opening<'a> {
    /// The days off of `calendar.csv` are the public holidays (`PH`) of the syntax.
    pub(super) fn new(calendar: &Calendar) -> Self {
        let mut public = ContextHolidays::default().get_public().clone();
        for date in calendar.holidays().filter(|date| (1900..10_000).contains(&date.year())) {
            public.insert(date);
        }
        let holidays = ContextHolidays::new(Arc::new(public), Arc::default());
        Self {
            context: Context::default().with_holidays(holidays),
            parsed: RefCell::default(),
            known: RefCell::default(),
        }
    }

    /// The open spans of an enterprise's day: its `hours`, and nothing on days that `closed` names.
    pub(super) fn spans(&self, site: &'a Enterprise, date: NaiveDate) -> Spans {
        if site.closed.iter().any(|range| range.contains(date)) {
            return Rc::new([]);
        }
        let key = (site.hours.as_str(), date);
        if let Some(spans) = self.known.borrow().get(&key) {
            return spans.clone();
        }
        let spans = self.ask(key.0, date);
        self.known.borrow_mut().insert(key, spans.clone());
        spans
    }

    /// Asks the crate. A text that can't be read is never open.
    fn ask(&self, hours: &'a str, date: NaiveDate) -> Spans {
        let mut parsed = self.parsed.borrow_mut();
        let parsed = parsed.entry(hours).or_insert_with(|| {
            let read = hours.parse::<OpeningHours>().ok();
            read.map(|hours| hours.with_context(self.context.clone()))
        });
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for piece in parsed.iter().flat_map(|hours| hours.schedule_at(date)) {
            let from = i64::from(piece.range.start.mins_from_midnight());
            let to = i64::from(piece.range.end.mins_from_midnight()).min(DAY);
            if piece.kind != RuleKind::Open || from >= to {
                continue;
            }
            match spans.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => spans.push((from, to)),
            }
        }
        spans.into()
    }
}

/// Whether a minute of the day is open.
pub(super) fn is_open(spans: &[(i64, i64)], minute: i64) -> bool {
    spans.iter().any(|&(from, to)| from <= minute && minute < to)
}

/// All open minutes of a day.
pub(super) fn open_minutes(spans: &[(i64, i64)]) -> i64 {
    spans.iter().map(|(from, to)| to - from).sum()
}

/// The first minute at which the open minutes since `start` equal `work`; none if the day's open
/// minutes don't suffice.
pub(super) fn end_of_work(spans: &[(i64, i64)], start: i64, work: i64) -> Option<i64> {
    let mut left = work;
    if left <= 0 {
        return Some(start);
    }
    for &(from, to) in spans {
        let from = from.max(start);
        if from >= to {
            continue;
        }
        if left <= to - from {
            return Some(from + left);
        }
        left -= to - from;
    }
    None
}

/// The open spans inside `start..end`: the minutes during which a visit works.
pub(super) fn working_spans(spans: &[(i64, i64)], start: i64, end: i64) -> Vec<(i64, i64)> {
    let inside = spans.iter().map(|&(from, to)| (from.max(start), to.min(end)));
    inside.filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::model::{CalendarDay, DateRange};

    // 08:30-12:00 and 14:00-18:00 in minutes: 510-720 and 840-1080.
    const OFFICE: [(i64, i64); 2] = [(510, 720), (840, 1080)];

    #[test]
    fn work_pauses_at_noon_and_goes_on() {
        // 65 minutes from 09:00 (540): 540 + 65 = 605 = 10:05.
        assert_eq!(end_of_work(&OFFICE, 540, 65), Some(605));
        // 65 minutes from 11:30 (690): 30 before noon, 35 after 14:00 (840): 875 = 14:35.
        assert_eq!(end_of_work(&OFFICE, 690, 65), Some(875));
        // 30 minutes from 11:30 end at 12:00 sharp, not after the noon break.
        assert_eq!(end_of_work(&OFFICE, 690, 30), Some(720));
        // 240 minutes from 14:00 end at 18:00; one minute more does not fit.
        assert_eq!(end_of_work(&OFFICE, 840, 240), Some(1080));
        assert_eq!(end_of_work(&OFFICE, 840, 241), None);
        // All day: 210 + 240 = 450.
        assert_eq!(end_of_work(&OFFICE, 510, 450), Some(1080));
        assert_eq!(open_minutes(&OFFICE), 450);
        assert_eq!(end_of_work(&OFFICE, i64::MIN, i64::MAX), None);
    }

    #[test]
    fn noon_is_closed_and_closing_time_too() {
        assert!(is_open(&OFFICE, 510) && is_open(&OFFICE, 719));
        assert!(!is_open(&OFFICE, 720) && !is_open(&OFFICE, 839) && !is_open(&OFFICE, 1080));
        assert_eq!(working_spans(&OFFICE, 690, 875), [(690, 720), (840, 875)]);
    }

    #[test]
    fn holidays_and_closures_close() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let rows = [CalendarDay { row: 2, date: day("2026-05-01"), works: false }];
        let mut site = fixture::enterprise("E1", 113.0, 36.0);
        site.hours = "Mo-Fr 08:30-12:00,14:00-18:00; PH off".to_owned();
        site.closed = vec![DateRange { from: day("2026-05-06"), to: day("2026-05-07") }];
        let opening = Opening::new(&Calendar::new(&rows));
        // Thursday as written; Friday is a holiday; Saturday is not named; Wednesday is closed.
        assert_eq!(*opening.spans(&site, day("2026-04-30")), OFFICE);
        assert!(opening.spans(&site, day("2026-05-01")).is_empty());
        assert!(opening.spans(&site, day("2026-05-02")).is_empty());
        assert!(opening.spans(&site, day("2026-05-06")).is_empty());
        assert_eq!(*opening.spans(&site, day("2026-05-08")), OFFICE);
        // The night's end belongs to the next day, its start to this one.
        assert_eq!(*opening.ask("22:00-06:00", day("2026-04-30")), [(0, 360), (1320, 1440)]);
        assert!(opening.ask("no such thing", day("2026-04-30")).is_empty());
    }
}
