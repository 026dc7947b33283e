//! Planning from a plan: its visits, teams, days and labs become the start of a search.
//!
//! Draw and merge are held again from the instance, and the plan has to agree with them: every
//! visit draws tasks of one merged visit, and what it leaves out of that is unplanned with a reason.
//! So nothing can be planned on that the public draw did not choose.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{BASE, Instance, Note, Plan, Reason, RegionIx, TaskIx, Visit};
use crate::route::{Itinerary, Outing};

use super::frame::Frame;

/// Key of the reason for a task whose visit was taken out on purpose: it is not planned again
/// unless somebody asks for it.
pub const DROPPED: &str = "plan-dropped";

/// A plan as the start of a search.
pub struct Restored<'a> {
    /// Draw, merge and screen, with what the plan gave up given up.
    pub frame: Frame<'a>,
    /// Who is where on which day.
    pub itinerary: Itinerary,
    /// The merged visit of each visit of the plan, in the plan's order.
    pub groups: Vec<u32>,
    /// Merged visits that were taken out on purpose.
    pub dropped: BTreeSet<u32>,
}

/// Reads a plan back.
///
/// # Errors
/// If the plan was made for another instance, or does not agree with its draw and merge.
pub fn restore<'a>(instance: &'a Instance, plan: &Plan) -> Result<Restored<'a>, Note> {
    if plan.instance.digest != instance.digest() {
        return Err(Note::new("plan-other-instance")
            .with("plan", &plan.instance.digest)
            .with("instance", instance.digest()));
    }
    let mut frame = Frame::new(instance)?;
    let groups = groups(&frame, plan)?;
    give_up(&mut frame, plan, &groups);
    let dropped = dropped(&frame);
    let itinerary = itinerary(&frame, plan, &groups)?;
    Ok(Restored { frame, itinerary, groups, dropped })
}

fn disagrees(visit: &Visit) -> Note {
    let tasks: Vec<&str> = visit.tasks.iter().map(|drawn| drawn.task.as_str()).collect();
    Note::new("plan-other-merge").with("visit", &visit.id).with("tasks", tasks.join(", "))
}

/// The merged visit that each visit of the plan makes.
fn groups(frame: &Frame<'_>, plan: &Plan) -> Result<Vec<u32>, Note> {
    let mut group_of: BTreeMap<TaskIx, u32> = BTreeMap::new();
    for (group, at) in frame.merged.groups.iter().zip(0..) {
        group_of.extend(group.tasks.iter().map(|&task| (task, at)));
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::with_capacity(plan.visits.len());
    for visit in &plan.visits {
        let mut of_tasks = visit.tasks.iter().map(|drawn| {
            frame.instance.task(&drawn.task).and_then(|task| group_of.get(&task).copied())
        });
        let first = of_tasks.next().flatten().ok_or_else(|| disagrees(visit))?;
        if of_tasks.any(|group| group != Some(first)) || !seen.insert(first) {
            return Err(disagrees(visit));
        }
        found.push(first);
    }
    Ok(found)
}

/// Takes out of the merged visits what the plan leaves out of them, with the plan's reasons.
fn give_up(frame: &mut Frame<'_>, plan: &Plan, groups: &[u32]) {
    let instance = frame.instance;
    let reasons: BTreeMap<TaskIx, &[Reason]> = plan
        .unplanned
        .iter()
        .filter_map(|left| Some((instance.task(&left.task)?, left.reasons.as_slice())))
        .collect();
    for (visit, &group) in plan.visits.iter().zip(groups) {
        let all = frame.merged.groups[group as usize].tasks.clone();
        let planned = |task: &TaskIx| {
            let id = &instance.tasks[task.ix()].id;
            visit.tasks.iter().any(|drawn| drawn.task == *id)
        };
        let (kept, left): (Vec<TaskIx>, Vec<TaskIx>) = all.into_iter().partition(planned);
        if left.is_empty() {
            continue;
        }
        for task in left {
            let why = reasons.get(&task).map(|why| why.to_vec()).unwrap_or_default();
            frame.shed.insert(task, why);
        }
        frame.regroup(group, kept);
    }
    for (task, why) in reasons {
        if why.iter().any(is_dropped) {
            frame.shed.insert(task, why.to_vec());
        }
    }
    frame.meet_again();
}

fn is_dropped(reason: &Reason) -> bool {
    reason.note.as_ref().is_some_and(|note| note.key == DROPPED)
}

/// Merged visits of which every task was dropped.
fn dropped(frame: &Frame<'_>) -> BTreeSet<u32> {
    let dropped =
        |task: &TaskIx| frame.shed.get(task).is_some_and(|reasons| reasons.iter().any(is_dropped));
    let groups = frame.merged.groups.iter().zip(0..);
    groups.filter(|(group, _)| group.tasks.iter().all(dropped)).map(|(_, at)| at).collect()
}

fn itinerary(frame: &Frame<'_>, plan: &Plan, groups: &[u32]) -> Result<Itinerary, Note> {
    let instance = frame.instance;
    let mut itinerary = Itinerary::default();
    let mut group_of: BTreeMap<&str, u32> = BTreeMap::new();
    for (visit, &group) in plan.visits.iter().zip(groups) {
        group_of.insert(&visit.id, group);
        let lab = |task: &TaskIx| {
            let id = &instance.tasks[task.ix()].id;
            let drawn = visit.tasks.iter().find(|drawn| drawn.task == *id)?;
            instance.agency(&drawn.lab)
        };
        let labs: Option<Vec<_>> =
            frame.merged.groups[group as usize].tasks.iter().map(lab).collect();
        itinerary.labs.insert(group, labs.ok_or_else(|| disagrees(visit))?);
    }
    for tour in &plan.tours {
        let unknown = |what: &str| {
            Note::new("plan-unknown-in-tour").with("tour", &tour.id).with("what", what)
        };
        let team = instance.team(&tour.team).ok_or_else(|| unknown(&tour.team))?;
        for day in &tour.days {
            let at = frame.screen.calendar().day(day.date);
            let at = at.ok_or_else(|| unknown(&day.date.to_string()))?;
            let stop = |id: &String| group_of.get(id.as_str()).copied().ok_or_else(|| unknown(id));
            let outing = Outing {
                from: seat(instance, &day.from).map_err(|()| unknown(&day.from))?,
                to: seat(instance, &day.to).map_err(|()| unknown(&day.to))?,
                stops: day.stops.iter().map(stop).collect::<Result<_, _>>()?,
            };
            itinerary.outings.insert((team, at), outing);
        }
    }
    Ok(itinerary)
}

fn seat(instance: &Instance, name: &str) -> Result<Option<RegionIx>, ()> {
    if name == BASE {
        return Ok(None);
    }
    instance.seat(name).map(Some).ok_or(())
}
