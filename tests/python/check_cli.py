"""The command line keeps its word: exit codes, where text goes, all problems at once, nothing written when something is
wrong, the same file whatever the surroundings, and stopping and going on."""
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

import h5py

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
        for verb in ("run", "compare", "attribute", "sweep", "backtest", "check", "describe"):
            page = corridor("help", verb).stdout
            for line in page.split("\n\n")[0].splitlines()[1:]:
                for word in (w for w in line.split("corridor", 1)[1].split() if w.startswith("-")):
                    self.assertRegex(page, rf"\n +(-\w, +)?{word}\b|\n +{word},", line)

    def test_version_tells_what_the_build_can_do(self):
        for word in ("version", "--version", "-V"):
            text = corridor(word).stdout
            self.assertRegex(text, r"^corridor \d+\.\d+\.\d+")
            self.assertIn("MPI: yes" if os.environ.get("CORRIDOR_MPI") == "1" else "MPI: no", text)
            self.assertRegex(text, r"Vector instructions: (plain|avx2|avx512)\n")
            self.assertRegex(text, r"HDF5: \d+\.\d+")

    def test_help_is_no_wider_than_the_terminal(self):
        for width in (70, 200):
            for verb in ("help", "sweep"):
                main, other = os.openpty()
                subprocess.run(["stty", "cols", str(width)], stdin=other, check=True)
                process = subprocess.Popen([PROGRAM, "help", verb], stdout=other)
                os.close(other)
                page = b""
                try:
                    while part := os.read(main, 65536):
                        page += part
                except OSError:  # the other side is closed
                    pass
                process.wait()
                os.close(main)
                text = page.decode().replace("\r", "").split("\n\n", 1)[1]  # examples are not broken: they are to be copied
                self.assertLessEqual(max(map(len, text.splitlines())), min(width, 100))

    def test_one_problem_is_not_counted(self):
        self.assertEqual(len(corridor("run", BASELINE, "--sampel", "1").stderr.splitlines()), 2)

    def test_a_year_stands_for_its_december(self):
        year, month = (corridor("run", BASELINE, "--dry-run", *SMALL, "--until", until).stdout for until in ("2030", "2030-12"))
        lines = [re.search(r"person-months +\d+", text)[0] for text in (year, month)]
        self.assertEqual(lines[0], lines[1])

    def test_usage_errors_are_told_all_at_once_with_the_nearest_name(self):
        for words, parts in [
            (["rum"], ["'rum'", "'run'"]),
            (["run", BASELINE, "--sampel", "1"], ["'--sampel'", "'--sample'"]),
            (["run", BASELINE, "--resume"], ["run has no option '--resume'"]),
            (["run", BASELINE, "--sample", "2", "--seed", "-1", "--until", "2060-13", "--threads"],
             ["'2'", "'-1'", "'2060-13'", "--threads needs a value", "4 errors"]),
            (["run"], ["SCENARIO.json"]),
            (["run", BASELINE, COMBINED], ["too many"]),
            (["sweep"], ["DESIGN.csv", "--lhs"]),
            (["describe", "parametres"], ["'parameters'"]),
            (["help", "runn"], ["'run'"]),
            (["run", BASELINE, "--quiet=1"], ["takes no value"]),
            (["run", BASELINE, "--json"], ["run has no option '--json'\n"]),
            (["sweep", "--rows", "9/8", "--lhs", "2"], ["'9/8'", "1/8 for the first"]),
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

    def test_a_file_that_is_not_there_is_told_once_with_the_nearest_name(self):
        with Folder() as folder:
            shutil.copy(BASELINE, folder / "base.json")
            for words in (["check", folder / "bsae.json"], ["run", folder / "bsae.json", "-o", folder / "x.nc"],
                          ["compare", BASELINE, folder / "bsae.json", "-o", folder / "out"],
                          ["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", folder / "bsae.json", "-o", folder / "sweep"]):
                result = corridor(*words)
                self.assertEqual((result.returncode, result.stdout), (4, ""), words)
                self.assertEqual(result.stderr, f"error: there is no file '{folder}/bsae.json'; did you mean '{folder}/base.json'?\n")
            self.assertEqual(corridor("check", BASELINE, "--data", folder / "none").returncode, 4)
            self.assertEqual(corridor("check", BASELINE, "--data", folder).returncode, 3)  # there, but without tables
            self.assertEqual(files_below(folder), ["base.json"])

    def test_nobody_simulated_is_no_experiment(self):
        with Folder() as folder:
            few = ["--sample", "1/1000000000", "--residents", "1/80000", "--until", "2024-12"]
            for words in (["run", BASELINE, "-o", folder / "x.nc"], ["compare", BASELINE, COMBINED, "-o", folder / "out"],
                          ["run", BASELINE, "--dry-run"]):
                result = corridor(*words, *few)
                self.assertEqual((result.returncode, result.stdout), (3, ""), words)
                self.assertIn("nobody", result.stderr)
            self.assertFalse((folder / "x.nc").exists() or (folder / "out" / "report.html").exists())

    def test_values_of_options_say_what_to_write(self):
        for words, parts in ((["sweep", "x.csv", "--rows", "3/2"], ["--rows '3/2'", "1/8 for the first"]),
                             (["run", BASELINE, "-o", ""], ["--output has an empty value", "leave the option out"]),
                             (["run", BASELINE, "--set", "pay_elasticity=1"], ["\"migration.pay_elasticity\""]),
                             (["run", BASELINE, "--set", "elasticity=1"], ["\"migration.pay_elasticity\""])):
            result = corridor(*words)
            self.assertIn(result.returncode, (2, 3), result.stderr)
            for part in parts:
                self.assertIn(part, result.stderr)

    def test_a_file_in_utf_16_is_told_as_such(self):
        with Folder() as folder:
            for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
                scenario, design = folder / "wide.json", folder / "wide.csv"
                scenario.write_bytes(pathlib.Path(BASELINE).read_text(encoding="utf-8").encode(encoding))
                design.write_bytes("migration.age_first\n18\n".encode(encoding))
                for words in (["check", scenario], ["sweep", design, "-s", BASELINE, "--dry-run"]):
                    result = corridor(*words)
                    self.assertEqual(result.returncode, 3, result.stderr)
                    self.assertIn("UTF-16; save it as UTF-8", result.stderr)
                    self.assertEqual(result.stderr.count("error:"), 1, result.stderr)

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

    def test_a_schema_beside_the_scenarios_is_passed_over(self):
        result = corridor("check", *sorted((SOURCE / "scenarios").glob("*.json")))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("schema.json: the schema of scenarios, passed over", result.stdout)
        self.assertIn("baseline.json: valid", result.stdout)

    def write_variant(self, folder, file, **changes):
        """A scenario like the baseline but for some members."""
        scenario = {**json.loads(pathlib.Path(BASELINE).read_text(encoding="utf-8")), **changes}
        (folder / file).write_text(json.dumps(scenario))
        return folder / file

    def test_a_scenario_cannot_have_the_name_of_a_file_of_the_comparison(self):
        with Folder() as folder:
            for name in ("comparison", "report", "headline"):
                other = self.write_variant(folder, "other.json", name=name)
                result = corridor("compare", BASELINE, other, "-o", folder / "out", *SMALL)
                self.assertEqual((result.returncode, result.stdout), (3, ""), name)
                self.assertIn(f'"{name}"', result.stderr)
            self.assertEqual(files_below(folder), ["other.json"])

    def test_scenarios_of_other_last_months_are_refused_before_anything_is_simulated(self):
        with Folder() as folder:
            short = self.write_variant(folder, "short.json", name="short", to="2025-06")
            for words in ([], ["--dry-run"]):
                result = corridor("compare", BASELINE, short, "-o", folder / "out", *SMALL, *words)
                self.assertEqual((result.returncode, result.stdout), (3, ""), words)
                for part in ("short.json", "2025-06", "baseline.json", "2025-12"):
                    self.assertIn(part, result.stderr)
            result = corridor("compare", BASELINE, short, "-o", folder / "out", *SMALL, "--until", "2025-03", "--dry-run")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(files_below(folder), ["short.json"])

    def test_the_evidence_of_the_country_tables_is_counted(self):
        rows = {row["fact"]: row for row in json.loads(corridor("describe", "facts", "--status", "--json").stdout)}
        number = lambda name, status: int(rows[name][status])
        for status in ("observed", "estimated", "assumed"):
            self.assertEqual(number("all", status), sum(number(name, status) for name in rows if name != "all"))
        self.assertLess(number("all", "assumed"), 800)
        self.assertEqual(corridor("describe", "levers", "--status").returncode, 2)

    def test_a_run_begins_in_any_january_of_the_tables(self):
        with Folder() as folder:
            early = self.write_variant(folder, "early.json", name="early", **{"from": "2012-01"})
            for words, first in (([early], "2012-01"), ([BASELINE, "--from", "2010"], "2010-01"),
                                 ([early, "--from", "2015-01"], "2015-01")):
                result = corridor("run", *words, *SMALL[:-2], "--until", first[:4], "--dry-run")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(f"{first} to {first[:4]}-12", result.stdout)
            for words in (["--from", "2010-03"], ["--from", "2009"], ["--from", "2031-01"]):
                result = corridor("run", BASELINE, *words, "-o", folder / "b.nc")
                self.assertEqual(result.returncode, 3, words)
                self.assertIn("2010-01 to", result.stderr)
            result = corridor("compare", BASELINE, early, *SMALL, "-o", folder / "out")
            self.assertEqual((result.returncode, result.stdout), (3, ""))
            self.assertIn("2012-01 to", result.stderr)

    def test_policies_that_begin_after_the_last_month_are_told_once(self):
        with Folder() as folder:
            late = self.write_variant(folder, "late.json", name="late", policies=[
                {"type": "recruitment_cost_cap", "parties": ["JPN"], "from": year, "fee_cap_months": 1, "enforced_share": 0.8}
                for year in ("2024-06", "2029-01")])
            for words, part in ((["run", COMBINED, "-o", folder / "x.nc"], "all policies begin after the last month simulated, 2025-12"),
                                (["compare", BASELINE, COMBINED, "-o", folder / "out"], "all policies begin after"),
                                (["run", late, "-o", folder / "y.nc"], "begins after the last month"),
                                (["run", COMBINED, "--dry-run"], "all policies begin after")):
                result = corridor(*words, *SMALL)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual(result.stderr.count(part), 1, result.stderr)

    def test_many_policies_that_begin_too_late_are_told_in_one_line(self):
        with Folder() as folder:
            policies = [{"name": f"cap {year}", "type": "recruitment_cost_cap", "parties": ["JPN"], "from": f"{year}-01",
                         "fee_cap_months": 1, "enforced_share": 0.8} for year in (2024, 2029, 2030, 2031)]
            late = self.write_variant(folder, "late.json", name="late", policies=policies)
            result = corridor("run", late, *SMALL, "--dry-run")
            self.assertEqual(result.stderr.count("after the last month"), 1, result.stderr)
            self.assertIn('"cap 2029" and 2 more policies begin after the last month', result.stderr)
            others = [self.write_variant(folder, f"late{i}.json", name=f"late{i}", policies=policies[1:]) for i in range(5)]
            result = corridor("compare", BASELINE, *others, *SMALL, "--dry-run")
            self.assertEqual(result.stderr.count("after the last month"), 1, result.stderr)
            self.assertIn("5 scenarios", result.stderr)

    def test_the_data_folder_is_found_from_anywhere(self):
        with Folder() as folder:
            self.assertEqual(corridor("check", BASELINE, cwd=folder).returncode, 0)


class Overwriting(unittest.TestCase):
    """No result takes the place of anything that the command reads."""

    def test_a_result_over_a_scenario_its_parent_or_a_table_is_refused(self):
        with Folder() as folder:
            shutil.copytree(SOURCE / "scenarios", folder / "scenarios")
            shutil.copytree(SOURCE / "data", folder / "data")
            child = folder / "scenarios" / "combined.json"
            os.symlink("combined.json", folder / "scenarios" / "soft.nc")
            os.link(child, folder / "hard.nc")
            before = {path: (folder / path).read_bytes() for path in files_below(folder) if (folder / path).is_file()}
            for output in ("scenarios/combined.json", "scenarios/soft.nc", "hard.nc", "scenarios/baseline.json",
                           "scenarios/training_support.json", "data/countries.csv", "data/DEU/../DEU/" + os.listdir(folder / "data/DEU")[0]):
                result = corridor("run", child, "--data", folder / "data", "-o", folder / output)
                self.assertEqual((result.returncode, result.stdout), (2, ""), output)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertIn("is read by this command", result.stderr)
            os.rename(child, folder / "scenarios" / "report.html")
            result = corridor("compare", BASELINE, folder / "scenarios" / "report.html", "-o", folder / "scenarios", *SMALL)
            self.assertEqual(result.returncode, 2, result.stderr)
            os.rename(folder / "scenarios" / "report.html", child)
            self.assertEqual({path: (folder / path).read_bytes() for path in before}, before)
            self.assertEqual(len([p for p in files_below(folder) if (folder / p).is_file()]), len(before))

    def test_a_result_of_another_experiment_is_replaced_only_when_asked(self):
        with Folder() as folder:
            words, result = ["-o", folder / "a.nc", *SMALL], folder / "a.nc"
            self.assertEqual(corridor("run", BASELINE, *words).returncode, 0)
            before = digest(result)
            self.assertEqual(corridor("run", BASELINE, *words).returncode, 0)  # the same once more
            for scenario, more, part in [(COMBINED, [], "another scenario"), (BASELINE, ["--seed", "2"], "another seed"),
                                         (BASELINE, ["--monthly"], "other periods"), (BASELINE, ["--until", "2024-12"], "other months"),
                                         (BASELINE, ["--replicates", "1"], "number of replicates"),
                                         (BASELINE, ["--residents", "1/90000"], "sample of residents"),
                                         (BASELINE, ["--set", "migration.age_first=20"], "another scenario")]:
                refused = corridor("run", scenario, *words, *more)
                self.assertEqual((refused.returncode, refused.stdout), (2, ""), part)
                self.assertIn(part, refused.stderr)
                self.assertIn("--replace", refused.stderr)
                self.assertEqual(digest(result), before)
            self.assertEqual(corridor("run", BASELINE, *words, "--seed", "2", "--replace").returncode, 0)
            self.assertNotEqual(digest(result), before)
            (folder / "comparison.csv").write_text("a table\n")
            refused = corridor("run", BASELINE, "-o", folder / "comparison.csv", *SMALL)
            self.assertEqual(refused.returncode, 2, refused.stderr)
            self.assertIn("not a result", refused.stderr)
            self.assertEqual((folder / "comparison.csv").read_text(), "a table\n")

    def test_a_comparison_of_others_is_replaced_only_when_asked(self):
        with Folder() as folder:
            words = ["-o", folder, *SMALL]
            self.assertEqual(corridor("compare", BASELINE, COMBINED, *words).returncode, 0)
            before = {name: digest(folder / name) for name in files_below(folder)}
            for scenarios, more, part in [([BASELINE, COMBINED], ["--seed", "2"], "another seed"), ([BASELINE], [], "other scenarios"),
                                          ([COMBINED, BASELINE], [], "other scenarios")]:
                refused = corridor("compare", *scenarios, *words, *more)
                self.assertEqual((refused.returncode, refused.stdout), (2, ""), part)
                self.assertIn(part, refused.stderr)
                self.assertEqual({name: digest(folder / name) for name in files_below(folder)}, before)
            self.assertEqual(corridor("compare", BASELINE, COMBINED, *words).returncode, 0)
            self.assertEqual({name: digest(folder / name) for name in files_below(folder)}, before)
            self.assertEqual(corridor("compare", COMBINED, BASELINE, *words, "--replace").returncode, 0)

    def test_the_data_folder_takes_no_results_and_a_file_is_no_folder(self):
        with Folder() as folder:
            shutil.copytree(SOURCE / "data", folder / "data")
            shutil.copytree(SOURCE / "scenarios", folder / "scenarios")
            before = files_below(folder)
            hypercube = ["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", "scenarios/baseline.json"]
            for verb in (["run", "scenarios/baseline.json"], ["compare", "scenarios/baseline.json"], hypercube):
                for output in ("data/x.nc", folder / "data" / "new" / "x.nc", "scenarios/../data/DEU/x.nc"):
                    refused = corridor(*verb, "-o", output, *SMALL, cwd=folder)
                    self.assertEqual((refused.returncode, refused.stdout), (2, ""), refused.stderr)
                    self.assertIn("lies in the data folder", refused.stderr)
                if verb[0] != "run":
                    refused = corridor(*verb, "-o", "scenarios/baseline.json", *SMALL, cwd=folder)
                    self.assertEqual((refused.returncode, refused.stdout), (2, ""), refused.stderr)
                    self.assertIn("'scenarios/baseline.json' is read by this command", refused.stderr)
            self.assertEqual(files_below(folder), before)
            self.assertEqual(corridor("run", "scenarios/baseline.json", "-o", "data.nc", *SMALL, cwd=folder).returncode, 0)

    def test_a_name_that_does_not_end_in_nc_is_told(self):
        with Folder() as folder:
            result = corridor("run", BASELINE, "-o", folder / "x.json", *SMALL)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("does not end in .nc", result.stderr)

    def test_a_place_that_cannot_be_written_is_found_before_anything_is_simulated(self):
        with Folder() as folder:
            (folder / "file").write_text("x")
            (folder / "x.nc").mkdir()
            long = ["--sample", "1/10", "--replicates", "50"]  # hours
            for words in (["run", BASELINE, "-o", folder / "x.nc"], ["run", BASELINE, "-o", folder / "file" / "x.nc"],
                          ["compare", BASELINE, COMBINED, "-o", folder / "file"],
                          ["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", BASELINE, "-o", folder / "file"]):
                result = subprocess.run([PROGRAM, *map(str, words), *long], capture_output=True, text=True, timeout=60)
                self.assertEqual(result.returncode, 4, (words, result.stderr))

    def test_a_comparison_that_cannot_be_written_leaves_all_of_the_old_one(self):
        with Folder() as folder:
            words = ["compare", BASELINE, COMBINED, "-o", folder / "out", *SMALL]
            self.assertEqual(corridor(*words).returncode, 0)
            old = {name: digest(folder / "out" / name) for name in files_below(folder / "out")}
            sizes = {name: (folder / "out" / name).stat().st_size for name in old}
            between = max(sizes["baseline.nc"], sizes["combined.nc"]) + 1000
            self.assertGreater(max(sizes.values()), between)  # the results fit, something of the comparison does not
            limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (between, between))
            result = corridor(*words, "--seed", "2", "--replace", preexec_fn=limit)
            self.assertEqual((result.returncode, result.stdout), (4, ""), result.stderr)
            self.assertEqual({name: digest(folder / "out" / name) for name in files_below(folder / "out")}, old)


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
                             ["baseline.nc", "combined.nc", "comparison.csv", "comparison.nc", "headline.csv", "report.html",
                              "scenarios.csv", "who_pays.csv"])
            self.assertIn("out/report.html", result.stdout)
            page = (folder / "out" / "report.html").read_text(encoding="utf-8")
            self.assertNotRegex(page, r'(src|href)="?(https?:)?//')

    def test_compare_of_results_gives_the_report_that_compare_of_their_scenarios_gives(self):
        with Folder() as folder:
            self.assertEqual(corridor("compare", BASELINE, COMBINED, "-o", folder / "out", *SMALL).returncode, 0)
            results = [folder / "out" / "baseline.nc", folder / "out" / "combined.nc"]
            for _ in range(2):  # the same once more replaces
                again = corridor("compare", *results, "-o", folder / "again")
                self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual(files_below(folder / "again"),
                             ["comparison.csv", "comparison.nc", "headline.csv", "report.html", "scenarios.csv",
                              "who_pays.csv"])
            for name in ("comparison.csv", "comparison.nc", "headline.csv"):
                self.assertEqual(digest(folder / "again" / name), digest(folder / "out" / name), name)
            other = corridor("compare", *results[::-1], "-o", folder / "again")
            self.assertEqual((other.returncode, other.stdout), (2, ""))
            self.assertIn("another comparison", other.stderr)
            self.assertEqual(corridor("compare", *results[::-1], "-o", folder / "again", "--replace").returncode, 0)

    def test_results_that_do_not_fit_or_stand_in_the_wrong_place_are_told(self):
        with Folder() as folder:
            base, other = folder / "base.nc", folder / "other.nc"
            self.assertEqual(corridor("run", BASELINE, "-o", base, *SMALL).returncode, 0)
            for more, part in ((["--seed", "2"], "another seed"), (["--sample", "1/4100"], "another sample"),
                               (["--until", "2024-12"], "other years or months"), (["--replicates", "3"], "number of replicates")):
                self.assertEqual(corridor("run", COMBINED, "-o", other, *SMALL, *more, "--replace").returncode, 0)
                result = corridor("compare", base, other, "-o", folder / "out")
                self.assertEqual((result.returncode, result.stdout), (3, ""), result.stderr)
                self.assertIn(part, result.stderr)
            for words, code, part in ((["run", base], 3, "this is a result"), (["check", base], 3, "this is a result"),
                                      (["compare", BASELINE, base], 3, "this is a result"),
                                      (["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", base], 3, "this is a result"),
                                      (["compare", base, "--until", "2030"], 2, "--until has no effect"),
                                      (["compare", base, "-o", base], 2, "is read by this command")):
                result = corridor(*words)
                self.assertEqual((result.returncode, result.stdout), (code, ""), words)
                self.assertIn(part, result.stderr)

    def test_compare_of_one_scenario_gives_the_file_that_run_gives(self):
        with Folder() as folder:
            corridor("compare", BASELINE, COMBINED, "-o", folder / "out", *SMALL)
            corridor("run", COMBINED, "-o", folder / "x.nc", *SMALL)
            self.assertEqual(digest(folder / "out" / "combined.nc"), digest(folder / "x.nc"))

    def test_a_place_that_cannot_be_written_is_an_io_error(self):
        result = corridor("run", BASELINE, "-o", "/proc/nothing/x.nc", *SMALL)
        self.assertEqual(result.returncode, 4)
        self.assertIn("/proc/nothing", result.stderr)

    def test_a_run_tells_what_became_of_each_limit(self):
        limit = {"type": "quota", "name": "loose", "parties": ["KOR"], "channels": ["contract"], "from": "2024-06",
                 "admissions_limit": 500000}
        with Folder() as folder:
            scenario = folder / "limits.json"
            scenario.write_text(json.dumps({"name": "limits", "without": ["eps_quota"], "policies": [
                limit, dict(limit, name="tight", parties=["JPN"], admissions_limit=1000)]}))
            result = corridor("run", scenario, "-o", folder / "x.nc", *SMALL)
            self.assertEqual(result.returncode, 0, result.stderr)
            lines = [line for line in result.stderr.splitlines() if line.startswith(("loose: ", "tight: "))]
            self.assertEqual(len(lines), 2, result.stderr)
            self.assertIn(": never bound between 2024-06 and ", lines[0])
            self.assertIn(": bound in 100 % of the months between 2024-06 and ", lines[1])
            with h5py.File(folder / "x.nc") as file:
                self.assertEqual(lines, str(file.attrs["limits"].decode() if isinstance(file.attrs["limits"], bytes)
                                            else file.attrs["limits"]).splitlines())


class Stopping(unittest.TestCase):
    LONG = ["--sample", "1/1000", "--replicates", "2"]

    def stop(self, number, *words, after=0.7):
        """Among the months: when the program has had the processor for so many seconds, however busy the machine."""
        child = subprocess.Popen([PROGRAM, "run", BASELINE, *map(str, words), *self.LONG], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, cwd=SOURCE)
        while child.poll() is None and self.processor_seconds(child) < after:
            time.sleep(0.01)
        child.send_signal(number)
        _, messages = child.communicate(timeout=60)
        return child.returncode, messages

    @staticmethod
    def processor_seconds(child):
        with open(f"/proc/{child.pid}/stat", encoding="ascii") as file:
            times = file.read().rsplit(")", 1)[1].split()[11:13]  # in user and in system mode
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")

    def start(self, sign, *words):
        """Start the program and wait until it has made the folder `sign`: from then on it looks for signals."""
        child = subprocess.Popen([PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=SOURCE)
        while not sign.exists() and child.poll() is None:
            time.sleep(0.02)
        return child

    def test_all_verbs_that_work_for_long_stop_alike(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for words in (["run", BASELINE, "-o", "x.nc"], ["compare", BASELINE, COMBINED, "-o", ""]):
                for kept in (False, True):
                    with Folder() as folder:
                        place = [*words[:-1], folder / "out" / words[-1]]
                        checkpoint = ["--checkpoint", folder / "checkpoints"] if kept else []
                        child = self.start(folder / "out", *place, *checkpoint, *self.LONG)
                        child.send_signal(number)
                        output, messages = child.communicate(timeout=60)
                        self.assertEqual((child.returncode, output), (85 if kept else -number, ""), messages)
                        self.assertIn("run the same command again" if kept else "nothing was written", messages)
                        self.assertEqual(files_below(folder / "out"), [])

    def test_an_experiment_that_is_stopped_again_and_again_comes_to_its_end(self):
        """Whatever has been computed when it is stopped is not computed again: one more run begins each time."""
        with Folder() as folder:
            checkpoints = folder / "checkpoints"
            words = ["compare", BASELINE, COMBINED, "--checkpoint", checkpoints, "--sample", "1/4000", "--residents", "1/80000",
                     "--replicates", "2", "--until", "2026-12", "-j", "1", "-q"]
            codes = []
            while not codes or codes[-1] == 85:
                before = len(files_below(checkpoints)) if checkpoints.exists() else 0
                child = self.start(folder / "out", *words, "-o", folder / "out")
                while child.poll() is None and len([p for p in files_below(checkpoints) if p.endswith(".checkpoint")]) <= before:
                    time.sleep(0.02)
                child.send_signal(signal.SIGTERM)
                child.communicate(timeout=60)
                codes.append(child.returncode)
                self.assertLessEqual(len(codes), 5)
            self.assertEqual(codes[-1], 0)
            self.assertIn(85, codes)
            self.assertEqual(files_below(checkpoints), [])
            self.assertEqual(corridor(*words, "-o", folder / "whole").returncode, 0)
            for name in ("baseline.nc", "combined.nc", "comparison.nc"):
                self.assertEqual(digest(folder / "out" / name), digest(folder / "whole" / name))

    def test_a_second_signal_of_whatever_kind_ends_it_at_once(self):
        with Folder() as folder:
            child = self.start(folder / "out", "run", BASELINE, "-o", folder / "out" / "x.nc", "--sample", "1/100", "-r", "1", "-j", "1")
            child.send_signal(signal.SIGINT)
            child.send_signal(signal.SIGTERM)
            self.assertIn(child.wait(timeout=60), (-signal.SIGINT, -signal.SIGTERM))
            self.assertFalse((folder / "out" / "x.nc").exists())
            child.communicate()

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
