//! Places in days that are not on the road yet: a tour becomes longer, or a new one is opened.

use fastrand::Rng;

use crate::calendar::Day;

use super::super::solution::{Drive, Slot, Solution};
use super::insertion::Insertion;
use super::{Move, Scratch};

/// Free days looked at for a new tour, a team.
const FREE_DAYS: usize = 2;

/// A tour with a day more: the day that was its end or start (slot, from, to), and the new one.
struct Longer {
    kept: (usize, u32, u32),
    new: (usize, u32, u32),
    found: Move,
}

impl Insertion<'_> {
    /// A day more before or after the tour of a neighbour, with a night at a seat between.
    pub(super) fn lengthen(&mut self, at: usize, rng: &mut Rng, scratch: &mut Scratch) {
        let (problem, solution) = (self.problem, self.solution);
        let team = problem.team_day(at).0;
        let home = |drive: Option<&Drive>| drive.map_or(0, |drive| drive.metres);
        let drives = &solution.slots[at].drives;
        let saved = home(drives.first()).max(home(drives.last()));
        let prices = &problem.prices;
        if prices.team_day + prices.night - f64::from(saved) * prices.metre >= self.limit {
            return;
        }
        let (first, last) = solution.tour(problem, at);
        if last - first >= problem.crews[team].max_nights {
            return;
        }
        let base = problem.crews[team].base;
        let seats = &problem.stops[self.stop as usize].seats;
        if at == last && self.free_after(last) && solution.admits(problem, self.stop, last + 1) {
            let from = solution.slots[last].from;
            for &seat in seats {
                let found = Move::After { end: last, seat };
                let more = Longer { kept: (last, from, seat), new: (last + 1, seat, base), found };
                self.offer_longer(more, (first, last), rng, scratch);
            }
        }
        if at == first && self.free_before(first) && solution.admits(problem, self.stop, first - 1)
        {
            let to = solution.slots[first].to;
            for &seat in seats {
                let found = Move::Before { start: first, seat };
                let more = Longer { kept: (first, seat, to), new: (first - 1, base, seat), found };
                self.offer_longer(more, (first, last), rng, scratch);
            }
        }
    }

    /// Offers a tour with a day more, if it is cheap enough and can be kept.
    fn offer_longer(
        &mut self,
        more: Longer,
        tour: (usize, usize),
        rng: &mut Rng,
        scratch: &mut Scratch,
    ) {
        let (problem, solution) = (self.problem, self.solution);
        let ((kept, from, to), (new, new_from, new_to)) = (more.kept, more.new);
        let slot = &solution.slots[kept];
        let road = self.shifted(slot, from, to) + self.day_cost(new_from, new_to);
        let road = road + self.hinted(new);
        if road >= self.limit
            || scratch.blinks(rng)
            || !Solution::keeps(problem, kept, (from, to), slot.stops.iter().copied())
            || !Solution::keeps(problem, new, (new_from, new_to), [self.stop])
        {
            return;
        }
        if let Some(extra) = self.labs(new, solution.spare(problem, tour), scratch) {
            self.offer(road + extra, more.found);
        }
    }

    /// Change in road cost when a day starts and ends at other places.
    #[inline]
    pub(super) fn shifted(&self, slot: &Slot, from: u32, to: u32) -> f64 {
        let way = |from: u32, to: u32| match (slot.stops.first(), slot.stops.last()) {
            (Some(&first), Some(&last)) => {
                self.problem.leg(from, first).0 + self.problem.leg(last, to).0
            }
            _ => self.problem.leg(from, to).0,
        };
        (way(from, to) - way(slot.from, slot.to)) as f64 * self.problem.prices.metre
    }

    /// Cost of a day more with the visit alone, and the night.
    #[inline]
    pub(super) fn day_cost(&self, from: u32, to: u32) -> f64 {
        let (there, on) = (self.problem.leg(from, self.stop).0, self.problem.leg(self.stop, to).0);
        let prices = &self.problem.prices;
        (there + on) as f64 * prices.metre + prices.team_day + prices.night
    }

    #[inline]
    pub(super) fn free_after(&self, slot: usize) -> bool {
        let (team, day) = self.problem.team_day(slot);
        day + 1 < self.problem.horizon && self.problem.joins[day] && self.free(team, day + 1)
    }

    #[inline]
    pub(super) fn free_before(&self, slot: usize) -> bool {
        let (team, day) = self.problem.team_day(slot);
        day > 0 && self.problem.joins[day - 1] && self.free(team, day - 1)
    }

    #[inline]
    pub(super) fn free(&self, team: usize, day: usize) -> bool {
        let day = Day(day as u16);
        self.problem.crews[team].days.contains(day) && !self.solution.busy[team].contains(day)
    }

    /// New tours on free days.
    pub(super) fn open(&mut self, rng: &mut Rng, scratch: &mut Scratch) {
        let problem = self.problem;
        for team in 0..problem.crews.len() {
            let Some(option) = &problem.stops[self.stop as usize].options[team] else { continue };
            let base = problem.crews[team].base;
            let (there, _) = problem.leg(base, self.stop);
            let (back, _) = problem.leg(self.stop, base);
            let road = (there + back) as f64 * problem.prices.metre + problem.prices.team_day;
            if (road >= self.limit && self.best.is_some()) || scratch.blinks(rng) {
                continue;
            }
            // Only a first plan cares which free day it is.
            let enough = if self.hint.is_some() { problem.horizon } else { FREE_DAYS };
            let mut tried = 0;
            let turn = rng.usize(..problem.horizon);
            let free = || {
                option.days.iter_common(&problem.crews[team].days, Some(&self.solution.busy[team]))
            };
            let (late, early) = (|day: &Day| day.ix() >= turn, |day: &Day| day.ix() < turn);
            for day in free().filter(late).chain(free().filter(early)) {
                if tried >= enough {
                    break;
                }
                let slot = team * problem.horizon + day.ix();
                if self.solution.admits(problem, self.stop, slot)
                    && self.open_on(road, slot, scratch)
                {
                    tried += 1;
                }
            }
        }
    }

    /// Offers tours that make the visit on one free day; whether labs have room for it then.
    pub(super) fn open_on(&mut self, road: f64, slot: usize, scratch: &mut Scratch) -> bool {
        let problem = self.problem;
        let crew = &problem.crews[problem.team_day(slot).0];
        let (base, spare) = (crew.base, (crew.mass, crew.volume));
        let Some(extra) = self.labs(slot, spare, scratch) else { return false };
        let road = road + extra + self.hinted(slot);
        if Solution::keeps(problem, slot, (base, base), [self.stop]) {
            self.offer(road, Move::Alone { slot });
        } else {
            self.sleep_near(road, slot, base);
        }
        true
    }

    /// Too far for a day: sleep near it, after the visit, before it, or both.
    pub(super) fn sleep_near(&mut self, road: f64, slot: usize, base: u32) {
        let problem = self.problem;
        let nights = problem.crews[problem.team_day(slot).0].max_nights;
        let (next, last) = (self.free_after(slot), self.free_before(slot));
        let walks = |at: usize, from: u32, to: u32, stops: &[u32]| {
            Solution::keeps(problem, at, (from, to), stops.iter().copied())
        };
        let visit = [self.stop];
        for &seat in &problem.stops[self.stop as usize].seats {
            let direct = problem.leg(self.stop, base).0;
            let detour = problem.leg(self.stop, seat).0 + problem.leg(seat, base).0 - direct;
            let more = problem.prices.team_day
                + problem.prices.night
                + detour as f64 * problem.prices.metre;
            if nights == 0 {
                return;
            }
            if next && walks(slot, base, seat, &visit) && walks(slot + 1, seat, base, &[]) {
                self.offer(road + more, Move::Out { slot, seat });
            } else if last && walks(slot - 1, base, seat, &[]) && walks(slot, seat, base, &visit) {
                self.offer(road + more, Move::Back { slot, seat });
            } else if next
                && last
                && nights >= 2
                && walks(slot - 1, base, seat, &[])
                && walks(slot, seat, seat, &visit)
                && walks(slot + 1, seat, base, &[])
            {
                self.offer(road + 2.0 * more, Move::Far { slot, seat });
            }
        }
    }
}
