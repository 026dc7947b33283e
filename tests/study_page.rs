//! The page of a study in a real browser: it opens without a complaint, the map compares whatever two
//! scenarios are chosen, rows are ordered, and nothing is wider than the window.
//!
//! Looked for as `tests/support/browser.rs` says; without a browser the test says so and passes.

#[path = "support/browser.rs"]
mod browser;

use std::path::Path;
use std::process::{Command, Stdio};

use browser::Page;
use serde_json::{Value, json};

fn onedoor(lang: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onedoor"));
    command.args(["--lang", lang, "--threads", "2"]).stderr(Stdio::null());
    command
}

/// A study of the county with everything that the page can show.
fn study(dir: &Path, lang: &str) {
    let text = "format = 1\nname = 'What if <b>& so on</b>'\neffort = 20\nwarm_effort = 10\nreplicates = 2\n\
        [[scenario]]\nname = 'a team less'\npatch = [{ do = 'remove_teams', teams = ['A01-1'] }]\n\
        [[scenario]]\nname = 'another team'\nabout = 'in <i>Gaoping</i>'\npatch = [{ do = 'add_teams', like = 'A01-1', count = 1 }]\n\
        [search]\nminimise = 'teams'\nsubject_to = { coverage = 0.7 }\n\
        [frontier]\nvalue = [0.2, 1, 3]\n";
    std::fs::write(dir.join("study.toml"), text).unwrap();
    let mut command = onedoor(lang);
    command.args(["study", "instances/county"]).arg(dir.join("study.toml")).arg("-q");
    assert!(command.arg("-o").arg(dir.join("out")).status().unwrap().success());
}

fn diff(dir: &Path, first: &str, second: &str) -> Value {
    let mut command = onedoor("en");
    command.args(["study", "diff", "--json"]).arg(dir.join("out")).args([first, second]);
    serde_json::from_slice(&command.output().unwrap().stdout).unwrap()
}

/// The number behind a word of the line that counts tasks.
fn counted(page: &mut Page, word: &str) -> usize {
    let said = page.text("#counted");
    let part = said.split(" · ").find_map(|part| part.strip_prefix(word)).unwrap();
    part.trim().parse().unwrap()
}

fn choose(page: &mut Page, first: usize, second: usize) {
    page.choose("first", &first.to_string());
    page.choose("second", &second.to_string());
}

#[test]
fn any_two_scenarios_are_compared_and_rows_ordered() {
    let Some(browser) = browser::find() else {
        eprintln!("skipped: no browser in PATH; install chromium or set ONEDOOR_BROWSER");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    study(dir.path(), "en");
    let file = dir.path().join("out/study.html");
    let mut page = Page::open(&browser, &file, 1280, 900);
    let names = page.eval("[...document.getElementById('first').options].map(o=>o.text)");
    let names: Vec<String> = serde_json::from_value(names).unwrap();
    for (first, second) in [(0, 1), (1, 2), (2, 0)] {
        choose(&mut page, first, second);
        let said = diff(dir.path(), &names[first], &names[second]);
        let long = |list: &str| said[list].as_array().unwrap().len();
        assert_eq!(counted(&mut page, "same day and team"), said["tasks_in_the_same_slot"]);
        assert_eq!(counted(&mut page, "only in the first"), long("only_first"));
        assert_eq!(counted(&mut page, "only in the second"), long("only_second"));
        let moved = said["moved"].as_array().unwrap();
        let tasks = |keep: &dyn Fn(&Value) -> bool| -> usize {
            let kept = moved.iter().filter(|visit| keep(visit));
            kept.map(|visit| visit["tasks"].as_array().unwrap().len()).sum()
        };
        let slot = |visit: &Value, what: &str| visit["before"][what] == visit["after"][what];
        let agency = tasks(&|visit| !slot(visit, "agency"));
        let team = tasks(&|visit| slot(visit, "agency") && !slot(visit, "team"));
        let day = tasks(&|visit| slot(visit, "agency") && slot(visit, "team"));
        assert_eq!(counted(&mut page, "another agency"), agency);
        assert_eq!(counted(&mut page, "another team"), team);
        assert_eq!(counted(&mut page, "another day"), day);
        let listed = page.eval("document.querySelectorAll('#moves tbody tr').length");
        assert_eq!(listed, moved.len() + long("only_first") + long("only_second"));
    }
    // The first drawing, made without the script, says what the script says.
    page.eval("document.querySelector('#figures thead th:nth-child(13) button').click()");
    let order =
        "[...document.querySelectorAll('#figures tbody tr')].map(r=>+r.cells[12].dataset.v)";
    let values: Vec<f64> = serde_json::from_value(page.eval(order)).unwrap();
    assert!(values.windows(2).all(|pair| pair[0] <= pair[1]), "{values:?}");
    page.eval("document.querySelector('.kinds button[data-kind=same]').click()");
    assert_eq!(page.eval("document.querySelector('#marks .same').style.display"), "none");
    // Names are other people's data.
    assert_eq!(page.eval("document.querySelectorAll('h1 b, th i').length"), 0);
    assert_eq!(page.errors, Vec::<String>::new());
}

#[test]
fn it_fits_every_window_in_both_languages_and_schemes() {
    let Some(browser) = browser::find() else {
        eprintln!("skipped: no browser in PATH; install chromium or set ONEDOOR_BROWSER");
        return;
    };
    for lang in ["zh", "en"] {
        let dir = tempfile::tempdir().unwrap();
        study(dir.path(), lang);
        let mut page = Page::open(&browser, &dir.path().join("out/study.html"), 1440, 900);
        for (width, scheme) in [(360, "light"), (800, "dark"), (1440, "light")] {
            page.size(width, 900);
            page.scheme(scheme);
            let wide = page.eval("document.documentElement.scrollWidth");
            assert!(wide.as_u64().unwrap() <= u64::from(width), "{lang} {width}: {wide}");
        }
        // Every message was found: one that is not is shown as its key.
        let text = page.eval("document.body.innerText");
        for key in ["study-", "report-"] {
            assert!(!text.as_str().unwrap().contains(key), "{lang}: {key}");
        }
        // Whatever can be used can be reached by keyboard.
        let reached =
            "[...document.querySelectorAll('select,button,.point')].every(e=>e.tabIndex>=0)";
        assert_eq!(page.eval(reached), json!(true));
        assert_eq!(page.errors, Vec::<String>::new());
    }
}
