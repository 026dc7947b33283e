//! "At least so many calendar months apart", as look-ups over the horizon.

use std::ops::Range;

use chrono::NaiveDate;

use super::{Calendar, Day, DaySet, plus_months};

/// Which days of the horizon lie at least a number of calendar months apart.
#[derive(Clone, Debug)]
pub struct Spacing {
    months: u32,
    /// For each day the date so many months later; never falls.
    later: Vec<NaiveDate>,
    /// For each day the position of the first day that is so many months later.
    clear: Vec<u16>,
}

impl Spacing {
    /// The spacing of `months` calendar months over a horizon.
    pub fn new(calendar: &Calendar, months: u32) -> Self {
        let later: Vec<NaiveDate> =
            calendar.days().map(|day| plus_months(calendar.date(day), months)).collect();
        let clear = later.iter().map(|date| calendar.position(*date) as u16).collect();
        Self { months, later, clear }
    }

    /// The number of months.
    pub fn months(&self) -> u32 {
        self.months
    }

    /// Whether two days lie less than the months apart.
    pub fn too_close(&self, a: Day, b: Day) -> bool {
        let (earlier, later) = (a.min(b), a.max(b));
        self.clear.get(earlier.ix()).is_some_and(|clear| later.0 < *clear)
    }

    /// Positions of the days that lie less than the months from a date, before or after it.
    pub fn around(&self, calendar: &Calendar, date: NaiveDate) -> Range<usize> {
        let from = self.later.partition_point(|later| *later <= date);
        from..calendar.position(plus_months(date, self.months)).max(from)
    }

    /// The days that lie less than the months from a date.
    pub fn days_around(&self, calendar: &Calendar, date: NaiveDate) -> DaySet {
        let range = self.around(calendar, date);
        DaySet::range(calendar.len(), range.start, range.end)
    }
}
