//! The search for the cheapest place of one visit, and places in days that are on the road already.

use fastrand::Rng;

use super::super::problem::{NONE, Problem};
use super::super::solution::Solution;
use super::{DEAR, Hint, Move, Scratch};

/// The search for the cheapest place of one visit.
pub(super) struct Insertion<'a> {
    pub(super) problem: &'a Problem,
    pub(super) solution: &'a Solution,
    pub(super) stop: u32,
    /// Minutes of its work.
    work: i32,
    /// Minutes that it adds to any day at least.
    takes: i32,
    pub(super) hint: Option<Hint<'a>>,
    /// Fen that unevenness is worth.
    pub(super) guide: f64,
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
        let (work, takes) = (data.work, data.work + problem.index.hop(stop));
        Self { problem, solution, stop, work, takes, hint, guide: 0.0, limit, best: None }
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

    #[inline]
    pub(super) fn offer(&mut self, cost: f64, found: Move) {
        if cost < self.limit {
            self.limit = cost;
            self.best = Some((cost, found));
        }
    }

    /// What a place costs beside road and labs: who comes, a change of the plan, a day more of the
    /// owner's, the preference of a first plan.
    #[inline]
    pub(super) fn hinted(&self, at: usize) -> f64 {
        let (team, day) = self.problem.team_day(at);
        let moved = Solution::moved(self.problem, self.stop, at);
        let spread = self.solution.spread(self.problem, self.stop, day);
        moved + spread + self.hint.map_or(0.0, |hint| hint(self.stop, team, day))
    }

    /// Labs of the visit in a slot, as an extra cost.
    #[inline]
    pub(super) fn labs(&self, at: usize, spare: (i64, i64), scratch: &mut Scratch) -> Option<f64> {
        let overlooked = scratch.overlooked_by(self.stop);
        let chosen = &mut scratch.labs;
        self.solution.choose_labs(self.problem, self.stop, at, spare, overlooked, chosen)
    }

    /// Any position of a day that is on the road already.
    pub(super) fn join(&mut self, at: usize, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        let slot = &solution.slots[at];
        if slot.room < self.takes || !problem.index.may(self.stop, at) {
            return;
        }
        let (open, work) = (problem.open(self.stop, problem.team_day(at).1), self.work);
        let minute = problem.crews[problem.team_day(at).0].slack(1);
        let spare_minutes = problem.rules.drive - slot.drive;
        let mut extra: Option<f64> = None;
        // Both ways of the visit itself: a few lines of memory, where a way between others would be one each.
        let (to, from) =
            (problem.legs.column(self.stop as usize), problem.legs.row(self.stop as usize));
        for (position, drive) in slot.drives.iter().enumerate() {
            let (there, on) = (to[drive.from as usize], from[drive.to as usize]);
            let longer = i64::from(there.metres) + i64::from(on.metres) - i64::from(drive.metres);
            let mut road = longer as f64 * problem.prices.metre;
            let minutes = (there.minutes as i32, on.minutes as i32);
            if self.guide > 0.0 {
                let more = minute * f64::from(minutes.0 + minutes.1 - drive.minutes + work);
                road += self.guide * more * (2.0 * slot.slack - more).max(0.0);
            }
            if road + extra.unwrap_or(0.0).min(0.0) >= self.limit
                || minutes.0 + minutes.1 - drive.minutes > spare_minutes
                || minutes.0 + work + minutes.1 > drive.room()
            {
                continue;
            }
            let door = problem.rules.drive(drive.ready, minutes.0);
            let free = problem.rules.work(door, open, work);
            if !problem.rules.drive(free, minutes.1).is_by(drive.due) || scratch.blinks(rng) {
                continue;
            }
            if extra.is_none() {
                if !solution.admits(problem, self.stop, at) {
                    return;
                }
                let spare = solution.spare(problem, solution.tour(problem, at));
                let Some(found) = self.labs(at, spare, scratch) else { return };
                extra = Some(found + self.hinted(at));
            }
            self.offer(road + extra.unwrap_or(0.0), Move::Into { slot: at, at: position });
        }
    }
}
