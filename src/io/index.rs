//! The ids of every table, gathered before any row is read, so that a wrong row does not make
//! every reference to it wrong too.

use std::collections::HashMap;

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::format::spec;
use super::grid::Grid;
use super::sheet::Sheet;
use crate::model::{Note, Table};

/// Positions by id, for each table; none for a table that could not be read whole.
pub struct Index<'a> {
    ids: Vec<Option<HashMap<&'a str, u32>>>,
}

/// What an id turns out to be.
pub enum Lookup {
    /// A row.
    Found(u32),
    /// No row.
    Missing,
    /// The table could not be read: that was reported, the reference is not judged.
    Unknown,
}

impl<'a> Index<'a> {
    /// Gathers the ids of all sheets; `broken` tables are not judged. Duplicates are reported.
    pub fn new(sheets: &'a [Option<Sheet<'a>>], broken: &[Table], findings: &mut Findings) -> Self {
        let ids = Table::ALL.iter().map(|&table| {
            if broken.contains(&table) {
                return None;
            }
            let sheet = sheets.get(table as usize)?.as_ref();
            let Some(sheet) = sheet else { return Some(HashMap::new()) };
            let column = spec(table).id_column()?;
            let ids = gather(sheet.grid, sheet.column(column)?, findings);
            Some(ids).filter(|_| !sheet.grid.partial)
        });
        Self { ids: ids.collect() }
    }

    /// The row of `table` with this id.
    pub fn find(&self, table: Table, id: &str) -> Lookup {
        match self.ids.get(table as usize) {
            Some(Some(ids)) => match ids.get(id) {
                Some(&at) => Lookup::Found(at),
                None => Lookup::Missing,
            },
            _ => Lookup::Unknown,
        }
    }

    /// The ids of a table in alphabetical order, to look for a near one.
    pub fn ids(&self, table: Table) -> Vec<&'a str> {
        let ids = self.ids.get(table as usize).and_then(Option::as_ref);
        let mut ids: Vec<&str> = ids.into_iter().flat_map(|ids| ids.keys().copied()).collect();
        ids.sort_unstable();
        ids
    }
}

fn gather<'a>(grid: &'a Grid, column: usize, findings: &mut Findings) -> HashMap<&'a str, u32> {
    let mut ids: HashMap<&str, u32> = HashMap::with_capacity(grid.rows());
    for row in 0..grid.rows() {
        let id = grid.cell(row, column);
        if id.is_empty() {
            continue;
        }
        if let Some(&first) = ids.get(id) {
            let note = Note::new("io-duplicate-id")
                .with("id", super::diagnostic::shorten(id))
                .with("first", grid.line(first as usize));
            findings.push(
                Diagnostic::error(&grid.file, note)
                    .row(grid.line(row))
                    .column(&grid.header[column])
                    .found(id)
                    .advice(Note::new("io-advice-duplicate")),
            );
        } else {
            ids.insert(id, row as u32);
        }
    }
    ids
}
