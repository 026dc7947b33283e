//! The real ground under an instance: seats, roads, outlines, categories, clusters, days off.
//!
//! Sources and licences: `data/README.md`.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::model::{Level, Position};

/// A region and its seat.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub level: Level,
    /// Position of the parent among the seats.
    pub parent: Option<usize>,
    pub position: Position,
}

/// A product category of the catalogue.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Kind {
    pub code: String,
    pub name: String,
    pub group: String,
    /// `P` made, `S` sold, `PS` both.
    pub stage: String,
    pub mass_kg: f64,
    pub volume_l: f64,
    pub onsite_min: i64,
    pub cold_chain: u8,
    pub hazmat: u8,
    pub test_workdays: u32,
    pub price_yuan: f64,
    pub lab_group: String,
    pub standard: String,
}

impl Kind {
    pub fn is_made(&self) -> bool {
        self.stage.contains('P')
    }
    pub fn is_sold(&self) -> bool {
        self.stage.contains('S')
    }
    pub fn is_food(&self) -> bool {
        self.group == FOOD
    }
}

/// The group of the categories under the food regime.
pub(super) const FOOD: &str = "food_other_regime";

/// A county known for a category.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Cluster {
    pub county: String,
    pub category: String,
    pub weight: u64,
}

/// A day that is not what its weekday says.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DayOff {
    pub date: NaiveDate,
    pub kind: String,
}

/// Outline of a city: rings of longitude and latitude.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub code: String,
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// Everything real.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub seats: Vec<Seat>,
    pub kinds: Vec<Kind>,
    pub clusters: Vec<Cluster>,
    pub days_off: Vec<DayOff>,
    pub nodes: Vec<Position>,
    /// Positions of two nodes and the metres between them.
    pub edges: Vec<(u32, u32, f64)>,
    pub outlines: Vec<Outline>,
}

#[derive(Deserialize)]
struct DivisionRow {
    code: String,
    name: String,
    name_en: String,
    level: String,
    parent: String,
    lon: f64,
    lat: f64,
}

#[derive(Deserialize)]
struct EdgeRow {
    from: u32,
    to: u32,
    metres: f64,
}

#[derive(Deserialize)]
struct NodeRow {
    lon: f64,
    lat: f64,
}

fn rows<T: DeserializeOwned>(name: &str, text: &str) -> Result<Vec<T>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.map_err(|e| format!("data/{name}: {e}"))).collect()
}

macro_rules! read {
    ($name:literal) => {
        rows($name, include_str!(concat!("../../data/", $name)))?
    };
}

impl Ground {
    /// Shanxi (山西), `copies` times: once where it is, or else displaced copies side by side, with codes
    /// that no real region has (`90…` to `99…`) and suffixed names.
    pub fn read(copies: usize) -> Result<Self, String> {
        let shanxi = Self::shanxi()?;
        if copies <= 1 {
            return Ok(shanxi);
        }
        let mut all = Self {
            seats: vec![],
            nodes: vec![],
            edges: vec![],
            outlines: vec![],
            ..shanxi.clone()
        };
        all.clusters.clear();
        for copy in 0..copies.min(SUFFIXES.len()) {
            all.append(&shanxi, copy);
        }
        Ok(all)
    }

    fn shanxi() -> Result<Self, String> {
        let divisions: Vec<DivisionRow> = read!("shanxi_divisions.csv");
        let nodes: Vec<NodeRow> = read!("shanxi_road_nodes.csv");
        let edges: Vec<EdgeRow> = read!("shanxi_road_edges.csv");
        let at = |code: &str| divisions.iter().position(|row| row.code == code);
        Ok(Self {
            seats: divisions
                .iter()
                .map(|row| Seat {
                    code: row.code.clone(),
                    name: row.name.clone(),
                    name_en: row.name_en.clone(),
                    level: match row.level.as_str() {
                        "province" => Level::Province,
                        "city" => Level::City,
                        _ => Level::County,
                    },
                    parent: at(&row.parent),
                    position: Position { lon: row.lon, lat: row.lat },
                })
                .collect(),
            kinds: read!("catalogue.csv"),
            clusters: read!("clusters.csv"),
            days_off: read!("holidays_cn.csv"),
            nodes: nodes.iter().map(|row| Position { lon: row.lon, lat: row.lat }).collect(),
            edges: edges.iter().map(|row| (row.from, row.to, row.metres)).collect(),
            outlines: outlines(include_str!("../../data/shanxi_boundaries.geojson"))?,
        })
    }

    /// Adds a displaced copy: five side by side, and the second row of five to the south.
    fn append(&mut self, other: &Ground, copy: usize) {
        let east = 6.0 * ((copy % 5) as f64 - 2.0);
        let south = -8.0 * (copy / 5) as f64;
        let moved =
            |p: Position| Position { lon: round5(p.lon + east), lat: round5(p.lat + south) };
        let code = |old: &str| format!("9{copy}{}", old.get(2..).unwrap_or_default());
        let (seats, nodes) = (self.seats.len(), self.nodes.len() as u32);
        self.seats.extend(other.seats.iter().map(|seat| Seat {
            code: code(&seat.code),
            name: format!("{}{}", seat.name, SUFFIXES[copy]),
            name_en: format!("{} {}", seat.name_en, copy + 1),
            parent: seat.parent.map(|at| at + seats),
            position: moved(seat.position),
            ..seat.clone()
        }));
        self.clusters.extend(
            other.clusters.iter().map(|row| Cluster { county: code(&row.county), ..row.clone() }),
        );
        self.nodes.extend(other.nodes.iter().map(|&node| moved(node)));
        self.edges.extend(other.edges.iter().map(|&(a, b, m)| (a + nodes, b + nodes, m)));
        self.outlines.extend(other.outlines.iter().map(|outline| {
            Outline {
                code: code(&outline.code),
                rings: outline
                    .rings
                    .iter()
                    .map(|ring| ring.iter().map(|p| [p[0] + east, p[1] + south]).collect())
                    .collect(),
            }
        }));
    }

    /// Position of the seat with this code.
    pub fn seat(&self, code: &str) -> Result<usize, String> {
        let found = self.seats.iter().position(|seat| seat.code == code);
        found.ok_or_else(|| format!("data/shanxi_divisions.csv: no {code}"))
    }

    /// The county, city or province, and all seats below it, in order.
    pub fn below(&self, seat: usize) -> Vec<usize> {
        (0..self.seats.len()).filter(|&at| self.chain(at).contains(&seat)).collect()
    }

    /// A seat, its parent, and so on upwards.
    pub fn chain(&self, seat: usize) -> Vec<usize> {
        std::iter::successors(Some(seat), |&at| self.seats[at].parent).collect()
    }
}

/// Suffixes of the copies' place names: the ten heavenly stems.
const SUFFIXES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

fn outlines(text: &str) -> Result<Vec<Outline>, String> {
    #[derive(Deserialize)]
    struct Collection {
        features: Vec<Feature>,
    }
    #[derive(Deserialize)]
    struct Feature {
        properties: Properties,
        geometry: Geometry,
    }
    #[derive(Deserialize)]
    struct Properties {
        code: String,
    }
    #[derive(Deserialize)]
    struct Geometry {
        coordinates: Vec<Vec<[f64; 2]>>,
    }
    let read: Collection =
        serde_json::from_str(text).map_err(|e| format!("data/shanxi_boundaries.geojson: {e}"))?;
    let features = read.features.into_iter();
    Ok(features
        .map(|f| Outline { code: f.properties.code, rings: f.geometry.coordinates })
        .collect())
}

impl Outline {
    /// Whether the point lies inside (even–odd rule).
    pub fn contains(&self, p: Position) -> bool {
        let crossings = self.rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().skip(1)));
        crossings
            .filter(|(a, b)| {
                (a[1] > p.lat) != (b[1] > p.lat)
                    && p.lon < (b[0] - a[0]) * (p.lat - a[1]) / (b[1] - a[1]) + a[0]
            })
            .count()
            % 2
            == 1
    }
}

/// Kilometres of a degree of latitude on the contract's sphere.
pub(super) const KM_PER_DEGREE: f64 = 111.195_080;

/// Cosine of a latitude in degrees by its series: the same bits on every platform, to 1e-8 below 45°.
pub(super) fn cos_degrees(latitude: f64) -> f64 {
    let x = latitude * 0.017_453_292_519_943_295;
    let y = x * x;
    1.0 - y / 2.0 * (1.0 - y / 12.0 * (1.0 - y / 30.0 * (1.0 - y / 56.0)))
}

/// Kilometres between two points, on a plane that touches between them: good to 1 % over Shanxi.
pub(super) fn km(a: Position, b: Position) -> f64 {
    let x = (a.lon - b.lon) * cos_degrees((a.lat + b.lat) / 2.0);
    let y = a.lat - b.lat;
    (x * x + y * y).sqrt() * KM_PER_DEGREE
}

/// A point `east` and `north` kilometres away, to five decimals (about a metre).
pub(super) fn offset(from: Position, east: f64, north: f64) -> Position {
    let lat = from.lat + north / KM_PER_DEGREE;
    let lon = from.lon + east / (KM_PER_DEGREE * cos_degrees(from.lat));
    Position { lon: round5(lon), lat: round5(lat) }
}

fn round5(degrees: f64) -> f64 {
    (degrees * 100_000.0).round() / 100_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seat_has_its_parent_and_lies_in_its_city() {
        let ground = Ground::read(1).unwrap();
        assert_eq!(ground.seats.len(), 129);
        let counties = ground.seats.iter().filter(|s| s.level == Level::County);
        for seat in counties {
            let city = &ground.seats[seat.parent.unwrap()];
            let outline = ground.outlines.iter().find(|o| o.code == city.code).unwrap();
            assert!(outline.contains(seat.position), "{}", seat.name);
        }
    }

    #[test]
    fn copies_keep_their_shape_and_have_their_own_codes() {
        let (one, ten) = (Ground::read(1).unwrap(), Ground::read(10).unwrap());
        assert_eq!(ten.seats.len(), 10 * one.seats.len());
        let codes: std::collections::BTreeSet<_> = ten.seats.iter().map(|s| &s.code).collect();
        assert_eq!(codes.len(), ten.seats.len());
        let (a, b) = (&ten.seats[129 * 9 + 20], &ten.seats[129 * 9 + 40]);
        assert!(a.code.starts_with("99") && a.name.ends_with('癸'));
        let here = km(a.position, b.position);
        let there = km(one.seats[20].position, one.seats[40].position);
        // The southern row is wider: cos 29.5° / cos 37.5° = 1.10
        assert!((here / there - 1.0).abs() < 0.15, "{here} {there}");
    }

    #[test]
    fn cosine_by_series() {
        for tenth in 0..450 {
            let degrees = f64::from(tenth) / 10.0;
            assert!((cos_degrees(degrees) - degrees.to_radians().cos()).abs() < 1e-7);
        }
    }
}
