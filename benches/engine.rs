//! What the routing engine's parts cost, by the clock: a client's cheapest place, a step that is taken
//! back, an exchange of tails, setting up a part, whole iterations.
//!
//! `cargo bench --bench engine`. 300 clients, as many as a part has; three depots and longest durations in
//! the second problem, which walks every check there is.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use fastrand::Rng;
use onedoor::engine::anneal::construct;
use onedoor::engine::problem::Problem;
use onedoor::engine::recreate::Recreate;
use onedoor::engine::ruin::Ruin;
use onedoor::engine::state::{FULL, State};
use onedoor::engine::{
    Budget, Client, Cost, Data, Depot, FOREVER, Metric, Params, Rounding, VehicleType, solve, tails,
};

const CLIENTS: usize = 300;
/// Units of effort of a whole run: 4 steps a client each.
const EFFORT: u64 = 20;

/// Clients strewn over a square, some ten to a route.
fn data(depots: usize, limited: bool) -> Data {
    let mut rng = Rng::with_seed(1);
    let at = (0..CLIENTS + depots).map(|_| [rng.f64() * 1000.0, rng.f64() * 1000.0]).collect();
    let client = |rng: &mut Rng| {
        let open = if limited { rng.i32(0..3000) } else { 0 };
        Client {
            demand: rng.i64(1..20),
            open,
            close: if limited { open + rng.i32(600..3000) } else { FOREVER },
            service: if limited { 60 } else { 0 },
            prize: None,
        }
    };
    let kind = |depot| VehicleType {
        depot,
        count: CLIENTS,
        capacity: 100,
        max_duration: if limited { 3500 } else { FOREVER },
        fixed: 0,
        unit: 1,
        serves: None,
    };
    Data {
        clients: (0..CLIENTS).map(|_| client(&mut rng)).collect(),
        depots: vec![Depot { open: 0, close: if limited { 8000 } else { FOREVER } }; depots],
        types: (0..depots).map(kind).collect(),
        metric: Metric::Points { at, rounding: Rounding::Nearest },
    }
}

fn problem(data: &Data) -> Problem {
    Problem::new(data, (0..CLIENTS as u32).collect(), &vec![CLIENTS; data.types.len()])
}

/// Takes clients out and puts them back, wherever that leads; answers how many.
fn step(
    problem: &Problem,
    state: &mut State,
    rng: &mut Rng,
    tools: &mut (Ruin, Recreate),
) -> usize {
    state.mark();
    tools.0.apply(problem, state, rng);
    let anything = (Cost::MAX / 4, FULL);
    tools.1.apply(problem, state, &mut tools.0.out, anything, rng);
    tools.0.out.len()
}

fn engine(criterion: &mut Criterion) {
    for (name, depots, limited) in [("capacity", 1, false), ("windows, depots, durations", 3, true)]
    {
        let data = data(depots, limited);
        let problem = problem(&data);
        let mut rng = Rng::with_seed(2);
        let mut state = construct(&problem, &mut rng);
        let mut tools = (Ruin::default(), Recreate::new(&mut rng));
        for _ in 0..20_000 {
            let before = state.cost(FULL);
            step(&problem, &mut state, &mut rng, &mut tools);
            if state.cost(FULL) > before { state.rollback() } else { state.settle() }
        }
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        group.throughput(Throughput::Elements(1));
        group.bench_function("cheapest place of a client", |bench| {
            let client = 7;
            let route = state.nodes[client as usize].route;
            state.mark();
            state.remove(&problem, client);
            state.refresh(&problem, route);
            bench.iter(|| tools.1.look_for(black_box(&problem), &state, client, &mut rng));
            state.rollback();
        });
        group.bench_function("step taken back", |bench| {
            bench.iter(|| {
                let moved = step(black_box(&problem), &mut state, &mut rng, &mut tools);
                state.rollback();
                moved
            });
        });
        group.bench_function("exchange of tails", |bench| {
            bench.iter(|| {
                let found = tails::exchange(black_box(&problem), &mut state, 100, &mut rng);
                if found {
                    state.rollback();
                }
                found
            });
        });
        group.bench_function("setting up a part", |bench| {
            bench.iter_batched(
                || (0..CLIENTS as u32).collect(),
                |names| Problem::new(&data, names, &vec![CLIENTS; depots]),
                BatchSize::LargeInput,
            );
        });
        group.throughput(Throughput::Elements(EFFORT * 4 * CLIENTS as u64));
        group.bench_function("whole iterations", |bench| {
            let params = Params { seed: 1, threads: 1, budget: Budget::Effort(EFFORT) };
            bench.iter(|| solve(black_box(&data), &params, &|| false, &|_, _| ()).account.cost);
        });
        group.finish();
    }
}

criterion_group!(benches, engine);
criterion_main!(benches);
