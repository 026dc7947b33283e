//! A table of typed cells: the one form from which CSV files and workbook sheets are written.

use chrono::NaiveDate;

use crate::messages::{Lang, word};
use crate::model::{Clock, Fen, Metres, Minutes};

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing: not applicable or not set.
    Empty,
    /// Words or an id.
    Text(String),
    /// A count.
    Count(i64),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(Clock),
    /// A duration; minutes everywhere.
    Minutes(Minutes),
    /// A distance; kilometres with three decimals in CSV.
    Distance(Metres),
    /// An amount in yuan.
    Money(Fen),
    /// A part of 1.
    Share(f64),
    /// A number that is neither of these, such as an even share of batches.
    Real(f64),
    /// Degrees of longitude or latitude.
    Degrees(f64),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// A text cell.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// A list inside a cell, parted as everywhere by `;`.
    pub fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Self {
        let mut out = String::new();
        for item in items {
            if !out.is_empty() {
                out.push(';');
            }
            out.push_str(item.as_ref());
        }
        Cell::Text(out)
    }

    /// A count, or nothing.
    pub fn maybe(count: Option<u32>) -> Self {
        count.map_or(Cell::Empty, |count| Cell::Count(count.into()))
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Cell::Count(count.into())
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// Rows under named columns.
pub struct Table {
    /// Its name: file name without `.csv`; the sheet's title is the word `report-sheet-NAME`.
    pub name: &'static str,
    /// Names of the columns as a CSV header has them; titles are the words `report-col-NAME`.
    pub columns: &'static [&'static str],
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    pub fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, rows: Vec::new() }
    }

    /// The same rows under fewer columns, in the order asked for; a printed page is only so wide.
    pub fn only(&self, columns: &'static [&'static str]) -> Table {
        let places: Vec<Option<usize>> =
            columns.iter().map(|name| self.columns.iter().position(|c| c == name)).collect();
        let cell = |row: &Vec<Cell>, at: &Option<usize>| {
            at.and_then(|at| row.get(at).cloned()).unwrap_or(Cell::Empty)
        };
        let rows = self.rows.iter().map(|row| places.iter().map(|at| cell(row, at)).collect());
        Table { name: self.name, columns, rows: rows.collect() }
    }

    /// Titles of the columns in a language.
    pub fn titles(&self, lang: Lang) -> Vec<String> {
        self.columns.iter().map(|column| title(lang, column)).collect()
    }
}

/// The title of a column in a language.
pub fn title(lang: Lang, column: &str) -> String {
    crate::messages::text(
        lang,
        &crate::model::Note {
            key: format!("report-col-{}", column.replace('_', "-")).into(),
            args: Default::default(),
        },
    )
}

/// Yes or no.
pub fn yes_no(lang: Lang, yes: bool) -> String {
    word(lang, if yes { "report-yes" } else { "report-no" })
}

/// The day of the week.
pub fn weekday(lang: Lang, date: NaiveDate) -> String {
    use chrono::{Datelike, Weekday};
    let key = match date.weekday() {
        Weekday::Mon => "report-mon",
        Weekday::Tue => "report-tue",
        Weekday::Wed => "report-wed",
        Weekday::Thu => "report-thu",
        Weekday::Fri => "report-fri",
        Weekday::Sat => "report-sat",
        Weekday::Sun => "report-sun",
    };
    word(lang, key)
}
