#!/usr/bin/env python3
"""Our merged visits routed by PyVRP or OR-Tools, as a problem of many depots without nights.

    cargo bench --bench baselines -- problem INSTANCE -o problem.json
    benches/baselines/rivals.py pyvrp|ortools problem.json answer.json [--seconds 60] [--seed 1]
    cargo bench --bench baselines -- plan INSTANCE answer.json -o PLAN && onedoor verify INSTANCE PLAN

What their models get: every visit with its work, its worth (and the price of a batch off target) as a prize, and
its hours; every team as vehicles, one for each of its working days, week by week, with the day's
start and end; who may visit what in which week; ways by metres and minutes; a day's price as a fixed
cost, parcels as a dearer way to the door. A door that is closed at noon becomes three choices: before
noon, after noon, or across noon with the pause as work.
What they can't be told: single days within a week, room in laboratories, even months, escorts, visits that must be
apart, loads that depend on the laboratory. Lunch: every door is closed from 12:00 to 12:45. `plan` finds days for their routes and repairs that.

Seconds are processor time of one core, so that a busy machine favours nobody.
"""

import argparse
import json
import time
from collections import defaultdict

FAR = 10_000_000
MOST_PRIZE = 1_000_000  # fen; beyond it a prize only drowns the ways


def load(path):
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    return data, data["costs"]["km"] / 1000


def usual_hours(visit):
    """The hours that most of its possible days have, and those days by team."""
    count = defaultdict(int)
    for option in visit["options"]:
        for day in option["days"]:
            count[json.dumps(visit["hours"][day])] += 1
    if not count:
        return [], {}
    usual = max(sorted(count), key=count.get)
    days = {
        option["team"]: [d for d in option["days"] if json.dumps(visit["hours"][d]) == usual]
        for option in visit["options"]
    }
    return json.loads(usual), days


LUNCH = (720, 765)


def without_lunch(hours):
    """Hours of a door that is open at noon, closed for a lunch, so that the team has one."""
    for a, b in hours:
        if a < LUNCH[0] and LUNCH[1] < b:
            yield from ((a, LUNCH[0]), (LUNCH[1], b))
        else:
            yield a, b


def choices(hours, work):
    """Starts (from, to) and minutes at the door for every way to do the work."""
    hours = list(without_lunch(hours))
    found = [(a, b - work, work) for a, b in hours if b - a >= work]
    for (a, b), (c, d) in zip(hours, hours[1:]):
        # Some of the work before the pause, and no more after it than fits.
        first, last = max(a, b - work + 1), min(b - 1, b - (work - (d - c)))
        if first <= last:
            found.append((first, last, work + c - b))
    return found


def fleets(data):
    """Teams by week: (team, days)."""
    for at, team in enumerate(data["teams"]):
        weeks = defaultdict(list)
        for day in team["days"]:
            weeks[data["week"][day]].append(day)
        for days in weeks.values():
            yield at, days


def prize(data, visit):
    return min(visit["value"], MOST_PRIZE) + visit["quota_batches"] * data["costs"]["balance_region"]


def ways(data, metre, team, days, usual):
    """Costs (fen) and minutes for a team in a week; doors it may not enter are far."""
    import numpy

    cost = numpy.rint(numpy.array(data["metres"]) * metre).astype(numpy.int64)
    minutes = numpy.array(data["minutes"], dtype=numpy.int64)
    for at, visit in enumerate(data["visits"]):
        option = next((o for o in visit["options"] if o["team"] == team), None)
        if option is None or not set(usual[at].get(team, [])) & set(days):
            cost[:, at] = 4 * MOST_PRIZE
            minutes[:, at] = FAR
        else:
            extra = option["parcels"] * data["costs"]["parcel"] + option["fee"]
            cost[:, at] += int(extra)
    numpy.fill_diagonal(cost, 0)
    numpy.fill_diagonal(minutes, 0)
    return cost, minutes


def pyvrp(data, metre, seconds, seed):
    from pyvrp import Client, ClientGroup, Depot, Location, PenaltyParams, ProblemData, SolveParams, VehicleType, solve

    bases = sorted({team["depot"] for team in data["teams"]})
    clients, groups, names, usual = [], [], [], []
    for at, visit in enumerate(data["visits"]):
        hours, days = usual_hours(visit)
        usual.append(days)
        members = []
        for early, late, work in choices(hours, visit["work"]):
            members.append(len(clients))
            names.append(at)
            clients.append((at, work, early, late, int(prize(data, visit))))
        groups.append(members)
    group_of = {}
    made = []
    for members in groups:
        if len(members) > 1:
            made.append(ClientGroup(members, required=False))
            group_of.update({member: len(made) - 1 for member in members})
    all_clients = [
        Client(at, service_duration=work, tw_early=early, tw_late=late, prize=worth, required=False,
               group=group_of.get(number))
        for number, (at, work, early, late, worth) in enumerate(clients)
    ]
    cost, minutes, kinds, weeks = [], [], [], []
    for team, days in fleets(data):
        c, m = ways(data, metre, team, days, usual)
        row = data["teams"][team]
        depot = bases.index(row["depot"])
        kinds.append(VehicleType(
            len(days), start_depot=depot, end_depot=depot, fixed_cost=data["costs"]["team_day"],
            tw_early=row["day_start"], tw_late=row["day_end"], profile=len(cost)))
        weeks.append((team, days))
        cost.append(c)
        minutes.append(m)
    problem = ProblemData([Location(0, 0) for _ in range(len(data["metres"]))], all_clients,
                          [Depot(location) for location in bases], kinds, cost, minutes, made)
    start = time.process_time()
    result = solve(problem, stop=lambda _: time.process_time() - start > seconds, seed=seed,
                   display=False, params=SolveParams(penalty=PenaltyParams(max_penalty=10_000_000)))
    print("pyvrp", result.best.is_feasible(), result.cost() / 100, "iterations", result.num_iterations)
    routes = []
    for route in result.best.routes():
        stops = [names[stop.idx] for stop in route if stop.is_client()]
        team, days = weeks[route.vehicle_type()]
        routes.append({"team": team, "days": days, "stops": stops})
    return routes


def ortools(data, metre, seconds, seed):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    del seed
    usual, hours = [], []
    for visit in data["visits"]:
        h, days = usual_hours(visit)
        usual.append(days)
        hours.append(h)
    vehicles = [(team, days, copy) for team, days in fleets(data) for copy in range(len(days))]
    bases = [data["teams"][team]["depot"] for team, _, _ in vehicles]
    manager = pywrapcp.RoutingIndexManager(len(data["metres"]), len(vehicles), bases, bases)
    routing = pywrapcp.RoutingModel(manager)
    # A door closed at noon: the pause is added to the work of who starts too late to be done before it,
    # which one time dimension can't say; starts across noon are left out.
    works = [visit["work"] for visit in data["visits"]] + [0] * (len(data["metres"]) - len(data["visits"]))
    stay = [[way + works[a] for way in row] for a, row in enumerate(data["minutes"])]
    clock = routing.RegisterTransitMatrix(stay)
    routing.AddDimension(clock, 1440, 1440, False, "time")
    time_of = routing.GetDimensionOrDie("time")
    costs = {}
    for number, (team, days, _) in enumerate(vehicles):
        key = (team, days[0])
        if key not in costs:
            table, _ = ways(data, metre, team, days, usual)
            costs[key] = routing.RegisterTransitMatrix(table.tolist())
        routing.SetArcCostEvaluatorOfVehicle(costs[key], number)
        routing.SetFixedCostOfVehicle(data["costs"]["team_day"], number)
        row = data["teams"][team]
        time_of.CumulVar(routing.Start(number)).SetRange(row["day_start"], row["day_end"])
        time_of.CumulVar(routing.End(number)).SetRange(row["day_start"], row["day_end"])
    for at, visit in enumerate(data["visits"]):
        index = manager.NodeToIndex(at)
        routing.AddDisjunction([index], int(prize(data, visit)))
        able = [n for n, (team, days, _) in enumerate(vehicles) if set(usual[at].get(team, [])) & set(days)]
        open_ = list(without_lunch(hours[at]))
        starts = [(a, b - visit["work"]) for a, b in open_ if b - a >= visit["work"]]
        if not able or not starts:
            routing.VehicleVar(index).SetValues([-1])
            continue
        routing.VehicleVar(index).SetValues([-1] + able)
        var = time_of.CumulVar(index)
        var.SetRange(starts[0][0], starts[-1][1])
        for (_, a), (b, _) in zip(starts, starts[1:]):
            if a + 1 <= b - 1:
                var.RemoveInterval(a + 1, b - 1)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    start = time.process_time()
    over = routing.solver().CustomLimit(lambda: time.process_time() - start > seconds)
    routing.AddSearchMonitor(over)
    parameters.time_limit.seconds = int(seconds * 12)
    solution = routing.SolveWithParameters(parameters)
    print("ortools", solution.ObjectiveValue() / 100, "after", round(time.process_time() - start, 1), "s")
    routes = []
    for number, (team, days, _) in enumerate(vehicles):
        index, stops = solution.Value(routing.NextVar(routing.Start(number))), []
        while not routing.IsEnd(index):
            stops.append(manager.IndexToNode(index))
            index = solution.Value(routing.NextVar(index))
        if stops:
            routes.append({"team": team, "days": days, "stops": stops})
    return routes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("solver", choices=["pyvrp", "ortools"])
    parser.add_argument("problem")
    parser.add_argument("answer")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    data, metre = load(args.problem)
    solver = pyvrp if args.solver == "pyvrp" else ortools
    routes = solver(data, metre, args.seconds, args.seed)
    print(len(routes), "days,", sum(len(route["stops"]) for route in routes), "visits")
    with open(args.answer, "w", encoding="utf-8") as file:
        json.dump(routes, file)


if __name__ == "__main__":
    main()
