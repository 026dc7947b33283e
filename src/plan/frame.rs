//! The frame of a plan: what is fixed before anything is searched. Screen, draw, merge, and for
//! every visit the teams, days and labs that may serve it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::calendar::{Day, OpenHours};
use crate::draw::{self, DrawRecord, DrawStatus};
use crate::geography::Travel;
use crate::merge::{self, Merged};
use crate::model::{AgencyIx, Fen, Instance, Note, Plan, Reason, TaskIx, TeamIx};
use crate::route::{
    Accounts, Itinerary, LabEntry, Ledger, Meeting, QuotaBounds, Sketch, TeamOption,
};
use crate::rules::Screen;

use super::visits::{Index, Maker, VisitData, meet};
use super::{Case, Evidence, calendar_of};

/// What is fixed before the search.
#[derive(Clone)]
pub struct Frame<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// Distances.
    pub travel: Travel,
    /// Rules as days, teams and labs.
    pub screen: Arc<Screen>,
    /// Who was drawn.
    pub draw: DrawRecord,
    /// The visits.
    pub merged: Merged,
    /// The visits with what the search needs, in the order of `merged.groups`.
    pub visits: Vec<VisitData>,
    /// Shared accounts with nothing booked.
    pub ledger: Ledger,
    /// Numbers of the accounts.
    pub index: Index,
    /// The calendar year of each day, counted from the first.
    pub years: Vec<u8>,
    /// Tasks given up so that the rest of their visit finds a place, and why.
    pub shed: BTreeMap<TaskIx, Vec<Reason>>,
    /// Days that the search has met, some of them several times.
    pub met: Vec<Sketch>,
}

impl<'a> Frame<'a> {
    /// Screens, draws and merges.
    ///
    /// # Errors
    /// If distances can't be had.
    pub fn new(instance: &'a Instance) -> Result<Self, Note> {
        let travel = Travel::new(instance)?;
        let calendar = calendar_of(instance);
        let hours = OpenHours::new(instance, &calendar);
        let screen = Screen::new(instance, &calendar, &hours, &travel);
        let draw = draw::run(instance, &screen);
        let wanted: Vec<TaskIx> = (0..instance.tasks.len())
            .map(TaskIx::new)
            .filter(|task| matches!(draw.status[task.ix()], DrawStatus::In | DrawStatus::Drawn))
            .collect();
        let merged = merge::merge(instance, &screen, &wanted);
        Ok(Self::assemble(instance, travel, screen, draw, merged))
    }

    fn assemble(
        instance: &'a Instance,
        travel: Travel,
        screen: Screen,
        draw: DrawRecord,
        merged: Merged,
    ) -> Self {
        let index = Index::new(instance);
        let maker = Maker { instance, travel: &travel, screen: &screen, index: &index };
        let mut visits: Vec<VisitData> =
            merged.groups.par_iter().map(|group| maker.visit(group)).collect();
        meet(instance, &screen, &merged, &mut visits);
        let years = years(&screen);
        let ledger = ledger(instance, &screen, &index, &years);
        let (shed, met) = (BTreeMap::new(), Vec::new());
        Self {
            instance,
            travel,
            screen: Arc::new(screen),
            draw,
            merged,
            visits,
            ledger,
            index,
            years,
            shed,
            met,
        }
    }

    /// Keeps the days of an itinerary for whoever proves a bound.
    pub fn remember(&mut self, plan: &Itinerary) {
        let drawn = |visit: &u32| -> Vec<(TaskIx, AgencyIx)> {
            let tasks = &self.merged.groups[*visit as usize].tasks;
            let labs = plan.labs.get(visit).into_iter().flatten();
            tasks.iter().copied().zip(labs.copied()).collect()
        };
        let days = plan.outings.iter().map(|(&(team, day), outing)| Sketch {
            team,
            day,
            from: outing.from,
            to: outing.to,
            stops: outing.stops.iter().map(drawn).collect(),
        });
        self.met.extend(days);
    }

    /// What is planned.
    pub fn case(&self) -> Case<'_> {
        Case { instance: self.instance, screen: &self.screen, draw: &self.draw }
    }

    /// What a plan is shown with to whoever proves a bound.
    pub fn evidence<'e>(&'e self, plan: &'e Plan, missing: usize) -> Evidence<'e> {
        Evidence { case: self.case(), plan, met: &self.met, missing }
    }

    /// Says anew which visits restrict each other, after tasks left or joined visits: what only a
    /// task that left had to keep away from is free again.
    pub fn meet_again(&mut self) {
        self.visits.iter_mut().for_each(|visit| visit.meetings.clear());
        meet(self.instance, &self.screen, &self.merged, &mut self.visits);
    }

    /// Gives a visit other tasks of its site; [`meet_again`](Self::meet_again) has to follow.
    pub fn regroup(&mut self, visit: u32, tasks: Vec<TaskIx>) {
        self.merged.groups[visit as usize].tasks = tasks;
        let maker = Maker {
            instance: self.instance,
            travel: &self.travel,
            screen: &self.screen,
            index: &self.index,
        };
        self.visits[visit as usize] = maker.visit(&self.merged.groups[visit as usize]);
    }

    /// Whether a visit holds a required task.
    pub fn is_required(&self, visit: u32) -> bool {
        let tasks = &self.merged.groups[visit as usize].tasks;
        tasks.iter().any(|task| self.instance.tasks[task.ix()].required)
    }

    /// How a team may make a visit.
    fn option(&self, visit: u32, team: TeamIx) -> Option<&TeamOption> {
        let options = &self.visits[visit as usize].options;
        options.binary_search_by_key(&team, |(team, _)| *team).ok().map(|at| &options[at].1)
    }

    /// Books (`sign` 1) or unbooks (−1) a planned visit.
    pub fn book(
        &self,
        ledger: &mut Ledger,
        visit: u32,
        (team, day): (TeamIx, Day),
        labs: &[AgencyIx],
        sign: i32,
    ) {
        let data = &self.visits[visit as usize];
        let month = self.screen.calendar().month(day);
        let year = self.years[usize::from(day.0)] as usize;
        ledger.book_visit(data.escort, day.0.into(), data.ceiling, year, &data.quotas, sign);
        if let Some(owner) = data.owner {
            ledger.book_owner(owner, day.0.into(), sign);
        }
        let Some(option) = self.option(visit, team) else { return };
        for ((task, choices), lab) in data.tasks.iter().zip(&option.labs).zip(labs) {
            if let Some(choice) = choices.iter().find(|choice| choice.lab == *lab) {
                let entry = LabEntry { account: choice.account, batches: task.batches };
                ledger.book_lab(entry, month, sign);
            }
        }
    }

    /// The ledger with everything booked that an itinerary plans.
    pub fn booked(&self, plan: &Itinerary) -> Ledger {
        let mut ledger = self.ledger.clone();
        for (visit, place) in plan.places() {
            let labs = plan.labs.get(&visit).map_or(&[][..], Vec::as_slice);
            self.book(&mut ledger, visit, place, labs, 1);
        }
        ledger
    }

    /// Whether an itinerary plans visits as they are now: a lab for each task.
    pub fn holds(&self, plan: &Itinerary) -> bool {
        plan.labs.iter().all(|(visit, labs)| labs.len() == self.visits[*visit as usize].tasks.len())
    }

    /// Whether shared accounts hold and visits that restrict each other agree.
    pub fn is_sound(&self, plan: &Itinerary) -> bool {
        let places = plan.places();
        self.booked(plan).is_sound() && places.keys().all(|&visit| self.meets(&places, visit))
    }

    /// Whether a visit, if it is planned, agrees with all planned ones that restrict it.
    pub fn meets(&self, places: &BTreeMap<u32, (TeamIx, Day)>, visit: u32) -> bool {
        let Some(&place) = places.get(&visit) else { return true };
        self.visits[visit as usize].meetings.iter().all(|(other, meeting)| {
            places.get(other).is_none_or(|&theirs| self.agree(*meeting, place, theirs))
        })
    }

    /// Whether two planned visits satisfy what is between them.
    pub fn agree(&self, meeting: Meeting, one: (TeamIx, Day), other: (TeamIx, Day)) -> bool {
        match meeting {
            Meeting::SameDay => one.1 == other.1,
            Meeting::NotSameDay => one.1 != other.1,
            Meeting::NotSameTeam => one.0 != other.0,
            Meeting::Apart(months) => !self.screen.too_close(one.1, other.1, months),
        }
    }

    /// Cost of an itinerary in fen, for comparing; the plan's own figures are made by `assemble`.
    pub fn cost(&self, plan: &Itinerary) -> f64 {
        let settings = self.instance.settings();
        let costs = &settings.costs;
        let mut fen = self.booked(plan).cost();
        for (&(team, _), outing) in &plan.outings {
            let places = super::assemble::places(self, team, outing);
            let metres: u64 = places
                .windows(2)
                .map(|p| self.travel.leg(p[0], p[1]).map_or(0, |leg| u64::from(leg.metres)))
                .sum();
            fen += metres as f64 * costs.km.0 as f64 / 1000.0 + costs.team_day.0 as f64;
            if outing.to.is_some() {
                fen += costs.night.0 as f64;
            }
        }
        let places = plan.places();
        for (visit, data) in self.visits.iter().enumerate() {
            let visit = visit as u32;
            let Some(&(team, _)) = places.get(&visit) else {
                fen += data.value;
                continue;
            };
            let own = self.instance.teams[team.ix()].agency;
            let labs = plan.labs.get(&visit).map_or(&[][..], Vec::as_slice);
            fen += (parcels(labs, own) * costs.courier_parcel.0) as f64;
            fen += self.option(visit, team).map_or(0.0, |option| option.fee);
        }
        let shed =
            self.shed.keys().map(|task| self.instance.tasks[task.ix()].worth(&settings.weights));
        fen + shed.sum::<Fen>().0 as f64
    }
}

/// Parcels of a visit: one for each lab that is not the own one.
pub fn parcels(labs: &[AgencyIx], own: AgencyIx) -> i64 {
    let mut sent: Vec<AgencyIx> = labs.iter().copied().filter(|&lab| lab != own).collect();
    sent.sort_unstable();
    sent.dedup();
    sent.len() as i64
}

fn years(screen: &Screen) -> Vec<u8> {
    use chrono::Datelike;
    let calendar = screen.calendar();
    let year = |day: usize| calendar.date(Day(day as u16)).year();
    (0..calendar.len()).map(|day| (year(day) - year(0)) as u8).collect()
}

/// The ledger with every capacity and nothing booked.
fn ledger(instance: &Instance, screen: &Screen, index: &Index, years: &[u8]) -> Ledger {
    let (calendar, settings) = (screen.calendar(), instance.settings());
    let months = calendar.months().len();
    let year_count = years.last().map_or(1, |&last| usize::from(last) + 1);
    let cap = |cap: Option<u32>| cap.map_or(i32::MAX, |cap| i32::try_from(cap).unwrap_or(i32::MAX));
    let lab_cap = index.accounts.caps(instance, calendar).into_iter().map(cap).collect();
    let mut escort_caps = vec![u16::MAX; index.escorts.len()];
    for &(account, cap) in index.escorts.values() {
        escort_caps[account as usize] = cap;
    }
    let quota = |row: &crate::model::Quota| QuotaBounds {
        min: row.min.unwrap_or(0) as i32,
        target: row.target.map(|target| target as i32),
        max: row.max.map_or(i32::MAX, |max| max as i32),
    };
    let ceiling = settings.policy.visits_per_year;
    let entry_cap =
        if ceiling == 0 { Vec::new() } else { entries_left(instance, screen, ceiling, year_count) };
    let accounts = Accounts {
        months,
        days: calendar.len(),
        years: year_count,
        lab_of: index.accounts.names().map(|(lab, _)| lab.0).collect(),
        labs: instance.agencies.len(),
        working_days: (0..months).map(|month| i64::from(calendar.working_days(month))).collect(),
        month_weight: settings.weights.balance_month.0 as f64,
        shortfall_weight: settings.weights.shortfall.0 as f64,
        region_weight: settings.weights.balance_region.0 as f64,
        quotas: instance.quotas.iter().map(quota).collect(),
        owners: index.owners.len(),
        owner_weight: settings.weights.owner_day.0 as f64,
    };
    Ledger::new(accounts, lab_cap, &escort_caps, entry_cap)
}

/// Entries that the ceiling leaves to each site and calendar year after history.
fn entries_left(instance: &Instance, screen: &Screen, ceiling: u32, years: usize) -> Vec<u16> {
    use chrono::Datelike;
    let first = screen.calendar().date(Day(0)).year();
    let mut left =
        vec![u16::try_from(ceiling).unwrap_or(u16::MAX); instance.enterprises.len() * years];
    let mut seen = std::collections::HashSet::new();
    for row in &instance.history {
        let Some(site) = row.site else { continue };
        let year = usize::try_from(row.date.year() - first).unwrap_or(usize::MAX);
        if year < years && seen.insert((site, row.date)) {
            let left = &mut left[site.ix() * years + year];
            *left = left.saturating_sub(1);
        }
    }
    left
}
