//! What the derived files say is what the plan says: every file is read back and compared.

#[path = "support/report_fixture.rs"]
mod report_fixture;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::{Datelike, Duration, NaiveDate};
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::report::{self, Check};
use report_fixture as fx;
use serde_json::Value;
use sha2::{Digest, Sha256};

type Files = BTreeMap<String, Vec<u8>>;

fn checks() -> Vec<Check> {
    let check =
        |(at, rule): (usize, &Rule)| Check { rule: *rule, made: 10 + at as u64, violations: 0 };
    Rule::ALL.iter().enumerate().map(check).collect()
}

fn files(shape: fx::Shape, lang: Lang) -> (Instance, Plan, Files) {
    let instance = fx::instance(shape);
    let plan = fx::plan(&instance, shape);
    let made = report::files(&instance, &plan, &fx::draw(&instance), &checks(), lang).unwrap();
    (instance, plan, made.into_iter().collect())
}

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// Rows of a CSV file by column name.
fn rows(files: &Files, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = text(files, name);
    let body = text.strip_prefix('\u{feff}').expect("a BOM");
    assert_eq!(body.matches('\n').count(), body.matches("\r\n").count(), "CRLF only");
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.unwrap();
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

fn workbook(files: &Files) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(files["plan.xlsx"].clone())).unwrap()
}

/// The page's data.
fn payload(files: &Files) -> Value {
    let page = text(files, "report.html");
    let start = "<script id=\"data\" type=\"application/json\">";
    let from = page.find(start).expect("data") + start.len();
    let to = from + page[from..].find("</script>").unwrap();
    serde_json::from_str(&page[from..to]).unwrap()
}

/// Values of `<data value="…" data-figure="NAME">` on the page, the first of each name.
fn figures(files: &Files) -> BTreeMap<String, String> {
    let page = text(files, "report.html");
    let mut found = BTreeMap::new();
    for part in page.split("<data value=\"").skip(1) {
        let (value, rest) = part.split_once('"').unwrap();
        let name = rest.strip_prefix(" data-figure=\"").unwrap().split('"').next().unwrap();
        found.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    found
}

#[test]
fn the_folder_holds_what_the_contract_lists() {
    let (_, _, files) = files(fx::SMALL, Lang::Zh);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let listed = [
        "balance.csv",
        "draw.csv",
        "plan.xlsx",
        "report.html",
        "tours.csv",
        "unplanned.csv",
        "visits.csv",
    ];
    assert_eq!(names, listed);
}

#[test]
fn the_same_plan_gives_the_same_bytes_at_any_time() {
    let (_, _, first) = files(fx::SMALL, Lang::Zh);
    // Long enough for a time stamp in seconds to move on.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let (_, _, second) = files(fx::SMALL, Lang::Zh);
    for (name, bytes) in &first {
        assert!(bytes == &second[name], "{name}");
    }
}

#[test]
fn visits_csv_says_what_the_plan_says() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let rows = rows(&files, "visits.csv");
    assert_eq!(rows.len(), plan.visits.len());
    let days: BTreeMap<&str, (&Tour, &TourDay, usize)> = plan
        .tours
        .iter()
        .flat_map(|tour| tour.days.iter().map(move |day| (tour, day)))
        .flat_map(|(tour, day)| {
            day.stops.iter().enumerate().map(move |(at, id)| (id.as_str(), (tour, day, at + 1)))
        })
        .collect();
    for (row, visit) in rows.iter().zip(&plan.visits) {
        let site = &instance.enterprises[instance.enterprise(&visit.site).unwrap().ix()];
        let tasks: Vec<&str> = visit.tasks.iter().map(|t| t.task.as_str()).collect();
        let batches = |id: &&str| instance.tasks[instance.task(id).unwrap().ix()].batches;
        let (tour, day, stop) = days[visit.id.as_str()];
        for (column, expected) in [
            ("visit", visit.id.clone()),
            ("date", visit.date.to_string()),
            ("arrive", visit.arrive.to_string()),
            ("start", visit.start.to_string()),
            ("end", visit.end.to_string()),
            ("site", visit.site.clone()),
            ("site_name", site.name.clone()),
            ("county", instance.regions[site.region.ix()].name.clone()),
            ("city", "晋城市".to_owned()),
            ("team", visit.team.clone()),
            ("tasks", tasks.join(";")),
            ("batches", tasks.iter().map(batches).sum::<u32>().to_string()),
            ("tour", tour.id.clone()),
            ("stop", stop.to_string()),
            ("day_km", format!("{:.3}", day.metres.kilometres())),
        ] {
            assert_eq!(row[column], expected, "{column} of {}", visit.id);
        }
        for drawn in &visit.tasks {
            let lab = instance.agency(&drawn.lab).unwrap();
            assert!(row["labs"].split(';').any(|name| name == instance.agencies[lab.ix()].name));
        }
    }
}

#[test]
fn tours_and_unplanned_csv_say_what_the_plan_says() {
    let (_, plan, files) = files(fx::CITY, Lang::Zh);
    let mut rows_left = rows(&files, "tours.csv").into_iter();
    for tour in &plan.tours {
        for (at, day) in tour.days.iter().enumerate() {
            let row = rows_left.next().unwrap();
            assert_eq!(row["tour"], tour.id);
            assert_eq!(row["day"], (at + 1).to_string());
            assert_eq!(row["date"], day.date.to_string());
            assert_eq!(row["depart"], day.depart.to_string());
            assert_eq!(row["return"], day.arrive.to_string());
            assert_eq!(row["visits"], day.stops.join(";"));
            assert_eq!(row["km"], format!("{:.3}", day.metres.kilometres()));
            assert_eq!(row["drive_minutes"], day.drive_minutes.0.to_string());
            assert_eq!(row["lunch"], day.lunch.map_or(String::new(), |lunch| lunch.to_string()));
            assert_eq!(row["night"], (day.to != BASE).to_string());
            assert_eq!(row["route"].matches(" → ").count(), day.stops.len() + 1);
        }
    }
    assert!(rows_left.next().is_none());
    let mut rows_left = rows(&files, "unplanned.csv").into_iter();
    for entry in &plan.unplanned {
        for reason in &entry.reasons {
            let row = rows_left.next().unwrap();
            assert_eq!(row["task"], entry.task);
            assert_eq!(row["rule"], reason.rule.name());
            assert_eq!(row["detail"], reason.detail);
            assert_eq!(row["since"], reason.since.clone().unwrap_or_default());
            let queue = entry.queue.map_or(String::new(), |place| place.to_string());
            assert_eq!(row["queue"], queue);
            assert!(!row["rule_statement"].is_empty() && !row["remedy"].is_empty());
        }
    }
    assert!(rows_left.next().is_none());
}

#[test]
fn draw_csv_can_be_checked_by_anybody() {
    let (instance, _, files) = files(fx::SMALL, Lang::Zh);
    let rows = rows(&files, "draw.csv");
    let record = fx::draw(&instance);
    assert_eq!(rows.len(), record.steps.len());
    assert!(!rows.is_empty());
    for (row, step) in rows.iter().zip(&record.steps) {
        let digest = Sha256::digest(format!("{}:{}", instance.settings().seed, row["task"]));
        let number: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(row["number"], number);
        assert_eq!(row["quota"].is_empty(), step.quota.is_none());
    }
    for decision in ["drawn", "target_reached"] {
        assert!(rows.iter().any(|row| row["decision"] == decision), "{decision}");
    }
}

/// The judge adds up the objective by itself; the rows of `balance.csv` add up to the same.
#[test]
fn balance_csv_adds_up_to_the_judges_objective() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let rows = rows(&files, "balance.csv");
    let sum =
        |column: &str| -> f64 { rows.iter().map(|row| row[column].parse().unwrap_or(0.0)).sum() };
    let objective = onedoor::verify::judge(&instance, &plan).objective;
    // A row is rounded to fen by itself, the objective as a whole.
    let slack = 0.005 * rows.len() as f64;
    assert!(objective.balance > Fen(10_000));
    assert!((sum("balance_cost") - objective.balance.yuan()).abs() < slack);
    assert_eq!(Fen::from_yuan(sum("shortfall_cost")), objective.shortfall);
    let load = |row: &&BTreeMap<String, String>| row["kind"] == "lab_capacity";
    assert_eq!(rows.iter().filter(load).count(), instance.lab_capacity.len());
    let batches: u64 = rows
        .iter()
        .filter(|row| row["kind"] == "lab_month")
        .map(|row| row["planned"].parse::<u64>().unwrap())
        .sum();
    assert_eq!(payload(&files)["plan"]["figures"]["batches"], batches);
}

/// Days since 1899-12-30, in a cell that is formatted as a date or a time.
fn serial(cell: &Data) -> f64 {
    match cell {
        Data::DateTime(when) => when.as_f64(),
        other => panic!("{other:?} is neither date nor time"),
    }
}

fn date(cell: &Data) -> NaiveDate {
    NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + Duration::days(serial(cell) as i64)
}

fn time(cell: &Data) -> Clock {
    Clock((serial(cell) * 1440.0).round() as i32)
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        Data::Int(number) => *number as f64,
        other => panic!("{other:?} is no number"),
    }
}

#[test]
fn sheets_say_what_the_plan_says_in_typed_cells() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let mut book = workbook(&files);
    let names = book.sheet_names();
    let listed =
        ["计划总表", "按机构", "按县区", "行程", "未安排原因", "均衡性", "抽签记录", "说明"];
    assert_eq!(names, listed);
    let sheet = book.worksheet_range("计划总表").unwrap();
    let header: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    let at = |title: &str| {
        header.iter().position(|cell| cell == title).unwrap_or_else(|| panic!("{title}"))
    };
    let drawn: Vec<(&Visit, &VisitTask)> =
        plan.visits.iter().flat_map(|visit| visit.tasks.iter().map(move |t| (visit, t))).collect();
    assert_eq!(sheet.height(), drawn.len() + 1);
    let mut fees = 0.0;
    for (row, (visit, task)) in sheet.rows().skip(1).zip(&drawn) {
        assert_eq!(row[at("进门编号")].to_string(), visit.id);
        assert_eq!(row[at("任务编号")].to_string(), task.task);
        assert_eq!(date(&row[at("日期")]), visit.date);
        assert_eq!(time(&row[at("开始")]), visit.start);
        assert_eq!(time(&row[at("结束")]), visit.end);
        let row_of = &instance.tasks[instance.task(&task.task).unwrap().ix()];
        assert_eq!(number(&row[at("批次")]), f64::from(row_of.batches));
        fees += number(&row[at("检验费（元）")]);
    }
    assert_eq!(Fen::from_yuan(fees), plan.information.tests);
    let tours = book.worksheet_range("行程").unwrap();
    let km = tours.rows().next().unwrap().iter().position(|c| *c == "里程（公里）").unwrap();
    let total: f64 = tours.rows().skip(1).map(|row| number(&row[km])).sum();
    let metres: Metres = plan.tours.iter().flat_map(|t| &t.days).map(|day| day.metres).sum();
    assert!((total - metres.kilometres()).abs() < 1e-6);
    let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
    assert_eq!(tours.height(), days + 1);
    let agencies = book.worksheet_range("按机构").unwrap();
    let column = |title: &str| {
        let at = agencies.rows().next().unwrap().iter().position(|c| *c == title).unwrap();
        agencies.rows().skip(1).map(|row| number(&row[at])).sum::<f64>()
    };
    assert_eq!(column("队日"), days as f64);
    assert_eq!(column("进门次数"), plan.visits.len() as f64);
    assert!((column("里程（公里）") - metres.kilometres()).abs() < 1e-6);
    assert_eq!(Fen::from_yuan(column("队日费（元）")), plan.objective.team_days);
    assert_eq!(Fen::from_yuan(column("住宿费（元）")), plan.objective.nights);
    assert_eq!(column("抽样批次"), column("检验批次"));
    let counties = book.worksheet_range("按县区").unwrap();
    let at = counties.rows().next().unwrap().iter().position(|c| *c == "任务数").unwrap();
    let tasks: f64 = counties.rows().skip(1).map(|row| number(&row[at])).sum();
    assert_eq!(tasks, drawn.len() as f64);
}

#[test]
fn sheets_are_ready_to_be_printed() {
    let (_, _, files) = files(fx::SMALL, Lang::En);
    let mut archive = zip::ZipArchive::new(Cursor::new(files["plan.xlsx"].clone())).unwrap();
    let book = read(&mut archive, "xl/workbook.xml");
    for sheet in
        ["Plan", "By agency", "By county", "Tours", "Unplanned", "Balance", "Draw", "About"]
    {
        assert!(book.contains(&format!("name=\"{sheet}\"")), "{sheet}");
    }
    assert_eq!(book.matches("_xlnm.Print_Titles").count(), 8, "the header row repeats");
    for at in 1..=8 {
        let sheet = read(&mut archive, &format!("xl/worksheets/sheet{at}.xml"));
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\""));
        assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:"));
        assert!(sheet.contains("&amp;P / &amp;N"), "page numbers");
    }
}

fn read(archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    use std::io::Read;
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_pages_data_is_the_plan() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let data = payload(&files);
    let from: NaiveDate = data["from"].as_str().unwrap().parse().unwrap();
    let day = |value: &Value| from + Duration::days(value.as_i64().unwrap());
    let clock = |value: &Value| Clock(value.as_i64().unwrap() as i32);
    let at = |list: &str, value: &Value, field: usize| {
        data[list][value.as_u64().unwrap() as usize][field].as_str().unwrap().to_owned()
    };
    let visits: Vec<Visit> = data["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| Visit {
            id: v[0].as_str().unwrap().into(),
            site: at("sites", &v[1], 0),
            team: at("teams", &v[2], 0),
            date: day(&v[3]),
            arrive: clock(&v[4]),
            start: clock(&v[5]),
            end: clock(&v[6]),
            tasks: v[7]
                .as_array()
                .unwrap()
                .iter()
                .map(|t| VisitTask {
                    task: t[0].as_str().unwrap().into(),
                    lab: at("agencies", &t[3], 0),
                })
                .collect(),
        })
        .collect();
    assert_eq!(visits, plan.visits);
    let place = |value: &Value| match value.as_i64().unwrap() {
        -1 => BASE.to_owned(),
        _ => format!("region:{}", at("regions", value, 0)),
    };
    let tours: Vec<Tour> = data["tours"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| Tour {
            id: t[0].as_str().unwrap().into(),
            team: at("teams", &t[1], 0),
            days: t[2]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| TourDay {
                    date: day(&d[0]),
                    from: place(&d[1]),
                    depart: clock(&d[2]),
                    stops: d[3]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|v| plan.visits[v.as_u64().unwrap() as usize].id.clone())
                        .collect(),
                    to: place(&d[4]),
                    arrive: clock(&d[5]),
                    lunch: (d[6] != -1).then(|| clock(&d[6])),
                    metres: Metres(d[7].as_i64().unwrap()),
                    drive_minutes: Minutes(d[8].as_i64().unwrap()),
                })
                .collect(),
        })
        .collect();
    assert_eq!(tours, plan.tours);
    let unplanned = data["unplanned"].as_array().unwrap();
    assert_eq!(unplanned.len(), plan.unplanned.len());
    for (shown, entry) in unplanned.iter().zip(&plan.unplanned) {
        assert_eq!(shown[0], entry.task.as_str());
        assert_eq!(shown[1] == 1, entry.impossible);
        assert_eq!(shown[2], entry.queue.unwrap_or(0));
        assert_eq!(at("sites", &shown[3], 0), {
            let task = &instance.tasks[instance.task(&entry.task).unwrap().ix()];
            instance.enterprises[task.site.ix()].id.clone()
        });
        for (reason, expected) in shown[8].as_array().unwrap().iter().zip(&entry.reasons) {
            assert_eq!(at("rules", &reason[0], 0), expected.rule.name());
            let words = &data["texts"][reason[1].as_u64().unwrap() as usize];
            assert_eq!(words, expected.detail.as_str());
        }
    }
    assert_eq!(data["plan"]["objective"], serde_json::to_value(plan.objective).unwrap());
    assert_eq!(data["plan"]["bound"], serde_json::to_value(&plan.bound).unwrap());
    assert_eq!(data["plan"]["instance"]["digest"], instance.digest());
}

#[test]
fn the_pages_figures_are_the_plans() {
    let (instance, plan, files) = files(fx::CITY, Lang::Zh);
    let shown = figures(&files);
    let planned: usize = plan.visits.iter().map(|visit| visit.tasks.len()).sum();
    let left = plan.unplanned.iter().filter(|u| !u.impossible && u.queue.is_none()).count();
    let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
    let o = &plan.objective;
    for (name, expected) in [
        ("tasks", instance.tasks.len().to_string()),
        ("planned", planned.to_string()),
        ("left_out", left.to_string()),
        ("impossible", plan.unplanned.iter().filter(|u| u.impossible).count().to_string()),
        ("reserves", plan.unplanned.iter().filter(|u| u.queue.is_some()).count().to_string()),
        ("visits", plan.visits.len().to_string()),
        ("team_days", days.to_string()),
        ("total", o.total.to_string()),
        ("travel", o.travel.to_string()),
        ("team_days_cost", o.team_days.to_string()),
        ("nights_cost", o.nights.to_string()),
        ("courier", o.courier.to_string()),
        ("value_lost", o.value_lost.to_string()),
        ("shortfall", o.shortfall.to_string()),
        ("balance", o.balance.to_string()),
        ("spending", (o.travel + o.team_days + o.nights + o.courier).to_string()),
        ("gap", plan.bound.as_ref().unwrap().gap.to_string()),
    ] {
        assert_eq!(shown[name], expected, "{name}");
    }
    assert_eq!(planned + plan.unplanned.len(), instance.tasks.len());
    let page = text(&files, "report.html");
    for check in checks() {
        let row = format!("data-rule-name=\"{}\"", check.rule.name());
        let from = page.find(&row).unwrap_or_else(|| panic!("{row}"));
        let made = format!("<data value=\"{}\" data-figure=\"checks\">", check.made);
        assert!(page[from..].split("</tr>").next().unwrap().contains(&made), "{}", check.rule);
    }
}

#[test]
fn the_reference_names_every_column() {
    let reference = std::fs::read_to_string("docs/outputs.md").unwrap();
    let (_, _, files) = files(fx::SMALL, Lang::Zh);
    for name in ["visits", "tours", "unplanned", "balance", "draw"] {
        let of_file = reference.split(&format!("## {name}.csv")).nth(1).expect(name);
        let of_file = of_file.split("\n## ").next().unwrap();
        for column in rows(&files, &format!("{name}.csv"))[0].keys() {
            assert!(of_file.contains(&format!("`{column}`")), "{name}.csv: {column}");
        }
    }
}

#[test]
fn without_a_bound_nothing_is_claimed() {
    let instance = fx::instance(fx::SMALL);
    let mut plan = fx::plan(&instance, fx::SMALL);
    plan.bound = None;
    let made = report::files(&instance, &plan, &fx::draw(&instance), &[], Lang::En).unwrap();
    let files: Files = made.into_iter().collect();
    let page = text(&files, "report.html");
    assert!(page.contains("not proved") && !page.contains("data-figure=\"gap\""));
    assert!(page.contains("Not verified"));
}

#[test]
fn hostile_names_are_harmless() {
    let shape = fx::Shape { hostile: true, ..fx::SMALL };
    for lang in [Lang::Zh, Lang::En] {
        let (instance, plan, files) = files(shape, lang);
        let page = text(&files, "report.html");
        assert!(!page.contains("<img") && !page.contains("<b>甲"), "markup from a name");
        // The data, the script, and nothing that a name ended.
        assert_eq!(page.matches("</script").count(), 2);
        assert_eq!(page.matches("<script").count(), 2);
        let data = payload(&files);
        assert_eq!(data["plan"]["instance"]["name"], fx::HOSTILE);
        assert!(data["sites"].as_array().unwrap().iter().any(|site| site[1] == fx::HOSTILE));
        let rows = rows(&files, "visits.csv");
        for (row, visit) in rows.iter().zip(&plan.visits) {
            let site = &instance.enterprises[instance.enterprise(&visit.site).unwrap().ix()];
            let guarded = if site.name == fx::FORMULA {
                format!("'{}", fx::FORMULA)
            } else {
                site.name.clone()
            };
            assert_eq!(row["site_name"], guarded);
        }
        let mut book = workbook(&files);
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let cells = sheet.rows().flatten().filter(|cell| **cell == fx::FORMULA);
        for cell in cells.clone() {
            assert!(matches!(cell, Data::String(_)), "text, not a formula");
        }
        assert!(cells.count() > 0, "the name is on the sheet");
    }
}

/// A message without a text is shown by its key: none may be left over.
#[test]
fn every_word_has_a_text_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let (_, _, files) = files(fx::SMALL, lang);
        let page = text(&files, "report.html");
        for prefix in ["report-", "rules-"] {
            let found = page.find(prefix).map(|at| page[at..].chars().take(60).collect::<String>());
            assert_eq!(found, None, "{lang:?}");
        }
        let mut book = workbook(&files);
        for (name, sheet) in book.worksheets() {
            for cell in sheet.rows().flatten() {
                let shown = cell.to_string();
                assert!(
                    !shown.starts_with("report-") && !shown.starts_with("rules-"),
                    "{name}: {shown}"
                );
            }
        }
    }
}

#[test]
fn a_plan_that_names_what_does_not_exist_is_refused_with_its_name() {
    let instance = fx::instance(fx::SMALL);
    let good = fx::plan(&instance, fx::SMALL);
    let draw = fx::draw(&instance);
    let spoil: [fn(&mut Plan); 6] = [
        |plan| plan.visits[0].site = "nobody".into(),
        |plan| plan.visits[0].team = "nobody".into(),
        |plan| plan.visits[0].tasks[0].lab = "nobody".into(),
        |plan| plan.tours[0].days[0].stops[0] = "nobody".into(),
        |plan| plan.tours[0].days[0].to = "nobody".into(),
        |plan| plan.unplanned[0].task = "nobody".into(),
    ];
    for change in spoil {
        let mut plan = good.clone();
        change(&mut plan);
        let note = report::files(&instance, &plan, &draw, &[], Lang::Zh).unwrap_err();
        assert_eq!(note.key, "report-unknown-id");
        assert_eq!(note.args["id"], "nobody");
    }
}

#[test]
fn an_empty_plan_and_a_plan_of_another_century_have_reports_too() {
    let instance = fx::instance(fx::SMALL);
    let mut plan = fx::plan(&instance, fx::SMALL);
    for visit in &mut plan.visits {
        visit.date = visit.date.with_year(2400).unwrap();
    }
    for day in plan.tours.iter_mut().flat_map(|tour| &mut tour.days) {
        day.date = day.date.with_year(1700).unwrap();
        day.drive_minutes = Minutes(-5);
    }
    let draw = fx::draw(&instance);
    report::files(&instance, &plan, &draw, &checks(), Lang::Zh).unwrap();
    (plan.visits, plan.tours, plan.unplanned) = (Vec::new(), Vec::new(), Vec::new());
    let made = report::files(&instance, &plan, &draw, &checks(), Lang::Zh).unwrap();
    let files: Files = made.into_iter().collect();
    assert_eq!(rows(&files, "visits.csv").len(), 0);
}

#[test]
fn a_province_fits_into_a_page() {
    let (_, plan, files) = files(fx::PROVINCE, Lang::Zh);
    assert!(plan.visits.len() > 10_000);
    assert!(files["report.html"].len() < 15_000_000, "{}", files["report.html"].len());
}
