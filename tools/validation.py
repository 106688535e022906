#!/usr/bin/env python3
"""Writes docs/VALIDATION.md: the past from 2010 as the program simulates it, beside what was observed. Nothing is tuned here.

    corridor backtest --sample 1/200 --replicates 8 --until 2024 -o out/past
    tools/validation.py out/past > docs/VALIDATION.md
"""
import csv
import pathlib
import sys

import h5py
import numpy

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
CONTRACT = "contract"
# Target of data/targets.csv: variable of the result, channel or None for all, factor to the unit of the target.
TARGETS = {
    "insured": ("insured", None, 1),
    "labour_force": ("labour_force", None, 1),
    "employed": ("employed", None, 1),
    "workers_abroad": ("workers_abroad", None, 1),
    "departures_total": ("departures", CONTRACT, 1),
    "migrant_stock": ("migrants", None, 1),
    "lump_sum_withdrawals": ("lump_sums", None, 1),
    "remittances_total": ("remittances", None, 1),
}
ABROAD = {"workers_abroad", "departures_total", "remittances_total"}  # summed over destinations
YEARS = (2015, 2019, 2023)


class Past:
    def __init__(self, path):
        self.file = h5py.File(path)
        self.years = list(self.file["year"][...])
        self.countries = [c.decode() for c in self.file["country"]]
        self.channels = [c.decode() for c in self.file["channel"]]

    def series(self, name, country, year, channel=None):
        """Of every replicate: the sum over all categories but country (None: all) and channel (None: all)."""
        array = self.file[name][...][:, self.years.index(year)]
        array = array if country is None else array[:, [self.countries.index(country)]]
        if channel:
            array = array[:, :, [self.channels.index(channel)]]
        return array.reshape(array.shape[0], -1).sum(axis=1)

    def unemployment(self, country, year):
        return 100 * self.series("unemployed", country, year) / self.series("labour_force", country, year)

    def pay(self, year):
        return self.series("home_pay", "VNM", year) / self.series("home_paid", "VNM", year)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def line(what, where, year, simulated, observed, source):
    low, mean, high = numpy.percentile(simulated, 5), simulated.mean(), numpy.percentile(simulated, 95)
    return f"| {what} | {where} | {year} | {number(mean)} | {number(low)} to {number(high)} | {number(observed)} | " \
           f"{mean / observed:.2f} | {source} |"


def targets(past):
    for row in rows_of(DATA / "targets.csv"):
        known = TARGETS.get(row["target"])
        if known and row["status"] == "observed" and row["year"] and int(row["year"]) in past.years:
            country = None if row["target"] in ABROAD else row["country"]
            simulated = past.series(known[0], country, int(row["year"]), known[1])
            yield line(row["target"], row["country"], row["year"], simulated, float(row["value"]), row["source"])


def population(past):
    for year in YEARS:
        for country in ("VNM", "DEU", "CZE", "JPN", "KOR", "TWN"):
            table = rows_of(DATA / country / "population.csv")
            observed = sum(float(r["female"]) + float(r["male"]) for r in table if r["year"] == str(year + 1))
            yield line("population, end of year", country, year, past.series("population", country, year), observed, "un_wpp_2024")


def facts(past, name):
    """(country, year, value, source) of the rows with years of a fact."""
    for country in past.countries:
        for row in rows_of(DATA / country / "facts.csv"):
            if row["fact"] == name and row["year"] and int(row["year"]) in YEARS:
                yield country, int(row["year"]), float(row["value"]), row["source"]


def markets(past):
    for country, year, value, source in facts(past, "unemployment_rate"):
        yield line("unemployment, percent", country, year, past.unemployment(country, year), value, source)
    pay = {}
    shares = {r["group"]: float(r["value"]) for r in rows_of(DATA / "VNM" / "facts.csv")
              if r["fact"] == "employment_share" and r["year"] in ("", "2019")}
    for row in rows_of(DATA / "VNM" / "facts.csv"):
        if row["fact"] == "gross_wage" and row["year"] == "2019":
            pay[row["group"]] = float(row["value"])
    if pay and set(pay) <= set(shares):
        mean = sum(pay[g] * shares[g] for g in pay) / sum(shares[g] for g in pay)
        yield line("mean pay, USD of 2024 a month", "VNM", 2019, past.pay(2019), mean, "gross_wage of data/VNM/facts.csv")


HEAD = """# The past, simulated and observed

<!-- written by tools/validation.py: do not edit -->

A run of the baseline from January {first} to December {last}, {replicates} replicates, one agent for {weight:.0f} persons of Viet Nam. The band holds 90 percent of
the replicates: chance of the sample and of the draws alone, not what is uncertain about parameters and facts.

What was read from the tables tests nothing: the population at the start, mortality, fertility and net migration by year,
unemployment, which demand for labour follows (`models/shocks`), and the entries of corridors (`vietnamese_entries`) of the years
that are taken as known (`migration.entries_until`). Departures of later years come out of the market of each corridor.
Stocks of migrants in the model include persons who have been naturalised or were born
abroad; the United Nations count persons by country of birth, and miss recent contract workers in some countries. Remittances of the
model are those of migrants who left since 1990 or so; the World Bank counts those of all Vietnamese abroad.

What it shows: populations are met, and unemployment goes where it was seen to go. Entries are known to 2013; from 2014 on nothing of
them is. Workers sent come within a tenth of what was counted in 2014 and fall behind from then on, to six tenths in 2019 and 2023:
growth to Japan, from 10,000 a year to 80,000, is beyond what vacancies, pay and networks of 2013 tell, and a last value carried forward
misses it too (`Scores`). Workers abroad fall behind likewise. The years 2020 and 2021 set the depth of closed borders
(`data/policies.json`), so that they test only that corridors close and open again. Corridors of a few persons in 2013 stay small:
Hungary, Slovakia and Romania opened from 2017 on, by rules and agencies that the model does not know. So for the future: which small
corridor will open, and when, is not told; bands of `--uncertainty parameters` hold openness and parameters, not new programmes.
"""
COLUMNS = "\n| series | country | year | simulated | band | observed | ratio | source |\n|---|---|---:|---:|---:|---:|---:|---|"


FORECASTS = {"model": "model", "last_value": "last value", "trend": "linear trend", "gravity": "gravity (PPML)",
             "gravity_elsewhere": "gravity, destination left out"}
SCORES = """## Scores

Made by `corridor backtest`: forecasts from the years up to 2013 alone, scored on 2014 to 2019, all destinations together. Errors are
differences of logarithms (of numbers, of one more than the number); CRPS is the continuous ranked probability score of the same;
the columns of the model repeat its scores on the destinations and years of that row. The parameters of the gravity equation are
also fitted without the destination that they forecast; the program fits no parameters of the model, so that nothing of the kind can
be left out of it. Observations that the tables were made from test nothing of the model (`data/README.md`). The boom and bust of Czechia in 2007 to 2010 is not covered: the tables begin in 2010.

| series | forecast | n | log-RMSE | CRPS | within 50 % | within 90 % | model: log-RMSE | model: CRPS |
|---|---|---:|---:|---:|---:|---:|---:|---:|"""


def score(row, name, decimals):
    return f"{float(row[name]):.{decimals}f}" if row[name] else ""


def scores(path):
    for row in rows_of(path):
        if row["destination"] == "ALL":
            cells = [row["series"] if row["forecast"] == "model" else "", FORECASTS[row["forecast"]], row["n"],
                     score(row, "log_rmse", 2), score(row, "crps", 3), score(row, "coverage_50", 0), score(row, "coverage_90", 0)]
            of_model = row["forecast"] == "model"
            cells += ["" if of_model else score(row, "model_log_rmse", 2), "" if of_model else score(row, "model_crps", 3)]
            yield "| " + " | ".join(cells) + " |"


def main():
    folder = pathlib.Path(sys.argv[1])
    past = Past(folder / "backtest.nc")
    n = past.file["births"].shape[0]
    print(HEAD.format(replicates=n, first=past.years[0], last=past.years[-1], weight=1 / float(numpy.ravel(past.file.attrs["sample"])[0])))
    for title, rows in (("Population", population(past)), ("Labour market", markets(past)), ("Migration and insurance", targets(past))):
        print(f"## {title}\n{COLUMNS}")
        print("\n".join(rows) + "\n")
    print(SCORES)
    print("\n".join(scores(folder / "scores.csv")))


if __name__ == "__main__":
    main()
