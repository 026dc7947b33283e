//! Regions and quotas against targets, agencies and labs against even shares, labs against capacity,
//! and how even it all is: one list, the worst first.

use crate::messages::word;
use crate::model::{Level, RegionIx};
use crate::report::balance::{Against, Balance, LabLoad, LabMonth, QuotaLine};
use crate::report::evenness::{self, AgencyLine};
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
            "misplaced",
        ],
    );
    table.rows.extend(indices(view, balance));
    table.rows.extend(balance.by_region.iter().map(|line| region(view, line)));
    let mut quotas: Vec<&QuotaLine> = balance.quotas.iter().collect();
    quotas.sort_by_key(|line| std::cmp::Reverse(line.off(view.instance)));
    table.rows.extend(quotas.into_iter().map(|line| quota(view, line)));
    table.rows.extend(evenness::agencies(view).iter().map(|line| agency(view, line)));
    table.rows.extend(balance.months.iter().map(|line| month(view, line)));
    table.rows.extend(balance.loads.iter().map(|line| load(view, line)));
    table
}

/// A row with the given kind, and cells at their columns; the others are empty.
fn sparse(view: &View, kind: (&'static str, &'static str), cells: &[(usize, Cell)]) -> Vec<Cell> {
    let mut row = vec![Cell::Empty; 23];
    row[0] = Cell::text(kind.0);
    row[1] = Cell::text(word(view.lang, kind.1));
    for (at, cell) in cells {
        row[*at] = cell.clone();
    }
    row
}

/// How even regions, agencies and months are.
fn indices(view: &View, balance: &Balance) -> Vec<Vec<Cell>> {
    let even = evenness::of(view, balance);
    let days: Vec<Against> = evenness::agencies(view).iter().map(|line| line.days).collect();
    let index = |kind, index: Option<f64>| Some(sparse(view, kind, &[(22, Cell::Share(index?))]));
    let level = match evenness::regions(view, balance) {
        Some((Level::County, _)) => "report-kind-even-counties",
        _ => "report-kind-even-regions",
    };
    let rows = [
        index(("even_regions", level), even.regions),
        index(("even_months", "report-kind-even-months"), Some(even.months)),
        index(("even_agencies", "report-kind-even-agencies"), evenness::misplaced(&days)),
    ];
    rows.into_iter().flatten().collect()
}

fn region(view: &View, (region, sum): &(RegionIx, Against)) -> Vec<Cell> {
    let cells = [
        (6, Cell::text(&view.instance.regions[region.ix()].code)),
        (7, Cell::text(view.region(*region))),
        (12, Cell::Count(sum.planned as i64)),
        (14, Cell::Real(sum.target)),
        (17, Cell::Real(sum.planned - sum.target)),
    ];
    sparse(view, ("region", "report-kind-region"), &cells)
}

fn agency(view: &View, line: &AgencyLine) -> Vec<Cell> {
    let cells = [
        (8, Cell::text(&view.instance.agencies[line.agency.ix()].id)),
        (9, Cell::text(view.agency(line.agency))),
        (12, Cell::Count(line.days.planned as i64)),
        (14, Cell::Real(line.days.target)),
        (16, Cell::from(line.available)),
        (17, Cell::Real(line.days.planned - line.days.target)),
        (19, Cell::Share(line.days.planned / f64::from(line.available.max(1)))),
    ];
    sparse(view, ("agency_days", "report-kind-agency-days"), &cells)
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
        Cell::Empty,
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
        Cell::Empty,
    ]);
    cells
}
