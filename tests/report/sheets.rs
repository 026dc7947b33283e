//! The workbook.

use std::io::Cursor;

use calamine::{Data, Range, Reader};
use chrono::{Duration, NaiveDate};
use onedoor::messages::Lang;
use onedoor::model::*;

use crate::made::*;
use crate::report_fixture as fx;

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
    // The last line adds the others up.
    let total = |sheet: &Range<Data>, title: &str| {
        let at = sheet.rows().next().unwrap().iter().position(|c| *c == title).unwrap();
        let cells: Vec<f64> = sheet.rows().skip(1).map(|row| number(&row[at])).collect();
        let (total, rows) = cells.split_last().unwrap();
        assert!((total - rows.iter().sum::<f64>()).abs() < 1e-6, "{title}");
        *total
    };
    let agencies = book.worksheet_range("按机构").unwrap();
    assert_eq!(agencies.height(), instance.agencies.len() + 2);
    let column = |title: &str| total(&agencies, title);
    assert_eq!(column("队日"), days as f64);
    assert_eq!(column("进门次数"), plan.visits.len() as f64);
    assert!((column("里程（公里）") - metres.kilometres()).abs() < 1e-6);
    assert_eq!(Fen::from_yuan(column("队日费（元）")), plan.objective.team_days);
    assert_eq!(Fen::from_yuan(column("住宿费（元）")), plan.objective.nights);
    assert_eq!(column("抽样批次"), column("检验批次"));
    let counties = book.worksheet_range("按县区").unwrap();
    assert_eq!(total(&counties, "任务数"), drawn.len() as f64);
    assert_eq!(total(&counties, "进门次数"), plan.visits.len() as f64);
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
    assert_eq!(book.matches("_xlnm.Print_Area").count(), 8, "nothing beside the table is printed");
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
