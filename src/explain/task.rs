//! Why a task is where it is, or nowhere.

use chrono::NaiveDate;
use serde::Serialize;

use super::Cause;
use super::cards::{TaskCard, VisitCard, region_name};
use super::obstacles::{ORDER, Obstacles, Try};
use super::survey::Survey;
use crate::draw::{self, DrawOutcome, DrawStatus};
use crate::model::{Clock, Fen, Instance, Plan, Rule, Table, TaskIx, Unplanned};
use crate::rules::{Funnel, Screen};

/// The most near misses, and the most candidates drawn before, that are told.
pub(super) const MOST: usize = 8;

/// Team-days left after a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The rule.
    pub rule: Rule,
    /// Team-days left.
    pub left: usize,
}

/// A candidate that came before a reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// Task id.
    pub task: String,
    /// Name of its enterprise.
    pub site_name: String,
    /// Its value, by which candidates are ordered first.
    pub value: Fen,
    /// Its number in the lottery, sixteen hexadecimal digits, by which they are ordered next.
    pub number: String,
    /// Its batches.
    pub batches: u32,
}

/// Team-days on which little keeps the task out: one team, and the same in the way on each day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearMiss {
    /// Team id.
    pub team: String,
    /// The days, in order.
    pub dates: Vec<NaiveDate>,
    /// The visit of the same enterprise that it would join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joins: Option<String>,
    /// When the team would be back, if the day has room; on the first of the days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<Clock>,
    /// What is in the way; empty if nothing is, and the solver just did not choose it.
    pub causes: Vec<Cause>,
}

/// What became of a task.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// A visit draws it.
    Planned {
        /// The visit.
        visit: Box<VisitCard>,
        /// Agency id of the lab.
        lab: String,
        /// Name of the lab.
        lab_name: String,
        /// The samples travel with the team; else they are sent.
        carried: bool,
        /// Tasks that share the visit, of how many authorities.
        together: Vec<String>,
        /// Authorities whose tasks share the visit, by code.
        authorities: Vec<String>,
    },
    /// No plan could hold it, even alone.
    Impossible {
        /// The rules and rows behind it, on the ground of its dates and of working days.
        causes: Vec<Cause>,
        /// Those rules that are enough by themselves: with more than one, all have to be dealt with.
        enough: Vec<Rule>,
    },
    /// Not drawn by lot.
    Reserve {
        /// The quota whose queue it stands in, such as `quotas.csv:5`.
        quota: String,
        /// Name of the quota's region.
        region_name: String,
        /// Its target, batches.
        target: Option<u32>,
        /// Place in the queue, 1 = first to be called.
        place: u32,
        /// Its number in the lottery.
        number: String,
        /// Candidates of the quota that were drawn before, how many.
        drawn_before: usize,
        /// The last of them.
        earlier: Vec<Earlier>,
    },
    /// Drawn and possible, but crowded out.
    LeftOut {
        /// The reasons that the plan gives.
        causes: Vec<Cause>,
        /// Team-days left after each rule that looks at the rest of the plan.
        beside_plan: Vec<Step>,
        /// The team-days with the fewest obstacles.
        nearest: Vec<NearMiss>,
    },
    /// The plan does not mention it, which is a fault of the plan.
    Missing,
}

/// Why a task is where it is, or nowhere.
#[derive(Clone, Debug, Serialize)]
pub struct TaskExplanation {
    /// The task.
    pub task: TaskCard,
    /// What became of it.
    #[serde(flatten)]
    pub state: State,
    /// Teams × calendar days of the horizon.
    pub team_days: usize,
    /// Team-days left after each rule that takes some away, whatever else is planned.
    pub funnel: Vec<Step>,
    /// Rules in the way; their remedies say what to do.
    pub remedies: Vec<Rule>,
}

/// Explains a task.
pub fn task(instance: &Instance, screen: &Screen, plan: &Plan, task: TaskIx) -> TaskExplanation {
    let survey = Survey::new(instance, plan);
    let id = &instance.tasks[task.ix()].id;
    let funnel = screen.funnel(task);
    let entry = plan.unplanned.iter().find(|entry| entry.task == *id);
    let state = match (planned(&survey, screen, task), entry) {
        (Some(planned), _) => planned,
        (None, None) => State::Missing,
        (None, Some(entry)) if entry.impossible => impossible(screen, task, entry),
        (None, Some(entry)) if entry.reasons.iter().any(|reason| reason.rule == Rule::Draw) => {
            reserve(instance, screen, task, entry)
        }
        (None, Some(entry)) => left_out(&survey, screen, task, entry, &funnel),
    };
    let remedies = remedies(&state);
    TaskExplanation {
        task: TaskCard::new(instance, screen, task),
        state,
        team_days: funnel.all,
        funnel: narrowing(&funnel),
        remedies,
    }
}

/// The steps that take something away.
fn narrowing(funnel: &Funnel) -> Vec<Step> {
    let mut before = funnel.all;
    let mut steps = Vec::new();
    for &(rule, left) in &funnel.steps {
        if left < before {
            steps.push(Step { rule, left });
        }
        before = left;
    }
    steps
}

fn planned(survey: &Survey, screen: &Screen, task: TaskIx) -> Option<State> {
    let instance = survey.instance;
    let entry = survey.entry_of(task)?;
    let (_, lab) = entry.tasks.iter().find(|(drawn, _)| *drawn == task)?;
    let others = entry.tasks.iter().filter(|(drawn, _)| *drawn != task);
    let mut authorities: Vec<String> = Vec::new();
    for (drawn, _) in &entry.tasks {
        let program = &instance.programs[instance.tasks[drawn.ix()].program.ix()];
        let code = instance.authority_code(program.authority).to_owned();
        if !authorities.contains(&code) {
            authorities.push(code);
        }
    }
    Some(State::Planned {
        visit: Box::new(VisitCard::new(survey, screen, entry)),
        lab: instance.agencies[lab.ix()].id.clone(),
        lab_name: instance.agencies[lab.ix()].name.clone(),
        carried: instance.teams[entry.team.ix()].agency == *lab,
        together: others.map(|(drawn, _)| instance.tasks[drawn.ix()].id.clone()).collect(),
        authorities,
    })
}

/// The rules' own findings; the plan's reasons where the rules find the task possible.
fn impossible(screen: &Screen, task: TaskIx, entry: &Unplanned) -> State {
    let causes: Vec<Cause> = match screen.impossible(task) {
        Some(findings) => findings.iter().map(Cause::from).collect(),
        None => entry.reasons.iter().map(Cause::from).collect(),
    };
    let mut enough: Vec<Rule> = causes.iter().map(|cause| cause.rule).collect();
    enough.sort_unstable();
    enough.dedup();
    enough.retain(|rule| screen.is_enough(task, screen.teams(), *rule));
    State::Impossible { causes, enough }
}

fn reserve(instance: &Instance, screen: &Screen, task: TaskIx, entry: &Unplanned) -> State {
    let record = draw::run(instance, screen);
    let seed = instance.settings().seed;
    let number =
        |task: TaskIx| format!("{:016x}", draw::number(seed, &instance.tasks[task.ix()].id));
    let Some(DrawStatus::Reserve { quota, place }) = record.status.get(task.ix()).copied() else {
        // The plan calls a reserve what the draw does not: told as the plan has it.
        return State::Reserve {
            quota: entry.reasons.iter().find_map(|reason| reason.since.clone()).unwrap_or_default(),
            region_name: String::new(),
            target: None,
            place: entry.queue.unwrap_or(0),
            number: number(task),
            drawn_before: 0,
            earlier: Vec::new(),
        };
    };
    let row = &instance.quotas[quota.ix()];
    let steps = record.steps.iter().filter(|step| step.quota == Some(quota));
    let before = steps.take_while(|step| step.task != task);
    let drawn: Vec<TaskIx> =
        before.filter(|step| step.outcome == DrawOutcome::Drawn).map(|step| step.task).collect();
    let earlier = |task: &TaskIx| {
        let row = &instance.tasks[task.ix()];
        Earlier {
            task: row.id.clone(),
            site_name: instance.enterprises[row.site.ix()].name.clone(),
            value: row.value,
            number: number(*task),
            batches: row.batches,
        }
    };
    State::Reserve {
        quota: Table::Quotas.line(row.row),
        region_name: region_name(instance, row.region).to_owned(),
        target: row.target,
        place,
        number: number(task),
        drawn_before: drawn.len(),
        earlier: drawn[drawn.len().saturating_sub(MOST)..].iter().map(earlier).collect(),
    }
}

fn left_out(
    survey: &Survey,
    screen: &Screen,
    task: TaskIx,
    entry: &Unplanned,
    funnel: &Funnel,
) -> State {
    let obstacles = Obstacles::new(survey, screen, task);
    let mut left = vec![0_usize; ORDER.len()];
    let mut nearest: Vec<NearMiss> = Vec::new();
    for (team, days) in &funnel.left {
        let mut of_team: Vec<NearMiss> = Vec::new();
        for day in days.iter() {
            let tried = obstacles.on(*team, day);
            let first = tried.causes.first().map(|cause| cause.rule);
            let first = ORDER.iter().position(|rule| Some(*rule) == first);
            // It is there after every rule before the first that takes it away.
            left.iter_mut().take(first.unwrap_or(ORDER.len())).for_each(|count| *count += 1);
            let Try { causes, joins, back } = tried;
            let date = screen.calendar().date(day);
            let alike = |miss: &&mut NearMiss| miss.causes == causes && miss.joins == joins;
            if let Some(miss) = of_team.iter_mut().find(alike) {
                miss.dates.push(date);
                continue;
            }
            let team = survey.instance.teams[team.ix()].id.clone();
            of_team.push(NearMiss { team, dates: vec![date], joins, back, causes });
        }
        nearest.extend(of_team);
    }
    nearest.sort_by(|a, b| {
        let weight = |miss: &NearMiss| (miss.causes.len(), over(miss));
        weight(a).cmp(&weight(b)).then_with(|| (&a.dates, &a.team).cmp(&(&b.dates, &b.team)))
    });
    nearest.truncate(MOST);
    let all = funnel.steps.last().map_or(funnel.all, |(_, left)| *left);
    let mut before = all;
    let mut beside_plan = Vec::new();
    for (rule, left) in ORDER.iter().zip(left) {
        if left < before {
            beside_plan.push(Step { rule: *rule, left });
        }
        before = left;
    }
    State::LeftOut { causes: entry.reasons.iter().map(Cause::from).collect(), beside_plan, nearest }
}

/// Minutes that a near miss is too long.
pub(super) fn over(miss: &NearMiss) -> i64 {
    let minutes = |cause: &Cause| cause.note.args.get("minutes")?.parse::<i64>().ok();
    miss.causes.iter().filter_map(minutes).sum()
}

/// Rules in the way, each once, the most telling first.
fn remedies(state: &State) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut add = |rule: Rule| {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    };
    match state {
        State::Planned { .. } | State::Missing => {}
        State::Reserve { .. } => add(Rule::Draw),
        State::Impossible { causes, .. } => causes.iter().for_each(|cause| add(cause.rule)),
        State::LeftOut { beside_plan, nearest, .. } => {
            nearest.iter().flat_map(|miss| &miss.causes).for_each(|cause| add(cause.rule));
            beside_plan.iter().for_each(|step| add(step.rule));
        }
    }
    rules
}
