//! The solution that is searched: mutable, with cached labels and costs, and a journal to take a
//! step back. The solution for people is an [`Itinerary`](super::Itinerary).

mod adopt;
mod days;
mod delivery;
mod journal;
mod labs;

use super::clockwork::Label;
use super::ledger::Ledger;
use super::problem::{Meeting, NONE, Problem};
use crate::calendar::DaySet;

/// A drive of a day: from one place to the next, and the time around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// The place before: where the team wakes up, or a stop.
    pub from: u32,
    /// The place after: a stop, or where it sleeps.
    pub to: u32,
    /// Metres driven.
    pub metres: u32,
    /// Minutes driven.
    pub minutes: i32,
    /// When the team is free to set off, at the earliest.
    pub ready: Label,
    /// When it has to arrive, at the latest, for the rest of the day to be kept.
    pub due: Label,
}

impl Drive {
    /// Minutes that may pass between setting off and arriving, the lunch left aside.
    #[inline]
    pub fn room(&self) -> i32 {
        let Self { ready, due, .. } = self;
        (due.hungry - ready.hungry).max(due.fed - ready.hungry.min(ready.fed))
    }
}

/// One day of one team.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// The team is on the road.
    pub used: bool,
    /// Where it wakes up: its base or a seat.
    pub from: u32,
    /// Where it sleeps: its base or a seat.
    pub to: u32,
    /// Its stops in order.
    pub stops: Vec<u32>,
    /// Metres driven.
    pub metres: i64,
    /// Minutes driven.
    pub drive: i32,
    /// To each stop, and to where it sleeps; none on a day at home.
    pub drives: Vec<Drive>,
    /// No detour with a stop that takes more minutes, roads and work, can be kept.
    pub room: i32,
    /// The share of the day that is left when the team is back; 0 on a day without stops.
    pub slack: f64,
}

/// Visits on the road, and what they cost.
#[derive(Clone, Debug)]
pub struct Solution {
    /// A slot a team and day, teams first.
    pub slots: Vec<Slot>,
    /// For each team the days on which it is on the road.
    pub busy: Vec<DaySet>,
    /// The slot of each stop, or `NONE`.
    pub place: Vec<u32>,
    /// For each stop and task the position of its lab among the team's choices.
    pub labs: Vec<Vec<u8>>,
    /// Stops that are not made.
    pub absent: Vec<u32>,
    /// Days on the road with a stop.
    pub driven: usize,
    /// Sum over the days of the squares of their slacks: the same work leaves more of it where some days
    /// are full and others nearly empty.
    pub unevenness: f64,
    /// For each slot grams and millilitres that its stops add to the vehicle.
    loads: Vec<(i64, i64)>,
    /// What visits share.
    pub ledger: Ledger,
    /// Everything in fen.
    pub cost: f64,
    journal: Journal,
    trail: Trail,
}

/// What has changed since the solution was saved.
#[derive(Clone, Debug, Default)]
struct Trail {
    slots: Vec<u32>,
    stops: Vec<u32>,
    has_slot: Vec<bool>,
    has_stop: Vec<bool>,
}

#[derive(Clone, Debug, Default)]
struct Journal {
    slots: Vec<(u32, Slot)>,
    stops: Vec<(u32, u32, Vec<u8>)>,
    slot_stamp: Vec<u32>,
    stop_stamp: Vec<u32>,
    stamp: u32,
    absent: Vec<u32>,
    cost: f64,
    driven: usize,
    unevenness: f64,
}

impl Solution {
    /// Nobody on the road, every stop absent.
    pub fn empty(problem: &Problem) -> Self {
        let stops = problem.stops.len();
        let lost: f64 = problem.stops.iter().map(|stop| stop.value).sum();
        let redone: f64 = problem
            .kept
            .as_ref()
            .map_or(0.0, |kept| (0..problem.slots()).map(|at| kept.of_day(at, &[])).sum());
        Self {
            slots: (0..problem.slots()).map(|at| Self::idle(problem, at)).collect(),
            busy: vec![DaySet::empty(problem.horizon); problem.crews.len()],
            place: vec![NONE; stops],
            labs: problem.stops.iter().map(|stop| vec![0; stop.tasks.len()]).collect(),
            absent: (0..stops as u32).collect(),
            driven: 0,
            unevenness: 0.0,
            loads: vec![(0, 0); problem.slots()],
            ledger: problem.ledger.clone(),
            cost: lost + redone + problem.ledger.cost(),
            journal: Journal {
                slot_stamp: vec![0; problem.slots()],
                stop_stamp: vec![0; stops],
                ..Journal::default()
            },
            trail: Trail {
                has_slot: vec![false; problem.slots()],
                has_stop: vec![false; stops],
                ..Trail::default()
            },
        }
    }

    /// The cost, less what days that are nearly empty are worth because they may soon be.
    #[inline]
    pub fn guided(&self, guide: f64) -> f64 {
        self.cost - guide * self.unevenness
    }

    /// First and last slot of the tour that holds a used slot.
    #[inline]
    pub fn tour(&self, problem: &Problem, slot: usize) -> (usize, usize) {
        let (mut first, mut last) = (slot, slot);
        while !problem.is_base(self.slots[first].from) {
            first -= 1;
        }
        while !problem.is_base(self.slots[last].to) {
            last += 1;
        }
        (first, last)
    }

    /// Cost of a slot by itself.
    #[inline]
    pub(in crate::route) fn slot_cost(problem: &Problem, at: usize, slot: &Slot) -> f64 {
        let redone = problem.kept.as_ref().map_or(0.0, |kept| kept.of_day(at, &slot.stops));
        if !slot.used {
            return redone;
        }
        let night = if problem.is_base(slot.to) { 0.0 } else { problem.prices.night };
        slot.metres as f64 * problem.prices.metre + problem.prices.team_day + night + redone
    }

    /// Cost of making a stop by this team, and elsewhere than in the plan that is changed.
    #[inline]
    pub fn moved(problem: &Problem, stop: u32, at: usize) -> f64 {
        let team = problem.team_day(at).0;
        let fee = problem.stops[stop as usize].options[team].as_ref().map_or(0.0, |o| o.fee);
        fee + problem.kept.as_ref().map_or(0.0, |kept| kept.of_stop(stop, at))
    }

    /// What one more day of its owner's costs, if an absent stop makes it one more.
    #[inline]
    pub fn spread(&self, problem: &Problem, stop: u32, day: usize) -> f64 {
        let owner = problem.stops[stop as usize].owner;
        owner.map_or(0.0, |owner| self.ledger.owner_change(owner, day, 1))
    }

    /// Whether the other stops allow this one on that day by that team.
    #[inline]
    pub fn meets(&self, problem: &Problem, stop: u32, team: usize, day: usize) -> bool {
        problem.stops[stop as usize].meetings.iter().all(|&(other, meeting)| {
            let place = self.place[other as usize];
            place == NONE
                || Self::agree(problem, meeting, problem.team_day(place as usize), (team, day))
        })
    }

    /// Whether two visits, each with its team and day, keep what lies between them.
    #[inline]
    pub fn agree(
        problem: &Problem,
        meeting: Meeting,
        theirs: (usize, usize),
        ours: (usize, usize),
    ) -> bool {
        match meeting {
            Meeting::SameDay => theirs.1 == ours.1,
            Meeting::NotSameDay => theirs.1 != ours.1,
            Meeting::NotSameTeam => theirs.0 != ours.0,
            Meeting::Apart(months) => problem.apart.far(theirs.1, ours.1, months),
        }
    }

    /// Whether a stop may be made in a slot, its time on the road aside.
    #[inline]
    pub fn admits(&self, problem: &Problem, stop: u32, at: usize) -> bool {
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(at);
        problem.index.may(stop, at)
            && self.ledger.admits(data.escort, day, data.ceiling, problem.year[day] as usize)
            && self.meets(problem, stop, team, day)
    }

    /// Whether days on the road and what vehicles carry are what a count from nothing finds.
    pub fn counts(&self, problem: &Problem) -> bool {
        let driven = self.slots.iter().filter(|slot| !slot.stops.is_empty()).count();
        let carries = |(at, slot): (usize, &Slot)| {
            let team = problem.team_day(at).0;
            let loads = slot.stops.iter().map(|&stop| self.load(problem, stop, team));
            loads.fold((0, 0), |sum, load| (sum.0 + load.0, sum.1 + load.1)) == self.loads[at]
        };
        self.driven == driven && self.slots.iter().enumerate().all(carries)
    }

    /// The cost from nothing, the slow way: must equal [`cost`](Self::cost) up to rounding.
    pub fn recomputed_cost(&self, problem: &Problem) -> f64 {
        let slots = self.slots.iter().enumerate();
        let slots: f64 = slots.map(|(at, slot)| Self::slot_cost(problem, at, slot)).sum();
        let lost: f64 = self.absent.iter().map(|&s| problem.stops[s as usize].value).sum();
        let parcels: usize = (0..problem.stops.len() as u32)
            .filter(|&stop| self.place[stop as usize] != NONE)
            .map(|stop| {
                let team = problem.team_day(self.place[stop as usize] as usize).0;
                self.parcels(problem, stop, team)
            })
            .sum();
        let placed = self.place.iter().zip(0..).filter(|(place, _)| **place != NONE);
        let moved: f64 = placed.map(|(&at, stop)| Self::moved(problem, stop, at as usize)).sum();
        let sent: f64 = (0..problem.stops.len() as u32)
            .filter(|&stop| self.place[stop as usize] != NONE)
            .map(|stop| self.sent_elsewhere(problem, stop))
            .sum();
        slots + lost + moved + sent + parcels as f64 * problem.prices.parcel + self.ledger.cost()
    }
}
