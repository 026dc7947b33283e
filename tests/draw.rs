//! The public draw as anybody can do it again: with the lines of Python that stand in the reference.

use std::path::Path;
use std::process::Command;

use onedoor::io;
use onedoor::model::{DrawMode, Fen, Instance};
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::{messages::Lang, report};

/// The lines of Python in the reference.
fn script() -> String {
    let page = std::fs::read_to_string("docs/outputs.md").unwrap();
    let (_, code) = page.split_once("```python\n").expect("no Python in docs/outputs.md");
    code.split_once("```").unwrap().0.to_owned()
}

/// The county with so few different values that lots are drawn among many.
fn instance(mode: DrawMode, seed: u64) -> Instance {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let (mut settings, mut tables) = (county.settings().clone(), county.tables().clone());
    settings.policy.draw = mode;
    settings.seed = seed;
    for (at, task) in tables.tasks.iter_mut().enumerate() {
        task.value = Fen(100_000 + 50_000 * (at as i64 % 2));
    }
    Instance::new(settings, tables).unwrap()
}

/// `draw.csv` of a plan, and whether the judge found it right.
fn drawn(instance: &Instance) -> String {
    let limits = Limits::new(1, 1);
    let planned = plan::plan(instance, &limits, &Unwatched).unwrap();
    assert!(planned.verdict.violations.is_empty(), "{:?}", planned.verdict.violations);
    let files = report::files(instance, &planned.plan, &planned.draw, &[], Lang::En).unwrap();
    let (_, bytes) = files.into_iter().find(|(name, _)| name == "draw.csv").unwrap();
    String::from_utf8(bytes).unwrap()
}

fn python(folder: &Path, csv: &str, seed: u64, mode: &str) -> (bool, String) {
    let (code, table) = (folder.join("draw.py"), folder.join("draw.csv"));
    std::fs::write(&code, script()).unwrap();
    std::fs::write(&table, csv).unwrap();
    let mut run = Command::new("python3");
    run.arg(&code).args([&seed.to_string(), mode]).arg(&table);
    let output = run.output().expect("python3 is needed to do the draw again");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn anybody_can_do_the_draw_again() {
    let folder = tempfile::tempdir().unwrap();
    for seed in [1, 20_260_302] {
        for (mode, name) in [(DrawMode::Lottery, "lottery"), (DrawMode::Balanced, "balanced")] {
            let csv = drawn(&instance(mode, seed));
            assert!(csv.lines().count() > 30, "{csv}");
            let (holds, said) = python(folder.path(), &csv, seed, name);
            assert!(holds, "{name}, seed {seed}: {said}");
            // Another seed, and a decision turned round, are noticed.
            assert!(!python(folder.path(), &csv, seed + 1, name).0);
            let bent = csv.replacen(",target_reached,", ",drawn,", 1);
            assert!(bent != csv && !python(folder.path(), &bent, seed, name).0);
        }
    }
}
