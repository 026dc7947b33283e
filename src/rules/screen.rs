//! The screen: which tasks, teams, days and labs go together, before anything is planned.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};

use rayon::prelude::*;

use crate::calendar::{Calendar, Day, DaySet, Interval, OpenHours, ProfileId};
use crate::geography::Travel;
use crate::model::{
    AgencyIx, EnterpriseIx, Grams, History, Instance, Millilitres, Minutes, QuotaIx, Rule, TaskIx,
    TeamIx,
};

use super::apart::Apart;
use super::facts::{Facts, clamp};
use super::formable;
use super::lunch::{Limits, Stop};
use super::nights::{Approaches, HopBook, Lone};
use super::scope_sample;
use super::set::RuleSet;
use super::why::{Finding, Question};
use super::window::ALWAYS;

/// A lab that may test what a team draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabOption {
    /// The lab.
    pub lab: AgencyIx,
    /// The team carries the samples home, because the lab is its own agency; else they are sent.
    pub carried: bool,
}

/// How far an enterprise is from a team's base, in tours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// There and back within a day.
    Day,
    /// Only with this many nights away.
    Nights(u32),
    /// No tour of the team gets there.
    Never,
}

/// What rules and history leave possible. Answers are the same on any number of threads.
pub struct Screen {
    pub(super) facts: Facts,
    /// For each task its days under all rules, and under those that `one_door` looks at.
    task_days: Vec<DaySet>,
    door_days: Vec<DaySet>,
    team_days: Vec<DaySet>,
    road_days: Option<Vec<DaySet>>,
    apart: Apart,
    pub(super) hops: HopBook,
    /// For each team a row of `reach`; teams of one base, day and patience share one.
    reach_row: Vec<usize>,
    reach: Vec<Vec<AtomicU8>>,
    impossible: Vec<Impossible>,
}

/// Why a task is impossible alone, if it is.
pub(super) type Impossible = Option<Box<[Finding]>>;

impl Screen {
    /// Screens an instance; the work is shared among threads. Where teams are formed
    /// (`policy.form_teams`) its teams are those that it has now, but what is impossible alone is
    /// what no team that could be formed can do.
    pub fn new(
        instance: &Instance,
        calendar: &Calendar,
        hours: &OpenHours,
        travel: &Travel,
    ) -> Screen {
        let mut screen = Self::of_teams(instance, calendar, hours, travel);
        screen.impossible = if instance.settings().policy.form_teams {
            formable::impossible(instance, calendar, hours, travel)
        } else {
            let tasks = (0..instance.tasks.len()).into_par_iter().map(TaskIx::new);
            tasks.map(|task| screen.find_impossible(task)).collect()
        };
        screen
    }

    /// Screens some teams; what is impossible alone is not asked.
    pub fn of_teams(
        instance: &Instance,
        calendar: &Calendar,
        hours: &OpenHours,
        travel: &Travel,
    ) -> Screen {
        let facts = Facts::new(instance, calendar, hours, travel);
        let tasks: Vec<TaskIx> = (0..instance.tasks.len()).map(TaskIx::new).collect();
        let days = |active: RuleSet| -> Vec<DaySet> {
            tasks.par_iter().map(|task| facts.task_days(*task, active)).collect()
        };
        let (task_days, door_days) = (days(RuleSet::SCREEN), days(RuleSet::DOOR));
        let teams = (0..instance.teams.len()).map(TeamIx::new);
        let days_of = |active: RuleSet| -> Vec<DaySet> {
            teams.clone().map(|team| facts.team_days(team, active)).collect()
        };
        let team_days = days_of(RuleSet::SCREEN);
        let spans = instance.settings().policy.weekend_nights;
        let road_days = spans.then(|| days_of(RuleSet::SCREEN.without(Rule::Workday)));
        let (reach_row, rows) = reach_rows(instance);
        let unknown = || (0..instance.enterprises.len()).map(|_| AtomicU8::new(UNKNOWN)).collect();
        Screen {
            apart: Apart::new(&facts),
            facts,
            task_days,
            door_days,
            team_days,
            road_days,
            hops: HopBook::default(),
            reach_row,
            reach: (0..rows).map(|_| unknown()).collect(),
            impossible: Vec::new(),
        }
    }

    /// The calendar it was made with.
    pub fn calendar(&self) -> &Calendar {
        &self.facts.calendar
    }

    /// The opening hours it was made with.
    pub fn hours(&self) -> &OpenHours {
        &self.facts.hours
    }

    /// The travel model it was made with.
    pub fn travel(&self) -> &Travel {
        &self.facts.travel
    }

    /// When these tasks of one site may be drawn on a day: while the enterprise is open, and at the
    /// times that the tasks allow.
    pub fn open(&self, tasks: &[TaskIx], day: Day) -> Cow<'_, [Interval]> {
        self.facts.open(tasks, day, RuleSet::SCREEN)
    }

    /// Days on which these tasks may be drawn at some of the open minutes only.
    pub fn timed_days(&self, tasks: &[TaskIx]) -> impl Iterator<Item = Day> {
        tasks.iter().flat_map(|task| &self.facts.task(*task).times).map(|(day, _)| *day)
    }

    /// Days that the task itself allows: window, approval, working days, opening hours that hold
    /// its work, history and the year's ceiling; none if a quota's maximum or an escort bars it.
    pub fn task_days(&self, task: TaskIx) -> &DaySet {
        &self.task_days[task.ix()]
    }

    /// Days on which the team may be at work, wherever that is.
    pub fn team_days(&self, team: TeamIx) -> &DaySet {
        &self.team_days[team.ix()]
    }

    /// Days on which the team may be on the road: those at work, and with `policy.weekend_nights`
    /// days off, too.
    pub fn road_days(&self, team: TeamIx) -> &DaySet {
        &self.road_days.as_ref().unwrap_or(&self.team_days)[team.ix()]
    }

    /// Other teams that share one of the team's people: the two are never out on one day.
    pub fn rivals(&self, team: TeamIx) -> &[TeamIx] {
        &self.facts.team(team).rivals
    }

    /// The row of history by which one of the team's agencies came to an enterprise last, where that
    /// costs something (`weights.rotation`).
    pub fn comes_again(&self, team: TeamIx, site: EnterpriseIx) -> Option<&History> {
        let agencies = &self.facts.team(team).agencies;
        let row = self.facts.last_visits.priced(&self.facts.instance, site, agencies)?;
        self.facts.instance.history.get(row)
    }

    /// Days on which the team may draw the task, with at least one lab; a tour is not looked for.
    pub fn pair_days(&self, task: TaskIx, team: TeamIx) -> DaySet {
        if !self.has_scope(task, team) {
            return DaySet::empty(self.calendar().len());
        }
        let mut days = self.task_days(task).and(self.team_days(team));
        if !days.is_empty() {
            self.facts.keep_joint_days(&mut days, &[task], team, RuleSet::SCREEN);
        }
        days
    }

    /// The labs that may test the task's batches if this team draws them on this day: the own one
    /// first, then in table order. None if the team may not draw it then.
    pub fn labs(&self, task: TaskIx, team: TeamIx, day: Day) -> Vec<LabOption> {
        let mut labs = Vec::new();
        if !self.pair_days(task, team).contains(day) {
            return labs;
        }
        let own = self.facts.team(team).own;
        self.facts.each_lab(task, team, RuleSet::SCREEN, |lab| {
            if self.facts.lab_is_free(task, lab, day, RuleSet::SCREEN) {
                labs.push(LabOption { lab, carried: lab == own });
            }
            true
        });
        labs.sort_by_key(|option| !option.carried);
        labs
    }

    /// The labs that may test the task's batches if this team draws them, on some day or other, in
    /// table order; suspensions, avoidances and capacity of the lab are left aside.
    pub fn labs_ever(&self, task: TaskIx, team: TeamIx) -> Vec<LabOption> {
        let mut labs = Vec::new();
        let own = self.facts.team(team).own;
        self.facts.each_lab(task, team, RuleSet::SCREEN, |lab| {
            labs.push(LabOption { lab, carried: lab == own });
            true
        });
        labs
    }

    /// Whether no courier's lab is possible, so that the team has to carry the samples home.
    pub fn must_carry(&self, task: TaskIx, team: TeamIx, day: Day) -> bool {
        self.facts.must_carry(task, team, day, RuleSet::SCREEN)
    }

    /// Other tasks, of any site, with the calendar months by which the two have to lie apart if
    /// both are planned (`six_month`, `upper_first`). Symmetric.
    pub fn apart(&self, task: TaskIx) -> &[(TaskIx, u32)] {
        self.apart.of(task)
    }

    /// Whether two days lie less than so many calendar months apart.
    pub fn too_close(&self, a: Day, b: Day, months: u32) -> bool {
        let facts = &self.facts;
        if let Some(spacing) = [&facts.interval, &facts.upper].iter().find(|s| s.months() == months)
        {
            return spacing.too_close(a, b);
        }
        let (a, b) = (facts.calendar.date(a), facts.calendar.date(b));
        !crate::calendar::months_apart(a, b, months)
    }

    /// Minutes on site for all batches of the task, without the visit's setup.
    pub fn work(&self, task: TaskIx) -> Minutes {
        Minutes(self.facts.task(task).work.into())
    }

    /// What the samples of all batches of the task weigh and fill.
    pub fn load(&self, task: TaskIx) -> (Grams, Millilitres) {
        let (mass, volume) = self.facts.task(task).load;
        (Grams(mass), Millilitres(volume))
    }

    /// The quotas that count the task, in file order.
    pub fn quotas(&self, task: TaskIx) -> &[QuotaIx] {
        &self.facts.quotas[task.ix()]
    }

    /// How a tour of the team gets to an enterprise, going by driving, the bounds of its day and
    /// its patience for nights; the hours of the enterprise and the calendar are left aside.
    pub fn reach(&self, team: TeamIx, site: EnterpriseIx) -> Reach {
        let cell = &self.reach[self.reach_row[team.ix()]][site.ix()];
        let code = match cell.load(Ordering::Relaxed) {
            UNKNOWN => {
                let nights = self.nights_to(team, site);
                let code = nights.map_or(NEVER, |nights| nights.min(u32::from(NEVER) - 1) as u8);
                cell.store(code, Ordering::Relaxed);
                code
            }
            code => code,
        };
        match code {
            0 => Reach::Day,
            NEVER => Reach::Never,
            nights => Reach::Nights(nights.into()),
        }
    }

    fn nights_to(&self, team: TeamIx, site: EnterpriseIx) -> Option<u32> {
        let facts = &self.facts;
        let work = clamp(facts.instance.settings().policy.setup_minutes.0);
        let most = facts.max_nights(team, RuleSet::SCREEN);
        let visit = Lone {
            base: facts.team(team).own,
            site,
            limits: facts.limits(team, RuleSet::SCREEN),
            stop: Stop::new(&ALWAYS, work),
            deliver: None,
            nights: (most, most, most),
        };
        facts.lone_tour(&self.hops, &mut Approaches::default(), &visit)
    }

    /// The rules, with their rows, that leave no day, team, lab and tour for the task even alone;
    /// none if something is possible.
    pub fn impossible(&self, task: TaskIx) -> Option<&[Finding]> {
        self.impossible.get(task.ix())?.as_deref()
    }

    pub(super) fn find_impossible(&self, task: TaskIx) -> Impossible {
        let tasks = [task];
        let all = DaySet::full(self.calendar().len());
        let question = Question::new(&tasks, self.teams(), all, RuleSet::SCREEN);
        let possible = |team: &TeamIx| self.is_possible(&question, task, *team);
        if !self.task_days(task).is_empty() && question.teams.iter().any(possible) {
            return None;
        }
        Some(self.findings(&question).into_boxed_slice())
    }

    /// Why none of its own teams may draw the task, even alone; empty if one may.
    pub fn why_nobody(&self, task: TaskIx) -> Vec<Finding> {
        self.find_impossible(task).map_or_else(Vec::new, |found| found.into_vec())
    }

    /// Whether the team could draw the task on some day of some tour, alone.
    pub fn could_draw(&self, task: TaskIx, team: TeamIx) -> bool {
        if !self.has_scope(task, team) {
            return false;
        }
        let all = DaySet::full(self.calendar().len());
        let tasks = [task];
        let question = Question::new(&tasks, vec![team], all, RuleSet::SCREEN);
        self.is_possible(&question, task, team)
    }

    fn is_possible(&self, question: &Question, task: TaskIx, team: TeamIx) -> bool {
        let days = self.pair_days(task, team);
        !days.is_empty()
            && self.reach(team, self.facts.task(task).site) != Reach::Never
            && self.tour_exists(question, team, &days, RuleSet::SCREEN)
    }

    /// Agencies with a scope for drawing the task.
    pub fn may_sample(&self, task: TaskIx) -> &[AgencyIx] {
        self.facts.scopes.drawing(task)
    }

    /// Whether one of the team's agencies has a scope for drawing the task: quickly asked, and mostly not so.
    fn has_scope(&self, task: TaskIx, team: TeamIx) -> bool {
        scope_sample::holds(self.facts.scopes.drawing(task), &self.facts.team(team).agencies)
    }

    /// Days on which the team may draw all these tasks of one site in one visit, by what `one_door`
    /// looks at.
    pub fn group_days(&self, tasks: &[TaskIx], team: TeamIx) -> DaySet {
        let mut days = self.team_days(team).clone();
        for task in tasks {
            days.intersect_with(&self.door_days[task.ix()]);
        }
        if !days.is_empty() {
            self.facts.keep_joint_days(&mut days, tasks, team, RuleSet::DOOR);
        }
        days
    }

    /// Days on which the team may draw all these tasks of one site in one visit under every rule
    /// that can be screened, each with a lab that still has room for it alone.
    pub fn visit_days(&self, tasks: &[TaskIx], team: TeamIx) -> DaySet {
        let mut days = self.team_days(team).clone();
        for task in tasks {
            days.intersect_with(self.task_days(*task));
        }
        if !days.is_empty() {
            self.facts.keep_joint_days(&mut days, tasks, team, RuleSet::SCREEN);
        }
        days
    }

    /// Whether some team may draw all these tasks of one site in one visit on some day, by what
    /// `one_door` looks at.
    pub fn group_admissible(&self, tasks: &[TaskIx]) -> bool {
        let mut common = DaySet::full(self.calendar().len());
        for task in tasks {
            common.intersect_with(&self.door_days[task.ix()]);
        }
        let teams = (0..self.team_days.len()).map(TeamIx::new);
        !common.is_empty()
            && teams.filter(|team| self.team_days(*team).intersects(&common)).any(|team| {
                let mut days = common.and(self.team_days(team));
                self.facts.keep_joint_days(&mut days, tasks, team, RuleSet::DOOR);
                !days.is_empty()
            })
    }

    /// Whether a tour that holds only a visit for the tasks exists on one of the days.
    pub(super) fn tour_exists(
        &self,
        question: &Question,
        team: TeamIx,
        days: &DaySet,
        active: RuleSet,
    ) -> bool {
        let Some(first) = question.tasks.first() else { return true };
        let (facts, site) = (&self.facts, self.facts.task(*first).site);
        let most = facts.max_nights(team, active);
        let mut visit = Lone {
            base: facts.team(team).own,
            site,
            limits: facts.limits(team, active),
            stop: Stop::new(&ALWAYS, facts.visit_work(question.tasks)),
            deliver: None,
            nights: (0, 0, most),
        };
        let mut known = question.known.borrow_mut();
        let known = &mut *known;
        days.iter().any(|day| {
            let profile = active.has(Rule::Hours).then(|| facts.hours.profile(site, day));
            let (before, after) = facts.free_around(team, day, active);
            visit.nights = (before, after, most);
            visit.deliver = facts.deliver_within(question.tasks, team, day, active);
            let times = facts.times(question.tasks, day).filter(|_| active.has(Rule::Window));
            // Days alike in all of this have one answer.
            let key = (visit.base, visit.limits, (profile, times), visit.nights, visit.deliver);
            *known.tours.entry(key).or_insert_with(|| {
                let open = facts.open(question.tasks, day, active);
                let visit = Lone { stop: Stop { open: &open, ..visit.stop }, ..visit };
                facts.lone_tour(&self.hops, &mut known.approaches, &visit).is_some()
            })
        })
    }
}

/// Tours that were looked for in answering one question.
#[derive(Default)]
pub(super) struct KnownTours {
    approaches: Approaches,
    tours: HashMap<TourKey, bool>,
}

/// Base, bounds of the day, opening hours and times (none: left out), nights, time to deliver.
type TourKey =
    (AgencyIx, Limits, (Option<ProfileId>, Option<Interval>), (u32, u32, u32), Option<i32>);

const UNKNOWN: u8 = 255;
const NEVER: u8 = 254;

/// For each team the number of its base, day and patience, and how many of these there are.
fn reach_rows(instance: &Instance) -> (Vec<usize>, usize) {
    let mut kinds = Vec::new();
    let row = |team: &crate::model::Team| {
        let kind = (team.agency, team.day_start, team.day_end, team.max_nights);
        kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        })
    };
    let rows = instance.teams.iter().map(row).collect();
    (rows, kinds.len())
}
