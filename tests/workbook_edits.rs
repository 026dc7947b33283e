//! A plan's workbook, edited as people do and planned on from: what was changed holds, or is refused
//! with its cell and its rule.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx};
use chrono::{Datelike, NaiveDate};
use onedoor::calendar::{Calendar, OpenHours};
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::model::{Instance, Plan, Rule, TaskIx};
use onedoor::rules::Screen;
use onedoor::verify::judge;
use rust_xlsxwriter::{Format, Workbook};

const INSTANCE: &str = "instances/county";

struct County {
    instance: Instance,
    plan: Plan,
    folder: PathBuf,
    _temp: tempfile::TempDir,
}

/// A plan of the county in which some visit could be made on a day that its team spends at home.
fn county() -> &'static County {
    static COUNTY: OnceLock<County> = OnceLock::new();
    COUNTY.get_or_init(|| {
        let found = (1..10).map(planned).find(|county| free_day(county).is_some());
        found.expect("a county with a free day")
    })
}

fn planned(seed: u64) -> County {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("plan");
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(["plan", INSTANCE, "--effort", "10", "--no-bound", "-q"]);
    command.arg("--seed").arg(seed.to_string()).arg("-o").arg(&folder);
    assert!(command.output().unwrap().status.code().is_some_and(|code| code < 2));
    let (instance, _) = io::read_instance(Path::new(INSTANCE)).unwrap();
    let plan = io::read_plan(&folder).unwrap();
    County { instance, plan, folder, _temp: temp }
}

/// A copy of the plan's folder whose workbook went through somebody's hands: cells of the first
/// sheet by visit, column and new text; `rows` says how many of the visit's rows are changed.
fn edited(edits: &[(&str, &str, &str)], rows: usize) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    fs::copy(county().folder.join("plan.json"), temp.path().join("plan.json")).unwrap();
    let bytes = fs::read(county().folder.join("plan.xlsx")).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("计划总表").unwrap();
    let header: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    let column = |name: &str| header.iter().position(|cell| cell == name).expect(name);
    let mut new = Workbook::new();
    let out = new.add_worksheet();
    out.set_name("计划总表").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut done = vec![0; edits.len()];
    for (row, cells) in sheet.rows().enumerate() {
        let id = cells[column("进门编号")].to_string();
        for (at, cell) in cells.iter().enumerate() {
            let (row, col) = (row as u32, at as u16);
            let edit = edits
                .iter()
                .position(|(visit, name, _)| row > 0 && *visit == id && column(name) == at);
            match (edit, cell) {
                (Some(edit), _) if done[edit] < rows => {
                    done[edit] += 1;
                    out.write_string(row, col, edits[edit].2).unwrap();
                }
                (_, Data::DateTime(when)) => {
                    out.write_number_with_format(row, col, when.as_f64(), &day).unwrap();
                }
                (_, Data::Float(number)) => {
                    out.write_number(row, col, *number).unwrap();
                }
                (_, Data::Empty) => {}
                (_, other) => {
                    out.write_string(row, col, other.to_string()).unwrap();
                }
            }
        }
    }
    new.save(temp.path().join("plan.xlsx")).unwrap();
    temp
}

/// A run from an edited workbook: exit code, folder, what was said.
fn run(edits: &[(&str, &str, &str)], rows: usize) -> (i32, tempfile::TempDir, String) {
    let temp = edited(edits, rows);
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(["plan", INSTANCE, "--lang", "en", "--effort", "20", "--from"]);
    command.arg(temp.path().join("plan.xlsx")).arg("-o").arg(temp.path().join("out"));
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
    (output.status.code().unwrap(), temp, said.join("\n"))
}

fn written(temp: &tempfile::TempDir) -> Plan {
    let plan = io::read_plan(&temp.path().join("out")).unwrap();
    let verdict = judge(&county().instance, &plan);
    assert!(verdict.is_clean(), "{:?}", verdict.violations);
    plan
}

fn screen(instance: &Instance) -> Screen {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    Screen::new(instance, &calendar, &hours, &Travel::new(instance).unwrap())
}

/// A visit and a day on which its team is at home and the rules let it make the visit.
fn free_day(county: &County) -> Option<(&str, NaiveDate)> {
    let County { instance, plan, .. } = county;
    let screen = screen(instance);
    let calendar = screen.calendar();
    plan.visits.iter().find_map(|visit| {
        let tasks: Vec<TaskIx> =
            visit.tasks.iter().map(|drawn| instance.task(&drawn.task).unwrap()).collect();
        let days = screen.visit_days(&tasks, instance.team(&visit.team).unwrap());
        let out = |date: &NaiveDate| {
            plan.visits.iter().any(|other| other.team == visit.team && other.date == *date)
        };
        let mut dates = days.iter().map(|day| calendar.date(day));
        Some((visit.id.as_str(), dates.find(|date| !out(date))?))
    })
}

#[test]
fn a_new_date_holds_and_is_written_as_people_write_dates() {
    let (visit, date) = free_day(county()).unwrap();
    let typed = format!("{}/{}/{}", date.year(), date.month(), date.day());
    let (code, temp, said) = run(&[(visit, "日期", &typed)], 1);
    assert_eq!(code, 0, "{said}");
    let plan = written(&temp);
    assert_eq!(plan.visits.iter().find(|other| other.id == visit).unwrap().date, date);
    let others = |plan: &Plan| {
        let others = plan.visits.iter().filter(|other| other.id != visit);
        others.map(|v| (v.id.clone(), v.team.clone(), v.date)).collect::<Vec<_>>()
    };
    let moved = others(&county().plan);
    let moved = moved.iter().filter(|other| !others(&plan).contains(other)).count();
    assert!(moved <= 2, "as few visits as possible move: {moved}");
    assert!(said.contains(visit) && said.contains("plan.xlsx"), "{said}");
}

#[test]
fn the_order_of_a_day_holds_or_names_its_rule() {
    let days = county().plan.tours.iter().flat_map(|tour| &tour.days);
    let mut held = 0;
    for day in days.filter(|day| day.stops.len() >= 2).take(6) {
        let (one, two) = (day.stops[0].as_str(), day.stops[1].as_str());
        let stop = "当日第几家";
        let (code, temp, said) = run(&[(one, stop, "2"), (two, stop, "1")], 99);
        if code == 0 {
            let plan = written(&temp);
            let mut days = plan.tours.iter().flat_map(|tour| &tour.days);
            let new = days.find(|other| other.stops.iter().any(|stop| stop == one)).unwrap();
            assert_eq!((new.stops[0].as_str(), new.stops[1].as_str()), (two, one));
            held += 1;
        } else {
            assert_eq!(code, 1, "{said}");
            assert!(["hours:", "day:", "drive:"].iter().any(|rule| said.contains(rule)), "{said}");
            assert!(!temp.path().join("out").exists());
        }
    }
    assert!(held > 0, "some day can be driven the other way round");
}

/// Every visit to every other team: the rules say who may not go, and room who may not, too.
#[test]
fn another_team_holds_or_is_refused_with_its_rule() {
    let County { instance, plan, .. } = county();
    let screen = screen(instance);
    let (mut held, mut refused) = (0, 0);
    for visit in plan.visits.iter().take(12) {
        let tasks: Vec<TaskIx> =
            visit.tasks.iter().map(|drawn| instance.task(&drawn.task).unwrap()).collect();
        let others = instance.teams.iter().filter(|team| team.id != visit.team);
        for other in others {
            let days = screen.visit_days(&tasks, instance.team(&other.id).unwrap());
            if held > 2 && !days.is_empty() || refused > 2 && days.is_empty() {
                continue;
            }
            let (code, temp, said) = run(&[(&visit.id, "队伍", &other.id)], 99);
            if code == 0 {
                let plan = written(&temp);
                let new = plan.visits.iter().find(|new| new.id == visit.id).unwrap();
                assert_eq!(new.team, other.id);
                assert!(!days.is_empty(), "{said}");
                held += 1;
            } else {
                assert_eq!(code, 1, "{said}");
                assert!(said.contains("plan.xlsx]计划总表!") && said.contains(&other.id), "{said}");
                assert!(Rule::ALL.iter().any(|rule| said.contains(&format!("{rule}: "))), "{said}");
                assert!(!temp.path().join("out").exists(), "nothing is written");
                refused += 1;
            }
        }
    }
    assert!(held > 0 && refused > 0, "{held} held, {refused} refused");
}

#[test]
fn a_day_off_is_refused_with_its_cell_and_rule() {
    let visit = &county().plan.visits[0];
    let sunday =
        visit.date.iter_days().find(|date| date.weekday() == chrono::Weekday::Sun).unwrap();
    let (code, temp, said) = run(&[(&visit.id, "日期", &sunday.to_string())], 1);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("plan.xlsx]计划总表!2") && said.contains("workday"), "{said}");
    assert!(!temp.path().join("out").exists(), "nothing is written");
}

#[test]
fn what_makes_no_sense_is_told_by_row_and_column() {
    let merged = county().plan.visits.iter().find(|visit| visit.tasks.len() > 1).unwrap();
    let (code, _temp, said) = run(&[(&merged.id, "队伍", "A01-l")], 1);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("队伍") && said.contains("did you mean"), "{said}");
    let (code, _temp, said) = run(&[(&merged.id, "日期", "soon")], 1);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("日期") && said.contains("soon"), "{said}");
}

#[test]
fn an_untouched_workbook_changes_nothing() {
    let (code, temp, said) = run(&[], 0);
    assert_eq!(code, 0, "{said}");
    assert_eq!(written(&temp).visits, county().plan.visits);
}

#[test]
fn without_its_plan_beside_it_a_workbook_says_what_is_missing() {
    let temp = edited(&[], 0);
    fs::remove_file(temp.path().join("plan.json")).unwrap();
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(["plan", INSTANCE, "--lang", "en", "--from"]).arg(temp.path().join("plan.xlsx"));
    let output = command.arg("-o").arg(temp.path().join("out")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("plan.json"));
}

/// From a folder the whole plan is searched again and never becomes dearer.
#[test]
fn planning_on_from_a_folder_saves_or_keeps() {
    let temp = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(["plan", INSTANCE, "-q", "--effort", "20", "--from"]).arg(&county().folder);
    let output = command.arg("-o").arg(temp.path().join("out")).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let plan = written(&temp);
    assert!(plan.objective.total <= county().plan.objective.total);
}
