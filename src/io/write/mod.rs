//! An instance to a folder: `instance.toml` and CSV with English headers, as the declaration says.

mod names;

use std::path::Path;

use super::folder::{WriteError, write_folder};
use super::format::{Column, spec};
use crate::model::{
    Activity, CategorySet, ConflictKind, Instance, Level, Outcome, Producer, Role, Table, Whom,
};

use names::{Names, date, degrees, kind_name, maybe, ranges, thousandths, yuan};

/// Writes an instance as a folder, replacing an older instance there whole.
///
/// # Errors
/// When the machine refuses, or something else than an instance is in the way.
pub fn write_instance(instance: &Instance, dir: &Path) -> Result<(), WriteError> {
    write_folder(dir, &instance_files(instance)?)
}

/// The files of an instance: name and content. Optional tables without rows are left out.
///
/// # Errors
/// Settings that TOML can't hold (a seed beyond 2⁶³).
pub fn instance_files(instance: &Instance) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    let settings = toml::to_string(instance.settings()).map_err(WriteError::content)?;
    let mut files = vec![("instance.toml".to_owned(), settings.into_bytes())];
    for &table in Table::ALL {
        if !spec(table).required && rows(instance, table) == 0 {
            continue;
        }
        let mut bytes = vec![0xef, 0xbb, 0xbf];
        let terminator = csv::Terminator::CRLF;
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(&mut bytes);
        let columns = columns(instance, table);
        let mut result = writer.write_record(columns.iter().map(|column| column.name));
        each_row(instance, table, &mut |cells| {
            if result.is_ok() {
                result = writer.write_record(cells.iter().take(columns.len()));
            }
        });
        result.map_err(WriteError::content)?;
        writer.flush().map_err(WriteError::content)?;
        drop(writer);
        files.push((format!("{}.csv", table.name()), bytes));
    }
    Ok(files)
}

/// The columns that are written: those of vehicles only where something is said of them.
pub(super) fn columns(instance: &Instance, table: Table) -> &'static [Column] {
    let all = spec(table).columns;
    let said = instance.agencies.iter().any(|agency| !agency.fleet.is_unknown());
    match all.iter().position(|column| column.name == "vehicles") {
        Some(first) if table == Table::Agencies && !said => &all[..first],
        _ => all,
    }
}

/// Number of rows of a table.
pub fn rows(i: &Instance, table: Table) -> usize {
    match table {
        Table::Regions => i.regions.len(),
        Table::Categories => i.categories.len(),
        Table::Enterprises => i.enterprises.len(),
        Table::Products => i.products.len(),
        Table::Programs => i.programs.len(),
        Table::Quotas => i.quotas.len(),
        Table::Tasks => i.tasks.len(),
        Table::Agencies => i.agencies.len(),
        Table::Scopes => i.scopes.len(),
        Table::LabCapacity => i.lab_capacity.len(),
        Table::Avoidances => i.avoidances.len(),
        Table::Conflicts => i.conflicts.len(),
        Table::Suspensions => i.suspensions.len(),
        Table::Samplers => i.samplers.len(),
        Table::Teams => i.teams.len(),
        Table::History => i.history.len(),
        Table::Calendar => i.calendar.len(),
        Table::Escorts => i.escorts.len(),
        Table::Matrix => i.matrix.len(),
        Table::RoadNodes => i.road_nodes.len(),
        Table::RoadEdges => i.road_edges.len(),
    }
}

/// Hands the cells of every row to `put`, in the order of the declared columns.
pub(super) fn each_row(i: &Instance, table: Table, put: &mut dyn FnMut(&[String])) {
    let n = Names(i);
    match table {
        Table::Regions | Table::Categories | Table::Enterprises | Table::Products => {
            registers(n, table, put);
        }
        Table::Programs | Table::Quotas | Table::Tasks => work(n, table, put),
        Table::Agencies | Table::Samplers | Table::Teams | Table::Suspensions => {
            people(n, table, put);
        }
        Table::Scopes | Table::LabCapacity | Table::Avoidances | Table::Conflicts => {
            limits(n, table, put);
        }
        Table::History | Table::Calendar | Table::Escorts => days(n, table, put),
        Table::Matrix | Table::RoadNodes | Table::RoadEdges => ground(n, table, put),
    }
}

type Put<'a> = &'a mut dyn FnMut(&[String]);

fn registers(n: Names, table: Table, put: Put) {
    match table {
        Table::Regions => n.0.regions.iter().for_each(|r| {
            let [lon, lat] = degrees(r.position);
            let level = match r.level {
                Level::National | Level::Province => "province",
                Level::City => "city",
                Level::County => "county",
            };
            let parent = maybe(r.parent, |parent| n.region(parent));
            put(&[
                r.code.clone(),
                r.name.clone(),
                r.name_en.clone(),
                level.into(),
                parent,
                lon,
                lat,
            ]);
        }),
        Table::Categories => n.0.categories.iter().for_each(|c| {
            put(&[
                c.code.clone(),
                c.name.clone(),
                c.group.clone(),
                c.sample_minutes.0.to_string(),
                thousandths(c.sample_mass.0),
                thousandths(c.sample_volume.0),
                c.cold_chain.to_string(),
                c.carry.to_string(),
                maybe(c.deliver_within, |within| (within.0 as f64 / 60.0).to_string()),
                c.test_days.to_string(),
                yuan(c.price),
                c.lab_group.clone(),
            ]);
        }),
        Table::Enterprises => n.0.enterprises.iter().for_each(|e| {
            let [lon, lat] = degrees(e.position);
            let role = match e.role {
                Role::Producer => "producer",
                Role::Seller => "seller",
            };
            put(&[
                e.id.clone(),
                e.name.clone(),
                n.region(e.region),
                lon,
                lat,
                role.into(),
                e.owner.clone().unwrap_or_default(),
                maybe(e.risk, |risk| risk.to_string()),
                e.hours.clone(),
                ranges(&e.closed),
            ]);
        }),
        _ => n.0.products.iter().for_each(|p| {
            let producer = match &p.producer {
                Producer::Enterprise(at) => n.enterprise(*at),
                Producer::Name(name) => name.clone(),
            };
            let (category, standard) = (n.category(p.category), p.standard.clone());
            put(&[p.id.clone(), category, producer, standard, p.brand.clone(), p.model.clone()]);
        }),
    }
}

fn work(n: Names, table: Table, put: Put) {
    match table {
        Table::Programs => n.0.programs.iter().for_each(|p| {
            put(&[
                p.id.clone(),
                p.name.clone(),
                n.authority(p.authority),
                kind_name(p.kind).into(),
                p.approval.clone().unwrap_or_default(),
                date(p.approved_on),
                p.start.to_string(),
                p.end.to_string(),
                date(p.report_by),
                p.weight.to_string(),
            ]);
        }),
        Table::Quotas => n.0.quotas.iter().for_each(|q| {
            let count = |count: Option<u32>| maybe(count, |count| count.to_string());
            put(&[
                n.program(q.program),
                n.category(q.category),
                n.region(q.region),
                count(q.min),
                count(q.target),
                count(q.max),
            ]);
        }),
        _ => n.0.tasks.iter().for_each(|t| {
            put(&[
                t.id.clone(),
                n.program(t.program),
                n.enterprise(t.site),
                n.product(t.product),
                t.batches.to_string(),
                t.required.to_string(),
                yuan(t.value),
                date(t.earliest),
                date(t.latest),
                maybe(t.from_time, |time| time.to_string()),
                maybe(t.by_time, |time| time.to_string()),
            ]);
        }),
    }
}

fn people(n: Names, table: Table, put: Put) {
    match table {
        Table::Agencies => n.0.agencies.iter().for_each(|a| {
            let [lon, lat] = degrees(a.position);
            put(&[
                a.id.clone(),
                a.name.clone(),
                n.region(a.region),
                lon,
                lat,
                maybe(a.fleet.vehicles, |count| count.to_string()),
                maybe(a.fleet.mass, |mass| thousandths(mass.0)),
                maybe(a.fleet.volume, |volume| thousandths(volume.0)),
                a.fleet.cold.to_string(),
            ]);
        }),
        Table::Samplers => n.0.samplers.iter().for_each(|s| {
            put(&[s.id.clone(), n.agency(s.agency), s.name.clone(), ranges(&s.leave)]);
        }),
        Table::Suspensions => n.0.suspensions.iter().for_each(|s| {
            let (from, to) = (s.days.from.to_string(), s.days.to.to_string());
            put(&[n.agency(s.agency), from, to, s.reason.clone()]);
        }),
        _ => n.0.teams.iter().for_each(|t| {
            let samplers: Vec<String> = t.samplers.iter().map(|&at| n.sampler(at)).collect();
            put(&[
                t.id.clone(),
                n.agency(t.agency),
                samplers.join(";"),
                maybe(t.vehicle_mass, |mass| thousandths(mass.0)),
                maybe(t.vehicle_volume, |volume| thousandths(volume.0)),
                t.cold.to_string(),
                t.day_start.to_string(),
                t.day_end.to_string(),
                t.max_nights.to_string(),
                date(t.from),
                date(t.to),
            ]);
        }),
    }
}

fn limits(n: Names, table: Table, put: Put) {
    match table {
        Table::Scopes => n.0.scopes.iter().for_each(|s| {
            let activity = match s.activity {
                Activity::Sample => "sample",
                Activity::Test => "test",
            };
            let categories = match &s.categories {
                CategorySet::Every => "*".to_owned(),
                CategorySet::Group(group) => group.clone(),
                CategorySet::One(at) => n.category(*at),
            };
            let region = maybe(s.region, |region| n.region(region));
            let program = maybe(s.program, |program| n.program(program));
            put(&[n.agency(s.agency), activity.into(), categories, region, program]);
        }),
        Table::LabCapacity => n.0.lab_capacity.iter().for_each(|l| {
            let (month, batches) = (l.month.to_string(), l.batches.to_string());
            put(&[n.agency(l.agency), l.lab_group.clone(), month, batches]);
        }),
        Table::Avoidances => n.0.avoidances.iter().for_each(|a| {
            let whom = match &a.whom {
                Whom::Enterprise(at) => format!("enterprise:{}", n.enterprise(*at)),
                Whom::Owner(name) => format!("owner:{name}"),
                Whom::Region(at) => format!("region:{}", n.region(*at)),
            };
            put(&[n.who(a.who), whom, a.reason.clone(), date(a.from), date(a.to)]);
        }),
        _ => n.0.conflicts.iter().for_each(|c| {
            let site = |at| format!("enterprise:{}", n.enterprise(at));
            let (a, b, kind) = match c.kind {
                ConflictKind::People(a, b) => (n.who(a), n.who(b), "not_same_team"),
                ConflictKind::SameDay(a, b) => (site(a), site(b), "same_day"),
                ConflictKind::NotSameDay(a, b) => (site(a), site(b), "not_same_day"),
                ConflictKind::NotSameTeam(a, b) => (site(a), site(b), "not_same_team"),
            };
            put(&[a, b, kind.into()]);
        }),
    }
}

fn days(n: Names, table: Table, put: Put) {
    match table {
        Table::History => n.0.history.iter().for_each(|h| {
            let outcome = match h.outcome {
                Outcome::Pass => "pass",
                Outcome::Fail => "fail",
                Outcome::Refused => "refused",
                Outcome::Absent => "absent",
                Outcome::Illegal => "illegal",
            };
            put(&[
                n.product(h.product),
                maybe(h.site, |site| n.enterprise(site)),
                n.authority(h.authority),
                maybe(h.kind, |kind| kind_name(kind).to_owned()),
                h.date.to_string(),
                outcome.into(),
                maybe(h.agency, |agency| n.agency(agency)),
            ]);
        }),
        Table::Calendar => n.0.calendar.iter().for_each(|day| {
            let kind = if day.works { "workday" } else { "holiday" };
            put(&[day.date.to_string(), kind.into()]);
        }),
        _ => n.0.escorts.iter().for_each(|e| {
            put(&[n.region(e.region), e.visits_per_day.to_string()]);
        }),
    }
}

fn ground(n: Names, table: Table, put: Put) {
    match table {
        Table::Matrix => n.0.matrix.iter().for_each(|m| {
            let (from, to) = (n.0.place_name(m.from), n.0.place_name(m.to));
            put(&[from, to, m.metres.0.to_string(), m.minutes.0.to_string()]);
        }),
        Table::RoadNodes => n.0.road_nodes.iter().for_each(|node| {
            let [lon, lat] = degrees(node.position);
            put(&[node.id.clone(), lon, lat]);
        }),
        _ => n.0.road_edges.iter().for_each(|edge| {
            let node = |at: u32| {
                n.0.road_nodes.get(at as usize).map_or_else(String::new, |node| node.id.clone())
            };
            put(&[node(edge.from), node(edge.to), edge.metres.to_string()]);
        }),
    }
}
