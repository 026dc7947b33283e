//! The searchable lists: visits, and tasks that are not planned with their reasons by rule.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::words::{Words, datum, thousands};
use crate::model::{Note, Rule};
use crate::report::view::{Fate, View};

/// The frame of a list that the script fills.
fn list(name: &str, columns: &[(&'static str, bool)], words: Words) -> Markup {
    html! {
        div .tools {
            label { span { (words.get("report-search")) }
                input type="search" id=(format!("{name}-search")) autocomplete="off" spellcheck="false"
                    placeholder=(words.get("report-search-hint")) {} }
            output .small id=(format!("{name}-count")) {}
            span .pages {
                button type="button" id=(format!("{name}-back")) { (words.get("report-back")) }
                button type="button" id=(format!("{name}-next")) { (words.get("report-next")) }
            }
        }
        div .scroll { table .list id=(name) {
            thead { tr { @for (key, number) in columns {
                th scope="col" .number[*number] { (words.get(key)) }
            } } }
            tbody {}
        } }
        p .small.paper { (words.get("report-print-rest")) }
        noscript { p .faint { (words.get("report-noscript")) } }
    }
}

/// Every visit.
pub fn visits(words: Words) -> Markup {
    let columns = [
        ("report-col-when", false),
        ("report-col-site-name", false),
        ("report-col-products", false),
        ("report-col-batches", true),
        ("report-col-team", false),
        ("report-col-labs", false),
        ("report-col-programs", false),
    ];
    html! { section .card { (list("visits", &columns, words)) } }
}

/// Every task that is not planned, and how many each rule keeps out.
pub fn unplanned(view: &View, words: Words) -> Markup {
    let columns = [
        ("report-col-task", false),
        ("report-col-status", false),
        ("report-col-site-name", false),
        ("report-col-product", false),
        ("report-col-batches", true),
        ("report-col-detail", false),
        ("report-col-since", false),
    ];
    html! {
        (groups(view, words))
        section .card { (list("unplanned", &columns, words)) }
    }
}

/// Tasks that name a rule: left out, impossible, in reserve; and how many are required.
#[derive(Default)]
pub struct Group {
    /// Possible, yet not planned.
    pub left_out: u64,
    /// Impossible even alone.
    pub impossible: u64,
    /// Not drawn by lot.
    pub reserves: u64,
    /// Required, among all of these.
    pub required: u64,
}

/// How many tasks each rule keeps out, the rule that keeps most of them out first.
pub fn by_rule(view: &View) -> Vec<(Rule, Group)> {
    let mut rules: BTreeMap<Rule, Group> = BTreeMap::new();
    for item in &view.unplanned {
        let named: BTreeSet<Rule> = item.entry.reasons.iter().map(|reason| reason.rule).collect();
        for rule in named {
            let group = rules.entry(rule).or_default();
            match item.fate() {
                Fate::LeftOut => group.left_out += 1,
                Fate::Impossible => group.impossible += 1,
                Fate::Reserve => group.reserves += 1,
            }
            group.required += u64::from(view.instance.tasks[item.task.ix()].required);
        }
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(rule, group)| {
        (Reverse((group.left_out, group.impossible, group.reserves)), *rule)
    });
    rules
}

fn groups(view: &View, words: Words) -> Markup {
    let rules = by_rule(view);
    let cell = |name, value: u64| {
        let shown = if value == 0 { "–".to_owned() } else { thousands(value) };
        datum(name, value, &shown)
    };
    html! { section .card {
        p .small { (words.say(&Note::new("report-unplanned-note").with("tasks", thousands(view.unplanned.len() as u64)))) }
        @if !rules.is_empty() {
            div .scroll { table .list.groups {
                thead { tr {
                    th scope="col" { (words.get("report-col-rule")) }
                    th scope="col" { (words.get("report-col-rule-statement")) }
                    @for key in ["report-left-out", "report-impossible", "report-reserve", "report-col-required"] {
                        th .number scope="col" { (words.get(key)) }
                    }
                    th scope="col" { (words.get("report-col-remedy")) }
                } }
                tbody { @for (rule, group) in &rules { tr data-kept=(rule.name()) {
                    th scope="row" { button type="button" data-rule=(*rule as usize) aria-pressed="false" { (crate::messages::rule_name(view.lang, *rule)) } code .below { (rule.name()) } }
                    td { (crate::report::statement(view, *rule)) }
                    td .number { (cell("kept_left_out", group.left_out)) }
                    td .number { (cell("kept_impossible", group.impossible)) }
                    td .number { (cell("kept_reserve", group.reserves)) }
                    td .number { (cell("kept_required", group.required)) }
                    td { (crate::report::remedy(view.lang, *rule)) }
                } } }
            } }
        }
    } }
}
