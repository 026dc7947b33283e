//! The case before the judge: a plan whose ids have been looked up in the instance.
//!
//! What a plan names may not exist. Then `reference` says so, and the other rules judge the rest.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::ground::Ground;
use super::lottery::Lots;
use super::travel::Leg;
use super::verdict::Subject;
use crate::model::{
    AgencyIx, BASE, EnterpriseIx, Instance, Level, Place, Plan, TaskIx, TeamIx, Tour, TourDay,
    Visit,
};

/// A plan and the instance it is judged by.
pub(super) struct Case<'a> {
    /// What the instance says.
    pub ground: Ground<'a>,
    /// What the plan says.
    pub plan: &'a Plan,
    /// The visits, in the plan's order.
    pub visits: Vec<Entry<'a>>,
    /// The days of all tours, in the plan's order.
    pub days: Vec<Day<'a>>,
    /// The first visit of every task that is planned.
    pub planned: BTreeMap<TaskIx, usize>,
    lots: OnceCell<Lots>,
}

/// A visit, looked up.
pub(super) struct Entry<'a> {
    /// The visit as planned.
    pub visit: &'a Visit,
    /// Its enterprise.
    pub site: Option<EnterpriseIx>,
    /// Its team.
    pub team: Option<TeamIx>,
    /// Those of its tasks that exist.
    pub draws: Vec<Drawn>,
}

/// A task drawn in a visit.
#[derive(Clone, Copy)]
pub(super) struct Drawn {
    /// The task.
    pub task: TaskIx,
    /// Its lab, if that exists.
    pub lab: Option<AgencyIx>,
}

/// A day of a tour, looked up.
pub(super) struct Day<'a> {
    /// Its tour.
    pub tour: &'a Tour,
    /// Its place in the tour, from 0.
    pub nth: usize,
    /// The day as planned.
    pub day: &'a TourDay,
    /// The tour's team.
    pub team: Option<TeamIx>,
    /// Where it starts.
    pub from: Option<Place>,
    /// Where it ends.
    pub to: Option<Place>,
    /// Its visits, by position in the plan; those that exist.
    pub stops: Vec<usize>,
    /// Its legs, one more than stops, each none if there is no way; none at all if the day names
    /// what does not exist.
    pub legs: Option<Vec<Option<Leg>>>,
}

impl<'a> Case<'a> {
    /// Looks up what the plan names.
    pub(super) fn new(instance: &'a Instance, plan: &'a Plan) -> Self {
        let ground = Ground::new(instance);
        let visits: Vec<Entry> = plan.visits.iter().map(|v| Entry::new(instance, v)).collect();
        let mut planned = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        for (at, entry) in visits.iter().enumerate() {
            by_id.entry(entry.visit.id.as_str()).or_insert(at);
            for draw in &entry.draws {
                planned.entry(draw.task).or_insert(at);
            }
        }
        let mut days = Vec::new();
        for tour in &plan.tours {
            for nth in 0..tour.days.len() {
                days.push(Day::new(&ground, &visits, &by_id, tour, nth));
            }
        }
        Self { ground, plan, visits, days, planned, lots: OnceCell::new() }
    }

    /// The draw, done again. Where teams are formed it comes first, so that it asks what anybody
    /// could draw.
    pub(super) fn lots(&self) -> &Lots {
        self.lots.get_or_init(|| {
            if !self.ground.instance.settings().policy.form_teams {
                return Lots::draw(&self.ground);
            }
            let everybody = super::formed::everybody(self.ground.instance);
            Lots::draw(&Ground::new(&everybody))
        })
    }

    /// The teams that go out, each once.
    pub(super) fn teams(&self) -> BTreeSet<TeamIx> {
        self.team_days().into_iter().map(|(team, _)| team).collect()
    }

    /// The days on which a team is out, each once.
    pub(super) fn team_days(&self) -> BTreeSet<(TeamIx, NaiveDate)> {
        let visits = self.visits.iter().map(|entry| (entry.team, entry.visit.date));
        let days = self.days.iter().map(|day| (day.team, day.day.date));
        visits.chain(days).filter_map(|(team, date)| Some((team?, date))).collect()
    }

    /// The drawn tasks of all visits, with the visit.
    pub(super) fn draws(&self) -> impl Iterator<Item = (&Entry<'a>, Drawn)> {
        self.visits.iter().flat_map(|entry| entry.draws.iter().map(move |draw| (entry, *draw)))
    }

    /// Every planned task once, with its visit.
    pub(super) fn planned_draws(&self) -> impl Iterator<Item = (&Entry<'a>, Drawn)> {
        self.planned.iter().filter_map(|(task, &at)| {
            let entry = &self.visits[at];
            Some((entry, *entry.draws.iter().find(|draw| draw.task == *task)?))
        })
    }

    /// A task as the subject of a violation.
    pub(super) fn task_subject(&self, task: TaskIx) -> Subject {
        Subject::Task(self.ground.task(task).id.clone())
    }

    /// A team as the subject of a violation.
    pub(super) fn team_subject(&self, team: TeamIx) -> Subject {
        Subject::Team(self.ground.team(team).id.clone())
    }
}

impl<'a> Entry<'a> {
    fn new(instance: &Instance, visit: &'a Visit) -> Self {
        let draws = visit.tasks.iter().filter_map(|drawn| {
            Some(Drawn { task: instance.task(&drawn.task)?, lab: instance.agency(&drawn.lab) })
        });
        Self {
            visit,
            site: instance.enterprise(&visit.site),
            team: instance.team(&visit.team),
            draws: draws.collect(),
        }
    }

    /// The labs of its samples, each once.
    pub(super) fn labs(&self) -> impl Iterator<Item = AgencyIx> + use<> {
        let labs: BTreeSet<AgencyIx> = self.draws.iter().filter_map(|draw| draw.lab).collect();
        labs.into_iter()
    }

    /// The visit as the subject of a violation.
    pub(super) fn subject(&self) -> Subject {
        Subject::Visit(self.visit.id.clone())
    }

    /// Its tasks.
    pub(super) fn tasks(&self) -> impl Iterator<Item = TaskIx> {
        self.draws.iter().map(|draw| draw.task)
    }

    /// When work starts and ends, in minutes since midnight.
    pub(super) fn hours(&self) -> (i64, i64) {
        (i64::from(self.visit.start.0), i64::from(self.visit.end.0))
    }
}

impl<'a> Day<'a> {
    fn new(
        ground: &Ground,
        visits: &[Entry],
        by_id: &BTreeMap<&str, usize>,
        tour: &'a Tour,
        nth: usize,
    ) -> Self {
        let day = &tour.days[nth];
        let team = ground.instance.team(&tour.team);
        let stops = day.stops.iter().filter_map(|id| by_id.get(id.as_str()).copied());
        let mut day = Self {
            tour,
            nth,
            day,
            team,
            from: place(ground, team, &day.from),
            to: place(ground, team, &day.to),
            stops: stops.collect(),
            legs: None,
        };
        day.legs = day.drive(ground, visits);
        day
    }

    /// Drives the day again.
    fn drive(&self, ground: &Ground, visits: &[Entry]) -> Option<Vec<Option<Leg>>> {
        if self.stops.len() != self.day.stops.len() {
            return None;
        }
        let mut legs = Vec::new();
        let mut here = self.from?;
        for &stop in &self.stops {
            let there = Place::Enterprise(visits[stop].site?);
            legs.push(ground.travel.leg(here, there));
            here = there;
        }
        legs.push(ground.travel.leg(here, self.to?));
        Some(legs)
    }

    /// The day's tour as the subject of a violation.
    pub(super) fn subject(&self) -> Subject {
        Subject::Tour(self.tour.id.clone())
    }

    /// Whether it is the last day of its tour.
    pub(super) fn is_last(&self) -> bool {
        self.nth + 1 == self.tour.days.len()
    }

    /// When the team sets off and when it is back, in minutes since midnight.
    pub(super) fn hours(&self) -> (i64, i64) {
        (i64::from(self.day.depart.0), i64::from(self.day.arrive.0))
    }
}

/// The place that `from` or `to` of a tour's day names.
fn place(ground: &Ground, team: Option<TeamIx>, text: &str) -> Option<Place> {
    if text == BASE {
        return team.map(|team| ground.base(team));
    }
    ground.instance.seat(text).map(Place::Region)
}

/// Whether a team may spend the night at a place: the seat of a county or a city.
pub(super) fn is_lodging(instance: &Instance, place: Place) -> bool {
    match place {
        Place::Region(region) => match instance.regions[region.ix()].level {
            Level::County | Level::City => true,
            Level::Province | Level::National => false,
        },
        Place::Agency(_) | Place::Enterprise(_) => false,
    }
}
