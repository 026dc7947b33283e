//! Differences to the base with their intervals, one column a measure, and the table of figures.

use maud::{Markup, html};

use crate::model::{Fen, Note};
use crate::report::blocks::{Words, percent, signed, thousands, whole_yuan};
use crate::study::compare::{Compared, MEASURES, Paired, Unit};

/// Measures that get a column of intervals.
const COLUMNS: [&str; 8] = [
    "study_total",
    "study_coverage",
    "study_required_left_out",
    "study_spending",
    "study_team_days",
    "study_travel",
    "study_shortfall",
    "study_balance",
];
/// Width and height of a small chart, in its own units.
const WIDE: f64 = 120.0;
const HIGH: f64 = 20.0;

/// How a measure is shown.
pub fn unit(column: &str) -> Unit {
    MEASURES.iter().find(|measure| measure.column == column).map_or(Unit::Count, |m| m.unit)
}

/// A column's title.
pub fn column_title(words: Words, column: &str) -> String {
    crate::report::title(words.0, column)
}

/// A value in words.
pub fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Money => whole_yuan(Fen(value.round() as i64)),
        Unit::Share => percent(value),
        Unit::Count => {
            let whole = (value - value.round()).abs() < 0.05;
            if whole { thousands(value.round().max(0.0) as u64) } else { format!("{value:.1}") }
        }
    }
}

/// A difference in words.
pub fn difference(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Money => {
            let sign = if value >= 50.0 { "+" } else { "" };
            format!("{sign}{}", whole_yuan(Fen(value.round() as i64)))
        }
        Unit::Share => signed(100.0 * value, 1),
        Unit::Count => signed(value, 1),
    }
}

/// Every scenario's differences to the base, a row a scenario, a small chart a measure.
pub fn differences(all: &[Compared], words: Words) -> Markup {
    let others: Vec<&Compared> = all.iter().skip(1).collect();
    if others.is_empty() {
        return html! { p .faint { (words.get("study-none")) } };
    }
    let scales: Vec<Scale> = COLUMNS.iter().map(|column| Scale::of(column, &others)).collect();
    html! { section .card {
        p .small { (words.get("study-page-differences-note")) }
        p .small.keys {
            span .k.clear {} (words.get("study-says-clear"))
            span .k.noise {} (words.get("study-says-noise"))
            span .k.foretold {} (words.get("report-col-study-predicted"))
            span .k.beyond {} (words.get("study-page-beyond"))
        }
        div .scroll { table .list.forest {
            thead { tr {
                th scope="col" { (words.get("report-col-study-scenario")) }
                @for column in COLUMNS { th scope="col" { (column_title(words, column)) } }
            } }
            tbody { @for scenario in &others { (row(scenario, &scales, words)) } }
        } }
    } }
}

fn row(scenario: &Compared, scales: &[Scale], words: Words) -> Markup {
    html! { tr {
        th scope="row" {
            (scenario.name)
            @if !scenario.about.is_empty() { span .below { (scenario.about) } }
            @if scenario.cheaper_for_less() {
                span .below.alert { (words.get("study-page-less")) }
            }
        }
        @for scale in scales {
            @let paired = scenario.measure(scale.column);
            td .whisker {
                (whisker(scale, paired, foretold(scenario, scale)))
                span .figure.small { (difference(scale.unit, paired.difference)) (half(scale.unit, paired)) }
            }
        }
    } }
}

fn half(unit: Unit, paired: Paired) -> Markup {
    let Some(half) = paired.half.filter(|half| *half > 0.0) else { return html! {} };
    let shown = match unit {
        Unit::Share => format!("{:.1}", 100.0 * half),
        Unit::Money | Unit::Count => shown(unit, half),
    };
    html! { span .faint { " ± " (shown) } }
}

/// What prices said, on the chart of the whole cost.
fn foretold(scenario: &Compared, scale: &Scale) -> Option<f64> {
    let predicted = scenario.predicted.filter(|_| scale.column == "study_total")?;
    Some(predicted.difference.0 as f64)
}

/// The range that a column's small charts share.
struct Scale {
    column: &'static str,
    unit: Unit,
    most: f64,
}

impl Scale {
    /// Room for nine tenths of the scenarios: one that is far off must not flatten the others.
    fn of(column: &'static str, others: &[&Compared]) -> Self {
        let reach = |scenario: &&Compared| {
            let paired = scenario.measure(column);
            paired.difference.abs() + paired.half.unwrap_or(0.0)
        };
        let mut reaches: Vec<f64> = others.iter().map(reach).collect();
        reaches.sort_by(f64::total_cmp);
        let at = (reaches.len() * 9 / 10).min(reaches.len().saturating_sub(1));
        let most = reaches.get(at).copied().unwrap_or(0.0);
        let last = reaches.last().copied().unwrap_or(0.0);
        // A column where hardly anything moves shows what moves.
        let most = if most > 0.0 && last < 3.0 * most { last } else { most };
        let most = if most > 0.0 { most } else { last };
        Self { column, unit: unit(column), most: most * 1.1 }
    }

    fn x(&self, value: f64) -> f64 {
        let part = if self.most > 0.0 { value / self.most } else { 0.0 };
        WIDE / 2.0 * (1.0 + part.clamp(-1.0, 1.0) * 0.96)
    }
}

fn whisker(scale: &Scale, paired: Paired, foretold: Option<f64>) -> Markup {
    let (at, half) = (scale.x(paired.difference), paired.half.unwrap_or(0.0));
    let (low, high) = (scale.x(paired.difference - half), scale.x(paired.difference + half));
    let middle = HIGH / 2.0;
    let clear = paired.half.is_some_and(|half| paired.difference.abs() > half);
    let beyond = paired.difference.abs() > scale.most;
    html! { svg .whiskers viewBox=(format!("0 0 {WIDE} {HIGH}")) preserveAspectRatio="none" aria-hidden="true" {
        path .zero d=(format!("M{} 0v{HIGH}", WIDE / 2.0)) {}
        @if let Some(foretold) = foretold {
            path .foretold d=(format!("M{:.1} 2v{}", scale.x(foretold), HIGH - 4.0)) {}
        }
        path .range d=(format!("M{low:.1} {middle}H{high:.1}")) {}
        path .mean.clear[clear].beyond[beyond] d=(format!("M{at:.1} {middle}h0")) {}
    } }
}

/// Columns of the table of figures.
const FIGURES: [&str; 12] = [
    "study_coverage",
    "study_asked",
    "study_planned",
    "study_left_out",
    "study_impossible",
    "study_required_left_out",
    "study_visits",
    "study_team_days",
    "study_nights",
    "study_spending",
    "study_per_batch",
    "study_total",
];

/// All figures; the rest is in `study.csv`.
pub fn table(all: &[Compared], words: Words) -> Markup {
    html! { section .card {
        p .small { (words.get("study-page-table-note")) }
        div .scroll { table #figures .list.sortable {
            thead { tr {
                th scope="col" { button type="button" { (words.get("report-col-study-scenario")) } }
                @for column in FIGURES {
                    th .number scope="col" { button type="button" { (column_title(words, column)) } }
                }
                @for key in ["report-col-study-gap", "report-col-study-difference", "report-col-study-predicted"] {
                    th .number scope="col" { button type="button" { (words.get(key)) } }
                }
                th scope="col" { button type="button" { (words.get("report-col-study-says")) } }
            } }
            tbody { @for scenario in all { (figures(scenario, words)) } }
        } }
    } }
}

fn figures(scenario: &Compared, words: Words) -> Markup {
    let total = scenario.total();
    html! { tr {
        th scope="row" data-v=(scenario.name) { (scenario.name) }
        @for column in FIGURES {
            @let value = scenario.measure(column).mean;
            @let bad = column == "study_required_left_out" && value > 0.0;
            td .number.alert[bad] data-v=(value) { (shown(unit(column), value)) }
        }
        td .number data-v=(scenario.gap().unwrap_or(-1.0)) {
            (scenario.gap().map_or("–".to_owned(), percent))
        }
        td .number data-v=(total.difference) {
            (difference(Unit::Money, total.difference)) (half(Unit::Money, total))
        }
        td .number data-v=(scenario.predicted.map_or(0.0, |p| p.difference.0 as f64)) {
            @match scenario.predicted {
                Some(predicted) => {
                    (difference(Unit::Money, predicted.difference.0 as f64))
                    @if !predicted.whole { span .faint { " ~" } }
                }
                None => span .faint { (words.get("study-none")) },
            }
        }
        td data-v=(scenario.says.name()) {
            (scenario.says.word(words.0))
            @if scenario.unsure() {
                span .below { (words.say(&Note::new("study-page-within"))) }
            }
        }
    } }
}
