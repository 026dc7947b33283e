//! The sheets as one workbook: an overview, a sheet for each team and day, labels for the samples.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::sheet::{Line, Sheet, Stop};
use super::{Pack, rows};
use crate::messages::{text, word};
use crate::model::{Note, Position};

/// A column: the word of its title, and its width in characters.
pub type Column = (&'static str, f64);

/// The columns of a day. All together they are as wide as a page on which they can still be read.
const COLUMNS: [Column; 11] = [
    ("sheet-col-number", 4.0),
    ("sheet-col-work", 11.0),
    ("sheet-col-site", 30.0),
    ("sheet-col-way", 9.0),
    ("sheet-col-hours", 11.0),
    ("sheet-col-phone", 13.0),
    ("sheet-col-product", 32.0),
    ("sheet-col-batches", 7.0),
    ("sheet-col-sample", 8.0),
    ("sheet-col-lab", 20.0),
    ("sheet-col-program", 20.0),
];

/// The columns of the overview.
const OVERVIEW: [Column; 7] = [
    ("sheet-col-date", 18.0),
    ("sheet-col-team", 9.0),
    ("sheet-col-samplers", 18.0),
    ("sheet-col-depart", 26.0),
    ("sheet-col-visits", 57.0),
    ("sheet-col-return", 26.0),
    ("sheet-col-day-km", 10.0),
];

/// The columns of the labels.
const LABELS: [Column; 12] = [
    ("sheet-col-label", 11.0),
    ("sheet-col-date", 13.0),
    ("sheet-col-team", 8.0),
    ("sheet-col-samplers", 14.0),
    ("sheet-col-site", 20.0),
    ("sheet-col-product", 13.0),
    ("sheet-col-standard", 13.0),
    ("sheet-col-make", 14.0),
    ("sheet-col-producer", 18.0),
    ("sheet-col-sample", 8.0),
    ("sheet-col-lab", 18.0),
    ("sheet-col-program", 18.0),
];

/// The workbook as a file. Nothing in it depends on the clock.
///
/// # Errors
/// If the writer refuses, which no plan should bring about.
pub fn bytes(pack: &Pack<'_>) -> Result<Vec<u8>, Note> {
    write(pack).map_err(|error| {
        Note::new("report-write-failed").with("error", format!("sheets.xlsx: {error}"))
    })
}

fn write(pack: &Pack<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    let properties = DocProperties::new().set_title(pack.scope.digest).set_author("onedoor");
    workbook.set_properties(&properties.set_creation_datetime(&created));
    let looks = Looks::new();
    overview(pack, workbook.add_worksheet(), &looks)?;
    let mut taken = BTreeSet::new();
    for (sheet, number) in pack.sheets.iter().zip(1..) {
        let mut name = name_of(sheet);
        if !taken.insert(name.to_lowercase()) {
            name = format!("{} {number}", sheet.date);
        }
        day(pack, sheet, &name, workbook.add_worksheet(), &looks)?;
    }
    labels(pack, workbook.add_worksheet(), &looks)?;
    workbook.save_to_buffer()
}

/// How cells look.
struct Looks {
    title: Format,
    head: Format,
    text: Format,
    /// A line across the whole sheet.
    line: Format,
    small: Format,
}

impl Looks {
    fn new() -> Self {
        let base = || Format::new().set_font_name("Microsoft YaHei").set_font_size(9);
        let boxed =
            || base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xC9_D1_D3));
        Self {
            title: base().set_bold().set_font_size(14),
            head: boxed()
                .set_bold()
                .set_background_color(Color::RGB(0xE3_EE_EF))
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            text: boxed().set_align(FormatAlign::Top).set_text_wrap(),
            line: base().set_align(FormatAlign::Top).set_text_wrap(),
            small: base().set_font_color(Color::RGB(0x55_60_63)),
        }
    }
}

fn set_up(pack: &Pack<'_>, sheet: &mut Worksheet, name: &str) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    sheet.set_name(name)?.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer(format!("&L&7{}&R&8&P / &N", pack.scope.digest));
    Ok(())
}

fn overview(pack: &Pack<'_>, sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    set_up(pack, sheet, &word(pack.lang, "sheet-overview"))?;
    let agency = pack.agency();
    let title = format!("{} {}  {}", agency.id, agency.name, word(pack.lang, "sheet-title"));
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    let about = Note::new("sheet-about")
        .with("from", pack.scope.from)
        .with("to", pack.scope.to)
        .with("sheets", pack.sheets.len())
        .with("plan", pack.scope.digest);
    sheet.write_string_with_format(1, 0, text(pack.lang, &about), &looks.small)?;
    heads(pack, sheet, 3, &OVERVIEW, looks)?;
    for (row, day) in (4..).zip(&pack.sheets) {
        let visits =
            day.stops.iter().map(|stop| format!("{} {} {}", stop.start, stop.visit, stop.name));
        let cells = [
            format!("{} {}", day.when, day.weekday),
            day.team.clone(),
            day.samplers.clone(),
            format!("{} {}", day.depart, day.from.name),
            visits.collect::<Vec<_>>().join("\n"),
            format!("{} {}", day.arrive, day.to.name),
            format!("{:.1}", day.metres.kilometres()),
        ];
        cells_of(sheet, row, &cells, &OVERVIEW, looks)?;
    }
    sheet.set_freeze_panes(4, 0)?;
    Ok(())
}

fn heads(
    pack: &Pack<'_>,
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let titles: Vec<String> = columns.iter().map(|(key, _)| word(pack.lang, key)).collect();
    for (at, (title, (_, width))) in (0..).zip(titles.iter().zip(columns)) {
        sheet.write_string_with_format(row, at, title, &looks.head)?;
        sheet.set_column_width(at, *width)?;
    }
    sheet.set_row_height(row, rows::height(&titles, columns))?;
    sheet.set_repeat_rows(row, row)?;
    Ok(())
}

fn cells_of(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[String],
    columns: &[Column],
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        sheet.write_string_with_format(row, column, cell, &looks.text)?;
    }
    sheet.set_row_height(row, rows::height(cells, columns))?;
    Ok(())
}

/// A line of a day's sheet from the first column to the last.
fn across(sheet: &mut Worksheet, row: u32, words: &str, look: &Format) -> Result<(), XlsxError> {
    sheet.merge_range(row, 0, row, COLUMNS.len() as u16 - 1, words, look)?;
    let width: f64 = COLUMNS.iter().map(|(_, width)| width).sum();
    sheet.set_row_height(row, rows::height(&[words.to_owned()], &[("", width)]))?;
    Ok(())
}

/// The sheet of a team and day: facts, a row for each task, papers.
fn day(
    pack: &Pack<'_>,
    day: &Sheet,
    name: &str,
    sheet: &mut Worksheet,
    looks: &Looks,
) -> Result<(), XlsxError> {
    set_up(pack, sheet, name)?;
    let title = format!("{}  {} {}", day.team, day.when, day.weekday);
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    let mut row = 1;
    for fact in facts(pack, day) {
        across(sheet, row, &fact, &looks.line)?;
        row += 1;
    }
    heads(pack, sheet, row, &COLUMNS, looks)?;
    for stop in &day.stops {
        for (at, line) in stop.lines.iter().enumerate() {
            row += 1;
            cells_of(sheet, row, &cells(pack, stop, line, at == 0), &COLUMNS, looks)?;
        }
    }
    row += 2;
    sheet.write_string_with_format(row, 0, word(pack.lang, "sheet-papers"), &looks.title)?;
    for paper in &day.papers {
        row += 1;
        across(sheet, row, &format!("□ {paper}"), &looks.line)?;
    }
    sheet.write_string_with_format(row + 2, 0, pack.scope.digest, &looks.small)?;
    Ok(())
}

/// At most 31 characters, none of those that sheets forbid: date before team.
fn name_of(day: &Sheet) -> String {
    let safe = |c: char| if "[]:*?/\\'".contains(c) { '_' } else { c };
    let team: String = day.team.chars().map(safe).take(18).collect();
    format!("{} {team}", day.date)
}

/// The day in a few lines.
pub fn facts(pack: &Pack<'_>, day: &Sheet) -> Vec<String> {
    let say = |note: Note| text(pack.lang, &note);
    let (mass, volume) = day.carried;
    let mut facts = vec![
        say(Note::new("sheet-fact-who")
            .with("agencies", &day.agencies)
            .with("samplers", &day.samplers)),
        say(Note::new("sheet-fact-tour")
            .with("tour", &day.tour)
            .with("day", day.day.0)
            .with("days", day.day.1)),
        say(Note::new("sheet-fact-depart").with("time", day.depart).with("place", &day.from.name)),
        say(Note::new("sheet-fact-return")
            .with("time", day.arrive)
            .with("place", &day.to.name)
            .with("km", format!("{:.1}", day.last.metres.kilometres()))
            .with("minutes", day.last.minutes.0)),
        say(Note::new("sheet-fact-road")
            .with("km", format!("{:.1}", day.metres.kilometres()))
            .with("minutes", day.drive.0)),
        say(Note::new("sheet-fact-load")
            .with("kilograms", format!("{:.1}", mass.0 as f64 / 1000.0))
            .with("litres", format!("{:.1}", volume.0 as f64 / 1000.0))),
    ];
    if let Some(lunch) = day.lunch {
        facts.push(say(Note::new("sheet-fact-lunch").with("time", lunch)));
    }
    if let Some(town) = &day.night {
        facts.push(say(Note::new("sheet-fact-night").with("town", town)));
    }
    facts
}

/// A place as people type it into a map: latitude first.
pub fn degrees(at: Position) -> String {
    format!("{:.6}, {:.6}", at.lat, at.lon)
}

/// The row of a task; what belongs to the visit only in its first row.
fn cells(pack: &Pack<'_>, stop: &Stop, line: &Line, first: bool) -> Vec<String> {
    let once = |text: String| if first { text } else { String::new() };
    let lines = |parts: &[&str]| {
        let parts = parts.iter().filter(|part| !part.is_empty());
        parts.copied().collect::<Vec<_>>().join("\n")
    };
    let stay = format!("{} {}", word(pack.lang, "sheet-stay"), stop.town);
    let ids = format!("{} {}", stop.visit, stop.site);
    let place = degrees(stop.position);
    vec![
        once(stop.number.to_string()),
        once(format!("{}\n{}–{}", stop.arrive, stop.start, stop.end)),
        once(lines(&[&stop.name, &stop.address, &place, &ids, &stay])),
        once(way(stop)),
        once(stop.hours.replace(", ", "\n")),
        String::new(),
        lines(&[&line.category, &line.make(), &line.standard, &line.producer]),
        line.batches.to_string(),
        sample(line),
        lines(&[&line.lab, &line.transport]),
        lines(&[&line.program, &line.task]),
    ]
}

/// Kilometres and minutes from the place before.
pub fn way(stop: &Stop) -> String {
    format!("{:.1} km\n{} min", stop.way.metres.kilometres(), stop.way.minutes.0)
}

/// What one batch weighs and fills.
pub fn sample(line: &Line) -> String {
    let mass = format!("{} kg", line.mass.0 as f64 / 1000.0);
    let volume = format!("{} L", line.volume.0 as f64 / 1000.0);
    match (line.mass.0 > 0, line.volume.0 > 0) {
        (true, true) => format!("{mass}\n{volume}"),
        (true, false) => mass,
        (false, true) => volume,
        (false, false) => String::new(),
    }
}

/// One row for each batch, to be merged into labels.
fn labels(pack: &Pack<'_>, sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
    set_up(pack, sheet, &word(pack.lang, "sheet-labels"))?;
    heads(pack, sheet, 0, &LABELS, looks)?;
    let mut row = 0;
    for day in &pack.sheets {
        for (stop, line) in day.stops.iter().flat_map(|s| s.lines.iter().map(move |l| (s, l))) {
            for label in line.labels() {
                row += 1;
                let cells = [
                    label,
                    day.when.clone(),
                    day.team.clone(),
                    day.samplers.clone(),
                    stop.name.clone(),
                    line.category.clone(),
                    line.standard.clone(),
                    line.make(),
                    line.producer.clone(),
                    sample(line),
                    format!("{}\n{}", line.lab, line.transport),
                    line.program.clone(),
                ];
                cells_of(sheet, row, &cells, &LABELS, looks)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
