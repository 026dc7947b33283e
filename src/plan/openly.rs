//! What the lot costs: the same numbers of batches under every quota, but whoever is cheap to reach
//! first, planned by the same search.
//!
//! The tasks are chosen by the procedure of the lot itself, with an estimate in the place of luck:
//! what a door costs (setting up, the way to the nearest other door, a share of the way from the
//! nearest base) divided among the tasks behind it, less what the task is worth. Doors depend on which
//! others are chosen, so that it is done several times, and the best by the estimate is kept.
//!
//! Decision: a choice beforehand. Rejected: planning with `policy.draw = "cost"`, because that plans
//! as many candidates as find a place and counts the worth of all others as lost: another question.

use std::collections::BTreeSet;

use crate::draw::{self, DrawRecord, DrawStatus};
use crate::model::{
    AgencyIx, DrawMode, DrawPrice, EnterpriseIx, Fen, Instance, Place, Plan, Position, TaskIx,
};

use super::frame::Frame;
use super::{Limits, Quiet, Trouble, Watch, form};

/// How often the choice is made anew.
const TURNS: usize = 8;
/// Visits of a day that share the way from the base, and minutes of a day, for the estimate.
const VISITS_A_DAY: f64 = 4.0;
const DAY_MINUTES: f64 = 560.0;

/// What the lot costs a plan; none where nobody is drawn by lot.
///
/// # Errors
/// See [`Trouble`].
pub fn price_of_draw(
    instance: &Instance,
    plan: &Plan,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Option<DrawPrice>, Trouble> {
    if instance.settings().policy.draw == DrawMode::Cost {
        return Ok(None);
    }
    let formed = form::formed(instance)?;
    let frame = Frame::new(&formed).map_err(Trouble::Input)?;
    let chosen = chosen(&frame);
    let other = super::plan(&only(instance, &chosen)?, limits, &Quiet(watch))?;
    if !other.verdict.is_clean() {
        return Err(Trouble::Fault("the plan without a lot was refused by the judge".to_owned()));
    }
    let worth = worth(instance, &frame.draw) - worth(instance, &chosen);
    let days = other.plan.tours.iter().map(|tour| tour.days.len()).sum();
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    Ok(Some(DrawPrice {
        saved: plan.objective.total - other.plan.objective.total - worth,
        worth,
        other: other.plan.objective,
        visits: count(other.plan.visits.len()),
        team_days: count(days),
        effort: limits.effort,
    }))
}

/// Value of everything that is in.
fn worth(instance: &Instance, record: &DrawRecord) -> Fen {
    let tasks = (0..instance.tasks.len()).map(TaskIx::new);
    tasks.filter(|task| record.is_in(*task)).map(|task| instance.tasks[task.ix()].value).sum()
}

/// The instance with the chosen tasks alone, all of them in.
fn only(instance: &Instance, record: &DrawRecord) -> Result<Instance, Trouble> {
    let (mut settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    settings.policy.draw = DrawMode::Cost;
    let mut at = 0..;
    tables.tasks.retain(|_| at.next().is_some_and(|at| record.is_in(TaskIx::new(at))));
    Instance::new(settings, tables).map_err(Trouble::Fault)
}

/// The tasks that are in when cost decides and not the lot.
fn chosen(frame: &Frame<'_>) -> DrawRecord {
    let doors = Doors::new(frame);
    let mut best = (doors.cost_of(&frame.draw), frame.draw.clone());
    let mut now = frame.draw.clone();
    for _ in 0..TURNS {
        now = draw::run_by_rank(frame.instance, &frame.screen, &doors.ranks(&now));
        let cost = doors.cost_of(&now);
        if cost < best.0 {
            best = (cost, now.clone());
        }
    }
    best.1
}

/// Estimates of what doors cost.
struct Doors<'f> {
    frame: &'f Frame<'f>,
    /// For each enterprise its share of the way from the nearest base and back, and setting up, fen.
    base: Vec<f64>,
}

impl<'f> Doors<'f> {
    fn new(frame: &'f Frame<'f>) -> Self {
        let instance = frame.instance;
        let bases: BTreeSet<AgencyIx> = instance.teams.iter().map(|team| team.agency).collect();
        let setup = instance.settings().policy.setup_minutes.0 as f64;
        let base = |site: usize| {
            let site = Place::Enterprise(EnterpriseIx::new(site));
            let ways = bases.iter().map(|&agency| way(frame, Place::Agency(agency), site));
            2.0 * ways.fold(f64::INFINITY, f64::min) / VISITS_A_DAY + setup * minute(instance)
        };
        Self { frame, base: (0..instance.enterprises.len()).map(base).collect() }
    }

    /// How many tasks of each enterprise are in, and whether some are whatever the lot says.
    fn held(&self, record: &DrawRecord) -> Vec<(u32, bool)> {
        let mut held = vec![(0, false); self.base.len()];
        for (task, status) in self.frame.instance.tasks.iter().zip(&record.status) {
            let door = &mut held[task.site.ix()];
            match status {
                DrawStatus::In => *door = (door.0 + 1, true),
                DrawStatus::Drawn => door.0 += 1,
                DrawStatus::Reserve { .. } | DrawStatus::Impossible => {}
            }
        }
        held
    }

    /// What one more door costs beside those that are entered.
    fn door(&self, site: usize, held: &[(u32, bool)]) -> f64 {
        let at = |site: usize| self.frame.instance.enterprises[site].position;
        let others = (0..held.len()).filter(|&other| other != site && held[other].0 > 0);
        let near = others.min_by(|&a, &b| far(at(site), at(a)).total_cmp(&far(at(site), at(b))));
        let place = |site: usize| Place::Enterprise(EnterpriseIx::new(site));
        self.base[site] + near.map_or(0.0, |near| way(self.frame, place(near), place(site)))
    }

    /// For each task its share of its door and its work, less its value.
    fn ranks(&self, record: &DrawRecord) -> Vec<i64> {
        let held = self.held(record);
        let doors: Vec<f64> = (0..held.len()).map(|site| self.door(site, &held)).collect();
        let rank = |(at, task): (usize, &crate::model::Task)| {
            let (many, certain) = held[task.site.ix()];
            let inside = u32::from(record.is_in(TaskIx::new(at)));
            let others = many - inside.min(many);
            let share = if certain { 0.0 } else { doors[task.site.ix()] / f64::from(others + 1) };
            (share + self.work(at)) as i64 - task.value.0
        };
        self.frame.instance.tasks.iter().enumerate().map(rank).collect()
    }

    fn work(&self, task: usize) -> f64 {
        self.frame.screen.work(TaskIx::new(task)).0 as f64 * minute(self.frame.instance)
    }

    /// Estimated cost of everything that is in, less its worth.
    fn cost_of(&self, record: &DrawRecord) -> f64 {
        let held = self.held(record);
        let entered = (0..held.len()).filter(|&site| held[site].0 > 0);
        let doors: f64 = entered.map(|site| self.door(site, &held)).sum();
        let tasks = (0..record.status.len()).filter(|&at| record.is_in(TaskIx::new(at)));
        let value = |at: usize| self.frame.instance.tasks[at].value.0 as f64;
        doors + tasks.map(|at| self.work(at) - value(at)).sum::<f64>()
    }
}

/// What a minute of a team costs, fen.
fn minute(instance: &Instance) -> f64 {
    instance.settings().costs.team_day.0 as f64 / DAY_MINUTES
}

/// What a way costs with the team's time, fen.
fn way(frame: &Frame<'_>, from: Place, to: Place) -> f64 {
    let costs = &frame.instance.settings().costs;
    frame.travel.leg(from, to).map_or(f64::INFINITY, |leg| {
        f64::from(leg.metres) / 1000.0 * costs.km.0 as f64
            + f64::from(leg.minutes) * minute(frame.instance)
    })
}

/// Grows with the distance; only for comparing.
fn far(a: Position, b: Position) -> f64 {
    let (x, y) = ((a.lon - b.lon) * a.lat.to_radians().cos(), a.lat - b.lat);
    x * x + y * y
}
