//! Merged groups as visits: for each the teams, days, labs and shared accounts that may serve it.

use std::collections::{BTreeMap, HashMap};

use crate::calendar::DaySet;
use crate::geography::Travel;
use crate::merge::{Group, Merged};
use crate::model::{ConflictKind, EnterpriseIx, Fen, Instance, Place, RegionIx, TaskIx, TeamIx};
use crate::route::{LabChoice, Meeting, StopTask, TeamOption};
use crate::rules::{LabAccounts, Screen};

/// A visit to be made: a merged group with everything the search needs, by the instance's indices.
#[derive(Clone, Debug)]
pub struct VisitData {
    /// The enterprise.
    pub site: EnterpriseIx,
    /// Minutes of work, setup included.
    pub work: i32,
    /// What leaving it out costs, fen.
    pub value: f64,
    /// Its tasks.
    pub tasks: Vec<StopTask>,
    /// Teams that may make it, in order of the table.
    pub options: Vec<(TeamIx, TeamOption)>,
    /// Account of its county's escorts.
    pub escort: Option<u32>,
    /// Account of its site's entries.
    pub ceiling: Option<u32>,
    /// Account of its owner's days, if they are weighed.
    pub owner: Option<u32>,
    /// Quotas it counts in, with batches.
    pub quotas: Vec<(u32, i32)>,
    /// Other visits that restrict its day or team.
    pub meetings: Vec<(u32, Meeting)>,
    /// Seats near it, nearest first.
    pub seats: Vec<RegionIx>,
}

/// Seats looked at for a night near a visit.
const SEATS: usize = 3;

/// Numbers of accounts, and quotas by what they count.
#[derive(Clone)]
pub struct Index {
    /// Accounts of labs.
    pub accounts: LabAccounts,
    /// Number of each county that counts escorts, and visits a day.
    pub escorts: BTreeMap<RegionIx, (u32, u16)>,
    /// Quotas by program and category.
    quotas: HashMap<(u32, u32), Vec<u32>>,
    /// Number of each owner of several enterprises; none where their days are not weighed.
    pub owners: BTreeMap<String, u32>,
}

impl Index {
    /// Numbers the accounts of an instance.
    pub fn new(instance: &Instance) -> Self {
        Self {
            accounts: LabAccounts::new(instance),
            escorts: escort_accounts(instance),
            quotas: quota_index(instance),
            owners: owner_accounts(instance),
        }
    }
}

fn owner_accounts(instance: &Instance) -> BTreeMap<String, u32> {
    if instance.settings().weights.owner_day == Fen::ZERO {
        return BTreeMap::new();
    }
    let mut count: BTreeMap<&String, usize> = BTreeMap::new();
    for owner in instance.enterprises.iter().filter_map(|row| row.owner.as_ref()) {
        *count.entry(owner).or_default() += 1;
    }
    let several = count.into_iter().filter(|(_, count)| *count > 1);
    several.map(|(owner, _)| owner.clone()).zip(0..).collect()
}

/// Number of each county that counts escorts, and visits a day; of two rows the stricter holds.
fn escort_accounts(instance: &Instance) -> BTreeMap<RegionIx, (u32, u16)> {
    let mut found: BTreeMap<RegionIx, (u32, u16)> = BTreeMap::new();
    for escort in &instance.escorts {
        let next = found.len() as u32;
        let cap = u16::try_from(escort.visits_per_day).unwrap_or(u16::MAX);
        let entry = found.entry(escort.region).or_insert((next, cap));
        entry.1 = entry.1.min(cap);
    }
    found
}

/// Quotas by program and category.
fn quota_index(instance: &Instance) -> HashMap<(u32, u32), Vec<u32>> {
    let mut index: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
    for (at, quota) in instance.quotas.iter().enumerate() {
        index.entry((quota.program.0, quota.category.0)).or_default().push(at as u32);
    }
    index
}

/// What makes a group a visit.
pub struct Maker<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// Distances.
    pub travel: &'a Travel,
    /// Rules as days, teams and labs.
    pub screen: &'a Screen,
    /// Numbers of accounts.
    pub index: &'a Index,
}

impl Maker<'_> {
    /// The visit of a group, with nobody else's restrictions (see [`meet`]).
    pub fn visit(&self, group: &Group) -> VisitData {
        let (instance, settings) = (self.instance, self.instance.settings());
        let site = &instance.enterprises[group.site.ix()];
        let work: i64 = group.tasks.iter().map(|&task| self.screen.work(task).0).sum();
        let lost = |task: &TaskIx| instance.tasks[task.ix()].worth(&settings.weights);
        let value: Fen = group.tasks.iter().map(lost).sum();
        let mut counted: BTreeMap<u32, i32> = BTreeMap::new();
        for task in &group.tasks {
            let row = &instance.tasks[task.ix()];
            let category = instance.products[row.product.ix()].category;
            for &quota in self.index.quotas.get(&(row.program.0, category.0)).into_iter().flatten()
            {
                let region = instance.quotas[quota as usize].region;
                if instance.is_within(site.region, region) {
                    *counted.entry(quota).or_default() += row.batches as i32;
                }
            }
        }
        VisitData {
            site: group.site,
            work: (settings.policy.setup_minutes.0 + work) as i32,
            value: value.0 as f64,
            tasks: group.tasks.iter().map(|&task| self.task(task)).collect(),
            options: self.options(group),
            escort: self.index.escorts.get(&site.region).map(|&(account, _)| account),
            ceiling: (settings.policy.visits_per_year > 0).then_some(group.site.0),
            owner: site.owner.as_ref().and_then(|owner| self.index.owners.get(owner).copied()),
            quotas: counted.into_iter().collect(),
            meetings: Vec::new(),
            seats: self.seats(group.site),
        }
    }

    fn task(&self, task: TaskIx) -> StopTask {
        let (mass, volume) = self.screen.load(task);
        let row = &self.instance.tasks[task.ix()];
        let category = self.instance.category_of(task);
        StopTask {
            batches: row.batches as i32,
            category: self.instance.products[row.product.ix()].category,
            mass: mass.0,
            volume: volume.0,
            deliver_within: category.deliver_within.map(|minutes| minutes.0 as i32),
        }
    }

    fn options(&self, group: &Group) -> Vec<(TeamIx, TeamOption)> {
        let option = |team: TeamIx| {
            let days = self.screen.group_days(&group.tasks, team);
            if days.is_empty() {
                return None;
            }
            let labs: Vec<Vec<LabChoice>> =
                group.tasks.iter().map(|&task| self.labs(task, team, &days)).collect();
            let again = self.screen.comes_again(team, group.site).is_some();
            let fee = if again { self.instance.settings().weights.rotation.0 as f64 } else { 0.0 };
            let possible = labs.iter().all(|labs| !labs.is_empty());
            possible.then_some((team, TeamOption { days, labs, fee }))
        };
        (0..self.instance.teams.len()).map(TeamIx::new).filter_map(option).collect()
    }

    fn labs(&self, task: TaskIx, team: TeamIx, days: &DaySet) -> Vec<LabChoice> {
        let group = &self.instance.category_of(task).lab_group;
        let mut choices: Vec<LabChoice> = Vec::new();
        for day in days.iter() {
            for option in self.screen.labs(task, team, day) {
                let Some(account) = self.index.accounts.get(option.lab, group) else { continue };
                let known = choices.iter().position(|choice| choice.lab == option.lab);
                let at = known.unwrap_or_else(|| {
                    choices.push(LabChoice {
                        lab: option.lab,
                        carried: option.carried,
                        account,
                        days: DaySet::empty(self.screen.calendar().len()),
                    });
                    choices.len() - 1
                });
                choices[at].days.insert(day);
            }
        }
        choices.sort_by_key(|choice| (!choice.carried, choice.lab));
        choices.truncate(usize::from(u8::MAX));
        choices
    }

    fn seats(&self, site: EnterpriseIx) -> Vec<RegionIx> {
        let place = Place::Enterprise(site);
        let mut seats: Vec<(u32, RegionIx)> = self
            .travel
            .seats()
            .iter()
            .filter_map(|&seat| {
                self.travel.leg(place, Place::Region(seat)).map(|leg| (leg.metres, seat))
            })
            .collect();
        seats.sort_unstable();
        seats.truncate(SEATS);
        seats.into_iter().map(|(_, seat)| seat).collect()
    }
}

/// Adds to every visit the others that restrict its day or team.
pub fn meet(instance: &Instance, screen: &Screen, merged: &Merged, visits: &mut [VisitData]) {
    let mut visit_of: HashMap<TaskIx, u32> = HashMap::new();
    let mut visits_at: HashMap<EnterpriseIx, Vec<u32>> = HashMap::new();
    for (at, group) in merged.groups.iter().enumerate() {
        visits_at.entry(group.site).or_default().push(at as u32);
        visit_of.extend(group.tasks.iter().map(|&task| (task, at as u32)));
    }
    for (at, group) in merged.groups.iter().enumerate() {
        let mut apart: BTreeMap<u32, u32> = BTreeMap::new();
        for &(other, months) in group.tasks.iter().flat_map(|&task| screen.apart(task)) {
            if let Some(&other) = visit_of.get(&other).filter(|&&other| other != at as u32) {
                let least = apart.entry(other).or_default();
                *least = months.max(*least);
            }
        }
        let apart = apart.into_iter().map(|(other, months)| (other, Meeting::Apart(months)));
        visits[at].meetings.extend(apart);
    }
    for conflict in &instance.conflicts {
        let (a, b, meeting) = match conflict.kind {
            ConflictKind::People(..) => continue,
            ConflictKind::SameDay(a, b) => (a, b, Meeting::SameDay),
            ConflictKind::NotSameDay(a, b) => (a, b, Meeting::NotSameDay),
            ConflictKind::NotSameTeam(a, b) => (a, b, Meeting::NotSameTeam),
        };
        let at = |site| visits_at.get(&site).cloned().unwrap_or_default();
        for &one in &at(a) {
            for &other in at(b).iter().filter(|&&other| other != one) {
                visits[one as usize].meetings.push((other, meeting));
                visits[other as usize].meetings.push((one, meeting));
            }
        }
    }
}
