//! Rounds of improvement: the plan is cut into parts that don't share a team-day, each part is
//! searched by itself (in parallel), and the results are put together again. Cuts change from round
//! to round: neighbouring teams over all days, then all teams over some weeks.
//!
//! Parts get their share of free lab capacity, escorts and quotas beforehand, so that together they
//! can't overdraw; what still clashes (two visits that must lie months apart) is undone part by
//! part. The cut and the seeds depend on the round alone: the same bytes on any number of threads.
//! Each round goes on where the last one ended, a little colder; the best plan met is kept beside it.

use std::time::Instant;

use rayon::prelude::*;

use crate::calendar::{Day, DaySet};
use crate::model::{Place, Reason, TeamIx};
use crate::route::{Itinerary, Schedule, itinerary, resume, search};

use super::block::{Part, problem};
use super::curve::Quiet;
use super::frame::Frame;
use super::rescue::rescue;
use super::{Deadline, Limits, Watch, reasons};

/// Visits that a part may hold: every cut costs, for visits can't change over it. A city is searched
/// whole: two halves side by side are sooner good and never as good, two searches of the whole are better.
const PART: usize = 2400;
/// By how much of a span its ends differ from round to round.
const SHIFT: f64 = 0.5;
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
        let [good, last] = improved(frame, &current, PART, schedule, seed, &stop);
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
) -> [Itinerary; 2] {
    let mut rng = fastrand::Rng::with_seed(seed);
    let parts = cut(frame, plan, size, &mut rng);
    let total = frame.booked(plan);
    let visits: usize = parts.iter().map(|part| part.visits.len()).sum();
    let places = plan.places();
    let turn = rng.usize(..parts.len().max(1));
    let found: Vec<[Itinerary; 2]> = parts
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
            [found.best, found.last].map(|solution| itinerary(&problem, &solution))
        })
        .collect();
    [0, 1].map(|which| together(frame, plan, &parts, found.iter().map(|pair| &pair[which])))
}

/// The plan with its parts exchanged, all of them if they don't clash.
fn together<'a>(
    frame: &Frame<'_>,
    plan: &Itinerary,
    parts: &[Part],
    results: impl Iterator<Item = &'a Itinerary> + Clone,
) -> Itinerary {
    let mut merged = plan.clone();
    for (part, result) in parts.iter().zip(results.clone()) {
        part.exchange(&mut merged, result.clone());
    }
    if frame.is_sound(&merged) { merged } else { one_by_one(frame, plan, parts, results) }
}

/// The plan with every part exchanged that does not clash with those before it.
fn one_by_one<'a>(
    frame: &Frame<'_>,
    plan: &Itinerary,
    parts: &[Part],
    results: impl Iterator<Item = &'a Itinerary>,
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

/// Cuts the plan into parts: by turns along a random direction, or into spans of weeks.
fn cut(frame: &Frame<'_>, plan: &Itinerary, size: usize, rng: &mut fastrand::Rng) -> Vec<Part> {
    let parts = frame.visits.len().div_ceil(size).max(1).min(frame.instance.teams.len().max(1));
    let by_time = rng.f64() < 0.4;
    let teams = sorted_teams(frame, plan, rng);
    let groups = if by_time { parts.div_ceil(6) } else { parts };
    let spans = if by_time { parts.div_ceil(groups) } else { 1 };
    let bounds = bounds(frame, plan, spans, rng);
    let mut found = Vec::new();
    let mut load = vec![0; teams.len()];
    plan.outings.iter().for_each(|(&(team, _), outing)| load[team.ix()] += outing.stops.len());
    for chunk in evenly(&teams, groups, |team| load[team.ix()]) {
        for span in bounds.windows(2) {
            let days = |team: TeamIx| {
                let free = frame.screen.road_days(team);
                (team, whole_tours(plan, team, free, span[0], span[1]))
            };
            found.push(Part { teams: chunk.iter().map(|&t| days(t)).collect(), visits: vec![] });
        }
    }
    found.retain(|part| part.teams.iter().any(|(_, days)| !days.is_empty()));
    share_visits(frame, plan, &mut found, rng);
    found.retain(|part| !part.visits.is_empty());
    found
}

/// Days of a span on which a team may be planned anew: tours across its ends stay as they are.
pub(super) fn whole_tours(
    plan: &Itinerary,
    team: TeamIx,
    free: &DaySet,
    from: usize,
    to: usize,
) -> DaySet {
    let mut days = free.clone();
    for day in free.iter().filter(|day| !(from..to).contains(&usize::from(day.0))) {
        days.remove(day);
    }
    let mut tour: Vec<Day> = Vec::new();
    for (&(_, day), outing) in plan.outings.range((team, Day(0))..=(team, Day(u16::MAX))) {
        tour.push(day);
        if outing.to.is_none() {
            if !tour.iter().all(|&day| days.contains(day)) {
                tour.iter().for_each(|&day| days.remove(day));
            }
            tour.clear();
        }
    }
    days
}

/// Cuts a row into so many pieces of much the same load, each with something in it: searched side by side, none
/// is waited for.
fn evenly<T>(row: &[T], pieces: usize, load: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let all: usize = row.iter().map(&load).sum();
    let (mut found, mut first, mut before) = (Vec::new(), 0, 0);
    for (at, item) in row.iter().enumerate() {
        let half = load(item) / 2;
        let (left, wanted) = (row.len() - at, pieces.saturating_sub(found.len() + 1));
        let full = (before + half) * pieces >= all * (found.len() + 1) || left == wanted;
        if wanted > 0 && at > first && full {
            found.push(&row[first..at]);
            first = at;
        }
        before += load(item);
    }
    found.push(&row[first..]);
    found
}

/// First days of spans with much the same number of visits, and the horizon's end; spans start after days off.
fn bounds(
    frame: &Frame<'_>,
    plan: &Itinerary,
    spans: usize,
    rng: &mut fastrand::Rng,
) -> Vec<usize> {
    let calendar = frame.screen.calendar();
    let horizon = calendar.len();
    let works = |day: usize| calendar.works(Day(day as u16));
    let starts: Vec<usize> = (1..horizon).filter(|&day| works(day) && !works(day - 1)).collect();
    let mut bounds = vec![0, horizon];
    if spans > 1 && !starts.is_empty() {
        let shift = (rng.f64() - 0.5) * SHIFT;
        let mut days: Vec<usize> = plan.places().values().map(|(_, day)| day.ix()).collect();
        days.sort_unstable();
        let nearest = |span: usize| {
            let share = (span as f64 + shift) / spans as f64;
            let day = days.get((share * days.len() as f64) as usize).copied().unwrap_or(0);
            starts.iter().copied().min_by_key(|&start| start.abs_diff(day))
        };
        bounds.extend((1..spans).filter_map(nearest));
        bounds.sort_unstable();
        bounds.dedup();
    }
    bounds
}

/// Teams along a random direction, by the middle of what they visit.
fn sorted_teams(frame: &Frame<'_>, plan: &Itinerary, rng: &mut fastrand::Rng) -> Vec<TeamIx> {
    let angle = rng.f64() * std::f64::consts::TAU;
    let instance = frame.instance;
    let middle = |team: TeamIx| {
        let base = instance.position(Place::Agency(instance.teams[team.ix()].agency));
        let (mut lon, mut lat, mut count) = (base.lon, base.lat, 1.0);
        for (_, outing) in plan.outings.range((team, Day(0))..=(team, Day(u16::MAX))) {
            for &visit in &outing.stops {
                let site = Place::Enterprise(frame.visits[visit as usize].site);
                let at = instance.position(site);
                (lon, lat, count) = (lon + at.lon, lat + at.lat, count + 1.0);
            }
        }
        (lon * angle.cos() + lat * angle.sin()) / count
    };
    let mut teams: Vec<(f64, TeamIx)> = (0..instance.teams.len())
        .map(TeamIx::new)
        .map(|team| (middle(team) + rng.f64() * 0.2, team))
        .collect();
    teams.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    teams.into_iter().map(|(_, team)| team).collect()
}

/// Gives each part the visits of its days; absent visits go to a part that could make them.
fn share_visits(frame: &Frame<'_>, plan: &Itinerary, parts: &mut [Part], rng: &mut fastrand::Rng) {
    for part in parts.iter_mut() {
        for (team, days) in &part.teams {
            for (&(_, day), outing) in plan.outings.range((*team, Day(0))..=(*team, Day(u16::MAX)))
            {
                if days.contains(day) {
                    part.visits.extend(&outing.stops);
                }
            }
        }
    }
    let placed = plan.places();
    let turn = rng.usize(..parts.len().max(1));
    for visit in (0..frame.visits.len() as u32).filter(|visit| !placed.contains_key(visit)) {
        let options = &frame.visits[visit as usize].options;
        let able = |part: &Part| {
            part.teams.iter().any(|(team, days)| {
                options
                    .binary_search_by_key(team, |(team, _)| *team)
                    .is_ok_and(|at| options[at].1.days.intersects(days))
            })
        };
        let order = (turn..parts.len()).chain(0..turn);
        if let Some(at) = order.into_iter().find(|&at| able(&parts[at])) {
            parts[at].visits.push(visit);
        }
    }
    for part in parts.iter_mut() {
        part.visits.sort_unstable();
    }
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
                    [plan, _] = improved(&frame, &plan, 16, schedule, round, &|| false);
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

    #[test]
    fn pieces_hold_much_the_same_and_never_nothing() {
        let cut = |row: &[usize], pieces| {
            let pieces = evenly(row, pieces, |load| *load);
            pieces.into_iter().map(<[usize]>::to_vec).collect::<Vec<_>>()
        };
        assert_eq!(cut(&[10, 80, 60, 40, 90], 2), [vec![10, 80, 60], vec![40, 90]]);
        assert_eq!(cut(&[1, 1, 1, 300], 2), [vec![1, 1, 1], vec![300]]);
        assert_eq!(cut(&[300, 1, 1], 3), [vec![300], vec![1], vec![1]]);
        assert_eq!(cut(&[0, 0, 0], 2).concat(), [0, 0, 0]);
        assert_eq!(cut(&[7], 1), [vec![7]]);
        let mut rng = fastrand::Rng::with_seed(3);
        for _ in 0..300 {
            let row: Vec<usize> = (0..rng.usize(2..40)).map(|_| rng.usize(0..50)).collect();
            let wanted = rng.usize(1..=row.len());
            let found = cut(&row, wanted);
            assert!(found.len() == wanted && found.iter().all(|piece| !piece.is_empty()));
            assert_eq!(found.concat(), row);
        }
    }
}
