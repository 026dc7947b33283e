//! Sides of the rules that no plan of `instances/bad-plans` shows.

use super::fixture::{
    broken, day, day_trip, enterprise, instance, one_task, product, program, settings, task,
};
use super::judge;
use crate::model::*;

const MORNING: [&str; 5] = ["08:30", "08:53", "08:53", "09:58", "10:21"];

/// What the one morning's visit breaks after a change of settings and tables.
fn morning(change: impl Fn(&mut Settings, &mut Tables)) -> Vec<Rule> {
    let (mut settings, mut tables) = (settings(), one_task());
    change(&mut settings, &mut tables);
    let instance = instance(settings, tables);
    broken(&instance, &day_trip(&instance, MORNING, None))
}

/// A second enterprise beside the first, with a task of its own product.
fn two_sites() -> Tables {
    let mut tables = one_task();
    tables.enterprises.push(enterprise("E2", 113.0, 35.1));
    tables.products.push(product("Q2"));
    tables.tasks.push(task("T2", 1, 1));
    tables
}

/// The morning's plan and the same a day later (or the same day) at E2 by a team; figures settled.
fn two_mornings(instance: &Instance, date: &str, team: &str) -> Plan {
    let mut plan = day_trip(instance, MORNING, None);
    let (mut visit, mut tour) = (plan.visits[0].clone(), plan.tours[0].clone());
    (visit.id, visit.site, visit.date) = ("V2".to_owned(), "E2".to_owned(), day(date));
    (visit.team, visit.tasks[0].task) = (team.to_owned(), "T2".to_owned());
    (tour.id, tour.team) = ("R2".to_owned(), team.to_owned());
    (tour.days[0].date, tour.days[0].stops) = (day(date), vec!["V2".to_owned()]);
    plan.visits.push(visit);
    plan.tours.push(tour);
    let verdict = judge(instance, &plan);
    (plan.objective, plan.information) = (verdict.objective, verdict.information);
    plan
}

/// What two mornings break, the second on Tuesday by the first team.
fn tuesday_too(change: impl Fn(&mut Tables)) -> Vec<Rule> {
    let mut tables = two_sites();
    change(&mut tables);
    let instance = instance(settings(), tables);
    broken(&instance, &two_mornings(&instance, "2026-03-03", "A1-1"))
}

/// Another pair of samplers of the same agency, as team A1-2.
fn second_team(tables: &mut Tables) {
    for id in ["S3", "S4"] {
        let sampler = Sampler { id: id.to_owned(), ..tables.samplers[0].clone() };
        tables.samplers.push(sampler);
    }
    let samplers = vec![SamplerIx(2), SamplerIx(3)];
    let team = Team { id: "A1-2".to_owned(), samplers, ..tables.teams[0].clone() };
    tables.teams.push(team);
}

#[test]
fn conflicts_of_enterprises() {
    let (a, b) = (EnterpriseIx(0), EnterpriseIx(1));
    let with = |kind| tuesday_too(|tables| tables.conflicts = vec![Conflict { row: 2, kind }]);
    assert_eq!(tuesday_too(|_| {}), []);
    assert_eq!(with(ConflictKind::SameDay(a, b)), [Rule::Conflict]);
    assert_eq!(with(ConflictKind::NotSameDay(a, b)), []);
    assert_eq!(with(ConflictKind::NotSameTeam(a, b)), [Rule::Conflict]);
}

#[test]
fn conflicts_inside_a_team() {
    let with = |a, b| {
        morning(|_, tables| {
            tables.conflicts = vec![Conflict { row: 2, kind: ConflictKind::People(a, b) }];
        })
    };
    let sampler = |at| Who::Sampler(SamplerIx(at));
    assert_eq!(with(sampler(0), sampler(1)), [Rule::Conflict]);
    assert_eq!(with(sampler(0), Who::Agency(AgencyIx(0))), [Rule::Conflict]);
    // Somebody who is not in the team.
    assert_eq!(with(sampler(0), sampler(7)), []);
}

#[test]
fn avoidances_of_all_kinds_and_their_dates() {
    let with = |whom: Whom, from: Option<&str>, to: Option<&str>| {
        morning(|_, tables| {
            tables.enterprises[0].owner = Some("group".to_owned());
            tables.avoidances = vec![Avoidance {
                row: 2,
                who: Who::Sampler(SamplerIx(1)),
                whom: whom.clone(),
                reason: String::new(),
                from: from.map(day),
                to: to.map(day),
            }];
        })
    };
    let site = Whom::Enterprise(EnterpriseIx(0));
    assert_eq!(with(site.clone(), None, None), [Rule::Avoidance]);
    assert_eq!(with(Whom::Owner("group".to_owned()), None, None), [Rule::Avoidance]);
    assert_eq!(with(Whom::Owner("other".to_owned()), None, None), []);
    // Region 0 is the city that holds the county of the enterprise.
    assert_eq!(with(Whom::Region(RegionIx(0)), None, None), [Rule::Avoidance]);
    // The visit is on 2026-03-02.
    assert_eq!(with(site.clone(), Some("2026-03-02"), Some("2026-03-02")), [Rule::Avoidance]);
    assert_eq!(with(site.clone(), Some("2026-03-03"), None), []);
    assert_eq!(with(site, None, Some("2026-03-01")), []);
}

#[test]
fn nobody_is_in_two_teams_on_one_day() {
    let mut tables = two_sites();
    second_team(&mut tables);
    let rules = |tables: Tables, date| {
        let instance = instance(settings(), tables);
        broken(&instance, &two_mornings(&instance, date, "A1-2"))
    };
    assert_eq!(rules(tables.clone(), "2026-03-02"), []);
    tables.teams[1].samplers = vec![SamplerIx(1), SamplerIx(3)];
    assert_eq!(rules(tables.clone(), "2026-03-02"), [Rule::TeamAvailable]);
    assert_eq!(rules(tables, "2026-03-03"), []);
}

#[test]
fn a_team_has_one_tour_a_day_and_its_own_dates() {
    let instance = instance(settings(), two_sites());
    let plan = two_mornings(&instance, "2026-03-02", "A1-1");
    assert_eq!(broken(&instance, &plan), [Rule::TeamAvailable]);
    let dated = |from: &str| morning(|_, t| t.teams[0].from = Some(day(from)));
    assert_eq!(dated("2026-03-02"), []);
    assert_eq!(dated("2026-03-03"), [Rule::TeamAvailable]);
}

/// The two tasks draw one product; the second program's authority and kind are given.
fn one_product(tables: &mut Tables, authority: Authority, kind: ProgramKind) {
    tables.products[1] = Product { id: "Q2".to_owned(), ..tables.products[0].clone() };
    tables.programs.push(Program { kind, ..program("P2", authority) });
    tables.tasks[1].program = ProgramIx(1);
}

#[test]
fn the_plan_itself_binds_six_months_and_upper_levels() {
    let (city, county) = (Authority::Region(RegionIx(0)), Authority::Region(RegionIx(1)));
    let with = |authority, kind| tuesday_too(|tables| one_product(tables, authority, kind));
    assert_eq!(with(city, ProgramKind::Special), [Rule::SixMonth]);
    assert_eq!(with(city, ProgramKind::Tracking), []);
    assert_eq!(with(city, ProgramKind::Emergency), []);
    // The city draws first, the county a day later; the nation draws after the city.
    assert_eq!(with(county, ProgramKind::Annual), [Rule::UpperFirst]);
    assert_eq!(with(Authority::National, ProgramKind::Annual), [Rule::UpperFirst]);
    assert_eq!(with(county, ProgramKind::Tracking), []);
}

#[test]
fn history_binds_if_something_was_drawn_by_a_program_that_counts() {
    let with = |outcome, kind, authority, date: &str| {
        morning(|_, tables| {
            tables.history = vec![History {
                row: 2,
                product: ProductIx(0),
                site: None,
                authority,
                kind,
                date: day(date),
                outcome,
                agency: None,
            }];
        })
    };
    let own = Authority::Region(RegionIx(0));
    let (annual, tracking) = (Some(ProgramKind::Annual), Some(ProgramKind::Tracking));
    assert_eq!(with(Outcome::Pass, annual, own, "2025-12-01"), [Rule::SixMonth]);
    assert_eq!(with(Outcome::Illegal, None, own, "2025-12-01"), [Rule::SixMonth]);
    assert_eq!(with(Outcome::Refused, annual, own, "2025-12-01"), []);
    assert_eq!(with(Outcome::Absent, annual, own, "2025-12-01"), []);
    assert_eq!(with(Outcome::Pass, tracking, own, "2025-12-01"), []);
    // 2025-09-02 + 6 months = 2026-03-02, the day of the visit; later history binds backwards.
    assert_eq!(with(Outcome::Pass, annual, own, "2025-09-02"), []);
    assert_eq!(with(Outcome::Pass, annual, own, "2025-09-03"), [Rule::SixMonth]);
    assert_eq!(with(Outcome::Pass, annual, own, "2026-09-01"), [Rule::SixMonth]);
    assert_eq!(with(Outcome::Pass, annual, own, "2026-09-02"), []);
    // Higher levels bind, lower ones do not.
    let fail = |authority| with(Outcome::Fail, annual, authority, "2025-12-01");
    assert_eq!(fail(Authority::National), [Rule::UpperFirst]);
    assert_eq!(fail(Authority::Region(RegionIx(1))), []);
}

/// A tour of two days with the night at the county's seat: there on Monday, home on Tuesday.
fn with_night(settings: Settings, tables: Tables, tuesday: &str) -> Vec<Rule> {
    let instance = instance(settings, tables);
    let mut plan = day_trip(&instance, MORNING, None);
    // The seat is at the enterprise: no way there, the whole way home.
    let monday = &mut plan.tours[0].days[0];
    (monday.to, monday.arrive) = ("region:140521".to_owned(), Clock::hm(9, 58));
    (monday.metres, monday.drive_minutes) = (Metres(15_012), Minutes(23));
    let mut home = monday.clone();
    (home.date, home.from, home.to) = (day(tuesday), monday.to.clone(), BASE.to_owned());
    (home.depart, home.arrive) = (Clock::hm(9, 0), Clock::hm(9, 23));
    home.stops.clear();
    plan.tours[0].days.push(home);
    let verdict = judge(&instance, &plan);
    // One night at 360 yuan, two days at 900.
    assert_eq!(
        (verdict.objective.nights, verdict.objective.team_days),
        (Fen(36_000), Fen(180_000))
    );
    plan.objective = verdict.objective;
    broken(&instance, &plan)
}

#[test]
fn nights_are_few_and_days_follow_each_other() {
    assert_eq!(with_night(settings(), one_task(), "2026-03-03"), []);
    assert_eq!(with_night(settings(), one_task(), "2026-03-04"), [Rule::Nights]);
    let mut tables = one_task();
    tables.teams[0].max_nights = 0;
    assert_eq!(with_night(settings(), tables, "2026-03-03"), [Rule::Nights]);
    let mut tables = one_task();
    tables.regions[1].level = Level::Province;
    assert_eq!(with_night(settings(), tables, "2026-03-03"), [Rule::Nights]);
    // Tuesday is a day off; tours may span it only if the policy says so.
    let mut tables = one_task();
    tables.calendar = vec![CalendarDay { row: 2, date: day("2026-03-03"), works: false }];
    assert_eq!(with_night(settings(), tables.clone(), "2026-03-03"), [Rule::Workday]);
    let mut rested = settings();
    rested.policy.weekend_nights = true;
    assert_eq!(with_night(rested, tables, "2026-03-03"), []);
}

#[test]
fn samples_are_home_in_time_or_not() {
    // From 09:58 on Monday to 09:23 on Tuesday: 1405 minutes.
    let within = |minutes| {
        let mut tables = one_task();
        tables.categories[0].deliver_within = Some(Minutes(minutes));
        with_night(settings(), tables, "2026-03-03")
    };
    assert_eq!(within(1405), []);
    assert_eq!(within(1404), [Rule::Delivery]);
    // From 09:58 to 10:21 on the same day: 23 minutes.
    let same_day =
        |minutes| morning(|_, t| t.categories[0].deliver_within = Some(Minutes(minutes)));
    assert_eq!(same_day(23), []);
    assert_eq!(same_day(22), [Rule::Delivery]);
}

#[test]
fn limits_hold_at_their_value_and_break_one_below() {
    assert_eq!(morning(|_, t| t.teams[0].vehicle_volume = Some(Millilitres(1000))), []);
    let tight = |_: &mut Settings, t: &mut Tables| {
        t.teams[0].vehicle_volume = Some(Millilitres(999));
    };
    assert_eq!(morning(tight), [Rule::Vehicle]);
    // 46 minutes at the wheel.
    assert_eq!(morning(|s, _| s.policy.drive_minutes = Minutes(46)), []);
    assert_eq!(morning(|s, _| s.policy.drive_minutes = Minutes(45)), [Rule::Drive]);
    assert_eq!(morning(|_, t| t.teams[0].day_end = Clock::hm(10, 21)), []);
    assert_eq!(morning(|_, t| t.teams[0].day_end = Clock::hm(10, 20)), [Rule::Day]);
    assert_eq!(morning(|s, _| s.policy.visits_per_year = 1), []);
    let escort = |visits_per_day| {
        morning(|_, t| t.escorts = vec![Escort { row: 2, region: RegionIx(1), visits_per_day }])
    };
    assert_eq!(escort(1), []);
    assert_eq!(escort(0), [Rule::Escort]);
    let capacity = |batches| {
        let month = Month { year: 2026, month: 3 };
        let (agency, lab_group) = (AgencyIx(0), "G1".to_owned());
        let row = LabCapacity { row: 2, agency, lab_group, month, batches };
        morning(|_, t| t.lab_capacity = vec![row.clone()])
    };
    assert_eq!(capacity(1), []);
    assert_eq!(capacity(0), [Rule::LabCapacity]);
}

#[test]
fn scopes_cover_by_category_group_region_and_program() {
    let with = |change: fn(&mut Scope)| morning(|_, t| change(&mut t.scopes[0]));
    assert_eq!(with(|s| s.categories = CategorySet::One(CategoryIx(0))), []);
    assert_eq!(with(|s| s.categories = CategorySet::Group("G1".to_owned())), []);
    assert_eq!(with(|s| s.categories = CategorySet::Group("G2".to_owned())), [Rule::ScopeSample]);
    assert_eq!(with(|s| s.region = Some(RegionIx(0))), []);
    assert_eq!(with(|s| s.program = Some(ProgramIx(0))), []);
    assert_eq!(with(|s| s.program = Some(ProgramIx(1))), [Rule::ScopeSample]);
    let test = morning(|_, t| t.scopes[1].program = Some(ProgramIx(1)));
    assert_eq!(test, [Rule::ScopeTest]);
}

/// Road nodes at the base and at the enterprise, joined by so many metres.
fn road(metres: f64) -> impl Fn(&mut Settings, &mut Tables) {
    move |settings, tables| {
        settings.travel.source = TravelSource::Roads;
        let node = |id: &str, lat| RoadNode {
            row: 2,
            id: id.to_owned(),
            position: Position { lon: 113.0, lat },
        };
        tables.road_nodes = vec![node("N1", 35.0), node("N2", 35.1), node("N3", 35.1)];
        tables.road_edges = vec![RoadEdge { row: 2, from: 1, to: 0, metres }];
    }
}

#[test]
fn roads_are_used_where_they_lead() {
    // The plan drives 15012 m each way; 13900 m of road x 1.08 = 15012 m.
    assert_eq!(morning(road(13_900.0)), []);
    // 20 km of road are 21600 m and 29 minutes: times, metres and minutes are wrong.
    assert_eq!(morning(road(20_000.0)), [Rule::Arithmetic]);
    // N3 is as near as N2, but N2 comes first; without its edge the way is straight.
    let swapped = |s: &mut Settings, t: &mut Tables| {
        road(20_000.0)(s, t);
        t.road_edges[0].from = 2;
    };
    assert_eq!(morning(swapped), []);
    // 11120 m are nearer than 12 km: straight, whatever the road says.
    let local = |s: &mut Settings, t: &mut Tables| {
        road(20_000.0)(s, t);
        s.travel.local_km = 12.0;
    };
    assert_eq!(morning(local), []);
    // No nodes at all.
    assert_eq!(morning(|s, _| s.travel.source = TravelSource::Roads), []);
}
