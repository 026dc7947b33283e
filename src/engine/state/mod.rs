//! The solution that is searched: routes as circular linked lists with a sentinel each, so that taking
//! out and putting in touch a few records; everything cached that the inner loop asks for.
//!
//! A [`Node`] has the size of half a cache line and answers alone whether a client fits behind it.

mod clocks;
mod journal;

pub use clocks::{Span, Underway};

use super::data::{Cost, FOREVER, Length, Route, Solution};
use super::problem::{NONE, Problem};
use journal::Journal;

/// A client, or the sentinel of a route: its start and its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Who comes next.
    pub next: u32,
    /// Who comes before.
    pub prev: u32,
    /// Its route, or `NONE`.
    pub route: u32,
    /// Distance to the next, or `NOWAY`.
    pub arc: Length,
    /// Distance from the one before, or `NOWAY`.
    pub back: Length,
    /// When the vehicle leaves here, as early as it can.
    pub leave: Length,
    /// Latest arrival here that keeps everything after it in time.
    pub latest: Length,
    /// Latest arrival at the next.
    pub next_latest: Length,
}

/// The arcs of those who are on no route: any detour from here seems too long.
const NOWAY: Length = -FOREVER;

const NOWHERE: Node = Node {
    next: NONE,
    prev: NONE,
    route: NONE,
    arc: NOWAY,
    back: NOWAY,
    leave: 0,
    latest: 0,
    next_latest: 0,
};

/// What a route adds up to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tour {
    /// Its vehicle.
    pub kind: u32,
    /// Clients on it.
    pub size: u32,
    /// What it carries.
    pub load: i64,
    /// How far it goes.
    pub length: Cost,
}

/// A solution under search.
#[derive(Clone, Debug)]
pub struct State {
    /// Clients, then a sentinel a route.
    pub nodes: Vec<Node>,
    /// Routes; those of size 0 are not used.
    pub tours: Vec<Tour>,
    /// For each node the shortest time from the start until it is served, and from its service to the
    /// end; kept only where durations are limited.
    pub spans: Vec<[Span; 2]>,
    /// Clients without a visit.
    pub absent: Vec<u32>,
    /// Vehicles left of each kind.
    pub left: Vec<u32>,
    /// Distances and vehicles.
    pub paid: Cost,
    /// Prizes of the absent.
    pub missed: Cost,
    /// Clients on a route.
    pub placed: usize,
    /// Routes in use.
    pub used: usize,
    /// A step has made a route that can't be kept: distances that break the triangle inequality.
    pub broken: bool,
    spare: Vec<u32>,
    spares: usize,
    /// By client, for [`wake`](Self::wake) alone; else false.
    woken: Vec<bool>,
    journal: Journal,
}

/// What prizes count for at their value; weights of prizes are shares of it.
pub const FULL: Cost = 1024;

/// Routes that may be opened beyond those that can all be in use, within one step.
const SLACK: usize = 64;

impl State {
    /// Everybody absent.
    pub fn empty(problem: &Problem) -> Self {
        let clients = problem.clients.len();
        let fleet: usize = problem.kinds.iter().map(|kind| kind.count as usize).sum();
        let most = fleet.min(clients) + SLACK;
        Self {
            nodes: vec![NOWHERE; clients + most],
            tours: vec![Tour { kind: 0, size: 0, load: 0, length: 0 }; most],
            spans: vec![
                [Span::default(); 2];
                if problem.traits.limited { clients + most } else { 0 }
            ],
            absent: (0..clients as u32).collect(),
            left: problem.kinds.iter().map(|kind| kind.count).collect(),
            paid: 0,
            missed: problem.prizes.iter().sum(),
            placed: 0,
            used: 0,
            broken: false,
            spare: (0..most as u32).rev().collect(),
            spares: most,
            woken: vec![false; clients],
            journal: Journal::new(most, clients),
        }
    }

    /// A solution's routes, as far as they can be kept.
    pub fn resume(problem: &Problem, routes: &[Route]) -> Self {
        let mut state = Self::empty(problem);
        for route in routes.iter().filter(|route| !route.clients.is_empty()) {
            let Some(tour) = state.open(problem, route.kind) else { continue };
            let sentinel = state.sentinel(problem, tour);
            for &client in &route.clients {
                let last = state.nodes[sentinel as usize].prev;
                state.link(problem, client, last, tour);
            }
            state.refresh(problem, tour);
        }
        state.absent.retain(|&client| state.nodes[client as usize].route == NONE);
        state.missed = state.absent.iter().map(|&client| problem.prizes[client as usize]).sum();
        state.settle();
        state
    }

    /// Routes by the names of the whole problem.
    pub fn routes(&self, problem: &Problem) -> Vec<Route> {
        (0..self.tours.len() as u32)
            .filter(|&tour| self.tours[tour as usize].size > 0)
            .map(|tour| Route {
                kind: self.tours[tour as usize].kind as usize,
                clients: self.walk(problem, tour).map(|c| problem.names[c as usize]).collect(),
            })
            .collect()
    }

    /// The solution by the names of the whole problem.
    pub fn solution(&self, problem: &Problem) -> Solution {
        let mut absent: Vec<u32> =
            self.absent.iter().map(|&client| problem.names[client as usize]).collect();
        absent.sort_unstable();
        Solution { routes: self.routes(problem), absent }
    }

    /// Clients of a route in order.
    pub fn walk<'a>(&'a self, problem: &Problem, tour: u32) -> impl Iterator<Item = u32> + 'a {
        let sentinel = self.sentinel(problem, tour);
        let step =
            move |&at: &u32| Some(self.nodes[at as usize].next).filter(|&next| next != sentinel);
        std::iter::successors(step(&sentinel), step)
    }

    /// Everything paid and missed, prizes weighed by `scale`, which is [`FULL`] for their value.
    pub fn cost(&self, scale: Cost) -> Cost {
        self.paid + self.missed * scale / FULL
    }

    /// Clients of a mean route.
    pub fn mean_size(&self) -> f64 {
        self.placed as f64 / self.used.max(1) as f64
    }

    /// The node that starts and ends a route.
    pub fn sentinel(&self, problem: &Problem, tour: u32) -> u32 {
        problem.clients.len() as u32 + tour
    }

    /// The place of a node: its client's, or the depot of its route.
    pub fn place(&self, problem: &Problem, node: u32) -> u32 {
        let clients = problem.clients.len() as u32;
        if node < clients {
            node
        } else {
            problem.kinds[self.tours[(node - clients) as usize].kind as usize].home
        }
    }

    /// Opens a route without clients, if a vehicle of the kind is left.
    pub fn open(&mut self, problem: &Problem, kind: usize) -> Option<u32> {
        if self.left[kind] == 0 || self.spares == 0 {
            return None;
        }
        self.spares -= 1;
        let tour = self.spare[self.spares];
        let sentinel = self.sentinel(problem, tour);
        self.left[kind] -= 1;
        self.used += 1;
        self.paid += problem.kinds[kind].fixed;
        self.tours[tour as usize] = Tour { kind: kind as u32, size: 0, load: 0, length: 0 };
        self.nodes[sentinel as usize] =
            Node { next: sentinel, prev: sentinel, route: tour, arc: 0, back: 0, ..NOWHERE };
        self.restart(problem, tour);
        self.journal.open(tour);
        Some(tour)
    }

    /// Absent clients, among others, are absent no more: somebody looks for places for them.
    pub fn wake(&mut self, problem: &Problem, clients: &[u32]) {
        clients.iter().for_each(|&client| self.woken[client as usize] = true);
        let (woken, missed) = (&self.woken, &mut self.missed);
        self.absent.retain(|&client| {
            let wakes = woken[client as usize];
            *missed -= if wakes { problem.prizes[client as usize] } else { 0 };
            !wakes
        });
        clients.iter().for_each(|&client| self.woken[client as usize] = false);
    }

    /// Puts a client right behind a node of a route; clocks are the caller's.
    fn link(&mut self, problem: &Problem, client: u32, behind: u32, tour: u32) {
        let next = self.nodes[behind as usize].next;
        let (from, to) = (self.place(problem, behind), self.place(problem, next));
        let (there, on) = (problem.far_to(client, from), problem.far(client, to));
        let longer =
            Cost::from(there) + Cost::from(on) - Cost::from(self.nodes[behind as usize].arc);
        self.nodes[behind as usize].next = client;
        self.nodes[behind as usize].arc = there;
        self.nodes[next as usize].prev = client;
        self.nodes[next as usize].back = on;
        let node = &mut self.nodes[client as usize];
        (node.next, node.prev, node.route) = (next, behind, tour);
        (node.arc, node.back) = (on, there);
        let total = &mut self.tours[tour as usize];
        total.size += 1;
        total.load += problem.clients[client as usize].demand;
        total.length += longer;
        self.paid += longer * problem.kinds[total.kind as usize].unit;
        self.placed += 1;
    }

    /// Puts a client that was taken out, or is absent no more, right behind a node.
    pub fn insert(&mut self, problem: &Problem, client: u32, behind: u32) {
        let tour = self.nodes[behind as usize].route;
        self.touch(problem, tour);
        self.journal.keep_client(client, &self.nodes);
        self.link(problem, client, behind, tour);
        self.spread(problem, client);
    }

    /// Takes a client out of its route; [`refresh`](Self::refresh) the route before anything else.
    pub fn remove(&mut self, problem: &Problem, client: u32) {
        let Node { next, prev, route: tour, arc, .. } = self.nodes[client as usize];
        self.touch(problem, tour);
        let (from, to) = (self.place(problem, prev), self.place(problem, next));
        let straight = if prev == next { 0 } else { problem.far(from, to) };
        let shorter =
            Cost::from(straight) - Cost::from(arc) - Cost::from(self.nodes[prev as usize].arc);
        self.nodes[prev as usize].next = next;
        self.nodes[prev as usize].arc = straight;
        self.nodes[next as usize].prev = prev;
        self.nodes[next as usize].back = straight;
        let node = &mut self.nodes[client as usize];
        (node.route, node.arc, node.back) = (NONE, NOWAY, NOWAY);
        let total = &mut self.tours[tour as usize];
        total.size -= 1;
        total.load -= problem.clients[client as usize].demand;
        total.length += shorter;
        self.paid += shorter * problem.kinds[total.kind as usize].unit;
        self.placed -= 1;
        if total.size == 0 {
            self.close(problem, tour);
        }
    }

    /// Gives back the vehicle of a route that has lost everybody.
    pub fn close(&mut self, problem: &Problem, tour: u32) {
        let kind = self.tours[tour as usize].kind as usize;
        self.paid -= problem.kinds[kind].fixed;
        self.left[kind] += 1;
        self.used -= 1;
    }

    /// Gives a route another kind of vehicle, of the same depot or another, if one is left.
    pub fn hand_over(&mut self, problem: &Problem, tour: u32, kind: u32) {
        self.touch(problem, tour);
        let sentinel = self.sentinel(problem, tour);
        let Tour { kind: old, length, .. } = self.tours[tour as usize];
        let home = problem.kinds[kind as usize].home;
        self.left[old as usize] += 1;
        self.left[kind as usize] -= 1;
        let (first, last) =
            (self.nodes[sentinel as usize].next, self.nodes[sentinel as usize].prev);
        let (start, end) = (problem.far(home, first), problem.far(last, home));
        let longer = Cost::from(start) - Cost::from(self.nodes[sentinel as usize].arc)
            + Cost::from(end)
            - Cost::from(self.nodes[last as usize].arc);
        self.nodes[sentinel as usize].arc = start;
        self.nodes[sentinel as usize].back = end;
        self.nodes[first as usize].back = start;
        self.nodes[last as usize].arc = end;
        let total = &mut self.tours[tour as usize];
        (total.kind, total.length) = (kind, length + longer);
        let (before, now) = (&problem.kinds[old as usize], &problem.kinds[kind as usize]);
        self.paid += now.fixed - before.fixed + now.unit * (length + longer) - before.unit * length;
        self.refresh(problem, tour);
    }

    /// Whether everything cached equals what a walk from nothing finds.
    pub fn is_sound(&self, problem: &Problem) -> bool {
        let fresh = Self::resume(problem, &self.local_routes(problem));
        let same =
            fresh.paid == self.paid && fresh.placed == self.placed && fresh.used == self.used;
        let missed: Cost = self.absent.iter().map(|&c| problem.prizes[c as usize]).sum();
        let mut kept = true;
        for tour in 0..self.tours.len() as u32 {
            let clients: Vec<u32> = self.walk_used(problem, tour).collect();
            let Some(&first) = clients.first() else { continue };
            let other = fresh.nodes[first as usize].route;
            kept &= clients.iter().all(|&c| {
                let (one, two) = (&self.nodes[c as usize], &fresh.nodes[c as usize]);
                (one.leave, one.latest, one.arc, one.back)
                    == (two.leave, two.latest, two.arc, two.back)
            });
            kept &= self.tours[tour as usize] == fresh.tours[other as usize];
        }
        same && missed == self.missed
            && kept
            && self.absent.len() + self.placed == problem.clients.len()
    }

    fn walk_used<'a>(&'a self, problem: &Problem, tour: u32) -> impl Iterator<Item = u32> + 'a {
        let used = self.tours[tour as usize].size > 0;
        used.then(|| self.walk(problem, tour)).into_iter().flatten()
    }

    fn local_routes(&self, problem: &Problem) -> Vec<Route> {
        (0..self.tours.len() as u32)
            .filter(|&tour| self.tours[tour as usize].size > 0)
            .map(|tour| Route {
                kind: self.tours[tour as usize].kind as usize,
                clients: self.walk(problem, tour).collect(),
            })
            .collect()
    }
}
