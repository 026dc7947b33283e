//! A row of a sheet, its cells read as what the declaration says.

use std::cell::RefCell;

use chrono::NaiveDate;

use super::super::cells;
use super::super::diagnostic::{Diagnostic, shorten};
use super::super::findings::Findings;
use super::super::format::{Column, Kind, Presence};
use super::super::index::{Index, Lookup};
use super::Sheet;
use crate::model::{Clock, DateRange, Fen, Month, Note, Position, Table};

/// Whom `agency:ID` and the like name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Party {
    Agency(u32),
    Sampler(u32),
    Enterprise(u32),
    Region(u32),
    Owner(String),
}

/// A row being read.
pub struct Row<'a> {
    sheet: &'a Sheet<'a>,
    index: &'a Index<'a>,
    findings: &'a RefCell<Findings>,
    at: usize,
    wrong: RefCell<Vec<&'static str>>,
}

impl<'a> Row<'a> {
    /// The row at position `at` of a sheet.
    pub fn new(
        sheet: &'a Sheet<'a>,
        index: &'a Index<'a>,
        findings: &'a RefCell<Findings>,
        at: usize,
    ) -> Self {
        Self { sheet, index, findings, at, wrong: RefCell::new(Vec::new()) }
    }

    /// Physical line or sheet row.
    pub fn line(&self) -> u32 {
        self.sheet.grid.line(self.at)
    }

    /// Whether the cell, if it was read, was right.
    pub fn is_sound(&self, column: &str) -> bool {
        !self.wrong.borrow().contains(&column)
    }

    /// Reports what is wrong with a cell.
    pub fn wrong(&self, column: &'static str, note: Note, expected: Option<Note>) {
        self.report(column, note, expected, None);
    }

    fn report(
        &self,
        column: &'static str,
        note: Note,
        expected: Option<Note>,
        advice: Option<Note>,
    ) {
        self.wrong.borrow_mut().push(column);
        let mut wrong = self.finding(Diagnostic::error(&self.sheet.grid.file, note), column);
        wrong.expected = expected;
        wrong.advice = advice;
        self.findings.borrow_mut().push(wrong);
    }

    /// Warns about a cell.
    pub fn warn(&self, column: &'static str, note: Note) {
        let warning = self.finding(Diagnostic::warning(&self.sheet.grid.file, note), column);
        self.findings.borrow_mut().push(warning);
    }

    fn finding(&self, diagnostic: Diagnostic, column: &'static str) -> Diagnostic {
        let found = self.spec(column).map_or("", |(declared, _)| self.raw(declared));
        diagnostic.row(self.line()).column(self.sheet.shown(column)).found(found)
    }

    fn spec(&self, column: &str) -> Option<(usize, &'static Column)> {
        self.sheet.spec.column(column)
    }

    fn raw(&self, declared: usize) -> &'a str {
        self.sheet.column(declared).map_or("", |at| self.sheet.grid.cell(self.at, at))
    }

    /// The trimmed cell, its default if it is empty; none if there is neither.
    fn cell(&self, column: &'static str) -> Option<&'a str> {
        let (declared, column_spec) = self.spec(column)?;
        let cell = self.raw(declared).trim();
        if !cell.is_empty() {
            return Some(cell);
        }
        if column_spec.presence == Presence::Required {
            let expected = cells::expected(&column_spec.kind);
            self.wrong(column, Note::new("io-empty-cell"), Some(expected));
        }
        Some(column_spec.default).filter(|default| !default.is_empty())
    }

    fn read<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&'a str, &Kind) -> Result<T, Note>,
    ) -> Option<T> {
        let cell = self.cell(column)?;
        let (_, column_spec) = self.spec(column)?;
        match read(cell, &column_spec.kind) {
            Ok(value) => Some(value),
            Err(expected) => {
                self.wrong(column, Note::new("io-bad-value"), Some(expected));
                None
            }
        }
    }

    /// The id of the row; blanks around it are not forgiven.
    pub fn id(&self, column: &'static str) -> String {
        let Some((declared, _)) = self.spec(column) else { return String::new() };
        let id = self.raw(declared);
        if id.is_empty() {
            self.cell(column);
        } else if let Err(expected) = cells::id(id) {
            let advice = Some(Note::new("io-advice-id"));
            self.report(column, Note::new("io-bad-id"), Some(expected), advice);
        }
        id.to_owned()
    }

    /// Text, trimmed.
    pub fn maybe_text(&self, column: &'static str) -> Option<String> {
        self.read(column, |cell, _| cells::free_text(cell))
    }

    /// Text, trimmed; empty if the cell is.
    pub fn text(&self, column: &'static str) -> String {
        self.maybe_text(column).unwrap_or_default()
    }

    /// A whole number in its declared range.
    pub fn maybe_integer(&self, column: &'static str) -> Option<i64> {
        self.read(column, |cell, kind| match *kind {
            Kind::Integer { min, max } => cells::integer(cell, min, max),
            _ => cells::integer(cell, i64::MIN, i64::MAX),
        })
    }

    /// A whole number in its declared range.
    pub fn integer(&self, column: &'static str) -> i64 {
        self.maybe_integer(column).unwrap_or_default()
    }

    /// A whole number that is not negative.
    pub fn count(&self, column: &'static str) -> u32 {
        u32::try_from(self.integer(column)).unwrap_or_default()
    }

    /// A whole number that is not negative.
    pub fn maybe_count(&self, column: &'static str) -> Option<u32> {
        self.maybe_integer(column).and_then(|value| u32::try_from(value).ok())
    }

    /// A decimal number in its declared range.
    pub fn maybe_number(&self, column: &'static str) -> Option<f64> {
        self.read(column, |cell, kind| match *kind {
            Kind::Number { min, max } => cells::number(cell, min, max),
            Kind::Longitude => cells::number(cell, -180.0, 180.0),
            Kind::Latitude => cells::number(cell, -90.0, 90.0),
            _ => cells::number(cell, f64::MIN, f64::MAX),
        })
    }

    /// A decimal number in its declared range.
    pub fn number(&self, column: &'static str) -> f64 {
        self.maybe_number(column).unwrap_or_default()
    }

    /// A decimal number times a thousand, rounded: kilograms to grams, litres to millilitres.
    pub fn maybe_thousandths(&self, column: &'static str) -> Option<i64> {
        self.maybe_number(column).map(|value| (value * 1000.0).round() as i64)
    }

    /// `lon` and `lat`.
    pub fn position(&self) -> Position {
        Position { lon: self.number("lon"), lat: self.number("lat") }
    }

    /// Yuan.
    pub fn yuan(&self, column: &'static str) -> Fen {
        self.read(column, |cell, _| cells::yuan(cell)).unwrap_or_default()
    }

    /// Yes or no.
    pub fn flag(&self, column: &'static str) -> bool {
        self.read(column, |cell, _| cells::flag(cell)).unwrap_or_default()
    }

    /// A day.
    pub fn maybe_date(&self, column: &'static str) -> Option<NaiveDate> {
        self.read(column, |cell, _| cells::date(cell))
    }

    /// A day.
    pub fn date(&self, column: &'static str) -> NaiveDate {
        self.maybe_date(column).unwrap_or_default()
    }

    /// Ranges of days.
    pub fn ranges(&self, column: &'static str) -> Vec<DateRange> {
        self.read(column, |cell, _| cells::ranges(cell)).unwrap_or_default()
    }

    /// A month.
    pub fn month(&self, column: &'static str) -> Month {
        let workbook = self.sheet.grid.workbook;
        let month = self.read(column, |cell, _| cells::month(cell, workbook));
        month.unwrap_or(Month { year: 1970, month: 1 })
    }

    /// A time of day.
    pub fn maybe_clock(&self, column: &'static str) -> Option<Clock> {
        let workbook = self.sheet.grid.workbook;
        self.read(column, |cell, _| cells::clock(cell, workbook))
    }

    /// A time of day.
    pub fn clock(&self, column: &'static str) -> Clock {
        self.maybe_clock(column).unwrap_or_default()
    }

    /// Opening hours, checked.
    pub fn hours(
        &self,
        column: &'static str,
        seen: &mut std::collections::HashSet<String>,
    ) -> String {
        let checked = self.read(column, |cell, _| {
            if !seen.contains(cell) {
                cells::hours(cell)?;
                seen.insert(cell.to_owned());
            }
            Ok(cell.to_owned())
        });
        checked.unwrap_or_default()
    }

    /// One of a closed list, as the value at its position in `values`.
    pub fn maybe_choice<T: Copy>(&self, column: &'static str, values: &[T]) -> Option<T> {
        self.read(column, |cell, kind| match kind {
            Kind::Choice(choices) => cells::choice(cell, choices),
            _ => Err(cells::expected(kind)),
        })
        .and_then(|at| values.get(at).copied())
    }

    /// The position of an id in the table that the column refers to.
    pub fn maybe_reference(&self, column: &'static str) -> Option<u32> {
        let cell = self.cell(column)?;
        match self.spec(column)?.1.kind {
            Kind::Reference(table) => self.lookup(column, table, cell),
            _ => None,
        }
    }

    /// The position of an id in the table that the column refers to.
    pub fn reference(&self, column: &'static str) -> u32 {
        self.maybe_reference(column).unwrap_or_default()
    }

    /// The positions of a list of ids.
    pub fn references(&self, column: &'static str) -> Vec<u32> {
        match self.spec(column).map(|(_, column)| column.kind) {
            Some(Kind::References(table)) => {
                // An empty cell is reported here, its items are none.
                let _ = self.cell(column);
                let items = self.items(column).into_iter();
                items.filter_map(|id| self.lookup(column, table, id)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The items of a list as they are written.
    pub fn items(&self, column: &'static str) -> Vec<&'a str> {
        let declared = self.spec(column).map(|(declared, _)| declared);
        cells::list(declared.map_or("", |declared| self.raw(declared))).collect()
    }

    /// A region, or none for the national authority.
    pub fn authority(&self, column: &'static str) -> Option<u32> {
        let cell = self.cell(column)?;
        let national = cells::is_national(cell, self.sheet.grid.workbook);
        if national { None } else { self.lookup(column, Table::Regions, cell) }
    }

    /// The ids of a table.
    pub fn ids(&self, table: Table) -> Vec<&'a str> {
        self.index.ids(table)
    }

    /// The row of `table` with this id, if there is one; nothing is reported.
    pub fn known(&self, table: Table, id: &str) -> Option<u32> {
        match self.index.find(table, id) {
            Lookup::Found(at) => Some(at),
            Lookup::Missing | Lookup::Unknown => None,
        }
    }

    /// The row of `table` with this id; a missing one is reported with the nearest id.
    fn lookup(&self, column: &'static str, table: Table, id: &str) -> Option<u32> {
        match self.index.find(table, id) {
            Lookup::Found(at) => Some(at),
            Lookup::Unknown => None,
            Lookup::Missing => {
                self.dangling(column, table, id, || self.index.ids(table));
                None
            }
        }
    }

    /// Reports an id that `table` does not have; one of `candidates` may have been meant.
    pub fn dangling<'c>(
        &self,
        column: &'static str,
        table: Table,
        id: &str,
        candidates: impl FnOnce() -> Vec<&'c str>,
    ) {
        let near = self.findings.borrow_mut().guess(&self.sheet.grid.file, id, candidates);
        let note = Note::new("io-dangling").with("id", shorten(id)).with("table", table.name());
        let expected = match self.spec(column).map(|(_, column)| column.kind) {
            Some(kind @ (Kind::Authority | Kind::Categories)) => cells::expected(&kind),
            _ => cells::expected_reference(table),
        };
        let advice = near.unwrap_or_else(|| Note::new("io-advice-dangling"));
        self.report(column, note, Some(expected), Some(advice));
    }

    /// `agency:ID`, `owner:NAME` and the like.
    pub fn party(&self, column: &'static str) -> Option<Party> {
        let cell = self.cell(column)?;
        let Kind::Party(prefixes) = self.spec(column)?.1.kind else { return None };
        let (prefix, id) = cell.split_once(':').unwrap_or(("", cell));
        let id = id.trim();
        if id.is_empty() || !prefixes.contains(&prefix) {
            let expected = cells::expected_party(prefixes);
            self.wrong(column, Note::new("io-bad-value"), Some(expected));
            return None;
        }
        match prefix {
            "agency" => self.lookup(column, Table::Agencies, id).map(Party::Agency),
            "sampler" => self.lookup(column, Table::Samplers, id).map(Party::Sampler),
            "enterprise" => self.lookup(column, Table::Enterprises, id).map(Party::Enterprise),
            "region" => self.lookup(column, Table::Regions, id).map(Party::Region),
            _ => match cells::free_text(id) {
                Ok(name) => Some(Party::Owner(name)),
                Err(expected) => {
                    self.wrong(column, Note::new("io-bad-value"), Some(expected));
                    None
                }
            },
        }
    }
}
