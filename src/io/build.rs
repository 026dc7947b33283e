//! Rows of cells to rows of the model: one function a table, in the order of the reference.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use super::findings::Findings;
use super::format::spec;
use super::index::Index;
use super::sheet::{Party, Row, Sheet};
use crate::model::{
    Activity, Agency, AgencyIx, Authority, Avoidance, CalendarDay, Category, CategoryIx,
    CategorySet, Conflict, ConflictKind, DateRange, Enterprise, EnterpriseIx, Escort, Fleet, Grams,
    History, LabCapacity, Level, MatrixRow, Metres, Millilitres, Minutes, Note, Outcome, Place,
    Producer, Product, ProductIx, Program, ProgramIx, ProgramKind, Quota, Region, RegionIx,
    RoadEdge, RoadNode, Role, Sampler, SamplerIx, Scope, Suspension, Table, Tables, Task, Team,
    Who, Whom,
};

/// Everything rows are read with.
pub struct Builder<'a> {
    sheets: &'a [Option<Sheet<'a>>],
    index: &'a Index<'a>,
    findings: RefCell<Findings>,
}

impl<'a> Builder<'a> {
    /// A builder over matched sheets.
    pub fn new(sheets: &'a [Option<Sheet<'a>>], index: &'a Index<'a>, findings: Findings) -> Self {
        Self { sheets, index, findings: RefCell::new(findings) }
    }

    /// What was found.
    pub fn into_findings(self) -> Findings {
        self.findings.into_inner()
    }

    /// Every table. Rows with errors are dummies; the errors are in the findings.
    pub fn tables(&self) -> Tables {
        let groups = self.groups();
        let mut hours = HashSet::new();
        Tables {
            regions: self.rows(Table::Regions, region),
            categories: self.rows(Table::Categories, category),
            enterprises: self.rows(Table::Enterprises, |row| enterprise(row, &mut hours)),
            products: self.rows(Table::Products, product),
            programs: self.rows(Table::Programs, program),
            quotas: self.rows(Table::Quotas, quota),
            tasks: self.rows(Table::Tasks, task),
            agencies: self.rows(Table::Agencies, agency),
            scopes: self.rows(Table::Scopes, |row| scope(row, &groups)),
            lab_capacity: self.rows(Table::LabCapacity, lab_capacity),
            avoidances: self.rows(Table::Avoidances, avoidance).into_iter().flatten().collect(),
            conflicts: self.rows(Table::Conflicts, conflict).into_iter().flatten().collect(),
            suspensions: self.rows(Table::Suspensions, suspension),
            samplers: self.rows(Table::Samplers, sampler),
            teams: self.rows(Table::Teams, team),
            history: self.rows(Table::History, history),
            calendar: self.rows(Table::Calendar, calendar_day),
            escorts: self.rows(Table::Escorts, escort),
            matrix: self.rows(Table::Matrix, matrix_row).into_iter().flatten().collect(),
            road_nodes: self.rows(Table::RoadNodes, road_node),
            road_edges: self.rows(Table::RoadEdges, road_edge),
        }
    }

    fn rows<T>(&self, table: Table, mut read: impl FnMut(&Row) -> T) -> Vec<T> {
        let Some(sheet) = self.sheets.get(table as usize).and_then(Option::as_ref) else {
            return Vec::new();
        };
        let rows = 0..sheet.grid.rows();
        rows.map(|at| read(&Row::new(sheet, self.index, &self.findings, at))).collect()
    }

    /// The groups of `categories.csv`; none if the file could not be read.
    fn groups(&self) -> Option<BTreeMap<&'a str, u32>> {
        let sheet = self.sheets.get(Table::Categories as usize)?.as_ref()?;
        if sheet.grid.partial {
            return None;
        }
        let column = sheet.column(spec(Table::Categories).column("group")?.0)?;
        let rows = 0..sheet.grid.rows();
        Some(rows.map(|at| (sheet.grid.cell(at, column).trim(), sheet.grid.line(at))).collect())
    }
}

/// `from` and `to` in order, if both are there.
fn ordered<T: PartialOrd>(
    row: &Row,
    (a, from): (&'static str, Option<T>),
    (b, to): (&'static str, Option<T>),
) {
    let reversed = matches!((from, to), (Some(from), Some(to)) if from > to);
    if reversed && row.is_sound(a) && row.is_sound(b) {
        row.wrong(b, Note::new("io-reversed").with("from", a).with("to", b), None);
    }
}

fn authority(row: &Row) -> Authority {
    row.authority("authority").map_or(Authority::National, |at| Authority::Region(RegionIx(at)))
}

fn region(row: &Row) -> Region {
    let code = row.id("code");
    if code == "000000" {
        row.wrong("code", Note::new("io-reserved-code"), None);
    }
    Region {
        row: row.line(),
        code,
        name: row.text("name"),
        name_en: row.text("name_en"),
        level: row
            .maybe_choice("level", &[Level::Province, Level::City, Level::County])
            .unwrap_or(Level::County),
        parent: row.maybe_reference("parent").map(RegionIx),
        position: row.position(),
    }
}

fn category(row: &Row) -> Category {
    let group = row.text("group");
    Category {
        row: row.line(),
        code: row.id("code"),
        name: row.text("name"),
        lab_group: row.maybe_text("lab_group").unwrap_or_else(|| group.clone()),
        group,
        sample_minutes: Minutes(row.integer("sample_minutes")),
        sample_mass: Grams(row.maybe_thousandths("sample_kg").unwrap_or_default()),
        sample_volume: Millilitres(row.maybe_thousandths("sample_l").unwrap_or_default()),
        cold_chain: row.flag("cold_chain"),
        carry: row.flag("carry"),
        deliver_within: row
            .maybe_number("deliver_hours")
            .map(|hours| Minutes((hours * 60.0).round() as i64)),
        test_days: row.count("test_days"),
        price: row.yuan("price"),
    }
}

fn enterprise(row: &Row, hours: &mut HashSet<String>) -> Enterprise {
    Enterprise {
        row: row.line(),
        id: row.id("id"),
        name: row.text("name"),
        region: RegionIx(row.reference("region")),
        position: row.position(),
        role: row.maybe_choice("role", &[Role::Producer, Role::Seller]).unwrap_or(Role::Seller),
        owner: row.maybe_text("owner"),
        risk: row.maybe_choice("risk", &['A', 'B', 'C', 'D']),
        hours: row.hours("hours", hours),
        closed: row.ranges("closed"),
    }
}

fn product(row: &Row) -> Product {
    let producer = row.text("producer");
    Product {
        row: row.line(),
        id: row.id("id"),
        category: CategoryIx(row.reference("category")),
        producer: match row.known(Table::Enterprises, &producer) {
            Some(at) => Producer::Enterprise(EnterpriseIx(at)),
            None => Producer::Name(producer),
        },
        standard: row.text("standard"),
        brand: row.text("brand"),
        model: row.text("model"),
    }
}

/// Kinds of programs in the order of the declaration.
const PROGRAM_KINDS: [ProgramKind; 5] = [
    ProgramKind::Annual,
    ProgramKind::Special,
    ProgramKind::Tracking,
    ProgramKind::Linked,
    ProgramKind::Emergency,
];

fn program(row: &Row) -> Program {
    let program = Program {
        row: row.line(),
        id: row.id("id"),
        name: row.text("name"),
        authority: authority(row),
        kind: row.maybe_choice("kind", &PROGRAM_KINDS).unwrap_or(ProgramKind::Annual),
        approval: row.maybe_text("approval"),
        approved_on: row.maybe_date("approved_on"),
        start: row.date("start"),
        end: row.date("end"),
        weight: row.number("weight"),
    };
    ordered(row, ("start", Some(program.start)), ("end", Some(program.end)));
    match (&program.approval, program.approved_on) {
        (None, _) => row.warn("approval", Note::new("io-not-approved").with("id", &program.id)),
        (_, None) => row.warn("approved_on", Note::new("io-not-approved").with("id", &program.id)),
        (Some(_), Some(day)) if day > program.end && row.is_sound("end") => {
            row.warn("approved_on", Note::new("io-approved-late").with("id", &program.id));
        }
        (Some(_), Some(_)) => {}
    }
    program
}

fn quota(row: &Row) -> Quota {
    let quota = Quota {
        row: row.line(),
        program: ProgramIx(row.reference("program")),
        category: CategoryIx(row.reference("category")),
        region: RegionIx(row.reference("region")),
        min: row.maybe_count("min"),
        target: row.maybe_count("target"),
        max: row.maybe_count("max"),
    };
    ordered(row, ("min", quota.min), ("max", quota.max));
    ordered(row, ("target", quota.target), ("max", quota.max));
    if matches!((quota.min, quota.target), (Some(min), Some(target)) if min > target) {
        row.warn("target", Note::new("io-target-below-min"));
    }
    quota
}

fn task(row: &Row) -> Task {
    let task = Task {
        row: row.line(),
        id: row.id("id"),
        program: ProgramIx(row.reference("program")),
        site: EnterpriseIx(row.reference("site")),
        product: ProductIx(row.reference("product")),
        batches: row.count("batches"),
        required: row.flag("required"),
        value: row.yuan("value"),
        earliest: row.maybe_date("earliest"),
        latest: row.maybe_date("latest"),
    };
    ordered(row, ("earliest", task.earliest), ("latest", task.latest));
    task
}

fn agency(row: &Row) -> Agency {
    Agency {
        row: row.line(),
        id: row.id("id"),
        name: row.text("name"),
        region: RegionIx(row.reference("region")),
        position: row.position(),
        fleet: Fleet {
            vehicles: row.maybe_count("vehicles"),
            mass: row.maybe_thousandths("vehicle_kg").map(Grams),
            volume: row.maybe_thousandths("vehicle_l").map(Millilitres),
            cold: row.flag("cold"),
        },
    }
}

fn scope(row: &Row, groups: &Option<BTreeMap<&str, u32>>) -> Scope {
    let category = row.text("category");
    let categories = match (category.as_str(), groups) {
        ("*", _) => CategorySet::Every,
        (code, groups) => match row.known(Table::Categories, code) {
            Some(at) => CategorySet::One(CategoryIx(at)),
            None => {
                if let Some(groups) = groups.as_ref().filter(|groups| !groups.contains_key(code)) {
                    let known =
                        || row.ids(Table::Categories).into_iter().chain(groups.keys().copied());
                    row.dangling("category", Table::Categories, code, || known().collect());
                }
                CategorySet::Group(category)
            }
        },
    };
    Scope {
        row: row.line(),
        agency: AgencyIx(row.reference("agency")),
        activity: row
            .maybe_choice("activity", &[Activity::Sample, Activity::Test])
            .unwrap_or(Activity::Sample),
        categories,
        region: row.maybe_reference("region").map(RegionIx),
        program: row.maybe_reference("program").map(ProgramIx),
    }
}

fn lab_capacity(row: &Row) -> LabCapacity {
    LabCapacity {
        row: row.line(),
        agency: AgencyIx(row.reference("agency")),
        lab_group: row.text("lab_group"),
        month: row.month("month"),
        batches: row.count("batches"),
    }
}

fn avoidance(row: &Row) -> Option<Avoidance> {
    let (who, whom) = (row.party("who"), row.party("whom"));
    let (reason, from, to) = (row.text("reason"), row.maybe_date("from"), row.maybe_date("to"));
    ordered(row, ("from", from), ("to", to));
    let who = match who? {
        Party::Agency(at) => Who::Agency(AgencyIx(at)),
        Party::Sampler(at) => Who::Sampler(SamplerIx(at)),
        Party::Enterprise(_) | Party::Region(_) | Party::Owner(_) => return None,
    };
    let whom = match whom? {
        Party::Enterprise(at) => Whom::Enterprise(EnterpriseIx(at)),
        Party::Owner(name) => Whom::Owner(name),
        Party::Region(at) => Whom::Region(RegionIx(at)),
        Party::Agency(_) | Party::Sampler(_) => return None,
    };
    Some(Avoidance { row: row.line(), who, whom, reason, from, to })
}

fn conflict(row: &Row) -> Option<Conflict> {
    let (a, b) = (row.party("a"), row.party("b"));
    let kind = row.maybe_choice("kind", &[0, 1, 2]);
    let (a, b, kind) = (a?, b?, kind?);
    if a == b {
        row.wrong("b", Note::new("io-conflict-with-itself"), None);
        return None;
    }
    let person = |party: &Party| match *party {
        Party::Agency(at) => Some(Who::Agency(AgencyIx(at))),
        Party::Sampler(at) => Some(Who::Sampler(SamplerIx(at))),
        Party::Enterprise(_) | Party::Region(_) | Party::Owner(_) => None,
    };
    let kind = match (&a, &b, person(&a), person(&b), kind) {
        (_, _, Some(a), Some(b), 0) => ConflictKind::People(a, b),
        (&Party::Enterprise(a), &Party::Enterprise(b), _, _, kind) => {
            let (a, b) = (EnterpriseIx(a), EnterpriseIx(b));
            match kind {
                0 => ConflictKind::NotSameTeam(a, b),
                1 => ConflictKind::SameDay(a, b),
                _ => ConflictKind::NotSameDay(a, b),
            }
        }
        _ => {
            row.wrong("kind", Note::new("io-conflict-sides"), Some(Note::new("io-expect-sides")));
            return None;
        }
    };
    Some(Conflict { row: row.line(), kind })
}

fn suspension(row: &Row) -> Suspension {
    let days = DateRange { from: row.date("from"), to: row.date("to") };
    ordered(row, ("from", Some(days.from)), ("to", Some(days.to)));
    Suspension {
        row: row.line(),
        agency: AgencyIx(row.reference("agency")),
        days,
        reason: row.text("reason"),
    }
}

fn sampler(row: &Row) -> Sampler {
    Sampler {
        row: row.line(),
        id: row.id("id"),
        agency: AgencyIx(row.reference("agency")),
        name: row.text("name"),
        leave: row.ranges("leave"),
    }
}

fn team(row: &Row) -> Team {
    let team = Team {
        row: row.line(),
        id: row.id("id"),
        agency: AgencyIx(row.reference("agency")),
        samplers: row.references("samplers").into_iter().map(SamplerIx).collect(),
        vehicle_mass: row.maybe_thousandths("vehicle_kg").map(Grams),
        vehicle_volume: row.maybe_thousandths("vehicle_l").map(Millilitres),
        cold: row.flag("cold"),
        day_start: row.clock("day_start"),
        day_end: row.clock("day_end"),
        max_nights: row.count("max_nights"),
        from: row.maybe_date("from"),
        to: row.maybe_date("to"),
    };
    ordered(row, ("day_start", Some(team.day_start)), ("day_end", Some(team.day_end)));
    ordered(row, ("from", team.from), ("to", team.to));
    let listed = row.items("samplers");
    let distinct: HashSet<&str> = listed.iter().copied().collect();
    if distinct.len() < listed.len() {
        row.warn("samplers", Note::new("io-sampler-twice").with("id", &team.id));
    }
    if distinct.len() == 1 {
        row.warn("samplers", Note::new("io-too-few-samplers").with("id", &team.id));
    }
    team
}

fn history(row: &Row) -> History {
    const OUTCOMES: [Outcome; 5] =
        [Outcome::Pass, Outcome::Fail, Outcome::Refused, Outcome::Absent, Outcome::Illegal];
    History {
        row: row.line(),
        product: ProductIx(row.reference("product")),
        site: row.maybe_reference("site").map(EnterpriseIx),
        authority: authority(row),
        kind: row.maybe_choice("kind", &PROGRAM_KINDS),
        date: row.date("date"),
        outcome: row.maybe_choice("outcome", &OUTCOMES).unwrap_or(Outcome::Pass),
        agency: row.maybe_reference("agency").map(AgencyIx),
    }
}

fn calendar_day(row: &Row) -> CalendarDay {
    let works = row.maybe_choice("kind", &[false, true]).unwrap_or(false);
    CalendarDay { row: row.line(), date: row.date("date"), works }
}

fn escort(row: &Row) -> Escort {
    Escort {
        row: row.line(),
        region: RegionIx(row.reference("region")),
        visits_per_day: row.count("visits_per_day"),
    }
}

fn matrix_row(row: &Row) -> Option<MatrixRow> {
    let place = |party: Party| match party {
        Party::Enterprise(at) => Some(Place::Enterprise(EnterpriseIx(at))),
        Party::Agency(at) => Some(Place::Agency(AgencyIx(at))),
        Party::Region(at) => Some(Place::Region(RegionIx(at))),
        Party::Sampler(_) | Party::Owner(_) => None,
    };
    let (from, to) = (row.party("from"), row.party("to"));
    let metres = Metres(row.integer("metres"));
    let minutes = Minutes(row.integer("minutes"));
    Some(MatrixRow { row: row.line(), from: place(from?)?, to: place(to?)?, metres, minutes })
}

fn road_node(row: &Row) -> RoadNode {
    RoadNode { row: row.line(), id: row.id("id"), position: row.position() }
}

fn road_edge(row: &Row) -> RoadEdge {
    RoadEdge {
        row: row.line(),
        from: row.reference("from"),
        to: row.reference("to"),
        metres: row.number("metres"),
    }
}
