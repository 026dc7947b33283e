//! Days: which are working days, and how far apart in calendar months two of them lie.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate, Weekday};

use crate::model::{CalendarDay, DateRange};

/// The working days of an instance.
pub(super) struct Calendar {
    /// Days that `calendar.csv` names: whether they are worked.
    named: BTreeMap<NaiveDate, bool>,
}

impl Calendar {
    /// Reads `calendar.csv`.
    pub(super) fn new(rows: &[CalendarDay]) -> Self {
        Self { named: rows.iter().map(|row| (row.date, row.works)).collect() }
    }

    /// Whether a day is worked: as `calendar.csv` says, else Monday to Friday.
    pub(super) fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.named.get(&date) {
            Some(&works) => works,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// The last day on which a sample can be drawn whose test takes so many working days, none of
    /// them that day, and is done on the day `due`.
    pub(super) fn last_day_before_test(&self, due: NaiveDate, working_days: u32) -> NaiveDate {
        let days = std::iter::successors(Some(due), |date| date.pred_opt());
        let mut tested = 0;
        for date in days {
            if tested == working_days {
                return date;
            }
            tested += u32::from(self.is_working_day(date));
        }
        NaiveDate::MIN
    }

    /// The days off that stand in `calendar.csv`: the public holidays of opening hours.
    pub(super) fn holidays(&self) -> impl Iterator<Item = NaiveDate> {
        self.named.iter().filter(|(_, works)| !**works).map(|(&date, _)| date)
    }
}

/// Whether the later of two days is `months` calendar months or more after the earlier.
///
/// A month's end stays a month's end: six months after 08-31 is 02-28 (or 29).
pub(super) fn are_apart(one: NaiveDate, other: NaiveDate, months: u32) -> bool {
    let (earlier, later) = if one <= other { (one, other) } else { (other, one) };
    earlier.checked_add_months(Months::new(months)).is_some_and(|due| later >= due)
}

/// The days of a range, in order.
pub(super) fn days_of(range: DateRange) -> impl Iterator<Item = NaiveDate> {
    range.from.iter_days().take_while(move |date| *date <= range.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn six_months_end_where_the_shorter_month_ends() {
        // 2025-08-31 + 6 months = 2026-02-31, which is 2026-02-28.
        assert!(!are_apart(day("2025-08-31"), day("2026-02-27"), 6));
        assert!(are_apart(day("2025-08-31"), day("2026-02-28"), 6));
        // In a leap year February has 29 days: 2027-08-31 + 6 = 2028-02-29.
        assert!(!are_apart(day("2027-08-31"), day("2028-02-28"), 6));
        assert!(are_apart(day("2027-08-31"), day("2028-02-29"), 6));
        // 2025-09-09 + 6 = 2026-03-09: exactly six months apart is allowed, one day less is not.
        assert!(are_apart(day("2025-09-09"), day("2026-03-09"), 6));
        assert!(!are_apart(day("2025-09-10"), day("2026-03-09"), 6));
        // The order of the two days makes no difference, and no months are always apart.
        assert!(are_apart(day("2026-03-09"), day("2025-09-09"), 6));
        assert!(are_apart(day("2026-03-09"), day("2026-03-09"), 0));
        // The end of time is never reached.
        assert!(!are_apart(NaiveDate::MAX, NaiveDate::MAX, 1));
    }

    #[test]
    fn named_days_beat_the_week() {
        let row = |date, works| CalendarDay { row: 2, date: day(date), works };
        // 2026-05-01 is a Friday and Labour Day; 2026-05-09 a Saturday that is worked instead.
        let calendar = Calendar::new(&[row("2026-05-01", false), row("2026-05-09", true)]);
        assert!(!calendar.is_working_day(day("2026-05-01")));
        assert!(calendar.is_working_day(day("2026-05-09")));
        assert!(calendar.is_working_day(day("2026-05-08")));
        assert!(!calendar.is_working_day(day("2026-05-10")));
        assert_eq!(calendar.holidays().collect::<Vec<_>>(), [day("2026-05-01")]);
    }
}
