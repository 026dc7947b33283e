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
                @for sheet in &pack.sheets { (day(pack, sheet)) }
            }
        }
    };
    page.into_string().into_bytes()
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
    html! { section .day {
        h2 { (sheet.team) " · " (sheet.date) " " (sheet.weekday) }
        ul .facts { @for fact in facts(pack, sheet) { li { (fact) } } }
        table {
            thead { tr { @for key in columns { th scope="col" { (word(pack.lang, key)) } } } }
            @for stop in &sheet.stops { (visit(stop)) }
        }
        div .papers {
            h3 { (word(pack.lang, "sheet-papers")) }
            ul { @for paper in &sheet.papers { li { (paper) } } }
        }
        div .labels {
            @for (stop, line) in sheet.stops.iter().flat_map(|s| s.lines.iter().map(move |l| (s, l))) {
                @for label in line.labels() { (tag(sheet, stop, line, &label)) }
            }
        }
        footer { (pack.scope.digest) }
    } }
}

/// A visit: what belongs to it stands once beside its tasks.
fn visit(stop: &Stop) -> Markup {
    let rows = stop.lines.len();
    html! { tbody { @for (at, line) in stop.lines.iter().enumerate() { tr {
        @if at == 0 {
            th scope="row" rowspan=(rows) { (stop.number) }
            td .time rowspan=(rows) { (stop.arrive) br; b { (stop.start) "–" (stop.end) } }
            td rowspan=(rows) {
                b { (stop.name) } br; (stop.visit) " " (stop.site) br;
                (stop.address) br; (degrees(stop.position)) br; "⌂ " (stop.town)
            }
            td .time rowspan=(rows) { (way(stop)) }
            td .time rowspan=(rows) { (stop.hours) }
            td .phone rowspan=(rows) {}
        }
        td { (line.category) br; (line.make()) br; (line.standard) br; (line.producer) }
        td .number { (line.batches) }
        td .time { (sample(line)) }
        td { (line.lab) br; (line.transport) }
        td { (line.program) br; (line.task) }
    } } } }
}

fn tag(sheet: &Sheet, stop: &Stop, line: &Line, label: &str) -> Markup {
    html! { div .label {
        b { (label) } " " (line.category) br;
        (line.make()) " " (line.standard) br;
        (line.producer) br;
        (stop.name) br;
        (sheet.date) " " (sheet.team) " " (sheet.samplers) br;
        "→ " (line.lab) " " (line.transport)
    } }
}
