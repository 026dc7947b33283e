#!/usr/bin/env python3
"""A made-up problem with many clients, ours and a rival, the same time each.

  vrp_large.py --harness DIR --python PYTHON [--ours BINARY] [--clients 10000] [--seconds 60] [--rival vroom]
               [--threads 1] [--seed 1] [--windows]

Half of the clients stand in clusters, the depot in the middle; demands of 1 to 100 and some ten clients to a
route, as in the X set of Uchoa et al. (2017, doi:10.1016/j.ejor.2016.08.012). The harness recomputes both costs.
"""
import math
import random
import resource
import tempfile
from pathlib import Path

from vrp_quality import harness, shared, solve

SIDE = 1000
CLUSTERS = 40
SPREAD = 30
A_ROUTE = 10


def arguments():
    parser = shared(__doc__, rival="vroom", seconds=60)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--windows", action="store_true")
    return parser.parse_args()


def points(count, rng):
    within = lambda value: min(max(round(value), 0), SIDE)
    centres = [(rng.uniform(0, SIDE), rng.uniform(0, SIDE)) for _ in range(CLUSTERS)]
    for at in range(count):
        if at % 2:
            x, y = rng.choice(centres)
            yield within(rng.gauss(x, SPREAD)), within(rng.gauss(y, SPREAD))
        else:
            yield rng.randint(0, SIDE), rng.randint(0, SIDE)


def instance(name, clients, windows, rng):
    depot = (SIDE // 2, SIDE // 2)
    places = [depot, *points(clients, rng)]
    demands = [0, *(rng.randint(1, 100) for _ in range(clients))]
    capacity = A_ROUTE * sum(demands) // clients
    rows = [f"NAME : {name}", "TYPE : VRPTW" if windows else "TYPE : CVRP", f"DIMENSION : {clients + 1}",
            f"VEHICLES : {clients // 5}", f"CAPACITY : {capacity}", "EDGE_WEIGHT_TYPE : EUC_2D", "NODE_COORD_SECTION"]
    rows += [f"{at} {x} {y}" for at, (x, y) in enumerate(places, 1)]
    rows += ["DEMAND_SECTION", *(f"{at} {demand}" for at, demand in enumerate(demands, 1))]
    if windows:
        rows += ["SERVICE_TIME_SECTION", *(f"{at} {10 * (at > 1)}" for at in range(1, clients + 2))]
        rows += ["TIME_WINDOW_SECTION", f"1 0 {3 * SIDE}"]
        for at, place in enumerate(places[1:], 2):
            opens = rng.randint(0, 2 * SIDE - 600)
            rows.append(f"{at} {opens} {max(opens + 400, math.ceil(math.dist(depot, place)) + 1)}")
    rows += ["DEPOT_SECTION", "1", "-1", "EOF", ""]
    return "\n".join(rows)


def ours(options, path):
    solution = path.with_suffix(".sol")
    solve(options, path, options.seed, solution)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return harness(options, "check", path, solution) | {"memory": memory}


def main():
    options = arguments()
    name = f"made-n{options.clients}-s{options.seed}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("VRPTW" if options.windows else "CVRP") / f"{name}.vrp"
        path.parent.mkdir()
        path.write_text(instance(name, options.clients, options.windows, random.Random(options.seed)))
        mine = ours(options, path)
        print(f"ours: cost {mine['cost']}, feasible {mine['feasible']}, {mine['memory']} MB", flush=True)
        theirs = harness(options, options.rival, path, options.seconds, options.seed)
        print(f"{options.rival}: cost {theirs['cost']}, unserved {theirs.get('unserved')}, "
              f"{theirs.get('runtime')} s, errors {theirs['errors']}")


if __name__ == "__main__":
    main()
