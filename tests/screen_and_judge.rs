//! The screen and the draw against the judge, which shares no code with them: on hundreds of
//! instances bent at random they have to agree on every impossible task, every reserve and its place,
//! and every pair of tasks that can be one visit.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use onedoor::calendar::{Calendar, OpenHours};
use onedoor::draw::{self, DrawStatus};
use onedoor::generate::{self, Options, Size};
use onedoor::geography::Travel;
use onedoor::model::*;
use onedoor::rules::Screen;
use onedoor::verify;

/// A small reproducible source of numbers (splitmix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }
    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
    fn pick<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

fn bend(seed: u64) -> Instance {
    let mut dice = Dice(seed);
    let plain = generate::instance(Size::County, seed, Options::default()).unwrap();
    let (mut settings, mut tables) = (plain.settings().clone(), plain.tables().clone());
    bend_settings(&mut dice, &mut settings, &mut tables);
    let start = settings.start;
    let mut day = move |dice: &mut Dice| start + Days::new(dice.below(14) as u64);
    bend_tasks(&mut dice, &mut tables, &mut day);
    bend_people(&mut dice, &mut tables, &mut day);
    bend_limits(&mut dice, &mut tables, &mut day);
    Instance::new(settings, tables).unwrap()
}

fn bend_settings(dice: &mut Dice, settings: &mut Settings, tables: &mut Tables) {
    let policy = &mut settings.policy;
    if dice.one_in(2) {
        // Slow roads make nights necessary.
        let kmh = dice.between(6, 30) as f64;
        settings.travel.speed = vec![SpeedBand { up_to_km: None, kmh }];
    }
    if dice.one_in(2) {
        policy.drive_minutes = Minutes(dice.between(60, 500));
    }
    if dice.one_in(3) {
        policy.lunch_minutes = Minutes(dice.between(0, 200));
    }
    policy.weekend_nights = dice.one_in(3);
    policy.interval_months = dice.between(0, 9) as u32;
    policy.upper_first_months = dice.between(0, 9) as u32;
    policy.visits_per_year = if dice.one_in(3) { dice.between(1, 3) as u32 } else { 0 };
    policy.separation = if dice.one_in(4) { Separation::Agency } else { Separation::Staff };
    if dice.one_in(6) {
        policy.draw = DrawMode::Cost;
    }
    if dice.one_in(3) {
        settings.travel.source = TravelSource::Geodesic;
    } else if dice.one_in(4) {
        settings.travel.source = TravelSource::Matrix;
        tables.matrix = matrix(dice, tables);
    }
}

/// A matrix with gaps, and ways back that differ from the ways there.
fn matrix(dice: &mut Dice, tables: &Tables) -> Vec<MatrixRow> {
    let enterprises =
        (0..tables.enterprises.len()).map(|at| Place::Enterprise(EnterpriseIx::new(at)));
    let agencies = (0..tables.agencies.len()).map(|at| Place::Agency(AgencyIx::new(at)));
    let regions = (0..tables.regions.len()).map(|at| Place::Region(RegionIx::new(at)));
    let places: Vec<Place> = enterprises.chain(agencies).chain(regions).collect();
    let mut rows = Vec::new();
    for from in &places {
        for to in &places {
            if from != to && !dice.one_in(3) {
                let minutes = Minutes(dice.between(1, 400));
                rows.push(MatrixRow {
                    row: 2,
                    from: *from,
                    to: *to,
                    metres: Metres(1000),
                    minutes,
                });
            }
        }
    }
    rows
}

fn bend_tasks(dice: &mut Dice, tables: &mut Tables, day: &mut impl FnMut(&mut Dice) -> NaiveDate) {
    for task in &mut tables.tasks {
        if dice.one_in(4) {
            (task.earliest, task.latest) = (Some(day(dice)), Some(day(dice)));
        }
        if dice.one_in(16) {
            task.latest = task.earliest;
            task.from_time = Some(Clock(dice.between(0, 1000) as i32));
            task.by_time = Some(Clock(dice.between(400, 1440) as i32));
        }
        task.batches = if dice.one_in(4) { dice.between(1, 6) as u32 } else { task.batches };
        task.required = dice.one_in(5);
        if dice.one_in(5) {
            task.product = ProductIx::new(dice.below(tables.products.len()));
        }
    }
    for category in &mut tables.categories {
        if dice.one_in(4) {
            category.sample_minutes = Minutes(dice.between(10, 260));
        }
        category.cold_chain |= dice.one_in(6);
        category.carry |= dice.one_in(6);
        category.test_days = dice.below(8) as u32;
        if dice.one_in(3) {
            category.deliver_within = Some(Minutes(dice.between(10, 2200)));
        }
    }
    for enterprise in &mut tables.enterprises {
        if dice.one_in(3) {
            let texts = [
                "24/7",
                "Mo-Fr 10:00-11:00",
                "Mo-Su 06:00-22:00; PH off",
                "Tu,Th 13:00-15:30",
                "Mo-Fr 08:00-20:00",
            ];
            enterprise.hours = (*dice.pick(&texts)).to_owned();
        }
        if dice.one_in(5) {
            let (from, to) = (day(dice), day(dice));
            enterprise.closed.push(DateRange { from, to });
        }
    }
    for program in &mut tables.programs {
        if dice.one_in(4) {
            program.approved_on = Some(day(dice));
        }
        if dice.one_in(8) {
            program.approval = None;
        }
        if dice.one_in(6) {
            program.kind = ProgramKind::Tracking;
        }
        if dice.one_in(12) {
            program.report_by = Some(day(dice) + Days::new(14));
        }
    }
    for row in &mut tables.history {
        if dice.one_in(4) {
            row.date = day(dice) + Days::new(dice.below(300) as u64);
        }
    }
}

fn bend_people(dice: &mut Dice, tables: &mut Tables, day: &mut impl FnMut(&mut Dice) -> NaiveDate) {
    let samplers = tables.samplers.len();
    for team in &mut tables.teams {
        team.max_nights = dice.between(0, 3) as u32;
        if dice.one_in(3) {
            team.day_start = Clock(dice.between(420, 700) as i32);
            team.day_end = Clock(team.day_start.0 + dice.between(60, 700) as i32);
        }
        if dice.one_in(3) {
            team.vehicle_mass = Some(Grams(dice.between(0, 40_000)));
            team.vehicle_volume = Some(Millilitres(dice.between(0, 40_000)));
        }
        team.cold = dice.one_in(2);
        if dice.one_in(4) {
            (team.from, team.to) = (Some(day(dice)), Some(day(dice)));
        }
        if dice.one_in(6) {
            team.samplers = vec![team.samplers[0]; 2];
        } else if dice.one_in(3) {
            team.samplers.push(SamplerIx::new(dice.below(samplers)));
        }
    }
    for sampler in &mut tables.samplers {
        if dice.one_in(4) {
            let from = day(dice);
            sampler.leave.push(DateRange { from, to: from + Days::new(dice.below(4) as u64) });
        }
    }
    let agencies = tables.agencies.len();
    let who = |dice: &mut Dice| {
        if dice.one_in(2) {
            Who::Agency(AgencyIx::new(dice.below(agencies)))
        } else {
            Who::Sampler(SamplerIx::new(dice.below(samplers)))
        }
    };
    for _ in 0..dice.below(12) {
        let whom = match dice.below(3) {
            0 => Whom::Region(RegionIx::new(dice.below(tables.regions.len()))),
            1 => match &dice.pick(&tables.enterprises).owner {
                Some(owner) => Whom::Owner(owner.clone()),
                None => Whom::Owner("nobody".to_owned()),
            },
            _ => Whom::Enterprise(EnterpriseIx::new(dice.below(tables.enterprises.len()))),
        };
        let from = dice.one_in(2).then(|| day(dice));
        let to = dice.one_in(2).then(|| day(dice));
        let who = who(dice);
        tables.avoidances.push(Avoidance { row: 2, who, whom, reason: String::new(), from, to });
    }
    if dice.one_in(3) {
        let kind = ConflictKind::People(who(dice), who(dice));
        tables.conflicts.push(Conflict { row: 2, kind });
    }
    for _ in 0..dice.below(3) {
        let (agency, from) = (AgencyIx::new(dice.below(agencies)), day(dice));
        let days = DateRange { from, to: from + Days::new(dice.below(8) as u64) };
        tables.suspensions.push(Suspension { row: 2, agency, days, reason: String::new() });
    }
}

fn bend_limits(dice: &mut Dice, tables: &mut Tables, day: &mut impl FnMut(&mut Dice) -> NaiveDate) {
    tables.scopes.retain(|_| !dice.one_in(10));
    for row in &mut tables.lab_capacity {
        if dice.one_in(2) {
            row.batches = dice.between(0, 4) as u32;
        }
    }
    for quota in &mut tables.quotas {
        if dice.one_in(2) {
            quota.max = Some(dice.between(1, 6) as u32);
        }
        if dice.one_in(3) {
            quota.target = Some(dice.between(0, 6) as u32);
        }
    }
    if dice.one_in(4) {
        let region = dice.pick(&tables.enterprises).region;
        let visits_per_day = dice.below(2) as u32;
        tables.escorts.push(Escort { row: 2, region, visits_per_day });
    }
    if dice.one_in(3) {
        let works = dice.one_in(2);
        tables.calendar.push(CalendarDay { row: 2, date: day(dice), works });
    }
}

/// A plan that holds only what the test gives it.
fn plan(instance: &Instance, visits: Vec<Visit>, unplanned: Vec<Unplanned>) -> Plan {
    Plan {
        format: 1,
        revision: 0,
        instance: InstanceRef {
            name: instance.settings().name.clone(),
            digest: instance.digest().to_owned(),
        },
        solver: SolverRecord {
            version: String::new(),
            seed: 0,
            effort: 0,
            stopped: Stopped::Effort,
            repeatable: true,
        },
        objective: Objective::default(),
        information: Information::default(),
        bound: None,
        teams: Vec::new(),
        visits,
        tours: Vec::new(),
        unplanned,
    }
}

fn unplanned(instance: &Instance, screen: &Screen) -> Vec<Unplanned> {
    let record = draw::run(instance, screen);
    let entry = |at: usize| {
        let task = TaskIx::new(at);
        let queue = match record.status[at] {
            DrawStatus::Reserve { place, .. } => Some(place),
            DrawStatus::In | DrawStatus::Drawn | DrawStatus::Impossible => None,
        };
        let impossible = screen.impossible(task).is_some();
        assert_eq!(impossible, record.status[at] == DrawStatus::Impossible);
        let reasons = screen.impossible(task).unwrap_or(&[]).iter().map(|finding| Reason {
            rule: finding.rule,
            detail: String::new(),
            note: Some(finding.note.clone()),
            since: finding.since.clone(),
        });
        Unplanned {
            task: instance.tasks[at].id.clone(),
            impossible,
            queue,
            reasons: reasons.collect(),
        }
    };
    (0..instance.tasks.len()).map(entry).collect()
}

/// Every task as a visit of its own.
fn lone_visits(instance: &Instance) -> Vec<Visit> {
    let visit = |task: &Task| Visit {
        id: task.id.clone(),
        site: instance.enterprises[task.site.ix()].id.clone(),
        tasks: vec![VisitTask { task: task.id.clone(), lab: instance.agencies[0].id.clone() }],
        team: instance.teams[0].id.clone(),
        date: instance.settings().start,
        arrive: Clock(600),
        start: Clock(600),
        end: Clock(660),
    };
    instance.tasks.iter().map(visit).collect()
}

#[test]
fn screen_draw_and_judge_agree() {
    let mut impossible = 0;
    let (mut together, mut kept_apart) = (0, 0);
    for seed in 0..330 {
        let instance = bend(seed);
        let calendar = Calendar::new(&instance);
        let hours = OpenHours::new(&instance, &calendar);
        let travel = Travel::new(&instance).unwrap();
        let screen = Screen::new(&instance, &calendar, &hours, &travel);

        let verdict =
            verify::judge(&instance, &plan(&instance, Vec::new(), unplanned(&instance, &screen)));
        let of_draw = |violation: &&verify::Violation| {
            violation.rule == Rule::Draw || violation.note.key.contains("impossible")
        };
        let wrong: Vec<_> = verdict.violations.iter().filter(of_draw).collect();
        assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
        for task in (0..instance.tasks.len()).map(TaskIx::new) {
            if let Some(findings) = screen.impossible(task) {
                impossible += 1;
                assert!(!findings.is_empty(), "seed {seed}: {}", instance.tasks[task.ix()].id);
            }
        }

        let verdict =
            verify::judge(&instance, &plan(&instance, lone_visits(&instance), Vec::new()));
        let one_door = verdict.violations.iter().filter(|found| found.rule == Rule::OneDoor);
        let judged: BTreeSet<(String, String)> = one_door
            .map(|found| (found.note.args["visit"].clone(), found.note.args["other"].clone()))
            .collect();
        let mut screened = BTreeSet::new();
        for (at, a) in instance.tasks.iter().enumerate() {
            for (other, b) in instance.tasks[..at].iter().enumerate() {
                let pair = [TaskIx::new(other), TaskIx::new(at)];
                if a.site != b.site {
                    continue;
                }
                if screen.group_admissible(&pair) {
                    screened.insert((b.id.clone(), a.id.clone()));
                } else {
                    kept_apart += 1;
                    let finding = screen.why_not_together(&pair[..1], &pair[1..]);
                    assert_ne!(finding.rule, Rule::OneDoor, "seed {seed}: {} {}", a.id, b.id);
                }
            }
        }
        together += screened.len();
        assert_eq!(judged, screened, "seed {seed}");
    }
    // The instances are bent enough for all of this to mean something.
    assert!(impossible > 1000, "{impossible}");
    assert!(together > 1000 && kept_apart > 1000, "{together} {kept_apart}");
}
