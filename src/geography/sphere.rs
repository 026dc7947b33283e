//! The sphere of the contract: haversine as it is written, and the same by unit vectors.

use crate::model::Position;

/// Mean radius of the earth, metres (IUGG).
pub const EARTH_RADIUS: f64 = 6_371_008.8;

/// Geodesic metres by the haversine formula.
pub fn haversine(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half_lat = (lat_b - lat_a) / 2.0;
    let half_lon = (b.lon - a.lon).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS * h.min(1.0).sqrt().asin()
}

/// A point of the unit sphere. The haversine of two points is a quarter of their squared chord,
/// so that most of the trigonometry is done once a place and not once a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit(pub [f64; 3]);

impl Unit {
    pub fn new(position: Position) -> Self {
        let (lon, lat) = (position.lon.to_radians(), position.lat.to_radians());
        Self([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()])
    }

    /// Squared chord on the unit sphere: grows with the distance, without a root.
    pub fn chord2(&self, other: &Unit) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|axis| self.0[axis] - other.0[axis]);
        x * x + y * y + z * z
    }

    /// Geodesic metres.
    pub fn metres_to(&self, other: &Unit) -> f64 {
        metres_of(self.chord2(other))
    }
}

/// Geodesic metres of a squared chord.
pub(super) fn metres_of(chord2: f64) -> f64 {
    let half = (chord2.sqrt() / 2.0).min(1.0);
    // Below 1,000 km the series of arcsine to the ninth power is exact to a micrometre.
    2.0 * EARTH_RADIUS * if half < 0.08 { arcsine_of_small(half) } else { half.asin() }
}

fn arcsine_of_small(x: f64) -> f64 {
    let x2 = x * x;
    let tail = 3.0 / 40.0 + x2 * (15.0 / 336.0 + x2 * (105.0 / 3456.0 + x2 * (945.0 / 42240.0)));
    x * (1.0 + x2 * (1.0 / 6.0 + x2 * tail))
}
