//! The draw in short: how it was done, and what it did for each quota.

use maud::{Markup, html};

use super::words::{Words, count};
use crate::draw::{DrawRecord, DrawStatus};
use crate::model::{DrawMode, Note};
use crate::report::tables::{QuotaDraw, quota_draws};
use crate::report::view::View;

/// Lines shown of a list whose rest is in `draw.csv`.
const SHOWN: usize = 15;

/// The section.
pub fn draw(view: &View, record: &DrawRecord, words: Words) -> Markup {
    let settings = view.instance.settings();
    let mode = match settings.policy.draw {
        DrawMode::Lottery => "report-draw-lottery",
        DrawMode::Balanced => "report-draw-balanced",
        DrawMode::Cost => "report-draw-cost",
    };
    let of =
        |status: fn(&DrawStatus) -> bool| record.status.iter().filter(|s| status(s)).count() as u64;
    let sums = quota_draws(view, record);
    html! { section .card {
        p { (words.say(&Note::new(mode).with("seed", settings.seed))) }
        @if settings.policy.draw == DrawMode::Lottery { (steps(words)) }
        dl .counts {
            div { dt { (words.get("report-draw-count-in")) }
                dd { (count("draw_in", of(|s| matches!(s, DrawStatus::In)))) } }
            div { dt { (words.get("report-draw-count-drawn")) }
                dd { (count("draw_drawn", of(|s| matches!(s, DrawStatus::Drawn)))) } }
            div { dt { (words.get("report-draw-count-reserve")) }
                dd { (count("draw_reserve", of(|s| matches!(s, DrawStatus::Reserve { .. })))) } }
            div { dt { (words.get("report-draw-count-impossible")) }
                dd { (count("draw_impossible", of(|s| matches!(s, DrawStatus::Impossible)))) } }
        }
        @if !sums.is_empty() { (quotas(view, &sums, words)) }
        p .small { (words.get("report-draw-check")) " "
            code { "printf %s SEED:TASK | sha256sum | cut -c1-16" } }
    } }
}

/// The procedure in words.
fn steps(words: Words) -> Markup {
    let steps = [
        "report-draw-step-in",
        "report-draw-step-order",
        "report-draw-step-levels",
        "report-draw-step-take",
        "report-draw-step-rest",
    ];
    html! { ol .steps { @for key in steps { li { (words.get(key)) } } } }
}

fn quotas(view: &View, sums: &[QuotaDraw], words: Words) -> Markup {
    html! {
        div .scroll { table .list {
            thead { tr {
                @for key in ["report-col-region-name", "report-col-category-name", "report-col-program-name"] {
                    th scope="col" { (words.get(key)) }
                }
                @for key in [
                    "report-col-target", "report-col-already", "report-col-candidates", "report-col-drawn",
                    "report-col-impossible", "report-col-over-max", "report-col-not-asked", "report-col-after",
                ] {
                    th .number scope="col" { (words.get(key)) }
                }
            } }
            tbody { @for sum in sums.iter().take(SHOWN) { (line(view, sum)) } }
        } }
        @if sums.len() > SHOWN {
            p .small { (words.say(&Note::new("report-draw-more").with("shown", SHOWN).with("quotas", sums.len()))) }
        }
    }
}

fn line(view: &View, sum: &QuotaDraw) -> Markup {
    let row = &view.instance.quotas[sum.quota.ix()];
    let program = &view.instance.programs[row.program.ix()];
    let numbers = [
        ("draw_before", sum.before),
        ("draw_candidates", sum.candidates),
        ("draw_of_quota", sum.drawn),
        ("draw_passed", sum.impossible),
        ("draw_over_max", sum.over_max),
        ("draw_not_asked", sum.not_asked),
        ("draw_after", sum.after),
    ];
    let line = crate::model::Table::Quotas.line(row.row);
    html! { tr data-draw=(line) {
        td .nowrap { (view.region(row.region)) }
        td { (view.instance.categories[row.category.ix()].name) }
        td { (if program.name.is_empty() { &program.id } else { &program.name }) }
        td .number { @match row.target {
            Some(target) => { (count("draw_target", target.into())) }
            None => { "–" }
        } }
        @for (name, number) in numbers { td .number { (count(name, number)) } }
    } }
}
