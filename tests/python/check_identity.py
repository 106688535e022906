"""What is kept for later is bound to the program's sources and to the data: a checkpoint and a record made by another program
or from other data are never taken for this one's. CORRIDOR_OTHER is the same program with another digest."""
import os
import shutil
import signal
import subprocess
import time
import unittest

from program import BASELINE, PROGRAM, SMALL, SOURCE, Folder, corridor, digest

OTHER = os.path.abspath(os.environ["CORRIDOR_OTHER"])
LONG = ["--sample", "1/500", "--residents", "1/10000", "--replicates", "1", "--until", "2050-12", "--threads", "1", "-q"]


def version_digest(program):
    text = subprocess.run([program, "version"], text=True, capture_output=True, check=True).stdout
    return text.split("Program digest ")[1].split()[0]


def stop_with_checkpoint(program, folder, *words):
    """A run stopped half way by a signal: it leaves a checkpoint in the folder."""
    checkpoints = folder / "checkpoints"
    run = subprocess.Popen([program, "run", BASELINE, "-o", folder / "out.nc", "--checkpoint", checkpoints, *LONG, *words],
                           cwd=SOURCE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    run.send_signal(signal.SIGTERM)
    if run.wait(timeout=60) != 85:
        raise AssertionError(f"not stopped with a checkpoint: exit code {run.returncode}")
    return sorted(checkpoints.glob("*.checkpoint"))


def other_data(folder):
    """The data with one rate of exit changed by a hundredth."""
    shutil.copytree(SOURCE / "data", folder / "data")
    table = folder / "data" / "exit_rates.csv"
    lines = table.read_text().splitlines()
    column = lines[0].split(",").index("value")
    cells = lines[1].split(",")
    cells[column] = f"{float(cells[column]) * 0.99:.6f}"
    lines[1] = ",".join(cells)
    table.write_text("\n".join(lines) + "\n")
    return folder / "data"


class Identity(unittest.TestCase):
    def test_the_digest_of_the_sources_is_shown_and_stored_in_results(self):
        import netCDF4
        self.assertRegex(version_digest(PROGRAM), "^[0-9a-f]{64}$")
        self.assertNotEqual(version_digest(PROGRAM), version_digest(OTHER))
        with Folder() as folder:
            self.assertEqual(corridor("run", BASELINE, "-o", folder / "a.nc", *SMALL, "-q").returncode, 0)
            with netCDF4.Dataset(folder / "a.nc") as file:
                self.assertEqual(file.program_digest, version_digest(PROGRAM))

    def test_a_checkpoint_of_another_program_is_told_and_not_resumed(self):
        with Folder() as folder:
            checkpoints = stop_with_checkpoint(OTHER, folder)
            self.assertEqual(len(checkpoints), 1)
            before = digest(checkpoints[0])
            result = corridor("run", BASELINE, "-o", folder / "out.nc", "--checkpoint", folder / "checkpoints", *LONG)
            self.assertEqual(result.returncode, 7, result.stderr)
            self.assertIn("another program", result.stderr)
            self.assertFalse((folder / "out.nc").exists())
            self.assertEqual(digest(checkpoints[0]), before)

    def test_a_checkpoint_from_other_data_is_told_and_not_resumed(self):
        with Folder() as folder:
            data = other_data(folder)
            stop_with_checkpoint(PROGRAM, folder, "--data", str(data))
            result = corridor("run", BASELINE, "-o", folder / "out.nc", "--checkpoint", folder / "checkpoints", *LONG)
            self.assertEqual(result.returncode, 7, result.stderr)
            self.assertIn("other data", result.stderr)

    def test_records_of_another_program_or_of_other_data_do_not_enter_a_sweep(self):
        with Folder() as folder:
            data = other_data(folder)
            (folder / "design.csv").write_text("demography.min_resident_agents\n400\n")
            sweep = ["sweep", folder / "design.csv", "--scenario", BASELINE, "-o", folder / "sweep", *SMALL]
            first = subprocess.run([OTHER, *map(str, sweep)], cwd=SOURCE, text=True, capture_output=True)
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertEqual(corridor(*sweep).returncode, 2)  # the table of another program is not replaced unasked
            again = corridor(*sweep, "--replace")
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertNotIn("1 reused", again.stderr)
            self.assertIn("1 reused", corridor(*sweep).stderr)
            self.assertNotIn("1 reused", corridor(*sweep, "--data", data, "--replace").stderr)


if __name__ == "__main__":
    unittest.main()
