//! Rows of the registers: places, things, people.

use std::collections::HashSet;

use super::super::sheet::Row;
use super::ordered;
use crate::model::{
    Agency, AgencyIx, Category, CategoryIx, Enterprise, EnterpriseIx, Fleet, Grams, Level,
    Millilitres, Minutes, Note, Producer, Product, Region, RegionIx, Role, Sampler, SamplerIx,
    Table, Team,
};

pub(super) fn region(row: &Row) -> Region {
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

pub(super) fn category(row: &Row) -> Category {
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

pub(super) fn enterprise(row: &Row, hours: &mut HashSet<String>) -> Enterprise {
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

pub(super) fn product(row: &Row) -> Product {
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

pub(super) fn agency(row: &Row) -> Agency {
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

pub(super) fn sampler(row: &Row) -> Sampler {
    Sampler {
        row: row.line(),
        id: row.id("id"),
        agency: AgencyIx(row.reference("agency")),
        name: row.text("name"),
        leave: row.ranges("leave"),
    }
}

pub(super) fn team(row: &Row) -> Team {
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
