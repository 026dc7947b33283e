//! Why not: which rules, and which rows, a "no" really rests on.
//!
//! Dates of the task and working days are the ground on which the other rules are asked; when they
//! leave nothing themselves, they are the answer. A rule that forbids everything there by itself is named; when no single rule does, rules are left out
//! one by one as long as the answer stays "no", so that what remains is needed, every one of it
//! (a deletion filter: Chinneck & Dravnieks 1991, doi:10.1287/ijoc.3.2.157).

use std::cell::RefCell;

use crate::calendar::{Day, DaySet};
use crate::model::{Note, Rule, TaskIx, TeamIx};

use super::screen::{KnownTours, Screen};
use super::set::RuleSet;

/// A rule that forbids something, in words, and the row it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What it forbids here.
    pub note: Note,
    /// The row that causes it: `history.csv:17`.
    pub since: Option<String>,
}

/// May these tasks be drawn in one visit by one of these teams on one of these days?
pub(super) struct Question<'t> {
    pub tasks: &'t [TaskIx],
    pub teams: Vec<TeamIx>,
    pub days: DaySet,
    pub rules: RuleSet,
    /// Tours that were looked for already.
    pub known: RefCell<KnownTours>,
}

/// The ground on which other rules are asked.
pub(super) const GROUND: RuleSet = RuleSet::NONE.and_also(&[Rule::Window, Rule::Workday]);

/// Rules in the order in which they are tried to be left out: what is named at last is what a
/// planner thinks of first.
const LEAVE_OUT: &[Rule] = &[
    Rule::Lunch,
    Rule::Day,
    Rule::Delivery,
    Rule::Vehicle,
    Rule::ColdChain,
    Rule::Separation,
    Rule::LabCapacity,
    Rule::Hours,
    Rule::Nights,
    Rule::Drive,
    Rule::Ceiling,
    Rule::Escort,
    Rule::QuotaMax,
    Rule::TeamAvailable,
    Rule::Suspended,
    Rule::Conflict,
    Rule::TwoSamplers,
    Rule::Avoidance,
    Rule::ScopeTest,
    Rule::ScopeSample,
    Rule::Approved,
    Rule::UpperFirst,
    Rule::SixMonth,
];

/// Rules in the order in which they explain why tasks can't be one visit: first what only comes of
/// taking them together.
const KEEPS_APART: &[Rule] = &[
    Rule::Window,
    Rule::Workday,
    Rule::Hours,
    Rule::Vehicle,
    Rule::SixMonth,
    Rule::UpperFirst,
    Rule::Approved,
    Rule::ScopeSample,
    Rule::Avoidance,
    Rule::ColdChain,
    Rule::Delivery,
    Rule::Separation,
    Rule::ScopeTest,
    Rule::TeamAvailable,
    Rule::Suspended,
    Rule::Conflict,
    Rule::TwoSamplers,
];

impl<'t> Question<'t> {
    pub fn new(tasks: &'t [TaskIx], teams: Vec<TeamIx>, days: DaySet, rules: RuleSet) -> Self {
        Self { tasks, teams, days, rules, known: RefCell::default() }
    }
}

impl Screen {
    /// Why this team may not draw the task on any day; empty if it may.
    pub fn why_not_team(&self, task: TaskIx, team: TeamIx) -> Vec<Finding> {
        let all = DaySet::full(self.calendar().len());
        self.findings(&Question::new(&[task], vec![team], all, RuleSet::SCREEN))
    }

    /// Why no team may draw the task on this day; empty if one may.
    pub fn why_not_day(&self, task: TaskIx, day: Day) -> Vec<Finding> {
        let mut days = DaySet::empty(self.calendar().len());
        days.insert(day);
        self.findings(&Question::new(&[task], self.teams(), days, RuleSet::SCREEN))
    }

    /// Why none of these teams may draw all the tasks, of one site, in one visit on any of these
    /// days; empty if one may.
    pub fn why_not(&self, tasks: &[TaskIx], teams: Vec<TeamIx>, days: DaySet) -> Vec<Finding> {
        self.findings(&Question::new(tasks, teams, days, RuleSet::SCREEN))
    }

    /// Whether a rule by itself, on the ground of dates and working days, keeps these teams from the
    /// task on every day.
    pub fn is_enough(&self, task: TaskIx, teams: Vec<TeamIx>, rule: Rule) -> bool {
        let all = DaySet::full(self.calendar().len());
        let tasks = [task];
        let question = Question::new(&tasks, teams, all, RuleSet::SCREEN);
        !self.allows(&question, GROUND.with(rule))
    }

    /// Why two groups of tasks of one site can't be drawn in one visit: the decisive rule. When the
    /// groups may be drawn together after all, the rule is `one_door`.
    pub fn why_not_together(&self, a: &[TaskIx], b: &[TaskIx]) -> Finding {
        if let Some(finding) = self.interval_between(a, b) {
            return finding;
        }
        let tasks: Vec<TaskIx> = a.iter().chain(b).copied().collect();
        let all = DaySet::full(self.calendar().len());
        let question = Question::new(&tasks, self.teams(), all, RuleSet::DOOR);
        let rules = self.decisive(&question);
        let Some(rule) = KEEPS_APART.iter().copied().find(|rule| rules.has(*rule)) else {
            return Finding { rule: Rule::OneDoor, note: Note::new("rules-together"), since: None };
        };
        let names: Vec<&str> = rules.iter().map(Rule::name).collect();
        let note = Note::new(super::findings::apart_key(rule))
            .with("tasks", self.names(&tasks))
            .with("rules", names.join(", "))
            .with("minutes", self.facts.visit_work(&tasks));
        Finding { rule, note, since: None }
    }

    fn interval_between(&self, a: &[TaskIx], b: &[TaskIx]) -> Option<Finding> {
        let pairs = a.iter().flat_map(|first| b.iter().map(move |second| (*first, *second)));
        let mut clashes = pairs.filter_map(|(a, b)| Some((a, b, self.facts.months_between(a, b)?)));
        let (first, second, (rule, months)) = clashes.next()?;
        let note = Note::new("rules-apart-interval")
            .with("a", self.name(first))
            .with("b", self.name(second))
            .with("months", months);
        Some(Finding { rule, note, since: None })
    }

    /// All teams, in file order.
    pub fn teams(&self) -> Vec<TeamIx> {
        (0..self.facts.teams.len()).map(TeamIx::new).collect()
    }

    pub(super) fn name(&self, task: TaskIx) -> &str {
        &self.facts.instance.tasks[task.ix()].id
    }

    pub(super) fn names(&self, tasks: &[TaskIx]) -> String {
        tasks.iter().map(|task| self.name(*task)).collect::<Vec<_>>().join(", ")
    }

    /// Whether the answer to the question is yes when only some rules hold.
    pub(super) fn allows(&self, question: &Question, active: RuleSet) -> bool {
        let mut common = question.days.clone();
        for task in question.tasks {
            common.intersect_with(&self.facts.task_days(*task, active));
        }
        !common.is_empty()
            && question.teams.iter().any(|team| self.team_allows(question, *team, &common, active))
    }

    /// Whether one team may, on days that the tasks allow.
    pub(super) fn team_allows(
        &self,
        question: &Question,
        team: TeamIx,
        common: &DaySet,
        active: RuleSet,
    ) -> bool {
        let mut days = common.and(&self.facts.team_days(team, active));
        if !days.is_empty() {
            self.facts.keep_joint_days(&mut days, question.tasks, team, active);
        }
        !days.is_empty()
            && (!active.meets(RuleSet::TOUR) || self.tour_exists(question, team, &days, active))
    }

    /// The rules that a "no" rests on; none if the answer is yes.
    pub(super) fn decisive(&self, question: &Question) -> RuleSet {
        if self.allows(question, question.rules) {
            return RuleSet::NONE;
        }
        if !self.allows(question, GROUND) {
            let window = RuleSet::NONE.with(Rule::Window);
            let dates = self.allows(question, window);
            return if dates { RuleSet::NONE.with(Rule::Workday) } else { window };
        }
        let mut alone = RuleSet::NONE;
        for rule in question.rules.iter().filter(|rule| !GROUND.has(*rule)) {
            if !self.allows(question, GROUND.with(rule)) {
                alone = alone.with(rule);
            }
        }
        if alone != RuleSet::NONE {
            return alone;
        }
        self.needed(question)
    }

    /// Leaves out rules one by one while the answer stays "no"; the ground stays and is not named.
    fn needed(&self, question: &Question) -> RuleSet {
        let mut needed = question.rules;
        for rule in LEAVE_OUT.iter().filter(|rule| question.rules.has(**rule)) {
            if !self.allows(question, needed.without(*rule)) {
                needed = needed.without(*rule);
            }
        }
        GROUND.iter().fold(needed, RuleSet::without)
    }
}
