//! Rows of what is to be done, what limits it, and the ground it is done on.

use std::collections::BTreeMap;

use super::super::sheet::{Party, Row};
use super::{authority, ordered};
use crate::model::{
    Activity, AgencyIx, Avoidance, CalendarDay, CategoryIx, CategorySet, Conflict, ConflictKind,
    DateRange, EnterpriseIx, Escort, History, LabCapacity, MatrixRow, Metres, Minutes, Note,
    Outcome, Place, ProductIx, Program, ProgramIx, ProgramKind, Quota, RegionIx, RoadEdge,
    RoadNode, SamplerIx, Scope, Suspension, Table, Task, Who, Whom,
};

/// Kinds of programs in the order of the declaration.
const PROGRAM_KINDS: [ProgramKind; 5] = [
    ProgramKind::Annual,
    ProgramKind::Special,
    ProgramKind::Tracking,
    ProgramKind::Linked,
    ProgramKind::Emergency,
];

pub(super) fn program(row: &Row) -> Program {
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
        report_by: row.maybe_date("report_by"),
        weight: row.number("weight"),
    };
    ordered(row, ("start", Some(program.start)), ("end", Some(program.end)));
    ordered(row, ("start", Some(program.start)), ("report_by", program.report_by));
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

pub(super) fn quota(row: &Row) -> Quota {
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

pub(super) fn task(row: &Row) -> Task {
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
        from_time: row.maybe_clock("from_time"),
        by_time: row.maybe_clock("by_time"),
    };
    ordered(row, ("earliest", task.earliest), ("latest", task.latest));
    task
}

pub(super) fn scope(row: &Row, groups: &Option<BTreeMap<&str, u32>>) -> Scope {
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

pub(super) fn lab_capacity(row: &Row) -> LabCapacity {
    LabCapacity {
        row: row.line(),
        agency: AgencyIx(row.reference("agency")),
        lab_group: row.text("lab_group"),
        month: row.month("month"),
        batches: row.count("batches"),
    }
}

pub(super) fn avoidance(row: &Row) -> Option<Avoidance> {
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

pub(super) fn conflict(row: &Row) -> Option<Conflict> {
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

pub(super) fn suspension(row: &Row) -> Suspension {
    let days = DateRange { from: row.date("from"), to: row.date("to") };
    ordered(row, ("from", Some(days.from)), ("to", Some(days.to)));
    Suspension {
        row: row.line(),
        agency: AgencyIx(row.reference("agency")),
        days,
        reason: row.text("reason"),
    }
}

pub(super) fn history(row: &Row) -> History {
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

pub(super) fn calendar_day(row: &Row) -> CalendarDay {
    let works = row.maybe_choice("kind", &[false, true]).unwrap_or(false);
    CalendarDay { row: row.line(), date: row.date("date"), works }
}

pub(super) fn escort(row: &Row) -> Escort {
    Escort {
        row: row.line(),
        region: RegionIx(row.reference("region")),
        visits_per_day: row.count("visits_per_day"),
    }
}

pub(super) fn matrix_row(row: &Row) -> Option<MatrixRow> {
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

pub(super) fn road_node(row: &Row) -> RoadNode {
    RoadNode { row: row.line(), id: row.id("id"), position: row.position() }
}

pub(super) fn road_edge(row: &Row) -> RoadEdge {
    RoadEdge {
        row: row.line(),
        from: row.reference("from"),
        to: row.reference("to"),
        metres: row.number("metres"),
    }
}
