//! The tasks that cost something when they are not planned: drawn, and possible alone.

use std::collections::BTreeMap;

use super::{Ground, MILLI};
use crate::model::{AgencyIx, EnterpriseIx, Place, TaskIx};

/// A task that a plan should hold.
#[derive(Clone, Debug)]
pub struct Want {
    /// Which task.
    pub task: TaskIx,
    /// What leaving it out costs, thousandths of a fen.
    pub value: i64,
    /// Minutes on site for its batches, without the visit's setup.
    pub work: i32,
    /// Its batches.
    pub batches: i64,
}

/// A site with the tasks that are wanted there, as positions in [`Wanted::tasks`].
#[derive(Clone, Debug)]
pub struct WantedSite {
    /// Which enterprise.
    pub site: EnterpriseIx,
    /// What may be drawn there.
    pub tasks: Vec<usize>,
}

/// Everything that is wanted, by task and by site, both in order of their tables.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The tasks.
    pub tasks: Vec<Want>,
    /// The sites.
    pub sites: Vec<WantedSite>,
    /// For each task of the instance its position in `tasks`.
    pub position: Vec<Option<usize>>,
    /// Batches wanted in each quota.
    pub in_quota: Vec<i64>,
}

impl Wanted {
    /// What the draw took, without what is impossible.
    pub fn new(ground: Ground<'_>) -> Self {
        let (instance, weights) = (ground.instance, &ground.instance.settings().weights);
        let mut wanted = Wanted {
            position: vec![None; instance.tasks.len()],
            in_quota: vec![0; instance.quotas.len()],
            ..Wanted::default()
        };
        let mut sites: BTreeMap<EnterpriseIx, Vec<usize>> = BTreeMap::new();
        for (at, row) in instance.tasks.iter().enumerate() {
            let task = TaskIx::new(at);
            if !ground.draw.is_in(task) || ground.screen.impossible(task).is_some() {
                continue;
            }
            let value = row.worth(weights);
            for quota in ground.screen.quotas(task) {
                wanted.in_quota[quota.ix()] += i64::from(row.batches);
            }
            wanted.position[at] = Some(wanted.tasks.len());
            sites.entry(row.site).or_default().push(wanted.tasks.len());
            wanted.tasks.push(Want {
                task,
                value: value.0.saturating_mul(MILLI),
                work: ground.screen.work(task).0.clamp(0, 100_000) as i32,
                batches: i64::from(row.batches),
            });
        }
        wanted.sites = sites.into_iter().map(|(site, tasks)| WantedSite { site, tasks }).collect();
        wanted
    }

    /// Everywhere a team may be: wanted sites in their order, then [`bases`], then seats.
    pub fn places(&self, ground: Ground<'_>) -> Vec<Place> {
        let sites = self.sites.iter().map(|site| Place::Enterprise(site.site));
        let seats = ground.screen.travel().seats().iter().map(|&seat| Place::Region(seat));
        sites.chain(bases(ground).into_iter().map(Place::Agency)).chain(seats).collect()
    }
}

/// Agencies from which teams set out, in order.
pub fn bases(ground: Ground<'_>) -> Vec<AgencyIx> {
    let mut bases: Vec<AgencyIx> = ground.instance.teams.iter().map(|team| team.agency).collect();
    bases.sort_unstable();
    bases.dedup();
    bases
}
