//! The files that are derived from a plan: tables, a workbook, a page. Pure functions; whoever
//! calls them writes the bytes.
//!
//! A `View` looks every id up once; a `Table` of typed cells is the one form from which CSV files
//! and workbook sheets are made, so that they can't disagree. Nothing depends on the clock: the
//! same plan gives the same bytes.

mod balance;
mod csv;
mod evenness;
mod figures;
mod html;
pub mod pack;
mod table;
mod tables;
mod view;
mod xlsx;

use crate::bound::Worth;
use crate::draw::DrawRecord;
use crate::messages::{Lang, word};
use crate::model::{Instance, Note, Plan, Rule};
use crate::rules::describe;

pub use csv::bytes as csv_bytes;
pub use evenness::{Evenness, evenness};
pub use table::{Cell, Table, title};
pub use xlsx::bytes as workbook_bytes;

/// What pages of other rooms are made of: head and style, numbers and words, a ground for maps.
pub mod blocks {
    pub use super::html::ground::{Ground, WIDTH};
    pub use super::html::words::{Words, percent, signed, thousands, whole_yuan, yuan};
    pub use super::html::{STYLE, head};
}

/// What the judge did about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The rule.
    pub rule: Rule,
    /// Checks made.
    pub made: u64,
    /// Violations found.
    pub violations: u64,
}

/// The derived files of a plan folder, name and content: `visits.csv`, `tours.csv`,
/// `unplanned.csv`, `balance.csv`, `draw.csv`, `plan.xlsx` and `report.html`; `teams.csv`, too, where
/// teams were formed, and `balance-curve.csv` where the plan carries that curve.
///
/// `draw` is the draw that the plan was made from, `checks` what the judge did (empty = not
/// judged), `lang` the language of sheets, page and words; the CSV files' column names are the same
/// in every language. `docs/outputs.md` describes every column.
///
/// # Errors
/// If the plan names what neither it nor the instance has.
pub fn files(
    instance: &Instance,
    plan: &Plan,
    draw: &DrawRecord,
    checks: &[Check],
    lang: Lang,
) -> Result<Vec<(String, Vec<u8>)>, Note> {
    let view = view::View::new(instance, plan, lang)?;
    let balance = balance::Balance::of(&view);
    let figures = figures::Figures::of(&view);
    let csv_tables = [
        tables::visits(&view),
        tables::tours(&view),
        tables::unplanned(&view),
        tables::balance(&view, &balance),
        tables::draw(&view, draw),
    ];
    let mut files = Vec::new();
    for table in &csv_tables {
        files.push((format!("{}.csv", table.name), csv::bytes(table)?));
    }
    let mut sheets = sheets(&view, &figures, &csv_tables);
    if !plan.information.balance.is_empty() {
        let curve = tables::curve(plan);
        files.push((format!("{}.csv", curve.name), csv::bytes(&curve)?));
    }
    if !plan.teams.is_empty() {
        let formed = tables::teams(&view);
        files.push((format!("{}.csv", formed.name), csv::bytes(&formed)?));
        let last = sheets.len().saturating_sub(1);
        sheets.insert(last, formed);
    }
    files.push(("plan.xlsx".to_owned(), xlsx::bytes(&plan.instance.name, &sheets, lang)?));
    let page = html::page(&view, &figures, &balance, draw, checks);
    files.push(("report.html".to_owned(), page));
    Ok(files)
}

/// How uneven a plan is, in batches either way: off the targets of quotas, and off labs' even months.
///
/// # Errors
/// If the plan names what neither it nor the instance has.
pub fn unevenness(instance: &Instance, plan: &Plan, lang: Lang) -> Result<(u64, f64), Note> {
    let view = view::View::new(instance, plan, lang)?;
    let balance = balance::Balance::of(&view);
    let off = balance.quotas.iter().filter_map(|line| line.deviation(instance));
    let months = balance.months.iter().map(|line| line.deviation().abs());
    // The sum of nothing is minus nothing.
    Ok((off.map(i64::unsigned_abs).sum(), months.sum::<f64>() + 0.0))
}

/// `capacity.csv`, name and content: what one more of each capacity would be worth, where a bound
/// proved by prices says so.
///
/// # Errors
/// Only if memory runs out inside the writer.
pub fn capacity(
    instance: &Instance,
    worths: &[Worth],
    lang: Lang,
) -> Result<(String, Vec<u8>), Note> {
    let table = tables::capacity(instance, worths, lang);
    Ok((format!("{}.csv", table.name), csv::bytes(&table)?))
}

/// The sheets of the workbook in order; a printed page is only so wide, so they leave out columns
/// that the CSV files have.
fn sheets(
    view: &view::View,
    figures: &figures::Figures,
    [_, tours, unplanned, balance, draw]: &[table::Table; 5],
) -> Vec<table::Table> {
    vec![
        tables::tasks(view),
        tables::by_agency(view),
        tables::by_county(view),
        tours.only(&[
            "tour",
            "team",
            "agency_name",
            "samplers",
            "day",
            "days",
            "date",
            "weekday",
            "from",
            "depart",
            "route",
            "stops",
            "batches",
            "lunch",
            "to",
            "return",
            "km",
            "drive_minutes",
        ]),
        unplanned.only(&[
            "task",
            "status",
            "required",
            "queue",
            "rule_name",
            "detail",
            "since",
            "remedy",
            "site_name",
            "county",
            "program_name",
            "product",
            "batches",
            "value",
        ]),
        balance.only(&[
            "kind_name",
            "program_name",
            "category_name",
            "region_name",
            "lab_name",
            "lab_group",
            "month",
            "planned",
            "min",
            "target",
            "max",
            "capacity",
            "deviation",
            "missing",
            "used",
            "balance_cost",
            "shortfall_cost",
            "misplaced",
        ]),
        draw.only(&[
            "order",
            "quota",
            "program_name",
            "category_name",
            "region_name",
            "target",
            "max",
            "task",
            "site_name",
            "product",
            "batches",
            "value",
            "number",
            "decision_name",
            "after",
            "queue",
        ]),
        tables::about(view, figures),
    ]
}

/// What a rule says, its parameters by their values.
fn statement(view: &view::View, rule: Rule) -> String {
    let policy = &view.instance.settings().policy;
    let parameters = [
        ("policy.interval_months", policy.interval_months.to_string()),
        ("policy.upper_first_months", policy.upper_first_months.to_string()),
        ("policy.lunch_minutes", policy.lunch_minutes.0.to_string()),
        ("policy.lunch", policy.lunch.to_string()),
        ("policy.drive_minutes", policy.drive_minutes.0.to_string()),
        ("policy.visits_per_year", policy.visits_per_year.to_string()),
    ];
    let said = word(view.lang, describe(rule).statement);
    parameters.iter().fold(said, |said, (name, value)| said.replace(name, value))
}

/// What to do about a rule that stands in the way.
fn remedy(lang: Lang, rule: Rule) -> String {
    word(lang, describe(rule).remedy)
}
