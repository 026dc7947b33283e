//! Ruin: strings of clients near one another leave their routes (SISR: Christiaens & Vanden Berghe
//! 2020, doi:10.1287/trsc.2019.0914). Holes side by side in routes side by side are what lets the
//! insertion exchange between routes.

use fastrand::Rng;

use super::problem::{NONE, Problem};
use super::state::State;

/// Mean number of clients taken out.
const MEAN_REMOVED: f64 = 10.0;
/// Longest string.
const LONGEST: f64 = 10.0;
/// How often the first route loses everybody, so that there may be one fewer.
const WHOLE: f64 = 0.1;
/// Clients of a route that is taken out whole, at most.
const MOST_WHOLE: usize = 25;
/// How often a string keeps some clients in its middle.
const SPLIT: f64 = 0.5;
/// How often one more client is kept in the middle.
const KEEP_ANOTHER: f64 = 0.01;
/// Absent clients near by that are tried again, at most.
const WOKEN: usize = 10;

/// Buffers of a ruin.
#[derive(Debug, Default)]
pub struct Ruin {
    /// Who is out, and to be put in again.
    pub out: Vec<u32>,
    ruined: Vec<u32>,
    string: Vec<u32>,
}

impl Ruin {
    /// Takes strings out around a random client; `out` holds who is to be put in again: those taken
    /// out, and some of the absent around there.
    pub fn apply(&mut self, problem: &Problem, state: &mut State, rng: &mut Rng) {
        self.out.clear();
        self.ruined.clear();
        let longest = LONGEST.min(state.mean_size()).max(1.0);
        let strings = (4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0).max(1.0);
        let strings = (rng.f64() * strings + 1.0) as usize;
        let mut woken = 0;
        let seed = seed(problem, state, rng);
        for &client in problem.near.of(seed) {
            if self.ruined.len() >= strings {
                break;
            }
            let tour = state.nodes[client as usize].route;
            if tour == NONE {
                if woken < WOKEN && !self.out.contains(&client) {
                    self.out.push(client);
                    woken += 1;
                }
            } else if !self.ruined.contains(&tour) {
                self.ruined.push(tour);
                self.take_string(problem, state, client, longest, rng);
            }
        }
        if woken > 0 {
            state.wake(problem, &self.out);
        }
    }

    fn take_string(
        &mut self,
        problem: &Problem,
        state: &mut State,
        client: u32,
        longest: f64,
        rng: &mut Rng,
    ) {
        let tour = state.nodes[client as usize].route;
        let size = state.tours[tour as usize].size as usize;
        let whole = self.ruined.len() == 1 && size <= MOST_WHOLE && rng.f64() < WHOLE;
        let length = ((rng.f64() * longest.min(size as f64) + 1.0) as usize).min(size);
        let length = if whole { size } else { length };
        let mut kept = 0;
        if length < size && length > 1 && rng.f64() < SPLIT {
            kept = 1;
            while length + kept < size && rng.f64() < KEEP_ANOTHER {
                kept += 1;
            }
        }
        let span = length + kept;
        self.string_around(problem, state, client, span, rng);
        let hole = if kept > 0 { rng.usize(1..length) } else { span };
        for at in 0..span {
            if at < hole || at >= hole + kept {
                state.remove(problem, self.string[at]);
                self.out.push(self.string[at]);
            }
        }
        state.refresh(problem, tour);
    }

    /// `length` clients in a row, `client` among them.
    fn string_around(
        &mut self,
        problem: &Problem,
        state: &State,
        client: u32,
        length: usize,
        rng: &mut Rng,
    ) {
        let clients = problem.clients.len() as u32;
        let mut first = client;
        let mut behind = 0;
        let wanted = rng.usize(0..length);
        while behind < wanted && state.nodes[first as usize].prev < clients {
            first = state.nodes[first as usize].prev;
            behind += 1;
        }
        self.string.clear();
        let mut at = first;
        while self.string.len() < length && at < clients {
            self.string.push(at);
            at = state.nodes[at as usize].next;
        }
        // The route has ended: the rest comes from before the string.
        while self.string.len() < length {
            first = state.nodes[first as usize].prev;
            if first >= clients {
                break;
            }
            self.string.insert(0, first);
        }
    }
}

/// A random client; where somebody who must be visited is absent, now and then that one.
fn seed(problem: &Problem, state: &State, rng: &mut Rng) -> u32 {
    let count = problem.clients.len() as u32;
    if !state.absent.is_empty() && rng.f64() < 0.1 {
        let absent = state.absent[rng.usize(..state.absent.len())];
        if problem.clients[absent as usize].prize.is_none() {
            return absent;
        }
    }
    rng.u32(..count)
}
