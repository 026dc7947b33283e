//! The head of the page: what was planned, what it costs, what was proved.

use maud::{Markup, html};

use super::lists;
use super::words::{Words, count, datum, kilometres, money, percent, thousands, whole_yuan, yuan};
use crate::calendar::Calendar;
use crate::messages::rule_name;
use crate::model::{Authority, Fen, Note, Plan};
use crate::report::Check;
use crate::report::figures::{Figures, share};
use crate::report::view::View;

/// Title, horizon and verdict.
pub fn title(view: &View, checks: &[Check], words: Words) -> Markup {
    let settings = view.instance.settings();
    let authority = match view.instance.authority() {
        Authority::National => words.get("report-national"),
        Authority::Region(region) => view.region(region).to_owned(),
    };
    let line = Note::new("report-subtitle")
        .with("authority", authority)
        .with("from", settings.start)
        .with("to", settings.end)
        .with("days", Calendar::new(view.instance).all_working_days())
        .with("agencies", view.instance.agencies.len())
        .with("teams", view.instance.teams.len());
    html! {
        header .top {
            p .eyebrow { (words.get("report-eyebrow")) }
            h1 { (view.plan.instance.name) }
            p .sub { (words.say(&line)) }
            (verdict(checks, words))
        }
    }
}

fn verdict(checks: &[Check], words: Words) -> Markup {
    let made: u64 = checks.iter().map(|check| check.made).sum();
    let found: u64 = checks.iter().map(|check| check.violations).sum();
    let (class, note) = match (made, found) {
        (0, 0) => ("unknown", Note::new("report-verdict-none")),
        (_, 0) => ("good", Note::new("report-verdict-good").with("checks", thousands(made))),
        _ => ("bad", Note::new("report-verdict-bad").with("found", thousands(found))),
    };
    html! { p .verdict.(class) { a href="#checked" { (words.say(&note)) } } }
}

/// A figure that everybody asks for first: its name, the figure, what it means at once, and the rest.
struct Tile {
    name: &'static str,
    figure: Markup,
    unit: &'static str,
    gist: Option<Note>,
    rest: Note,
}

/// The four figures that everybody asks for first.
pub fn tiles(figures: &Figures, plan: &Plan, words: Words) -> Markup {
    let f = figures;
    let tiles = [coverage(f), visits(f), road(f), price(f, plan)];
    html! { div .tiles { @for tile in tiles { div .tile {
        h3 { (words.get(tile.name)) }
        p .big { (tile.figure) span .unit { (words.get(tile.unit)) } }
        @if let Some(gist) = &tile.gist { p .gist { (words.say(gist)) } }
        p .small { (words.say(&tile.rest)) }
    } } } }
}

fn coverage(f: &Figures) -> Tile {
    let drawn = thousands((f.planned + f.left_out) as u64);
    let gist = |part| Note::new("report-tile-coverage").with("share", percent(part));
    Tile {
        name: "report-tile-tasks",
        figure: count("planned", f.planned as u64),
        unit: "report-unit-tasks",
        gist: f.coverage().map(gist),
        rest: match f.coverage() {
            Some(_) => Note::new("report-tile-coverage-of").with("drawn", drawn),
            None => Note::new("report-tile-nothing-drawn"),
        },
    }
}

fn visits(f: &Figures) -> Tile {
    let part = share(f.saved() as u64, f.planned as u64).unwrap_or(0.0);
    let gist = Note::new("report-tile-saved")
        .with("saved", thousands(f.saved() as u64))
        .with("share", percent(part));
    Tile {
        name: "report-tile-visits",
        figure: count("visits", f.visits as u64),
        unit: "report-unit-visits",
        gist: Some(gist),
        rest: Note::new("report-tile-saved-of").with("single", thousands(f.planned as u64)),
    }
}

fn road(f: &Figures) -> Tile {
    let gist = Note::new("report-tile-road")
        .with("tours", thousands(f.tours as u64))
        .with("nights", thousands(f.nights as u64));
    Tile {
        name: "report-tile-team-days",
        figure: count("team_days", f.team_days as u64),
        unit: "report-unit-days",
        gist: Some(gist),
        rest: Note::new("report-tile-road-km").with("km", kilometres(f.metres)),
    }
}

fn price(f: &Figures, plan: &Plan) -> Tile {
    let paid = spending(plan);
    let each = i64::try_from(f.batches).ok().filter(|batches| *batches > 0);
    Tile {
        name: "report-tile-cost",
        figure: datum("total", plan.objective.total, &whole_yuan(plan.objective.total)),
        unit: "report-unit-yuan",
        gist: Some(Note::new("report-tile-price").with("spending", yuan(paid))),
        rest: match each {
            Some(batches) => Note::new("report-tile-price-each")
                .with("each", yuan(Fen(paid.0 / batches)))
                .with("fees", yuan(f.fees)),
            None => Note::new("report-tile-no-batch"),
        },
    }
}

/// One part of a bar that shows a whole.
struct Part {
    name: &'static str,
    word: &'static str,
    value: u64,
    shown: Markup,
}

/// A whole as one bar and a table of its parts.
fn whole(parts: &[Part], words: Words) -> Markup {
    let sum: u64 = parts.iter().map(|part| part.value).sum();
    let width = |part: &Part| share(part.value, sum).unwrap_or(0.0) * 100.0;
    html! {
        div .whole aria-hidden="true" {
            @for (at, part) in parts.iter().enumerate().filter(|(_, part)| part.value > 0) {
                span .{"p" (at)} style=(format!("width:{:.3}%", width(part))) {}
            }
        }
        table .parts { tbody {
            @for (at, part) in parts.iter().enumerate() {
                tr data-part=(part.name) {
                    th scope="row" { span .key.{"p" (at)} {} (words.get(part.word)) }
                    td .number { (part.shown) }
                    td .number.faint { (share(part.value, sum).map_or(String::new(), percent)) }
                }
            }
        } }
    }
}

/// Rules that keep most tasks out, shown in the head.
const RULES_SHOWN: usize = 4;

/// What became of every task, and what kept most of those out that the lot had not passed by.
pub fn tasks(view: &View, figures: &Figures, words: Words) -> Markup {
    let part = |name, word, value: usize| Part {
        name,
        word,
        value: value as u64,
        shown: count(name, value as u64),
    };
    let f = figures;
    let parts = [
        part("planned", "report-part-planned", f.planned),
        part("left_out", "report-left-out", f.left_out),
        part("impossible", "report-impossible", f.impossible),
        part("reserves", "report-reserve", f.reserves),
    ];
    let required = Note::new("report-required-line")
        .with("planned", thousands(f.required_planned as u64))
        .with("required", thousands(f.required as u64))
        .with("impossible", thousands(f.required_impossible as u64));
    let merged = Note::new("report-merged-line")
        .with("sites", thousands(f.sites as u64))
        .with("merged", thousands(f.merged as u64))
        .with("across", thousands(f.across_authorities as u64));
    html! { section .card.tasks {
        h3 { (words.get("report-all-tasks")) " " (count("tasks", f.tasks as u64)) }
        (whole(&parts, words))
        @if f.required_left_out() > 0 {
            p .alert { (words.say(&Note::new("report-required-left-out")
                .with("left", thousands(f.required_left_out() as u64)))) }
        }
        p .small { (words.say(&required)) }
        p .small { (words.say(&merged)) }
        (kept_out(view, words))
    } }
}

fn kept_out(view: &View, words: Words) -> Markup {
    let groups = lists::by_rule(view);
    let out = |group: &lists::Group| group.left_out + group.impossible;
    let rows = groups.iter().filter(|(_, group)| out(group) > 0).take(RULES_SHOWN);
    html! { @if rows.clone().next().is_some() {
        h4 { (words.get("report-kept-out")) }
        table .parts { tbody { @for (rule, group) in rows { tr data-kept-out=(rule.name()) {
            th scope="row" { a href="#left" { (rule_name(view.lang, *rule)) } }
            td .number { (count("kept_out", out(group))) }
            td {}
        } } } }
    } }
}

/// What is paid: driving, days, nights and parcels.
fn spending(plan: &Plan) -> Fen {
    let o = &plan.objective;
    o.travel + o.team_days + o.nights + o.courier
}

/// The objective, part by part: what is paid, and what weighs without being paid.
pub fn cost(plan: &Plan, words: Words) -> Markup {
    let o = &plan.objective;
    let part = |name, word, value: Fen| Part {
        name,
        word,
        value: value.0.max(0) as u64,
        shown: money(name, value),
    };
    let paid = [
        part("travel", "report-cost-travel", o.travel),
        part("team_days_cost", "report-cost-team-days", o.team_days),
        part("nights_cost", "report-cost-nights", o.nights),
        part("courier", "report-cost-courier", o.courier),
    ];
    let rare = [
        ("rotation", "report-cost-rotation", o.rotation),
        ("owner_days", "report-cost-owner-days", o.owner_days),
    ];
    let rare = rare.into_iter().filter(|(_, _, value)| *value != Fen::ZERO);
    let weighed = [
        ("value_lost", "report-cost-value-lost", o.value_lost),
        ("shortfall", "report-cost-shortfall", o.shortfall),
        ("balance", "report-cost-balance", o.balance),
    ];
    html! { section .card.cost {
        h3 { (words.get("report-cost-title")) }
        (whole(&paid, words))
        table .parts { tbody {
            tr .sum { th scope="row" { (words.get("report-cost-spending")) }
                td .number { (money("spending", spending(plan))) } td {} }
            @for (name, word, value) in weighed.into_iter().chain(rare) {
                tr { th scope="row" { (words.get(word)) }
                    td .number.alert[name == "value_lost" && value > Fen::ZERO] { (money(name, value)) } td {} }
            }
            tr .sum.total { th scope="row" { (words.get("report-tile-cost")) }
                td .number { (money("cost_total", o.total)) } td {} }
        } }
        p .small { (words.get("report-cost-note")) }
    } }
}

/// How far from the best possible plan this one can be at most.
pub fn proof(plan: &Plan, words: Words) -> Markup {
    html! { section .card.proof {
        h3 { (words.get("report-proof-title")) }
        @match &plan.bound {
            Some(bound) => {
                p .big { (datum("gap", bound.gap, &percent(bound.gap))) }
                div .whole aria-hidden="true" {
                    span .p0 style=(format!("width:{:.3}%", (1.0 - bound.gap).clamp(0.0, 1.0) * 100.0)) {}
                    span .p1 style=(format!("width:{:.3}%", bound.gap.clamp(0.0, 1.0) * 100.0)) {}
                }
                table .parts { tbody {
                    tr { th scope="row" { span .key.p0 {} (words.get("report-sum-bound")) }
                        td .number { (money("bound", bound.total)) } }
                } }
                p { (words.say(&Note::new("report-proof-sentence")
                    .with("bound", yuan(bound.total))
                    .with("gap", percent(bound.gap)))) }
                p .small { (words.say(&Note::new("report-proof-method")
                    .with("scope", known(&bound.scope, words))
                    .with("method", known(&bound.method, words)))) }
            }
            None => {
                p .big.muted { (words.get("report-proof-none-big")) }
                p { (words.get("report-proof-none")) }
            }
        }
        p .small { (words.get(stopped(plan))) }
    } }
}

/// What a bound says of itself, in the reader's language; what is not known stays as it is.
fn known(said: &str, words: Words) -> String {
    match said {
        "whole plan" => words.get("report-proof-whole"),
        "minutes" => words.get("report-proof-minutes"),
        "column generation" => words.get("report-proof-columns"),
        "enumeration" => words.get("report-proof-cases"),
        other => other.to_owned(),
    }
}

/// Why the solver stopped, as a sentence.
fn stopped(plan: &Plan) -> &'static str {
    use crate::model::Stopped;
    match plan.solver.stopped {
        Stopped::Effort => "report-stopped-effort",
        Stopped::Time => "report-stopped-time",
        Stopped::Optimal => "report-stopped-optimal",
        Stopped::Interrupted => "report-stopped-interrupted",
    }
}
