//! The map: outlines, roads, seats, and the ways of the teams by agency.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::ground::{Ground, WIDTH};
use super::roads;
use super::ways::Ways;
use super::words::{Words, count, kilometres};
use crate::model::{AgencyIx, Authority, Level, Note, Place, RegionIx};
use crate::report::tables::AgencySum;
use crate::report::view::View;

/// Colours for agencies; after the last they begin again.
pub const COLOURS: usize = 10;

/// The frame around all visits and the seats of the planned area. Bases of agencies from far away
/// may lie outside: reducing the map shows them.
pub fn ground(view: &View) -> Ground {
    let instance = view.instance;
    let sites = view.visits.iter().map(|visit| Place::Enterprise(visit.site));
    let seats = seats(view).into_iter().map(Place::Region);
    Ground::around(sites.chain(seats).map(|place| instance.position(place)))
}

/// Seats of cities and counties in the area of the authority that plans.
fn seats(view: &View) -> Vec<RegionIx> {
    let instance = view.instance;
    let inside = |region: &RegionIx| planned(view, *region);
    let low = |region: &RegionIx| {
        matches!(instance.regions[region.ix()].level, Level::City | Level::County)
    };
    (0..instance.regions.len()).map(RegionIx::new).filter(low).filter(inside).collect()
}

/// Whether a region belongs to the area of the authority that plans.
fn planned(view: &View, region: RegionIx) -> bool {
    match view.instance.authority() {
        Authority::National => true,
        Authority::Region(area) => view.instance.is_within(region, area),
    }
}

/// Whether an outline lies in the planned area, or holds it.
fn inside(view: &View, code: &str) -> bool {
    let Some(region) = view.instance.region(code) else { return false };
    let holds = match view.instance.authority() {
        Authority::National => false,
        Authority::Region(area) => view.instance.is_within(area, region),
    };
    holds || planned(view, region)
}

/// The map itself.
pub fn map(view: &View, ground: &Ground, ways: &Ways, words: Words) -> Markup {
    let mut nights: BTreeMap<RegionIx, u64> = BTreeMap::new();
    for seat in view.tours.iter().flat_map(|tour| &tour.days).filter_map(|day| day.to) {
        *nights.entry(seat).or_default() += 1;
    }
    let box_ = format!("0 0 {WIDTH} {}", ground.height);
    let crowded = seats(view).len() > 40;
    html! {
        svg #map viewBox=(box_) tabindex="0" role="img" aria-label=(words.get("report-map-label"))
            data-per-km=(format!("{:.4}", ground.per_kilometre())) class=[crowded.then_some("crowded")] {
            g .land { @for (code, path) in ground.outlines() {
                path .ours[inside(view, &code)] d=(path) {}
            } }
            path .roads d=(roads::roads(view.instance, ground)) {}
            g .tours { (ways.layers(view, ground)) }
            g #chosen {}
            path #picked .picked d="" {}
            g .bases { @for agency in 0..view.instance.agencies.len() {
                (base_mark(view, ground, AgencyIx::new(agency)))
            } }
            g .seats { @for seat in seats(view) { (seat_mark(view, ground, seat)) } }
            g .rests { @for (seat, nights) in &nights { (rest_mark(view, ground, *seat, *nights, words)) } }
        }
    }
}

/// The class that colours an agency.
pub fn colour(agency: AgencyIx) -> String {
    format!("a{}", agency.ix() % COLOURS)
}

fn seat_mark(view: &View, ground: &Ground, seat: RegionIx) -> Markup {
    let row = &view.instance.regions[seat.ix()];
    let (x, y) = ground.at(row.position);
    let level = if row.level == Level::City { "city" } else { "county" };
    html! {
        path .dot.(level) d=(format!("M{x} {y}h0")) {}
        text .(level) x=(x) y=(y) { (view.region(seat)) }
    }
}

/// How many nights teams spend at a seat, on a badge below its name, as large on any map.
fn rest_mark(view: &View, ground: &Ground, seat: RegionIx, nights: u64, words: Words) -> Markup {
    let (x, y) = ground.at(view.instance.regions[seat.ix()].position);
    let label = words.say(&Note::new("report-map-nights").with("nights", nights));
    let width = 24 + 7 * nights.to_string().len();
    html! {
        g .rest data-r=(seat.ix()) style=(format!("--x:{x}px;--y:{y}px")) {
            path d=(format!("M{x} {y}h0")) {}
            g .badge { title { (label) } rect x="8" y="9" width=(width) height="16" rx="8" {}
                text x="14" y="21" { "☾ " (nights) } }
        }
    }
}

fn base_mark(view: &View, ground: &Ground, agency: AgencyIx) -> Markup {
    let (x, y) = ground.at(view.instance.agencies[agency.ix()].position);
    html! {
        path .base.(colour(agency)) data-a=(agency.ix()) d=(format!("M{x} {y}h0")) {
            title { (view.agency(agency)) }
        }
    }
}

/// The list of agencies beside the map; each line is a button that shows only this one.
pub fn legend(view: &View, sums: &[AgencySum], words: Words) -> Markup {
    html! {
        ul #legend .legend {
            @for (at, sum) in sums.iter().enumerate().filter(|(_, sum)| sum.tours > 0) {
                @let agency = AgencyIx::new(at);
                li { button type="button" data-a=(at) aria-pressed="false" {
                    span .swatch.(colour(agency)) {}
                    span .name { (view.agency(agency)) }
                    span .figures { (words.say(&Note::new("report-legend-line")
                        .with("visits", sum.visits)
                        .with("days", sum.team_days)
                        .with("km", kilometres(sum.metres)))) }
                } }
            }
        }
        @let idle = sums.iter().filter(|sum| sum.tours == 0).count();
        @if idle > 0 {
            p .small.faint { (words.get("report-legend-idle")) " " (count("idle_agencies", idle as u64)) }
        }
    }
}
