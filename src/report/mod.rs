//! The files that are derived from a plan: tables, a workbook, a page. Pure functions; whoever
//! calls them writes the bytes.
//!
//! A [`View`](view::View) looks every id up once; a [`Table`](table::Table) of typed cells is the
//! one form from which CSV files and workbook sheets are made, so that they can't disagree.
//! Nothing depends on the clock: the same plan gives the same bytes.

mod balance;
mod csv;
mod figures;
mod html;
mod table;
mod tables;
mod view;
mod xlsx;

use crate::messages::{Lang, word};
use crate::model::{Instance, Note, Plan, Rule};
use crate::rules::describe;

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

/// tmp
pub fn files(
    instance: &Instance,
    plan: &Plan,
    checks: &[Check],
    lang: Lang,
) -> Result<Vec<(String, Vec<u8>)>, Note> {
    let view = view::View::new(instance, plan, lang)?;
    let balance = balance::Balance::of(&view);
    let visits = tables::visits(&view);
    let tours = tables::tours(&view);
    let unplanned = tables::unplanned(&view);
    let balance_table = tables::balance(&view, &balance);
    let tasks = tables::tasks(&view);
    let by_agency = tables::by_agency(&view);
    let by_county = tables::by_county(&view);
    let mut files = Vec::new();
    for table in [&visits, &tours, &unplanned, &balance_table] {
        files.push((format!("{}.csv", table.name), csv::bytes(table)?));
    }
    let tours = tours.only(&[
        "tour", "team", "agency_name", "samplers", "day", "days", "date", "weekday", "from", "depart", "route",
        "stops", "batches", "lunch", "to", "return", "km", "drive_minutes",
    ]);
    let unplanned = unplanned.only(&[
        "task", "status", "required", "queue", "rule", "detail", "since", "remedy", "site_name", "county", "program_name",
        "product", "batches", "value",
    ]);
    let balance_table = balance_table.only(&[
        "kind_name", "program_name", "category_name", "region_name", "lab_name", "lab_group", "month", "planned",
        "min", "target", "max", "capacity", "deviation", "missing", "used", "balance_cost",
        "shortfall_cost",
    ]);
    let sheets = [&tasks, &by_agency, &by_county, &tours, &unplanned, &balance_table];
    files.push(("plan.xlsx".to_owned(), xlsx::bytes(&plan.instance.name, &sheets, lang)?));
    let figures = figures::Figures::of(&view);
    files.push(("report.html".to_owned(), html::page(&view, &figures, &balance, checks)));
    Ok(files)
}

/// What a rule says.
fn statement(lang: Lang, rule: Rule) -> String {
    word(lang, describe(rule).statement)
}

/// What to do about a rule that stands in the way.
fn remedy(lang: Lang, rule: Rule) -> String {
    word(lang, describe(rule).remedy)
}
