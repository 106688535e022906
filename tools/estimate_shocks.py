#!/usr/bin/env python3
"""Sizes of the shocks of models/shocks from yearly unemployment rates.

    tools/estimate_shocks.py RATES.csv [FIRST LAST]
    tools/estimate_shocks.py [FIRST LAST]

RATES.csv has the columns country, year, value (percent; other columns do not matter), such as a download of the rate at ages 15 and
over from ILOSTAT. Without it the rows of data/*/facts.csv are taken, which begin in 2010. Years: 2006 to 2019 by default, before the
pandemic. Prints for every country the standard deviation of the yearly change of log unemployment (fact unemployment_spread), and over
all countries what is left of a deviation from the linear trend after a year (shock_demand_rho) and the mean correlation of the
changes of two countries (shock_demand_common)."""
import csv
import itertools
import math
import pathlib
import statistics
import sys


def read_rates(path):
    rates = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rates.setdefault(row["country"], {})[int(row["year"])] = float(row["value"])
    return rates


def read_facts():
    rates = {}
    for path in sorted(pathlib.Path("data").glob("*/facts.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            known = {int(row["year"]): float(row["value"]) for row in csv.DictReader(file)
                     if row["fact"] == "unemployment_rate" and row["year"]}
        series = dict(known)
        for before, after in itertools.pairwise(sorted(known)):  # rows on a line are left out of the tables
            for year in range(before, after):
                series[year] = known[before] + (year - before) / (after - before) * (known[after] - known[before])
        if series:
            rates[path.parent.name] = series
    return rates


def off_trend(values):
    line = statistics.linear_regression(range(len(values)), values)
    return [value - line.intercept - line.slope * i for i, value in enumerate(values)]


def persistence(values):
    return sum(a * b for a, b in itertools.pairwise(values)) / sum(a * a for a in values[:-1])


def main(arguments):
    path = arguments.pop(0) if len(arguments) % 2 else None
    first, last = map(int, arguments or ("2006", "2019"))
    rates = read_rates(path) if path else read_facts()
    changes, kept = {}, []
    for country, series in sorted(rates.items()):
        years = [year for year in range(first, last + 1) if year in series]
        if len(years) < 9:
            continue
        logs = [math.log(series[year]) for year in years]
        changes[country] = {year: now - before for year, (before, now) in zip(years[1:], itertools.pairwise(logs))}
        kept.append(persistence(off_trend(logs)))
        print(f"{country} {statistics.stdev(changes[country].values()):.3f}")
    pairs = []
    for one, other in itertools.combinations(changes.values(), 2):
        common = sorted(one.keys() & other.keys())
        pairs.append(statistics.correlation([one[year] for year in common], [other[year] for year in common]))
    print(f"median {statistics.median(statistics.stdev(c.values()) for c in changes.values()):.3f}")
    print(f"shock_demand_rho {statistics.mean(kept):.2f}")
    print(f"shock_demand_common {statistics.mean(pairs):.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
