//! Whether a day of a team has room for one more task: minutes, metres, load.

use crate::calendar::Day;
use crate::model::{EnterpriseIx, Place, TaskIx, TeamIx};
use crate::route::{Call, DayRules, timetable};
use crate::rules::Screen;

use super::survey::Survey;

/// How a task goes into a team's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It goes in; the team is back at this minute.
    Fits {
        /// Minute of the day.
        back: i32,
    },
    /// The team would be back so many minutes after its day's end.
    Late {
        /// Minutes too late.
        over: i32,
    },
    /// The team would drive so many minutes more than it may.
    TooFar {
        /// Minutes too many.
        over: i32,
    },
    /// No order of stops finds the doors open long enough.
    Closed,
}

/// A stop of a day: where, what is drawn, and minutes of work.
struct Stop {
    site: EnterpriseIx,
    tasks: Vec<TaskIx>,
    work: i32,
}

/// The best way to put tasks of one site into a team's day as the plan has it: into a visit of that
/// site, or at any place among the stops.
pub fn fit(survey: &Survey, screen: &Screen, tasks: &[TaskIx], team: TeamIx, day: Day) -> Fit {
    let instance = survey.instance;
    let Some(first) = tasks.first() else { return Fit::Closed };
    let site = instance.tasks[first.ix()].site;
    let date = screen.calendar().date(day);
    let base = Place::Agency(instance.teams[team.ix()].agency);
    let mut stops = Vec::new();
    let (mut from, mut to) = (base, base);
    if let Some(outing) = survey.outings.get(&(team, date)) {
        let row = &survey.plan.tours[outing.tour].days[outing.day];
        (from, to) = (survey.place(team, &row.from), survey.place(team, &row.to));
        for &at in &outing.stops {
            let entry = &survey.entries[at];
            let drawn: Vec<TaskIx> = entry.tasks.iter().map(|(task, _)| *task).collect();
            let work = work(survey, screen, &drawn);
            stops.push(Stop { site: entry.site, tasks: drawn, work });
        }
    }
    let alone = work(survey, screen, tasks);
    let ends = (from, to);
    if let Some(at) = stops.iter().position(|stop| stop.site == site) {
        // One door: the work joins the visit that is there, whose setup is done already.
        stops[at].work += tasks.iter().map(|task| screen.work(*task).0 as i32).sum::<i32>();
        stops[at].tasks.extend(tasks);
        return try_order(survey, screen, team, day, ends, &stops);
    }
    let mut best = Fit::Closed;
    for at in 0..=stops.len() {
        stops.insert(at, Stop { site, tasks: tasks.to_vec(), work: alone });
        best = better(best, try_order(survey, screen, team, day, ends, &stops));
        stops.remove(at);
    }
    best
}

/// Minutes on site of a visit that draws these tasks.
fn work(survey: &Survey, screen: &Screen, tasks: &[TaskIx]) -> i32 {
    let setup = survey.instance.settings().policy.setup_minutes.0;
    let sum: i64 = tasks.iter().map(|task| screen.work(*task).0).sum();
    i32::try_from(setup.saturating_add(sum)).unwrap_or(i32::MAX / 8)
}

fn try_order(
    survey: &Survey,
    screen: &Screen,
    team: TeamIx,
    day: Day,
    (from, to): (Place, Place),
    stops: &[Stop],
) -> Fit {
    let instance = survey.instance;
    let rules = DayRules::new(&instance.settings().policy);
    let row = &instance.teams[team.ix()];
    let (mut here, mut driven) = (from, 0_i64);
    let mut way = |next: Place| {
        let minutes = screen
            .travel()
            .leg(here, next)
            .map_or(i64::from(i32::MAX / 16), |leg| i64::from(leg.minutes));
        here = next;
        driven += minutes;
        minutes as i32
    };
    let open: Vec<_> = stops.iter().map(|stop| screen.open(&stop.tasks, day)).collect();
    let mut calls = Vec::with_capacity(stops.len());
    for (stop, open) in stops.iter().zip(&open) {
        let drive = way(Place::Enterprise(stop.site));
        calls.push(Call { drive, open, work: stop.work });
    }
    let home = way(to);
    if driven > i64::from(rules.drive) {
        let over = driven - i64::from(rules.drive);
        return Fit::TooFar { over: i32::try_from(over).unwrap_or(i32::MAX) };
    }
    // Without an end of the day: what counts is how far past it the team would come home.
    match timetable(&rules, (row.day_start.0, i32::MAX / 8), &calls, home) {
        None => Fit::Closed,
        Some(table) if table.arrive <= row.day_end.0 => Fit::Fits { back: table.arrive },
        Some(table) => Fit::Late { over: table.arrive - row.day_end.0 },
    }
}

/// The better of two ways; the first among equals.
fn better(one: Fit, other: Fit) -> Fit {
    let rank = |fit: Fit| match fit {
        Fit::Fits { back } => (0, back),
        Fit::Late { over } => (1, over),
        Fit::TooFar { over } => (2, over),
        Fit::Closed => (3, 0),
    };
    if rank(other) < rank(one) { other } else { one }
}

/// What is carried on a tour beside the task does not leave room for it: the amount that is too
/// much, in grams and millilitres.
pub fn overload(
    survey: &Survey,
    screen: &Screen,
    task: TaskIx,
    team: TeamIx,
    day: Day,
) -> Option<(i64, i64)> {
    if !screen.must_carry(task, team, day) {
        return None;
    }
    let instance = survey.instance;
    let row = &instance.teams[team.ix()];
    let outing = survey.outings.get(&(team, screen.calendar().date(day)))?;
    let (mut mass, mut volume) = load(screen, task);
    for tour_day in &survey.plan.tours[outing.tour].days {
        let Some(other) = survey.outings.get(&(team, tour_day.date)) else { continue };
        for &at in &other.stops {
            let carried = survey.entries[at].tasks.iter().filter(|(_, lab)| *lab == row.agency);
            for (carried, _) in carried {
                let (m, v) = load(screen, *carried);
                (mass, volume) = (mass.saturating_add(m), volume.saturating_add(v));
            }
        }
    }
    let over_mass = row.vehicle_mass.map_or(0, |limit| mass - limit.0).max(0);
    let over_volume = row.vehicle_volume.map_or(0, |limit| volume - limit.0).max(0);
    (over_mass > 0 || over_volume > 0).then_some((over_mass, over_volume))
}

fn load(screen: &Screen, task: TaskIx) -> (i64, i64) {
    let (mass, volume) = screen.load(task);
    (mass.0, volume.0)
}
