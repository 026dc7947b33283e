//! Generated instances: their make-up, their bytes, and what the rules make of them; and the lessons worked by
//! hand in `instances/tiny`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::draw;
use onedoor::generate::{MakeUp, Options, Recipe, Size, instance, makeup};
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::merge::merge;
use onedoor::model::{Instance, Level, Role, Rule, TaskIx, TeamIx};
use onedoor::rules::{Reach, Screen};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn made(size: Size, seed: u64) -> Instance {
    instance(size, seed, Options::default()).unwrap()
}

fn screen(instance: &Instance) -> Screen {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let Ok(travel) = Travel::new(instance) else { panic!("no travel") };
    Screen::new(instance, &calendar, &hours, &travel)
}

fn tasks(instance: &Instance) -> impl Iterator<Item = TaskIx> + use<> {
    (0..instance.tasks.len()).map(TaskIx::new)
}

/// Names and contents of a committed folder.
fn files(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(here(folder)).unwrap().flatten();
    entries
        .map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap()))
        .collect()
}

#[test]
fn committed_instances_are_what_the_command_makes() {
    for (size, folder) in [(Size::County, "instances/county"), (Size::City, "instances/jincheng")] {
        let fresh: BTreeMap<String, Vec<u8>> =
            io::instance_files(&made(size, 1)).unwrap().into_iter().collect();
        let committed = files(folder);
        let names = |map: &BTreeMap<String, Vec<u8>>| map.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&fresh), names(&committed), "{folder}");
        for (name, bytes) in fresh {
            assert!(bytes == committed[&name], "{folder}/{name} differs: generate it again");
        }
    }
    let temp = tempfile::tempdir().unwrap();
    let book = temp.path().join("county.xlsx");
    io::write_instance_xlsx(&made(Size::County, 1), &book).unwrap();
    assert!(fs::read(book).unwrap() == fs::read(here("instances/county.xlsx")).unwrap());
    let size: usize = files("instances/jincheng").values().map(Vec::len).sum();
    assert!(size < 2_000_000, "{size} bytes");
}

/// Counts that are exact for every seed.
fn check_counts(m: &MakeUp, recipe: &Recipe) {
    let exact = [
        (m.tasks, recipe.tasks),
        (m.enterprises, recipe.enterprises),
        (m.agencies, recipe.agencies),
        (m.teams, recipe.teams),
        (m.categories, recipe.categories),
        (m.working_days, recipe.working_days),
        (m.history, recipe.history),
        (m.producers, (recipe.enterprises * recipe.producers + 500) / 1000),
        (m.producers + m.sellers, recipe.enterprises),
    ];
    for (at, (found, wanted)) in exact.into_iter().enumerate() {
        assert_eq!(found, wanted, "count {at}");
    }
    let tiers = [m.province_tasks, m.city_tasks, m.county_tasks, m.exempt_tasks];
    for (found, share) in tiers.into_iter().zip(recipe.tiers) {
        let wanted = recipe.tasks as f64 * share as f64 / 1000.0;
        assert!((found as f64 - wanted).abs() <= 1.0, "{found} of {wanted}");
    }
}

/// The table of sizes, for a size and some seeds.
fn check_makeup(size: Size, seeds: std::ops::RangeInclusive<u64>) {
    let recipe = Recipe::of(size);
    for seed in seeds {
        let m = makeup(&made(size, seed));
        check_counts(&m, &recipe);
        let within = |what: &str, value: f64, from: f64, to: f64| {
            assert!(
                from <= value && value <= to,
                "{size} {seed}: {what} {value}, not {from}..{to}"
            );
        };
        let small = size == Size::County;
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let aim = recipe.blocked as f64 / 1000.0;
        within("blocked", share(m.blocked, m.tasks), 0.99 * aim, 1.02 * aim);
        within("batches a visit", m.batches_a_visit, 1.3, 1.75);
        within("minutes a batch", m.minutes_a_batch, if small { 34.0 } else { 40.0 }, 60.0);
        let load = if small { (0.6, 0.9) } else { (0.70, 0.85) };
        within("load", m.load, load.0, load.1);
        within("candidates a place", f64::from(m.candidates) / m.places, 1.7, 3.2);
        within("joint only", m.joint_only as f64, 1.0, 0.06 * m.enterprises as f64);
        // One county has too few enterprises for everything to happen in it.
        let least = if small { 0.0 } else { 1.0 };
        within("no team", m.no_team as f64, least, 0.03 * m.enterprises as f64 + 1.0);
        within("far only", m.far_only as f64, least, 0.2 * m.enterprises as f64);
        within("joint teams", m.joint_teams as f64, 1.0, m.teams as f64 / 3.0);
        let pairs = share(m.avoided_pairs, m.qualified_pairs);
        if small {
            assert_eq!(m.avoided_pairs, 3);
        } else {
            within("avoided", pairs, 0.0145, if size == Size::City { 0.0155 } else { 0.05 });
        }
        if recipe.is_long() {
            let whole = m.months.iter().filter(|month| month.team_days >= 20);
            let mut loads: Vec<f64> = whole.map(|month| month.load).collect();
            loads.sort_by(|a, b| b.total_cmp(a));
            within("second tight month", loads[1], 0.85, 1.05);
            within("third month", loads[2], 0.5, 0.82);
        }
        assert_eq!(m.months.iter().map(|month| month.team_days).sum::<usize>(), m.team_days);
    }
}

#[test]
fn counties_are_made_up_as_the_table_says() {
    check_makeup(Size::County, 1..=24);
}

#[test]
fn cities_are_made_up_as_the_table_says() {
    check_makeup(Size::City, 1..=6);
}

#[test]
fn provinces_are_made_up_as_the_table_says() {
    check_makeup(Size::Province, 1..=2);
}

/// Ten times a province; minutes on a slow machine.
#[test]
#[ignore = "takes long; run with --ignored"]
fn nations_are_made_up_as_the_table_says() {
    check_makeup(Size::Nation, 1..=1);
    let nation = made(Size::Nation, 1);
    let real = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82",
    ];
    assert!(nation.regions.iter().all(|region| !real.contains(&&region.code[..2])));
    assert_eq!(nation.settings().authority, "000000");
}

#[test]
fn the_same_seed_gives_the_same_instance_and_another_one_another() {
    for size in [Size::County, Size::City] {
        assert_eq!(made(size, 7).digest(), made(size, 7).digest());
        assert_ne!(made(size, 7).digest(), made(size, 8).digest());
    }
}

#[test]
fn what_is_written_is_read_again() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("i");
    for (size, with_food) in
        [(Size::County, false), (Size::County, true), (Size::City, true), (Size::Province, false)]
    {
        let made = instance(size, 3, Options { with_food }).unwrap();
        io::write_instance(&made, &dir).unwrap();
        let Ok((read, list)) = io::read_instance(&dir) else { panic!("{size} is not read") };
        // One program is not approved, and is meant to be so.
        assert!(list.iter().all(|d| d.note.key == "io-not-approved"), "{size}: {list:?}");
        assert_eq!(read.digest(), made.digest(), "{size}");
        let food = made.categories.iter().any(|c| c.code.starts_with("FD"));
        let cold = made.categories.iter().any(|c| c.cold_chain);
        assert_eq!(food, with_food);
        assert_eq!(made.teams.iter().any(|team| team.cold), with_food);
        assert!(with_food || !cold);
    }
}

#[test]
fn horizons_have_real_days_off() {
    let city = made(Size::City, 1);
    assert_eq!(city.settings().start.to_string(), "2026-03-02");
    assert_eq!(city.settings().end.to_string(), "2026-05-07");
    // Qingming's Monday is off, the Saturday after Labour Day makes up for it.
    for (date, works) in [("2026-04-06", false), ("2026-05-09", true)] {
        let day = city.calendar.iter().find(|day| day.date.to_string() == date).unwrap();
        assert_eq!(day.works, works);
    }
    // 22 days in March, 21, 19 (18 and a Saturday), 21, 23, 21, 22 (21 and a Sunday), 18 (17 and a
    // Saturday) in October make 167; the 180th is the 13th of November's.
    let province = made(Size::Province, 1);
    assert_eq!(province.settings().end.to_string(), "2026-11-18");
}

/// What the rules make of an instance: blocked tasks, required tasks, nights.
fn check_rules(size: Size, seed: u64) {
    let made = made(size, seed);
    let screen = screen(&made);
    let record = draw::run(&made, &screen);
    let (mut by_history, mut far) = (0, 0);
    for task in tasks(&made) {
        let row = &made.tasks[task.ix()];
        if let Some(findings) = screen.impossible(task) {
            let rules: Vec<Rule> = findings.iter().map(|finding| finding.rule).collect();
            let history =
                rules.iter().all(|rule| matches!(rule, Rule::SixMonth | Rule::UpperFirst));
            by_history += usize::from(history);
            assert!(history || !row.required, "{size} {seed}: {} {rules:?}", row.id);
            continue;
        }
        // No two required tasks forbid each other.
        let rival = screen.apart(task).iter().find(|(other, _)| {
            row.required && made.tasks[other.ix()].required && screen.impossible(*other).is_none()
        });
        assert!(rival.is_none(), "{size} {seed}: {}", row.id);
        if record.is_in(task) {
            let teams = (0..made.teams.len()).map(TeamIx::new);
            let able: Vec<TeamIx> =
                teams.filter(|team| !screen.pair_days(task, *team).is_empty()).collect();
            assert!(!able.is_empty(), "{size} {seed}: {}", row.id);
            let day = able.iter().any(|team| screen.reach(*team, row.site) == Reach::Day);
            far += usize::from(!day);
        }
    }
    let m = makeup(&made);
    assert_eq!(by_history, m.blocked, "{size} {seed}");
    assert!(far > 0, "{size} {seed}: nothing needs a night");
    // Expectation and lottery agree: what capacities were fitted to is what is drawn.
    let drawn: u32 = tasks(&made)
        .filter(|task| record.is_in(*task))
        .map(|task| made.tasks[task.ix()].batches)
        .sum();
    let off = f64::from(drawn) / m.demand - 1.0;
    assert!(off.abs() < if size == Size::County { 0.2 } else { 0.05 }, "{size} {seed}: {off}");
}

#[test]
fn rules_and_draw_find_in_cities_what_was_put_there() {
    for seed in 1..=4 {
        check_rules(Size::City, seed);
    }
}

#[test]
fn rules_and_draw_find_in_counties_what_was_put_there() {
    check_rules(Size::County, 1);
}

#[test]
fn rules_and_draw_find_in_a_province_what_was_put_there() {
    check_rules(Size::Province, 1);
}

/// Great-circle kilometres.
fn km(a: onedoor::model::Position, b: onedoor::model::Position) -> f64 {
    let (la, lb) = (a.lat.to_radians(), b.lat.to_radians());
    let (dlat, dlon) = (lb - la, (b.lon - a.lon).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + la.cos() * lb.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0088 * h.sqrt().asin()
}

#[test]
fn enterprises_stand_in_their_county_and_have_work() {
    let province = made(Size::Province, 5);
    let seats: Vec<_> = province.regions.iter().filter(|r| r.level == Level::County).collect();
    let mut wrong = 0;
    for site in &province.enterprises {
        let own = km(site.position, province.regions[site.region.ix()].position);
        assert!(own < 26.0, "{} {own}", site.id);
        let nearer = seats.iter().any(|seat| km(site.position, seat.position) < own - 0.5);
        wrong += usize::from(nearer);
    }
    // Seats of old towns lie wall to wall with those around them.
    assert!(wrong * 100 < province.enterprises.len(), "{wrong}");
    let busy: BTreeSet<_> = province.tasks.iter().map(|task| task.site).collect();
    assert_eq!(busy.len(), province.enterprises.len());
    let names: BTreeSet<_> = province.enterprises.iter().map(|site| &site.name).collect();
    assert_eq!(names.len(), province.enterprises.len());
}

/// Producers of what a county is known for gather there: Dingxiang (140921) forges flanges (MM05).
#[test]
fn clusters_gather_their_producers() {
    let province = made(Size::Province, 2);
    let kind = province.category("MM05").unwrap();
    let makers: BTreeSet<_> = province
        .tasks
        .iter()
        .filter(|task| province.products[task.product.ix()].category == kind)
        .map(|task| task.site)
        .filter(|site| province.enterprises[site.ix()].role == Role::Producer)
        .collect();
    let home = province.region("140921").unwrap();
    let there = makers.iter().filter(|site| province.enterprises[site.ix()].region == home).count();
    assert!(there * 3 > makers.len(), "{there} of {}", makers.len());
}

#[test]
fn the_command_writes_says_and_refuses() {
    let temp = tempfile::tempdir().unwrap();
    let run = |args: &[&str], to: &Path| {
        let mut command = assert_cmd::Command::cargo_bin("onedoor").unwrap();
        command.args(args).arg("-o").arg(to).output().unwrap()
    };
    let dir = temp.path().join("county");
    let args = ["generate", "--size", "county", "--seed", "1", "--json"];
    let output = run(&args, &dir);
    assert!(output.status.success());
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["tasks"], 60);
    let written = fs::read(dir.join("tasks.csv")).unwrap();
    assert!(written == fs::read(here("instances/county/tasks.csv")).unwrap());
    // Again over an instance: yes. Over a folder of something else: no, and nothing changes there.
    assert!(run(&args, &dir).status.success());
    let letters = temp.path().join("letters");
    fs::create_dir(&letters).unwrap();
    fs::write(letters.join("dear.txt"), "dear").unwrap();
    let refused = run(&args, &letters);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read_dir(&letters).unwrap().count(), 1);
    let table = run(&["generate", "--size", "county", "--lang", "en"], &temp.path().join("b.xlsx"));
    assert!(String::from_utf8(table.stdout).unwrap().contains("team-days"));
    assert_eq!(run(&["generate", "--size", "moon"], &dir).status.code(), Some(2));
}

/// Rows of a table in the lessons' README whose first column fits.
fn lessons(fits: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let text = fs::read_to_string(here("instances/tiny/README.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with('|'));
    rows.map(|line| line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect())
        .filter(|cells: &Vec<String>| fits(&cells[0]))
        .collect()
}

#[test]
fn lessons_worked_by_hand_agree_with_the_program() {
    let folders: BTreeSet<String> = fs::read_dir(here("instances/tiny"))
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let rows = lessons(|first| folders.contains(first));
    assert_eq!(rows.len(), folders.len());
    for row in rows {
        let [name, impossible, drawn, planned, visits] = row.as_slice() else { panic!("{row:?}") };
        let Ok((lesson, list)) = io::read_instance(&here("instances/tiny").join(name)) else {
            panic!("{name} is not read")
        };
        assert!(list.iter().all(|d| d.severity != io::Severity::Error), "{name}");
        let screen = screen(&lesson);
        let record = draw::run(&lesson, &screen);
        let id = |task: TaskIx| lesson.tasks[task.ix()].id.clone();
        let found: BTreeMap<String, Vec<Rule>> = tasks(&lesson)
            .filter_map(|task| Some((id(task), screen.impossible(task)?)))
            .map(|(id, findings)| (id, findings.iter().map(|finding| finding.rule).collect()))
            .collect();
        let stated: BTreeMap<String, Rule> = impossible
            .split_whitespace()
            .filter_map(|text| text.split_once(':'))
            .map(|(id, rule)| (id.to_owned(), rule.parse().unwrap()))
            .collect();
        assert!(found.keys().eq(stated.keys()), "{name}: {found:?}");
        for (id, rule) in &stated {
            assert!(found[id].contains(rule), "{name} {id}: {:?}", found[id]);
        }
        let set = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
        let is_in = |task: &TaskIx| record.is_in(*task) && screen.impossible(*task).is_none();
        let ins: BTreeSet<String> = tasks(&lesson).filter(is_in).map(id).collect();
        assert_eq!(ins, set(drawn), "{name}");
        let planned = set(planned);
        assert!(planned.is_subset(&ins), "{name}");
        let chosen: Vec<TaskIx> =
            tasks(&lesson).filter(|task| planned.contains(&id(*task))).collect();
        let rivals =
            |task: TaskIx| screen.apart(task).iter().any(|(other, _)| chosen.contains(other));
        assert!(!chosen.iter().any(|task| rivals(*task)), "{name}");
        // What was drawn and is left out contradicts what is planned, or finds no laboratory.
        let room: u32 = lesson.lab_capacity.iter().map(|row| row.batches).sum();
        let taken: u32 = chosen.iter().map(|task| lesson.tasks[task.ix()].batches).sum();
        for task in tasks(&lesson).filter(is_in).filter(|task| !chosen.contains(task)) {
            let full = room > 0 && taken + lesson.tasks[task.ix()].batches > room;
            assert!(rivals(task) || full, "{name} {}", id(task));
        }
        let fewest = merge(&lesson, &screen, &chosen).groups.len();
        assert_eq!(fewest.to_string(), *visits, "{name}");
    }
}

/// The README reckons the cheapest plan of `nights`: 784 km at 1.20, three team-days, one night.
#[test]
fn the_night_worked_by_hand_costs_what_the_planner_finds() {
    let temp = tempfile::tempdir().unwrap();
    let plan = temp.path().join("plan");
    let mut command = assert_cmd::Command::cargo_bin("onedoor").unwrap();
    command.arg("plan").arg(here("instances/tiny/nights")).args(["-q", "--effort", "100", "-o"]);
    assert!(command.arg(&plan).output().unwrap().status.success());
    let text = fs::read_to_string(plan.join("plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(plan["objective"]["total"], 4000.80);
    assert_eq!(plan["objective"]["travel"], 940.80);
}

#[test]
fn the_lottery_worked_by_hand_has_these_numbers() {
    let (lesson, _) = io::read_instance(&here("instances/tiny/lottery")).ok().unwrap();
    let rows = lessons(|first| first.strip_prefix('T').is_some_and(|n| n.parse::<u32>().is_ok()));
    let rows: Vec<_> = rows.into_iter().filter(|row| row[1].len() == 16).collect();
    assert_eq!(rows.len(), lesson.tasks.len());
    for row in rows {
        let number = u64::from_str_radix(&row[1], 16).unwrap();
        assert_eq!(draw::number(lesson.settings().seed, &row[0]), number, "{}", row[0]);
    }
    let record = draw::run(&lesson, &screen(&lesson));
    let place = |id: &str| match record.status[lesson.task(id).unwrap().ix()] {
        draw::DrawStatus::Reserve { quota, place } => Some((quota.0, place)),
        draw::DrawStatus::In | draw::DrawStatus::Drawn | draw::DrawStatus::Impossible => None,
    };
    assert_eq!(place("T4"), Some((1, 1)));
    assert_eq!(place("T6"), Some((0, 1)));
}
