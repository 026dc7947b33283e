#!/usr/bin/env python3
"""One monolithic arc-flow MILP for a small instance, handed to HiGHS.

    cargo bench --bench baselines -- problem INSTANCE -o problem.json
    benches/baselines/milp.py problem.json answer.json [--seconds 600] [--threads 1]
    cargo bench --bench baselines -- plan INSTANCE answer.json -o PLAN && onedoor verify INSTANCE PLAN

Binary variables: a team drives from one place to the next on one of its days; a visit starts before noon,
after noon, or across noon. Real variables: when a visit starts, batches of a task in a laboratory, batches
off targets and minima. Rows: every visit once or not at all (at its worth), flow, one tour a team and day, clocks by big M, the day's
end, driving, laboratories by month, even months, escorts, quotas, visits that must or must not meet.
Left out: nights (days only), lunch (doors are closed at noon as a rule), loads, delivery within hours. So it may
claim a little less than a plan can cost; what the judge would not accept is repaired by `plan`.
"""

import argparse
import json
from collections import defaultdict

import highspy

from rivals import choices


class Model:
    """Columns and rows, by name of their parts."""

    def __init__(self):
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.count = 0

    def column(self, low, high, cost, integer=False):
        self.highs.addVar(low, high)
        at = self.count
        self.count += 1
        if cost:
            self.highs.changeColCost(at, cost / 100)
        if integer:
            self.highs.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        return at

    def row(self, low, high, terms):
        added = defaultdict(float)
        for at, factor in terms:
            added[at] += factor
        self.highs.addRow(low, high, len(added), list(added), list(added.values()))


INF = highspy.kHighsInf
# A required visit left out, fen: more than any day, and not so much that the solver's tolerances see nothing else.
REQUIRED = 2_000_000


def worth(visit):
    return min(visit["value"], REQUIRED)


def starts(model, data, placed):
    """For each visit its start, and the minutes that it takes: a term for each way to do it."""
    found = []
    for at, visit in enumerate(data["visits"]):
        usual = max((json.dumps(h) for h in visit["hours"] if h), key=[json.dumps(h) for h in visit["hours"]].count)
        clock = model.column(0, 1440, 0)
        ways = []
        for early, late, stay in choices(json.loads(usual), visit["work"]):
            way = model.column(0, 1, 0, True)
            ways.append((way, early, late, stay))
        model.row(0, 0, [(way, 1) for way, *_ in ways] + [(placed[at], -1)])
        model.row(0, INF, [(clock, 1)] + [(way, -early) for way, early, _, _ in ways])
        model.row(-INF, 1440, [(clock, 1)] + [(way, 1440 - late) for way, _, late, _ in ways])
        found.append((clock, ways))
    return found


def formulate(data):
    model = Model()
    visits = data["visits"]
    placed = [model.column(0, 1, -worth(visit), True) for visit in visits]
    times = starts(model, data, placed)
    arcs = defaultdict(list)  # (from, to) -> columns
    routes = {}
    for at, team in enumerate(data["teams"]):
        for day in team["days"]:
            able = [v for v, visit in enumerate(visits)
                    if any(o["team"] == at and day in o["days"] for o in visit["options"])]
            routes[at, day] = day_of(model, data, at, day, able, arcs)
    makes = defaultdict(list)  # (visit, team, day) -> columns that enter it
    for (at, day), columns in routes.items():
        for (_, to), column in columns.items():
            if to < len(visits):
                makes[to, at, day].append(column)
    for v in range(len(visits)):
        entering = [(c, 1) for (u, _, _), columns in makes.items() if u == v for c in columns]
        model.row(0, 0, entering + [(placed[v], -1)])
    clocks(model, data, times, arcs)
    shared(model, data, placed, makes)
    return model, routes


def day_of(model, data, at, day, able, arcs):
    """The arcs of a team's day: a tour from the base through some of its visits."""
    cost, team = data["costs"], data["teams"][at]
    base = team["depot"]
    columns = {}
    for a in [base, *able]:
        for b in [base, *able]:
            if a == b:
                continue
            fen = data["metres"][a][b] * cost["km"] / 1000
            if a == base:
                fen += cost["team_day"]
            if b != base:
                option = next(o for o in data["visits"][b]["options"] if o["team"] == at)
                fen += option["parcels"] * cost["parcel"] + option["fee"]
            column = model.column(0, 1, fen, True)
            columns[a, b] = column
            arcs[a, b].append((column, team))
    for v in [base, *able]:
        inward = [(c, 1) for (_, b), c in columns.items() if b == v]
        outward = [(c, -1) for (a, _), c in columns.items() if a == v]
        model.row(0, 0, inward + outward)
    if able:
        model.row(0, 1, [(c, 1) for (a, _), c in columns.items() if a == base])
        model.row(0, 480, [(c, data["minutes"][a][b]) for (a, b), c in columns.items()])
    return columns


def clocks(model, data, times, arcs):
    count = len(data["visits"])
    for (a, b), columns in arcs.items():
        way = data["minutes"][a][b]
        uses = [(column, 1) for column, _ in columns]
        if a < count and b < count:
            # start b >= start a + stay + way, if driven
            (ta, ways), (tb, _) = times[a], times[b]
            stay = [(w, -s) for w, _, _, s in ways]
            big = 1440 + way
            model.row(way - big, INF, [(tb, 1), (ta, -1), *stay] + [(c, -big) for c, _ in uses])
        elif a < count:
            ta, ways = times[a]
            for column, team in columns:
                stay = [(w, s) for w, _, _, s in ways]
                model.row(-INF, 1440 + 1440, [(ta, 1), *stay, (column, 1440 + way + 1440 - team["day_end"])])
        elif b < count:
            tb, _ = times[b]
            for column, team in columns:
                model.row(0, INF, [(tb, 1), (column, -(team["day_start"] + way))])


def shared(model, data, placed, makes):
    """Laboratories, even months, escorts, quotas, meetings."""
    labs = defaultdict(list)
    for v, visit in enumerate(data["visits"]):
        for at, batches in enumerate(visit["batches"]):
            drawn = defaultdict(list)  # month -> [(columns, labs)]
            for option in visit["options"]:
                for day in option["days"]:
                    drawn[data["month"][day]].append((makes[v, option["team"], day], option["labs"][at]))
            for month, ways in drawn.items():
                shares = {account: model.column(0, INF, 0) for _, open_ in ways for account in open_}
                model.row(0, 0, [(x, 1) for x in shares.values()]
                          + [(c, -batches) for columns, _ in ways for c in columns])
                for account, x in shares.items():
                    labs[account, month].append(x)
                    may = [(c, -batches) for columns, open_ in ways if account in open_ for c in columns]
                    model.row(-INF, 0, [(x, 1), *may])
    for (account, month), columns in labs.items():
        cap = data["lab_caps"][account][month]
        if cap is not None:
            model.row(-INF, cap, [(x, 1) for x in columns])
    whole = sum(data["working_days"])
    for lab in sorted(set(data["lab_of"])):
        own = [(m, x) for (a, m), xs in labs.items() if data["lab_of"][a] == lab for x in xs]
        for month, working in enumerate(data["working_days"]):
            up, down = (model.column(0, INF, data["costs"]["balance_month"]) for _ in range(2))
            terms = [(x, (m == month) - working / whole) for m, x in own]
            model.row(0, 0, [*terms, (up, -1), (down, 1)])
    for escort, cap in enumerate(data["escort_caps"]):
        for day in range(data["days"]):
            met = [(c, 1) for (v, _, d), columns in makes.items()
                   if d == day and data["visits"][v]["escort"] == escort for c in columns]
            if met:
                model.row(-INF, cap, met)
    for q, quota in enumerate(data["quotas"]):
        terms = [(placed[v], b) for v, visit in enumerate(data["visits"]) for k, b in visit["quotas"] if k == q]
        if quota["max"] is not None:
            model.row(-INF, quota["max"], terms)
        if quota["min"]:
            short = model.column(0, INF, data["costs"]["shortfall"])
            model.row(quota["min"], INF, [*terms, (short, 1)])
        if quota["target"] is not None:
            up, down = (model.column(0, INF, data["costs"]["balance_region"]) for _ in range(2))
            model.row(quota["target"], quota["target"], [*terms, (up, -1), (down, 1)])
    for a, b, clashes in data["clashes"]:
        for (team, day), others in clashes:
            mine = makes.get((a, team, day), [])
            theirs = [c for other in others for c in makes.get((b, *other), [])]
            if mine and theirs:
                model.row(-INF, 1, [(c, 1) for c in mine + theirs])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("problem")
    parser.add_argument("answer")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    with open(args.problem, encoding="utf-8") as file:
        data = json.load(file)
    model, routes = formulate(data)
    highs = model.highs
    highs.setOptionValue("output_flag", True)
    highs.setOptionValue("time_limit", args.seconds)
    highs.setOptionValue("threads", args.threads)
    highs.changeObjectiveOffset(sum(worth(visit) for visit in data["visits"]) / 100)
    highs.run()
    info = highs.getInfo()
    print(model.count, "columns", highs.getNumRow(), "rows", highs.modelStatusToString(highs.getModelStatus()))
    print("value", info.objective_function_value, "bound", info.mip_dual_bound)
    x = highs.getSolution().col_value
    answer = []
    for (team, day), columns in routes.items():
        after = {a: b for (a, b), c in columns.items() if x and x[c] > 0.5}
        here, stops = after.get(data["teams"][team]["depot"]), []
        while here is not None and here < len(data["visits"]):
            stops.append(here)
            here = after.get(here)
        if stops:
            answer.append({"team": team, "days": [day], "stops": stops})
    with open(args.answer, "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main()
