//! What can be expected of an instance before anything is drawn or planned: which tasks the papers forbid, how probably
//! the others are drawn, and who may draw and test them.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::draft::is_within;
use crate::model::{
    Activity, AgencyIx, Authority, CategoryIx, CategorySet, Level, Producer, ProgramIx, RegionIx,
    Tables, Task, TaskIx,
};

/// Days on which a task's own papers allow it: program and task window within the horizon.
pub(super) fn window(
    tables: &Tables,
    task: &Task,
    from: NaiveDate,
    to: NaiveDate,
) -> (NaiveDate, NaiveDate) {
    let program = &tables.programs[task.program.ix()];
    let first = task.earliest.map_or(program.start, |day| day.max(program.start)).max(from);
    let last = task.latest.map_or(program.end, |day| day.min(program.end)).min(to);
    (first, last)
}

/// Category of what a task draws.
pub(super) fn category(tables: &Tables, task: &Task) -> CategoryIx {
    tables.products[task.product.ix()].category
}

/// Whether two draws of a product are nearer than `months` calendar months.
pub(super) fn too_near(a: NaiveDate, b: NaiveDate, months: u32) -> bool {
    let (earlier, later) = (a.min(b), a.max(b));
    earlier.checked_add_months(Months::new(months)).is_none_or(|free| later < free)
}

/// Same products get the same number: producer, standard, brand and model are equal.
pub(super) fn product_numbers(tables: &Tables) -> Vec<usize> {
    let mut seen: BTreeMap<(&Producer, &str, &str, &str), usize> = BTreeMap::new();
    let mut numbers = Vec::with_capacity(tables.products.len());
    for row in &tables.products {
        let next = seen.len();
        let key = (&row.producer, row.standard.as_str(), row.brand.as_str(), row.model.as_str());
        numbers.push(*seen.entry(key).or_insert(next));
    }
    numbers
}

/// Level of an authority.
pub(super) fn level(tables: &Tables, authority: Authority) -> Level {
    match authority {
        Authority::National => Level::National,
        Authority::Region(region) => tables.regions[region.ix()].level,
    }
}

/// Whether a draw by `earlier` binds `later`: the same authority, or a higher one that contains it.
pub(super) fn binds(tables: &Tables, earlier: Authority, later: Authority) -> bool {
    earlier == later
        || level(tables, earlier) > level(tables, later)
            && match (earlier, later) {
                (Authority::National, _) => true,
                (Authority::Region(_), Authority::National) => false,
                (Authority::Region(upper), Authority::Region(lower)) => {
                    is_within(tables, lower, upper)
                }
            }
}

/// Tasks that history forbids on every working day of their window (six-month rule and 上抽下不抽).
pub(super) fn blocked(tables: &Tables, days: &[NaiveDate], months: (u32, u32)) -> Vec<bool> {
    let numbers = product_numbers(tables);
    let mut history: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in tables.history.iter().enumerate() {
        if row.outcome.drew() && !row.kind.is_some_and(|kind| kind.is_exempt()) {
            history.entry(numbers[row.product.ix()]).or_default().push(at);
        }
    }
    let (Some(&from), Some(&to)) = (days.first(), days.last()) else {
        return vec![false; tables.tasks.len()];
    };
    let is_blocked = |task: &Task| {
        let program = &tables.programs[task.program.ix()];
        let Some(rows) = history.get(&numbers[task.product.ix()]) else { return false };
        if program.kind.is_exempt() {
            return false;
        }
        let (first, last) = window(tables, task, from, to);
        let inside = days.iter().filter(|&&day| first <= day && day <= last);
        let mut any = false;
        for &day in inside {
            any = true;
            let forbidden = rows.iter().map(|&row| &tables.history[row]).any(|row| {
                let months = if row.authority == program.authority { months.0 } else { months.1 };
                binds(tables, row.authority, program.authority) && too_near(row.date, day, months)
            });
            if !forbidden {
                return false;
            }
        }
        any
    };
    tables.tasks.iter().map(is_blocked).collect()
}

/// The probability that each task is drawn, if `out` names those that are impossible alone: quotas are taken
/// level by level as the lottery does, with expected instead of counted batches.
pub(super) fn inclusion(tables: &Tables, out: &[bool]) -> Vec<f64> {
    let mut by_cell: BTreeMap<(ProgramIx, CategoryIx), Vec<TaskIx>> = BTreeMap::new();
    for (at, task) in tables.tasks.iter().enumerate() {
        by_cell.entry((task.program, category(tables, task))).or_default().push(TaskIx::new(at));
    }
    let members: Vec<Vec<TaskIx>> = tables
        .quotas
        .iter()
        .map(|quota| {
            let cell = by_cell.get(&(quota.program, quota.category)).map_or(&[][..], Vec::as_slice);
            let site = |task: &TaskIx| tables.enterprises[tables.tasks[task.ix()].site.ix()].region;
            cell.iter()
                .copied()
                .filter(|task| is_within(tables, site(task), quota.region))
                .collect()
        })
        .collect();
    let mut candidate = vec![false; tables.tasks.len()];
    for (quota, tasks) in tables.quotas.iter().zip(&members) {
        for task in tasks.iter().filter(|_| quota.target.is_some()) {
            candidate[task.ix()] = !tables.tasks[task.ix()].required;
        }
    }
    let mut share: Vec<f64> = (0..tables.tasks.len())
        .map(|at| if out[at] || candidate[at] { 0.0 } else { 1.0 })
        .collect();
    let mut order: Vec<usize> = (0..tables.quotas.len()).collect();
    order.sort_by_key(|&at| tables.regions[tables.quotas[at].region.ix()].level);
    for at in order {
        let Some(target) = tables.quotas[at].target else { continue };
        let batches = |task: &TaskIx| f64::from(tables.tasks[task.ix()].batches);
        let already: f64 = members[at].iter().map(|task| share[task.ix()] * batches(task)).sum();
        let open = |task: &&TaskIx| candidate[task.ix()] && !out[task.ix()];
        let room: f64 =
            members[at].iter().filter(open).map(|t| (1.0 - share[t.ix()]) * batches(t)).sum();
        let part =
            if room > 0.0 { ((f64::from(target) - already) / room).clamp(0.0, 1.0) } else { 0.0 };
        for task in members[at].iter().filter(open) {
            share[task.ix()] += (1.0 - share[task.ix()]) * part;
        }
    }
    share
}

/// Who is entrusted with what where, looked up by county and category.
pub(super) struct Entrusted {
    table: BTreeMap<(RegionIx, CategoryIx), Vec<AgencyIx>>,
    /// Scopes for one program only.
    special: Vec<(ProgramIx, usize)>,
    activity: Activity,
}

impl Entrusted {
    /// The scopes of one activity, over the given counties.
    pub fn with(tables: &Tables, activity: Activity, counties: &[RegionIx]) -> Self {
        let mut found = Self { table: BTreeMap::new(), special: Vec::new(), activity };
        let below = below(tables, counties);
        let kinds = Kinds::of(tables);
        for (at, scope) in tables.scopes.iter().enumerate().filter(|(_, s)| s.activity == activity)
        {
            if let Some(program) = scope.program {
                found.special.push((program, at));
                continue;
            }
            let counties = match scope.region {
                Some(region) => below.get(&region).map_or(&[][..], Vec::as_slice),
                None => counties,
            };
            for &county in counties {
                for &kind in kinds.in_set(&scope.categories) {
                    found.table.entry((county, kind)).or_default().push(scope.agency);
                }
            }
        }
        for list in found.table.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        found
    }

    /// The agencies entrusted with every program's tasks of a category in a county.
    pub fn at(&self, county: RegionIx, kind: CategoryIx) -> &[AgencyIx] {
        self.table.get(&(county, kind)).map_or(&[], Vec::as_slice)
    }

    /// The agencies entrusted with a task.
    pub fn of(&self, tables: &Tables, task: &Task) -> Vec<AgencyIx> {
        let county = tables.enterprises[task.site.ix()].region;
        let kind = category(tables, task);
        let mut found = self.at(county, kind).to_vec();
        for &(program, at) in &self.special {
            let scope = &tables.scopes[at];
            let fits = program == task.program
                && scope.activity == self.activity
                && scope.region.is_none_or(|region| is_within(tables, county, region))
                && match &scope.categories {
                    CategorySet::Every => true,
                    CategorySet::Group(group) => tables.categories[kind.ix()].group == *group,
                    CategorySet::One(one) => *one == kind,
                };
            if fits && !found.contains(&scope.agency) {
                found.push(scope.agency);
            }
        }
        found
    }
}

/// The given counties below each region.
fn below(tables: &Tables, counties: &[RegionIx]) -> BTreeMap<RegionIx, Vec<RegionIx>> {
    let mut below: BTreeMap<RegionIx, Vec<RegionIx>> = BTreeMap::new();
    for &county in counties {
        let up = |at: &RegionIx| tables.regions[at.ix()].parent;
        for region in std::iter::successors(Some(county), up) {
            below.entry(region).or_default().push(county);
        }
    }
    below
}

/// Categories by what a scope may say.
struct Kinds<'a> {
    every: Vec<CategoryIx>,
    by_group: BTreeMap<&'a str, Vec<CategoryIx>>,
}

impl<'a> Kinds<'a> {
    fn of(tables: &'a Tables) -> Self {
        let every: Vec<CategoryIx> = (0..tables.categories.len()).map(CategoryIx::new).collect();
        let mut by_group: BTreeMap<&str, Vec<CategoryIx>> = BTreeMap::new();
        for &kind in &every {
            by_group.entry(tables.categories[kind.ix()].group.as_str()).or_default().push(kind);
        }
        Self { every, by_group }
    }

    fn in_set(&self, set: &CategorySet) -> &[CategoryIx] {
        match set {
            CategorySet::Every => &self.every,
            CategorySet::Group(group) => {
                self.by_group.get(group.as_str()).map_or(&[], Vec::as_slice)
            }
            CategorySet::One(kind) => self.every.get(kind.ix()..=kind.ix()).unwrap_or_default(),
        }
    }
}
