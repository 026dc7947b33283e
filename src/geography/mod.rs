//! Places and the ways between them: straight lines, roads, or a given matrix.
//!
//! Contract: geodesic metres are haversine on a sphere of radius 6,371,008.8 m; metres of a leg are
//! rounded up, its minutes are the sum over the speed bands, rounded up.

mod around;
mod legs;
mod matrix;
mod paths;
mod roads;
mod sphere;

use std::sync::{Arc, OnceLock};

use crate::model::{Instance, Level, Note, Place, RegionIx, TravelSettings, TravelSource};

pub use around::Nearby;
pub use legs::LegMatrix;
pub use paths::road_paths;
pub use sphere::{EARTH_RADIUS, haversine};

use matrix::MatrixLegs;
use roads::Roads;
use sphere::Unit;

/// The way from one place to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Whole metres, rounded up.
    pub metres: u32,
    /// Whole minutes, rounded up.
    pub minutes: u32,
}

impl Leg {
    /// Stands for "no way" in search tables: longer than any plan, and still safe to add.
    pub const UNREACHABLE: Leg = Leg { metres: 1_000_000_000, minutes: 1_000_000 };
}

/// Distances and driving times between all places of an instance. Cheap to clone: the tables are
/// shared.
#[derive(Clone)]
pub struct Travel(Arc<Ground>);

struct Ground {
    units: Vec<Unit>,
    agencies_from: usize,
    regions_from: usize,
    seats: Vec<RegionIx>,
    ways: Ways,
    bands: Bands,
    /// All legs, of an instance with few places, once they are asked for in great number.
    table: OnceLock<LegMatrix>,
}

/// Places up to which all legs are kept: a city, 20 MB.
const KEPT: usize = 1600;

enum Ways {
    Straight { detour: f64 },
    Roads(Roads),
    Matrix(MatrixLegs),
}

impl Travel {
    /// Prepares the travel model of the instance's `[travel]` table.
    ///
    /// # Errors
    /// If the source needs what this build does not have (`osrm`).
    pub fn new(instance: &Instance) -> Result<Self, Note> {
        let settings = &instance.settings().travel;
        let agencies_from = instance.enterprises.len();
        let regions_from = agencies_from + instance.agencies.len();
        let number = |place| number(agencies_from, regions_from, place);
        let units = units(instance);
        let ways = match settings.source {
            TravelSource::Geodesic => Ways::Straight { detour: settings.detour },
            TravelSource::Roads => Ways::Roads(Roads::new(instance, &units)),
            TravelSource::Matrix => {
                Ways::Matrix(MatrixLegs::new(&instance.matrix, units.len(), number))
            }
            TravelSource::Osrm => return Err(Note::new("rules-osrm-unavailable")),
        };
        let seats = (0..instance.regions.len())
            .filter(|at| matches!(instance.regions[*at].level, Level::County | Level::City))
            .map(RegionIx::new)
            .collect();
        let bands = Bands::new(settings);
        let table = OnceLock::new();
        Ok(Self(Arc::new(Ground { units, agencies_from, regions_from, seats, ways, bands, table })))
    }

    /// The way from one place to another; none if `matrix.csv` has no such pair.
    pub fn leg(&self, from: Place, to: Place) -> Option<Leg> {
        self.leg_between(self.number(from), self.number(to))
    }

    /// County and city seats, where a team may spend a night, in table order.
    pub fn seats(&self) -> &[RegionIx] {
        &self.0.seats
    }

    /// Geodesic metres between two places.
    pub fn straight(&self, from: Place, to: Place) -> f64 {
        self.0.units[self.number(from)].metres_to(&self.0.units[self.number(to)])
    }

    /// Whether the way there is as long as the way back, for any two places.
    fn is_symmetric(&self) -> bool {
        !matches!(self.0.ways, Ways::Matrix(_))
    }

    fn number(&self, place: Place) -> usize {
        number(self.0.agencies_from, self.0.regions_from, place)
    }

    fn leg_between(&self, from: usize, to: usize) -> Option<Leg> {
        match self.0.table.get() {
            Some(table) => Some(table.leg(from, to)).filter(|leg| *leg != Leg::UNREACHABLE),
            None => self.new_leg(from, to),
        }
    }

    /// From here on all legs are looked up, if the places are few.
    fn keep_all(&self) {
        let places = self.0.units.len();
        if places <= KEPT && self.0.table.get().is_none() {
            // Not while others wait for it: a thread that fills rows may take up work that comes here again.
            let new = |from, to| self.new_leg(from, to);
            let _ = self.0.table.set(LegMatrix::filled(places, self.is_symmetric(), new));
        }
    }

    fn new_leg(&self, from: usize, to: usize) -> Option<Leg> {
        if from == to {
            return Some(Leg::default());
        }
        let metres = match &self.0.ways {
            Ways::Straight { detour } => self.0.units[from].metres_to(&self.0.units[to]) * detour,
            Ways::Roads(roads) => roads.metres(&self.0.units, from, to),
            Ways::Matrix(legs) => return legs.leg(from, to),
        };
        let metres = round_up(metres);
        Some(Leg { metres, minutes: self.0.bands.minutes(metres) })
    }
}

/// All places on the sphere: enterprises, agencies, regions.
fn units(instance: &Instance) -> Vec<Unit> {
    let positions = instance.enterprises.iter().map(|row| row.position);
    let positions = positions.chain(instance.agencies.iter().map(|row| row.position));
    let positions = positions.chain(instance.regions.iter().map(|row| row.position));
    positions.map(Unit::new).collect()
}

/// Enterprises, agencies and regions in one row of numbers.
fn number(agencies_from: usize, regions_from: usize, place: Place) -> usize {
    match place {
        Place::Enterprise(at) => at.ix(),
        Place::Agency(at) => agencies_from + at.ix(),
        Place::Region(at) => regions_from + at.ix(),
    }
}

/// The next whole number, forgiving a millionth for what floating point adds.
fn round_up(amount: f64) -> u32 {
    // A float cast saturates, so an absurd amount stays absurdly large.
    (amount - 1e-6).ceil().max(0.0) as u32
}

/// Marginal speed bands: (end in metres, minutes per metre).
#[derive(Clone)]
struct Bands(Vec<(f64, f64)>);

impl Bands {
    fn new(settings: &TravelSettings) -> Self {
        let band = |(at, band): (usize, &crate::model::SpeedBand)| {
            let last = at + 1 == settings.speed.len();
            let end = band.up_to_km.filter(|_| !last).map_or(f64::INFINITY, |km| km * 1000.0);
            (end, 0.06 / band.kmh)
        };
        Self(settings.speed.iter().enumerate().map(band).collect())
    }

    fn minutes(&self, metres: u32) -> u32 {
        let metres = f64::from(metres);
        let (mut minutes, mut from) = (0.0, 0.0);
        for &(end, pace) in &self.0 {
            if metres <= from {
                break;
            }
            minutes += (metres.min(end) - from).max(0.0) * pace;
            from = end.max(from);
        }
        round_up(minutes)
    }
}

#[cfg(test)]
mod tests;
