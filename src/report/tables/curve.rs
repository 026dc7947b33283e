//! Cost against evenness, as far as it was looked for.

use crate::model::{BalancePoint, Plan};
use crate::report::table::{Cell, Table};

/// `balance-curve.csv`: a row for each factor on the weights of balance.
pub fn curve(plan: &Plan) -> Table {
    let mut table = Table::new(
        "balance-curve",
        &[
            "factor",
            "cost",
            "balance_cost",
            "off_target",
            "off_even",
            "misplaced_regions",
            "misplaced_months",
            "visits",
            "team_days",
        ],
    );
    table.rows = plan.information.balance.iter().map(row).collect();
    table
}

fn row(point: &BalancePoint) -> Vec<Cell> {
    vec![
        Cell::Real(point.factor),
        Cell::Money(point.cost),
        Cell::Money(point.balance),
        Cell::Count(i64::try_from(point.off_target).unwrap_or(i64::MAX)),
        Cell::Real(point.off_even),
        point.misplaced_regions.map_or(Cell::Empty, Cell::Share),
        Cell::Share(point.misplaced_months),
        Cell::from(point.visits),
        Cell::from(point.team_days),
    ]
}
