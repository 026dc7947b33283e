use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn months_are_counted_as_the_civil_code_counts_them() {
    // 31 August + 6 months has no corresponding day: the last of February.
    assert_eq!(plus_months(date("2025-08-31"), 6), date("2026-02-28"));
    assert!(months_apart(date("2025-08-31"), date("2026-02-28"), 6));
    assert!(!months_apart(date("2025-08-31"), date("2026-02-27"), 6));
    // Exactly six months is allowed, in either order; a day less is not.
    assert!(months_apart(date("2026-09-02"), date("2026-03-02"), 6));
    assert!(!months_apart(date("2026-03-02"), date("2026-09-01"), 6));
    assert!(months_apart(date("2026-03-02"), date("2026-03-02"), 0));
}

#[test]
fn work_pauses_at_noon_and_ends_with_the_last_open_minute() {
    let open = [Interval { from: 510, to: 720 }, Interval { from: 840, to: 1080 }];
    // 11:00 + 80 minutes: 60 before noon, 20 from 14:00.
    assert_eq!(work_end(&open, 660, 80), Some(860));
    // 60 minutes from 11:00 end at 12:00, not at 14:00.
    assert_eq!(work_end(&open, 660, 60), Some(720));
    assert_eq!(work_end(&open, 720, 10), None);
    assert_eq!(work_end(&open, 1020, 60), Some(1080));
    assert_eq!(work_end(&open, 1020, 61), None);
    assert_eq!(work_end(&open, 660, 0), Some(660));
    assert_eq!(earliest_start(&open, 720), Some(840));
    assert_eq!(earliest_start(&open, 0), Some(510));
    assert_eq!(earliest_start(&open, 1080), None);
}

/// Intervals in order and apart, from arbitrary cuts.
fn intervals() -> impl Strategy<Value = Vec<Interval>> {
    proptest::collection::btree_set(0..1440i32, 0..9).prop_map(|cuts| {
        let cuts: Vec<i32> = cuts.into_iter().collect();
        cuts.chunks_exact(2).map(|pair| Interval { from: pair[0], to: pair[1] }).collect()
    })
}

proptest! {
    #[test]
    fn work_end_agrees_with_a_walk_minute_by_minute(
        open in intervals(), start in 0..1440i32, work in 0..700i32,
    ) {
        let is_open = |minute: i32| open.iter().any(|i| i.from <= minute && minute < i.to);
        let mut walked = None;
        if is_open(start) {
            let (mut end, mut done) = (start, 0);
            while done < work && end < 1440 {
                done += i32::from(is_open(end));
                end += 1;
            }
            walked = (done == work).then_some(end);
        }
        prop_assert_eq!(work_end(&open, start, work), walked);
        let first = (start..1440).find(|minute| is_open(*minute));
        prop_assert_eq!(earliest_start(&open, start), first);
        prop_assert_eq!(open_minutes(&open), (0..1440).filter(|m| is_open(*m)).count() as i32);
    }

    #[test]
    fn day_sets_agree_with_sets_of_numbers(
        len in 1..300usize,
        a in proptest::collection::btree_set(0..300u16, 0..80),
        b in proptest::collection::btree_set(0..300u16, 0..80),
        from in 0..320usize, to in 0..320usize,
    ) {
        use std::collections::BTreeSet;
        let inside = |set: &BTreeSet<u16>| -> BTreeSet<u16> {
            set.iter().copied().filter(|day| usize::from(*day) < len).collect()
        };
        let (a, b) = (inside(&a), inside(&b));
        let make = |set: &BTreeSet<u16>| {
            let mut days = DaySet::empty(len);
            set.iter().for_each(|day| days.insert(Day(*day)));
            days
        };
        let list = |days: &DaySet| -> BTreeSet<u16> { days.iter().map(|day| day.0).collect() };
        let (x, y) = (make(&a), make(&b));
        prop_assert_eq!(list(&x), a.clone());
        prop_assert_eq!(list(&x.and(&y)), a.intersection(&b).copied().collect());
        let (mut union, mut rest) = (x.clone(), x.clone());
        union.unite_with(&y);
        rest.subtract(&y);
        prop_assert_eq!(list(&union), a.union(&b).copied().collect());
        prop_assert_eq!(list(&rest), a.difference(&b).copied().collect());
        prop_assert_eq!(x.intersects(&y), !a.is_disjoint(&b));
        prop_assert_eq!(x.is_subset(&y), a.is_subset(&b));
        prop_assert_eq!((x.count(), x.is_empty()), (a.len(), a.is_empty()));
        prop_assert_eq!(x.first().map(|d| d.0), a.first().copied());
        prop_assert_eq!(x.last().map(|d| d.0), a.last().copied());
        let range: BTreeSet<u16> = (0..len).filter(|d| from <= *d && *d < to).map(|d| d as u16).collect();
        prop_assert_eq!(list(&DaySet::range(len, from, to)), range);
        prop_assert_eq!(DaySet::full(len).count(), len);
    }
}

proptest! {
    #[test]
    fn spacing_agrees_with_the_dates(
        start in 0..800u64, len in 1..420usize, months in 0..14u32, date_at in 0..1600u64, a in 0..420u16, b in 0..420u16,
    ) {
        let origin = date("2025-01-01");
        let start = origin + Days::new(start);
        let settings = format!(
            "format = 1\nname = 'n'\nauthority = '000000'\nseed = 1\nstart = '{start}'\nend = '{}'\n",
            start + Days::new(len as u64 - 1)
        );
        let instance =
            Instance::new(toml::from_str(&settings).unwrap(), crate::model::Tables::default()).unwrap();
        let calendar = Calendar::new(&instance);
        prop_assert_eq!(calendar.len(), len);
        let spacing = Spacing::new(&calendar, months);
        let date = origin + Days::new(date_at);
        let near = spacing.days_around(&calendar, date);
        for day in calendar.days() {
            prop_assert_eq!(near.contains(day), !months_apart(calendar.date(day), date, months));
            prop_assert_eq!(calendar.day(calendar.date(day)), Some(day));
        }
        let (a, b) = (Day(a % len as u16), Day(b % len as u16));
        let apart = months_apart(calendar.date(a), calendar.date(b), months);
        prop_assert_eq!(spacing.too_close(a, b), !apart);
    }
}

#[test]
fn opening_hours_know_holidays_closures_and_make_up_days() {
    use crate::model::*;
    let settings = "format = 1\nname = 'n'\nauthority = '000000'\nseed = 1\n\
                    start = '2026-04-30'\nend = '2026-05-10'\n";
    let enterprise = |hours: &str, closed: Vec<DateRange>| Enterprise {
        row: 2,
        id: hours.to_owned(),
        name: String::new(),
        region: RegionIx(0),
        position: Position { lon: 113.0, lat: 35.0 },
        role: Role::Seller,
        owner: None,
        risk: None,
        hours: hours.to_owned(),
        closed,
    };
    let calendar_day = |day: &str, works| CalendarDay { row: 2, date: date(day), works };
    let office = "Mo-Fr 08:30-12:00,14:00-18:00";
    let closed = vec![DateRange { from: date("2026-05-06"), to: date("2026-05-07") }];
    let tables = Tables {
        enterprises: vec![
            enterprise(office, Vec::new()),
            enterprise(office, closed),
            enterprise("Mo-Su 09:00-17:00; PH off", Vec::new()),
            enterprise("20:00-02:00", Vec::new()),
            enterprise("nonsense", Vec::new()),
        ],
        calendar: vec![calendar_day("2026-05-01", false), calendar_day("2026-05-09", true)],
        ..Tables::default()
    };
    let instance = Instance::new(toml::from_str(settings).unwrap(), tables).unwrap();
    let calendar = Calendar::new(&instance);
    let hours = OpenHours::new(&instance, &calendar);
    let open = |site: u32, day: &str| {
        let open = hours.open(EnterpriseIx(site), calendar.day(date(day)).unwrap());
        open.iter().map(|interval| (interval.from, interval.to)).collect::<Vec<_>>()
    };
    // Friday 1 May is a holiday and Saturday 9 May a make-up working day.
    assert!(!calendar.works_on(date("2026-05-01")) && calendar.works_on(date("2026-05-09")));
    assert_eq!(open(0, "2026-04-30"), [(510, 720), (840, 1080)]);
    assert_eq!(open(0, "2026-05-09"), []);
    assert_eq!(open(1, "2026-05-06"), []);
    assert_eq!(open(1, "2026-05-08"), [(510, 720), (840, 1080)]);
    assert_eq!(open(2, "2026-05-01"), []);
    assert_eq!(open(2, "2026-05-02"), [(540, 1020)]);
    assert_eq!(open(3, "2026-05-05"), [(0, 120), (1200, 1440)]);
    assert_eq!(open(4, "2026-05-05"), []);
    // Closed, office, 09:00-17:00, night: four courses in all.
    assert_eq!(hours.profiles(), 4);
    assert_eq!(hours.minutes(hours.profile(EnterpriseIx(0), Day(0))), 450);
    assert_eq!(calendar.months().len(), 2);
    // 30 April; 4 to 8 and the 9th of May.
    assert_eq!((calendar.working_days(0), calendar.working_days(1)), (1, 6));
}
