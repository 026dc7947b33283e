//! A dispatcher's desk: one agency's days of a plan, what of them is frozen, and what is wished.
//!
//! Open are the team-days of the agency in a span, without the tours that hold something frozen or
//! that cross the span's ends; the rest of the plan stands still. Wishes are turned into orders, one
//! a visit; an order that the rules forbid is refused with them before anything is searched. What
//! is left is a routing problem in which leaving the present plan has a price.
//!
//! Decision: a frozen visit freezes its whole tour, because a team that has its sheet has all of it.
//! Rejected: freezing single visits, which keeps their minutes only by chance when the day changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::calendar::{Day, DaySet};
use crate::draw::DrawStatus;
use crate::model::{AgencyIx, Fen, Instance, Note, Plan, Reason, Rule, TaskIx, TeamIx};
use crate::rules::Finding;

use super::reasons;
use super::restore::{DROPPED, Restored};

/// What a dispatcher wants of an agency's days.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The agency: teams that start from its base may be planned anew; none = all teams.
    pub agency: Option<AgencyIx>,
    /// First day of the span.
    pub from: NaiveDate,
    /// Last day of the span.
    pub to: NaiveDate,
    /// Ids of visits that stay as they are, with their tours.
    pub frozen: BTreeSet<String>,
    /// Everything before this day stays as it is.
    pub frozen_before: Option<NaiveDate>,
    /// What is to be different.
    pub wishes: Vec<Wish>,
    /// Look for cheaper days also where nothing is wished, and for room for visits left out.
    pub improve: bool,
    /// What a visit by another team or on another day costs in the search; none = so much that as
    /// few as possible are moved.
    pub change_price: Option<Fen>,
}

/// One wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A visit on this day.
    Date(String, NaiveDate),
    /// A visit by this team.
    Team(String, TeamIx),
    /// No such visit.
    Drop(String),
    /// A visit that draws this task.
    Add(TaskIx),
    /// A visit at this place among the stops of its day, 1 = the first.
    Stop(String, u32),
}

impl Desk {
    /// The desk of whoever plans: all teams, the whole horizon, nothing frozen, nothing wished.
    pub fn whole(instance: &Instance) -> Self {
        let settings = instance.settings();
        Self {
            agency: None,
            from: settings.start,
            to: settings.end,
            frozen: BTreeSet::new(),
            frozen_before: None,
            wishes: Vec::new(),
            improve: false,
            change_price: None,
        }
    }

    /// Whether the desk has a team.
    fn has(&self, agency: AgencyIx) -> bool {
        self.agency.is_none_or(|own| own == agency)
    }
}

/// Why a wish is not granted.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The rules that forbid it.
    pub reasons: Vec<Reason>,
    /// Tasks of the visit that was asked for.
    pub tasks: Vec<TaskIx>,
    /// Team-days on which the rules alone would allow it; the rest of the plan does not.
    pub tries: Vec<(TeamIx, NaiveDate)>,
}

impl Refusal {
    fn by(reasons: Vec<Reason>, tasks: Vec<TaskIx>) -> Self {
        Self { reasons, tasks, tries: Vec::new() }
    }
}

/// What is to become of one visit, by all wishes about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
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

/// The open days of each team of an agency.
pub(super) fn open_days(
    restored: &Restored<'_>,
    plan: &Plan,
    desk: &Desk,
) -> Vec<(TeamIx, DaySet)> {
    let frame = &restored.frame;
    let calendar = frame.screen.calendar();
    let first = desk.frozen_before.map_or(desk.from, |day| day.max(desk.from));
    let span = calendar.between(Some(first), Some(desk.to));
    let frozen: BTreeSet<u32> = plan
        .visits
        .iter()
        .zip(&restored.groups)
        .filter(|(visit, _)| desk.frozen.contains(&visit.id))
        .map(|(_, &group)| group)
        .collect();
    let mut open: Vec<(TeamIx, DaySet)> = Vec::new();
    for at in (0..frame.instance.teams.len()).map(TeamIx::new) {
        if desk.has(frame.instance.teams[at.ix()].agency) {
            let days = frame.screen.team_days(at).and(&span);
            open.push((at, without_frozen(restored, at, days, &frozen)));
        }
    }
    apart_from_rivals(restored, &mut open);
    open
}

/// Days of a team without its tours that hold something frozen or are not wholly among the days.
fn without_frozen(
    restored: &Restored<'_>,
    team: TeamIx,
    mut days: DaySet,
    frozen: &BTreeSet<u32>,
) -> DaySet {
    let outings = &restored.itinerary.outings;
    let mut tour: Vec<Day> = Vec::new();
    let mut fixed = false;
    for (&(_, day), outing) in outings.range((team, Day(0))..=(team, Day(u16::MAX))) {
        tour.push(day);
        fixed |= !days.contains(day) || outing.stops.iter().any(|stop| frozen.contains(stop));
        if outing.to.is_none() {
            if fixed {
                tour.iter().for_each(|&day| days.remove(day));
            }
            tour.clear();
            fixed = false;
        }
    }
    days
}

/// Two teams that share a person are never out on one day: each day goes to the team that has it
/// now, else to the first.
fn apart_from_rivals(restored: &Restored<'_>, open: &mut [(TeamIx, DaySet)]) {
    let (screen, outings) = (&restored.frame.screen, &restored.itinerary.outings);
    for at in 0..open.len() {
        let team = open[at].0;
        for &rival in screen.rivals(team) {
            let theirs =
                open.iter().find(|(other, _)| *other == rival).map(|(_, days)| days.clone());
            for day in open[at].1.clone().iter() {
                let (mine, out) =
                    (outings.contains_key(&(team, day)), outings.contains_key(&(rival, day)));
                let shared = theirs.as_ref().is_some_and(|days| days.contains(day));
                if out || (shared && !mine && rival < team) {
                    open[at].1.remove(day);
                }
            }
        }
    }
}

/// The wishes as orders, one a visit, and what is refused at once.
pub(super) struct Orders {
    /// What the search is to do.
    pub orders: Vec<Order>,
    /// Refused wishes, by their position.
    pub refused: BTreeMap<usize, Refusal>,
}

/// Reads the wishes.
///
/// # Errors
/// A wish that is not this desk's: another agency's visit, another span, something frozen.
pub(super) fn orders(
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

impl Wish {
    /// The visit it is about; empty for a task to be added.
    pub fn visit(&self) -> &str {
        match self {
            Wish::Date(visit, _)
            | Wish::Team(visit, _)
            | Wish::Drop(visit)
            | Wish::Stop(visit, _) => visit,
            Wish::Add(_) => "",
        }
    }
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

/// Whether a team-day is open.
pub(super) fn is_open(open: &[(TeamIx, DaySet)], team: TeamIx, day: Day) -> bool {
    open.iter().any(|(other, days)| *other == team && days.contains(day))
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

/// Refuses the orders that rules and history forbid whatever else is planned.
fn refuse(restored: &Restored<'_>, desk: &Desk, open: &[(TeamIx, DaySet)], found: &mut Orders) {
    let frame = &restored.frame;
    let span = frame.screen.calendar().between(Some(desk.from), Some(desk.to));
    for order in found.orders.iter().filter(|order| !order.drop) {
        let tasks = &frame.merged.groups[order.visit as usize].tasks;
        let teams: Vec<TeamIx> = open
            .iter()
            .map(|(team, _)| *team)
            .filter(|team| order.team.is_none_or(|only| only == *team))
            .collect();
        let mut days = span.clone();
        if let Some(day) = order.day {
            days = DaySet::empty(days_in(frame));
            days.insert(day);
        }
        // What forbids one of the tasks says more than what forbids them all together.
        let each =
            tasks.iter().map(|task| frame.screen.why_not(&[*task], teams.clone(), days.clone()));
        let mut findings: Vec<Finding> = each.flatten().collect();
        if findings.is_empty() {
            findings = frame.screen.why_not(tasks, teams, days);
        }
        if findings.is_empty() {
            continue;
        }
        let mut reasons: Vec<Reason> = Vec::new();
        for finding in findings {
            let reason = on_day(frame, order.day, finding);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let refusal = Refusal::by(reasons, tasks.clone());
        for &wish in &order.wishes {
            found.refused.insert(wish, refusal.clone());
        }
    }
}

/// A finding as a reason against a day that was asked for.
fn on_day(frame: &super::Frame<'_>, day: Option<Day>, finding: Finding) -> Reason {
    let Finding { rule, note, since } = finding;
    let date =
        day.map(|day| (frame.screen.calendar().date(day), frame.screen.calendar().works(day)));
    match (rule, date) {
        (Rule::Workday, Some((date, false))) => {
            reasons::reason(rule, Note::new("desk-day-off").with("date", date), None)
        }
        (Rule::Window, Some((date, _))) => {
            let note = Note { key: "desk-window".into(), ..note };
            reasons::reason(rule, note.with("date", date), since)
        }
        _ => reasons::reason(rule, note, since),
    }
}

fn days_in(frame: &super::Frame<'_>) -> usize {
    frame.screen.calendar().len()
}

/// Why the search found no place for an order beside the rest of the plan.
pub(super) fn no_room(
    restored: &Restored<'_>,
    open: &[(TeamIx, DaySet)],
    order: &Order,
    plan: &crate::route::Itinerary,
) -> Refusal {
    let frame = &restored.frame;
    let calendar = frame.screen.calendar();
    let tasks = frame.merged.groups[order.visit as usize].tasks.clone();
    let may = |team: TeamIx, day: Day| order.allows(team, day) && is_open(open, team, day);
    let tries: Vec<(TeamIx, NaiveDate)> = frame.visits[order.visit as usize]
        .options
        .iter()
        .flat_map(|(team, option)| option.days.iter().map(move |day| (*team, day)))
        .filter(|&(team, day)| may(team, day))
        .map(|(team, day)| (team, calendar.date(day)))
        .collect();
    if tries.is_empty() {
        let note = Note::new("desk-all-frozen");
        return Refusal::by(vec![reasons::reason(Rule::TeamAvailable, note, None)], tasks);
    }
    let (places, ledger) = (plan.places(), frame.booked(plan));
    let reasons = reasons::crowded_out_where(frame, &places, &ledger, order.visit, plan, &may);
    Refusal { reasons, tasks, tries }
}

/// The reason that stands in a plan for a task whose visit was taken out.
pub(super) fn dropped(visit: &str) -> Reason {
    reasons::reason(Rule::Reference, Note::new(DROPPED).with("visit", visit), None)
}
