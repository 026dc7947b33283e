//! A start for the search from the plan of a nearly equal instance: visits that still exist keep
//! their team, day and labs where the rules still allow it; the others are offered to every agency.
//!
//! Nothing is trusted: draw and merge are those of the new instance. As much of the old plan as can
//! be is kept: a day that got too long loses visits, a tour that may not go on comes home and sets out
//! again, and where too little is shared, visits go one by one. What the old plan gave up to make
//! room is given up, too, unless there is room for it now.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Day;
use crate::model::{AgencyIx, Place, Plan, TaskIx, TeamIx, Tour, TourDay, Visit};
use crate::route::{Itinerary, Outing, itinerary, resume};

use super::assemble::{obstacle, places};
use super::block::{Part, problem};
use super::frame::Frame;
use super::{first, reasons};

/// Temperature of the first round, fen: cooler than from nothing, for the start is good, and warm
/// enough to rebuild days around what the changes tore out.
pub(super) const WARM: f64 = 2_000.0;

/// Part of the old plan's visits that have to lose their place for a plan from nothing to be worth a
/// try.
const TORN: f64 = 0.2;

/// The itinerary of an old plan under a new frame, completed; and whether so many visits lost their
/// place that a plan from nothing may be better.
pub(super) fn itinerary_of(frame: &mut Frame<'_>, old: &Plan, seed: u64) -> (Itinerary, bool) {
    let groups = groups(frame, old);
    let given_up = give_up(frame, old, &groups);
    let mut plan = kept(frame, old, &groups);
    if !given_up.is_empty() {
        for (visit, whole, row) in given_up {
            take_back(frame, &mut plan, visit, whole, row);
        }
        // With all its tasks a visit may be more than the vehicle takes.
        plan = resumed(frame, &plan);
    }
    let lost = groups.len() - plan.places().len();
    first::fill(frame, &mut plan, seed);
    (plan, lost as f64 > TORN * groups.len() as f64)
}

/// Visits that the old plan made without some of their tasks: their position, all their tasks, and
/// how the old plan made them. Here they begin without those tasks, too.
fn give_up<'p>(
    frame: &mut Frame<'_>,
    old: &Plan,
    groups: &Groups<'p>,
) -> Vec<(u32, Vec<TaskIx>, &'p Visit)> {
    let left = old.unplanned.iter().filter(|left| !left.impossible && left.queue.is_none());
    let left: BTreeSet<&str> = left.map(|left| left.task.as_str()).collect();
    let mut given_up = Vec::new();
    for &(group, visit) in groups.values() {
        let whole = frame.merged.groups[group as usize].tasks.clone();
        let row = |task: &TaskIx| &frame.instance.tasks[task.ix()];
        let gone = |task: &TaskIx| left.contains(row(task).id.as_str()) && !row(task).required;
        let rest: Vec<TaskIx> = whole.iter().copied().filter(|task| !gone(task)).collect();
        if rest.len() < whole.len() && !rest.is_empty() && frame.stays_apart(group, &rest) {
            frame.regroup(group, rest);
            given_up.push((group, whole, visit));
        }
    }
    if !given_up.is_empty() {
        frame.meet_again();
    }
    given_up
}

/// Gives a visit all its tasks again if they find room where it is, or if it is nowhere; else what
/// it goes without has its reasons.
fn take_back(
    frame: &mut Frame<'_>,
    plan: &mut Itinerary,
    visit: u32,
    whole: Vec<TaskIx>,
    old: &Visit,
) {
    let rest = frame.merged.groups[visit as usize].tasks.clone();
    frame.regroup(visit, whole.clone());
    frame.meet_again();
    let mut places = plan.places();
    let Some(place @ (team, day)) = places.remove(&visit) else { return };
    let fits = |outing: &Outing| obstacle(frame, team, day, outing).is_none();
    if let Some(labs) = labs_of(frame, visit, old, team, day)
        && plan.outings.get(&place).is_some_and(fits)
    {
        let mut tried = plan.clone();
        tried.labs.insert(visit, labs);
        if frame.is_sound(&tried) {
            *plan = tried;
            return;
        }
    }
    let mut without = plan.clone();
    without.outings.entry(place).and_modify(|day| day.stops.retain(|&stop| stop != visit));
    let ledger = frame.booked(&without);
    let why = reasons::crowded_out(frame, &places, &ledger, visit, &without);
    let gone = whole.into_iter().filter(|task| !rest.contains(task));
    frame.shed.extend(gone.map(|task| (task, why.clone())));
    frame.regroup(visit, rest);
    frame.meet_again();
}

/// What can be kept of the old plan.
fn kept(frame: &Frame<'_>, old: &Plan, groups: &Groups<'_>) -> Itinerary {
    let mut wished = Itinerary::default();
    for tour in &old.tours {
        keep_tour(frame, tour, groups, &mut wished);
    }
    let plan = resumed(frame, &wished);
    if frame.is_sound(&plan) { plan } else { resumed(frame, &visit_by_visit(frame, plan)) }
}

/// As much of an itinerary as its days and vehicles allow.
fn resumed(frame: &Frame<'_>, wished: &Itinerary) -> Itinerary {
    let teams = (0..frame.instance.teams.len()).map(TeamIx::new);
    let part = Part {
        teams: teams.map(|team| (team, frame.screen.road_days(team).clone())).collect(),
        visits: (0..frame.visits.len() as u32).collect(),
    };
    let none = Itinerary::default();
    let problem = problem(frame, wished, &none.places(), &part, frame.ledger.clone());
    itinerary(&problem, &resume(&problem, wished))
}

/// Visits of the old plan by their ids, with the merged visit that shares a task with each.
type Groups<'p> = BTreeMap<&'p str, (u32, &'p Visit)>;

/// For each visit id of the old plan the merged visit that shares a task with it.
fn groups<'p>(frame: &Frame<'_>, old: &'p Plan) -> Groups<'p> {
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

/// The days of a tour that its team may still make, in as many tours as they need.
fn keep_tour(frame: &Frame<'_>, tour: &Tour, groups: &Groups<'_>, wished: &mut Itinerary) {
    let Some(team) = frame.instance.team(&tour.team) else { return };
    let nights = frame.instance.teams[team.ix()].max_nights as usize;
    let free = frame.screen.road_days(team);
    let mut span = Vec::new();
    for row in &tour.days {
        let day = frame.screen.calendar().day(row.date).filter(|&day| free.contains(day));
        if day.is_none() || span.len() > nights {
            finish(frame, team, std::mem::take(&mut span), wished);
        }
        let Some(day) = day else { continue };
        let outing = outing(frame, (team, day), row, groups, &mut wished.labs);
        let home = outing.to.is_none();
        span.push((day, outing));
        if home {
            finish(frame, team, std::mem::take(&mut span), wished);
        }
    }
    finish(frame, team, span, wished);
}

/// Makes days on end a tour: from the base and back, each no longer than it may be. Days at its ends
/// that are idle for nothing go when the tour is taken up.
fn finish(frame: &Frame<'_>, team: TeamIx, mut span: Vec<(Day, Outing)>, wished: &mut Itinerary) {
    if let Some((_, first)) = span.first_mut() {
        first.from = None;
    }
    if let Some((_, last)) = span.last_mut() {
        last.to = None;
    }
    for (day, outing) in &mut span {
        shorten(frame, team, *day, outing);
    }
    wished.outings.extend(span.into_iter().map(|(day, outing)| ((team, day), outing)));
}

/// Leaves out visits, those that take longest first, until the day can be kept.
fn shorten(frame: &Frame<'_>, team: TeamIx, day: Day, outing: &mut Outing) {
    while !outing.stops.is_empty() && obstacle(frame, team, day, outing).is_some() {
        let places = places(frame, team, outing);
        let drive = |from: Place, to: Place| {
            frame.travel.leg(from, to).map_or(0, |leg| i64::from(leg.minutes))
        };
        let takes = |at: usize| {
            let (before, here, after) = (places[at], places[at + 1], places[at + 2]);
            let work = frame.visits[outing.stops[at] as usize].work;
            i64::from(work) + drive(before, here) + drive(here, after) - drive(before, after)
        };
        let longest = (0..outing.stops.len()).max_by_key(|&at| takes(at)).unwrap_or(0);
        outing.stops.remove(longest);
    }
}

/// A day with the visits that its team may still make; a night at a seat that is gone is none.
fn outing(
    frame: &Frame<'_>,
    (team, day): (TeamIx, Day),
    row: &TourDay,
    groups: &Groups<'_>,
    labs: &mut BTreeMap<u32, Vec<AgencyIx>>,
) -> Outing {
    let mut stops = Vec::new();
    for stop in &row.stops {
        let Some(&(group, visit)) = groups.get(stop.as_str()) else { continue };
        if let Some(chosen) = labs_of(frame, group, visit, team, day) {
            labs.insert(group, chosen);
            stops.push(group);
        }
    }
    Outing { from: frame.instance.seat(&row.from), to: frame.instance.seat(&row.to), stops }
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

/// As many visits, in order, as agree with each other and with what is shared.
fn visit_by_visit(frame: &Frame<'_>, plan: Itinerary) -> Itinerary {
    let mut ledger = frame.ledger.clone();
    let mut placed: BTreeMap<u32, (TeamIx, Day)> = BTreeMap::new();
    let mut sound = Itinerary { labs: plan.labs, ..Itinerary::default() };
    let mut span = Vec::new();
    for (place, mut outing) in plan.outings {
        outing.stops.retain(|&visit| {
            let labs = sound.labs.get(&visit).map_or(&[][..], Vec::as_slice);
            let mut meetings = frame.visits[visit as usize].meetings.iter();
            let agrees = meetings.all(|(other, meeting)| {
                placed.get(other).is_none_or(|&there| frame.agree(*meeting, place, there))
            });
            frame.book(&mut ledger, visit, place, labs, 1);
            let stays = agrees && ledger.is_sound();
            if stays {
                placed.insert(visit, place);
            } else {
                frame.book(&mut ledger, visit, place, labs, -1);
            }
            stays
        });
        let home = outing.to.is_none();
        span.push((place.1, outing));
        if home {
            finish(frame, place.0, std::mem::take(&mut span), &mut sound);
        }
    }
    let kept = sound.places();
    sound.labs.retain(|visit, _| kept.contains_key(visit));
    sound
}
