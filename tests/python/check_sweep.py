"""Sweeps: the design is checked before anything runs, every run leaves one record, an interrupted sweep goes on, damaged or
foreign records are never taken for good ones, an incomplete sweep has no table, and processes do not matter."""
import csv
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

from program import BASELINE, PROGRAM, SOURCE, Folder, corridor, digest

TINY = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "1", "--until", "2024-12", "--threads", "1"]
NAMES = ["migration.age_first", "migration.pay_elasticity"]
HYPERCUBE = ["--lhs", "6", "-p", f"{NAMES[0]},{NAMES[1]}=0.4:1", "-s", BASELINE]


def sweep(folder, *words, launcher=(), **options):
    command = [*launcher, PROGRAM, "sweep", *map(str, words), "-o", str(folder), *TINY]
    return subprocess.run(command, cwd=SOURCE, text=True, capture_output=True, timeout=600, **options)


def rows_of(folder):
    with open(folder / "sweep.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Designs(unittest.TestCase):
    def write(self, folder, text):
        path = folder / "design.csv"
        path.write_text(text)
        return path

    def test_a_table_of_parameter_sets(self):
        with Folder() as folder:
            design = self.write(folder, f"{NAMES[1]},{NAMES[0]}\n0.5,18\n0.9,20\n")
            result = sweep(folder / "sweep", design, "-s", BASELINE)
            self.assertEqual((result.returncode, result.stdout), (0, f"{folder}/sweep/sweep.csv\n"), result.stderr)
            rows = rows_of(folder / "sweep")
            self.assertEqual({(r["run"], r[NAMES[0]], r[NAMES[1]]) for r in rows}, {("1", "18", "0.5"), ("2", "20", "0.9")})
            departures = [r for r in rows if r["output"] == "departures" and r["area"] == "ALL"]
            self.assertEqual([r["year"] for r in departures], ["2024", "2024"])
            self.assertTrue(all(float(r["value"]) > 0 for r in departures))

    def test_a_column_of_scenarios(self):
        with Folder() as folder:
            shutil.copytree(SOURCE / "scenarios", folder / "scenarios")
            design = self.write(folder, "scenario\nscenarios/baseline.json\nscenarios/combined.json\n")
            result = sweep(folder / "sweep", design)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(len({r["scenario"] for r in rows_of(folder / "sweep")}), 2)

    def test_all_problems_of_a_design_are_told_and_nothing_is_written(self):
        with Folder() as folder:
            for text, parts in [
                (f"{NAMES[0]},migration.pay_elastcity\n18,1\n", ["design.csv:1", "migration.pay_elasticity"]),
                (f"{NAMES[0]},{NAMES[1]}\n18,x\n900,1\n", ["design.csv:2:4", "design.csv:3:1"]),
                (f"{NAMES[0]}\n", ["no rows"]),
                ("", ["design.csv"]),
                (f"{NAMES[0]}\n18,4\n", ["design.csv:2"]),
            ]:
                result = sweep(folder / "sweep", self.write(folder, text), "-s", BASELINE)
                self.assertEqual((result.returncode, result.stdout), (3, ""), text)
                for part in parts:
                    self.assertIn(part, result.stderr, text)
                self.assertFalse((folder / "sweep").exists())

    def test_a_hypercube_uses_every_slice_once(self):
        with Folder() as folder:
            result = sweep(folder / "sweep", *HYPERCUBE)
            self.assertEqual(result.returncode, 0, result.stderr)
            rows = {r["run"]: r for r in rows_of(folder / "sweep")}.values()
            slices = sorted(int((float(r[NAMES[1]]) - 0.4) / 0.6 * 6) for r in rows)
            self.assertEqual(slices, list(range(6)))

    def test_wrong_ranges_are_refused(self):
        with Folder() as folder:
            for ranges in (f"{NAMES[0]}=30:20", f"{NAMES[0]}=1:900", f"{NAMES[0]},{NAMES[0]}", "migration.age_frist", f"{NAMES[0]}="):
                result = sweep(folder / "sweep", "--lhs", "2", "-p", ranges, "-s", BASELINE)
                self.assertEqual(result.returncode, 2, ranges)
                self.assertIn("migration.age_first", result.stderr)


class Resuming(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.whole = self.folder.__enter__() / "whole"
        self.addCleanup(self.folder.cleanup)
        result = sweep(self.whole, *HYPERCUBE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.expected = digest(self.whole / "sweep.csv")

    def test_missing_damaged_and_foreign_records_are_computed_again(self):
        records = self.whole / "records"
        (records / "run-000001.json").unlink()
        torn = (records / "run-000002.json").read_bytes()
        (records / "run-000002.json").write_bytes(torn[: len(torn) // 2])
        flipped = bytearray((records / "run-000003.json").read_bytes())
        flipped[200] ^= 1
        (records / "run-000003.json").write_bytes(flipped)
        shutil.copy(records / "run-000005.json", records / "run-000004.json")
        result = sweep(self.whole, *HYPERCUBE, "--resume")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2 reused, 4 computed (2 for damaged records)", result.stderr)
        self.assertEqual(digest(self.whole / "sweep.csv"), self.expected)

    def test_records_of_other_settings_are_not_reused(self):
        result = sweep(self.whole, *HYPERCUBE, "--resume", "--seed", "2")
        self.assertIn("0 reused, 6 computed", result.stderr)
        self.assertNotEqual(digest(self.whole / "sweep.csv"), self.expected)

    def test_no_acknowledged_run_is_lost_to_kills_at_random_times(self):
        target = self.folder.name + "/killed"
        dice = random.Random(1)
        command = [PROGRAM, "sweep", *HYPERCUBE, "-o", target, *TINY, "--resume"]
        n_kills = 0
        while n_kills < 20:
            child = subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                child.wait(timeout=dice.uniform(0.05, 0.5))
                shutil.rmtree(target)  # came through: begin anew
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                child.wait()
                n_kills += 1
                self.assertFalse(os.path.exists(target + "/sweep.csv"))
        result = sweep(target, *HYPERCUBE, "--resume")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(digest(target + "/sweep.csv"), self.expected)

    def test_an_interrupted_sweep_has_no_table_and_says_how_far_it_came(self):
        command = [PROGRAM, "sweep", "--lhs", "500", *HYPERCUBE[2:], "-o", str(self.whole), *TINY, "--resume"]
        child = subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(2)
        child.send_signal(signal.SIGTERM)
        output, messages = child.communicate(timeout=60)
        self.assertEqual((child.returncode, output), (85, ""), messages)
        self.assertRegex(messages, r"\d+ of 500 runs are complete")
        self.assertFalse((self.whole / "sweep.csv").exists())

    @unittest.skipUnless(os.environ.get("CORRIDOR_MPI") == "1" and shutil.which("mpirun"), "built without MPI")
    def test_two_and_three_processes_give_the_same_table(self):
        environment = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        for n in (2, 3):
            target = self.whole.parent / f"ranks{n}"
            launcher = ["mpirun", "--oversubscribe", "-n", str(n)]
            result = sweep(target, *HYPERCUBE, launcher=launcher, env=environment)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(result.stdout, f"{target}/sweep.csv\n")
            self.assertEqual(digest(target / "sweep.csv"), self.expected)
        refused = subprocess.run([*launcher, PROGRAM, "run", BASELINE, "-o", str(target / "x.nc")], env=environment,
                                 capture_output=True, text=True, timeout=60)
        self.assertNotEqual(refused.returncode, 0)
        self.assertFalse((target / "x.nc").exists())


class Predicting(unittest.TestCase):
    def test_a_dry_run_counts_all_runs_and_writes_nothing(self):
        with Folder() as folder:
            result = sweep(folder / "sweep", *HYPERCUBE, "--dry-run")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertRegex(result.stdout, r"runs +6,")
            self.assertFalse((folder / "sweep").exists())


if __name__ == "__main__":
    unittest.main()
