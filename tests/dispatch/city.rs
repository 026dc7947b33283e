//! A city, a plan of it, and runs of the command.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use onedoor::calendar::{Calendar, OpenHours};
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::model::{Instance, Plan, TaskIx, Visit};
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::rules::Screen;
use onedoor::verify::judge;

pub const INSTANCE: &str = "instances/jincheng";
pub const SPAN: [&str; 6] = ["--agency", "A01", "--from", "2026-03-01", "--to", "2026-03-31"];

/// A city and a plan of it, made once.
pub struct City {
    pub instance: Instance,
    pub plan: Plan,
    pub folder: PathBuf,
    _temp: tempfile::TempDir,
}

pub fn city() -> &'static City {
    static CITY: OnceLock<City> = OnceLock::new();
    CITY.get_or_init(|| {
        let (instance, _) = io::read_instance(Path::new(INSTANCE)).unwrap();
        let limits = Limits::new(10, 1);
        let planned = plan::plan(&instance, &limits, &Unwatched).unwrap();
        assert!(planned.verdict.is_clean());
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("plan");
        let bytes = io::plan_json(&planned.plan).into_bytes();
        io::write_folder(&folder, &[("plan.json".to_owned(), bytes)]).unwrap();
        City { instance, plan: planned.plan, folder, _temp: temp }
    })
}

/// A run of the command on a plan, into a folder.
pub fn run(plan: &Path, out: &Path, more: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(["dispatch", INSTANCE]).arg(plan).args(SPAN).arg("-o").arg(out);
    let effort: &[&str] = if more.contains(&"--effort") { &[] } else { &["--effort", "20"] };
    command.args(effort).args(["--lang", "en"]).args(more);
    let output = command.assert().code(code).get_output().clone();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The plan that a run wrote; the judge finds nothing in it.
pub fn written(out: &Path) -> Plan {
    let plan = io::read_plan(out).unwrap();
    let verdict = judge(&city().instance, &plan);
    assert!(verdict.is_clean(), "{:?}", verdict.violations);
    plan
}

pub fn visit<'a>(plan: &'a Plan, id: &str) -> &'a Visit {
    plan.visits.iter().find(|visit| visit.id == id).unwrap()
}

/// The visit as it stands in plan.json.
pub fn text(visit: &Visit) -> String {
    serde_json::to_string(visit).unwrap()
}

pub fn own(visit: &Visit) -> bool {
    visit.team.starts_with("A01-")
}

pub fn date(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// Visits of the agency in March, in the order of the plan.
pub fn march(plan: &Plan) -> Vec<&Visit> {
    plan.visits.iter().filter(|v| own(v) && v.date <= date("2026-03-31")).collect()
}

/// Those of its first team.
pub fn first_team(plan: &Plan) -> Vec<&Visit> {
    march(plan).into_iter().filter(|v| v.team == "A01-1").collect()
}

/// The days on which the rules let a visit's team make it.
pub fn possible_days(city: &City) -> impl Fn(&Visit) -> Vec<chrono::NaiveDate> {
    let calendar = Calendar::new(&city.instance);
    let hours = OpenHours::new(&city.instance, &calendar);
    let travel = Travel::new(&city.instance).unwrap();
    let screen = Screen::new(&city.instance, &calendar, &hours, &travel);
    move |v: &Visit| {
        let tasks = v.tasks.iter().map(|drawn| city.instance.task(&drawn.task).unwrap());
        let tasks: Vec<TaskIx> = tasks.collect();
        let days = screen.visit_days(&tasks, city.instance.team(&v.team).unwrap());
        days.iter().map(|day| calendar.date(day)).collect()
    }
}

/// Whether a visit draws for a required task.
pub fn is_required(visit: &Visit) -> bool {
    let instance = &city().instance;
    let mut tasks = visit.tasks.iter().filter_map(|drawn| instance.task(&drawn.task));
    tasks.any(|task| instance.tasks[task.ix()].required)
}

/// A visit of the agency's first team without a required task, and a day in March on which that team is at home and the
/// rules let it make the visit.
pub fn movable(city: &City) -> (&Visit, String) {
    let visits = first_team(&city.plan);
    let free = |day: &chrono::NaiveDate| {
        *day <= date("2026-03-31") && !visits.iter().any(|v| v.date == *day)
    };
    let possible = possible_days(city);
    let mut optional = visits.iter().filter(|visit| !is_required(visit));
    let found = optional.find_map(|v| Some((*v, possible(v).into_iter().find(free)?)));
    found.map(|(visit, day)| (visit, day.to_string())).unwrap()
}
