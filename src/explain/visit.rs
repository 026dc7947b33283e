//! What in a plan keeps a whole visit from team-days on which the rules alone would allow it.

use chrono::NaiveDate;

use super::obstacles::Obstacles;
use super::survey::Survey;
use super::task::{MOST, over};
use super::{Cause, NearMiss};
use crate::model::{Instance, Plan, TaskIx, TeamIx};
use crate::rules::Screen;

/// The team-days of `tries` with the fewest obstacles for a visit that draws `tasks`; the visit
/// `instead_of` of the plan, if any, is thought away.
pub fn nearest(
    instance: &Instance,
    screen: &Screen,
    plan: &Plan,
    instead_of: Option<&str>,
    tasks: &[TaskIx],
    tries: &[(TeamIx, NaiveDate)],
) -> Vec<NearMiss> {
    let mut rest = plan.clone();
    rest.visits.retain(|visit| Some(visit.id.as_str()) != instead_of);
    for day in rest.tours.iter_mut().flat_map(|tour| &mut tour.days) {
        day.stops.retain(|stop| Some(stop.as_str()) != instead_of);
    }
    let survey = Survey::new(instance, &rest);
    let each: Vec<Obstacles> =
        tasks.iter().map(|&t| Obstacles::within(&survey, screen, t, tasks.to_vec())).collect();
    let mut found: Vec<NearMiss> = Vec::new();
    for &(team, date) in tries {
        let Some(day) = screen.calendar().day(date) else { continue };
        let mut causes: Vec<Cause> = Vec::new();
        let (mut joins, mut back) = (None, None);
        for tried in each.iter().map(|obstacles| obstacles.on(team, day)) {
            (joins, back) = (joins.or(tried.joins), back.or(tried.back));
            let new: Vec<Cause> =
                tried.causes.into_iter().filter(|cause| !causes.contains(cause)).collect();
            causes.extend(new);
        }
        let team = &instance.teams[team.ix()].id;
        let alike = |miss: &&mut NearMiss| miss.team == *team && miss.causes == causes;
        match found.iter_mut().find(alike) {
            Some(miss) => miss.dates.push(date),
            None => {
                found.push(NearMiss { team: team.clone(), dates: vec![date], joins, back, causes });
            }
        }
    }
    found.sort_by(|a, b| {
        let weight = |miss: &NearMiss| (miss.causes.len(), over(miss));
        weight(a).cmp(&weight(b)).then_with(|| (&a.dates, &a.team).cmp(&(&b.dates, &b.team)))
    });
    found.truncate(MOST);
    found
}
