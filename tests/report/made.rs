//! The files of a plan, made and read back.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::report::{self, Check};
use serde_json::Value;

use crate::report_fixture as fx;

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn checks() -> Vec<Check> {
    let check =
        |(at, rule): (usize, &Rule)| Check { rule: *rule, made: 10 + at as u64, violations: 0 };
    Rule::ALL.iter().enumerate().map(check).collect()
}

pub fn files(shape: fx::Shape, lang: Lang) -> (Instance, Plan, Files) {
    let instance = fx::instance(shape);
    let plan = fx::plan(&instance, shape);
    let made = report::files(&instance, &plan, &fx::draw(&instance), &checks(), lang).unwrap();
    (instance, plan, made.into_iter().collect())
}

pub fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// Rows of a CSV file by column name.
pub fn rows(files: &Files, name: &str) -> Vec<BTreeMap<String, String>> {
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

pub fn workbook(files: &Files) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(files["plan.xlsx"].clone())).unwrap()
}

/// The page's data.
pub fn payload(files: &Files) -> Value {
    let page = text(files, "report.html");
    let start = "<script id=\"data\" type=\"application/json\">";
    let from = page.find(start).expect("data") + start.len();
    let to = from + page[from..].find("</script>").unwrap();
    serde_json::from_str(&page[from..to]).unwrap()
}

/// Values of `<data value="…" data-figure="NAME">` on the page, the first of each name.
pub fn figures(files: &Files) -> BTreeMap<String, String> {
    let page = text(files, "report.html");
    let mut found = BTreeMap::new();
    for part in page.split("<data value=\"").skip(1) {
        let (value, rest) = part.split_once('"').unwrap();
        let name = rest.strip_prefix(" data-figure=\"").unwrap().split('"').next().unwrap();
        found.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    found
}
