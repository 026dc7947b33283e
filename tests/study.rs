//! `onedoor study` as people run it: the template runs, whoever is killed can go on, two may share
//! a folder, and what is wrong is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TINY: &str = "instances/tiny/neighbours";

fn onedoor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onedoor"));
    command.args(["--lang", "en", "--threads", "2"]);
    command
}

fn study(instance: &str, file: &Path, out: &Path) -> Command {
    let mut command = onedoor();
    command.args(["study", instance]).arg(file).arg("-o").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The final tables, byte by byte.
fn tables(out: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    let read = |name| (name, fs::read(out.join(name)).unwrap());
    ["study.csv", "runs.csv", "study.xlsx"].map(read).into()
}

/// A study of six scenarios and two replicates, small enough to be killed often.
fn small(dir: &Path) -> std::path::PathBuf {
    let days = [120, 180, 240, 300, 360];
    let mut text =
        "format = 1\nname = 'small'\neffort = 40\nwarm_effort = 20\nreplicates = 2\n".to_owned();
    for minutes in days {
        text += &format!(
            "[[scenario]]\nname = 'drive {minutes}'\n\
             patch = [{{ do = 'policy', key = 'policy.drive_minutes', value = {minutes} }}]\n"
        );
    }
    let file = dir.join("study.toml");
    fs::write(&file, text).unwrap();
    file
}

#[test]
fn the_template_runs_and_says_what_it_costs() {
    let dir = tempfile::tempdir().unwrap();
    let template = onedoor().args(["study", "--template"]).output().unwrap();
    assert!(template.status.success());
    let file = dir.path().join("study.toml");
    let text = String::from_utf8(template.stdout).unwrap();
    let text =
        text.replace("effort = 300 ", "effort = 10 ").replace("effort = 100 ", "effort = 5 ");
    fs::write(&file, text).unwrap();
    let out = dir.path().join("out");
    assert!(study("instances/county", &file, &out).status().unwrap().success());
    let csv = String::from_utf8(tables(&out)["study.csv"].clone()).unwrap();
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let says = rows[0].iter().position(|name| *name == "study_says").unwrap();
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap();
    assert_eq!(rows.len(), 13);
    assert_eq!(row("base")[says], "base");
    // It changes nothing, so it is the base, and not made again.
    assert_eq!(row("quota/as it is/as it is")[says], "same");
    assert_eq!(row("quota/as it is/days dear")[says], "clear");
}

#[test]
fn whoever_is_killed_goes_on_to_the_same_tables() {
    let dir = tempfile::tempdir().unwrap();
    let file = small(dir.path());
    let whole = dir.path().join("whole");
    let start = Instant::now();
    assert!(study(TINY, &file, &whole).status().unwrap().success());
    let long = start.elapsed();
    let expected = tables(&whole);
    let mut rng = fastrand::Rng::with_seed(7);
    let mut killed = 0;
    for moment in 0..20 {
        let out = dir.path().join(format!("killed-{moment}"));
        let mut child = study(TINY, &file, &out).spawn().unwrap();
        std::thread::sleep(long.mul_f64(rng.f64()).max(Duration::from_millis(1)));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        assert!(study(TINY, &file, &out).status().unwrap().success());
        assert!(tables(&out) == expected, "killed at moment {moment}");
    }
    assert!(killed > 5, "only {killed} were killed in time");
}

#[test]
fn a_finished_run_is_never_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (small(dir.path()), dir.path().join("out"));
    let times = || {
        let mut times = BTreeMap::new();
        for entry in fs::read_dir(out.join("runs")).unwrap() {
            let entry = entry.unwrap();
            times.insert(entry.file_name(), entry.metadata().unwrap().modified().unwrap());
        }
        times
    };
    assert!(study(TINY, &file, &out).status().unwrap().success());
    let before = times();
    assert!(study(TINY, &file, &out).status().unwrap().success());
    assert_eq!(before, times());
}

#[test]
fn two_share_a_folder_and_shards_are_merged() {
    let dir = tempfile::tempdir().unwrap();
    let file = small(dir.path());
    let out = |name: &str| dir.path().join(name);
    assert!(study(TINY, &file, &out("alone")).status().unwrap().success());
    let mut both: Vec<_> =
        (0..2).map(|_| study(TINY, &file, &out("shared")).spawn().unwrap()).collect();
    assert!(both.iter_mut().all(|child| child.wait().unwrap().success()));
    assert!(tables(&out("shared")) == tables(&out("alone")));
    for shard in ["1/2", "2/2"] {
        let folder = out(&shard.replace('/', "-"));
        let status = study(TINY, &file, &folder).args(["--shard", shard]).status().unwrap();
        assert!(status.success() && !folder.join("study.csv").exists());
    }
    let mut merge = study(TINY, &file, &out("merged"));
    merge.arg("--merge").args([out("1-2"), out("2-2")]);
    assert!(merge.status().unwrap().success());
    assert!(tables(&out("merged")) == tables(&out("alone")));
}

#[test]
fn what_is_wrong_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let says = |text: &str| {
        let file = dir.path().join("study.toml");
        fs::write(&file, format!("format = 1\nname = 'x'\n{text}")).unwrap();
        let mut command = onedoor();
        command.args(["study", "instances/county"]).arg(&file).arg("-o").arg(dir.path().join("o"));
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        String::from_utf8(output.stderr).unwrap()
    };
    let patch = |patch: &str| says(&format!("[[scenario]]\nname = 's1'\npatch = [{patch}]"));
    let holds = |said: String, words: &[&str]| {
        for word in words {
            assert!(said.contains(word), "{word:?} is not in: {said}");
        }
    };
    holds(says("efort = 3"), &["study.toml", "3", "efort"]);
    holds(says("base = 'bas'"), &["bas"]);
    holds(patch("{ do = 'remove_teams', teams = ['A01-7'] }"), &["s1", "patch 1", "A01-1"]);
    holds(patch("{ do = 'suspend', agency = 'A99' }"), &["s1 · suspensions.csv", "A99"]);
    holds(patch("{ do = 'policy', key = 'policy.drive_minuts', value = 3 }"), &["drive_minutes"]);
    holds(patch("{ do = 'explode' }"), &["explode"]);
}
