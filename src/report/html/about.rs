//! The foot of the page: what was checked, and where the plan comes from.

use maud::{Markup, html};

use super::words::{Words, count, thousands};
use crate::model::Plan;
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
                        th scope="row" { (crate::report::rule_name(view.lang, check.rule)) code .below { (check.rule.name()) } }
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
pub fn provenance(plan: &Plan, words: Words) -> Markup {
    let solver = &plan.solver;
    let line = |key: &'static str, value: Markup| {
        html! { div { dt { (words.get(key)) } dd { (value) } } }
    };
    let command =
        format!("onedoor plan INSTANCE --seed {} --effort {} -o PLAN", solver.seed, solver.effort);
    html! { section .card {
        dl .facts {
            (line("report-about-instance", html! { (plan.instance.name) }))
            (line("report-about-digest", html! { code .hash { (plan.instance.digest) } }))
            (line("report-about-version", html! { code { "onedoor " (solver.version) } }))
            (line("report-about-seed", html! { code { (solver.seed) } }))
            (line("report-about-effort", html! { (thousands(solver.effort)) }))
            (line("report-about-repeatable", html! { (words.get(if solver.repeatable { "report-repeatable" } else { "report-not-repeatable" })) }))
            (line("report-about-command", html! { code { (command) } }))
        }
        p .small { (words.get("report-about-verify")) " " code { "onedoor verify INSTANCE PLAN" } }
        p .small.faint { (words.get("report-map-source")) }
    } }
}
