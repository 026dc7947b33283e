//! An instance: validated, immutable, every reference resolved to an index. One struct a table.
//!
//! Rows keep the order of their file and remember their line, so that a message can point at it.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::ids::{
    AgencyIx, CategoryIx, EnterpriseIx, ProductIx, ProgramIx, RegionIx, SamplerIx, TaskIx, TeamIx,
};
use super::settings::Settings;
use super::units::{Clock, Grams, Metres, Millilitres, Minutes};

/// WGS-84 decimal degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Position {
    /// Longitude, east positive.
    pub lon: f64,
    /// Latitude, north positive.
    pub lat: f64,
}

/// Calendar days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct DateRange {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl DateRange {
    /// Whether `date` is one of its days.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

/// A calendar month, shown as `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month of a day.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
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

/// The files of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Table {
    Regions,
    Categories,
    Enterprises,
    Products,
    Programs,
    Quotas,
    Tasks,
    Agencies,
    Scopes,
    LabCapacity,
    Avoidances,
    Conflicts,
    Suspensions,
    Samplers,
    Teams,
    History,
    Calendar,
    Escorts,
    Matrix,
    RoadNodes,
    RoadEdges,
}

impl Table {
    /// Every table, in the order of the reference.
    pub const ALL: &'static [Table] = &[
        Table::Regions,
        Table::Categories,
        Table::Enterprises,
        Table::Products,
        Table::Programs,
        Table::Quotas,
        Table::Tasks,
        Table::Agencies,
        Table::Scopes,
        Table::LabCapacity,
        Table::Avoidances,
        Table::Conflicts,
        Table::Suspensions,
        Table::Samplers,
        Table::Teams,
        Table::History,
        Table::Calendar,
        Table::Escorts,
        Table::Matrix,
        Table::RoadNodes,
        Table::RoadEdges,
    ];

    /// Name of the file without `.csv`, and of the sheet in a workbook.
    pub const fn name(self) -> &'static str {
        match self {
            Table::Regions => "regions",
            Table::Categories => "categories",
            Table::Enterprises => "enterprises",
            Table::Products => "products",
            Table::Programs => "programs",
            Table::Quotas => "quotas",
            Table::Tasks => "tasks",
            Table::Agencies => "agencies",
            Table::Scopes => "scopes",
            Table::LabCapacity => "lab_capacity",
            Table::Avoidances => "avoidances",
            Table::Conflicts => "conflicts",
            Table::Suspensions => "suspensions",
            Table::Samplers => "samplers",
            Table::Teams => "teams",
            Table::History => "history",
            Table::Calendar => "calendar",
            Table::Escorts => "escorts",
            Table::Matrix => "matrix",
            Table::RoadNodes => "road_nodes",
            Table::RoadEdges => "road_edges",
        }
    }

    /// A row of the table as people cite it: `history.csv:17` (the header is line 1).
    pub fn line(self, row: u32) -> String {
        format!("{}.csv:{row}", self.name())
    }
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

/// A row of `categories.csv`: a kind of product.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Category {
    #[serde(skip)]
    pub row: u32,
    pub code: String,
    pub name: String,
    pub group: String,
    /// Minutes on site a batch.
    pub sample_minutes: Minutes,
    /// Mass of a batch's samples.
    pub sample_mass: Grams,
    /// Volume of a batch's samples.
    pub sample_volume: Millilitres,
    /// Needs a team with `cold` and the own agency's lab.
    pub cold_chain: bool,
    /// Never by courier.
    pub carry: bool,
    /// Carried samples reach the base within this time of the visit's end.
    pub deliver_within: Option<Minutes>,
    /// Working days of the test.
    pub test_days: u32,
    /// Fee of a batch.
    pub price: super::units::Fen,
    /// Name under which `lab_capacity.csv` counts.
    pub lab_group: String,
}

/// Whether an enterprise makes or sells what is drawn there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Role {
    Producer,
    Seller,
}

/// A row of `enterprises.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Enterprise {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub name: String,
    pub region: RegionIx,
    pub position: Position,
    pub role: Role,
    /// Corporate group.
    pub owner: Option<String>,
    /// `A` to `D`.
    pub risk: Option<char>,
    /// OpenStreetMap `opening_hours` syntax.
    pub hours: String,
    /// Days on which nobody is there.
    pub closed: Vec<DateRange>,
}

/// Who made a product.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Producer {
    /// An enterprise of the register.
    Enterprise(EnterpriseIx),
    /// A name outside it.
    Name(String),
}

/// A row of `products.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Product {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub category: CategoryIx,
    pub producer: Producer,
    pub standard: String,
    pub brand: String,
    pub model: String,
}

impl Product {
    /// "The same product" of the six-month rule: producer, standard, brand and model are equal.
    pub fn is_same_as(&self, other: &Product) -> bool {
        self.producer == other.producer
            && self.standard == other.standard
            && self.brand == other.brand
            && self.model == other.model
    }
}

/// Why a program exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum ProgramKind {
    Annual,
    Special,
    Tracking,
    Linked,
    Emergency,
}

impl ProgramKind {
    /// Tracking and emergency draws are exempt from `six_month` and `upper_first`.
    pub fn is_exempt(self) -> bool {
        matches!(self, ProgramKind::Tracking | ProgramKind::Emergency)
    }
}

/// A row of `programs.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Program {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub name: String,
    pub authority: Authority,
    pub kind: ProgramKind,
    /// Document number; none = not approved.
    pub approval: Option<String>,
    pub approved_on: Option<NaiveDate>,
    pub start: NaiveDate,
    pub end: NaiveDate,
    pub weight: f64,
}

/// A row of `quotas.csv`: batches of a category, for a program, in a region and all below it.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Quota {
    #[serde(skip)]
    pub row: u32,
    pub program: ProgramIx,
    pub category: CategoryIx,
    pub region: RegionIx,
    pub min: Option<u32>,
    pub target: Option<u32>,
    pub max: Option<u32>,
}

/// A row of `tasks.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Task {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub program: ProgramIx,
    /// Where it is drawn.
    pub site: EnterpriseIx,
    pub product: ProductIx,
    pub batches: u32,
    pub required: bool,
    /// Worth of drawing it.
    pub value: super::units::Fen,
    pub earliest: Option<NaiveDate>,
    pub latest: Option<NaiveDate>,
}

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

/// What came of an earlier spot check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Outcome {
    Pass,
    Fail,
    Refused,
    Absent,
    Illegal,
}

impl Outcome {
    /// Whether something was drawn: `refused` and `absent` drew nothing.
    pub fn drew(self) -> bool {
        matches!(self, Outcome::Pass | Outcome::Fail | Outcome::Illegal)
    }
}

/// A row of `history.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct History {
    #[serde(skip)]
    pub row: u32,
    pub product: ProductIx,
    pub site: Option<EnterpriseIx>,
    pub authority: Authority,
    pub kind: Option<ProgramKind>,
    pub date: NaiveDate,
    pub outcome: Outcome,
    pub agency: Option<AgencyIx>,
}

/// A row of `calendar.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CalendarDay {
    #[serde(skip)]
    pub row: u32,
    pub date: NaiveDate,
    /// `workday`, else `holiday`.
    pub works: bool,
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

/// The tables of an instance, every reference resolved.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)]
pub struct Tables {
    pub regions: Vec<Region>,
    pub categories: Vec<Category>,
    pub enterprises: Vec<Enterprise>,
    pub products: Vec<Product>,
    pub programs: Vec<Program>,
    pub quotas: Vec<Quota>,
    pub tasks: Vec<Task>,
    pub agencies: Vec<Agency>,
    pub scopes: Vec<Scope>,
    pub lab_capacity: Vec<LabCapacity>,
    pub avoidances: Vec<Avoidance>,
    pub conflicts: Vec<Conflict>,
    pub suspensions: Vec<Suspension>,
    pub samplers: Vec<Sampler>,
    pub teams: Vec<Team>,
    pub history: Vec<History>,
    pub calendar: Vec<CalendarDay>,
    pub escorts: Vec<Escort>,
    pub matrix: Vec<MatrixRow>,
    pub road_nodes: Vec<RoadNode>,
    pub road_edges: Vec<RoadEdge>,
}

/// A planning problem: settings and tables that belong together.
///
/// Immutable once built, and cheap to clone (the tables are shared); the reader guarantees that every index points into its table, ids are
/// unique, the region parents form a forest, and every number is finite and in range.
#[derive(Clone, Debug)]
pub struct Instance {
    settings: Arc<Settings>,
    tables: Arc<Tables>,
    by_id: Arc<HashMap<(Table, String), u32>>,
    authority: Authority,
    digest: String,
}

impl std::ops::Deref for Instance {
    type Target = Tables;
    fn deref(&self) -> &Tables {
        &self.tables
    }
}

impl Instance {
    /// Builds an instance from tables whose references are already valid.
    ///
    /// # Errors
    /// If `settings.authority` is not a region code of `tables` (nor `000000`).
    pub fn new(settings: Settings, tables: Tables) -> Result<Self, String> {
        let mut by_id = HashMap::new();
        let mut add = |table: Table, ids: Vec<&str>| {
            for (at, id) in ids.into_iter().enumerate() {
                by_id.insert((table, id.to_owned()), at as u32);
            }
        };
        add(Table::Regions, tables.regions.iter().map(|r| r.code.as_str()).collect());
        add(Table::Categories, tables.categories.iter().map(|r| r.code.as_str()).collect());
        add(Table::Enterprises, tables.enterprises.iter().map(|r| r.id.as_str()).collect());
        add(Table::Products, tables.products.iter().map(|r| r.id.as_str()).collect());
        add(Table::Programs, tables.programs.iter().map(|r| r.id.as_str()).collect());
        add(Table::Tasks, tables.tasks.iter().map(|r| r.id.as_str()).collect());
        add(Table::Agencies, tables.agencies.iter().map(|r| r.id.as_str()).collect());
        add(Table::Samplers, tables.samplers.iter().map(|r| r.id.as_str()).collect());
        add(Table::Teams, tables.teams.iter().map(|r| r.id.as_str()).collect());
        let authority = if settings.authority == "000000" {
            Authority::National
        } else {
            match by_id.get(&(Table::Regions, settings.authority.clone())) {
                Some(&at) => Authority::Region(RegionIx(at)),
                None => return Err(format!("{:?} is not a region", settings.authority)),
            }
        };
        let text = serde_json::to_vec(&(&settings, &tables)).map_err(|e| e.to_string())?;
        let digest = format!("blake3:{}", blake3::hash(&text).to_hex());
        let (settings, tables) = (Arc::new(settings), Arc::new(tables));
        Ok(Self { settings, tables, by_id: Arc::new(by_id), authority, digest })
    }

    /// `instance.toml`.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The tables, for whoever makes a changed copy.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The authority that plans.
    pub fn authority(&self) -> Authority {
        self.authority
    }

    /// `blake3:` and the digest of settings and tables in canonical form; the encoding and the
    /// kind of file they were read from make no difference.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    fn find(&self, table: Table, id: &str) -> Option<u32> {
        self.by_id.get(&(table, id.to_owned())).copied()
    }

    /// The region with this code.
    pub fn region(&self, code: &str) -> Option<RegionIx> {
        self.find(Table::Regions, code).map(RegionIx)
    }
    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<CategoryIx> {
        self.find(Table::Categories, code).map(CategoryIx)
    }
    /// The enterprise with this id.
    pub fn enterprise(&self, id: &str) -> Option<EnterpriseIx> {
        self.find(Table::Enterprises, id).map(EnterpriseIx)
    }
    /// The program with this id.
    pub fn program(&self, id: &str) -> Option<ProgramIx> {
        self.find(Table::Programs, id).map(ProgramIx)
    }
    /// The product with this id.
    pub fn product(&self, id: &str) -> Option<ProductIx> {
        self.find(Table::Products, id).map(ProductIx)
    }
    /// The task with this id.
    pub fn task(&self, id: &str) -> Option<TaskIx> {
        self.find(Table::Tasks, id).map(TaskIx)
    }
    /// The agency with this id.
    pub fn agency(&self, id: &str) -> Option<AgencyIx> {
        self.find(Table::Agencies, id).map(AgencyIx)
    }
    /// The sampler with this id.
    pub fn sampler(&self, id: &str) -> Option<SamplerIx> {
        self.find(Table::Samplers, id).map(SamplerIx)
    }
    /// The team with this id.
    pub fn team(&self, id: &str) -> Option<TeamIx> {
        self.find(Table::Teams, id).map(TeamIx)
    }

    /// Whether `region` is `ancestor` or lies below it.
    pub fn is_within(&self, region: RegionIx, ancestor: RegionIx) -> bool {
        let mut at = Some(region);
        while let Some(here) = at {
            if here == ancestor {
                return true;
            }
            at = self.tables.regions[here.ix()].parent;
        }
        false
    }

    /// The level of an authority.
    pub fn level(&self, authority: Authority) -> Level {
        match authority {
            Authority::National => Level::National,
            Authority::Region(region) => self.tables.regions[region.ix()].level,
        }
    }

    /// Whether `upper` is of a higher level than `lower` and its region contains `lower`'s.
    pub fn outranks(&self, upper: Authority, lower: Authority) -> bool {
        self.level(upper) > self.level(lower)
            && match (upper, lower) {
                (Authority::National, _) => true,
                (Authority::Region(_), Authority::National) => false,
                (Authority::Region(u), Authority::Region(l)) => self.is_within(l, u),
            }
    }

    /// The code of an authority.
    pub fn authority_code(&self, authority: Authority) -> &str {
        match authority {
            Authority::National => "000000",
            Authority::Region(region) => &self.tables.regions[region.ix()].code,
        }
    }

    /// The category of what a task draws.
    pub fn category_of(&self, task: TaskIx) -> &Category {
        let product = self.tables.tasks[task.ix()].product;
        &self.tables.categories[self.tables.products[product.ix()].category.ix()]
    }

    /// The agencies of a team, those of its samplers, each once, in order of the samplers.
    pub fn agencies_of(&self, team: TeamIx) -> Vec<AgencyIx> {
        let mut agencies = Vec::new();
        for sampler in &self.tables.teams[team.ix()].samplers {
            let agency = self.tables.samplers[sampler.ix()].agency;
            if !agencies.contains(&agency) {
                agencies.push(agency);
            }
        }
        agencies
    }

    /// A place as files name it: `enterprise:E1`, `agency:A1`, `region:140525`.
    pub fn place_name(&self, place: Place) -> String {
        match place {
            Place::Enterprise(e) => format!("enterprise:{}", self.tables.enterprises[e.ix()].id),
            Place::Agency(a) => format!("agency:{}", self.tables.agencies[a.ix()].id),
            Place::Region(r) => format!("region:{}", self.tables.regions[r.ix()].code),
        }
    }

    /// Where a place is.
    pub fn position(&self, place: Place) -> Position {
        match place {
            Place::Enterprise(e) => self.tables.enterprises[e.ix()].position,
            Place::Agency(a) => self.tables.agencies[a.ix()].position,
            Place::Region(r) => self.tables.regions[r.ix()].position,
        }
    }
}
