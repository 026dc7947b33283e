//! How often: `six_month`, `upper_first`, `ceiling`.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::calendar::are_apart;
use super::case::{Case, Entry};
use super::ground::Ground;
use super::verdict::{Fault, Findings, Subject};
use crate::model::{Authority, EnterpriseIx, History, ProgramKind, Rule, Table, TaskIx};

impl<'a> Ground<'a> {
    /// Whether the rules on repeated draws pass a task over (tracking and emergency programs).
    pub(super) fn is_exempt(&self, task: TaskIx) -> bool {
        self.program(task).kind.is_exempt()
    }

    /// An earlier draw of the same product by the same authority that is too near to a day.
    pub(super) fn drawn_before(&self, task: TaskIx, date: NaiveDate) -> Option<&'a History> {
        let (authority, policy) = (self.program(task).authority, &self.instance.settings().policy);
        let rows = self.history_of(task).iter().copied().filter(|row| binds(row));
        let mut own = rows.filter(|row| !self.is_exempt(task) && row.authority == authority);
        own.find(|row| !are_apart(row.date, date, policy.interval_months))
    }

    /// A draw of the same product by a higher authority that is too near to a day.
    pub(super) fn drawn_above(&self, task: TaskIx, date: NaiveDate) -> Option<&'a History> {
        let (authority, policy) = (self.program(task).authority, &self.instance.settings().policy);
        let rows = self.history_of(task).iter().copied().filter(|row| binds(row));
        let mut upper = rows.filter(|row| {
            !self.is_exempt(task) && self.instance.outranks(row.authority, authority)
        });
        upper.find(|row| !are_apart(row.date, date, policy.upper_first_months))
    }

    /// Whether two tasks may be drawn on these days: `six_month` and `upper_first` between them.
    pub(super) fn may_repeat(&self, a: (TaskIx, NaiveDate), b: (TaskIx, NaiveDate)) -> bool {
        if self.same_product(a.0) != self.same_product(b.0)
            || self.is_exempt(a.0)
            || self.is_exempt(b.0)
        {
            return true;
        }
        let policy = &self.instance.settings().policy;
        let (one, other) = (self.program(a.0).authority, self.program(b.0).authority);
        if one == other {
            return are_apart(a.1, b.1, policy.interval_months);
        }
        let ranked = self.instance.outranks(one, other) || self.instance.outranks(other, one);
        !ranked || are_apart(a.1, b.1, policy.upper_first_months)
    }
}

/// Whether an earlier check binds later ones: something was drawn, by a program that counts.
fn binds(row: &History) -> bool {
    row.outcome.drew() && !row.kind.is_some_and(ProgramKind::is_exempt)
}

/// Planned draws that count, by product and authority, in order of their days.
type Draws<'c, 'a> = BTreeMap<usize, BTreeMap<Authority, Vec<(NaiveDate, TaskIx, &'c Entry<'a>)>>>;

fn counted<'c, 'a>(case: &'c Case<'a>) -> Draws<'c, 'a> {
    let mut draws: Draws = BTreeMap::new();
    for (entry, draw) in case.draws().filter(|(_, draw)| !case.ground.is_exempt(draw.task)) {
        let authority = case.ground.program(draw.task).authority;
        let same = draws.entry(case.ground.same_product(draw.task)).or_default();
        same.entry(authority).or_default().push((entry.visit.date, draw.task, entry));
    }
    for list in draws.values_mut().flat_map(BTreeMap::values_mut) {
        list.sort_by_key(|(date, task, _)| (*date, *task));
    }
    draws
}

/// `six_month`: draws of one product by one authority lie `policy.interval_months` apart.
pub(super) fn six_month(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let earlier = case.ground.drawn_before(draw.task, entry.visit.date);
        out.check(Rule::SixMonth, earlier.is_none(), || {
            against_history(case, entry, draw.task, earlier, "verify-six-month-history")
        });
    }
    let months = case.ground.instance.settings().policy.interval_months;
    for list in counted(case).values().flat_map(BTreeMap::values) {
        // If any two are too near to each other, so are two that follow each other.
        for pair in list.windows(2) {
            let [(first, one, before), (second, other, after)] = pair else { continue };
            out.check(Rule::SixMonth, are_apart(*first, *second, months), || {
                Fault::new(after.subject(), "verify-six-month")
                    .with("task", &case.ground.task(*other).id)
                    .with("date", second)
                    .with("other", &case.ground.task(*one).id)
                    .with("visit", &before.visit.id)
                    .with("before", first)
                    .with("months", months)
            });
        }
    }
}

/// `upper_first`: no draw of what a higher level draws less than `policy.upper_first_months` away.
pub(super) fn upper_first(case: &Case, out: &mut Findings) {
    for (entry, draw) in case.draws() {
        let upper = case.ground.drawn_above(draw.task, entry.visit.date);
        out.check(Rule::UpperFirst, upper.is_none(), || {
            against_history(case, entry, draw.task, upper, "verify-upper-first-history")
        });
    }
    for same in counted(case).values() {
        for (lower, lower_draws) in same {
            let outranks = |upper: &Authority| case.ground.instance.outranks(*upper, *lower);
            let uppers = same.iter().filter(|(upper, _)| outranks(upper));
            let uppers: Vec<_> = uppers.flat_map(|(_, draws)| draws).collect();
            for (date, task, entry) in lower_draws {
                upper_in_plan(case, entry, *task, *date, &uppers, out);
            }
        }
    }
}

/// A planned draw against those that higher levels plan for the same product.
fn upper_in_plan(
    case: &Case,
    entry: &Entry,
    task: TaskIx,
    date: NaiveDate,
    uppers: &[&(NaiveDate, TaskIx, &Entry)],
    out: &mut Findings,
) {
    let months = case.ground.instance.settings().policy.upper_first_months;
    for (day, upper, other) in uppers {
        out.check(Rule::UpperFirst, are_apart(*day, date, months), || {
            Fault::new(entry.subject(), "verify-upper-first")
                .with("task", &case.ground.task(task).id)
                .with("date", date)
                .with("other", &case.ground.task(*upper).id)
                .with("visit", &other.visit.id)
                .with("before", day)
                .with("months", months)
        });
    }
}

fn against_history(
    case: &Case,
    entry: &Entry,
    task: TaskIx,
    row: Option<&History>,
    key: &'static str,
) -> Fault {
    Fault::new(entry.subject(), key)
        .with("task", &case.ground.task(task).id)
        .with("date", entry.visit.date)
        .with("before", row.map_or(String::new(), |row| row.date.to_string()))
        .with("row", Table::History.line(row.map_or(0, |row| row.row)))
}

/// `ceiling`: an enterprise is entered at most `policy.visits_per_year` times in a calendar year,
/// on earlier days (each once) and in this plan.
pub(super) fn ceiling(case: &Case, out: &mut Findings) {
    let most = case.ground.instance.settings().policy.visits_per_year;
    let mut visits: BTreeMap<(EnterpriseIx, i32), usize> = BTreeMap::new();
    for entry in &case.visits {
        if let Some(site) = entry.site {
            *visits.entry((site, entry.visit.date.year())).or_default() += 1;
        }
    }
    for ((site, year), planned) in visits {
        let before = case.ground.entries_before(site, year);
        let holds = most == 0 || before + planned <= most as usize;
        out.check(Rule::Ceiling, holds, || {
            let id = case.ground.instance.enterprises[site.ix()].id.clone();
            Fault::new(Subject::Site(id), "verify-ceiling")
                .with("year", year)
                .with("before", before)
                .but(most, before + planned)
        });
    }
}
