//! Hostile input gets errors that point at file, row and column; never a panic.
//!
//! `instances/hostile/` holds a good instance (`base`) and cases: files laid over it. What each
//! case is told stands in `expected.tsv`, checked by hand; big files are made here.

#[path = "support/corpus.rs"]
mod corpus;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use corpus::{change, changed, corpus, errors, findings, laid_over};
use onedoor::io::{instance_files, read_instance};
use onedoor::messages::Lang;
use proptest::prelude::*;

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
                let code = format!("  [{}]", d.note.key);
                let (text, code) =
                    (d.text(lang).replacen(&code, "", 1), d.text(lang).contains(&code));
                assert!(code, "the error index is asked by this code");
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
}
