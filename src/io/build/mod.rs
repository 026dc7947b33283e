//! Rows of cells to rows of the model: one function a table, in the order of the reference.

mod registers;
mod work;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use super::findings::Findings;
use super::format::spec;
use super::index::Index;
use super::sheet::{Row, Sheet};
use crate::model::{Authority, Note, RegionIx, Table, Tables};

use registers::{agency, category, enterprise, product, region, sampler, team};
use work::{
    avoidance, calendar_day, conflict, escort, history, lab_capacity, matrix_row, program, quota,
    road_edge, road_node, scope, suspension, task,
};

/// Everything rows are read with.
pub struct Builder<'a> {
    sheets: &'a [Option<Sheet<'a>>],
    index: &'a Index<'a>,
    findings: RefCell<Findings>,
}

impl<'a> Builder<'a> {
    /// A builder over matched sheets.
    pub fn new(sheets: &'a [Option<Sheet<'a>>], index: &'a Index<'a>, findings: Findings) -> Self {
        Self { sheets, index, findings: RefCell::new(findings) }
    }

    /// What was found.
    pub fn into_findings(self) -> Findings {
        self.findings.into_inner()
    }

    /// Every table. Rows with errors are dummies; the errors are in the findings.
    pub fn tables(&self) -> Tables {
        let groups = self.groups();
        let mut hours = HashSet::new();
        Tables {
            regions: self.rows(Table::Regions, region),
            categories: self.rows(Table::Categories, category),
            enterprises: self.rows(Table::Enterprises, |row| enterprise(row, &mut hours)),
            products: self.rows(Table::Products, product),
            programs: self.rows(Table::Programs, program),
            quotas: self.rows(Table::Quotas, quota),
            tasks: self.rows(Table::Tasks, task),
            agencies: self.rows(Table::Agencies, agency),
            scopes: self.rows(Table::Scopes, |row| scope(row, &groups)),
            lab_capacity: self.rows(Table::LabCapacity, lab_capacity),
            avoidances: self.rows(Table::Avoidances, avoidance).into_iter().flatten().collect(),
            conflicts: self.rows(Table::Conflicts, conflict).into_iter().flatten().collect(),
            suspensions: self.rows(Table::Suspensions, suspension),
            samplers: self.rows(Table::Samplers, sampler),
            teams: self.rows(Table::Teams, team),
            history: self.rows(Table::History, history),
            calendar: self.rows(Table::Calendar, calendar_day),
            escorts: self.rows(Table::Escorts, escort),
            matrix: self.rows(Table::Matrix, matrix_row).into_iter().flatten().collect(),
            road_nodes: self.rows(Table::RoadNodes, road_node),
            road_edges: self.rows(Table::RoadEdges, road_edge),
        }
    }

    fn rows<T>(&self, table: Table, mut read: impl FnMut(&Row) -> T) -> Vec<T> {
        let Some(sheet) = self.sheets.get(table as usize).and_then(Option::as_ref) else {
            return Vec::new();
        };
        let rows = 0..sheet.grid.rows();
        rows.map(|at| read(&Row::new(sheet, self.index, &self.findings, at))).collect()
    }

    /// The groups of `categories.csv`; none if the file could not be read.
    fn groups(&self) -> Option<BTreeMap<&'a str, u32>> {
        let sheet = self.sheets.get(Table::Categories as usize)?.as_ref()?;
        if sheet.grid.partial {
            return None;
        }
        let column = sheet.column(spec(Table::Categories).column("group")?.0)?;
        let rows = 0..sheet.grid.rows();
        Some(rows.map(|at| (sheet.grid.cell(at, column).trim(), sheet.grid.line(at))).collect())
    }
}

/// `from` and `to` in order, if both are there.
fn ordered<T: PartialOrd>(
    row: &Row,
    (a, from): (&'static str, Option<T>),
    (b, to): (&'static str, Option<T>),
) {
    let reversed = matches!((from, to), (Some(from), Some(to)) if from > to);
    if reversed && row.is_sound(a) && row.is_sound(b) {
        row.wrong(b, Note::new("io-reversed").with("from", a).with("to", b), None);
    }
}

fn authority(row: &Row) -> Authority {
    row.authority("authority").map_or(Authority::National, |at| Authority::Region(RegionIx(at)))
}
