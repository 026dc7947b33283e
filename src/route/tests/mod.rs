//! Small random problems of tours with nights, solved by trying everything.

mod brute;
mod fixture;

use fastrand::Rng;

use super::exchange::exchange;
use super::itinerary::{itinerary, resume};
use super::nights::{Nights, recut};
use super::problem::Problem;
use super::search::{Schedule, construct, search};
use super::solution::Solution;

use brute::{Days, cheapest, layouts, sequences};
use fixture::{Size, random_problem};

/// Searches of one small problem, and how long they are.
const RUNS: usize = 4;
const SCHEDULE: Schedule =
    Schedule { iterations: 4000, warm: 50_000.0, cold: 100.0, uneven: (8.0, 0.02) };

/// A solution with these days of the first team.
fn laid_out(problem: &Problem, days: &Days) -> Solution {
    let mut solution = Solution::empty(problem);
    solution.mark();
    for (at, day) in days.iter().enumerate() {
        let Some(day) = day else { continue };
        let slot = Solution::walk(problem, at, day.from, day.to, day.stops.clone()).unwrap();
        solution.set(problem, at, slot.clone());
        for &stop in &day.stops {
            solution.place(problem, stop, at, slot.clone(), &[0]);
        }
    }
    assert!((solution.cost - solution.recomputed_cost(problem)).abs() < 1e-3);
    solution
}

#[test]
fn days_and_nights_of_a_given_order_are_the_cheapest_of_all() {
    let mut rng = Rng::with_seed(20_261_125);
    let mut nights = Nights::default();
    let (mut compared, mut improved, mut away) = (0, 0, 0);
    while compared < 800 {
        let problem =
            random_problem(&mut rng, Size { stops: 4, days: 4, seats: 3, teams: 1, wild: true });
        let mut order: Vec<u32> = (0..problem.stops.len() as u32).collect();
        rng.shuffle(&mut order);
        let all = layouts(&problem, 0, &order);
        let Some((least, best)) = all.iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        compared += 1;
        away += usize::from(best.iter().flatten().any(|day| !problem.is_base(day.to)));
        let worst = all.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        for start in [&worst.1, &all[rng.usize(..all.len())].1, best] {
            let mut solution = laid_out(&problem, start);
            let before = solution.cost;
            let lost: f64 = solution.absent.iter().map(|&s| problem.stops[s as usize].value).sum();
            assert_eq!(lost, 0.0);
            // Breaks part the days: each stretch is cut by itself.
            for at in 0..problem.horizon {
                improved += usize::from(recut(&problem, &mut solution, at, &mut nights));
            }
            assert!(solution.cost <= before);
            let slow = solution.recomputed_cost(&problem);
            assert!((solution.cost - slow).abs() < 1e-3, "{} {slow}", solution.cost);
            let breaks = problem.joins[..problem.horizon - 1].iter().any(|joins| !joins);
            if !breaks {
                let found = solution.cost - problem.ledger.cost();
                assert!((found - least).abs() < 1.0, "found {found}, least {least}: {problem:?}");
            }
        }
    }
    assert!(improved > 200 && away > 100, "{improved} {away}");
}

#[test]
fn small_problems_are_solved_as_well_as_by_trying_everything() {
    let mut rng = Rng::with_seed(520);
    let (mut away, mut left) = (0, 0);
    for number in 0..500 {
        let teams = 1 + usize::from(number % 4 == 0);
        let problem =
            random_problem(&mut rng, Size { stops: 4, days: 3, seats: 2, teams, wild: false });
        let (least, slept) = cheapest(&problem);
        away += usize::from(slept);
        // Steps are chosen by chance: the best of a few short searches.
        let runs = (0..RUNS).map(|_| {
            let start = construct(&problem, &mut rng, None);
            search(&problem, start, SCHEDULE, &mut rng, &|| false).best
        });
        let found = runs.min_by(|a, b| a.cost.total_cmp(&b.cost)).unwrap();
        left += usize::from(!found.absent.is_empty());
        assert!(found.cost > least - 1.0, "{number}: {} below {least}", found.cost);
        assert!(found.cost < least + 1.0, "{number}: {} above {least}: {problem:?}", found.cost);
    }
    assert!(away > 40 && left > 100, "{away} {left}");
}

#[test]
fn exchanges_leave_everything_as_a_count_from_nothing_finds_it() {
    let mut rng = Rng::with_seed(1997);
    let (mut made, mut cheaper, mut saved) = (0, 0, 0);
    for _ in 0..400 {
        let size = Size { stops: 9, days: 4, seats: 2, teams: 2, wild: true };
        let problem = random_problem(&mut rng, size);
        let mut solution = construct(&problem, &mut rng, None);
        let mut copy = solution.clone();
        for step in 0..20 {
            let (before, driven) = (solution.cost, solution.driven);
            let most = if rng.bool() { 0.0 } else { 50_000.0 };
            let whole = exchange(&problem, &mut solution, most, &mut rng);
            let kept = whole && solution.all_delivered(&problem);
            if whole && !kept {
                solution.rollback(&problem);
            }
            if kept {
                made += 1;
                cheaper += usize::from(solution.cost < before - 1.0);
                saved += usize::from(solution.driven < driven);
            } else {
                assert!((solution.cost - before).abs() < 1e-3);
            }
            let slow = solution.recomputed_cost(&problem);
            assert!((solution.cost - slow).abs() < 1e-3, "{} {slow}", solution.cost);
            assert!(solution.ledger.is_sound() && solution.counts(&problem));
            let keeps = |(at, slot): (usize, &super::solution::Slot)| {
                let stops = slot.stops.iter().copied();
                !slot.used || Solution::keeps(&problem, at, (slot.from, slot.to), stops)
            };
            assert!(solution.slots.iter().enumerate().all(keeps));
            if step % 3 == 2 {
                solution.save(&problem, &mut copy);
                assert!(copy.slots == solution.slots && copy.busy == solution.busy);
                assert!(copy.place == solution.place && copy.absent == solution.absent);
                assert!((copy.recomputed_cost(&problem) - slow).abs() < 1e-3);
                assert!(copy.ledger.is_sound() && copy.counts(&problem));
            }
        }
    }
    assert!(made > 200 && cheaper > 100 && saved > 20, "{made} {cheaper} {saved}");
}

#[test]
fn a_plan_is_taken_up_again_with_what_a_smaller_vehicle_carries() {
    let mut rng = Rng::with_seed(15);
    let (mut lighter, mut same) = (0, 0);
    for number in 0..300 {
        let size = Size { stops: 4, days: 3, seats: 2, teams: 1, wild: false };
        let mut problem = random_problem(&mut rng, size);
        let plan = itinerary(&problem, &construct(&problem, &mut rng, None));
        // A visit is ten: one a tour.
        problem.crews[0].mass = 15;
        let solution = resume(&problem, &plan);
        for at in (0..problem.slots()).filter(|&at| solution.slots[at].used) {
            let tour = solution.tour(&problem, at);
            assert!(solution.spare(&problem, tour).0 >= 0, "{number}: {problem:?}");
            assert!(solution.delivers(&problem, tour), "{number}: {problem:?}");
        }
        let slow = solution.recomputed_cost(&problem);
        assert!((solution.cost - slow).abs() < 1e-3, "{number}: {} {slow}", solution.cost);
        let kept = itinerary(&problem, &solution).labs.len();
        assert_eq!(kept == 0, plan.labs.is_empty(), "{number}");
        lighter += usize::from(kept < plan.labs.len());
        same += usize::from(kept == plan.labs.len());
    }
    assert!(lighter > 50 && same > 50, "{lighter} {same}");
}

#[test]
fn sequences_are_counted() {
    // 1 + 3 + 6 + 6 ordered choices of three.
    assert_eq!(sequences(3).len(), 16);
}
