//! When a vehicle is where: earliest departures forwards, latest arrivals backwards, and where
//! durations are limited the shortest time a stretch takes (Vidal et al. 2013,
//! doi:10.1016/j.cor.2012.07.018).

use super::State;
use crate::engine::data::Length;
use crate::engine::problem::{Kind, Problem};

/// A stretch of a route in time: how long it takes at least, and the starts at which it takes just that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// Shortest time from the start of its first service to the end of its last.
    pub takes: Length,
    /// Earliest start that takes no longer.
    pub early: Length,
    /// Latest start that keeps every window.
    pub late: Length,
}

impl Span {
    /// One stretch after another that is `far` away; both together can be kept.
    pub fn then(self, far: Length, next: Self) -> Self {
        let reach = self.takes + far;
        let wait = (next.early - reach - self.late).max(0);
        Self {
            takes: reach + next.takes + wait,
            early: (next.early - reach).max(self.early) - wait,
            late: (next.late - reach).min(self.late),
        }
    }
}

impl Kind {
    /// The depot's hours as a stretch.
    pub fn span(&self) -> Span {
        Span { takes: 0, early: self.open, late: self.close }
    }
}

/// A vehicle on its way: where it is, when it leaves there, and the stretch behind it.
#[derive(Clone, Copy, Debug)]
pub struct Underway {
    /// A place.
    pub place: u32,
    /// When it leaves, as early as it can.
    pub leave: Length,
    /// From the start of its route until here.
    pub span: Span,
}

impl Problem {
    /// A client's visit as a stretch.
    pub fn span(&self, client: u32) -> Span {
        let client = &self.clients[client as usize];
        Span { takes: client.service, early: client.open, late: client.close }
    }
}

impl State {
    /// Clocks at the start and the end of a route.
    pub(super) fn restart(&mut self, problem: &Problem, tour: u32) {
        let kind = &problem.kinds[self.tours[tour as usize].kind as usize];
        let at = self.sentinel(problem, tour) as usize;
        self.nodes[at].leave = kind.open;
        self.nodes[at].latest = kind.close;
        self.nodes[at].next_latest = kind.close;
        if problem.traits.limited {
            self.spans[at] = [kind.span(); 2];
        }
    }

    /// Sets all clocks of a route anew; `broken` says whether it can't be kept.
    pub fn refresh(&mut self, problem: &Problem, tour: u32) {
        self.restart(problem, tour);
        if !problem.traits.timed {
            return;
        }
        let sentinel = self.sentinel(problem, tour);
        let mut at = self.nodes[sentinel as usize].next;
        while at != sentinel {
            self.forward(problem, at);
            at = self.nodes[at as usize].next;
        }
        let end = self.nodes[sentinel as usize].prev;
        let mut at = end;
        while at != sentinel {
            self.backward(problem, at);
            let node = &self.nodes[at as usize];
            self.broken |= node.leave - problem.clients[at as usize].service > node.latest;
            at = node.prev;
        }
        let first = self.nodes[sentinel as usize].next;
        self.nodes[sentinel as usize].next_latest = self.nodes[first as usize].latest;
        if problem.traits.limited {
            let kind = &problem.kinds[self.tours[tour as usize].kind as usize];
            let back = self.nodes[end as usize].arc;
            let whole = self.spans[end as usize][0].then(back, self.spans[sentinel as usize][1]);
            self.broken |= whole.takes > kind.max_duration;
        }
    }

    /// After a client was put in: clocks behind and before it, as far as they change.
    pub(super) fn spread(&mut self, problem: &Problem, client: u32) {
        if !problem.traits.timed {
            return;
        }
        let clients = problem.clients.len() as u32;
        let mut at = client;
        while at < clients && (self.forward(problem, at) || at == client) {
            at = self.nodes[at as usize].next;
        }
        let mut at = client;
        while at < clients && (self.backward(problem, at) || at == client) {
            at = self.nodes[at as usize].prev;
        }
        if at >= clients {
            let next = self.nodes[at as usize].next;
            self.nodes[at as usize].next_latest = self.nodes[next as usize].latest;
        }
    }

    /// Sets when a client is left; whether that has changed.
    fn forward(&mut self, problem: &Problem, at: u32) -> bool {
        let data = &problem.clients[at as usize];
        let prev = self.nodes[at as usize].prev as usize;
        let leave = (self.nodes[prev].leave + self.nodes[prev].arc).max(data.open) + data.service;
        let mut changed = std::mem::replace(&mut self.nodes[at as usize].leave, leave) != leave;
        if problem.traits.limited {
            let span = self.spans[prev][0].then(self.nodes[prev].arc, problem.span(at));
            changed |= std::mem::replace(&mut self.spans[at as usize][0], span) != span;
        }
        changed
    }

    /// Sets until when a client must be reached; whether that has changed.
    fn backward(&mut self, problem: &Problem, at: u32) -> bool {
        let data = &problem.clients[at as usize];
        let (next, arc) = (self.nodes[at as usize].next as usize, self.nodes[at as usize].arc);
        let next_latest = self.nodes[next].latest;
        let latest = data.close.min(next_latest - arc - data.service);
        let node = &mut self.nodes[at as usize];
        let changed = node.latest != latest;
        (node.latest, node.next_latest) = (latest, next_latest);
        if !problem.traits.limited {
            return changed;
        }
        let span = problem.span(at).then(arc, self.spans[next][1]);
        changed | (std::mem::replace(&mut self.spans[at as usize][1], span) != span)
    }

    /// Whether a vehicle of a kind may go on with a route from the client `next` to its end and home,
    /// by a walk; capacity aside. For vehicles other than the one whose clocks are kept.
    pub fn may_go_on(&self, problem: &Problem, kind: u32, from: Underway, mut next: u32) -> bool {
        let (clients, traits) = (problem.clients.len() as u32, problem.traits);
        let vehicle = &problem.kinds[kind as usize];
        let Underway { mut place, mut leave, mut span } = from;
        while next < clients {
            let data = &problem.clients[next as usize];
            let far = problem.far(place, next);
            let start = (leave + far).max(data.open);
            if (traits.timed && start > data.close) || !problem.is_served_by(next, kind) {
                return false;
            }
            span = span.then(far, problem.span(next));
            (place, leave) = (next, start + data.service);
            next = self.nodes[next as usize].next;
        }
        let far = problem.far(place, vehicle.home);
        let in_time = !traits.timed || leave + far <= vehicle.close;
        let whole = || span.then(far, vehicle.span()).takes;
        in_time && (!traits.limited || whole() <= vehicle.max_duration)
    }
}
