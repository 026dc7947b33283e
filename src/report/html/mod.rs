//! The page: one file that needs nothing else, in a browser of these years, on paper, or read aloud.
//!
//! Decision: tables, bars, map and calendar are drawn here, so that the page says everything without
//! a script; the script only filters, searches, enlarges and shows details. Rejected: drawing in
//! the script, because print, tests and readers without it would see nothing.

mod about;
mod draw;
mod evenness;
mod gantt;
pub mod ground;
mod headline;
mod labs;
mod lists;
mod map;
mod payload;
mod price;
mod roads;
mod teams;
mod ways;
pub mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Check;
use super::balance::Balance;
use super::figures::Figures;
use super::tables::agency_sums;
use super::view::View;
use crate::draw::DrawRecord;
use crate::model::TravelSource;
use words::Words;

/// The style of every page.
pub const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(
    "'use strict';(()=>{\n",
    include_str!("data.js"),
    include_str!("map.js"),
    include_str!("gantt.js"),
    include_str!("lists.js"),
    "})();"
);

/// The page as bytes.
pub fn page(
    view: &View,
    figures: &Figures,
    balance: &Balance,
    record: &DrawRecord,
    checks: &[Check],
) -> Vec<u8> {
    let words = Words(view.lang);
    let (ground, span) = (map::ground(view), gantt::Span::of(view));
    let ways = ways::Ways::of(view, &ground);
    let data = payload::payload(view, figures, (&ground, &ways), &span, script_words(words));
    let page = html! {
        (DOCTYPE)
        html lang=(payload::html_lang(view.lang)) {
            (head(&view.plan.instance.name, STYLE, SCRIPT))
            body {
                a .skip href="#main" { (words.get("report-skip")) }
                (headline::title(view, checks, words))
                (navigation(words))
                main #main {
                    (section("overview", "report-nav-overview", words, html! {
                        (headline::tiles(figures, view.plan, words))
                        div .three {
                            (headline::tasks(view, figures, words))
                            (headline::cost(view.plan, words))
                            (headline::proof(view.plan, words))
                        }
                    }))
                    (filters(view, words))
                    (section("where", "report-nav-map", words, where_(view, &ground, &ways, words)))
                    (section("when", "report-nav-calendar", words, when(view, &span, words)))
                    (section("list", "report-nav-visits", words, lists::visits(words)))
                    (section("balance", "report-nav-balance", words, html! {
                        (evenness::balance(view, balance, words))
                        (price::balance(view.plan, words))
                    }))
                    (section("labs", "report-nav-labs", words, html! {
                        (labs::labs(view, balance, words))
                        (teams::teams(view, words))
                    }))
                    (section("left", "report-nav-unplanned", words, lists::unplanned(view, words)))
                    (section("draw", "report-nav-draw", words, html! {
                        (draw::draw(view, record, words))
                        (price::draw(view.plan, words))
                    }))
                    (section("checked", "report-nav-rules", words, about::rules(view, checks, words)))
                    (section("source", "report-nav-source", words, about::provenance(view, words)))
                }
                div #tip role="status" hidden {}
                script #data type="application/json" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string().into_bytes()
}

/// The head of a page with its one script.
pub fn head(title: &str, style: &str, script: &str) -> Markup {
    // Nothing may be fetched, and no script but this one may run: a second lock behind escaping.
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(script.as_bytes()))
    );
    html! { head {
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(policy);
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        meta name="generator" content="onedoor";
        title { (title) }
        style { (PreEscaped(style)) }
    } }
}

fn section(id: &str, title: &'static str, words: Words, body: Markup) -> Markup {
    html! { section .part id=(id) aria-labelledby=(format!("{id}-title")) {
        h2 id=(format!("{id}-title")) { (words.get(title)) }
        (body)
    } }
}

fn navigation(words: Words) -> Markup {
    let links = [
        ("overview", "report-nav-overview"),
        ("where", "report-nav-map"),
        ("when", "report-nav-calendar"),
        ("list", "report-nav-visits"),
        ("balance", "report-nav-balance"),
        ("labs", "report-nav-labs"),
        ("left", "report-nav-unplanned"),
        ("draw", "report-nav-draw"),
        ("checked", "report-nav-rules"),
        ("source", "report-nav-source"),
    ];
    html! { nav .contents aria-label=(words.get("report-contents")) { ul {
        @for (id, key) in links { li { a href={"#" (id)} { (words.get(key)) } } }
    } } }
}

/// What map, calendar and list of visits are narrowed to.
fn filters(view: &View, words: Words) -> Markup {
    let mut months: Vec<_> =
        view.visits.iter().map(|visit| crate::model::Month::of(visit.visit.date)).collect();
    months.sort();
    months.dedup();
    let settings = view.instance.settings();
    let team = |at: usize| view.instance.teams[at].agency.ix();
    html! { div .filters role="group" aria-label=(words.get("report-filters")) {
        label { span { (words.get("report-filter-agency")) }
            select #agency {
                option value="" { (words.get("report-all")) }
                @for (at, agency) in view.instance.agencies.iter().enumerate() {
                    option value=(at) { (agency.name) }
                }
            } }
        label { span { (words.get("report-col-team")) }
            select #team {
                option value="" { (words.get("report-all")) }
                @for (agency, row) in view.instance.agencies.iter().enumerate() {
                    optgroup label=(row.name) {
                        @for at in (0..view.instance.teams.len()).filter(|at| team(*at) == agency) {
                            option value=(at) { (view.instance.teams[at].id) }
                        }
                    }
                }
            } }
        label { span { (words.get("report-filter-program")) }
            select #program {
                option value="" { (words.get("report-all")) }
                @for (at, row) in view.instance.programs.iter().enumerate() {
                    option value=(at) { (if row.name.is_empty() { &row.id } else { &row.name }) }
                }
            } }
        label { span { (words.get("report-filter-month")) }
            select #month {
                option value="" { (words.get("report-all")) }
                @for month in &months { option value=(month) { (words.month(*month)) } }
            } }
        label { span { (words.get("report-filter-day")) }
            input #day type="date" min=(settings.start) max=(settings.end); }
        button #reset type="button" { (words.get("report-reset")) }
        output #filtered .small {}
    } }
}

fn where_(view: &View, ground: &ground::Ground, ways: &ways::Ways, words: Words) -> Markup {
    html! { section .card.where {
        div .mapbox {
            (map::map(view, ground, ways, words))
            div .zoom {
                button #zoom-in type="button" aria-label=(words.get("report-zoom-in")) { "+" }
                button #zoom-out type="button" aria-label=(words.get("report-zoom-out")) { "−" }
                button #zoom-all type="button" aria-label=(words.get("report-zoom-all")) { "⤢" }
            }
            div #scale .scale aria-hidden="true" { span {} }
        }
        div .aside {
            h3 { (words.get("report-legend")) }
            (map::legend(view, &agency_sums(view), words))
            p .small { (words.get(match view.instance.settings().travel.source {
                TravelSource::Roads => "report-map-note-roads",
                TravelSource::Geodesic | TravelSource::Matrix | TravelSource::Osrm => "report-map-note",
            })) }
            p .small.faint.onscreen { (words.get("report-map-keys")) }
        }
    } }
}

fn when(view: &View, span: &gantt::Span, words: Words) -> Markup {
    html! { section .card {
        p .small.onscreen { (words.get("report-gantt-note")) }
        p .small .keys {
            span .k.ups {} (words.get("report-gantt-visits"))
            span .k.downs {} (words.get("report-gantt-drive"))
            span .k.nights {} (words.get("report-gantt-night"))
            span .k.off {} (words.get("report-gantt-off"))
        }
        (gantt::gantt(view, span, words))
    } }
}

/// Words that the script puts together; `{0}` and `{1}` are filled in there.
fn script_words(words: Words) -> serde_json::Value {
    let keys = [
        ("range", "report-js-range"),
        ("none", "report-js-none"),
        ("filtered", "report-js-filtered"),
        ("stops", "report-js-stops"),
        ("drive", "report-js-drive"),
        ("night", "report-js-night"),
        ("km", "report-js-km"),
        ("tour", "report-js-tour"),
        ("rule", "report-js-rule"),
        ("leftOut", "report-left-out"),
        ("impossible", "report-impossible"),
        ("reserve", "report-reserve"),
        ("required", "report-js-required"),
        ("queue", "report-js-queue"),
        ("dayoff", "report-js-day-off"),
        ("more", "report-js-more"),
        ("show", "report-js-show"),
    ];
    let mut all = serde_json::Map::new();
    for (name, key) in keys {
        all.insert(name.to_owned(), json!(words.get(key)));
    }
    let days = [
        "report-sun",
        "report-mon",
        "report-tue",
        "report-wed",
        "report-thu",
        "report-fri",
        "report-sat",
    ];
    all.insert("days".to_owned(), json!(days.map(|day| words.get(day))));
    serde_json::Value::Object(all)
}

/// Base64 with padding (RFC 4648 §4), as content security policies write digests.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let three = [0, 1, 2].map(|at| u32::from(chunk.get(at).copied().unwrap_or(0)));
        let bits = three[0] << 16 | three[1] << 8 | three[2];
        for at in 0..4 {
            let sextet = (bits >> (18 - 6 * at) & 63) as usize;
            out.push(if at <= chunk.len() { char::from(ALPHABET[sextet]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_script_stays_in_its_element() {
        assert!(!SCRIPT.contains("</"), "would end the script element");
        assert!(!STYLE.contains("</"));
        // Names are other people's data: they become text, never markup.
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("insertAdjacentHTML"));
    }
}
