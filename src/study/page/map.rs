//! The map of what changed between two scenarios, and the data with which the script compares any
//! other two. Plans of the first replicate are compared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use maud::{Markup, html};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::About;
use crate::messages::Lang;
use crate::model::{Instance, Level, Note, Plan, Position, Region};
use crate::report::blocks::{Ground, WIDTH, Words};
use crate::study::diff::{Changes, Side, Slots, changes};
use crate::study::run::Failure;

/// Most slots in the page, scenarios times tasks: more would make it slow to open.
const MOST: usize = 400_000;
/// Rows of the list that are written without a script.
const SHOWN: usize = 40;
/// What can happen to an enterprise, the more the later; the script knows the same order.
const KINDS: [&str; 6] = ["same", "day", "team", "agency", "first", "second"];

/// A plan and the instance that it is for.
type Planned = (Instance, Plan);

/// What the map shows.
pub struct Map {
    names: Vec<String>,
    /// Scenarios left out because the page would be too large.
    left_out: usize,
    sites: Vec<(String, String, Position)>,
    tasks: Vec<(String, usize)>,
    teams: Vec<(String, usize)>,
    agencies: Vec<String>,
    start: NaiveDate,
    /// For each scenario and task: team and day, or that it is not drawn.
    slots: Vec<Vec<i64>>,
    ground: Ground,
    codes: BTreeSet<String>,
    /// Seats of counties and cities.
    seats: Vec<(String, Position)>,
    chosen: (usize, usize),
    changes: Changes,
}

/// A team and a day as one number.
const DAYS: i64 = 10_000;
/// Not drawn.
const NOT: i64 = -1;

impl Map {
    /// Reads the plans that are compared.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn of(about: &About<'_>) -> Result<Self, Failure> {
        let lot = about.lot;
        let tasks = lot.sheets.table(crate::model::Table::Tasks).rows.len().max(1);
        let shown = about.all.len().min((MOST / tasks).max(2));
        let load = |at: usize| -> Result<Option<Planned>, Failure> {
            let job = lot.runs_of(at).next();
            let plan = job.and_then(|job| Some((job, about.store.plan(&job.key)?)));
            let Some((job, plan)) = plan else { return Ok(None) };
            let instance = lot.instance_under(at, job.seed)?;
            Ok(Some((instance.joined(&plan), plan)))
        };
        let plans: Result<Vec<_>, Failure> = (0..shown).into_par_iter().map(load).collect();
        let plans: Vec<Planned> = plans?.into_iter().flatten().collect();
        let sides: Vec<Side<'_>> =
            plans.iter().map(|(instance, plan)| Side { instance, plan }).collect();
        Ok(Self::between(about, &sides))
    }

    fn between(about: &About<'_>, sides: &[Side<'_>]) -> Self {
        let names: Vec<String> =
            about.all.iter().take(sides.len()).map(|scenario| scenario.name.clone()).collect();
        let slots: Vec<Slots<'_>> = sides.iter().map(Side::slots).collect();
        let chosen = (0, most_changed(&slots));
        let mut book = Book::default();
        for (side, slots) in sides.iter().zip(&slots) {
            book.enter(side, slots);
        }
        let start = sides.first().map(|side| side.instance.settings().start);
        let start = start.unwrap_or_default();
        let codes = slots.iter().map(|slots| book.codes(slots, start)).collect();
        let positions = book.sites.values().map(|(_, _, position)| *position);
        let (first, second) = (sides.get(chosen.0), sides.get(chosen.1));
        let changes = match (first, second) {
            (Some(first), Some(second)) => changes(*first, *second),
            _ => Changes::default(),
        };
        let regions = sides.first().map(|side| side.instance.regions.iter());
        Self {
            left_out: about.all.len() - names.len(),
            names,
            ground: Ground::around(positions),
            seats: sides.first().map_or_else(Vec::new, |side| seats(side.instance, about.lang)),
            codes: regions.into_iter().flatten().map(|region| region.code.clone()).collect(),
            sites: book.site_rows(),
            tasks: book.task_rows(),
            teams: book.teams.iter().map(|(id, at)| (id.clone(), *at)).collect(),
            agencies: book.agencies.into_iter().collect(),
            start,
            slots: codes,
            chosen,
            changes,
        }
    }

    /// The data with which the script compares any two scenarios.
    pub fn data(&self) -> Value {
        let site = |(id, name, position): &(String, String, Position)| {
            let (x, y) = self.ground.at(*position);
            json!([x, y, id, name])
        };
        json!({
            "scenarios": self.names,
            "start": self.start,
            "sites": self.sites.iter().map(site).collect::<Vec<_>>(),
            "tasks": self.tasks,
            "teams": self.teams,
            "agencies": self.agencies,
            "slots": self.slots,
            "chosen": [self.chosen.0, self.chosen.1],
        })
    }

    /// Map, legend and list for the two scenarios that differ most from each other.
    pub fn markup(&self, words: Words) -> Markup {
        if self.names.len() < 2 {
            return html! { p .faint { (words.get("study-none")) } };
        }
        html! {
            div .tools {
                (self.choice("first", self.chosen.0, "report-col-study-first", words))
                (self.choice("second", self.chosen.1, "report-col-study-second", words))
                button #swap type="button" { "⇄ " (words.get("study-page-swap")) }
                output #counted .small { (self.counted(words)) }
            }
            section .card.where {
                div .mapbox { (self.drawing(words)) }
                div .aside {
                    h3 { (words.get("study-page-kinds")) }
                    ul .legend.kinds { @for kind in KINDS { (self.legend(kind, words)) } }
                    p .small { (words.get("study-page-map-note")) }
                    @if self.left_out > 0 {
                        p .small.faint { (words.say(&Note::new("study-page-map-left-out").with("count", self.left_out))) }
                    }
                }
            }
            section .card { (self.list(words)) }
        }
    }

    fn choice(&self, id: &str, chosen: usize, key: &'static str, words: Words) -> Markup {
        html! { label { span { (words.get(key)) }
        select id=(id) {
            @for (at, name) in self.names.iter().enumerate() {
                option value=(at) selected[at == chosen] { (name) }
            }
        } } }
    }

    fn counted(&self, words: Words) -> String {
        let moved = &self.changes.moved;
        words.say(
            &Note::new("study-diff-moved")
                .with("same", self.changes.same)
                .with("moved", moved.len())
                .with("day", moved.iter().filter(|visit| visit.day()).count())
                .with("agency", moved.iter().filter(|visit| visit.agency()).count())
                .with("team", moved.iter().filter(|visit| visit.team()).count()),
        )
    }

    fn drawing(&self, words: Words) -> Markup {
        let kinds = self.kinds();
        let height = self.ground.height;
        html! {
            svg #map viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(words.get("study-page-changed")) {
                g .land { @for (code, path) in self.ground.outlines() {
                    path .ours[self.codes.contains(&code)] d=(path) {}
                } }
                @for (name, at) in self.seats.iter().map(|(name, position)| (name, self.ground.at(*position))) {
                    @if (0..=WIDTH as i64).contains(&at.0) && (0..=height as i64).contains(&at.1) {
                        path .dot d=(format!("M{} {}h0", at.0, at.1)) {}
                        text x=(at.0) y=(at.1) { (name) }
                    }
                }
                g #marks { @for kind in KINDS {
                    path .kind.(kind) d=(self.path(&kinds, kind)) {}
                } }
            }
        }
    }

    /// What happened to each enterprise, the most telling of its tasks.
    fn kinds(&self) -> BTreeMap<&str, &'static str> {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        let (a, b) = self.chosen;
        let drawn = |scenario: usize, task: usize| {
            self.slots.get(scenario).and_then(|slots| slots.get(task)).copied().unwrap_or(NOT)
        };
        for (at, (_, site)) in self.tasks.iter().enumerate() {
            let Some(kind) = self.kind(drawn(a, at), drawn(b, at)) else { continue };
            let Some((id, ..)) = self.sites.get(*site) else { continue };
            let known = kinds.entry(id.as_str()).or_default();
            *known = kind.max(*known);
        }
        kinds.into_iter().filter_map(|(id, kind)| Some((id, *KINDS.get(kind)?))).collect()
    }

    /// What happened to a task, as a position in [`KINDS`]; none if neither plan draws it.
    fn kind(&self, was: i64, is: i64) -> Option<usize> {
        let team = |slot: i64| self.teams.get((slot / DAYS) as usize).map(|(_, agency)| *agency);
        match (was, is) {
            (NOT, NOT) => None,
            (_, NOT) => Some(4),
            (NOT, _) => Some(5),
            _ if was == is => Some(0),
            _ if team(was) != team(is) => Some(3),
            _ if was / DAYS != is / DAYS => Some(2),
            _ => Some(1),
        }
    }

    fn path(&self, kinds: &BTreeMap<&str, &'static str>, kind: &str) -> String {
        let of_kind = self.sites.iter().filter(|(id, ..)| kinds.get(id.as_str()) == Some(&kind));
        of_kind
            .map(|(_, _, position)| {
                let (x, y) = self.ground.at(*position);
                format!("M{x} {y}h0")
            })
            .collect()
    }

    fn legend(&self, kind: &str, words: Words) -> Markup {
        let key = match kind {
            "day" => "study-page-day",
            "team" => "study-page-team",
            "agency" => "study-page-agency",
            "first" => "study-page-first",
            "second" => "study-page-second",
            _ => "study-page-same",
        };
        let count = self.kinds().values().filter(|of| **of == kind).count();
        html! { li { button type="button" data-kind=(kind) aria-pressed="true" {
            span .swatch.(kind) {}
            span .name { (words.get(key)) }
            span .figures data-count=(kind) { (count) }
        } } }
    }

    fn list(&self, words: Words) -> Markup {
        let slot = |slot: &crate::study::diff::Slot| format!("{} {}", slot.date, slot.team);
        let lone = [
            (&self.changes.only_first, "study-page-first", true),
            (&self.changes.only_second, "study-page-second", false),
        ];
        html! {
            h3 { (words.get("study-page-list")) }
            div .scroll.long { table #moves .list {
                thead { tr {
                    @for key in ["report-col-site", "report-col-site-name", "report-col-tasks", "report-col-study-first", "report-col-study-second", "report-col-study-change-name"] {
                        th scope="col" { (words.get(key)) }
                    }
                } }
                tbody {
                    @for (tasks, key, first) in lone { @for task in tasks.iter().take(SHOWN) { tr {
                        td { (task.site) } td { (task.name) } td { (task.task) }
                        td .nowrap { (if first { slot(&task.slot) } else { "–".to_owned() }) }
                        td .nowrap { (if first { "–".to_owned() } else { slot(&task.slot) }) }
                        td { (words.get(key)) }
                    } } }
                    @for visit in self.changes.moved.iter().take(SHOWN) { tr {
                        td { (visit.site) } td { (visit.name) } td { (visit.tasks.join(" ")) }
                        td .nowrap { (slot(&visit.before)) } td .nowrap { (slot(&visit.after)) }
                        td { (words.get(if visit.agency() { "study-page-agency" } else if visit.team() { "study-page-team" } else { "study-page-day" })) }
                    } }
                }
            } }
            p #more .small.faint { }
        }
    }
}

/// Seats of counties and cities by name.
fn seats(instance: &Instance, lang: Lang) -> Vec<(String, Position)> {
    let low = |region: &&Region| matches!(region.level, Level::City | Level::County);
    let name = |region: &Region| match lang {
        Lang::En if !region.name_en.is_empty() => region.name_en.clone(),
        Lang::Zh | Lang::En => region.name.clone(),
    };
    let seats = instance.regions.iter().filter(low);
    seats.map(|region| (name(region), region.position)).collect()
}

/// The scenario that draws most differently from the first.
fn most_changed(slots: &[Slots<'_>]) -> usize {
    let Some(base) = slots.first() else { return 0 };
    let far = |other: &Slots<'_>| {
        let kept = other.iter().filter(|(task, slot)| base.get(*task) == Some(slot)).count();
        base.len() + other.len() - 2 * kept
    };
    let farthest =
        slots.iter().enumerate().skip(1).max_by_key(|(at, other)| (far(other), usize::MAX - at));
    farthest.map_or(0, |(at, _)| at)
}

/// Enterprises, tasks, teams and agencies of all plans.
#[derive(Default)]
struct Book {
    sites: BTreeMap<String, (usize, String, Position)>,
    tasks: BTreeMap<String, String>,
    teams: BTreeMap<String, usize>,
    agencies: BTreeSet<String>,
}

impl Book {
    fn enter(&mut self, side: &Side<'_>, slots: &Slots<'_>) {
        for (task, (site, _)) in slots {
            self.tasks.entry((*task).to_owned()).or_insert_with(|| (*site).to_owned());
            if let Some(position) = side.position(site) {
                let at = self.sites.len();
                let row = || (at, side.name(site).to_owned(), position);
                self.sites.entry((*site).to_owned()).or_insert_with(row);
            }
        }
        let agency = |team: &crate::model::Team| &side.instance.agencies[team.agency.ix()];
        for team in &side.instance.teams {
            self.agencies.insert(agency(team).name.clone());
            // Its place among the agencies is only known once all are.
            self.teams.entry(team.id.clone()).or_default();
        }
        for team in &side.instance.teams {
            let at = self.agencies.iter().position(|name| *name == agency(team).name);
            self.teams.insert(team.id.clone(), at.unwrap_or_default());
        }
    }

    fn codes(&self, slots: &Slots<'_>, start: NaiveDate) -> Vec<i64> {
        let team: BTreeMap<&str, i64> =
            self.teams.keys().zip(0..).map(|(id, at)| (id.as_str(), at)).collect();
        let code = |task: &String| {
            let Some((_, slot)) = slots.get(task.as_str()) else { return NOT };
            let at = team.get(slot.team.as_str()).copied().unwrap_or_default();
            at * DAYS + (slot.date - start).num_days().clamp(0, DAYS - 1)
        };
        self.tasks.keys().map(code).collect()
    }

    fn site_rows(&self) -> Vec<(String, String, Position)> {
        let rows = self.sites.iter().map(|(id, (_, name, at))| (id.clone(), name.clone(), *at));
        rows.collect()
    }

    fn task_rows(&self) -> Vec<(String, usize)> {
        let place: BTreeMap<&str, usize> =
            self.sites.keys().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
        let at = |site: &String| place.get(site.as_str()).copied().unwrap_or(usize::MAX);
        self.tasks.iter().map(|(id, site)| (id.clone(), at(site))).collect()
    }
}
