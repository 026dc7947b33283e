//! What people read has dates and amounts in the form of its language; what programs read has not.

use std::path::Path;
use std::process::Output;

fn run(args: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("onedoor").unwrap();
    command.args(args).output().unwrap()
}

/// `2026-03-09` or `2026-03` somewhere in a text.
fn iso_date(text: &str) -> Option<String> {
    let shape = |part: &[u8]| {
        part.iter().enumerate().all(|(at, b)| if at == 4 { *b == b'-' } else { b.is_ascii_digit() })
    };
    let bytes = text.as_bytes();
    let alone = |at: usize| {
        let before = at.checked_sub(1).map_or(b' ', |at| bytes[at]);
        let after = bytes.get(at + 7).copied().unwrap_or(b' ');
        !before.is_ascii_alphanumeric() && before != b'-' && !after.is_ascii_alphanumeric()
    };
    let found = (0..bytes.len().saturating_sub(6)).find(|at| {
        (bytes[*at..].starts_with(b"19") || bytes[*at..].starts_with(b"20"))
            && shape(&bytes[*at..*at + 7])
            && alone(*at)
    })?;
    Some(String::from_utf8_lossy(&bytes[found..bytes.len().min(found + 24)]).into_owned())
}

/// `12345.67`: an amount whose thousands are not apart.
fn raw_amount(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    words.map(|word| word.trim_end_matches(['.', ','])).find(|word| {
        let parts = word.split_once('.');
        parts.is_some_and(|(whole, fen)| {
            whole.len() > 3 && fen.len() == 2 && !whole.contains(',') && !fen.contains('.')
        })
    })
}

fn is_local(what: &str, text: &str) {
    assert_eq!(iso_date(text), None, "{what}");
    assert_eq!(raw_amount(text), None, "{what}");
}

/// The words of a page: no script, no style, no attributes.
fn words(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        out.push('\n');
        let skip = ["script", "style"].into_iter().find(|name| tag.starts_with(name));
        let end = skip.map_or(">".to_owned(), |name| format!("</{name}>"));
        rest = tag.split_once(end.as_str()).map_or("", |(_, after)| after);
    }
    out + rest
}

#[test]
fn the_finders_find() {
    assert_eq!(iso_date("on 2026-03-09.").as_deref(), Some("2026-03-09."));
    assert_eq!(iso_date("in 2026-03"), Some("2026-03".into()));
    assert_eq!(iso_date("晋市监质〔2026〕3号 E-2026-034 20260309"), None);
    assert_eq!(raw_amount("costs 124114.67 yuan"), Some("124114.67"));
    assert_eq!(raw_amount("costs 124,114.67, 1.25 or 20260302.1"), None);
}

#[test]
fn people_read_local_dates_and_amounts_and_programs_read_iso() {
    let folder = tempfile::tempdir().unwrap();
    let (county, plan) = ("instances/county", folder.path().join("plan"));
    let plan = plan.to_str().unwrap();
    let instance = onedoor::io::read_instance(Path::new(county)).unwrap().0;
    for lang in ["zh", "en"] {
        let tell = |args: &[&str]| {
            let said = run(&[args, &["--lang", lang]].concat());
            assert!(said.status.code().is_some_and(|code| code < 2), "{said:?}");
            let text = String::from_utf8(said.stdout).unwrap();
            is_local(&format!("{args:?} {lang}"), &text);
            is_local(&format!("{args:?} {lang}"), &String::from_utf8(said.stderr).unwrap());
            text
        };
        let check = tell(&["check", county, "-v"]);
        let said = if lang == "zh" { "2026年3月" } else { " Mar 2026" };
        assert!(check.contains(said), "{check}");
        tell(&["plan", county, "-o", plan, "--effort", "10", "--bound", "0"]);
        let page = std::fs::read_to_string(Path::new(plan).join("report.html")).unwrap();
        let page = words(&page);
        assert!(page.contains(said));
        is_local(&format!("report.html {lang}"), &page);
        tell(&["verify", county, plan]);
        for task in &instance.tasks {
            tell(&["explain", county, plan, "--no-price", "--task", &task.id]);
        }
        tell(&["explain", county, plan, "--site", &instance.enterprises[0].id]);
        tell(&["explain", county, plan, "--team", &instance.teams[0].id]);
        tell(&["explain", county, plan, "--agency", &instance.agencies[0].id]);
        let desk = folder.path().join(format!("desk-{lang}"));
        let agency = &instance.agencies[1].id;
        let days = ["--from", "2026-03-02", "--to", "2026-03-13"];
        tell(
            &[
                &["dispatch", county, plan, "--agency", agency],
                &days[..],
                &["-o", desk.to_str().unwrap()],
            ]
            .concat(),
        );
        let sheets = desk.join(format!("pack-{agency}/sheets.html"));
        is_local("sheets.html", &words(&std::fs::read_to_string(sheets).unwrap()));
    }
    let text = std::fs::read_to_string(Path::new(plan).join("visits.csv")).unwrap();
    assert!(iso_date(&text).is_some(), "tables for programs keep ISO dates");
    let said = run(&["verify", county, plan, "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert!(document["objective"]["recomputed"]["total"].is_number());
}
