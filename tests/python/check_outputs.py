"""Files of results say what they are of and hold nothing that the reference does not define: variables, attributes, columns and
words of a run, a comparison and a sweep. Broken years and samples that hold nobody are told."""
import csv
import json
import math
import pathlib
import re
import unittest

from program import BASELINE, COMBINED, SOURCE, Folder, corridor

try:
    import h5py
except ImportError:
    h5py = None

RUN = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "2", "--quiet"]


def described(table):
    return json.loads(corridor("describe", table, "--json").stdout)


def names(table):
    return {row["name"] for row in described(table)}


def items(file):
    return {row["item"] for row in described("result_files") if row["file"] == file}


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def attributes(path):
    """HDF5 keeps an empty text as an attribute without data."""
    with h5py.File(path) as file:
        return {k: "" if isinstance(v, h5py.Empty) else text(v) for k, v in file.attrs.items()}


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = Folder()
        cls.folder = cls.temporary.__enter__()
        done = corridor("compare", BASELINE, COMBINED, *RUN, "--until", "2026-06", "--set", "migration.age_first=20",
                        "--set", "EU.living_cost.factor@2025=1.1", "-o", cls.folder / "out")
        assert done.returncode == 0, done.stderr
        cls.printed, cls.told = done.stdout, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.temporary.__exit__(None, None, None)

    def out(self, name):
        return self.folder / "out" / name

    def rows(self, name):
        with open(self.out(name), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @unittest.skipUnless(h5py, "needs h5py")
    def test_every_variable_of_a_run_is_in_the_reference(self):
        with h5py.File(self.out("combined.nc")) as file:
            axes = {n for n, item in file.items() if item.attrs.get("CLASS") == b"DIMENSION_SCALE"}
            labels = {n for n, item in file.items() if n.removesuffix("_name") in axes - {n}}
            variables = set(file) - axes - labels
        self.assertEqual(variables, names("outputs"))
        self.assertEqual(axes | labels, items("NAME.nc, axis"))
        page = (SOURCE / "docs/reference/outputs.md").read_text(encoding="utf-8").replace("\\", "")
        self.assertEqual([n for n in variables if f"| {n} |" not in page], [])

    @unittest.skipUnless(h5py, "needs h5py")
    def test_every_attribute_is_in_the_reference(self):
        self.assertEqual(set(attributes(self.out("combined.nc"))), items("NAME.nc, attribute"))
        known = items("comparison.nc, attribute") | items("NAME.nc, attribute")
        found = {n.replace("scenario_1_", "scenario_N_").replace("scenario_2_", "scenario_N_")
                 for n in attributes(self.out("comparison.nc"))}
        self.assertEqual([n for n in found if n not in known and n.removeprefix("scenario_N_") not in known], [])

    @unittest.skipUnless(h5py, "needs h5py")
    def test_variables_say_what_they_are_in_words_of_the_reference(self):
        own = {"units", "long_name", "coordinates", "_FillValue", "DIMENSION_LIST"}
        kinds = {row["name"]: row["kind"] for row in described("outputs")}
        for path in ("combined.nc", "comparison.nc"):
            with h5py.File(self.out(path)) as file:
                said = {n: {k: v for k, v in item.attrs.items() if k not in own} for n, item in file.items()
                        if "_FillValue" in item.attrs}
            self.assertEqual({a for attrs in said.values() for a in attrs}, items("variable, attribute"))
            for name, attrs in said.items():
                words = {k: text(v) for k, v in attrs.items() if k != "scale"}
                kind = kinds.get(name.removesuffix("_difference"), "indicator")
                if words.get("kind") == "ratio":
                    self.assertEqual(f"{words['numerator']} / {words['denominator']}", kind)
                    self.assertIn(float(attrs["scale"][0]), (1, 100))
                elif words:
                    self.assertEqual(words["kind"], kind)
                else:
                    self.assertIn(name, ("months_in_period", "persons_per_agent"))

    @unittest.skipUnless(h5py, "needs h5py")
    def test_countries_are_called_as_the_data_call_them(self):
        with open(SOURCE / "data/countries.csv", newline="", encoding="utf-8") as file:
            given = {row["iso3"]: row["name"] for row in csv.DictReader(file)}
        with h5py.File(self.out("combined.nc")) as file:
            names_of = dict(zip(map(text, file["country"]), map(text, file["country_name"])))
            self.assertEqual(file["channel_name"].shape, file["channel"].shape)
        self.assertEqual(names_of, given)
        with h5py.File(self.out("comparison.nc")) as file:
            names_of = dict(zip(map(text, file["country"]), map(text, file["country_name"])))
        self.assertEqual(names_of, {"ALL": "all destinations", "EU": "European Union", **given})

    @unittest.skipUnless(h5py, "needs h5py")
    def test_a_result_tells_how_to_make_it_again(self):
        said = attributes(self.out("combined.nc"))
        scenario = json.loads(pathlib.Path(COMBINED).read_text(encoding="utf-8"))
        self.assertEqual(said["scenario_title"], scenario["title"])
        self.assertEqual(said["scenario_plausibility"], scenario["plausibility"])
        changes = "migration.age_first = 20 years (default 18)\nEU.living_cost.factor@2025 = 1.1 ratio (data 1)"
        self.assertEqual(said["parameters_changed"], changes)
        self.assertIn("Social security agreement with", said["policies"])
        self.assertIn(", from January 2029", said["policies"])
        for name, value in (("seed", 1), ("replicates", 2), ("sample", 1 / 4000), ("resident_sample", 1 / 80000)):
            self.assertEqual(float(said[name].strip("[]")), value)
        compared = attributes(self.out("comparison.nc"))
        law, *others = compared["scenario_1_changes"].split("\n")
        self.assertTrue(law.startswith("eps_quota: Quota with Korea"), law)
        self.assertEqual("\n".join(others), changes)
        self.assertIn("migration.age_first = 20", compared["scenario_2_changes"])
        self.assertIn("Social security agreement", compared["scenario_2_changes"])
        self.assertEqual(compared["scenario_2_title"], scenario["title"])

    @unittest.skipUnless(h5py, "needs h5py")
    def test_every_difference_of_a_real_comparison_is_that_of_its_levels(self):
        n_cells = 0
        with h5py.File(self.out("comparison.nc")) as file:
            series = [n for n in file if n + "_difference" in file]
            for name in series:
                level, difference = file[name][1, 0] - file[name][0, 0], file[name + "_difference"][1, 0]
                for shown, made, size in zip(difference.flat, level.flat, file[name][0, 0].flat):
                    if math.isnan(made):
                        self.assertTrue(math.isnan(shown), name)
                    else:
                        self.assertLessEqual(abs(shown - made), 1e-9 * (abs(size) + abs(made)), name)
                        n_cells += 1
        self.assertGreater(n_cells, 3000)
        self.assertLessEqual(set(series), names("outputs"))

    def test_every_printed_difference_is_that_of_the_printed_levels(self):
        units = {"": 1, " million": 1e6, " billion": 1e9}
        number = r"([+-]?[0-9][0-9,.]*)( million| billion)?"
        value = lambda match, group: float(match[group].replace(",", "")) * units[match[group + 1] or ""]
        n_found, base = 0, None
        with Folder() as folder:
            printed = corridor("compare", BASELINE, COMBINED, *RUN, "--until", "2028-12", "-o", folder).stdout
        for line in printed.splitlines():
            level = re.match(rf"  \S+ +{number}   ", line)
            difference = re.search(rf"difference {number}", line)
            if level and not difference:
                base = value(level, 1)
            elif level:
                n_found += 1
                self.assertAlmostEqual(value(difference, 1), value(level, 1) - base, delta=1e-6 * abs(base), msg=line)
        self.assertGreater(n_found, 4, printed)

    def test_what_is_not_known_is_printed_as_one_word(self):
        self.assertNotRegex(self.printed, r"nan|(^|\s)[+-]?- |\u00b1 -")
        with Folder() as folder:
            done = corridor("compare", BASELINE, COMBINED, *RUN, "--replicates", "1", "--until", "2028-12", "-o", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, r"difference [+-][0-9]")
            self.assertNotIn("\u00b1", done.stdout.split("\n\n", 1)[1])
            self.assertNotRegex(done.stdout, r"nan|(^|\s)[+-]?- ")

    def test_every_series_and_word_of_the_tables_is_in_the_reference(self):
        rows = self.rows("comparison.csv")
        self.assertEqual(set(rows[0]), items("comparison.csv"))
        self.assertEqual({r["variable"] for r in rows} - names("outputs"), set())
        self.assertEqual({r["statistic"].removeprefix("difference_") for r in rows} - items("statistic"), set())
        self.assertEqual({r["kind"] for r in rows}, {"stock", "flow", "ratio", "indicator"})
        self.assertNotIn("income_histogram", {r["variable"] for r in rows})
        self.assertEqual(set(self.rows("headline.csv")[0]), items("headline.csv"))
        self.assertEqual({r["variable"] for r in self.rows("headline.csv")} - names("outputs"), set())
        self.assertEqual(set(self.rows("scenarios.csv")[0]), items("scenarios.csv"))
        self.assertEqual(set(self.rows("who_pays.csv")[0]), items("who_pays.csv"))
        self.assertIn("age_first = 20", self.rows("scenarios.csv")[0]["parameters_changed"])

    def test_a_sweep_writes_what_the_reference_defines(self):
        design = self.folder / "design.csv"
        design.write_text("migration.age_first\n18\n", encoding="utf-8")
        done = corridor("sweep", design, "--scenario", BASELINE, *RUN, "--until", "2024-12", "-o", self.folder / "sweep")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.folder / "sweep/sweep.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({r["output"] for r in rows} - names("outputs"), set())
        self.assertEqual(set(rows[0]) - items("sweep.csv") - names("parameters"), set())
        with open(self.folder / "sweep/scenarios.csv", newline="", encoding="utf-8") as file:
            self.assertEqual(set(next(csv.reader(file))), items("scenarios.csv (sweep)"))
        files = {row["file"].split(" ")[0] for row in described("result_files")}
        for path in (p.relative_to(self.folder / "sweep") for p in (self.folder / "sweep").rglob("*") if p.is_file()):
            self.assertTrue(any(path.match(pattern) for pattern in files), path)

    def test_a_broken_last_year_is_marked_wherever_it_stands(self):
        self.assertIn("2025 (the last whole year; 2026 (Jan-Jun) is not compared)", self.printed)
        self.assertIn("simulated to 2026-06 only", self.told)
        for row in self.rows("comparison.csv"):
            self.assertEqual(row["months"], "6" if row["year"] == "2026" else "12")
        self.assertEqual({r["year"] for r in self.rows("headline.csv")}, {"2025"})

    def test_a_whole_last_year_is_no_matter_for_warnings(self):
        done = corridor("run", BASELINE, *RUN, "--until", "2024-12", "-o", self.folder / "whole.nc")
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("warning", done.stderr)
        monthly = corridor("run", BASELINE, *RUN, "--until", "2024-03", "--monthly", "-o", self.folder / "monthly.nc")
        self.assertNotIn("warning", monthly.stderr)

    def test_a_sample_of_nobody_is_refused_and_one_of_few_warned_of(self):
        for verb in (["run"], ["run", "--dry-run"], ["compare"]):
            none = corridor(*verb, BASELINE, "--sample", "1/1000000000", "--residents", "1/80000", "--until", "2024-12",
                            "-o", self.folder / "nobody")
            self.assertEqual(none.returncode, 3, verb)
            self.assertIn("holds nobody from Viet Nam", none.stderr)
            self.assertEqual(none.stderr.count("error:"), 1)
        few = corridor("run", BASELINE, "--sample", "1/50000", "--residents", "1/80000", "--replicates", "1", "--until",
                       "2024-12", "-o", self.folder / "few.nc")
        self.assertEqual(few.returncode, 0)
        self.assertIn("agents stand for the", few.stderr)

    def test_what_makes_results_weak_is_told_before_the_months_are_simulated(self):
        done = corridor("run", BASELINE, "--sample", "1/50000", "--residents", "1/80000", "--replicates", "2", "--until",
                        "2024-06", "-o", self.folder / "weak.nc")
        self.assertEqual(done.returncode, 0, done.stderr)
        for part in ("simulated to 2024-06 only", "agents stand for the"):
            self.assertLess(done.stderr.index(part), done.stderr.index(" replicates in "), done.stderr)

    def test_bands_are_called_sampling_bands_and_two_replicates_few(self):
        self.assertIn("sampling band", self.printed)
        self.assertIn("Only 2 replicates", self.printed)


if __name__ == "__main__":
    unittest.main()
