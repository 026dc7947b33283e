//! `weights.owner_day`: enterprises of one owner are visited on one day where it costs little.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use onedoor::io;
use onedoor::model::{Fen, Instance, Objective, Plan, Rule};
use onedoor::plan::{self, Limits, Planned, Unwatched};
use onedoor::verify::judge;

/// The county, its enterprises in the hands of a few, and a day more of an owner's at a price.
fn owned(weight: Fen) -> Instance {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let (mut settings, mut tables) = (county.settings().clone(), county.tables().clone());
    settings.weights.owner_day = weight;
    for (at, row) in tables.enterprises.iter_mut().enumerate() {
        row.owner = (at % 2 == 0).then(|| format!("owner {}", at % 10));
    }
    Instance::new(settings, tables).unwrap()
}

fn planned(instance: &Instance) -> Planned {
    let limits = Limits::new(60, 1);
    let planned = plan::plan(instance, &limits, &Unwatched).unwrap();
    assert!(planned.verdict.is_clean(), "{:?}", planned.verdict.violations);
    planned
}

/// Days beyond the first of every owner of several, by hand.
fn further(instance: &Instance, plan: &Plan) -> i64 {
    let mut days: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    for visit in &plan.visits {
        let site = &instance.enterprises[instance.enterprise(&visit.site).unwrap().ix()];
        if let Some(owner) = &site.owner {
            days.entry(owner).or_default().insert(visit.date);
        }
    }
    days.values().map(|days| days.len() as i64 - 1).sum()
}

#[test]
fn sister_plants_come_together_where_it_is_weighed() {
    let free = owned(Fen::ZERO);
    let apart = planned(&free).plan;
    assert_eq!(apart.objective.owner_days, Fen::ZERO);
    assert!(!io::plan_json(&apart).contains("owner_days"));
    let weighed = owned(Fen(30_000));
    let together = planned(&weighed).plan;
    let days = further(&weighed, &together);
    assert_eq!(together.objective.owner_days, Fen(30_000).times(days));
    assert_eq!(together.objective, together.objective.summed());
    assert!(days < further(&free, &apart), "{days} of {}", further(&free, &apart));
    let mut wrong = together.clone();
    wrong.objective =
        Objective { owner_days: Fen(30_000).times(days + 1), ..wrong.objective }.summed();
    let verdict = judge(&weighed, &wrong);
    assert_eq!(verdict.violations_of(Rule::Arithmetic), 1);
    assert_eq!(verdict.violations.len(), 1, "{:?}", verdict.violations);
}

/// An owner of one enterprise has no sister plant: it may be visited on as many days as it takes.
#[test]
fn an_owner_of_one_enterprise_is_spread_over_nothing() {
    let weighed = owned(Fen(30_000));
    let (settings, mut tables) = (weighed.settings().clone(), weighed.tables().clone());
    for (at, row) in tables.enterprises.iter_mut().enumerate() {
        row.owner = Some(format!("owner {at}"));
    }
    let alone = Instance::new(settings, tables).unwrap();
    assert_eq!(planned(&alone).plan.objective.owner_days, Fen::ZERO);
}

#[test]
fn the_weight_is_read_and_written() {
    let temp = tempfile::tempdir().unwrap();
    let weighed = owned(Fen(12_345));
    io::write_instance(&weighed, temp.path()).unwrap();
    let (again, _) = io::read_instance(temp.path()).unwrap();
    assert_eq!(again.settings().weights.owner_day, Fen(12_345));
    assert_eq!(again.digest(), weighed.digest());
}
