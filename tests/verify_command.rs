//! `onedoor verify` as people and programs call it.

use std::path::Path;

use assert_cmd::Command;
use onedoor::messages::{Lang, rule_label};
use onedoor::model::Rule;
use serde_json::Value;

fn verify(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("onedoor").unwrap();
    let week = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/bad-plans/week");
    command.current_dir(week).arg("verify").args(args);
    command
}

fn said(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_good_plan_exits_with_0_and_shows_every_rule() {
    let text = said(&mut verify(&[".", "plans/good.json", "--lang", "en"]), 0);
    for rule in Rule::ALL {
        assert!(text.contains(&format!("✓ {}", rule_label(Lang::En, *rule))), "{rule}");
    }
    assert!(text.contains("Every rule is kept"));
}

#[test]
fn a_bad_plan_exits_with_1_and_says_why_in_both_languages() {
    let english = said(&mut verify(&[".", "plans/six_month.json", "--lang", "en"]), 1);
    assert!(english.contains(&format!("✗ {}", rule_label(Lang::En, Rule::SixMonth))));
    assert!(english.contains("9 Sep 2025 (history.csv:2)"), "{english}");
    let chinese = said(&mut verify(&[".", "plans/six_month.json", "--lang", "zh"]), 1);
    assert!(
        chinese.contains("同一监管部门已于 2025年9月9日 抽查同一产品（history.csv:2）"),
        "{chinese}"
    );
}

#[test]
fn json_is_one_document() {
    let text = said(&mut verify(&[".", "plans/arithmetic.json", "--json"]), 1);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["clean"], false);
    assert_eq!(document["rules"].as_array().unwrap().len(), Rule::ALL.len());
    let violation = &document["violations"][0];
    assert_eq!(violation["rule"], "arithmetic");
    assert_eq!(violation["subject"], "tour:R8");
    assert_eq!((&violation["expected"], &violation["found"]), (&"50000".into(), &"49000".into()));
    // 436.8 km of ways at 1.20 yuan are not what the plan's metres sum up to, but what is driven.
    assert_eq!(document["objective"]["recomputed"]["travel"], 436.8);
}

#[test]
fn what_can_not_be_read_exits_with_2() {
    said(&mut verify(&["no-such-instance", "plans/good.json"]), 2);
    said(&mut verify(&[".", "no-such-plan"]), 2);
    said(&mut verify(&[".", "instance.toml"]), 2);
    said(&mut verify(&["."]), 2);
}
