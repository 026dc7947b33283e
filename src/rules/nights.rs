//! `nights`: tours are consecutive days with few enough nights, in county or city seats.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::calendar::Day;
use crate::geography::Travel;
use crate::model::{AgencyIx, EnterpriseIx, Place, Rule, TaskIx, TeamIx};

use super::facts::{Facts, clamp};
use super::lunch::{Limits, Lunch, Stop};
use super::set::RuleSet;
use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-nights-statement",
    clause: None,
    parameters: &["teams.max_nights", "policy.weekend_nights", "regions.level"],
    remedy: "rules-nights-remedy",
};

/// More nights than any leg of a tour needs; what "no limit" means when the rule is left out.
const MANY_NIGHTS: u32 = 30;

const NEVER: u32 = u32::MAX;

/// How a base and the seats hang together by days that hold nothing but a drive.
pub(super) struct Hops {
    /// For each seat the fewest nights after which a tour can wake up there.
    out: Vec<u32>,
    /// For each seat the fewest nights until the base, and the minutes from the first night's day
    /// (its midnight) until the earliest arrival there.
    home: Vec<(u32, i32)>,
}

/// Hops already worked out, by base, bounds of the day and depth.
pub(super) type HopBook = Mutex<HashMap<(AgencyIx, Limits, u32), Arc<Hops>>>;

impl Hops {
    fn new(travel: &Travel, base: AgencyIx, limits: &Limits, depth: u32) -> Self {
        let (seats, base) = (travel.seats(), Place::Agency(base));
        let mut out = vec![NEVER; seats.len()];
        let mut home = vec![(NEVER, 0); seats.len()];
        let arrival =
            |from, to| drive(travel, from, to).and_then(|drive| limits.earliest_arrival(drive));
        for (at, seat) in seats.iter().map(|seat| Place::Region(*seat)).enumerate() {
            if arrival(base, seat).is_some() {
                out[at] = 1;
            }
            if let Some(minutes) = arrival(seat, base) {
                home[at] = (1, 24 * 60 + minutes);
            }
        }
        for nights in 1..depth {
            let of = |level: u32, nights: u32| level == nights;
            let here: Vec<usize> = (0..seats.len()).filter(|at| of(out[*at], nights)).collect();
            let back: Vec<usize> = (0..seats.len()).filter(|at| of(home[*at].0, nights)).collect();
            if here.is_empty() && back.is_empty() {
                break;
            }
            for at in 0..seats.len() {
                let seat = Place::Region(seats[at]);
                let other = |at: &usize| Place::Region(seats[*at]);
                if out[at] == NEVER && here.iter().any(|from| arrival(other(from), seat).is_some())
                {
                    out[at] = nights + 1;
                }
                if home[at].0 == NEVER {
                    let next = back.iter().filter(|to| arrival(seat, other(to)).is_some());
                    if let Some(minutes) = next.map(|to| home[*to].1).min() {
                        home[at] = (nights + 1, 24 * 60 + minutes);
                    }
                }
            }
        }
        Self { out, home }
    }
}

/// Minutes of driving; none where there is no way.
fn drive(travel: &Travel, from: Place, to: Place) -> Option<i32> {
    travel.leg(from, to).map(|leg| clamp(leg.minutes.into()))
}

/// A visit that a tour is to hold alone.
pub(super) struct Lone<'a> {
    pub site: EnterpriseIx,
    pub stop: Stop<'a>,
    /// Minutes from the visit's end to the base.
    pub deliver: Option<i32>,
}

impl Facts {
    /// The bounds of a team's day, with some rules left out.
    pub fn limits(&self, team: TeamIx, active: RuleSet) -> Limits {
        let (team, policy) = (&self.instance.teams[team.ix()], &self.instance.settings().policy);
        let lunch = Lunch {
            from: policy.lunch.from.0,
            to: policy.lunch.to.0,
            minutes: clamp(policy.lunch_minutes.0),
        };
        let day = active.has(Rule::Day);
        Limits {
            start: if day { team.day_start.0 } else { 0 },
            end: if day { team.day_end.0 } else { 24 * 60 },
            drive: if active.has(Rule::Drive) { clamp(policy.drive_minutes.0) } else { i32::MAX },
            // A lunch of no length is none.
            bridged: !active.has(Rule::Drive),
            lunch: (active.has(Rule::Lunch) && lunch.minutes > 0).then_some(lunch),
        }
    }

    /// Most nights of a team's tour.
    pub fn max_nights(&self, team: TeamIx, active: RuleSet) -> u32 {
        let most = self.instance.teams[team.ix()].max_nights.min(MANY_NIGHTS);
        if active.has(Rule::Nights) { most } else { MANY_NIGHTS }
    }

    /// Days of a tour that can lie right before and right after a day.
    pub fn free_around(&self, team: TeamIx, day: Day, active: RuleSet) -> (u32, u32) {
        let most = self.max_nights(team, active);
        if !active.has(Rule::Nights) {
            return (most, most);
        }
        let weekends = self.instance.settings().policy.weekend_nights;
        let days = self.team(team);
        let free = |at: i64| {
            u16::try_from(at).is_ok_and(|at| {
                (weekends || !active.has(Rule::Workday) || self.workdays.contains(Day(at)))
                    && usize::from(at) < self.calendar.len()
                    && (!active.has(Rule::TeamAvailable) || days.available.contains(Day(at)))
                    && (!active.has(Rule::Suspended) || days.unsuspended.contains(Day(at)))
            })
        };
        let run = |step: i64| {
            let day = |count: u32| i64::from(day.0) + step * i64::from(count);
            (1..=most).take_while(|count| free(day(*count))).count() as u32
        };
        (run(-1), run(1))
    }

    fn hops(&self, book: &HopBook, base: AgencyIx, limits: &Limits, depth: u32) -> Arc<Hops> {
        let key = (base, *limits, depth);
        let known = book.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let hops = Arc::new(Hops::new(&self.travel, base, limits, depth));
            let mut book = book.lock().unwrap_or_else(PoisonError::into_inner);
            book.entry(key).or_insert(hops).clone()
        })
    }

    /// The fewest nights of a tour that holds only this visit; `before` and `after` bound the
    /// nights on either side, `most` their sum.
    pub fn lone_tour(
        &self,
        book: &HopBook,
        base: AgencyIx,
        limits: &Limits,
        visit: &Lone,
        (before, after, most): (u32, u32, u32),
    ) -> Option<u32> {
        let drives = |nights: u32| match nights {
            0 => None,
            // Most sites need one seat at most: the deeper search is left for the others.
            1 => Some(self.hops(book, base, limits, 1)),
            _ => Some(self.hops(book, base, limits, MANY_NIGHTS)),
        };
        (0..=most).find(|nights| {
            (0..=*nights).any(|out| {
                let back = nights - out;
                let fits = out <= before && back <= after;
                fits && self.lone_day(base, limits, visit, drives(out), drives(back), (out, back))
            })
        })
    }

    /// Whether the visit's day fits between `out` nights before it and `back` nights after it.
    fn lone_day(
        &self,
        base: AgencyIx,
        limits: &Limits,
        visit: &Lone,
        there: Option<Arc<Hops>>,
        onward: Option<Arc<Hops>>,
        (out, back): (u32, u32),
    ) -> bool {
        let (base, site) = (Place::Agency(base), Place::Enterprise(visit.site));
        let seats = self.travel.seats();
        let drive = |from, to| drive(&self.travel, from, to);
        let straight = |from, to| drive(from, to).or(limits.bridged.then_some(0));
        let seat = |at: usize| Place::Region(seats[at]);
        let there = match &there {
            None => straight(base, site),
            Some(hops) => {
                let awake = (0..seats.len()).filter(|at| hops.out[*at] <= out);
                awake.filter_map(|at| drive(seat(at), site)).min()
            }
        };
        let Some(there) = there else { return false };
        let holds = |on: i32, end_from: i32, home_within: i32| {
            limits.holds(&Stop { there, on, end_from, home_within, ..visit.stop })
        };
        let within = visit.deliver.unwrap_or(i32::MAX);
        match &onward {
            None => straight(site, base).is_some_and(|on| holds(on, 0, within)),
            Some(hops) => {
                let nights = (0..seats.len()).filter(|at| hops.home[*at].0 <= back);
                let mut ways =
                    nights.filter_map(|at| Some((drive(site, seat(at))?, hops.home[at].1)));
                match visit.deliver {
                    None => ways.map(|(on, _)| on).min().is_some_and(|on| holds(on, 0, i32::MAX)),
                    Some(minutes) => ways.any(|(on, home)| holds(on, home - minutes, i32::MAX)),
                }
            }
        }
    }

    /// The time within which carried samples of a visit have to be home: that of the tasks which no
    /// courier may take.
    pub fn deliver_within(
        &self,
        tasks: &[TaskIx],
        team: TeamIx,
        day: Day,
        active: RuleSet,
    ) -> Option<i32> {
        if !active.has(Rule::Delivery) {
            return None;
        }
        let timed = tasks.iter().filter_map(|task| Some((*task, self.task(*task).deliver?)));
        let carried = timed.filter(|(task, _)| self.must_carry(*task, team, day, active));
        carried.map(|(_, minutes)| minutes).min()
    }
}
