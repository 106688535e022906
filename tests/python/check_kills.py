"""Kills at random times: run, compare and sweep, with and without checkpoints, ended by SIGKILL, SIGTERM or SIGINT. Every file
that bears its name is whole, earlier ones are not lost, and the same command once more ends in the right bytes and leaves no
temporary behind. `--kills 200` takes more of them than the test does and prints the table of docs/RELIABILITY.md."""
import argparse
import collections
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from program import BASELINE, COMBINED, PROGRAM, SOURCE

SMALL = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "1", "--threads", "1", "--quiet"]
CHECKPOINTS = ["--checkpoint", "out/checkpoints", "--checkpoint-every", "2"]
RUN = ["run", BASELINE, *SMALL, "--until", "2026-12", "--replace", "-o", "out/a.nc"]
COMPARE = ["compare", BASELINE, COMBINED, *SMALL, "--until", "2025-12", "--replace", "-o", "out"]
COMMANDS = {
    "run": RUN,
    "run with checkpoints": [*RUN, *CHECKPOINTS],
    "compare": COMPARE,
    "compare with checkpoints": [*COMPARE, *CHECKPOINTS],
    "sweep": ["sweep", "--lhs", "4", "-p", "migration.age_first", "-s", BASELINE, *SMALL, "--until", "2024-06", "--resume",
              "-o", "out"],
}
SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
MOST_RESTARTS = 30
INTERRUPTED = 85


def start(command, folder):
    return subprocess.Popen([PROGRAM, *command, "--data", str(SOURCE / "data")], cwd=folder, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


def results_of(folder):
    """What bears a final name; checkpoints and the results that a sweep reads once are for the program alone."""
    names = (p for p in sorted((folder / "out").rglob("*")) if p.is_file() and ".part" not in str(p))
    return {str(p.relative_to(folder)): p.read_bytes() for p in names
            if p.suffix != ".checkpoint" and not ("records" in p.parts and p.suffix == ".nc")}


class Kills:
    """One command, its right results and its results with another seed, which stand there before."""

    def __init__(self, name, folder):
        self.name, self.folder = name, pathlib.Path(folder)
        self.command = COMMANDS[name]
        self.right, self.seconds = self.complete("right", [])
        self.earlier = {} if "sweep" in name else self.complete("earlier", ["--seed", "2"])[0]

    def complete(self, name, words):
        folder = self.folder / name
        folder.mkdir()
        begin = time.monotonic()
        child = start([*self.command, *words], folder)
        _, errors = child.communicate()
        if child.returncode != 0:
            raise RuntimeError(errors)
        return results_of(folder), time.monotonic() - begin

    def place(self, number):
        folder = self.folder / f"kill-{number}"
        folder.mkdir()
        for name, content in self.earlier.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    def kill_once(self, folder, dice):
        """Signal, exit code or None when it came through, seconds to the answer."""
        number = dice.choice(SIGNALS)
        child = start(self.command, folder)
        try:
            child.communicate(timeout=dice.uniform(0, self.seconds))
            return number, None, 0.0
        except subprocess.TimeoutExpired:
            begin = time.monotonic()
            child.send_signal(number)
            child.communicate(timeout=60)
            return number, child.returncode, time.monotonic() - begin

    def what_is_wrong(self, folder, number, code):
        found = results_of(folder)
        torn = [n for n, b in found.items() if b not in (self.right.get(n), self.earlier.get(n))]
        lost = [n for n in self.earlier if n not in found]
        allowed = {-number, 0} if number == signal.SIGKILL else {-number, 0, INTERRUPTED}
        if torn or lost:
            return f"torn {torn}, lost {lost}"
        return None if code in allowed else f"exit {code}"

    def finish(self, folder):
        child = start(self.command, folder)
        _, errors = child.communicate()
        left = [str(p) for p in folder.rglob("*.part")]
        if child.returncode != 0 or results_of(folder) != self.right:
            return f"did not go on to the right files: exit {child.returncode}, {errors[-300:]!r}"
        return f"left {left}" if left else None

    def campaign(self, n_kills, dice):
        """Kills, each on top of what the last one left, until the command comes through; then anew."""
        outcomes, place, n_places = [], None, 0
        while len(outcomes) < n_kills:
            if place is None or dice.random() < 1 / MOST_RESTARTS:
                place, n_places = self.place(n_places), n_places + 1
            number, code, seconds = self.kill_once(place, dice)
            if code is None:
                place = None
                continue
            outcomes.append((number, code, seconds, self.what_is_wrong(place, number, code)))
            if dice.random() < 0.4 or len(outcomes) == n_kills:
                wrong = self.finish(place)
                if wrong:
                    outcomes[-1] = (number, code, seconds, wrong)
                place = None
        return outcomes


class RandomKills(unittest.TestCase):
    def hold(self, name, n_kills):
        with tempfile.TemporaryDirectory() as folder:
            for number, code, seconds, wrong in Kills(name, folder).campaign(n_kills, random.Random(1)):
                self.assertIsNone(wrong, f"{name}, {number.name}: {wrong}")
                self.assertLess(seconds, 20, f"{name}, {number.name}: answer after {seconds:.1f} s")

    def test_a_killed_run_spares_the_earlier_file(self):
        self.hold("run", 3)

    def test_a_killed_run_goes_on_from_its_checkpoint_to_the_same_bytes(self):
        self.hold("run with checkpoints", 4)

    def test_a_killed_comparison_leaves_whole_files(self):
        self.hold("compare", 2)

    def test_a_killed_comparison_goes_on_from_its_checkpoints_to_the_same_bytes(self):
        self.hold("compare with checkpoints", 3)

    def test_a_killed_sweep_goes_on_to_the_same_table(self):
        self.hold("sweep", 4)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    all_wrong = []
    print("| command | SIGKILL | SIGTERM | SIGINT | slowest answer to a stop | wrong |\n|---|--:|--:|--:|--:|--:|")
    for i, name in enumerate(COMMANDS):
        n_kills = options.kills * (i + 1) // len(COMMANDS) - options.kills * i // len(COMMANDS)
        with tempfile.TemporaryDirectory() as folder:
            outcomes = Kills(name, folder).campaign(n_kills, random.Random(options.seed + i))
        counts = collections.Counter(number for number, *_ in outcomes)
        wrong = [f"{name}, {number.name}, exit {code}: {what}" for number, code, _, what in outcomes if what]
        slowest = max((seconds for number, _, seconds, _ in outcomes if number != signal.SIGKILL), default=0)
        print(f"| {name} | {' | '.join(str(counts[s]) for s in SIGNALS)} | {slowest:.2f} s | {len(wrong)} |", flush=True)
        all_wrong += wrong
    print("\n".join(all_wrong), file=sys.stderr)
    return 1 if all_wrong else 0


if __name__ == "__main__":
    if any(word.startswith("--kills") for word in sys.argv):
        sys.exit(main())
    unittest.main()
