//! A routing problem, immutable while it is searched: stops to be made, teams, days, places.

use crate::calendar::{Day, DaySet, Interval};
use crate::geography::LegMatrix;
use crate::model::{AgencyIx, CategoryIx, RegionIx, TeamIx};

use super::clockwork::DayRules;
use super::ledger::Ledger;

/// No place, no slot, no stop.
pub const NONE: u32 = u32::MAX;

/// Prices in fen.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
    /// A metre driven.
    pub metre: f64,
    /// A day of a team.
    pub team_day: f64,
    /// A night away.
    pub night: f64,
    /// A parcel to a lab.
    pub parcel: f64,
}

/// One task of a stop, as the search needs it.
#[derive(Clone, Debug)]
pub struct StopTask {
    /// Its batches.
    pub batches: i32,
    /// What is drawn, for lab capacities.
    pub category: CategoryIx,
    /// Mass of its samples in grams.
    pub mass: i64,
    /// Volume of its samples in millilitres.
    pub volume: i64,
    /// Carried samples reach the base within this many minutes.
    pub deliver_within: Option<i32>,
}

/// A lab that may test a task when a team draws it.
#[derive(Clone, Debug)]
pub struct LabChoice {
    /// The lab.
    pub lab: AgencyIx,
    /// It is the own agency's: the samples are carried.
    pub carried: bool,
    /// Where its capacity is counted in the ledger.
    pub account: u32,
    /// Days on which it may.
    pub days: DaySet,
}

/// How one team may make a stop.
#[derive(Clone, Debug)]
pub struct TeamOption {
    /// Days on which the team may.
    pub days: DaySet,
    /// For each task its labs, own lab first.
    pub labs: Vec<Vec<LabChoice>>,
    /// What it costs that this team comes and not another, fen.
    pub fee: f64,
}

/// What two enterprises have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// On the same day.
    SameDay,
    /// Never on the same day.
    NotSameDay,
    /// Never by the same team.
    NotSameTeam,
    /// At least this many calendar months apart.
    Apart(u32),
}

/// A visit that may be made: tasks of one site that go through its door together.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Position among all visits of the plan.
    pub group: u32,
    /// Minutes of work, setup included.
    pub work: i32,
    /// What leaving it out costs, fen.
    pub value: f64,
    /// Its tasks.
    pub tasks: Vec<StopTask>,
    /// For each day the profile of open hours, a position in [`Problem::profiles`].
    pub hours: Vec<u32>,
    /// How each team of the problem may make it; none = never.
    pub options: Vec<Option<TeamOption>>,
    /// Account of local escorts, if they are counted here.
    pub escort: Option<u32>,
    /// Account of entries a year, if they are limited.
    pub ceiling: Option<u32>,
    /// Account of the days on which its owner's enterprises are visited, if they are weighed.
    pub owner: Option<u32>,
    /// Quotas that its tasks count in, with batches.
    pub quotas: Vec<(u32, i32)>,
    /// Other stops of the problem that restrict its day or team.
    pub meetings: Vec<(u32, Meeting)>,
    /// Seats near it, nodes of [`Problem::legs`], nearest first.
    pub seats: Vec<u32>,
}

impl Stop {
    /// How team `team` may make this stop on `day`.
    #[inline]
    pub fn option(&self, team: usize, day: usize) -> Option<&TeamOption> {
        self.options[team].as_ref().filter(|option| option.days.contains(Day(day as u16)))
    }
}

/// A team on the road.
#[derive(Clone, Debug)]
pub struct Crew {
    /// Which team.
    pub team: TeamIx,
    /// Its base, a node of [`Problem::legs`].
    pub base: u32,
    /// First minute of a day.
    pub day_start: i32,
    /// Last minute of a day.
    pub day_end: i32,
    /// Most nights of a tour.
    pub max_nights: usize,
    /// Most grams carried.
    pub mass: i64,
    /// Most millilitres carried.
    pub volume: i64,
    /// Days on which it may be on the road in this problem.
    pub days: DaySet,
}

impl Crew {
    /// Minutes as a share of the team's day.
    #[inline]
    pub fn slack(&self, minutes: i32) -> f64 {
        f64::from(minutes) / f64::from((self.day_end - self.day_start).max(1))
    }
}

/// A plan that is in people's hands already: leaving it has a price.
#[derive(Clone, Debug)]
pub struct Kept {
    /// For each stop its slot in that plan; `NONE` for one that is free to go anywhere.
    pub home: Vec<u32>,
    /// For each slot the stops that it had.
    pub days: Vec<Vec<u32>>,
    /// Fen for a stop that is made by another team or on another day.
    pub moved: f64,
    /// Fen for a day of a team that has other stops, or the same in another order.
    pub redone: f64,
    /// For each stop the labs of its tasks; empty for one that had none.
    pub labs: Vec<Vec<AgencyIx>>,
    /// Fen for a task whose batches go to another lab.
    pub relabelled: f64,
}

impl Kept {
    /// Fen for making a stop in a slot.
    #[inline]
    pub fn of_stop(&self, stop: u32, slot: usize) -> f64 {
        let home = self.home[stop as usize];
        if home == NONE || home as usize == slot { 0.0 } else { self.moved }
    }

    /// Fen for sending the batches of a stop's task to a lab.
    #[inline]
    pub fn of_lab(&self, stop: u32, task: usize, lab: AgencyIx) -> f64 {
        let known = self.labs[stop as usize].get(task);
        if known.is_none_or(|&known| known == lab) { 0.0 } else { self.relabelled }
    }

    /// Fen for giving a slot these stops.
    #[inline]
    pub fn of_day(&self, slot: usize, stops: &[u32]) -> f64 {
        if self.days[slot] == stops { 0.0 } else { self.redone }
    }
}

/// Everything that the search looks at and never changes.
///
/// Nodes of [`legs`](Self::legs): the stops in their order, then a base a team, then the seats.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Calendar days of the horizon.
    pub horizon: usize,
    /// For each day the position of its month.
    pub month: Vec<u8>,
    /// For each day the position of its calendar year.
    pub year: Vec<u8>,
    /// Whether a tour may go on from a day to the next.
    pub joins: Vec<bool>,
    /// What the policy says of a day.
    pub rules: DayRules,
    /// Prices.
    pub prices: Prices,
    /// Open minutes of a day, each different set once.
    pub profiles: Vec<Vec<Interval>>,
    /// The visits to be made.
    pub stops: Vec<Stop>,
    /// Who makes them.
    pub crews: Vec<Crew>,
    /// The region of each seat, in order of their nodes.
    pub seats: Vec<RegionIx>,
    /// Distances and times.
    pub legs: LegMatrix,
    /// For each stop the nearest others, nearest first.
    pub near: Vec<Vec<u32>>,
    /// Whether samples of some stop have to be at the base within a time.
    pub limited: bool,
    /// Labs, escorts, entries and quotas before anything is planned here.
    pub ledger: Ledger,
    /// `(year, month) x (year, month)` question of calendar months between two days.
    pub apart: ApartTable,
    /// The plan that is changed as little as may be; none = a new plan is made.
    pub kept: Option<Kept>,
    /// What the search asks of stops most often.
    pub index: Index,
}

/// What follows from stops, teams and legs, kept where the inner loop finds it at once.
#[derive(Clone, Debug, Default)]
pub struct Index {
    slots: usize,
    /// A bit a stop and slot: the team may make the stop on that day, as far as the stop alone says.
    may: Vec<u64>,
    /// For each stop the metres from the nearest base of a team that may make it.
    far: Vec<f64>,
    /// For each stop the slots in which it may be made.
    freedom: Vec<f64>,
    /// For each stop the shortest drive to it and the shortest from it together, minutes.
    hop: Vec<i32>,
}

impl Index {
    fn new(problem: &Problem) -> Self {
        let (slots, crews) = (problem.slots(), &problem.crews);
        let may = vec![0; (problem.stops.len() * slots).div_ceil(64)];
        let mut index = Self { slots, may, ..Self::default() };
        for (at, stop) in problem.stops.iter().enumerate() {
            let (mut far, mut freedom) = (i64::MAX, 0);
            for (team, (crew, option)) in crews.iter().zip(&stop.options).enumerate() {
                let Some(option) = option else { continue };
                far = far.min(problem.leg(crew.base, at as u32).0);
                for day in option.days.iter_common(&crew.days, None) {
                    let bit = at * slots + team * problem.horizon + day.ix();
                    index.may[bit / 64] |= 1 << (bit % 64);
                    freedom += 1;
                }
            }
            index.far.push(far as f64);
            index.freedom.push(f64::from(freedom));
            let others = (0..problem.legs.len() as u32).filter(|&other| other != at as u32);
            let there = others.clone().map(|other| problem.leg(other, at as u32).1).min();
            let on = others.map(|other| problem.leg(at as u32, other).1).min();
            index.hop.push(there.unwrap_or(0) + on.unwrap_or(0));
        }
        index
    }

    /// Whether a stop may be made in a slot, its time on the road and everything shared aside.
    #[inline]
    pub fn may(&self, stop: u32, slot: usize) -> bool {
        let bit = stop as usize * self.slots + slot;
        self.may[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Metres from the nearest base of a team that may make a stop.
    #[inline]
    pub fn far(&self, stop: u32) -> f64 {
        self.far[stop as usize]
    }

    /// Minutes that driving to a stop and on from it takes at least.
    #[inline]
    pub fn hop(&self, stop: u32) -> i32 {
        self.hop[stop as usize]
    }

    /// Slots in which a stop may be made.
    #[inline]
    pub fn freedom(&self, stop: u32) -> f64 {
        self.freedom[stop as usize]
    }
}

impl Problem {
    /// The problem with its index made anew: after stops, teams or legs were given.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        self.index = Index::new(&self);
        self
    }

    /// Number of slots: one a team and day.
    #[inline]
    pub fn slots(&self) -> usize {
        self.crews.len() * self.horizon
    }

    /// Where a stop is made in the plan that is changed.
    #[inline]
    pub fn home(&self, stop: u32) -> Option<usize> {
        let home = self.kept.as_ref().map_or(NONE, |kept| kept.home[stop as usize]);
        (home != NONE).then_some(home as usize)
    }

    /// Team and day of a slot.
    #[inline]
    pub fn team_day(&self, slot: usize) -> (usize, usize) {
        (slot / self.horizon, slot % self.horizon)
    }

    /// Metres and minutes between two nodes.
    #[inline]
    pub fn leg(&self, from: u32, to: u32) -> (i64, i32) {
        let leg = self.legs.leg(from as usize, to as usize);
        (i64::from(leg.metres), leg.minutes as i32)
    }

    /// Open minutes of a stop on a day.
    #[inline]
    pub fn open(&self, stop: u32, day: usize) -> &[Interval] {
        &self.profiles[self.stops[stop as usize].hours[day] as usize]
    }

    /// Whether a node is a team's base.
    #[inline]
    pub fn is_base(&self, node: u32) -> bool {
        let node = node as usize;
        node >= self.stops.len() && node < self.stops.len() + self.crews.len()
    }

    /// The first node that is a seat.
    pub fn first_seat(&self) -> usize {
        self.stops.len() + self.crews.len()
    }

    /// The nodes that are seats.
    pub fn seat_nodes(&self) -> std::ops::Range<u32> {
        self.first_seat() as u32..(self.first_seat() + self.seats.len()) as u32
    }

    /// The region of a seat node.
    pub fn seat(&self, node: u32) -> Option<RegionIx> {
        (node as usize).checked_sub(self.first_seat()).and_then(|at| self.seats.get(at).copied())
    }
}

/// For each day the first later day that lies a number of calendar months away.
#[derive(Clone, Debug, Default)]
pub struct ApartTable {
    /// Months asked for, and for each day the first day far enough after it (horizon = none).
    rows: Vec<(u32, Vec<u16>)>,
}

impl ApartTable {
    /// A table for these numbers of months; `far(a, b, months)` answers for two days.
    pub fn new(horizon: usize, months: &[u32], far: impl Fn(usize, usize, u32) -> bool) -> Self {
        let row = |count: u32| {
            (0..horizon)
                .map(|a| (a..horizon).find(|&b| far(a, b, count)).unwrap_or(horizon) as u16)
                .collect()
        };
        Self { rows: months.iter().map(|&count| (count, row(count))).collect() }
    }

    /// Whether two days are at least `months` calendar months apart.
    #[inline]
    pub fn far(&self, a: usize, b: usize, months: u32) -> bool {
        let (first, second) = (a.min(b), a.max(b));
        self.rows
            .iter()
            .find(|(count, _)| *count == months)
            .is_some_and(|(_, after)| second >= usize::from(after[first]))
    }
}
