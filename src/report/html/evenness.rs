//! Balance by region and by month.

use maud::{Markup, html};

use super::words::{Words, count, datum, percent, signed};
use crate::model::Note;
use crate::report::balance::{Against, Balance, QuotaLine};
use crate::report::evenness;
use crate::report::view::View;

/// Lines shown of a list whose rest is in `balance.csv`.
const SHOWN: usize = 15;

/// Regions against targets, months against even shares, and the quotas that are furthest off.
pub fn balance(view: &View, balance: &Balance, words: Words) -> Markup {
    let even = evenness::of(view, balance);
    let said = |key, part| words.say(&Note::new(key).with("part", percent(part)));
    html! {
        div .two {
            section .card {
                h3 { (words.get("report-by-region")) }
                p .small { (words.get("report-by-region-note")) }
                @if let Some(part) = even.regions { p .small { (said("report-misplaced-regions", part)) } }
                (regions(view, balance, words))
            }
            section .card {
                h3 { (words.get("report-by-month")) }
                p .small { (words.get("report-by-month-note")) }
                p .small { (said("report-misplaced-months", even.months)) }
                (months(balance, words))
            }
        }
        (worst(view, balance, words))
    }
}

/// A bar with a mark: how much there is, and how much there should be.
fn bar(value: f64, mark: f64, most: f64) -> Markup {
    let part = |value: f64| if most > 0.0 { (value / most * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    html! { span .bar aria-hidden="true" {
        span .fill style=(format!("width:{:.2}%", part(value))) {}
        span .mark style=(format!("left:{:.2}%", part(mark))) {}
    } }
}

fn regions(view: &View, balance: &Balance, words: Words) -> Markup {
    let sums = &balance.by_region;
    if sums.is_empty() {
        return html! { p .faint { (words.get("report-no-targets")) } };
    }
    let level = |region: &crate::model::RegionIx| view.instance.regions[region.ix()].level;
    // A city's bar beside its counties' would leave them too small to be read.
    let most = |of: crate::model::Level| {
        let same = sums.iter().filter(|(region, _)| level(region) == of);
        same.map(|(_, sum)| sum.planned.max(sum.target)).fold(0.0, f64::max)
    };
    html! { div .long { table .bars {
        thead { tr {
            th scope="col" { (words.get("report-col-region-name")) }
            th scope="col" .wide {}
            th scope="col" .number { (words.get("report-col-planned-short")) }
            th scope="col" .number { (words.get("report-col-target")) }
            th scope="col" .number { (words.get("report-col-deviation")) }
        } }
        tbody { @for (region, sum) in sums {
            tr data-region=(view.instance.regions[region.ix()].code) {
                th scope="row" { (view.region(*region)) }
                td .wide { (bar(sum.planned, sum.target, most(level(region)) * 1.04)) }
                (numbers(sum, 0))
            }
        } }
    } } }
}

fn numbers(sum: &Against, decimals: usize) -> Markup {
    let off = sum.planned - sum.target;
    html! {
        td .number { (datum("sum_planned", sum.planned, &format!("{:.0}", sum.planned))) }
        td .number { (datum("sum_target", sum.target, &format!("{:.*}", decimals, sum.target))) }
        td .number.faint { (datum("sum_off", off, &signed(off, decimals))) }
    }
}

fn months(balance: &Balance, words: Words) -> Markup {
    let sums = &balance.by_month;
    let most = sums.iter().map(|(_, sum)| sum.planned.max(sum.target)).fold(0.0, f64::max);
    html! { div .long { table .bars {
        thead { tr {
            th scope="col" { (words.get("report-col-month")) }
            th scope="col" .wide {}
            th scope="col" .number { (words.get("report-col-planned-short")) }
            th scope="col" .number { (words.get("report-col-even")) }
            th scope="col" .number { (words.get("report-col-deviation")) }
        } }
        tbody { @for (month, sum) in sums {
            tr data-month=(month) {
                th scope="row" .figure { (words.month(*month)) }
                td .wide { (bar(sum.planned, sum.target, most * 1.04)) }
                (numbers(sum, 1))
            }
        } }
    } } }
}

/// The quotas that are furthest off, those short of their minimum first.
fn worst(view: &View, balance: &Balance, words: Words) -> Markup {
    let instance = view.instance;
    let off = |line: &QuotaLine| line.off(instance);
    let mut lines: Vec<&QuotaLine> =
        balance.quotas.iter().filter(|line| off(line) != (0, 0)).collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(off(line)), line.quota));
    let note = Note::new("report-worst-note")
        .with("off", lines.len())
        .with("quotas", balance.quotas.len())
        .with("shown", lines.len().min(SHOWN));
    html! { section .card {
        h3 { (words.get("report-worst")) }
        p .small { (words.say(&note)) }
        @if !lines.is_empty() {
            div .scroll { table .list {
                thead { tr {
                    @for key in ["report-col-region-name", "report-col-category-name", "report-col-program-name"] {
                        th scope="col" { (words.get(key)) }
                    }
                    @for key in ["report-col-planned-short", "report-col-min", "report-col-target", "report-col-max", "report-col-missing", "report-col-deviation"] {
                        th .number scope="col" { (words.get(key)) }
                    }
                } }
                tbody { @for line in lines.iter().take(SHOWN) { (quota(view, line)) } }
            } }
        }
    } }
}

fn quota(view: &View, line: &QuotaLine) -> Markup {
    let row = &view.instance.quotas[line.quota.ix()];
    let program = &view.instance.programs[row.program.ix()];
    let maybe = |value: Option<u32>| value.map_or("–".to_owned(), |value| value.to_string());
    let missing = line.missing(view.instance);
    html! { tr data-quota=(crate::model::Table::Quotas.line(row.row)) {
        td .nowrap { (view.region(row.region)) }
        td { (view.instance.categories[row.category.ix()].name) }
        td { (if program.name.is_empty() { &program.id } else { &program.name }) }
        td .number { (count("quota_planned", line.planned.into())) }
        td .number { (maybe(row.min)) }
        td .number { (maybe(row.target)) }
        td .number { (maybe(row.max)) }
        td .number.alert[missing > 0] { (if missing > 0 { missing.to_string() } else { "–".into() }) }
        td .number { (line.deviation(view.instance).map_or("–".to_owned(), |off| signed(off as f64, 0))) }
    } }
}
