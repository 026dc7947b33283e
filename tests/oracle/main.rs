//! Tiny problems solved by trying everything: no plan is cheaper than the cheapest that the judge
//! accepts, and the planner finds that one.
//!
//! Cut from the hand-made instances: a few of their tasks, one or two teams, three days. Tried are
//! all ways to put tasks into visits, visits into team-days and orders, nights at every seat, and
//! labs; every candidate is judged by `verify`, which shares no code with the planner.

#[path = "../support/mod.rs"]
mod support;
mod world;

use std::path::Path;

use chrono::NaiveDate;
use onedoor::io;
use onedoor::model::{
    AgencyIx, CalendarDay, DrawMode, Fen, Instance, LabCapacity, Month, Outcome, Quota, Rotation,
    SamplerIx, Tables, TaskIx,
};

use support::came;
use world::{DAYS, proved, solved, world};

/// A few tasks, a team or two and some days of an instance, without its quotas.
fn cut(instance: &Instance, rng: &mut fastrand::Rng) -> Instance {
    let mut tables = instance.tables().clone();
    tables.quotas.clear();
    cut_tables(instance, tables, rng)
}

fn cut_tables(instance: &Instance, mut tables: Tables, rng: &mut fastrand::Rng) -> Instance {
    let mut settings = instance.settings().clone();
    while tables.tasks.len() > 3 {
        tables.tasks.remove(rng.usize(..tables.tasks.len()));
    }
    while tables.teams.len() > 1 + usize::from(rng.u8(..3) == 0) {
        tables.teams.remove(rng.usize(..tables.teams.len()));
    }
    let span = (settings.end - settings.start).num_days();
    let shift = rng.i64(0..=(span - DAYS as i64 + 1).max(0));
    settings.start = settings.start + chrono::Days::new(shift as u64);
    settings.end = settings.end.min(settings.start + chrono::Days::new(DAYS as u64 - 1));
    Instance::new(settings, tables).unwrap()
}

#[test]
fn the_planner_finds_what_trying_everything_finds() {
    let mut rng = fastrand::Rng::with_seed(20_260_302);
    let mut compared = 0;
    for name in ["door", "interval", "lottery", "neighbours", "nights"] {
        let (whole, _) = io::read_instance(&Path::new("instances/tiny").join(name)).unwrap();
        for _ in 0..40 {
            let instance = cut(&whole, &mut rng);
            let plan = solved(&instance);
            let cheapest = world(&instance, &plan).cheapest(&plan);
            let tasks: Vec<&str> = instance.tasks.iter().map(|task| task.id.as_str()).collect();
            let start: NaiveDate = instance.settings().start;
            assert_eq!(plan.objective.total.0, cheapest, "{name} {tasks:?} from {start}");
            for bound in proved(&instance, &plan).bounds {
                assert!(bound <= cheapest, "{name} {tasks:?} from {start}: {bound} > {cheapest}");
            }
            compared += usize::from(!plan.visits.is_empty());
        }
    }
    assert!(compared >= 100, "only {compared} of the cut instances had something to plan");
}

/// An instance with what the cuts above leave out: quotas that cost something either way, labs with
/// little room, teams of two agencies, doors worth less than the way to them.
fn harder(instance: &Instance, rng: &mut fastrand::Rng) -> Instance {
    let mut tables = instance.tables().clone();
    let mut settings = instance.settings().clone();
    settings.policy.draw = DrawMode::Cost;
    settings.weights.balance_month = Fen(rng.i64(0..30_000));
    settings.weights.balance_region = Fen(rng.i64(0..60_000));
    settings.weights.shortfall = Fen(rng.i64(0..200_000));
    for task in &mut tables.tasks {
        task.required &= rng.bool();
        task.value = Fen(rng.i64(0..150_000));
        task.batches = rng.u32(1..=2);
    }
    tables.quotas = (0..rng.usize(0..3))
        .map(|row| {
            let task = &tables.tasks[rng.usize(..tables.tasks.len())];
            let (min, more) = (rng.u32(0..3), rng.u32(0..3));
            Quota {
                row: row as u32 + 2,
                program: task.program,
                category: tables.products[task.product.ix()].category,
                region: tables.enterprises[task.site.ix()].region,
                min: Some(min),
                target: Some(min + more),
                max: rng.bool().then_some(min + more + 1),
            }
        })
        .collect();
    let (start, end) = (settings.start, settings.end);
    let groups: Vec<String> = tables.categories.iter().map(|row| row.lab_group.clone()).collect();
    for agency in 0..tables.agencies.len() {
        for date in [start, end] {
            tables.lab_capacity.push(LabCapacity {
                row: tables.lab_capacity.len() as u32 + 2,
                agency: AgencyIx::new(agency),
                lab_group: groups[rng.usize(..groups.len())].clone(),
                month: Month::of(date),
                batches: rng.u32(0..3),
            });
        }
    }
    let people = tables.samplers.len() as u32;
    if let Some(team) = tables.teams.first_mut() {
        let more = SamplerIx(rng.u32(..people));
        if !team.samplers.contains(&more) {
            team.samplers.push(more);
        }
    }
    cut_tables(&Instance::new(settings, tables.clone()).unwrap(), tables, rng)
}

#[test]
fn nothing_costs_less_than_the_bound() {
    let mut rng = fastrand::Rng::with_seed(140_500);
    let (mut compared, mut tight, mut closed, mut certified, mut beside) = (0, 0, 0, 0, 0);
    for name in ["door", "interval", "neighbours", "nights"] {
        let (whole, _) = io::read_instance(&Path::new("instances/tiny").join(name)).unwrap();
        for _ in 0..30 {
            let instance = harder(&whole, &mut rng);
            let plan = solved(&instance);
            let cheapest = world(&instance, &plan).cheapest(&plan);
            let tasks: Vec<_> = instance.tasks.iter().map(|task| (&task.id, task.value)).collect();
            let proofs = proved(&instance, &plan);
            certified += usize::from(proofs.is_certified);
            beside += usize::from(proofs.beside_nights);
            for bound in proofs.bounds {
                assert!(bound <= cheapest, "{name} {tasks:?}: {bound} > {cheapest}");
                tight += usize::from(bound * 10 >= cheapest * 9);
                closed += usize::from(bound == cheapest);
            }
            compared += usize::from(!plan.visits.is_empty());
        }
    }
    assert!(compared >= 40, "only {compared} of the instances had something to plan");
    assert!(certified >= 40, "only {certified} certificates");
    assert!(beside >= 3, "only {beside} have prices for tasks beside nights");
    assert!(tight >= 200, "only {tight} of the bounds are near");
    assert!(closed >= 150, "only {closed} of the bounds are the cheapest cost itself");
}

/// On a city the second effort is too little for column generation.
#[test]
fn what_visits_share_proves_more_than_minutes_alone() {
    let (instance, _) = io::read_instance(Path::new("instances/jincheng")).unwrap();
    let plan = solved(&instance);
    let proofs = proved(&instance, &plan);
    assert!(!proofs.is_certified);
    let [alone, shared] = proofs.bounds[..] else { panic!("{:?}", proofs.bounds) };
    assert!(alone * 100 < shared * 97, "{alone} {shared}");
    assert!(shared < plan.objective.total.0);
}

/// A team's instance whose middle day is a day off that tours may span; what is dear is the road.
fn spanning(instance: &Instance, rng: &mut fastrand::Rng) -> Instance {
    let mut tables = instance.tables().clone();
    tables.quotas.clear();
    let cut = cut_tables(instance, tables, rng);
    let (mut settings, mut tables) = (cut.settings().clone(), cut.tables().clone());
    tables.teams.truncate(1);
    tables.teams[0].max_nights = 2;
    settings.policy.weekend_nights = true;
    settings.costs.km = Fen(rng.i64(500..8_000));
    settings.costs.team_day = Fen(rng.i64(0..20_000));
    settings.costs.night = Fen(rng.i64(0..5_000));
    tables.calendar = (0..DAYS as u64)
        .zip(9000..)
        .map(|(at, row)| CalendarDay {
            row,
            date: settings.start + chrono::Days::new(at),
            works: at != 1,
        })
        .collect();
    Instance::new(settings, tables).unwrap()
}

#[test]
fn tours_that_span_days_off_are_found_as_trying_everything_does() {
    let mut rng = fastrand::Rng::with_seed(5);
    let mut spans = 0;
    for name in ["door", "interval", "neighbours", "nights"] {
        let (whole, _) = io::read_instance(&Path::new("instances/tiny").join(name)).unwrap();
        for _ in 0..30 {
            let instance = spanning(&whole, &mut rng);
            let plan = solved(&instance);
            let cheapest = world(&instance, &plan).cheapest(&plan);
            let tasks: Vec<&str> = instance.tasks.iter().map(|task| task.id.as_str()).collect();
            assert_eq!(plan.objective.total.0, cheapest, "{name} {tasks:?}");
            for bound in proved(&instance, &plan).bounds {
                assert!(bound <= cheapest, "{name} {tasks:?}: {bound} > {cheapest}");
            }
            spans += plan.tours.iter().filter(|tour| tour.days.len() == DAYS).count();
        }
    }
    assert!(spans >= 5, "only {spans} tours span the day off");
}

/// An instance in which agencies that came before cost something, and so do owners' further days.
fn weighed(instance: &Instance, rng: &mut fastrand::Rng) -> Instance {
    let mut tables = instance.tables().clone();
    let mut settings = instance.settings().clone();
    tables.quotas.clear();
    settings.policy.rotation = Rotation::Penalise;
    settings.weights.rotation = Fen(rng.i64(0..60_000));
    settings.weights.owner_day = Fen(rng.i64(0..60_000));
    for enterprise in &mut tables.enterprises {
        enterprise.owner = (rng.u8(..4) > 0).then(|| "one owner".to_owned());
    }
    let agencies = tables.agencies.len();
    for (task, row) in (0..instance.tasks.len()).map(TaskIx::new).zip(9000..) {
        let agency = AgencyIx::new(rng.usize(..agencies));
        tables.history.push(came(instance, row, task, Outcome::Absent, agency));
    }
    cut_tables(&Instance::new(settings, tables.clone()).unwrap(), tables, rng)
}

#[test]
fn weights_are_weighed_as_trying_everything_does() {
    let mut rng = fastrand::Rng::with_seed(212);
    let (mut again, mut spread) = (0, 0);
    for name in ["door", "interval", "neighbours", "nights"] {
        let (whole, _) = io::read_instance(&Path::new("instances/tiny").join(name)).unwrap();
        for _ in 0..25 {
            let instance = weighed(&whole, &mut rng);
            let plan = solved(&instance);
            let cheapest = world(&instance, &plan).cheapest(&plan);
            let tasks: Vec<&str> = instance.tasks.iter().map(|task| task.id.as_str()).collect();
            assert_eq!(plan.objective.total.0, cheapest, "{name} {tasks:?}");
            for bound in proved(&instance, &plan).bounds {
                assert!(bound <= cheapest, "{name} {tasks:?}: {bound} > {cheapest}");
            }
            again += usize::from(!plan.objective.rotation.is_zero());
            spread += usize::from(!plan.objective.owner_days.is_zero());
        }
    }
    assert!(again >= 10 && spread >= 2, "{again} come again, {spread} are spread");
}
