//! Tails: two routes exchange everything behind a point (2-opt*, Potvin & Rousseau 1995,
//! doi:10.1057/jors.1995.204), or one is cut in two. Long routes need it: no string that is taken out
//! holds half of them.

use fastrand::Rng;

use super::data::{Cost, Length};
use super::problem::{NONE, Problem};
use super::state::{State, Tour, Underway};

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

/// The way from a node to what shall come behind it: a client, or if `next` is a sentinel its own depot.
fn joint(problem: &Problem, state: &State, node: u32, next: u32) -> Length {
    let ends = next >= problem.clients.len() as u32;
    let own = state.sentinel(problem, state.nodes[node as usize].route);
    let to = state.place(problem, if ends { own } else { next });
    problem.far(state.place(problem, node), to)
}

fn cost(problem: &Problem, state: &State, one: u32, other: u32, far: Length) -> Cost {
    let (a, b) = (&state.nodes[one as usize], &state.nodes[other as usize]);
    let [first, second] =
        [a, b].map(|node| &problem.kinds[state.tours[node.route as usize].kind as usize]);
    if first.unit != second.unit {
        return Cost::MAX;
    }
    let clients = problem.clients.len() as u32;
    let mut new = Cost::from(far) + Cost::from(joint(problem, state, other, a.next));
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
    let back = joint(problem, state, other, a.next);
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

/// Whether the route of a node may go on with the rest of another one, that ended at another depot or
/// had another vehicle.
fn goes_on(problem: &Problem, state: &State, node: u32, next: u32) -> bool {
    let at = &state.nodes[node as usize];
    let kind = state.tours[at.route as usize].kind;
    let span = if problem.traits.limited {
        state.spans[node as usize][0]
    } else {
        problem.kinds[kind as usize].span()
    };
    let from = Underway { place: state.place(problem, node), leave: at.leave, span };
    state.may_go_on(problem, kind, from, next)
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
        let before: Cost = tours.iter().map(|&tour| self.tours[tour as usize].length).sum();
        let heads = [one, other].map(|node| self.nodes[node as usize].next);
        let lasts = tours.map(|tour| self.nodes[self.sentinel(problem, tour) as usize].prev);
        self.go_on(problem, (one, tours[0]), (heads[1], lasts[1]));
        self.go_on(problem, (other, tours[1]), (heads[0], lasts[0]));
        for tour in tours {
            self.add_up(problem, tour);
            self.refresh(problem, tour);
        }
        let after: Cost = tours.iter().map(|&tour| self.tours[tour as usize].length).sum();
        let kind = self.tours[tours[0] as usize].kind as usize;
        self.paid += (after - before) * problem.kinds[kind].unit;
        for tour in tours {
            if self.tours[tour as usize].size == 0 {
                self.close(problem, tour);
            }
        }
    }

    /// Lets a route go on behind a node with a row of clients, from `head` to `last`; with nobody if `head`
    /// is a sentinel.
    fn go_on(&mut self, problem: &Problem, (end, tour): (u32, u32), (head, last): (u32, u32)) {
        let sentinel = self.sentinel(problem, tour);
        if head >= problem.clients.len() as u32 {
            self.join(problem, end, sentinel);
            return;
        }
        let mut at = head;
        self.nodes[at as usize].route = tour;
        while at != last {
            at = self.nodes[at as usize].next;
            self.nodes[at as usize].route = tour;
        }
        self.join(problem, end, head);
        self.join(problem, last, sentinel);
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
