//! What the instance alone says, in the form in which the judge asks for it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::NaiveDate;

use super::calendar::Calendar;
use super::opening::{Opening, Spans};
use super::travel::Travel;
use crate::model::{
    AgencyIx, Avoidance, Category, CategoryIx, DateRange, Enterprise, EnterpriseIx, History,
    Instance, Month, Place, Producer, Product, Program, ProgramIx, Quota, QuotaIx, RegionIx, Task,
    TaskIx, Team, TeamIx,
};

/// The instance, indexed. Nothing here depends on a plan.
pub(super) struct Ground<'a> {
    /// The instance itself.
    pub instance: &'a Instance,
    /// Working days.
    pub calendar: Calendar,
    /// Legs.
    pub travel: Travel<'a>,
    opening: Opening<'a>,
    /// Of every product, which "same product" it is.
    sameness: Vec<usize>,
    /// Earlier spot checks of every "same product".
    history: BTreeMap<usize, Vec<&'a History>>,
    /// Days on which an enterprise was entered before, by enterprise and year.
    entries: BTreeMap<(EnterpriseIx, i32), Vec<NaiveDate>>,
    /// Quotas of every program and category.
    quotas: BTreeMap<(ProgramIx, CategoryIx), Vec<QuotaIx>>,
    /// Of every enterprise, who came last; empty unless agencies take turns.
    pub(super) last: BTreeMap<EnterpriseIx, Vec<&'a History>>,
    avoidances: RefCell<BTreeMap<EnterpriseIx, Rc<Vec<&'a Avoidance>>>>,
    pub(super) entrusted: RefCell<BTreeMap<TaskClass, Rc<BTreeSet<AgencyIx>>>>,
}

/// What of a task decides who is entrusted with it: category, county, program, and whether it is about testing.
pub(super) type TaskClass = (CategoryIx, RegionIx, ProgramIx, bool);

impl<'a> Ground<'a> {
    /// Indexes an instance.
    pub(super) fn new(instance: &'a Instance) -> Self {
        let calendar = Calendar::new(&instance.calendar);
        let sameness = same_products(&instance.products);
        let mut history: BTreeMap<usize, Vec<&History>> = BTreeMap::new();
        for row in &instance.history {
            history.entry(sameness[row.product.ix()]).or_default().push(row);
        }
        let mut quotas: BTreeMap<_, Vec<QuotaIx>> = BTreeMap::new();
        for (at, quota) in instance.quotas.iter().enumerate() {
            quotas.entry((quota.program, quota.category)).or_default().push(QuotaIx::new(at));
        }
        Self {
            opening: Opening::new(&calendar),
            calendar,
            travel: Travel::new(instance),
            entries: entries(&instance.history),
            sameness,
            history,
            quotas,
            last: super::people::came_last(instance),
            avoidances: RefCell::default(),
            entrusted: RefCell::default(),
            instance,
        }
    }

    /// First and last day of the horizon.
    pub(super) fn horizon(&self) -> DateRange {
        let settings = self.instance.settings();
        DateRange { from: settings.start, to: settings.end }
    }

    /// A task's row.
    pub(super) fn task(&self, task: TaskIx) -> &'a Task {
        &self.instance.tasks[task.ix()]
    }

    /// A task's program.
    pub(super) fn program(&self, task: TaskIx) -> &'a Program {
        &self.instance.programs[self.task(task).program.ix()]
    }

    /// The category of what a task draws.
    pub(super) fn category(&self, task: TaskIx) -> &'a Category {
        self.instance.category_of(task)
    }

    /// The enterprise at which a task is drawn.
    pub(super) fn site(&self, task: TaskIx) -> &'a Enterprise {
        &self.instance.enterprises[self.task(task).site.ix()]
    }

    /// A team's row.
    pub(super) fn team(&self, team: TeamIx) -> &'a Team {
        &self.instance.teams[team.ix()]
    }

    /// Where a team's tours start and end.
    pub(super) fn base(&self, team: TeamIx) -> Place {
        Place::Agency(self.team(team).agency)
    }

    /// The id of an agency.
    pub(super) fn agency_id(&self, agency: AgencyIx) -> &'a str {
        &self.instance.agencies[agency.ix()].id
    }

    /// Which "same product" of the six-month rule a task draws.
    pub(super) fn same_product(&self, task: TaskIx) -> usize {
        self.sameness[self.task(task).product.ix()]
    }

    /// Earlier spot checks of the product that a task draws.
    pub(super) fn history_of(&self, task: TaskIx) -> &[&'a History] {
        self.history.get(&self.same_product(task)).map_or(&[], Vec::as_slice)
    }

    /// Days of a year on which an enterprise was entered before the plan, each once.
    pub(super) fn entries_before(&self, site: EnterpriseIx, year: i32) -> usize {
        self.entries.get(&(site, year)).map_or(0, Vec::len)
    }

    /// The open spans of an enterprise's day.
    pub(super) fn open(&self, site: EnterpriseIx, date: NaiveDate) -> Spans {
        self.opening.spans(&self.instance.enterprises[site.ix()], date)
    }

    /// Minutes on site: the setup once, and every batch of every task.
    pub(super) fn work(&self, tasks: impl IntoIterator<Item = TaskIx>) -> i64 {
        let each = |task: TaskIx| {
            i64::from(self.task(task).batches).saturating_mul(self.category(task).sample_minutes.0)
        };
        let setup = self.instance.settings().policy.setup_minutes.0;
        tasks.into_iter().map(each).fold(setup, i64::saturating_add)
    }

    /// Grams and millilitres of a task's samples.
    pub(super) fn load(&self, task: TaskIx) -> (i64, i64) {
        let (batches, category) = (i64::from(self.task(task).batches), self.category(task));
        let of = |one: i64| one.saturating_mul(batches);
        (of(category.sample_mass.0), of(category.sample_volume.0))
    }

    /// Whether a load of grams and millilitres fits a team's vehicle.
    pub(super) fn fits(&self, team: TeamIx, (grams, millilitres): (i64, i64)) -> bool {
        let team = self.team(team);
        team.vehicle_mass.is_none_or(|most| grams <= most.0)
            && team.vehicle_volume.is_none_or(|most| millilitres <= most.0)
    }

    /// The quotas that count a task, in the order of their file.
    pub(super) fn quotas_of(&self, task: TaskIx) -> impl Iterator<Item = QuotaIx> {
        let (row, region) = (self.task(task), self.site(task).region);
        let key = (row.program, self.instance.products[row.product.ix()].category);
        let quotas = self.quotas.get(&key).map_or(&[][..], Vec::as_slice).iter().copied();
        quotas.filter(move |quota| self.instance.is_within(region, self.quota(*quota).region))
    }

    /// A quota's row.
    pub(super) fn quota(&self, quota: QuotaIx) -> &'a Quota {
        &self.instance.tables().quotas[quota.ix()]
    }

    /// Every row of `avoidances.csv` that keeps somebody away from an enterprise.
    pub(super) fn avoidances_of(&self, site: EnterpriseIx) -> Rc<Vec<&'a Avoidance>> {
        if let Some(rows) = self.avoidances.borrow().get(&site) {
            return rows.clone();
        }
        let rows = self.instance.tables().avoidances.iter().filter(|row| self.concerns(row, site));
        let rows = Rc::new(rows.collect());
        self.avoidances.borrow_mut().insert(site, Rc::clone(&rows));
        rows
    }

    /// The months of the horizon with the number of their working days inside it.
    pub(super) fn months(&self) -> BTreeMap<Month, i64> {
        let mut months = BTreeMap::new();
        for date in super::calendar::days_of(self.horizon()) {
            let days = months.entry(Month::of(date)).or_insert(0);
            *days += i64::from(self.calendar.is_working_day(date));
        }
        months
    }
}

/// Numbers products so that two have the same number when they are "the same product".
fn same_products(products: &[Product]) -> Vec<usize> {
    let mut numbers: BTreeMap<(&Producer, &str, &str, &str), usize> = BTreeMap::new();
    products
        .iter()
        .map(|product| {
            let tuple = (
                &product.producer,
                product.standard.as_str(),
                product.brand.as_str(),
                product.model.as_str(),
            );
            let next = numbers.len();
            *numbers.entry(tuple).or_insert(next)
        })
        .collect()
}

fn entries(history: &[History]) -> BTreeMap<(EnterpriseIx, i32), Vec<NaiveDate>> {
    let mut entries: BTreeMap<_, Vec<NaiveDate>> = BTreeMap::new();
    for row in history {
        if let Some(site) = row.site {
            entries.entry((site, Month::of(row.date).year)).or_default().push(row.date);
        }
    }
    for dates in entries.values_mut() {
        dates.sort();
        dates.dedup();
    }
    entries
}
