//! What the command line asks for, looked up in instance and plan.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Args, date, price};
use crate::io;
use crate::messages::{Lang, word};
use crate::model::{Instance, Note, Plan};
use crate::plan::{Desk, Wish};

/// Reads the desk.
///
/// # Errors
/// The first thing that instance or plan do not have, with the nearest name that they have.
pub fn desk(args: &Args, instance: &Instance, plan: &Plan, lang: Lang) -> Result<Desk, Note> {
    let names = &mut instance.agencies.iter().map(|row| row.id.as_str());
    let agency = instance
        .agency(&args.agency)
        .ok_or_else(|| unknown(lang, "explain-kind-agency", &args.agency, names))?;
    let (from, to) = (date(&args.from)?, date(&args.to)?);
    if from > to {
        return Err(Note::new("dispatch-reversed").with("from", from).with("to", to));
    }
    let frozen = match &args.freeze {
        None => BTreeSet::new(),
        Some(path) => frozen(path, plan)?,
    };
    let mut wishes = Vec::new();
    for wish in &args.set {
        set(wish, instance, plan, lang, &mut wishes)?;
    }
    for visit in &args.drop {
        wishes.push(Wish::Drop(known_visit(plan, visit)?));
    }
    for id in &args.add {
        let names = &mut instance.tasks.iter().map(|row| row.id.as_str());
        let task = instance.task(id);
        wishes.push(Wish::Add(task.ok_or_else(|| unknown(lang, "explain-kind-task", id, names))?));
    }
    Ok(Desk {
        agency: Some(agency),
        from,
        to,
        frozen,
        frozen_before: args.freeze_before.as_deref().map(date).transpose()?,
        wishes,
        improve: args.improve,
        change_price: args.change_price.map(price).transpose()?,
    })
}

fn unknown(
    lang: Lang,
    kind: &'static str,
    id: &str,
    names: &mut dyn Iterator<Item = &str>,
) -> Note {
    let note = match io::nearest(id, names) {
        Some(near) => Note::new("dispatch-unknown-near").with("near", near),
        None => Note::new("dispatch-unknown"),
    };
    note.with("what", word(lang, kind)).with("id", id)
}

fn known_visit(plan: &Plan, id: &str) -> Result<String, Note> {
    if plan.visits.iter().any(|visit| visit.id == id) {
        return Ok(id.to_owned());
    }
    let names = &mut plan.visits.iter().map(|visit| visit.id.as_str());
    Err(match io::nearest(id, names) {
        Some(near) => Note::new("dispatch-unknown-visit-near").with("visit", id).with("near", near),
        None => Note::new("desk-unknown-visit").with("visit", id),
    })
}

/// `V12 date=2026-04-14 team=A3-2`.
fn set(
    found: &str,
    instance: &Instance,
    plan: &Plan,
    lang: Lang,
    wishes: &mut Vec<Wish>,
) -> Result<(), Note> {
    let syntax = || Note::new("dispatch-set-syntax").with("found", found);
    let mut words = found.split_whitespace();
    let visit = known_visit(plan, words.next().ok_or_else(syntax)?)?;
    let before = wishes.len();
    for part in words {
        match part.split_once('=').ok_or_else(syntax)? {
            ("date", day) => wishes.push(Wish::Date(visit.clone(), date(day)?)),
            ("team", id) => {
                let names = &mut instance.teams.iter().map(|row| row.id.as_str());
                let team = instance.team(id);
                let team = team.ok_or_else(|| unknown(lang, "explain-kind-team", id, names))?;
                wishes.push(Wish::Team(visit.clone(), team));
            }
            _ => return Err(syntax()),
        }
    }
    if wishes.len() == before { Err(syntax()) } else { Ok(()) }
}

/// Ids of visits and tours, one a line; what follows `#` is a remark.
fn frozen(path: &Path, plan: &Plan) -> Result<BTreeSet<String>, Note> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Note::new("dispatch-freeze-unread").with("path", &shown).with("message", error)
    })?;
    let mut frozen = BTreeSet::new();
    for (line, words) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let id = words.split('#').next().unwrap_or_default().trim();
        if id.is_empty() {
            continue;
        }
        let tour = plan.tours.iter().find(|tour| tour.id == id);
        if let Some(tour) = tour {
            frozen.extend(tour.days.iter().flat_map(|day| day.stops.iter().cloned()));
        } else if plan.visits.iter().any(|visit| visit.id == id) {
            frozen.insert(id.to_owned());
        } else {
            return Err(Note::new("dispatch-freeze-unknown")
                .with("path", &shown)
                .with("line", line + 1)
                .with("id", id));
        }
    }
    Ok(frozen)
}
