#!/usr/bin/env python3
"""Gaps to best-known values, ours and a rival's, run alternately in one go.

  vrp_quality.py --harness DIR --python PYTHON [--ours BINARY] [--rival pyvrp] [--seconds 30] [--seeds 1,2,3]
                 [--jobs 1] [--only TEXT] [--threads 1] [-o ROWS.jsonl]

DIR holds run_peers.py, panel.json and the instances; PYTHON has the rival installed. Every cost, ours
too, is recomputed by the harness from the routes. Rows are appended as they come; the table is of all rows of
the file.
"""
import argparse
import json
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def shared(description, **defaults):
    """Arguments of every comparison with a rival."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--harness", type=Path, required=True)
    parser.add_argument("--python", default="python3")
    parser.add_argument("--ours", default="target/release/onedoor")
    parser.add_argument("--rival")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(**defaults)
    return parser


def arguments():
    parser = shared(__doc__, rival="pyvrp", seconds=30)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("-o", "--output", type=Path, default=Path("vrp_quality.jsonl"))
    return parser.parse_args()


def harness(options, *words):
    """What the harness says; a cost of None if it fails."""
    command = [options.python, str(options.harness / "run_peers.py"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True)
    failed = {"cost": None, "feasible": False, "errors": done.stderr[-300:]}
    return json.loads(done.stdout) if done.returncode == 0 and done.stdout else failed


def solve(options, path, seed, solution):
    """Our solution of a file, written to another."""
    subprocess.run([options.ours, "vrp", path, "-q", "--time", str(options.seconds), "--threads", str(options.threads),
                    "--seed", str(seed), "-o", solution], check=True)


def ours(options, key, seed):
    with tempfile.NamedTemporaryFile(suffix=".sol") as solution:
        start = time.perf_counter()
        solve(options, options.harness / "instances" / f"{key}.vrp", seed, solution.name)
        took = time.perf_counter() - start
        checked = harness(options, "check", key, solution.name)
    return checked["gap"] if checked["feasible"] else None, took


def rival(options, key, seed):
    name = options.rival
    # With its own penalties this one overflows on forbidden pairs and never returns.
    if name == "pyvrp" and key.startswith("SDVRPTW"):
        name = "pyvrp-mp1000"
    row = harness(options, name, key, options.seconds, seed)
    return (row["gap"], row["runtime"]) if row["feasible"] else (None, None)


def pair(options, key, seed):
    mine = ours(options, key, seed)
    theirs = rival(options, key, seed) if options.rival != "none" else (None, None)
    row = dict(instance=key, seed=seed, seconds=options.seconds, threads=options.threads,
               ours=mine[0], took=round(mine[1], 2), rival=options.rival, theirs=theirs[0],
               their_time=theirs[1])
    with open(options.output, "a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(row, flush=True)


def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / len(values) if values else None


def shown(value):
    return "–" if value is None else f"{value:.2f}"


def table(rows):
    instances = sorted({row["instance"] for row in rows})
    lines = ["| instance | ours | rival |", "|---|---|---|"]
    families = {}
    for key in instances:
        mine = mean(row["ours"] for row in rows if row["instance"] == key)
        theirs = mean(row["theirs"] for row in rows if row["instance"] == key)
        families.setdefault(key.split("/")[0], []).append((mine, theirs))
        lines.append(f"| {key} | {shown(mine)} | {shown(theirs)} |")
    families["all"] = [pair for pairs in families.values() for pair in pairs]
    for family, pairs in families.items():
        mine, theirs = mean(p[0] for p in pairs), mean(p[1] for p in pairs)
        ratio = f" = {mine / theirs:.2f} ×" if mine is not None and theirs else ""
        lines.append(f"| **{family}** | **{shown(mine)}**{ratio} | {shown(theirs)} |")
    return "\n".join(lines)


def main():
    options = arguments()
    panel = json.loads((options.harness / "panel.json").read_text(encoding="utf-8"))["instances"]
    keys = [key for key in panel if options.only in key]
    with ThreadPoolExecutor(options.jobs) as pool:
        for seed in options.seeds.split(","):
            list(pool.map(lambda key: pair(options, key, int(seed)), keys))
    print(table([json.loads(line) for line in options.output.read_text().splitlines()]))


if __name__ == "__main__":
    main()
