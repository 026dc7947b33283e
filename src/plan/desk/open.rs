//! What a desk may plan anew: its teams' days in its span that hold nothing frozen.

use std::collections::BTreeSet;

use crate::calendar::{Day, DaySet};
use crate::model::{Plan, TeamIx};

use super::super::restore::Restored;
use super::Desk;

/// The open days of each team of an agency.
pub(in crate::plan) fn open_days(
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
            let days = frame.screen.road_days(at).and(&span);
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

/// Whether a team-day is open.
pub(super) fn is_open(open: &[(TeamIx, DaySet)], team: TeamIx, day: Day) -> bool {
    open.iter().any(|(other, days)| *other == team && days.contains(day))
}
