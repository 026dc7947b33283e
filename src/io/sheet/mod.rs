//! A grid whose columns are known, and a row of it whose cells are read by their English name.
//!
//! A cell that can't be read is reported and stands for a dummy: no instance is built when there
//! were errors, so a dummy never leaves this room, and a row shows all its errors at once.

mod row;

use super::diagnostic::{Diagnostic, shorten};
use super::findings::Findings;
use super::format::{Presence, TableSpec, spec};
use super::grid::Grid;
use crate::model::{Note, Table};

pub use row::{Party, Row};

/// A grid with its columns matched to the declared ones.
pub struct Sheet<'a> {
    /// The cells.
    pub grid: &'a Grid,
    /// The declaration.
    pub spec: &'static TableSpec,
    columns: Vec<Option<usize>>,
}

impl<'a> Sheet<'a> {
    /// Matches the header with the declaration of `table`; none if a required column is missing.
    pub fn new(table: Table, grid: &'a Grid, findings: &mut Findings) -> Option<Self> {
        let spec = spec(table);
        let mut columns = vec![None; spec.columns.len()];
        for (at, header) in grid.header.iter().enumerate() {
            let known = spec.columns.iter().position(|c| c.name == header || c.zh == header);
            match known {
                Some(known) if columns[known].is_none() => columns[known] = Some(at),
                Some(_) => findings.push(
                    Diagnostic::error(&grid.file, Note::new("io-column-twice"))
                        .row(grid.header_line)
                        .column(header),
                ),
                None => unknown_column(spec, grid, at, findings),
            }
        }
        let missing: Vec<String> = (spec.columns.iter().zip(&columns))
            .filter(|(column, at)| column.presence != Presence::Optional && at.is_none())
            .map(|(column, _)| format!("{}（{}）", column.name, column.zh))
            .collect();
        if missing.is_empty() {
            return Some(Self { grid, spec, columns });
        }
        let note = Note::new("io-missing-columns").with("columns", missing.join(", "));
        let found = grid.header.join(",");
        findings.push(Diagnostic::error(&grid.file, note).row(grid.header_line).found(&found));
        None
    }

    /// Where the declared column stands in the grid.
    pub fn column(&self, declared: usize) -> Option<usize> {
        self.columns.get(declared).copied().flatten()
    }

    /// The header as the file writes it, for the declared column of this name.
    pub fn shown(&self, name: &'a str) -> &str {
        let at = self.spec.column(name).and_then(|(declared, _)| self.column(declared));
        at.and_then(|at| self.grid.header.get(at)).map_or(name, String::as_str)
    }
}

fn unknown_column(spec: &TableSpec, grid: &Grid, at: usize, findings: &mut Findings) {
    let header = &grid.header[at];
    if header.is_empty() {
        let used = (0..grid.rows()).find(|&row| !grid.cell(row, at).trim().is_empty());
        let Some(row) = used else { return };
        let note = Note::new("io-nameless-column").with("at", at + 1);
        findings.push(
            Diagnostic::error(&grid.file, note)
                .row(grid.line(row))
                .found(grid.cell(row, at))
                .expected(Note::new("io-expect-header")),
        );
        return;
    }
    let names = || spec.columns.iter().flat_map(|column| [column.name, column.zh]).collect();
    let near = findings.guess(&grid.file, header, names);
    let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
    let mut wrong = Diagnostic::error(&grid.file, Note::new("io-unknown-column"))
        .row(grid.header_line)
        .column(shorten(header))
        .expected(Note::new("io-expect-columns").with("columns", names.join(", ")));
    wrong.advice = Some(near.unwrap_or_else(|| Note::new("io-advice-unknown-column")));
    findings.push(wrong);
}
