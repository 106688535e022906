#!/usr/bin/env python3
"""Writes docs/SENSITIVITY.md: how far results of 2050 depend on each parameter and on each group of facts, one at a time.

    tools/sensitivity.py build/release/corridor out/sensitivity > docs/SENSITIVITY.md

Every parameter goes to both ends of its range, every fact that is not observed everywhere to both ends of its plausible range
(`spread` of models/tables/country_facts.def), in all destinations at once or in Viet Nam, by channel, sex or occupation where it
has them. All runs share their random numbers. A coarse screen of all of them, at the end farther from the default, is followed by
finer runs, at both ends, of those that move one of the results most. What has been run is kept in the folder: the same command goes
on where it was stopped.
"""
import argparse
import concurrent.futures
import csv
import hashlib
import json
import math
import pathlib
import re
import subprocess

import h5py
import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Title: variable, countries (EU or ALL) of what is summed over the last year.
RESULTS = {
    "Persons from Viet Nam in the EU": ("migrants", "EU"),
    "Workers from Viet Nam in the EU": ("workers_abroad", "EU"),
    "Remittances": ("remittances", "ALL"),
    "Persons with vested rights abroad": ("vested_abroad", "ALL"),
}
SCREEN, FINE = ("1/2000", "1/40000", 1), ("1/500", "1/20000", 2)  # sample, of residents, replicates
N_FINE, N_SHOWN = 40, 20
# Settings of a run rather than assumptions about the world.
SETTINGS = {"migration.entries_until", "demography.min_resident_agents"}
FACT = re.compile(r'^FACT\((\w+), (\w+), "[^"]*", [^,]+, [^,]+, (\w), \w+, ([\d.]+), "([^"]*)"\)', re.M)
OUT_OF_RANGE = 3  # exit code: together with the other values it is not a model


class Assumption:
    def __init__(self, name, default, low, high, status, meaning):
        self.name, self.default, self.ends, self.status, self.meaning = name, default, (low, high), status, meaning


def command(program, *words):
    return subprocess.run([program, *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def parameters(program):
    for row in json.loads(command(program, "describe", "parameters", "--json")):
        if row["name"] not in SETTINGS:
            yield Assumption(row["name"], row["default"], row["min"], row["max"], row["status"], row["meaning"])


def statuses():
    """Of every fact of Viet Nam and of destinations: the words that its rows state."""
    found = {}
    for path in sorted((ROOT / "data").glob("*/facts.csv")):
        party = "VNM" if path.parent.name == "VNM" else "all_destinations"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault((party, row["fact"]), set()).add(row["status"])
    return found


def facts(program):
    """Factors on a fact of a party; shares of a whole move one by one, since together they cannot."""
    items = {}
    for row in json.loads(command(program, "describe", "dimensions", "--json")):
        items.setdefault(row["dimension"], []).append(row["item"])
    known = statuses()
    for group, name, who, spread, meaning in FACT.findall((ROOT / "models/tables/country_facts.def").read_text()):
        for party, asked in (("all_destinations", "ADRP"), ("VNM", "AOR")):
            status = known.get((party, name), set()) - {"observed"}
            if who not in asked or not status or float(spread) == 0:
                continue
            places = [""] if group == "scalar" else [f".{item}" for item in items[group]]
            if name in ("gross_wage", "recruitment_cost"):
                places = ["", *places]
            for place in places:
                yield Assumption(f"{party}.{name}{place}.factor", 1.0, 1 - float(spread), 1 + float(spread),
                                 " and ".join(sorted(status)), meaning)


def european_union():
    with (ROOT / "data/countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso3"] for row in csv.DictReader(file) if row["eu"] == "1"}


def read(path):
    """Per result: the replicates of the last year."""
    with h5py.File(path) as file:
        countries = [c.decode() for c in file["country"]]
        eu = [i for i, c in enumerate(countries) if c in european_union()]
        values = {}
        for variable, area in RESULTS.values():
            array = file[variable][...][:, -1]
            array = array[:, eu] if area == "EU" else array
            values[variable, area] = array.reshape(array.shape[0], -1).sum(axis=1).tolist()
    return [values[result] for result in RESULTS.values()]


def identity(program):
    """Of what results depend on besides the values set, so that runs of other sources or data are not taken for those of these."""
    digest = hashlib.sha256(re.search("Program digest (.*)", command(program, "version"))[0].encode())
    for path in sorted([*(ROOT / "data").rglob("*"), ROOT / "scenarios/baseline.json"]):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Laboratory:
    """Runs of the baseline with one value set, each made once."""

    def __init__(self, program, folder, size):
        self.program, self.size = program, size
        self.folder = folder / identity(program) / "-".join(map(str, size)).replace("/", "-")
        self.folder.mkdir(parents=True, exist_ok=True)

    def run(self, name=None, value=None):
        """What read() returns; None where the value is not accepted."""
        kept = self.folder / (f"{name}={value:.6g}.json" if name else "baseline.json")
        if not kept.exists():
            sample, residents, replicates = self.size
            output = kept.with_suffix(".nc")
            words = ["run", "scenarios/baseline.json", "--sample", sample, "--residents", residents, "-r", str(replicates),
                     "-j", "1", "-q", "--replace", "-o", str(output)] + (["--set", f"{name}={value!r}"] if name else [])
            done = subprocess.run([self.program, *words], cwd=ROOT, capture_output=True, text=True)
            if done.returncode not in (0, OUT_OF_RANGE):
                raise SystemExit(f"{name}={value}: {done.stderr}")
            kept.write_text(json.dumps(read(output) if done.returncode == 0 else None))
            output.unlink(missing_ok=True)
        return json.loads(kept.read_text())

    def end(self, assumption, i):
        """(value, results) at an end of the range, or as near to it as the other values allow."""
        value = assumption.ends[i]
        for _ in range(4):
            if value == assumption.default:
                break
            results = self.run(assumption.name, value)
            if results is not None:
                return value, results
            value = assumption.default + (value - assumption.default) / 2
        return assumption.default, self.run()


def log_changes(base, results):
    return [[math.log(max(x, 1) / max(b, 1)) for x, b in zip(one, other)] for one, other in zip(results, base)]


class Effect:
    """Of an assumption on every result: log changes from the baseline, per replicate, at both ends or at one."""

    def __init__(self, laboratory, assumption, ends):
        self.assumption = assumption
        base = laboratory.run()
        found = [laboratory.end(assumption, i) for i in ends]
        self.values = [value for value, _ in found]
        self.changes = [log_changes(base, results) for _, results in found]

    def change(self, end, k):
        return float(numpy.mean(self.changes[end][k]))

    def size(self, k):
        return max(abs(self.change(end, k)) for end in range(len(self.changes)))

    def elasticity(self, k):
        """Mean over the range: change of the log per change of the assumption relative to its default."""
        width = (self.values[1] - self.values[0]) / abs(self.assumption.default) if self.assumption.default else 0
        return (self.change(1, k) - self.change(0, k)) / width if width else None


def farther_end(assumption):
    distance = [abs(end - assumption.default) for end in assumption.ends]
    return (int(distance[1] >= distance[0]),)


def effects(laboratory, assumptions, ends_of, jobs):
    laboratory.run()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda assumption: Effect(laboratory, assumption, ends_of(assumption)), assumptions))


def chosen(found):
    """Those with the largest effects, result by result in turn."""
    ranks = [sorted(found, key=lambda e: -e.size(k)) for k in range(len(RESULTS))]
    names = {}
    for place in range(len(found)):
        for rank in ranks:
            if len(names) < N_FINE:
                names.setdefault(rank[place].assumption.name, rank[place].assumption)
    return list(names.values())


def chance(found, k):
    """Standard error of a change, from the differences between replicates."""
    spread = [numpy.var(e.changes[i][k], ddof=1) for e in found for i in (0, 1) if len(e.changes[i][k]) > 1]
    return math.sqrt(numpy.mean(spread) / FINE[2])


def percent(change):
    return f"{100 * math.expm1(change):+.0f} %"


def number(value):
    return f"{value:.4g}"


def line(effect, k):
    a, elasticity = effect.assumption, effect.elasticity(k)
    return (f"| `{a.name}` | {a.status} | {number(a.default)} | {number(effect.values[0])} | {number(effect.values[1])} | "
            f"{percent(effect.change(0, k))} | {percent(effect.change(1, k))} | "
            f"{'' if elasticity is None else f'{elasticity:+.2f}'} | {a.meaning} |")


HEAD = """# What results depend on

<!-- written by tools/sensitivity.py: do not edit -->

{n} parameters and groups of facts were moved one at a time, with the same random numbers: each parameter to both ends of its range,
each fact that is not observed everywhere to both ends of its plausible range, in all destinations at once or in Viet Nam. Ranges
differ in width: a large effect says that an assumption is wide, that much hangs on it, or both; the elasticity tells which. It is the
mean over the range: change of the log of the result per change of the assumption, relative to its default. All were run at
{screen_sample}, at the end farther from the default, and the {n_fine} with the largest effects again at both ends at {fine_sample},
{replicates} replicates; the tables show the {n_shown} largest. An end
that other values do not allow is replaced by the nearest of half the distance, a quarter, an eighth. The rates of exit by channel
(`data/exit_rates.csv`) cannot be set by name; the fact `exit_multiplier` moves them all.
"""
COLUMNS = """
| assumption | status | default | low | high | result at low | at high | elasticity | meaning |
|---|---|---:|---:|---:|---:|---:|---:|---|"""


def page(found, n, base):
    print(HEAD.format(n=n, screen_sample=SCREEN[0], n_fine=len(found), fine_sample=FINE[0], replicates=FINE[2], n_shown=N_SHOWN))
    for k, title in enumerate(RESULTS):
        print(f"## {title}, 2050\n\nBaseline {numpy.mean(base[k]):,.0f}; standard error of an effect, by chance of the sample: "
              f"{100 * chance(found, k):.1f} %.\n{COLUMNS}")
        for effect in sorted(found, key=lambda e: -e.size(k))[:N_SHOWN]:
            print(line(effect, k))
        print()


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("program", type=pathlib.Path)
    words.add_argument("folder", type=pathlib.Path)
    words.add_argument("--jobs", type=int, default=2)
    words = words.parse_args()
    program, folder = str(words.program.resolve()), words.folder.resolve()
    assumptions = [*parameters(program), *facts(program)]
    screened = effects(Laboratory(program, folder, SCREEN), assumptions, farther_end, words.jobs)
    laboratory = Laboratory(program, folder, FINE)
    found = effects(laboratory, chosen(screened), lambda assumption: (0, 1), words.jobs)
    page(found, len(assumptions), laboratory.run())


if __name__ == "__main__":
    main()
