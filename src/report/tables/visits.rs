//! One row a visit (for files) and one row a planned task (the master sheet).

use std::collections::BTreeSet;

use crate::messages::word;
use crate::model::{Instance, Role};
use crate::report::table::{Cell, Table, weekday};
use crate::report::view::{View, VisitView};

/// `visits.csv`: one row for each entry through a door.
pub fn visits(view: &View) -> Table {
    let mut table = Table::new(
        "visits",
        &[
            "visit",
            "date",
            "weekday",
            "arrive",
            "start",
            "end",
            "site",
            "site_name",
            "role",
            "county",
            "city",
            "lon",
            "lat",
            "team",
            "agencies",
            "samplers",
            "tour",
            "stop",
            "tasks",
            "programs",
            "authorities",
            "products",
            "batches",
            "labs",
            "parcels",
            "day_km",
        ],
    );
    table.rows = view.visits.iter().map(|visit| visit_row(view, visit)).collect();
    table
}

fn visit_row(view: &View, at: &VisitView) -> Vec<Cell> {
    let (instance, visit) = (view.instance, at.visit);
    let site = &instance.enterprises[at.site.ix()];
    let rows = || at.tasks.iter().map(|(task, _)| &instance.tasks[task.ix()]);
    let authority =
        |row: &crate::model::Task| view.authority(instance.programs[row.program.ix()].authority);
    let place = at.at.map(|(tour, day, stop)| (&view.tours[tour], day, stop));
    vec![
        Cell::text(&visit.id),
        Cell::Date(visit.date),
        Cell::text(weekday(view.lang, visit.date)),
        Cell::Time(visit.arrive),
        Cell::Time(visit.start),
        Cell::Time(visit.end),
        Cell::text(&site.id),
        Cell::text(&site.name),
        Cell::text(role(view, site.role)),
        Cell::text(view.region(site.region)),
        Cell::text(view.city(site.region)),
        Cell::Degrees(site.position.lon),
        Cell::Degrees(site.position.lat),
        Cell::text(&visit.team),
        Cell::list(view.agencies(at.team)),
        Cell::list(view.samplers(at.team)),
        place.map_or(Cell::Empty, |(tour, ..)| Cell::text(&tour.tour.id)),
        place.map_or(Cell::Empty, |(_, _, stop)| Cell::from(stop + 1)),
        Cell::list(rows().map(|row| &row.id)),
        once(at.tasks.iter().map(|(task, _)| view.program(*task).to_owned())),
        once(rows().map(authority)),
        Cell::list(rows().map(|row| view.product(row.product))),
        Cell::from(view.batches(at)),
        once(at.tasks.iter().map(|(_, lab)| view.agency(*lab).to_owned())),
        Cell::from(view.parcels(at).len()),
        place.map_or(Cell::Empty, |(tour, day, _)| Cell::Distance(tour.days[day].day.metres)),
    ]
}

/// A list in which each name stands once, in order of appearance.
fn once(names: impl Iterator<Item = String>) -> Cell {
    let mut seen = BTreeSet::new();
    Cell::list(names.filter(|name| seen.insert(name.clone())).collect::<Vec<_>>())
}

/// Producer or seller, in words.
pub fn role(view: &View, role: Role) -> String {
    word(
        view.lang,
        match role {
            Role::Producer => "report-producer",
            Role::Seller => "report-seller",
        },
    )
}

/// The master sheet: one row for each planned task.
pub fn tasks(view: &View) -> Table {
    let mut table = Table::new(
        "tasks",
        &[
            "visit",
            "date",
            "weekday",
            "start",
            "end",
            "county",
            "site_name",
            "task",
            "program_name",
            "authority",
            "product",
            "producer",
            "batches",
            "required",
            "team",
            "stop",
            "samplers",
            "agencies",
            "lab_name",
            "transport",
            "fee",
        ],
    );
    for visit in &view.visits {
        for &(task, lab) in &visit.tasks {
            table.rows.push(task_row(view, visit, task, lab));
        }
    }
    table
}

fn task_row(
    view: &View,
    at: &VisitView,
    task: crate::model::TaskIx,
    lab: crate::model::AgencyIx,
) -> Vec<Cell> {
    let instance: &Instance = view.instance;
    let (visit, row) = (at.visit, &instance.tasks[task.ix()]);
    let site = &instance.enterprises[at.site.ix()];
    let program = &instance.programs[row.program.ix()];
    let transport = if view.carried(at.team, lab) { "report-carried" } else { "report-courier" };
    vec![
        Cell::text(&visit.id),
        Cell::Date(visit.date),
        Cell::text(weekday(view.lang, visit.date)),
        Cell::Time(visit.start),
        Cell::Time(visit.end),
        Cell::text(view.region(site.region)),
        Cell::text(&site.name),
        Cell::text(&row.id),
        Cell::text(view.program(task)),
        Cell::text(view.authority(program.authority)),
        Cell::text(view.product(row.product)),
        Cell::text(view.producer(row.product)),
        Cell::from(row.batches),
        Cell::Flag(row.required),
        Cell::text(&visit.team),
        at.at.map_or(Cell::Empty, |(_, _, stop)| Cell::from(stop + 1)),
        Cell::list(view.samplers(at.team)),
        Cell::list(view.agencies(at.team)),
        Cell::text(view.agency(lab)),
        Cell::text(word(view.lang, transport)),
        Cell::Money(view.fee(task)),
    ]
}
