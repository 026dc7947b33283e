//! What an agency is given, and nobody else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use onedoor::geography::Travel;
use onedoor::model::{Producer, Visit, Whom};
use serde_json::Value;

use crate::city::*;

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

/// The entries of a calendar: name, beginning, revision, time stamp.
fn entries(path: &Path) -> BTreeMap<String, (String, u32, String)> {
    let text = fs::read_to_string(path).unwrap().replace("\r\n ", "");
    let entry = |event: &str| {
        let of = |key: &str| {
            let line = event.lines().find_map(|line| line.strip_prefix(key)).unwrap();
            line.to_owned()
        };
        (of("UID:"), (of("DTSTART:"), of("SEQUENCE:").parse().unwrap(), of("DTSTAMP:")))
    };
    let events: Vec<&str> = text.split("BEGIN:VEVENT").skip(1).collect();
    let entries: BTreeMap<_, _> = events.iter().map(|event| entry(event)).collect();
    assert_eq!(entries.len(), events.len(), "two entries of one name");
    entries
}

#[test]
fn a_calendar_entry_moves_with_its_visit() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let (first, second, third) =
        (temp.path().join("first"), temp.path().join("second"), temp.path().join("third"));
    let (last, day) = movable(city);
    run(&city.folder, &first, &["-q"], 0);
    run(&first, &second, &["--set", &format!("{} date={day}", last.id), "-q"], 0);
    run(&second, &third, &["--drop", &last.id, "-q"], 0);
    let of = |out: &Path| entries(&out.join("pack-A01/visits.ics"));
    let (was, now, then) = (of(&first), of(&second), of(&third));
    let moved: Vec<&String> = was.keys().filter(|name| was[*name].0 != now[*name].0).collect();
    let name = format!("{}-{}-", last.id, last.site);
    assert!(moved.iter().any(|moved| moved.starts_with(&name)), "{moved:?}");
    assert!(now.keys().eq(was.keys()), "entries have other names");
    for (name, (_, revision, stamp)) in &now {
        assert_eq!((was[name].1, *revision), (0, 1));
        assert!(was[name].2 < *stamp);
    }
    let moved = now.keys().find(|key| key.starts_with(&name)).unwrap();
    assert!(now[moved].0.starts_with(&day.replace('-', "")), "{:?}", now[moved]);
    // What is dropped is not there any more, and what stays counts on.
    assert!(!then.contains_key(moved) && then.values().all(|entry| entry.1 == 2));
    assert_eq!((written(&first).revision, written(&third).revision), (0, 2));
}

#[test]
fn a_workbook_fits_a_page_and_its_rows_show_all_lines() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    run(&city.folder, &out, &["-q"], 0);
    let file = fs::File::open(out.join("pack-A01/sheets.xlsx")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let sheets: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let sheets: Vec<&String> = sheets.iter().filter(|n| n.contains("worksheets/sheet")).collect();
    assert!(sheets.len() > 10);
    for name in sheets {
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut xml).unwrap();
        let number = |text: &str, key: &str| -> f64 {
            let at = text.find(key).unwrap() + key.len();
            text[at..].split('"').next().unwrap().parse().unwrap()
        };
        // A4 across inside its margins is 10.9 inches of 96 points: at 80 % letters of 9 points are
        // still over 7 points high. A column of n characters takes 7 n + 5.
        let columns: f64 = xml
            .split("<col ")
            .skip(1)
            .map(|col| {
                let count = number(col, "max=\"") - number(col, "min=\"") + 1.0;
                count * (7.0 * number(col, "width=\"") + 5.0)
            })
            .sum();
        assert!(columns * 0.8 < 10.9 * 96.0, "{name}: {columns}");
        assert!(xml.contains("fitToWidth") || xml.contains("fitToHeight=\"0\""), "{name}");
        let rows: Vec<&str> = xml.split("<row ").skip(1).collect();
        let tall = rows.iter().filter(|row| row.contains(" ht=\"") && number(row, " ht=\"") > 30.0);
        assert!(tall.count() > 0, "{name}: no row is taller than two lines");
    }
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
