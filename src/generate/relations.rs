//! Who keeps away from whom, what must not meet, when something is closed, who escorts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use super::draft::Draft;
use super::estimate::{Entrusted, category};
use super::lots::Lots;
use super::recipe::Size;
use crate::model::{
    Activity, AgencyIx, Avoidance, Conflict, ConflictKind, DateRange, EnterpriseIx, Escort,
    RegionIx, Role, SamplerIx, TaskIx, Who, Whom,
};

/// Puts avoidances, conflicts, closures and escorts into the tables, so that required tasks
/// keep somebody who may draw and test them.
pub(super) fn fill(draft: &mut Draft) {
    let mut tasks = vec![Vec::new(); draft.tables.enterprises.len()];
    for (at, task) in draft.tables.tasks.iter().enumerate() {
        tasks[task.site.ix()].push(TaskIx::new(at));
    }
    avoid_enterprises(draft, &tasks);
    avoid_otherwise(draft, &tasks);
    conflicts(draft, &tasks);
    close(draft, &tasks);
    escort(draft);
}

const REASONS: [&str; 5] = [
    "近两年存在有偿技术服务合同",
    "近两年承担该企业委托检验",
    "与企业存在股权关系",
    "企业法定代表人为机构负责人近亲属",
    "曾就检验结论发生诉讼",
];

/// Agency–enterprise pairs by lot among those that have to do with each other.
fn avoid_enterprises(draft: &mut Draft, tasks: &[Vec<TaskIx>]) {
    let mut lots = draft.lots("avoidances");
    let guard = Guard::of(draft);
    let mut pairs: [Vec<(AgencyIx, EnterpriseIx)>; 2] = [vec![], vec![]];
    for (at, of_site) in tasks.iter().enumerate() {
        let site = EnterpriseIx::new(at);
        let mut agencies = BTreeSet::new();
        for task in of_site {
            agencies.extend(guard.draws.of(&draft.tables, &draft.tables.tasks[task.ix()]));
        }
        let class = usize::from(is_of_cluster(draft, site));
        pairs[class].extend(agencies.into_iter().map(|agency| (agency, site)));
    }
    let rates = [draft.recipe.avoidances, draft.recipe.avoidances_in_clusters];
    let mut wanted: Vec<usize> =
        pairs.iter().zip(rates).map(|(list, rate)| (list.len() * rate + 500) / 1000).collect();
    if let Some(fixed) = draft.recipe.fixed_avoidances {
        wanted = vec![fixed, 0];
    }
    let mut avoided: BTreeMap<EnterpriseIx, Vec<AgencyIx>> = BTreeMap::new();
    let mut rows = Vec::new();
    for (mut list, wanted) in pairs.into_iter().zip(wanted) {
        lots.shuffle(&mut list);
        let mut left = wanted;
        for (agency, site) in list {
            let known = avoided.entry(site).or_default();
            // Now and then nobody is left for an optional task.
            let least = usize::from(!lots.chance(100));
            if left == 0 || !guard.allows(draft, &tasks[site.ix()], known, agency, least) {
                continue;
            }
            known.push(agency);
            left -= 1;
            rows.push((site, row(draft, &mut lots, Who::Agency(agency), Whom::Enterprise(site))));
        }
    }
    rows.sort_by_key(|(site, _)| *site);
    draft.tables.avoidances.extend(rows.into_iter().map(|(_, row)| row));
}

/// Whether an enterprise makes what its county is known for.
fn is_of_cluster(draft: &Draft, site: EnterpriseIx) -> bool {
    let row = &draft.tables.enterprises[site.ix()];
    let mut kinds = draft.site_kinds[site.ix()].iter();
    row.role == Role::Producer
        && kinds.any(|&kind| draft.clusters.contains_key(&(row.region, kind)))
}

fn row(draft: &Draft, lots: &mut Lots, who: Who, whom: Whom) -> Avoidance {
    let dated = lots.chance(300);
    let from = draft.start() - Days::new(lots.between(30, 400) as u64);
    let until = draft.start() + Days::new(lots.between(60, 500) as u64);
    let reason = match who {
        Who::Agency(_) => lots.pick(&REASONS).copied().unwrap_or_default(),
        Who::Sampler(_) => "近亲属在该单位任职",
    };
    Avoidance {
        row: 0,
        who,
        whom,
        reason: reason.to_owned(),
        from: dated.then_some(from),
        to: dated.then_some(until),
    }
}

/// Keeps required tasks possible.
struct Guard {
    draws: Entrusted,
    tests: Entrusted,
}

impl Guard {
    fn of(draft: &Draft) -> Self {
        Self {
            draws: Entrusted::with(&draft.tables, Activity::Sample, &draft.counties),
            tests: Entrusted::with(&draft.tables, Activity::Test, &draft.counties),
        }
    }

    /// Whether one more agency may keep away from the site of these tasks: two more remain for a required
    /// task, `least` for an optional one.
    fn allows(
        &self,
        draft: &Draft,
        tasks: &[TaskIx],
        avoided: &[AgencyIx],
        more: AgencyIx,
        least: usize,
    ) -> bool {
        tasks.iter().map(|task| &draft.tables.tasks[task.ix()]).all(|task| {
            let free = |agency: &AgencyIx| *agency != more && !avoided.contains(agency);
            let mut draws = self.draws.of(&draft.tables, task);
            let mut tests = self.tests.of(&draft.tables, task);
            let touched = draws.contains(&more) || tests.contains(&more);
            draws.retain(free);
            tests.retain(free);
            let row = &draft.tables.categories[category(&draft.tables, task).ix()];
            if row.carry || row.cold_chain {
                draws.retain(|agency| tests.contains(agency));
            }
            let least = if task.required { 2 } else { least };
            !touched || draws.len() >= least && tests.len() >= least
        })
    }
}

/// A few samplers, owners and a region.
fn avoid_otherwise(draft: &mut Draft, tasks: &[Vec<TaskIx>]) {
    let mut lots = draft.lots("other avoidances");
    let optional: Vec<EnterpriseIx> = (0..tasks.len())
        .filter(|&at| tasks[at].iter().all(|task| !draft.tables.tasks[task.ix()].required))
        .map(EnterpriseIx::new)
        .collect();
    for _ in 0..draft.tables.samplers.len() / 12 + 1 {
        let who = Who::Sampler(SamplerIx::new(lots.below(draft.tables.samplers.len())));
        if let Some(&site) = lots.pick(&optional) {
            let row = row(draft, &mut lots, who, Whom::Enterprise(site));
            draft.tables.avoidances.push(row);
        }
    }
    avoid_owners(draft, &mut lots, tasks);
    avoid_region(draft, &mut lots);
}

/// A few agencies keep away from whole corporate groups, small ones, without required tasks, for which others remain.
fn avoid_owners(draft: &mut Draft, lots: &mut Lots, tasks: &[Vec<TaskIx>]) {
    let mut owners: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, site) in draft.tables.enterprises.iter().enumerate() {
        if let Some(owner) = &site.owner {
            owners.entry(owner).or_default().push(at);
        }
    }
    let is_free =
        |at: &usize| tasks[*at].iter().all(|task| !draft.tables.tasks[task.ix()].required);
    let mut free: Vec<(&str, Vec<usize>)> =
        owners.into_iter().filter(|(_, sites)| sites.iter().all(is_free)).collect();
    free.sort_by_key(|(_, sites)| sites.len());
    let guard = Guard::of(draft);
    let mut rows = Vec::new();
    for (owner, sites) in free.into_iter().take(draft.tables.agencies.len() / 8 + 1) {
        let spared = |agency: &AgencyIx| {
            sites.iter().all(|&site| guard.allows(draft, &tasks[site], &[], *agency, 1))
        };
        let able: Vec<AgencyIx> =
            (0..draft.tables.agencies.len()).map(AgencyIx::new).filter(spared).collect();
        if let Some(&agency) = lots.pick(&able) {
            rows.push(row(draft, lots, Who::Agency(agency), Whom::Owner(owner.to_owned())));
        }
    }
    draft.tables.avoidances.extend(rows);
}

/// A sampler who worked for a county's bureau until lately; others of the agency may go there.
fn avoid_region(draft: &mut Draft, lots: &mut Lots) {
    let mut teams = vec![0; draft.tables.agencies.len()];
    for team in &draft.tables.teams {
        teams[team.agency.ix()] += 1;
    }
    let candidates: Vec<SamplerIx> = (0..draft.tables.samplers.len())
        .filter(|&at| teams[draft.tables.samplers[at].agency.ix()] > 1)
        .map(SamplerIx::new)
        .collect();
    for _ in 0..candidates.len() / 60 + usize::from(!candidates.is_empty()) {
        let (Some(&who), Some(&county)) = (lots.pick(&candidates), lots.pick(&draft.counties))
        else {
            return;
        };
        draft.tables.avoidances.push(Avoidance {
            row: 0,
            who: Who::Sampler(who),
            whom: Whom::Region(county),
            reason: "原任职于当地市场监管部门".to_owned(),
            from: None,
            to: Some(draft.start() + Days::new(lots.between(20, 200) as u64)),
        });
    }
}

fn conflicts(draft: &mut Draft, tasks: &[Vec<TaskIx>]) {
    let mut lots = draft.lots("conflicts");
    let mut kinds = Vec::new();
    let mut team_of = vec![usize::MAX; draft.tables.samplers.len()];
    for (at, team) in draft.tables.teams.iter().enumerate() {
        for sampler in &team.samplers {
            team_of[sampler.ix()] = at;
        }
    }
    for _ in 0..draft.tables.teams.len() / 6 + 1 {
        let a = lots.below(team_of.len());
        let b = lots.below(team_of.len());
        if a != b && team_of[a] != team_of[b] {
            let who = |at| Who::Sampler(SamplerIx::new(at));
            kinds.push(ConflictKind::People(who(a), who(b)));
        }
    }
    // Pairs of a county with one optional task each, of the same program.
    let mut alone: BTreeMap<(RegionIx, _), Vec<EnterpriseIx>> = BTreeMap::new();
    for (at, of_site) in tasks.iter().enumerate() {
        if let [only] = of_site.as_slice() {
            let task = &draft.tables.tasks[only.ix()];
            if !task.required && task.earliest.is_none() && task.latest.is_none() {
                let key = (draft.county_of(task.site), task.program);
                alone.entry(key).or_default().push(EnterpriseIx::new(at));
            }
        }
    }
    let pairs: Vec<(EnterpriseIx, EnterpriseIx)> = alone
        .values()
        .flat_map(|list| list.chunks_exact(2).map(|pair| (pair[0], pair[1])))
        .collect();
    let each = draft.tables.enterprises.len() / 350 + 1;
    let mut pairs = pairs;
    lots.shuffle(&mut pairs);
    for (at, (a, b)) in pairs.into_iter().take(3 * each).enumerate() {
        kinds.push(match at % 3 {
            0 => ConflictKind::NotSameDay(a, b),
            1 => ConflictKind::SameDay(a, b),
            _ => ConflictKind::NotSameTeam(a, b),
        });
    }
    draft.tables.conflicts = kinds.into_iter().map(|kind| Conflict { row: 0, kind }).collect();
}

/// Some enterprises stand still for a while.
fn close(draft: &mut Draft, tasks: &[Vec<TaskIx>]) {
    let mut lots = draft.lots("closures");
    for (at, of_site) in tasks.iter().enumerate() {
        let optional = of_site.iter().all(|task| !draft.tables.tasks[task.ix()].required);
        if !lots.chance(60) || !optional {
            continue;
        }
        let length = lots.between(2, 3 + draft.days.len() as i64 / 12) as usize;
        let first = lots.below(draft.days.len().saturating_sub(length));
        let days = DateRange { from: draft.days[first], to: draft.days[first + length - 1] };
        draft.tables.enterprises[at].closed.push(days);
    }
}

/// Counties whose officers accompany only so many visits a day.
fn escort(draft: &mut Draft) {
    let mut lots = draft.lots("escorts");
    for &county in &draft.counties.clone() {
        if draft.recipe.size == Size::County || lots.chance(420) {
            let visits_per_day = lots.between(3, 6) as u32;
            draft.tables.escorts.push(Escort { row: 0, region: county, visits_per_day });
        }
    }
}
