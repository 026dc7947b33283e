//! `policy.form_teams`: teams are formed from samplers as well as trying every partition could, the plan
//! says who is in them, and the judge catches every kind of wrong team by its rule alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::draw;
use onedoor::formation::{self, Score};
use onedoor::geography::Travel;
use onedoor::io;
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::plan::{self, Limits, Planned, Unwatched};
use onedoor::rules::Screen;
use onedoor::verify::{Verdict, judge};

fn read(path: &str) -> Instance {
    io::read_instance(Path::new(path)).unwrap().0
}

/// An instance that forms its teams, changed some more.
fn forming(instance: &Instance, change: impl FnOnce(&mut Tables)) -> Instance {
    let (mut settings, mut tables) = (instance.settings().clone(), instance.tables().clone());
    settings.policy.form_teams = true;
    for agency in &mut tables.agencies {
        agency.fleet.cold = true;
    }
    change(&mut tables);
    Instance::new(settings, tables).unwrap()
}

fn planned(instance: &Instance) -> Planned {
    let limits = Limits::new(30, 1);
    let planned = plan::plan(instance, &limits, &Unwatched).unwrap();
    assert!(planned.verdict.is_clean(), "{:?}", planned.verdict.violations);
    planned
}

/// Screen and drawn tasks of an instance.
fn drawn(instance: &Instance) -> (Screen, Vec<TaskIx>) {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance).unwrap();
    let screen = Screen::new(instance, &calendar, &hours, &travel);
    let record = draw::run(instance, &screen);
    let tasks = (0..instance.tasks.len()).map(TaskIx::new);
    let wanted = tasks.filter(|task| record.is_in(*task)).collect();
    (screen, wanted)
}

/// Every way to put some samplers into teams of two, each from the base of one of them.
fn partitions(instance: &Instance) -> Vec<Vec<(AgencyIx, [SamplerIx; 2])>> {
    fn go(
        instance: &Instance,
        left: &[SamplerIx],
        teams: &mut Vec<(AgencyIx, [SamplerIx; 2])>,
        found: &mut Vec<Vec<(AgencyIx, [SamplerIx; 2])>>,
    ) {
        let Some((&first, rest)) = left.split_first() else {
            found.push(teams.clone());
            return;
        };
        go(instance, rest, teams, found);
        for at in 0..rest.len() {
            let other = rest[at];
            let mut others = rest.to_vec();
            others.remove(at);
            let bases = [first, other].map(|one| instance.samplers[one.ix()].agency);
            for base in BTreeSet::from(bases) {
                teams.push((base, [first, other]));
                go(instance, &others, teams, found);
                teams.pop();
            }
        }
    }
    let people: Vec<SamplerIx> = (0..instance.samplers.len()).map(SamplerIx::new).collect();
    let mut found = Vec::new();
    go(instance, &people, &mut Vec::new(), &mut found);
    found
}

/// What each team of two could do by itself: days on duty and tasks.
struct Ability {
    days: usize,
    tasks: BTreeSet<TaskIx>,
}

fn ability(
    instance: &Instance,
    screen: &Screen,
    wanted: &[TaskIx],
    base: AgencyIx,
    people: [SamplerIx; 2],
) -> Ability {
    let fleet = &instance.agencies[base.ix()].fleet;
    let team = Team::formed("T".to_owned(), base, fleet, people.to_vec());
    let (calendar, hours, travel) = (screen.calendar(), screen.hours(), screen.travel());
    let alone = Screen::of_teams(&instance.with_teams(vec![team]), calendar, hours, travel);
    let tasks = wanted.iter().copied().filter(|task| alone.could_draw(*task, TeamIx(0))).collect();
    let days = alone.team_days(TeamIx(0)).count();
    Ability { days, tasks }
}

/// The best score of any partition, by trying them all. Joint teams count only where they can do
/// what no team of one agency can.
fn best(instance: &Instance, screen: &Screen, wanted: &[TaskIx]) -> Score {
    let mut known: BTreeMap<(AgencyIx, [SamplerIx; 2]), Ability> = BTreeMap::new();
    let all = partitions(instance);
    for &(base, people) in all.iter().flatten() {
        known
            .entry((base, people))
            .or_insert_with(|| ability(instance, screen, wanted, base, people));
    }
    let joint = |people: &[SamplerIx; 2]| {
        let [a, b] = people.map(|one| instance.samplers[one.ix()].agency);
        a != b
    };
    let mut sites: BTreeMap<EnterpriseIx, BTreeSet<TaskIx>> = BTreeMap::new();
    for &task in wanted {
        sites.entry(instance.tasks[task.ix()].site).or_default().insert(task);
    }
    let can = |own_only: bool, tasks: &BTreeSet<TaskIx>| {
        let mut able = known.iter().filter(|((_, people), _)| !own_only || !joint(people));
        able.any(|(_, ability)| tasks.is_subset(&ability.tasks))
    };
    let single = wanted.iter().map(|task| BTreeSet::from([*task]));
    let missing: Vec<BTreeSet<TaskIx>> =
        single.chain(sites.values().cloned()).filter(|tasks| !can(true, tasks)).collect();
    let useful = |team: &(AgencyIx, [SamplerIx; 2])| {
        let ability = &known[team];
        !joint(&team.1) || missing.iter().any(|tasks| tasks.is_subset(&ability.tasks))
    };
    let fits = |teams: &Vec<(AgencyIx, [SamplerIx; 2])>| {
        let agencies = (0..instance.agencies.len()).map(AgencyIx::new);
        let mut crowded = agencies.filter(|agency| {
            let sent = teams.iter().filter(|(base, _)| base == agency).count();
            instance.agencies[agency.ix()].fleet.vehicles.is_some_and(|most| sent > most as usize)
        });
        crowded.next().is_none() && teams.iter().all(useful)
    };
    let score = |teams: &Vec<(AgencyIx, [SamplerIx; 2])>| {
        let able: Vec<&Ability> = teams.iter().map(|team| &known[team]).collect();
        let covered = |task: &&TaskIx| able.iter().any(|ability| ability.tasks.contains(task));
        let worth = |task: &TaskIx| {
            let row = &instance.tasks[task.ix()];
            if row.required { instance.settings().weights.required } else { row.value }
        };
        let doors = sites.values().map(|tasks| -> BTreeSet<TaskIx> {
            let somebody = |task: &&TaskIx| known.values().any(|a| a.tasks.contains(task));
            tasks.iter().filter(somebody).copied().collect()
        });
        let open = |tasks: &BTreeSet<TaskIx>| {
            !tasks.is_empty() && able.iter().any(|ability| tasks.is_subset(&ability.tasks))
        };
        Score {
            worth: wanted.iter().filter(covered).map(worth).sum(),
            doors: doors.filter(open).count(),
            team_days: able.iter().filter(|a| !a.tasks.is_empty()).map(|a| a.days).sum(),
            joint: teams.iter().filter(|(_, people)| joint(people)).count(),
        }
    };
    let rank = |s: &Score| (s.worth, s.doors, s.team_days, std::cmp::Reverse(s.joint));
    all.iter().filter(|teams| fits(teams)).map(score).max_by_key(rank).unwrap()
}

/// A few samplers with leave, quarrels and interests, few vehicles, some of the tasks.
fn shaken(whole: &Instance, rng: &mut fastrand::Rng) -> Instance {
    let (start, end) = (whole.settings().start, whole.settings().end);
    forming(whole, |tables| {
        let template = tables.samplers[0].clone();
        let agencies = tables.agencies.len();
        tables.samplers = (0..rng.usize(3..=5))
            .map(|at| {
                let mut row = template.clone();
                (row.row, row.id) = (at as u32 + 2, format!("S{at}"));
                row.agency = AgencyIx::new(rng.usize(..agencies));
                let from = start + chrono::Days::new(rng.u64(0..10));
                let leave = DateRange { from, to: end.min(from + chrono::Days::new(3)) };
                row.leave = if rng.u8(..3) == 0 && from <= end { vec![leave] } else { vec![] };
                row
            })
            .collect();
        let people = tables.samplers.len() as u32;
        let one = |rng: &mut fastrand::Rng| SamplerIx(rng.u32(..people));
        (tables.conflicts, tables.avoidances) = (Vec::new(), Vec::new());
        if rng.bool() {
            let (a, b) = (Who::Sampler(one(rng)), Who::Sampler(one(rng)));
            tables.conflicts.push(Conflict { row: 2, kind: ConflictKind::People(a, b) });
        }
        if rng.bool() {
            let site = EnterpriseIx::new(rng.usize(..tables.enterprises.len()));
            tables.avoidances.push(Avoidance {
                row: 2,
                who: Who::Sampler(one(rng)),
                whom: Whom::Enterprise(site),
                reason: "a brother works there".to_owned(),
                from: None,
                to: None,
            });
        }
        for agency in &mut tables.agencies {
            agency.fleet.vehicles = [None, Some(1), Some(0)][rng.usize(..3)];
        }
        let keep = rng.usize(2..=tables.tasks.len().min(8));
        while tables.tasks.len() > keep {
            tables.tasks.remove(rng.usize(..tables.tasks.len()));
        }
        tables.quotas.clear();
        tables.history.retain(|row| row.row < 9000);
    })
}

#[test]
fn teams_are_as_good_as_the_best_partition() {
    let mut rng = fastrand::Rng::with_seed(20_261_125);
    let (mut joint, mut several) = (0, 0);
    for name in ["door", "neighbours", "interval"] {
        let whole = read(&format!("instances/tiny/{name}"));
        for _ in 0..30 {
            let instance = shaken(&whole, &mut rng);
            let (screen, wanted) = drawn(&instance);
            let found = formation::form(&instance, &screen, &wanted).unwrap();
            assert_eq!(found.score, best(&instance, &screen, &wanted), "{name} {:?}", found.teams);
            joint += usize::from(found.score.joint > 0);
            several += usize::from(found.teams.len() > 1);
            let again = formation::form(&instance, &screen, &wanted).unwrap();
            let people = |formed: &formation::Formation| -> Vec<(String, Vec<SamplerIx>)> {
                formed.teams.iter().map(|t| (t.id.clone(), t.samplers.clone())).collect()
            };
            assert_eq!(people(&found), people(&again));
        }
    }
    assert!(joint >= 5 && several >= 20, "{joint} with joint teams, {several} with several");
}

/// The hand-made lesson: only a joint team can draw paint and cable in one visit.
#[test]
fn a_joint_team_is_formed_where_no_agency_opens_the_door_alone() {
    let door = forming(&read("instances/tiny/door"), |_| {});
    let plan = planned(&door).plan;
    assert_eq!(plan.teams.len(), 3);
    let joint: Vec<&FormedTeam> = plan
        .teams
        .iter()
        .filter(|team| {
            let agency = |id: &String| door.samplers[door.sampler(id).unwrap().ix()].agency;
            team.samplers.iter().map(agency).collect::<BTreeSet<_>>().len() > 1
        })
        .collect();
    assert!(!joint.is_empty());
    let both = plan.visits.iter().find(|visit| visit.site == "E1").unwrap();
    assert_eq!(both.tasks.len(), 2);
    assert!(joint.iter().any(|team| team.id == both.team));
    // Nobody is in two teams.
    let people: Vec<&String> = plan.teams.iter().flat_map(|team| &team.samplers).collect();
    assert_eq!(people.iter().collect::<BTreeSet<_>>().len(), people.len());
    // Without agencies that have to come together there is no joint team.
    let alone = forming(&read("instances/tiny/door"), |tables| {
        tables.tasks.retain(|task| task.id != "T2" && task.id != "T10");
    });
    let (screen, wanted) = drawn(&alone);
    assert_eq!(formation::form(&alone, &screen, &wanted).unwrap().score.joint, 0);
}

/// A county whose plan has formed teams, several of them out on one day.
fn county() -> (Instance, Plan) {
    let county = forming(&read("instances/county"), |_| {});
    let plan = planned(&county).plan;
    assert!(!plan.teams.is_empty() && !plan.visits.is_empty());
    (county, plan)
}

fn only(verdict: &Verdict, rule: Rule) {
    assert!(verdict.violations_of(rule) > 0, "{rule} is not broken: {:?}", verdict.violations);
    let others: Vec<_> = verdict.violations.iter().filter(|v| v.rule != rule).collect();
    assert!(others.is_empty(), "{others:?}");
}

/// The plan for an instance that differs a little: only its digest is made to fit.
fn moved(instance: &Instance, plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.instance.digest = instance.digest().to_owned();
    plan
}

fn team<'a>(plan: &'a mut Plan, id: &str) -> &'a mut FormedTeam {
    plan.teams.iter_mut().find(|team| team.id == id).unwrap()
}

#[test]
fn wrong_teams_are_caught_by_their_rule_alone() {
    let (county, plan) = county();
    // A team of one agency that goes out.
    let agency = |id: &String| county.samplers[county.sampler(id).unwrap().ix()].agency;
    let own = |team: &&FormedTeam| {
        let out = plan.tours.iter().any(|tour| tour.team == team.id);
        out && team.samplers.iter().all(|id| agency(id) == agency(&team.samplers[0]))
    };
    let busy = plan.teams.iter().find(own).expect("a team of one agency goes out").id.clone();
    let home = plan.teams.iter().find(|team| team.id == busy).unwrap().clone();
    // One person is no team.
    let mut one = plan.clone();
    team(&mut one, &busy).samplers.truncate(1);
    only(&judge(&county, &one), Rule::TwoSamplers);
    // Somebody who does not exist, and a base of nobody's.
    let mut nobody = plan.clone();
    team(&mut nobody, &busy).samplers.push("nobody".to_owned());
    only(&judge(&county, &nobody), Rule::Reference);
    // The same team twice.
    let mut twice = plan.clone();
    twice.teams.push(home.clone());
    only(&judge(&county, &twice), Rule::Reference);
    // Two who may not be in one team.
    let [a, b] = [0, 1].map(|at| Who::Sampler(county.sampler(&home.samplers[at]).unwrap()));
    let odd = forming(&county, |tables| {
        tables.conflicts.push(Conflict { row: 99, kind: ConflictKind::People(a, b) });
    });
    only(&judge(&odd, &moved(&odd, &plan)), Rule::Conflict);
    // Somebody with an interest in an enterprise that the team visits.
    let visited = plan.visits.iter().find(|visit| visit.team == busy).unwrap();
    let site = county.enterprise(&visited.site).unwrap();
    let avoiding = forming(&county, |tables| {
        tables.avoidances.push(Avoidance {
            row: 99,
            who: a,
            whom: Whom::Enterprise(site),
            reason: "a sister works there".to_owned(),
            from: None,
            to: None,
        });
    });
    only(&judge(&avoiding, &moved(&avoiding, &plan)), Rule::Avoidance);
    // Fewer vehicles than teams on the road.
    let base = county.agency(&home.agency).unwrap();
    let walking = forming(&county, |tables| tables.agencies[base.ix()].fleet.vehicles = Some(0));
    only(&judge(&walking, &moved(&walking, &plan)), Rule::Vehicle);
    // Nobody asked for teams.
    let (mut settings, tables) = (county.settings().clone(), county.tables().clone());
    settings.policy.form_teams = false;
    let given = Instance::new(settings, tables).unwrap();
    let verdict = judge(&given, &moved(&given, &plan));
    assert!(verdict.violations.iter().any(|v| v.note.key == "verify-teams-not-asked"));
}

/// Nobody is with two teams on one day: a person of a joint team takes a place in a team of his own
/// agency that is out on the same day, for two enterprises ask for that.
#[test]
fn nobody_is_in_two_teams_on_one_day() {
    let door = forming(&read("instances/tiny/door"), |tables| {
        let at = |id: &str| tables.enterprises.iter().position(|row| row.id == id).unwrap();
        let [a, b] = ["E2", "E4"].map(|id| EnterpriseIx::new(at(id)));
        for (kind, row) in
            [ConflictKind::SameDay(a, b), ConflictKind::NotSameTeam(a, b)].into_iter().zip(2..)
        {
            tables.conflicts.push(Conflict { row, kind });
        }
    });
    let plan = planned(&door).plan;
    let by = |site: &str| &plan.visits.iter().find(|visit| visit.site == site).unwrap().team;
    let agency = |id: &String| door.samplers[door.sampler(id).unwrap().ix()].agency;
    let people = |team: &str| &plan.teams.iter().find(|t| t.id == team).unwrap().samplers;
    let is_joint = |team: &str| agency(&people(team)[0]) != agency(&people(team)[1]);
    let (own, joint) = if is_joint(by("E2")) { (by("E4"), by("E2")) } else { (by("E2"), by("E4")) };
    assert!(is_joint(joint) && !is_joint(own), "{:?}", plan.teams);
    let home = agency(&people(own)[0]);
    let guest = people(joint).iter().find(|id| agency(id) == home).unwrap().clone();
    let mut wrong = plan.clone();
    team(&mut wrong, own).samplers[0] = guest;
    only(&judge(&door, &wrong), Rule::TeamAvailable);
}

#[test]
fn formed_teams_are_written_read_and_reported() {
    let (county, plan) = county();
    let temp = tempfile::tempdir().unwrap();
    io::write_instance(&county, &temp.path().join("county")).unwrap();
    std::fs::remove_file(temp.path().join("county/teams.csv")).unwrap();
    let (again, _) = io::read_instance(&temp.path().join("county")).unwrap();
    assert_eq!(again.digest(), county.digest());
    let file = temp.path().join("plan.json");
    std::fs::write(&file, io::plan_json(&plan)).unwrap();
    let back = io::read_plan(&file).unwrap();
    assert_eq!(back, plan);
    assert!(judge(&again, &back).is_clean());
    let joined = county.joined(&plan);
    let draw = planned(&county).draw;
    let files = onedoor::report::files(&joined, &plan, &draw, &[], Lang::En).unwrap();
    let (_, teams) = files.iter().find(|(name, _)| name == "teams.csv").unwrap();
    let text = String::from_utf8(teams.clone()).unwrap();
    for formed in &plan.teams {
        let row = text.lines().find(|line| line.starts_with(&format!("{},", formed.id))).unwrap();
        assert!(row.contains(&formed.samplers.join(";")), "{row}");
    }
    // The same bytes again.
    assert_eq!(io::plan_json(&planned(&county).plan), io::plan_json(&plan));
}
