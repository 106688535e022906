"""--uncertainty parameters: every replicate has its own draw of parameters and facts, the same in all scenarios and with any
number of threads; files, tables and words say which of two things a band shows."""
import csv
import pathlib
import re
import shutil
import unittest

import h5py
import numpy

from program import BASELINE, COMBINED, SMALL, Folder, corridor, digest

OWN = [*SMALL, "--uncertainty", "parameters"]


class Uncertainty(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.place = pathlib.Path(cls.folder.name)
        cls.result = corridor("compare", BASELINE, COMBINED, *OWN, "--replicates", "6", "-o", cls.place / "own")
        cls.plain = corridor("compare", BASELINE, COMBINED, *SMALL, "--replicates", "6", "-o", cls.place / "plain")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def values(self, folder, scenario, name):
        with h5py.File(self.place / folder / f"{scenario}.nc") as file:
            array = file[name][...][:, 0]
            return array.reshape(array.shape[0], -1).sum(axis=1)

    def attribute(self, folder, file, name):
        with h5py.File(self.place / folder / file) as opened:
            return opened.attrs[name].decode()

    def test_it_runs_and_bands_are_wider(self):
        self.assertEqual((self.result.returncode, self.plain.returncode), (0, 0), self.result.stderr + self.plain.stderr)
        for name in ("remittances", "insured"):
            own, plain = (self.values(folder, "baseline", name) for folder in ("own", "plain"))
            self.assertGreater(numpy.std(own) / numpy.mean(own), 2 * numpy.std(plain) / numpy.mean(plain), name)

    def test_scenarios_of_a_replicate_share_their_draw(self):
        """A scenario that changes nothing is the base, replicate by replicate."""
        with Folder() as place:
            words = ["--until", "2024-12", "--sample", "1/4000", "--residents", "1/80000", "--replicates", "3"]
            shutil.copy(BASELINE, place)
            (place / "late.json").write_text('{"name": "late", "extends": "baseline.json"}', encoding="utf-8")
            result = corridor("compare", place / "baseline.json", place / "late.json", *words, "--uncertainty", "parameters", "-o", place / "o")
            self.assertEqual(result.returncode, 0, result.stderr)
            with h5py.File(place / "o" / "baseline.nc") as base, h5py.File(place / "o" / "late.nc") as late:
                for name in ("departures", "remittances", "population"):
                    self.assertTrue(numpy.array_equal(base[name][...], late[name][...]), name)

    def test_threads_make_no_difference_and_replicates_are_those_of_their_number(self):
        with Folder() as place:
            for name, words in (("a", ["--threads", "1"]), ("b", ["--threads", "3"])):
                self.assertEqual(corridor("run", BASELINE, *OWN, *words, "-q", "-o", place / f"{name}.nc").returncode, 0)
            self.assertEqual(digest(place / "a.nc"), digest(place / "b.nc"))
            with h5py.File(place / "a.nc") as file:
                two = file["population"][...]
            with h5py.File(self.place / "own" / "baseline.nc") as file:
                self.assertTrue(numpy.array_equal(file["population"][...][:2], two))

    def test_an_interrupted_run_is_not_taken_for_one_of_sampling(self):
        with Folder() as place:
            words = ["run", BASELINE, *SMALL, "-q", "--checkpoint", place / "c", "-o", place / "r.nc"]
            self.assertEqual(corridor(*words).returncode, 0)
            again = corridor(*words, "--uncertainty", "parameters")
            self.assertEqual(again.returncode, 2)
            self.assertIn("is the result of other uncertainty", again.stderr)

    def test_files_say_what_bands_are(self):
        for folder, word, name in (("own", "parameters", "band of sampling and parameters"),
                                   ("plain", "sampling", "sampling band")):
            for file in ("baseline.nc", "combined.nc", "comparison.nc"):
                self.assertEqual(self.attribute(folder, file, "uncertainty"), word)
            self.assertIn(name, self.attribute(folder, "comparison.nc", "bands"))
            for table in ("scenarios.csv", "headline.csv"):
                with open(self.place / folder / table, encoding="utf-8", newline="") as file:
                    self.assertEqual({r["uncertainty"] for r in csv.DictReader(file)}, {word}, table)
            page = (self.place / folder / "report.html").read_text(encoding="utf-8")
            self.assertIsNotNone(re.search(rf'"uncertainty"[:,] ?"{word}"', page))

    def test_the_terminal_says_what_bands_are(self):
        self.assertIn("mean, band of sampling and parameters (5th to 95th percentile", self.result.stdout)
        self.assertIn("not what the model leaves out", self.result.stdout)
        self.assertNotIn("sampling band", self.result.stdout)
        self.assertIn("6 replicates with their own parameters", self.result.stderr)
        self.assertIn("mean, sampling band (5th to 95th percentile", self.plain.stdout)

    def test_results_of_the_two_are_no_pairs(self):
        with Folder() as place:
            result = corridor("compare", self.place / "plain" / "baseline.nc", self.place / "own" / "combined.nc", "-o", place / "o")
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn("not pairs", result.stderr)

    def test_a_back_test_names_its_bands(self):
        with Folder() as place:
            result = corridor("backtest", "--sample", "1/2000", "--residents", "1/40000", "--replicates", "2", "--until", "2011",
                              "--fit-to", "2010", "--score", "2011", "--uncertainty", "parameters", "-o", place / "o")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("a draw of estimated and assumed parameters and facts in each replicate", result.stdout)
            with open(place / "o" / "scores.csv", encoding="utf-8", newline="") as file:
                self.assertEqual({r["uncertainty"] for r in csv.DictReader(file)}, {"parameters"})
            page = (place / "o" / "backtest.html").read_text(encoding="utf-8")
            self.assertIn("Each band is a band of sampling and parameters", page)

    def test_other_words_are_refused(self):
        result = corridor("run", BASELINE, *SMALL, "--uncertainty", "everything", "--dry-run")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--uncertainty 'everything': allowed is sampling or parameters", result.stderr)
        self.assertEqual(corridor("sweep", "--uncertainty", "parameters").returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
