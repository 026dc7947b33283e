//! The certificate of a bound: the judge prices every team's days again, and what was changed in it is
//! either refused or proves less.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use onedoor::bound::{self, Effort, Ground};
use onedoor::calendar::{Calendar, OpenHours};
use onedoor::draw;
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::model::{Certificate, Fen, Instance, Plan, QuotaPrice, RivalPrice};
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::rules::Screen;
use onedoor::verify::certify;
use serde_json::Value;
use tempfile::TempDir;

/// An instance, a plan of it and the certificate of the plan's bound.
fn certified(name: &str) -> (Instance, Plan, Certificate) {
    let (instance, _) = io::read_instance(&Path::new("instances/tiny").join(name)).unwrap();
    let limits = Limits::new(20, 1);
    let plan = plan::plan(&instance, &limits, &Unwatched).unwrap().plan;
    let calendar = Calendar::new(&instance);
    let hours = OpenHours::new(&instance, &calendar);
    let travel = Travel::new(&instance).unwrap();
    let screen = Screen::new(&instance, &calendar, &hours, &travel);
    let draw = draw::run(&instance, &screen);
    let ground = Ground { instance: &instance, screen: &screen, draw: &draw };
    let proof = bound::prove(ground, (&plan, &[]), Effort::Units(100), &bound::Unwatched);
    let certificate = proof.certificate.unwrap();
    (instance, plan, certificate)
}

#[test]
fn the_judge_proves_what_a_certificate_says() {
    for name in ["door", "nights", "interval", "neighbours"] {
        let (instance, plan, certificate) = certified(name);
        let proved = certify(&instance, &plan, &certificate).unwrap();
        assert!(proved >= certificate.bound, "{name}: {proved:?} < {:?}", certificate.bound);
        assert!(proved <= plan.objective.total, "{name}: {proved:?}");
        assert!(certificate.bound > Fen::ZERO, "{name}");
    }
}

/// What a changed certificate proves: less than it says, or nothing, for the reason answered.
fn changed(name: &str, change: impl Fn(&mut Certificate)) -> Option<String> {
    let (instance, plan, mut certificate) = certified(name);
    change(&mut certificate);
    match certify(&instance, &plan, &certificate) {
        Ok(proved) => {
            assert!(proved < certificate.bound, "{proved:?} of {:?}", certificate.bound);
            None
        }
        Err(note) => Some(note.key.into_owned()),
    }
}

#[test]
fn better_prices_than_the_right_ones_prove_less() {
    // Whoever promises twice as much for every task invites days that take it.
    let dearer = |certificate: &mut Certificate| {
        certificate.tasks.iter_mut().for_each(|row| row.price *= 2);
    };
    assert_eq!(changed("nights", dearer), None);
    // Whoever promises nothing has nothing to show.
    assert_eq!(changed("nights", |certificate| certificate.tasks.clear()), None);
    assert_eq!(changed("door", |certificate| certificate.tasks.clear()), None);
}

#[test]
fn a_certificate_that_says_more_than_its_prices_is_found_out() {
    assert_eq!(changed("nights", |certificate| certificate.bound.0 = i64::MAX), None);
}

#[test]
fn prices_that_prove_nothing_are_refused() {
    let why = |change: &dyn Fn(&mut Certificate)| changed("door", change).unwrap();
    let nameless = |certificate: &mut Certificate| certificate.tasks[0].task = "nobody".into();
    assert_eq!(why(&nameless), "verify-certificate-unknown");
    let negative = |certificate: &mut Certificate| certificate.tasks[0].price = -1;
    assert_eq!(why(&negative), "verify-certificate-price");
    let huge = |certificate: &mut Certificate| certificate.tasks[0].price = i64::MAX;
    assert_eq!(why(&huge), "verify-certificate-price");
    let foreign = |certificate: &mut Certificate| certificate.instance.digest = "blake3:0".into();
    assert_eq!(why(&foreign), "verify-certificate-instance");
    let quota = |certificate: &mut Certificate| {
        certificate.quotas.push(QuotaPrice { row: 9999, min: 1, target: 0, max: 0 });
    };
    assert_eq!(why(&quota), "verify-certificate-unknown");
}

#[test]
fn claims_about_tasks_are_looked_into() {
    // Two tasks that can both be planned are no rivals.
    let rivals = |certificate: &mut Certificate| {
        let tasks = certificate.tasks.iter().take(2).map(|row| row.task.clone()).collect();
        certificate.rivals = vec![RivalPrice { tasks, price: 1_000_000 }];
    };
    assert_eq!(changed("nights", rivals).as_deref(), Some("verify-certificate-rivals"));
}

fn onedoor(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("onedoor").unwrap();
    command.args(args);
    command
}

#[test]
fn the_command_says_whether_a_certificate_holds() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    let plan = ["plan", "instances/tiny/nights", "-o", path, "--effort", "20", "-q"];
    onedoor(&plan).assert().success();
    let verify = ["verify", "instances/tiny/nights", path, "--certificate", "--json"];
    let document = |code: i32| -> Value {
        let output = onedoor(&verify).assert().code(code).get_output().stdout.clone();
        serde_json::from_slice(&output).unwrap()
    };
    assert_eq!(document(0)["certificate"]["holds"], true);
    let file = folder.path().join("certificate.json");
    let mut certificate: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let price = certificate["tasks"][0]["price"].as_i64().unwrap();
    certificate["tasks"][0]["price"] = Value::from(price + 500_000_000);
    fs::write(&file, certificate.to_string()).unwrap();
    let found = document(1);
    assert_eq!(found["certificate"]["key"], "verify-certificate-less");
    assert_eq!(found["clean"], true);
    fs::write(&file, "{").unwrap();
    onedoor(&verify).assert().code(2);
}
