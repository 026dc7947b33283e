//! `instance.toml`: the horizon, the travel model, the policy, costs and weights.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::units::{Clock, ClockRange, Fen, Metres, Minutes};

/// The whole of `instance.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Version of the format: 1.
    pub format: u32,
    /// Title of the instance.
    pub name: String,
    /// Region code of the authority that plans.
    pub authority: String,
    /// First day of the horizon.
    #[schemars(with = "String")]
    pub start: NaiveDate,
    /// Last day of the horizon.
    #[schemars(with = "String")]
    pub end: NaiveDate,
    /// Public seed of the random draw.
    pub seed: u64,
    /// How distances and driving times come about.
    #[serde(default)]
    pub travel: TravelSettings,
    /// Parameters of the rules.
    #[serde(default)]
    pub policy: Policy,
    /// Prices, in yuan.
    #[serde(default)]
    pub costs: Costs,
    /// Yuan per unit of what is not money.
    #[serde(default)]
    pub weights: Weights,
}

/// Where distances come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TravelSource {
    /// Great-circle distance times `detour`.
    Geodesic,
    /// Shortest path in `road_nodes.csv` and `road_edges.csv`.
    #[default]
    Roads,
    /// `matrix.csv`.
    Matrix,
    /// An OSRM server at `url`.
    Osrm,
}

/// The `[travel]` table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TravelSettings {
    /// Where distances come from.
    pub source: TravelSource,
    /// Address of the OSRM server, with `source = "osrm"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Road metres per geodesic metre where no road is used.
    pub detour: f64,
    /// Metres driven per metre of road graph.
    pub road_factor: f64,
    /// Closer than this (geodesic kilometres) the way is straight, times `detour`.
    pub local_km: f64,
    /// Marginal speed bands of a leg, from its start.
    pub speed: Vec<SpeedBand>,
}

/// One band of `[[travel.speed]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeedBand {
    /// The band ends at this kilometre of the leg; the last band has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_km: Option<f64>,
    /// Speed inside the band, kilometres an hour.
    pub kmh: f64,
}

impl Default for TravelSettings {
    fn default() -> Self {
        let band = |up_to_km, kmh| SpeedBand { up_to_km, kmh };
        Self {
            source: TravelSource::Roads,
            url: None,
            detour: 1.35,
            road_factor: 1.08,
            local_km: 5.0,
            speed: vec![band(Some(10.0), 35.0), band(Some(50.0), 60.0), band(None, 85.0)],
        }
    }
}

impl TravelSettings {
    /// The geodesic distance below which no road is used.
    pub fn local(&self) -> Metres {
        Metres((self.local_km * 1000.0).round() as i64)
    }
}

/// How candidates of a quota are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DrawMode {
    /// The public lottery.
    #[default]
    Lottery,
    /// The lottery, spread in space (local pivotal method).
    Balanced,
    /// All candidates are in; the solver chooses.
    Cost,
}

/// What is kept apart when sampling is separated from testing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Separation {
    /// Other people of the same agency may test.
    #[default]
    Staff,
    /// Another agency tests.
    Agency,
}

/// Whether the agency that came to an enterprise last may come again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rotation {
    /// Anybody may come.
    #[default]
    Off,
    /// Another agency has to come (rule `avoidance`).
    Forbid,
    /// It may, for `weights.rotation` a visit.
    Penalise,
}

impl Rotation {
    /// Whether nothing is asked. Then it is not written, so that digests stay what they were.
    pub fn is_off(&self) -> bool {
        *self == Rotation::Off
    }
}

/// The `[policy]` table: every parameter of the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Minutes of a visit before the first batch.
    pub setup_minutes: Minutes,
    /// Where a lunch must lie, in days that cover all of it.
    pub lunch: ClockRange,
    /// Length of a lunch.
    pub lunch_minutes: Minutes,
    /// Most driving a day and team.
    pub drive_minutes: Minutes,
    /// Calendar months between draws of one product by one authority.
    pub interval_months: u32,
    /// Calendar months around a higher level's draw in which a lower level does not draw.
    pub upper_first_months: u32,
    /// Most entries of an enterprise in a calendar year, history included; 0 = no limit.
    pub visits_per_year: u32,
    /// What is kept apart when sampling is separated from testing.
    pub separation: Separation,
    /// Whether a tour may span days off.
    pub weekend_nights: bool,
    /// How candidates of a quota are chosen.
    pub draw: DrawMode,
    /// Whether the agency that came to an enterprise last may come again.
    #[serde(skip_serializing_if = "Rotation::is_off")]
    pub rotation: Rotation,
    /// Whether teams are formed from `samplers.csv` instead of being those of `teams.csv`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub form_teams: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            setup_minutes: Minutes(20),
            lunch: ClockRange { from: Clock::hm(11, 30), to: Clock::hm(14, 0) },
            lunch_minutes: Minutes(45),
            drive_minutes: Minutes(480),
            interval_months: 6,
            upper_first_months: 6,
            visits_per_year: 0,
            separation: Separation::Staff,
            weekend_nights: false,
            draw: DrawMode::Lottery,
            rotation: Rotation::Off,
            form_teams: false,
        }
    }
}

/// The `[costs]` table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Costs {
    /// A kilometre driven.
    pub km: Fen,
    /// A day of a team, each calendar day of a tour.
    pub team_day: Fen,
    /// A night away of a team.
    pub night: Fen,
    /// A parcel to a lab, one for each visit and lab.
    pub courier_parcel: Fen,
}

impl Default for Costs {
    fn default() -> Self {
        Self { km: Fen(120), team_day: Fen(90_000), night: Fen(36_000), courier_parcel: Fen(4_500) }
    }
}

/// The `[weights]` table: yuan per unit of what is not money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// A required task that could be drawn and is not planned.
    pub required: Fen,
    /// A batch missing to a quota's minimum.
    pub shortfall: Fen,
    /// A batch off a quota's target, either way.
    pub balance_region: Fen,
    /// A batch off a lab's even month, either way.
    pub balance_month: Fen,
    /// A visit by the agency that came to the enterprise last, with `policy.rotation = "penalise"`.
    #[serde(skip_serializing_if = "is_usual_rotation")]
    pub rotation: Fen,
    /// Each further day over which the enterprises of one owner are spread.
    #[serde(skip_serializing_if = "Fen::is_zero")]
    pub owner_day: Fen,
}

/// What a visit by the agency that came last costs unless somebody says otherwise.
const ROTATION: Fen = Fen(20_000);

/// The usual weight is not written, so that digests stay what they were.
fn is_usual_rotation(weight: &Fen) -> bool {
    *weight == ROTATION
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            required: Fen(100_000_000),
            shortfall: Fen(300_000),
            balance_region: Fen(6_000),
            balance_month: Fen(2_000),
            rotation: ROTATION,
            owner_day: Fen::ZERO,
        }
    }
}
