//! An instance of which some facts are taken away: tasks, whole rules, single rows.
//!
//! Taking a fact away never forbids anything: whatever could be planned can still be planned.

use std::collections::BTreeSet;

use crate::model::{
    Activity, CategorySet, Clock, DrawMode, Instance, Minutes, Rotation, Rule, Scope, Separation,
    Settings, Table, Tables, TaskIx,
};

/// Something that stands in the way, and can be thought away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// A task is to be planned.
    Task(TaskIx),
    /// A rule holds.
    Rule(Rule),
    /// A row of a table holds; by its position in the table.
    Row(Rule, Table, usize),
}

/// Rules that can be thought away as a whole; the others say what a plan is.
pub fn can_be_dropped(rule: Rule) -> bool {
    match rule {
        Rule::SixMonth
        | Rule::UpperFirst
        | Rule::Approved
        | Rule::Window
        | Rule::ScopeSample
        | Rule::ScopeTest
        | Rule::Avoidance
        | Rule::Conflict
        | Rule::Suspended
        | Rule::Separation
        | Rule::Hours
        | Rule::Day
        | Rule::Lunch
        | Rule::Drive
        | Rule::Nights
        | Rule::Vehicle
        | Rule::ColdChain
        | Rule::Delivery
        | Rule::LabCapacity
        | Rule::QuotaMax
        | Rule::Workday
        | Rule::TeamAvailable
        | Rule::Escort
        | Rule::Ceiling => true,
        Rule::OneDoor | Rule::TwoSamplers | Rule::Draw | Rule::Arithmetic | Rule::Reference => {
            false
        }
    }
}

/// Rows through which a rule forbids something.
pub fn rows(instance: &Instance, rule: Rule) -> Vec<Fact> {
    let all = |table: Table, count: usize| {
        (0..count).map(|at| Fact::Row(rule, table, at)).collect::<Vec<_>>()
    };
    match rule {
        Rule::SixMonth | Rule::UpperFirst => all(Table::History, instance.history.len()),
        Rule::Avoidance => all(Table::Avoidances, instance.avoidances.len()),
        Rule::Conflict => all(Table::Conflicts, instance.conflicts.len()),
        Rule::Suspended => all(Table::Suspensions, instance.suspensions.len()),
        Rule::LabCapacity => all(Table::LabCapacity, instance.lab_capacity.len()),
        Rule::QuotaMax => all(Table::Quotas, instance.quotas.len()),
        Rule::Workday => all(Table::Calendar, instance.calendar.len()),
        Rule::TeamAvailable => all(Table::Samplers, instance.samplers.len()),
        Rule::Escort => all(Table::Escorts, instance.escorts.len()),
        Rule::Approved => all(Table::Programs, instance.programs.len()),
        Rule::Hours => all(Table::Enterprises, instance.enterprises.len()),
        Rule::Window
        | Rule::ScopeSample
        | Rule::ScopeTest
        | Rule::Separation
        | Rule::Day
        | Rule::Lunch
        | Rule::Drive
        | Rule::Nights
        | Rule::Vehicle
        | Rule::ColdChain
        | Rule::Delivery
        | Rule::Ceiling
        | Rule::OneDoor
        | Rule::TwoSamplers
        | Rule::Draw
        | Rule::Arithmetic
        | Rule::Reference => Vec::new(),
    }
}

/// The row of a fact as people cite it; none for a rule.
pub fn line(instance: &Instance, fact: Fact) -> Option<String> {
    let row = |table: Table, at: usize| match table {
        Table::History => instance.history.get(at).map(|row| row.row),
        Table::Avoidances => instance.avoidances.get(at).map(|row| row.row),
        Table::Conflicts => instance.conflicts.get(at).map(|row| row.row),
        Table::Suspensions => instance.suspensions.get(at).map(|row| row.row),
        Table::LabCapacity => instance.lab_capacity.get(at).map(|row| row.row),
        Table::Quotas => instance.quotas.get(at).map(|row| row.row),
        Table::Calendar => instance.calendar.get(at).map(|row| row.row),
        Table::Samplers => instance.samplers.get(at).map(|row| row.row),
        Table::Escorts => instance.escorts.get(at).map(|row| row.row),
        Table::Programs => instance.programs.get(at).map(|row| row.row),
        Table::Enterprises => instance.enterprises.get(at).map(|row| row.row),
        Table::Tasks => instance.tasks.get(at).map(|row| row.row),
        Table::Regions
        | Table::Categories
        | Table::Products
        | Table::Agencies
        | Table::Scopes
        | Table::Teams
        | Table::Matrix
        | Table::RoadNodes
        | Table::RoadEdges => None,
    };
    match fact {
        Fact::Rule(_) => None,
        Fact::Task(task) => row(Table::Tasks, task.ix()).map(|line| Table::Tasks.line(line)),
        Fact::Row(_, table, at) => row(table, at).map(|line| table.line(line)),
    }
}

/// The instance with only some of its tasks, all of them required and none left to the lot, and
/// without the facts that are dropped.
///
/// # Errors
/// Never for an instance that was valid: what is taken away is referred to by nothing.
pub fn relaxed(
    instance: &Instance,
    tasks: &[TaskIx],
    dropped: &BTreeSet<Fact>,
) -> Result<Instance, String> {
    let (mut settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    settings.policy.draw = DrawMode::Lottery;
    tables.tasks = tasks
        .iter()
        .filter(|task| !dropped.contains(&Fact::Task(**task)))
        .filter_map(|task| instance.tasks.get(task.ix()).cloned())
        .collect();
    tables.tasks.iter_mut().for_each(|task| task.required = true);
    for quota in &mut tables.quotas {
        (quota.min, quota.target) = (None, None);
    }
    // Rows go by position, so they go before a rule empties a table.
    drop_rows(instance, &mut tables, dropped);
    for fact in dropped {
        if let Fact::Rule(rule) = fact {
            drop_rule(*rule, &mut settings, &mut tables);
        }
    }
    Instance::new(settings, tables)
}

fn drop_rows(instance: &Instance, tables: &mut Tables, dropped: &BTreeSet<Fact>) {
    let gone = |table: Table| -> BTreeSet<usize> {
        let of = |fact: &Fact| match fact {
            Fact::Row(_, other, at) if *other == table => Some(*at),
            Fact::Row(..) | Fact::Rule(_) | Fact::Task(_) => None,
        };
        dropped.iter().filter_map(of).collect()
    };
    fn without<T>(rows: &mut Vec<T>, gone: &BTreeSet<usize>) {
        let mut at = 0;
        rows.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }
    without(&mut tables.history, &gone(Table::History));
    without(&mut tables.avoidances, &gone(Table::Avoidances));
    without(&mut tables.conflicts, &gone(Table::Conflicts));
    without(&mut tables.suspensions, &gone(Table::Suspensions));
    without(&mut tables.lab_capacity, &gone(Table::LabCapacity));
    without(&mut tables.escorts, &gone(Table::Escorts));
    for at in gone(Table::Quotas) {
        tables.quotas[at].max = None;
    }
    for at in gone(Table::Calendar) {
        // Without its row a holiday is a day of the week like others; kept free it could forbid.
        tables.calendar[at].works = true;
    }
    for at in gone(Table::Samplers) {
        tables.samplers[at].leave.clear();
    }
    for at in gone(Table::Programs) {
        approve(&mut tables.programs[at], instance.settings().start);
    }
    for at in gone(Table::Enterprises) {
        open(&mut tables.enterprises[at]);
    }
}

fn approve(program: &mut crate::model::Program, day: chrono::NaiveDate) {
    program.approval = Some("-".to_owned());
    program.approved_on = Some(day);
}

fn open(site: &mut crate::model::Enterprise) {
    site.hours = "24/7".to_owned();
    site.closed.clear();
}

fn drop_rule(rule: Rule, settings: &mut Settings, tables: &mut Tables) {
    let (start, end) = (settings.start, settings.end);
    let policy = &mut settings.policy;
    match rule {
        Rule::SixMonth => policy.interval_months = 0,
        Rule::UpperFirst => policy.upper_first_months = 0,
        Rule::Approved => tables.programs.iter_mut().for_each(|row| approve(row, start)),
        Rule::Window => {
            for row in &mut tables.programs {
                (row.start, row.end, row.report_by) = (start, end, None);
            }
            for row in &mut tables.tasks {
                (row.earliest, row.latest) = (None, None);
                (row.from_time, row.by_time) = (None, None);
            }
        }
        Rule::ScopeSample => everywhere(tables, Activity::Sample),
        Rule::ScopeTest => everywhere(tables, Activity::Test),
        Rule::Avoidance => {
            tables.avoidances.clear();
            policy.rotation = Rotation::Off;
        }
        Rule::Conflict => tables.conflicts.clear(),
        Rule::Suspended => tables.suspensions.clear(),
        Rule::Separation => policy.separation = Separation::Staff,
        Rule::Hours => tables.enterprises.iter_mut().for_each(open),
        Rule::Day => {
            for row in &mut tables.teams {
                (row.day_start, row.day_end) = (Clock(0), Clock(24 * 60));
            }
        }
        Rule::Lunch => policy.lunch_minutes = Minutes(0),
        Rule::Drive => policy.drive_minutes = Minutes(24 * 60),
        Rule::Nights => tables.teams.iter_mut().for_each(|row| row.max_nights = 30),
        Rule::Vehicle => {
            for row in &mut tables.teams {
                (row.vehicle_mass, row.vehicle_volume) = (None, None);
            }
        }
        Rule::ColdChain => {
            tables.teams.iter_mut().for_each(|row| row.cold = true);
            tables.categories.iter_mut().for_each(|row| row.cold_chain = false);
        }
        Rule::Delivery => {
            for row in &mut tables.categories {
                (row.deliver_within, row.carry) = (None, false);
            }
        }
        Rule::LabCapacity => tables.lab_capacity.clear(),
        Rule::QuotaMax => tables.quotas.iter_mut().for_each(|row| row.max = None),
        Rule::Workday => {
            tables.calendar.clear();
            let day = |date| crate::model::CalendarDay { row: 0, date, works: true };
            tables.calendar = start.iter_days().take_while(|date| *date <= end).map(day).collect();
        }
        Rule::TeamAvailable => {
            for row in &mut tables.teams {
                (row.from, row.to) = (None, None);
            }
            tables.samplers.iter_mut().for_each(|row| row.leave.clear());
        }
        Rule::Escort => tables.escorts.clear(),
        Rule::Ceiling => policy.visits_per_year = 0,
        Rule::OneDoor | Rule::TwoSamplers | Rule::Draw | Rule::Arithmetic | Rule::Reference => {}
    }
}

/// Every agency is entrusted with everything.
fn everywhere(tables: &mut Tables, activity: Activity) {
    let scope = |agency| Scope {
        row: 0,
        agency: crate::model::AgencyIx::new(agency),
        activity,
        categories: CategorySet::Every,
        region: None,
        program: None,
    };
    tables.scopes.extend((0..tables.agencies.len()).map(scope));
}
