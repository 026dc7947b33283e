//! Impossible alone: no day, team and lab under the rules and history could hold a task.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::calendar::days_of;
use super::ground::Ground;
use super::opening::{Spans, open_minutes};
use super::reach::{Reach, Stay};
use crate::model::{Activity, AgencyIx, DateRange, EnterpriseIx, Month, TaskIx, TeamIx, Who};

/// Answers whether a task is impossible alone.
pub(super) struct Alone<'g, 'a> {
    ground: &'g Ground<'a>,
    reach: Reach<'g, 'a>,
    /// Batches that a lab can test of a group in a month, the least where rows repeat.
    capacity: BTreeMap<(AgencyIx, &'a str, Month), u32>,
    /// Teams of two people or more who do not quarrel, by their agencies.
    teams: BTreeMap<AgencyIx, Vec<TeamIx>>,
    /// Days before and after a day on which a team's tour could go on, by team.
    runs: RefCell<BTreeMap<TeamIx, BTreeMap<NaiveDate, Run>>>,
}

fn able_teams(ground: &Ground<'_>) -> BTreeMap<AgencyIx, Vec<TeamIx>> {
    let mut teams: BTreeMap<AgencyIx, Vec<TeamIx>> = BTreeMap::new();
    let all = (0..ground.instance.teams.len()).map(TeamIx::new);
    for team in all.filter(|&team| ground.people(team) >= 2 && ground.quarrel(team).is_none()) {
        for agency in ground.instance.agencies_of(team) {
            teams.entry(agency).or_default().push(team);
        }
    }
    teams
}

/// How long a tour around a day could be.
#[derive(Clone, Copy, Default)]
struct Run {
    /// Days directly before on which the team could be on its way.
    before: usize,
    /// Days directly after on which it could be on its way home.
    after: usize,
}

/// A day on which a task's own rules hold, with the enterprise's open spans.
type OpenDay = (NaiveDate, Spans);

impl<'g, 'a> Alone<'g, 'a> {
    /// Prepares for one instance.
    pub(super) fn new(ground: &'g Ground<'a>) -> Self {
        let mut capacity = BTreeMap::new();
        for row in &ground.instance.tables().lab_capacity {
            let least = capacity.entry((row.agency, row.lab_group.as_str(), row.month));
            let least = least.or_insert(row.batches);
            *least = row.batches.min(*least);
        }
        let teams = able_teams(ground);
        Self { ground, reach: Reach::new(ground), capacity, teams, runs: RefCell::default() }
    }

    /// Whether no (team, day, lab) exists for a task. Looks at one after the other and stops at
    /// the first that serves.
    pub(super) fn is_impossible(&self, task: TaskIx) -> bool {
        if !self.is_countable(task) {
            return true;
        }
        let days = self.days(task);
        let entrusted = self.ground.entrusted(Activity::Sample, task);
        let mut teams =
            entrusted.iter().filter_map(|agency| self.teams.get(agency)).flatten().copied();
        days.is_empty() || !teams.any(|team| self.can_draw(team, task, &days))
    }

    /// Whether quotas and escorts leave room for the task at all.
    fn is_countable(&self, task: TaskIx) -> bool {
        let batches = self.ground.task(task).batches;
        let region = self.ground.site(task).region;
        let mut escorts = self.ground.instance.escorts.iter().filter(|row| row.region == region);
        let mut quotas = self.ground.quotas_of(task).map(|quota| self.ground.quota(quota));
        quotas.all(|quota| quota.max.is_none_or(|max| batches <= max))
            && escorts.all(|row| row.visits_per_day >= 1)
    }

    /// The days on which the task's own rules hold, whoever comes.
    pub(super) fn days(&self, task: TaskIx) -> Vec<OpenDay> {
        let (first, last) = self.ground.window(task);
        let dates = days_of(DateRange { from: first, to: last });
        dates.filter_map(|date| Some((date, self.open_on(task, date)?))).collect()
    }

    /// When a task may be drawn on a day, if its own rules hold then.
    pub(super) fn open_on(&self, task: TaskIx, date: NaiveDate) -> Option<Spans> {
        let (ground, site) = (self.ground, self.ground.task(task).site);
        let most = ground.instance.settings().policy.visits_per_year as usize;
        let may = ground.calendar.is_working_day(date)
            && ground.is_approved(task, date)
            && ground.drawn_before(task, date).is_none()
            && ground.drawn_above(task, date).is_none()
            && (most == 0 || ground.entries_before(site, date.year()) < most);
        let spans = if may { ground.open_for(&[task], date) } else { return None };
        (open_minutes(&spans) >= ground.work([task])).then_some(spans)
    }

    /// The labs that may test a task that a team draws on a day, each with room for it alone.
    pub(super) fn labs_on(&self, team: TeamIx, task: TaskIx, date: NaiveDate) -> Vec<AgencyIx> {
        let mut labs = self.labs(team, task);
        labs.retain(|lab| {
            self.has_capacity(*lab, task, date) && self.is_lab_free(*lab, task, date)
        });
        labs
    }

    /// Whether a tour of the team gets to an enterprise at all, whatever its hours.
    pub(super) fn gets_to(&self, team: TeamIx, site: EnterpriseIx) -> bool {
        let nights = self.ground.team(team).max_nights as usize;
        let always = [(0, 24 * 60)].into();
        let stay = Stay { site, spans: always, work: self.ground.work([]), deliver_within: None };
        self.reach.holds(team, &stay, nights, nights)
    }

    /// Whether a team that is entrusted with the task could draw it on one of these days and hand it to some lab.
    fn can_draw(&self, team: TeamIx, task: TaskIx, days: &[OpenDay]) -> bool {
        let ground = self.ground;
        let labs = self.labs(team, task);
        let (site, members) = (ground.task(task).site, ground.members(team));
        let mut seen = BTreeMap::new();
        !labs.is_empty()
            && days.iter().any(|(date, spans)| {
                ground.is_on_duty(team, *date)
                    && ground.avoiding(&members, site, *date).is_none()
                    && ground.kept_away(team, site).is_none()
                    && labs.iter().any(|lab| {
                        let own = *lab == ground.team(team).agency;
                        self.has_capacity(*lab, task, *date)
                            && self.is_lab_free(*lab, task, *date)
                            && self.fits_a_tour(team, task, *date, spans, own, &mut seen)
                    })
            })
    }

    /// The labs to which a team may hand the task, whatever the day.
    fn labs(&self, team: TeamIx, task: TaskIx) -> Vec<AgencyIx> {
        let ground = self.ground;
        let own = ground.team(team).agency;
        let entrusted = ground.entrusted(Activity::Test, task);
        let labs = entrusted.iter().copied().filter(|lab| {
            ground.is_separate(team, *lab)
                && ground.may_hand(team, task, *lab)
                && (*lab != own || ground.fits(team, ground.load(task)))
        });
        labs.collect()
    }

    fn has_capacity(&self, lab: AgencyIx, task: TaskIx, date: NaiveDate) -> bool {
        let key = (lab, self.ground.category(task).lab_group.as_str(), Month::of(date));
        let batches = self.ground.task(task).batches;
        self.capacity.get(&key).is_none_or(|most| batches <= *most)
    }

    fn is_lab_free(&self, lab: AgencyIx, task: TaskIx, date: NaiveDate) -> bool {
        let site = self.ground.task(task).site;
        self.ground.suspension(lab, date).is_none()
            && self.ground.avoiding(&[Who::Agency(lab)], site, date).is_none()
    }

    /// Whether a tour of the team exists that holds the task's visit on that day and nothing else.
    fn fits_a_tour(
        &self,
        team: TeamIx,
        task: TaskIx,
        date: NaiveDate,
        spans: &Spans,
        carried: bool,
        seen: &mut BTreeMap<(Stay, usize, usize), bool>,
    ) -> bool {
        let within = self.ground.category(task).deliver_within.filter(|_| carried);
        let stay = Stay {
            site: self.ground.task(task).site,
            spans: spans.clone(),
            work: self.ground.work([task]),
            deliver_within: within.map(|minutes| minutes.0),
        };
        let Run { before, after } = self.run(team, date);
        // Days alike in hours and nights have the same answer.
        *seen
            .entry((stay, before, after))
            .or_insert_with_key(|(stay, _, _)| self.reach.holds(team, stay, before, after))
    }

    fn run(&self, team: TeamIx, date: NaiveDate) -> Run {
        let mut runs = self.runs.borrow_mut();
        let runs = runs.entry(team).or_insert_with(|| self.team_runs(team));
        runs.get(&date).copied().unwrap_or_default()
    }

    /// For every day of the horizon, the days next to it that a tour of the team could go through.
    fn team_runs(&self, team: TeamIx) -> BTreeMap<NaiveDate, Run> {
        let ground = self.ground;
        let may_rest = ground.instance.settings().policy.weekend_nights;
        let nights = ground.team(team).max_nights as usize;
        let serves = |date: NaiveDate| {
            ground.is_on_duty(team, date) && (may_rest || ground.calendar.is_working_day(date))
        };
        let days: Vec<NaiveDate> = days_of(ground.horizon()).collect();
        let mut runs: BTreeMap<NaiveDate, Run> = BTreeMap::new();
        let mut length = 0;
        for date in &days {
            runs.entry(*date).or_default().before = length.min(nights);
            length = if serves(*date) { length + 1 } else { 0 };
        }
        length = 0;
        for date in days.iter().rev() {
            runs.entry(*date).or_default().after = length.min(nights);
            length = if serves(*date) { length + 1 } else { 0 };
        }
        runs
    }
}
