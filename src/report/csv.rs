//! Tables as CSV: UTF-8 with BOM and CRLF, so that spreadsheets open them as they are.

use super::table::{Cell, Table};
use crate::model::Note;

/// The bytes of a table as a CSV file. Column names are the same in every language.
///
/// # Errors
/// Only if memory runs out inside the writer.
pub fn bytes(table: &Table) -> Result<Vec<u8>, Note> {
    let failed = |error: csv::Error| Note::new("report-write-failed").with("error", error);
    let mut out = vec![0xEF, 0xBB, 0xBF];
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut out);
    writer.write_record(table.columns).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(field)).map_err(failed)?;
    }
    writer.flush().map_err(|error| failed(error.into()))?;
    drop(writer);
    Ok(out)
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Count(count) => count.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Time(clock) => clock.to_string(),
        Cell::Minutes(minutes) => minutes.0.to_string(),
        Cell::Distance(metres) => format!("{:.3}", metres.kilometres()),
        Cell::Money(fen) => fen.to_string(),
        Cell::Share(share) => format!("{share:.4}"),
        Cell::Real(number) => format!("{number:.2}"),
        Cell::Degrees(degrees) => format!("{degrees:.6}"),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// Text that a spreadsheet would take for a formula gets an apostrophe before it: names are
/// other people's data, and opening a plan must not run them.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clock, Fen, Metres};

    #[test]
    fn cells_are_written_in_the_contracts_forms() {
        let mut table = Table::new("visits", &["a", "b", "c", "d", "e", "f"]);
        table.rows.push(vec![
            Cell::text("甲,\"乙\""),
            Cell::Time(Clock::hm(8, 5)),
            Cell::Distance(Metres(88_200)),
            Cell::Money(Fen(-5)),
            Cell::list(["T1", "T2"]),
            Cell::text("=1+1"),
        ]);
        let bytes = bytes(&table).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "\u{feff}a,b,c,d,e,f\r\n\"甲,\"\"乙\"\"\",08:05,88.200,-0.05,T1;T2,'=1+1\r\n"
        );
    }
}
