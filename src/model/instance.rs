//! An instance: validated, immutable, every reference resolved to an index. One struct a table.
//!
//! Rows keep the order of their file and remember their line, so that a message can point at it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::days::CalendarDay;
use super::ground::{
    Authority, Escort, Level, MatrixRow, Place, Position, Region, RoadEdge, RoadNode,
};
use super::ids::{
    AgencyIx, CategoryIx, EnterpriseIx, ProductIx, ProgramIx, RegionIx, SamplerIx, TaskIx, TeamIx,
};
use super::people::{Agency, Avoidance, Conflict, LabCapacity, Sampler, Scope, Suspension, Team};
use super::plan::{FormedTeam, Plan};
use super::register::{Category, Enterprise, Product};
use super::settings::Settings;
use super::table::Table;
use super::work::{History, Program, Quota, Task};

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
    /// Builds an instance from tables whose references are already valid. With `policy.form_teams`
    /// the teams of the tables are left aside: plans bring their own ([`joined`](Self::joined)).
    ///
    /// # Errors
    /// If `settings.authority` is not a region code of `tables` (nor `000000`).
    pub fn new(settings: Settings, mut tables: Tables) -> Result<Self, String> {
        if settings.policy.form_teams {
            tables.teams.clear();
        }
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

    /// The same instance with these teams; the digest stays that of what was read.
    #[must_use]
    pub fn with_teams(&self, teams: Vec<Team>) -> Self {
        let mut by_id = HashMap::clone(&self.by_id);
        by_id.retain(|(table, _), _| *table != Table::Teams);
        by_id.extend(teams.iter().zip(0..).map(|(team, at)| ((Table::Teams, team.id.clone()), at)));
        let tables = Tables { teams, ..Tables::clone(&self.tables) };
        Self { tables: Arc::new(tables), by_id: Arc::new(by_id), ..self.clone() }
    }

    /// The instance with the teams that a plan formed, where `policy.form_teams` asks for that; else
    /// the instance. What a formed team names and the instance lacks is left out of it.
    #[must_use]
    pub fn joined(&self, plan: &Plan) -> Self {
        if !self.settings.policy.form_teams {
            return self.clone();
        }
        let team = |formed: &FormedTeam| {
            let agency = self.agency(&formed.agency)?;
            let people = formed.samplers.iter().filter_map(|id| self.sampler(id)).collect();
            let fleet = &self.agencies[agency.ix()].fleet;
            Some(Team::formed(formed.id.clone(), agency, fleet, people))
        };
        self.with_teams(plan.teams.iter().filter_map(team).collect())
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
    /// The region at whose seat a tour's day starts or ends, as its `from` and `to` name it; none if
    /// they name none, as [`BASE`](super::BASE) does.
    pub fn seat(&self, place: &str) -> Option<RegionIx> {
        self.region(place.strip_prefix("region:")?)
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

    /// The authority that organises a task.
    pub fn organiser(&self, task: TaskIx) -> Authority {
        self.programs[self.tasks[task.ix()].program.ix()].authority
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

    /// What a product is called: its category, brand and model.
    pub fn product_name(&self, product: ProductIx) -> String {
        let row = &self.tables.products[product.ix()];
        let category = &self.tables.categories[row.category.ix()].name;
        let parts = [category, &row.brand, &row.model].map(String::as_str);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
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
