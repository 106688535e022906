"""The command line keeps its word: exit codes, where text goes, all problems at once, nothing written when something is
wrong, the same file whatever the surroundings, and stopping and going on."""
import json
import os
import re
import signal
import subprocess
import time
import unittest

from program import BASELINE, COMBINED, PROGRAM, SMALL, SOURCE, Folder, corridor, digest


def files_below(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


class Words(unittest.TestCase):
    def test_help_shows_examples_first_and_goes_to_stdout(self):
        for words in [["help"], ["--help"], [], ["help", "run"], ["run", "--help"], ["sweep", "-h"]]:
            result = corridor(*words)
            self.assertEqual((result.returncode, result.stderr), (0, ""), words)
            self.assertTrue(result.stdout.startswith("Examples\n"), words)
        self.assertIn("85", corridor("help").stdout)

    def test_examples_use_options_that_exist(self):
        for verb in ("run", "compare", "sweep", "check", "describe"):
            page = corridor("help", verb).stdout
            for line in page.split("\n\n")[0].splitlines()[1:]:
                for word in (w for w in line.split("corridor", 1)[1].split() if w.startswith("-")):
                    self.assertRegex(page, rf"\n +(-\w, +)?{word}\b|\n +{word},", line)

    def test_version(self):
        self.assertRegex(corridor("--version").stdout, r"^corridor \d+\.\d+\.\d+")

    def test_usage_errors_are_told_all_at_once_with_the_nearest_name(self):
        for words, parts in [
            (["rum"], ["'rum'", "'run'"]),
            (["run", BASELINE, "--sampel", "1"], ["'--sampel'", "'--sample'"]),
            (["run", BASELINE, "--resume"], ["run has no option '--resume'"]),
            (["run", BASELINE, "--sample", "2", "--seed", "-1", "--until", "2060-01", "--threads"],
             ["'2'", "'-1'", "'2060-01'", "--threads needs a value", "4 errors"]),
            (["run"], ["SCENARIO.json"]),
            (["run", BASELINE, COMBINED], ["too many"]),
            (["sweep"], ["DESIGN.csv", "--lhs"]),
            (["describe", "parametres"], ["'parameters'"]),
            (["help", "runn"], ["'run'"]),
            (["run", BASELINE, "--quiet=1"], ["takes no value"]),
        ]:
            result = corridor(*words)
            self.assertEqual((result.returncode, result.stdout), (2, ""), words)
            for part in parts:
                self.assertIn(part, result.stderr, words)

    def test_describe_and_schema_are_data_on_stdout(self):
        names = [line.strip() for line in corridor("describe").stdout.splitlines()[1:]]
        self.assertIn("parameters", names)
        for name in names:
            result = corridor("describe", name, "--json")
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertTrue(json.loads(result.stdout), name)
        self.assertIn("$schema", json.loads(corridor("schema").stdout))

    def test_a_full_standard_output_is_no_success(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([PROGRAM, "describe", "parameters"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 4)

    def test_completion_is_valid_shell_and_knows_the_verbs(self):
        script = corridor("completion").stdout + "\nCOMP_WORDS=(corridor sw); COMP_CWORD=1; _corridor; echo ${COMPREPLY[@]}"
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
        self.assertEqual((result.stdout.strip(), result.stderr), ("sweep", ""))


class Input(unittest.TestCase):
    def test_all_problems_of_a_scenario_are_told_and_nothing_is_written(self):
        with Folder() as folder:
            bad = folder / "bad.json"
            bad.write_text('{"name": "bad", "tilte": "x",\n "parameters": {"migration.age_frist": 18},\n'
                           ' "policies": [{"type": "quota", "parties": ["DEU", "XXX"], "from": "2026-13"}]}\n')
            for words in (["check", bad], ["run", bad, "-o", folder / "x.nc", *SMALL],
                          ["compare", BASELINE, bad, "-o", folder / "out", *SMALL],
                          ["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", bad, "-o", folder / "sweep"]):
                result = corridor(*words)
                self.assertEqual((result.returncode, result.stdout), (3, ""), words)
                for part in ("bad.json:1:17", "title", "bad.json:2:", "migration.age_first", "bad.json:3:", "XXX", "2026-13"):
                    self.assertIn(part, result.stderr, words)
                self.assertEqual(files_below(folder), ["bad.json"], words)

    def test_a_missing_scenario_or_data_folder_is_an_input_error(self):
        with Folder() as folder:
            for words in (["check", folder / "none.json"], ["check", BASELINE, "--data", folder],
                          ["run", folder / "none.json", "-o", folder / "x.nc"]):
                result = corridor(*words)
                self.assertEqual(result.returncode, 3, (words, result.stderr))
            self.assertEqual(files_below(folder), [])

    def test_settings_are_checked_like_scenarios(self):
        for setting in ("migration.age_first=900", "migration.age_frist=18", "migration.age_first=x"):
            result = corridor("check", BASELINE, "--set", setting)
            self.assertEqual(result.returncode, 3, setting)
            self.assertIn("migration.age_first", result.stderr)

    def test_two_scenarios_of_one_name_cannot_be_compared(self):
        with Folder() as folder:
            result = corridor("compare", BASELINE, BASELINE, "-o", folder / "out", *SMALL)
            self.assertEqual(result.returncode, 3)
            self.assertEqual(files_below(folder), [])

    def test_the_data_folder_is_found_from_anywhere(self):
        with Folder() as folder:
            self.assertEqual(corridor("check", BASELINE, cwd=folder).returncode, 0)


class Results(unittest.TestCase):
    def test_the_same_command_gives_the_same_file_whatever_surrounds_it(self):
        with Folder() as folder:
            digests = set()
            for number, (threads, environment) in enumerate([
                ("1", {}), ("2", {"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Ho_Chi_Minh"}),
                ("3", {"MALLOC_PERTURB_": "165", "HOME": "/nowhere"}), ("7", {"OMP_WAIT_POLICY": "passive"}),
            ]):
                output = folder / f"{number}.nc"
                result = corridor("run", BASELINE, "-o", output, "-j", threads, *SMALL,
                                  env={**os.environ, **environment}, cwd=folder if number % 2 else SOURCE)
                self.assertEqual((result.returncode, result.stdout), (0, f"{output}\n"), result.stderr)
                digests.add(digest(output))
            self.assertEqual(len(digests), 1)

    def test_check_tells_which_corridors_a_sample_shows_in_lumps(self):
        coarse, fine = corridor("check", BASELINE, "--sample", "1/1000"), corridor("check", BASELINE, "--sample", "1")
        self.assertRegex(coarse.stderr, r"1/1000, 1\d\d of 1\d\d corridors .* KOR contract")
        self.assertNotIn("JPN contract", coarse.stderr)
        few = [int(re.search(r"(\d+) of", result.stderr)[1]) for result in (coarse, fine)]
        self.assertLess(few[1], few[0] / 2)
        self.assertEqual(corridor("check", BASELINE, "-q").stderr, "")

    def test_quiet_says_nothing(self):
        with Folder() as folder:
            result = corridor("run", BASELINE, "-o", folder / "x.nc", "-q", *SMALL)
            self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_a_dry_run_predicts_and_writes_nothing(self):
        with Folder() as folder:
            result = corridor("run", BASELINE, "-o", folder / "x.nc", "--dry-run", *SMALL)
            self.assertEqual(result.returncode, 0, result.stderr)
            for word in ("runs", "memory", "time", "disk"):
                self.assertIn(word, result.stdout)
            self.assertEqual(files_below(folder), [])

    def test_a_dry_run_predicts_the_memory_of_a_large_run_within_a_twentieth(self):
        with Folder() as folder:
            words = ["run", BASELINE, "-o", folder / "x.nc", "--sample", "1/50", "--replicates", "1", "--threads", "2",
                     "--until", "2024-03"]
            predicted = float(re.search(r"memory +([0-9.]+) GiB", corridor(*words, "--dry-run").stdout)[1]) * 2**30
            process = subprocess.Popen([PROGRAM, *map(str, words)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            self.assertAlmostEqual(predicted / (usage.ru_maxrss * 1024), 1.0, delta=0.05)

    def test_compare_writes_results_tables_and_a_page(self):
        with Folder() as folder:
            result = corridor("compare", BASELINE, COMBINED, "-o", folder / "out", *SMALL)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(files_below(folder / "out"),
                             ["baseline.nc", "combined.nc", "comparison.csv", "comparison.nc", "report.html"])
            self.assertIn("out/report.html", result.stdout)
            page = (folder / "out" / "report.html").read_text(encoding="utf-8")
            self.assertNotRegex(page, r'(src|href)="?(https?:)?//')

    def test_compare_of_one_scenario_gives_the_file_that_run_gives(self):
        with Folder() as folder:
            corridor("compare", BASELINE, COMBINED, "-o", folder / "out", *SMALL)
            corridor("run", COMBINED, "-o", folder / "x.nc", *SMALL)
            self.assertEqual(digest(folder / "out" / "combined.nc"), digest(folder / "x.nc"))

    def test_a_place_that_cannot_be_written_is_an_io_error(self):
        result = corridor("run", BASELINE, "-o", "/proc/nothing/x.nc", *SMALL)
        self.assertEqual(result.returncode, 4)
        self.assertIn("/proc/nothing", result.stderr)


class Stopping(unittest.TestCase):
    LONG = ["--sample", "1/1000", "--replicates", "2"]

    def stop(self, number, *words, after=1.0):
        child = subprocess.Popen([PROGRAM, "run", BASELINE, *map(str, words), *self.LONG], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, cwd=SOURCE)
        time.sleep(after)
        child.send_signal(number)
        _, messages = child.communicate(timeout=60)
        return child.returncode, messages

    def test_without_checkpoints_a_signal_ends_it_as_signals_do_and_leaves_nothing(self):
        with Folder() as folder:
            for number in (signal.SIGINT, signal.SIGTERM):
                code, _ = self.stop(number, "-o", folder / "x.nc")
                self.assertEqual(code, -number)
            self.assertEqual(files_below(folder), [])

    def test_with_checkpoints_it_says_so_and_goes_on_to_the_same_file(self):
        with Folder() as folder:
            words = ["-o", folder / "x.nc", "--checkpoint", folder / "checkpoints"]
            code, messages = self.stop(signal.SIGTERM, *words)
            self.assertEqual(code, 85, messages)
            self.assertIn("again", messages)
            self.assertFalse((folder / "x.nc").exists())
            self.assertTrue(files_below(folder / "checkpoints"))
            again = corridor("run", BASELINE, *words, *self.LONG)
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual(files_below(folder / "checkpoints"), [])
            whole = corridor("run", BASELINE, "-o", folder / "y.nc", *self.LONG)
            self.assertEqual(whole.returncode, 0, whole.stderr)
            self.assertEqual(digest(folder / "x.nc"), digest(folder / "y.nc"))


if __name__ == "__main__":
    unittest.main()
