//! `docs/errors.md` has an entry for every error that people can meet, with the catalogue's own words,
//! a cause and a remedy.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Messages that help another one: where, what was expected, what to do.
const HELP: [&str; 15] = [
    "io-expect-",
    "io-advice-",
    "io-at-",
    "io-found",
    "io-expected",
    "io-check-",
    "io-and-more",
    "io-did-you-mean",
    "io-cells",
    "io-read-as",
    "io-rename",
    "io-error",
    "io-warning",
    "io-info",
    "io-vrp-",
];

fn catalogue(lang: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(format!("src/messages/{lang}")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            let (key, words) = line.split_once(" =").unwrap();
            all.insert(key.to_owned(), plain(words.trim()));
        }
    }
    all
}

/// A message as the page shows it: `…` for what is filled in.
fn plain(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        // A message of several lines, which no error is.
        let Some((inside, next)) = after.split_once('}') else { return words.to_owned() };
        out.push_str(before);
        match inside.trim().strip_prefix('"') {
            Some(quoted) => out.push_str(quoted.trim_end_matches('"')),
            None => out.push('…'),
        }
        rest = next;
    }
    out + rest
}

/// Code, message, cause and remedy of every row.
fn rows() -> BTreeMap<String, [String; 3]> {
    let page = fs::read_to_string("docs/errors.md").unwrap();
    let mut rows = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let line = line.replace("\\|", "\u{1}");
        let cells: Vec<String> =
            line.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect();
        let [_, code, words, cause, remedy, _] = cells.as_slice() else { panic!("{line}") };
        let row = [words.clone(), cause.clone(), remedy.clone()];
        assert!(rows.insert(code.trim_matches('`').to_owned(), row).is_none(), "{code} twice");
    }
    rows
}

#[test]
fn every_entry_has_the_catalogues_words_a_cause_and_a_remedy() {
    let (zh, en) = (catalogue("zh"), catalogue("en"));
    for (code, [words, cause, remedy]) in rows() {
        let known = zh.get(&code).unwrap_or_else(|| panic!("{code} is no message"));
        assert_eq!(words, format!("{known} <br> {}", en[&code]), "{code}");
        assert!(cause.len() > 10 && remedy.len() > 5, "{code}");
    }
}

#[test]
fn no_error_is_missing() {
    let rows = rows();
    let helps = |key: &str| HELP.iter().any(|help| key.starts_with(help));
    for key in catalogue("en").keys() {
        if (key.starts_with("io-") || key.starts_with("desk-")) && !helps(key) {
            assert!(rows.contains_key(key), "{key} has no entry");
        }
    }
    // Whatever ends a command, wherever it is said.
    let mut sources = Vec::new();
    collect(Path::new("src"), &mut sources);
    let mut found = 0;
    for source in sources {
        let text: String = fs::read_to_string(&source).unwrap().split_whitespace().collect();
        for ends in ["Err(Note::new(\"", "Failure::Input(vec![Note::new(\""] {
            for part in text.split(ends).skip(1) {
                let key = part.split('"').next().unwrap();
                assert!(rows.contains_key(key), "{key} in {} has no entry", source.display());
                found += 1;
            }
        }
    }
    assert!(found > 5, "the errors are looked for in the right way: {found}");
}

/// What a command ends with names the entry of the page.
#[test]
fn a_refusal_shows_its_code() {
    let (week, plan) = ("instances/bad-plans/week", "instances/bad-plans/week/plans/good.json");
    let days = ["--from", "2026-03-13", "--to", "2026-03-02", "-o", "never"];
    let agency = ["dispatch", week, plan, "--agency", "A1"];
    for (args, code) in [
        (&["man", "plam"][..], "cli-unknown-command"),
        (&["check", "nowhere"], "io-not-found"),
        (&["explain", week, plan, "--task", "@@@@@@"], "explain-unknown-id"),
        (&[&agency[..], &days].concat(), "dispatch-reversed"),
    ] {
        let mut command = assert_cmd::Command::cargo_bin("onedoor").unwrap();
        let output = command.args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(&format!("[{code}]")), "{args:?}: {said}");
        assert!(rows().contains_key(code), "{code}");
    }
}

fn collect(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}
