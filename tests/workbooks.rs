//! Workbooks: what people see is what is read, and hostile ones get words, never a panic.

#[path = "support/corpus.rs"]
mod corpus;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use corpus::{change, changed, corpus, errors, findings, laid_over};
use onedoor::io::{read_instance, write_instance_xlsx};
use onedoor::messages::Lang;
use proptest::prelude::*;

/// A workbook made of the given parts.
fn archive(path: &Path, parts: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

/// A workbook of one sheet `tasks` with this inside `sheetData`.
fn one_sheet(path: &Path, rows: &str, strings: &str) {
    let ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(
        r#"<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
    );
    let rels = format!(
        r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(
        r#"<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets><sheet name="tasks" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let book_rels = format!(
        r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{ns}"><sheetData>{rows}</sheetData></worksheet>"#);
    archive(
        path,
        &[
            ("[Content_Types].xml", types.as_bytes()),
            ("_rels/.rels", rels.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ],
    );
}

const NO_STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="0"></sst>"#;

#[test]
fn broken_workbooks_are_told() {
    let temp = tempfile::tempdir().unwrap();
    let book = temp.path().join("b.xlsx");
    let (instance, _) = read_instance(laid_over("base").path()).unwrap();
    write_instance_xlsx(&instance, &book).unwrap();
    let whole = fs::read(&book).unwrap();
    // Not an archive, an old workbook, nothing.
    for bytes in [&b"id,name\n"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""] {
        fs::write(&book, bytes).unwrap();
        assert_eq!(errors(&book), ["io-not-a-workbook"]);
    }
    // Cut off anywhere.
    for part in 1..8 {
        fs::write(&book, &whole[..whole.len() * part / 8]).unwrap();
        assert_eq!(errors(&book), ["io-damaged-workbook"]);
    }
    archive(&book, &[("readme.txt", b"hello")]);
    assert_eq!(errors(&book), ["io-damaged-workbook"]);
}

#[test]
fn zip_bombs_are_not_opened() {
    let temp = tempfile::tempdir().unwrap();
    let book = temp.path().join("b.xlsx");
    // 64 MiB of blanks pack into about 64 KiB: a thousand to one.
    let blanks = vec![b' '; 64 << 20];
    archive(&book, &[("xl/workbook.xml", &blanks)]);
    assert!(fs::metadata(&book).unwrap().len() < 1 << 20);
    let started = Instant::now();
    assert_eq!(errors(&book), ["io-zip-bomb"]);
    assert!(started.elapsed() < Duration::from_secs(10));
    // A table of strings that promises more strings than there can be.
    one_sheet(&book, "", &NO_STRINGS.replace("\"0\"", "\"88888888888\""));
    assert_eq!(errors(&book), ["io-zip-bomb"]);
    let many: Vec<String> = (0..5000).map(|at| format!("p{at}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    archive(&book, &many);
    assert_eq!(errors(&book), ["io-zip-bomb"]);
}

#[test]
fn strange_cells_of_a_workbook_are_told_by_sheet_and_row() {
    let temp = tempfile::tempdir().unwrap();
    let book = temp.path().join("b.xlsx");
    let text = |cell: &str, text: &str| {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let header = format!("<row r=\"1\">{}</row>", text("A1", "id"));
    let found = |rows: &str| -> Vec<(String, String, Option<u32>, Option<String>)> {
        one_sheet(&book, rows, NO_STRINGS);
        let list = findings(&book).into_iter().filter(|d| d.file.contains("tasks"));
        list.map(|d| (d.note.key.into_owned(), d.file, d.row, d.column)).collect()
    };
    let at = |key: &str, row: Option<u32>, column: Option<&str>| {
        vec![(key.to_owned(), "[b.xlsx]tasks".to_owned(), row, column.map(str::to_owned))]
    };
    assert_eq!(found(""), at("io-empty-file", None, None));
    let far = format!("{header}<row r=\"1048576\">{}</row>", text("XFD1048576", "x"));
    assert_eq!(found(&far), at("io-far-cell", Some(1_048_576), Some("XFD")));
    let error = format!(r#"{header}<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>"#);
    assert_eq!(found(&error), at("io-cell-error", Some(2), Some("A")));
    let beyond = format!("{header}<row r=\"3\">{}</row>", text("C3", "x"));
    assert_eq!(found(&beyond), at("io-beyond-header", Some(3), Some("C")));
    let back = format!("<row r=\"5\">{}</row>{header}", text("A5", "id"));
    assert_eq!(found(&back), at("io-sheet-order", Some(1), Some("A")));
    assert_eq!(found(&header), at("io-missing-columns", Some(1), None));
    let string = format!(r#"{header}<row r="2"><c r="A2" t="s"><v>77</v></c></row>"#);
    assert_eq!(found(&string), at("io-damaged-workbook", None, None));
    // Nesting and entities far beyond reason end in words, not in a crash.
    found(&"<row>".repeat(100_000));
    found(&format!("<row r=\"1\">{}</row>", text("A1", &"&amp;&lol;".repeat(1000))));
    found(r#"<row r="99999999999"><c r="ZZZZZZZZ9" t="n"><v>1e999</v></c></row>"#);
}

/// Typed cells stand for what people see: dates, times, months, yes and no, numbers.
#[test]
fn typed_cells_are_read_as_what_they_show() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("b.xlsx");
    let base = corpus().join("base");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("参数").unwrap();
    for (row, (key, value)) in [
        ("格式版本", "1"),
        ("实例名称", "读入检查用例"),
        ("authority", "140500"),
        ("计划期末日", "2026-03-31"),
        ("seed", "20260302"),
        ("detour", ""),
        ("travel.detour", "1.4"),
        ("近距公里", "3"),
        ("车速段.1.至公里", "10"),
        ("travel.speed.1.kmh", "35"),
        ("车速段.2.时速", "70"),
        ("policy.setup_minutes", "15"),
        ("policy.lunch", "11:45-13:45"),
        ("每年入户上限", "3"),
        ("costs.km", "1.25"),
    ]
    .into_iter()
    .filter(|(key, _)| *key != "detour")
    .enumerate()
    {
        sheet.write(row as u32, 0, key).unwrap();
        match value.parse::<f64>() {
            Ok(number) => sheet.write(row as u32, 1, number).unwrap(),
            Err(_) => sheet.write(row as u32, 1, value).unwrap(),
        };
    }
    let day = Format::new().set_num_format("yyyy/m/d");
    let time = Format::new().set_num_format("h:mm");
    let moment = ExcelDateTime::parse_from_str("2026-03-02").unwrap();
    sheet.write(20, 0, "start").unwrap();
    sheet.write_with_format(20, 1, &moment, &day).unwrap();
    for &table in onedoor::model::Table::ALL {
        let Ok(text) = fs::read_to_string(base.join(format!("{}.csv", table.name()))) else {
            continue;
        };
        let spec = onedoor::io::format::spec(table);
        let sheet = book.add_worksheet().set_name(spec.zh).unwrap();
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        for (row, record) in rows.records().enumerate() {
            for (column, cell) in record.unwrap().iter().enumerate() {
                let (row, column) = (row as u32, column as u16);
                let is_moment = cell.bytes().all(|b| b.is_ascii_digit() || b":-".contains(&b));
                let date = ExcelDateTime::parse_from_str(cell).ok().filter(|_| is_moment);
                match (cell.parse::<f64>(), date) {
                    (Ok(number), _) => sheet.write(row, column, number).unwrap(),
                    (_, Some(date)) if cell.len() == 10 => {
                        sheet.write_with_format(row, column, &date, &day).unwrap()
                    }
                    (_, Some(date)) if cell.len() == 5 => {
                        sheet.write_with_format(row, column, &date, &time).unwrap()
                    }
                    _ if cell == "2026-03" => {
                        let first = ExcelDateTime::parse_from_str("2026-03-01").unwrap();
                        sheet.write_with_format(row, column, &first, &day).unwrap()
                    }
                    _ if cell == "true" || cell == "false" => {
                        sheet.write(row, column, cell == "true").unwrap()
                    }
                    _ if cell.is_empty() => sheet,
                    _ => sheet.write(row, column, cell).unwrap(),
                };
            }
        }
    }
    book.save(&path).unwrap();
    let list = findings(&path);
    let told: Vec<String> = list.iter().map(|d| d.text(Lang::En)).collect();
    let (instance, _) = read_instance(&path).unwrap_or_else(|_| panic!("{}", told.join("\n")));
    assert_eq!(instance.digest(), read_instance(&base).unwrap().0.digest());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to the bytes of a part, there is an instance or there are errors.
    #[test]
    fn changed_workbooks_never_panic(
        which in any::<usize>(),
        changes in proptest::collection::vec(change(), 1..4),
    ) {
        static PARTS: std::sync::OnceLock<Vec<(String, Vec<u8>)>> = std::sync::OnceLock::new();
        let parts = PARTS.get_or_init(|| {
            let temp = tempfile::tempdir().unwrap();
            let book = temp.path().join("b.xlsx");
            let (instance, _) = read_instance(&corpus().join("base")).unwrap();
            write_instance_xlsx(&instance, &book).unwrap();
            let mut zip = zip::ZipArchive::new(fs::File::open(&book).unwrap()).unwrap();
            (0..zip.len()).map(|at| {
                let mut part = zip.by_index(at).unwrap();
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
                (part.name().unwrap().into_owned(), bytes)
            }).collect()
        });
        let temp = tempfile::tempdir().unwrap();
        let book = temp.path().join("b.xlsx");
        let which = which % parts.len();
        let parts: Vec<(&str, Vec<u8>)> = parts.iter().enumerate().map(|(at, (name, bytes))| {
            (name.as_str(), if at == which { changed(bytes.clone(), &changes) } else { bytes.clone() })
        }).collect();
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        archive(&book, &parts);
        findings(&book);
    }
}
