//! The headline figures of a plan, counted from its visits, tours and reasons.

use std::collections::BTreeSet;

use serde::Serialize;

use super::view::{Fate, View};
use crate::model::{Fen, Metres, Minutes};

/// What the head of the report says. Counts of tasks add up:
/// `tasks = planned + reserves + impossible + left_out`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Tasks of the instance.
    pub tasks: usize,
    /// Tasks that a visit draws.
    pub planned: usize,
    /// Tasks not drawn by lot, kept in order.
    pub reserves: usize,
    /// Tasks that no plan could hold, even alone.
    pub impossible: usize,
    /// Tasks drawn and possible, yet not planned.
    pub left_out: usize,
    /// Required tasks of the instance.
    pub required: usize,
    /// Required tasks that are planned.
    pub required_planned: usize,
    /// Required tasks that are impossible alone.
    pub required_impossible: usize,
    /// Planned batches.
    pub batches: u64,
    /// Entries through a door.
    pub visits: usize,
    /// Visits that draw more than one task.
    pub merged: usize,
    /// Visits that draw for more than one authority.
    pub across_authorities: usize,
    /// Enterprises that are visited.
    pub sites: usize,
    /// Tours.
    pub tours: usize,
    /// Days of all tours.
    pub team_days: usize,
    /// Nights away of all tours.
    pub nights: usize,
    /// Teams with a tour.
    pub teams: usize,
    /// Metres driven.
    pub metres: Metres,
    /// Minutes driven.
    pub drive: Minutes,
    /// Parcels sent by courier.
    pub parcels: usize,
    /// Test fees of the planned batches.
    pub fees: Fen,
}

impl Figures {
    /// Counts a plan.
    pub fn of(view: &View) -> Self {
        let instance = view.instance;
        let mut f = Figures { tasks: instance.tasks.len(), ..Figures::default() };
        f.required = instance.tasks.iter().filter(|task| task.required).count();
        f.visits = view.visits.len();
        f.sites = view.visits.iter().map(|visit| visit.site).collect::<BTreeSet<_>>().len();
        for visit in &view.visits {
            f.planned += visit.tasks.len();
            f.merged += usize::from(visit.tasks.len() > 1);
            f.batches += u64::from(view.batches(visit));
            f.parcels += view.parcels(visit).len();
            let mut authorities = BTreeSet::new();
            for &(task, _) in &visit.tasks {
                let row = &instance.tasks[task.ix()];
                f.required_planned += usize::from(row.required);
                f.fees += view.fee(task);
                authorities.insert(instance.programs[row.program.ix()].authority);
            }
            f.across_authorities += usize::from(authorities.len() > 1);
        }
        for unplanned in &view.unplanned {
            let required = instance.tasks[unplanned.task.ix()].required;
            match unplanned.fate() {
                Fate::Reserve => f.reserves += 1,
                Fate::LeftOut => f.left_out += 1,
                Fate::Impossible => {
                    f.impossible += 1;
                    f.required_impossible += usize::from(required);
                }
            }
        }
        f.tours = view.tours.len();
        f.teams = view.tours.iter().map(|tour| tour.team).collect::<BTreeSet<_>>().len();
        for tour in &view.tours {
            f.team_days += tour.days.len();
            f.nights += tour.days.iter().filter(|day| day.to.is_some()).count();
            f.metres += tour.days.iter().map(|day| day.day.metres).sum();
            f.drive += tour.days.iter().map(|day| day.day.drive_minutes).sum();
        }
        f
    }

    /// Required tasks that are possible, yet not planned.
    pub fn required_left_out(&self) -> usize {
        self.required.saturating_sub(self.required_planned + self.required_impossible)
    }

    /// Entries saved against one visit a task.
    pub fn saved(&self) -> usize {
        self.planned.saturating_sub(self.visits)
    }

    /// Part of the drawn and possible tasks that is planned; none if there is no such task.
    pub fn coverage(&self) -> Option<f64> {
        share(self.planned as u64, (self.planned + self.left_out) as u64)
    }
}

/// A part of a whole; none of nothing.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    if whole == 0 { None } else { Some(part as f64 / whole as f64) }
}
