//! Hostile input gets errors that point at file, row and column; never a panic.
//!
//! `instances/hostile/` holds a good instance (`base`) and cases: files laid over it. What each
//! case is told stands in `expected.tsv`, checked by hand; big files are made here.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use onedoor::io::{Diagnostic, Severity, instance_files, read_instance, write_instance_xlsx};
use onedoor::messages::Lang;
use proptest::prelude::*;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/hostile")
}

/// The good instance with the files of a case laid over it; `X.absent` takes `X` away.
fn laid_over(case: &str) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for folder in ["base", case] {
        for entry in fs::read_dir(corpus().join(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            match name.strip_suffix(".absent") {
                Some(gone) => fs::remove_file(temp.path().join(gone)).unwrap(),
                None => {
                    fs::copy(entry.path(), temp.path().join(name)).unwrap();
                }
            }
        }
    }
    temp
}

fn findings(path: &Path) -> Vec<Diagnostic> {
    match read_instance(path) {
        Ok((_, list)) => {
            assert!(list.iter().all(|d| d.severity != Severity::Error));
            list
        }
        Err(list) => {
            assert!(list.iter().any(|d| d.severity == Severity::Error));
            list
        }
    }
}

/// Keys of the errors, in order.
fn errors(path: &Path) -> Vec<String> {
    let list = findings(path).into_iter().filter(|d| d.severity == Severity::Error);
    list.map(|d| d.note.key.into_owned()).collect()
}

/// `ONEDOOR_WRITE_EXPECTED=1 cargo test --release --test hostile` writes `expected.tsv` anew; it
/// has to be read before it is committed.
#[test]
fn every_case_is_told_what_is_expected() {
    let mut cases: Vec<String> = fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    cases.sort();
    assert!(cases.len() >= 30);
    let mut told = String::from("case\tseverity\tfile\trow\tcolumn\tmessage\n");
    for case in cases {
        for d in findings(laid_over(&case).path()) {
            let row = d.row.map_or(String::new(), |row| row.to_string());
            let severity = format!("{:?}", d.severity).to_lowercase();
            let column = d.column.clone().unwrap_or_default();
            writeln!(told, "{case}\t{severity}\t{}\t{row}\t{column}\t{}", d.file, d.note.key)
                .unwrap();
            for lang in [Lang::Zh, Lang::En] {
                let text = d.text(lang);
                assert!(text.lines().count() <= 3 && !text.contains("io-"), "{text}");
            }
            let json = serde_json::to_value(&d).unwrap();
            assert!(json["problem"]["zh"].as_str() != json["problem"]["en"].as_str());
        }
    }
    let path = corpus().join("expected.tsv");
    if std::env::var_os("ONEDOOR_WRITE_EXPECTED").is_some() {
        fs::write(&path, &told).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), told);
}

#[test]
fn paths_that_are_no_instance_are_told() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name);
    assert_eq!(errors(&path("nowhere")), ["io-not-found"]);
    fs::write(path("plan.xls"), "x").unwrap();
    assert_eq!(errors(&path("plan.xls")), ["io-not-an-instance"]);
    assert_eq!(errors(&laid_over("base").path().join("instance.toml")), ["io-not-an-instance"]);
    assert!(errors(temp.path()).contains(&"io-missing-file".to_owned()));
    let dir = laid_over("base");
    fs::remove_file(dir.path().join("tasks.csv")).unwrap();
    fs::create_dir(dir.path().join("tasks.csv")).unwrap();
    assert_eq!(errors(dir.path()), ["io-not-a-file"]);
}

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
    let (instance, _) = read_instance(&corpus().join("base")).unwrap();
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

#[test]
fn a_million_rows_are_read_in_seconds() {
    let dir = laid_over("base");
    let mut text = String::from("product,site,authority,kind,date,outcome,agency\n");
    for at in 0..1_000_000 {
        let (product, site) = (at % 3 + 1, at % 3 + 1);
        writeln!(
            text,
            "P{product},E{site},140500,annual,2025-{:02}-{:02},pass,A1",
            at % 12 + 1,
            at % 28 + 1
        )
        .unwrap();
    }
    fs::write(dir.path().join("history.csv"), &text).unwrap();
    let started = Instant::now();
    let (instance, _) = read_instance(dir.path()).unwrap();
    assert_eq!(instance.history.len(), 1_000_000);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    println!("a million good rows: {:?}", started.elapsed());
    // And a million wrong ones: as many are told as are useful, the others are counted.
    fs::write(dir.path().join("history.csv"), text.replace(",A1\n", ",B7\n")).unwrap();
    let started = Instant::now();
    let list = findings(dir.path());
    println!("a million wrong rows: {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(list.len(), 201);
    assert_eq!(list[200].note.args["count"], "999800");
}

#[test]
fn deep_and_long_settings_end_in_words() {
    let dir = laid_over("base");
    for (open, count) in [("[", 200_000), ("{a=", 100_000), ("a.", 200_000), ("\"", 100_000)] {
        let text = format!("format = 1\nx = {}\n{}", open.repeat(count), open.repeat(count));
        fs::write(dir.path().join("instance.toml"), text).unwrap();
        let started = Instant::now();
        assert!(errors(dir.path()).len() <= 60);
        assert!(started.elapsed() < Duration::from_secs(20), "{open}: {:?}", started.elapsed());
    }
}

/// Every column says something: an instance with another value in one cell is another instance,
/// or none.
#[test]
fn every_column_of_the_base_makes_a_difference() {
    let base = corpus().join("base");
    let digest = read_instance(&base).unwrap().0.digest().to_owned();
    for &table in onedoor::model::Table::ALL {
        let file = format!("{}.csv", table.name());
        let Ok(text) = fs::read_to_string(base.join(&file)) else { continue };
        for (at, column) in onedoor::io::format::spec(table).columns.iter().enumerate() {
            let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes())
                .records()
                .map(Result::unwrap)
                .collect();
            let differs = (1..rows.len()).any(|row| {
                let mut rows = rows.clone();
                let cells = rows[row].iter().enumerate();
                rows[row] = cells.map(|(i, cell)| if i == at { "" } else { cell }).collect();
                let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
                rows.iter().for_each(|row| writer.write_record(row).unwrap());
                let dir = laid_over("base");
                fs::write(dir.path().join(&file), writer.into_inner().unwrap()).unwrap();
                match read_instance(dir.path()) {
                    Ok((instance, _)) => instance.digest() != digest,
                    Err(_) => true,
                }
            });
            assert!(differs, "{file}: {} says nothing", column.name);
        }
    }
}

/// One change of the bytes of one file.
#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Insert(usize, Vec<u8>),
    Repeat(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let bits: Vec<&[u8]> = vec![
        b"\"",
        b",",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"NaN",
        b"1e308",
        b"-1",
        b";",
        b"..",
        b":",
        b"[[",
        b"=",
        b"99999999999999999999",
        "是".as_bytes(),
        b"\xb1\xe0",
        b"24:00",
        b"*",
        b"/",
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        any::<usize>().prop_map(Change::Cut),
        (any::<usize>(), 1..40usize).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<usize>(), proptest::sample::select(bits))
            .prop_map(|(at, bits)| Change::Insert(at, bits.to_vec())),
        (any::<usize>(), 1..80usize).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let end = bytes.len();
        match change {
            Change::Set(at, byte) if end > 0 => bytes[at % end] = *byte,
            Change::Cut(at) if end > 0 => bytes.truncate(at % end),
            Change::Remove(at, count) if end > 0 => {
                let at = at % end;
                bytes.drain(at..(at + count).min(end));
            }
            Change::Insert(at, bits) => {
                let at = at % (end + 1);
                bytes.splice(at..at, bits.iter().copied());
            }
            Change::Repeat(at, count) if end > 0 => {
                let at = at % end;
                let part = bytes[at..(at + count).min(end)].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {}
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to the bytes of a file, there is an instance or there are errors; and an
    /// instance that was read can be written and read again.
    #[test]
    fn changed_bytes_never_panic(
        changes in proptest::collection::vec((any::<usize>(), proptest::collection::vec(change(), 1..4)), 1..3),
    ) {
        let dir = laid_over("base");
        let mut names: Vec<PathBuf> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        for (which, changes) in &changes {
            let name = &names[which % names.len()];
            fs::write(name, changed(fs::read(name).unwrap(), changes)).unwrap();
        }
        findings(dir.path());
        if let Ok((instance, _)) = read_instance(dir.path()) {
            let again = tempfile::tempdir().unwrap();
            for (name, bytes) in instance_files(&instance).unwrap() {
                fs::write(again.path().join(name), bytes).unwrap();
            }
            let (same, _) = read_instance(again.path()).unwrap();
            prop_assert_eq!(same.digest(), instance.digest());
            // What the reader lets through must not bring down the rooms behind it.
            let calendar = onedoor::calendar::Calendar::new(&instance);
            let hours = onedoor::calendar::OpenHours::new(&instance, &calendar);
            let travel = onedoor::geography::Travel::new(&instance).unwrap();
            let screen = onedoor::rules::Screen::new(&instance, &calendar, &hours, &travel);
            onedoor::io::unusual(&instance, &screen);
        }
    }

    /// The same for the bytes of a workbook's parts.
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
