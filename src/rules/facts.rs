//! What the rules need to know of an instance, prepared once.

use std::collections::{BTreeMap, HashMap};

use crate::calendar::{Calendar, Day, DaySet, Interval, OpenHours, Spacing};
use crate::geography::Travel;
use crate::model::{
    AgencyIx, Authority, EnterpriseIx, Instance, Producer, ProductIx, QuotaIx, Rule, SamplerIx,
    TaskIx, TeamIx,
};

use super::avoidance::Avoidances;
use super::lab_capacity::Lacking;
use super::rotation::LastVisits;
use super::scopes::Scopes;
use super::{
    ceiling, conflict, lab_capacity, quota_max, six_month, suspended, team_available, two_samplers,
    upper_first, window,
};

/// A task in small numbers.
pub(super) struct TaskFacts {
    pub site: EnterpriseIx,
    /// Minutes on site without the visit's setup.
    pub work: i32,
    /// Grams and millilitres of all batches.
    pub load: (i64, i64),
    pub cold: bool,
    pub carry: bool,
    /// Minutes within which carried samples reach the base.
    pub deliver: Option<i32>,
    /// Days on which it may be drawn only at some times, with these.
    pub times: Vec<(Day, Interval)>,
    /// Number of its producer, standard, brand and model: what "the same product" means.
    pub product: u32,
    /// Tracking and emergency draws are neither bound by intervals nor bind others.
    pub exempt: bool,
    /// Row of [`Facts::lacking`].
    lacking: u32,
}

/// A team in small numbers.
pub(super) struct TeamFacts {
    pub own: AgencyIx,
    pub agencies: Vec<AgencyIx>,
    pub samplers: Vec<SamplerIx>,
    pub mass: i64,
    pub volume: i64,
    pub cold: bool,
    pub two_samplers: bool,
    /// Row of `conflicts.csv` (as a position) that forbids the team.
    pub conflict: Option<usize>,
    /// Days on which it exists and nobody is on leave.
    pub available: DaySet,
    /// Days on which none of its agencies is suspended.
    pub unsuspended: DaySet,
    /// Other teams with one of its people: nobody is in two places on a day.
    pub rivals: Vec<TeamIx>,
}

/// Everything that does not depend on a plan.
pub(super) struct Facts {
    pub instance: Instance,
    pub calendar: Calendar,
    pub hours: OpenHours,
    pub travel: Travel,
    pub workdays: DaySet,
    pub tasks: Vec<TaskFacts>,
    pub teams: Vec<TeamFacts>,
    pub scopes: Scopes,
    pub avoidances: Avoidances,
    pub last_visits: LastVisits,
    pub interval: Spacing,
    pub upper: Spacing,
    /// For each agency the days on which it is not suspended.
    pub unsuspended: Vec<DaySet>,
    pub used_up: BTreeMap<EnterpriseIx, DaySet>,
    /// For each task the quotas that count it.
    pub quotas: Vec<Vec<QuotaIx>>,
    lacking: Vec<Lacking>,
    /// For each number of a product its draws in history that bind others (positions of rows).
    draws: Vec<Vec<u32>>,
}

impl Facts {
    pub fn new(
        instance: &Instance,
        calendar: &Calendar,
        hours: &OpenHours,
        travel: &Travel,
    ) -> Self {
        let policy = &instance.settings().policy;
        let products = same_products(instance);
        let unsuspended = suspended::free_days(instance, calendar);
        let (tasks, keys) = tasks(instance, calendar, &products);
        let quotas = quota_max::quotas(instance);
        let quotas_of = |at| quota_max::of_task(instance, &quotas, TaskIx::new(at));
        Self {
            workdays: super::workday::days(calendar),
            teams: teams(instance, calendar, &unsuspended),
            scopes: Scopes::new(instance),
            avoidances: Avoidances::new(instance, calendar),
            last_visits: LastVisits::new(instance),
            interval: Spacing::new(calendar, policy.interval_months),
            upper: Spacing::new(calendar, policy.upper_first_months),
            used_up: ceiling::used_up(instance, calendar),
            lacking: lab_capacity::lacking(instance, calendar, &keys),
            draws: draws(instance, &products),
            quotas: (0..instance.tasks.len()).map(quotas_of).collect(),
            tasks,
            unsuspended,
            instance: instance.clone(),
            calendar: calendar.clone(),
            hours: hours.clone(),
            travel: travel.clone(),
        }
    }

    pub fn task(&self, task: TaskIx) -> &TaskFacts {
        &self.tasks[task.ix()]
    }

    pub fn team(&self, team: TeamIx) -> &TeamFacts {
        &self.teams[team.ix()]
    }

    /// The authority that organises a task.
    pub fn authority(&self, task: TaskIx) -> Authority {
        self.instance.organiser(task)
    }

    /// Minutes on site of a visit that draws these tasks.
    pub fn visit_work(&self, tasks: &[TaskIx]) -> i32 {
        let setup = clamp(self.instance.settings().policy.setup_minutes.0);
        tasks.iter().fold(setup, |sum, task| sum.saturating_add(self.task(*task).work))
    }

    /// Days on which a lab has no room for the task's batches.
    pub fn lacking(&self, task: TaskIx, lab: AgencyIx) -> Option<&DaySet> {
        let labs = &self.lacking[self.task(task).lacking as usize];
        let at = labs.binary_search_by_key(&lab, |(agency, _)| *agency).ok()?;
        Some(&labs[at].1)
    }

    /// Draws in history of the task's product that bind it under a rule: positions of rows, and the
    /// days that each forbids.
    pub fn binding_draws(
        &self,
        task: TaskIx,
        rule: Rule,
    ) -> impl Iterator<Item = (usize, DaySet)> + '_ {
        let facts = self.task(task);
        let program = self.instance.tasks[task.ix()].program;
        let rows: &[u32] = if facts.exempt { &[] } else { &self.draws[facts.product as usize] };
        let upper = rule == Rule::UpperFirst;
        rows.iter().map(|row| *row as usize).filter_map(move |at| {
            let row = &self.instance.history[at];
            let (counts, spacing) = if upper {
                (upper_first::counts(self, row, program), &self.upper)
            } else {
                (six_month::counts(self, row, program), &self.interval)
            };
            counts.then(|| (at, spacing.days_around(&self.calendar, row.date)))
        })
    }

    /// The rule and the months by which two draws have to lie apart.
    pub fn months_between(&self, a: TaskIx, b: TaskIx) -> Option<(Rule, u32)> {
        let (first, second) = (self.task(a), self.task(b));
        if first.product != second.product || first.exempt || second.exempt {
            return None;
        }
        let six = six_month::months_between(self, a, b);
        let upper = upper_first::months_between(self, a, b);
        match (six, upper) {
            (0, 0) => None,
            (0, months) => Some((Rule::UpperFirst, months)),
            (months, _) => Some((Rule::SixMonth, months)),
        }
    }
}

/// Minutes as search uses them; absurd amounts stay absurdly large, and safe to add.
pub(super) fn clamp(minutes: i64) -> i32 {
    minutes.clamp(0, 100_000_000) as i32
}

/// For each product the number of its producer, standard, brand and model.
fn same_products(instance: &Instance) -> Vec<u32> {
    let mut numbers: HashMap<(&Producer, &str, &str, &str), u32> = HashMap::new();
    let mut number = |at: usize| {
        let product = &instance.products[at];
        let key = (
            &product.producer,
            product.standard.as_str(),
            product.brand.as_str(),
            product.model.as_str(),
        );
        let next = numbers.len() as u32;
        *numbers.entry(key).or_insert(next)
    };
    (0..instance.products.len()).map(&mut number).collect()
}

fn draws(instance: &Instance, products: &[u32]) -> Vec<Vec<u32>> {
    let numbers = products.iter().max().map_or(0, |most| *most as usize + 1);
    let mut draws = vec![Vec::new(); numbers];
    for (at, row) in instance.history.iter().enumerate() {
        let exempt = row.kind.is_some_and(|kind| kind.is_exempt());
        if row.outcome.drew() && !exempt {
            draws[number_of(products, row.product) as usize].push(at as u32);
        }
    }
    draws
}

fn number_of(products: &[u32], product: ProductIx) -> u32 {
    products[product.ix()]
}

/// Tasks in small numbers, and the lab groups with batches that their `lacking` rows stand for.
fn tasks<'i>(
    instance: &'i Instance,
    calendar: &Calendar,
    products: &[u32],
) -> (Vec<TaskFacts>, Vec<(&'i str, u32)>) {
    let mut numbers: HashMap<(&str, u32), u32> = HashMap::new();
    let mut keys = Vec::new();
    let facts = (0..instance.tasks.len()).map(|at| {
        let task = &instance.tasks[at];
        let category = &instance.categories[instance.products[task.product.ix()].category.ix()];
        let batches = i64::from(task.batches);
        let key = (category.lab_group.as_str(), task.batches);
        let lacking = *numbers.entry(key).or_insert_with(|| {
            keys.push(key);
            keys.len() as u32 - 1
        });
        TaskFacts {
            site: task.site,
            work: clamp(category.sample_minutes.0.saturating_mul(batches)),
            load: (
                category.sample_mass.0.saturating_mul(batches),
                category.sample_volume.0.saturating_mul(batches),
            ),
            cold: category.cold_chain,
            carry: category.carry,
            deliver: category.deliver_within.map(|minutes| clamp(minutes.0)),
            times: window::times(instance, calendar, TaskIx::new(at)),
            product: number_of(products, task.product),
            exempt: instance.programs[task.program.ix()].kind.is_exempt(),
            lacking,
        }
    });
    let facts = facts.collect();
    (facts, keys)
}

fn teams(instance: &Instance, calendar: &Calendar, unsuspended: &[DaySet]) -> Vec<TeamFacts> {
    let facts = |at: usize| {
        let (index, team) = (TeamIx::new(at), &instance.teams[at]);
        let agencies = instance.agencies_of(index);
        let mut days = DaySet::full(calendar.len());
        for agency in &agencies {
            days.intersect_with(&unsuspended[agency.ix()]);
        }
        TeamFacts {
            own: team.agency,
            samplers: team.samplers.clone(),
            mass: team.vehicle_mass.map_or(i64::MAX, |mass| mass.0),
            volume: team.vehicle_volume.map_or(i64::MAX, |volume| volume.0),
            cold: team.cold,
            two_samplers: two_samplers::holds(instance, index),
            conflict: conflict::inside(instance, &agencies, index),
            available: team_available::days(instance, calendar, index),
            unsuspended: days,
            rivals: team_available::rivals(instance, index),
            agencies,
        }
    };
    (0..instance.teams.len()).map(facts).collect()
}
