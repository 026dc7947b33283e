//! Wishes become orders, one a visit.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::{Day, DaySet};
use crate::draw::DrawStatus;
use crate::model::{Note, Plan, Rule, TaskIx, TeamIx};

use super::super::reasons;
use super::super::restore::Restored;
use super::open::is_open;
use super::refuse::refuse;
use super::{Desk, Refusal, Wish};

/// What is to become of one visit, by all wishes about it.
#[derive(Clone, Debug, Default)]
pub(in crate::plan) struct Order {
    /// The merged visit.
    pub visit: u32,
    /// The wishes, as positions in the desk's.
    pub wishes: Vec<usize>,
    /// The only day.
    pub day: Option<Day>,
    /// The only team.
    pub team: Option<TeamIx>,
    /// Not at all.
    pub drop: bool,
    /// Where it is now.
    pub now: Option<(TeamIx, Day)>,
}

impl Order {
    /// Whether the order allows a team and day.
    pub fn allows(&self, team: TeamIx, day: Day) -> bool {
        !self.drop
            && self.team.is_none_or(|only| only == team)
            && self.day.is_none_or(|only| only == day)
    }

    /// Where the visit would be with nothing changed but what is wished.
    pub fn home(&self) -> Option<(TeamIx, Day)> {
        let (team, day) = self.now?;
        Some((self.team.unwrap_or(team), self.day.unwrap_or(day)))
    }
}

/// The wishes as orders, one a visit, and what is refused at once.
pub(in crate::plan) struct Orders {
    /// What the search is to do.
    pub orders: Vec<Order>,
    /// Refused wishes, by their position.
    pub refused: BTreeMap<usize, Refusal>,
}

/// Reads the wishes.
///
/// # Errors
/// A wish that is not this desk's: another agency's visit, another span, something frozen.
pub(in crate::plan) fn orders(
    restored: &mut Restored<'_>,
    plan: &Plan,
    desk: &Desk,
    open: &[(TeamIx, DaySet)],
) -> Result<Orders, Note> {
    let mut found = Orders { orders: Vec::new(), refused: BTreeMap::new() };
    for (at, wish) in desk.wishes.iter().enumerate() {
        match wish {
            Wish::Date(visit, date) => {
                let day = date_in(restored, desk, *date)?;
                let order = found.about(restored, plan, desk, open, visit)?;
                if order.day.is_some_and(|other| other != day) {
                    return Err(Note::new("desk-two-dates").with("visit", visit));
                }
                order.day = Some(day);
                order.wishes.push(at);
            }
            Wish::Team(visit, team) => {
                let row = &restored.frame.instance.teams[team.ix()];
                if !desk.has(row.agency) {
                    return Err(Note::new("desk-other-team").with("team", &row.id));
                }
                let order = found.about(restored, plan, desk, open, visit)?;
                if order.team.is_some_and(|other| other != *team) {
                    return Err(Note::new("desk-two-teams").with("visit", visit));
                }
                order.team = Some(*team);
                order.wishes.push(at);
            }
            // Places are given when it is known who is out on the day.
            Wish::Stop(..) => {}
            Wish::Drop(visit) => {
                let order = found.about(restored, plan, desk, open, visit)?;
                order.drop = true;
                order.wishes.push(at);
            }
            Wish::Add(task) => match added(restored, plan, open, *task) {
                Ok(None) => {}
                Ok(Some(visit)) => found.of(visit, restored).wishes.push(at),
                Err(refusal) => {
                    found.refused.insert(at, refusal);
                }
            },
        }
    }
    if let Some(order) = found.orders.iter().find(|order| order.drop && order.wishes.len() > 1) {
        let row = order.wishes.first().and_then(|&at| desk.wishes.get(at));
        let visit = row.map(|wish| wish.visit().to_owned()).unwrap_or_default();
        return Err(Note::new("desk-drop-and-more").with("visit", visit));
    }
    refuse(restored, desk, open, &mut found);
    Ok(found)
}

fn date_in(restored: &Restored<'_>, desk: &Desk, date: NaiveDate) -> Result<Day, Note> {
    let outside = || {
        let from = desk.frozen_before.map_or(desk.from, |day| day.max(desk.from));
        Note::new("desk-date-outside").with("date", date).with("from", from).with("to", desk.to)
    };
    let inside = desk.from <= date
        && date <= desk.to
        && desk.frozen_before.is_none_or(|frozen| frozen <= date);
    let day = restored.frame.screen.calendar().day(date).filter(|_| inside);
    day.ok_or_else(outside)
}

impl Orders {
    fn of(&mut self, visit: u32, restored: &Restored<'_>) -> &mut Order {
        let at = match self.orders.iter().position(|order| order.visit == visit) {
            Some(at) => at,
            None => {
                let now = restored.itinerary.places().get(&visit).copied();
                self.orders.push(Order { visit, now, ..Order::default() });
                self.orders.len() - 1
            }
        };
        &mut self.orders[at]
    }

    /// The order about a visit of the plan that stands on an open day.
    fn about(
        &mut self,
        restored: &Restored<'_>,
        plan: &Plan,
        desk: &Desk,
        open: &[(TeamIx, DaySet)],
        id: &str,
    ) -> Result<&mut Order, Note> {
        let at = plan.visits.iter().position(|visit| visit.id == id);
        let at = at.ok_or_else(|| Note::new("desk-unknown-visit").with("visit", id))?;
        let (row, visit) = (&plan.visits[at], restored.groups[at]);
        let order = self.of(visit, restored);
        let (team, day) =
            order.now.ok_or_else(|| Note::new("desk-unknown-visit").with("visit", id))?;
        let teams = &restored.frame.instance.teams;
        if !desk.has(teams[team.ix()].agency) {
            return Err(Note::new("desk-other-agency").with("visit", id).with("team", &row.team));
        }
        if !is_open(open, team, day) {
            let key = if row.date < desk.from || row.date > desk.to {
                "desk-visit-outside"
            } else {
                "desk-visit-frozen"
            };
            return Err(Note::new(key).with("visit", id).with("date", row.date));
        }
        Ok(order)
    }
}

/// The merged visit that is to draw a task too; none if one does already.
fn added(
    restored: &mut Restored<'_>,
    plan: &Plan,
    open: &[(TeamIx, DaySet)],
    task: TaskIx,
) -> Result<Option<u32>, Refusal> {
    let frame = &mut restored.frame;
    match frame.draw.status[task.ix()] {
        DrawStatus::Impossible => {
            return Err(Refusal::by(reasons::impossible(frame, task), vec![task]));
        }
        DrawStatus::Reserve { quota, place } => {
            return Err(Refusal::by(vec![reasons::reserve(frame, quota, place)], vec![task]));
        }
        DrawStatus::In | DrawStatus::Drawn => {}
    }
    let places = restored.itinerary.places();
    let group = frame.merged.groups.iter().position(|group| group.tasks.contains(&task));
    if let Some(at) = group {
        let at = at as u32;
        if places.contains_key(&at) {
            return Ok(None);
        }
        frame.shed.remove(&task);
        restored.dropped.remove(&at);
        return Ok(Some(at));
    }
    // It was given up for the sake of a visit that is made: it can only join that one again.
    let site = frame.instance.tasks[task.ix()].site;
    let joined = |(at, group): (u32, &crate::merge::Group)| {
        let mut tasks = group.tasks.clone();
        tasks.push(task);
        tasks.sort_unstable();
        let fits = group.site == site && frame.screen.group_admissible(&tasks);
        fits.then_some((at, tasks))
    };
    let found = (0..).zip(&frame.merged.groups).find_map(joined);
    let Some((at, tasks)) = found else {
        return Err(Refusal::by(frame.shed.get(&task).cloned().unwrap_or_default(), vec![task]));
    };
    let place = places.get(&at).copied();
    if place.is_some_and(|(team, day)| !is_open(open, team, day)) {
        let row = restored.groups.iter().position(|&group| group == at);
        let note = Note::new("desk-second-entry")
            .with("visit", row.map_or("", |row| plan.visits[row].id.as_str()));
        return Err(Refusal::by(vec![reasons::reason(Rule::OneDoor, note, None)], tasks));
    }
    frame.shed.remove(&task);
    frame.regroup(at, tasks);
    frame.meet_again();
    Ok(Some(at))
}
