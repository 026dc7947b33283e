#!/usr/bin/env python3
"""Studies: how long many scenarios take, and what warm starts lose and gain.

    python3 benches/study.py [--program target/release/onedoor] [--instance instances/jincheng]
                             [--scenarios 100] [--replicates 3] [--effort 1000] [--base 3000] [--warm 60]
                             [--sample 8] [--ladder 60 150] [--threads 2] [--keep DIR]

1. A study of so many scenarios (teams out and in, agencies suspended, quotas, laboratories, counties closed,
   costs, rules, bad luck) and replicates, timed from start to end. The base's plan, from which all go on, is
   worth more work than one scenario is.
2. A sample of its scenarios planned from nothing with full effort: their gaps beside the warm runs', by the
   same bound.
3. For the same scenarios: how long the cold run takes, and how long a warm run takes with the least of some
   efforts that reaches the cold run's value, both as a command from reading to writing.

Only the standard library is needed. Shares are of processor time (user and system), of the whole command; the
wall clock stands beside it, and means something on a machine that has nothing else to do.
"""

import argparse
import csv
import json
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time


def rows(instance, table):
    """Rows of a table of the instance."""
    with open(pathlib.Path(instance) / f"{table}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def text(value):
    """A value as TOML has it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {text(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def scenarios(instance, count):
    """So many scenarios, the same for the same instance: kinds in turn, so that any number is a mixture."""
    teams = [row["id"] for row in rows(instance, "teams")]
    agencies = [row["id"] for row in rows(instance, "agencies")]
    counties = [row["code"] for row in rows(instance, "regions") if row["level"] == "county"]
    sites = {row["region"] for row in rows(instance, "enterprises")}
    counties = [county for county in counties if county in sites]
    scale = lambda table, columns, factor: {"do": "scale", "table": table, "columns": columns, "factor": factor}
    quota = ["min", "target", "max"]
    kinds = [
        [(f"without {t}", {"do": "remove_teams", "teams": [t]}) for t in teams],
        [(f"one more like {t}", {"do": "add_teams", "like": t, "count": 1}) for t in teams],
        [(f"{a} suspended", {"do": "suspend", "agency": a, "from": "2026-03-16", "to": "2026-04-10"}) for a in agencies],
        [(f"quotas {f}", scale("quotas", quota, f)) for f in (0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3)],
        [(f"laboratories {f}", scale("lab_capacity", ["batches"], f)) for f in (0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.25, 1.5, 1.75, 2)],
        [(f"{c} closed", {"do": "close", "region": c, "from": "2026-03-23", "to": "2026-04-05"}) for c in counties],
        [(f"day {y} yuan", {"do": "policy", "key": "costs.team_day", "value": y}) for y in range(500, 1500, 100)],
        [(f"{m} minutes of driving", {"do": "policy", "key": "policy.drive_minutes", "value": m}) for m in range(240, 480, 20)],
        [(f"{n} nights at most", {"do": "set", "table": "teams", "cells": {"max_nights": str(n)}}) for n in range(0, 5)],
        [(f"no sample {p} %", {"do": "disturb", "causes": {"no_sample": p / 100, "refused": 0.002, "absent": 0.01}}) for p in range(2, 22, 2)],
        [(f"luck of set-up {m}", {"do": "policy", "key": "policy.setup_minutes", "value": m}) for m in range(10, 60, 5)],
        [(f"kilometre {y} yuan", {"do": "policy", "key": "costs.km", "value": y}) for y in (0.6, 0.9, 1.5, 1.8, 2.1, 2.4, 2.7, 3)],
        [(f"evenness {y}", {"do": "policy", "key": "weights.balance_region", "value": y}) for y in (0, 20, 40, 100, 150, 200, 300, 500)],
    ]
    made = []
    while len(made) < count and any(kinds):
        for kind in kinds:
            if kind and len(made) < count:
                made.append(kind.pop(0))
    return made


def study(args, chosen, effort, warm, replicates):
    """A study as text."""
    head = (
        f'format = 1\nname = "bench"\neffort = {effort}\nwarm_effort = {warm}\n'
        f"prices = {args.prices}\nreplicates = {replicates}\n"
    )
    return head + "".join(f"[[scenario]]\nname = {text(name)}\npatch = [{text(patch)}]\n" for name, patch in chosen)


def run(args, folder, body):
    """Runs a study in a folder; processor seconds, seconds on the wall, and what it says."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder.parent / f"{folder.name}.toml"
    file.write_text(body, encoding="utf-8")
    command = [args.program, "--threads", str(args.threads), "--json", "-q", "study", args.instance, str(file), "-o", str(folder)]
    start, before = time.perf_counter(), processor()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return processor() - before, time.perf_counter() - start, json.loads(done.stdout)


def processor():
    """Processor seconds of all commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def mean(values):
    """The mean."""
    values = list(values)
    return sum(values) / max(1, len(values))


def first_runs(said):
    """For each scenario its run of the first replicate."""
    return {scenario["name"]: scenario["runs"][0] for scenario in said["scenarios"]}


def reaches(args, work, chosen, value, cold_seconds):
    """Seconds of the cheapest warm run that reaches a value; none if none of the efforts does.

    In the folder of the warm runs, which has the base's plan; the base goes on with the same effort first."""
    for effort in args.ladder:
        folder = work / "warm"
        run(args, folder, study(args, [], args.base, effort, 1))
        seconds, _, said = run(args, folder, study(args, [chosen], args.base, effort, 1))
        total = first_runs(said)[chosen[0]]["objective"]["total"]
        if total <= value + 0.005:
            return seconds, effort
        if seconds > cold_seconds:
            break
    return None, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/onedoor")
    parser.add_argument("--instance", default="instances/jincheng")
    parser.add_argument("--scenarios", type=int, default=100)
    parser.add_argument("--replicates", type=int, default=3)
    parser.add_argument("--effort", type=int, default=1000, help="work units of a cold run")
    parser.add_argument("--base", type=int, default=3000, help="work units of the plan that warm runs go on from")
    parser.add_argument("--warm", type=int, default=60, help="work units of a warm run")
    parser.add_argument("--prices", type=int, default=0, help="work units for predictions")
    parser.add_argument("--sample", type=int, default=8, help="scenarios that are planned cold, too")
    parser.add_argument("--ladder", type=int, nargs="+", default=[60, 150])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--keep", help="folder to work in, and to go on in")
    args = parser.parse_args()
    work = pathlib.Path(args.keep or tempfile.mkdtemp(prefix="onedoor-bench-"))
    all_scenarios = scenarios(args.instance, args.scenarios)

    busy, wall, warm = run(args, work / "warm", study(args, all_scenarios, args.base, args.warm, args.replicates))
    made = sum(len(scenario["runs"]) for scenario in warm["scenarios"])
    print(f"{len(all_scenarios)} scenarios x {args.replicates} replicates: {made} runs in {wall:.1f} s, {busy:.1f} s of processor time ({busy / made:.2f} s a run)")
    gaps = [run_["gap"] for scenario in warm["scenarios"] for run_ in scenario["runs"]]
    print(f"mean gap of the warm runs, by the simple bound: {100 * mean(gaps):.2f} %")

    step = max(1, len(all_scenarios) // max(1, args.sample))
    sample = all_scenarios[::step][: args.sample]
    warm_runs = first_runs(warm)
    worse, shares = [], []
    run(args, work / "cold", study(args, [], args.effort, 0, 1))
    print("scenario | cold total, gap, processor seconds | warm total, gap | points worse | warm processor seconds to the cold value (effort), share")
    for name, patch in sample:
        seconds, _, said = run(args, work / "cold", study(args, [(name, patch)], args.effort, 0, 1))
        cold, hot = first_runs(said)[name], warm_runs[name]
        # The same bound for both, else a better bound of one would pass for a better plan.
        bound = max(cold["bound"] or 0, hot["bound"] or 0)
        gap = lambda run_: (run_["objective"]["total"] - bound) / max(1, run_["objective"]["total"] - 1e6 * run_["missing"])
        points = 100 * (gap(hot) - gap(cold))
        worse.append(points)
        reached, effort = reaches(args, work, (name, patch), cold["objective"]["total"], seconds)
        share = None if reached is None else reached / seconds
        shares.append(share)
        told = "not reached" if share is None else f"{reached:.1f} s ({effort}), {share:.2f}"
        print(
            f"{name} | {cold['objective']['total']:.0f}, {100 * gap(cold):.2f} %, {seconds:.1f} s | "
            f"{hot['objective']['total']:.0f}, {100 * gap(hot):.2f} % | {points:+.2f} | {told}"
        )
    known = [share for share in shares if share is not None]
    if sample:
        print(f"mean: {mean(worse):+.2f} points worse than cold (to reach: at most +1)")
        print(f"warm reaches the cold value in {len(known)} of {len(sample)}; mean share of the cold time {mean(known):.2f} (to reach: at most 0.20)")
    if not args.keep:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
