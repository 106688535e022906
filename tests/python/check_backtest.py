"""corridor backtest: its tables have every series, destination and year, its scores are those of its tables, what was not
asked for is refused before anything runs, and the same command gives the same files."""
import csv
import math
import pathlib
import re
import shutil
import unittest

from program import SOURCE, Folder, corridor, digest

# Three years, one agent for two thousand persons: nobody reads these numbers for what they say of migration.
SMALL = ["--sample", "1/2000", "--residents", "1/40000", "--replicates", "3", "--until", "2012", "--fit-to", "2010",
         "--score", "2011-2012"]
COLUMNS = "series,destination,year,n,mean,p05,p25,p50,p75,p95,observed,source".split(",")
SCORES = "series,destination,forecast,n,log_rmse,crps,coverage_50,coverage_90,model_log_rmse,model_crps,uncertainty".split(",")
SERIES = {"inflows", "first_permits", "dispatch", "dispatch_total", "stock", "nationals", "workers_abroad",
          "remittances_contract", "insured", "lump_sums", "pay", "unemployment", "population"}


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.place = pathlib.Path(cls.folder.name)
        cls.result = corridor("backtest", *SMALL, "-o", cls.place / "a")
        cls.table = rows_of(cls.place / "a" / "backtest.csv")
        cls.scores = rows_of(cls.place / "a" / "scores.csv")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_it_ends_well_with_four_files_and_a_table(self):
        self.assertEqual(self.result.returncode, 0, self.result.stderr)
        self.assertEqual(sorted(p.name for p in (self.place / "a").iterdir()),
                         ["backtest.csv", "backtest.html", "backtest.nc", "scores.csv"])
        self.assertRegex(self.result.stdout, r"inflows +model +\d+ ")
        self.assertIn("backtest.html", self.result.stdout)

    def test_every_destination_and_year_has_its_row_also_where_nothing_was_observed(self):
        self.assertEqual(list(self.table[0]), COLUMNS)
        self.assertEqual({r["series"] for r in self.table}, SERIES)
        codes = [r["iso3"] for r in rows_of(SOURCE / "data" / "countries.csv")]
        inflows = [(r["destination"], r["year"]) for r in self.table if r["series"] == "inflows"]
        self.assertEqual(inflows, [(c, str(y)) for c in codes if c != "VNM" for y in (2010, 2011, 2012)])
        self.assertTrue(any(r["observed"] == "" for r in self.table if r["series"] == "inflows"))

    def test_quantiles_are_in_order_and_observations_have_sources(self):
        sources = {r["key"] for r in rows_of(SOURCE / "data" / "sources.csv")}
        for row in self.table:
            if row["mean"]:
                quantiles = [float(row[c]) for c in ("p05", "p25", "p50", "p75", "p95")]
                self.assertEqual(quantiles, sorted(quantiles))
                self.assertEqual(row["n"], "3")
            self.assertEqual(row["observed"] == "", row["source"] == "")
            self.assertIn(row["source"], sources | {""})

    def test_observations_are_those_of_the_tables(self):
        targets = {(r["country"], r["year"]): float(r["value"]) for r in rows_of(SOURCE / "data" / "targets.csv")
                   if r["target"] == "inflow_nationals"}
        for row in self.table:
            if row["series"] == "inflows" and row["observed"]:
                self.assertEqual(float(row["observed"]), targets[row["destination"], row["year"]])

    def test_the_error_of_the_model_is_that_of_its_means(self):
        self.assertEqual(list(self.scores[0]), SCORES)
        for series, plus in (("inflows", 1), ("unemployment", 0)):
            cells = [r for r in self.table if r["series"] == series and r["year"] != "2010" and r["observed"] and r["mean"]]
            errors = [math.log(float(r["mean"]) + plus) - math.log(float(r["observed"]) + plus) for r in cells]
            score = next(r for r in self.scores if (r["series"], r["destination"], r["forecast"]) == (series, "ALL", "model"))
            self.assertEqual(int(score["n"]), len(errors))
            self.assertAlmostEqual(float(score["log_rmse"]), math.sqrt(sum(e * e for e in errors) / len(errors)), 6)

    def test_the_last_value_is_that_of_the_last_year_of_the_fit(self):
        table = {(r["destination"], r["year"]): r["observed"] for r in self.table if r["series"] == "inflows"}
        score = next(r for r in self.scores
                     if (r["series"], r["destination"], r["forecast"]) == ("inflows", "DEU", "last_value"))
        errors = [math.log1p(float(table["DEU", y])) - math.log1p(float(table["DEU", "2010"])) for y in ("2011", "2012")]
        self.assertAlmostEqual(float(score["log_rmse"]), math.sqrt(sum(e * e for e in errors) / 2), 6)

    def test_gravity_is_fitted_with_and_without_the_destination(self):
        def by(name):
            return {r["destination"]: r for r in self.scores if (r["series"], r["forecast"]) == ("inflows", name)}
        whole, without = by("gravity"), by("gravity_elsewhere")
        self.assertGreaterEqual(len(whole), 15)
        self.assertEqual(set(whole), set(without))
        self.assertTrue(any(whole[d]["log_rmse"] != without[d]["log_rmse"] for d in whole))

    def test_the_page_tells_what_the_bands_are_and_loads_nothing(self):
        page = (self.place / "a" / "backtest.html").read_text(encoding="utf-8")
        self.assertIn("Each band is a band of sampling and parameters: it shows sampling variation and a draw of estimated", page)
        self.assertIn("The model has no such row", page)
        self.assertIsNone(re.search(r"https?://|<script|url\(", page))
        self.assertEqual(page.count("<svg"), page.count("</svg>"))

    def test_the_same_command_writes_the_same_and_another_is_refused(self):
        before = {p.name: digest(p) for p in (self.place / "a").iterdir()}
        self.assertEqual(corridor("backtest", *SMALL, "--threads", "1", "-q", "-o", self.place / "a").returncode, 0)
        self.assertEqual({p.name: digest(p) for p in (self.place / "a").iterdir()}, before)
        other = corridor("backtest", *SMALL, "--seed", "2", "-o", self.place / "a")
        self.assertEqual(other.returncode, 2, other.stderr)
        self.assertIn("--replace", other.stderr)


class Knowledge(unittest.TestCase):
    """What happened after --fit-to is not told to the model."""

    def simulated(self, *words, data=None):
        with Folder() as place:
            result = corridor("backtest", *SMALL, *words, *(["--data", data] if data else []), "-o", place / "a")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.page = (place / "a" / "backtest.html").read_text(encoding="utf-8")
            return [[r[c] for c in COLUMNS[:10]] for r in rows_of(place / "a" / "backtest.csv")]

    def test_entries_of_later_years_do_not_enter_unless_they_are_asked_for(self):
        told = self.simulated()
        self.assertIn("migration.entries_until = 2010", self.page.replace("=", " = ").replace("  ", " "))
        with Folder() as place:
            shutil.copytree(SOURCE / "data", place / "data")
            path = place / "data" / "TWN" / "facts.csv"
            text = re.sub(r"(vietnamese_entries,contract,201[2-6]),\d+", r"\1,77000", path.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8")
            self.assertTrue(self.simulated(data=place / "data") == told)
            known = ["--set", "migration.entries_until=2012"]
            self.assertFalse(self.simulated(*known, data=place / "data") == self.simulated(*known))


    def test_entries_told_of_scored_years_are_warned_of(self):
        for until, told in (("2011", True), ("2010", False)):
            result = corridor("backtest", *SMALL, "--dry-run", "--set", f"migration.entries_until={until}")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual("told entries of the years that are scored, from 2011 on" in result.stderr, told, result.stderr)


class Refusals(unittest.TestCase):
    def refused(self, code, *words):
        with Folder() as place:
            result = corridor("backtest", *words, "-o", place / "a")
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertFalse((place / "a").exists())
            return result.stderr

    def test_years_that_do_not_fit_together(self):
        for words, message in [
            (["--score", "2013-2019"], "--score 2013-2019: a year up to --fit-to 2013 tests nothing; allowed is from 2014 on"),
            (["--fit-to", "2009", "--score", "2010"], "--fit-to 2009: the run begins in 2010"),
            (["--until", "2018"], "--score 2014-2019: the last whole year simulated is 2018"),
            (["--until", "2019-11"], "the last whole year simulated is 2018"),
        ]:
            self.assertIn(message, self.refused(2, *words))

    def test_words_that_are_no_years(self):
        for word in ("2019-2014", "14-19", "2014-", "2014:2019"):
            self.assertIn("a range of years such as 2014-2019, or one year", self.refused(2, "--score", word))
        self.assertIn("a whole number from 1990 to 2050", self.refused(2, "--fit-to", "last"))

    def test_months_are_not_scored(self):
        self.assertIn("backtest has no option '--monthly'", self.refused(2, "--monthly"))

    def test_a_broken_table_of_observations_is_told_before_anything_runs(self):
        with Folder() as place:
            shutil.copytree(SOURCE / "data", place / "data")
            path = place / "data" / "targets.csv"
            path.write_text(re.sub(r"inflow_nationals,DEU,,2010,\d+", "inflow_nationals,DEU,,2010,many",
                                   path.read_text(encoding="utf-8")), encoding="utf-8")
            self.assertIn("'many'", self.refused(3, *SMALL, "--data", place / "data"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
