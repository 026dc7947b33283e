//! How full the labs are: a line for each lab and group, a column for each month.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::words::{Words, count, percent};
use crate::model::{AgencyIx, Month, Note};
use crate::report::balance::{Balance, LabLoad};
use crate::report::view::View;

/// Lines shown at once, and lines that can be unfolded; the rest is in `balance.csv`.
const SHOWN: usize = 15;
const FOLDED: usize = 300;

/// A lab's months for one group of categories.
struct Line<'b> {
    lab: AgencyIx,
    group: &'b str,
    months: BTreeMap<Month, &'b LabLoad<'b>>,
}

impl Line<'_> {
    /// Months used to nine tenths or more, and the greatest part used.
    fn tightness(&self) -> (usize, f64) {
        let shares = || self.months.values().map(|load| load.share());
        (shares().filter(|share| *share >= 0.9).count(), shares().fold(0.0, f64::max))
    }

    fn batches(&self) -> u32 {
        self.months.values().map(|load| load.batches).sum()
    }
}

/// Labs against their capacity, the tightest first.
pub fn labs(view: &View, balance: &Balance, words: Words) -> Markup {
    let loads = &balance.loads;
    if loads.is_empty() {
        return html! { section .card { p .faint { (words.get("report-labs-unlimited")) } } };
    }
    let full = loads.iter().filter(|load| load.share() >= 0.9).count();
    let over = loads.iter().filter(|load| load.share() > 1.0).count();
    let lines = lines(loads);
    let mut months: Vec<Month> = loads.iter().map(|load| load.month).collect();
    months.sort();
    months.dedup();
    let (first, rest) = lines.split_at(lines.len().min(SHOWN));
    html! { section .card {
        p { (words.say(&Note::new("report-labs-all").with("rows", loads.len()))) " "
            (words.get("report-labs-tight")) " " b { (count("labs_tight", full as u64)) }
            " · " (words.get("report-labs-over")) " " b .alert[over > 0] { (count("labs_over", over as u64)) } }
        (table(view, first, &months, words))
        @if !rest.is_empty() {
            details {
                summary { (words.say(&Note::new("report-labs-more").with("more", rest.len().min(FOLDED)))) }
                (table(view, &rest[..rest.len().min(FOLDED)], &months, words))
            }
        }
        p .small { (words.get("report-labs-note")) }
    } }
}

fn lines<'b>(loads: &'b [LabLoad<'b>]) -> Vec<Line<'b>> {
    let mut lines: BTreeMap<(AgencyIx, &str), Line> = BTreeMap::new();
    for load in loads {
        let line = lines.entry((load.lab, load.group)).or_insert_with(|| Line {
            lab: load.lab,
            group: load.group,
            months: BTreeMap::new(),
        });
        line.months.insert(load.month, load);
    }
    let mut lines: Vec<Line> = lines.into_values().collect();
    lines.sort_by(|a, b| {
        let (full_a, most_a) = a.tightness();
        let (full_b, most_b) = b.tightness();
        let by_full = full_b.cmp(&full_a).then_with(|| most_b.total_cmp(&most_a));
        by_full.then_with(|| b.batches().cmp(&a.batches()))
    });
    lines
}

fn table(view: &View, lines: &[Line], months: &[Month], words: Words) -> Markup {
    html! { div .scroll { table .list.heat {
        thead { tr {
            th scope="col" { (words.get("report-col-lab-name")) }
            th scope="col" { (words.get("report-col-lab-group")) }
            @for month in months { th .number scope="col" { (words.month(*month)) } }
        } }
        tbody { @for line in lines { tr data-lab=(view.instance.agencies[line.lab.ix()].id) data-group=(line.group) {
            th scope="row" { (view.agency(line.lab)) }
            td { (line.group) }
            @for month in months { (cell(line.months.get(month).copied())) }
        } } }
    } } }
}

fn cell(load: Option<&LabLoad>) -> Markup {
    let Some(load) = load else { return html! { td .cell {} } };
    let share = load.share();
    let class = match share {
        share if share > 1.0 => "over",
        share if share > 0.75 => "full",
        _ => "some",
    };
    let shown = if share.is_finite() { percent(share) } else { "∞".to_owned() };
    html! { td .cell data-month=(load.month) {
        span .(class) title=(shown) style=(format!("--v:{:.3}", share.clamp(0.0, 1.0))) {
            (count("lab_batches", load.batches.into())) " / " (count("lab_capacity", load.capacity.into()))
        }
    } }
}
