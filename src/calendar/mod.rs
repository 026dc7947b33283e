//! Days: which are worked, which lie months apart, when an enterprise is open.
//!
//! Days of the horizon are numbered from its first day ([`Day`]), so that a set of days is a
//! handful of machine words ([`DaySet`]) and most rules become one `and`.

mod dayset;
mod hours;
mod spacing;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::model::{Instance, Month};

pub use dayset::DaySet;
pub use hours::{Interval, OpenHours, ProfileId, earliest_start, open_minutes, work_end};
pub use spacing::Spacing;

/// A calendar day of the horizon; 0 is the instance's `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u16);

impl Day {
    /// The day as an array index.
    #[inline]
    pub const fn ix(self) -> usize {
        self.0 as usize
    }
}

/// The horizon's days, and which days anywhere in time are working days.
///
/// A horizon longer than 65,535 days is cut there.
#[derive(Clone, Debug)]
pub struct Calendar {
    start: NaiveDate,
    works: Vec<bool>,
    month_of: Vec<u16>,
    months: Vec<Month>,
    working_days: Vec<u32>,
    /// Days that `calendar.csv` sets against the week's habit, or confirms.
    stated: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// The calendar of an instance: `calendar.csv` over Monday to Friday.
    pub fn new(instance: &Instance) -> Self {
        let settings = instance.settings();
        let stated = instance.calendar.iter().map(|day| (day.date, day.works)).collect();
        let mut calendar = Self {
            start: settings.start,
            works: Vec::new(),
            month_of: Vec::new(),
            months: Vec::new(),
            working_days: Vec::new(),
            stated,
        };
        let days = settings.start.iter_days().take_while(|date| *date <= settings.end);
        for date in days.take(usize::from(u16::MAX)) {
            calendar.push(date);
        }
        calendar
    }

    fn push(&mut self, date: NaiveDate) {
        let works = self.works_on(date);
        let month = Month::of(date);
        if self.months.last() != Some(&month) {
            self.months.push(month);
            self.working_days.push(0);
        }
        if let Some(count) = self.working_days.last_mut() {
            *count += u32::from(works);
        }
        self.works.push(works);
        self.month_of.push((self.months.len() - 1) as u16);
    }

    /// Calendar days in the horizon.
    pub fn len(&self) -> usize {
        self.works.len()
    }

    /// Whether the horizon holds no day.
    pub fn is_empty(&self) -> bool {
        self.works.is_empty()
    }

    /// The horizon's days in order.
    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        (0..self.works.len()).map(|at| Day(at as u16))
    }

    /// The date of a day.
    pub fn date(&self, day: Day) -> NaiveDate {
        self.start.checked_add_days(Days::new(u64::from(day.0))).unwrap_or(NaiveDate::MAX)
    }

    /// The day of a date, if the horizon holds it.
    pub fn day(&self, date: NaiveDate) -> Option<Day> {
        let at = usize::try_from((date - self.start).num_days()).ok()?;
        (at < self.len()).then_some(Day(at as u16))
    }

    /// Days between a date and the horizon's nearest end; 0 inside it.
    fn distance(&self, date: NaiveDate) -> i64 {
        let at = (date - self.start).num_days();
        (-at).max(at - self.len() as i64).max(0)
    }

    /// Whether a day of the horizon is a working day.
    pub fn works(&self, day: Day) -> bool {
        self.works.get(day.ix()).copied().unwrap_or(false)
    }

    /// Whether a date, inside the horizon or not, is a working day.
    pub fn works_on(&self, date: NaiveDate) -> bool {
        let habit = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        self.stated.get(&date).copied().unwrap_or(habit)
    }

    /// The last date after which there are so many working days up to `due`, it included.
    pub fn back(&self, due: NaiveDate, working_days: u32) -> NaiveDate {
        let (mut date, mut left) = (due, working_days);
        while let (1.., Some(before)) = (left, date.pred_opt()) {
            left -= u32::from(self.works_on(date));
            date = before;
        }
        date
    }

    /// Days that `calendar.csv` calls holidays: the `PH` of opening hours.
    pub fn holidays(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.stated.iter().filter(|(_, works)| !**works).map(|(date, _)| *date)
    }

    /// The months that the horizon touches, in order.
    pub fn months(&self) -> &[Month] {
        &self.months
    }

    /// The position in [`Calendar::months`] of a day's month.
    pub fn month(&self, day: Day) -> usize {
        self.month_of.get(day.ix()).copied().map_or(0, usize::from)
    }

    /// Working days inside the horizon of the month at position `month`.
    pub fn working_days(&self, month: usize) -> u32 {
        self.working_days.get(month).copied().unwrap_or(0)
    }

    /// Working days of the horizon.
    pub fn all_working_days(&self) -> u32 {
        self.working_days.iter().sum()
    }

    /// The calendar years that the horizon touches, in order.
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.months.iter().map(|month| month.year).collect();
        years.dedup();
        years
    }

    /// The horizon's days that satisfy `keep`.
    pub fn days_where(&self, mut keep: impl FnMut(Day) -> bool) -> DaySet {
        let mut days = DaySet::empty(self.len());
        for day in self.days() {
            if keep(day) {
                days.insert(day);
            }
        }
        days
    }

    /// The horizon's days from one date to another, both included.
    pub fn between(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> DaySet {
        let from = from.map_or(0, |date| self.position(date));
        let to = to.and_then(|date| date.succ_opt()).map_or(self.len(), |date| self.position(date));
        DaySet::range(self.len(), from, to)
    }

    /// How many days of the horizon lie before a date.
    pub fn position(&self, date: NaiveDate) -> usize {
        let days = (date - self.start).num_days().max(0);
        usize::try_from(days).unwrap_or(usize::MAX).min(self.len())
    }
}

/// `date` moved by whole calendar months, clamped to the end of a shorter month.
///
/// Decision: as Chinese law counts periods (民法典 第二百零二条: the corresponding day, or the last
/// day of the month when there is none).
pub fn plus_months(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// Whether two dates lie at least `months` calendar months apart; exactly so many is enough.
pub fn months_apart(a: NaiveDate, b: NaiveDate, months: u32) -> bool {
    let (earlier, later) = if a <= b { (a, b) } else { (b, a) };
    later >= plus_months(earlier, months)
}

#[cfg(test)]
mod tests;
