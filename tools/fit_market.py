#!/usr/bin/env python3
"""Fits what moves recruiting (equation M17 of models/migration) to yearly entries from Viet Nam.

    tools/fit_market.py             print prior, posterior mean and standard error of each fit
    tools/fit_market.py --table     print data/fits.csv

Reads data/ alone. Observed are yearly changes of the logarithm of inflows of nationals, first permits for work and workers sent
(data/targets.csv; 'assumed' rows are left out), of every destination and series with three years in a row and at least a hundred
persons a year in the mean; the years of closed borders, 2020 to 2022, are left out. Batch, which small numbers tell most of, is the
one of the same fit to all destinations and series, and enters the scores of `corridor backtest` alone:

    change(t+1) = momentum * kept * change(t) + habit(t+1) - habit(t) + news
    habit(t+1)  = habit(t) + speed * (shortage * S + pay * P + network * N - habit(t)),   habit(first year) = 0

S is minus the log of unemployment relative to the series' first year (vacancies lie on the inverse of unemployment where matching
returns to scale are constant and both weigh alike), P the log of pay relative to Viet Nam, N the log of Vietnamese residents, both
relative to that year, of data/*/facts.csv. The variance of the news is that of openness, v, and that of small numbers,
batch * (1/n(t) + 1/n(t+1)): people come in groups. `kept` is the part v / (v + that of small numbers) of a change that is not
chance. Residents are known at most to the last year of the fit, so that it knows no later migration; unemployment and pay are taken
from all rows, whose years between are interpolated. The momentum is tested beside the others and not part of the model unless it
is two standard errors from nothing; the table has the fit without it.

Priors are normal, cut at the range in which the parameter is allowed. Means and standard errors are those of draws of the priors
weighted by the likelihood, drawn again near where it is high: the points are those of a Halton sequence, so that each run gives the
same. A year's step of openness with persistence rho has the variance 2 (1 - rho) of its level, which turns v into
shock_openness_sd."""
import csv
import math
import pathlib
import statistics
import sys

import numpy

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
FIRST_FACTS = 2010
HOME = "VNM"
SERIES = ("inflow_nationals", "first_permits_work", "departures")
FITS = (2013, 2024)
LEAST_MEAN = 100
PANDEMIC = range(2020, 2023)
OPENNESS_RHO = 0.8  # models/shocks/shocks_parameters.def
# Name, prior mean, prior standard deviation, range, and where the prior is from.
ACCEPTED = (
    ("migration.demand_shortage", 1.0, 0.3, 0.0, 1.5, "openings in proportion to unfilled vacancies"),
    ("migration.demand_pay", 0.7, 0.35, 0.0, 2.0, "Ortega and Peri 2013: 0.6 to 0.8; Mayda 2010: near 2"),
    ("migration.demand_network", 0.5, 0.2, 0.0, 1.0, "Beine, Docquier and Ozden 2015: 0.7, less a quarter for families"),
    ("migration.habit_speed", 0.3, 0.15, 0.05, 1.0, "judgement: some three years"),
    ("shocks.shock_openness_sd", 0.4, 0.25, 0.05, 1.0, "judgement"),
)
NUISANCE = ("batch", 15.0, 10.0, 1.0, 60.0, "judgement: persons who come together")  # also of the back-test, from all corridors
TESTED = ("momentum", 0.3, 0.3, 0.0, 0.8, "judgement: nothing to half of last year's growth")
N_DRAWS = 6000
N_ROUNDS = 6


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---- data ----

class Facts:
    """Facts by year, interpolated between rows, sums over their groups."""

    def __init__(self):
        self.points = {}
        for path in sorted(DATA.glob("*/facts.csv")):
            for row in rows_of(path):
                if row["fact"] in ("unemployment_rate", "real_wage_growth", "vietnamese_stock") and row["value"]:
                    items = self.points.setdefault((path.parent.name, row["fact"]), {})
                    items.setdefault(row["group"], []).append((float(row["year"] or 0), float(row["value"])))

    def at(self, country, fact, year, known_to=math.inf):
        total = 0.0
        for points in self.points[country, fact].values():
            points = sorted(points)
            known = [p for p in points if p[0] <= known_to] or points[:1]
            total += numpy.interp(year, *zip(*known))
        return float(total)

    def pay(self, country, first, year):
        """Log of real pay relative to the first year."""
        return sum(math.log1p(self.at(country, "real_wage_growth", y) / 100) for y in range(first, year))


def observed():
    """Yearly counts by series and country; rows of one year are two ends of a range."""
    counts = {}
    for row in rows_of(DATA / "targets.csv"):
        if row["target"] in SERIES and row["status"] != "assumed":
            years = counts.setdefault((row["target"], row["country"]), {})
            value = float(row["value"])
            years[int(row["year"])] = (years[int(row["year"])] + value) / 2 if int(row["year"]) in years else value
    return counts


def chance(before, after):
    return 1 / (before + 1) + 1 / (after + 1)


class Sample:
    """Changes that follow a known change, and the drivers of their series from its first year on."""

    def __init__(self, fit_to, least_mean=LEAST_MEAN):
        facts, self.changes = Facts(), []
        for (_, country), counts in sorted(observed().items()):
            counts = {y: n for y, n in counts.items() if y <= fit_to and y not in PANDEMIC}
            steps = [y for y in counts if {y + 1, y + 2} <= counts.keys()]
            if not steps or statistics.mean(counts.values()) < least_mean:
                continue
            first = max(min(counts), FIRST_FACTS)
            drivers = [self.drivers(facts, country, first, y, fit_to) for y in range(first, max(counts))]
            for year in sorted(steps):
                three = [counts[year + i] for i in range(3)]
                self.changes.append((three, drivers[:max(year + 2 - first, 0)] if year + 1 >= first else []))

    @staticmethod
    def drivers(facts, country, first, year, fit_to):
        unemployment = facts.at(country, "unemployment_rate", year) / facts.at(country, "unemployment_rate", first)
        pay = facts.pay(country, first, year) - facts.pay(HOME, first, year)
        stock = [facts.at(country, "vietnamese_stock", y, fit_to) + 1 for y in (first, year)]
        return -math.log(unemployment), pay, math.log(stock[1] / stock[0])

    def log_likelihood(self, draws):
        shortage, pay, network, speed, openness, batch = draws.T[:6]
        momentum = draws.T[6] if draws.shape[1] > 6 else 0.0
        total, variance = numpy.zeros(len(draws)), openness ** 2 * 2 * (1 - OPENNESS_RHO)
        for counts, drivers in self.changes:
            habit = moved = numpy.zeros(len(draws))
            for by in drivers:
                moved = speed * (shortage * by[0] + pay * by[1] + network * by[2] - habit)
                habit = habit + moved
            before, change = numpy.diff(numpy.log1p(counts))
            kept = variance / (variance + batch * chance(*counts[:2]))
            spread = variance + batch * chance(*counts[1:])
            total -= 0.5 * ((change - momentum * kept * before - moved) ** 2 / spread + numpy.log(spread))
        return total


# ---- fit ----

def halton(n, dimensions):
    """Points of the unit cube, evenly spread; the first ones of the sequence are left out."""
    primes = (2, 3, 5, 7, 11, 13, 17)[:dimensions]
    points = numpy.zeros((n, dimensions))
    for d, prime in enumerate(primes):
        for i in range(n):
            k, fraction = i + 50, 1.0
            while k:
                fraction /= prime
                points[i, d] += fraction * (k % prime)
                k //= prime
    return points


def normal(points):
    return numpy.vectorize(statistics.NormalDist().inv_cdf)(points)


def log_prior(draws, priors):
    mean, sd, low, high = (numpy.array([p[k] for p in priors]) for k in (1, 2, 3, 4))
    inside = ((draws >= low) & (draws <= high)).all(axis=1)
    return numpy.where(inside, -0.5 * (((draws - mean) / sd) ** 2).sum(axis=1), -math.inf)


def fit(sample, priors):
    """Mean and standard error of each parameter, and the effective number of draws."""
    numbers = normal(halton(N_DRAWS, len(priors)))
    mean, spread = numpy.array([p[1] for p in priors]), numpy.diag([p[2] ** 2 for p in priors])
    for _ in range(N_ROUNDS):
        root = numpy.linalg.cholesky(spread)
        draws = mean + numbers @ root.T
        weights = log_prior(draws, priors) + 0.5 * (numbers ** 2).sum(axis=1)
        inside = numpy.isfinite(weights)
        draws, weights = draws[inside], weights[inside]
        weights += sample.log_likelihood(draws)
        weights = numpy.exp(weights - weights.max())
        weights /= weights.sum()
        mean = weights @ draws
        spread = (draws - mean).T @ ((draws - mean) * weights[:, None])
        error = numpy.sqrt(numpy.diag(spread))
        spread = 1.5 * spread
    return mean, error, 1 / (weights ** 2).sum()


# ---- print ----

def fit_batch(fit_to):
    """Mean and standard error."""
    mean, error, _ = fit(Sample(fit_to, least_mean=0), (*ACCEPTED, NUISANCE))
    return float(mean[-1]), float(error[-1])


def row(fit_to, prior, mean, error):
    name, _, _, low, high, _ = prior
    mean, error = round(float(mean), 2), round(float(error), 2)
    low, high = max(low, mean - 2 * error), min(high, mean + 2 * error)
    return f"{fit_to},{name},{mean:.2f},{error:.2f},{low:.2f},{high:.2f},tools/fit_market.py,estimated"


def report():
    for fit_to in FITS:
        sample = Sample(fit_to)
        for priors in ((*ACCEPTED, NUISANCE), (*ACCEPTED, NUISANCE, TESTED)):
            mean, error, effective = fit(sample, priors)
            print(f"years to {fit_to}, {len(priors)} parameters: {len(sample.changes)} changes, {effective:.0f} effective draws")
            for prior, m, e in zip(priors, mean, error):
                print(f"  {prior[0]:<26} prior {prior[1]:.2f} ({prior[2]:.2f})  posterior {m:.2f} ({e:.2f})  {prior[5]}")
        print("  batch of all corridors: {:.2f} ({:.2f})".format(*fit_batch(fit_to)))


def table():
    print("fit_to,parameter,value,standard_error,low,high,source,status")
    for fit_to in FITS:
        mean, error, _ = fit(Sample(fit_to), (*ACCEPTED, NUISANCE))
        for prior, m, e in zip(ACCEPTED, mean, error):
            print(row(fit_to, prior, m, e))
        print(row(fit_to, NUISANCE, *fit_batch(fit_to)))


if __name__ == "__main__":
    table() if sys.argv[1:] == ["--table"] else report()
