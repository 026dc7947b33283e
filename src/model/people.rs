//! Who does it: agencies, what they may do and from whom they keep away, samplers, teams.

use chrono::NaiveDate;
use serde::Serialize;

use super::days::{DateRange, Month};
use super::ground::Position;
use super::ids::{AgencyIx, CategoryIx, EnterpriseIx, ProgramIx, RegionIx, SamplerIx};
use super::units::{Clock, Grams, Millilitres};

/// A row of `agencies.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Agency {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub name: String,
    pub region: RegionIx,
    /// Its base: where its teams start and its lab stands.
    pub position: Position,
    /// What teams that are formed drive; not written where nothing is said of it.
    #[serde(skip_serializing_if = "Fleet::is_unknown")]
    pub fleet: Fleet,
}

/// The vehicles of an agency, for teams that are formed (`policy.form_teams`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fleet {
    /// How many teams can be on the road; none = no limit.
    pub vehicles: Option<u32>,
    /// What each can carry; none = no limit.
    pub mass: Option<Grams>,
    /// What each can hold; none = no limit.
    pub volume: Option<Millilitres>,
    /// Whether they keep samples cold.
    pub cold: bool,
}

impl Fleet {
    /// Whether nothing is said of them.
    pub fn is_unknown(&self) -> bool {
        *self == Fleet::default()
    }
}

/// What an agency is entrusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Activity {
    Sample,
    Test,
}

/// The categories a scope covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub enum CategorySet {
    /// `*`
    Every,
    /// A `group` of `categories.csv`.
    Group(String),
    One(CategoryIx),
}

/// A row of `scopes.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Scope {
    #[serde(skip)]
    pub row: u32,
    pub agency: AgencyIx,
    pub activity: Activity,
    pub categories: CategorySet,
    /// Its whole subtree; none = everywhere.
    pub region: Option<RegionIx>,
    /// None = every program.
    pub program: Option<ProgramIx>,
}

/// A row of `lab_capacity.csv`; a lab, group and month without a row is unlimited.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LabCapacity {
    #[serde(skip)]
    pub row: u32,
    pub agency: AgencyIx,
    pub lab_group: String,
    pub month: Month,
    pub batches: u32,
}

/// An agency or one of its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[allow(missing_docs)]
pub enum Who {
    Agency(AgencyIx),
    Sampler(SamplerIx),
}

/// Whom somebody has to keep away from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub enum Whom {
    Enterprise(EnterpriseIx),
    /// Every enterprise of this corporate group.
    Owner(String),
    /// Every enterprise in the region's subtree.
    Region(RegionIx),
}

/// A row of `avoidances.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Avoidance {
    #[serde(skip)]
    pub row: u32,
    pub who: Who,
    pub whom: Whom,
    pub reason: String,
    /// First day; none = since ever.
    pub from: Option<NaiveDate>,
    /// Last day; none = for ever.
    pub to: Option<NaiveDate>,
}

/// A row of `conflicts.csv`, by what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub enum ConflictKind {
    /// No team holds both (agencies or samplers).
    People(Who, Who),
    /// Both enterprises on the same days.
    SameDay(EnterpriseIx, EnterpriseIx),
    /// The two enterprises never on one day.
    NotSameDay(EnterpriseIx, EnterpriseIx),
    /// The two enterprises never by one team.
    NotSameTeam(EnterpriseIx, EnterpriseIx),
}

/// A row of `conflicts.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Conflict {
    #[serde(skip)]
    pub row: u32,
    pub kind: ConflictKind,
}

/// A row of `suspensions.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Suspension {
    #[serde(skip)]
    pub row: u32,
    pub agency: AgencyIx,
    pub days: DateRange,
    pub reason: String,
}

/// A row of `samplers.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Sampler {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub agency: AgencyIx,
    pub name: String,
    pub leave: Vec<DateRange>,
}

impl Team {
    /// A team that is formed: hours and nights as where `teams.csv` says nothing, a vehicle of its
    /// base's.
    pub fn formed(id: String, agency: AgencyIx, fleet: &Fleet, samplers: Vec<SamplerIx>) -> Self {
        Self {
            row: 0,
            id,
            agency,
            samplers,
            vehicle_mass: fleet.mass,
            vehicle_volume: fleet.volume,
            cold: fleet.cold,
            day_start: Clock::hm(8, 0),
            day_end: Clock::hm(18, 30),
            max_nights: 4,
            from: None,
            to: None,
        }
    }
}

/// A row of `teams.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Team {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    /// Whose base it starts from; the own agency.
    pub agency: AgencyIx,
    pub samplers: Vec<SamplerIx>,
    /// None = no limit.
    pub vehicle_mass: Option<Grams>,
    /// None = no limit.
    pub vehicle_volume: Option<Millilitres>,
    pub cold: bool,
    pub day_start: Clock,
    pub day_end: Clock,
    pub max_nights: u32,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}
