//! Where things are: regions and whose they are, places, roads.

use serde::Serialize;

use super::ids::{AgencyIx, EnterpriseIx, RegionIx};
use super::units::{Metres, Minutes};

/// WGS-84 decimal degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Position {
    /// Longitude, east positive.
    pub lon: f64,
    /// Latitude, north positive.
    pub lat: f64,
}

/// Administrative levels; a greater value is a higher level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 县级
    County,
    /// 市级
    City,
    /// 省级
    Province,
    /// 国家级 (authority `000000`)
    National,
}

/// Who organises spot checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Authority {
    /// Code `000000`: contains every region.
    National,
    /// The bureau of a region.
    Region(RegionIx),
}

/// A row of `regions.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Region {
    #[serde(skip)]
    pub row: u32,
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub level: Level,
    pub parent: Option<RegionIx>,
    /// The seat; county and city seats are where a team may spend a night.
    pub position: Position,
}

/// Somewhere a leg starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[allow(missing_docs)]
pub enum Place {
    Enterprise(EnterpriseIx),
    Agency(AgencyIx),
    /// The region's seat.
    Region(RegionIx),
}

/// A row of `matrix.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MatrixRow {
    #[serde(skip)]
    pub row: u32,
    pub from: Place,
    pub to: Place,
    pub metres: Metres,
    pub minutes: Minutes,
}

/// A row of `road_nodes.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RoadNode {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub position: Position,
}

/// A row of `road_edges.csv`: positions in `road_nodes`; both directions.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RoadEdge {
    #[serde(skip)]
    pub row: u32,
    pub from: u32,
    pub to: u32,
    pub metres: f64,
}

/// A row of `escorts.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Escort {
    #[serde(skip)]
    pub row: u32,
    pub region: RegionIx,
    pub visits_per_day: u32,
}
