//! Teams formed from samplers (`policy.form_teams`), after the draw and before anything is planned.
//!
//! A team is two people who stay together over the whole horizon, so that nobody is in two teams on
//! any day; who is left over stands in. A third person would only narrow what a team may do. Chosen
//! are the teams that, one wish after the other,
//!
//! 1. leave the least worth of drawn tasks without anybody who may draw them,
//! 2. can draw everything that is to be drawn at as many enterprises as possible (one door),
//! 3. are on duty on most days,
//! 4. are joint teams of two agencies as rarely as possible.
//!
//! Joint teams are formed only where they can draw what no agency can draw alone: a task, or all the
//! tasks of an enterprise. No more teams start from a base than its agency has vehicles.
//!
//! Decision: a small integer programme over pairs of classes of samplers (see
//! [`formable`](crate::rules::formable)), solved once for each wish. Rejected: matchings agency by
//! agency, because joint teams take people from two; teams that change from day to day, because
//! people who know each other's work do it in half the time, and leave is short.

mod choice;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{AgencyIx, EnterpriseIx, Fen, Instance, SamplerIx, TaskIx, Team, TeamIx};
use crate::rules::{Formable, Screen, formable};

use choice::{Choice, Need};

/// How good some teams are; see the head of this file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Worth of the drawn tasks that some team may draw; required ones at their weight.
    pub worth: Fen,
    /// Enterprises of which one team may draw everything that anybody may.
    pub doors: usize,
    /// Days on which teams are on duty.
    pub team_days: usize,
    /// Teams of people of two agencies.
    pub joint: usize,
}

/// Teams, and how good they are.
#[derive(Clone, Debug)]
pub struct Formation {
    /// The teams, in order of their bases.
    pub teams: Vec<Team>,
    /// How good they are.
    pub score: Score,
}

/// Forms teams for the tasks that were drawn; none if the solver fails. `screen` is any screen of the
/// instance.
pub fn form(instance: &Instance, screen: &Screen, wanted: &[TaskIx]) -> Option<Formation> {
    let classes = formable::classes(instance);
    let mut kinds = formable::own(instance, &classes);
    let mut abilities = Abilities::new(instance, screen, &kinds, wanted);
    let missing = abilities.missing();
    if !missing.is_empty() {
        let useful = |a: AgencyIx, b: AgencyIx| {
            let may = |task: &TaskIx| {
                screen.may_sample(*task).iter().any(|agency| *agency == a || *agency == b)
            };
            missing.iter().any(|tasks| tasks.iter().all(may))
        };
        let mut joint = formable::joint(instance, &classes, &useful);
        let more = Abilities::new(instance, screen, &joint, wanted);
        let helps = more.helping(&missing);
        let mut at = 0..joint.len();
        joint.retain(|_| at.next().is_some_and(|kind| helps.contains(&kind)));
        abilities.add(more.only(&helps));
        kinds.extend(joint);
    }
    let counts = abilities.choice(instance, &classes, &kinds).solve()?;
    let teams = named(instance, &classes, &kinds, &counts);
    let score = abilities.score(instance, &kinds, &counts);
    Some(Formation { teams, score })
}

/// What kinds of teams can do.
struct Abilities {
    /// The tasks that are asked about.
    wanted: Vec<TaskIx>,
    /// What each is worth.
    worth: Vec<Fen>,
    /// Tasks of each enterprise, as positions in `wanted`.
    sites: BTreeMap<EnterpriseIx, Vec<usize>>,
    /// For each kind the tasks that it may draw some day.
    able: Vec<BTreeSet<usize>>,
    /// For each kind the days on which it is on duty; none if it may draw nothing.
    days: Vec<usize>,
}

impl Abilities {
    fn new(instance: &Instance, screen: &Screen, kinds: &[Formable], wanted: &[TaskIx]) -> Self {
        use rayon::prelude::*;
        let teams = kinds.iter().map(|kind| kind.team.clone()).collect();
        let (calendar, hours, travel) = (screen.calendar(), screen.hours(), screen.travel());
        let screen = Screen::of_teams(&instance.with_teams(teams), calendar, hours, travel);
        let may = |team: usize| -> BTreeSet<usize> {
            let may = |at: &usize| screen.could_draw(wanted[*at], TeamIx::new(team));
            (0..wanted.len()).filter(may).collect()
        };
        let weights = &instance.settings().weights;
        let worth = |task: &TaskIx| instance.tasks[task.ix()].worth(weights);
        let mut sites: BTreeMap<EnterpriseIx, Vec<usize>> = BTreeMap::new();
        for (at, task) in wanted.iter().enumerate() {
            sites.entry(instance.tasks[task.ix()].site).or_default().push(at);
        }
        let able: Vec<BTreeSet<usize>> = (0..kinds.len()).into_par_iter().map(may).collect();
        // A team that may draw nothing is of no use on any day.
        let days = |at: usize| match able[at].is_empty() {
            true => 0,
            false => screen.team_days(TeamIx::new(at)).count(),
        };
        let days = (0..kinds.len()).map(days).collect();
        Self {
            wanted: wanted.to_vec(),
            worth: wanted.iter().map(worth).collect(),
            sites,
            able,
            days,
        }
    }

    /// Kinds that may draw all of these.
    fn who_can(&self, tasks: &[usize]) -> Vec<usize> {
        let can = |kind: &usize| tasks.iter().all(|at| self.able[*kind].contains(at));
        (0..self.able.len()).filter(can).collect()
    }

    /// Those of an enterprise's tasks that somebody may draw.
    fn possible(&self, tasks: &[usize]) -> Vec<usize> {
        let anybody = |at: &usize| self.able.iter().any(|able| able.contains(at));
        tasks.iter().copied().filter(anybody).collect()
    }

    /// Tasks, and all the tasks of an enterprise, that no kind may draw.
    fn missing(&self) -> Vec<Vec<TaskIx>> {
        let single = (0..self.wanted.len()).map(|at| vec![at]);
        let sets = single.chain(self.sites.values().filter(|tasks| tasks.len() > 1).cloned());
        let missing = sets.filter(|tasks| self.who_can(tasks).is_empty());
        missing.map(|tasks| tasks.into_iter().map(|at| self.wanted[at]).collect()).collect()
    }

    /// Kinds that may draw one of these sets.
    fn helping(&self, missing: &[Vec<TaskIx>]) -> BTreeSet<usize> {
        let at = |task: &TaskIx| self.wanted.iter().position(|wanted| wanted == task);
        let sets: Vec<Vec<usize>> =
            missing.iter().map(|tasks| tasks.iter().filter_map(at).collect()).collect();
        sets.iter().flat_map(|tasks| self.who_can(tasks)).collect()
    }

    fn only(mut self, kinds: &BTreeSet<usize>) -> Self {
        let mut at = 0..self.able.len();
        self.able.retain(|_| at.next().is_some_and(|kind| kinds.contains(&kind)));
        let mut at = 0..self.days.len();
        self.days.retain(|_| at.next().is_some_and(|kind| kinds.contains(&kind)));
        self
    }

    fn add(&mut self, more: Self) {
        self.able.extend(more.able);
        self.days.extend(more.days);
    }

    /// The choice among kinds as an integer programme.
    fn choice(
        &self,
        instance: &Instance,
        classes: &[Vec<SamplerIx>],
        kinds: &[Formable],
    ) -> Choice {
        let need = |tasks: &[usize], worth: f64| Need { kinds: self.who_can(tasks), worth };
        let tasks = (0..self.wanted.len()).map(|at| need(&[at], self.worth[at].yuan()));
        let doors = self.sites.values().map(|tasks| need(&self.possible(tasks), 1.0));
        let vehicles = instance.agencies.iter().map(|agency| agency.fleet.vehicles);
        Choice {
            classes: classes.iter().map(Vec::len).collect(),
            vehicles: vehicles.collect(),
            people: kinds.iter().map(|kind| kind.classes).collect(),
            bases: kinds.iter().map(|kind| kind.team.agency).collect(),
            wishes: [tasks.collect(), doors.collect()],
            days: self.days.clone(),
            joint: kinds.iter().map(|kind| kind.is_joint(instance)).collect(),
        }
    }

    fn score(&self, instance: &Instance, kinds: &[Formable], counts: &[usize]) -> Score {
        let chosen: Vec<usize> = (0..kinds.len()).filter(|&kind| counts[kind] > 0).collect();
        let somebody = |tasks: &[usize]| {
            chosen.iter().any(|&kind| tasks.iter().all(|at| self.able[kind].contains(at)))
        };
        let tasks = (0..self.wanted.len()).filter(|&at| somebody(&[at]));
        let doors = self.sites.values().map(|tasks| self.possible(tasks));
        let sum = |of: &dyn Fn(usize) -> usize| chosen.iter().map(|&k| counts[k] * of(k)).sum();
        Score {
            worth: tasks.map(|at| self.worth[at]).sum(),
            doors: doors.filter(|tasks| !tasks.is_empty() && somebody(tasks)).count(),
            team_days: sum(&|kind| self.days[kind]),
            joint: sum(&|kind| usize::from(kinds[kind].is_joint(instance))),
        }
    }
}

/// Teams of real people: each class gives its members in order of the table.
fn named(
    instance: &Instance,
    classes: &[Vec<SamplerIx>],
    kinds: &[Formable],
    counts: &[usize],
) -> Vec<Team> {
    let mut free: Vec<_> = classes.iter().map(|members| members.iter().copied()).collect();
    let mut teams: Vec<Team> = Vec::new();
    for (kind, &count) in kinds.iter().zip(counts) {
        for _ in 0..count {
            let people: Vec<SamplerIx> =
                kind.classes.iter().filter_map(|&class| free[class].next()).collect();
            teams.push(Team { samplers: people, ..kind.team.clone() });
        }
    }
    teams.sort_by(|a, b| (a.agency, &a.samplers).cmp(&(b.agency, &b.samplers)));
    let mut numbers: BTreeMap<AgencyIx, usize> = BTreeMap::new();
    for team in &mut teams {
        let number = numbers.entry(team.agency).or_default();
        *number += 1;
        team.id = format!("{}-F{number}", instance.agencies[team.agency.ix()].id);
    }
    teams
}
