//! `onedoor dispatch` as a dispatcher uses it: wishes are obeyed or refused with their rule, what is
//! frozen or another agency's stays as it is, and the judge finds nothing in what is written.

mod city;
mod packs;

use std::collections::BTreeMap;
use std::fs;

use onedoor::io;
use onedoor::messages::{self, Lang};
use onedoor::model::Visit;
use serde_json::Value;

use city::*;

#[test]
fn without_a_wish_the_plan_is_the_plan() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let (said, _) = run(&city().folder, &out, &[], 0);
    assert!(said.contains("0 visits changed"), "{said}");
    assert_eq!(
        fs::read(out.join("plan.json")).unwrap(),
        fs::read(city().folder.join("plan.json")).unwrap()
    );
}

#[test]
fn a_visit_goes_where_it_is_wished_and_nobody_elses_changes() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let (last, day) = movable(city);
    let wish = format!("{} date={day} team=A01-1", last.id);
    let one = temp.path().join("one");
    let (said, _) = run(&city.folder, &one, &["--set", &wish, "--threads", "1", "--json"], 0);
    let new = written(&one);
    let moved = visit(&new, &last.id);
    assert_eq!((moved.date.to_string(), moved.team.as_str()), (day, "A01-1"));
    assert_eq!(moved.tasks.len(), last.tasks.len());
    for before in city.plan.visits.iter().filter(|v| !own(v) || v.date > date("2026-03-31")) {
        assert_eq!(text(before), text(visit(&new, &before.id)));
    }
    let document: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(document["verified"], true);
    assert_eq!(document["changed_as_wished"], 1);
    // The free day takes it without anybody else being moved.
    assert_eq!(document["changed"], 1, "{said}");
    let differs = |v: &&Visit| text(v) != text(visit(&new, &v.id));
    let differing = city.plan.visits.iter().filter(differs).count();
    assert_eq!(document["changes"].as_array().unwrap().len(), differing);
    let eight = temp.path().join("eight");
    run(&city.folder, &eight, &["--set", &wish, "--threads", "8", "-q"], 0);
    for name in ["plan.json", "visits.csv", "tours.csv", "report.html"] {
        assert!(fs::read(one.join(name)).unwrap() == fs::read(eight.join(name)).unwrap(), "{name}");
    }
}

/// What rules forbid is refused with the rule, and nothing is written.
fn refused(more: &[&str], rule: &str) -> String {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let (_, said) = run(&city().folder, &out, more, 1);
    assert!(said.contains(&format!(" {rule}: ")), "{more:?}: {said}");
    assert!(!out.exists());
    said
}

#[test]
fn a_forbidden_wish_is_refused_with_its_rule() {
    let city = city();
    let first = march(&city.plan)[0];
    let of = |wish: &str| format!("{} {wish}", first.id);
    refused(&["--set", &of("date=2026-03-08")], "workday");
    // Team A01-2 begins on 2026-03-19.
    refused(&["--set", &of("date=2026-03-10 team=A01-2")], "team_available");
    let reserve = city.plan.unplanned.iter().find(|left| left.queue.is_some()).unwrap();
    refused(&["--add", &reserve.task], "draw");
    let impossible = city.plan.unplanned.iter().find(|left| left.impossible).unwrap();
    refused(&["--add", &impossible.task], impossible.reasons[0].rule.name());
    // One wish refused, nothing is done of the others.
    let both = ["--drop", &march(&city.plan)[1].id, "--add", &reserve.task];
    refused(&both, "draw");
}

#[test]
fn a_day_that_is_frozen_takes_nothing() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    // The day that a visit is to go to is frozen.
    let visits = first_team(&city.plan);
    let last = *visits.last().unwrap();
    let full = *visits.iter().rev().find(|v| v.date != last.date).unwrap();
    let tour = |v: &Visit| {
        let has = |t: &&onedoor::model::Tour| t.days.iter().any(|d| d.stops.contains(&v.id));
        city.plan.tours.iter().find(has).unwrap().id.clone()
    };
    let freeze = temp.path().join("freeze.txt");
    fs::write(&freeze, format!("{}  # told already\n\n", tour(full))).unwrap();
    let wish = format!("{} date={} team=A01-1", last.id, full.date);
    let freeze = freeze.to_str().unwrap();
    let said = refused(&["--set", &wish, "--freeze", freeze], "team_available");
    assert!(said.contains("frozen"), "{said}");
}

#[test]
fn wishes_that_do_not_fit_together_are_refused_beside_each_other() {
    let city = city();
    let (_, day) = movable(city);
    let possible = possible_days(city);
    let visits = first_team(&city.plan);
    let visits = visits.iter().filter(|v| possible(v).contains(&date(&day)));
    let wishes: Vec<String> = visits.map(|v| format!("{} date={day}", v.id)).collect();
    let sets: Vec<&str> = wishes.iter().flat_map(|wish| ["--set", wish]).collect();
    let said = refused(&sets, "day");
    assert!(said.contains("The nearest team-days:"), "{said}");
    let day = messages::form::date(Lang::En, date(&day));
    assert!(said.contains(&format!("A01-1 {day}")), "{said}");
}

#[test]
fn what_is_not_the_desks_is_bad_usage() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let first = march(&city.plan)[0];
    let other = city.plan.visits.iter().find(|v| !own(v)).unwrap();
    let late = city.plan.visits.iter().find(|v| own(v) && v.date > date("2026-03-31")).unwrap();
    let bad = |more: &[&str], found: &str| {
        let (_, said) = run(&city.folder, &out, more, 2);
        assert!(said.contains(found), "{more:?}: {said}");
        assert!(!out.exists());
    };
    bad(&["--drop", &other.id], "not of this agency");
    bad(&["--drop", &late.id], "outside --from and --to");
    bad(&["--drop", "V99999"], "has no visit");
    bad(&["--set", &format!("{} team={}", first.id, other.team)], "does not start from");
    bad(&["--set", &format!("{} date=2026-04-20", first.id)], "outside the days");
    bad(&["--set", &first.id], "expected");
    bad(&["--drop", &first.id, "--freeze-before", "2026-04-01"], "frozen");
    bad(&["--add", "T0O01"], "did you mean");
    // A plan of another instance, and one that does not hold.
    let mut strange = city.plan.clone();
    strange.instance.digest = "blake3:0".to_owned();
    let file = temp.path().join("strange.json");
    fs::write(&file, io::plan_json(&strange)).unwrap();
    let (_, said) = run(&file, &out, &[], 2);
    assert!(said.contains("does not belong to this instance"), "{said}");
    let mut broken = city.plan.clone();
    broken.visits[0].end.0 += 1;
    fs::write(&file, io::plan_json(&broken)).unwrap();
    let (_, said) = run(&file, &out, &[], 2);
    assert!(said.contains("does not hold"), "{said}");
}

#[test]
fn what_is_frozen_stays_byte_for_byte() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("out");
    let tours = city.plan.tours.iter().filter(|tour| tour.team == "A01-2");
    let tour = tours.filter(|tour| tour.days[0].date > date("2026-03-20")).nth(1).unwrap();
    let freeze = temp.path().join("freeze.txt");
    fs::write(&freeze, format!("{}\n", tour.id)).unwrap();
    let free = ["--improve", "--change-price", "0", "--effort", "60"];
    let frozen = ["--freeze-before", "2026-03-18", "--freeze", freeze.to_str().unwrap()];
    let (said, _) = run(&city.folder, &out, &[&free[..], &frozen, &["--json"]].concat(), 0);
    let document: Value = serde_json::from_str(&said).unwrap();
    assert!(document["changed"].as_u64().unwrap() > 0, "nothing was improved: {said}");
    assert!(document["cost"]["difference"].as_f64().unwrap() < 0.0, "{said}");
    let new = written(&out);
    let stays = |v: &&Visit| {
        !own(v) || v.date < date("2026-03-18") || tour.days.iter().any(|d| d.stops.contains(&v.id))
    };
    for before in city.plan.visits.iter().filter(stays) {
        assert_eq!(text(before), text(visit(&new, &before.id)));
    }
    assert_eq!(new.tours.iter().find(|t| t.id == tour.id), Some(tour));
}

#[test]
fn what_was_dropped_stays_away_until_it_is_asked_for() {
    let city = city();
    let temp = tempfile::tempdir().unwrap();
    let gone = march(&city.plan).into_iter().find(|v| !is_required(v)).unwrap();
    let (first, second, third) =
        (temp.path().join("first"), temp.path().join("second"), temp.path().join("third"));
    run(&city.folder, &first, &["--drop", &gone.id], 0);
    let plan = written(&first);
    assert_eq!(plan.visits.len() + 1, city.plan.visits.len());
    let task = &gone.tasks[0].task;
    let left = plan.unplanned.iter().find(|left| left.task == *task).unwrap();
    assert_eq!(left.reasons[0].note.as_ref().unwrap().key, "plan-dropped");
    run(&first, &second, &["--improve"], 0);
    assert!(written(&second).unplanned.iter().any(|left| left.task == *task));
    let (said, _) = run(&second, &third, &["--add", task], 0);
    assert!(said.contains("new"), "{said}");
    let back = written(&third);
    let drawn: BTreeMap<&str, &str> = back
        .visits
        .iter()
        .flat_map(|v| v.tasks.iter().map(|drawn| (drawn.task.as_str(), v.team.as_str())))
        .collect();
    for task in &gone.tasks {
        assert!(drawn[task.task.as_str()].starts_with("A01-"));
    }
}
