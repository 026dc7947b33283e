//! A small instance for the judge's own tests: rows with sensible defaults.

use chrono::NaiveDate;

use crate::model::*;

/// A day.
pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A seller in region 1 (the county), open in office hours.
pub(super) fn enterprise(id: &str, lon: f64, lat: f64) -> Enterprise {
    Enterprise {
        row: 2,
        id: id.to_owned(),
        name: id.to_owned(),
        region: RegionIx(1),
        position: Position { lon, lat },
        role: Role::Seller,
        owner: None,
        risk: None,
        hours: "Mo-Fr 08:30-12:00,14:00-18:00".to_owned(),
        closed: Vec::new(),
    }
}

/// A product of category 0, unlike all others.
pub(super) fn product(id: &str) -> Product {
    Product {
        row: 2,
        id: id.to_owned(),
        category: CategoryIx(0),
        producer: Producer::Name(id.to_owned()),
        standard: "GB 1".to_owned(),
        brand: "b".to_owned(),
        model: "m".to_owned(),
    }
}

/// A task of program 0 worth 100 yuan.
pub(super) fn task(id: &str, site: u32, product: u32) -> Task {
    Task {
        row: 2,
        id: id.to_owned(),
        program: ProgramIx(0),
        site: EnterpriseIx(site),
        product: ProductIx(product),
        batches: 1,
        required: false,
        value: Fen(10_000),
        earliest: None,
        latest: None,
        from_time: None,
        by_time: None,
    }
}

/// A quota of program 0 and category 0.
pub(super) fn quota(row: u32, region: u32, target: Option<u32>, max: Option<u32>) -> Quota {
    Quota {
        row,
        program: ProgramIx(0),
        category: CategoryIx(0),
        region: RegionIx(region),
        min: None,
        target,
        max,
    }
}

/// City 140500 (its seat at 113.0, 35.0) with county 140521 (its seat one tenth of a degree north),
/// one agency at the city's seat that may do everything, and its team of two.
pub(super) fn tables() -> Tables {
    let region = |row, code: &str, level, parent, lat| Region {
        row,
        code: code.to_owned(),
        name: code.to_owned(),
        name_en: String::new(),
        level,
        parent,
        position: Position { lon: 113.0, lat },
    };
    let scope = |activity| Scope {
        row: 2,
        agency: AgencyIx(0),
        activity,
        categories: CategorySet::Every,
        region: None,
        program: None,
    };
    let sampler = |id: &str| Sampler {
        row: 2,
        id: id.to_owned(),
        agency: AgencyIx(0),
        name: String::new(),
        leave: Vec::new(),
    };
    Tables {
        regions: vec![
            region(2, "140500", Level::City, None, 35.0),
            region(3, "140521", Level::County, Some(RegionIx(0)), 35.1),
        ],
        categories: vec![Category {
            row: 2,
            code: "C1".to_owned(),
            name: "C1".to_owned(),
            group: "G1".to_owned(),
            sample_minutes: Minutes(45),
            sample_mass: Grams(1000),
            sample_volume: Millilitres(1000),
            cold_chain: false,
            carry: false,
            deliver_within: None,
            test_days: 5,
            price: Fen(50_000),
            lab_group: "G1".to_owned(),
        }],
        programs: vec![program("P1", Authority::Region(RegionIx(0)))],
        agencies: vec![Agency {
            row: 2,
            id: "A1".to_owned(),
            name: "A1".to_owned(),
            region: RegionIx(0),
            position: Position { lon: 113.0, lat: 35.0 },
            fleet: Fleet::default(),
        }],
        scopes: vec![scope(Activity::Sample), scope(Activity::Test)],
        samplers: vec![sampler("S1"), sampler("S2")],
        teams: vec![Team {
            row: 2,
            id: "A1-1".to_owned(),
            agency: AgencyIx(0),
            samplers: vec![SamplerIx(0), SamplerIx(1)],
            vehicle_mass: None,
            vehicle_volume: None,
            cold: false,
            day_start: Clock::hm(8, 0),
            day_end: Clock::hm(18, 30),
            max_nights: 4,
            from: None,
            to: None,
        }],
        ..Tables::default()
    }
}

/// An approved annual program of all of 2026.
pub(super) fn program(id: &str, authority: Authority) -> Program {
    Program {
        row: 2,
        id: id.to_owned(),
        name: id.to_owned(),
        authority,
        kind: ProgramKind::Annual,
        approval: Some("1".to_owned()),
        approved_on: Some(day("2026-01-05")),
        start: day("2026-01-01"),
        end: day("2026-12-31"),
        report_by: None,
        weight: 1.0,
    }
}

/// One week from Monday 2026-03-02, straight lines times 1.35, seed 1.
pub(super) fn settings() -> Settings {
    Settings {
        format: 1,
        name: "fixture".to_owned(),
        authority: "140500".to_owned(),
        start: day("2026-03-02"),
        end: day("2026-03-06"),
        seed: 1,
        travel: TravelSettings { source: TravelSource::Geodesic, ..TravelSettings::default() },
        policy: Policy::default(),
        costs: Costs::default(),
        weights: Weights::default(),
    }
}

/// The instance of these tables.
pub(super) fn instance(settings: Settings, tables: Tables) -> Instance {
    Instance::new(settings, tables).unwrap()
}

/// One enterprise a tenth of a degree north of the base, with one task.
///
/// 0.1 degree = 11119.508 m; x 1.35 = 15011.336 -> 15012 m.
/// 15012 m: 10 km at 35 km/h = 17.143 min, 5.012 km at 60 km/h = 5.012 min: 22.155 -> 23 min.
pub(super) fn one_task() -> Tables {
    let mut tables = tables();
    tables.enterprises = vec![enterprise("E1", 113.0, 35.1)];
    tables.products = vec![product("Q1")];
    tables.tasks = vec![task("T1", 0, 0)];
    tables
}

/// A day of the one team to the one enterprise: depart, arrive, start, end, back, lunch.
pub(super) fn day_trip(instance: &Instance, times: [&str; 5], lunch: Option<&str>) -> Plan {
    let [depart, arrive, start, end, back] = times.map(|text| text.parse::<Clock>().unwrap());
    let visit = Visit {
        id: "V1".to_owned(),
        site: "E1".to_owned(),
        tasks: vec![VisitTask { task: "T1".to_owned(), lab: "A1".to_owned() }],
        team: "A1-1".to_owned(),
        date: day("2026-03-02"),
        arrive,
        start,
        end,
    };
    let tour_day = TourDay {
        date: day("2026-03-02"),
        from: BASE.to_owned(),
        depart,
        stops: vec!["V1".to_owned()],
        to: BASE.to_owned(),
        arrive: back,
        lunch: lunch.map(|text| text.parse().unwrap()),
        metres: Metres(30_024),
        drive_minutes: Minutes(46),
    };
    let tour = Tour { id: "R1".to_owned(), team: "A1-1".to_owned(), days: vec![tour_day] };
    let mut plan = empty(instance);
    plan.visits.push(visit);
    plan.tours.push(tour);
    // 120 fen a km x 30.024 km = 3602.88 -> 36.03 yuan; one team day at 900 yuan; one batch in
    // the only month is as even as can be; its test costs 500 yuan.
    plan.objective =
        Objective { travel: Fen(3603), team_days: Fen(90_000), ..Objective::default() }.summed();
    plan.information.tests = Fen(50_000);
    plan
}

/// A plan of nothing.
pub(super) fn empty(instance: &Instance) -> Plan {
    Plan {
        format: 1,
        revision: 0,
        instance: InstanceRef {
            name: instance.settings().name.clone(),
            digest: instance.digest().to_owned(),
        },
        solver: SolverRecord {
            version: "by hand".to_owned(),
            seed: 1,
            effort: 1,
            stopped: Stopped::Effort,
            repeatable: true,
        },
        objective: Objective::default(),
        information: Information::default(),
        bound: None,
        teams: Vec::new(),
        visits: Vec::new(),
        tours: Vec::new(),
        unplanned: Vec::new(),
    }
}

/// The rules that a plan breaks, each once.
pub(super) fn broken(instance: &Instance, plan: &Plan) -> Vec<Rule> {
    let mut rules: Vec<Rule> =
        super::judge(instance, plan).violations.iter().map(|v| v.rule).collect();
    rules.dedup();
    rules
}
