"""A command opens every file of data/ and every scenario once: what was checked is what runs, and a sweep of many runs reads
no more than one run. tests/fault/shim.c notes what is opened."""
import collections
import os
import pathlib
import subprocess
import tempfile
import unittest

from program import BASELINE, COMBINED, PROGRAM, SOURCE

SHIM = os.environ.get("COR_FAULT_SHIM", str(pathlib.Path(PROGRAM).parent / "libfault_shim.so"))
TINY = ["--sample", "1/20000000", "--residents", "1/4000000", "--set", "demography.min_resident_agents=100",
        "--replicates", "1", "--until", "2024-01", "--threads", "1", "--quiet"]
DATA, SCENARIOS = SOURCE / "data", SOURCE / "scenarios"
# What `combined` builds on.
PARTS = {"baseline", "bilateral_agreements", "combined", "social_security_agreements", "training_support"}


class Reads(unittest.TestCase):
    def opened(self, *command):
        """How often each file of data/ and scenarios/ is opened."""
        with tempfile.TemporaryDirectory() as folder:
            notes = pathlib.Path(folder, "opened")
            environment = {**os.environ, "LD_PRELOAD": SHIM, "OMP_WAIT_POLICY": "passive", "FAULT_OPENED": str(notes)}
            result = subprocess.run([PROGRAM, *command, *TINY, "--data", str(DATA)], cwd=folder, env=environment,
                                    capture_output=True, text=True, timeout=300)
            self.assertEqual(result.returncode, 0, result.stderr)
            paths = (pathlib.Path(folder, line).resolve() for line in notes.read_text().splitlines())
            return collections.Counter(p for p in paths if p.is_file() and {DATA, SCENARIOS} & set(p.parents))

    def assert_each_once(self, opened, scenarios):
        self.assertEqual({p: n for p, n in opened.items() if n != 1}, {})
        self.assertEqual({p.stem for p in opened if SCENARIOS in p.parents}, scenarios)
        # targets.csv is what results are held against, fits.csv what was known when: only a back-test reads them
        self.assertEqual({p for p in opened if DATA in p.parents},
                         set(DATA.rglob("*.csv")) - {DATA / "targets.csv", DATA / "fits.csv"} | {DATA / "policies.json"})

    def test_a_run_opens_every_file_once(self):
        self.assert_each_once(self.opened("run", BASELINE, "-o", "a.nc"), {"baseline"})

    def test_a_prediction_opens_every_file_once(self):
        self.assert_each_once(self.opened("run", COMBINED, "--dry-run"), PARTS)

    def test_a_comparison_opens_every_file_once_and_so_what_its_scenarios_share(self):
        self.assert_each_once(self.opened("compare", BASELINE, COMBINED, "-o", "out"), PARTS)

    def test_a_sweep_of_twenty_runs_opens_every_file_once(self):
        self.assert_each_once(self.opened("sweep", "--lhs", "20", "-p", "migration.age_first", "-s", COMBINED, "-o",
                                          "out"), PARTS)


if __name__ == "__main__":
    unittest.main()
