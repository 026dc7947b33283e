//! What the lot costs, and what evenness costs: comparisons that a plan may carry with it.

use maud::{Markup, html};

use super::words::{Words, datum, money, percent, thousands, yuan};
use crate::model::{BalancePoint, Fen, Note, Plan};

/// What the lot costs; nothing where that was not looked for.
pub fn draw(plan: &Plan, words: Words) -> Markup {
    let Some(price) = &plan.information.draw else { return html! {} };
    let (own, other) = (&plan.objective, &price.other);
    let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
    let key = if price.saved > Fen::ZERO { "report-lot-costs" } else { "report-lot-costs-nothing" };
    let part = if own.total.0 == 0 { 0.0 } else { price.saved.0 as f64 / own.total.0 as f64 };
    let said = Note::new(key).with("saved", yuan(price.saved)).with("share", percent(part));
    let rows = [
        ("report-cost-travel", own.travel, other.travel),
        ("report-cost-team-days", own.team_days, other.team_days),
        ("report-cost-nights", own.nights, other.nights),
        ("report-cost-courier", own.courier, other.courier),
        ("report-cost-value-lost", own.value_lost, other.value_lost),
        ("report-cost-shortfall", own.shortfall, other.shortfall),
        ("report-cost-balance", own.balance, other.balance),
    ];
    html! { section .card #lot {
        h3 { (words.get("report-lot-title")) }
        p .big { (datum("lot_saved", price.saved, &yuan(price.saved))) span .unit { (words.get("report-unit-yuan")) } }
        p { (words.say(&said)) }
        div .scroll { table .list.narrow {
            thead { tr {
                th scope="col" {}
                th .number scope="col" { (words.get("report-lot-by-lot")) }
                th .number scope="col" { (words.get("report-lot-by-cost")) }
            } }
            tbody {
                @for (name, own, other) in rows {
                    tr { th scope="row" { (words.get(name)) } td .number { (yuan(own)) } td .number { (yuan(other)) } }
                }
                tr { th scope="row" { (words.get("report-lot-worth")) } td .number { "–" } td .number { (yuan(price.worth)) } }
                tr { th scope="row" { (words.get("report-tile-visits")) }
                    td .number { (thousands(plan.visits.len() as u64)) } td .number { (thousands(price.visits.into())) } }
                tr { th scope="row" { (words.get("report-tile-team-days")) }
                    td .number { (thousands(days as u64)) } td .number { (thousands(price.team_days.into())) } }
            }
        } }
        p .small { (words.say(&Note::new("report-lot-note").with("effort", price.effort))) }
    } }
}

/// Cost against evenness; nothing where that was not looked for.
pub fn balance(plan: &Plan, words: Words) -> Markup {
    let points = &plan.information.balance;
    if points.is_empty() {
        return html! {};
    }
    html! { section .card #price-of-balance {
        h3 { (words.get("report-curve-title")) }
        p .small { (words.get("report-curve-note")) }
        (chart(points, words))
        div .scroll { table .list {
            thead { tr {
                @for key in [
                    "report-col-factor", "report-col-cost", "report-col-balance-cost", "report-col-off-target",
                    "report-col-off-even", "report-col-misplaced-regions", "report-col-misplaced-months", "report-col-team-days",
                ] { th .number scope="col" { (words.get(key)) } }
            } }
            tbody { @for point in points { (row(point)) } }
        } }
    } }
}

fn row(point: &BalancePoint) -> Markup {
    html! { tr data-factor=(point.factor) {
        td .number { "× " (point.factor) }
        td .number { (money("curve_cost", point.cost)) }
        td .number { (yuan(point.balance)) }
        td .number { (thousands(point.off_target)) }
        td .number { (format!("{:.1}", point.off_even)) }
        td .number { (point.misplaced_regions.map_or("–".to_owned(), percent)) }
        td .number { (percent(point.misplaced_months)) }
        td .number { (thousands(point.team_days.into())) }
    } }
}

/// Width and height of the chart, and room for its words, in its own units.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;
const MARGIN: f64 = 44.0;

/// The curve: unevenness to the right, cost upwards.
fn chart(points: &[BalancePoint], words: Words) -> Markup {
    let place = |value: Fen, all: &dyn Fn(&BalancePoint) -> Fen| {
        let (least, most) = points
            .iter()
            .map(all)
            .fold((value, value), |(low, high), next| (low.min(next), high.max(next)));
        if most == least { 0.5 } else { (value.0 - least.0) as f64 / (most.0 - least.0) as f64 }
    };
    let at = |point: &BalancePoint| {
        let x = MARGIN + place(point.balance, &|p| p.balance) * (WIDTH - 2.0 * MARGIN);
        let y = HEIGHT - MARGIN - place(point.cost, &|p| p.cost) * (HEIGHT - 2.0 * MARGIN);
        (x, y)
    };
    let line: Vec<String> = points.iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    html! { svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(words.get("report-curve-title"))
        style="max-width:40rem;width:100%" font-size="12" fill="currentColor" {
        polyline points=(line.join(" ")) fill="none" stroke="currentColor" stroke-width="1.5" opacity="0.5" {}
        @for point in points {
            @let (x, y) = at(point);
            circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="4" {}
            text x=(format!("{:.1}", x + 7.0)) y=(format!("{:.1}", y - 7.0)) { "× " (point.factor) }
        }
        text x=(WIDTH - MARGIN) y=(HEIGHT - 10.0) text-anchor="end" { (words.get("report-curve-uneven")) " →" }
        text x="4" y="14" { "↑ " (words.get("report-curve-cost")) }
    } }
}
