//! Recreate: who is out goes back one by one where it costs least, some places overlooked by chance
//! (Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914).
//!
//! Places are looked for beside the neighbours of a client alone, those that may come before it and
//! those that may come after it; the length of a detour is known before its time is, so most places
//! are dismissed for one addition. The step's threshold is drawn beforehand: once the cost has passed
//! it, the rest need not be tried.

use fastrand::Rng;

use super::data::{Client, Cost, FOREVER, Length};
use super::fleet;
use super::problem::{NONE, Neighbour, Problem};
use super::state::{FULL, Node, State};

/// More than any plan costs.
pub const NO_LIMIT: Cost = Cost::MAX / 4;

/// How often a place is overlooked.
const BLINK: f64 = 0.01;

/// Where clients may be left out: how often the greatest prizes come first, beside the other orders' 11 or 17.
const PRIZED: u32 = 8;

/// Buffers of a recreation.
#[derive(Debug)]
pub struct Recreate {
    keys: Vec<(i64, u32)>,
    until_blink: u32,
}

/// A place for a client.
#[derive(Clone, Copy, Debug)]
struct Spot {
    cost: Cost,
    behind: u32,
    /// The vehicle of a new route, or that an old one changes to; `NONE` as it is.
    kind: u32,
}

impl Recreate {
    /// Nothing overlooked yet.
    pub fn new(rng: &mut Rng) -> Self {
        Self { keys: Vec::new(), until_blink: blink(rng) }
    }

    /// Puts clients back; whether the cost, prizes weighed by `scale` of [`FULL`], stays within `limit`.
    pub fn apply(
        &mut self,
        problem: &Problem,
        state: &mut State,
        out: &mut [u32],
        (limit, scale): (Cost, Cost),
        rng: &mut Rng,
    ) -> bool {
        self.sort(problem, out, rng);
        for &client in out.iter() {
            let worth = problem.prizes[client as usize] * scale / FULL;
            let room = limit - state.cost(scale);
            if room < 0 {
                return false;
            }
            let most = worth.min(room.saturating_add(1));
            match self.best(problem, state, client, most, rng) {
                Some(spot) => self.put(problem, state, client, spot),
                None if worth > room => return false,
                None => {
                    state.absent.push(client);
                    state.missed += problem.prizes[client as usize];
                }
            }
        }
        true
    }

    /// Opens a route for a client that is on none, whatever it costs; false if no vehicle is left.
    pub fn open(&self, problem: &Problem, state: &mut State, client: u32) -> bool {
        let new = fleet::cheapest_new(problem, state, client);
        let spot = new.map(|(cost, kind)| Spot { cost, behind: NONE, kind });
        spot.map(|spot| self.put(problem, state, client, spot)).is_some()
    }

    fn sort(&mut self, problem: &Problem, out: &mut [u32], rng: &mut Rng) {
        let data = |client: u32| &problem.clients[client as usize];
        let home = |client: u32| {
            let way = |kind: &super::problem::Kind| problem.far(kind.home, client);
            i64::from(problem.kinds.iter().map(way).min().unwrap_or(0))
        };
        let mut by = |key: &dyn Fn(u32) -> i64| {
            self.keys.clear();
            self.keys.extend(out.iter().map(|&client| (key(client), client)));
            self.keys.sort_unstable();
            for (place, &(_, client)) in out.iter_mut().zip(&self.keys) {
                *place = client;
            }
        };
        let orders = if problem.traits.timed { 17 } else { 11 };
        let more = if problem.traits.selective { PRIZED } else { 0 };
        match rng.u32(..orders + more) {
            order if order >= orders => by(&|client| -problem.prizes[client as usize]),
            0..4 => rng.shuffle(out),
            4..8 => by(&|client| -data(client).demand),
            8..10 => by(&|client| -home(client)),
            10 => by(&home),
            11..13 => by(&|client| i64::from(data(client).close - data(client).open)),
            13..15 => by(&|client| i64::from(data(client).open)),
            _ => by(&|client| -i64::from(data(client).close)),
        }
    }

    fn put(&self, problem: &Problem, state: &mut State, client: u32, spot: Spot) {
        let mut behind = spot.behind;
        if behind == NONE {
            let Some(tour) = state.open(problem, spot.kind as usize) else { return };
            behind = state.sentinel(problem, tour);
        } else if spot.kind != NONE {
            let tour = state.nodes[behind as usize].route;
            state.hand_over(problem, tour, spot.kind);
        }
        state.insert(problem, client, behind);
    }

    /// What the cheapest place of a client who is on no route costs; `None` if there is none.
    pub fn look_for(
        &mut self,
        problem: &Problem,
        state: &State,
        client: u32,
        rng: &mut Rng,
    ) -> Option<Cost> {
        self.best(problem, state, client, NO_LIMIT, rng).map(|spot| spot.cost)
    }

    /// The cheapest place that costs less than `most`.
    fn best(
        &mut self,
        problem: &Problem,
        state: &State,
        client: u32,
        most: Cost,
        rng: &mut Rng,
    ) -> Option<Spot> {
        let traits = problem.traits;
        match (traits.timed, traits.limited || traits.choosy, traits.mixed) {
            (false, false, false) => {
                self.look::<false, false, false>(problem, state, client, most, rng)
            }
            (true, false, false) => {
                self.look::<true, false, false>(problem, state, client, most, rng)
            }
            (true, true, false) => {
                self.look::<true, true, false>(problem, state, client, most, rng)
            }
            (false, true, false) => {
                self.look::<false, true, false>(problem, state, client, most, rng)
            }
            (false, _, true) => self.look::<false, true, true>(problem, state, client, most, rng),
            (true, _, true) => self.look::<true, true, true>(problem, state, client, most, rng),
        }
    }

    fn look<const TIMED: bool, const STRICT: bool, const MIXED: bool>(
        &mut self,
        problem: &Problem,
        state: &State,
        client: u32,
        most: Cost,
        rng: &mut Rng,
    ) -> Option<Spot> {
        let new = fleet::cheapest_new(problem, state, client).filter(|&(cost, _)| cost < most);
        let best = new.map_or(Spot { cost: most, behind: NONE, kind: NONE }, |(cost, kind)| Spot {
            cost,
            behind: NONE,
            kind,
        });
        let who = &problem.clients[client as usize];
        let until_blink = &mut self.until_blink;
        let reach = reach(problem, best.cost);
        let mut look = Look { problem, state, client, who, best, reach, until_blink };
        let mut promising = [0; BATCH];
        for batch in problem.before.of(client).chunks(BATCH) {
            for &at in look.sift(batch, &mut promising, |node| node.arc) {
                let Neighbour { client: behind, far } = batch[at as usize];
                let next = state.nodes[behind as usize].next;
                let on = problem.far(client, state.place(problem, next));
                look.at::<TIMED, STRICT, MIXED>(behind, (far, on), rng);
            }
        }
        for batch in problem.after.of(client).chunks(BATCH) {
            for &at in look.sift(batch, &mut promising, |node| node.back) {
                let Neighbour { client: next, far } = batch[at as usize];
                let behind = state.nodes[next as usize].prev;
                let there = problem.far_to(client, state.place(problem, behind));
                look.at::<TIMED, STRICT, MIXED>(behind, (there, far), rng);
            }
        }
        let best = look.best;
        (best.behind != NONE || best.kind != NONE).then_some(best)
    }
}

/// Neighbours sifted at once.
const BATCH: usize = 16;

/// How much farther away than an arc beside it is long a neighbour may be at most, or else the place can't
/// cost less: by the triangle inequality the detour is at least twice the difference.
fn reach(problem: &Problem, cost: Cost) -> Length {
    if !problem.symmetric || problem.least_unit == 0 {
        return FOREVER;
    }
    (cost / (2 * problem.least_unit) + 1).min(Cost::from(FOREVER)) as Length
}

/// The search for a client's place.
struct Look<'a> {
    problem: &'a Problem,
    state: &'a State,
    client: u32,
    who: &'a Client,
    best: Spot,
    reach: Length,
    until_blink: &'a mut u32,
}

impl Look<'_> {
    /// Who of a batch is on a route and within reach, without a branch that could be mispredicted.
    fn sift<'b>(
        &self,
        batch: &[Neighbour],
        promising: &'b mut [u8; BATCH],
        arc: impl Fn(&Node) -> Length,
    ) -> &'b [u8] {
        let mut kept = 0;
        for (at, neighbour) in batch.iter().enumerate() {
            promising[kept % BATCH] = at as u8;
            let arc = arc(&self.state.nodes[neighbour.client as usize]);
            kept += usize::from(neighbour.far - arc < self.reach);
        }
        &promising[..kept.min(BATCH)]
    }

    /// Looks at the place right behind a node, so far from there and to the next.
    fn at<const TIMED: bool, const STRICT: bool, const MIXED: bool>(
        &mut self,
        behind: u32,
        (there, on): (Length, Length),
        rng: &mut Rng,
    ) {
        let Self { problem, state, client, who, .. } = *self;
        let node = &state.nodes[behind as usize];
        let longer = Cost::from(there) + Cost::from(on) - Cost::from(node.arc);
        let tour = &state.tours[node.route as usize];
        let kind = &problem.kinds[tour.kind as usize];
        let mut cost = longer * kind.unit;
        if cost >= self.best.cost {
            return;
        }
        if TIMED {
            let start = (node.leave + there).max(who.open);
            if start > who.close || start + who.service + on > node.next_latest {
                return;
            }
        }
        let mut other = NONE;
        if tour.load + who.demand > kind.capacity {
            if !MIXED {
                return;
            }
            let Some((more, bigger)) = fleet::bigger(problem, state, tour, who.demand, longer)
            else {
                return;
            };
            (cost, other) = (more, bigger);
            if cost >= self.best.cost {
                return;
            }
        }
        if STRICT {
            if !problem.is_served_by(client, tour.kind) {
                return;
            }
            if problem.traits.limited
                && takes(problem, state, client, behind, (there, on)) > kind.max_duration
            {
                return;
            }
        }
        if *self.until_blink == 0 {
            *self.until_blink = blink(rng);
            return;
        }
        *self.until_blink -= 1;
        self.best = Spot { cost, behind, kind: other };
        self.reach = reach(problem, cost);
    }
}

/// How long a route takes with a client right behind a node.
fn takes(
    problem: &Problem,
    state: &State,
    client: u32,
    behind: u32,
    (there, on): (Length, Length),
) -> Length {
    let next = state.nodes[behind as usize].next;
    let before = state.spans[behind as usize][0].then(there, problem.span(client));
    before.then(on, state.spans[next as usize][1]).takes
}

/// Places until the next one is overlooked.
fn blink(rng: &mut Rng) -> u32 {
    (rng.f64().max(1e-12).ln() / (1.0 - BLINK).ln()) as u32
}
