//! What the derived files say is what the plan says: every file is read back and compared.

mod figures;
mod made;
mod page;
#[path = "../support/report_fixture/mod.rs"]
mod report_fixture;
mod sheets;
mod sums;
mod tables;

use calamine::{Data, Reader};
use chrono::Datelike;
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::report;

use made::*;
use report_fixture as fx;

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
