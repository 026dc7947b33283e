//! Two years of earlier spot checks. Some of them forbid tasks; the others are old enough, of a
//! lower level, exempt, or drew nothing.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::draft::Draft;
use super::estimate::{Entrusted, binds, category, level, window};
use super::lots::Lots;
use crate::model::{
    Activity, Authority, EnterpriseIx, History, Level, Outcome, Producer, ProductIx, ProgramKind,
    RegionIx, TaskIx,
};

/// Puts history into the tables: first the rows that block, then the others, in order of date.
pub(super) fn fill(draft: &mut Draft) {
    let mut lots = draft.lots("history");
    let mut tasks_of = vec![Vec::new(); draft.tables.products.len()];
    for (at, task) in draft.tables.tasks.iter().enumerate() {
        tasks_of[task.product.ix()].push(TaskIx::new(at));
    }
    let mut blocked = vec![false; draft.tables.tasks.len()];
    for task in &draft.to_block {
        blocked[task.ix()] = true;
    }
    let maker = Maker {
        draft,
        tasks_of,
        blocked,
        entrusted: Entrusted::with(&draft.tables, Activity::Sample, &draft.counties),
        first: draft.start().checked_sub_months(Months::new(24)).unwrap_or(draft.start()),
    };
    let mut rows: Vec<History> =
        draft.to_block.iter().map(|&task| maker.blocking(&mut lots, task)).collect();
    while rows.len() < draft.recipe.history && !draft.tables.products.is_empty() {
        rows.push(maker.other(&mut lots));
    }
    rows.sort_by_key(|row| (row.date, row.product));
    draft.tables.history = rows;
}

struct Maker<'a> {
    draft: &'a Draft,
    tasks_of: Vec<Vec<TaskIx>>,
    blocked: Vec<bool>,
    entrusted: Entrusted,
    /// First day of history.
    first: NaiveDate,
}

impl Maker<'_> {
    /// A draw that forbids a task to its last day: by the same authority, or by one above it.
    fn blocking(&self, lots: &mut Lots, task: TaskIx) -> History {
        let draft = self.draft;
        let row = &draft.tables.tasks[task.ix()];
        let own = draft.tables.programs[row.program.ix()].authority;
        let county = draft.county_of(row.site);
        let above: Vec<Authority> = self
            .authorities(county)
            .into_iter()
            .filter(|&upper| upper != own && binds(&draft.tables, upper, own))
            .collect();
        let authority = match lots.pick(&above) {
            Some(&upper) if lots.chance(400) => upper,
            _ => own,
        };
        let (_, last) = window(&draft.tables, row, draft.start(), draft.end());
        // The first day from which six months reach past the window.
        let mut from = last.checked_sub_months(Months::new(6)).unwrap_or(last);
        while from.checked_add_months(Months::new(6)).is_some_and(|free| free <= last) {
            from = from + Days::new(1);
        }
        let room = (draft.start() - from).num_days() - 1;
        let date = from + Days::new(lots.between(0, room.max(0)) as u64);
        let outcome = if lots.chance(930) { Outcome::Pass } else { Outcome::Fail };
        let kind =
            lots.pick(&[Some(ProgramKind::Annual), Some(ProgramKind::Special), None]).copied();
        let kind = kind.flatten();
        let site = Some(row.site);
        let agency = self.agency(lots, county, row.product);
        History { row: 0, product: row.product, site, authority, kind, date, outcome, agency }
    }

    /// A draw that forbids no task whole, and at most a part of an optional one's window.
    fn other(&self, lots: &mut Lots) -> History {
        let draft = self.draft;
        let product = ProductIx::new(lots.below(draft.tables.products.len()));
        let site = self.site(lots, product);
        let county = draft.county_of(site);
        let kind = match lots.weighted(&[55, 22, 8, 5, 4, 6]) {
            Some(0) => Some(ProgramKind::Annual),
            Some(1) => Some(ProgramKind::Special),
            Some(2) => Some(ProgramKind::Linked),
            Some(3) => Some(ProgramKind::Tracking),
            Some(4) => Some(ProgramKind::Emergency),
            _ => None,
        };
        let outcome = match lots.weighted(&[872, 62, 18, 38, 10]) {
            Some(1) => Outcome::Fail,
            Some(2) => Outcome::Refused,
            Some(3) => Outcome::Absent,
            Some(4) => Outcome::Illegal,
            _ => Outcome::Pass,
        };
        let authority = self.authority(lots, county);
        let counts = outcome.drew() && !kind.is_some_and(ProgramKind::is_exempt);
        let mut date = self.day(lots, self.first, draft.start() - Days::new(3));
        if counts && !self.is_harmless(lots, product, authority, date) {
            let free = self.tasks_of[product.ix()].iter().map(|task| {
                let row = &draft.tables.tasks[task.ix()];
                window(&draft.tables, row, draft.start(), draft.end()).0
            });
            let free = free.min().and_then(|day| day.checked_sub_months(Months::new(6)));
            date = self.day(lots, self.first, free.unwrap_or(self.first) - Days::new(1));
        }
        let agency = self.agency(lots, county, product);
        History { row: 0, product, site: Some(site), authority, kind, date, outcome, agency }
    }

    fn is_harmless(
        &self,
        lots: &mut Lots,
        product: ProductIx,
        authority: Authority,
        date: NaiveDate,
    ) -> bool {
        let draft = self.draft;
        let keeps_some = lots.chance(300);
        self.tasks_of[product.ix()].iter().all(|&task| {
            let row = &draft.tables.tasks[task.ix()];
            let program = &draft.tables.programs[row.program.ix()];
            if program.kind.is_exempt()
                || self.blocked[task.ix()]
                || !binds(&draft.tables, authority, program.authority)
            {
                return true;
            }
            let (first, last) = window(&draft.tables, row, draft.start(), draft.end());
            let free = date.checked_add_months(Months::new(6)).unwrap_or(date);
            let left = draft.days_within(free.max(first), last).len();
            free <= first
                || keeps_some && !row.required && 2 * left > draft.days_within(first, last).len()
        })
    }

    /// Where a product was drawn: at a task's site, at its maker's, or in some shop.
    fn site(&self, lots: &mut Lots, product: ProductIx) -> EnterpriseIx {
        let any = EnterpriseIx::new(lots.below(self.draft.tables.enterprises.len()));
        let task =
            lots.pick(&self.tasks_of[product.ix()]).map(|t| self.draft.tables.tasks[t.ix()].site);
        match (&self.draft.tables.products[product.ix()].producer, task) {
            (_, Some(site)) if lots.chance(850) => site,
            (Producer::Enterprise(maker), _) => *maker,
            (Producer::Name(_), Some(site)) => site,
            (Producer::Name(_), None) => any,
        }
    }

    /// A day from Monday to Friday, both ends included where they are such.
    fn day(&self, lots: &mut Lots, from: NaiveDate, to: NaiveDate) -> NaiveDate {
        let days = (to - from).num_days().max(0);
        let date = from + Days::new(lots.between(0, days) as u64);
        let (back, on) = match date.weekday() {
            Weekday::Sat => (1, 2),
            Weekday::Sun => (2, 1),
            _ => return date,
        };
        let friday = date - Days::new(back);
        if friday < from { date + Days::new(on) } else { friday }
    }

    fn authorities(&self, county: RegionIx) -> Vec<Authority> {
        let up = |at: &RegionIx| self.draft.tables.regions[at.ix()].parent;
        let chain = std::iter::successors(Some(county), up).map(Authority::Region);
        chain.chain([Authority::National]).collect()
    }

    fn authority(&self, lots: &mut Lots, county: RegionIx) -> Authority {
        let all = self.authorities(county);
        let weights: Vec<u64> = all
            .iter()
            .map(|&authority| match level(&self.draft.tables, authority) {
                Level::County => 45,
                Level::City => 37,
                Level::Province => 13,
                Level::National => 5,
            })
            .collect();
        lots.weighted(&weights).map_or(Authority::National, |at| all[at])
    }

    fn agency(
        &self,
        lots: &mut Lots,
        county: RegionIx,
        product: ProductIx,
    ) -> Option<crate::model::AgencyIx> {
        let kind = self.draft.tables.products[product.ix()].category;
        let known = lots.chance(850);
        lots.pick(self.entrusted.at(county, kind)).copied().filter(|_| known)
    }
}

/// Months that pass between two draws of a product, as in the default policy.
pub(super) const INTERVAL: (u32, u32) = (6, 6);

/// Tasks of a draft that cannot be drawn: history forbids them, or nobody approved their program.
pub(super) fn forbidden(draft: &Draft) -> Vec<bool> {
    let mut out = super::estimate::blocked(&draft.tables, &draft.days, INTERVAL);
    for (task, out) in draft.tables.tasks.iter().zip(&mut out) {
        let (first, last) = window(&draft.tables, task, draft.start(), draft.end());
        *out |= draft.tables.programs[task.program.ix()].approval.is_none() || first > last;
        debug_assert!(category(&draft.tables, task).ix() < draft.tables.categories.len());
    }
    out
}
