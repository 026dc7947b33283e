//! Taking a step back: the records of every touched route as they were, never a copy of the whole.

use super::{Node, Span, State, Tour};
use crate::engine::data::Cost;
use crate::engine::problem::{NONE, Problem};

#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    stamp: u32,
    tour_stamps: Vec<u32>,
    client_stamps: Vec<u32>,
    nodes: Vec<(u32, Node)>,
    spans: Vec<(u32, [Span; 2])>,
    tours: Vec<(u32, Tour)>,
    touched: Vec<u32>,
    absent: Vec<u32>,
    left: Vec<u32>,
    totals: (Cost, Cost, usize, usize, usize),
}

impl Journal {
    pub(super) fn new(tours: usize, clients: usize) -> Self {
        Self { tour_stamps: vec![0; tours], client_stamps: vec![0; clients], ..Self::default() }
    }

    /// A route that was opened in this step needs no record.
    pub(super) fn open(&mut self, tour: u32) {
        self.tour_stamps[tour as usize] = self.stamp;
        self.touched.push(tour);
    }

    pub(super) fn keep_client(&mut self, client: u32, nodes: &[Node]) {
        if self.client_stamps[client as usize] != self.stamp {
            self.client_stamps[client as usize] = self.stamp;
            self.nodes.push((client, nodes[client as usize]));
        }
    }
}

impl State {
    /// From here on everything can be undone.
    pub fn mark(&mut self) {
        let totals = (self.paid, self.missed, self.placed, self.used, self.spares);
        let journal = &mut self.journal;
        journal.stamp = journal.stamp.wrapping_add(1);
        journal.nodes.clear();
        journal.spans.clear();
        journal.tours.clear();
        journal.touched.clear();
        journal.absent.clone_from(&self.absent);
        journal.left.clone_from(&self.left);
        journal.totals = totals;
        self.broken = false;
    }

    /// Keeps a route as it is before its first change in a step.
    pub(in crate::engine) fn touch(&mut self, problem: &Problem, tour: u32) {
        let journal = &mut self.journal;
        if journal.tour_stamps[tour as usize] == journal.stamp {
            return;
        }
        journal.tour_stamps[tour as usize] = journal.stamp;
        journal.touched.push(tour);
        journal.tours.push((tour, self.tours[tour as usize]));
        let sentinel = problem.clients.len() as u32 + tour;
        let mut at = sentinel;
        loop {
            let node = self.nodes[at as usize];
            journal.nodes.push((at, node));
            if at != sentinel {
                journal.client_stamps[at as usize] = journal.stamp;
            }
            if problem.traits.limited {
                journal.spans.push((at, self.spans[at as usize]));
            }
            at = node.next;
            if at == sentinel || at == NONE {
                break;
            }
        }
    }

    /// Routes changed or opened in this step.
    pub fn touched(&self) -> &[u32] {
        &self.journal.touched
    }

    /// Back to the last [`mark`](Self::mark).
    pub fn rollback(&mut self) {
        let journal = &mut self.journal;
        for &tour in &journal.touched {
            self.tours[tour as usize].size = 0;
        }
        for &(tour, kept) in &journal.tours {
            self.tours[tour as usize] = kept;
        }
        for &(at, node) in &journal.nodes {
            self.nodes[at as usize] = node;
        }
        for &(at, spans) in &journal.spans {
            self.spans[at as usize] = spans;
        }
        std::mem::swap(&mut self.absent, &mut journal.absent);
        std::mem::swap(&mut self.left, &mut journal.left);
        (self.paid, self.missed, self.placed, self.used, self.spares) = journal.totals;
    }

    /// Ends a step for good: routes without clients may be opened again.
    pub fn settle(&mut self) {
        for &tour in &self.journal.touched {
            if self.tours[tour as usize].size == 0 {
                self.spare[self.spares] = tour;
                self.spares += 1;
            }
        }
        self.journal.touched.clear();
    }
}
