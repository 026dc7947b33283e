//! The days as GPX 1.1 routes, one a team and day, for navigation devices.

use geo::Point;
use gpx::{Gpx, GpxVersion, Metadata, Route, Waypoint};

use super::Pack;
use super::sheet::{Sheet, Spot};
use crate::model::{Note, Position};

/// The routes as a file.
///
/// # Errors
/// If the writer refuses, which no plan should bring about.
pub fn bytes(pack: &Pack<'_>) -> Result<Vec<u8>, Note> {
    let metadata = Metadata {
        name: Some(format!("{} {}", pack.agency().id, pack.agency().name)),
        description: Some(pack.scope.digest.to_owned()),
        ..Metadata::default()
    };
    let file = Gpx {
        version: GpxVersion::Gpx11,
        creator: Some("onedoor".to_owned()),
        metadata: Some(metadata),
        routes: pack.sheets.iter().map(route).collect(),
        ..Gpx::default()
    };
    let mut bytes = Vec::new();
    gpx::write(&file, &mut bytes).map_err(|error| {
        Note::new("report-write-failed").with("error", format!("tours.gpx: {error}"))
    })?;
    Ok(bytes)
}

fn route(sheet: &Sheet) -> Route {
    let mut route = Route::new();
    route.name = Some(format!("{} {}", sheet.team, sheet.date));
    route.points.push(end(&sheet.from, &format!("{} {}", sheet.depart, sheet.from.name)));
    for stop in &sheet.stops {
        let mut point = point(stop.position);
        point.name = Some(format!("{}. {}", stop.number, stop.name));
        point.description = Some(format!("{} {}–{}", stop.visit, stop.start, stop.end));
        route.points.push(point);
    }
    route.points.push(end(&sheet.to, &format!("{} {}", sheet.arrive, sheet.to.name)));
    route
}

fn end(spot: &Spot, name: &str) -> Waypoint {
    let mut point = point(spot.position);
    point.name = Some(name.to_owned());
    point
}

fn point(at: Position) -> Waypoint {
    Waypoint::new(Point::new(at.lon, at.lat))
}
