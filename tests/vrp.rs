//! `onedoor vrp` as a command: standard problems in, solutions out, and what is wrong with a file said
//! by line.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn onedoor(words: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("onedoor").unwrap().args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn written(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// Four clients at the corners of a square of 60 around the depot, two a vehicle: two sides of 60 and
/// four ways of 42.43, rounded to 42.
const SQUARE: &str = "NAME : square\nTYPE : CVRP\nDIMENSION : 5\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 2\n\
NODE_COORD_SECTION\n1 30 30\n2 0 0\n3 60 0\n4 0 60\n5 60 60\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\n5 1\n\
DEPOT_SECTION\n1\n-1\nEOF\n";

fn solved(file: &Path, more: &[&str]) -> Value {
    let mut words = vec!["vrp", file.to_str().unwrap(), "--effort", "20", "--json"];
    words.extend(more);
    let (code, out, err) = onedoor(&words);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_square_costs_two_sides_and_four_ways() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "square.vrp", SQUARE);
    let solution = folder.path().join("square.sol");
    let answer = solved(&file, &["-o", solution.to_str().unwrap()]);
    assert_eq!(answer["cost"], 2 * 60 + 4 * 42);
    let text = std::fs::read_to_string(&solution).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with("Route #")).count(), 2);
    assert_eq!(text.lines().last(), Some("Cost: 288"));
}

#[test]
fn rounding_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "square.vrp", SQUARE);
    // The capacity is scaled as well, so that loads still fit.
    assert_eq!(solved(&file, &["--round", "tenths"])["cost"], 2 * 600 + 4 * 424);
    assert_eq!(solved(&file, &["--round", "thousandths"])["cost"], 2 * 60_000 + 4 * 42_426);
}

#[test]
fn a_matrix_says_the_same_in_every_format() {
    let rows = [[0, 9, 7, 5], [9, 0, 4, 8], [7, 4, 0, 3], [5, 8, 3, 0]];
    let all = |keep: &dyn Fn(usize, usize) -> bool| {
        let row = |at: usize| {
            let cells = (0..4).filter(|&to| keep(at, to)).map(|to| rows[at][to].to_string());
            cells.collect::<Vec<_>>().join(" ")
        };
        (0..4).map(row).filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
    };
    let formats: [(&str, String); 5] = [
        ("FULL_MATRIX", all(&|_, _| true)),
        ("LOWER_ROW", all(&|from, to| to < from)),
        ("LOWER_DIAG_ROW", all(&|from, to| to <= from)),
        ("UPPER_ROW", all(&|from, to| to > from)),
        ("UPPER_DIAG_ROW", all(&|from, to| to >= from)),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (format, cells) in formats {
        let text = format!(
            "TYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : {format}\n\
             CAPACITY : 9\nEDGE_WEIGHT_SECTION\n{cells}\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\nDEPOT_SECTION\n1\n-1\nEOF\n"
        );
        let file = written(folder.path(), "matrix.vrp", &text);
        // 0–1–2–3–0: 9 + 4 + 3 + 5; the other two rounds cost 0–1–3–2–0: 27 and 0–2–1–3–0: 24.
        assert_eq!(solved(&file, &[])["cost"], 21, "{format}");
    }
}

#[test]
fn one_way_streets_are_driven_the_right_way() {
    let folder = tempfile::tempdir().unwrap();
    let text = "TYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : FULL_MATRIX\n\
        CAPACITY : 9\nEDGE_WEIGHT_SECTION\n0 1 90 90\n90 0 1 90\n90 90 0 1\n1 90 90 0\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\n\
        DEPOT_SECTION\n1\n-1\nEOF\n";
    let file = written(folder.path(), "ring.vrp", text);
    let answer = solved(&file, &[]);
    assert_eq!(answer["cost"], 4);
    assert_eq!(answer["routes"][0][1], serde_json::json!([1, 2, 3]));
}

/// Who is worth less than the way stays out; who must be visited and can't be makes the answer no.
#[test]
fn prizes_windows_and_vehicles_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let text = "TYPE : PCVRPTW\nDIMENSION : 3\nVEHICLES : 1\nCAPACITY : 5\nEDGE_WEIGHT_TYPE : EUC_2D\n\
        NODE_COORD_SECTION\n1 0 0\n2 10 0\n3 50 0\nDEMAND_SECTION\n1 0\n2 1\n3 1\n\
        TIME_WINDOW_SECTION\n1 0 1000\n2 0 1000\n3 0 1000\nPRIZE_SECTION\n1 0\n2 21\n3 70\nDEPOT_SECTION\n1\n-1\nEOF\n";
    let file = written(folder.path(), "prizes.vrp", text);
    // In tenths: 200 there and back for a prize of 210; 800 more for one of 700.
    let answer = solved(&file, &[]);
    assert_eq!((&answer["cost"], &answer["absent"]), (&(200 + 700).into(), &1.into()));

    let late = text.replace("PRIZE_SECTION\n1 0\n2 21\n3 70\n", "").replace("3 0 1000", "3 0 20");
    let file = written(folder.path(), "late.vrp", &late);
    let (code, out, _) = onedoor(&["vrp", file.to_str().unwrap(), "--effort", "5", "--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["missing"]), (1, &1.into()));
}

#[test]
fn the_same_seed_gives_the_same_file_on_any_number_of_threads() {
    let mut text = String::from(
        "TYPE : CVRP\nDIMENSION : 401\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 9\nNODE_COORD_SECTION\n",
    );
    for node in 1..=401u32 {
        text += &format!("{node} {} {}\n", node * 7919 % 997, node * 104_729 % 991);
    }
    text += "DEMAND_SECTION\n1 0\n";
    (2..=401).for_each(|node| text += &format!("{node} {}\n", 1 + node % 3));
    text += "DEPOT_SECTION\n1\n-1\nEOF\n";
    let folder = tempfile::tempdir().unwrap();
    let file = written(folder.path(), "many.vrp", &text);
    let run = |threads: &str| {
        let solution = folder.path().join(format!("{threads}.sol"));
        solved(&file, &["--threads", threads, "-o", solution.to_str().unwrap()]);
        std::fs::read(solution).unwrap()
    };
    assert!(run("1") == run("8"));
}

#[test]
fn everything_wrong_with_a_file_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let text = SQUARE
        .replace("CAPACITY : 2", "CAPACITY : two")
        .replace("4 0 60\n", "4 0 sixty\n")
        .replace("DEMAND_SECTION", "DEMANDS_SECTION");
    let file = written(folder.path(), "wrong.vrp", &text);
    let (code, out, _) = onedoor(&["vrp", file.to_str().unwrap(), "--json"]);
    assert_eq!(code, 2);
    let answer: Value = serde_json::from_str(&out).unwrap();
    let rows: Vec<u64> = answer["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|d| d["row"].as_u64())
        .collect();
    // The coordinate, and the section's title with the rows that follow it in no section.
    assert!(rows.contains(&10) && rows.contains(&12), "{out}");
    let english = onedoor(&["vrp", file.to_str().unwrap(), "--lang", "en"]).2;
    assert!(english.contains("DEMAND_SECTION"), "{english}");
}

#[test]
fn hostile_files_get_an_error_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        "",
        "DIMENSION : 99999999999999999999\n",
        "DIMENSION : 0\n",
        "TYPE : CVRP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 1e308 0\n2 0 0\n3 0 0\n",
        "TYPE : CVRP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 NaN 0\n2 0 0\n",
        "TYPE : CVRP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : GEO\n",
        "TYPE : CVRP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n1 0 0\n",
        "TYPE : CVRP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 0 0\nDEPOT_SECTION\n7\n-1\n",
        "TYPE : CVRP\nDIMENSION : 900000\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n1\n",
        "1 2 3\n",
        "\u{0}\u{1}\u{2}",
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let file = written(folder.path(), "hostile.vrp", case);
        let (code, _, err) = onedoor(&["vrp", file.to_str().unwrap(), "--effort", "1"]);
        assert_eq!(code, 2, "case {at}: {err}");
        assert!(!err.contains("panicked"), "case {at}: {err}");
    }
}
