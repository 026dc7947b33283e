//! `onedoor plan` as people run it: the same bytes on any number of threads, a verified plan of a
//! city with every required task, the best plan so far after Ctrl-C.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use onedoor::io;
use onedoor::model::{Rule, Stopped, TaskIx};
use onedoor::plan::{self, Limits, Unwatched};

fn onedoor() -> Command {
    Command::new(env!("CARGO_BIN_EXE_onedoor"))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = |instance: &str, effort: &str, threads: &str| {
        let out = folder.path().join(format!("{}-{threads}", instance.replace('/', "-")));
        let status = onedoor()
            .args(["plan", instance, "--effort", effort, "--bound", "60", "--threads", threads])
            .args(["-q", "-o"])
            .arg(&out)
            .status()
            .unwrap();
        let planned = matches!(status.code(), Some(0 | 1));
        assert!(planned, "{instance} on {threads} threads: {status}");
        files(&out)
    };
    for (instance, effort) in [("instances/county", "100"), ("instances/jincheng", "5")] {
        let one = run(instance, effort, "1");
        for threads in ["2", "8"] {
            let other = run(instance, effort, threads);
            for (name, bytes) in &one {
                assert!(other[name] == *bytes, "{instance}: {name} on {threads} threads");
            }
            assert_eq!(one.len(), other.len());
        }
    }
}

#[test]
fn jincheng_is_planned_with_every_required_task() {
    let (instance, _) = io::read_instance(Path::new("instances/jincheng")).unwrap();
    let limits = Limits::new(150, 1);
    let planned = plan::plan(&instance, &limits, &Unwatched).unwrap();
    assert!(planned.verdict.violations.is_empty(), "{:?}", planned.verdict.violations);
    assert_eq!(planned.missing, 0);
    for left in &planned.plan.unplanned {
        assert!(!left.reasons.is_empty(), "{} has no reason", left.task);
    }
    // Who is kept away by draws of other levels alone is told so.
    let drawn = planned.plan.visits.iter().flat_map(|visit| &visit.tasks);
    let drawn: Vec<_> = drawn.filter_map(|drawn| instance.task(&drawn.task)).collect();
    let crowded = planned.plan.unplanned.iter().filter(|left| !left.impossible);
    let (mut higher, mut six_month) = (0, 0);
    for left in crowded {
        let task = instance.task(&left.task).unwrap();
        let product = |task: TaskIx| instance.tasks[task.ix()].product;
        let same = drawn.iter().any(|&other| {
            product(other) == product(task) && instance.organiser(other) == instance.organiser(task)
        });
        let rules: Vec<Rule> = left.reasons.iter().map(|why| why.rule).collect();
        assert!(!(same && rules.contains(&Rule::UpperFirst)), "{} {rules:?}", left.task);
        higher += usize::from(rules.contains(&Rule::UpperFirst));
        six_month += usize::from(rules.contains(&Rule::SixMonth));
    }
    assert!(higher > 0 && six_month > 0, "{higher} and {six_month}");
}

#[test]
fn a_given_time_is_for_search_and_proof() {
    let folder = tempfile::tempdir().unwrap();
    let run = |instance: &str, given: &[&str]| {
        let (begin, out) = (Instant::now(), folder.path().join(instance.replace('/', "-")));
        let mut command = onedoor();
        command.args(["plan", instance, "-q", "-o"]).arg(&out).args(given);
        assert!(command.status().unwrap().success());
        (begin.elapsed(), io::read_plan(&out).unwrap())
    };
    // The simple bound takes no time: what was kept for it is searched.
    let (time, plan) = run("instances/county", &["--time", "3", "--bound", "0"]);
    assert!(time >= Duration::from_secs(3), "{time:?}");
    assert_eq!(plan.solver.stopped, Stopped::Time);
    let information = plan.information.command.unwrap();
    assert!(information.contains("--time 3 --bound 0"), "{information}");
    // What is proved optimal needs no more of either.
    let (time, plan) = run("instances/tiny/door", &["--time", "10"]);
    assert!(time < Duration::from_secs(10), "{time:?}");
    assert_eq!(plan.solver.stopped, Stopped::Optimal);
    assert_eq!(plan.bound.unwrap().total, plan.objective.total);
    assert!(!plan.information.command.unwrap().contains("--bound"));
}

#[test]
fn a_workbook_gives_the_plan_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let run = |instance: &str| {
        let out = folder.path().join("plan");
        let mut command = onedoor();
        command.args(["plan", instance, "--effort", "20", "--bound", "60", "-q", "-o"]).arg(&out);
        assert!(command.status().unwrap().success());
        files(&out)
    };
    assert!(run("instances/county") == run("instances/county.xlsx"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_writes_the_best_plan_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("plan");
    let mut child = onedoor()
        .args(["plan", "instances/jincheng", "--effort", "100000", "-q", "-o"])
        .arg(&out)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(8));
    // The shell's own: a small machine has no other.
    let interrupt = format!("kill -INT {}", child.id());
    let sent = Command::new("sh").args(["-c", &interrupt]).status().unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    let plan = io::read_plan(&out).unwrap();
    assert_eq!(plan.solver.stopped, Stopped::Interrupted);
    assert!(!plan.solver.repeatable);
}
