//! What the page's script works on: visits, tours and reasons in short form.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::gantt::Span;
use super::ground::Ground;
use super::ways::Ways;
use crate::messages::Lang;
use crate::model::{EnterpriseIx, Rule};
use crate::report::figures::Figures;
use crate::report::tables::detail;
use crate::report::view::{Fate, View, VisitView};

/// More visits, or more unplanned tasks, than this are left to the CSV files.
const MOST: usize = 40_000;

/// Texts that occur often, each once.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    place: HashMap<String, usize>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        if let Some(&at) = self.place.get(text) {
            return at;
        }
        self.list.push(text.to_owned());
        self.place.insert(text.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

/// Enterprises that the page names, each once: id, name, region, x, y.
struct Sites<'v, 'a> {
    view: &'v View<'a>,
    ground: &'v Ground,
    list: Vec<Value>,
    place: HashMap<EnterpriseIx, usize>,
}

impl Sites<'_, '_> {
    fn number(&mut self, site: EnterpriseIx) -> usize {
        if let Some(&at) = self.place.get(&site) {
            return at;
        }
        let row = &self.view.instance.enterprises[site.ix()];
        let (x, y) = self.ground.at(row.position);
        self.list.push(json!([row.id, row.name, row.region.ix(), x, y]));
        self.place.insert(site, self.list.len() - 1);
        self.list.len() - 1
    }
}

/// The data of the page as JSON that may stand inside `<script>`.
pub fn payload(
    view: &View,
    figures: &Figures,
    (ground, ways): (&Ground, &Ways),
    span: &Span,
    words: Value,
) -> String {
    let mut texts = Texts::default();
    let mut sites = Sites { view, ground, list: Vec::new(), place: HashMap::new() };
    let visits: Vec<Value> = view
        .visits
        .iter()
        .take(MOST)
        .map(|visit| visit_value(view, visit, span, &mut sites, &mut texts))
        .collect();
    let unplanned: Vec<Value> = (0..view.unplanned.len().min(MOST))
        .map(|at| unplanned_value(view, at, &mut sites, &mut texts))
        .collect();
    let instance = view.instance;
    let plan = view.plan;
    let base = |agency: &crate::model::Agency| ground.at(agency.position);
    let seat = |region: &crate::model::Region| ground.at(region.position);
    let data = json!({
        "plan": {
            "figures": figures, "objective": plan.objective, "information": plan.information,
            "bound": plan.bound, "solver": plan.solver, "instance": plan.instance,
        },
        "from": span.from,
        "to": span.to,
        "most": MOST,
        "agencies": instance.agencies.iter().map(|a| json!([a.id, a.name, base(a).0, base(a).1])).collect::<Vec<_>>(),
        "teams": instance.teams.iter().map(|t| json!([t.id, t.agency.ix()])).collect::<Vec<_>>(),
        "regions": (0..instance.regions.len()).map(|at| {
            let row = &instance.regions[at];
            json!([row.code, view.region(crate::model::RegionIx::new(at)), seat(row).0, seat(row).1])
        }).collect::<Vec<_>>(),
        "programs": instance.programs.iter().map(|p| if p.name.is_empty() { &p.id } else { &p.name }).collect::<Vec<_>>(),
        "rules": Rule::ALL.iter().map(|rule| json!([rule.name(), crate::report::statement(view, *rule)])).collect::<Vec<_>>(),
        "visits": visits,
        "tours": tours(view, ways, span),
        "pieces": ways.pieces_value(),
        "unplanned": unplanned,
        "sites": sites.list,
        "texts": texts.list,
        "words": words,
    });
    harmless(&data)
}

/// `[id, site, team, day, arrive, start, end, [[task, product, batches, lab, program], …]]`
fn visit_value(
    view: &View,
    at: &VisitView,
    span: &Span,
    sites: &mut Sites,
    texts: &mut Texts,
) -> Value {
    let visit = at.visit;
    let tasks: Vec<Value> = at
        .tasks
        .iter()
        .map(|(task, lab)| {
            let row = &view.instance.tasks[task.ix()];
            let product = texts.number(&view.product(row.product));
            json!([row.id, product, row.batches, lab.ix(), row.program.ix()])
        })
        .collect();
    json!([
        visit.id,
        sites.number(at.site),
        at.team.ix(),
        span.day(visit.date),
        visit.arrive.0,
        visit.start.0,
        visit.end.0,
        tasks
    ])
}

/// `[id, team, [[day, from, depart, [visits], to, return, lunch, metres, drive, [[pieces], …]], …]]`;
/// a place is a region or −1 for the base, a lunch minutes or −1 for none; the pieces of road of each
/// leg are numbered from 1, negative where one is passed backwards, and 0 stands for straight legs.
fn tours(view: &View, ways: &Ways, span: &Span) -> Vec<Value> {
    let seat = |seat: Option<crate::model::RegionIx>| seat.map_or(-1, |region| region.ix() as i64);
    let day = |tour: usize, at: usize, day: &crate::report::view::DayView| {
        json!([
            span.day(day.day.date),
            seat(day.from),
            day.day.depart.0,
            day.stops,
            seat(day.to),
            day.day.arrive.0,
            day.day.lunch.map_or(-1, |lunch| lunch.0),
            day.day.metres,
            day.day.drive_minutes,
            ways.day_value(tour, at)
        ])
    };
    let tour = |(number, tour): (usize, &crate::report::view::TourView)| {
        let days = tour.days.iter().enumerate().map(|(at, held)| day(number, at, held));
        json!([tour.tour.id, tour.team.ix(), days.collect::<Vec<_>>()])
    };
    view.tours.iter().enumerate().map(tour).collect()
}

/// `[task, fate, queue, site, product, batches, program, required, [[rule, detail, since], …]]`
fn unplanned_value(view: &View, at: usize, sites: &mut Sites, texts: &mut Texts) -> Value {
    let item = &view.unplanned[at];
    let task = &view.instance.tasks[item.task.ix()];
    let fate = match item.fate() {
        Fate::LeftOut => 0,
        Fate::Impossible => 1,
        Fate::Reserve => 2,
    };
    let reasons: Vec<Value> = item
        .entry
        .reasons
        .iter()
        .map(|reason| {
            let words = texts.number(&detail(view, reason));
            json!([reason.rule as usize, words, reason.since.as_deref().unwrap_or("")])
        })
        .collect();
    json!([
        task.id,
        fate,
        item.entry.queue.unwrap_or(0),
        sites.number(task.site),
        texts.number(&view.product(task.product)),
        task.batches,
        task.program.ix(),
        u8::from(task.required),
        reasons
    ])
}

/// JSON in which nothing can end the script element it stands in.
pub fn harmless(data: &impl Serialize) -> String {
    let text = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            // These stand only inside strings of a JSON text, where an escape means the same.
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// The language as a page names it.
pub fn html_lang(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script() {
        let nasty = "</script><!-- & \u{2028} \" \\";
        let text = harmless(&json!([nasty]));
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back[0].as_str().unwrap(), nasty);
    }
}
