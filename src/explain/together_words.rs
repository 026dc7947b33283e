//! A smallest set of facts, in words.

use super::{Cited, Together};
use crate::messages::{Lang, rule_label, text as words, word};
use crate::model::Note;
use crate::rules::describe;

/// The explanation for people.
pub fn text(lang: Lang, core: &Together) -> String {
    if core.possible {
        let note = Note::new("explain-core-possible").with("tasks", core.asked);
        return format!("{}\n", words(lang, &note));
    }
    let head =
        Note::new("explain-core-head").with("tasks", core.asked).with("facts", core.facts.len());
    let mut lines = vec![words(lang, &head)];
    lines.extend(core.facts.iter().map(|cited| format!("  {}", line(lang, cited))));
    let key = match (core.proved, core.smallest) {
        (true, true) => "explain-core-smallest",
        (true, false) => "explain-core-proved",
        (false, _) => "explain-core-searched",
    };
    lines.extend([String::new(), word(lang, key)]);
    if !core.remedies.is_empty() {
        lines.extend([String::new(), word(lang, "explain-remedies")]);
    }
    for rule in &core.remedies {
        let remedy = word(lang, describe(*rule).remedy);
        lines.push(format!("  {}: {remedy}", rule_label(lang, *rule)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn line(lang: Lang, cited: &Cited) -> String {
    let since = cited.since.as_deref().map(|row| format!(" ({row})")).unwrap_or_default();
    let what = match (&cited.task, cited.rule) {
        (Some(task), _) => words(lang, &Note::new("explain-core-task").with("task", task)),
        (None, Some(rule)) if cited.since.is_some() => {
            words(lang, &Note::new("explain-core-row").with("rule", rule))
        }
        (None, Some(rule)) => {
            format!("{}: {}", rule_label(lang, rule), word(lang, describe(rule).statement))
        }
        (None, None) => String::new(),
    };
    let mark = if cited.needed { "" } else { " ?" };
    format!("{what}{since}{mark}")
}
