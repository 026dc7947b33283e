//! Tails: two routes exchange everything behind a point (2-opt*, Potvin & Rousseau 1995,
//! doi:10.1057/jors.1995.204), or one is cut in two. Long routes need it: no string that is taken out
//! holds half of them.

use fastrand::Rng;

use super::data::{Cost, Length};
use super::problem::{NONE, Problem};
use super::state::{State, Tour};

/// An exchange: who is behind `one` goes behind `other`, and the other way round.
#[derive(Clone, Copy)]
struct Exchange {
    cost: Cost,
    one: u32,
    other: u32,
}

/// Makes the cheapest exchange behind a random client if it costs no more than `most`; whether it did.
pub fn exchange(problem: &Problem, state: &mut State, most: Cost, rng: &mut Rng) -> bool {
    let one = rng.u32(..problem.clients.len() as u32);
    let route = state.nodes[one as usize].route;
    if route == NONE {
        return false;
    }
    let mut best: Option<Exchange> = None;
    for neighbour in problem.after.of(one) {
        let node = &state.nodes[neighbour.client as usize];
        if node.route == NONE || node.route == route {
            continue;
        }
        let other = node.prev;
        let cost = cost(problem, state, one, other, neighbour.far);
        if cost <= best.map_or(most, |best| best.cost - 1)
            && holds(problem, state, (one, other), neighbour.far)
        {
            best = Some(Exchange { cost, one, other });
        }
    }
    if let Some(Exchange { one, other, .. }) = best {
        state.mark();
        state.exchange_tails(problem, one, other);
        return true;
    }
    cut(problem, state, one, most)
}

/// Gives everything behind a client to a vehicle of its own.
fn cut(problem: &Problem, state: &mut State, one: u32, most: Cost) -> bool {
    let node = state.nodes[one as usize];
    let tour = state.tours[node.route as usize];
    let kind = &problem.kinds[tour.kind as usize];
    if node.next >= problem.clients.len() as u32 {
        return false;
    }
    let (back, out) = (problem.far(one, kind.home), problem.far(kind.home, node.next));
    let longer = Cost::from(back) + Cost::from(out) - Cost::from(node.arc);
    if kind.fixed + kind.unit * longer > most || kind.open + out > node.next_latest {
        return false;
    }
    state.mark();
    let Some(fresh) = state.open(problem, tour.kind as usize) else { return false };
    let other = state.sentinel(problem, fresh);
    state.exchange_tails(problem, one, other);
    true
}

/// The distance between two nodes that shall follow each other on a route; `tour` is the route's, whose
/// depot a sentinel stands for.
fn joint(problem: &Problem, state: &State, one: u32, next: u32, tour: u32) -> Length {
    let clients = problem.clients.len() as u32;
    let home = problem.kinds[state.tours[tour as usize].kind as usize].home;
    let place = |node: u32| if node < clients { node } else { home };
    problem.far(place(one), place(next))
}

fn cost(problem: &Problem, state: &State, one: u32, other: u32, far: Length) -> Cost {
    let (a, b) = (&state.nodes[one as usize], &state.nodes[other as usize]);
    let [first, second] =
        [a, b].map(|node| &problem.kinds[state.tours[node.route as usize].kind as usize]);
    if first.unit != second.unit {
        return Cost::MAX;
    }
    let clients = problem.clients.len() as u32;
    let mut new = Cost::from(far) + Cost::from(joint(problem, state, other, a.next, b.route));
    if first.home != second.home {
        let last = |tour: u32| state.nodes[state.sentinel(problem, tour) as usize].prev;
        let moved = |last: u32, from: u32, to: u32| {
            Cost::from(problem.far(last, to)) - Cost::from(problem.far(last, from))
        };
        new += moved(last(b.route), second.home, first.home);
        if a.next < clients {
            new += moved(last(a.route), first.home, second.home);
        }
    }
    let freed = if other >= clients && a.next >= clients { second.fixed } else { 0 };
    (new - Cost::from(a.arc) - Cost::from(b.arc)) * first.unit - freed
}

fn holds(problem: &Problem, state: &State, (one, other): (u32, u32), far: Length) -> bool {
    let (a, b) = (&state.nodes[one as usize], &state.nodes[other as usize]);
    let (first, second) = (&state.tours[a.route as usize], &state.tours[b.route as usize]);
    let [kind, second_kind] = [first, second].map(|tour| &problem.kinds[tour.kind as usize]);
    let (ahead, behind) = (carried(problem, state, one), carried(problem, state, other));
    if ahead + second.load - behind > kind.capacity
        || behind + first.load - ahead > second_kind.capacity
    {
        return false;
    }
    if first.kind != second.kind {
        return goes_on(problem, state, one, b.next) && goes_on(problem, state, other, a.next);
    }
    let back = joint(problem, state, other, a.next, b.route);
    if problem.traits.timed && (a.leave + far > b.next_latest || b.leave + back > a.next_latest) {
        return false;
    }
    if !problem.traits.limited {
        return true;
    }
    let spans = &state.spans;
    let joined = spans[one as usize][0].then(far, spans[b.next as usize][1]);
    let rest = spans[other as usize][0].then(back, spans[a.next as usize][1]);
    joined.takes <= kind.max_duration && rest.takes <= kind.max_duration
}

/// Whether the route of a node may go on with the rest of another one, from `next`; by a walk, for it ends
/// at another depot or has another vehicle.
fn goes_on(problem: &Problem, state: &State, node: u32, next: u32) -> bool {
    let (clients, traits) = (problem.clients.len() as u32, problem.traits);
    let tour = state.nodes[node as usize].route;
    let at = state.tours[tour as usize].kind;
    let kind = &problem.kinds[at as usize];
    let (mut here, mut next, mut now) = (node, next, state.nodes[node as usize].leave);
    let mut span = traits.limited.then(|| state.spans[node as usize][0]);
    while next < clients {
        let data = &problem.clients[next as usize];
        let far = joint(problem, state, here, next, tour);
        now = (now + far).max(data.open);
        if traits.timed && now > data.close || problem.masks[next as usize] >> at & 1 == 0 {
            return false;
        }
        now += data.service;
        span = span.map(|span| span.then(far, problem.span(next)));
        (here, next) = (next, state.nodes[next as usize].next);
    }
    let far = joint(problem, state, here, next, tour);
    let end = super::state::Span { takes: 0, early: kind.open, late: kind.close };
    let within = |span: super::state::Span| span.then(far, end).takes <= kind.max_duration;
    (!traits.timed || now + far <= kind.close) && span.is_none_or(within)
}

/// Load of a route up to a node, the node included.
fn carried(problem: &Problem, state: &State, node: u32) -> i64 {
    let clients = problem.clients.len() as u32;
    let (mut at, mut load) = (node, 0);
    while at < clients {
        load += problem.clients[at as usize].demand;
        at = state.nodes[at as usize].prev;
    }
    load
}

impl State {
    /// Exchanges what comes behind two nodes of different routes whose vehicles cost the same a distance.
    fn exchange_tails(&mut self, problem: &Problem, one: u32, other: u32) {
        let tours = [one, other].map(|node| self.nodes[node as usize].route);
        for tour in tours {
            self.touch(problem, tour);
        }
        let tails = [one, other].map(|node| self.behind(problem, node));
        let before: Cost = tours.iter().map(|&tour| self.tours[tour as usize].length).sum();
        for ((end, tour), tail) in [one, other].into_iter().zip(tours).zip([&tails[1], &tails[0]]) {
            let sentinel = self.sentinel(problem, tour);
            let mut last = end;
            for &client in tail {
                self.join(problem, last, client);
                self.nodes[client as usize].route = tour;
                last = client;
            }
            self.join(problem, last, sentinel);
        }
        for tour in tours {
            self.add_up(problem, tour);
            self.refresh(problem, tour);
        }
        let after: Cost = tours.iter().map(|&tour| self.tours[tour as usize].length).sum();
        let kind = self.tours[tours[0] as usize].kind as usize;
        self.paid += (after - before) * problem.kinds[kind].unit;
        for tour in tours.into_iter().filter(|&tour| self.tours[tour as usize].size == 0) {
            let kind = self.tours[tour as usize].kind as usize;
            self.paid -= problem.kinds[kind].fixed;
            self.left[kind] += 1;
            self.used -= 1;
        }
    }

    fn behind(&self, problem: &Problem, node: u32) -> Vec<u32> {
        let clients = problem.clients.len() as u32;
        let next = |&at: &u32| Some(self.nodes[at as usize].next).filter(|&next| next < clients);
        std::iter::successors(next(&node), next).collect()
    }

    fn join(&mut self, problem: &Problem, one: u32, next: u32) {
        let far = if one == next {
            0
        } else {
            problem.far(self.place(problem, one), self.place(problem, next))
        };
        self.nodes[one as usize].next = next;
        self.nodes[one as usize].arc = far;
        self.nodes[next as usize].prev = one;
        self.nodes[next as usize].back = far;
    }

    /// Adds up a route anew.
    fn add_up(&mut self, problem: &Problem, tour: u32) {
        let sentinel = self.sentinel(problem, tour);
        let mut total = Tour { size: 0, load: 0, length: 0, ..self.tours[tour as usize] };
        total.length += Cost::from(self.nodes[sentinel as usize].arc);
        for client in self.walk(problem, tour) {
            total.size += 1;
            total.load += problem.clients[client as usize].demand;
            total.length += Cost::from(self.nodes[client as usize].arc);
        }
        self.tours[tour as usize] = total;
    }
}
