#!/usr/bin/env python3
"""Writes docs/VALIDATION.md: the past from 2010 as the program simulates it, beside what was observed. Nothing is tuned here.

    corridor backtest --sample 1/200 --replicates 16 --until 2024 -o out/past
    tools/validation.py out/past > docs/VALIDATION.md

What lies beyond its band has a reason in tools/validation_reasons.csv, by series, country (* for all) and the side on which the simulated
number lies; the first row that fits holds, and a number without one ends the script.
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
REASONS = pathlib.Path(__file__).resolve().with_name("validation_reasons.csv")
USED = "used to set"  # in the note of a target that tests nothing
KNOWN_TO = 2013  # entries that the run is told: --fit-to of the back-test


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


def reason_of(what, where, side):
    for row in rows_of(REASONS):
        if row["series"] == what and row["country"] in (where, "*") and row["side"] in (side, "*"):
            return row["reason"]
    raise SystemExit(f"{what}, {where}: simulated {side} what was observed, and {REASONS.name} has no reason")


def line(what, where, year, simulated, observed, source, used=False):
    low, mean, high = numpy.percentile(simulated, 5), simulated.mean(), numpy.percentile(simulated, 95)
    reason = "" if low <= observed <= high else reason_of(what, where, "below" if high < observed else "above")
    return f"| {what} | {where} | {year} | {number(mean)} | {number(low)} to {number(high)} | {number(observed)} | " \
           f"{mean / observed:.2f} | {source} | {'no' if used else 'yes'} | {reason} |"


def targets(past):
    for row in rows_of(DATA / "targets.csv"):
        known = TARGETS.get(row["target"])
        if known and row["status"] == "observed" and row["year"] and int(row["year"]) in past.years:
            country = None if row["target"] in ABROAD else row["country"]
            simulated = past.series(known[0], country, int(row["year"]), known[1])
            told = known[0] == "departures" and int(row["year"]) <= KNOWN_TO
            yield line(row["target"], row["country"], row["year"], simulated, float(row["value"]), row["source"],
                       told or USED in row["note"])


def population(past):
    for year in YEARS:
        for country in ("VNM", "DEU", "CZE", "JPN", "KOR", "TWN"):
            table = rows_of(DATA / country / "population.csv")
            observed = sum(float(r["female"]) + float(r["male"]) for r in table if r["year"] == str(year + 1))
            yield line("population, end of year", country, year, past.series("population", country, year), observed, "un_wpp_2024",
                       used=True)


def facts(past, name):
    """(country, year, value, source) of the rows with years of a fact."""
    for country in past.countries:
        for row in rows_of(DATA / country / "facts.csv"):
            if row["fact"] == name and row["year"] and int(row["year"]) in YEARS:
                yield country, int(row["year"]), float(row["value"]), row["source"]


def markets(past):
    for country, year, value, source in facts(past, "unemployment_rate"):
        yield line("unemployment, percent", country, year, past.unemployment(country, year), value, source, used=True)
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

`corridor backtest --sample 1/{weight:.0f} --replicates {replicates} --until {last}`: the baseline from January {first} to December {last}, one agent
for {weight:.0f} persons of Viet Nam. Replicates have their own draw of parameters and facts, as far as these are estimated or assumed; the band
holds 90 percent of them. Simulated is their mean. `tests: no` marks what the tables of the model were made from. Where an
observation lies beyond the band the last column says why (`tools/validation_reasons.csv`).

**What tests nothing.** Read from the tables are the population at the start, mortality, fertility and net migration by year,
unemployment, which demand for labour follows (`models/shocks`), and entries of corridors (`vietnamese_entries`) to 2013
(`migration.entries_until`). What moves recruiting is fitted to the years to 2013 ([FIT.md](FIT.md)). The depth of closed borders in
2020 and 2021 is set (`data/policies.json`): these years test only that corridors close and open again. Departures of other years from
2014 on come out of the market of each corridor.

**What it shows.** Populations are met, and unemployment goes where it was seen to go. Workers sent fall behind from 2014 on, to six
tenths in 2019 and half in 2023; the band holds them all, and is as wide as a factor of six. Migrants counted by country of birth are two
to five times those of the model in western and northern Europe, since those who were naturalised before the start are not in
registers of nationals. Means of members of social insurance and of lump sums are high because plausible ranges of what they follow are
wider above than below: without draws of parameters members were 1.09 of those observed in 2010 and 0.92 in 2023.

**What it cannot say.** Which small corridor opens, and when: Hungary, Slovakia and Romania opened from 2017 on, by rules and agencies
that the model does not know. How far a programme grows: Japan went from 10,000 workers a year to 80,000, beyond what vacancies, pay
and networks of 2013 tell. Bands hold openness and parameters, not new programmes. Nor whether candidates can pay in an expensive corridor:
in a run from 2010 the closed form of interest expects five times the candidates for Taiwan that households' means allow, so that departures of 2013
come to 37,000 of 46,400 places, and those of the years after stay behind their places.
"""
COLUMNS = "\n| series | country | year | simulated | band | observed | ratio | source | tests | why beyond the band |\n" \
          "|---|---|---:|---:|---:|---:|---:|---|---|---|"


FORECASTS = {"model": "model", "last_value": "last value", "trend": "linear trend", "gravity": "gravity (PPML)",
             "gravity_elsewhere": "gravity, destination left out"}
SCORES = """## Scores

Forecasts from the years up to 2013 alone, scored on 2014 to 2019, all destinations together. Errors are differences of logarithms (of
numbers, of one more than the number); CRPS is the continuous ranked probability score of the same; the columns of the model repeat
its scores on the destinations and years of that row. Flows are counted in persons, not in agents, and stocks by the definition of their
counts (`analysis/backtest_series.def`). The parameters of the gravity equation are also fitted without the destination that they
forecast; the program fits no parameters of the model, so that nothing of the kind can be left out of it. The model and the gravity
equation know population and pay of later years, the model unemployment and law, too. The boom and bust of Czechia in 2007 to
2010 is not covered: the tables begin in 2010.

Against the last value: inflows are forecast better by both scores. First permits are forecast as well in the mean and worse as a
distribution: the jumps of 2017 to 2019 lie beyond bands of openness that is alike everywhere, while those of the last value take
the changes of Romania to 2013, from 8 to 21 to 112, for the rule; the years to 2013 do not tell that permits move more than other
flows (openness of permits alone 0.46, standard error 0.21; of inflows 0.64, 0.07). Workers sent to single markets are forecast worse, for want of
candidates for Taiwan, and all of them together as well in the mean and better as a distribution. Stocks are forecast nearly as well in
the mean and worse as a distribution, since single agents are many of the migrants in countries with a few dozen. Workers abroad are a
round number that has not moved. Bands of 90 percent hold four fifths of the inflows and of the stocks, and half of first permits and
of workers sent by market.

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
