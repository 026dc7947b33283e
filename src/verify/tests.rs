//! The judge on small cases, with the arithmetic done by hand.

use chrono::NaiveDate;

use super::fixture::{
    broken, day, day_trip, empty, enterprise, instance, one_task, product, quota, settings, task,
};
use super::ground::Ground;
use super::lottery::Lots;
use super::*;
use crate::model::*;

#[test]
fn a_morning_without_lunch_is_clean() {
    let instance = instance(settings(), one_task());
    // 08:30 + 23 = 08:53; 20 + 45 minutes of work: 09:58; + 23 = 10:21.
    let plan = day_trip(&instance, ["08:30", "08:53", "08:53", "09:58", "10:21"], None);
    let verdict = judge(&instance, &plan);
    assert_eq!(verdict.violations, []);
    assert_eq!(verdict.objective, plan.objective);
    assert_eq!(verdict.information, plan.information);
    assert_eq!(verdict.counts.len(), Rule::ALL.len());
}

#[test]
fn the_end_of_work_passes_over_noon() {
    let instance = instance(settings(), one_task());
    // 11:00 + 23 = 11:23; 37 minutes until noon closure, 28 after 14:00: 14:28; + 23 = 14:51.
    // The day covers 11:30-14:00, and the lunch falls into the closure.
    let good = ["11:00", "11:23", "11:23", "14:28", "14:51"];
    assert_eq!(broken(&instance, &day_trip(&instance, good, Some("12:00"))), []);
    assert_eq!(broken(&instance, &day_trip(&instance, good, Some("13:15"))), []);
    // At 11:40 the team works; 13:16 + 45 is after 14:00, where it works again; none at all.
    assert_eq!(broken(&instance, &day_trip(&instance, good, Some("11:40"))), [Rule::Lunch]);
    assert_eq!(broken(&instance, &day_trip(&instance, good, Some("13:16"))), [Rule::Lunch]);
    assert_eq!(broken(&instance, &day_trip(&instance, good, None)), [Rule::Lunch]);
    // One minute too early or too late is not the first minute at which the work is done.
    for (end, back) in [("14:27", "14:50"), ("14:29", "14:52")] {
        let bad = ["11:00", "11:23", "11:23", end, back];
        let plan = day_trip(&instance, bad, Some("12:00"));
        assert_eq!(broken(&instance, &plan), [Rule::Arithmetic], "{end}");
    }
}

#[test]
fn a_drive_may_hold_the_lunch() {
    let instance = instance(settings(), one_task());
    // 11:15 + 23 of driving + 45 of lunch (from 11:30) = 12:23; work 14:00-15:05; + 23 = 15:28.
    let at = |arrive| ["11:15", arrive, "14:00", "15:05", "15:28"];
    assert_eq!(broken(&instance, &day_trip(&instance, at("12:23"), Some("11:30"))), []);
    // A minute a leg is forgiven for floating point, two are not.
    assert_eq!(broken(&instance, &day_trip(&instance, at("12:22"), Some("11:30"))), []);
    let early = day_trip(&instance, at("12:21"), Some("11:30"));
    assert_eq!(broken(&instance, &early), [Rule::Arithmetic]);
    // Driving first and eating at the door while waiting for 14:00 is as good.
    assert_eq!(broken(&instance, &day_trip(&instance, at("11:38"), Some("13:00"))), []);
}

#[test]
fn who_sets_off_after_the_window_opens_needs_no_lunch() {
    let instance = instance(settings(), one_task());
    // The window is 11:30-14:00: a day from 11:31 does not cover the whole of it.
    let late = ["11:31", "11:54", "14:00", "15:05", "15:28"];
    assert_eq!(broken(&instance, &day_trip(&instance, late, None)), []);
    let early = ["11:30", "11:53", "14:00", "15:05", "15:28"];
    assert_eq!(broken(&instance, &day_trip(&instance, early, None)), [Rule::Lunch]);
}

#[test]
fn figures_may_be_off_by_one_a_leg() {
    let instance = instance(settings(), one_task());
    let good = day_trip(&instance, ["08:30", "08:53", "08:53", "09:58", "10:21"], None);
    for (metres, minutes, is_good) in
        [(30_026, 48, true), (30_022, 44, true), (30_027, 46, false), (30_024, 49, false)]
    {
        let mut plan = good.clone();
        plan.tours[0].days[0].metres = Metres(metres);
        plan.tours[0].days[0].drive_minutes = Minutes(minutes);
        // 30.026 x 120 = 3603.12, 30.022 x 120 = 3602.64: 36.03 yuan both.
        assert_eq!(broken(&instance, &plan).is_empty(), is_good, "{metres} {minutes}");
    }
    let mut plan = good;
    plan.bound = Some(Bound {
        total: Fen(93_603 - 9_000),
        gap: 9_000.0 / 93_603.0,
        scope: "whole plan".to_owned(),
        method: "by hand".to_owned(),
    });
    // (936.03 - 846.03) / 936.03, nothing required being left out.
    assert_eq!(broken(&instance, &plan), []);
    plan.bound.as_mut().unwrap().gap = 0.1;
    assert_eq!(broken(&instance, &plan), [Rule::Arithmetic]);
}

/// Tasks T1 to T4 at one enterprise, T4 worth twice as much.
///
/// SHA-256 of "1:T1" starts 213b8d99bfc5f73c, of "1:T2" fd16df9d0207987b, of "1:T3"
/// 47f77129e3d751e7: among equals the order is T1, T3, T2, and T4 comes before them all.
fn lottery(quotas: Vec<Quota>) -> Tables {
    let mut tables = one_task();
    tables.products = ["Q1", "Q2", "Q3", "Q4"].map(product).to_vec();
    tables.tasks = (0..4).map(|at| task(&format!("T{}", at + 1), 0, at)).collect();
    tables.tasks[3].value = Fen(20_000);
    tables.quotas = quotas;
    tables
}

fn reserves(tables: Tables) -> Vec<(u32, u32)> {
    let instance = instance(settings(), tables);
    let lots = Lots::draw(&Ground::new(&instance));
    lots.reserves.iter().map(|(task, place)| (task.0 + 1, *place)).collect()
}

#[test]
fn the_lottery_takes_value_first_and_then_the_digest() {
    // Target 2: T4 and T1 are drawn; T3 is the first reserve, T2 the second.
    assert_eq!(reserves(lottery(vec![quota(2, 1, Some(2), None)])), [(2, 2), (3, 1)]);
    // T1 is impossible (its dates are over): T4 and T3, then T2.
    let mut tables = lottery(vec![quota(2, 1, Some(2), None)]);
    tables.tasks[0].latest = Some(day("2026-03-01"));
    assert_eq!(reserves(tables), [(2, 1)]);
    // A required task is always in and counts: T2, then T4 by lot; T1 and T3 wait.
    let mut tables = lottery(vec![quota(2, 1, Some(2), None)]);
    tables.tasks[1].required = true;
    assert_eq!(reserves(tables), [(1, 1), (3, 2)]);
    // T1 has three batches and would pass the maximum of three after T4: T4, T3, T2; T1 waits.
    let mut tables = lottery(vec![quota(2, 1, Some(3), Some(3))]);
    tables.tasks[0].batches = 3;
    assert_eq!(reserves(tables), [(1, 1)]);
    // Without the maximum it overshoots the target, which is allowed: T4 and T1 make four.
    let mut tables = lottery(vec![quota(2, 1, Some(3), None)]);
    tables.tasks[0].batches = 3;
    assert_eq!(reserves(tables), [(2, 2), (3, 1)]);
}

#[test]
fn counties_draw_before_cities_and_limits_of_other_quotas_hold() {
    // The city's quota stands first in the file, the county's is taken first: T4 for the county,
    // then T1 for the city, where T4 counts. T3 and T2 wait in the county's queue.
    let quotas = vec![quota(2, 0, Some(2), None), quota(3, 1, Some(1), None)];
    assert_eq!(reserves(lottery(quotas)), [(2, 2), (3, 1)]);
    // A quota that only limits the city to one batch stops the draw there: T4 alone.
    let quotas = vec![quota(2, 0, None, Some(1)), quota(3, 1, Some(3), None)];
    assert_eq!(reserves(lottery(quotas)), [(1, 1), (2, 3), (3, 2)]);
    // Without a target nothing is drawn by lot, and everything is in.
    assert_eq!(reserves(lottery(vec![quota(2, 1, None, None)])), []);
}

/// The enterprise five degrees north of the base; county seats at these latitudes; so many nights.
fn far_away(seats: &[f64], nights: u32) -> Tables {
    let mut tables = one_task();
    tables.enterprises = vec![enterprise("E1", 113.0, 40.0)];
    tables.teams[0].max_nights = nights;
    tables.regions[1].position.lat = 35.0;
    for (at, lat) in seats.iter().enumerate() {
        let mut seat = tables.regions[1].clone();
        seat.code = format!("14053{at}");
        seat.position.lat = *lat;
        tables.regions.push(seat);
    }
    tables
}

fn is_impossible(tables: Tables) -> bool {
    let instance = instance(settings(), tables);
    Lots::draw(&Ground::new(&instance)).impossible.contains(&TaskIx(0))
}

#[test]
fn nights_make_far_places_possible() {
    // Five degrees are 555975.4 m x 1.35 = 750567 m: 17.14 + 40 + 700.567 / 85 x 60 = 551.7 min,
    // above the 480 of a day. From a seat half way (375284 m: 286.8 min) the day could reach the
    // enterprise, but not come back within 480.
    assert!(is_impossible(far_away(&[], 4)));
    assert!(is_impossible(far_away(&[37.5], 4)));
    // With a seat near the enterprise (39.9; 360272 m from the other: 276.2 min) the days are:
    // base -> 37.5 -> 39.9 -> visit -> 37.5 -> base, or the visit on the second day: three nights.
    assert!(!is_impossible(far_away(&[37.5, 39.9], 3)));
    assert!(is_impossible(far_away(&[37.5, 39.9], 2)));
    // Province seats are no lodgings.
    let mut tables = far_away(&[37.5, 39.9], 3);
    tables.regions[3].level = Level::Province;
    assert!(is_impossible(tables));
    // Four days need four days on end: leave on Wednesday of the one week leaves none.
    let mut tables = far_away(&[37.5, 39.9], 3);
    let wednesday = DateRange { from: day("2026-03-04"), to: day("2026-03-04") };
    tables.samplers[0].leave = vec![wednesday];
    assert!(is_impossible(tables));
}

#[test]
fn carried_samples_have_to_be_home_in_time() {
    let deliver = |hours: i64| {
        let mut tables = far_away(&[37.5, 39.9], 3);
        tables.categories[0].deliver_within = Some(Minutes(hours * 60));
        tables
    };
    // The morning's work ends at 12:00 at the latest; 45 minutes of lunch and 287 of driving to
    // 37.5 end at 17:32. The base is reached next day at 08:00 + 287 = 12:47, that is 24 hours and
    // 47 minutes after the visit. Work that ends after 14:00 leaves less than 287 until 18:30.
    assert!(!is_impossible(deliver(25)));
    assert!(is_impossible(deliver(24)));
    // By courier the time does not matter.
    let mut tables = deliver(24);
    let mut other = tables.agencies[0].clone();
    other.id = "A2".to_owned();
    tables.agencies.push(other);
    tables.scopes.push(Scope { agency: AgencyIx(1), ..tables.scopes[1].clone() });
    assert!(!is_impossible(tables));
}

#[test]
fn a_task_is_impossible_without_lab_room_people_or_time() {
    assert!(!is_impossible(one_task()));
    let spoiled = |change: fn(&mut Tables)| {
        let mut tables = one_task();
        change(&mut tables);
        is_impossible(tables)
    };
    assert!(spoiled(|t| t.teams[0].samplers.truncate(1)));
    assert!(spoiled(|t| t.teams[0].to = Some(day("2026-03-01"))));
    assert!(spoiled(|t| t.scopes.truncate(1)));
    assert!(spoiled(|t| t.programs[0].approval = None));
    assert!(spoiled(|t| t.programs[0].approved_on = Some(day("2026-03-07"))));
    assert!(!spoiled(|t| t.programs[0].approved_on = Some(day("2026-03-06"))));
    // Five working days of testing after Monday 2 March: 3, 4, 5, 6, 9.
    assert!(spoiled(|t| t.programs[0].report_by = Some(day("2026-03-08"))));
    assert!(!spoiled(|t| t.programs[0].report_by = Some(day("2026-03-09"))));
    assert!(spoiled(|t| t.categories[0].cold_chain = true));
    assert!(spoiled(|t| t.teams[0].vehicle_mass = Some(Grams(999))));
    assert!(spoiled(|t| t.quotas = vec![quota(2, 0, None, Some(0))]));
    let week = || DateRange { from: day("2026-03-02"), to: day("2026-03-06") };
    let mut tables = one_task();
    tables.enterprises[0].closed = vec![week()];
    assert!(is_impossible(tables));
    // The day is open for 210 + 240 = 450 minutes, of which the setup takes 20.
    assert!(!spoiled(|t| t.categories[0].sample_minutes = Minutes(430)));
    assert!(spoiled(|t| t.categories[0].sample_minutes = Minutes(431)));
    // 08:30 + 65 of work + 23 of driving = 09:58; a night at the seat next door would help.
    assert!(!spoiled(|t| t.teams[0].day_end = Clock::hm(9, 57)));
    let until = |minute: i32| {
        let mut tables = one_task();
        (tables.teams[0].day_end, tables.teams[0].max_nights) = (Clock::hm(9, minute), 0);
        is_impossible(tables)
    };
    assert!(!until(58));
    assert!(until(57));
}

#[test]
fn two_visits_that_could_be_one_are_found() {
    let mut tables = one_task();
    tables.products.push(product("Q2"));
    tables.tasks.push(task("T2", 0, 1));
    let build = |tables: Tables| {
        let instance = instance(settings(), tables);
        let mut plan = day_trip(&instance, ["08:30", "08:53", "08:53", "09:58", "10:21"], None);
        let (mut visit, mut tour) = (plan.visits[0].clone(), plan.tours[0].clone());
        (visit.id, visit.date) = ("V2".to_owned(), day("2026-03-03"));
        visit.tasks[0].task = "T2".to_owned();
        tour.id = "R2".to_owned();
        (tour.days[0].date, tour.days[0].stops) = (visit.date, vec!["V2".to_owned()]);
        plan.visits.push(visit);
        plan.tours.push(tour);
        // Everything twice: 60.048 km x 120 = 7205.76 fen.
        plan.objective =
            Objective { travel: Fen(7206), team_days: Fen(180_000), ..Objective::default() }
                .summed();
        plan.information.tests = Fen(100_000);
        broken(&instance, &plan)
    };
    assert_eq!(build(tables.clone()), [Rule::OneDoor]);
    // Dates that never meet, samples that never fit together, the same product twice (which
    // breaks the six-month rule instead): each is a reason for two visits.
    let mut apart = tables.clone();
    apart.tasks[0].latest = Some(day("2026-03-02"));
    apart.tasks[1].earliest = Some(day("2026-03-03"));
    assert_eq!(build(apart), []);
    let mut heavy = tables.clone();
    heavy.teams[0].vehicle_mass = Some(Grams(1500));
    assert_eq!(build(heavy), []);
    let mut same = tables.clone();
    same.tasks[1].product = ProductIx(0);
    assert_eq!(build(same), [Rule::SixMonth]);
}

#[test]
fn no_plan_makes_the_judge_panic() {
    let instance = instance(settings(), one_task());
    let good = day_trip(&instance, ["08:30", "08:53", "08:53", "09:58", "10:21"], None);
    for date in [NaiveDate::MIN, NaiveDate::MAX, day("2026-02-28"), day("9999-12-31")] {
        for minute in [i32::MIN, -1, 0, 1440, i32::MAX] {
            for number in [i64::MIN, -1, 0, i64::MAX] {
                let mut plan = good.clone();
                absurd(&mut plan, date, Clock(minute), number);
                assert!(!judge(&instance, &plan).is_clean());
                plan.visits[0].site = "no such".to_owned();
                plan.tours[0].days[0].to = "region:no such".to_owned();
                assert!(!judge(&instance, &plan).is_clean());
                plan.tours[0].team = String::new();
                plan.visits[0].tasks.clear();
                plan.tours[0].days.clear();
                assert!(!judge(&instance, &plan).is_clean());
            }
        }
    }
    assert!(!judge(&instance, &empty(&instance)).is_clean());
}

fn absurd(plan: &mut Plan, date: NaiveDate, clock: Clock, number: i64) {
    let visit = &mut plan.visits[0];
    (visit.date, visit.arrive, visit.start, visit.end) = (date, clock, clock, clock);
    let task = visit.tasks[0].clone();
    visit.tasks.push(task);
    let visit = visit.clone();
    plan.visits.push(visit);
    let tour_day = &mut plan.tours[0].days[0];
    (tour_day.date, tour_day.depart, tour_day.arrive) = (date, clock, clock);
    (tour_day.metres, tour_day.drive_minutes) = (Metres(number), Minutes(number));
    tour_day.lunch = Some(clock);
    let again = tour_day.clone();
    plan.tours[0].days.push(again);
    let fen = Fen(number);
    plan.objective = Objective {
        total: fen,
        travel: fen,
        team_days: fen,
        nights: fen,
        courier: fen,
        value_lost: fen,
        shortfall: fen,
        balance: fen,
        rotation: fen,
        owner_days: fen,
    };
    let text = String::new();
    plan.bound = Some(Bound { total: fen, gap: f64::NAN, scope: text.clone(), method: text });
}

#[test]
fn a_window_of_hours_holds_the_work_or_the_task_is_impossible() {
    let spoiled = |from: Clock, by: Clock| {
        let mut tables = one_task();
        let task = &mut tables.tasks[0];
        (task.earliest, task.latest) = (Some(day("2026-03-03")), Some(day("2026-03-03")));
        (task.from_time, task.by_time) = (Some(from), Some(by));
        is_impossible(tables)
    };
    // Setup and a batch take 20 + 45 = 65 minutes.
    assert!(!spoiled(Clock::hm(14, 0), Clock::hm(15, 5)));
    assert!(spoiled(Clock::hm(14, 0), Clock::hm(15, 4)));
    // At noon the door is closed from 12:00 to 14:00: 30 minutes before, 35 after.
    assert!(!spoiled(Clock::hm(11, 30), Clock::hm(14, 35)));
    assert!(spoiled(Clock::hm(11, 31), Clock::hm(14, 35)));
}
