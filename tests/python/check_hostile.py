"""Files of megabytes that hold one kind of thing many times are refused in words and in time that grows with their size, not
with its square; a pipe in the place of a file does not hold the program."""
import json
import os
import resource
import subprocess
import time
import unittest

from program import PROGRAM, SOURCE, Folder

HEAD = {"name": "x", "title": "X", "description": "D.", "plausibility": "P."}
POLICY = {"type": "bilateral_agreement", "parties": ["DEU"], "from": "2025-01", "quota_per_year": 1000}
MANY = 180_000
SECONDS = 4.0  # of processor time; it takes a tenth of it, and took minutes


def zeros(n, name):
    return ",".join(f'"{name}{i}":0' for i in range(n))


def with_head(text):
    return json.dumps(HEAD)[:-1] + "," + text + "}"


def with_policy(text):
    return with_head('"policies":[' + json.dumps(POLICY)[:-1] + "," + text + "}]")


SCENARIOS = {
    "includes that are not there": (with_head('"include":[' + ",".join(['"a.json"'] * 400_000) + "]"), "at most 64"),
    "includes that are there": (with_head('"include":[' + ",".join(['"baseline.json"'] * 200_000) + "]"), "at most 64"),
    "unknown keys": (with_head(zeros(MANY, "k")), "unknown key"),
    "keys that differ in case": (with_head(zeros(MANY // 2, "k") + "," + zeros(MANY // 2, "K")), "differs only in case"),
    "unknown parameters": (with_head('"parameters":{' + zeros(MANY, "migration.p") + "}"), "unknown parameter"),
    "unknown fields of a policy": (with_policy(zeros(MANY, "quota")), "unknown key"),
    "policies": (with_head('"policies":[' + ",".join([json.dumps(POLICY)] * 30_000) + "]"), "may hold 1000"),
    "unknown parties": (with_head('"policies":[' + ",".join(
        [json.dumps({**POLICY, "parties": [f"Z{i}" for i in range(40)]})] * 1000) + "]"), "unknown name in \"parties\""),
    "numbers out of range": ('{"a":[' + ",".join(["1e999"] * MANY) + "]}", "1e999"),
    "bytes that are no text": (b'{"a":"' + b"\xff" * 4_000_000 + b'"}', "UTF-8"),
}
DESIGNS = {
    "columns": (",".join(f"c{i}" for i in range(400_000)) + "\n1\n", "columns"),
    "columns twice": (",".join(["migration.age_first"] * 1000) + "\n" + ",".join(["18"] * 1000) + "\n", "twice"),
    "empty lines": ("migration.age_first\n" + "\n" * 4_000_000, "empty line"),
    "values that are none": ("migration.age_first\n" + "x\n" * 500_000, "not written as a number"),
}


def timed(*words):
    """The program's result and the processor time it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run([PROGRAM, *map(str, words)], cwd=SOURCE, text=True, capture_output=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return result, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Hostile(unittest.TestCase):
    def refused(self, what, expected, *words):
        result, seconds = timed(*words)
        self.assertEqual(result.returncode, 3, f"{what}: {result.stderr[-300:]}")
        self.assertTrue(expected in result.stderr, f"{what}: {result.stderr[:300]}")
        self.assertLess(len(result.stderr), 1_000_000, what)
        self.assertLess(seconds, SECONDS, what)

    def test_a_scenario_with_very_many_of_anything_is_refused_soon(self):
        with Folder() as folder:
            (folder / "baseline.json").write_bytes((SOURCE / "scenarios/baseline.json").read_bytes())
            for what, (text, expected) in SCENARIOS.items():
                content = text if isinstance(text, bytes) else text.encode()
                self.assertLess(len(content), 4 * 1024 * 1024, what)
                (folder / "hostile.json").write_bytes(content)
                self.refused(what, expected, "check", folder / "hostile.json")

    def test_a_design_with_very_many_of_anything_is_refused_soon(self):
        with Folder() as folder:
            for what, (text, expected) in DESIGNS.items():
                (folder / "design.csv").write_text(text)
                self.refused(what, expected, "sweep", folder / "design.csv", "-s", "scenarios/baseline.json", "-o",
                             folder / "out", "--dry-run")

    def test_files_that_include_each_other_are_read_once_and_within_a_limit(self):
        with Folder() as folder:
            for i in range(60):
                others = [f"f{j}.json" for j in range(i + 1, 60)]
                text = json.dumps({**HEAD, "name": f"f{i}", "description": "D" * 7000, "include": others})
                (folder / f"f{i}.json").write_text(text + " " * (200_000 if i else 0))
            result, seconds = timed("check", folder / "f0.json")
            self.assertEqual(result.returncode, 3)
            self.assertIn("too many scenarios", result.stderr)
            self.assertLess(seconds, SECONDS)

    def test_too_small_a_stack_is_told(self):
        words = [PROGRAM, "run", "scenarios/baseline.json", "--sample", "1/4000", "--residents", "1/80000", "--until",
                 "2024-03", "--replicates", "1", "-q"]
        stack = lambda soft, hard: lambda: resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))
        with Folder() as folder:
            words += ["-o", str(folder / "out.nc")]
            result = subprocess.run(words, cwd=SOURCE, text=True, capture_output=True, preexec_fn=stack(1 << 18, 1 << 18))
            self.assertEqual(result.returncode, 5, result.stderr)
            self.assertIn("stack", result.stderr)
            result = subprocess.run(words, cwd=SOURCE, text=True, capture_output=True, preexec_fn=stack(1 << 18, 1 << 23))
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_pipe_in_the_place_of_any_file_is_refused_at_once(self):
        with Folder() as folder:
            pipe = folder / "pipe.json"
            os.mkfifo(pipe)
            data = folder / "data"
            data.mkdir()
            os.mkfifo(data / "countries.csv")
            for words in (["check", pipe], ["sweep", pipe, "-s", "scenarios/baseline.json", "-o", folder / "out"],
                          ["check", "scenarios/baseline.json", "--data", data]):
                begin = time.monotonic()
                result, _ = timed(*words)
                self.assertIn(result.returncode, (3, 4), words)
                self.assertIn("not a regular file", result.stderr)
                self.assertLess(time.monotonic() - begin, 30)


if __name__ == "__main__":
    unittest.main()
