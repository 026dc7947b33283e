//! Random small problems: far places, short days, closed doors, seats for the night.

use fastrand::Rng;

use crate::calendar::{DaySet, Interval};
use crate::geography::{Leg, LegMatrix};
use crate::model::{AgencyIx, CategoryIx, RegionIx, TeamIx};

use super::super::clockwork::DayRules;
use super::super::ledger::{Accounts, Ledger};
use super::super::problem::{
    ApartTable, Crew, Index, LabChoice, Meeting, Prices, Problem, Stop, StopTask, TeamOption,
};

/// At most so much of everything.
#[derive(Clone, Copy)]
pub struct Size {
    pub stops: usize,
    pub days: usize,
    pub seats: usize,
    pub teams: usize,
    /// There and back may differ, and the straight way be the longer one.
    pub wild: bool,
}

fn profiles() -> Vec<Vec<Interval>> {
    let span = |from, to| Interval { from, to };
    vec![
        vec![span(510, 720), span(840, 1080)],
        vec![span(480, 1080)],
        vec![span(600, 700)],
        vec![span(840, 1020)],
        vec![],
    ]
}

fn legs(rng: &mut Rng, size: usize, wild: bool) -> LegMatrix {
    let at: Vec<(f64, f64)> =
        (0..size).map(|_| (rng.f64() * 300_000.0, rng.f64() * 300_000.0)).collect();
    let strength = rng.f64() + 0.5;
    let noise: Vec<f64> = (0..size * size).map(|_| rng.f64()).collect();
    LegMatrix::from_fn(size, |from, to| {
        let (a, b) = (at[from], at[to]);
        let mut metres = ((a.0 - b.0).hypot(a.1 - b.1) * strength) as u32;
        if wild {
            metres = (f64::from(metres) * (0.3 + 1.4 * noise[from * size + to])) as u32;
        }
        if from == to { Leg::default() } else { Leg { metres, minutes: metres / 1000 } }
    })
}

pub fn random_problem(rng: &mut Rng, size: Size) -> Problem {
    let (days, teams) = (rng.usize(2..=size.days), size.teams);
    let count = rng.usize(1..=size.stops);
    let seats = rng.usize(0..=size.seats);
    let limited = rng.u8(..4) == 0;
    let alone = teams == 1;
    let mut stops: Vec<Stop> =
        (0..count).map(|at| stop(rng, at, (count, days, seats, teams), limited, alone)).collect();
    if alone && count > 1 && rng.u8(..4) == 0 {
        let meeting = if rng.bool() { Meeting::NotSameDay } else { Meeting::SameDay };
        stops[0].meetings.push((1, meeting));
        stops[1].meetings.push((0, meeting));
    }
    let crew = |rng: &mut Rng, team: usize| Crew {
        team: TeamIx::new(team),
        base: (count + team) as u32,
        day_start: 480,
        day_end: [1110, 1020, 900][rng.usize(..3)],
        max_nights: rng.usize(0..=3),
        mass: [i64::MAX / 4, 25][usize::from(rng.u8(..4) == 0)],
        volume: i64::MAX / 4,
        days: DaySet::full(days),
    };
    let accounts = Accounts {
        months: 1,
        days,
        years: 1,
        lab_of: vec![0],
        labs: 1,
        working_days: vec![days as i64],
        ..Accounts::default()
    };
    let rules = DayRules { lunch_from: 690, lunch_to: 840, lunch: 45, drive: 480 };
    let wild = size.wild && rng.bool();
    let legs = legs(rng, count + teams + seats, wild);
    let of = |prices: &[f64], rng: &mut Rng| prices[rng.usize(..prices.len())];
    Problem {
        horizon: days,
        month: vec![0; days],
        year: vec![0; days],
        joins: (0..days).map(|day| day + 1 < days && rng.u8(..8) > 0).collect(),
        rules,
        prices: Prices {
            metre: 0.12,
            team_day: of(&[0.0, 30_000.0, 90_000.0], rng),
            night: of(&[0.0, 10_000.0, 36_000.0], rng),
            parcel: 4500.0,
        },
        profiles: profiles(),
        crews: (0..teams).map(|team| crew(rng, team)).collect(),
        seats: (0..seats).map(RegionIx::new).collect(),
        near: (0..count as u32)
            .map(|at| (0..count as u32).filter(|&other| other != at).collect())
            .collect(),
        stops,
        legs,
        limited,
        ledger: Ledger::new(accounts, vec![i32::MAX], &[2], Vec::new()),
        apart: ApartTable::new(days, &[], |_, _, _| true),
        kept: None,
        index: Index::default(),
    }
    .indexed()
}

fn stop(
    rng: &mut Rng,
    at: usize,
    (count, days, seats, teams): (usize, usize, usize, usize),
    limited: bool,
    alone: bool,
) -> Stop {
    let mut may = DaySet::full(days);
    if rng.u8(..5) == 0 {
        may.remove(crate::calendar::Day(rng.usize(..days) as u16));
    }
    let choice =
        LabChoice { lab: AgencyIx::new(0), carried: true, account: 0, days: DaySet::full(days) };
    let option = TeamOption { days: may, labs: vec![vec![choice]], fee: 0.0 };
    let within = limited && rng.bool();
    let usual = rng.usize(..2) as u32;
    let hours = |rng: &mut Rng| if rng.u8(..6) == 0 { rng.u32(..5) } else { usual };
    Stop {
        group: at as u32,
        work: rng.i32(30..=240),
        value: [60_000.0, 200_000.0, 1e8][rng.usize(..3)],
        tasks: vec![StopTask {
            batches: 1,
            category: CategoryIx::new(0),
            mass: 10,
            volume: 0,
            deliver_within: within.then(|| rng.i32(300..2000)),
        }],
        hours: (0..days).map(|_| hours(rng)).collect(),
        options: vec![Some(option); teams],
        escort: (alone && rng.u8(..5) == 0).then_some(0),
        ceiling: None,
        owner: None,
        quotas: Vec::new(),
        meetings: Vec::new(),
        seats: (0..seats).map(|seat| (count + teams + seat) as u32).collect(),
    }
}
