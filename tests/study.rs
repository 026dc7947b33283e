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

/// The final tables and the page, byte by byte.
fn tables(out: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    let read = |name| (name, fs::read(out.join(name)).unwrap());
    ["study.csv", "differences.csv", "runs.csv", "study.xlsx", "study.html"].map(read).into()
}

/// Rows of a table by the names of its columns.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(file).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap());
    reader.deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {:?}", row[column]))
}

/// What a command says as JSON.
fn json(mut command: Command) -> serde_json::Value {
    let output = command.arg("--json").stdout(Stdio::piped()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
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
    let rows = rows(&out.join("study.csv"));
    let row = |name: &str| rows.iter().find(|row| row["study_scenario"] == name).unwrap();
    let tried: Vec<_> =
        rows.iter().filter(|row| row["study_scenario"].starts_with("search/teams")).collect();
    // 1 base, 9 scenarios, 4 of the grid, 6 of the frontier, and what the search tried.
    assert_eq!(rows.len(), 20 + tried.len());
    assert_eq!(row("base")["study_says"], "base");
    // It changes nothing, so it is the base, and not made again.
    assert_eq!(row("quota/as it is/as it is")["study_says"], "same");
    assert_eq!(tried[0]["study_says"], "same");
    assert_eq!(row("quota/as it is/days dear")["study_says"], "clear");
    // Prices know a team less and nothing of dear days.
    assert!(number(row("a team less"), "study_predicted") >= 0.0);
    assert_eq!(row("quota/as it is/days dear")["study_predicted"], "");
    for row in &rows {
        let parts =
            ["planned", "left_out", "impossible"].map(|n| number(row, &format!("study_{n}")));
        assert!((parts.iter().sum::<f64>() - number(row, "study_asked")).abs() < 0.02, "{row:?}");
    }
    points_are_marked(&rows);
    merged_is_the_same(&out, &dir.path().join("merged"));
}

/// The frontier's marks, done again from the table: money, batches, evenness.
fn points_are_marked(rows: &[BTreeMap<String, String>]) {
    let points: Vec<_> = rows.iter().filter(|row| !row["study_undominated"].is_empty()).collect();
    assert_eq!(points.len(), 7, "six points and the base");
    let aims = |row: &BTreeMap<String, String>| {
        let value = |name: &str| number(row, &format!("study_{name}"));
        [value("spending"), -value("planned"), value("off_target") + value("off_month")]
    };
    for row in &points {
        let mine = aims(row);
        let beaten = points
            .iter()
            .map(|other| aims(other))
            .any(|other| other.iter().zip(mine).all(|(a, b)| *a <= b) && other != mine);
        assert_eq!(row["study_undominated"], (!beaten).to_string(), "{row:?}");
    }
}

/// A folder put together from itself alone is itself: search, prices and page need no other file.
fn merged_is_the_same(from: &Path, to: &Path) {
    let mut merge = onedoor();
    merge.args(["study", "merge"]).arg(from).arg("-o").arg(to);
    assert!(merge.output().unwrap().status.success());
    assert!(tables(from) == tables(to));
    let search = |dir: &Path| fs::read(dir.join("search.csv")).unwrap();
    assert_eq!(search(from), search(to));
}

#[test]
fn what_is_not_done_is_not_saved() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("study.toml");
    let stop = "patch = [{ do = 'suspend', agency = 'A1' }, { do = 'suspend', agency = 'A2' }]";
    let text = format!(
        "format = 1\nname = 'x'\neffort = 5\nwarm_effort = 5\n[[scenario]]\nname = 'nobody'\n{stop}\n"
    );
    fs::write(&file, text).unwrap();
    let out = dir.path().join("out");
    assert!(study(TINY, &file, &out).status().unwrap().success());
    let rows = rows(&out.join("study.csv"));
    let [base, nobody] = rows.as_slice() else { panic!("{rows:?}") };
    assert!(number(base, "study_planned") > 0.0);
    // Nothing can be drawn, nothing is paid: that is no saving, and the table says so.
    assert_eq!((number(nobody, "study_planned"), number(nobody, "study_spending")), (0.0, 0.0));
    assert_eq!(number(nobody, "study_asked"), number(base, "study_asked"));
    assert_eq!(number(nobody, "study_impossible"), number(nobody, "study_asked"));
    let lost = number(nobody, "study_coverage_difference");
    assert_eq!(lost, -number(base, "study_coverage"));
    assert!(number(nobody, "study_difference") < 0.0);
    assert_eq!(nobody["study_cheaper_for_less"], "true");
    assert_eq!(base["study_cheaper_for_less"], "false");
}

#[test]
fn the_smallest_size_is_found_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("study.toml");
    let text = "format = 1\nname = 'x'\neffort = 20\nwarm_effort = 10\nprices = 0\n\
        [search]\nminimise = 'lab_capacity'\nsubject_to = { coverage = 0.7 }\nstep = 10\n";
    fs::write(&file, text).unwrap();
    let out = dir.path().join("out");
    let said = json(study("instances/county", &file, &out))["search"].clone();
    let answer = said["answer"].as_u64().unwrap();
    let probes = said["probes"].as_array().unwrap();
    let probe = |size: u64| probes.iter().find(|probe| probe["size"] == size).unwrap();
    assert_eq!(probe(100)["meets"], true);
    assert_eq!(probe(answer)["meets"], true);
    assert_eq!(probe(answer - 10)["meets"], false, "one step less was tried and does not");
    assert!(probes.len() <= 6, "11 sizes are halved, not tried out");
    for probe in probes {
        let (coverage, left) = (probe["coverage"].as_f64().unwrap(), &probe["required_left_out"]);
        assert_eq!(probe["meets"], coverage >= 0.7 && left.as_f64() == Some(0.0));
    }
    // Every size is a run like any other: nothing is made again.
    let runs = || fs::read_dir(out.join("runs")).unwrap().count();
    let before = runs();
    assert_eq!(json(study("instances/county", &file, &out))["search"], said);
    assert_eq!(runs(), before);
}

/// A warm start before any search: the same instance keeps its plan, and where nobody may sleep away
/// tours come home in between instead of being lost.
#[test]
fn a_start_keeps_what_can_be_kept() {
    use onedoor::plan::{Limits, Unproved, Unwatched, plan, plan_from};
    let (instance, _) = onedoor::io::read_instance(Path::new("instances/county")).unwrap();
    let limits = |effort| Limits::new(effort, 7);
    let old = plan(&instance, &limits(40), &Unwatched).unwrap().plan;
    let again = |instance| {
        let made = plan_from(instance, &old, &limits(0), &Unwatched, &mut Unproved).unwrap();
        assert!(made.verdict.violations.is_empty(), "{:?}", made.verdict.violations);
        made.plan
    };
    assert!(again(&instance).objective.total <= old.objective.total);
    let text = "format = 1\nname = 'x'\n[[scenario]]\nname = 'no nights'\n\
        patch = [{ do = 'set', table = 'teams', cells = { max_nights = '0' } }]\n";
    let study: onedoor::study::Study = toml::from_str(text).unwrap();
    let sheets = onedoor::io::Sheets::of(&instance).unwrap();
    let lot = onedoor::study::Lot::new(&sheets, &study, 7).unwrap();
    let made = again(&lot.instance(1).unwrap());
    let away = |plan: &onedoor::model::Plan| {
        let longer = plan.tours.iter().filter(|tour| tour.days.len() > 1);
        longer.map(|tour| tour.days.iter().map(|day| day.stops.len()).sum::<usize>()).sum::<usize>()
    };
    assert!(away(&old) > 0 && away(&made) == 0);
    assert!(
        made.visits.len() + 4 >= old.visits.len(),
        "{} of {}",
        made.visits.len(),
        old.visits.len()
    );
}

#[test]
fn two_scenarios_are_compared_visit_by_visit() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("study.toml");
    let text = "format = 1\nname = 'x'\neffort = 20\nwarm_effort = 10\nprices = 0\n\
        [[scenario]]\nname = 'a team less'\npatch = [{ do = 'remove_teams', teams = ['A01-1'] }]\n";
    fs::write(&file, text).unwrap();
    let out = dir.path().join("out");
    assert!(study("instances/county", &file, &out).status().unwrap().success());
    let diff = |args: &[&str]| {
        let mut command = onedoor();
        command.args(["study", "diff"]).arg(&out).args(args);
        command
    };
    let said = json(diff(&["base", "a team less"]));
    // What is drawn, counted again from the plans themselves.
    let drawn = |at: usize| -> BTreeMap<String, (String, String)> {
        let key = &rows(&out.join("runs.csv"))[at]["study_run"];
        let bytes = fs::read(out.join(format!("runs/{key}.plan.json"))).unwrap();
        let plan: onedoor::model::Plan = serde_json::from_slice(&bytes).unwrap();
        let visits = plan.visits.iter();
        visits
            .flat_map(|visit| {
                let slot = (visit.date.to_string(), visit.team.clone());
                visit.tasks.iter().map(move |drawn| (drawn.task.clone(), slot.clone()))
            })
            .collect()
    };
    let (base, less) = (drawn(0), drawn(1));
    let same = base.iter().filter(|(task, slot)| less.get(*task) == Some(slot)).count();
    assert_eq!(said["tasks_in_the_same_slot"], same);
    let only =
        |a: &BTreeMap<_, _>, b: &BTreeMap<_, _>| a.keys().filter(|t| !b.contains_key(*t)).count();
    assert_eq!(said["only_first"].as_array().unwrap().len(), only(&base, &less));
    assert_eq!(said["only_second"].as_array().unwrap().len(), only(&less, &base));
    let moved: usize = said["moved"]
        .as_array()
        .unwrap()
        .iter()
        .map(|visit| {
            assert_ne!(visit["before"], visit["after"]);
            visit["tasks"].as_array().unwrap().len()
        })
        .sum();
    assert_eq!(moved + same + only(&base, &less), base.len());
    assert!(only(&base, &less) > 0, "a team less draws less");

    // The terminal and the files.
    let output =
        diff(&["base", "a team less", "-o"]).arg(dir.path().join("diff")).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("Only in base"));
    assert_eq!(rows(&dir.path().join("diff/diff.csv")).len(), 23);
    assert!(!rows(&dir.path().join("diff/moved.csv")).is_empty());
    // In the folder itself its name may be left out.
    let mut here = Command::new(env!("CARGO_BIN_EXE_onedoor"));
    here.args(["study", "diff", "base", "a team less"]).current_dir(&out);
    assert!(here.output().unwrap().status.success());
    let unknown = diff(&["base", "a team les"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("a team less"));
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
    let (mut killed, mut moment) = (0, 0);
    while killed < 20 && moment < 60 {
        moment += 1;
        let out = dir.path().join(format!("killed-{moment}"));
        let mut child = study(TINY, &file, &out).spawn().unwrap();
        std::thread::sleep(long.mul_f64(0.8 * rng.f64()).max(Duration::from_millis(1)));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        assert!(study(TINY, &file, &out).status().unwrap().success());
        assert!(tables(&out) == expected, "killed at moment {moment}");
    }
    assert!(killed == 20, "only {killed} of {moment} were killed in time");
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
    let merge = |folders: &[&str], to: &str| {
        let mut command = onedoor();
        command.args(["study", "merge"]).args(folders.iter().map(|name| out(name)));
        command.arg("-o").arg(out(to)).output().unwrap()
    };
    assert!(merge(&["1-2", "2-2"], "merged").status.success());
    assert!(tables(&out("merged")) == tables(&out("alone")));
    let mut with_instance = study(TINY, &file, &out("merged too"));
    with_instance.arg("--merge").args([out("1-2"), out("2-2")]);
    assert!(with_instance.status().unwrap().success());
    assert!(tables(&out("merged too")) == tables(&out("alone")));

    let half = merge(&["1-2"], "half");
    assert_eq!(half.status.code(), Some(2));
    assert!(String::from_utf8(half.stderr).unwrap().contains("runs are missing"));
    fs::create_dir(out("empty")).unwrap();
    assert_eq!(merge(&["1-2", "empty"], "none").status.code(), Some(2));
    let mut other = study(TINY, &file, &out("other"));
    assert!(other.args(["--seed", "77", "--shard", "1/2"]).status().unwrap().success());
    let mixed = merge(&["1-2", "other"], "mixed");
    assert!(String::from_utf8(mixed.stderr).unwrap().contains("belongs to another study"));
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
    holds(says("base = 'bas'"), &["study.toml", "3", "base", "bas"]);
    holds(says("replicates = 0"), &["study.toml", "3", "replicates", "1000"]);
    let search = "[search]\nminimise = 'teams'\n";
    let shares = format!("{search}subject_to = {{ coverage = 98 }}");
    holds(says(&shares), &["study.toml", "5", "search.subject_to.coverage", "98"]);
    holds(says("[search]\nminimise = 'staff'"), &["study.toml", "4", "staff"]);
    holds(
        says(&format!("effort = 5\nprices = 0\n{search}order = ['A01-7']")),
        &["search.order", "A01-1"],
    );
    holds(says("[frontier]"), &["study.toml", "3", "frontier"]);
    holds(says("[frontier]\nvalue = [-1.0]"), &["study.toml", "4", "frontier.value", "-1"]);
    holds(
        patch("{ do = 'remove_teams', teams = ['A01-7'] }"),
        &["study.toml", "5", "scenario.0.patch.0", "s1", "patch 1", "A01-1"],
    );
    holds(patch("{ do = 'suspend', agency = 'A99' }"), &["s1 · suspensions.csv", "A99"]);
    holds(patch("{ do = 'policy', key = 'policy.drive_minuts', value = 3 }"), &["drive_minutes"]);
    holds(patch("{ do = 'explode' }"), &["explode"]);
    holds(patch("{ do = 'policy', key = 'costs.kmm', factor = 2 }"), &["scenario.0.patch.0", "km"]);
    holds(patch("{ do = 'remove_agencies', agencies = ['A9'] }"), &["agencies", "A9"]);
    let grid = "[[grid]]\nname = 'g'\naxes = [[{ name = 'a' }],\n[{ name = 'b', patch = [{ do = 'close', region = '1', from = '2026-03-02', to = '2026-03-03' }] }]]";
    holds(says(grid), &["study.toml", "6", "grid.0.axes.1.0.patch.0", "g/a/b"]);
}
