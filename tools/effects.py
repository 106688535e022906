#!/usr/bin/env python3
"""Writes docs/reference/effects.md: what every lever of policy does to the outcomes that analysts ask for, beside the sign that
economics expects.

    tools/effects.py build/release/corridor out/effects > docs/reference/effects.md

One policy at a time, at a strong value, from 2026 on, against the baseline with the same random numbers; the standard error is that
of the paired differences between replicates. tests/signs/expected.csv holds policies, signs and reasons. Ends with 1 if an effect
contradicts its sign. Runs made are kept in the folder, so that the same command goes on where it was stopped.
"""
import argparse
import concurrent.futures
import csv
import json
import math
import pathlib
import shutil
import subprocess
import sys

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from sensitivity import command, european_union, identity  # noqa: E402

FIRST_YEAR, LAST_YEAR = 2026, 2040
# Outcome: title, numerator, denominator or nothing, over all years from the first on ("flow") or in the last; of Viet Nam ("home")
# or of the destinations that the policy names.
OUTCOMES = {
    "departures": ("departures", "departures", None, "flow", "parties"),
    "workers": ("workers abroad", "workers_abroad", None, "stock", "parties"),
    "overstays": ("overstays", "overstays", None, "flow", "parties"),
    "cost_months": ("cost, months of pay", "recruitment_months", "workers_departed", "flow", "parties"),
    "debt": ("debt per worker", "worker_debt", "workers_abroad", "stock", "parties"),
    "net_pay": ("net pay", "migrant_net_pay", "migrants_employed", "stock", "parties"),
    "remittances": ("remittances", "remittances", None, "flow", "parties"),
    "contributing": ("share contributing", "contributing", "migrants_employed", "stock", "parties"),
    "rights": ("pension rights", "pension_rights", None, "stock", "parties"),
    "income": ("household income", "household_income", "households", "stock", "home"),
    "insured": ("insured in Viet Nam", "insured", None, "stock", "home"),
    "children": ("child labour", "child_labour", None, "stock", "home"),
}
# An effect is clear, or contradicts its sign, beyond these quantiles of Student's t (two-sided, 5 and 1 %), by degrees of freedom.
CLEAR = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26}
CONTRADICTS = {1: 63.66, 2: 9.92, 3: 5.84, 4: 4.60, 5: 4.03, 6: 3.71, 7: 3.50, 8: 3.36, 9: 3.25}
ANY, UP, DOWN = ".", "+", "-"


def expected():
    with (ROOT / "tests/signs/expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scenario(row=None):
    base = {"name": row["lever"] if row else "baseline", "extends": "parent.json"}
    return {**base, "policies": [policy(row)]} if row else base


def policy(row):
    written = {**json.loads(row["policy"]), "from": f"{FIRST_YEAR}-01", "parties": row["parties"].split()}
    if row["channels"]:
        written["channels"] = row["channels"].split()
    return written


def countries_of(row, countries):
    if row["parties"] in ("all_destinations", "VNM"):
        return [i for i, c in enumerate(countries) if c != "VNM"]
    named = european_union() if row["parties"] == "EU" else set(row["parties"].split())
    return [i for i, c in enumerate(countries) if c in named]


def per_country(path):
    """{variable: replicates x years from the first on x countries}, and the names of the countries."""
    with h5py.File(path) as file:
        years = list(file["year"])
        first = years.index(FIRST_YEAR)
        countries = [c.decode() for c in file["country"]]
        names = {name for _, *pair, _, _ in OUTCOMES.values() for name in pair if name}
        return {name: file[name][...][:, first:].reshape(file[name].shape[0], len(years) - first, len(countries), -1).sum(axis=3).tolist()
                for name in names}, countries


def outcome(results, of, row):
    """One number per replicate."""
    _, numerator, denominator, over, where = OUTCOMES[of]
    values, countries = results
    area = [countries.index("VNM")] if where == "home" else countries_of(row, countries)

    def total(name):
        array = numpy.array(values[name])[:, :, area].sum(axis=2)
        return array.sum(axis=1) if over == "flow" else array[:, -1]

    return total(numerator) / numpy.maximum(total(denominator), 1) if denominator else total(numerator)


class Laboratory:
    def __init__(self, program, folder, sample, replicates):
        self.program, self.size = program, ["--sample", sample, "-r", str(replicates), "--until", f"{LAST_YEAR}-12"]
        self.folder = folder / identity(program) / f"{sample}-{replicates}".replace("/", "-")
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "scenarios/baseline.json", self.folder / "parent.json")

    def run(self, name, written):
        kept, file, output = (self.folder / f"{name}{end}" for end in (".kept", ".json", ".nc"))
        if not kept.exists() or file.read_text() != json.dumps(written):
            file.write_text(json.dumps(written))
            words = ["run", str(file), "-q", "-j", "1", "--replace", "-o", str(output), *self.size]
            done = subprocess.run([self.program, *words], cwd=ROOT, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"{name}: {done.stderr}")
            kept.write_text(json.dumps(per_country(output)))
            output.unlink()
        return json.loads(kept.read_text())


class Effect:
    def __init__(self, base, changed, of, row):
        before, after = outcome(base, of, row), outcome(changed, of, row)
        difference, level = after - before, abs(before.mean()) or 1.0
        self.percent = 100 * difference.mean() / level
        self.error = 100 * difference.std(ddof=1) / math.sqrt(len(difference)) / level
        self.sign, freedom = row[of], len(difference) - 1
        self.clear, self.against = CLEAR.get(freedom, CLEAR[9]), CONTRADICTS.get(freedom, CONTRADICTS[9])

    def distance(self):
        return self.percent / self.error if self.error > 0 else math.copysign(math.inf, self.percent) if self.percent else 0.0

    def contradicts(self):
        return {UP: self.distance() < -self.against, DOWN: self.distance() > self.against, ANY: False}[self.sign]

    def word(self):
        figure = f"{self.percent:+.2f} ({self.error:.2f})" if self.percent or self.error else "0"
        figure = f"**{figure}**" if abs(self.distance()) >= self.clear else figure
        return figure + {ANY: "", UP: " +", DOWN: " −"}[self.sign] + (" contradicts" if self.contradicts() else "")


HEAD = """# What policies do

<!-- written by tools/effects.py: do not edit -->

Change against the baseline in percent, standard error in brackets: one policy at a time, from {first} on (`{size}`). In bold
what is clear of zero at the 5 % level; behind it the sign that economics expects, where it expects one. Flows are sums from
{first} to {last}, stocks those of {last}; household income, insured persons and child labour are of Viet Nam, the rest of the
destinations named. "Contradicts": clear at the 1 % level, with the other sign.

| lever | {titles} |
|---|{rules}|"""


def page(rows, found, size):
    titles = " | ".join(title for title, *_ in OUTCOMES.values())
    print(HEAD.format(first=FIRST_YEAR, last=LAST_YEAR, size=" ".join(size), titles=titles,
                      rules="|".join("---:" for _ in OUTCOMES)))
    for row, effects in zip(rows, found):
        print(f"| `{row['lever']}` | {' | '.join(e.word() for e in effects)} |")
    print("\n## Policies and reasons\n\n| lever | policy | parties | channels | reason |\n|---|---|---|---|---|")
    for row in rows:
        print(f"| `{row['lever']}` | `{row['policy']}` | {row['parties']} | {row['channels'] or 'all'} | {row['reason']} |")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("program", type=pathlib.Path)
    words.add_argument("folder", type=pathlib.Path)
    words.add_argument("--sample", default="1/50")
    words.add_argument("--replicates", type=int, default=8)
    words.add_argument("--levers", help="only these, separated by commas")
    words.add_argument("--jobs", type=int, default=2)
    words = words.parse_args()
    program = str(words.program.resolve())
    rows = [row for row in expected() if not words.levers or row["lever"] in words.levers.split(",")]
    moved = {row["lever"] for row in json.loads(command(program, "describe", "policies", "--json")) if row["lever"]}
    if missing := moved - {row["lever"] for row in expected()}:
        raise SystemExit(f"tests/signs/expected.csv: no row for {', '.join(sorted(missing))}")
    laboratory = Laboratory(program, words.folder.resolve(), words.sample, words.replicates)
    tasks = [("baseline", scenario())]
    tasks += [(row["lever"], scenario(row)) for row in rows]
    with concurrent.futures.ThreadPoolExecutor(words.jobs) as pool:
        base, *changed = pool.map(lambda task: laboratory.run(*task), tasks)
    found = [[Effect(base, results, of, row) for of in OUTCOMES] for row, results in zip(rows, changed)]
    page(rows, found, laboratory.size)
    sys.exit(any(e.contradicts() for effects in found for e in effects))


if __name__ == "__main__":
    main()
