//! Opening hours: OpenStreetMap syntax, evaluated once for each text and day.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};
use rayon::prelude::*;

use super::{Calendar, Day};
use crate::model::{DateRange, EnterpriseIx, Instance};

/// Minutes of a day, half-open: `from` is open, `to` no more; within 0..1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// First open minute.
    pub from: i32,
    /// First minute that is closed again.
    pub to: i32,
}

/// A course of a day that some enterprise has on some day; equal courses share one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub u32);

/// When every enterprise is open, on each day of the horizon. Cheap to clone: the tables are shared.
#[derive(Clone, Debug)]
pub struct OpenHours(Arc<Courses>);

#[derive(Debug)]
struct Courses {
    days: usize,
    /// Row of `table` of each enterprise: enterprises with equal hours and closures share one.
    row: Vec<u32>,
    table: Vec<ProfileId>,
    profiles: Vec<Vec<Interval>>,
    minutes: Vec<i32>,
}

impl OpenHours {
    /// The profile of a day without an open minute.
    pub const CLOSED: ProfileId = ProfileId(0);

    /// Evaluates the hours of every enterprise.
    ///
    /// Days that `calendar.csv` calls holidays are the syntax's `PH`; a make-up working day is what
    /// the text says of its weekday; `closed` ranges close whole days. A text that can't be read
    /// never opens (the reader refuses such texts before). Times that the text calls unknown are
    /// closed: nobody plans a visit on a maybe.
    pub fn new(instance: &Instance, calendar: &Calendar) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        let mut text_at: HashMap<&str, usize> = HashMap::new();
        for enterprise in &instance.enterprises {
            text_at.entry(&enterprise.hours).or_insert_with(|| {
                texts.push(&enterprise.hours);
                texts.len() - 1
            });
        }
        let context = Context::default().with_holidays(holidays(calendar));
        let courses: Vec<Vec<Vec<Interval>>> =
            texts.par_iter().map(|text| course(text, &context, calendar)).collect();

        let mut book = Book::default();
        let by_text: Vec<Vec<ProfileId>> = courses
            .into_iter()
            .map(|days| days.into_iter().map(|day| book.id(day)).collect())
            .collect();
        let mut rows: HashMap<(usize, &[DateRange]), u32> = HashMap::new();
        let mut table = Vec::new();
        let mut row = Vec::with_capacity(instance.enterprises.len());
        for enterprise in &instance.enterprises {
            let text = text_at[enterprise.hours.as_str()];
            let next = rows.len() as u32;
            row.push(*rows.entry((text, &enterprise.closed)).or_insert_with(|| {
                let mut days = by_text[text].clone();
                for range in &enterprise.closed {
                    for day in calendar.between(Some(range.from), Some(range.to)).iter() {
                        days[day.ix()] = Self::CLOSED;
                    }
                }
                table.append(&mut days);
                next
            }));
        }
        let minutes = book.profiles.iter().map(|open| open_minutes(open)).collect();
        let profiles = book.profiles;
        Self(Arc::new(Courses { days: calendar.len(), row, table, profiles, minutes }))
    }

    /// Which course the day takes at an enterprise.
    pub fn profile(&self, site: EnterpriseIx, day: Day) -> ProfileId {
        self.course(site).get(day.ix()).copied().unwrap_or(Self::CLOSED)
    }

    /// The profiles of an enterprise, day by day.
    pub fn course(&self, site: EnterpriseIx) -> &[ProfileId] {
        let row = self.0.row[site.ix()] as usize;
        &self.0.table[row * self.0.days..(row + 1) * self.0.days]
    }

    /// The open intervals of an enterprise on a day, in order, apart from each other.
    pub fn open(&self, site: EnterpriseIx, day: Day) -> &[Interval] {
        self.intervals(self.profile(site, day))
    }

    /// The open intervals of a profile.
    #[inline]
    pub fn intervals(&self, profile: ProfileId) -> &[Interval] {
        self.0.profiles.get(profile.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The open minutes of a profile.
    pub fn minutes(&self, profile: ProfileId) -> i32 {
        self.0.minutes.get(profile.0 as usize).copied().unwrap_or(0)
    }

    /// How many profiles there are; ids count from 0.
    pub fn profiles(&self) -> usize {
        self.0.profiles.len()
    }
}

/// Profiles by content, the closed day first.
struct Book {
    profiles: Vec<Vec<Interval>>,
    ids: HashMap<Vec<Interval>, u32>,
}

impl Default for Book {
    fn default() -> Self {
        Self { profiles: vec![Vec::new()], ids: HashMap::from([(Vec::new(), 0)]) }
    }
}

impl Book {
    fn id(&mut self, open: Vec<Interval>) -> ProfileId {
        let next = self.profiles.len() as u32;
        let profiles = &mut self.profiles;
        ProfileId(*self.ids.entry(open).or_insert_with_key(|open| {
            profiles.push(open.clone());
            next
        }))
    }
}

fn holidays(calendar: &Calendar) -> ContextHolidays {
    let none = ContextHolidays::default();
    let mut public = none.get_public().clone();
    // `PH` may carry an offset of days; nothing further away matters.
    let near = |date: &NaiveDate| calendar.distance(*date) <= 400;
    for date in calendar.holidays().filter(near) {
        public.insert(date);
    }
    ContextHolidays::new(Arc::new(public), Arc::new(none.get_school().clone()))
}

fn course(text: &str, context: &Context, calendar: &Calendar) -> Vec<Vec<Interval>> {
    match text.parse::<OpeningHours>() {
        Ok(hours) => {
            let hours = hours.with_context(context.clone());
            calendar.days().map(|day| open_on(&hours, calendar.date(day))).collect()
        }
        Err(_) => vec![Vec::new(); calendar.len()],
    }
}

fn open_on(hours: &OpeningHours, date: NaiveDate) -> Vec<Interval> {
    let mut open: Vec<Interval> = Vec::new();
    for range in hours.schedule_at(date) {
        let clock = |time: i32| time.clamp(0, 24 * 60);
        let from = clock(i32::from(range.range.start.mins_from_midnight()));
        let to = clock(i32::from(range.range.end.mins_from_midnight()));
        if range.kind != RuleKind::Open || from >= to {
            continue;
        }
        match open.last_mut() {
            Some(last) if last.to >= from => last.to = last.to.max(to),
            _ => open.push(Interval { from, to }),
        }
    }
    open
}

/// The open minutes of a day.
#[inline]
pub fn open_minutes(open: &[Interval]) -> i32 {
    open.iter().map(|interval| interval.to - interval.from).sum()
}

/// The first open minute at or after `from`.
#[inline]
pub fn earliest_start(open: &[Interval], from: i32) -> Option<i32> {
    open.iter().find(|interval| interval.to > from).map(|interval| interval.from.max(from))
}

/// When work that starts at the open minute `start` is done: the first minute `end` of the same day
/// at which the open minutes in `start..end` equal `work`. None if the day is too short or `start`
/// is not an open minute.
#[inline]
pub fn work_end(open: &[Interval], start: i32, work: i32) -> Option<i32> {
    let first = open.iter().position(|interval| interval.from <= start && start < interval.to)?;
    let mut left = work.max(0);
    for interval in &open[first..] {
        let from = interval.from.max(start);
        if left <= interval.to - from {
            return Some(if left == 0 { start } else { from + left });
        }
        left -= interval.to - from;
    }
    None
}
