//! Explanations are tested by what they cite: with the cited facts alone the answer is still no, and
//! without any one of them it is yes.

use std::collections::BTreeSet;
use std::path::Path;

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::explain::{self, Fact, State, can_be_dropped, relaxed};
use onedoor::geography::Travel;
use onedoor::model::*;
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::rules::Screen;

fn screen(instance: &Instance) -> Screen {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    Screen::new(instance, &calendar, &hours, &Travel::new(instance).unwrap())
}

fn committed(name: &str) -> Instance {
    onedoor::io::read_instance(&Path::new("instances").join(name)).unwrap().0
}

fn solved(instance: &Instance) -> Plan {
    plan::plan(instance, &Limits::new(5, 1), &Unwatched).unwrap().plan
}

/// The instance with these tasks and of all rules only those that hold.
fn holding(instance: &Instance, tasks: &[TaskIx], hold: impl Fn(Rule) -> bool) -> Instance {
    let gone = Rule::ALL.iter().copied().filter(|rule| can_be_dropped(*rule) && !hold(*rule));
    relaxed(instance, tasks, &gone.map(Fact::Rule).collect()).unwrap()
}

/// The ground on which the other rules are asked: dates of tasks and programs, and working days.
fn ground(rule: Rule) -> bool {
    matches!(rule, Rule::Window | Rule::Workday)
}

fn every(instance: &Instance) -> Vec<TaskIx> {
    (0..instance.tasks.len()).map(TaskIx::new).collect()
}

#[test]
fn what_makes_a_task_impossible_is_enough_and_needed() {
    let mut told = 0;
    for (name, step) in [("county", 1), ("jincheng", 16)] {
        let instance = committed(name);
        let (screen_of_all, plan) = (screen(&instance), solved(&instance));
        let out = |task: &TaskIx| screen_of_all.impossible(*task).is_some();
        for task in every(&instance).into_iter().filter(out).step_by(step) {
            let id = &instance.tasks[task.ix()].id;
            let said = explain::task(&instance, &screen_of_all, &plan, task);
            let State::Impossible { causes, enough } = &said.state else {
                panic!("{id}: {said:?}")
            };
            let rules: BTreeSet<Rule> = causes.iter().map(|cause| cause.rule).collect();
            assert_eq!(said.remedies.iter().copied().collect::<BTreeSet<_>>(), rules, "{id}");
            let fails = |hold: &dyn Fn(Rule) -> bool| {
                let rest = holding(&instance, &[task], |rule| ground(rule) || hold(rule));
                screen(&rest).impossible(TaskIx::new(0)).is_some()
            };
            assert!(fails(&|rule| rules.contains(&rule)), "{id}: {rules:?} are enough");
            for rule in rules.iter().filter(|rule| can_be_dropped(**rule)) {
                let others = |other| rules.contains(&other) && other != *rule;
                // One of several that are enough by themselves is marked so, and not needed.
                assert_eq!(fails(&others), enough.len() > 1, "{id}: {rule} of {rules:?}");
            }
            told += 1;
        }
    }
    assert!(told > 10, "{told}");
}

#[test]
fn what_parts_two_visits_is_enough_and_needed() {
    let instance = committed("jincheng");
    let (all, plan) = (screen(&instance), solved(&instance));
    let mut told = 0;
    for site in (0..instance.enterprises.len()).map(EnterpriseIx::new) {
        let said = explain::enterprise(&instance, &all, &plan, site);
        let drawn = |id: &str| -> Vec<TaskIx> {
            let visit = plan.visits.iter().find(|visit| visit.id == id).unwrap();
            visit.tasks.iter().map(|drawn| instance.task(&drawn.task).unwrap()).collect()
        };
        for parted in &said.parted {
            let (one, other) = (drawn(&parted.one), drawn(&parted.other));
            let named = parted.cause.note.args.get("rules").cloned();
            let named = named.unwrap_or_else(|| parted.cause.rule.name().to_owned());
            let rules: BTreeSet<Rule> =
                named.split(", ").map(|rule| rule.parse().unwrap()).collect();
            let both: Vec<TaskIx> = one.iter().chain(&other).copied().collect();
            let apart = |hold: &dyn Fn(Rule) -> bool| {
                let rest = holding(&instance, &both, hold);
                let again = |tasks: &[TaskIx]| -> Vec<TaskIx> {
                    tasks.iter().map(|t| rest.task(&instance.tasks[t.ix()].id).unwrap()).collect()
                };
                let finding = screen(&rest).why_not_together(&again(&one), &again(&other));
                finding.rule != Rule::OneDoor
            };
            assert!(apart(&|rule| rules.contains(&rule)), "{}: {parted:?}", said.id);
            for rule in &rules {
                let others = |held| rules.contains(&held) && held != *rule;
                assert!(!apart(&others), "{}: {rule} of {rules:?} is needed", said.id);
            }
            assert!(said.remedies.contains(&parted.cause.rule));
            told += 1;
        }
    }
    assert!(told > 0, "nobody is visited twice");
}

#[test]
fn what_keeps_a_team_at_home_is_enough_and_needed() {
    for name in ["county", "jincheng"] {
        let instance = committed(name);
        let (all, plan) = (screen(&instance), solved(&instance));
        let tasks = every(&instance);
        let days = |hold: &dyn Fn(Rule) -> bool, team| {
            screen(&holding(&instance, &tasks, hold)).team_days(team).count()
        };
        let mut bound = 0;
        for team in (0..instance.teams.len()).map(TeamIx::new) {
            let said = explain::team(&instance, &all, &plan, team);
            let rules: BTreeSet<Rule> = said.absences.iter().map(|cause| cause.rule).collect();
            let cited = |rule| rules.contains(&rule) || rule == Rule::Workday;
            assert_eq!(days(&cited, team), said.available, "{}: {rules:?} are enough", said.id);
            let free = days(&|rule| rule == Rule::Workday, team);
            assert_eq!(free > said.available, !rules.is_empty(), "{}: {rules:?}", said.id);
            for rule in &rules {
                let others = |held| cited(held) && held != *rule;
                assert!(days(&others, team) > said.available, "{}: {rule} is needed", said.id);
            }
            assert!(rules.iter().all(|rule| said.remedies.contains(rule)));
            assert!(!said.remedies.is_empty(), "{} is told what to do", said.id);
            bound += rules.len();
        }
        assert!(bound > 0, "{name}: some team is bound");
    }
}

#[test]
fn what_bars_an_agency_is_enough_and_needed() {
    let mut told = BTreeSet::new();
    for name in ["county", "jincheng"] {
        let instance = committed(name);
        let (all, plan) = (screen(&instance), solved(&instance));
        for agency in (0..instance.agencies.len()).map(AgencyIx::new) {
            let said = explain::agency(&instance, &all, &plan, agency);
            for line in &said.barred {
                let task = instance.task(&line.example).unwrap();
                let open = |hold: &dyn Fn(Rule) -> bool| {
                    let rest = holding(&instance, &[task], |rule| ground(rule) || hold(rule));
                    let (screen, all) = (screen(&rest), 0..rest.teams.len());
                    let mut own =
                        all.map(TeamIx::new).filter(|team| rest.teams[team.ix()].agency == agency);
                    own.any(|team| !screen.pair_days(TaskIx::new(0), team).is_empty())
                };
                let who = format!("{} {}", said.id, line.example);
                assert!(line.rules.contains(&line.rule) && said.remedies.contains(&line.rule));
                assert!(!open(&|rule| line.rules.contains(&rule)), "{who}: {:?}", line.rules);
                for rule in line.rules.iter().filter(|rule| can_be_dropped(**rule)) {
                    let others = |held| line.rules.contains(&held) && held != *rule;
                    // One of several that are enough by themselves is marked so, and not needed.
                    assert_eq!(open(&others), line.enough.len() < 2, "{who}: {rule} is needed");
                    told.insert(*rule);
                }
            }
        }
    }
    assert!(told.len() > 1, "{told:?}");
}

/// Rules that ask what else a plan holds. Those of the last line are one question: has the day room?
const BESIDE: [Rule; 12] = [
    Rule::SixMonth,
    Rule::UpperFirst,
    Rule::Ceiling,
    Rule::Conflict,
    Rule::QuotaMax,
    Rule::Escort,
    Rule::LabCapacity,
    Rule::Vehicle,
    Rule::Hours,
    Rule::Drive,
    Rule::Day,
    Rule::Nights,
];

/// On a team-day that the rules alone allow, the rest of the plan is in the way by what is cited: with
/// that alone the day stays shut in the same way, and without it that is not in the way.
#[test]
fn what_crowds_a_task_out_is_enough_and_needed() {
    let instance = committed("jincheng");
    let (all, plan, tasks) = (screen(&instance), solved(&instance), every(&instance));
    let room = |rule: &Rule| BESIDE[8..].contains(rule);
    let mut told = BTreeSet::new();
    for &task in &tasks {
        let said = explain::task(&instance, &all, &plan, task);
        let State::LeftOut { nearest, .. } = said.state else { continue };
        for miss in nearest.iter().take(2) {
            let days = [(instance.team(&miss.team).unwrap(), miss.dates[0])];
            let shut = |hold: &dyn Fn(Rule) -> bool| -> BTreeSet<Rule> {
                let hold = |rule| !BESIDE.contains(&rule) || hold(rule);
                let rest = holding(&instance, &tasks, hold);
                let found = explain::nearest(&rest, &screen(&rest), &plan, None, &[task], &days);
                found.iter().flat_map(|miss| &miss.causes).map(|cause| cause.rule).collect()
            };
            let cited: BTreeSet<Rule> = miss.causes.iter().map(|cause| cause.rule).collect();
            let alike = |one: &Rule, other: &Rule| one == other || room(one) && room(other);
            let held = |rule: Rule| cited.iter().any(|cause| alike(cause, &rule));
            assert_eq!(shut(&held), cited, "{}: {miss:?}", said.task.id);
            for rule in cited.iter().filter(|rule| BESIDE.contains(rule)) {
                let without = shut(&|other| held(other) && !alike(rule, &other));
                let stays = without.iter().any(|other| alike(rule, other));
                assert!(!stays, "{}: {rule} of {cited:?}", said.task.id);
                told.insert(*rule);
            }
            assert!(cited.iter().all(|rule| said.remedies.contains(rule)));
        }
    }
    assert!(told.len() > 1, "{told:?}");
}
