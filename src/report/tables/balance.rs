//! Quotas against targets, labs against even months, labs against capacity: one list.

use crate::messages::word;
use crate::report::balance::{Balance, LabLoad, LabMonth, QuotaLine};
use crate::report::table::{Cell, Table};
use crate::report::view::View;

/// `balance.csv`. Columns that a kind of row doesn't have are empty.
pub fn balance(view: &View, balance: &Balance) -> Table {
    let mut table = Table::new(
        "balance",
        &[
            "kind",
            "kind_name",
            "program",
            "program_name",
            "category",
            "category_name",
            "region",
            "region_name",
            "lab",
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
        ],
    );
    table.rows.extend(balance.quotas.iter().map(|line| quota(view, line)));
    table.rows.extend(balance.months.iter().map(|line| month(view, line)));
    table.rows.extend(balance.loads.iter().map(|line| load(view, line)));
    table
}

fn quota(view: &View, line: &QuotaLine) -> Vec<Cell> {
    let instance = view.instance;
    let row = &instance.quotas[line.quota.ix()];
    let program = &instance.programs[row.program.ix()];
    let category = &instance.categories[row.category.ix()];
    let name = if program.name.is_empty() { &program.id } else { &program.name };
    vec![
        Cell::text("quota"),
        Cell::text(word(view.lang, "report-kind-quota")),
        Cell::text(&program.id),
        Cell::text(name),
        Cell::text(&category.code),
        Cell::text(&category.name),
        Cell::text(&instance.regions[row.region.ix()].code),
        Cell::text(view.region(row.region)),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::from(line.planned),
        Cell::maybe(row.min),
        row.target.map_or(Cell::Empty, |target| Cell::Real(target.into())),
        Cell::maybe(row.max),
        Cell::Empty,
        line.deviation(instance).map_or(Cell::Empty, |off| Cell::Real(off as f64)),
        Cell::from(line.missing(instance)),
        Cell::Empty,
        Cell::Money(line.balance_cost(instance)),
        Cell::Money(line.shortfall_cost(instance)),
    ]
}

/// The columns of a row that is about a lab: kind, lab, group, month, planned.
fn lab_cells(
    view: &View,
    kind: (&'static str, &'static str),
    lab: crate::model::AgencyIx,
    group: Cell,
    month: crate::model::Month,
    planned: u32,
) -> Vec<Cell> {
    let mut cells = vec![Cell::text(kind.0), Cell::text(word(view.lang, kind.1))];
    cells.resize(8, Cell::Empty);
    cells.extend([
        Cell::text(&view.instance.agencies[lab.ix()].id),
        Cell::text(view.agency(lab)),
        group,
        Cell::text(month.to_string()),
        Cell::from(planned),
    ]);
    cells
}

fn month(view: &View, line: &LabMonth) -> Vec<Cell> {
    let weight = view.instance.settings().weights.balance_month;
    let kind = ("lab_month", "report-kind-lab-month");
    let mut cells = lab_cells(view, kind, line.lab, Cell::Empty, line.month, line.batches);
    cells.extend([
        Cell::Empty,
        Cell::Real(line.even),
        Cell::Empty,
        Cell::Empty,
        Cell::Real(line.deviation()),
        Cell::Empty,
        Cell::Empty,
        Cell::Money(weight.scaled(line.deviation().abs())),
        Cell::Empty,
    ]);
    cells
}

fn load(view: &View, line: &LabLoad) -> Vec<Cell> {
    let kind = ("lab_capacity", "report-kind-lab-capacity");
    let group = Cell::text(line.group);
    let mut cells = lab_cells(view, kind, line.lab, group, line.month, line.batches);
    let share = line.share();
    cells.extend([
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::from(line.capacity),
        Cell::Empty,
        Cell::Empty,
        if share.is_finite() { Cell::Share(share) } else { Cell::Empty },
        Cell::Empty,
        Cell::Empty,
    ]);
    cells
}
