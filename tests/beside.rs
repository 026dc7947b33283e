//! What stands beside a plan: the price of the lot and the price of balance, as `onedoor plan` finds
//! them, writes them and shows them.

use std::path::Path;
use std::process::Command;

use onedoor::model::{DrawMode, Fen, Instance, Plan};
use onedoor::plan::{self, Limits, Planned, Unwatched};
use onedoor::{io, report, verify};

const LIMITS: Limits = Limits::new(60, 1);

fn county(change: impl FnOnce(&mut onedoor::model::Settings)) -> Instance {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let (mut settings, mut tables) = (county.settings().clone(), county.tables().clone());
    change(&mut settings);
    // All candidates are worth the same, so that the lot decides and not their value.
    tables.tasks.iter_mut().for_each(|task| task.value = Fen(150_000));
    Instance::new(settings, tables).unwrap()
}

fn planned(instance: &Instance) -> Planned {
    let planned = plan::plan(instance, &LIMITS, &Unwatched).unwrap();
    assert!(planned.verdict.is_clean(), "{:?}", planned.verdict.violations);
    planned
}

#[test]
fn whoever_is_cheap_to_reach_costs_less_than_the_lot() {
    let mut saved = Fen::ZERO;
    for seed in 1..=4 {
        let instance = county(|settings| settings.seed = seed);
        let plan = planned(&instance).plan;
        let price = plan::price_of_draw(&instance, &plan, &LIMITS, &Unwatched).unwrap().unwrap();
        assert_eq!(price.saved, plan.objective.total - price.other.total - price.worth);
        assert_eq!(price.effort, LIMITS.effort);
        saved += price.saved;
    }
    assert!(saved > Fen(100_000), "four lots cost {saved} yuan");
    // Where nobody is drawn by lot there is no such price.
    let open = county(|settings| settings.policy.draw = DrawMode::Cost);
    let plan = planned(&open).plan;
    assert_eq!(plan::price_of_draw(&open, &plan, &LIMITS, &Unwatched).unwrap(), None);
}

#[test]
fn evenness_is_bought_and_never_sold() {
    // The county's season lies in one month: nothing to be evened there.
    let (instance, _) = io::read_instance(Path::new("instances/jincheng")).unwrap();
    let limits = Limits { effort: 40, ..LIMITS };
    let plan = plan::plan(&instance, &limits, &Unwatched).unwrap().plan;
    let curve = plan::balance_curve(&instance, &plan, &limits, &Unwatched).unwrap();
    let factors: Vec<f64> = curve.iter().map(|weighed| weighed.factor).collect();
    assert_eq!(factors, [0.0, 0.25, 1.0, 4.0, 16.0]);
    for weighed in &curve {
        let verdict = verify::judge(&instance, &weighed.plan);
        assert!(verdict.is_clean(), "× {}: {:?}", weighed.factor, verdict.violations);
        assert_eq!(verdict.objective, weighed.plan.objective);
    }
    let figures = |plan: &Plan| {
        let o = plan.objective;
        (o.total - o.balance, o.balance)
    };
    for pair in curve.windows(2) {
        let ((cost, uneven), (more, less)) = (figures(&pair[0].plan), figures(&pair[1].plan));
        assert!(cost <= more && uneven >= less, "{cost} {uneven}, {more} {less}");
    }
    // The weights do something, and the plan with the instance's own is not dearer than the given one.
    assert!(figures(&curve[0].plan).1 > figures(&curve[4].plan).1);
    assert!(curve[2].plan.objective.total <= plan.objective.total);
    let index = |at: usize| report::evenness(&instance, &curve[at].plan).unwrap().months;
    assert!(index(4) < index(0), "{} {}", index(4), index(0));
}

#[test]
fn the_command_writes_both_and_the_page_shows_them() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        let status = Command::new(env!("CARGO_BIN_EXE_onedoor"))
            .args(["plan", "instances/county", "--effort", "40", "--no-bound", "--balance-curve"])
            .args(["--threads", threads, "--lang", "en", "-q", "-o"])
            .arg(&out)
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(0));
        out
    };
    let out = run("one", "1");
    let plan = io::read_plan(&out).unwrap();
    let price = plan.information.draw.expect("a small instance says what its lot costs");
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains(&format!("value=\"{}\" data-figure=\"lot_saved\"", price.saved)));
    assert_eq!(page.matches("data-figure=\"curve_cost\"").count(), 5);
    let table = std::fs::read_to_string(out.join("balance-curve.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(
        rows.iter().map(|row| row[0]).collect::<Vec<_>>(),
        ["0.00", "0.25", "1.00", "4.00", "16.00"]
    );
    assert_eq!(rows[2][1], plan.information.balance[2].cost.to_string());
    // The judge accepts it, the report gives the same files again, and so do two threads.
    let again = folder.path().join("again");
    let onedoor = |args: &[&str]| {
        let run =
            Command::new(env!("CARGO_BIN_EXE_onedoor")).args(args).arg(&out).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    onedoor(&["verify", "instances/county"]);
    onedoor(&["report", "-o", again.to_str().unwrap(), "--lang", "en", "instances/county"]);
    let two = run("two", "2");
    for name in ["plan.json", "balance-curve.csv", "balance.csv", "report.html"] {
        let bytes = std::fs::read(out.join(name)).unwrap();
        assert!(bytes == std::fs::read(again.join(name)).unwrap(), "{name} by report");
        assert!(bytes == std::fs::read(two.join(name)).unwrap(), "{name} by two threads");
    }
}
