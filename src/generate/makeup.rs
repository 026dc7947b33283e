//! What an instance is made of: counts and shares, so that they can be read and tested.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

use super::availability::BATCHES_A_DAY;
use super::estimate::{Entrusted, blocked, category, inclusion, level, window};
use crate::model::{
    Activity, AgencyIx, Instance, Level, Month, RegionIx, Role, Tables, TaskIx, Team, Who, Whom,
};

/// Demand and capacity of a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthLoad {
    /// As `2026-03`.
    pub month: String,
    /// Batches expected to be drawn, spread evenly over their tasks' windows.
    pub demand: f64,
    /// Days on which a team exists and nobody of it is on leave or suspended.
    pub team_days: usize,
    /// `demand` as a share of 6.5 batches a team-day.
    pub load: f64,
}

/// Counts and shares of an instance.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct MakeUp {
    pub tasks: usize,
    pub enterprises: usize,
    pub producers: usize,
    pub sellers: usize,
    pub categories: usize,
    pub agencies: usize,
    pub teams: usize,
    /// Teams with samplers of several agencies.
    pub joint_teams: usize,
    pub working_days: usize,
    pub history: usize,
    /// Tasks of programs of the nation or a province that are not exempt.
    pub province_tasks: usize,
    pub city_tasks: usize,
    pub county_tasks: usize,
    /// Tracking and emergency tasks.
    pub exempt_tasks: usize,
    pub required_tasks: usize,
    /// Quotas with a target.
    pub lotteries: usize,
    /// Batches of optional tasks in such quotas.
    pub candidates: u32,
    /// Places for them.
    pub places: f64,
    /// Tasks that history forbids on every day.
    pub blocked: usize,
    /// Tasks of programs that nobody approved.
    pub unapproved: usize,
    /// Pairs of an enterprise and an agency entrusted with drawing one of its tasks.
    pub qualified_pairs: usize,
    /// Rows that keep an agency away from an enterprise.
    pub avoided_pairs: usize,
    /// Avoidances of samplers, owners and regions.
    pub other_avoidances: usize,
    /// Minutes on site a batch, over all tasks.
    pub minutes_a_batch: f64,
    /// Batches expected to be drawn.
    pub demand: f64,
    /// Expected batches a visit if every enterprise is visited once.
    pub batches_a_visit: f64,
    pub team_days: usize,
    /// `demand` as a share of 6.5 batches a team-day.
    pub load: f64,
    pub months: Vec<MonthLoad>,
    /// Rows of laboratory capacity.
    pub laboratory_rows: usize,
    /// Enterprises whose tasks all are in one agency's scope.
    pub one_agency: usize,
    /// Enterprises that only a joint team can do in one visit.
    pub joint_only: usize,
    /// Enterprises that no team can do in one visit.
    pub no_team: usize,
    /// Enterprises with a task that only agencies of other cities may draw.
    pub far_only: usize,
}

/// Counts what an instance is made of.
pub fn makeup(instance: &Instance) -> MakeUp {
    let tables = instance.tables();
    let days = working_days(instance);
    let policy = &instance.settings().policy;
    let blocked = blocked(tables, &days, (policy.interval_months, policy.upper_first_months));
    let unapproved = |at: usize| tables.programs[tables.tasks[at].program.ix()].approval.is_none();
    let out: Vec<bool> = (0..blocked.len()).map(|at| blocked[at] || unapproved(at)).collect();
    let share = inclusion(tables, &out);
    let months = months(tables, &days, &share);
    let demand = months.iter().map(|month| month.demand).sum::<f64>();
    let team_days = months.iter().map(|month| month.team_days).sum::<usize>();
    let tiers = tiers(tables);
    let (candidates, places) = lotteries(tables, &out, &share);
    let coverage = Coverage::of(tables);
    let batches: u32 = tables.tasks.iter().map(|task| task.batches).sum();
    let pair = |row: &&crate::model::Avoidance| {
        matches!((row.who, &row.whom), (Who::Agency(_), Whom::Enterprise(_)))
    };
    let avoided_pairs = tables.avoidances.iter().filter(pair).count();
    MakeUp {
        tasks: tables.tasks.len(),
        enterprises: tables.enterprises.len(),
        producers: tables.enterprises.iter().filter(|e| e.role == Role::Producer).count(),
        sellers: tables.enterprises.iter().filter(|e| e.role == Role::Seller).count(),
        categories: tables.categories.len(),
        agencies: tables.agencies.len(),
        teams: tables.teams.len(),
        joint_teams: tables.teams.iter().filter(|team| agencies(tables, team).len() > 1).count(),
        working_days: days.len(),
        history: tables.history.len(),
        province_tasks: tiers[0],
        city_tasks: tiers[1],
        county_tasks: tiers[2],
        exempt_tasks: tiers[3],
        required_tasks: tables.tasks.iter().filter(|task| task.required).count(),
        lotteries: tables.quotas.iter().filter(|quota| quota.target.is_some()).count(),
        candidates,
        places,
        blocked: blocked.iter().filter(|&&b| b).count(),
        unapproved: (0..tables.tasks.len()).filter(|&at| unapproved(at)).count(),
        qualified_pairs: coverage.qualified,
        avoided_pairs,
        other_avoidances: tables.avoidances.len() - avoided_pairs,
        minutes_a_batch: tables
            .tasks
            .iter()
            .map(|task| {
                let row = &tables.categories[category(tables, task).ix()];
                f64::from(task.batches) * row.sample_minutes.0 as f64
            })
            .sum::<f64>()
            / f64::from(batches.max(1)),
        demand,
        batches_a_visit: demand / visits(tables, &share).max(1e-9),
        team_days,
        load: demand / (BATCHES_A_DAY * team_days.max(1) as f64),
        months,
        laboratory_rows: tables.lab_capacity.len(),
        one_agency: coverage.one_agency,
        joint_only: coverage.joint_only,
        no_team: coverage.no_team,
        far_only: coverage.far_only,
    }
}

fn working_days(instance: &Instance) -> Vec<NaiveDate> {
    let named: BTreeMap<NaiveDate, bool> =
        instance.calendar.iter().map(|day| (day.date, day.works)).collect();
    let weekday = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let works = |day: &NaiveDate| named.get(day).copied().unwrap_or_else(|| weekday(day));
    let all = instance.settings().start.iter_days();
    all.take_while(|&day| day <= instance.settings().end).filter(works).collect()
}

/// Tasks by who organises them: province or nation, city, county, and exempt ones.
fn tiers(tables: &Tables) -> [usize; 4] {
    let mut count = [0; 4];
    for task in &tables.tasks {
        let program = &tables.programs[task.program.ix()];
        let tier = match level(tables, program.authority) {
            _ if program.kind.is_exempt() => 3,
            Level::National | Level::Province => 0,
            Level::City => 1,
            Level::County => 2,
        };
        count[tier] += 1;
    }
    count
}

/// Batches that take part in a lottery, and how many of them are expected to win.
fn lotteries(tables: &Tables, out: &[bool], share: &[f64]) -> (u32, f64) {
    let fair = |at: &usize| !out[*at] && !tables.tasks[*at].required && share[*at] < 1.0;
    let batches = |at: usize| tables.tasks[at].batches;
    let all: Vec<usize> = (0..tables.tasks.len()).filter(fair).collect();
    let places = all.iter().map(|&at| share[at] * f64::from(batches(at))).sum();
    (all.into_iter().map(batches).sum(), places)
}

/// Enterprises expected to be visited.
fn visits(tables: &Tables, share: &[f64]) -> f64 {
    let mut none: BTreeMap<u32, f64> = BTreeMap::new();
    for (task, share) in tables.tasks.iter().zip(share) {
        *none.entry(task.site.0).or_insert(1.0) *= 1.0 - share;
    }
    none.values().map(|none| 1.0 - none).sum()
}

fn months(tables: &Tables, days: &[NaiveDate], share: &[f64]) -> Vec<MonthLoad> {
    let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return vec![] };
    let mut daily = vec![0.0; days.len() + 1];
    for (task, share) in tables.tasks.iter().zip(share) {
        let (from, to) = window(tables, task, first, last);
        let (from, to) = (days.partition_point(|&d| d < from), days.partition_point(|&d| d <= to));
        if from < to {
            let part = share * f64::from(task.batches) / (to - from) as f64;
            daily[from] += part;
            daily[to] -= part;
        }
    }
    let mut found: Vec<MonthLoad> = Vec::new();
    let mut sum = 0.0;
    for (at, &day) in days.iter().enumerate() {
        sum += daily[at];
        let month = Month::of(day).to_string();
        if found.last().is_none_or(|load| load.month != month) {
            found.push(MonthLoad { month, demand: 0.0, team_days: 0, load: 0.0 });
        }
        if let Some(load) = found.last_mut() {
            load.demand += sum;
            load.team_days +=
                tables.teams.iter().filter(|team| is_there(tables, team, day)).count();
        }
    }
    for load in &mut found {
        load.load = load.demand / (BATCHES_A_DAY * load.team_days.max(1) as f64);
    }
    found
}

fn agencies(tables: &Tables, team: &Team) -> BTreeSet<AgencyIx> {
    team.samplers.iter().map(|sampler| tables.samplers[sampler.ix()].agency).collect()
}

/// Whether a team can work on a day: its own dates, leave, suspensions.
fn is_there(tables: &Tables, team: &Team, day: NaiveDate) -> bool {
    let own = team.from.is_none_or(|from| from <= day) && team.to.is_none_or(|to| day <= to);
    let mut leave = team.samplers.iter().flat_map(|s| &tables.samplers[s.ix()].leave);
    let mut suspended = tables.suspensions.iter().filter(|s| s.days.contains(day));
    own && !leave.any(|range| range.contains(day))
        && !suspended.any(|s| agencies(tables, team).contains(&s.agency))
}

/// Who can do whole enterprises.
#[derive(Default)]
struct Coverage {
    qualified: usize,
    one_agency: usize,
    joint_only: usize,
    no_team: usize,
    far_only: usize,
}

impl Coverage {
    fn of(tables: &Tables) -> Self {
        let mut tasks = vec![Vec::new(); tables.enterprises.len()];
        for (at, task) in tables.tasks.iter().enumerate() {
            tasks[task.site.ix()].push(TaskIx::new(at));
        }
        let mut counties: Vec<RegionIx> = tables.enterprises.iter().map(|e| e.region).collect();
        counties.sort_unstable();
        counties.dedup();
        let draws = Entrusted::with(tables, Activity::Sample, &counties);
        let teams: BTreeSet<BTreeSet<AgencyIx>> =
            tables.teams.iter().map(|team| agencies(tables, team)).collect();
        let city = |region: RegionIx| tables.regions[region.ix()].parent.unwrap_or(region);
        let mut found = Self::default();
        for (at, tasks) in tasks.iter().enumerate().filter(|(_, tasks)| !tasks.is_empty()) {
            let able: Vec<Vec<AgencyIx>> =
                tasks.iter().map(|task| draws.of(tables, &tables.tasks[task.ix()])).collect();
            let all: BTreeSet<AgencyIx> = able.iter().flatten().copied().collect();
            found.qualified += all.len();
            let home = city(tables.enterprises[at].region);
            let away = |agency: &AgencyIx| city(tables.agencies[agency.ix()].region) != home;
            found.far_only += usize::from(able.iter().any(|list| list.iter().all(away)));
            if all.iter().any(|agency| able.iter().all(|list| list.contains(agency))) {
                found.one_agency += 1;
            } else if teams
                .iter()
                .any(|team| able.iter().all(|list| list.iter().any(|agency| team.contains(agency))))
            {
                found.joint_only += 1;
            } else {
                found.no_team += 1;
            }
        }
        found
    }
}
