//! The whole search: rounds, in each of which the solution is cut into parts, the parts are annealed side
//! by side, and put together again a little colder.

use std::time::{Duration, Instant};

use fastrand::Rng;
use rayon::prelude::*;

use super::anneal::{Cooling, Found, anneal, construct, mean_arc};
use super::data::{Account, Data, Solution};
use super::parts::{Part, cut};
use super::problem::Problem;
use super::state::{FULL, State};

/// Rounds of a cycle, from warm to cold.
const ROUNDS: u64 = 40;
/// Cycles of a run.
const MOST_CYCLES: u64 = 20;
/// First temperature of later cycles, which start from the best, as a share of the first one's.
const REHEAT: f64 = 0.3;
/// Steps for each client of the first look around.
const WARM_UP: u64 = 20;
/// Clients below which a part is not cut for the sake of another thread.
const SMALLEST: usize = 50;
/// Clients of a part, as they fit a core's cache.
const PART: f64 = 300.0;
/// The last temperature as a share of the first.
const COLD: f64 = 0.01;
/// The first temperature as a multiple of the cost of a mean stretch between two stops.
const HEAT: f64 = 1.5;
/// Clients of a route beyond which that grows, with the root of their number: where routes are long,
/// a string is a small part of one, and what it breaks is dear against a stretch.
const LONG: f64 = 12.0;
/// Steps for each client from warm to cold, at most: more than that is better spent on cooling again.
const CYCLE: f64 = 15_000.0;
/// Steps for each client and unit of effort.
const STEPS: f64 = 4.0;

/// How long to search.
#[derive(Clone, Copy, Debug)]
pub enum Budget {
    /// Units of work: the same bytes on any machine.
    Effort(u64),
    /// Time on the clock.
    Time(Duration),
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Params {
    /// Seed of everything random.
    pub seed: u64,
    /// Parts that may be searched side by side.
    pub threads: usize,
    /// How long.
    pub budget: Budget,
}

/// What a search has come to.
#[derive(Debug)]
pub struct Outcome {
    /// The best solution met.
    pub solution: Solution,
    /// What it comes to, by a walk from nothing.
    pub account: Account,
    /// Ruins and recreations.
    pub steps: u64,
    /// Time it took.
    pub took: Duration,
}

/// Solves a problem as well as the budget allows; `stop` ends the search early with the best so far, and
/// `round` hears of progress and of the incumbent's cost.
pub fn solve(
    data: &Data,
    params: &Params,
    stop: &(dyn Fn() -> bool + Sync),
    round: &dyn Fn(f64, &Account),
) -> Outcome {
    let start = Instant::now();
    let late = || matches!(params.budget, Budget::Time(time) if start.elapsed() >= time);
    let end = || stop() || late();
    let mut run = Run::new(data, params, start);
    run.round(run.warm_up(), &end);
    let cycles = run.cycles();
    for cycle in 0..cycles {
        let warmth = if cycle == 0 { 1.0 } else { REHEAT };
        for at in 0..ROUNDS {
            if end() {
                break;
            }
            let left = (cycles - cycle) * ROUNDS - at;
            let span = [at, at + 1].map(|at| at as f64 / ROUNDS as f64);
            let steps = run.share(left, cycles * ROUNDS);
            run.round(Progress { steps, span, warmth }, &end);
            round(1.0 - (left - 1) as f64 / (cycles * ROUNDS) as f64, &run.best.1);
        }
        run.current = run.best.0.clone();
    }
    let (solution, account) = run.best;
    Outcome { solution, account, steps: run.steps, took: start.elapsed() }
}

struct Run<'a> {
    data: &'a Data,
    params: &'a Params,
    plane: Vec<[f64; 2]>,
    start: Instant,
    current: Solution,
    best: (Solution, Account),
    steps: u64,
    rng: Rng,
}

/// What the search of one part, or of all parts together, has found.
#[derive(Default)]
struct Searched {
    current: Solution,
    best: Solution,
    steps: u64,
}

impl<'a> Run<'a> {
    fn new(data: &'a Data, params: &'a Params, start: Instant) -> Self {
        let absent =
            Solution { routes: Vec::new(), absent: (0..data.clients.len() as u32).collect() };
        let account = data.account(&absent);
        Self {
            data,
            params,
            plane: data.metric.plane(),
            start,
            best: (absent.clone(), account),
            current: absent,
            steps: 0,
            rng: Rng::with_seed(params.seed),
        }
    }

    /// A first look around, to learn how fast steps are.
    fn warm_up(&self) -> Progress {
        Progress { steps: WARM_UP * self.data.clients.len() as u64, span: [0.0, 0.0], warmth: 1.0 }
    }

    /// Steps of the whole search, as far as is known.
    fn total(&self) -> f64 {
        match self.params.budget {
            Budget::Effort(effort) => effort as f64 * self.data.clients.len() as f64 * STEPS,
            Budget::Time(time) => {
                let spent = self.start.elapsed().as_secs_f64();
                self.steps as f64 * time.as_secs_f64() / spent.max(1e-6)
            }
        }
    }

    /// How often to cool down: small problems are done long before the budget is.
    fn cycles(&self) -> u64 {
        let clients = self.data.clients.len().max(1) as f64;
        ((self.total() / (clients * CYCLE)) as u64).clamp(1, MOST_CYCLES)
    }

    /// Steps of the next of so many rounds that are left, of so many in all.
    fn share(&self, left: u64, all: u64) -> u64 {
        let steps = match self.params.budget {
            Budget::Effort(_) => self.total() / all as f64,
            Budget::Time(time) => {
                let spent = self.start.elapsed().as_secs_f64();
                let speed = self.steps as f64 / spent.max(1e-6);
                (time.as_secs_f64() - spent).max(0.0) * speed / left as f64
            }
        };
        (steps as u64).max(1)
    }

    fn round(&mut self, progress: Progress, stop: &(dyn Fn() -> bool + Sync)) {
        let clients = self.data.clients.len();
        let parts = ((clients as f64 / PART) as usize).max(1);
        // Only the clock may let the number of threads change what is found.
        let parts = match self.params.budget {
            Budget::Effort(_) => parts,
            Budget::Time(_) => parts.max(self.params.threads.min(clients / SMALLEST)),
        };
        let parts = cut(self.data, &self.plane, &self.current, parts, &mut self.rng);
        let seed = self.rng.u64(..);
        let one = |(at, part): (usize, Part)| {
            let share = progress.steps as f64 * part.clients.len() as f64 / clients as f64;
            let progress = Progress { steps: share as u64 + 1, ..progress };
            let mut rng = Rng::with_seed(seed.wrapping_add(at as u64));
            search(self.data, part, progress, &mut rng, stop)
        };
        let results = if self.params.threads <= 1 {
            parts.into_iter().enumerate().map(one).collect()
        } else {
            parts.into_par_iter().enumerate().map(one).collect()
        };
        self.take(results);
    }

    /// Puts parts together; the bests of all parts are a solution, too.
    fn take(&mut self, results: Vec<Searched>) {
        let mut all = Searched::default();
        for part in results {
            all.current.routes.extend(part.current.routes);
            all.current.absent.extend(part.current.absent);
            all.best.routes.extend(part.best.routes);
            all.best.absent.extend(part.best.absent);
            all.steps += part.steps;
        }
        self.steps += all.steps;
        for found in [&all.current, &all.best] {
            let account = self.data.account(found);
            let known = &self.best.1;
            if (account.missing, account.cost) < (known.missing, known.cost) {
                self.best = (found.clone(), account);
            }
        }
        self.current = all.current;
    }
}

#[derive(Clone, Copy)]
struct Progress {
    steps: u64,
    /// How much of the cycle is over before and after.
    span: [f64; 2],
    /// The first temperature of the cycle, as a share of that of the first cycle.
    warmth: f64,
}

fn search(
    data: &Data,
    part: Part,
    progress: Progress,
    rng: &mut Rng,
    stop: &(dyn Fn() -> bool + Sync),
) -> Searched {
    let problem = Problem::new(data, part.clients, &part.counts);
    let state = if part.routes.is_empty() {
        construct(&problem, rng)
    } else {
        State::resume(&problem, &part.routes)
    };
    let arc = mean_arc(&problem, &state);
    let first = HEAT * (state.mean_size() / LONG).max(1.0).sqrt() * arc * progress.warmth;
    let cold = COLD / progress.warmth;
    let heat = |at: f64| first * cold.powf(at);
    let more = progress.warmth;
    let prizes = |at: f64| FULL as f64 * (1.0 + more * (1.0 - 2.0 * at).max(0.0));
    let cooling = Cooling {
        steps: progress.steps,
        heat: (heat(progress.span[0]), heat(progress.span[1])),
        prizes: (prizes(progress.span[0]), prizes(progress.span[1])),
    };
    let Found { current, best, steps } = anneal(&problem, state, cooling, rng, stop);
    Searched { current: current.solution(&problem), best: best.solution(&problem), steps }
}
