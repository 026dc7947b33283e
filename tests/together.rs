//! The smallest sets of facts that forbid planning some tasks together: with the cited facts alone
//! there is still no plan, and without any one of them there is one, or it is marked.

use std::collections::BTreeSet;
use std::path::Path;

use onedoor::explain::{self, Fact, Together, relaxed};
use onedoor::model::{Instance, Rule, TaskIx};
use onedoor::plan::{self, Limits, Unwatched};

fn committed(name: &str) -> Instance {
    onedoor::io::read_instance(&Path::new("instances").join(name)).unwrap().0
}

/// Whether a plan with every task is found.
fn possible(instance: &Instance) -> bool {
    let limits = Limits::new(20, 1);
    let planned = plan::plan(instance, &limits, &Unwatched).unwrap();
    planned.verdict.is_clean() && planned.plan.unplanned.is_empty()
}

fn told(instance: &Instance, tasks: &[&str]) -> Together {
    let tasks: Vec<TaskIx> = tasks.iter().map(|id| instance.task(id).unwrap()).collect();
    let told = explain::together(instance, &tasks, &mut possible).unwrap();
    if told.possible {
        return told;
    }
    // Solved again from the facts, not from what the filter says of itself.
    let rest = relaxed(instance, &tasks, &told.dropped).unwrap();
    assert!(!possible(&rest), "the cited facts forbid it: {told:?}");
    for cited in &told.facts {
        let mut without: BTreeSet<Fact> = told.dropped.clone();
        without.insert(cited.fact.unwrap());
        let free = relaxed(instance, &tasks, &without).unwrap();
        assert_eq!(possible(&free), cited.needed, "{cited:?}");
    }
    told
}

fn rules(told: &Together) -> Vec<Rule> {
    let mut rules: Vec<Rule> = told.facts.iter().filter_map(|cited| cited.rule).collect();
    rules.dedup();
    rules
}

fn rows(told: &Together) -> Vec<&str> {
    told.facts.iter().filter_map(|cited| cited.since.as_deref()).collect()
}

/// The lessons worked by hand name the rule behind every task that is impossible alone.
#[test]
fn what_is_impossible_alone_is_proved_with_its_rule_and_row() {
    for (lesson, task, rule) in [
        ("door", "T11", Rule::ScopeTest),
        ("interval", "T3", Rule::SixMonth),
        ("interval", "T4", Rule::UpperFirst),
        ("interval", "T11", Rule::Approved),
        ("nights", "T5", Rule::Delivery),
        ("lottery", "T8", Rule::SixMonth),
        ("neighbours", "T6", Rule::Ceiling),
    ] {
        let instance = committed(&format!("tiny/{lesson}"));
        let told = told(&instance, &[task]);
        assert!(!told.possible && told.proved, "{lesson} {task}: {told:?}");
        assert!(rules(&told).contains(&rule), "{lesson} {task}: {told:?}");
        assert!(told.remedies.contains(&rule));
        assert!(told.facts.iter().all(|cited| cited.needed) == told.smallest);
        let history = matches!(rule, Rule::SixMonth | Rule::UpperFirst);
        let cites = rows(&told).iter().any(|row| row.starts_with("history.csv:"));
        assert_eq!(cites, history, "{lesson} {task}: {told:?}");
    }
}

/// T7 and T8 are the same product, for city and county: each alone, never both.
#[test]
fn two_tasks_that_exclude_each_other_are_both_named_and_the_rest_is_not() {
    let instance = committed("tiny/door");
    let told = told(&instance, &["T1", "T2", "T3", "T5", "T7", "T8", "T9"]);
    assert!(!told.possible && !told.proved && !told.smallest, "no single task is impossible");
    let tasks: Vec<&str> = told.facts.iter().filter_map(|cited| cited.task.as_deref()).collect();
    assert_eq!(tasks, ["T7", "T8"]);
    assert_eq!(rules(&told), [Rule::UpperFirst]);
    assert!(told.facts.iter().all(|cited| cited.needed));
}

#[test]
fn what_can_be_planned_is_not_explained_away() {
    let told = told(&committed("tiny/door"), &["T1", "T2", "T3", "T4"]);
    assert!(told.possible && told.facts.is_empty());
}

#[test]
fn the_command_says_it_in_words_and_as_data() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan");
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("onedoor").unwrap();
        command.args(args).output().unwrap()
    };
    let (plan, door) = (plan.to_str().unwrap(), "instances/tiny/door");
    let made = run(&["plan", door, "-o", plan, "--effort", "20", "-q"]);
    assert!(made.status.code().is_some_and(|code| code < 2), "{made:?}");
    for (lang, words) in [("en", "Not proved"), ("zh", "未证明")] {
        let said = run(&["explain", door, plan, "--together", "T7;T8;T1", "--lang", lang]);
        let said = String::from_utf8(said.stdout).unwrap();
        assert!(
            said.contains("T7") && said.contains("upper_first") && said.contains(words),
            "{said}"
        );
        assert!(!said.contains("explain-"), "{said}");
    }
    let said = run(&["explain", door, plan, "--required", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(document["together"]["possible"], false, "T11 is required: {document:#}");
    assert_eq!(document["together"]["proved"], true);
    let wrong = run(&["explain", door, plan, "--together", "T7;TT8", "--lang", "en"]);
    assert_eq!(wrong.status.code(), Some(2));

    // T8 was crowded out by T7; putting it in is tried and answered.
    let said = run(&["explain", door, plan, "--task", "T8", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert!(document["task"]["price"]["found"].is_boolean(), "{document:#}");
}
