//! The tutorials do what they say: every command in them is run, in order, in a folder of its own.
//!
//! Pictures need a browser (see `tests/support/browser.rs`); without one their commands are left out.

#[path = "support/browser.rs"]
mod browser;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Blocks of commands: whether they make a picture, and their lines.
fn blocks(page: &str) -> Vec<(bool, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) if kind.starts_with("sh") => {
                open = Some((kind.contains("picture"), String::new()));
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Runs a tutorial; `ONEDOOR_PICTURES=1` puts its pictures into `docs/tutorials`.
fn follow(name: &str) {
    let page = fs::read_to_string(format!("docs/tutorials/{name}.md")).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let (bin, work) = (temp.path().join("bin"), temp.path().join("work"));
    fs::create_dir(&bin).unwrap();
    fs::create_dir(&work).unwrap();
    let program = assert_cmd::cargo::cargo_bin("onedoor");
    symlink(fs::canonicalize(program).unwrap(), bin.join("onedoor")).unwrap();
    let browser = browser::find();
    if let Some(browser) = &browser {
        symlink(browser, bin.join("chromium")).unwrap();
    }
    copy(Path::new("instances/county"), &work.join("county"));
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let blocks = blocks(&page);
    assert!(blocks.len() >= 4, "{name} shows commands");
    for (picture, commands) in blocks {
        if picture && browser.is_none() {
            eprintln!("left out, no browser: {commands}");
            continue;
        }
        let mut shell = Command::new("sh");
        shell
            .args(["-euc", &commands])
            .current_dir(&work)
            .env("PATH", &path)
            .env("LANG", "zh_CN.UTF-8");
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {commands}\n{said}");
        if picture {
            let file = format!("{name}.png");
            let bytes = fs::read(work.join(&file)).unwrap();
            assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 20_000, "{file}");
            assert!(page.contains(&format!("]({file})")), "{name} shows {file}");
            if std::env::var_os("ONEDOOR_PICTURES").is_some() {
                fs::write(Path::new("docs/tutorials").join(&file), bytes).unwrap();
            }
        }
    }
}

#[test]
fn the_planners_tutorial_runs() {
    follow("planner");
}

#[test]
fn the_dispatchers_tutorial_runs() {
    follow("dispatcher");
}

#[test]
fn the_analysts_tutorial_runs() {
    follow("analyst");
}
