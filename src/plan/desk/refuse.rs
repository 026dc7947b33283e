//! Orders that can't be carried out, and what stands in the way.

use chrono::NaiveDate;

use crate::calendar::{Day, DaySet};
use crate::model::{Note, Reason, Rule, TeamIx};
use crate::route::Itinerary;
use crate::rules::Finding;

use super::super::frame::Frame;
use super::super::reasons;
use super::super::restore::{DROPPED, Restored};
use super::open::is_open;
use super::orders::{Order, Orders};
use super::{Desk, Refusal};

/// Refuses the orders that rules and history forbid whatever else is planned.
pub(super) fn refuse(
    restored: &Restored<'_>,
    desk: &Desk,
    open: &[(TeamIx, DaySet)],
    found: &mut Orders,
) {
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
fn on_day(frame: &Frame<'_>, day: Option<Day>, finding: Finding) -> Reason {
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

fn days_in(frame: &Frame<'_>) -> usize {
    frame.screen.calendar().len()
}

/// Why the search found no place for an order beside the rest of the plan.
pub(in crate::plan) fn no_room(
    restored: &Restored<'_>,
    open: &[(TeamIx, DaySet)],
    order: &Order,
    plan: &Itinerary,
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
pub(in crate::plan) fn dropped(visit: &str) -> Reason {
    reasons::reason(Rule::Reference, Note::new(DROPPED).with("visit", visit), None)
}
