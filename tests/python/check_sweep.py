"""Sweeps: the design is checked before anything runs, every run leaves one record, an interrupted sweep goes on, damaged or
foreign records are never taken for good ones, a table appears when every run has ended and takes no other's place unasked,
and processes do not matter."""
import csv
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest

from program import BASELINE, COMBINED, PROGRAM, SOURCE, Folder, corridor, digest

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

    def test_facts_are_columns_and_vary_over_their_plausible_range(self):
        with Folder() as folder:
            design = self.write(folder, "DEU.living_cost,EU.vietnamese_entries.factor\n700,1\n700,0\n")
            result = sweep(folder / "sweep", design, "-s", BASELINE)
            self.assertEqual(result.returncode, 0, result.stderr)
            departures = [float(r["value"]) for r in rows_of(folder / "sweep") if (r["output"], r["area"]) == ("departures", "EU")]
            self.assertGreater(departures[0], 5 * departures[1])
            result = sweep(folder / "drawn", "--lhs", "4", "-p", "EU.vietnamese_entries.factor,DEU.living_cost=500:600", "-s", BASELINE)
            self.assertEqual(result.returncode, 0, result.stderr)
            rows = {r["run"]: r for r in rows_of(folder / "drawn")}.values()
            factors = sorted(float(r["EU.vietnamese_entries.factor"]) for r in rows)
            self.assertEqual([int((f - 0.8) / 0.4 * 4) for f in factors], [0, 1, 2, 3])
            self.assertTrue(all(500 <= float(r["DEU.living_cost"]) <= 600 for r in rows))

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

    def test_what_a_column_overrides_is_refused(self):
        with Folder() as folder:
            shutil.copytree(SOURCE / "scenarios", folder / "scenarios")
            design = self.write(folder, f"{NAMES[0]}\n18\n")
            scenarios = folder / "scenarios.csv"
            scenarios.write_text("scenario\nscenarios/baseline.json\n")
            for words, parts in [
                ([design, "-s", BASELINE, "--set", f"{NAMES[0]}=19"], [f"--set {NAMES[0]}=19", "delete the column"]),
                ([*HYPERCUBE, "--set", f"{NAMES[1]}=0.7"], [f"--set {NAMES[1]}=0.7", "--parameters"]),
                ([scenarios, "-s", COMBINED], [f"--scenario {COMBINED}", "column 'scenario'"]),
            ]:
                result = sweep(folder / "sweep", *words)
                self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
                for part in parts:
                    self.assertIn(part, result.stderr)
                self.assertFalse((folder / "sweep").exists())

    def test_drawn_sets_that_do_not_go_together_are_refused_rows_and_the_others_run(self):
        words = ["--lhs", "6", "-p", "migration.age_last_young=32:40,migration.age_last=35:40", "-s", BASELINE]
        with Folder() as folder:
            result = sweep(folder / "sweep", *words)
            rows = {r["run"]: r for r in rows_of(folder / "sweep")}
            refused = [r for r in rows.values() if r["status"] != "complete"]
            self.assertEqual(len(rows), 6)
            self.assertTrue(0 < len(refused) < 6)
            for row in rows.values():
                fits = float(row["migration.age_last_young"]) <= float(row["migration.age_last"])
                self.assertEqual(row["status"] == "complete", fits, row)
            self.assertTrue(all(r["status"].startswith("refused: ") and r["value"] == "" for r in refused))
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn(f"{len(refused)} refused", result.stderr)
            again = sweep(folder / "sweep", *words)
            self.assertEqual(again.returncode, 3)
            self.assertIn(f"{6 - len(refused)} reused, 0 computed", again.stderr)
            none = sweep(folder / "none", "--lhs", "2", "-p", "migration.age_last_young=38:40,migration.age_last=35:36", "-s", BASELINE)
            self.assertEqual((none.returncode, none.stdout), (3, ""), none.stderr)
            self.assertFalse((folder / "none").exists())


class Resuming(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.original = Folder()
        cls.addClassCleanup(cls.original.cleanup)
        result = sweep(cls.original.name + "/whole", *HYPERCUBE)
        assert result.returncode == 0, result.stderr
        cls.expected = digest(cls.original.name + "/whole/sweep.csv")

    def setUp(self):
        self.folder = Folder()
        self.whole = self.folder.__enter__() / "whole"
        self.addCleanup(self.folder.cleanup)
        shutil.copytree(self.original.name + "/whole", self.whole)

    def test_missing_damaged_and_foreign_records_are_computed_again(self):
        records = sorted((self.whole / "records").iterdir())
        self.assertEqual(len(records), 6)
        records[0].unlink()
        torn = records[1].read_bytes()
        records[1].write_bytes(torn[: len(torn) // 2])
        flipped = bytearray(records[2].read_bytes())
        flipped[200] ^= 1
        records[2].write_bytes(flipped)
        shutil.copy(records[4], records[3])
        result = sweep(self.whole, *HYPERCUBE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("2 reused, 4 computed (3 for damaged records)", result.stderr)
        self.assertEqual(digest(self.whole / "sweep.csv"), self.expected)

    def test_records_of_other_settings_are_not_reused(self):
        result = sweep(self.whole, *HYPERCUBE, "--resume", "--replace", "--seed", "2")
        self.assertIn("0 reused, 6 computed", result.stderr)
        self.assertNotEqual(digest(self.whole / "sweep.csv"), self.expected)

    def test_the_table_of_another_design_is_not_replaced_unasked(self):
        for words in (["--seed", "2"], ["--set", "migration.age_last=50"], ["--seed", "2", "--dry-run"]):
            result = sweep(self.whole, *HYPERCUBE, *words)
            self.assertEqual((result.returncode, result.stdout), (2, ""), words)
            self.assertIn("--replace", result.stderr)
            self.assertEqual(digest(self.whole / "sweep.csv"), self.expected)
            self.assertEqual(len(list((self.whole / "records").iterdir())), 6)

    def test_the_old_table_stays_until_the_new_one_is_complete(self):
        folder = self.whole.parent
        design = folder / "design.csv"
        design.write_text(f"{NAMES[1]}\n0.5\n0.9\n")
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))  # no record is as small
        result = sweep(self.whole, design, "-s", BASELINE, "--replace", preexec_fn=limit)
        self.assertEqual((result.returncode, result.stdout), (4, ""), result.stderr)
        self.assertEqual(digest(self.whole / "sweep.csv"), self.expected)
        result = sweep(self.whole, design, "-s", BASELINE, "--replace")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual({r["run"] for r in rows_of(self.whole)}, {"1", "2"})
        back = sweep(self.whole, *HYPERCUBE, "--replace")  # its records are still there
        self.assertIn("6 reused, 0 computed", back.stderr)
        self.assertEqual(digest(self.whole / "sweep.csv"), self.expected)

    def test_an_inserted_and_a_deleted_row_recompute_nothing_that_is_there(self):
        folder = self.whole.parent
        design = folder / "design.csv"
        rows = ["0.5\n", "0.7\n", "0.9\n"]
        for kept, said in ((rows[::2], "0 reused, 2 computed"), (rows, "2 reused, 1 computed"), (rows[1:], "2 reused, 0 computed")):
            design.write_text(f"{NAMES[1]}\n" + "".join(kept))
            result = sweep(folder / "rows", design, "-s", BASELINE, "--replace")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(said, result.stderr)
            found = {r["run"]: r[NAMES[1]] for r in rows_of(folder / "rows")}
            self.assertEqual(found, {str(i + 1): row.strip() for i, row in enumerate(kept)})

    def test_no_acknowledged_run_is_lost_to_kills_at_random_times(self):
        target = self.folder.name + "/killed"
        dice = random.Random(1)
        command = [PROGRAM, "sweep", *HYPERCUBE, "-o", target, *TINY]
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
        result = sweep(target, *HYPERCUBE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(digest(target + "/sweep.csv"), self.expected)
        left = [name for name in os.listdir(target) + os.listdir(target + "/records") if ".part" in name]
        self.assertEqual(left, [])

    def test_an_interrupted_sweep_has_no_table_and_says_how_far_it_came(self):
        target = self.whole.parent / "stopped"
        command = [PROGRAM, "sweep", "--lhs", "500", *HYPERCUBE[2:], "-o", str(target), *TINY]
        for number in (signal.SIGTERM, signal.SIGINT):
            child = subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            time.sleep(1.2)
            child.send_signal(number)
            output, messages = child.communicate(timeout=60)
            self.assertEqual((child.returncode, output), (85, ""), messages)
            self.assertRegex(messages, r"\d+ of 500 runs are complete")
            self.assertIn("run the same command again", messages)
            self.assertFalse((target / "sweep.csv").exists())

    def test_a_script_that_starts_the_same_command_again_on_85_comes_to_the_end(self):
        target = self.whole.parent / "requeued"
        command = [PROGRAM, "sweep", "--lhs", "12", *HYPERCUBE[2:], "-o", str(target), *TINY]
        codes = []
        while not codes or codes[-1] in (85, -signal.SIGTERM):  # the latter while the program itself is loaded
            child = subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                codes.append(child.wait(timeout=0.4 + 0.05 * len(codes)))
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGTERM)
                codes.append(child.wait(timeout=60))
            self.assertLess(len(codes), 200)
        self.assertEqual(codes[-1], 0)
        self.assertIn(85, codes)
        self.assertEqual(len({r["run"] for r in rows_of(target)}), 12)

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


class Sharing(unittest.TestCase):
    """Processes that know nothing of each other but the folder."""

    def test_parts_give_the_table_of_the_whole_and_the_last_to_end_writes_it(self):
        with Folder() as folder:
            self.assertEqual(sweep(folder / "whole", *HYPERCUBE).returncode, 0)
            for i in (3, 1, 2):
                self.assertFalse((folder / "parts" / "sweep.csv").exists())
                result = sweep(folder / "parts", *HYPERCUBE, "--rows", f"{i}/3")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(f"2 of 2 runs of part {i}/3 are complete", result.stderr)
            self.assertEqual(result.stdout, f"{folder}/parts/sweep.csv\n")
            self.assertEqual(digest(folder / "parts" / "sweep.csv"), digest(folder / "whole" / "sweep.csv"))

    def test_parts_and_even_the_same_runs_may_go_side_by_side(self):
        with Folder() as folder:
            self.assertEqual(sweep(folder / "whole", *HYPERCUBE).returncode, 0)
            command = [PROGRAM, "sweep", *HYPERCUBE, "-o", str(folder / "parts"), *TINY]
            children = [subprocess.Popen([*command, *words], cwd=SOURCE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                        for words in (["--rows", "1/2"], ["--rows", "2/2"], [], [])]
            for child in children:
                messages = child.communicate(timeout=120)[1]
                self.assertEqual(child.returncode, 0, messages)
            self.assertEqual(digest(folder / "parts" / "sweep.csv"), digest(folder / "whole" / "sweep.csv"))
            self.assertEqual(sorted(p.name for p in (folder / "parts").iterdir()),
                             ["design.digest", "records", "scenarios.csv", "sweep.csv"])
            self.assertEqual(len(list((folder / "parts" / "records").iterdir())), 6)

    def test_wrong_parts_are_refused(self):
        with Folder() as folder:
            for part in ("0/3", "4/3", "1", "1/0", "a/b", "-1/3", "1.5/3"):
                result = sweep(folder / "sweep", *HYPERCUBE, "--rows", part)
                self.assertEqual(result.returncode, 2, part)
                self.assertIn("1/8 to 8/8", result.stderr)

    def test_several_processes_that_cannot_reach_each_other_are_refused_in_one_line(self):
        for marks in ({"SLURM_NTASKS": "4", "SLURM_PROCID": "0"}, {"SLURM_STEP_NUM_TASKS": "4", "SLURM_JOB_ID": "9"}):
            with Folder() as folder:  # with --rows the user shares the work
                result = sweep(folder / "sweep", *HYPERCUBE, env={**os.environ, **marks})
                self.assertEqual((result.returncode, result.stdout), (2, ""), marks)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertIn("--rows 1/4", result.stderr)
                self.assertFalse((folder / "sweep").exists())
                alone = sweep(folder / "sweep", *HYPERCUBE, "--rows", "1/4", env={**os.environ, **marks})
                self.assertEqual(alone.returncode, 0, alone.stderr)

    @unittest.skipIf(os.environ.get("CORRIDOR_MPI") == "1", "built with MPI")
    def test_mpirun_on_a_build_without_mpi_is_refused_in_one_line(self):
        for marks in ({"OMPI_COMM_WORLD_SIZE": "4"}, {"PMI_SIZE": "4"}, {"PMIX_RANK": "3"}):
            with Folder() as folder:
                result = sweep(folder / "sweep", *HYPERCUBE, env={**os.environ, **marks})
                self.assertEqual((result.returncode, result.stdout), (2, ""), marks)
                self.assertRegex(result.stderr, r"^(error: .*without MPI: install libopenmpi-dev.*--rows 1/4.*\n)?$")
                self.assertFalse((folder / "sweep").exists())

    def test_the_script_of_a_batch_job_is_one_process(self):
        marks = {"SLURM_JOB_ID": "9", "SLURM_NTASKS": "4", "SLURM_PROCID": "0"}
        with Folder() as folder:
            result = sweep(folder / "sweep", *HYPERCUBE, env={**os.environ, **marks})
            self.assertEqual(result.returncode, 0, result.stderr)


class Failing(unittest.TestCase):
    def least_memory(self, folder):
        """A limit of memory in which a small run is possible, and one with a hundred thousand residents a country not."""
        small = folder / "small.csv"
        small.write_text("demography.min_resident_agents\n200\n")
        least, most = 64, 2048  # MiB; threads and libraries take some hundred, which differs between builds
        while most - least > 8:
            middle = (least + most) // 2
            limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (middle << 20, middle << 20))
            if sweep(folder / f"try-{middle}", small, "-s", BASELINE, preexec_fn=limit).returncode == 0:
                most = middle
            else:
                least = middle
        return lambda: resource.setrlimit(resource.RLIMIT_AS, (most + 8 << 20, most + 8 << 20))

    def test_a_run_that_fails_is_told_in_the_table_and_does_not_stop_the_others(self):
        with Folder() as folder:
            design = folder / "design.csv"
            design.write_text("demography.min_resident_agents\n100\n100000\n200\n")
            limit = self.least_memory(folder)
            for _ in range(2):  # the same command tries the failed run again
                result = sweep(folder / "sweep", design, "-s", BASELINE, preexec_fn=limit)
                self.assertEqual((result.returncode, result.stdout), (5, f"{folder}/sweep/sweep.csv\n"), result.stderr)
                self.assertIn("run 2: ", result.stderr)
                self.assertIn("1 failed", result.stderr)
            rows = rows_of(folder / "sweep")
            self.assertEqual({r["run"] for r in rows if r["status"] == "complete"}, {"1", "3"})
            failed = [r for r in rows if r["status"] != "complete"]
            self.assertEqual([(r["run"], r["output"], r["value"]) for r in failed], [("2", "", "")])
            self.assertIn("not enough memory", failed[0]["status"])


class Tables(unittest.TestCase):
    def test_the_table_says_what_it_is_of_and_how_sure(self):
        with Folder() as folder:
            result = corridor("sweep", "scenarios/design.csv", "-s", COMBINED, "-o", folder / "sweep", *TINY, "--replicates", "3",
                              "--until", "2025-06", "--set", "migration.age_last=50", "--set", f"{NAMES[1]}=2")
            self.assertEqual(result.returncode, 0, result.stderr)
            rows = rows_of(folder / "sweep")
            self.assertEqual({(r["scenario"], r["scenario_name"], r["migration.age_last"]) for r in rows}, {(COMBINED, "combined", "50")})
            self.assertEqual({r[NAMES[1]] for r in rows}, {"0.5", "0.9"})  # the design counts for more than --set
            self.assertEqual({r["area"] for r in rows}, {"ALL", "EU", "VNM"})
            self.assertEqual({(r["year"], r["months"]) for r in rows}, {("2024", "12"), ("2025", "6")})
            departures = [r for r in rows if r["output"] == "departures" and r["area"] == "ALL"]
            self.assertEqual({r["n_replicates"] for r in departures}, {"3"})
            self.assertTrue(any(float(r["standard_error"]) > 0 for r in departures))
            with open(folder / "sweep" / "scenarios.csv", newline="", encoding="utf-8") as file:
                scenarios = list(csv.DictReader(file))
            self.assertEqual([s["scenario_name"] for s in scenarios], ["combined"])
            self.assertIn("2027", scenarios[0]["policies"])

    def test_cells_separated_by_semicolons_are_told_in_one_line(self):
        with Folder() as folder:
            design = folder / "design.csv"
            for text, part in ((f"{NAMES[0]};{NAMES[1]}\n18;0,5\n", "separated by ';'"), (f"{NAMES[1]}\n\"0,5\"\n", "a decimal point")):
                design.write_text(text)
                result = sweep(folder / "sweep", design, "-s", BASELINE)
                self.assertEqual((result.returncode, len(result.stderr.splitlines())), (3, 1), result.stderr)
                self.assertIn(part, result.stderr)
            design.write_bytes(b"\xef\xbb\xbf" + f"{NAMES[1]}\n0.5\n".encode())
            self.assertEqual(sweep(folder / "sweep", design, "-s", BASELINE).returncode, 0)

    def test_the_table_takes_no_input_s_place(self):
        with Folder() as folder:
            design = folder / "sweep.csv"
            design.write_text(f"{NAMES[1]}\n0.5\n")
            result = sweep(folder, design, "-s", BASELINE, "--replace")
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual(design.read_text(), f"{NAMES[1]}\n0.5\n")


class Predicting(unittest.TestCase):
    def test_a_dry_run_counts_all_runs_and_writes_nothing(self):
        with Folder() as folder:
            result = sweep(folder / "sweep", *HYPERCUBE, "--dry-run")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertRegex(result.stdout, r"runs +6,")
            self.assertFalse((folder / "sweep").exists())


if __name__ == "__main__":
    unittest.main()
