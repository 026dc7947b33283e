//! The judge and the rooms that make plans were written apart from the same text. On instances of
//! real make-up they have to agree: on the ways, on what is impossible alone, on the draw, and on
//! which tasks could share a visit.

mod support;

use std::collections::BTreeMap;

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::draw::{self, DrawStatus};
use onedoor::generate::{self, Options, Size};
use onedoor::geography::Travel;
use onedoor::model::*;
use onedoor::rules::Screen;
use onedoor::verify::judge;
use support::{empty_plan, left_out, said, visit};

/// An instance and what the planning rooms make of it.
struct Planning {
    instance: Instance,
    travel: Travel,
    screen: Screen,
}

fn planning(instance: Instance) -> Planning {
    let calendar = Calendar::new(&instance);
    let hours = OpenHours::new(&instance, &calendar);
    let travel = Travel::new(&instance).unwrap();
    let screen = Screen::new(&instance, &calendar, &hours, &travel);
    Planning { instance, travel, screen }
}

fn tasks(instance: &Instance) -> impl Iterator<Item = TaskIx> + use<> {
    (0..instance.tasks.len()).map(TaskIx::new)
}

fn agree(instance: Instance, case: &str) {
    let planning = planning(instance);
    agree_on_the_draw(&planning, case);
    agree_on_doors(&planning, case);
    agree_on_ways(&planning, case);
}

/// Everything is left out, for the reasons that the planning rooms give.
fn agree_on_the_draw(planning: &Planning, case: &str) {
    let Planning { instance, screen, .. } = planning;
    let record = draw::run(instance, screen);
    let mut plan = empty_plan(instance);
    for task in tasks(instance) {
        let mut entry = left_out(instance, task, Rule::Window);
        match record.status[task.ix()] {
            DrawStatus::In | DrawStatus::Drawn => {}
            DrawStatus::Impossible => entry.impossible = true,
            DrawStatus::Reserve { place, .. } => {
                entry = left_out(instance, task, Rule::Draw);
                entry.queue = Some(place);
            }
        }
        plan.unplanned.push(entry);
    }
    let verdict = judge(instance, &plan);
    let keys = [
        "verify-impossible",
        "verify-not-impossible",
        "verify-draw-queue",
        "verify-draw-unsaid",
        "verify-draw-not-reserve",
    ];
    assert_eq!(said(&verdict, &keys), Vec::<String>::new(), "{case}");
}

/// Every task has a visit of its own: the judge finds the pairs that the screen admits together.
fn agree_on_doors(planning: &Planning, case: &str) {
    let Planning { instance, screen, .. } = planning;
    let mut sites: BTreeMap<EnterpriseIx, Vec<TaskIx>> = BTreeMap::new();
    let mut plan = empty_plan(instance);
    for task in tasks(instance) {
        sites.entry(instance.tasks[task.ix()].site).or_default().push(task);
        plan.visits.push(visit(instance, task.ix(), &[task], "2026-03-02"));
    }
    let mut expected = Vec::new();
    for group in sites.values() {
        for (at, b) in group.iter().enumerate() {
            let partners = group[..at].iter().filter(|a| screen.group_admissible(&[**a, *b]));
            expected.extend(partners.map(|a| (a.ix(), b.ix())));
        }
    }
    let number = |id: &String| id[1..].parse::<usize>().unwrap();
    let verdict = judge(instance, &plan);
    let doors = verdict.violations.iter().filter(|v| v.rule == Rule::OneDoor);
    let mut found: Vec<(usize, usize)> =
        doors.map(|v| (number(&v.note.args["visit"]), number(&v.note.args["other"]))).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "{case}");
}

/// Every enterprise is driven to from the first base and back by way of the next enterprise.
fn agree_on_ways(planning: &Planning, case: &str) {
    let Planning { instance, travel, .. } = planning;
    let mut plan = empty_plan(instance);
    let date = instance.settings().start;
    let base = Place::Agency(instance.teams[0].agency);
    let mut first = BTreeMap::new();
    for task in tasks(instance) {
        first.entry(instance.tasks[task.ix()].site).or_insert(task);
    }
    for (at, task) in first.values().enumerate() {
        plan.visits.push(visit(instance, at, &[*task], &date.to_string()));
    }
    let sites: Vec<EnterpriseIx> = first.into_keys().collect();
    for (at, pair) in sites.windows(2).enumerate() {
        let places = [base, Place::Enterprise(pair[0]), Place::Enterprise(pair[1]), base];
        let legs = places.windows(2).map(|leg| travel.leg(leg[0], leg[1]).unwrap());
        let (mut metres, mut drive_minutes) = (Metres::ZERO, Minutes::ZERO);
        for leg in legs {
            metres += Metres(leg.metres.into());
            drive_minutes += Minutes(leg.minutes.into());
        }
        let day = TourDay {
            date,
            from: BASE.to_owned(),
            depart: Clock::hm(8, 0),
            stops: vec![format!("V{at}"), format!("V{}", at + 1)],
            to: BASE.to_owned(),
            arrive: Clock::hm(18, 0),
            lunch: None,
            metres,
            drive_minutes,
        };
        let team = instance.teams[0].id.clone();
        plan.tours.push(Tour { id: format!("R{at}"), team, days: vec![day] });
    }
    let keys = ["verify-metres", "verify-drive-minutes", "verify-no-way"];
    assert_eq!(said(&judge(instance, &plan), &keys), Vec::<String>::new(), "{case}");
}

/// A change of an instance that makes one of the rules bite.
type Twist = (&'static str, fn(&mut Settings, &mut Tables));

/// Changes under which judge and planner have to agree too.
const TWISTS: &[Twist] = &[
    ("as made", |_, _| {}),
    ("short days", |_, t| t.teams.iter_mut().for_each(|team| team.day_end = Clock::hm(13, 0))),
    ("late days", |_, t| t.teams.iter_mut().for_each(|team| team.day_start = Clock::hm(11, 0))),
    ("no nights", |s, t| {
        s.policy.drive_minutes = Minutes(150);
        t.teams.iter_mut().for_each(|team| team.max_nights = 0);
    }),
    ("long lunch", |s, t| {
        s.policy.lunch_minutes = Minutes(150);
        t.enterprises.iter_mut().for_each(|site| site.hours = "Mo-Sa 10:00-15:00".to_owned());
    }),
    ("no lunch", |s, _| s.policy.lunch_minutes = Minutes(0)),
    ("separate agencies", |s, _| s.policy.separation = Separation::Agency),
    ("ceiling", |s, _| s.policy.visits_per_year = 1),
    ("long intervals", |s, _| {
        s.policy.interval_months = 12;
        s.policy.upper_first_months = 18;
    }),
    ("no intervals", |s, _| {
        s.policy.interval_months = 0;
        s.policy.upper_first_months = 0;
    }),
    ("straight lines", |s, _| s.travel.source = TravelSource::Geodesic),
    ("deliveries", |s, t| {
        s.policy.drive_minutes = Minutes(100);
        t.categories.iter_mut().for_each(|category| {
            category.carry = true;
            category.deliver_within = Some(Minutes(20 * 60));
        });
    }),
    ("small vehicles", |_, t| {
        t.teams.iter_mut().for_each(|team| team.vehicle_mass = Some(Grams(9_000)));
    }),
    ("small laboratories", |_, t| t.lab_capacity.iter_mut().for_each(|row| row.batches = 0)),
    ("escorts", |_, t| {
        let regions = (0..t.regions.len()).step_by(2).map(RegionIx::new);
        let row = |region| Escort { row: 2, region, visits_per_day: 0 };
        t.escorts = regions.map(row).collect();
    }),
    ("low maxima", |_, t| {
        for (at, quota) in t.quotas.iter_mut().enumerate() {
            quota.max = Some(at as u32 % 3);
        }
    }),
    ("cost", |s, _| s.policy.draw = DrawMode::Cost),
    // From here on the searches for a tour are long.
    ("little driving", |s, _| s.policy.drive_minutes = Minutes(100)),
    ("one night", |s, t| {
        s.policy.drive_minutes = Minutes(100);
        t.teams.iter_mut().for_each(|team| team.max_nights = 1);
    }),
    ("nights at weekends", |s, t| {
        s.policy.weekend_nights = true;
        s.policy.drive_minutes = Minutes(60);
        t.teams.iter_mut().for_each(|team| team.max_nights = 6);
    }),
    ("long work", |_, t| t.categories.iter_mut().for_each(|c| c.sample_minutes = Minutes(190))),
    ("quick deliveries", |_, t| {
        t.categories.iter_mut().for_each(|c| c.deliver_within = Some(Minutes(60)));
    }),
    ("night shops", |_, t| {
        t.enterprises.iter_mut().for_each(|site| site.hours = "17:00-02:00; PH off".to_owned());
    }),
];

fn twisted(instance: &Instance, twist: fn(&mut Settings, &mut Tables)) -> Instance {
    let (mut settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    twist(&mut settings, &mut tables);
    Instance::new(settings, tables).unwrap()
}

#[test]
fn judge_and_planner_agree_on_counties() {
    for seed in 1..=6 {
        let options = Options { with_food: seed % 2 == 0 };
        let instance = generate::instance(Size::County, seed, options).unwrap();
        for (name, twist) in TWISTS {
            agree(twisted(&instance, *twist), &format!("{name}, seed {seed}"));
        }
    }
}

#[test]
fn judge_and_planner_agree_on_a_city() {
    let instance = generate::instance(Size::City, 1, Options::default()).unwrap();
    let quick = TWISTS.iter().take_while(|(name, _)| *name != "little driving");
    for (name, twist) in quick {
        agree(twisted(&instance, *twist), name);
    }
}
