//! What one more of each capacity would be worth.

use crate::bound::{Capacity, Worth};
use crate::messages::{Lang, word};
use crate::model::Instance;
use crate::report::table::{Cell, Table};

/// `capacity.csv`: team-days by agency and month, and labs and escorts that are tight.
pub fn capacity(instance: &Instance, worths: &[Worth], lang: Lang) -> Table {
    let mut table = Table::new(
        "capacity",
        &[
            "kind",
            "kind_name",
            "agency",
            "agency_name",
            "lab_group",
            "county",
            "county_name",
            "month",
            "available",
            "worth",
        ],
    );
    table.rows = worths.iter().map(|worth| row(instance, worth, lang)).collect();
    table
}

fn row(instance: &Instance, worth: &Worth, lang: Lang) -> Vec<Cell> {
    let (kind, key, agency, group, county) = match &worth.capacity {
        Capacity::TeamDay(agency) => {
            ("team_day", "report-capacity-team-day", Some(*agency), "", None)
        }
        Capacity::Lab(lab, group) => {
            ("lab", "report-capacity-lab", Some(*lab), group.as_str(), None)
        }
        Capacity::Escort(county) => ("escort", "report-capacity-escort", None, "", Some(*county)),
    };
    let agency = agency.map(|at| &instance.agencies[at.ix()]);
    let county = county.map(|at| &instance.regions[at.ix()]);
    vec![
        Cell::text(kind),
        Cell::text(word(lang, key)),
        agency.map_or(Cell::Empty, |row| Cell::text(&row.id)),
        agency.map_or(Cell::Empty, |row| Cell::text(&row.name)),
        Cell::text(group),
        county.map_or(Cell::Empty, |row| Cell::text(&row.code)),
        county.map_or(Cell::Empty, |row| Cell::text(&row.name)),
        Cell::text(worth.month.to_string()),
        Cell::Count(worth.available),
        Cell::Money(worth.worth),
    ]
}
