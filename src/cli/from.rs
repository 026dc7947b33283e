//! `onedoor plan --from`: a plan that is there already, planned on.
//!
//! From a folder the whole plan is searched again, with a price for leaving it. From its workbook,
//! what somebody changed there (date, team, place among the day's stops) becomes wishes: all of
//! them hold in the new plan, or those that can't are told with their rule and nothing is written.

use std::path::Path;

use serde_json::{Value, json};

use super::dispatch::say::{changed, wording};
use super::dispatch::{fault, sound};
use super::watch::Progress;
use super::{Answer, Common, Exit, Failure, input};
use crate::io::{self, Edit};
use crate::messages::{Lang, text, told};
use crate::model::{Instance, Note, Plan};
use crate::plan::{self, Change, Desk, Dispatched, Limits, Refusal, Trouble, Wish};
use crate::verify;

/// Runs the command: well if every edit holds and no required task is left out.
pub fn run(
    instance: &Instance,
    from: &Path,
    output: &Path,
    limits: &Limits,
    common: &Common,
) -> Answer {
    let lang = common.lang();
    let (old, edits) = read(instance, from, common)?;
    let instance = &instance.joined(&old);
    if old.instance.digest == instance.digest() {
        sound(&verify::judge(instance, &old)).map_err(|note| Failure::Input(vec![note]))?;
    }
    let (wishes, places) = wishes(instance, edits.as_deref().unwrap_or_default());
    let desk = Desk { wishes, improve: edits.is_none(), ..Desk::whole(instance) };
    let progress = Progress::new(lang, common.quiet || common.json);
    let answer = plan::dispatch(instance, &old, &desk, limits, &progress);
    progress.finish();
    let done = answer.map_err(|trouble| match trouble {
        Trouble::Input(note) => Failure::Input(vec![note]),
        Trouble::Fault(message) => Failure::Fault(message),
    })?;
    write(instance, output, &done, common)?;
    let told = Told { instance, old: &old, desk: &desk, places: &places, done: &done, output };
    if common.json {
        super::print(&format!("{:#}\n", told.document(lang)))?;
    } else if done.plan.is_none() {
        eprintln!("{}", told.refusals(lang));
    } else if !common.quiet {
        super::print(&format!("{}\n", told.summary(lang)))?;
    }
    Ok(if done.plan.is_some() && done.missing == 0 { Exit::Well } else { Exit::No })
}

/// The plan, and what its workbook wants different; none if no workbook was named.
fn read(
    instance: &Instance,
    from: &Path,
    common: &Common,
) -> Result<(Plan, Option<Vec<Edit>>), Failure> {
    if from.extension().is_none_or(|kind| !kind.eq_ignore_ascii_case("xlsx")) {
        return Ok((input::plan(from, common)?, None));
    }
    // What was changed is told by the plan that the workbook was made from, which lies beside it.
    let beside = from.with_file_name("plan.json");
    if !beside.is_file() {
        let note = Note::new("plan-from-nothing-beside").with("path", from.display());
        return Err(Failure::Input(vec![note]));
    }
    let plan = input::plan(&beside, common)?;
    let edits = input::edits(from, &instance.joined(&plan), &plan, common)?;
    Ok((plan, Some(edits)))
}

/// The edits as wishes, and where each stands.
fn wishes(instance: &Instance, edits: &[Edit]) -> (Vec<Wish>, Vec<String>) {
    let mut wishes = Vec::new();
    for edit in edits {
        let visit = || edit.visit.clone();
        let mut add = |wish: Wish| wishes.push((wish, edit.place.clone()));
        if let Some(date) = edit.date {
            add(Wish::Date(visit(), date));
        }
        if let Some(team) = edit.team.as_deref().and_then(|id| instance.team(id)) {
            add(Wish::Team(visit(), team));
        }
        if let Some(stop) = edit.stop {
            add(Wish::Stop(visit(), stop));
        }
    }
    wishes.into_iter().unzip()
}

fn write(
    instance: &Instance,
    output: &Path,
    done: &Dispatched,
    common: &Common,
) -> Result<(), Failure> {
    let (Some(plan), Some(verdict)) = (&done.plan, &done.verdict) else { return Ok(()) };
    if !verdict.is_clean() {
        return Err(Failure::Fault(fault(instance, verdict, common.lang())));
    }
    let mut files = vec![("plan.json".to_owned(), io::plan_json(plan).into_bytes())];
    files.extend(super::report::derived(instance, plan, verdict, common)?);
    io::write_folder(output, &files)
        .map_err(|error| Failure::System(format!("{}: {error}", output.display())))
}

/// Everything there is to tell.
struct Told<'a> {
    instance: &'a Instance,
    old: &'a Plan,
    desk: &'a Desk,
    places: &'a [String],
    done: &'a Dispatched,
    output: &'a Path,
}

impl Told<'_> {
    fn edits(&self) -> impl Iterator<Item = (&Wish, &String, Option<&Refusal>)> {
        let refused = self.done.refused.iter().map(Option::as_ref);
        let wishes = self.desk.wishes.iter().zip(self.places).zip(refused);
        wishes.map(|((wish, place), refusal)| (wish, place, refusal))
    }

    fn document(&self, lang: Lang) -> Value {
        let edit = |(wish, place, refusal): (&Wish, &String, Option<&Refusal>)| {
            let reasons = refusal.into_iter().flat_map(|refusal| &refusal.reasons);
            let reason = |reason: &crate::model::Reason| {
                json!({
                    "rule": reason.rule, "note": reason.note, "since": reason.since,
                    "text": reason.note.as_ref().map(|note| told(lang, self.instance, note)),
                })
            };
            json!({
                "at": place,
                "visit": wish.visit(),
                "wish": text(lang, &wording(self.instance, wish)),
                "holds": refusal.is_none() && self.done.plan.is_some(),
                "reasons": reasons.map(reason).collect::<Vec<_>>(),
            })
        };
        let new = self.done.plan.as_ref();
        json!({
            "plan": new.map(|_| self.output),
            "written": new.is_some(),
            "verified": self.done.verdict.as_ref().is_some_and(verify::Verdict::is_clean),
            "edits": self.edits().map(edit).collect::<Vec<_>>(),
            "changes": self.done.changes,
            "objective": new.map(|plan| &plan.objective),
            "cost": new.map(|plan| json!({
                "before": self.old.objective.total,
                "after": plan.objective.total,
            })),
            "required_left_out": self.done.missing,
        })
    }

    fn refusals(&self, lang: Lang) -> String {
        let mut lines = vec![super::said(lang, &Note::new("plan-from-refused"))];
        for (wish, place, refusal) in self.edits() {
            let Some(refusal) = refusal else { continue };
            let said = text(lang, &wording(self.instance, wish));
            lines.push(format!("✗ {place}: {said}"));
            for reason in &refusal.reasons {
                let words = reason
                    .note
                    .as_ref()
                    .map_or_else(|| reason.detail.clone(), |note| told(lang, self.instance, note));
                let since = reason.since.as_deref().map(|row| format!(" ({row})"));
                lines.push(format!("    {}: {words}{}", reason.rule, since.unwrap_or_default()));
            }
        }
        lines.join("\n")
    }

    fn summary(&self, lang: Lang) -> String {
        let Some(plan) = &self.done.plan else { return String::new() };
        let mut lines = Vec::new();
        for (wish, place, _) in self.edits() {
            let said = text(lang, &wording(self.instance, wish));
            lines.push(format!("✓ {place}: {said}"));
        }
        let count = |wished: bool| {
            let changes: &[Change] = &self.done.changes;
            changes.iter().filter(|change| change.wished == wished).count()
        };
        lines.push(text(
            lang,
            &Note::new("plan-from-summary")
                .with("edits", self.desk.wishes.len())
                .with("others", count(false))
                .with("before", self.old.objective.total)
                .with("after", plan.objective.total),
        ));
        lines.extend(self.done.changes.iter().map(|change| changed(change, lang)));
        lines.push(text(lang, &Note::new("cli-written").with("path", self.output.display())));
        lines.join("\n")
    }
}
