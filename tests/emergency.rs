//! Emergencies have windows of hours, and reports leave time for tests: the planner goes there first.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use onedoor::io;
use onedoor::model::{Clock, Instance, Plan, Rule, Visit};
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::verify::judge;

fn county() -> Instance {
    io::read_instance(Path::new("instances/county")).unwrap().0
}

fn planned(instance: &Instance, seed: u64) -> Plan {
    let limits = Limits::new(60, seed);
    let planned = plan::plan(instance, &limits, &Unwatched).unwrap();
    assert!(planned.verdict.is_clean(), "{:?}", planned.verdict.violations);
    planned.plan
}

fn visit_of<'a>(plan: &'a Plan, task: &str) -> Option<&'a Visit> {
    plan.visits.iter().find(|visit| visit.tasks.iter().any(|drawn| drawn.task == task))
}

/// The instance with an emergency at the doors of these visits, each at the very minutes of the visit.
fn alarmed(instance: &Instance, visits: &[&Visit]) -> Instance {
    let (settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    for visit in visits {
        let row = &mut tables.tasks[instance.task(&visit.tasks[0].task).unwrap().ix()];
        (row.earliest, row.latest) = (Some(visit.date), Some(visit.date));
        (row.from_time, row.by_time) = (Some(visit.start), Some(visit.end));
        row.required = true;
    }
    Instance::new(settings, tables).unwrap()
}

#[test]
fn emergencies_are_made_within_their_hours() {
    let calm = county();
    let (before, other) = (planned(&calm, 1), planned(&calm, 2));
    // One of each team-day: all of them together can be made, and a plan that knows nothing of them fails.
    let mut days = BTreeSet::new();
    let chosen = before.visits.iter().filter(|v| days.insert((&v.team, v.date)));
    let chosen: Vec<&Visit> = chosen.collect();
    assert!(chosen.len() > 4);
    let instance = alarmed(&calm, &chosen);
    assert!(judge(&instance, &other).violations_of(Rule::Window) > 2);
    let plan = planned(&instance, 2);
    for asked in &chosen {
        let id = &asked.tasks[0].task;
        let visit = visit_of(&plan, id).unwrap_or_else(|| panic!("{id} is left out"));
        assert_eq!((visit.date, visit.start, visit.end), (asked.date, asked.start, asked.end));
    }
    // A minute less would break the rule.
    let (settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    let task = instance.task(&chosen[0].tasks[0].task).unwrap();
    tables.tasks[task.ix()].by_time = Some(Clock(chosen[0].end.0 - 1));
    let verdict = judge(&Instance::new(settings, tables).unwrap(), &plan);
    assert_eq!(verdict.violations_of(Rule::Window), 1, "{:?}", verdict.violations);
}

#[test]
fn reports_leave_time_for_tests() {
    let calm = county();
    let before = planned(&calm, 1);
    // Tests take 8 to 33 working days: some have to begin early, some can't be done at all.
    let last = calm.settings().end + Days::new(21);
    let (settings, mut tables) = (calm.settings().clone(), calm.tables().clone());
    for row in &mut tables.programs {
        row.report_by = Some(last);
    }
    let hurried = Instance::new(settings, tables).unwrap();
    let verdict = judge(&hurried, &before);
    assert!(verdict.violations_of(Rule::Window) > 0);
    let plan = planned(&hurried, 1);
    assert!(plan.visits.len() > 5, "{}", plan.visits.len());
    let works = |date: &NaiveDate| {
        let stated = hurried.calendar.iter().find(|row| row.date == *date);
        stated.map_or(date.weekday().number_from_monday() < 6, |row| row.works)
    };
    for drawn in plan.visits.iter().flat_map(|v| v.tasks.iter().map(move |drawn| (v, drawn))) {
        let task = hurried.task(&drawn.1.task).unwrap();
        let days = hurried.category_of(task).test_days;
        let left = drawn.0.date.iter_days().skip(1).take_while(|date| *date <= last);
        assert!(left.filter(works).count() >= days as usize, "{}", drawn.1.task);
    }
}

#[test]
fn hours_and_reports_are_read_and_written() {
    let calm = county();
    let before = planned(&calm, 1);
    let alarmed = alarmed(&calm, &[&before.visits[0]]);
    let (settings, mut tables) = (alarmed.settings().clone(), alarmed.tables().clone());
    tables.programs[0].report_by = Some(calm.settings().end);
    let instance = Instance::new(settings, tables).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let book = temp.path().join("book.xlsx");
    io::write_instance(&instance, &temp.path().join("folder")).unwrap();
    io::write_instance_xlsx(&instance, &book).unwrap();
    for path in [temp.path().join("folder"), book] {
        assert_eq!(io::read_instance(&path).unwrap().0.digest(), instance.digest());
    }
    assert_ne!(instance.digest(), calm.digest());
}
