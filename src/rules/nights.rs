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

/// What "no limit" means when the rule is left out.
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

/// A visit that a tour is to hold alone, and what bounds the tour.
#[derive(Clone, Copy)]
pub(super) struct Lone<'a> {
    pub base: AgencyIx,
    pub site: EnterpriseIx,
    pub limits: Limits,
    pub stop: Stop<'a>,
    /// Minutes from the visit's end to the base.
    pub deliver: Option<i32>,
    /// Most nights before the visit's day, after it, and in all.
    pub nights: (u32, u32, u32),
}

/// How a tour gets to an enterprise and home again: only what no other way betters.
pub(super) struct Approach {
    /// Nights before the visit's day, minutes of driving to the site on it; the first is the base.
    there: Vec<(u32, i32)>,
    onward: Vec<Onward>,
}

/// Where the visit's day can end.
#[derive(Clone, Copy)]
struct Onward {
    /// Nights after the visit's day; 0 is the base.
    nights: u32,
    /// Minutes of driving on the visit's day.
    drive: i32,
    /// Minutes from the midnight before that day until the base; of no use without nights.
    home: i32,
}

impl Onward {
    fn is_no_better(&self, other: &Onward) -> bool {
        other.nights <= self.nights && other.drive <= self.drive && other.home <= self.home
    }
}

impl Approach {
    fn new(travel: &Travel, visit: &Lone, hops: &Hops) -> Self {
        let (base, site) = (Place::Agency(visit.base), Place::Enterprise(visit.site));
        let straight = |from, to| drive(travel, from, to).or(visit.limits.bridged.then_some(0));
        // Without nights there is no seat to look at.
        let seats = || {
            travel.seats().iter().take(hops.out.len()).map(|seat| Place::Region(*seat)).enumerate()
        };
        let mut there: Vec<(u32, i32)> = seats()
            .filter(|(at, _)| hops.out[*at] != NEVER)
            .filter_map(|(at, seat)| Some((hops.out[at], drive(travel, seat, site)?)))
            .chain(straight(base, site).map(|minutes| (0, minutes)))
            .collect();
        there.sort_unstable();
        let mut least = i32::MAX;
        there.retain(|(_, minutes)| {
            let better = *minutes < least;
            least = least.min(*minutes);
            better
        });
        let mut all: Vec<Onward> = seats()
            .filter(|(at, _)| hops.home[*at].0 != NEVER)
            .filter_map(|(at, seat)| {
                let (nights, home) = hops.home[at];
                Some(Onward { nights, drive: drive(travel, site, seat)?, home })
            })
            .collect();
        all.sort_unstable_by_key(|way| (way.nights, way.drive, way.home));
        let base = straight(site, base).map(|drive| Onward { nights: 0, drive, home: 0 });
        let mut onward: Vec<Onward> = Vec::new();
        for way in all {
            if !onward.iter().any(|other| way.is_no_better(other)) {
                onward.push(way);
            }
        }
        onward.extend(base);
        Self { there, onward }
    }

    /// The fewest nights of a tour for the visit alone.
    fn fewest_nights(&self, visit: &Lone) -> Option<u32> {
        let (before, after, most) = visit.nights;
        let mut fewest = None;
        for (out, there) in self.there.iter().filter(|(nights, _)| *nights <= before) {
            for way in self.onward.iter().filter(|way| way.nights <= after) {
                let nights = out + way.nights;
                let better = nights <= most && fewest.is_none_or(|fewest| nights < fewest);
                if better && visit.fits(*there, way) {
                    fewest = Some(nights);
                }
            }
        }
        fewest
    }
}

impl Lone<'_> {
    fn fits(&self, there: i32, way: &Onward) -> bool {
        let (end_from, home_within) = match (self.deliver, way.nights) {
            (None, _) => (0, i32::MAX),
            (Some(within), 0) => (0, within),
            (Some(within), _) => (way.home - within, i32::MAX),
        };
        let stop = Stop { there, on: way.drive, end_from, home_within, ..self.stop };
        self.limits.holds(&stop)
    }
}

/// Ways that were worked out for one enterprise.
pub(super) type Approaches = HashMap<(AgencyIx, Limits, u32), Approach>;

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
        if depth == 0 {
            return Arc::new(Hops { out: Vec::new(), home: Vec::new() });
        }
        let key = (base, *limits, depth);
        let known = book.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let hops = Arc::new(Hops::new(&self.travel, base, limits, depth));
            let mut book = book.lock().unwrap_or_else(PoisonError::into_inner);
            book.entry(key).or_insert(hops).clone()
        })
    }

    /// The fewest nights of a tour that holds only this visit.
    pub fn lone_tour(&self, book: &HopBook, known: &mut Approaches, visit: &Lone) -> Option<u32> {
        let (before, after, most) = visit.nights;
        let deepest = before.max(after).min(most);
        // Most sites need one seat at most: the deeper search is left for the others.
        [0, 1, MANY_NIGHTS]
            .into_iter()
            .filter(|depth| *depth <= 1.min(deepest) || deepest > 1)
            .find_map(|depth| {
                let key = (visit.base, visit.limits, depth);
                let approach = known.entry(key).or_insert_with(|| {
                    let hops = self.hops(book, visit.base, &visit.limits, depth);
                    Approach::new(&self.travel, visit, &hops)
                });
                approach.fewest_nights(visit)
            })
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
