//! Small multiples: what each scenario's cost is made of, on one scale.

use maud::{Markup, html};

use super::charts::{column_title, difference, shown};
use crate::report::blocks::{Words, percent};
use crate::study::compare::{Compared, Unit};

/// The parts of the cost; colours follow the order.
const PARTS: [&str; 8] = [
    "study_travel",
    "study_team_day_cost",
    "study_night_cost",
    "study_courier",
    "study_value_lost",
    "study_shortfall",
    "study_balance",
    "study_other",
];

/// A card a scenario: a bar of its parts, what it covers, what differs.
pub fn parts(all: &[Compared], words: Words) -> Markup {
    let most = scale(all);
    html! {
        p .small { (words.get("study-page-parts-note")) }
        p .small.keys {
            @for (at, column) in PARTS.iter().enumerate() {
                @if all.iter().any(|scenario| scenario.measure(column).mean > 0.0) {
                    span .k.{"p" (at)} {} (column_title(words, column))
                }
            }
        }
        div .multiples { @for scenario in all { (card(scenario, most, words)) } }
    }
}

/// The scale of all bars: a scenario that leaves out required tasks is cut off, not the others
/// made too small to be read.
fn scale(all: &[Compared]) -> f64 {
    let mut totals: Vec<f64> = all.iter().map(|scenario| scenario.total().mean).collect();
    totals.sort_by(f64::total_cmp);
    let middle = totals.get(totals.len() / 2).copied().unwrap_or(0.0);
    let last = totals.last().copied().unwrap_or(0.0);
    last.min(middle * 1.8).max(1.0)
}

fn card(scenario: &Compared, most: f64, words: Words) -> Markup {
    let total = scenario.total();
    let widths = widths(scenario, most);
    let cut = total.mean > most * 1.000_001;
    let required = scenario.measure("study_required_left_out").mean;
    html! { section .card.small-multiple.worse[scenario.cheaper_for_less()] {
        h3 { (scenario.name) }
        div .whole.cut[cut] role="img" aria-label=(label(scenario, words)) {
            @for (at, width) in widths.iter().enumerate().filter(|(_, width)| **width > 0.0) {
                span .{"p" (at)} style=(format!("flex:none;width:{width:.2}%")) title=(piece(scenario, at, words)) {}
            }
        }
        p .line { b { (shown(Unit::Money, total.mean)) }
            span .faint { (difference(Unit::Money, total.difference)) } }
        p .line.small {
            span { (words.get("report-col-study-coverage")) " " (percent(scenario.measure("study_coverage").mean)) }
            @if required > 0.0 {
                span .alert { (words.get("report-col-study-required-left-out")) " " (shown(Unit::Count, required)) }
            }
        }
    } }
}

/// Widths of the parts in per cent of the scale, cut off at its end.
fn widths(scenario: &Compared, most: f64) -> Vec<f64> {
    let mut room = 100.0_f64;
    let mut width = |column: &&str| {
        let width = (scenario.measure(column).mean.max(0.0) / most * 100.0).min(room);
        room -= width;
        width
    };
    PARTS.iter().map(&mut width).collect()
}

fn piece(scenario: &Compared, at: usize, words: Words) -> String {
    let column = PARTS.get(at).copied().unwrap_or("study_other");
    let value = shown(Unit::Money, scenario.measure(column).mean);
    format!("{}: {value}", column_title(words, column))
}

fn label(scenario: &Compared, words: Words) -> String {
    let all: Vec<String> = (0..PARTS.len()).map(|at| piece(scenario, at, words)).collect();
    format!("{} – {}", scenario.name, all.join(", "))
}
