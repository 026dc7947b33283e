//! What is kept of a run beside its plan: costs, and what they were paid for.
//!
//! A task that a scenario makes impossible alone costs nothing, by the plan's objective, so that a
//! suspension can look cheap. What was asked for is therefore counted apart from what could be done.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::draw::DrawRecord;
use crate::messages::Lang;
use crate::model::{
    CategoryIx, DrawMode, Fen, Instance, Note, Objective, ProgramIx, RegionIx, TaskIx,
};
use crate::plan::Planned;
use crate::report;

/// What is kept of a run beside its plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Name of the run: the digest of all that decides it.
    pub key: String,
    /// Seed of search and luck.
    pub seed: u64,
    /// Batches asked for: by tasks that are always in, and by the targets of quotas.
    pub asked: u64,
    /// Batches planned.
    pub planned: u64,
    /// Batches asked for that a plan could hold, and this one leaves out.
    pub left_out: u64,
    /// Batches asked for that no plan could hold: their task is impossible alone, or a quota has no
    /// possible candidate left.
    pub impossible: u64,
    /// Required tasks left out that are possible.
    pub missing: u64,
    /// Required tasks that are impossible alone.
    pub required_impossible: u64,
    /// The cost, part by part.
    pub objective: Objective,
    /// Visits.
    pub visits: u64,
    /// Days of teams.
    pub team_days: u64,
    /// Nights away.
    pub nights: u64,
    /// Batches off the quotas' targets, either way.
    pub off_target: u64,
    /// Batches off labs' even months, either way.
    pub off_month: f64,
    /// No plan costs less; none if nothing was proved.
    pub bound: Option<Fen>,
    /// What the plan lies above its bound, by the contract's formula.
    pub gap: Option<f64>,
}

impl Figures {
    /// The figures of a plan for an instance.
    ///
    /// # Errors
    /// If the plan names what neither it nor the instance has.
    pub fn of(key: &str, seed: u64, instance: &Instance, planned: &Planned) -> Result<Self, Note> {
        let plan = &planned.plan;
        let instance = &instance.joined(plan);
        let batches = |id: &str| {
            instance.task(id).map_or(0, |task| u64::from(instance.tasks[task.ix()].batches))
        };
        let drawn = plan.visits.iter().flat_map(|visit| &visit.tasks);
        let held: u64 = drawn.map(|drawn| batches(&drawn.task)).sum();
        let open = plan.unplanned.iter().filter(|left| !left.impossible && left.queue.is_none());
        let left_out: u64 = open.map(|left| batches(&left.task)).sum();
        let impossible = undrawable(instance, &planned.draw);
        let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
        let required = |left: &&crate::model::Unplanned| {
            let task = instance.task(&left.task);
            left.impossible && task.is_some_and(|task| instance.tasks[task.ix()].required)
        };
        let (off_target, off_month) = report::unevenness(instance, plan, Lang::Zh)?;
        Ok(Self {
            key: key.to_owned(),
            seed,
            asked: held + left_out + impossible,
            planned: held,
            left_out,
            impossible,
            missing: planned.missing as u64,
            required_impossible: plan.unplanned.iter().filter(required).count() as u64,
            objective: plan.objective,
            visits: plan.visits.len() as u64,
            team_days: days as u64,
            nights: (days - plan.tours.len()) as u64,
            off_target,
            off_month,
            bound: plan.bound.as_ref().map(|bound| bound.total),
            gap: plan.bound.as_ref().map(|bound| bound.gap),
        })
    }

    /// Batches planned of those asked for; all of nothing.
    pub fn coverage(&self) -> f64 {
        if self.asked == 0 { 1.0 } else { self.planned as f64 / self.asked as f64 }
    }

    /// What is really paid: driving, days, nights and parcels.
    pub fn spending(&self) -> Fen {
        let o = &self.objective;
        o.travel + o.team_days + o.nights + o.courier
    }
}

/// Batches that were asked for and that nobody could draw: tasks that are always in and impossible,
/// and what is missing to targets. A county's lack is not counted again in its city.
fn undrawable(instance: &Instance, draw: &DrawRecord) -> u64 {
    let open = instance.settings().policy.draw == DrawMode::Cost;
    let mut quotas: Vec<_> =
        instance.quotas.iter().filter(|quota| quota.target.is_some()).collect();
    quotas.sort_by_key(|quota| instance.regions[quota.region.ix()].level);
    let kind = |task: usize| {
        let row = &instance.tasks[task];
        (row.program, instance.products[row.product.ix()].category)
    };
    let mut of_kind: HashMap<(ProgramIx, CategoryIx), Vec<usize>> = HashMap::new();
    for task in 0..instance.tasks.len() {
        of_kind.entry(kind(task)).or_default().push(task);
    }
    let region = |task: usize| instance.enterprises[instance.tasks[task].site.ix()].region;
    let mut lacks: HashMap<(ProgramIx, CategoryIx), Vec<(RegionIx, u64)>> = HashMap::new();
    let mut targeted = vec![false; instance.tasks.len()];
    for quota in quotas {
        let (mut wanted, mut found) = (u64::from(quota.target.unwrap_or(0)), 0);
        let all = of_kind.get(&(quota.program, quota.category)).map_or(&[][..], Vec::as_slice);
        for &task in all.iter().filter(|&&at| instance.is_within(region(at), quota.region)) {
            targeted[task] = true;
            let row = &instance.tasks[task];
            // A required task that is impossible is counted by itself.
            if draw.is_in(TaskIx::new(task)) || row.required {
                found += u64::from(row.batches);
            }
        }
        let known = lacks.entry((quota.program, quota.category)).or_default();
        let below = known.iter().filter(|(at, _)| instance.is_within(*at, quota.region));
        found += below.map(|(_, lack)| lack).sum::<u64>();
        wanted = wanted.saturating_sub(found);
        // Where the solver chooses, every candidate is asked for already.
        if wanted > 0 && !open {
            known.push((quota.region, wanted));
        }
    }
    let certain =
        instance.tasks.iter().zip(&targeted).enumerate().filter(|(at, (row, targeted))| {
            !draw.is_in(TaskIx::new(*at)) && (row.required || !**targeted || open)
        });
    let alone: u64 = certain.map(|(_, (row, _))| u64::from(row.batches)).sum();
    alone + lacks.values().flatten().map(|(_, lack)| lack).sum::<u64>()
}
