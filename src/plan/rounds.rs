//! Rounds of improvement: the plan is cut into parts (`cut`) that don't share a team-day, each part is
//! searched by itself (in parallel), and the results are put together again. Cuts change from round
//! to round: neighbouring teams over all days, then all teams over some weeks.
//!
//! Parts get their share of free lab capacity, escorts and quotas beforehand, so that together they
//! can't overdraw; what still clashes (two visits that must lie months apart) is undone part by
//! part. The cut and the seeds depend on the round alone: the same bytes on any number of threads.
//! Each round goes on where the last one ended, a little colder; the best plan met is kept beside it.

use std::time::Instant;

use rayon::prelude::*;

use crate::model::Reason;
use crate::route::{Itinerary, Schedule, itinerary, resume, search};

use super::block::{Part, problem};
use super::cut::cut;
use super::frame::Frame;
use super::rescue::rescue;
use super::{Deadline, Limits, Quiet, Watch, reasons};

/// Visits that a part may hold: every cut costs, for visits can't change over it. A city is searched
/// whole: two halves side by side are sooner good and never as good, two searches of the whole are better.
const PART: usize = 2400;
/// Rounds of a run.
const ROUNDS: u64 = 30;
/// Temperature of the first and the last round, fen.
pub(super) const WARM: f64 = 20_000.0;
pub(super) const COLD: f64 = 300.0;
/// What it is worth that days are unevenly full, in costs of a team-day: in the first and the last round, however
/// warm the search begins. Less of it in the cold leaves days that hold a visit or two.
pub(super) const UNEVEN: (f64, f64) = (5.0 / 3.0, 0.25);
/// Iterations for each visit and unit of effort; beyond `MANY` visits they are shared.
const PER_VISIT: f64 = 1.0;
const MANY: usize = 1000;

/// Rounds after which visits without a place shed a task.
const SHEDDING: std::ops::Range<u64> = 8..24;
const SHED_EVERY: u64 = 3;
/// Every so many rounds from then on, optional visits without a place are looked at one by one, too.
const RESCUE_EVERY: u64 = 4;
/// The round after which planned visits give up tasks for required ones, if the search has not found
/// better by then.
const GIVING_WAY: u64 = 18;

/// By how much the seeds of searches side by side differ, more than those of a search's rounds do.
const SEED_BESIDE: u64 = 1 << 34;

/// Improves a plan as [`improve`] does, by as many searches as the limits say, each with other chance, and answers
/// the cheapest. A plan that is searched in parts keeps all cores busy by itself.
pub fn improve_side_by_side(
    frame: &mut Frame<'_>,
    start: &Itinerary,
    limits: &Limits,
    seed: u64,
    watch: &dyn Watch,
    warm: f64,
) -> Itinerary {
    let searches = if frame.visits.len() > PART { 1 } else { limits.searches };
    if searches <= 1 {
        return improve(frame, start.clone(), limits, seed, watch, warm);
    }
    let quiet = Quiet(watch);
    let one = |turn: usize| {
        let mut frame = frame.clone();
        let seed = seed.wrapping_add(turn as u64 * SEED_BESIDE);
        let watch: &dyn Watch = if turn == 0 { watch } else { &quiet };
        let plan = improve(&mut frame, start.clone(), limits, seed, watch, warm);
        (frame.cost(&plan), plan, frame)
    };
    let mut found: Vec<_> = (0..searches).into_par_iter().map(one).collect();
    let least = (0..searches).min_by(|&a, &b| found[a].0.total_cmp(&found[b].0)).unwrap_or(0);
    let (_, plan, chosen) = found.swap_remove(least);
    *frame = chosen;
    // Days that any search met may be of use to a proof.
    frame.met.extend(found.into_iter().flat_map(|(.., other)| other.met));
    plan
}

/// Improves a plan until the effort or the time is used up; answers the best one met. `warm` is
/// the temperature of the first round, fen.
pub fn improve(
    frame: &mut Frame<'_>,
    start: Itinerary,
    limits: &Limits,
    seed: u64,
    watch: &dyn Watch,
    warm: f64,
) -> Itinerary {
    let mut best = (frame.cost(&start), start);
    let mut current = best.1.clone();
    let visits = frame.visits.len().min(MANY) as f64;
    let all = (limits.effort as f64 * visits * PER_VISIT) as u64;
    let clock = Clock::new(limits);
    let stop = || watch.stopped() || limits.are_over();
    for round in 0..ROUNDS {
        // Of what fades from round to round: before and after this one.
        let fading = |first: f64, last: f64| {
            let at = |round: u64| first * (last / first).powf(round as f64 / ROUNDS as f64);
            (at(round), at(round + 1))
        };
        let (heat, uneven) = (fading(warm, COLD), fading(UNEVEN.0, UNEVEN.1));
        let iterations = clock.iterations(round, all / ROUNDS);
        if iterations == 0 || stop() {
            break;
        }
        let schedule = Schedule { iterations, warm: heat.0, cold: heat.1, uneven };
        let seed = seed.wrapping_add(round << 20);
        let (good, last) = improved(frame, &current, PART, schedule, seed, &stop);
        frame.remember(&good);
        best = cheaper(frame, best, good);
        current = last;
        if round >= SHEDDING.start {
            let mut rng = fastrand::Rng::with_seed(seed.wrapping_add(1 << 19));
            let others = round % RESCUE_EVERY == 0;
            current = rescue(frame, current, others, &mut rng, &stop);
            best = cheaper(frame, best, current.clone());
        }
        if SHEDDING.contains(&round) && round % SHED_EVERY == 0 {
            shed(frame, &mut current, round >= GIVING_WAY);
            // The best plan stays, unless it holds what was shed.
            let plan = if frame.holds(&best.1) { best.1 } else { current.clone() };
            best = (frame.cost(&plan), plan);
        }
        watch.round(round + 1, ROUNDS, best.0);
    }
    best.1
}

/// The cheaper of two plans, with its cost.
fn cheaper(frame: &Frame<'_>, best: (f64, Itinerary), other: Itinerary) -> (f64, Itinerary) {
    let cost = frame.cost(&other);
    if cost < best.0 { (cost, other) } else { best }
}

/// Every visit without a place gives up a task, and planned visits give way to required ones; the
/// search goes on from the current plan, for the best one may have held what was shed.
fn shed(frame: &mut Frame<'_>, plan: &mut Itinerary, gives_way: bool) {
    let (places, ledger) = (plan.places(), frame.booked(plan));
    let wants = |visit: &u32| {
        let several = frame.merged.groups[*visit as usize].tasks.len() > 1;
        several || (gives_way && frame.is_required(*visit))
    };
    let absent: Vec<(u32, Vec<Reason>)> = (0..frame.visits.len() as u32)
        .filter(|visit| !places.contains_key(visit) && wants(visit))
        .map(|visit| (visit, reasons::crowded_out(frame, &places, &ledger, visit, plan)))
        .collect();
    if gives_way {
        let too_soon = |why: &[Reason]| why.first().is_some_and(reasons::is_too_near);
        let blocked =
            absent.iter().filter(|(visit, why)| frame.is_required(*visit) && too_soon(why));
        let blocked: Vec<u32> = blocked.map(|(visit, _)| *visit).collect();
        frame.give_way(plan, &blocked);
    }
    frame.shed(absent);
    frame.meet_again();
}

/// Seconds as iterations, when a time was given.
struct Clock {
    start: Instant,
    deadline: Option<Deadline>,
    done: std::cell::Cell<u64>,
}

impl Clock {
    fn new(limits: &Limits) -> Self {
        Self { start: Instant::now(), deadline: limits.deadline, done: std::cell::Cell::new(0) }
    }

    /// Iterations of a round: its share of the work, or what its share of the time will hold.
    fn iterations(&self, round: u64, share: u64) -> u64 {
        let Some(deadline) = self.deadline else { return share };
        let left = deadline.left().as_secs_f64();
        let spent = self.start.elapsed().as_secs_f64();
        let speed = if round == 0 { 500.0 } else { self.done.get() as f64 / spent.max(1e-3) };
        let iterations = ((left / (ROUNDS - round) as f64 * speed) as u64).max(200);
        self.done.set(self.done.get() + iterations);
        iterations
    }
}

/// A plan searched in parts of at most so many visits, side by side: the best that was met, and where the search
/// ended.
fn improved(
    frame: &Frame<'_>,
    plan: &Itinerary,
    size: usize,
    schedule: Schedule,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> (Itinerary, Itinerary) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let parts = cut(frame, plan, size, &mut rng);
    let total = frame.booked(plan);
    let visits: usize = parts.iter().map(|part| part.visits.len()).sum();
    let places = plan.places();
    let turn = rng.usize(..parts.len().max(1));
    let (good, last): (Vec<Itinerary>, Vec<Itinerary>) = parts
        .par_iter()
        .enumerate()
        .map(|(at, part)| {
            let ledger = part.without(frame, plan, &places, total.shared(at, parts.len(), turn));
            let problem = problem(frame, plan, &places, part, ledger);
            let share = schedule.iterations as f64 * part.visits.len() as f64;
            let iterations = (share / visits.max(1) as f64) as u64;
            let mut rng = fastrand::Rng::with_seed(seed.wrapping_add(1 + at as u64));
            let schedule = Schedule { iterations, ..schedule };
            let found = search(&problem, resume(&problem, plan), schedule, &mut rng, stop);
            (itinerary(&problem, &found.best), itinerary(&problem, &found.last))
        })
        .unzip();
    (together(frame, plan, &parts, &good), together(frame, plan, &parts, &last))
}

/// The plan with its parts exchanged, all of them if they don't clash.
fn together(
    frame: &Frame<'_>,
    plan: &Itinerary,
    parts: &[Part],
    results: &[Itinerary],
) -> Itinerary {
    let mut merged = plan.clone();
    for (part, result) in parts.iter().zip(results) {
        part.exchange(&mut merged, result.clone());
    }
    if frame.is_sound(&merged) { merged } else { one_by_one(frame, plan, parts, results) }
}

/// The plan with every part exchanged that does not clash with those before it.
fn one_by_one(
    frame: &Frame<'_>,
    plan: &Itinerary,
    parts: &[Part],
    results: &[Itinerary],
) -> Itinerary {
    let mut merged = plan.clone();
    for (part, result) in parts.iter().zip(results) {
        let tried = part.exchanged(&merged, result.clone());
        if frame.is_sound(&tried) {
            merged = tried;
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Enterprise, EnterpriseIx, Instance, Position, ProductIx, Sampler, SamplerIx, Task, Team,
        TravelSource,
    };
    use crate::plan::{Unwatched, first};
    use crate::rules::fixture;

    /// Four teams in one city, and so many enterprises with a product each.
    fn city(sites: u32) -> Instance {
        let mut rng = fastrand::Rng::with_seed(7);
        let mut settings = fixture::settings();
        settings.travel.source = TravelSource::Roads;
        let mut tables = fixture::tables();
        tables.matrix.clear();
        tables.samplers = (0..8)
            .map(|at| Sampler { row: at + 2, id: format!("S{at}"), ..tables.samplers[0].clone() })
            .collect();
        let team = tables.teams[0].clone();
        tables.teams = (0..4)
            .map(|at| Team {
                row: at + 2,
                id: format!("K{at}"),
                samplers: vec![SamplerIx(2 * at), SamplerIx(2 * at + 1)],
                ..team.clone()
            })
            .collect();
        tables.enterprises = (0..sites)
            .map(|at| Enterprise {
                position: Position { lon: 112.5 + rng.f64(), lat: 34.7 + 0.6 * rng.f64() },
                owner: None,
                ..fixture::enterprise(at + 2, &format!("E{at}"))
            })
            .collect();
        tables.products =
            (0..sites).map(|at| fixture::product(at + 2, &format!("G{at}"))).collect();
        let task = fixture::task(2, "T", 0, 0, 0);
        tables.tasks = (0..sites)
            .map(|at| Task {
                row: at + 2,
                id: format!("T{at}"),
                site: EnterpriseIx(at),
                product: ProductIx(at),
                required: true,
                ..task.clone()
            })
            .collect();
        Instance::new(settings, tables).unwrap()
    }

    #[test]
    fn parts_side_by_side_are_the_same_on_any_number_of_threads() {
        let instance = city(60);
        let frame = Frame::new(&instance).unwrap();
        let mut start = Itinerary::default();
        first::fill(&frame, &mut start, 1);
        let schedule = Schedule { iterations: 400, warm: 8_000.0, cold: 2_000.0, uneven: UNEVEN };
        let searched = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut plan = start.clone();
                for round in 0..6 {
                    (plan, _) = improved(&frame, &plan, 16, schedule, round, &|| false);
                }
                plan
            })
        };
        let several =
            |round: &u64| cut(&frame, &start, 16, &mut fastrand::Rng::with_seed(*round)).len() > 1;
        assert!((0..6).filter(several).count() >= 2);
        let one = searched(1);
        assert!(frame.cost(&one) < frame.cost(&start) - 1.0);
        assert_eq!(one, searched(2));
        assert_eq!(one, searched(8));
    }

    #[test]
    fn of_two_searches_the_cheaper_plan_is_kept() {
        let instance = city(60);
        let planned = |searches: usize, threads: usize, seed: u64| {
            let mut frame = Frame::new(&instance).unwrap();
            let mut start = Itinerary::default();
            first::fill(&frame, &mut start, 1);
            let limits = Limits { searches, ..Limits::new(4, seed) };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let plan = pool.install(|| {
                improve_side_by_side(&mut frame, &start, &limits, seed, &Unwatched, WARM)
            });
            (frame.cost(&plan), plan)
        };
        let mut cheaper = 0;
        for seed in 0..8 {
            let (one, two) = (planned(1, 1, seed), planned(2, 2, seed));
            assert!(two.0 <= one.0, "{} {}", two.0, one.0);
            cheaper += usize::from(two.0 < one.0 - 1.0);
            assert_eq!(two, planned(2, 1, seed));
        }
        assert!((1..8).contains(&cheaper), "{cheaper}");
    }
}
