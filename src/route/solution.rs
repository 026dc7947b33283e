//! The solution that is searched: mutable, with cached labels and costs, and a journal to take a
//! step back. The solution for people is an [`Itinerary`](super::Itinerary).

use super::clockwork::Label;
use super::ledger::{LabEntry, Ledger};
use super::problem::{LabChoice, Meeting, NONE, Problem};
use crate::calendar::{Day, DaySet};
use crate::model::AgencyIx;

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
    /// When the team is free: before the first stop, then after each.
    pub labels: Vec<Label>,
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
    /// What visits share.
    pub ledger: Ledger,
    /// Everything in fen.
    pub cost: f64,
    journal: Journal,
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
}

impl Solution {
    /// Nobody on the road, every stop absent.
    pub fn empty(problem: &Problem) -> Self {
        let slot = |at: usize| {
            let base = problem.crews[problem.team_day(at).0].base;
            Slot {
                used: false,
                from: base,
                to: base,
                stops: Vec::new(),
                metres: 0,
                drive: 0,
                labels: Vec::new(),
            }
        };
        let stops = problem.stops.len();
        let lost: f64 = problem.stops.iter().map(|stop| stop.value).sum();
        let redone: f64 = problem
            .kept
            .as_ref()
            .map_or(0.0, |kept| (0..problem.slots()).map(|at| kept.of_day(at, &[])).sum());
        Self {
            slots: (0..problem.slots()).map(slot).collect(),
            busy: vec![DaySet::empty(problem.horizon); problem.crews.len()],
            place: vec![NONE; stops],
            labs: problem.stops.iter().map(|stop| vec![0; stop.tasks.len()]).collect(),
            absent: (0..stops as u32).collect(),
            ledger: problem.ledger.clone(),
            cost: lost + redone + problem.ledger.cost(),
            journal: Journal {
                slot_stamp: vec![0; problem.slots()],
                stop_stamp: vec![0; stops],
                ..Journal::default()
            },
        }
    }

    /// From here on every change can be undone.
    pub fn mark(&mut self) {
        let journal = &mut self.journal;
        journal.slots.clear();
        journal.stops.clear();
        journal.stamp += 1;
        journal.absent.clone_from(&self.absent);
        journal.cost = self.cost;
    }

    /// Back to the last [`mark`](Self::mark).
    pub fn rollback(&mut self, problem: &Problem) {
        let stops = std::mem::take(&mut self.journal.stops);
        for (stop, _, _) in &stops {
            if self.place[*stop as usize] != NONE {
                self.book(problem, *stop, -1);
            }
        }
        for (stop, place, labs) in stops {
            self.place[stop as usize] = place;
            self.labs[stop as usize] = labs;
            if place != NONE {
                self.book(problem, stop, 1);
            }
        }
        for (at, slot) in std::mem::take(&mut self.journal.slots) {
            self.keep_house(problem, at as usize, slot.used);
            self.slots[at as usize] = slot;
        }
        std::mem::swap(&mut self.absent, &mut self.journal.absent);
        self.cost = self.journal.cost;
    }

    fn keep_slot(&mut self, at: usize) {
        let journal = &mut self.journal;
        if journal.slot_stamp[at] != journal.stamp {
            journal.slot_stamp[at] = journal.stamp;
            journal.slots.push((at as u32, self.slots[at].clone()));
        }
    }

    fn keep_stop(&mut self, stop: u32) {
        let (journal, at) = (&mut self.journal, stop as usize);
        if journal.stop_stamp[at] != journal.stamp {
            journal.stop_stamp[at] = journal.stamp;
            journal.stops.push((stop, self.place[at], self.labs[at].clone()));
        }
    }

    /// Notes whether a team is on the road on the day of a slot.
    fn keep_house(&mut self, problem: &Problem, at: usize, used: bool) {
        let (team, day) = problem.team_day(at);
        let day = Day(day as u16);
        if used { self.busy[team].insert(day) } else { self.busy[team].remove(day) }
    }

    /// Whether a stop has changed since the last mark.
    pub fn is_moved(&self, stop: u32) -> bool {
        self.journal.stop_stamp[stop as usize] == self.journal.stamp
    }

    /// Slots changed since the last mark.
    pub fn touched(&self) -> impl Iterator<Item = usize> + '_ {
        self.journal.slots.iter().map(|(at, _)| *at as usize)
    }

    /// Books a placed stop with everything it shares (`sign` 1), or takes it back (−1).
    fn book(&mut self, problem: &Problem, stop: u32, sign: i32) {
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(self.place[stop as usize] as usize);
        let (month, year) = (problem.month[day] as usize, problem.year[day] as usize);
        let mut change = self.ledger.quota_change(&data.quotas, sign);
        self.ledger.book_visit(data.escort, day, data.ceiling, year, &data.quotas, sign);
        if let Some(owner) = data.owner {
            change += self.ledger.book_owner(owner, day, sign);
        }
        if let Some(option) = &data.options[team] {
            for (at, ((task, labs), &chosen)) in
                data.tasks.iter().zip(&option.labs).zip(&self.labs[stop as usize]).enumerate()
            {
                let LabChoice { lab, account, .. } = labs[chosen as usize];
                change += f64::from(sign) * Self::relabelled(problem, stop, at, lab);
                change += self.ledger.month_change(account, month, sign * task.batches);
                let entry = LabEntry { account, batches: task.batches };
                self.ledger.book_lab(entry, month, sign);
            }
        }
        let parcels = self.parcels(problem, stop, team) as f64 * problem.prices.parcel;
        let moved = Self::moved(problem, stop, self.place[stop as usize] as usize);
        self.cost += change + f64::from(sign) * (parcels + moved - data.value);
    }

    /// Parcels sent from a placed stop: one for each lab that is not the own one.
    fn parcels(&self, problem: &Problem, stop: u32, team: usize) -> usize {
        let Some(option) = &problem.stops[stop as usize].options[team] else { return 0 };
        let chosen = &self.labs[stop as usize];
        let lab = |task: usize| &option.labs[task][chosen[task] as usize];
        (0..chosen.len())
            .filter(|&task| !lab(task).carried)
            .filter(|&task| !(0..task).any(|t| lab(t).lab == lab(task).lab))
            .count()
    }

    /// Mass and volume that a placed stop adds to the vehicle.
    fn load(&self, problem: &Problem, stop: u32, team: usize) -> (i64, i64) {
        let data = &problem.stops[stop as usize];
        let Some(option) = &data.options[team] else { return (0, 0) };
        let carried = data
            .tasks
            .iter()
            .zip(&option.labs)
            .zip(&self.labs[stop as usize])
            .filter(|((_, labs), chosen)| labs[**chosen as usize].carried);
        carried
            .fold((0, 0), |(mass, volume), ((task, _), _)| (mass + task.mass, volume + task.volume))
    }

    /// First and last slot of the tour that holds a used slot.
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

    fn relabelled(problem: &Problem, stop: u32, task: usize, lab: AgencyIx) -> f64 {
        problem.kept.as_ref().map_or(0.0, |kept| kept.of_lab(stop, task, lab))
    }

    /// What the vehicle of a tour still takes: grams and millilitres.
    pub fn spare(&self, problem: &Problem, (first, last): (usize, usize)) -> (i64, i64) {
        let team = problem.team_day(first).0;
        let crew = &problem.crews[team];
        let stops = self.slots[first..=last].iter().flat_map(|slot| &slot.stops);
        stops.fold((crew.mass, crew.volume), |(mass, volume), &stop| {
            let (m, v) = self.load(problem, stop, team);
            (mass - m, volume - v)
        })
    }

    /// Cost of a slot by itself.
    fn slot_cost(problem: &Problem, at: usize, slot: &Slot) -> f64 {
        let redone = problem.kept.as_ref().map_or(0.0, |kept| kept.of_day(at, &slot.stops));
        if !slot.used {
            return redone;
        }
        let night = if problem.is_base(slot.to) { 0.0 } else { problem.prices.night };
        slot.metres as f64 * problem.prices.metre + problem.prices.team_day + night + redone
    }

    /// Cost of making a stop by this team, and elsewhere than in the plan that is changed.
    pub fn moved(problem: &Problem, stop: u32, at: usize) -> f64 {
        let team = problem.team_day(at).0;
        let fee = problem.stops[stop as usize].options[team].as_ref().map_or(0.0, |o| o.fee);
        fee + problem.kept.as_ref().map_or(0.0, |kept| kept.of_stop(stop, at))
    }

    /// What one more day of its owner's costs, if an absent stop makes it one more.
    pub fn spread(&self, problem: &Problem, stop: u32, day: usize) -> f64 {
        let owner = problem.stops[stop as usize].owner;
        owner.map_or(0.0, |owner| self.ledger.owner_change(owner, day, 1))
    }

    /// A day with these places and stops, if it can be kept.
    pub fn walk(problem: &Problem, at: usize, from: u32, to: u32, stops: Vec<u32>) -> Option<Slot> {
        let (team, day) = problem.team_day(at);
        let crew = &problem.crews[team];
        let mut label = problem.rules.start(crew.day_start);
        let mut labels = Vec::with_capacity(stops.len() + 2);
        labels.push(label);
        let (mut here, mut metres, mut drive) = (from, 0, 0);
        for &stop in &stops {
            let (far, long) = problem.leg(here, stop);
            (metres, drive, here) = (metres + far, drive + long, stop);
            label = problem.rules.drive(label, long);
            label = problem.rules.work(
                label,
                problem.open(stop, day),
                problem.stops[stop as usize].work,
            );
            labels.push(label);
        }
        let (far, long) = problem.leg(here, to);
        (metres, drive) = (metres + far, drive + long);
        let kept = drive <= problem.rules.drive
            && problem.rules.finish(label, long, crew.day_end).is_some();
        kept.then_some(Slot { used: true, from, to, stops, metres, drive, labels })
    }

    /// Puts a walked slot in place.
    pub fn set(&mut self, problem: &Problem, at: usize, slot: Slot) {
        self.keep_slot(at);
        let before = Self::slot_cost(problem, at, &self.slots[at]);
        self.cost += Self::slot_cost(problem, at, &slot) - before;
        self.keep_house(problem, at, slot.used);
        self.slots[at] = slot;
    }

    /// Takes the team off the road on a day without stops.
    pub fn clear(&mut self, problem: &Problem, at: usize) {
        let base = problem.crews[problem.team_day(at).0].base;
        let slot = Slot {
            used: false,
            from: base,
            to: base,
            stops: Vec::new(),
            metres: 0,
            drive: 0,
            labels: Vec::new(),
        };
        self.set(problem, at, slot);
    }

    /// Whether the other stops allow this one on that day by that team.
    pub fn meets(&self, problem: &Problem, stop: u32, team: usize, day: usize) -> bool {
        problem.stops[stop as usize].meetings.iter().all(|&(other, meeting)| {
            let place = self.place[other as usize];
            place == NONE
                || Self::agree(problem, meeting, problem.team_day(place as usize), (team, day))
        })
    }

    /// Whether two visits, each with its team and day, keep what lies between them.
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
    pub fn admits(&self, problem: &Problem, stop: u32, at: usize) -> bool {
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(at);
        data.option(team, day).is_some()
            && problem.crews[team].days.contains(Day(day as u16))
            && self.ledger.admits(data.escort, day, data.ceiling, problem.year[day] as usize)
            && self.meets(problem, stop, team, day)
    }

    /// The cheapest labs for a stop in a slot, written to `chosen`, and what they change in cost;
    /// `None` if some batch finds no lab. `spare` is what the vehicle still takes; the lab
    /// `overlooked` is not considered.
    pub fn choose_labs(
        &self,
        problem: &Problem,
        stop: u32,
        at: usize,
        spare: (i64, i64),
        overlooked: Option<AgencyIx>,
        chosen: &mut Vec<u8>,
    ) -> Option<f64> {
        let data = &problem.stops[stop as usize];
        let (team, day) = problem.team_day(at);
        let option = data.option(team, day)?;
        let month = problem.month[day] as usize;
        let (mut mass, mut volume) = spare;
        let mut cost = 0.0;
        chosen.clear();
        for (number, (task, labs)) in data.tasks.iter().zip(&option.labs).enumerate() {
            let mut best: Option<(f64, usize)> = None;
            for (at, choice) in labs.iter().enumerate() {
                if Some(choice.lab) == overlooked
                    || !choice.days.contains(Day(day as u16))
                    || (choice.carried && (task.mass > mass || task.volume > volume))
                {
                    continue;
                }
                let earlier = || {
                    data.tasks
                        .iter()
                        .zip(&option.labs)
                        .zip(&*chosen)
                        .map(|((t, l), &c)| (t, &l[c as usize]))
                };
                let pending: i32 = earlier()
                    .filter(|(_, lab)| lab.account == choice.account)
                    .map(|(task, _)| task.batches)
                    .sum();
                if self.ledger.lab_left(choice.account, month) < pending + task.batches {
                    continue;
                }
                let known = choice.carried || earlier().any(|(_, lab)| lab.lab == choice.lab);
                let parcel = if known { 0.0 } else { problem.prices.parcel };
                let change = self.ledger.month_change(choice.account, month, task.batches)
                    + Self::relabelled(problem, stop, number, choice.lab);
                if best.is_none_or(|(least, _)| parcel + change < least) {
                    best = Some((parcel + change, at));
                }
            }
            let (change, lab) = best?;
            if labs[lab].carried {
                (mass, volume) = (mass - task.mass, volume - task.volume);
            }
            cost += change;
            chosen.push(lab as u8);
        }
        Some(cost)
    }

    /// Places an absent stop in a slot that was walked with it.
    pub fn place(&mut self, problem: &Problem, stop: u32, at: usize, slot: Slot, labs: &[u8]) {
        self.keep_stop(stop);
        self.set(problem, at, slot);
        self.place[stop as usize] = at as u32;
        self.labs[stop as usize].clear();
        self.labs[stop as usize].extend_from_slice(labs);
        self.absent.retain(|&absent| absent != stop);
        self.book(problem, stop, 1);
    }

    /// Takes stops out of one slot. If the day can't be kept without them (distances need not obey
    /// the triangle inequality), every stop of the tour goes.
    pub fn take_out(&mut self, problem: &Problem, at: usize, stops: &[u32]) {
        let slot = &self.slots[at];
        let (from, to) = (slot.from, slot.to);
        let rest: Vec<u32> =
            slot.stops.iter().copied().filter(|stop| !stops.contains(stop)).collect();
        match Self::walk(problem, at, from, to, rest) {
            Some(walked) => {
                for &stop in stops {
                    self.leave(problem, stop);
                }
                self.set(problem, at, walked);
            }
            None => self.dissolve(problem, at),
        }
    }

    fn leave(&mut self, problem: &Problem, stop: u32) {
        self.keep_stop(stop);
        self.book(problem, stop, -1);
        self.place[stop as usize] = NONE;
        self.absent.push(stop);
    }

    /// Takes a whole tour off the road.
    pub fn dissolve(&mut self, problem: &Problem, at: usize) {
        let (first, last) = self.tour(problem, at);
        for slot in first..=last {
            for stop in self.slots[slot].stops.clone() {
                self.leave(problem, stop);
            }
            self.clear(problem, slot);
        }
    }

    /// Whether samples reach the base in time in every tour changed since the last mark.
    pub fn all_delivered(&self, problem: &Problem) -> bool {
        let used = |&at: &usize| self.slots[at].used;
        self.touched().filter(used).all(|at| self.delivers(problem, self.tour(problem, at)))
    }

    /// Whether carried samples of a tour reach the base in time.
    ///
    /// Every day as early as possible: a stop's end may come early and its samples wait longer
    /// than they need to, so this errs on the safe side.
    pub fn delivers(&self, problem: &Problem, (first, last): (usize, usize)) -> bool {
        if !problem.limited {
            return true;
        }
        let team = problem.team_day(first).0;
        let slots = || self.slots[first..=last].iter().zip(first..);
        let limit = |stop: u32| self.limit(problem, stop, team);
        if !slots().any(|(slot, _)| slot.stops.iter().any(|&stop| limit(stop).is_some())) {
            return true;
        }
        let end = &self.slots[last];
        let way = end.stops.last().copied().unwrap_or(end.from);
        let (_, long) = problem.leg(way, end.to);
        let Some(label) = end.labels.last() else { return true };
        let Some(home) = problem.rules.finish(*label, long, problem.crews[team].day_end) else {
            return false;
        };
        slots().all(|(slot, at)| {
            slot.stops.iter().zip(&slot.labels[1..]).all(|(&stop, label)| {
                let Some(limit) = limit(stop) else { return true };
                let days = (last - at) as i32;
                days * 1440 + home - label.hungry.min(label.fed) <= limit
            })
        })
    }

    fn limit(&self, problem: &Problem, stop: u32, team: usize) -> Option<i32> {
        let data = &problem.stops[stop as usize];
        let option = data.options[team].as_ref()?;
        let carried = data
            .tasks
            .iter()
            .zip(&option.labs)
            .zip(&self.labs[stop as usize])
            .filter(|((_, labs), chosen)| labs[**chosen as usize].carried);
        carried.filter_map(|((task, _), _)| task.deliver_within).min()
    }

    /// Cost of the labs of a placed stop that are others than in the plan that is changed.
    fn sent_elsewhere(&self, problem: &Problem, stop: u32) -> f64 {
        let team = problem.team_day(self.place[stop as usize] as usize).0;
        let Some(option) = &problem.stops[stop as usize].options[team] else { return 0.0 };
        let chosen = option.labs.iter().zip(&self.labs[stop as usize]).enumerate();
        chosen
            .map(|(at, (labs, &lab))| Self::relabelled(problem, stop, at, labs[lab as usize].lab))
            .sum()
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

impl Solution {
    /// Takes over a walked day with its visits and the labs that a plan names for them.
    pub(super) fn adopt(
        &mut self,
        problem: &Problem,
        at: usize,
        slot: Slot,
        plan: &super::Itinerary,
    ) {
        let team = problem.team_day(at).0;
        let stops = slot.stops.clone();
        self.set(problem, at, slot);
        let mut unknown = Vec::new();
        for stop in stops {
            match Self::known_labs(problem, stop, team, plan) {
                Some(labs) => {
                    self.keep_stop(stop);
                    self.place[stop as usize] = at as u32;
                    self.labs[stop as usize] = labs;
                    self.absent.retain(|&absent| absent != stop);
                    self.book(problem, stop, 1);
                }
                None => unknown.push(stop),
            }
        }
        if !unknown.is_empty() {
            self.slots[at].stops.retain(|stop| !unknown.contains(stop));
            let slot = &self.slots[at];
            let (from, to, stops) = (slot.from, slot.to, slot.stops.clone());
            if let Some(walked) = Self::walk(problem, at, from, to, stops) {
                self.set(problem, at, walked);
            }
        }
    }

    fn known_labs(
        problem: &Problem,
        stop: u32,
        team: usize,
        plan: &super::Itinerary,
    ) -> Option<Vec<u8>> {
        let data = &problem.stops[stop as usize];
        let option = data.options[team].as_ref()?;
        let labs = plan.labs.get(&data.group)?;
        let position = |(choices, lab): (&Vec<super::problem::LabChoice>, &AgencyIx)| {
            choices.iter().position(|choice| choice.lab == *lab).map(|at| at as u8)
        };
        option.labs.iter().zip(labs).map(position).collect()
    }
}
