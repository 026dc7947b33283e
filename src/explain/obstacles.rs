//! What else in a plan keeps a task from a team and day on which the rules alone would allow it.
//!
//! Deadlines of delivery are looked at by the rules for the task alone, not again for every order
//! of stops: a day may be called open here and yet bring another's samples home too late.

use chrono::Datelike;

use super::Cause;
use super::fit::{Fit, fit, overload};
use super::survey::Survey;
use crate::calendar::Day;
use crate::model::{Clock, ConflictKind, EnterpriseIx, Month, Note, Rule, Table, TaskIx, TeamIx};
use crate::rules::{Reach, Screen};

/// The rules that look at the rest of the plan, in the order in which they are asked.
pub const ORDER: &[Rule] = &[
    Rule::OneDoor,
    Rule::SixMonth,
    Rule::UpperFirst,
    Rule::Ceiling,
    Rule::Conflict,
    Rule::QuotaMax,
    Rule::Escort,
    Rule::LabCapacity,
    Rule::TeamAvailable,
    Rule::Vehicle,
    Rule::Hours,
    Rule::Drive,
    Rule::Day,
    Rule::Nights,
];

/// A task against the rest of a plan.
pub struct Obstacles<'s, 'a> {
    survey: &'s Survey<'a>,
    screen: &'s Screen,
    task: TaskIx,
    /// Tasks of the site that come with it, itself among them: they need their minutes, too.
    whole: Vec<TaskIx>,
    site: EnterpriseIx,
    /// What holds on every team-day: quotas that are full.
    always: Vec<Cause>,
    /// A visit of the site that the task could be part of: every other entry is a second one.
    door: Option<usize>,
}

/// What happens on one team-day.
pub struct Try {
    /// Everything in the way; empty if nothing is.
    pub causes: Vec<Cause>,
    /// The visit of the same site that the task would join.
    pub joins: Option<String>,
    /// When the team would be back; none if the day has no room.
    pub back: Option<Clock>,
}

impl<'s, 'a> Obstacles<'s, 'a> {
    /// Looks at a task that the plan does not hold.
    pub fn new(survey: &'s Survey<'a>, screen: &'s Screen, task: TaskIx) -> Self {
        Self::within(survey, screen, task, vec![task])
    }

    /// Looks at a task of a visit that the plan does not hold, `whole` being all tasks of the visit.
    pub fn within(
        survey: &'s Survey<'a>,
        screen: &'s Screen,
        task: TaskIx,
        whole: Vec<TaskIx>,
    ) -> Self {
        let site = survey.instance.tasks[task.ix()].site;
        let together = |at: &&usize| {
            let mut tasks: Vec<TaskIx> =
                survey.entries[**at].tasks.iter().map(|(task, _)| *task).collect();
            tasks.push(task);
            screen.group_admissible(&tasks)
        };
        let door = survey.entries_at(site).iter().find(together).copied();
        let mut obstacles = Self { survey, screen, task, whole, site, always: Vec::new(), door };
        obstacles.always = obstacles.quotas();
        obstacles
    }

    /// Tries the task on a team-day that the rules alone allow.
    pub fn on(&self, team: TeamIx, day: Day) -> Try {
        let date = self.screen.calendar().date(day);
        let entries = self.survey.entries_at(self.site).iter().map(|&at| &self.survey.entries[at]);
        let here = entries.filter(|entry| entry.visit.date == date);
        let joins = here.clone().find(|entry| entry.team == team);
        let mut causes = Vec::new();
        if joins.is_none() {
            causes.extend(self.second_entry());
            causes.extend(self.ceiling(day));
            causes.extend(self.conflicts(team, day));
            causes.extend(self.escort(day));
        }
        causes.extend(self.intervals(day));
        causes.extend(self.always.iter().cloned());
        causes.extend(self.labs(team, day));
        causes.extend(self.rivals(team, day));
        causes.extend(self.load(team, day));
        let (room, back) = self.room(team, day);
        causes.extend(room);
        causes.sort_by_key(|cause| ORDER.iter().position(|rule| *rule == cause.rule));
        Try { causes, joins: joins.map(|entry| entry.visit.id.clone()), back }
    }

    fn second_entry(&self) -> Option<Cause> {
        let visit = self.survey.entries[self.door?].visit;
        let note = Note::new("explain-second-entry")
            .with("visit", &visit.id)
            .with("date", visit.date)
            .with("team", &visit.team);
        Some(Cause::new(Rule::OneDoor, note))
    }

    /// Planned draws of the same product that lie too near.
    fn intervals(&self, day: Day) -> Vec<Cause> {
        let instance = self.survey.instance;
        let near = |&(other, months): &(TaskIx, u32)| {
            let entry = self.survey.entry_of(other)?;
            let then = self.screen.calendar().day(entry.visit.date)?;
            if !self.screen.too_close(day, then, months) {
                return None;
            }
            let same = instance.organiser(self.task) == instance.organiser(other);
            let rule = if same { Rule::SixMonth } else { Rule::UpperFirst };
            let note = Note::new("explain-too-near")
                .with("task", &instance.tasks[other.ix()].id)
                .with("visit", &entry.visit.id)
                .with("date", entry.visit.date)
                .with("months", months);
            Some(Cause::new(rule, note))
        };
        self.screen.apart(self.task).iter().filter_map(near).collect()
    }

    fn ceiling(&self, day: Day) -> Option<Cause> {
        let limit = self.survey.instance.settings().policy.visits_per_year;
        let year = self.screen.calendar().date(day).year();
        let count = self.survey.entries_in_year(self.site, year);
        (limit > 0 && count >= limit).then(|| {
            let note = Note::new("explain-ceiling")
                .with("year", year)
                .with("count", count)
                .with("limit", limit);
            Cause::new(Rule::Ceiling, note)
        })
    }

    /// Enterprises that must or must not be visited on the same day or by the same team.
    fn conflicts(&self, team: TeamIx, day: Day) -> Vec<Cause> {
        let instance = self.survey.instance;
        let date = self.screen.calendar().date(day);
        let entries =
            |site| self.survey.entries_at(site).iter().map(|&at| &self.survey.entries[at]);
        let other = |a: EnterpriseIx, b: EnterpriseIx| match self.site {
            site if site == a => Some(b),
            site if site == b => Some(a),
            _ => None,
        };
        let clash = |row: &crate::model::Conflict| {
            let (other, key) = match row.kind {
                ConflictKind::People(..) => return None,
                ConflictKind::SameDay(a, b) => {
                    let other = other(a, b)?;
                    let elsewhere = entries(other).any(|entry| entry.visit.date != date);
                    (elsewhere.then_some(other)?, "explain-same-day")
                }
                ConflictKind::NotSameDay(a, b) => {
                    let other = other(a, b)?;
                    let met = entries(other).any(|entry| entry.visit.date == date);
                    (met.then_some(other)?, "explain-not-same-day")
                }
                ConflictKind::NotSameTeam(a, b) => {
                    let other = other(a, b)?;
                    let met = entries(other).any(|entry| entry.team == team);
                    (met.then_some(other)?, "explain-not-same-team")
                }
            };
            let note = Note::new(key).with("site", &instance.enterprises[other.ix()].id);
            let since = Some(Table::Conflicts.line(row.row));
            Some(Cause { rule: Rule::Conflict, note, since })
        };
        instance.conflicts.iter().filter_map(clash).collect()
    }

    fn quotas(&self) -> Vec<Cause> {
        let instance = self.survey.instance;
        let batches = instance.tasks[self.task.ix()].batches;
        let full = |quota: &crate::model::QuotaIx| {
            let row = &instance.quotas[quota.ix()];
            let max = row.max?;
            let inside = |task: &TaskIx| self.screen.quotas(*task).contains(quota);
            let drawn = self.survey.entries.iter().flat_map(|entry| &entry.tasks);
            let drawn = drawn.map(|(task, _)| *task).filter(inside);
            let planned: u32 = drawn.map(|task| instance.tasks[task.ix()].batches).sum();
            (planned.saturating_add(batches) > max).then(|| {
                let note = Note::new("explain-quota-full")
                    .with("planned", planned)
                    .with("batches", batches)
                    .with("max", max);
                let since = Some(Table::Quotas.line(row.row));
                Cause { rule: Rule::QuotaMax, note, since }
            })
        };
        self.screen.quotas(self.task).iter().filter_map(full).collect()
    }

    fn escort(&self, day: Day) -> Option<Cause> {
        let instance = self.survey.instance;
        let county = instance.enterprises[self.site.ix()].region;
        let row = instance.escorts.iter().find(|row| row.region == county)?;
        let count = self.survey.escorted(county, self.screen.calendar().date(day));
        (count >= row.visits_per_day).then(|| {
            let note = Note::new("explain-escort")
                .with("region", &instance.regions[county.ix()].code)
                .with("count", count)
                .with("limit", row.visits_per_day);
            let since = Some(Table::Escorts.line(row.row));
            Cause { rule: Rule::Escort, note, since }
        })
    }

    /// No lab that may test the task has room in the month.
    fn labs(&self, team: TeamIx, day: Day) -> Option<Cause> {
        let instance = self.survey.instance;
        let group = instance.category_of(self.task).lab_group.as_str();
        let batches = instance.tasks[self.task.ix()].batches;
        let month = Month::of(self.screen.calendar().date(day));
        let mut full = Vec::new();
        for option in self.screen.labs(self.task, team, day) {
            let row = instance.lab_capacity.iter().find(|row| {
                (row.agency, row.lab_group.as_str(), row.month) == (option.lab, group, month)
            })?;
            let used = self.survey.lab_used(option.lab, group, month);
            if used.saturating_add(batches) <= row.batches {
                return None;
            }
            full.push(format!("{} {used}/{}", instance.agencies[option.lab.ix()].id, row.batches));
        }
        let note = Note::new("explain-labs-full")
            .with("month", month)
            .with("group", group)
            .with("batches", batches)
            .with("labs", full.join(", "));
        Some(Cause::new(Rule::LabCapacity, note))
    }

    /// Another team is out that day with one of this team's people.
    fn rivals(&self, team: TeamIx, day: Day) -> Option<Cause> {
        let date = self.screen.calendar().date(day);
        let mut rivals = self.screen.rivals(team).iter();
        let rival = rivals.find(|rival| self.survey.outings.contains_key(&(**rival, date)))?;
        let id = &self.survey.instance.teams[rival.ix()].id;
        Some(Cause::new(Rule::TeamAvailable, Note::new("explain-rival").with("team", id)))
    }

    fn load(&self, team: TeamIx, day: Day) -> Option<Cause> {
        let (mass, volume) = overload(self.survey, self.screen, self.task, team, day)?;
        let note = Note::new("explain-overload")
            .with("kilograms", mass as f64 / 1000.0)
            .with("litres", volume as f64 / 1000.0);
        Some(Cause::new(Rule::Vehicle, note))
    }

    /// Whether the day has room, and when the team would be back.
    fn room(&self, team: TeamIx, day: Day) -> (Option<Cause>, Option<Clock>) {
        let cause = match fit(self.survey, self.screen, &self.whole, team, day) {
            Fit::Fits { back } => return (None, Some(Clock(back))),
            _ if self.is_free(team, day) => match self.screen.reach(team, self.site) {
                Reach::Nights(nights) if self.free_around(team, day) > nights => {
                    return (None, None);
                }
                Reach::Nights(nights) => {
                    Cause::new(Rule::Nights, Note::new("explain-nights").with("nights", nights))
                }
                Reach::Day | Reach::Never => Cause::new(Rule::Day, Note::new("explain-day-closed")),
            },
            Fit::Late { over } => {
                Cause::new(Rule::Day, Note::new("explain-late").with("minutes", over))
            }
            Fit::TooFar { over } => {
                Cause::new(Rule::Drive, Note::new("explain-too-far").with("minutes", over))
            }
            Fit::Closed => Cause::new(Rule::Hours, Note::new("explain-day-closed")),
        };
        (Some(cause), None)
    }

    fn is_free(&self, team: TeamIx, day: Day) -> bool {
        !self.survey.outings.contains_key(&(team, self.screen.calendar().date(day)))
    }

    /// Consecutive days around a day on which the team could be out and is not.
    fn free_around(&self, team: TeamIx, day: Day) -> u32 {
        let days = self.screen.road_days(team);
        let free = |at: &u16| days.contains(Day(*at)) && self.is_free(team, Day(*at));
        let before = (0..day.0).rev().take_while(free).count();
        let after = (day.0..self.screen.calendar().len() as u16).take_while(free).count();
        (before + after) as u32
    }
}
