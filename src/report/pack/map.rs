//! The days as GeoJSON (RFC 7946): a point for each visit, a line for each team and day.

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject};
use serde_json::json;

use super::Pack;
use super::sheet::{Sheet, Stop};
use crate::model::{Note, Position};

/// The map as a file.
///
/// # Errors
/// If the writer refuses, which no plan should bring about.
pub fn bytes(pack: &Pack<'_>) -> Result<Vec<u8>, Note> {
    let mut features = Vec::new();
    for sheet in &pack.sheets {
        features.push(line(sheet));
        features.extend(sheet.stops.iter().map(|stop| visit(sheet, stop)));
    }
    let mut foreign = JsonObject::new();
    foreign.insert("plan".to_owned(), json!(pack.scope.digest));
    foreign.insert("agency".to_owned(), json!(pack.agency().id));
    let collection = FeatureCollection { bbox: None, features, foreign_members: Some(foreign) };
    let mut text = serde_json::to_string_pretty(&collection).map_err(|error| {
        Note::new("report-write-failed").with("error", format!("tours.geojson: {error}"))
    })?;
    text.push('\n');
    Ok(text.into_bytes())
}

fn coordinates(at: Position) -> geojson::Position {
    vec![at.lon, at.lat].into()
}

fn line(sheet: &Sheet) -> Feature {
    let stops = sheet.stops.iter().map(|stop| stop.position);
    let places = std::iter::once(sheet.from.position).chain(stops).chain([sheet.to.position]);
    let value = GeometryValue::LineString { coordinates: places.map(coordinates).collect() };
    feature(
        value,
        json!({
            "kind": "day",
            "team": sheet.team,
            "date": sheet.date,
            "tour": sheet.tour,
            "from": sheet.from.name,
            "depart": sheet.depart,
            "to": sheet.to.name,
            "return": sheet.arrive,
            "km": sheet.metres.kilometres(),
            "drive_minutes": sheet.drive,
        }),
    )
}

fn visit(sheet: &Sheet, stop: &Stop) -> Feature {
    let tasks: Vec<&str> = stop.lines.iter().map(|line| line.task.as_str()).collect();
    feature(
        GeometryValue::Point { coordinates: coordinates(stop.position) },
        json!({
            "kind": "visit",
            "visit": stop.visit,
            "team": sheet.team,
            "date": sheet.date,
            "number": stop.number,
            "site": stop.site,
            "name": stop.name,
            "start": stop.start,
            "end": stop.end,
            "hours": stop.hours,
            "tasks": tasks,
        }),
    )
}

fn feature(value: GeometryValue, properties: serde_json::Value) -> Feature {
    let properties = match properties {
        serde_json::Value::Object(map) => Some(map),
        _ => None,
    };
    Feature {
        bbox: None,
        geometry: Some(Geometry::new(value)),
        id: None,
        properties,
        foreign_members: None,
    }
}
