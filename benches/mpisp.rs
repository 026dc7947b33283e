//! The multi-period inspector scheduling problem (Qin, Ming, Zhang, Xie and Lim 2015,
//! doi:10.1016/j.cor.2015.01.003), solved by the search for tours with nights.
//!
//! `cargo bench --bench mpisp -- FOLDER INSPECTORS PERIODS SEEDS ITERATIONS [NAME...]` with a
//! folder of Solomon's files in his format. Their rule: a period is the depot's window divided by the
//! number of periods, the workload of a customer its demand, at most 200 an inspector; nobody
//! drives or works across the end of a period, everybody rests wherever there is a customer or the
//! depot; what is done is to be worth as much as possible.
//!
//! Here an inspector is a team, a period a day, every customer and the depot a place for the
//! night, the most workload the capacity of a laboratory of the inspector's own. Straight distances
//! are taken to hundredths, rounded up, so that what is found can be done in their problem, too.

use std::path::Path;

use fastrand::Rng;
use onedoor::calendar::{DaySet, Interval};
use onedoor::geography::{Leg, LegMatrix};
use onedoor::model::{AgencyIx, CategoryIx, RegionIx, TeamIx};
use onedoor::route::{
    Accounts, ApartTable, Crew, DayRules, Index, LabChoice, Ledger, NONE, Prices, Problem,
    Schedule, Stop, StopTask, TeamOption, construct, search,
};
use rayon::prelude::*;

/// Hundredths of Solomon's unit.
const SCALE: f64 = 100.0;
const WORKLOAD: i32 = 200;
/// Fen for a unit of workload: far above any way.
const WORTH: f64 = 10_000.0;
/// Fen for a hundredth of a unit driven.
const METRE: f64 = 0.1;

struct Customer {
    x: f64,
    y: f64,
    demand: i32,
    ready: i32,
    due: i32,
    service: i32,
}

fn read(path: &Path) -> Vec<Customer> {
    let text = std::fs::read_to_string(path).expect("a file of Solomon's");
    let row = |line: &str| {
        let cells: Vec<f64> = line.split_whitespace().filter_map(|c| c.parse().ok()).collect();
        let time = |at: usize| (cells[at] * SCALE) as i32;
        (cells.len() == 7).then(|| Customer {
            x: cells[1],
            y: cells[2],
            demand: cells[3] as i32,
            ready: time(4),
            due: time(5),
            service: time(6),
        })
    };
    text.lines().filter_map(row).collect()
}

fn problem(customers: &[Customer], inspectors: usize, periods: usize) -> Problem {
    let (depot, clients) = (&customers[0], &customers[1..]);
    let count = clients.len();
    let period = (depot.due - depot.ready) / periods as i32;
    let place = |node: usize| match node {
        at if at < count => &clients[at],
        at if at < count + inspectors => depot,
        at => &clients[at - count - inspectors],
    };
    let legs = LegMatrix::from_fn(2 * count + inspectors, |from, to| {
        let (a, b) = (place(from), place(to));
        let way = ((a.x - b.x).hypot(a.y - b.y) * SCALE).ceil() as u32;
        Leg { metres: way, minutes: way }
    });
    let mut profiles = Vec::new();
    let mut hours = |client: &Customer, at: usize| {
        let start = depot.ready + at as i32 * period;
        let from = (client.ready - start).max(0);
        let to = (client.due + client.service - start).min(period);
        profiles.push(if from < to { vec![Interval { from, to }] } else { Vec::new() });
        profiles.len() as u32 - 1
    };
    let days = DaySet::full(periods);
    let option = |inspector: usize| {
        let lab = AgencyIx::new(inspector);
        let account = inspector as u32;
        let choice = LabChoice { lab, carried: true, account, days: days.clone() };
        Some(TeamOption { days: days.clone(), labs: vec![vec![choice]], fee: 0.0 })
    };
    let near = |of: usize| {
        let mut all: Vec<u32> = (0..count as u32).filter(|&other| other != of as u32).collect();
        all.sort_by_key(|&other| legs.leg(of, other as usize).metres);
        all
    };
    let seats = |of: usize| {
        let first = (count + inspectors) as u32;
        let nearest = near(of).into_iter().take(3).map(|other| first + other);
        std::iter::once(first + of as u32).chain(nearest).collect()
    };
    let stops = clients.iter().enumerate().map(|(at, client)| Stop {
        group: at as u32,
        work: client.service,
        value: f64::from(client.demand) * WORTH,
        tasks: vec![StopTask {
            batches: client.demand,
            category: CategoryIx::new(0),
            mass: 0,
            volume: 0,
            deliver_within: None,
        }],
        hours: (0..periods).map(|day| hours(client, day)).collect(),
        options: (0..inspectors).map(option).collect(),
        escort: None,
        ceiling: None,
        owner: None,
        quotas: Vec::new(),
        meetings: Vec::new(),
        seats: seats(at),
    });
    let stops: Vec<Stop> = stops.collect();
    let crew = |inspector: usize| Crew {
        team: TeamIx::new(inspector),
        base: (count + inspector) as u32,
        day_start: 0,
        day_end: period,
        max_nights: periods - 1,
        mass: i64::MAX / 4,
        volume: i64::MAX / 4,
        days: days.clone(),
    };
    let accounts = Accounts {
        months: 1,
        days: periods,
        years: 1,
        lab_of: (0..inspectors as u32).collect(),
        labs: inspectors,
        working_days: vec![periods as i64],
        ..Accounts::default()
    };
    // Nobody stops for lunch.
    let never = 10_000_000;
    Problem {
        horizon: periods,
        month: vec![0; periods],
        year: vec![0; periods],
        joins: (0..periods).map(|day| day + 1 < periods).collect(),
        rules: DayRules { lunch_from: never, lunch_to: 2 * never, lunch: 0, drive: never },
        prices: Prices { metre: METRE, team_day: 0.0, night: 0.0, parcel: 0.0 },
        profiles,
        stops,
        crews: (0..inspectors).map(crew).collect(),
        seats: (0..count).map(RegionIx::new).collect(),
        near: (0..count).map(|at| near(at).into_iter().take(40).collect()).collect(),
        legs,
        limited: false,
        ledger: Ledger::new(accounts, vec![WORKLOAD; inspectors], &[], Vec::new()),
        apart: ApartTable::new(periods, &[], |_, _, _| true),
        kept: None,
        index: Index::default(),
    }
    .indexed()
}

fn workload(problem: &Problem, seed: u64, iterations: u64) -> i32 {
    let mut rng = Rng::with_seed(seed);
    let start = construct(problem, &mut rng, None);
    // Days cost nothing, so that it is worth nothing that they are unevenly full.
    let schedule =
        Schedule { iterations, warm: 5.0 * WORTH, cold: 0.02 * WORTH, uneven: (1.0, 1.0) };
    let found = search(problem, start, schedule, &mut rng, &|| false).best;
    let done = problem.stops.iter().zip(&found.place).filter(|(_, place)| **place != NONE);
    done.map(|(stop, _)| stop.tasks[0].batches).sum()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [folder, inspectors, periods, seeds, iterations, names @ ..] = &words[..] else {
        eprintln!(
            "FOLDER INSPECTORS PERIODS SEEDS ITERATIONS [NAME...]: nothing to do without a folder"
        );
        return;
    };
    let number = |word: &String| word.parse::<usize>().expect("a number");
    let (inspectors, periods) = (number(inspectors), number(periods));
    let (seeds, iterations) = (number(seeds) as u64, number(iterations) as u64);
    println!("| instance | periods | best | mean | seconds a run |\n|---|---|---|---|---|");
    for name in names {
        let customers = read(&Path::new(folder).join(format!("{name}.txt")));
        let problem = problem(&customers, inspectors, periods);
        let start = std::time::Instant::now();
        let found: Vec<i32> =
            (1..=seeds).into_par_iter().map(|seed| workload(&problem, seed, iterations)).collect();
        let mean = f64::from(found.iter().sum::<i32>()) / seeds as f64;
        let best = found.iter().max().copied().unwrap_or(0);
        let threads = rayon::current_num_threads().min(seeds as usize) as f64;
        let time = start.elapsed().as_secs_f64() * threads / seeds as f64;
        println!("| {name} | {periods} | {best} | {mean:.1} | {time:.1} |");
    }
}
