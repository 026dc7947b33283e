//! `onedoor check`: exit codes, the document, and what looks wrong though it is legal.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use onedoor::calendar::{Calendar, OpenHours};
use onedoor::geography::Travel;
use onedoor::io::{Diagnostic, read_instance, unusual};
use onedoor::messages::Lang;
use onedoor::rules::Screen;
use serde_json::Value;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The good instance with texts replaced in its files: (file, from, to).
fn base_with(changes: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(here("instances/hostile/base")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), temp.path().join(entry.file_name())).unwrap();
    }
    for (file, from, to) in changes {
        let path = temp.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }
    temp
}

fn looked_at(dir: &Path) -> Vec<Diagnostic> {
    let (instance, _) = read_instance(dir).unwrap_or_else(|list| {
        panic!("{}", list.iter().map(|d| d.text(Lang::En)).collect::<Vec<_>>().join("\n"))
    });
    let calendar = Calendar::new(&instance);
    let hours = OpenHours::new(&instance, &calendar);
    let travel = Travel::new(&instance).unwrap();
    unusual(&instance, &Screen::new(&instance, &calendar, &hours, &travel))
}

/// Changes of the base (file, from, to), and what is told for them: key, file, row.
type Case =
    (&'static [(&'static str, &'static str, &'static str)], &'static str, &'static str, u32);

/// Each change of the base makes exactly this one thing look wrong.
#[test]
fn what_looks_wrong_is_told_with_its_row() {
    assert_eq!(looked_at(base_with(&[]).path()), []);
    let cases: &[Case] = &[
        // 112.19 E 35.69 N moved to 114.19 E: 181 km from Qinshui, 117 km from Zezhou.
        (
            &[("enterprises.csv", "112.19,35.69", "114.19,35.69")],
            "io-odd-far",
            "enterprises.csv",
            2,
        ),
        (
            &[("enterprises.csv", "24/7", "Su 09:00-12:00")],
            "io-odd-never-open",
            "enterprises.csv",
            2,
        ),
        (&[("scopes.csv", "A2,test,电器,,\n", "")], "io-odd-no-lab", "categories.csv", 4),
        (
            &[("categories.csv", "水泥,建材", "水泥,EN01")],
            "io-odd-code-is-group",
            "categories.csv",
            2,
        ),
        (
            &[("products.csv", "外省电器厂", "泽州家电商场")],
            "io-odd-producer-name",
            "products.csv",
            4,
        ),
        (
            &[("programs.csv", "2026-03-01,2026-12-31,,1.5", "2026-05-01,2026-12-31,,1.5")],
            "io-odd-program-outside",
            "programs.csv",
            4,
        ),
        (&[("quotas.csv", "140500,,1,", "140500,,2,")], "io-odd-quota", "quotas.csv", 3),
        (
            &[("quotas.csv", "G2,AP01,140500,,1,\n", "G2,AP01,140500,,1,\nG2,AP01,140500,,,1\n")],
            "io-odd-quota-twice",
            "quotas.csv",
            4,
        ),
        (
            &[
                ("programs.csv", "市级专项,140500", "县级专项,140525"),
                ("tasks.csv", "G2,E3", "G2,E1"),
            ],
            "io-odd-foreign-task",
            "tasks.csv",
            4,
        ),
        (
            &[("lab_capacity.csv", "2026-03,20\n", "2026-03,20\nA1,油品,2026-03,30\n")],
            "io-odd-capacity-twice",
            "lab_capacity.csv",
            3,
        ),
        (&[("teams.csv", "S3;S4", "S3;S4;S2")], "io-odd-several-teams", "samplers.csv", 3),
        (
            &[("teams.csv", "2026-03-02,2026-12-31", "2026-06-02,2026-12-31")],
            "io-odd-team-outside",
            "teams.csv",
            2,
        ),
        (
            &[("samplers.csv", "2026-03-09..2026-03-10", "2026-01-01..2026-06-30")],
            "io-odd-team-never",
            "teams.csv",
            2,
        ),
        (
            &[
                ("suspensions.csv", "2026-03-23", "2026-03-01"),
                ("suspensions.csv", "2026-03-27", "2026-03-31"),
            ],
            "io-odd-team-never",
            "teams.csv",
            3,
        ),
        (&[("teams.csv", "A1-1,A1", "A1-1,A2")], "io-odd-team-agency", "teams.csv", 2),
        (&[("history.csv", "2025-12-01", "2026-03-02")], "io-odd-late-history", "history.csv", 3),
        (&[("road_edges.csv", "n1,n3,14500\n", "")], "io-odd-roads", "road_nodes.csv", 4),
        (
            &[("tasks.csv", "T1,G1,E1", "T1,G1,E3"), ("quotas.csv", "G1,EN01,140521,0,1,2\n", "")],
            "io-odd-idle-counties",
            "regions.csv",
            0,
        ),
    ];
    for (changes, key, file, row) in cases {
        let list = looked_at(base_with(changes).path());
        let found: Vec<(&str, &str, u32)> = list
            .iter()
            .map(|d| (d.note.key.as_ref(), d.file.as_str(), d.row.unwrap_or(0)))
            .collect();
        assert!(found.contains(&(*key, *file, *row)), "{key} not in {found:?}");
        assert!(
            found.iter().all(|(other, ..)| other == key || expects(key, other)),
            "{key}: {found:?}"
        );
    }
}

/// What a change cannot but bring along.
fn expects(key: &str, other: &str) -> bool {
    match key {
        // A site that moves to another county takes its quota's candidates along.
        "io-odd-foreign-task" | "io-odd-idle-counties" => other == "io-odd-quota",
        _ => false,
    }
}

fn check(path: &Path) -> (i32, Value) {
    let output = Command::cargo_bin("onedoor")
        .unwrap()
        .args(["check", "--json"])
        .arg(path)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn exit_codes_and_documents() {
    // T3 and T4 can't be drawn at E3: S1 has a relative there, and A2 may not go to the county.
    let base = base_with(&[]);
    let (code, document) = check(base.path());
    assert_eq!((code, document["impossible"].as_u64()), (1, Some(2)));
    let never = &document["tasks"][1];
    assert_eq!(
        (never["task"].as_str(), never["row"].as_str(), never["required"].as_bool()),
        (Some("T4"), Some("tasks.csv:5"), Some(true))
    );
    let sources: Vec<&str> =
        never["reasons"].as_array().unwrap().iter().map(|r| r["since"].as_str().unwrap()).collect();
    assert_eq!(sources, ["avoidances.csv:3", "avoidances.csv:4"]);
    assert_eq!(document["rows"]["enterprises"], 3);
    // Without the two avoidances everything can be drawn.
    let free = base_with(&[
        ("avoidances.csv", "sampler:S1,owner:太行商贸,亲属任职,2026-03-01,2026-12-31\n", ""),
        ("scopes.csv", "A2,test,电器,,", "A1,test,电器,,"),
        ("teams.csv", "A1-1,A1,S1;S2,200,600,是", "A1-1,A1,S1;S2,2000,6000,是"),
    ]);
    let (code, document) = check(free.path());
    assert_eq!((code, document["answer"].as_str()), (0, Some("well")), "{document:#}");
    let bad = base_with(&[("tasks.csv", "T1,G1", "T1,G7")]);
    let (code, document) = check(bad.path());
    let wrong = &document["diagnostics"][0];
    assert_eq!(
        (code, wrong["file"].as_str(), wrong["row"].as_u64()),
        (2, Some("tasks.csv"), Some(2))
    );
    assert!(wrong["problem"]["zh"].as_str().unwrap().contains("G7"));
    assert!(wrong["problem"]["en"].as_str().unwrap().contains("G7"));
    let (code, document) = check(Path::new("nowhere/at/all"));
    assert_eq!(
        (code, document["diagnostics"][0]["problem"]["key"].as_str()),
        (2, Some("io-not-found"))
    );
}

#[test]
fn the_page_speaks_the_language_asked_for() {
    let base = base_with(&[]);
    for (lang, head, rule) in
        [("zh", "永远不能抽的任务 2", "规则"), ("en", "2 tasks that can never be drawn", "rule")]
    {
        let output = Command::cargo_bin("onedoor")
            .unwrap()
            .args(["check", "--lang", lang])
            .arg(base.path())
            .output()
            .unwrap();
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.lines().next().unwrap().contains(head), "{page}");
        assert!(page.contains(rule) && page.contains("avoidances.csv:4"), "{page}");
        assert_eq!(output.status.code(), Some(1));
    }
    let quiet = Command::cargo_bin("onedoor")
        .unwrap()
        .args(["check", "-q"])
        .arg(base.path())
        .output()
        .unwrap();
    assert!(quiet.stdout.is_empty() && quiet.status.code() == Some(1));
}

#[test]
fn schemas_are_printed() {
    for (what, key) in
        [("instance", "title"), ("plan", "title"), ("study", "title"), ("all", "study")]
    {
        let output =
            Command::cargo_bin("onedoor").unwrap().args(["schema", what]).output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(document.get(key).is_some() && output.status.success());
    }
}
