//! How the team-days of a task are used up, rule by rule.

use crate::calendar::DaySet;
use crate::model::{Rule, TaskIx, TeamIx};

use super::screen::Screen;
use super::set::RuleSet;
use super::why::Question;

/// Rules in the order in which a planner would ask: the task's dates, the door, the people, the
/// labs, the road.
const ORDER: &[Rule] = &[
    Rule::Workday,
    Rule::Window,
    Rule::Approved,
    Rule::SixMonth,
    Rule::UpperFirst,
    Rule::Ceiling,
    Rule::QuotaMax,
    Rule::Escort,
    Rule::Hours,
    Rule::TwoSamplers,
    Rule::Conflict,
    Rule::TeamAvailable,
    Rule::Suspended,
    Rule::ScopeSample,
    Rule::Avoidance,
    Rule::ScopeTest,
    Rule::Separation,
    Rule::ColdChain,
    Rule::Delivery,
    Rule::Vehicle,
    Rule::LabCapacity,
    Rule::Drive,
    Rule::Day,
    Rule::Lunch,
    Rule::Nights,
];

/// Rules that are asked of a whole tour.
const ROAD: RuleSet = RuleSet::NONE.and_also(&[Rule::Drive, Rule::Day, Rule::Lunch, Rule::Nights]);

/// What is left of a task's team-days after each rule.
#[derive(Clone, Debug)]
pub struct Funnel {
    /// Teams × calendar days of the horizon.
    pub all: usize,
    /// For each rule in turn the team-days that are left after it.
    pub steps: Vec<(Rule, usize)>,
    /// The team-days left in the end; teams without one are left out.
    pub left: Vec<(TeamIx, DaySet)>,
}

impl Screen {
    /// Narrows the team-days of a task rule by rule, whatever else is planned.
    pub fn funnel(&self, task: TaskIx) -> Funnel {
        let (tasks, days) = ([task], self.calendar().len());
        let mut left: Vec<(TeamIx, DaySet)> =
            self.teams().into_iter().map(|team| (team, DaySet::full(days))).collect();
        let mut active = RuleSet::NONE;
        let mut steps = Vec::with_capacity(ORDER.len());
        for rule in ORDER {
            active = active.with(*rule);
            let question = Question::new(&tasks, Vec::new(), DaySet::full(days), active);
            let common = self.facts.task_days(task, active);
            for (team, days) in &mut left {
                days.intersect_with(&common);
                self.keep_days(&question, *team, days);
            }
            left.retain(|(_, days)| !days.is_empty());
            steps.push((*rule, left.iter().map(|(_, days)| days.count()).sum()));
        }
        Funnel { all: self.teams().len() * days, steps, left }
    }

    /// Takes out the days on which the team may not draw the tasks by the question's rules.
    fn keep_days(&self, question: &Question, team: TeamIx, days: &mut DaySet) {
        let active = question.rules;
        days.intersect_with(&self.facts.team_days(team, active));
        if !days.is_empty() {
            self.facts.keep_joint_days(days, question.tasks, team, active);
        }
        if active.meets(ROAD) {
            for day in days.clone().iter() {
                let mut one = DaySet::empty(self.calendar().len());
                one.insert(day);
                if !self.tour_exists(question, team, &one, active) {
                    days.remove(day);
                }
            }
        }
    }
}
