//! A plan that somebody else met, as days of teams: read back under draw and merge, to be judged like
//! any other.

use std::collections::BTreeMap;

use crate::model::{AgencyIx, Instance, Note, Rule, TaskIx};
use crate::route::{Itinerary, Outing, Sketch};

use super::frame::Frame;
use super::reasons::reason;

/// Frame and itinerary of days that were met elsewhere; none if they don't agree with the merge or
/// with each other. What they leave out of a merged visit is given up.
pub fn adopt<'a>(instance: &'a Instance, days: &[Sketch]) -> Option<(Frame<'a>, Itinerary)> {
    let mut frame = Frame::new(instance).ok()?;
    let mut group_of: BTreeMap<TaskIx, u32> = BTreeMap::new();
    for (group, at) in frame.merged.groups.iter().zip(0..) {
        group_of.extend(group.tasks.iter().map(|&task| (task, at)));
    }
    let mut plan = Itinerary::default();
    for day in days {
        let mut stops = Vec::with_capacity(day.stops.len());
        for drawn in &day.stops {
            let group = *group_of.get(&drawn.first()?.0)?;
            let one = drawn.iter().all(|(task, _)| group_of.get(task) == Some(&group));
            if !one || plan.labs.contains_key(&group) {
                return None;
            }
            let labs = draw(&mut frame, group, drawn);
            plan.labs.insert(group, labs);
            stops.push(group);
        }
        let outing = Outing { from: day.from, to: day.to, stops };
        plan.outings.insert((day.team, day.day), outing);
    }
    frame.meet_again();
    frame.is_sound(&plan).then_some((frame, plan))
}

/// Leaves in a merged visit what is drawn; answers its labs in the visit's order.
fn draw(frame: &mut Frame<'_>, group: u32, drawn: &[(TaskIx, AgencyIx)]) -> Vec<AgencyIx> {
    let lab = |task: &TaskIx| drawn.iter().find(|(own, _)| own == task).map(|(_, lab)| *lab);
    let all = frame.merged.groups[group as usize].tasks.clone();
    let (kept, left): (Vec<TaskIx>, Vec<TaskIx>) =
        all.into_iter().partition(|task| lab(task).is_some());
    let labs = kept.iter().filter_map(lab).collect();
    if !left.is_empty() {
        for task in left {
            let why = reason(Rule::Day, Note::new("plan-cheaper-without"), None);
            frame.shed.insert(task, vec![why]);
        }
        frame.regroup(group, kept);
    }
    labs
}
