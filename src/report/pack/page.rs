//! The sheets as one page to print: a day a sheet of paper, with its labels.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Pack;
use super::sheet::{Line, Sheet, Stop};
use super::workbook::{degrees, facts, sample, way};
use crate::messages::{Lang, text, word};
use crate::model::Note;

const STYLE: &str = include_str!("sheet.css");

/// The page as a file.
pub fn bytes(pack: &Pack<'_>) -> Vec<u8> {
    let get = |key| word(pack.lang, key);
    let agency = pack.agency();
    let about = Note::new("sheet-about")
        .with("from", pack.scope.from)
        .with("to", pack.scope.to)
        .with("sheets", pack.sheets.len())
        .with("plan", pack.scope.digest);
    let lang = match pack.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="onedoor";
                meta name="plan" content=(pack.scope.digest);
                title { (agency.name) " " (get("sheet-title")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (agency.name) " " (get("sheet-title")) }
                    p { (text(pack.lang, &about)) }
                }
                (overview(pack))
                @for sheet in &pack.sheets { (day(pack, sheet)) }
            }
        }
    };
    page.into_string().into_bytes()
}

/// All days at a glance: the first page.
fn overview(pack: &Pack<'_>) -> Markup {
    let columns = [
        "sheet-col-date",
        "sheet-col-team",
        "sheet-col-depart",
        "sheet-col-visits",
        "sheet-col-return",
        "sheet-col-day-km",
    ];
    html! { table .overview {
        thead { tr { @for key in columns { th scope="col" { (word(pack.lang, key)) } } } }
        tbody { @for day in &pack.sheets { tr {
            td .once { (day.when) " " (day.weekday) }
            td .once { (day.team) }
            td .once { (day.depart) }
            td { @for stop in &day.stops { span .once { b { (stop.start) } " " (stop.name) } " " } }
            td { (day.arrive) @if let Some(town) = &day.night { br; (town) } }
            td .number { (format!("{:.0}", day.metres.kilometres())) }
        } } }
    } }
}

fn day(pack: &Pack<'_>, sheet: &Sheet) -> Markup {
    let columns = [
        "sheet-col-number",
        "sheet-col-work",
        "sheet-col-site",
        "sheet-col-way",
        "sheet-col-hours",
        "sheet-col-phone",
        "sheet-col-product",
        "sheet-col-batches",
        "sheet-col-sample",
        "sheet-col-lab",
        "sheet-col-program",
    ];
    let width = columns.len();
    let lunch = lunch_before(sheet);
    html! { section .day {
        h2 { (sheet.team) " · " (sheet.when) " " (sheet.weekday) }
        (strip(pack, sheet))
        ul .facts { @for fact in facts(pack, sheet) { li { (fact) } } }
        table {
            thead { tr { @for key in columns { th scope="col" { (word(pack.lang, key)) } } } }
            @for (at, stop) in sheet.stops.iter().enumerate() {
                @if lunch == Some(at) { (meal(pack, sheet, width)) }
                (visit(pack, stop))
            }
            @if lunch == Some(sheet.stops.len()) { (meal(pack, sheet, width)) }
            tbody .way { tr { td colspan=(width) {
                b { (sheet.arrive) } " → " (sheet.to.name) " · "
                (format!("{:.1}", sheet.last.metres.kilometres())) " km · " (sheet.last.minutes.0) " min"
            } } }
        }
        div .papers {
            h3 { (word(pack.lang, "sheet-papers")) }
            ul { @for paper in &sheet.papers { li { (paper) } } }
        }
        div .labels {
            h3 { (word(pack.lang, "sheet-labels")) " · " (sheet.team) " · " (sheet.when) }
            @for (stop, line) in sheet.stops.iter().flat_map(|s| s.lines.iter().map(move |l| (s, l))) {
                @for label in line.labels() { (tag(sheet, stop, line, &label)) }
            }
        }
        footer { (pack.scope.digest) }
    } }
}

/// What is looked at first: off, lunch, back or the night, the road.
fn strip(pack: &Pack<'_>, sheet: &Sheet) -> Markup {
    let get = |key| word(pack.lang, key);
    html! { dl .strip {
        div { dt { (get("sheet-col-depart")) } dd { (sheet.depart) } }
        @if let Some(lunch) = sheet.lunch { div { dt { (get("sheet-lunch")) } dd { (lunch) } } }
        div { dt { (get("sheet-col-return")) } dd { (sheet.arrive) } }
        @if let Some(town) = &sheet.night { div { dt { (get("sheet-night")) } dd { (town) } } }
        div { dt { (get("sheet-col-visits")) } dd { (sheet.stops.len()) } }
        div { dt { (get("sheet-col-day-km")) } dd { (format!("{:.0}", sheet.metres.kilometres())) } }
    } }
}

/// The stop before which the team eats; the number of stops = after the last; none = no lunch, or
/// one that stands in a stop's noon closure.
fn lunch_before(sheet: &Sheet) -> Option<usize> {
    let lunch = sheet.lunch?;
    let eaten = sheet.stops.iter().position(|stop| stop.end > lunch).unwrap_or(sheet.stops.len());
    sheet.stops.get(eaten).is_none_or(|stop| lunch < stop.start).then_some(eaten)
}

fn meal(pack: &Pack<'_>, sheet: &Sheet, width: usize) -> Markup {
    html! { @if let Some(lunch) = sheet.lunch {
        tbody .way { tr { td colspan=(width) { b { (lunch) } " " (word(pack.lang, "sheet-lunch")) } } }
    } }
}

/// A visit: what belongs to it stands once beside its tasks.
fn visit(pack: &Pack<'_>, stop: &Stop) -> Markup {
    let stay = word(pack.lang, "sheet-stay");
    let rows = stop.lines.len();
    html! { tbody { @for (at, line) in stop.lines.iter().enumerate() { tr {
        @if at == 0 {
            th scope="row" rowspan=(rows) { (stop.number) }
            td .time rowspan=(rows) {
                (stop.arrive) br; b .once { (stop.start) "–" (stop.end) }
            }
            td .site rowspan=(rows) {
                b { (stop.name) } br; (stop.address) br; span .once { (degrees(stop.position)) } br;
                span .small { (stop.visit) " " (stop.site) " · " (stay) " " (stop.town) }
            }
            td .time rowspan=(rows) { (way(stop)) }
            td .time rowspan=(rows) { (stop.hours.replace(", ", "\n")) }
            td .phone rowspan=(rows) {}
        }
        td { b { (line.category) } br; (line.make()) br; span .once { (line.standard) } br; (line.producer) }
        td .number { (line.batches) }
        td .time { (sample(line)) }
        td { (line.lab) br; (line.transport) }
        td .small { (line.program) br; (line.task) }
    } } } }
}

fn tag(sheet: &Sheet, stop: &Stop, line: &Line, label: &str) -> Markup {
    html! { div .label {
        b { (label) } " " (line.category) br;
        (line.make()) " " (line.standard) br;
        (line.producer) br;
        (stop.name) br;
        (sheet.when) " " (sheet.team) " " (sheet.samplers) br;
        "→ " (line.lab) " " (line.transport)
    } }
}
