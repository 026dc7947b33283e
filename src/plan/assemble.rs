//! The plan as it is written: times, kilometres, money, and a reason for everything left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Day;
use crate::draw::DrawStatus;
use crate::geography::Leg;
use crate::model::{
    AgencyIx, BASE, Clock, Fen, FormedTeam, Information, Instance, InstanceRef, Metres, Minutes,
    Note, Objective, Place, Plan, RegionIx, Rule, SolverRecord, TaskIx, Team, TeamIx, Tour,
    TourDay, Unplanned, Visit, VisitTask,
};
use crate::route::{Call, DayRules, Itinerary, Outing, Timetable, timetable};

use super::frame::{Frame, parcels};
use super::reasons;

/// The places of a day in order: where it starts, the sites, where it ends.
pub fn places(frame: &Frame<'_>, team: TeamIx, outing: &Outing) -> Vec<Place> {
    let base = Place::Agency(frame.instance.teams[team.ix()].agency);
    let night = |seat: Option<RegionIx>| seat.map_or(base, Place::Region);
    let sites = outing.stops.iter().map(|&v| Place::Enterprise(frame.visits[v as usize].site));
    std::iter::once(night(outing.from)).chain(sites).chain([night(outing.to)]).collect()
}

/// A day with its figures.
struct DayOut<'a> {
    team: TeamIx,
    day: Day,
    outing: &'a Outing,
    times: Timetable,
    metres: i64,
    drive: i64,
}

/// Writes an itinerary as a plan.
///
/// # Errors
/// If a day can't be kept: a fault of the search, named by team and date.
pub fn plan(
    frame: &Frame<'_>,
    itinerary: &Itinerary,
    solver: SolverRecord,
) -> Result<Plan, String> {
    let mut days = Vec::new();
    for (&(team, day), outing) in &itinerary.outings {
        days.push(day_out(frame, team, day, outing)?);
    }
    let instance = frame.instance;
    let (visits, names) = visits(frame, itinerary, &days);
    let tours = tours(frame, &days, &names);
    let unplanned = unplanned(frame, itinerary);
    let objective = objective(frame, itinerary, &days, &unplanned);
    let tests = visits.iter().flat_map(|visit| &visit.tasks).filter_map(|task| {
        let task = instance.task(&task.task)?;
        let batches = i64::from(instance.tasks[task.ix()].batches);
        Some(instance.category_of(task).price.times(batches))
    });
    Ok(Plan {
        format: 1,
        revision: 0,
        instance: InstanceRef {
            name: instance.settings().name.clone(),
            digest: instance.digest().to_owned(),
        },
        solver,
        objective,
        information: Information { tests: tests.sum(), ..Information::default() },
        bound: None,
        teams: teams(instance),
        visits,
        tours,
        unplanned,
    })
}

/// The ways of a day, from its start through its stops to its end.
fn legs(frame: &Frame<'_>, team: TeamIx, outing: &Outing) -> Option<Vec<Leg>> {
    let places = places(frame, team, outing);
    places.windows(2).map(|pair| frame.travel.leg(pair[0], pair[1])).collect()
}

/// The minutes of a day within its team's hours; none if its stops can't be made in their order.
fn times(
    frame: &Frame<'_>,
    day: Day,
    hours: (i32, i32),
    outing: &Outing,
    drives: &[i32],
) -> Option<Timetable> {
    let open = |visit: &u32| frame.screen.open(&frame.merged.groups[*visit as usize].tasks, day);
    let open: Vec<_> = outing.stops.iter().map(open).collect();
    let stops = outing.stops.iter().zip(&open).zip(drives);
    let calls: Vec<Call<'_>> = stops
        .map(|((&visit, open), &drive)| Call {
            drive,
            open,
            work: frame.visits[visit as usize].work,
        })
        .collect();
    let rules = DayRules::new(&frame.instance.settings().policy);
    timetable(&rules, hours, &calls, drives.last().copied().unwrap_or(0))
}

/// What keeps a team from a day's stops in the order they have; none if nothing does.
pub(super) fn obstacle(
    frame: &Frame<'_>,
    team: TeamIx,
    day: Day,
    outing: &Outing,
) -> Option<(Rule, Note)> {
    let row = &frame.instance.teams[team.ix()];
    let drives: Vec<i32> =
        legs(frame, team, outing)?.iter().map(|leg| leg.minutes as i32).collect();
    let over = drives.iter().map(|&minutes| i64::from(minutes)).sum::<i64>()
        - frame.instance.settings().policy.drive_minutes.0;
    if over > 0 {
        return Some((Rule::Drive, Note::new("explain-too-far").with("minutes", over)));
    }
    // Without an end of the day: what counts is how far past it the team would come home.
    match times(frame, day, (row.day_start.0, i32::MAX / 8), outing, &drives) {
        None => Some((Rule::Hours, Note::new("explain-day-closed"))),
        Some(times) if times.arrive > row.day_end.0 => {
            let over = times.arrive - row.day_end.0;
            Some((Rule::Day, Note::new("explain-late").with("minutes", over)))
        }
        Some(_) => None,
    }
}

/// The teams, where they were formed.
fn teams(instance: &Instance) -> Vec<FormedTeam> {
    let formed = |team: &Team| FormedTeam {
        id: team.id.clone(),
        agency: instance.agencies[team.agency.ix()].id.clone(),
        samplers: team.samplers.iter().map(|at| instance.samplers[at.ix()].id.clone()).collect(),
    };
    let forms = instance.settings().policy.form_teams;
    if forms { instance.teams.iter().map(formed).collect() } else { Vec::new() }
}

fn day_out<'a>(
    frame: &Frame<'_>,
    team: TeamIx,
    day: Day,
    outing: &'a Outing,
) -> Result<DayOut<'a>, String> {
    let row = &frame.instance.teams[team.ix()];
    let name = || format!("{} {}", row.id, frame.screen.calendar().date(day));
    let legs = legs(frame, team, outing).ok_or_else(name)?;
    let drives: Vec<i32> = legs.iter().map(|leg| leg.minutes as i32).collect();
    let times = times(frame, day, (row.day_start.0, row.day_end.0), outing, &drives);
    let times = times.ok_or_else(name)?;
    let metres = legs.iter().map(|leg| i64::from(leg.metres)).sum();
    let drive = drives.iter().map(|&minutes| i64::from(minutes)).sum();
    Ok(DayOut { team, day, outing, times, metres, drive })
}

/// Visits in order of date, team and start, and the id of each.
fn visits(
    frame: &Frame<'_>,
    itinerary: &Itinerary,
    days: &[DayOut<'_>],
) -> (Vec<Visit>, BTreeMap<u32, String>) {
    let mut order: Vec<(Day, TeamIx, usize, &DayOut<'_>)> = days
        .iter()
        .flat_map(|day| (0..day.outing.stops.len()).map(move |at| (day.day, day.team, at, day)))
        .collect();
    order.sort_by_key(|&(day, team, at, _)| (day, team, at));
    let instance = frame.instance;
    let mut names = BTreeMap::new();
    let mut visits = Vec::new();
    for (number, (day, team, at, out)) in order.into_iter().enumerate() {
        let visit = out.outing.stops[at];
        let id = format!("V{}", number + 1);
        names.insert(visit, id.clone());
        let labs = itinerary.labs.get(&visit).map_or(&[][..], Vec::as_slice);
        let tasks = frame.merged.groups[visit as usize].tasks.iter().zip(labs);
        let times = out.times.stops[at];
        visits.push(Visit {
            id,
            site: instance.enterprises[frame.visits[visit as usize].site.ix()].id.clone(),
            tasks: tasks.map(|(&task, &lab)| visit_task(frame, task, lab)).collect(),
            team: instance.teams[team.ix()].id.clone(),
            date: frame.screen.calendar().date(day),
            arrive: Clock(times.arrive),
            start: Clock(times.start),
            end: Clock(times.end),
        });
    }
    (visits, names)
}

fn visit_task(frame: &Frame<'_>, task: TaskIx, lab: AgencyIx) -> VisitTask {
    VisitTask {
        task: frame.instance.tasks[task.ix()].id.clone(),
        lab: frame.instance.agencies[lab.ix()].id.clone(),
    }
}

fn tours(frame: &Frame<'_>, days: &[DayOut<'_>], names: &BTreeMap<u32, String>) -> Vec<Tour> {
    let instance = frame.instance;
    let mut tours: Vec<(Day, TeamIx, Vec<TourDay>)> = Vec::new();
    let mut open = false;
    for out in days {
        let night = |seat: Option<RegionIx>| match seat {
            None => BASE.to_owned(),
            Some(seat) => instance.place_name(Place::Region(seat)),
        };
        let day = TourDay {
            date: frame.screen.calendar().date(out.day),
            from: night(out.outing.from),
            depart: Clock(out.times.depart),
            stops: out.outing.stops.iter().filter_map(|v| names.get(v).cloned()).collect(),
            to: night(out.outing.to),
            arrive: Clock(out.times.arrive),
            lunch: out.times.lunch.map(Clock),
            metres: Metres(out.metres),
            drive_minutes: Minutes(out.drive),
        };
        match tours.last_mut().filter(|_| open) {
            Some((_, _, days)) => days.push(day),
            None => tours.push((out.day, out.team, vec![day])),
        }
        open = out.outing.to.is_some();
    }
    tours.sort_by_key(|&(day, team, _)| (day, team));
    let tour = |(at, (_, team, days)): (usize, (Day, TeamIx, Vec<TourDay>))| Tour {
        id: format!("R{}", at + 1),
        team: instance.teams[team.ix()].id.clone(),
        days,
    };
    tours.into_iter().enumerate().map(tour).collect()
}

/// Every task that is in no visit, in order of the table.
fn unplanned(frame: &Frame<'_>, itinerary: &Itinerary) -> Vec<Unplanned> {
    let instance = frame.instance;
    let mut visit_of: BTreeMap<TaskIx, u32> = BTreeMap::new();
    for (at, group) in frame.merged.groups.iter().enumerate() {
        visit_of.extend(group.tasks.iter().map(|&task| (task, at as u32)));
    }
    let places = itinerary.places();
    let ledger = frame.booked(itinerary);
    let mut left = Vec::new();
    for (at, row) in instance.tasks.iter().enumerate() {
        let task = TaskIx::new(at);
        let (impossible, queue, reasons) = match frame.draw.status[at] {
            DrawStatus::Impossible => (true, None, reasons::impossible(frame, task)),
            DrawStatus::Reserve { quota, place } => {
                (false, Some(place), vec![reasons::reserve(frame, quota, place)])
            }
            DrawStatus::In | DrawStatus::Drawn => {
                let shed = frame.shed.get(&task);
                let why = match (visit_of.get(&task), shed) {
                    (Some(visit), _) if places.contains_key(visit) => continue,
                    (Some(&visit), None) => {
                        reasons::crowded_out(frame, &places, &ledger, visit, itinerary)
                    }
                    (_, shed) => shed.cloned().unwrap_or_default(),
                };
                (false, None, why)
            }
        };
        left.push(Unplanned { task: row.id.clone(), impossible, queue, reasons });
    }
    left
}

fn objective(
    frame: &Frame<'_>,
    itinerary: &Itinerary,
    days: &[DayOut<'_>],
    unplanned: &[Unplanned],
) -> Objective {
    let settings = frame.instance.settings();
    let (costs, weights) = (&settings.costs, &settings.weights);
    let metres: i64 = days.iter().map(|day| day.metres).sum();
    let nights = days.iter().filter(|day| day.outing.to.is_some()).count();
    let places = itinerary.places();
    let sent = itinerary.labs.iter().filter_map(|(visit, labs)| {
        let (team, _) = places.get(visit)?;
        Some(parcels(labs, frame.instance.teams[team.ix()].agency))
    });
    let lost = unplanned.iter().filter(|left| !left.impossible && left.queue.is_none());
    let lost = lost.filter_map(|left| {
        let task = &frame.instance.tasks[frame.instance.task(&left.task)?.ix()];
        Some(task.worth(weights))
    });
    let (shortfall, balance) = evenness(frame, itinerary);
    let again = places.iter().filter(|(visit, (team, _))| {
        frame.screen.comes_again(*team, frame.visits[**visit as usize].site).is_some()
    });
    Objective {
        total: Fen::ZERO,
        travel: costs.km.scaled(Metres(metres).kilometres()),
        team_days: costs.team_day.times(days.len() as i64),
        nights: costs.night.times(nights as i64),
        courier: costs.courier_parcel.times(sent.sum()),
        value_lost: lost.sum(),
        shortfall,
        balance,
        rotation: weights.rotation.times(again.count() as i64),
        owner_days: weights.owner_day.times(further_days(frame, &places)),
    }
    .summed()
}

/// Days beyond the first on which each owner's enterprises are visited.
fn further_days(frame: &Frame<'_>, places: &BTreeMap<u32, (TeamIx, Day)>) -> i64 {
    let mut days: BTreeMap<u32, BTreeSet<Day>> = BTreeMap::new();
    for (visit, (_, day)) in places {
        if let Some(owner) = frame.visits[*visit as usize].owner {
            days.entry(owner).or_default().insert(*day);
        }
    }
    days.values().map(|days| days.len() as i64 - 1).sum()
}

/// Shortfall and balance of a plan, from its batches.
fn evenness(frame: &Frame<'_>, itinerary: &Itinerary) -> (Fen, Fen) {
    let weights = &frame.instance.settings().weights;
    let calendar = frame.screen.calendar();
    let mut quotas = vec![0i64; frame.instance.quotas.len()];
    let mut labs: BTreeMap<AgencyIx, Vec<i64>> = BTreeMap::new();
    for (visit, (_, day)) in itinerary.places() {
        let data = &frame.visits[visit as usize];
        for &(quota, batches) in &data.quotas {
            quotas[quota as usize] += i64::from(batches);
        }
        for (task, lab) in data.tasks.iter().zip(itinerary.labs.get(&visit).into_iter().flatten()) {
            let months = labs.entry(*lab).or_insert_with(|| vec![0; calendar.months().len()]);
            months[calendar.month(day)] += i64::from(task.batches);
        }
    }
    let (mut short, mut off) = (0i64, 0i64);
    for (quota, planned) in frame.instance.quotas.iter().zip(&quotas) {
        short += (i64::from(quota.min.unwrap_or(0)) - planned).max(0);
        off += quota.target.map_or(0, |target| (planned - i64::from(target)).abs());
    }
    let all = i64::from(calendar.all_working_days());
    let uneven: i64 = labs
        .values()
        .map(|months| {
            let total: i64 = months.iter().sum();
            let even = |month: usize| total * i64::from(calendar.working_days(month));
            (0..months.len()).map(|m| (months[m] * all - even(m)).abs()).sum::<i64>()
        })
        .sum();
    let uneven = if all == 0 { 0.0 } else { uneven as f64 / all as f64 };
    let balance = weights.balance_region.times(off) + weights.balance_month.scaled(uneven);
    (weights.shortfall.times(short), balance)
}
