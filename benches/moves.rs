//! What a move costs the search, by the clock: the cheapest place of one visit among days that
//! start and end at the base, and among tours of four days with nights; a week cut anew.
//!
//! `cargo bench --bench moves`. The visits, the team and the days are the same in both; six visits a day.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fastrand::Rng;
use onedoor::calendar::{DaySet, Interval};
use onedoor::geography::{Leg, LegMatrix};
use onedoor::model::{AgencyIx, CategoryIx, RegionIx, TeamIx};
use onedoor::route::{
    Accounts, ApartTable, Crew, DayRules, Index, LabChoice, Ledger, Nights, Prices, Problem,
    Scratch, Solution, Stop, StopTask, TeamOption, quote, recut,
};

/// Weeks of five days, of which a tour takes the first four.
const WEEKS: usize = 20;
const ON_THE_ROAD: usize = 4;
const A_DAY: usize = 6;
const SEATS: usize = 30;
const DAYS: usize = WEEKS * 7;
const NEAR: usize = 32;

fn problem(max_nights: usize) -> Problem {
    let mut rng = Rng::with_seed(7);
    let stops = WEEKS * ON_THE_ROAD * A_DAY + 1;
    let nodes = stops + 1 + SEATS;
    let mut at: Vec<(f64, f64)> =
        (0..nodes).map(|_| (rng.f64() * 80_000.0, rng.f64() * 80_000.0)).collect();
    at[stops] = (40_000.0, 40_000.0);
    let legs = LegMatrix::from_fn(nodes, |from, to| {
        let (a, b) = (at[from], at[to]);
        let metres = ((a.0 - b.0).hypot(a.1 - b.1) * 1.3) as u32;
        Leg { metres, minutes: metres / 1000 }
    });
    let nearest = |from: usize, among: std::ops::Range<usize>, count: usize| -> Vec<u32> {
        let mut all: Vec<u32> = among.filter(|&to| to != from).map(|to| to as u32).collect();
        all.sort_by_key(|&to| legs.leg(from, to as usize).metres);
        all.truncate(count);
        all
    };
    let works = |day: usize| day % 7 < 5;
    let mut days = DaySet::empty(DAYS);
    (0..DAYS)
        .filter(|&day| works(day))
        .for_each(|day| days.insert(onedoor::calendar::Day(day as u16)));
    let choice =
        LabChoice { lab: AgencyIx::new(0), carried: true, account: 0, days: DaySet::full(DAYS) };
    let stop = |at: usize| Stop {
        group: at as u32,
        work: 30,
        value: 1e7,
        tasks: vec![StopTask {
            batches: 1,
            category: CategoryIx::new(0),
            mass: 1,
            volume: 1,
            deliver_within: None,
        }],
        hours: vec![0; DAYS],
        options: vec![Some(TeamOption {
            days: days.clone(),
            labs: vec![vec![choice.clone()]],
            fee: 0.0,
        })],
        escort: None,
        ceiling: None,
        owner: None,
        quotas: Vec::new(),
        meetings: Vec::new(),
        seats: nearest(at, stops + 1..nodes, 3),
    };
    let accounts = Accounts {
        months: 1,
        days: DAYS,
        years: 1,
        lab_of: vec![0],
        labs: 1,
        working_days: vec![100],
        ..Accounts::default()
    };
    Problem {
        horizon: DAYS,
        month: vec![0; DAYS],
        year: vec![0; DAYS],
        joins: (0..DAYS).map(|day| works(day) && works(day + 1)).collect(),
        rules: DayRules { lunch_from: 690, lunch_to: 840, lunch: 45, drive: 480 },
        prices: Prices { metre: 0.12, team_day: 90_000.0, night: 36_000.0, parcel: 4500.0 },
        profiles: vec![vec![Interval { from: 510, to: 720 }, Interval { from: 840, to: 1080 }]],
        stops: (0..stops).map(stop).collect(),
        crews: vec![Crew {
            team: TeamIx::new(0),
            base: stops as u32,
            day_start: 480,
            day_end: 1110,
            max_nights,
            mass: i64::MAX / 4,
            volume: i64::MAX / 4,
            days: days.clone(),
        }],
        seats: (0..SEATS).map(RegionIx::new).collect(),
        near: (0..stops).map(|at| nearest(at, 0..stops, NEAR)).collect(),
        legs,
        limited: false,
        ledger: Ledger::new(accounts, vec![i32::MAX], &[], Vec::new()),
        apart: ApartTable::new(DAYS, &[], |_, _, _| true),
        kept: None,
        index: Index::default(),
    }
    .indexed()
}

/// Every visit but the last on the road, the nearest after one another; answers the solution.
fn solution(problem: &Problem, nights: bool) -> Solution {
    let mut solution = Solution::empty(problem);
    solution.mark();
    let base = problem.crews[0].base;
    let mut left: Vec<u32> = (0..problem.stops.len() as u32 - 1).collect();
    for week in 0..WEEKS {
        let mut from = base;
        for day in 0..ON_THE_ROAD {
            let at = week * 7 + day;
            let (mut here, mut stops) = (from, Vec::new());
            while stops.len() < A_DAY {
                let next = (0..left.len()).min_by_key(|&i| problem.leg(here, left[i]).0);
                let Some(next) = next else { break };
                here = left.swap_remove(next);
                stops.push(here);
            }
            let away = nights && day + 1 < ON_THE_ROAD;
            let to = if away { problem.stops[here as usize].seats[0] } else { base };
            let mut slot = Solution::walk(problem, at, from, to, stops.clone());
            while slot.is_none() && !stops.is_empty() {
                stops.pop();
                slot = Solution::walk(problem, at, from, to, stops.clone());
            }
            let Some(slot) = slot else { continue };
            solution.set(problem, at, slot.clone());
            for &stop in &stops {
                solution.place(problem, stop, at, slot.clone(), &[0]);
            }
            from = to;
        }
    }
    solution
}

fn moves(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("move");
    for (name, max_nights, nights) in [("days", 0, false), ("tours", 4, true)] {
        let problem = problem(max_nights);
        let solution = solution(&problem, nights);
        let placed = problem.stops.len() - solution.absent.len();
        eprintln!("{name}: {placed} visits on the road");
        let visit = problem.stops.len() as u32 - 1;
        let mut rng = Rng::with_seed(1);
        let mut scratch = Scratch::default();
        group.bench_function(name, |bench| {
            bench.iter(|| quote(&problem, &solution, black_box(visit), &mut rng, &mut scratch));
        });
    }
    group.finish();
}

fn weeks(criterion: &mut Criterion) {
    let problem = problem(4);
    let start = solution(&problem, true);
    let mut nights = Nights::default();
    let mut best = start.clone();
    for week in 0..WEEKS {
        recut(&problem, &mut best, week * 7, &mut nights);
    }
    let mut week = 0;
    criterion.bench_function("week cut anew, nothing better", |bench| {
        bench.iter(|| {
            week = (week + 1) % WEEKS;
            recut(&problem, &mut best, week * 7, &mut nights)
        });
    });
}

criterion_group!(benches, moves, weeks);
criterion_main!(benches);
