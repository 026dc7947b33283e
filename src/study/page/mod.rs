//! The page of a study: one file that needs nothing else. Charts and tables are drawn here, so that
//! paper and readers without a script see them; the script only chooses which two scenarios the map
//! compares, and orders rows.

mod charts;
mod map;
mod parts;
mod scatter;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::json;

use super::compare::{Compared, Says};
use super::lot::Lot;
use super::run::Failure;
use super::search::Found;
use super::store::Store;
use crate::messages::Lang;
use crate::model::{Fen, Note};
use crate::report::blocks::{STYLE, Words, head, percent, thousands, whole_yuan};

const OWN: &str = include_str!("style.css");
const SCRIPT: &str = concat!("'use strict';(()=>{\n", include_str!("page.js"), "})();");

/// What the page is about.
pub struct About<'a> {
    /// Scenarios and runs.
    pub lot: &'a Lot<'a>,
    /// The folder with the plans.
    pub store: &'a Store,
    /// Every scenario beside the base.
    pub all: &'a [Compared],
    /// What the search found.
    pub found: Option<&'a Found>,
    /// The language.
    pub lang: Lang,
}

/// The page as bytes.
///
/// # Errors
/// See [`Failure`].
pub fn page(about: &About<'_>) -> Result<Vec<u8>, Failure> {
    let words = Words(about.lang);
    let map = map::Map::of(about)?;
    let study = about.lot.study;
    let sections = [
        ("differences", "study-page-differences", charts::differences(about.all, words)),
        ("parts", "study-page-parts", parts::parts(about.all, words)),
        ("frontier", "study-page-frontier", scatter::frontier(about.all, words)),
        (
            "search",
            "study-page-search",
            about.found.map_or_else(|| html! {}, |found| scatter::search(found, words)),
        ),
        ("changed", "study-page-changed", map.markup(words)),
        ("table", "study-page-table", charts::table(about.all, words)),
        ("how", "study-page-how", how(about, words)),
    ];
    let shown = sections.iter().filter(|(id, ..)| *id != "search" || about.found.is_some());
    let html_lang = if about.lang == Lang::Zh { "zh-CN" } else { "en" };
    let page = html! {
        (DOCTYPE)
        html lang=(html_lang) {
            (head(&study.name, &format!("{STYLE}{OWN}"), SCRIPT))
            body {
                a .skip href="#main" { (words.get("report-skip")) }
                (title(about, words))
                nav .contents aria-label=(words.get("report-contents")) { ul {
                    @for (id, key, _) in shown.clone() { li { a href={"#" (id)} { (words.get(key)) } } }
                } }
                main #main {
                    section .part #overview { (tiles(about, words)) }
                    @for (id, key, body) in shown {
                        section .part id=(id) aria-labelledby=(format!("{id}-title")) {
                            h2 id=(format!("{id}-title")) { (words.get(key)) }
                            (body)
                        }
                    }
                }
                div #tip role="status" hidden {}
                script #data type="application/json" { (PreEscaped(data(&map, words))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(page.into_string().into_bytes())
}

/// Data for the script; `<` is written so that it can't end the element.
fn data(map: &map::Map, words: Words) -> String {
    let keys = [
        ("same", "study-page-same"),
        ("day", "study-page-day"),
        ("team", "study-page-team"),
        ("agency", "study-page-agency"),
        ("first", "study-page-first"),
        ("second", "study-page-second"),
        ("more", "study-diff-more"),
        ("left", "study-page-not-drawn"),
    ];
    let text = |key: &'static str| words.say(&Note::new(key).with("count", "%1"));
    let said: serde_json::Map<_, _> =
        keys.iter().map(|(name, key)| ((*name).to_owned(), json!(text(key)))).collect();
    let mut data = map.data();
    data["words"] = serde_json::Value::Object(said);
    data.to_string().replace('<', "\\u003c")
}

fn title(about: &About<'_>, words: Words) -> Markup {
    let study = about.lot.study;
    let line = Note::new("study-page-subtitle")
        .with("scenarios", about.all.len())
        .with("replicates", study.replicates)
        .with("runs", about.all.iter().map(|scenario| scenario.runs.len()).sum::<usize>());
    let misled = about.all.iter().filter(|scenario| scenario.cheaper_for_less()).count();
    html! { header .top {
        p .eyebrow { (words.get("study-page-eyebrow")) }
        h1 { (study.name) }
        p .sub { (words.say(&line)) }
        @if misled > 0 {
            p .verdict.bad { a href="#differences" {
                (words.say(&Note::new("study-page-misled").with("count", misled)))
            } }
        }
    } }
}

fn tiles(about: &About<'_>, words: Words) -> Markup {
    let Some(base) = about.all.first() else { return html! {} };
    let mean = |column: &str| base.measure(column).mean;
    let says = |says: Says| about.all.iter().filter(|scenario| scenario.says == says).count();
    let tile = |key: &'static str, big: String, unit: String, small: String| {
        html! { div .tile {
            h3 { (words.get(key)) }
            p .big { (big) span .unit { (unit) } }
            p .small { (small) }
        } }
    };
    let cost = Note::new("study-page-tile-cost")
        .with("base", &base.name)
        .with("spending", whole_yuan(Fen(mean("study_spending").round() as i64)));
    let covers = Note::new("study-page-tile-covers")
        .with("planned", thousands(mean("study_planned").round() as u64))
        .with("asked", thousands(mean("study_asked").round() as u64));
    let clear = Note::new("study-page-tile-clear")
        .with("noise", says(Says::Noise) + says(Says::Single))
        .with("same", says(Says::Same));
    html! { div .tiles {
        (tile("study-page-base", whole_yuan(Fen(mean("study_total").round() as i64)), words.get("report-unit-yuan"), words.say(&cost)))
        (tile("report-col-study-coverage", percent(mean("study_coverage")), String::new(), words.say(&covers)))
        (tile("study-says-clear", says(Says::Clear).to_string(), format!("/ {}", about.all.len().saturating_sub(1)), words.say(&clear)))
        (last_tile(about, words))
    } }
}

/// The answer of the search, else how far the base is from its bound.
fn last_tile(about: &About<'_>, words: Words) -> Markup {
    let gap = about.all.first().and_then(Compared::gap);
    let (title, big, small) = match about.found {
        Some(found) => (
            "study-page-search",
            found.answer.map_or("–".to_owned(), |size| size.to_string()),
            words.get(scatter::what(found)),
        ),
        None => (
            "report-col-study-gap",
            gap.map_or("–".to_owned(), percent),
            words.get("study-page-tile-gap"),
        ),
    };
    html! { div .tile {
        h3 { (words.get(title)) }
        p .big { (big) }
        p .small { (small) }
    } }
}

/// How the study was made, so that it can be made again.
fn how(about: &About<'_>, words: Words) -> Markup {
    let study = about.lot.study;
    let seed = about.all.first().and_then(|base| base.runs.first()).map_or(0, |run| run.seed);
    let facts = [
        ("study-page-seed", seed.to_string()),
        ("study-page-effort", study.effort.to_string()),
        ("study-page-warm", study.warm_effort.to_string()),
        ("study-page-bound", study.bound.to_string()),
        ("study-page-prices", study.prices.to_string()),
        ("study-page-version", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    html! { section .card {
        dl .facts { @for (key, value) in facts { div { dt { (words.get(key)) } dd { (value) } } } }
        @for key in ["study-page-note-luck", "study-page-note-gap", "study-page-note-prices", "study-page-note-asked"] {
            p .small { (words.get(key)) }
        }
    } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stays_in_its_element() {
        assert!(!SCRIPT.contains("</") && !OWN.contains("</"));
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("insertAdjacentHTML"));
    }
}
