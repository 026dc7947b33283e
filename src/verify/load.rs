//! What is carried: `vehicle`, `cold_chain`, `delivery`.

use std::collections::BTreeMap;

use super::case::{Case, Drawn, Entry};
use super::ground::Ground;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{AgencyIx, Rule, TaskIx, TeamIx};

impl Ground<'_> {
    /// Whether a team may hand a task's samples to a lab: cold-chain samples need a cold vehicle
    /// and, like those marked `carry`, go to the own agency's lab.
    pub(super) fn may_hand(&self, team: TeamIx, task: TaskIx, lab: AgencyIx) -> bool {
        self.keeps_cold(team, task, lab) && self.is_not_sent(team, task, lab)
    }

    fn keeps_cold(&self, team: TeamIx, task: TaskIx, lab: AgencyIx) -> bool {
        let team = self.team(team);
        !self.category(task).cold_chain || team.cold && lab == team.agency
    }

    fn is_not_sent(&self, team: TeamIx, task: TaskIx, lab: AgencyIx) -> bool {
        !self.category(task).carry || lab == self.team(team).agency
    }
}

/// What the team of a visit carries home: the samples for its own agency's lab.
fn carried<'c>(case: &'c Case, entry: &'c Entry) -> impl Iterator<Item = Drawn> + 'c {
    let own = entry.team.map(|team| case.ground.team(team).agency);
    entry.draws.iter().copied().filter(move |draw| own.is_some() && draw.lab == own)
}

/// `vehicle`: what is carried since the base was left fits. A tour unloads at its end, so that
/// its whole load has to fit.
pub(super) fn vehicle(case: &Case, out: &mut Findings) {
    super::formed::vehicles(case, out);
    let mut loads: BTreeMap<&str, (TeamIx, (i64, i64))> = BTreeMap::new();
    for day in &case.days {
        let Some(team) = day.team else { continue };
        let (_, load) = loads.entry(&day.tour.id).or_insert((team, (0, 0)));
        for &stop in &day.stops {
            for draw in carried(case, &case.visits[stop]) {
                let (grams, millilitres) = case.ground.load(draw.task);
                load.0 = load.0.saturating_add(grams);
                load.1 = load.1.saturating_add(millilitres);
            }
        }
    }
    for (tour, (team, load)) in loads {
        out.check(Rule::Vehicle, case.ground.fits(team, load), || {
            let row = case.ground.team(team);
            let show = |mass: Option<i64>, volume: Option<i64>| {
                let number = |n: Option<i64>| n.map_or("-".to_owned(), |n| n.to_string());
                format!("{} g, {} ml", number(mass), number(volume))
            };
            Fault::new(Subject::Tour(tour.to_owned()), "verify-vehicle").but(
                show(row.vehicle_mass.map(|m| m.0), row.vehicle_volume.map(|v| v.0)),
                show(Some(load.0), Some(load.1)),
            )
        });
    }
}

/// `cold_chain`: cold-chain samples travel in a cold vehicle to the own agency's lab.
pub(super) fn cold_chain(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let (Some(team), Some(lab)) = (entry.team, draw.lab) else { continue };
        out.check(Rule::ColdChain, case.ground.keeps_cold(team, draw.task, lab), || {
            Fault::new(entry.subject(), "verify-cold-chain")
                .with("task", &case.ground.task(draw.task).id)
                .with("team", &entry.visit.team)
                .with("lab", case.ground.agency_id(lab))
        });
    }
}

/// `delivery`: samples marked `carry` are not sent, and carried samples with `deliver_hours` reach
/// the base in time after the visit's end.
pub(super) fn delivery(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let (Some(team), Some(lab)) = (entry.team, draw.lab) else { continue };
        out.check(Rule::Delivery, case.ground.is_not_sent(team, draw.task, lab), || {
            Fault::new(entry.subject(), "verify-delivery-sent")
                .with("task", &case.ground.task(draw.task).id)
                .with("lab", case.ground.agency_id(lab))
        });
    }
    for day in &case.days {
        let Some(home) = day.tour.days.last() else { continue };
        for &stop in &day.stops {
            let entry = &case.visits[stop];
            let days = home.date.signed_duration_since(entry.visit.date).num_days();
            let minutes = days * 24 * 60 + i64::from(home.arrive.0) - entry.hours().1;
            in_time(case, entry, minutes, out);
        }
    }
}

fn in_time(case: &Case, entry: &Entry, minutes: i64, out: &mut Findings) {
    for draw in carried(case, entry) {
        let Some(within) = case.ground.category(draw.task).deliver_within else { continue };
        out.check(Rule::Delivery, minutes <= within.0, || {
            Fault::new(entry.subject(), "verify-delivery-late")
                .with("task", &case.ground.task(draw.task).id)
                .but(within.0, minutes)
        });
    }
}
