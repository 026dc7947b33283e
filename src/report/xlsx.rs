//! Tables as a workbook: typed cells, frozen headers, filters, ready to be printed on A4.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::table::{Cell, Table, yes_no};
use crate::messages::{Lang, form, text, word};
use crate::model::Note;

/// The most rows that a sheet can hold, header and a last remark aside.
const MOST_ROWS: usize = 1_048_574;
/// The most characters that a cell can hold.
const MOST_CHARACTERS: usize = 32_767;
/// Columns are at least this wide, in characters of the default font.
const NARROWEST: usize = 5;
/// Rows looked at when a column's width is chosen.
const SAMPLE_ROWS: usize = 2_000;

/// The bytes of a workbook with one sheet a table. Nothing in it depends on the clock.
///
/// # Errors
/// If the writer refuses, which no instance should bring about.
pub fn bytes(title: &str, tables: &[Table], lang: Lang) -> Result<Vec<u8>, Note> {
    write(title, tables, lang).map_err(|error| {
        Note::new("report-write-failed").with("error", format!("plan.xlsx: {error}"))
    })
}

fn write(title: &str, tables: &[Table], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: the same plan gives the same bytes whenever it is written.
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_author("onedoor");
    workbook.set_properties(&properties.set_creation_datetime(&created));
    let formats = Formats::new(lang);
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(word(lang, sheet_key(table.name)))?;
        fill(sheet, table, lang, &formats)?;
        set_up_print(sheet, title, table)?;
    }
    workbook.save_to_buffer()
}

fn sheet_key(name: &str) -> &'static str {
    match name {
        "tasks" => "report-sheet-tasks",
        "by_agency" => "report-sheet-by-agency",
        "by_county" => "report-sheet-by-county",
        "tours" => "report-sheet-tours",
        "unplanned" => "report-sheet-unplanned",
        "balance" => "report-sheet-balance",
        "draw" => "report-sheet-draw",
        "teams" => "report-sheet-teams",
        "study" => "study-sheet",
        "study_parts" => "study-sheet-parts",
        "study_differences" => "study-sheet-differences",
        "study_search" => "study-sheet-search",
        "study_diff" => "study-sheet-diff",
        "study_moved" => "study-sheet-moved",
        _ => "report-sheet-about",
    }
}

/// One format for each kind of cell.
struct Formats {
    header: Format,
    text: Format,
    count: Format,
    date: Format,
    time: Format,
    distance: Format,
    money: Format,
    share: Format,
    real: Format,
    degrees: Format,
    flag: Format,
}

impl Formats {
    fn new(lang: Lang) -> Self {
        let base = || {
            Format::new()
                .set_font_name("Microsoft YaHei")
                .set_font_size(10)
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Hair)
                .set_border_bottom_color(Color::RGB(0xC9_D1_D3))
        };
        let number = |format: &str| base().set_num_format(format);
        let centred = |format: Format| format.set_align(FormatAlign::Center);
        Self {
            header: base()
                .set_bold()
                .set_font_color(Color::RGB(0x12_41_46))
                .set_background_color(Color::RGB(0xE3_EE_EF))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(Color::RGB(0x0F_6A_73))
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            text: base().set_text_wrap(),
            count: number("#,##0"),
            date: centred(number(date_format(lang))),
            // 24:00 is a time of day here, and must not be shown as 00:00.
            time: centred(number("[hh]:mm")),
            distance: number("#,##0.0"),
            money: number("#,##0.00"),
            share: number("0.0%"),
            real: number("#,##0.0"),
            degrees: number("0.000000"),
            flag: centred(base()),
        }
    }
}

/// How dates are shown; they are typed cells, whatever they look like.
fn date_format(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "yyyy\"年\"m\"月\"d\"日\"",
        Lang::En => "d mmm yyyy",
    }
}

fn fill(
    sheet: &mut Worksheet,
    table: &Table,
    lang: Lang,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let titles = table.titles(lang);
    for (col, title) in titles.iter().enumerate() {
        let col = column(col);
        let align = alignment(table, usize::from(col));
        let header = formats.header.clone().set_align(align);
        sheet.write_string_with_format(0, col, title, &header)?;
        sheet.set_column_width(col, width(title, table, usize::from(col), lang))?;
    }
    sheet.set_row_height(0, 32)?;
    let shown = table.rows.len().min(MOST_ROWS);
    for (at, cells) in table.rows[..shown].iter().enumerate() {
        for (col, cell) in cells.iter().enumerate() {
            let local = match (cell, table.columns.get(col)) {
                (Cell::Text(words), Some(&"month")) => Cell::Text(form::local(lang, words)),
                _ => cell.clone(),
            };
            put(sheet, row(at + 1), column(col), &local, lang, formats)?;
        }
    }
    if shown < table.rows.len() {
        let left = table.rows.len() - shown;
        let note = Note::new("report-sheet-truncated").with("left", left);
        sheet.write_string_with_format(row(shown + 1), 0, text(lang, &note), &formats.text)?;
    }
    // What a row is about stays in sight where there are columns to move to.
    sheet.set_freeze_panes(1, if titles.len() > 3 { 2 } else { 0 })?;
    let last = column(titles.len().saturating_sub(1));
    sheet.autofilter(0, 0, row(shown), last)?;
    if has_totals(table) {
        totals(sheet, table, lang, formats)?;
    }
    Ok(())
}

/// Whether a line of sums stands below the rows.
fn has_totals(table: &Table) -> bool {
    matches!(table.name, "by_agency" | "by_county") && !table.rows.is_empty()
}

/// Sums below the rows, outside of the filter, of the rows that the filter shows. Days with visits are
/// not added up: several counties may share one.
fn totals(
    sheet: &mut Worksheet,
    table: &Table,
    lang: Lang,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let at = row(table.rows.len() + 1);
    let bold = |format: &Format| format.clone().set_bold().set_border_top(FormatBorder::Thin);
    sheet.write_string_with_format(at, 0, word(lang, "report-total"), &bold(&formats.text))?;
    for (col, name) in table.columns.iter().enumerate().skip(1) {
        let cells = || table.rows.iter().filter_map(|row| row.get(col));
        let sum: f64 = cells().map(plain).sum();
        let format = match cells().find(|cell| **cell != Cell::Empty) {
            Some(Cell::Count(_) | Cell::Minutes(_)) if *name != "visit_days" => &formats.count,
            Some(Cell::Distance(_)) => &formats.distance,
            Some(Cell::Money(_)) => &formats.money,
            _ => {
                sheet.write_blank(at, column(col), &bold(&formats.text))?;
                continue;
            }
        };
        let letters = rust_xlsxwriter::utility::column_number_to_name(column(col));
        let formula = format!("=SUBTOTAL(109,{letters}2:{letters}{at})");
        let formula = Formula::new(formula).set_result(sum.to_string());
        sheet.write_formula_with_format(at, column(col), formula, &bold(format))?;
    }
    Ok(())
}

/// A cell's number as the sheet has it; nothing for what can't be added.
fn plain(cell: &Cell) -> f64 {
    match cell {
        Cell::Count(count) => *count as f64,
        Cell::Minutes(minutes) => minutes.0 as f64,
        Cell::Distance(metres) => metres.kilometres(),
        Cell::Money(fen) => fen.yuan(),
        Cell::Empty
        | Cell::Text(_)
        | Cell::Date(_)
        | Cell::Time(_)
        | Cell::Share(_)
        | Cell::Real(_)
        | Cell::Degrees(_)
        | Cell::Flag(_) => 0.0,
    }
}

/// How the cells of a column stand, and so its title.
fn alignment(table: &Table, col: usize) -> FormatAlign {
    let mut cells = table.rows.iter().take(SAMPLE_ROWS).filter_map(|row| row.get(col));
    match cells.find(|cell| **cell != Cell::Empty) {
        None | Some(Cell::Text(_) | Cell::Empty) => FormatAlign::Left,
        Some(Cell::Date(_) | Cell::Time(_) | Cell::Flag(_)) => FormatAlign::Center,
        Some(
            Cell::Count(_)
            | Cell::Minutes(_)
            | Cell::Distance(_)
            | Cell::Money(_)
            | Cell::Share(_)
            | Cell::Real(_)
            | Cell::Degrees(_),
        ) => FormatAlign::Right,
    }
}

fn row(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    cell: &Cell,
    lang: Lang,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let mut number = |value: f64, format: &Format| {
        sheet.write_number_with_format(row, col, value, format).map(|_| ())
    };
    match cell {
        Cell::Count(count) => number(*count as f64, &formats.count),
        Cell::Time(clock) => number(f64::from(clock.0) / 1440.0, &formats.time),
        Cell::Minutes(minutes) => number(minutes.0 as f64, &formats.count),
        Cell::Distance(metres) => number(metres.kilometres(), &formats.distance),
        Cell::Money(fen) => number(fen.yuan(), &formats.money),
        Cell::Share(share) => number(*share, &formats.share),
        Cell::Real(value) => number(*value, &formats.real),
        Cell::Degrees(degrees) => number(*degrees, &formats.degrees),
        Cell::Date(date) => match serial(*date) {
            Some(days) => number(days, &formats.date),
            None => {
                let shown = date.to_string();
                sheet.write_string_with_format(row, col, shown, &formats.date).map(|_| ())
            }
        },
        Cell::Flag(flag) => {
            let shown = yes_no(lang, *flag);
            sheet.write_string_with_format(row, col, shown, &formats.flag).map(|_| ())
        }
        Cell::Text(words) => {
            sheet.write_string_with_format(row, col, fitting(words), &formats.text).map(|_| ())
        }
        Cell::Empty => sheet.write_blank(row, col, &formats.text).map(|_| ()),
    }
}

/// The number by which workbooks count days; none before March 1900, where they count wrongly.
fn serial(date: NaiveDate) -> Option<f64> {
    let days = date.signed_duration_since(NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    if (61..=2_958_465).contains(&days) { Some(days as f64) } else { None }
}

/// As much of a text as a cell can hold.
fn fitting(words: &str) -> String {
    if words.encode_utf16().count() <= MOST_CHARACTERS {
        return words.to_owned();
    }
    // A character outside the first plane counts twice: half of the room is always enough.
    let mut out: String = words.chars().take(MOST_CHARACTERS / 2).collect();
    out.push('…');
    out
}

/// Width of a column in characters: a Chinese character takes two.
fn width(title: &str, table: &Table, col: usize, lang: Lang) -> f64 {
    let shown = |cell: &Cell| match cell {
        Cell::Text(words) => columns_of(words),
        Cell::Empty => 0,
        Cell::Count(count) => count.to_string().len() + 2,
        Cell::Date(_) => 14,
        Cell::Time(_) => 5,
        Cell::Minutes(_) | Cell::Share(_) => 6,
        Cell::Distance(_) | Cell::Real(_) => 8,
        Cell::Money(fen) => fen.to_string().len() + 2,
        Cell::Degrees(_) => 11,
        Cell::Flag(flag) => columns_of(&yes_no(lang, *flag)),
    };
    let cells = table.rows.iter().take(SAMPLE_ROWS).filter_map(|row| row.get(col));
    // The filter's button covers the end of the title.
    let widest = cells.map(shown).max().unwrap_or(0).max(columns_of(title).min(10) + 2);
    (widest.clamp(NARROWEST, widest_allowed(table, col)) + 1) as f64
}

/// Longer texts are wrapped, so that a row still fits on a printed page and can be read there; the
/// more columns, the narrower.
fn widest_allowed(table: &Table, col: usize) -> usize {
    let usual = if table.columns.len() > 16 { 16 } else { 22 };
    match table.columns.get(col).copied() {
        Some("route") => 62,
        Some("detail" | "content" | "note") => 40,
        Some("remedy" | "rule_statement") => 32,
        _ => usual,
    }
}

/// Width of a text in characters of the default font: a Chinese character takes two.
pub fn columns_of(words: &str) -> usize {
    words.chars().map(|c| if c as u32 >= 0x2E80 { 2 } else { 1 }).sum()
}

fn set_up_print(sheet: &mut Worksheet, title: &str, table: &Table) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(0, 0)?;
    let rows = table.rows.len().min(MOST_ROWS) + usize::from(has_totals(table));
    let last = (row(rows), column(table.columns.len().saturating_sub(1)));
    sheet.set_print_area(0, 0, last.0, last.1)?;
    // In headers and footers `&` begins a command; a name must not give one.
    let name: String = title.replace('&', "＆").chars().take(80).collect();
    sheet.set_footer(format!("&L&8{name} · &A&C&8&P / &N&R&8onedoor"));
    if table.name != "about" {
        sheet.set_zoom(90);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_workbooks_count_them() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(serial(day(1900, 3, 1)), Some(61.0));
        assert_eq!(serial(day(2026, 3, 9)), Some(46090.0));
        assert_eq!(serial(day(1900, 2, 28)), None);
        assert_eq!(serial(day(9999, 12, 31)), Some(2_958_465.0));
    }

    #[test]
    fn long_texts_are_cut_to_what_a_cell_holds() {
        let long = "𠮷".repeat(40_000);
        assert!(fitting(&long).encode_utf16().count() <= MOST_CHARACTERS);
        assert_eq!(fitting("短"), "短");
    }
}
