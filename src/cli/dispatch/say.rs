//! What came of the wishes, in words and as data.

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

use super::{Args, own_visits};
use crate::calendar::{Calendar, OpenHours};
use crate::cli::Failure;
use crate::explain::{self, Cause, NearMiss};
use crate::geography::Travel;
use crate::messages::{Lang, form, text, told, word};
use crate::model::{Instance, Note, Plan};
use crate::plan::{Change, Desk, Dispatched, Kind, Refusal, Wish};
use crate::rules::Screen;

/// Near misses shown for a refused wish.
const MOST: usize = 5;

/// Everything there is to tell.
pub struct Told<'a> {
    pub instance: &'a Instance,
    pub old: &'a Plan,
    pub desk: &'a Desk,
    pub done: &'a Dispatched,
    pub args: &'a Args,
}

impl Told<'_> {
    /// The document of `--json`.
    pub fn document(&self, written: &[String], lang: Lang) -> Result<Value, Failure> {
        let mut wishes = Vec::new();
        for (wish, refusal) in self.desk.wishes.iter().zip(&self.done.refused) {
            wishes.push(self.wish(wish, refusal.as_ref(), lang)?);
        }
        let new = self.done.plan.as_ref();
        let total = |plan: &Plan| plan.objective.total;
        Ok(json!({
            "agency": self.args.agency,
            "from": self.desk.from,
            "to": self.desk.to,
            "plan": new.map(|_| &self.args.output),
            "written": new.is_some(),
            "verified": self.done.verdict.as_ref().is_some_and(crate::verify::Verdict::is_clean),
            "files": written,
            "digest": new.map(super::super::digest),
            "wishes": wishes,
            "changes": self.done.changes,
            "changed": self.count(|change| change.kind != Kind::Retimed),
            "changed_as_wished":
                self.count(|change| change.kind != Kind::Retimed && change.wished),
            "retimed": self.count(|change| change.kind == Kind::Retimed),
            "visits": new.map(|plan| own_visits(self.instance, plan, self.desk)),
            "cost": new.map(|plan| json!({
                "before": total(self.old),
                "after": total(plan),
                "difference": total(plan) - total(self.old),
            })),
            "required_left_out": self.done.missing,
        }))
    }

    fn count(&self, keep: impl Fn(&Change) -> bool) -> usize {
        self.done.changes.iter().filter(|change| keep(change)).count()
    }

    fn wish(&self, wish: &Wish, refusal: Option<&Refusal>, lang: Lang) -> Result<Value, Failure> {
        let said = text(lang, &wording(self.instance, wish));
        let Some(refusal) = refusal else {
            return Ok(json!({ "wish": said, "holds": self.done.plan.is_some() }));
        };
        let reasons = refusal.reasons.iter().map(|reason| {
            json!({
                "rule": reason.rule,
                "note": reason.note,
                "since": reason.since,
                "text": reason.note.as_ref().map(|note| told(lang, self.instance, note)),
            })
        });
        let mut nearest = Vec::new();
        for miss in self.nearest(wish, refusal)? {
            nearest.push(json!({
                "team": miss.team,
                "dates": miss.dates,
                "causes": miss.causes.iter().map(|cause| json!({
                    "rule": cause.rule,
                    "note": cause.note,
                    "since": cause.since,
                    "text": told(lang, self.instance, &cause.note),
                })).collect::<Vec<_>>(),
            }));
        }
        Ok(json!({
            "wish": said,
            "holds": false,
            "reasons": reasons.collect::<Vec<_>>(),
            "nearest": nearest,
        }))
    }

    /// The team-days on which least is in the way of a refused wish.
    fn nearest(&self, wish: &Wish, refusal: &Refusal) -> Result<Vec<NearMiss>, Failure> {
        if refusal.tries.is_empty() {
            return Ok(Vec::new());
        }
        let instance = self.instance;
        let calendar = Calendar::new(instance);
        let hours = OpenHours::new(instance, &calendar);
        let travel = Travel::new(instance).map_err(|note| Failure::Input(vec![note]))?;
        let screen = Screen::new(instance, &calendar, &hours, &travel);
        let visit = Some(wish.visit()).filter(|id| !id.is_empty());
        let (tasks, tries) = (&refusal.tasks, &refusal.tries);
        let mut found = explain::nearest(instance, &screen, self.old, visit, tasks, tries);
        found.truncate(MOST);
        Ok(found)
    }

    /// Why nothing was changed.
    pub fn refusals(&self, lang: Lang) -> Result<String, Failure> {
        let mut lines = vec![word(lang, "dispatch-nothing-changed")];
        let pairs = self.desk.wishes.iter().zip(&self.done.refused);
        for (wish, refusal) in pairs.filter_map(|(wish, r)| Some((wish, r.as_ref()?))) {
            let said = text(lang, &wording(self.instance, wish));
            lines.push(format!("✗ {said}  ({})", word(lang, "dispatch-refused")));
            for reason in &refusal.reasons {
                let told = |note| told(lang, self.instance, note);
                let words = reason.note.as_ref().map_or(reason.detail.clone(), told);
                let since = reason.since.as_deref().map(|row| format!(" ({row})"));
                lines.push(format!("    {}: {words}{}", reason.rule, since.unwrap_or_default()));
            }
            let nearest = self.nearest(wish, refusal)?;
            if !nearest.is_empty() {
                lines.push(format!("    {}", word(lang, "dispatch-nearest")));
            }
            lines.extend(
                nearest.iter().map(|miss| format!("      {}", near(self.instance, miss, lang))),
            );
        }
        Ok(lines.join("\n"))
    }

    /// What was changed, and what it costs.
    pub fn summary(&self, written: &[String], lang: Lang) -> String {
        let Some(plan) = &self.done.plan else { return String::new() };
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        let mut line = |key: &'static str, value: String| {
            table.add_row(vec![word(lang, key), value]);
        };
        if let Some(agency) = self.desk.agency {
            let row = &self.instance.agencies[agency.ix()];
            line("dispatch-agency", format!("{} {}", row.id, row.name));
        }
        line("dispatch-span", form::local(lang, &format!("{} – {}", self.desk.from, self.desk.to)));
        line("dispatch-visits", own_visits(self.instance, plan, self.desk).to_string());
        for wish in &self.desk.wishes {
            let said = text(lang, &wording(self.instance, wish));
            line("dispatch-wishes", format!("{said}: {}", word(lang, "dispatch-holds")));
        }
        line("dispatch-changes", text(lang, &self.counted()));
        let (before, after) = (self.old.objective.total, plan.objective.total);
        line("dispatch-before", form::amount(before));
        line("dispatch-after", form::amount(after));
        line("dispatch-difference", form::amount(after - before));
        if self.done.missing > 0 {
            line("dispatch-missing", self.done.missing.to_string());
        }
        line("dispatch-digest", super::super::digest(plan));
        if let Some(column) = table.column_mut(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let mut blocks = vec![table.trim_fmt()];
        if !self.done.changes.is_empty() {
            let rows = self.done.changes.iter().map(|change| changed(change, lang));
            let rows: Vec<String> = rows.collect();
            blocks.push(format!("{}\n{}", word(lang, "dispatch-list"), rows.join("\n")));
        }
        if !written.is_empty() {
            let note = Note::new("dispatch-written").with("path", self.args.output.display());
            blocks.push(text(lang, &note));
        }
        blocks.join("\n\n")
    }

    fn counted(&self) -> Note {
        let changed = |change: &Change| change.kind != Kind::Retimed;
        Note::new("dispatch-counted")
            .with("count", self.count(changed))
            .with("wished", self.count(|change| changed(change) && change.wished))
            .with("retimed", self.count(|change| !changed(change)))
    }
}

/// A wish in words.
pub fn wording(instance: &Instance, wish: &Wish) -> Note {
    let note = |key, visit: &str| Note::new(key).with("visit", visit);
    match wish {
        Wish::Date(visit, date) => note("dispatch-wish-date", visit).with("date", date),
        Wish::Team(visit, team) => {
            note("dispatch-wish-team", visit).with("team", &instance.teams[team.ix()].id)
        }
        Wish::Drop(visit) => note("dispatch-wish-drop", visit),
        Wish::Add(task) => {
            Note::new("dispatch-wish-add").with("task", &instance.tasks[task.ix()].id)
        }
        Wish::Stop(visit, place) => note("dispatch-wish-stop", visit).with("place", place),
    }
}

fn near(instance: &Instance, miss: &NearMiss, lang: Lang) -> String {
    let first = miss.dates.first().map(ToString::to_string).unwrap_or_default();
    let dates = match miss.dates.len() {
        0 | 1 => first,
        days => text(lang, &Note::new("explain-days").with("first", first).with("days", days)),
    };
    let note = Note::new("dispatch-near").with("team", &miss.team).with("dates", dates);
    let why = |cause: &Cause| format!("{}: {}", cause.rule, told(lang, instance, &cause.note));
    let mut why: Vec<String> = miss.causes.iter().map(why).collect();
    if why.is_empty() {
        why.push(word(lang, "dispatch-room"));
    }
    format!("{}  {}", text(lang, &note), why.join("; "))
}

/// A change in one line; a star = wished.
pub fn changed(change: &Change, lang: Lang) -> String {
    let key = match change.kind {
        Kind::Moved => "dispatch-kind-moved",
        Kind::Redrawn => "dispatch-kind-redrawn",
        Kind::Retimed => "dispatch-kind-retimed",
        Kind::Added => "dispatch-kind-added",
        Kind::Removed => "dispatch-kind-removed",
    };
    let slot = |slot: &Option<crate::plan::Slot>| {
        slot.as_ref().map_or("–".to_owned(), |s| {
            format!("{} {} {}", s.team, form::date(lang, s.date), s.start)
        })
    };
    let mark = if change.wished { "*" } else { " " };
    let (from, to) = (slot(&change.before), slot(&change.after));
    format!("{mark} {} {}  {from} → {to}  {}", change.visit, change.site, word(lang, key))
}
