//! The judge against `instances/bad-plans/`: good plans are clean, and every other plan breaks
//! exactly the rule that is its name. Each rule has at least one.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use onedoor::io;
use onedoor::model::*;
use onedoor::verify::judge;
use support::said;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/bad-plans")
}

/// Entries of a folder, in order.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

/// Every instance of the folder with its plans: name of the file without `.json`, path.
fn instances() -> Vec<(Instance, Vec<(String, PathBuf)>)> {
    let folders = entries(&root()).into_iter().filter(|path| path.is_dir());
    let read = |folder: PathBuf| {
        let (instance, _) = io::read_instance(&folder).unwrap_or_else(|wrong| {
            panic!("{}: {wrong:#?}", folder.display());
        });
        let plans = entries(&folder.join("plans")).into_iter().map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, path)
        });
        (instance, plans.collect())
    };
    folders.map(read).collect()
}

#[test]
fn every_plan_breaks_its_rule_and_no_other() {
    let mut judged = BTreeSet::new();
    for (instance, plans) in instances() {
        assert!(plans.iter().any(|(name, _)| name == "good"), "{}", instance.settings().name);
        for (name, path) in plans {
            let plan = io::read_plan(&path).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
            let verdict = judge(&instance, &plan);
            let broken: BTreeSet<Rule> = verdict.violations.iter().map(|v| v.rule).collect();
            let expected: BTreeSet<Rule> = if name == "good" {
                BTreeSet::new()
            } else {
                BTreeSet::from([name.parse().unwrap()])
            };
            assert_eq!(broken, expected, "{}: {:#?}", path.display(), verdict.violations);
            judged.extend(expected);
        }
    }
    let all: BTreeSet<Rule> = Rule::ALL.iter().copied().collect();
    assert_eq!(judged, all);
}

#[test]
fn every_check_is_made_on_some_good_plan() {
    let mut made = BTreeSet::new();
    for (instance, plans) in instances() {
        for (_, path) in plans.iter().filter(|(name, _)| name == "good") {
            let verdict = judge(&instance, &io::read_plan(path).unwrap());
            made.extend(verdict.counts.iter().filter(|(_, n)| *n > 0).map(|(rule, _)| *rule));
        }
    }
    // No good plan of these enters a door twice, so that no pair is compared.
    let all = Rule::ALL.iter().copied().filter(|rule| *rule != Rule::OneDoor);
    assert_eq!(made, all.collect());
}

#[test]
fn the_readme_names_every_plan() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for (_, plans) in instances() {
        for (name, path) in plans {
            let folder = path.parent().unwrap().parent().unwrap().file_name().unwrap();
            let row = format!("| `{}` | `{name}` |", folder.to_str().unwrap());
            assert!(readme.contains(&row), "{row}");
        }
    }
}

/// After a change of an instance here, its plans need the new digest:
/// `cargo test --release --test bad_plans -- --ignored`. Figures are not touched: they are done
/// by hand.
#[test]
#[ignore = "rewrites files"]
fn put_the_digests_into_the_plans() {
    for (instance, plans) in instances() {
        for (_, path) in plans {
            let mut plan = io::read_plan(&path).unwrap();
            plan.instance.digest = instance.digest().to_owned();
            fs::write(&path, io::plan_json(&plan)).unwrap();
            assert_eq!(said(&judge(&instance, &plan), &["verify-digest"]), Vec::<String>::new());
        }
    }
}
