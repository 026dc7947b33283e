//! Legs: metres and minutes from a place to a place, by the contract's definitions.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::roads::Roads;
use crate::model::{Instance, Place, Position, SpeedBand, TravelSource};

/// Mean radius of the Earth in metres (IUGG R1).
const EARTH_RADIUS: f64 = 6_371_008.8;

/// Rounding upwards forgives this much of floating-point noise.
const NOISE: f64 = 1e-9;

/// A way from a place to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leg {
    /// Whole metres, rounded up.
    pub metres: i64,
    /// Whole minutes, rounded up.
    pub minutes: i64,
}

/// The travel model of an instance.
pub(super) struct Travel<'a> {
    instance: &'a Instance,
    roads: Roads,
    nearest: RefCell<BTreeMap<Place, Option<usize>>>,
    matrix: BTreeMap<(Place, Place), Leg>,
}

impl<'a> Travel<'a> {
    /// Reads the settings and the tables they need.
    pub(super) fn new(instance: &'a Instance) -> Self {
        let matrix = instance.matrix.iter().map(|row| {
            let leg = Leg { metres: row.metres.0, minutes: row.minutes.0 };
            ((row.from, row.to), leg)
        });
        Self {
            instance,
            roads: Roads::new(instance),
            nearest: RefCell::default(),
            matrix: matrix.collect(),
        }
    }

    /// The leg between two places; none if there is no way (a pair missing in `matrix.csv`).
    pub(super) fn leg(&self, from: Place, to: Place) -> Option<Leg> {
        if from == to {
            return Some(Leg { metres: 0, minutes: 0 });
        }
        let metres = match self.instance.settings().travel.source {
            TravelSource::Geodesic => self.straight(from, to),
            TravelSource::Roads => self.by_road(from, to),
            TravelSource::Matrix => return self.matrix.get(&(from, to)).copied(),
            // The reader refuses instances whose distances lie on a server.
            TravelSource::Osrm => return None,
        };
        let metres = round_up(metres);
        Some(Leg { metres, minutes: minutes(&self.instance.settings().travel.speed, metres) })
    }

    fn straight(&self, from: Place, to: Place) -> f64 {
        let travel = &self.instance.settings().travel;
        geodesic(self.instance.position(from), self.instance.position(to)) * travel.detour
    }

    /// Straight to the nearest node, along the graph, and straight to the goal; all straight when
    /// the goal is near, when there is no graph, and when no path leads there.
    fn by_road(&self, from: Place, to: Place) -> f64 {
        let travel = &self.instance.settings().travel;
        let (here, there) = (self.instance.position(from), self.instance.position(to));
        let straight = geodesic(here, there);
        let nodes = (self.nearest(from), self.nearest(to));
        let (Some(first), Some(last)) = nodes else { return straight * travel.detour };
        if straight < travel.local().0 as f64 {
            return straight * travel.detour;
        }
        let path = self.path(from, first, to, last);
        if !path.is_finite() {
            return straight * travel.detour;
        }
        let access = geodesic(here, self.instance.road_nodes[first].position);
        let egress = geodesic(self.instance.road_nodes[last].position, there);
        access * travel.detour + path * travel.road_factor + egress * travel.detour
    }

    /// Road metres between two nodes. Bases and seats come up again and again, and edges go both
    /// ways: their searches are remembered, whichever end they are.
    fn path(&self, from: Place, first: usize, to: Place, last: usize) -> f64 {
        match (from, to) {
            (Place::Agency(_) | Place::Region(_), _) => self.roads.all_from(first)[last],
            (_, Place::Agency(_) | Place::Region(_)) => self.roads.all_from(last)[first],
            (Place::Enterprise(_), Place::Enterprise(_)) => self.roads.between(first, last),
        }
    }

    fn nearest(&self, place: Place) -> Option<usize> {
        let mut nearest = self.nearest.borrow_mut();
        *nearest.entry(place).or_insert_with(|| self.roads.nearest(self.instance.position(place)))
    }
}

/// Haversine distance in metres.
pub(super) fn geodesic(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.lon - a.lon).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS * h.sqrt().min(1.0).asin()
}

/// Driving minutes of a leg: each band's share of its metres at the band's speed, the sum rounded
/// up. The last band has no end.
fn minutes(bands: &[SpeedBand], metres: i64) -> i64 {
    let (mut done, mut minutes) = (0.0, 0.0);
    let metres = metres as f64;
    for (at, band) in bands.iter().enumerate() {
        let is_last = at + 1 == bands.len();
        let end = match band.up_to_km {
            Some(km) if !is_last => (km * 1000.0).clamp(done, metres.max(done)),
            _ => metres,
        };
        minutes += (end - done).max(0.0) * 60.0 / (band.kmh * 1000.0);
        done = end;
    }
    round_up(minutes)
}

fn round_up(value: f64) -> i64 {
    (value - NOISE).ceil().max(0.0) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TravelSettings;

    fn at(lon: f64, lat: f64) -> Position {
        Position { lon, lat }
    }

    #[test]
    fn a_degree_of_latitude_and_a_quarter_of_the_globe() {
        // One degree of a great circle: 6371008.8 m x pi / 180 = 111195.08 m.
        assert!((geodesic(at(113.0, 35.0), at(113.0, 36.0)) - 111_195.08).abs() < 0.01);
        // A quarter: 6371008.8 x pi / 2 = 10007557.22 m, from the equator to the pole.
        assert!((geodesic(at(113.0, 0.0), at(20.0, 90.0)) - 10_007_557.22).abs() < 0.01);
        // A degree of longitude at 60 degrees north, along the great circle:
        // 2R asin(cos 60 x sin 0.5) = 12742017.6 x asin(0.5 x 0.0087265355) = 55597.0 m.
        assert!((geodesic(at(10.0, 60.0), at(11.0, 60.0)) - 55_597.0).abs() < 0.1);
        // From pole to pole, where rounding could pass the sine's range.
        assert!((geodesic(at(0.0, -90.0), at(0.0, 90.0)) - 20_015_114.44).abs() < 0.01);
    }

    #[test]
    fn speed_bands_are_marginal() {
        let bands = TravelSettings::default().speed;
        // 10 km at 35 km/h = 17.142857 min -> 18.
        assert_eq!(minutes(&bands, 10_000), 18);
        // 50 km = 17.142857 + 40 km at 60 km/h (40) = 57.142857 -> 58.
        assert_eq!(minutes(&bands, 50_000), 58);
        // 92.5 km = 57.142857 + 42.5 km at 85 km/h (30) = 87.142857 -> 88.
        assert_eq!(minutes(&bands, 92_500), 88);
        // 1 m = 0.0017 min -> 1, and nothing is nothing.
        assert_eq!((minutes(&bands, 1), minutes(&bands, 0)), (1, 0));
        // 7 km at 35 km/h are 12 minutes sharp: floating point must not make 13 of them.
        assert_eq!(minutes(&bands, 7_000), 12);
        // A last band that names an end goes on after it.
        let only = [SpeedBand { up_to_km: Some(1.0), kmh: 30.0 }];
        assert_eq!(minutes(&only, 3_000), 6);
    }
}
