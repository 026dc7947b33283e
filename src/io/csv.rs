//! CSV after RFC 4180, read strictly and with physical lines.
//!
//! Decision: our own scanner. Rejected: the `csv` crate's reader, because it takes a quote that
//! is never closed, or text after a closing quote, without a word, and counts a record's line
//! from the end of the one before, which is off by one after `\r\n` and blank lines.

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::grid::Grid;
use crate::model::Note;

/// One record: its first physical line and its cells.
struct Record {
    line: u32,
    text: String,
    ends: Vec<usize>,
}

impl Record {
    fn cells(&self) -> impl Iterator<Item = &str> {
        let from = std::iter::once(0).chain(self.ends.iter().copied());
        from.zip(self.ends.iter().copied()).map(|(from, to)| &self.text[from..to])
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What is wrong with the quoting of a record.
struct Wrong {
    line: u32,
    key: &'static str,
    /// Nothing after it can be trusted.
    fatal: bool,
}

struct Scanner<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Scanner<'a> {
    /// Reads the next record into `record`; false at the end of the text.
    fn next(&mut self, record: &mut Record) -> Result<bool, Wrong> {
        record.line = self.line;
        record.text.clear();
        record.ends.clear();
        if self.rest.is_empty() {
            return Ok(false);
        }
        let mut wrong = None;
        loop {
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    self.rest = rest;
                    self.quoted(record, &mut wrong)?;
                }
                None => self.bare(record, &mut wrong),
            }
            record.ends.push(record.text.len());
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            let end = ["\r\n", "\n", "\r"].iter().find_map(|end| self.rest.strip_prefix(end));
            if let Some(rest) = end {
                self.rest = rest;
                self.line += 1;
            }
            return wrong.map_or(Ok(true), Err);
        }
    }

    fn bare(&mut self, record: &mut Record, wrong: &mut Option<Wrong>) {
        let end = self.rest.find([',', '\r', '\n']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        if cell.contains('"') && wrong.is_none() {
            *wrong = Some(Wrong { line: self.line, key: "io-stray-quote", fatal: false });
        }
        record.text.push_str(cell);
        self.rest = rest;
    }

    fn quoted(&mut self, record: &mut Record, wrong: &mut Option<Wrong>) -> Result<(), Wrong> {
        let opened = self.line;
        loop {
            let Some(end) = self.rest.find('"') else {
                self.rest = "";
                return Err(Wrong { line: opened, key: "io-open-quote", fatal: true });
            };
            let (cell, rest) = self.rest.split_at(end);
            record.text.push_str(cell);
            self.line += cell.bytes().filter(|&b| b == b'\n').count() as u32;
            self.rest = &rest[1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    record.text.push('"');
                    self.rest = rest;
                }
                None => break,
            }
        }
        if !self.rest.is_empty() && !self.rest.starts_with([',', '\r', '\n']) {
            let end = self.rest.find([',', '\r', '\n']).unwrap_or(self.rest.len());
            self.rest = &self.rest[end..];
            if wrong.is_none() {
                *wrong = Some(Wrong { line: self.line, key: "io-after-quote", fatal: false });
            }
        }
        Ok(())
    }
}

/// Reads a whole file. Rows that are wrong are reported and left out.
pub fn read(file: &str, text: &str, findings: &mut Findings) -> Option<Grid> {
    let mut scanner = Scanner { rest: text, line: 1 };
    let mut record = Record { line: 1, text: String::new(), ends: Vec::new() };
    let mut grid = Grid::new(file, false);
    loop {
        match scanner.next(&mut record) {
            Ok(false) => break,
            Ok(true) if record.is_empty() => {}
            Ok(true) if grid.header.is_empty() => {
                grid.header_line = record.line;
                grid.header = record.cells().map(|cell| cell.trim().to_owned()).collect();
            }
            Ok(true) => {
                if !push(&mut grid, &record, findings) {
                    return None;
                }
            }
            Err(wrong) => {
                let advice = Note::new("io-advice-quotes");
                findings.push(
                    Diagnostic::error(file, Note::new(wrong.key)).row(wrong.line).advice(advice),
                );
                grid.partial = true;
                if wrong.fatal || grid.header.is_empty() {
                    return None;
                }
            }
        }
    }
    if grid.header.is_empty() {
        findings.push(
            Diagnostic::error(file, Note::new("io-empty-file"))
                .expected(Note::new("io-expect-header")),
        );
        return None;
    }
    Some(grid)
}

fn push(grid: &mut Grid, record: &Record, findings: &mut Findings) -> bool {
    let (width, found) = (grid.header.len(), record.ends.len());
    let surplus = record.cells().skip(width).any(|cell| !cell.trim().is_empty());
    if found < width || surplus {
        let cells = |count: usize| Note::new("io-cells").with("count", count);
        findings.push(
            Diagnostic::error(&grid.file, Note::new("io-row-width").with("count", found))
                .row(record.line)
                .expected(cells(width))
                .advice(Note::new("io-advice-row-width")),
        );
        grid.partial = true;
        return true;
    }
    if grid.push(record.line, record.cells()) {
        return true;
    }
    findings.push(Diagnostic::error(&grid.file, Note::new("io-too-big")));
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Option<Grid>, Vec<Diagnostic>) {
        let mut findings = Findings::default();
        let grid = read("t.csv", text, &mut findings);
        (grid, findings.into_list())
    }

    #[test]
    fn quotes_newlines_and_blank_lines_keep_their_physical_lines() {
        let (grid, wrong) = read_all("a,b\r\n1,\"x\"\"y\r\nz\"\r\n\r\n,\r\n2,\"\"\r\n");
        let grid = grid.unwrap();
        assert!(wrong.is_empty());
        assert_eq!(grid.rows(), 2);
        assert_eq!((grid.line(0), grid.cell(0, 1)), (2, "x\"y\r\nz"));
        // line 4 is blank, line 5 has only empty cells
        assert_eq!((grid.line(1), grid.cell(1, 0), grid.cell(1, 1)), (6, "2", ""));
        assert_eq!(grid.cell(0, 7), "");
    }

    #[test]
    fn wrong_quotes_and_widths_are_told_with_their_line() {
        let (grid, wrong) = read_all("a,b\n1\n1,2,3\n1,2,\n\"x\"y,2\nx\"y,2\n4,5\n");
        assert_eq!(grid.unwrap().rows(), 2);
        let found: Vec<_> = wrong.iter().map(|d| (d.note.key.as_ref(), d.row)).collect();
        assert_eq!(
            found,
            [
                ("io-row-width", Some(2)),
                ("io-row-width", Some(3)),
                ("io-after-quote", Some(5)),
                ("io-stray-quote", Some(6)),
            ]
        );
        let (grid, wrong) = read_all("a,b\n1,2\n\"3,4\n5,6\n");
        assert!(grid.is_none());
        assert_eq!((wrong[0].note.key.as_ref(), wrong[0].row), ("io-open-quote", Some(3)));
        assert_eq!(read_all("\n\n").1[0].note.key, "io-empty-file");
    }
}
