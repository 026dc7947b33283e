//! One `.xlsx` to grids. What is in the archive is measured before the workbook is opened, so
//! that a small file can't unpack into all of the memory.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};

use super::diagnostic::Diagnostic;
use super::grid::Grid;
use crate::model::Note;

/// Largest workbook file.
pub const MOST_BYTES: u64 = 256 << 20;
/// Most bytes that all parts of a workbook may unpack into.
const MOST_UNPACKED: u64 = 1 << 30;
/// Parts above this size may not unpack into more than [`MOST_RATIO`] times their packed size.
const SMALL_PART: u64 = 16 << 20;
const MOST_RATIO: u64 = 250;
/// Most parts of the archive.
const MOST_PARTS: usize = 4096;
/// Most rows of a sheet (Excel's own limit), columns that are looked at, and wrong cells told.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 200;
const MOST_WRONG: usize = 200;

/// A sheet, or what is wrong with it.
pub struct SheetCells {
    /// Name of the sheet.
    pub name: String,
    /// Its cells.
    pub grid: Result<Grid, Vec<Diagnostic>>,
}

/// How a sheet is cited, as Excel does.
pub fn label(file: &str, sheet: &str) -> String {
    format!("[{file}]{sheet}")
}

/// Reads all sheets.
///
/// # Errors
/// Not an archive, an archive that unpacks into too much, a damaged or protected workbook.
pub fn read(file: &str, bytes: Vec<u8>) -> Result<Vec<SheetCells>, Box<Diagnostic>> {
    measure(file, &bytes)?;
    // The workbook reader is not ours and the file may be anything: if it panics, that is a
    // damaged file, no fault of the program.
    let read = catch_unwind(AssertUnwindSafe(|| sheets(file, bytes)));
    match read {
        Ok(Ok(sheets)) => Ok(sheets),
        Ok(Err(error)) => Err(damaged(file, &error.to_string())),
        Err(_) => Err(damaged(file, "panic")),
    }
}

fn damaged(file: &str, message: &str) -> Box<Diagnostic> {
    let note = Note::new("io-damaged-workbook").with("message", message);
    Box::new(Diagnostic::error(file, note).advice(Note::new("io-advice-workbook")))
}

/// Unpacks every part into nothing, counting.
fn measure(file: &str, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
    let fail = |error: &dyn std::fmt::Display| damaged(file, &error.to_string());
    let bomb = || Box::new(Diagnostic::error(file, Note::new("io-zip-bomb")));
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Box::new(
            Diagnostic::error(file, Note::new("io-not-a-workbook"))
                .advice(Note::new("io-advice-workbook")),
        ));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| fail(&e))?;
    if archive.len() > MOST_PARTS {
        return Err(bomb());
    }
    let mut total = 0u64;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|e| fail(&e))?;
        let packed = part.compressed_size().max(1);
        if part.size() > MOST_UNPACKED {
            return Err(bomb());
        }
        let name = part.name().map_err(|e| fail(&e))?.to_ascii_lowercase();
        let is_strings = name.ends_with("sharedstrings.xml");
        let mut start = Vec::new();
        let left = MOST_UNPACKED - total;
        let mut size =
            part.by_ref().take(4096).read_to_end(&mut start).map_err(|e| fail(&e))? as u64;
        size += std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|e| fail(&e))?;
        total += size;
        let swells = size > SMALL_PART && size / packed > MOST_RATIO;
        if total >= MOST_UNPACKED || swells || (is_strings && promises_too_much(&start, size)) {
            return Err(bomb());
        }
    }
    Ok(())
}

/// Whether a table of strings declares more strings than its bytes can hold: the workbook reader
/// reserves room for as many as are declared.
fn promises_too_much(start: &[u8], size: u64) -> bool {
    let start = String::from_utf8_lossy(start);
    let Some((_, rest)) = start.split_once("uniqueCount") else {
        // Declared nowhere near the start: harmless only if the element itself was seen.
        return !start.contains("<sst") && !start.contains(":sst");
    };
    let digits: String =
        rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    // The shortest string is `<si/>`.
    digits.parse::<u64>().map_or(!digits.is_empty(), |count| count > size / 5 + 1)
}

fn sheets(file: &str, bytes: Vec<u8>) -> Result<Vec<SheetCells>, XlsxError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let names = workbook.sheet_names();
    let read = names.into_iter().map(|name| {
        let label = label(file, &name);
        let grid = match cells(&mut workbook, &name, &label) {
            Ok(grid) => grid,
            Err(error) => Err(vec![*damaged(&label, &error.to_string())]),
        };
        SheetCells { name, grid }
    });
    Ok(read.collect())
}

type Cells = Xlsx<Cursor<Vec<u8>>>;

/// Streams the cells of a sheet: a dense range would be as big as its farthest cell says.
fn cells(
    workbook: &mut Cells,
    name: &str,
    label: &str,
) -> Result<Result<Grid, Vec<Diagnostic>>, XlsxError> {
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let mut lines = Lines::new(label);
    while let Some(cell) = reader.next_cell()? {
        let ((row, column), value) = (cell.get_position(), cell.get_value());
        if matches!(value, DataRef::Empty) {
            continue;
        }
        lines.cell(row, column, value);
    }
    Ok(lines.finish())
}

/// Gathers cells into rows.
struct Lines {
    grid: Grid,
    row: u32,
    cells: Vec<String>,
    wrong: Vec<Diagnostic>,
    whole: bool,
}

impl Lines {
    fn new(label: &str) -> Self {
        let grid = Grid::new(label, true);
        Self { grid, row: 0, cells: Vec::new(), wrong: Vec::new(), whole: true }
    }

    fn cell(&mut self, row: u32, column: u32, value: &DataRef<'_>) {
        if row != self.row {
            // Rows out of order would give wrong numbers to every later message.
            if row < self.row || row >= MOST_ROWS {
                self.tell(row, column, "io-sheet-order");
                return;
            }
            self.end_row();
            self.row = row;
        }
        if column >= MOST_COLUMNS {
            self.tell(row, column, "io-far-cell");
            return;
        }
        if matches!(value, DataRef::Error(_)) {
            self.tell(row, column, "io-cell-error");
            return;
        }
        let at = column as usize;
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        self.cells[at] = text(value);
    }

    fn tell(&mut self, row: u32, column: u32, key: &'static str) {
        if self.wrong.len() < MOST_WRONG {
            let note = Note::new(key);
            let row = row.saturating_add(1);
            self.wrong.push(
                Diagnostic::error(&self.grid.file, note).row(row).column(column_name(column)),
            );
        }
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let line = self.row + 1;
        if self.grid.header.is_empty() {
            self.grid.header_line = line;
            self.grid.header = cells.iter().map(|cell| cell.trim().to_owned()).collect();
            return;
        }
        let width = self.grid.header.len();
        if let Some(at) = cells.iter().skip(width).position(|cell| !cell.trim().is_empty()) {
            self.tell(self.row, (width + at) as u32, "io-beyond-header");
        }
        self.whole &= self.grid.push(line, cells.iter().map(String::as_str));
    }

    fn finish(mut self) -> Result<Grid, Vec<Diagnostic>> {
        self.end_row();
        if !self.whole {
            self.wrong.push(Diagnostic::error(&self.grid.file, Note::new("io-too-big")));
        }
        if self.grid.header.is_empty() && self.wrong.is_empty() {
            let wrong = Diagnostic::error(&self.grid.file, Note::new("io-empty-file"));
            self.wrong.push(wrong.expected(Note::new("io-expect-header")));
        }
        if self.wrong.is_empty() { Ok(self.grid) } else { Err(self.wrong) }
    }
}

/// `A`, `B`, … `Z`, `AA`: what Excel calls a column.
fn column_name(column: u32) -> String {
    let mut left = u64::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// A typed cell as the text that a CSV file would hold.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A date cell as `2026-03-09`, a time cell as `08:30`, both as both.
fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if !days.is_finite() || !(0.0..=2_958_466.0).contains(&days) {
        return days.to_string();
    }
    let minutes = days * 1440.0;
    let is_time = days < 1.0 || (moment.is_duration() && days <= 1.0);
    if is_time && (minutes - minutes.round()).abs() < 0.02 {
        let minutes = minutes.round() as i64;
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn columns_are_called_as_excel_does() {
        let names: Vec<String> = [0, 25, 26, 701, 702].map(column_name).to_vec();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn moments_become_dates_or_times() {
        let moment = |value, kind| moment_text(&ExcelDateTime::new(value, kind, false));
        // 2026-03-09 is day 46090 of the epoch 1899-12-30.
        assert_eq!(moment(46090.0, ExcelDateTimeType::DateTime), "2026-03-09");
        assert_eq!(moment(46090.5, ExcelDateTimeType::DateTime), "2026-03-09 12:00:00");
        assert_eq!(moment(8.5 / 24.0, ExcelDateTimeType::DateTime), "08:30");
        assert_eq!(moment(1.0, ExcelDateTimeType::TimeDelta), "24:00");
        assert_eq!(moment(f64::NAN, ExcelDateTimeType::DateTime), "NaN");
    }

    #[test]
    fn strings_that_are_only_promised_are_refused() {
        assert!(promises_too_much(b"<sst uniqueCount=\"99999999\">", 100));
        assert!(promises_too_much(b"<sst uniqueCount=\"99999999999999999999999\">", 100));
        assert!(!promises_too_much(b"<sst uniqueCount=\"3\"><si/>", 100));
        assert!(promises_too_much(&[b' '; 4096], 5000));
    }
}
