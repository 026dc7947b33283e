//! How tall the rows of a sheet have to be: programs that show or print a workbook do not all find out
//! by themselves.

use super::workbook::Column;
use crate::report::xlsx::columns_of;

/// Points of a line of text, and of what a row has besides.
const LINE: f64 = 12.5;
const EDGES: f64 = 3.0;
/// The tallest row that a sheet can have, in points.
const TALLEST: f64 = 409.0;

/// The height in points of a row in which every cell shows all of its text.
pub fn height(cells: &[String], columns: &[Column]) -> f64 {
    let lines = cells.iter().zip(columns).map(|(cell, (_, width))| lines(cell, *width as usize));
    (lines.max().unwrap_or(1) as f64 * LINE + EDGES).min(TALLEST)
}

/// Lines that a text takes in a column of so many characters.
fn lines(text: &str, width: usize) -> usize {
    text.split('\n').map(|line| wrapped(line, width.max(1))).sum()
}

/// A line is broken after a blank or a Chinese character, and inside a word that is wider than all.
fn wrapped(line: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for piece in
        line.split_inclusive(|c: char| c == ' ' || columns_of(c.encode_utf8(&mut [0; 4])) > 1)
    {
        let mut wide = columns_of(piece.trim_end());
        if used > 0 && used + wide > width {
            (lines, used) = (lines + 1, 0);
        }
        while wide > width {
            (lines, wide) = (lines + 1, wide - width);
        }
        used += wide + columns_of(piece) - columns_of(piece.trim_end());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_take_the_lines_that_they_are_broken_into() {
        assert_eq!(lines("", 10), 1);
        assert_eq!(lines("one\ntwo", 10), 2);
        // "nine nine" is nine wide: the third word begins a line.
        assert_eq!(lines("nine nine nine", 10), 2);
        // Ten Chinese characters are twenty wide: 5 + 5.
        assert_eq!(lines("一二三四五六七八九十", 10), 2);
        assert_eq!(lines("一二三四五六七八九十", 9), 3);
        // A word of 25 in lines of ten: 10 + 10 + 5.
        assert_eq!(lines(&"x".repeat(25), 10), 3);
        assert_eq!(lines("a\n", 0), 2);
    }

    #[test]
    fn a_row_is_as_tall_as_its_fullest_cell() {
        let columns = [("", 10.0), ("", 20.0)];
        let cells = ["one".to_owned(), "a\nb\nc".to_owned()];
        assert!((height(&cells, &columns) - (3.0 * LINE + EDGES)).abs() < 1e-9);
        let endless = ["x\n".repeat(500), String::new()];
        assert!((height(&endless, &columns) - TALLEST).abs() < 1e-9);
    }
}
