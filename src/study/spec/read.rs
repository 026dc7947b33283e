//! Reads `study.toml` and judges what no key can know alone; errors name line and key.

use std::collections::BTreeSet;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::{Frontier, Step, Study};
use crate::io::Diagnostic;
use crate::model::Note;

/// Most scenarios of a study, grids counted out.
const MOST_SCENARIOS: usize = 10_000;
/// Most replicates.
const MOST_REPLICATES: u32 = 1000;
/// Largest file.
const MOST_BYTES: u64 = 1 << 20;

/// What is wrong, and the dotted key that it is about.
type Wrong = (String, Note);

/// Reads `study.toml`.
///
/// # Errors
/// What is wrong, with line and key.
pub fn read_study(path: &Path) -> Result<Study, Vec<Diagnostic>> {
    let file = path.display().to_string();
    let refuse = |note: Note| vec![Diagnostic::error(&file, note)];
    let about = std::fs::metadata(path);
    let text = match about {
        Ok(about) if about.len() > MOST_BYTES => return Err(refuse(Note::new("io-too-big"))),
        _ => std::fs::read_to_string(path)
            .map_err(|error| refuse(Note::new("io-system").with("message", error)))?,
    };
    let text = text.trim_start_matches('\u{feff}');
    let study: Study = toml::from_str(text).map_err(|error| vec![syntax(&file, text, &error)])?;
    judge(&study).map_err(|(key, note)| {
        let mut wrong = Diagnostic::error(&file, note).column(&key);
        wrong.row = line(text, &key);
        vec![wrong.advice(Note::new("study-advice-template"))]
    })?;
    Ok(study)
}

fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..at).unwrap_or(text);
    let row = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    let note = Note::new("io-toml").with("message", error.message());
    Diagnostic::error(file, note)
        .row(u32::try_from(row).unwrap_or(u32::MAX))
        .column(column)
        .found(text.lines().nth(row - 1).unwrap_or(""))
        .advice(Note::new("study-advice-template"))
}

/// Where a patch of a scenario stands in a study's file: line and key; none if it comes from a search
/// or a frontier.
pub fn patch_place(file: &Path, scenario: &str, patch: usize) -> Option<(u32, String)> {
    let text = std::fs::read_to_string(file).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    let study: Study = toml::from_str(text).ok()?;
    let patch = patch.checked_sub(1)?;
    let named = study.scenarios.iter().position(|row| row.name == scenario);
    let key = match named {
        Some(at) => format!("scenario.{at}.patch.{patch}"),
        None => study.grids.iter().zip(0..).find_map(|(grid, at)| {
            let inside = step_place(&grid.axes, 0, scenario.strip_prefix(&grid.name)?, patch)??;
            Some(format!("grid.{at}.{inside}"))
        })?,
    };
    Some((line(text, &key)?, key))
}

/// The key of a patch in the steps, from an axis on, that the rest of a name, `/STEP/STEP`, stands
/// for: none if it stands for none, `Some(None)` if the patch is in none of them.
#[allow(clippy::option_option)]
fn step_place(axes: &[Vec<Step>], axis: usize, rest: &str, patch: usize) -> Option<Option<String>> {
    let Some(steps) = axes.get(axis) else { return rest.is_empty().then_some(None) };
    let rest = rest.strip_prefix('/')?;
    steps.iter().enumerate().find_map(|(at, step)| {
        let left = patch.checked_sub(step.patches.len());
        let later =
            step_place(axes, axis + 1, rest.strip_prefix(&step.name)?, left.unwrap_or(usize::MAX))?;
        let here = format!("axes.{axis}.{at}.patch.{patch}");
        Some(if left.is_none() { Some(here) } else { later })
    })
}

/// The line of a dotted key; numbers count the members of a list from 0. Where the key is not
/// written, the line of what is around it.
fn line(text: &str, key: &str) -> Option<u32> {
    let document = DeTable::parse(text).ok()?;
    let mut at = 0;
    let mut value: Option<&DeValue<'_>> = None;
    for part in key.split('.') {
        let table = match value {
            None => Some(document.get_ref()),
            Some(DeValue::Table(table)) => Some(table),
            Some(_) => None,
        };
        let inner = match (table, value) {
            (Some(table), _) => table
                .iter()
                .find(|(name, _)| name.get_ref() == part)
                .map(|(name, inner)| (name.span().start, inner.get_ref())),
            (None, Some(DeValue::Array(list))) => part
                .parse::<usize>()
                .ok()
                .and_then(|number| list.get(number))
                .map(|inner| (inner.span().start, inner.get_ref())),
            (None, _) => None,
        };
        let Some((start, inner)) = inner else { break };
        at = start;
        value = Some(inner);
    }
    value?;
    u32::try_from(text.get(..at)?.matches('\n').count() + 1).ok()
}

/// What no key can know alone.
fn judge(study: &Study) -> Result<(), Wrong> {
    range("format", study.format.into(), 1)?;
    range("replicates", study.replicates.into(), MOST_REPLICATES.into())?;
    let made = study
        .grids
        .iter()
        .map(|grid| grid.axes.iter().fold(1usize, |all, axis| all.saturating_mul(axis.len())));
    let points = study.frontier.iter().map(Frontier::count);
    let count = made.chain(points).fold(study.scenarios.len(), usize::saturating_add);
    range("scenario", count.max(1) as u64, MOST_SCENARIOS as u64)?;
    search(study)?;
    frontier(study)?;
    names(study)
}

fn range(what: &str, value: u64, most: u64) -> Result<(), Wrong> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    let note = Note::new("study-out-of-range").with("what", what).with("found", value);
    Err((what.to_owned(), note.with("most", most)))
}

fn search(study: &Study) -> Result<(), Wrong> {
    let Some(search) = &study.search else { return Ok(()) };
    range("search.step", search.step.into(), 100)?;
    let limits = &search.subject_to;
    let shares = [("coverage", Some(limits.coverage)), ("gap", limits.gap)];
    for (name, share) in shares {
        if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            let note = Note::new("study-no-share").with("found", share.unwrap_or_default());
            return Err((format!("search.subject_to.{name}"), note));
        }
    }
    Ok(())
}

fn frontier(study: &Study) -> Result<(), Wrong> {
    let Some(frontier) = &study.frontier else { return Ok(()) };
    let axes = [
        ("balance_region", &frontier.balance_region),
        ("balance_month", &frontier.balance_month),
        ("value", &frontier.value),
        ("quotas", &frontier.quotas),
    ];
    if axes.iter().all(|(_, values)| values.is_empty()) {
        return Err(("frontier".to_owned(), Note::new("study-frontier-empty")));
    }
    for (name, values) in axes {
        let wrong = values.iter().find(|value| !value.is_finite() || **value < 0.0);
        if let Some(wrong) = wrong {
            let note = Note::new("study-frontier-number").with("found", wrong);
            return Err((format!("frontier.{name}"), note));
        }
    }
    Ok(())
}

fn names(study: &Study) -> Result<(), Wrong> {
    let all = study.all();
    let mut names = BTreeSet::new();
    for scenario in &all {
        let name = &scenario.name;
        if name.trim().is_empty() || !names.insert(name.as_str()) {
            let at = study.scenarios.iter().rposition(|row| row.name == *name);
            let key = at.map_or("scenario".to_owned(), |at| format!("scenario.{at}.name"));
            return Err((key, Note::new("study-name-twice").with("name", name)));
        }
    }
    match &study.base {
        Some(base) if !names.contains(base.as_str()) => {
            let near = crate::io::nearest(base, names.into_iter()).unwrap_or("–");
            let note = Note::new("study-no-base").with("base", base).with("near", near);
            Err(("base".to_owned(), note))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_line() {
        let text = "format = 1\nname = 'x'\n[[scenario]]\nname = 'a'\npatch = [\n  { do = 'policy', key = 'k', value = 1 },\n]\n[search]\nminimise = 'teams'\nsubject_to = { coverage = 2.0 }\n";
        assert_eq!(line(text, "name"), Some(2));
        assert_eq!(line(text, "scenario.0.name"), Some(4));
        assert_eq!(line(text, "scenario.0.patch.0"), Some(6));
        assert_eq!(line(text, "search.subject_to.coverage"), Some(10));
        // Not written: the table it would stand in.
        assert_eq!(line(text, "search.step"), Some(8));
        assert_eq!(line(text, "replicates"), None);
        let study: Study = toml::from_str(text).unwrap();
        assert_eq!(judge(&study).unwrap_err().0, "search.subject_to.coverage");
    }

    #[test]
    fn a_patch_of_a_grid_has_its_step() {
        let step = "{ name = 'a', patch = [{ do = 'policy', key = 'k', value = 1 }] }";
        let text = format!(
            "format = 1\nname = 'x'\n[[grid]]\nname = 'g'\naxes = [\n[{{ name = 'n' }}, {step}],\n[{step}],\n]\n"
        );
        let study: Study = toml::from_str(&text).unwrap();
        let place = |rest, patch| step_place(&study.grids[0].axes, 0, rest, patch);
        assert_eq!(place("/a/a", 0), Some(Some("axes.0.1.patch.0".to_owned())));
        assert_eq!(place("/a/a", 1), Some(Some("axes.1.0.patch.0".to_owned())));
        assert_eq!(place("/n/a", 0), Some(Some("axes.1.0.patch.0".to_owned())));
        assert_eq!((place("/n/a", 1), place("/n/b", 0)), (Some(None), None));
        assert_eq!(line(&text, "grid.0.axes.1.0.patch.0"), Some(7));
    }
}
