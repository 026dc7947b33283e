mod pairs;

use super::fixture::*;
use super::set::RuleSet;
use super::why::{GROUND, Question};
use super::*;
use crate::calendar::{Day, DaySet};
use crate::messages::{Lang, text};
use crate::model::*;

const T1: TaskIx = TaskIx(0);
const K1: TeamIx = TeamIx(0);
const CITY: Authority = Authority::Region(RegionIx(1));
const PROVINCE: Authority = Authority::Region(RegionIx(0));

/// What makes the only task of the small instance impossible, once it is bent.
fn verdict(bend: impl FnOnce(&mut Settings, &mut Tables)) -> Vec<(Rule, Option<String>)> {
    let (mut settings, mut tables) = (settings(), tables());
    bend(&mut settings, &mut tables);
    let (_, screen) = screen(settings, tables);
    let findings = screen.impossible(T1).unwrap_or(&[]).to_vec();
    for finding in &findings {
        for lang in [Lang::Zh, Lang::En] {
            let words = text(lang, &finding.note);
            assert!(!words.contains("rules-") && !words.contains('{'), "{words}");
        }
    }
    check_decisive(&screen, &findings);
    findings.into_iter().map(|finding| (finding.rule, finding.since)).collect()
}

/// The rules that are named suffice, and none of them can be left out: alone, or all together.
fn check_decisive(screen: &Screen, findings: &[Finding]) {
    let all = DaySet::full(screen.calendar().len());
    let question = Question::new(&[T1], screen.teams(), all, RuleSet::SCREEN);
    let named = findings.iter().fold(RuleSet::NONE, |set, finding| set.with(finding.rule));
    if named == RuleSet::NONE {
        assert!(screen.allows(&question, RuleSet::SCREEN));
        return;
    }
    // Working days are named inside the window, and the window by itself.
    let ground = match (named.has(Rule::Window), named.has(Rule::Workday)) {
        (false, false) => GROUND,
        (false, true) => RuleSet::NONE.with(Rule::Window),
        (true, _) => RuleSet::NONE,
    };
    let with_all = named.iter().fold(ground, RuleSet::with);
    assert!(!screen.allows(&question, with_all), "{with_all:?}");
    for rule in named.iter() {
        let alone = !screen.allows(&question, ground.with(rule));
        let needed = screen.allows(&question, with_all.without(rule));
        assert!(alone || needed, "{rule}");
    }
}

fn since(rule: Rule, line: &str) -> Vec<(Rule, Option<String>)> {
    vec![(rule, Some(line.to_owned()))]
}

fn plain(rules: &[Rule]) -> Vec<(Rule, Option<String>)> {
    rules.iter().map(|rule| (*rule, None)).collect()
}

#[test]
fn the_small_instance_is_possible() {
    assert_eq!(verdict(|_, _| ()), []);
}

#[test]
fn dates_are_the_ground() {
    let late = |_: &mut Settings, tables: &mut Tables| {
        tables.tasks[0].earliest = Some(date("2026-05-01"));
    };
    assert_eq!(verdict(late), since(Rule::Window, "tasks.csv:2"));
    // 7 and 8 March 2026 are a Saturday and a Sunday.
    let weekend = |_: &mut Settings, tables: &mut Tables| {
        tables.tasks[0].earliest = Some(date("2026-03-07"));
        tables.tasks[0].latest = Some(date("2026-03-08"));
    };
    assert_eq!(verdict(weekend), plain(&[Rule::Workday]));
    let made_up = |settings: &mut Settings, tables: &mut Tables| {
        weekend(settings, tables);
        let works = CalendarDay { row: 2, date: date("2026-03-07"), works: true };
        tables.calendar.push(works);
        tables.enterprises[0].hours = "Sa 09:00-12:00".to_owned();
    };
    assert_eq!(verdict(made_up), []);
    let unapproved = |_: &mut Settings, tables: &mut Tables| tables.programs[0].approval = None;
    assert_eq!(verdict(unapproved), since(Rule::Approved, "programs.csv:2"));
    let late = |_: &mut Settings, tables: &mut Tables| {
        tables.programs[0].approved_on = Some(date("2026-04-01"));
    };
    assert_eq!(verdict(late), since(Rule::Approved, "programs.csv:2"));
    let just = |_: &mut Settings, tables: &mut Tables| {
        tables.programs[0].approved_on = Some(date("2026-03-31"));
    };
    assert_eq!(verdict(just), []);
}

#[test]
fn a_report_leaves_the_working_days_of_the_test_before_it() {
    let report = |day: &'static str| {
        move |_: &mut Settings, tables: &mut Tables| {
            tables.programs[0].report_by = Some(date(day));
        }
    };
    // Ten working days after Monday 2 March: 3 to 6 (4), 9 to 13 (9), Monday 16 (10).
    assert_eq!(verdict(report("2026-03-16")), []);
    assert_eq!(verdict(report("2026-03-15")), since(Rule::Window, "programs.csv:2"));
    // A holiday in between takes one of them.
    let holiday = |settings: &mut Settings, tables: &mut Tables| {
        report("2026-03-16")(settings, tables);
        tables.calendar.push(CalendarDay { row: 2, date: date("2026-03-10"), works: false });
    };
    assert_eq!(verdict(holiday), since(Rule::Window, "programs.csv:2"));
}

#[test]
fn a_window_of_hours_has_to_hold_the_work() {
    let hours = |from: Clock, by: Clock| {
        move |_: &mut Settings, tables: &mut Tables| {
            let task = &mut tables.tasks[0];
            (task.earliest, task.latest) = (Some(date("2026-03-10")), Some(date("2026-03-10")));
            (task.from_time, task.by_time) = (Some(from), Some(by));
        }
    };
    // Setup and a batch take 20 + 30 minutes.
    assert_eq!(verdict(hours(Clock::hm(14, 0), Clock::hm(14, 50))), []);
    assert_eq!(
        verdict(hours(Clock::hm(14, 0), Clock::hm(14, 49))),
        since(Rule::Window, "tasks.csv:2")
    );
}

#[test]
fn earlier_draws_of_the_product_bind_for_six_months() {
    let draw = |authority, day: &'static str| {
        move |_: &mut Settings, tables: &mut Tables| {
            tables.history = vec![history(17, authority, day)];
        }
    };
    // 1 October + 6 months = 1 April: no day of March.
    assert_eq!(verdict(draw(CITY, "2025-10-01")), since(Rule::SixMonth, "history.csv:17"));
    // 30 September + 6 months = 30 March, a Monday.
    assert_eq!(verdict(draw(CITY, "2025-09-30")), []);
    assert_eq!(verdict(draw(PROVINCE, "2025-10-01")), since(Rule::UpperFirst, "history.csv:17"));
    assert_eq!(
        verdict(draw(Authority::National, "2026-03-01")),
        since(Rule::UpperFirst, "history.csv:17")
    );
    // A county's draw binds no city, nor does another city's.
    assert_eq!(verdict(draw(Authority::Region(RegionIx(2)), "2026-03-01")), []);
    let refused = |_: &mut Settings, tables: &mut Tables| {
        let row = history(17, CITY, "2026-02-01");
        tables.history = vec![
            History { outcome: Outcome::Refused, ..row.clone() },
            History { outcome: Outcome::Absent, ..row.clone() },
            History { kind: Some(ProgramKind::Tracking), ..row },
        ];
    };
    assert_eq!(verdict(refused), []);
    let exempt = |settings: &mut Settings, tables: &mut Tables| {
        draw(CITY, "2026-02-01")(settings, tables);
        tables.programs[0].kind = ProgramKind::Emergency;
    };
    assert_eq!(verdict(exempt), []);
}

#[test]
fn two_draws_may_forbid_the_whole_window_together() {
    // 15 September + 6 months frees from 15 March; 16 September as a later draw frees to 16 March,
    // which leaves the 16th; 14 September leaves nothing but a Saturday and a Sunday... and so on.
    let draws = |first: &'static str, second: &'static str| {
        verdict(move |_, tables| {
            tables.history = vec![
                history(2, CITY, "2024-01-01"),
                history(3, CITY, first),
                history(4, CITY, second),
            ];
        })
    };
    assert_eq!(draws("2025-09-15", "2026-09-16"), []);
    let both = [since(Rule::SixMonth, "history.csv:3"), since(Rule::SixMonth, "history.csv:4")];
    assert_eq!(draws("2025-09-17", "2026-09-16"), both.concat());
}

#[test]
fn figures_that_leave_no_room() {
    let ceiling = |_: &mut Settings, tables: &mut Tables| {
        tables.history = vec![History {
            product: ProductIx(0),
            outcome: Outcome::Absent,
            ..history(5, CITY, "2026-01-05")
        }];
    };
    assert_eq!(verdict(ceiling), []);
    let once = |settings: &mut Settings, tables: &mut Tables| {
        ceiling(settings, tables);
        settings.policy.visits_per_year = 1;
    };
    assert_eq!(verdict(once), since(Rule::Ceiling, "history.csv:5"));
    let quota = |max| {
        move |_: &mut Settings, tables: &mut Tables| {
            tables.tasks[0].batches = 3;
            tables.quotas = vec![Quota {
                row: 6,
                program: ProgramIx(0),
                category: CategoryIx(0),
                region: RegionIx(1),
                min: None,
                target: None,
                max: Some(max),
            }];
        }
    };
    assert_eq!(verdict(quota(2)), since(Rule::QuotaMax, "quotas.csv:6"));
    assert_eq!(verdict(quota(3)), []);
    let escort = |visits_per_day| {
        move |_: &mut Settings, tables: &mut Tables| {
            tables.escorts = vec![Escort { row: 7, region: RegionIx(2), visits_per_day }];
        }
    };
    assert_eq!(verdict(escort(0)), since(Rule::Escort, "escorts.csv:7"));
    assert_eq!(verdict(escort(1)), []);
}

#[test]
fn nobody_may_or_can_go() {
    let no_drawing = |_: &mut Settings, tables: &mut Tables| drop(tables.scopes.remove(0));
    assert_eq!(verdict(no_drawing), plain(&[Rule::ScopeSample]));
    let no_testing = |_: &mut Settings, tables: &mut Tables| drop(tables.scopes.remove(1));
    assert_eq!(verdict(no_testing), plain(&[Rule::ScopeTest]));
    let elsewhere = |_: &mut Settings, tables: &mut Tables| {
        tables.scopes[0].categories = CategorySet::Group("other".to_owned());
    };
    assert_eq!(verdict(elsewhere), plain(&[Rule::ScopeSample]));
    let alone = |_: &mut Settings, tables: &mut Tables| {
        tables.teams[0].samplers = vec![SamplerIx(0); 2];
    };
    assert_eq!(verdict(alone), since(Rule::TwoSamplers, "teams.csv:2"));
    let conflict = |_: &mut Settings, tables: &mut Tables| {
        let kind = ConflictKind::People(Who::Sampler(SamplerIx(1)), Who::Sampler(SamplerIx(0)));
        tables.conflicts = vec![Conflict { row: 9, kind }];
    };
    assert_eq!(verdict(conflict), since(Rule::Conflict, "conflicts.csv:9"));
    let leave = |_: &mut Settings, tables: &mut Tables| {
        tables.samplers[1].leave = vec![dates("2026-02-01", "2026-03-31")];
    };
    assert_eq!(verdict(leave), since(Rule::TeamAvailable, "samplers.csv:3"));
    let gone = |_: &mut Settings, tables: &mut Tables| {
        tables.teams[0].to = Some(date("2026-03-01"));
    };
    assert_eq!(verdict(gone), since(Rule::TeamAvailable, "teams.csv:2"));
    let suspended = |_: &mut Settings, tables: &mut Tables| {
        let days = dates("2026-01-01", "2026-12-31");
        let reason = "r".to_owned();
        tables.suspensions = vec![Suspension { row: 4, agency: AgencyIx(0), days, reason }];
    };
    // Another lab may still test, so the rule needs the scopes to forbid everything: it stands
    // first because nobody else may draw either.
    assert_eq!(verdict(suspended), since(Rule::Suspended, "suspensions.csv:4"));
}

#[test]
fn whoever_has_an_interest_keeps_away() {
    let avoid = |who, whom: Whom, to: Option<&'static str>| {
        verdict(move |_, tables| {
            let (reason, to) = ("r".to_owned(), to.map(date));
            tables.avoidances = vec![Avoidance { row: 8, who, whom, reason, from: None, to }];
        })
    };
    let avoided = since(Rule::Avoidance, "avoidances.csv:8");
    let (agency, sampler) = (Who::Agency(AgencyIx(0)), Who::Sampler(SamplerIx(1)));
    assert_eq!(avoid(agency, Whom::Enterprise(EnterpriseIx(0)), None), avoided);
    assert_eq!(avoid(sampler, Whom::Owner("O".to_owned()), None), avoided);
    assert_eq!(avoid(sampler, Whom::Owner("P".to_owned()), None), []);
    assert_eq!(avoid(sampler, Whom::Region(RegionIx(0)), None), avoided);
    assert_eq!(avoid(sampler, Whom::Region(RegionIx(0)), Some("2026-03-31")), avoided);
    assert_eq!(avoid(sampler, Whom::Region(RegionIx(0)), Some("2026-03-30")), []);
    assert_eq!(avoid(Who::Agency(AgencyIx(1)), Whom::Region(RegionIx(0)), None), []);
}

#[test]
fn samples_need_a_lab_and_a_way_to_it() {
    let apart = |settings: &mut Settings, _: &mut Tables| {
        settings.policy.separation = Separation::Agency;
    };
    // A2 is there but is not entrusted with testing.
    assert_eq!(verdict(apart), plain(&[Rule::ScopeTest, Rule::Separation]));
    let two_labs = |tables: &mut Tables| tables.scopes.push(scope(4, 1, Activity::Test));
    let sent = |settings: &mut Settings, tables: &mut Tables| {
        apart(settings, tables);
        two_labs(tables);
    };
    assert_eq!(verdict(sent), []);
    let carried = |settings: &mut Settings, tables: &mut Tables| {
        sent(settings, tables);
        tables.categories[0].carry = true;
    };
    assert_eq!(verdict(carried), plain(&[Rule::Separation, Rule::Delivery]));
    let heavy = |_: &mut Settings, tables: &mut Tables| {
        two_labs(tables);
        tables.categories[0].carry = true;
        tables.teams[0].vehicle_mass = Some(Grams(999));
    };
    assert_eq!(verdict(heavy), plain(&[Rule::Vehicle, Rule::Delivery]));
    let warm = |_: &mut Settings, tables: &mut Tables| tables.categories[0].cold_chain = true;
    assert_eq!(verdict(warm), plain(&[Rule::ColdChain]));
    let full = |_: &mut Settings, tables: &mut Tables| {
        let month = Month { year: 2026, month: 3 };
        let (agency, lab_group) = (AgencyIx(0), "g".to_owned());
        tables.lab_capacity = vec![LabCapacity { row: 5, agency, lab_group, month, batches: 0 }];
    };
    let expected =
        vec![(Rule::ScopeTest, None), (Rule::LabCapacity, Some("lab_capacity.csv:5".to_owned()))];
    assert_eq!(verdict(full), expected);
    let late = |_: &mut Settings, tables: &mut Tables| {
        two_labs(tables);
        tables.categories[0].carry = true;
        tables.categories[0].deliver_within = Some(Minutes(29));
    };
    assert_eq!(verdict(late), plain(&[Rule::Delivery]));
    let sent = |_: &mut Settings, tables: &mut Tables| {
        two_labs(tables);
        tables.categories[0].deliver_within = Some(Minutes(29));
    };
    assert_eq!(verdict(sent), []);
}

#[test]
fn some_tour_has_to_hold_the_visit() {
    let closed = |_: &mut Settings, tables: &mut Tables| {
        tables.enterprises[0].closed = vec![dates("2026-03-01", "2026-03-31")];
    };
    assert_eq!(verdict(closed), since(Rule::Hours, "enterprises.csv:2"));
    // Open for 450 minutes a day; 15 × 30 + 20 = 470.
    let long = |_: &mut Settings, tables: &mut Tables| tables.tasks[0].batches = 15;
    assert_eq!(verdict(long), since(Rule::Hours, "enterprises.csv:2"));
    let far = |minutes: i64| {
        move |_: &mut Settings, tables: &mut Tables| {
            tables.matrix = [way(HOME, SITE, minutes), way(HOME, SEAT, 200)].concat();
        }
    };
    // 240 + 240 = 480 minutes is just allowed: 08:00-12:00, work from 14:00 to 14:50, home 18:50.
    // With other hours, or a longer day, it would do.
    let expected = [since(Rule::Hours, "enterprises.csv:2"), plain(&[Rule::Day])].concat();
    assert_eq!(verdict(far(240)), expected);
    // The lunch lies in the noon closure: 08:00-11:50, 11:50-12:00 and 14:00-14:40, home 18:30.
    assert_eq!(verdict(far(230)), []);
    assert_eq!(verdict(far(241)), plain(&[Rule::Drive]));
    let near_seat = |nights| {
        move |settings: &mut Settings, tables: &mut Tables| {
            far(241)(settings, tables);
            tables.matrix.extend(way(SEAT, SITE, 10));
            tables.teams[0].max_nights = nights;
        }
    };
    assert_eq!(verdict(near_seat(1)), []);
    assert_eq!(verdict(near_seat(0)), plain(&[Rule::Drive, Rule::Nights]));
    let only_monday = |weekend_nights| {
        move |settings: &mut Settings, tables: &mut Tables| {
            near_seat(2)(settings, tables);
            // Out on Sunday, visit on Monday, home on Tuesday; the site is far from the base.
            tables.matrix.retain(|row| (row.from, row.to) != (SITE, HOME));
            tables.matrix.retain(|row| (row.from, row.to) != (HOME, SITE));
            tables.tasks[0].earliest = Some(date("2026-03-09"));
            tables.tasks[0].latest = Some(date("2026-03-09"));
            settings.policy.weekend_nights = weekend_nights;
        }
    };
    assert_eq!(verdict(only_monday(true)), []);
    assert!(verdict(only_monday(false)).iter().any(|(rule, _)| *rule == Rule::Nights));
    let no_lunch = |lunch_minutes| {
        move |settings: &mut Settings, tables: &mut Tables| {
            settings.policy.lunch_minutes = Minutes(lunch_minutes);
            tables.enterprises[0].hours = "09:00-17:00".to_owned();
            far(200)(settings, tables);
            // 20 + 2 × 35 = 90 minutes: 08:00-11:20, work to 12:50, home 16:10; or a lunch from
            // 11:30 to 14:00, work to 15:30, home 18:50.
            tables.categories[0].sample_minutes = Minutes(35);
            tables.tasks[0].batches = 2;
        }
    };
    assert_eq!(verdict(no_lunch(45)), []);
    assert_eq!(verdict(no_lunch(150)), plain(&[Rule::Day, Rule::Lunch]));
}

#[test]
fn labs_stand_with_the_own_one_first() {
    let (settings, mut tables) = (settings(), tables());
    tables.scopes.push(scope(4, 1, Activity::Test));
    tables.teams[0].agency = AgencyIx(1);
    tables.matrix.extend(way(Place::Agency(AgencyIx(1)), SITE, 30));
    let (_, screen) = screen(settings, tables);
    let (own, other) = (AgencyIx(1), AgencyIx(0));
    let expected =
        vec![LabOption { lab: own, carried: true }, LabOption { lab: other, carried: false }];
    assert_eq!(screen.labs(T1, K1, Day(0)), expected);
    assert!(!screen.must_carry(T1, K1, Day(0)));
    // 7 March 2026, a Saturday.
    assert_eq!(screen.labs(T1, K1, Day(5)), []);
    assert_eq!(screen.pair_days(T1, K1).count(), 22);
    assert_eq!(screen.why_not_team(T1, K1), []);
    let saturday = screen.why_not_day(T1, Day(5));
    assert_eq!(saturday.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [Rule::Workday]);
}

#[test]
fn reach_counts_nights() {
    let reach = |bend: &dyn Fn(&mut Tables)| {
        let mut tables = tables();
        bend(&mut tables);
        screen(settings(), tables).1.reach(K1, EnterpriseIx(0))
    };
    assert_eq!(reach(&|_| ()), Reach::Day);
    assert_eq!(reach(&|tables| tables.matrix.clear()), Reach::Never);
    let far = |tables: &mut Tables| {
        tables.matrix = [way(HOME, SITE, 241), way(HOME, SEAT, 200), way(SEAT, SITE, 10)].concat();
    };
    assert_eq!(reach(&far), Reach::Nights(1));
    let city = Place::Region(RegionIx(1));
    let farther = |tables: &mut Tables| {
        tables.matrix = [way(HOME, city, 400), way(city, SEAT, 400), way(SEAT, SITE, 10)].concat();
    };
    assert_eq!(reach(&farther), Reach::Nights(4));
    let impatient = |tables: &mut Tables| {
        farther(tables);
        tables.teams[0].max_nights = 3;
    };
    assert_eq!(reach(&impatient), Reach::Never);
}
