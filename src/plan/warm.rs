//! A start for the search from the plan of a nearly equal instance: visits that still exist keep
//! their team, day and labs where the rules still allow it; the others are offered to every agency.
//!
//! Nothing is trusted: draw and merge are those of the new instance, and a day that can't be kept
//! any more is left out whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Day;
use crate::model::{AgencyIx, BASE, Plan, RegionIx, TaskIx, TeamIx, Tour, TourDay, Visit};
use crate::route::{Itinerary, Outing, itinerary, resume};

use super::block::{Part, problem};
use super::first;
use super::frame::Frame;

/// Temperature of the first round, fen: the start is good, and is not to be melted.
pub(super) const WARM: f64 = 4_000.0;

/// The itinerary of an old plan under a new frame, completed.
pub(super) fn itinerary_of(frame: &Frame<'_>, old: &Plan, seed: u64) -> Itinerary {
    let mut plan = kept(frame, old);
    if !frame.is_sound(&plan) {
        plan = tour_by_tour(frame, plan);
    }
    for agency in 0..frame.instance.agencies.len() {
        first::fill(frame, &mut plan, AgencyIx::new(agency), seed);
    }
    plan
}

/// What can be kept of the old plan, each day judged by itself.
fn kept(frame: &Frame<'_>, old: &Plan) -> Itinerary {
    let groups = groups(frame, old);
    let mut wished = Itinerary::default();
    for tour in &old.tours {
        keep_tour(frame, tour, &groups, &mut wished);
    }
    let teams = (0..frame.instance.teams.len()).map(TeamIx::new);
    let part = Part {
        teams: teams.map(|team| (team, frame.screen.road_days(team).clone())).collect(),
        visits: (0..frame.visits.len() as u32).collect(),
    };
    let none = Itinerary::default();
    let problem = problem(frame, &wished, &none.places(), &part, frame.ledger.clone());
    itinerary(&problem, &resume(&problem, &wished))
}

/// For each visit id of the old plan the merged visit that shares a task with it, and its labs.
fn groups<'p>(frame: &Frame<'_>, old: &'p Plan) -> BTreeMap<&'p str, (u32, &'p Visit)> {
    let mut group_of: BTreeMap<TaskIx, u32> = BTreeMap::new();
    for (group, at) in frame.merged.groups.iter().zip(0..) {
        group_of.extend(group.tasks.iter().map(|&task| (task, at)));
    }
    let mut seen = BTreeSet::new();
    let mut found = BTreeMap::new();
    for visit in &old.visits {
        let tasks = visit.tasks.iter().filter_map(|drawn| frame.instance.task(&drawn.task));
        let group =
            tasks.filter_map(|task| group_of.get(&task).copied()).find(|at| seen.insert(*at));
        found.extend(group.map(|group| (visit.id.as_str(), (group, visit))));
    }
    found
}

fn keep_tour(
    frame: &Frame<'_>,
    tour: &Tour,
    groups: &BTreeMap<&str, (u32, &Visit)>,
    wished: &mut Itinerary,
) {
    let Some(team) = frame.instance.team(&tour.team) else { return };
    let nights = tour.days.len().saturating_sub(1);
    if nights > frame.instance.teams[team.ix()].max_nights as usize {
        return;
    }
    let mut labs = Vec::new();
    let days: Option<Vec<(Day, Outing)>> = tour
        .days
        .iter()
        .map(|row| {
            let day = frame.screen.calendar().day(row.date)?;
            let free = frame.screen.road_days(team).contains(day);
            if !free {
                return None;
            }
            Some((day, outing(frame, (team, day), row, groups, &mut labs)?))
        })
        .collect();
    let days = days.unwrap_or_default();
    if days.iter().any(|(_, outing)| !outing.stops.is_empty()) {
        wished.outings.extend(days.into_iter().map(|(day, outing)| ((team, day), outing)));
        wished.labs.extend(labs);
    }
}

/// A day with the visits that its team may still make; none if a seat is gone.
fn outing(
    frame: &Frame<'_>,
    (team, day): (TeamIx, Day),
    row: &TourDay,
    groups: &BTreeMap<&str, (u32, &Visit)>,
    labs: &mut Vec<(u32, Vec<AgencyIx>)>,
) -> Option<Outing> {
    let mut stops = Vec::new();
    for stop in &row.stops {
        let Some(&(group, visit)) = groups.get(stop.as_str()) else { continue };
        if let Some(chosen) = labs_of(frame, group, visit, team, day) {
            labs.push((group, chosen));
            stops.push(group);
        }
    }
    Some(Outing { from: seat(frame, &row.from)?, to: seat(frame, &row.to)?, stops })
}

/// The old labs of a visit where they still may, else the first that may; none if nobody may.
fn labs_of(
    frame: &Frame<'_>,
    group: u32,
    visit: &Visit,
    team: TeamIx,
    day: Day,
) -> Option<Vec<AgencyIx>> {
    let data = frame.visits.get(group as usize)?;
    let at = data.options.binary_search_by_key(&team, |(team, _)| *team).ok()?;
    let option = &data.options.get(at)?.1;
    if !option.days.contains(day) {
        return None;
    }
    let tasks = &frame.merged.groups.get(group as usize)?.tasks;
    let choose = |(task, choices): (&TaskIx, &Vec<crate::route::LabChoice>)| {
        let id = &frame.instance.tasks[task.ix()].id;
        let old = visit.tasks.iter().find(|drawn| drawn.task == *id);
        let old = old.and_then(|drawn| frame.instance.agency(&drawn.lab));
        let mut open = choices.iter().filter(|choice| choice.days.contains(day));
        let same = open.clone().find(|choice| Some(choice.lab) == old);
        same.or_else(|| open.next()).map(|choice| choice.lab)
    };
    tasks.iter().zip(&option.labs).map(choose).collect()
}

/// `Some(None)` is the base.
#[allow(clippy::option_option)]
fn seat(frame: &Frame<'_>, name: &str) -> Option<Option<RegionIx>> {
    if name == BASE {
        return Some(None);
    }
    name.strip_prefix("region:").and_then(|code| frame.instance.region(code)).map(Some)
}

/// As many tours, in order, as agree with each other and with what is shared.
fn tour_by_tour(frame: &Frame<'_>, plan: Itinerary) -> Itinerary {
    let mut sound = Itinerary::default();
    let mut tour: Vec<((TeamIx, Day), Outing)> = Vec::new();
    for (key, outing) in plan.outings {
        let ends = outing.to.is_none();
        tour.push((key, outing));
        if !ends {
            continue;
        }
        let mut tried = sound.clone();
        for (key, outing) in tour.drain(..) {
            for visit in &outing.stops {
                let labs = plan.labs.get(visit).cloned();
                tried.labs.extend(labs.map(|labs| (*visit, labs)));
            }
            tried.outings.insert(key, outing);
        }
        if frame.is_sound(&tried) {
            sound = tried;
        }
    }
    sound
}
