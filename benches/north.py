#!/usr/bin/env python3
"""200 visits in northern Shanxi by teams from Taiyuan: with nights and without.

    benches/north.py --onedoor target/release/onedoor --work DIR [--seconds 60] [--seeds 1,2,3] [--teams 8]

Takes the counties of Datong, Shuozhou and Xinzhou with their seats, roads and enterprises from `onedoor
generate --size province` (the ground is real, the enterprises are invented), one required task each, an
agency in Taiyuan, and plans the same visits twice in the same time: teams that may sleep away for four
nights, and teams that may not. Visits that are impossible in a day from Taiyuan are left out of both,
so that both plans can make all of them.
"""

import argparse
import csv
import json
import random
import shutil
import subprocess
from pathlib import Path

NORTH = ("1402", "1406", "1409")
VISITS = 200


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, table):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]))
        writer.writeheader()
        writer.writerows(table)


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)


def instance(source, folder, sites, nights, teams):
    """The instance with these enterprises, one task each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("regions", "categories", "road_nodes", "road_edges", "calendar"):
        shutil.copy(source / f"{name}.csv", folder / f"{name}.csv")
    text = (source / "instance.toml").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        for key, value in (("name", "Northern Shanxi from Taiyuan"), ("end", "2026-05-29")):
            if line.startswith(f"{key} ="):
                line = f'{key} = "{value}"'
        lines.append(line)
    (folder / "instance.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write(folder / "enterprises.csv", [{**site, "owner": "", "closed": ""} for site in sites])
    category = next(row["code"] for row in rows(source / "categories.csv") if row["carry"] != "true")
    products = [
        {"id": f"G{at}", "category": category, "producer": site["name"], "standard": f"GB {at}",
         "brand": "—", "model": str(at)}
        for at, site in enumerate(sites)
    ]
    write(folder / "products.csv", products)
    write(folder / "programs.csv", [{
        "id": "P1", "name": "北部抽查", "authority": "140000", "kind": "annual", "approval": "1",
        "approved_on": "2026-01-05", "start": "2026-03-02", "end": "2026-05-29"}])
    write(folder / "tasks.csv", [
        {"id": f"T{at}", "program": "P1", "site": site["id"], "product": f"G{at}", "required": "true",
         "value": "1000"}
        for at, site in enumerate(sites)
    ])
    seat = next(row for row in rows(source / "regions.csv") if row["code"] == "140100")
    write(folder / "agencies.csv", [
        {"id": "A1", "name": "太原", "region": "140106", "lon": seat["lon"], "lat": seat["lat"]}])
    write(folder / "scopes.csv", [
        {"agency": "A1", "activity": activity, "category": "*"} for activity in ("sample", "test")])
    people = range(2 * teams)
    write(folder / "samplers.csv", [{"id": f"S{at}", "agency": "A1"} for at in people])
    write(folder / "teams.csv", [
        {"id": f"K{at}", "agency": "A1", "samplers": f"S{2 * at};S{2 * at + 1}", "cold": "true",
         "max_nights": nights}
        for at in range(teams)
    ])


def plan(onedoor, folder, out, seed, seconds):
    run(onedoor, "plan", folder, "-o", out, "--seed", seed, "--time", seconds, "-q", "--lang", "en")
    return json.loads((out / "plan.json").read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--onedoor", default="target/release/onedoor")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--teams", type=int, default=8)
    args = parser.parse_args()
    source = args.work / "province"
    if not source.exists():
        run(args.onedoor, "generate", "--size", "province", "--seed", 1, "-o", source, "-q")
    north = [row for row in rows(source / "enterprises.csv") if row["region"][:4] in NORTH]
    random.Random(20261125).shuffle(north)
    sites = north[: 2 * VISITS]
    # Who can be reached in a day: the planner says which tasks no plan could hold.
    instance(source, args.work / "day-trips", sites, 0, args.teams)
    probe = plan(args.onedoor, args.work / "day-trips", args.work / "probe", 1, 1)
    far = {row["task"] for row in probe["unplanned"] if row["impossible"]}
    near = [site for at, site in enumerate(sites) if f"T{at}" not in far]
    print(f"{len(sites)} enterprises, {len(far)} of them out of reach in a day; {VISITS} of the others taken")
    sites = near[:VISITS]
    print("| seed | without nights, yuan | left out | with nights, yuan | left out | nights | cheaper |")
    print("|---|---|---|---|---|---|---|")
    for seed in args.seeds.split(","):
        found = {}
        for nights in (0, 4):
            folder = args.work / f"north-{nights}"
            shutil.rmtree(folder, ignore_errors=True)
            instance(source, folder, sites, nights, args.teams)
            made = plan(args.onedoor, folder, args.work / f"plan-{nights}-{seed}", seed, args.seconds)
            checked = run(args.onedoor, "verify", folder, args.work / f"plan-{nights}-{seed}")
            assert checked.returncode == 0, checked.stdout + checked.stderr
            away = sum(day["to"] != "base" for tour in made["tours"] for day in tour["days"])
            found[nights] = (made["objective"]["total"], len(made["unplanned"]), away)
        (days, lost, _), (tours, left, away) = found[0], found[4]
        saved = 100 * (days - tours) / days
        print(f"| {seed} | {days:,.2f} | {lost} | {tours:,.2f} | {left} | {away} | {saved:.1f} % |")


if __name__ == "__main__":
    main()
