//! What a study found: files, a table on the terminal, a document.

use std::path::Path;

use comfy_table::{CellAlignment, Table as Shown, presets};
use serde_json::{Value, json};

use super::{bad, refused};
use crate::cli::{Answer, Common, Exit, Failure, print};
use crate::io;
use crate::messages::{Lang, text, word};
use crate::model::Note;
use crate::report;
use crate::study::{
    self, Compared, Found, Job, Lot, MEASURES, Paired, Predicted, Smallest, Store, Unit,
};

/// A study whose runs are all there.
pub struct Told<'a> {
    /// Its scenarios and runs.
    pub lot: &'a Lot<'a>,
    /// Its folder.
    pub store: &'a Store,
    /// What was predicted, scenario by scenario.
    pub predicted: Vec<Option<Predicted>>,
    /// What its search found.
    pub found: Option<Found>,
}

/// The search of a study from the runs that are there; none if there is none, or a run is missing.
pub fn replay(lot: &mut Lot<'_>, store: &Store) -> Result<Option<Found>, study::Failure> {
    let mut there =
        |_: &Lot<'_>, jobs: &[Job]| Ok(jobs.iter().all(|job| store.figures(&job.key).is_some()));
    study::search(lot, store, &mut there)
}

/// Writes the files and says what was found.
pub fn finish(told: &Told<'_>, output: &Path, common: &Common) -> Answer {
    let lang = common.lang();
    let Some(all) = study::compared(told.lot, &told.predicted, told.store) else {
        return Err(Failure::Fault("a run is missing".to_owned()));
    };
    let name = &told.lot.study.name;
    let tables = study::tables(&all, told.found.as_ref(), lang);
    let mut files = vec![("study.xlsx", report::workbook_bytes(name, &tables, lang).map_err(bad)?)];
    for (file, table) in
        ["study.csv", "differences.csv", "runs.csv", "search.csv"].into_iter().zip(&tables)
    {
        files.push((file, report::csv_bytes(table).map_err(bad)?));
    }
    let about = study::About {
        lot: told.lot,
        store: told.store,
        all: &all,
        found: told.found.as_ref(),
        lang,
    };
    let page = study::page(&about).map_err(|error| refused(error, None, common))?;
    files.push(("study.html", page));
    for (name, bytes) in files {
        io::write_file(&output.join(name), &bytes).map_err(|error| bad(error.note()))?;
    }
    if common.json {
        print(&format!("{:#}\n", document(name, &all, told.found.as_ref())))?;
    } else if !common.quiet {
        print(&summary(&all, told.found.as_ref(), output, lang))?;
    }
    Ok(Exit::Well)
}

/// Fen as yuan, for documents.
pub fn yuan(fen: f64) -> f64 {
    fen.round() / 100.0
}

fn scaled(unit: Unit, value: f64) -> f64 {
    if unit == Unit::Money { yuan(value) } else { value }
}

fn document(name: &str, all: &[Compared], found: Option<&Found>) -> Value {
    json!({
        "study": name,
        "scenarios": all.iter().map(scenario).collect::<Vec<_>>(),
        "search": found.map(searched),
    })
}

fn scenario(scenario: &Compared) -> Value {
    let total = scenario.total();
    let measures: serde_json::Map<String, Value> = MEASURES
        .iter()
        .zip(&scenario.measures)
        .map(|(measure, paired)| {
            let value = |value: f64| scaled(measure.unit, value);
            let figures = json!({
                "mean": value(paired.mean),
                "difference": value(paired.difference),
                "half_interval": paired.half.map(value),
            });
            (measure.name().to_owned(), figures)
        })
        .collect();
    json!({
        "name": scenario.name,
        "difference": yuan(total.difference),
        "half_interval": total.half.map(yuan),
        "says": scenario.says,
        "cheaper_for_less": scenario.cheaper_for_less(),
        "within_gap": scenario.within_gap,
        "predicted": scenario.predicted.map(|predicted| {
            json!({ "difference": predicted.difference, "whole": predicted.whole })
        }),
        "undominated": scenario.undominated,
        "measures": measures,
        "runs": scenario.runs,
    })
}

fn searched(found: &Found) -> Value {
    let probe = |probe: &study::Probe| {
        json!({
            "size": probe.size,
            "coverage": probe.does.coverage,
            "required_left_out": probe.does.missing,
            "gap": probe.does.gap,
            "meets": probe.meets,
        })
    };
    json!({
        "minimise": found.search.minimise,
        "subject_to": found.search.subject_to,
        "order": found.order,
        "probes": found.probes.iter().map(probe).collect::<Vec<_>>(),
        "answer": found.answer,
        "gap_left_aside": found.gap_left_aside,
    })
}

/// An amount with its sign, in whole yuan.
pub fn signed_yuan(fen: f64) -> String {
    signed(fen / 100.0, 0)
}

/// A number with its sign; nothing has none.
pub fn signed(value: f64, decimals: usize) -> String {
    let shown = format!("{value:+.decimals$}");
    let zero = shown.bytes().skip(1).all(|byte| byte == b'0' || byte == b'.');
    if zero { shown.trim_start_matches(['+', '-']).to_owned() } else { shown.replace('-', "−") }
}

/// A difference with half of its interval.
pub fn with_half(unit: Unit, paired: Paired) -> String {
    let (scale, decimals) = match unit {
        Unit::Money => (0.01, 0),
        Unit::Share => (100.0, 1),
        Unit::Count => (1.0, 1),
    };
    let half = paired.half.filter(|half| *half > 0.0);
    let half = half.map_or(String::new(), |half| format!(" ± {:.decimals$}", half * scale));
    format!("{}{half}", signed(paired.difference * scale, decimals))
}

fn summary(all: &[Compared], found: Option<&Found>, output: &Path, lang: Lang) -> String {
    let mut table = Shown::new();
    table.load_style(presets::NOTHING);
    let mut titles = vec![
        "scenario",
        "coverage",
        "planned",
        "required_left_out",
        "impossible",
        "total",
        "difference",
    ];
    let predicted = all.iter().any(|scenario| scenario.predicted.is_some());
    titles.extend(predicted.then_some("predicted"));
    titles.push("says");
    table.set_header(titles.iter().map(|name| report::title(lang, &format!("study_{name}"))));
    let columns = titles.len();
    for scenario in all {
        table.add_row(line(scenario, predicted, lang));
    }
    for column in table.column_iter_mut().skip(1).take(columns - 2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut said = format!("{table}\n");
    if all.iter().any(Compared::cheaper_for_less) {
        said += &format!("\n! {}\n", word(lang, "study-cheaper-for-less"));
    }
    if all.iter().any(Compared::unsure) {
        said += &format!("\n≈ {}\n", word(lang, "study-within-gap"));
    }
    if let Some(found) = found {
        said += &format!("\n{}", answer(found, lang));
    }
    if let Some(points) = frontier(all, lang) {
        said += &format!("\n{points}\n");
    }
    let written = text(lang, &Note::new("study-written").with("path", output.display()));
    format!("{said}\n{written}\n")
}

fn line(scenario: &Compared, predicted: bool, lang: Lang) -> Vec<String> {
    let mean = |column: &str| scenario.measure(column).mean;
    let off = scenario.measure("study_coverage").difference;
    let off = if off == 0.0 { String::new() } else { format!(" ({})", signed(100.0 * off, 1)) };
    let warn = if scenario.cheaper_for_less() { " !" } else { "" };
    let mut row = vec![
        scenario.name.clone(),
        format!("{:.1} %{off}", 100.0 * mean("study_coverage")),
        format!("{:.1}", mean("study_planned")),
        format!("{:.1}", mean("study_required_left_out")),
        format!("{:.1}", mean("study_impossible")),
        format!("{:.0}", mean("study_total") / 100.0),
        format!("{}{warn}", with_half(Unit::Money, scenario.total())),
    ];
    if predicted {
        row.push(match scenario.predicted {
            None => word(lang, "study-none"),
            Some(predicted) => {
                let about = if predicted.whole { "" } else { " ~" };
                format!("{}{about}", signed_yuan(predicted.difference.0 as f64))
            }
        });
    }
    let unsure = if scenario.unsure() { " ≈" } else { "" };
    row.push(scenario.says.word(lang) + unsure);
    row
}

/// What a search found, in words.
pub fn answer(found: &Found, lang: Lang) -> String {
    let what = match found.search.minimise {
        Smallest::Teams => "study-search-teams",
        Smallest::LabCapacity => "study-search-lab-capacity",
        Smallest::Escorts => "study-search-escorts",
    };
    let limits = &found.search.subject_to;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let mut lines = Vec::new();
    if !found.order.is_empty() {
        lines.push(Note::new("study-search-order-told").with("order", found.order.join(", ")));
    }
    for probe in &found.probes {
        let key = if probe.meets { "study-search-does" } else { "study-search-fails" };
        let note = Note::new(key)
            .with("what", word(lang, what))
            .with("size", probe.size)
            .with("coverage", percent(probe.does.coverage))
            .with("missing", format!("{:.1}", probe.does.missing));
        lines.push(note.with("gap", probe.does.gap.map_or(word(lang, "study-none"), percent)));
    }
    if found.gap_left_aside {
        lines.push(Note::new("study-search-gap-aside"));
    }
    let answer = match found.answer {
        Some(size) => Note::new("study-search-answer").with("size", size),
        None => Note::new("study-search-no-answer"),
    };
    let asked = answer
        .with("what", word(lang, what))
        .with("coverage", percent(limits.coverage))
        .with("missing", limits.required_left_out);
    lines.push(asked);
    lines.iter().map(|note| text(lang, note) + "\n").collect()
}

/// The points of the frontier that no other beats.
fn frontier(all: &[Compared], lang: Lang) -> Option<String> {
    let best: Vec<&str> = all
        .iter()
        .filter(|scenario| scenario.undominated == Some(true))
        .map(|scenario| scenario.name.as_str())
        .collect();
    let of = all.iter().filter(|scenario| scenario.undominated.is_some()).count();
    let note = Note::new("study-frontier-best").with("count", best.len()).with("of", of);
    (of > 0).then(|| text(lang, &note.with("names", best.join("; "))))
}
