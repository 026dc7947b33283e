//! `one_door`: no two visits of one site could have been one.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::calendar::days_of;
use super::case::{Case, Entry};
use super::ground::Ground;
use super::opening::open_minutes;
use super::verdict::{Fault, Findings};
use crate::model::{Activity, AgencyIx, DateRange, EnterpriseIx, Rule, TaskIx, TeamIx, Who};

/// Judges the rule: for every two visits of a site, a day and a team on which all tasks of both
/// are admissible must not exist.
pub(super) fn one_door(case: &Case, out: &mut Findings) {
    let mut sites: BTreeMap<EnterpriseIx, Vec<&Entry>> = BTreeMap::new();
    for entry in &case.visits {
        if let Some(site) = entry.site {
            sites.entry(site).or_default().push(entry);
        }
    }
    for entries in sites.values() {
        for (at, second) in entries.iter().enumerate() {
            for first in &entries[..at] {
                pair(case, first, second, out);
            }
        }
    }
}

fn pair(case: &Case, first: &Entry, second: &Entry, out: &mut Findings) {
    let tasks: Vec<TaskIx> = first.tasks().chain(second.tasks()).collect();
    let site = |task: &TaskIx| case.ground.task(*task).site;
    let at_home = tasks.iter().all(|task| Some(site(task)) == first.site);
    // A task at a wrong site, or twice, is a matter of `reference`.
    let together = if at_home && !tasks.is_empty() { case.ground.together(&tasks) } else { None };
    out.check(Rule::OneDoor, together.is_none(), || {
        let (team, date) = together.unwrap_or((TeamIx(0), NaiveDate::MIN));
        Fault::new(first.subject(), "verify-one-door")
            .with("visit", &first.visit.id)
            .with("other", &second.visit.id)
            .with("site", &first.visit.site)
            .with("team", &case.ground.team(team).id)
            .with("date", date)
    });
}

impl Ground<'_> {
    /// A team and day on which all these tasks of one site could be drawn in one visit.
    pub(super) fn together(&self, tasks: &[TaskIx]) -> Option<(TeamIx, NaiveDate)> {
        let windows: Vec<_> = tasks.iter().map(|task| self.window(*task)).collect();
        let from = windows.iter().map(|(first, _)| *first).max()?;
        let to = windows.iter().map(|(_, last)| *last).min()?;
        let teams: Vec<TeamIx> = (0..self.instance.teams.len())
            .map(TeamIx::new)
            .filter(|team| self.could_draw(*team, tasks))
            .collect();
        days_of(DateRange { from, to }).filter(|date| self.is_day_for(tasks, *date)).find_map(
            |date| {
                let mut teams = teams.iter().copied();
                Some((teams.find(|team| self.could_go(*team, tasks, date))?, date))
            },
        )
    }

    /// Whether a team could draw all tasks, whatever the day.
    pub(super) fn could_draw(&self, team: TeamIx, tasks: &[TaskIx]) -> bool {
        self.people(team) >= 2
            && self.quarrel(team).is_none()
            && tasks.iter().all(|task| self.may_sample(team, *task))
    }

    /// Whether a day lets all tasks be drawn together, whoever comes.
    fn is_day_for(&self, tasks: &[TaskIx], date: NaiveDate) -> bool {
        let each = |task: &TaskIx| {
            self.is_approved(*task, date)
                && self.drawn_before(*task, date).is_none()
                && self.drawn_above(*task, date).is_none()
        };
        let mut pairs =
            tasks.iter().enumerate().flat_map(|(at, a)| tasks[..at].iter().map(move |b| (*a, *b)));
        !tasks.is_empty()
            && self.calendar.is_working_day(date)
            && tasks.iter().all(each)
            && pairs.all(|(a, b)| self.may_repeat((a, date), (b, date)))
            && open_minutes(&self.open_for(tasks, date)) >= self.work(tasks.iter().copied())
    }

    /// Whether a team could go there on that day, find a lab for every task, and carry what has to
    /// be carried.
    fn could_go(&self, team: TeamIx, tasks: &[TaskIx], date: NaiveDate) -> bool {
        let Some(site) = tasks.first().map(|task| self.task(*task).site) else { return false };
        if !self.is_on_duty(team, date)
            || self.avoiding(&self.members(team), site, date).is_some()
            || self.kept_away(team, site).is_some()
        {
            return false;
        }
        let own = self.team(team).agency;
        let mut load = (0_i64, 0_i64);
        for task in tasks {
            let labs = self.labs_on(team, *task, date);
            if labs.is_empty() {
                return false;
            }
            // What no other lab tests has to be carried home.
            if labs == [own] {
                let (grams, millilitres) = self.load(*task);
                load = (load.0.saturating_add(grams), load.1.saturating_add(millilitres));
            }
        }
        self.fits(team, load)
    }

    /// The labs to which a team may hand a task on a day.
    fn labs_on(&self, team: TeamIx, task: TaskIx, date: NaiveDate) -> Vec<AgencyIx> {
        let site = self.task(task).site;
        let entrusted = self.entrusted(Activity::Test, task);
        let labs = entrusted.iter().copied().filter(|lab| {
            self.is_separate(team, *lab)
                && self.may_hand(team, task, *lab)
                && self.suspension(*lab, date).is_none()
                && self.avoiding(&[Who::Agency(*lab)], site, date).is_none()
        });
        labs.collect()
    }
}
