//! The search for the cheapest place of one visit, and places in days that are on the road already.

use fastrand::Rng;

use super::super::clockwork::{Label, NEVER};
use super::super::problem::{NONE, Problem};
use super::super::solution::{Slot, Solution};
use super::{BLINK, DEAR, Hint, Move, Scratch};

/// The search for the cheapest place of one visit.
pub(super) struct Insertion<'a> {
    pub(super) problem: &'a Problem,
    pub(super) solution: &'a Solution,
    pub(super) stop: u32,
    pub(super) hint: Option<Hint<'a>>,
    /// Costs at least this much cheaper than leaving it out are of interest.
    pub(super) limit: f64,
    pub(super) best: Option<(f64, Move)>,
}

impl<'a> Insertion<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        solution: &'a Solution,
        stop: u32,
        raise: f64,
        hint: Option<Hint<'a>>,
    ) -> Self {
        let data = &problem.stops[stop as usize];
        let limit = data.value * raise - solution.ledger.quota_change(&data.quotas, 1);
        Self { problem, solution, stop, hint, limit, best: None }
    }

    pub(super) fn run(&mut self, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        if !solution.ledger.quotas_admit(&problem.stops[self.stop as usize].quotas) {
            return;
        }
        scratch.seen.resize(problem.slots(), 0);
        scratch.stamp += 1;
        if let Some(home) = problem.home(self.stop).filter(|&home| solution.slots[home].used) {
            // Often the best place; what costs more is then dismissed at a glance.
            scratch.seen[home] = scratch.stamp;
            self.join(home, rng, scratch);
            self.lengthen(home, rng, scratch);
        }
        for &near in &problem.near[self.stop as usize] {
            let at = solution.place[near as usize];
            if at != NONE && scratch.seen[at as usize] != scratch.stamp {
                scratch.seen[at as usize] = scratch.stamp;
                self.join(at as usize, rng, scratch);
                self.lengthen(at as usize, rng, scratch);
            }
        }
        self.open(rng, scratch);
        if self.best.is_none_or(|(cost, _)| cost > DEAR * problem.prices.team_day) {
            for team in 0..problem.crews.len() {
                let Some(option) = &problem.stops[self.stop as usize].options[team] else {
                    continue;
                };
                for day in option.days.iter_common(&solution.busy[team], None) {
                    let at = team * problem.horizon + usize::from(day.0);
                    if scratch.seen[at] != scratch.stamp {
                        self.join(at, rng, scratch);
                    }
                }
            }
        }
    }

    /// The days that this step changed: a visit that found no place before finds one there, if
    /// anywhere.
    pub(super) fn run_where_room_was_made(&mut self, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        if !solution.ledger.quotas_admit(&problem.stops[self.stop as usize].quotas) {
            return;
        }
        for at in solution.touched() {
            let (team, day) = problem.team_day(at);
            if problem.stops[self.stop as usize].option(team, day).is_none() {
                continue;
            }
            if solution.slots[at].used {
                self.join(at, rng, scratch);
                self.lengthen(at, rng, scratch);
            } else if self.free(team, day) && solution.admits(problem, self.stop, at) {
                let base = problem.crews[team].base;
                let road = problem.leg(base, self.stop).0 + problem.leg(self.stop, base).0;
                let road = road as f64 * problem.prices.metre + problem.prices.team_day;
                if road < self.limit {
                    self.open_on(road, at, scratch);
                }
            }
        }
    }

    pub(super) fn offer(&mut self, cost: f64, found: Move) {
        if cost < self.limit {
            self.limit = cost;
            self.best = Some((cost, found));
        }
    }

    /// What a place costs beside road and labs: who comes, a change of the plan, a day more of the
    /// owner's, the preference of a first plan.
    pub(super) fn hinted(&self, at: usize) -> f64 {
        let (team, day) = self.problem.team_day(at);
        let moved = Solution::moved(self.problem, self.stop, at);
        let spread = self.solution.spread(self.problem, self.stop, day);
        moved + spread + self.hint.map_or(0.0, |hint| hint(self.stop, team, day))
    }

    /// Labs of the visit in a slot, as an extra cost.
    pub(super) fn labs(&self, at: usize, spare: (i64, i64), scratch: &mut Scratch) -> Option<f64> {
        let overlooked = scratch.overlooked_by(self.stop);
        let chosen = &mut scratch.labs;
        self.solution.choose_labs(self.problem, self.stop, at, spare, overlooked, chosen)
    }

    /// Any position of a day that is on the road already.
    pub(super) fn join(&mut self, at: usize, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        if !solution.admits(problem, self.stop, at) {
            return;
        }
        let slot = &solution.slots[at];
        let hinted = self.hinted(at);
        let mut extra: Option<f64> = None;
        for position in 0..=slot.stops.len() {
            if rng.f64() < BLINK {
                continue;
            }
            let before = if position == 0 { slot.from } else { slot.stops[position - 1] };
            let after = slot.stops.get(position).copied().unwrap_or(slot.to);
            let (there, there_min) = problem.leg(before, self.stop);
            let (on, on_min) = problem.leg(self.stop, after);
            let (direct, direct_min) = problem.leg(before, after);
            let road = (there + on - direct) as f64 * problem.prices.metre + hinted;
            if road + extra.unwrap_or(0.0).min(0.0) >= self.limit
                || slot.drive + there_min + on_min - direct_min > problem.rules.drive
                || !self.fits(slot, at, position, there_min, on_min)
            {
                continue;
            }
            if extra.is_none() {
                let spare = solution.spare(problem, solution.tour(problem, at));
                let Some(found) = self.labs(at, spare, scratch) else { return };
                extra = Some(found);
            }
            self.offer(road + extra.unwrap_or(0.0), Move::Into { slot: at, at: position });
        }
    }

    /// Whether the day can still be kept with the visit at a position.
    pub(super) fn fits(
        &self,
        slot: &Slot,
        at: usize,
        position: usize,
        there: i32,
        on: i32,
    ) -> bool {
        let problem = self.problem;
        let (team, day) = problem.team_day(at);
        let work = |label: Label, stop: u32| {
            let minutes = problem.stops[stop as usize].work;
            problem.rules.work(label, problem.open(stop, day), minutes)
        };
        let mut label = problem.rules.drive(slot.labels[position], there);
        label = work(label, self.stop);
        let (mut here, mut long) = (self.stop, on);
        for (index, &stop) in slot.stops.iter().enumerate().skip(position) {
            if index > position {
                long = problem.leg(here, stop).1;
            }
            label = work(problem.rules.drive(label, long), stop);
            here = stop;
            let known = slot.labels[index + 1];
            if label == known {
                return true;
            }
            if label.hungry.min(label.fed) >= NEVER {
                return false;
            }
        }
        if position < slot.stops.len() {
            long = problem.leg(here, slot.to).1;
        }
        problem.rules.finish(label, long, problem.crews[team].day_end).is_some()
    }
}
