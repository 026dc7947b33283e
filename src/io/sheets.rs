//! An instance as sheets of text that may be changed and read again: the normal reader judges what
//! was changed, with the same words as for a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diagnostic::Diagnostic;
use super::findings::Findings;
use super::format::spec;
use super::grid::Grid;
use super::source::Source;
use super::{read, settings, write};
use crate::model::{Instance, Table};

/// The rows of one sheet under the declared columns.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Which table.
    pub table: Table,
    /// Cells as a CSV file has them; each row is as long as the declaration has columns.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// Where a column stands, by its English or Chinese name.
    pub fn column(&self, name: &str) -> Option<usize> {
        spec(self.table).columns.iter().position(|column| column.name == name || column.zh == name)
    }

    /// English names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        spec(self.table).columns.iter().map(|column| column.name)
    }
}

/// Settings and sheets.
#[derive(Clone, Debug)]
pub struct Sheets {
    /// `instance.toml`.
    pub settings: toml::Table,
    tables: Vec<Rows>,
}

/// Sheets as they are kept in a file: settings, and the rows of each table by its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    settings: toml::Table,
    tables: BTreeMap<String, Vec<Vec<String>>>,
}

impl Sheets {
    /// The sheets as they are kept in a file.
    pub fn kept(&self) -> Kept {
        let full = self.tables.iter().filter(|rows| !rows.rows.is_empty());
        let tables = full.map(|rows| (rows.table.name().to_owned(), rows.rows.clone()));
        Kept { settings: self.settings.clone(), tables: tables.collect() }
    }

    /// The sheets that were kept; none if a row has not as many cells as its table has columns.
    pub fn from_kept(mut kept: Kept) -> Option<Self> {
        let tables = Table::ALL.iter().map(|&table| {
            let rows = kept.tables.remove(table.name()).unwrap_or_default();
            let wide = spec(table).columns.len();
            rows.iter().all(|row| row.len() == wide).then_some(Rows { table, rows })
        });
        Some(Self { tables: tables.collect::<Option<_>>()?, settings: kept.settings })
    }

    /// The sheets of an instance.
    ///
    /// # Errors
    /// Settings that TOML can't hold.
    pub fn of(instance: &Instance) -> Result<Self, String> {
        let settings =
            toml::Table::try_from(instance.settings()).map_err(|error| error.to_string())?;
        let tables = Table::ALL.iter().map(|&table| {
            let mut rows = Vec::with_capacity(write::rows(instance, table));
            write::each_row(instance, table, &mut |cells| rows.push(cells.to_vec()));
            Rows { table, rows }
        });
        Ok(Self { settings, tables: tables.collect() })
    }

    /// A sheet.
    pub fn table(&self, table: Table) -> &Rows {
        &self.tables[table as usize]
    }

    /// A sheet, to be changed.
    pub fn table_mut(&mut self, table: Table) -> &mut Rows {
        &mut self.tables[table as usize]
    }

    /// Reads the sheets as an instance; `label` stands before the name of each file that an error
    /// is about, and rows are counted as in the file that would be written (the header is row 1).
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(&self, label: &str) -> Result<Instance, Vec<Diagnostic>> {
        let mut findings = Findings::default();
        let mut source = Source::new();
        let text = self.settings.to_string();
        let file = format!("{label}instance.toml");
        source.settings = settings::from_toml(&file, &text, &mut findings);
        for rows in &self.tables {
            if rows.rows.is_empty() && !spec(rows.table).required {
                continue;
            }
            let mut grid = Grid::new(&format!("{label}{}.csv", rows.table.name()), false);
            grid.header_line = 1;
            grid.header = rows.columns().map(str::to_owned).collect();
            for (row, line) in rows.rows.iter().zip(2..) {
                if !grid.push(line, row.iter().map(String::as_str)) {
                    grid.partial = true;
                    break;
                }
            }
            source.grids[rows.table as usize] = Some(grid);
        }
        read::from_source(source, findings).map(|(instance, _)| instance)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Sheets;

    #[test]
    fn sheets_that_were_not_changed_are_the_instance() {
        for name in ["instances/county", "instances/tiny/nights"] {
            let (instance, _) = crate::io::read_instance(Path::new(name)).unwrap();
            let sheets = Sheets::of(&instance).unwrap();
            assert_eq!(instance.digest(), sheets.read("").unwrap().digest(), "{name}");
            let text = serde_json::to_string(&sheets.kept()).unwrap();
            let kept = Sheets::from_kept(serde_json::from_str(&text).unwrap()).unwrap();
            assert_eq!(instance.digest(), kept.read("").unwrap().digest(), "{name}");
        }
    }
}
