//! What the rest of a stretch costs at least, whatever the nights: most ways to cut it are
//! dismissed by that.
//!
//! Between two visits a team drives straight on, or a place for the night lies between, or two and
//! a day of driving. The cheapest of these is a floor for that gap; the number of days that
//! the visits take at least, and what a night costs at least, come on top. Distances need not
//! obey the triangle inequality.

use crate::geography::Leg;

use super::super::clockwork::NEVER;
use super::super::problem::Problem;
use super::stretch::Stretch;

/// Floors of a stretch, fen.
#[derive(Debug, Default)]
pub(super) struct Floor {
    /// For each gap the ways through it.
    ways: Vec<Ways>,
    /// For each gap (before the first visit, between two, after the last) and those after it.
    tail: Vec<f64>,
    /// For each gap its own.
    gap: Vec<f64>,
    /// Days that the visits from each on take at least; for none 0.
    need: Vec<usize>,
    /// What a night between two visits costs at least beyond the gap.
    night: f64,
    /// Places for a night worth looking at in each gap, positions among the seats: bounds by gap.
    bounds: Vec<u32>,
    seats: Vec<u32>,
}

impl Floor {
    pub fn read(&mut self, problem: &Problem, stretch: &Stretch) {
        self.read_need(problem, stretch);
        self.read_gaps(problem, stretch);
        self.bounds.clear();
        self.seats.clear();
    }

    /// Days that the visits from each on take at least: as many a day as fit between the doors of
    /// the first and the last, on the best day for them.
    fn read_need(&mut self, problem: &Problem, stretch: &Stretch) {
        let count = stretch.order.len();
        self.need.clear();
        self.need.resize(count + 1, 0);
        for from in (0..count).rev() {
            let reach = |day| reach(problem, stretch, day, from);
            let far = (0..stretch.days).map(reach).max().unwrap_or(from);
            self.need[from] = if far > from { 1 + self.need[far] } else { stretch.days + 1 };
        }
    }

    fn read_gaps(&mut self, problem: &Problem, stretch: &Stretch) {
        let (count, base) = (stretch.order.len(), problem.crews[stretch.team].base);
        let prices = &problem.prices;
        let rest = prices.team_day + prices.night;
        self.ways.clear();
        self.gap.clear();
        self.night = prices.night;
        for at in 0..=count {
            let (a, b) = ends(stretch, base, at);
            let way = Ways::of(problem, base, a, b);
            if at == 0 || at == count {
                let seat = (way.one + rest).min(way.two + prices.team_day + rest);
                self.gap.push(way.direct.min(seat));
            } else {
                let least = way.direct.min(way.one).min(way.base).min(way.two + prices.team_day);
                self.night = self.night.min(way.base - least);
                self.gap.push(least);
            }
            self.ways.push(way);
        }
        self.tail.clear();
        self.tail.resize(count + 2, 0.0);
        for at in (0..=count).rev() {
            self.tail[at] = self.tail[at + 1] + self.gap[at];
        }
    }

    /// Notes which places for a night are worth looking at in each gap of a stretch that is to cost
    /// less than `most`.
    pub fn read_seats(&mut self, problem: &Problem, stretch: &Stretch, most: f64) {
        let (count, base) = (stretch.order.len(), problem.crews[stretch.team].base);
        let prices = &problem.prices;
        let slack = most - self.least(problem, 0, 2);
        let rest = prices.team_day + prices.night;
        for at in 0..=count {
            self.bounds.push(self.seats.len() as u32);
            let (a, b) = ends(stretch, base, at);
            let way = &self.ways[at];
            let fixed = if at == 0 || at == count { rest } else { prices.night };
            for (seat, (to, from)) in problem.seat_nodes().zip(by_seats(problem, a, b)) {
                let two = (to + way.near).min(way.far + from).min(way.two + prices.team_day);
                let cost = (to + from).min(two + prices.team_day) + fixed - self.gap[at];
                if cost < slack {
                    self.seats.push(seat);
                }
            }
        }
        self.bounds.push(self.seats.len() as u32);
    }

    /// Places for a night worth looking at in a gap.
    #[inline]
    pub fn seats(&self, gap: usize) -> &[u32] {
        &self.seats[self.bounds[gap] as usize..self.bounds[gap + 1] as usize]
    }

    /// Days that the visits from `at` on take at least.
    #[inline]
    pub fn need(&self, at: usize) -> usize {
        self.need[at]
    }

    /// Floor of what comes after a gap's first leg, for the visits from `at` on, `less` of the
    /// nights not counted.
    #[inline]
    fn least(&self, problem: &Problem, at: usize, less: usize) -> f64 {
        let need = self.need[at];
        let nights = need.saturating_sub(less) as f64 * self.night;
        self.tail[at] + need as f64 * problem.prices.team_day + nights
    }

    /// Floor for everything.
    pub fn all(&self, problem: &Problem) -> f64 {
        self.least(problem, 0, 1)
    }

    /// Floor of the days to come for a team that sleeps at `place` before the visits from `at` on.
    #[inline]
    pub fn rest(&self, problem: &Problem, stretch: &Stretch, place: u32, at: usize) -> f64 {
        let prices = &problem.prices;
        let metre = |a, b| problem.leg(a, b).0 as f64 * prices.metre;
        if at == stretch.order.len() {
            let base = problem.crews[stretch.team].base;
            // The base itself is no seat on the way to it.
            let straight =
                metre(place, base).min(self.ways[at].near + prices.team_day + prices.night);
            return if place == base { 0.0 } else { straight + prices.team_day };
        }
        let first = metre(place, stretch.order[at]).min(self.ways[at].near + prices.team_day);
        first + self.least(problem, at, 1) - self.gap[at]
    }

    /// Floor of the rest of a day and those to come for a team at the visit before `at`.
    #[inline]
    pub fn onward(&self, at: usize) -> f64 {
        self.tail[at]
    }
}

/// Fen for the ways through a gap.
#[derive(Debug)]
struct Ways {
    direct: f64,
    /// By the best seat.
    one: f64,
    /// By the base.
    base: f64,
    /// By the nearest place after and the nearest before, the way between them not counted.
    two: f64,
    /// From the nearest place to the gap's end.
    near: f64,
    /// From the gap's start to the nearest place.
    far: f64,
}

impl Ways {
    fn of(problem: &Problem, base: u32, a: u32, b: u32) -> Self {
        let metre = |a: u32, b: u32| problem.leg(a, b).0 as f64 * problem.prices.metre;
        // The base is a place for the night, too, but not from itself to itself.
        let at_base = |node: u32, way: f64| if node == base { f64::INFINITY } else { way };
        let mut far = at_base(a, metre(a, base));
        let mut near = at_base(b, metre(base, b));
        let mut one = f64::INFINITY;
        for (to, from) in by_seats(problem, a, b) {
            (far, near, one) = (far.min(to), near.min(from), one.min(to + from));
        }
        let by_base = metre(a, base) + metre(base, b);
        Self { direct: metre(a, b), one, base: by_base, two: far + near, near, far }
    }
}

/// Fen for the ways from one place to each seat and on to another: of each place a few lines of memory.
fn by_seats(problem: &Problem, a: u32, b: u32) -> impl Iterator<Item = (f64, f64)> + '_ {
    let seats = problem.first_seat()..problem.first_seat() + problem.seats.len();
    let to = &problem.legs.row(a as usize)[seats.clone()];
    let from = &problem.legs.column(b as usize)[seats];
    let fen = |leg: &Leg| f64::from(leg.metres) * problem.prices.metre;
    to.iter().zip(from).map(move |(to, from)| (fen(to), fen(from)))
}

/// Where a gap starts and ends.
fn ends(stretch: &Stretch, base: u32, gap: usize) -> (u32, u32) {
    let before = gap.checked_sub(1).and_then(|at| stretch.order.get(at));
    let after = stretch.order.get(gap);
    (before.copied().unwrap_or(base), after.copied().unwrap_or(base))
}

/// The first visit that does not fit into a day that starts at the door of visit `from`.
fn reach(problem: &Problem, stretch: &Stretch, day: usize, from: usize) -> usize {
    let crew = &problem.crews[stretch.team];
    let (mut label, mut drive) = (problem.rules.start(crew.day_start), 0);
    let calendar_day = problem.team_day(stretch.slot + day).1;
    for at in from..stretch.order.len() {
        if stretch.may[at] & 1 << day == 0 {
            return at;
        }
        let stop = stretch.order[at];
        if at > from {
            let minutes = problem.leg(stretch.order[at - 1], stop).1;
            drive += minutes;
            label = problem.rules.drive(label, minutes);
        }
        let open = problem.open(stop, calendar_day);
        label = problem.rules.work(label, open, problem.stops[stop as usize].work);
        if drive > problem.rules.drive || label.hungry.min(label.fed) >= NEVER.min(crew.day_end + 1)
        {
            return at;
        }
    }
    stretch.order.len()
}
