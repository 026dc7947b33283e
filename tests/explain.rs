//! Explanations agree with the rules they cite, with the plan they are about, and with what
//! happens when the cited fact is taken away.

#[path = "support/report_fixture/mod.rs"]
mod report_fixture;

use std::path::Path;

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::explain::{self, Explanation, NearMiss, Reader, State, TaskExplanation};
use onedoor::geography::Travel;
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::plan::{self, Limits};
use onedoor::rules::Screen;
use report_fixture as fx;

fn screen(instance: &Instance) -> Screen {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    Screen::new(instance, &calendar, &hours, &Travel::new(instance).unwrap())
}

fn committed(name: &str) -> Instance {
    onedoor::io::read_instance(Path::new("instances").join(name).as_path()).unwrap().0
}

fn solved(instance: &Instance) -> Plan {
    struct Quiet;
    impl plan::Watch for Quiet {
        fn stage(&self, _: plan::Stage) {}
        fn round(&self, _: u64, _: u64, _: f64) {}
        fn stopped(&self) -> bool {
            false
        }
    }
    let limits = Limits::new(20, 1);
    plan::plan(instance, &limits, &Quiet).unwrap().plan
}

fn tasks(instance: &Instance) -> impl Iterator<Item = TaskIx> {
    (0..instance.tasks.len()).map(TaskIx::new)
}

/// Two ways to the same answer: the funnel asks rule after rule, the screen asks for everything.
#[test]
fn a_funnel_runs_dry_exactly_for_what_is_impossible() {
    for name in ["county", "jincheng"] {
        let instance = committed(name);
        let screen = screen(&instance);
        let mut dry = 0;
        for task in tasks(&instance).step_by(if name == "county" { 1 } else { 7 }) {
            let funnel = screen.funnel(task);
            let id = &instance.tasks[task.ix()].id;
            assert_eq!(funnel.all, instance.teams.len() * screen.calendar().len());
            let mut before = funnel.all;
            for (rule, left) in &funnel.steps {
                assert!(*left <= before, "{id}: {rule} gives days back");
                before = *left;
            }
            assert_eq!(funnel.left.is_empty(), screen.impossible(task).is_some(), "{id}");
            assert_eq!(funnel.left.iter().map(|(_, days)| days.count()).sum::<usize>(), before);
            for (team, days) in &funnel.left {
                assert!(days.is_subset(&screen.pair_days(task, *team)), "{id}");
            }
            dry += usize::from(funnel.left.is_empty());
        }
        assert!(dry > 0, "{name} has something impossible");
    }
}

#[test]
fn every_task_of_a_plan_is_told_as_the_plan_has_it() {
    let instance = committed("county");
    let (screen, plan) = (screen(&instance), solved(&instance));
    let mut seen = [0; 4];
    for task in tasks(&instance) {
        let id = &instance.tasks[task.ix()].id;
        let told = explain::task(&instance, &screen, &plan, task);
        let visit = plan.visits.iter().find(|v| v.tasks.iter().any(|drawn| drawn.task == *id));
        let left = plan.unplanned.iter().find(|left| left.task == *id);
        match &told.state {
            State::Planned { visit: card, lab, together, .. } => {
                let visit = visit.unwrap();
                assert_eq!((&card.id, card.date, &card.team), (&visit.id, visit.date, &visit.team));
                assert_eq!(together.len() + 1, visit.tasks.len());
                assert!(visit.tasks.iter().any(|drawn| drawn.task == *id && drawn.lab == *lab));
                seen[0] += 1;
            }
            State::Impossible { causes, .. } => {
                assert!(left.unwrap().impossible && !causes.is_empty());
                assert_eq!(told.funnel.last().unwrap().left, 0);
                assert!(!told.remedies.is_empty());
                seen[1] += 1;
            }
            State::Reserve { place, drawn_before, number, .. } => {
                assert_eq!(left.unwrap().queue, Some(*place));
                assert!(*drawn_before > 0 || *place > 0);
                assert_eq!(
                    *number,
                    format!("{:016x}", onedoor::draw::number(instance.settings().seed, id))
                );
                seen[2] += 1;
            }
            State::LeftOut { .. } => {
                assert!(!left.unwrap().impossible && left.unwrap().queue.is_none());
                seen[3] += 1;
            }
            State::Missing => panic!("{id} is missing"),
        }
        for lang in [Lang::Zh, Lang::En] {
            let reader = Reader { lang, instance: &instance, width: None };
            let words = explain::text(reader, &Explanation::Task(Box::new(told.clone())));
            assert!(words.contains(id.as_str()));
            assert!(!words.contains("explain-") && !words.contains("rules-"), "{words}");
        }
    }
    assert!(seen[0] > 0 && seen[1] > 0 && seen[2] > 0, "{seen:?}");
}

/// A plan of the small instance from which one visit was taken: its task is left out.
fn with_one_left_out(change: impl Fn(&mut Tables)) -> (Instance, Plan, TaskIx) {
    let instance = fx::instance(fx::SMALL);
    let mut plan = fx::plan(&instance, fx::SMALL);
    let at = plan.visits.iter().position(|visit| visit.tasks.len() == 1).unwrap();
    let visit = plan.visits.remove(at);
    for day in plan.tours.iter_mut().flat_map(|tour| &mut tour.days) {
        day.stops.retain(|stop| *stop != visit.id);
    }
    plan.unplanned.push(Unplanned {
        task: visit.tasks[0].task.clone(),
        impossible: false,
        queue: None,
        reasons: Vec::new(),
    });
    let mut tables = instance.tables().clone();
    tables.quotas.clear();
    tables.lab_capacity.clear();
    change(&mut tables);
    let changed = Instance::new(instance.settings().clone(), tables).unwrap();
    let task = changed.task(&visit.tasks[0].task).unwrap();
    (changed, plan, task)
}

fn left_out(told: &TaskExplanation) -> (Option<usize>, &[NearMiss]) {
    match &told.state {
        State::LeftOut { beside_plan, nearest, .. } => {
            (beside_plan.last().map(|step| step.left), nearest)
        }
        other => panic!("{other:?}"),
    }
}

/// The task was planned before: with its visit taken out, its day must be open again.
#[test]
fn what_was_planned_a_moment_ago_is_open() {
    let (instance, plan, task) = with_one_left_out(|_| ());
    let told = explain::task(&instance, &screen(&instance), &plan, task);
    let (left, nearest) = left_out(&told);
    assert_ne!(left, Some(0), "{told:?}");
    assert!(nearest[0].causes.is_empty(), "{:?}", nearest[0]);
}

/// With the one lab full the funnel ends at `lab_capacity`; with room for one task more it does not.
#[test]
fn a_full_lab_is_named_and_room_for_one_more_opens_the_way() {
    let only_lab = |batches: Option<u32>| {
        with_one_left_out(move |tables| {
            tables.scopes.retain(|row| row.activity == Activity::Sample || row.agency.0 == 0);
            for group in ["石油产品", "建材", "电工", "农资", "日用品", "机械"] {
                tables.lab_capacity.extend(batches.map(|batches| LabCapacity {
                    row: tables.lab_capacity.len() as u32 + 2,
                    agency: AgencyIx(0),
                    lab_group: group.into(),
                    month: Month { year: 2026, month: 3 },
                    batches,
                }));
            }
        })
    };
    let tell = |(instance, mut plan, task): (Instance, Plan, TaskIx)| {
        for drawn in plan.visits.iter_mut().flat_map(|visit| &mut visit.tasks) {
            drawn.lab = instance.agencies[0].id.clone();
        }
        let group = &instance.category_of(task).lab_group;
        let drawn = plan.visits.iter().flat_map(|visit| &visit.tasks);
        let used: u32 = drawn
            .map(|drawn| instance.task(&drawn.task).unwrap())
            .filter(|other| instance.category_of(*other).lab_group == *group)
            .map(|other| instance.tasks[other.ix()].batches)
            .sum();
        let batches = instance.tasks[task.ix()].batches;
        (explain::task(&instance, &screen(&instance), &plan, task), used, batches)
    };
    let (_, used, batches) = tell(only_lab(None));
    assert!(used >= batches, "the lab has work of the group");
    let (told, ..) = tell(only_lab(Some(used + batches - 1)));
    let alone = told.funnel.last().unwrap().left;
    let (left, nearest) = left_out(&told);
    assert!(alone > 0 && left == Some(0), "possible alone, not beside the plan");
    for miss in nearest {
        assert!(miss.causes.iter().any(|cause| cause.rule == Rule::LabCapacity), "{miss:?}");
    }
    assert!(told.remedies.contains(&Rule::LabCapacity));
    let (opened, ..) = tell(only_lab(Some(used + batches)));
    let (left, nearest) = left_out(&opened);
    assert!(left != Some(0) && nearest[0].causes.is_empty(), "{opened:?}");
}

#[test]
fn an_officer_for_nobody_more_is_named() {
    let (instance, plan, task) = with_one_left_out(|tables| {
        for region in 0..tables.regions.len() {
            tables.escorts.push(Escort {
                row: region as u32 + 2,
                region: RegionIx::new(region),
                visits_per_day: 1,
            });
        }
    });
    let told = explain::task(&instance, &screen(&instance), &plan, task);
    let State::LeftOut { beside_plan, .. } = &told.state else { panic!("{told:?}") };
    assert!(beside_plan.iter().any(|step| step.rule == Rule::Escort), "{beside_plan:?}");
}

#[test]
fn two_visits_of_a_site_have_a_reason_that_is_not_one_door() {
    let instance = committed("jincheng");
    let (screen, plan) = (screen(&instance), solved(&instance));
    let mut pairs = 0;
    for site in (0..instance.enterprises.len()).map(EnterpriseIx::new) {
        let id = &instance.enterprises[site.ix()].id;
        let visits = plan.visits.iter().filter(|visit| visit.site == *id).count();
        if visits < 2 {
            continue;
        }
        let told = explain::enterprise(&instance, &screen, &plan, site);
        assert_eq!(told.visits.len(), visits);
        assert_eq!(told.parted.len(), visits * (visits - 1) / 2);
        for parted in &told.parted {
            assert_ne!(parted.cause.rule, Rule::OneDoor, "{id} could have been visited once");
        }
        pairs += told.parted.len();
    }
    assert!(pairs > 0);
}

#[test]
fn teams_and_agencies_add_up_to_the_plan() {
    let instance = committed("county");
    let (screen, plan) = (screen(&instance), solved(&instance));
    let teams: Vec<_> = (0..instance.teams.len())
        .map(|team| explain::team(&instance, &screen, &plan, TeamIx::new(team)))
        .collect();
    let days: usize = plan.tours.iter().map(|tour| tour.days.len()).sum();
    assert_eq!(teams.iter().map(|team| team.used).sum::<usize>(), days);
    assert_eq!(teams.iter().map(|team| team.visits).sum::<usize>(), plan.visits.len());
    let metres: Metres = plan.tours.iter().flat_map(|t| &t.days).map(|day| day.metres).sum();
    assert_eq!(teams.iter().map(|team| team.metres).sum::<Metres>(), metres);
    for team in &teams {
        assert!(team.used <= team.available, "{}", team.id);
        assert_eq!(team.months.iter().map(|line| line.used).sum::<usize>(), team.used);
        assert_eq!(team.months.iter().map(|line| line.available).sum::<usize>(), team.available);
    }
    let agencies: Vec<_> = (0..instance.agencies.len())
        .map(|agency| explain::agency(&instance, &screen, &plan, AgencyIx::new(agency)))
        .collect();
    let sum = |of: fn(&explain::AgencyExplanation) -> u32| agencies.iter().map(of).sum::<u32>();
    assert_eq!(sum(|agency| agency.sampled), sum(|agency| agency.tested));
    assert_eq!(sum(|agency| agency.tested), sum(|a| a.lab.iter().map(|line| line.batches).sum()));
}

/// A plan may name anything: explanations pass over what does not exist, and `verify` tells it.
#[test]
fn a_spoilt_plan_is_explained_without_a_panic() {
    let instance = fx::instance(fx::SMALL);
    let screen = screen(&instance);
    let mut plan = fx::plan(&instance, fx::SMALL);
    plan.visits[0].site = "nobody".into();
    plan.visits[1].tasks[0].task = "nobody".into();
    plan.visits[2].date = chrono::NaiveDate::from_ymd_opt(1999, 1, 1).unwrap();
    plan.tours[0].days[0].stops.push("nobody".into());
    plan.tours[0].days[0].to = "region:nowhere".into();
    plan.unplanned.truncate(1);
    let reader = Reader { lang: Lang::Zh, instance: &instance, width: None };
    for task in tasks(&instance) {
        let told = Explanation::Task(Box::new(explain::task(&instance, &screen, &plan, task)));
        assert!(!explain::text(reader, &told).is_empty());
    }
    for site in (0..instance.enterprises.len()).map(EnterpriseIx::new) {
        explain::enterprise(&instance, &screen, &plan, site);
    }
    for team in (0..instance.teams.len()).map(TeamIx::new) {
        explain::team(&instance, &screen, &plan, team);
    }
}

#[test]
fn the_command_answers_in_words_and_json_and_helps_with_ids() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("onedoor").unwrap();
        command.args(args).output().unwrap()
    };
    let plan = folder.path().join("plan");
    let plan = plan.to_str().unwrap();
    let made = run(&["plan", "instances/county", "-o", plan, "--effort", "5", "-q"]);
    assert!(made.status.code().is_some_and(|code| code < 2), "{made:?}");
    let instance = committed("county");
    let (task, site) = (&instance.tasks[0].id, &instance.enterprises[0].id);
    let (team, agency) = (&instance.teams[0].id, &instance.agencies[0].id);
    for (flag, id) in [("--task", task), ("--site", site), ("--team", team), ("--agency", agency)] {
        let said = run(&["explain", "instances/county", plan, flag, id, "--lang", "en"]);
        assert!(said.status.success(), "{said:?}");
        assert!(String::from_utf8(said.stdout).unwrap().contains(id.as_str()));
        let said = run(&["explain", "instances/county", plan, flag, id, "--json"]);
        let document: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        assert!(notes_have_words(&document));
        let wrong = format!("{id}x");
        let said = run(&["explain", "instances/county", plan, flag, &wrong, "--lang", "en"]);
        assert_eq!(said.status.code(), Some(2));
        assert!(String::from_utf8(said.stderr).unwrap().contains("did you mean"), "{flag}");
    }
    let none = run(&["explain", "instances/county", plan]);
    assert_eq!(none.status.code(), Some(2));
}

fn notes_have_words(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Object(map) => {
            (!map.contains_key("note") || map["text"].as_str().is_some_and(|t| !t.is_empty()))
                && map.values().all(notes_have_words)
        }
        serde_json::Value::Array(items) => items.iter().all(notes_have_words),
        _ => true,
    }
}
