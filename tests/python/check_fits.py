"""data/fits.csv is what tools/fit_market.py makes of data/; the program's defaults are its fit of all years, and a back-test
takes the fit of the years that it may know."""
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import unittest

from program import SOURCE, Folder, corridor

RANGES = SOURCE / "models" / "tables" / "fitted_ranges.def"
SMALL = ["--sample", "1/2000", "--residents", "1/40000", "--replicates", "2", "--until", "2014", "--score", "2014"]


def kept():
    with open(SOURCE / "data" / "fits.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Fits(unittest.TestCase):
    def test_the_table_is_what_the_script_makes_of_the_data(self):
        made = subprocess.run([sys.executable, "tools/fit_market.py", "--table"], text=True, capture_output=True, check=True)
        made = list(csv.DictReader(io.StringIO(made.stdout)))
        self.assertEqual([(r["fit_to"], r["parameter"]) for r in made], [(r["fit_to"], r["parameter"]) for r in kept()])
        for row, other in zip(made, kept()):
            for column in ("value", "standard_error", "low", "high"):
                self.assertAlmostEqual(float(row[column]), float(other[column]), delta=0.021, msg=row["parameter"])

    def test_defaults_and_plausible_ranges_are_the_fit_of_all_years(self):
        described = {r["name"]: r for r in json.loads(corridor("describe", "parameters", "--json").stdout)}
        ranges = {name: (float(low), float(high)) for name, low, high in
                  re.findall(r'^FITTED\("([a-z_.]+)", ([0-9.]+), ([0-9.]+)\)', RANGES.read_text(encoding="utf-8"), re.M)}
        last = max(r["fit_to"] for r in kept())
        fitted = {r["parameter"]: r for r in kept() if r["fit_to"] == last and r["parameter"] != "batch"}
        self.assertEqual(set(ranges), set(fitted))
        for name, row in fitted.items():
            self.assertEqual(described[name]["default"], float(row["value"]), name)
            self.assertEqual(described[name]["status"], row["status"], name)
            self.assertEqual(ranges[name], (float(row["low"]), float(row["high"])), name)


class Backtest(unittest.TestCase):
    def run_with(self, change, *words):
        with Folder() as place:
            shutil.copytree(SOURCE / "data", place / "data")
            table = place / "data" / "fits.csv"
            table.write_text(change(table.read_text(encoding="utf-8")), encoding="utf-8")
            result = corridor("backtest", *SMALL, *words, "--data", place / "data", "-o", place / "a")
            if result.returncode:
                return result.stderr
            self.page = (place / "a" / "backtest.html").read_text(encoding="utf-8")
            return [",".join(row.split(",")[:10]) for row in (place / "a" / "backtest.csv").read_text().splitlines()]

    def test_it_takes_the_fit_of_the_years_that_it_may_know(self):
        def of_2013(text):
            return text.replace("2013,migration.demand_shortage,0.97", "2013,migration.demand_shortage,0.5")

        def of_all_years(text):
            return text.replace("2024,migration.demand_shortage,1.16", "2024,migration.demand_shortage,0.8")
        alike = ["--uncertainty", "sampling"]  # a parameter that is set is not drawn
        plain = self.run_with(lambda text: text, *alike)
        self.assertIn("as fitted to the years up to 2013", self.page)
        self.assertFalse(self.run_with(of_2013, *alike) == plain)
        self.assertTrue(self.run_with(of_all_years, *alike) == plain)
        shown = ["--set", "migration.demand_shortage=0.97"]
        self.assertTrue(self.run_with(of_2013, *alike, *shown) == plain)
        self.run_with(lambda text: text, "--fit-to", "2012")
        self.assertNotIn("as fitted to", self.page)

    def test_fitted_parameters_are_drawn_within_the_range_of_their_fit(self):
        def narrow(text):
            return re.sub(r"(2013,[a-z_.]+,)([0-9.]+),([0-9.]+),[0-9.]+,[0-9.]+,", r"\1\2,\3,\2,\2,", text)
        words = ["--uncertainty", "parameters"]
        self.assertFalse(self.run_with(narrow, *words) == self.run_with(lambda text: text, *words))

    def test_chance_of_small_numbers_widens_the_bands_of_flows_alone(self):
        words = ["--uncertainty", "sampling"]
        plain = self.run_with(lambda text: text, *words)
        wider = self.run_with(lambda text: text.replace("2013,batch,2.34", "2013,batch,60"), *words)
        for before, after in zip(plain[1:], wider[1:]):
            before, after = before.split(","), after.split(",")
            if before[0] not in ("inflows", "first_permits", "dispatch", "dispatch_total") or not before[4]:
                self.assertEqual(before, after)
            elif float(before[4]) > 1:
                self.assertAlmostEqual(float(before[4]), float(after[4]), delta=1e-6 * float(before[4]))
                self.assertGreater(float(after[9]) - float(after[5]), float(before[9]) - float(before[5]))

    def test_what_is_no_parameter_is_refused(self):
        self.assertIn("migration.demand is no parameter",
                      self.run_with(lambda text: text.replace("2013,migration.demand_pay", "2013,migration.demand")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
