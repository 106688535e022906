"""Whatever parameters and levers within their ranges: a run ends in order with the population of the data, or it is refused
with the names of the parameters that do not go together. It never hangs, and takes the memory that --dry-run predicts."""
import concurrent.futures
import csv
import json
import math
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy

from program import BASELINE, PROGRAM, SOURCE, corridor

WEIGHT = 20000  # persons of Viet Nam per agent
TINY = ["--sample", f"1/{WEIGHT}", "--residents", "1/400000", "--replicates", "1", "--threads", "1", "--quiet"]
RANDOM_SETS = 300
SECONDS = 120  # a run takes well below one; a busy machine gets time
ADDRESS_SPACE = 3 << 30
RESIDENTS = "demography.min_resident_agents"
PARAMETERS = json.loads(corridor("describe", "parameters", "--json").stdout)
# Those on which a condition rests: at their ends together they are refused.
TOGETHER = {
    name
    for row in json.loads(corridor("describe", "consistency", "--json").stdout)
    for name in row["parameters"].split(", ")
}
FIELDS = [row for row in json.loads(corridor("describe", "policies", "--json").stdout) if row["field"]]
RATIOS = {
    row["name"]: row["kind"].split(" / ")
    for row in json.loads(corridor("describe", "outputs", "--json").stdout)
    if "/" in row["kind"]
}


def people_of_viet_nam():
    with open(SOURCE / "data" / "VNM" / "population.csv", encoding="utf-8", newline="") as file:
        return sum(float(row["female"]) + float(row["male"]) for row in csv.DictReader(file) if row["year"] == "2024")


PEOPLE = people_of_viet_nam()


class Case:
    """A set of parameters, and perhaps fields of policies, under a name that tells it in a failure."""

    def __init__(self, name, parameters, fields=(), until="2024-12"):
        self.name, self.parameters, self.fields, self.until = name, dict(parameters), list(fields), until
        self.parameters.setdefault(RESIDENTS, 100)

    def write(self, folder):
        scenario = {"name": "case", "parameters": self.parameters, "policies": []}
        for row, value in self.fields:
            policy = {"type": row["type"], "parties": ["all_destinations"], "from": "2024-02", row["field"]: value}
            scenario["policies"].append(policy)
        path = os.path.join(folder, "case.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(scenario, file)
        return path


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def run_limited(*words):
    """A run that hangs or eats memory fails instead of harming the machine."""
    return subprocess.run([PROGRAM, *words], cwd=SOURCE, text=True, capture_output=True, timeout=SECONDS,
                          preexec_fn=limit_memory)


# A small process between, because what the kernel counts of a child goes back to what its parent held.
MEASURE = """import os, sys
child = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), 1024 * usage.ru_maxrss)"""


def memory_of(*words):
    """Exit code and most bytes in memory."""
    run = subprocess.run([sys.executable, "-S", "-E", "-c", MEASURE, PROGRAM, *words], cwd=SOURCE, text=True,
                         capture_output=True, timeout=SECONDS, preexec_fn=limit_memory)
    return tuple(map(int, run.stdout.split()[-2:]))


def problems_of_result(path):
    """What is wrong in a result file."""
    with h5py.File(path, "r") as file:
        values = {name: item[...] for name, item in file.items() if item.dtype == numpy.float64 and item.ndim > 1}
        countries = [code.decode() for code in file["country"][...]]
    for name, array in values.items():
        if name in RATIOS:
            base = values[RATIOS[name][1]]  # may be split further than the ratio
            undefined = base.sum(axis=tuple(range(array.ndim, base.ndim))) == 0
            if not numpy.isfinite(array[~undefined]).all():
                yield f"{name} is not a number where its denominator is"
        elif not numpy.isfinite(array).all():
            yield f"{name} is not a number"
        # Signed: net numbers, balances, and what is forfeited less what later agreements revive.
        signed = name in ("other_migration", "forfeited") or name.startswith("balance_") or name == "fund_balance"
        if not signed and numpy.nanmin(numpy.where(numpy.isfinite(array), array, 0)) < 0:
            yield f"{name} is {numpy.nanmin(array)}"
    yield from problems_of_start(values, countries.index("VNM"))


def problems_of_start(values, home):
    """Those in Viet Nam at the start, counted back from the end: less births and returns, with deaths and departures."""
    there = lambda name: values[name][:, :, home].sum()
    last = values["population"][:, -1, home].sum()
    start = last - there("births") + there("deaths") + values["departures"].sum() - values["returns"].sum() - there("other_migration")
    if abs(start - PEOPLE) > WEIGHT:
        yield f"Viet Nam starts with {start:.0f} persons, the data have {PEOPLE:.0f}"


def outcome(case):
    """0, 3, or what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path, result = case.write(folder), os.path.join(folder, "case.nc")
        try:
            run = run_limited("run", path, *TINY, "--until", case.until, "-o", result)
        except subprocess.TimeoutExpired:
            return f"did not end within {SECONDS} s"
        if run.returncode == 3:
            named = any(row["name"] in run.stderr for row in PARAMETERS) or case.fields
            return 3 if named and not os.path.exists(result) else f"refused without a name: {run.stderr}"
        if run.returncode != 0:
            return f"exit {run.returncode}: {run.stderr}"
        return "; ".join(problems_of_result(result)) or 0


def random_case(generator, number):
    """A point of the box of all ranges; the number of residents by its logarithm. Every third with policies as well."""
    parameters = {row["name"]: generator.uniform(row["min"], row["max"]) for row in PARAMETERS}
    for row in PARAMETERS:
        if row["name"] == RESIDENTS:
            parameters[RESIDENTS] = math.exp(generator.uniform(math.log(row["min"]), math.log(row["max"])))
    fields = [(row, generator.uniform(row["min"], row["max"])) for row in FIELDS] if number % 3 == 0 else []
    return Case(f"random set {number}", parameters, fields, "2028-12" if number % 10 == 0 else "2024-12")


def corner_cases():
    for end in ("min", "max"):
        everything = {row["name"]: row[end] for row in PARAMETERS if row["name"] != RESIDENTS}
        yield Case(f"all {end}", everything)
        yield Case(f"all {end} but those with conditions", {n: v for n, v in everything.items() if n not in TOGETHER})
        for row in PARAMETERS:
            yield Case(f"{row['name']} {row[end]}", {row["name"]: row[end]})
        for row in FIELDS:
            yield Case(f"{row['type']} {row['field']} {row[end]}", {}, [(row, row[end])])


class ParameterSpace(unittest.TestCase):
    def check_all(self, cases):
        """Exit codes of all cases, none of which may be out of order."""
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            outcomes = list(pool.map(outcome, cases))
        wrong = [f"{case.name}: {found}" for case, found in zip(cases, outcomes) if found not in (0, 3)]
        self.assertFalse(wrong, "\n".join([f"{len(wrong)} of {len(cases)}:"] + wrong[:20]))
        return outcomes

    def test_every_end_of_every_range_gives_the_world_of_the_data_or_is_refused(self):
        cases = list(corner_cases())
        refused = [case.name for case, found in zip(cases, self.check_all(cases)) if found == 3]
        print(f"{len(cases)} corners: {len(refused)} refused: {', '.join(refused)}")
        self.assertLess(len(refused), len(cases) / 20)

    def test_random_sets_over_all_ranges_give_the_world_of_the_data_or_are_refused(self):
        generator = random.Random(20240101)
        cases = [random_case(generator, number) for number in range(RANDOM_SETS)]
        outcomes = self.check_all(cases)
        plain = [found for case, found in zip(cases, outcomes) if not case.fields]
        print(f"{len(cases)} random sets: {outcomes.count(3)} refused, {plain.count(3)} of the {len(plain)} without policies")
        self.assertGreaterEqual(plain.count(0), len(plain) / 4)  # most others ask for longer pipelines than there are people

    def test_memory_is_within_a_tenth_of_what_a_dry_run_predicts_at_once(self):
        generator = random.Random(20240102)
        measured = 0
        for number in range(1, 40):
            case = random_case(generator, number)
            sample = ["1/1000", "1/200"][number % 2]
            with tempfile.TemporaryDirectory() as folder:
                path, result = case.write(folder), os.path.join(folder, "case.nc")
                words = ["run", path, "--sample", sample, "--replicates", "1", "--threads", "1", "--quiet", "--until",
                         case.until]
                plan = run_limited(*words, "--dry-run")
                if plan.returncode == 0:
                    predicted = float(re.search(r"memory +([0-9.]+) GiB", plan.stdout)[1]) * 2**30
                    code, taken = memory_of(*words, "-o", result)
                    self.assertEqual(code, 0, case.name)
                    library = 4 << 20  # pages of HDF5, which works in a process of its own
                    share = 0.125 if case.fields else 0.1  # every field of every policy at once fills tables beyond the plan
                    self.assertLess(abs(taken - predicted), max(share * predicted, library), (case.name, sample, taken, predicted))
                    measured += 1
        self.assertGreaterEqual(measured, 10)

    def test_a_dry_run_of_the_largest_populations_is_quick(self):
        for words in (["--sample", "1"], ["--sample", "1", "--residents", "1"], ["--set", f"{RESIDENTS}=1e5"]):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            self.assertEqual(run_limited("run", BASELINE, *words, "--dry-run").returncode, 0, words)
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, 2.0, words)


class Building(unittest.TestCase):
    """Signals while the population of everybody is built, which takes half a minute on one thread."""

    def stop(self, *words, number):
        with tempfile.TemporaryDirectory() as folder:
            everybody = ["--sample", "1", "--replicates", "1", "--threads", "1", "--quiet"]
            words = [word.replace("FOLDER", folder) for word in words]
            run = subprocess.Popen([PROGRAM, *words, *everybody], cwd=SOURCE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=limit_memory)
            self.addCleanup(run.kill)
            self.wait_for_memory(run, 100 << 20)
            run.send_signal(number)
            began = time.monotonic()
            code = run.wait(timeout=SECONDS)
            self.assertLess(time.monotonic() - began, 10.0, words)
            return code, [name for _, _, names in os.walk(folder) for name in names]

    def wait_for_memory(self, run, least):
        """Until part of the population is there: by then no month can have begun."""
        while run.poll() is None:
            with open(f"/proc/{run.pid}/statm", encoding="ascii") as file:
                if int(file.read().split()[1]) * resource.getpagesize() > least:
                    return
            time.sleep(0.02)
        self.fail(f"ended by itself with {run.returncode}")

    def test_a_run_ends_at_once_and_writes_nothing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            code, files = self.stop("run", BASELINE, "-o", "FOLDER/a.nc", number=number)
            self.assertEqual((code, files), (-number, []))

    def test_with_checkpoints_the_same_command_may_be_run_again(self):
        code, files = self.stop("run", BASELINE, "-o", "FOLDER/a.nc", "--checkpoint", "FOLDER/stop", number=signal.SIGTERM)
        self.assertEqual((code, files), (85, []))

    def test_a_sweep_ends_at_once(self):
        code, files = self.stop("sweep", "--lhs", "2", "-p", "migration.pay_elasticity", "--scenario", BASELINE, "-o",
                                "FOLDER/s", number=signal.SIGTERM)
        self.assertEqual(code, 85)
        self.assertFalse([name for name in files if name.endswith((".csv", ".nc"))])


if __name__ == "__main__":
    unittest.main()
