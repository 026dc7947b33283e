//! The foot of the page: what was checked, and where the plan comes from.

use maud::{Markup, html};

use super::words::{Words, count, thousands};
use crate::report::Check;
use crate::report::view::View;
use crate::rules::describe;

/// Every rule with what it says, its clause, and what the judge found.
pub fn rules(view: &View, checks: &[Check], words: Words) -> Markup {
    html! { section .card {
        @if checks.is_empty() { p .faint { (words.get("report-verdict-none")) } }
        @else {
            div .scroll { table .list.rules {
                thead { tr {
                    th scope="col" { (words.get("report-col-rule")) }
                    th scope="col" { (words.get("report-col-rule-statement")) }
                    th scope="col" { (words.get("report-col-clause")) }
                    th .number scope="col" { (words.get("report-col-checks")) }
                    th .number scope="col" { (words.get("report-col-violations")) }
                } }
                tbody { @for check in checks {
                    tr .alert[check.violations > 0] data-rule-name=(check.rule.name()) {
                        th scope="row" { (crate::messages::rule_name(view.lang, check.rule)) code .below { (check.rule.name()) } }
                        td { (crate::report::statement(view, check.rule)) }
                        td .clause { (describe(check.rule).clause.unwrap_or("–")) }
                        td .number { (count("checks", check.made)) }
                        td .number { (count("violations", check.violations)) }
                    }
                } }
            } }
        }
    } }
}

/// What is needed to make the plan again.
pub fn provenance(view: &View, words: Words) -> Markup {
    let plan = view.plan;
    let solver = &plan.solver;
    let line = |key: &'static str, value: Markup| {
        html! { div { dt { (words.get(key)) } dd { (value) } } }
    };
    html! { section .card {
        dl .facts {
            (line("report-about-instance", html! { (plan.instance.name) }))
            (line("report-about-digest", html! { code .hash { (plan.instance.digest) } }))
            (line("report-about-version", html! { code { "onedoor " (solver.version) } }))
            (line("report-about-draw-seed", html! { code { (view.instance.settings().seed) } }))
            (line("report-about-seed", html! { code { (solver.seed) } }))
            (line("report-about-effort", html! { (thousands(solver.effort)) }))
            (line("report-about-repeatable", html! { (words.get(if solver.repeatable { "report-repeatable" } else { "report-not-repeatable" })) }))
            (line("report-about-command", match &plan.information.command {
                Some(command) => html! { code { (command) } },
                None => html! { (words.get("report-about-by-hand")) },
            }))
            (line("report-about-verify", html! { code { "onedoor verify INSTANCE PLAN" } }))
        }
        @if solver.repeatable && plan.information.command.is_some() {
            p .small { (words.get("report-about-how")) }
        }
        p .small.faint { (words.get("report-map-source")) }
    } }
}
