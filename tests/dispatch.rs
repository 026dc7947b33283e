//! `onedoor dispatch` as a dispatcher uses it: wishes are obeyed or refused with their rule, what is
//! frozen or another agency's stays as it is, and the judge finds nothing in what is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use onedoor::calendar::{Calendar, OpenHours};
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::model::{Instance, Plan, Producer, TaskIx, Visit, Whom};
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::rules::Screen;
use onedoor::verify::judge;
use serde_json::Value;

const INSTANCE: &str = "instances/jincheng";
const SPAN: [&str; 6] = ["--agency", "A01", "--from", "2026-03-01", "--to", "2026-03-31"];

/// A city and a plan of it, made once.
struct City {
    instance: Instance,
    plan: Plan,
    folder: PathBuf,
    _temp: tempfile::TempDir,
}

fn city() -> &'static City {
    static CITY: OnceLock<City> = OnceLock::new();
    CITY.get_or_init(|| {
        let (instance, _) = io::read_instance(Path::new(INSTANCE)).unwrap();
        let limits = Limits { effort: 10, deadline: None, seed: 1 };
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
fn run(plan: &Path, out: &Path, more: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(["dispatch", INSTANCE]).arg(plan).args(SPAN).arg("-o").arg(out);
    let effort: &[&str] = if more.contains(&"--effort") { &[] } else { &["--effort", "20"] };
    command.args(effort).args(["--lang", "en"]).args(more);
    let output = command.assert().code(code).get_output().clone();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The plan that a run wrote; the judge finds nothing in it.
fn written(out: &Path) -> Plan {
    let plan = io::read_plan(out).unwrap();
    let verdict = judge(&city().instance, &plan);
    assert!(verdict.is_clean(), "{:?}", verdict.violations);
    plan
}

fn visit<'a>(plan: &'a Plan, id: &str) -> &'a Visit {
    plan.visits.iter().find(|visit| visit.id == id).unwrap()
}

/// The visit as it stands in plan.json.
fn text(visit: &Visit) -> String {
    serde_json::to_string(visit).unwrap()
}

fn own(visit: &Visit) -> bool {
    visit.team.starts_with("A01-")
}

fn date(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// Visits of the agency in March, in the order of the plan.
fn march(plan: &Plan) -> Vec<&Visit> {
    plan.visits.iter().filter(|v| own(v) && v.date <= date("2026-03-31")).collect()
}

/// Those of its first team.
fn first_team(plan: &Plan) -> Vec<&Visit> {
    march(plan).into_iter().filter(|v| v.team == "A01-1").collect()
}

/// The days on which the rules let a visit's team make it.
fn possible_days(city: &City) -> impl Fn(&Visit) -> Vec<chrono::NaiveDate> {
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

/// A visit of the agency's first team, and a day in March on which that team is at home and the
/// rules let it make the visit.
fn movable(city: &City) -> (&Visit, String) {
    let visits = first_team(&city.plan);
    let free = |day: &chrono::NaiveDate| {
        *day <= date("2026-03-31") && !visits.iter().any(|v| v.date == *day)
    };
    let possible = possible_days(city);
    let found = visits.iter().find_map(|v| Some((*v, possible(v).into_iter().find(free)?)));
    found.map(|(visit, day)| (visit, day.to_string())).unwrap()
}

#[test]
fn without_a_wish_the_plan_is_the_plan() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let (said, _) = run(&city().folder, &out, &[], 0);
    assert!(said.contains("0 visits changed"), "{said}");
    assert_eq!(
        fs::read(out.join("plan.json")).unwrap(),
        fs::read(city().folder.join("plan.json")).unwrap()
    );
}

#[test]
fn a_visit_goes_where_it_is_wished_and_nobody_elses_changes() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let (last, day) = movable(city);
    let wish = format!("{} date={day} team=A01-1", last.id);
    let one = temp.path().join("one");
    let (said, _) = run(&city.folder, &one, &["--set", &wish, "--threads", "1", "--json"], 0);
    let new = written(&one);
    let moved = visit(&new, &last.id);
    assert_eq!((moved.date.to_string(), moved.team.as_str()), (day, "A01-1"));
    assert_eq!(moved.tasks.len(), last.tasks.len());
    for before in city.plan.visits.iter().filter(|v| !own(v) || v.date > date("2026-03-31")) {
        assert_eq!(text(before), text(visit(&new, &before.id)));
    }
    let document: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(document["verified"], true);
    assert_eq!(document["changed_as_wished"], 1);
    // The free day takes it without anybody else being moved.
    assert_eq!(document["changed"], 1, "{said}");
    let differs = |v: &&Visit| text(v) != text(visit(&new, &v.id));
    let differing = city.plan.visits.iter().filter(differs).count();
    assert_eq!(document["changes"].as_array().unwrap().len(), differing);
    let eight = temp.path().join("eight");
    run(&city.folder, &eight, &["--set", &wish, "--threads", "8", "-q"], 0);
    for name in ["plan.json", "visits.csv", "tours.csv", "report.html"] {
        assert!(fs::read(one.join(name)).unwrap() == fs::read(eight.join(name)).unwrap(), "{name}");
    }
}

/// What rules forbid is refused with the rule, and nothing is written.
fn refused(more: &[&str], rule: &str) -> String {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let (_, said) = run(&city().folder, &out, more, 1);
    assert!(said.contains(&format!(" {rule}: ")), "{more:?}: {said}");
    assert!(!out.exists());
    said
}

#[test]
fn a_forbidden_wish_is_refused_with_its_rule() {
    let city = city();
    let first = march(&city.plan)[0];
    let of = |wish: &str| format!("{} {wish}", first.id);
    refused(&["--set", &of("date=2026-03-08")], "workday");
    // Team A01-2 begins on 2026-03-19.
    refused(&["--set", &of("date=2026-03-10 team=A01-2")], "team_available");
    let reserve = city.plan.unplanned.iter().find(|left| left.queue.is_some()).unwrap();
    refused(&["--add", &reserve.task], "draw");
    let impossible = city.plan.unplanned.iter().find(|left| left.impossible).unwrap();
    refused(&["--add", &impossible.task], impossible.reasons[0].rule.name());
    // One wish refused, nothing is done of the others.
    let both = ["--drop", &march(&city.plan)[1].id, "--add", &reserve.task];
    refused(&both, "draw");
}

#[test]
fn a_day_that_is_frozen_takes_nothing() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    // The day that a visit is to go to is frozen.
    let visits = first_team(&city.plan);
    let last = *visits.last().unwrap();
    let full = *visits.iter().rev().find(|v| v.date != last.date).unwrap();
    let tour = |v: &Visit| {
        let has = |t: &&onedoor::model::Tour| t.days.iter().any(|d| d.stops.contains(&v.id));
        city.plan.tours.iter().find(has).unwrap().id.clone()
    };
    let freeze = temp.path().join("freeze.txt");
    fs::write(&freeze, format!("{}  # told already\n\n", tour(full))).unwrap();
    let wish = format!("{} date={} team=A01-1", last.id, full.date);
    let freeze = freeze.to_str().unwrap();
    let said = refused(&["--set", &wish, "--freeze", freeze], "team_available");
    assert!(said.contains("frozen"), "{said}");
}

#[test]
fn wishes_that_do_not_fit_together_are_refused_beside_each_other() {
    let city = city();
    let (_, day) = movable(city);
    let possible = possible_days(city);
    let visits = first_team(&city.plan);
    let visits = visits.iter().filter(|v| possible(v).contains(&date(&day)));
    let wishes: Vec<String> = visits.map(|v| format!("{} date={day}", v.id)).collect();
    let sets: Vec<&str> = wishes.iter().flat_map(|wish| ["--set", wish]).collect();
    let said = refused(&sets, "day");
    assert!(said.contains("The nearest team-days:"), "{said}");
    assert!(said.contains(&format!("A01-1 {day}")), "{said}");
}

#[test]
fn what_is_not_the_desks_is_bad_usage() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let first = march(&city.plan)[0];
    let other = city.plan.visits.iter().find(|v| !own(v)).unwrap();
    let late = city.plan.visits.iter().find(|v| own(v) && v.date > date("2026-03-31")).unwrap();
    let bad = |more: &[&str], found: &str| {
        let (_, said) = run(&city.folder, &out, more, 2);
        assert!(said.contains(found), "{more:?}: {said}");
        assert!(!out.exists());
    };
    bad(&["--drop", &other.id], "not of this agency");
    bad(&["--drop", &late.id], "outside --from and --to");
    bad(&["--drop", "V99999"], "has no visit");
    bad(&["--set", &format!("{} team={}", first.id, other.team)], "does not start from");
    bad(&["--set", &format!("{} date=2026-04-20", first.id)], "outside the days");
    bad(&["--set", &first.id], "expected");
    bad(&["--drop", &first.id, "--freeze-before", "2026-04-01"], "frozen");
    bad(&["--add", "T0O01"], "did you mean");
    // A plan of another instance, and one that does not hold.
    let mut strange = city.plan.clone();
    strange.instance.digest = "blake3:0".to_owned();
    let file = temp.path().join("strange.json");
    fs::write(&file, io::plan_json(&strange)).unwrap();
    let (_, said) = run(&file, &out, &[], 2);
    assert!(said.contains("does not belong to this instance"), "{said}");
    let mut broken = city.plan.clone();
    broken.visits[0].end.0 += 1;
    fs::write(&file, io::plan_json(&broken)).unwrap();
    let (_, said) = run(&file, &out, &[], 2);
    assert!(said.contains("does not hold"), "{said}");
}

#[test]
fn what_is_frozen_stays_byte_for_byte() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let tours = city.plan.tours.iter().filter(|tour| tour.team == "A01-2");
    let tour = tours.filter(|tour| tour.days[0].date > date("2026-03-20")).nth(1).unwrap();
    let freeze = temp.path().join("freeze.txt");
    fs::write(&freeze, format!("{}\n", tour.id)).unwrap();
    let free = ["--improve", "--change-price", "0", "--effort", "60"];
    let frozen = ["--freeze-before", "2026-03-18", "--freeze", freeze.to_str().unwrap()];
    let (said, _) = run(&city.folder, &out, &[&free[..], &frozen, &["--json"]].concat(), 0);
    let document: Value = serde_json::from_str(&said).unwrap();
    assert!(document["changed"].as_u64().unwrap() > 0, "nothing was improved: {said}");
    assert!(document["cost"]["difference"].as_f64().unwrap() < 0.0, "{said}");
    let new = written(&out);
    let stays = |v: &&Visit| {
        !own(v) || v.date < date("2026-03-18") || tour.days.iter().any(|d| d.stops.contains(&v.id))
    };
    for before in city.plan.visits.iter().filter(stays) {
        assert_eq!(text(before), text(visit(&new, &before.id)));
    }
    assert_eq!(new.tours.iter().find(|t| t.id == tour.id), Some(tour));
}

#[test]
fn what_was_dropped_stays_away_until_it_is_asked_for() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let required = |v: &Visit| {
        let tasks = v.tasks.iter().filter_map(|drawn| city.instance.task(&drawn.task));
        tasks.into_iter().any(|task| city.instance.tasks[task.ix()].required)
    };
    let gone = march(&city.plan).into_iter().find(|v| !required(v)).unwrap();
    let (first, second, third) =
        (temp.path().join("first"), temp.path().join("second"), temp.path().join("third"));
    run(&city.folder, &first, &["--drop", &gone.id], 0);
    let plan = written(&first);
    assert_eq!(plan.visits.len() + 1, city.plan.visits.len());
    let task = &gone.tasks[0].task;
    let left = plan.unplanned.iter().find(|left| left.task == *task).unwrap();
    assert_eq!(left.reasons[0].note.as_ref().unwrap().key, "plan-dropped");
    run(&first, &second, &["--improve"], 0);
    assert!(written(&second).unplanned.iter().any(|left| left.task == *task));
    let (said, _) = run(&second, &third, &["--add", task], 0);
    assert!(said.contains("new"), "{said}");
    let back = written(&third);
    let drawn: BTreeMap<&str, &str> = back
        .visits
        .iter()
        .flat_map(|v| v.tasks.iter().map(|drawn| (drawn.task.as_str(), v.team.as_str())))
        .collect();
    for task in &gone.tasks {
        assert!(drawn[task.task.as_str()].starts_with("A01-"));
    }
}

/// Every text in a file of a pack; of a workbook, every cell.
fn words(path: &Path) -> String {
    if path.extension().is_none_or(|extension| extension != "xlsx") {
        // Long lines of a calendar are folded, and its times look like ids of tasks.
        let text = fs::read_to_string(path).unwrap().replace("\r\n ", "");
        let lines = text.lines().filter(|line| !line.starts_with("DT"));
        return lines.collect::<Vec<_>>().join("\n");
    }
    use calamine::Reader;
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let sheets = book.sheet_names();
    let text = |name: &String| {
        let range = book.worksheet_range(name).unwrap();
        let cells: Vec<String> = range.cells().map(|(_, _, cell)| cell.to_string()).collect();
        format!("{name}\n{}\n", cells.join("\n"))
    };
    sheets.iter().map(text).collect()
}

const FILES: [&str; 6] =
    ["pack.json", "sheets.html", "sheets.xlsx", "tours.geojson", "tours.gpx", "visits.ics"];

fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|e| name(e).unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_pack_holds_the_agencys_visits_and_nobody_elses() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    run(&city.folder, &out, &["-q"], 0);
    let pack = out.join("pack-A01");
    assert_eq!(names(&pack), FILES);
    let bytes = fs::read(out.join("plan.json")).unwrap();
    let digest = format!("blake3:{}", blake3::hash(&bytes).to_hex());
    let site = |v: &Visit| {
        let site = city.instance.enterprise(&v.site).unwrap();
        city.instance.enterprises[site.ix()].name.clone()
    };
    let (mine, others): (Vec<&Visit>, Vec<&Visit>) =
        city.plan.visits.iter().partition(|v| own(v) && v.date <= date("2026-03-31"));
    assert!(mine.len() > 20 && others.len() > 100);
    let own_sites: Vec<String> = mine.iter().map(|v| site(v)).collect();
    let mut known = own_sites;
    // A maker may be named where its product is drawn elsewhere, and where it is to be avoided.
    for drawn in mine.iter().flat_map(|v| &v.tasks) {
        let task = &city.instance.tasks[city.instance.task(&drawn.task).unwrap().ix()];
        if let Producer::Enterprise(site) = &city.instance.products[task.product.ix()].producer {
            known.push(city.instance.enterprises[site.ix()].name.clone());
        }
    }
    for avoidance in &city.instance.avoidances {
        if let Whom::Enterprise(site) = &avoidance.whom {
            known.push(city.instance.enterprises[site.ix()].name.clone());
        }
    }
    let known = known.join("\n");
    for name in FILES {
        let words = words(&pack.join(name));
        assert!(words.contains(&digest), "{name} does not carry the plan's digest");
        for v in &mine {
            let needed = if name == "pack.json" { v.id.clone() } else { site(v) };
            assert!(words.contains(&needed), "{name} lacks {needed}");
        }
        for v in &others {
            let stranger = site(v);
            let leaks = words.contains(&stranger) && !known.contains(&stranger);
            assert!(!leaks, "{name} tells of {stranger}");
            assert!(!words.contains(&format!("{} {}", v.id, v.site)), "{name} tells of {}", v.id);
            for drawn in &v.tasks {
                assert!(!words.contains(&drawn.task), "{name} tells of {}", drawn.task);
            }
        }
    }
}

#[test]
fn a_sheet_has_what_a_driver_needs() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    run(&city.folder, &out, &["-q"], 0);
    let pack = out.join("pack-A01");
    let (page, book) = (words(&pack.join("sheets.html")), words(&pack.join("sheets.xlsx")));
    for v in march(&city.plan) {
        let span = format!("{}–{}", v.start, v.end);
        let team = city.instance.team(&v.team).unwrap();
        assert!(book.contains(&format!("{} {}", v.date, v.team)), "no sheet for {}", v.id);
        for text in [&page, &book] {
            assert!(text.contains(&span), "{}", v.id);
            for sampler in &city.instance.teams[team.ix()].samplers {
                assert!(text.contains(&city.instance.samplers[sampler.ix()].name));
            }
            for drawn in &v.tasks {
                let task = &city.instance.tasks[city.instance.task(&drawn.task).unwrap().ix()];
                let product = &city.instance.products[task.product.ix()];
                let program = &city.instance.programs[task.program.ix()];
                let lab = &city.instance.agencies[city.instance.agency(&drawn.lab).unwrap().ix()];
                let approval = program.approval.as_ref().unwrap();
                let label = format!("{}-{}", drawn.task, task.batches);
                let needed = [
                    &product.standard,
                    &product.brand,
                    &product.model,
                    approval,
                    &lab.name,
                    &program.name,
                    &label,
                ];
                needed.iter().for_each(|what| assert!(text.contains(*what), "{} {what}", v.id));
            }
        }
    }
    assert!(page.contains("telephone") && book.contains("telephone"));
    // Kilometres from stop to stop add up to the day's.
    let tour = city.plan.tours.iter().find(|tour| tour.team == "A01-1").unwrap();
    let travel = Travel::new(&city.instance).unwrap();
    let base = onedoor::model::Place::Agency(city.instance.agency("A01").unwrap());
    let first = visit(&city.plan, &tour.days[0].stops[0]);
    let site = onedoor::model::Place::Enterprise(city.instance.enterprise(&first.site).unwrap());
    let leg = travel.leg(base, site).unwrap();
    assert!(page.contains(&format!(
        "{:.1} km\n{} min",
        f64::from(leg.metres) / 1000.0,
        leg.minutes
    )));
    // What other programs read.
    let routes = gpx::read(fs::File::open(pack.join("tours.gpx")).unwrap()).unwrap().routes;
    let days = city.plan.tours.iter().filter(|t| t.team.starts_with("A01-")).flat_map(|t| &t.days);
    let days: Vec<_> = days.filter(|day| day.date <= date("2026-03-31")).collect();
    assert_eq!(routes.len(), days.len());
    let points: usize = routes.iter().map(|route| route.points.len()).sum();
    assert_eq!(points, march(&city.plan).len() + 2 * days.len());
    let map: geojson::FeatureCollection = words(&pack.join("tours.geojson")).parse().unwrap();
    assert_eq!(map.features.len(), march(&city.plan).len() + days.len());
    let calendar = words(&pack.join("visits.ics"));
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), march(&city.plan).len());
    let at = format!("DTSTART:{}T{}00", first.date.format("%Y%m%d"), first.start);
    let at = at.replacen(':', "", 2).replace("DTSTART", "DTSTART:");
    let calendar = fs::read_to_string(pack.join("visits.ics")).unwrap();
    assert!(calendar.contains(&at), "{at}");
}

#[test]
fn a_pack_is_replaced_whole_and_other_packs_stay() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let (out, other) = (temp.path().join("out"), temp.path().join("other"));
    run(&city.folder, &out, &["-q", "--threads", "1"], 0);
    run(&city.folder, &other, &["-q", "--threads", "8"], 0);
    for name in FILES {
        let bytes = |folder: &Path| fs::read(folder.join("pack-A01").join(name)).unwrap();
        assert!(bytes(&out) == bytes(&other), "{name}");
    }
    fs::create_dir(out.join("pack-A02")).unwrap();
    fs::write(out.join("pack-A02/sheets.html"), "theirs").unwrap();
    fs::write(out.join("pack-A01/old.txt"), "old").unwrap();
    run(&city.folder, &out, &["-q"], 0);
    assert_eq!(names(&out.join("pack-A01")), FILES);
    assert_eq!(fs::read_to_string(out.join("pack-A02/sheets.html")).unwrap(), "theirs");
    let mut report = Command::cargo_bin("onedoor").unwrap();
    report.args(["report", INSTANCE]).arg(&out).arg("-o").arg(&out).arg("-q").assert().code(0);
    assert_eq!(names(&out.join("pack-A01")), FILES);
}

#[test]
fn a_sealed_pack_opens_with_its_key_only() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let (key, wrong) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
    let recipients = temp.path().join("recipients.txt");
    fs::write(&recipients, format!("# keys\nA02 {}\n", wrong.to_public())).unwrap();
    let seal = ["--seal", recipients.to_str().unwrap(), "-q"];
    let (_, said) = run(&city.folder, &out, &seal, 2);
    assert!(said.contains("no public key for agency A01"), "{said}");
    fs::write(&recipients, "A01 age1nonsense\n").unwrap();
    let (_, said) = run(&city.folder, &out, &seal, 2);
    assert!(said.contains("line 1") && !out.exists(), "{said}");
    fs::write(&recipients, format!("A01 {}\nA02 {}\n", key.to_public(), wrong.to_public()))
        .unwrap();
    run(&city.folder, &out, &seal, 0);
    let pack = out.join("pack-A01");
    let mut days: Vec<String> =
        march(&city.plan).iter().map(|v| format!("{}.zip.age", v.date)).collect();
    days.dedup();
    assert_eq!(names(&pack), days);
    let sealed = fs::read(pack.join(&days[0])).unwrap();
    assert!(age::decrypt(&wrong, &sealed).is_err());
    let plain = age::decrypt(&key, &sealed).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(plain)).unwrap();
    let mut inside: Vec<String> =
        archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    inside.sort();
    assert_eq!(inside, FILES);
    let mut manifest = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("pack.json").unwrap(), &mut manifest)
        .unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let day = march(&city.plan)[0].date.to_string();
    let sheets = manifest["sheets"].as_array().unwrap();
    assert!(sheets.iter().all(|sheet| sheet["date"] == day.as_str()));
    let bytes = fs::read(out.join("plan.json")).unwrap();
    assert_eq!(manifest["plan"], format!("blake3:{}", blake3::hash(&bytes).to_hex()));
}
