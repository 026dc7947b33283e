//! What a plan holds, counted by everything that rules count.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use crate::model::{
    AgencyIx, EnterpriseIx, Instance, Month, Place, Plan, RegionIx, TaskIx, TeamIx, Visit,
};

/// A visit of the plan, its ids resolved.
pub struct Entry<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// Where.
    pub site: EnterpriseIx,
    /// By whom.
    pub team: TeamIx,
    /// What, and tested where.
    pub tasks: Vec<(TaskIx, AgencyIx)>,
}

/// A day of a tour: which tour, which of its days, and which entries in order.
pub struct Outing {
    /// Position in the plan's tours.
    pub tour: usize,
    /// Position in the tour's days.
    pub day: usize,
    /// Positions in [`Survey::entries`].
    pub stops: Vec<usize>,
}

/// A plan, counted. What the plan names and the instance lacks is passed over: `verify` tells it.
pub struct Survey<'a> {
    pub(super) instance: &'a Instance,
    pub(super) plan: &'a Plan,
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) outings: BTreeMap<(TeamIx, NaiveDate), Outing>,
    by_task: HashMap<TaskIx, usize>,
    by_site: HashMap<EnterpriseIx, Vec<usize>>,
    lab_used: BTreeMap<(AgencyIx, &'a str, Month), u32>,
    county_day: BTreeMap<(RegionIx, NaiveDate), u32>,
}

impl<'a> Survey<'a> {
    /// Counts a plan.
    pub fn new(instance: &'a Instance, plan: &'a Plan) -> Self {
        let mut survey = Self {
            instance,
            plan,
            entries: Vec::new(),
            outings: BTreeMap::new(),
            by_task: HashMap::new(),
            by_site: HashMap::new(),
            lab_used: BTreeMap::new(),
            county_day: BTreeMap::new(),
        };
        let mut place = HashMap::new();
        for visit in &plan.visits {
            if let Some(entry) = resolve(instance, visit) {
                place.insert(visit.id.as_str(), survey.entries.len());
                survey.count(entry);
            }
        }
        for (tour_at, tour) in plan.tours.iter().enumerate() {
            let Some(team) = instance.team(&tour.team) else { continue };
            for (day_at, day) in tour.days.iter().enumerate() {
                let stops = day.stops.iter().filter_map(|id| place.get(id.as_str()).copied());
                let outing = Outing { tour: tour_at, day: day_at, stops: stops.collect() };
                survey.outings.insert((team, day.date), outing);
            }
        }
        survey
    }

    fn count(&mut self, entry: Entry<'a>) {
        let at = self.entries.len();
        let month = Month::of(entry.visit.date);
        for &(task, lab) in &entry.tasks {
            self.by_task.insert(task, at);
            let group = self.instance.category_of(task).lab_group.as_str();
            let batches = self.instance.tasks[task.ix()].batches;
            *self.lab_used.entry((lab, group, month)).or_default() += batches;
        }
        self.by_site.entry(entry.site).or_default().push(at);
        let county = self.instance.enterprises[entry.site.ix()].region;
        *self.county_day.entry((county, entry.visit.date)).or_default() += 1;
        self.entries.push(entry);
    }

    /// The visit that draws a task.
    pub fn entry_of(&self, task: TaskIx) -> Option<&Entry<'a>> {
        self.by_task.get(&task).map(|&at| &self.entries[at])
    }

    /// Visits of an enterprise, as positions in the entries.
    pub fn entries_at(&self, site: EnterpriseIx) -> &[usize] {
        self.by_site.get(&site).map_or(&[], Vec::as_slice)
    }

    /// Batches of a group that the plan sends to a lab in a month.
    pub fn lab_used(&self, lab: AgencyIx, group: &'a str, month: Month) -> u32 {
        self.lab_used.get(&(lab, group, month)).copied().unwrap_or(0)
    }

    /// Visits in a county on a day.
    pub fn escorted(&self, county: RegionIx, date: NaiveDate) -> u32 {
        self.county_day.get(&(county, date)).copied().unwrap_or(0)
    }

    /// Entries of an enterprise in a calendar year: history and plan.
    pub fn entries_in_year(&self, site: EnterpriseIx, year: i32) -> u32 {
        let past = self.instance.history.iter().filter(|row| row.site == Some(site));
        let mut dates: Vec<NaiveDate> =
            past.map(|row| row.date).filter(|date| date.year() == year).collect();
        dates.sort_unstable();
        dates.dedup();
        let planned = self.entries_at(site).iter();
        let planned = planned.filter(|&&at| self.entries[at].visit.date.year() == year).count();
        (dates.len() + planned) as u32
    }

    /// Where a tour's day starts or ends; the base if the plan names no seat.
    pub fn place(&self, team: TeamIx, name: &str) -> Place {
        let base = Place::Agency(self.instance.teams[team.ix()].agency);
        self.instance.seat(name).map_or(base, Place::Region)
    }
}

fn resolve<'a>(instance: &Instance, visit: &'a Visit) -> Option<Entry<'a>> {
    let pair = |drawn: &crate::model::VisitTask| {
        Some((instance.task(&drawn.task)?, instance.agency(&drawn.lab)?))
    };
    Some(Entry {
        visit,
        site: instance.enterprise(&visit.site)?,
        team: instance.team(&visit.team)?,
        tasks: visit.tasks.iter().filter_map(pair).collect(),
    })
}
