//! One row for each day of each tour.

use crate::report::table::{Cell, Table, weekday};
use crate::report::view::{DayView, TourView, View};

/// `tours.csv`.
pub fn tours(view: &View) -> Table {
    let mut table = Table::new(
        "tours",
        &[
            "tour",
            "team",
            "agency",
            "agency_name",
            "samplers",
            "day",
            "days",
            "date",
            "weekday",
            "from",
            "depart",
            "route",
            "visits",
            "stops",
            "batches",
            "lunch",
            "to",
            "return",
            "night",
            "km",
            "drive_minutes",
        ],
    );
    for tour in &view.tours {
        for (at, day) in tour.days.iter().enumerate() {
            table.rows.push(row(view, tour, at, day));
        }
    }
    table
}

fn row(view: &View, tour: &TourView, at: usize, day: &DayView) -> Vec<Cell> {
    let agency = view.instance.teams[tour.team.ix()].agency;
    let batches: u32 = day.stops.iter().map(|&stop| view.batches(&view.visits[stop])).sum();
    vec![
        Cell::text(&tour.tour.id),
        Cell::text(&tour.tour.team),
        Cell::text(&view.instance.agencies[agency.ix()].id),
        Cell::text(view.agency(agency)),
        Cell::list(view.samplers(tour.team)),
        Cell::from(at + 1),
        Cell::from(tour.days.len()),
        Cell::Date(day.day.date),
        Cell::text(weekday(view.lang, day.day.date)),
        Cell::text(view.stay(day.from)),
        Cell::Time(day.day.depart),
        Cell::text(route(view, day)),
        Cell::list(&day.day.stops),
        Cell::from(day.stops.len()),
        Cell::from(batches),
        day.day.lunch.map_or(Cell::Empty, Cell::Time),
        Cell::text(view.stay(day.to)),
        Cell::Time(day.day.arrive),
        Cell::Flag(day.to.is_some()),
        Cell::Distance(day.day.metres),
        Cell::Minutes(day.day.drive_minutes),
    ]
}

/// The way of a day in words: `base → enterprise (09:05–10:25) → … → seat`.
pub fn route(view: &View, day: &DayView) -> String {
    let mut out = view.stay(day.from);
    for &stop in &day.stops {
        let visit = &view.visits[stop];
        let name = &view.instance.enterprises[visit.site.ix()].name;
        out.push_str(&format!(" → {name} ({}–{})", visit.visit.start, visit.visit.end));
    }
    out.push_str(" → ");
    out.push_str(&view.stay(day.to));
    out
}
