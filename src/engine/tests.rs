use fastrand::Rng;
use proptest::prelude::*;

use super::data::{Client, Data, Depot, FOREVER, Length, Metric, Rounding, Route, VehicleType};
use super::problem::{NONE, Problem};
use super::recreate::Recreate;
use super::ruin::Ruin;
use super::state::{FULL, Span, State};
use super::{Budget, Params, fleet, open, solve, tails};

/// What a made-up problem has.
#[derive(Clone, Copy, Debug, Default)]
struct Make {
    windows: bool,
    duration: bool,
    prizes: bool,
    depots: usize,
    kinds: usize,
    choosy: bool,
    /// There is another way than back, and a detour may be shorter.
    one_way: bool,
}

fn made(clients: usize, make: Make, rng: &mut Rng) -> Data {
    let depots = make.depots.max(1);
    let at =
        (0..clients + depots).map(|_| [f64::from(rng.u32(..1000)), f64::from(rng.u32(..1000))]);
    let at: Vec<[f64; 2]> = at.collect();
    let client = |rng: &mut Rng| {
        let open = if make.windows { rng.i32(0..6000) } else { 0 };
        Client {
            demand: rng.i64(1..20),
            open,
            // Late enough for a vehicle to come straight from any depot.
            close: if make.windows { (open + rng.i32(200..3000)).max(2100) } else { FOREVER },
            service: if make.windows { 50 } else { 0 },
            prize: (make.prizes && rng.bool()).then(|| rng.i64(100..1500)),
        }
    };
    let kinds = make.kinds.max(1);
    let kind = |at: usize, rng: &mut Rng| VehicleType {
        depot: at % depots,
        count: clients,
        capacity: 40 + 20 * (at / depots) as i64,
        max_duration: if make.duration { 4000 } else { FOREVER },
        fixed: 300 * (at / depots) as i64,
        unit: 1 + (at / depots) as i64,
        serves: (make.choosy && at > 0).then(|| (0..clients).map(|_| rng.f64() < 0.6).collect()),
    };
    let points = Metric::Points { at, rounding: Rounding::Nearest };
    let width = clients + depots;
    let far = |rng: &mut Rng, at: usize| {
        let far = points.between(at / width, at % width);
        if at / width == at % width { 0 } else { far + rng.i32(0..500) }
    };
    let close = if make.windows { 12_000 } else { FOREVER };
    Data {
        clients: (0..clients).map(|_| client(rng)).collect(),
        depots: vec![Depot { open: 0, close }; depots],
        types: (0..kinds * depots).map(|at| kind(at, rng)).collect(),
        metric: if make.one_way {
            Metric::Matrix { width, cells: (0..width * width).map(|at| far(rng, at)).collect() }
        } else {
            points
        },
    }
}

const MAKES: [Make; 10] = {
    let plain = Make {
        windows: false,
        duration: false,
        prizes: false,
        depots: 1,
        kinds: 1,
        choosy: false,
        one_way: false,
    };
    let all = Make {
        windows: true,
        duration: true,
        prizes: true,
        depots: 2,
        kinds: 2,
        choosy: true,
        ..plain
    };
    [
        plain,
        Make { windows: true, ..plain },
        Make { windows: true, duration: true, depots: 3, ..plain },
        Make { windows: true, duration: true, depots: 2, kinds: 2, choosy: true, ..plain },
        Make { windows: true, prizes: true, ..plain },
        Make { kinds: 3, ..plain },
        all,
        Make { duration: true, ..plain },
        Make { one_way: true, ..plain },
        Make { one_way: true, ..all },
    ]
};

fn problem(data: &Data) -> Problem {
    let counts: Vec<usize> = data.types.iter().map(|kind| kind.count).collect();
    Problem::new(data, (0..data.clients.len() as u32).collect(), &counts)
}

/// Every step, taken or taken back, leaves what a walk from nothing finds.
#[test]
fn whatever_is_cached_equals_a_full_recomputation() {
    for (seed, make) in MAKES.into_iter().enumerate() {
        let mut rng = Rng::with_seed(seed as u64);
        let data = made(60, make, &mut rng);
        let problem = problem(&data);
        let mut state = super::anneal::construct(&problem, &mut rng);
        let (mut ruin, mut recreate) = (Ruin::default(), Recreate::new(&mut rng));
        for step in 0..600 {
            let (before, cost) = (state.solution(&problem), state.cost(FULL));
            state.mark();
            let whole = if step % 5 == 4 {
                open::route(&problem, &mut state, &mut recreate, &mut ruin.out, &mut rng)
            } else {
                ruin.apply(&problem, &mut state, &mut rng);
                let limit = (cost + 2000, FULL);
                recreate.apply(&problem, &mut state, &mut ruin.out, limit, &mut rng)
            };
            if whole {
                fleet::refit(&problem, &mut state);
            }
            if whole && !state.broken && step % 3 > 0 {
                state.settle();
            } else {
                state.rollback();
                assert_eq!(state.solution(&problem).absent, before.absent, "{make:?} {step}");
                assert_eq!(state.cost(FULL), cost, "{make:?} {step}");
            }
            if tails::exchange(&problem, &mut state, 300, &mut rng) {
                if state.broken { state.rollback() } else { state.settle() }
            }
            assert!(state.is_sound(&problem), "{make:?} step {step}");
            let account = data.account(&state.solution(&problem));
            assert_eq!((account.broken, account.excess), (0, 0), "{make:?} step {step}");
            let missed: i64 = state.absent.iter().map(|&c| problem.prizes[c as usize]).sum();
            let lost: i64 =
                state.absent.iter().filter_map(|&c| data.clients[c as usize].prize).sum();
            assert_eq!(account.cost, state.cost(FULL) - missed + lost, "{make:?} step {step}");
        }
    }
}

/// Ten clients side by side, far from the depot: each pays for a tenth of the way.
#[test]
fn clients_who_pay_for_a_vehicle_together_get_one() {
    let mut rng = Rng::with_seed(1);
    let mut data = made(10, Make::default(), &mut rng);
    let mut at = vec![[1000.0, 0.0]; 10];
    at.push([0.0, 0.0]);
    data.metric = Metric::Points { at, rounding: Rounding::Nearest };
    data.types[0].capacity = 200;
    data.clients.iter_mut().for_each(|client| client.prize = Some(300));
    let problem = problem(&data);
    let (mut state, mut recreate) = (State::empty(&problem), Recreate::new(&mut rng));
    let mut out = std::mem::take(&mut state.absent);
    state.missed = 0;
    recreate.apply(&problem, &mut state, &mut out, (3000, FULL), &mut rng);
    assert_eq!((state.used, state.cost(FULL)), (0, 3000));
    assert!(open::route(&problem, &mut state, &mut recreate, &mut out, &mut rng));
    assert_eq!((state.used, state.cost(FULL)), (1, 2000));
    assert!(state.is_sound(&problem));
}

/// The cheapest way to serve everybody, by trying every order and every cut (at most 7 clients).
fn cheapest(data: &Data) -> Option<i64> {
    let all = (1usize << data.clients.len()) - 1;
    let mut one = vec![None::<i64>; all + 1];
    let mut order = Vec::new();
    for kind in 0..data.types.len() {
        try_orders(data, kind, &mut order, 0, &mut one);
    }
    let mut best = vec![None::<i64>; all + 1];
    best[0] = Some(0);
    for set in 1..=all {
        let lowest = set & set.wrapping_neg();
        let prize = data.clients[lowest.trailing_zeros() as usize].prize;
        best[set] = prize.and_then(|prize| Some(best[set ^ lowest]? + prize));
        let mut part = set;
        while part > 0 {
            if part & lowest != 0
                && let (Some(route), Some(rest)) = (one[part], best[set ^ part])
            {
                best[set] = Some(best[set].map_or(route + rest, |known| known.min(route + rest)));
            }
            part = (part - 1) & set;
        }
    }
    best[all]
}

fn try_orders(
    data: &Data,
    kind: usize,
    order: &mut Vec<u32>,
    set: usize,
    best: &mut [Option<i64>],
) {
    if !order.is_empty() {
        let (cost, holds) = data.walk(&Route { kind, clients: order.clone() });
        if holds && best[set].is_none_or(|known| cost < known) {
            best[set] = Some(cost);
        }
    }
    for client in 0..data.clients.len() as u32 {
        if set >> client & 1 == 0 {
            order.push(client);
            try_orders(data, kind, order, set | 1 << client, best);
            order.pop();
        }
    }
}

#[test]
fn small_problems_are_solved_as_well_as_by_trying_everything() {
    let mut solved = 0;
    for seed in 0..60 {
        let mut rng = Rng::with_seed(seed);
        let make = MAKES[seed as usize % MAKES.len()];
        let data = made(6, make, &mut rng);
        let params = Params { seed, threads: 1, budget: Budget::Effort(300) };
        let outcome = solve(&data, &params, &|| false, &|_, _| ());
        match cheapest(&data) {
            Some(cost) => {
                assert!(outcome.account.is_feasible(), "{make:?} seed {seed}");
                assert_eq!(outcome.account.cost, cost, "{make:?} seed {seed}");
                solved += 1;
            }
            None => assert!(outcome.account.missing > 0, "{make:?} seed {seed}"),
        }
    }
    assert!(solved > 35, "{solved}");
}

#[test]
fn the_same_seed_and_effort_give_the_same_routes_on_any_number_of_threads() {
    let data = made(700, MAKES[1], &mut Rng::with_seed(5));
    let run = |threads| {
        let params = Params { seed: 3, threads, budget: Budget::Effort(2) };
        solve(&data, &params, &|| false, &|_, _| ()).solution
    };
    assert_eq!(run(1), run(8));
}

#[test]
fn a_time_limit_is_kept() {
    let data = made(400, MAKES[2], &mut Rng::with_seed(6));
    let time = std::time::Duration::from_millis(700);
    let params = Params { seed: 3, threads: 1, budget: Budget::Time(time) };
    let outcome = solve(&data, &params, &|| false, &|_, _| ());
    assert!(outcome.account.is_feasible());
    assert!(outcome.took < time * 2, "{:?}", outcome.took);
}

/// Shortest time of a stretch by trying every start.
fn naive(windows: &[(Length, Length, Length)], fars: &[Length]) -> Option<Length> {
    let (first, last) = (windows.first()?, windows.first()?.1);
    (first.0..=last)
        .filter_map(|start| {
            let mut now = start;
            for (at, &(open, close, service)) in windows.iter().enumerate() {
                now = now.max(open);
                if now > close {
                    return None;
                }
                now += service + fars.get(at).copied().unwrap_or(0);
            }
            Some(now - start)
        })
        .min()
}

proptest! {
    #[test]
    fn stretches_put_together_take_as_long_as_a_walk(
        rows in prop::collection::vec((0..200i32, 0..150i32, 0..20i32), 1..7),
        fars in prop::collection::vec(0..60i32, 6),
        cut in 0..6usize,
    ) {
        let windows: Vec<_> = rows.iter().map(|&(open, width, service)| (open, open + width, service)).collect();
        let span = |at: usize| {
            let (early, late, takes) = windows[at];
            Span { takes, early, late }
        };
        let run = |from: usize, to: usize| (from + 1..to).fold(span(from), |whole, at| whole.then(fars[at - 1], span(at)));
        let used = &fars[..windows.len() - 1];
        if let Some(takes) = naive(&windows, used) {
            prop_assert_eq!(run(0, windows.len()).takes, takes);
            let cut = cut % windows.len();
            if cut > 0 {
                let whole = run(0, cut).then(fars[cut - 1], run(cut, windows.len()));
                prop_assert_eq!(whole.takes, takes);
            }
        }
    }
}

#[test]
fn nobody_is_a_neighbour_who_can_not_be() {
    let data = made(80, MAKES[3], &mut Rng::with_seed(9));
    let problem = problem(&data);
    for client in 0..80 {
        for neighbour in problem.before.of(client) {
            let (one, two) =
                (&data.clients[neighbour.client as usize], &data.clients[client as usize]);
            assert!(one.open + one.service + neighbour.far <= two.close);
            assert_ne!(
                problem.masks[client as usize] & problem.masks[neighbour.client as usize],
                0
            );
        }
    }
    assert_eq!(State::empty(&problem).nodes[0].route, NONE);
}
