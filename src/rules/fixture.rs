//! A small instance for tests: one city, one county, one enterprise, one task, one team of two.

use chrono::NaiveDate;

use crate::calendar::{Calendar, OpenHours};
use crate::geography::Travel;
use crate::model::*;

use super::Screen;

/// A day.
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A span of days.
pub(crate) fn dates(from: &str, to: &str) -> DateRange {
    DateRange { from: date(from), to: date(to) }
}

/// Settings with distances from a matrix, for March 2026.
pub(crate) fn settings() -> Settings {
    toml::from_str(
        "format = 1\nname = 'small'\nauthority = '140500'\nseed = 1\n\
         start = '2026-03-02'\nend = '2026-03-31'\n[travel]\nsource = 'matrix'\n",
    )
    .unwrap()
}

fn region(row: u32, code: &str, level: Level, parent: Option<u32>) -> Region {
    Region {
        row,
        code: code.to_owned(),
        name: code.to_owned(),
        name_en: String::new(),
        level,
        parent: parent.map(RegionIx),
        position: Position { lon: 113.0, lat: 35.0 },
    }
}

/// A category of group g: 30 minutes, 1 kg, 1 l a batch.
pub(crate) fn category(row: u32, code: &str) -> Category {
    Category {
        row,
        code: code.to_owned(),
        name: code.to_owned(),
        group: "g".to_owned(),
        sample_minutes: Minutes(30),
        sample_mass: Grams(1000),
        sample_volume: Millilitres(1000),
        cold_chain: false,
        carry: false,
        deliver_within: None,
        test_days: 10,
        price: Fen(0),
        lab_group: "g".to_owned(),
    }
}

/// An enterprise in the county.
pub(crate) fn enterprise(row: u32, id: &str) -> Enterprise {
    Enterprise {
        row,
        id: id.to_owned(),
        name: id.to_owned(),
        region: RegionIx(2),
        position: Position { lon: 113.0, lat: 35.0 },
        role: Role::Producer,
        owner: Some("O".to_owned()),
        risk: None,
        hours: "Mo-Fr 08:30-12:00,14:00-18:00".to_owned(),
        closed: Vec::new(),
    }
}

/// A product of the first category, unlike all others.
pub(crate) fn product(row: u32, id: &str) -> Product {
    Product {
        row,
        id: id.to_owned(),
        category: CategoryIx(0),
        producer: Producer::Name(id.to_owned()),
        standard: "GB 1".to_owned(),
        brand: "b".to_owned(),
        model: "m".to_owned(),
    }
}

/// A program approved on 2026-01-05 for the whole of 2026.
pub(crate) fn program(row: u32, id: &str, authority: Authority) -> Program {
    Program {
        row,
        id: id.to_owned(),
        name: id.to_owned(),
        authority,
        kind: ProgramKind::Annual,
        approval: Some("1".to_owned()),
        approved_on: Some(date("2026-01-05")),
        start: date("2026-01-01"),
        end: date("2026-12-31"),
        report_by: None,
        weight: 1.0,
    }
}

/// A task of one batch worth 100 yuan, of the program and enterprise at these positions.
pub(crate) fn task(row: u32, id: &str, program: u32, site: u32, product: u32) -> Task {
    Task {
        row,
        id: id.to_owned(),
        program: ProgramIx(program),
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

/// An agency at the city's seat.
pub(crate) fn agency(row: u32, id: &str) -> Agency {
    let position = Position { lon: 113.0, lat: 35.0 };
    Agency {
        row,
        id: id.to_owned(),
        name: id.to_owned(),
        region: RegionIx(1),
        position,
        fleet: Fleet::default(),
    }
}

/// A scope for everything everywhere.
pub(crate) fn scope(row: u32, agency: u32, activity: Activity) -> Scope {
    let categories = CategorySet::Every;
    Scope { row, agency: AgencyIx(agency), activity, categories, region: None, program: None }
}

/// A draw in history of the first product at the first enterprise.
pub(crate) fn history(row: u32, authority: Authority, day: &str) -> History {
    History {
        row,
        product: ProductIx(0),
        site: Some(EnterpriseIx(0)),
        authority,
        kind: None,
        date: date(day),
        outcome: Outcome::Pass,
        agency: None,
    }
}

/// A way of so many minutes between two places, back and forth.
pub(crate) fn way(a: Place, b: Place, minutes: i64) -> [MatrixRow; 2] {
    let minutes = Minutes(minutes);
    [(a, b), (b, a)].map(|(from, to)| MatrixRow { row: 2, from, to, metres: Metres(1000), minutes })
}

/// The first enterprise, the first agency and the county's seat as places.
pub(crate) const SITE: Place = Place::Enterprise(EnterpriseIx(0));
pub(crate) const HOME: Place = Place::Agency(AgencyIx(0));
pub(crate) const SEAT: Place = Place::Region(RegionIx(2));

/// Province 140000, city 140500, county 140521; agency A1 does everything and has team K1, agency
/// A2 does nothing; E1 is 30 minutes from the base and from the county's seat.
pub(crate) fn tables() -> Tables {
    let sampler = |row, id: &str| Sampler {
        row,
        id: id.to_owned(),
        agency: AgencyIx(0),
        name: id.to_owned(),
        leave: Vec::new(),
    };
    let team = Team {
        row: 2,
        id: "K1".to_owned(),
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
    };
    Tables {
        regions: vec![
            region(2, "140000", Level::Province, None),
            region(3, "140500", Level::City, Some(0)),
            region(4, "140521", Level::County, Some(1)),
        ],
        categories: vec![category(2, "C1")],
        enterprises: vec![enterprise(2, "E1")],
        products: vec![product(2, "G1")],
        programs: vec![program(2, "P1", Authority::Region(RegionIx(1)))],
        tasks: vec![task(2, "T1", 0, 0, 0)],
        agencies: vec![agency(2, "A1"), agency(3, "A2")],
        scopes: vec![scope(2, 0, Activity::Sample), scope(3, 0, Activity::Test)],
        samplers: vec![sampler(2, "S1"), sampler(3, "S2")],
        teams: vec![team],
        matrix: [way(HOME, SITE, 30), way(SEAT, SITE, 30), way(HOME, SEAT, 30)].concat(),
        ..Tables::default()
    }
}

/// The screen of an instance.
pub(crate) fn screen(settings: Settings, tables: Tables) -> (Instance, Screen) {
    let instance = Instance::new(settings, tables).unwrap();
    let calendar = Calendar::new(&instance);
    let hours = OpenHours::new(&instance, &calendar);
    let travel = Travel::new(&instance).unwrap();
    let screen = Screen::new(&instance, &calendar, &hours, &travel);
    (instance, screen)
}
