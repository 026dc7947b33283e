//! `policy.rotation`: the agency that came to an enterprise last does not come again, or at a price,
//! for the planner, the explanations and the judge alike.

mod support;

use std::path::Path;

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::explain;
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::messages::Lang;
use onedoor::model::{AgencyIx, Fen, Instance, Objective, Outcome, Plan, Rotation, Rule, Visit};
use onedoor::plan::{self, Limits, Planned, Unwatched};
use onedoor::rules::Screen;
use onedoor::verify::judge;

use support::came;

fn planned(instance: &Instance) -> Planned {
    let limits = Limits::new(30, 1);
    plan::plan(instance, &limits, &Unwatched).unwrap()
}

fn agencies(instance: &Instance, visit: &Visit) -> Vec<AgencyIx> {
    instance.agencies_of(instance.team(&visit.team).unwrap())
}

/// The county, whose history says that the agency of every visit of a plan was at that enterprise
/// the day before the horizon, and drew nothing.
fn after(instance: &Instance, plan: &Plan, rotation: Rotation) -> Instance {
    let (mut settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    settings.policy.rotation = rotation;
    for (visit, row) in plan.visits.iter().zip(9000..) {
        let task = instance.task(&visit.tasks[0].task).unwrap();
        let agency = agencies(instance, visit)[0];
        tables.history.push(came(instance, row, task, Outcome::Refused, agency));
    }
    Instance::new(settings, tables).unwrap()
}

#[test]
fn who_came_last_does_not_come_again() {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let first = planned(&county).plan;
    // The digest of an instance that does not ask for rotation is what it was.
    let settings = serde_json::to_string(county.settings()).unwrap();
    assert!(!settings.contains("rotation"));

    let free = after(&county, &first, Rotation::Off);
    let mut same = first.clone();
    same.instance.digest = free.digest().to_owned();
    assert!(judge(&free, &same).is_clean());

    let strict = after(&county, &first, Rotation::Forbid);
    same.instance.digest = strict.digest().to_owned();
    let verdict = judge(&strict, &same);
    assert_eq!(verdict.violations_of(Rule::Avoidance), first.visits.len());

    let second = planned(&strict);
    assert!(second.verdict.is_clean(), "{:?}", second.verdict.violations);
    for visit in &second.plan.visits {
        let last = first.visits.iter().filter(|before| before.site == visit.site);
        for before in last {
            let who = agencies(&county, before)[0];
            assert!(!agencies(&strict, visit).contains(&who), "{} again", visit.site);
        }
    }
    // Somebody else comes to some of them.
    assert!(!second.plan.visits.is_empty());
}

/// What visits by an agency that came last cost, by hand: history's rows name one agency each.
fn again(instance: &Instance, plan: &Plan) -> Fen {
    let came = |visit: &&Visit| {
        let site = instance.enterprise(&visit.site);
        let who = agencies(instance, visit);
        let rows = instance.history.iter().filter(|row| row.site == site && row.row >= 9000);
        rows.filter_map(|row| row.agency).any(|agency| who.contains(&agency))
    };
    instance.settings().weights.rotation.times(plan.visits.iter().filter(came).count() as i64)
}

#[test]
fn coming_again_may_cost_instead() {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let first = planned(&county).plan;
    let priced = after(&county, &first, Rotation::Penalise);
    assert_eq!(priced.settings().weights.rotation, Fen(20_000));
    let second = planned(&priced);
    assert!(second.verdict.is_clean(), "{:?}", second.verdict.violations);
    let objective = second.plan.objective;
    assert_eq!(objective.rotation, again(&priced, &second.plan));
    assert_eq!(objective, objective.summed());
    // The same visits as before would all be visits by who came last.
    let mut same = first.clone();
    same.instance.digest = priced.digest().to_owned();
    let judged = judge(&priced, &same).objective;
    assert_eq!(judged.rotation, Fen(20_000).times(first.visits.len() as i64));
    assert!(objective.rotation < judged.rotation, "nobody gave way");
    assert!(objective.total <= judged.total);
    // A plan that does not say so is caught, and by nothing else.
    same.objective = Objective { rotation: Fen::ZERO, ..judged }.summed();
    let verdict = judge(&priced, &same);
    assert_eq!(verdict.violations_of(Rule::Arithmetic), 1, "{:?}", verdict.violations);
    assert_eq!(verdict.violations.len(), 1);
}

#[test]
fn what_coming_again_costs_is_explained() {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let first = planned(&county).plan;
    let priced = after(&county, &first, Rotation::Penalise);
    let calendar = Calendar::new(&priced);
    let hours = OpenHours::new(&priced, &calendar);
    let travel = Travel::new(&priced).unwrap();
    let screen = Screen::new(&priced, &calendar, &hours, &travel);
    let visit = &first.visits[0];
    let site = priced.enterprise(&visit.site).unwrap();
    let explanation = explain::enterprise(&priced, &screen, &first, site);
    let again = explanation.visits[0].again.clone().unwrap();
    assert_eq!((again.cost, again.since.as_str()), (Fen(20_000), "history.csv:9000"));
    let reader = explain::Reader { lang: Lang::En, instance: &priced, width: None };
    let said = explain::text(reader, &explain::Explanation::Site(Box::new(explanation)));
    assert!(said.contains("coming again costs 200.00 yuan"), "{said}");
}

#[test]
fn the_row_of_history_is_named() {
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let first = planned(&county).plan;
    let strict = after(&county, &first, Rotation::Forbid);
    let calendar = Calendar::new(&strict);
    let hours = OpenHours::new(&strict, &calendar);
    let travel = Travel::new(&strict).unwrap();
    let screen = Screen::new(&strict, &calendar, &hours, &travel);
    for (visit, row) in first.visits.iter().zip(9000..) {
        let task = strict.task(&visit.tasks[0].task).unwrap();
        let findings = screen.why_not_team(task, strict.team(&visit.team).unwrap());
        let rows: Vec<_> = findings.iter().filter(|f| f.rule == Rule::Avoidance).collect();
        let row = Some(format!("history.csv:{row}"));
        assert!(rows.iter().any(|finding| finding.since == row), "{}: {findings:?}", visit.id);
    }
}

#[test]
fn it_is_read_written_and_checked() {
    let temp = tempfile::tempdir().unwrap();
    let (county, _) = io::read_instance(Path::new("instances/county")).unwrap();
    let mut settings = county.settings().clone();
    settings.policy.rotation = Rotation::Forbid;
    let strict = Instance::new(settings, county.tables().clone()).unwrap();
    let folder = temp.path().join("strict");
    io::write_instance(&strict, &folder).unwrap();
    let (again, _) = io::read_instance(&folder).unwrap();
    assert_eq!(again.settings().policy.rotation, Rotation::Forbid);
    assert_eq!(again.digest(), strict.digest());
    let file = folder.join("instance.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("\"forbid\"", "\"never\"")).unwrap();
    let wrong = io::read_instance(&folder).unwrap_err();
    assert!(wrong.iter().any(|found| found.text(onedoor::messages::Lang::En).contains("forbid")));
}
