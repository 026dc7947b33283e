//! Who is entrusted with drawing and testing what: resolved once for each program, category and
//! county.

use std::collections::HashMap;

use crate::model::{
    Activity, AgencyIx, CategoryIx, CategorySet, Instance, ProgramIx, RegionIx, Scope, TaskIx,
};

/// Tasks that every scope treats alike.
type Class = (ProgramIx, CategoryIx, RegionIx);

/// For each task, the agencies entrusted with it, in table order.
pub(super) struct Scopes {
    /// Number of each task's class.
    class: Vec<u32>,
    /// For each class the numbers of its lists: drawing, testing.
    lists_of: Vec<[u32; 2]>,
    lists: Vec<Vec<AgencyIx>>,
}

impl Scopes {
    pub fn new(instance: &Instance) -> Self {
        let by_category = rows_by_category(instance);
        let mut classes: HashMap<Class, u32> = HashMap::new();
        let mut numbers: HashMap<Vec<AgencyIx>, u32> = HashMap::new();
        let mut book = Self { class: Vec::new(), lists_of: Vec::new(), lists: Vec::new() };
        for task in &instance.tasks {
            let category = instance.products[task.product.ix()].category;
            let class = (task.program, category, instance.enterprises[task.site.ix()].region);
            let next = classes.len() as u32;
            let number = *classes.entry(class).or_insert(next);
            if number == next {
                let rows = &by_category[category.ix()];
                book.lists_of.push([Activity::Sample, Activity::Test].map(|activity| {
                    let list = entrusted(instance, rows, activity, class);
                    let next = book.lists.len() as u32;
                    let number = *numbers.entry(list.clone()).or_insert(next);
                    if number == next {
                        book.lists.push(list);
                    }
                    number
                }));
            }
            book.class.push(number);
        }
        book
    }

    /// Agencies entrusted with drawing the task.
    pub fn drawing(&self, task: TaskIx) -> &[AgencyIx] {
        &self.lists[self.lists_of[self.class[task.ix()] as usize][0] as usize]
    }

    /// Agencies entrusted with testing what the task draws.
    pub fn testing(&self, task: TaskIx) -> &[AgencyIx] {
        &self.lists[self.lists_of[self.class[task.ix()] as usize][1] as usize]
    }
}

/// For each category the rows of `scopes.csv` that cover it.
fn rows_by_category(instance: &Instance) -> Vec<Vec<&Scope>> {
    let mut every = Vec::new();
    let mut groups: HashMap<&str, Vec<&Scope>> = HashMap::new();
    let mut ones: HashMap<CategoryIx, Vec<&Scope>> = HashMap::new();
    for row in &instance.scopes {
        match &row.categories {
            CategorySet::Every => every.push(row),
            CategorySet::Group(group) => groups.entry(group).or_default().push(row),
            CategorySet::One(category) => ones.entry(*category).or_default().push(row),
        }
    }
    let none = Vec::new();
    let rows = instance.categories.iter().enumerate().map(|(at, category)| {
        let group = groups.get(category.group.as_str()).unwrap_or(&none);
        let one = ones.get(&CategoryIx::new(at)).unwrap_or(&none);
        every.iter().chain(group).chain(one).copied().collect()
    });
    rows.collect()
}

fn entrusted(
    instance: &Instance,
    rows: &[&Scope],
    activity: Activity,
    (program, _, county): Class,
) -> Vec<AgencyIx> {
    let covers = |row: &&&Scope| {
        row.activity == activity
            && row.program.is_none_or(|only| only == program)
            && row.region.is_none_or(|region| instance.is_within(county, region))
    };
    let mut agencies: Vec<AgencyIx> = rows.iter().filter(covers).map(|row| row.agency).collect();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}
