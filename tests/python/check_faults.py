"""Faults injected: one allocation fails, or one write, fsync, rename, open, fork or thread, and the program must end in words,
with the right code, and with every file as it was or as it should be. tests/fault/shim.c makes the call fail.

As a test it takes a sample of the allocations, and of writes, fsyncs and renames all of a run and one for every call stack of a
comparison and a sweep. `--full` walks over all calls but those of
memory and open, of which it takes one for every call stack there is; `--every` takes each single one; both print the table that stands in docs/RELIABILITY.md."""
import argparse
import collections
import concurrent.futures
import ctypes
import dataclasses
import errno
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

from program import BASELINE, COMBINED, PROGRAM, SOURCE

SHIM = os.environ.get("COR_FAULT_SHIM", str(pathlib.Path(PROGRAM).parent / "libfault_shim.so"))
TINY = ["--sample", "1/20000000", "--residents", "1/4000000", "--set", "demography.min_resident_agents=100",
        "--replicates", "1", "--quiet"]
ONE_MONTH = [*TINY, "--until", "2024-01", "--threads", "1"]
COMMANDS = {
    "run": ["run", BASELINE, *ONE_MONTH, "--replace", "-o", "out/a.nc"],
    "compare": ["compare", BASELINE, COMBINED, *ONE_MONTH, "--replace", "-o", "out"],
    "sweep": ["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", BASELINE, *ONE_MONTH, "-o", "out"],
    "checkpoints": ["run", BASELINE, *TINY, "--until", "2024-04", "--threads", "1", "--checkpoint", "out/checkpoints",
                    "--checkpoint-every", "1", "--replace", "-o", "out/a.nc"],
    "backtest": ["backtest", BASELINE, *TINY, "--until", "2011", "--fit-to", "2010", "--score", "2011", "--threads", "1",
                 "--uncertainty", "parameters", "--replace", "-o", "out"],
    "two threads": ["run", BASELINE, *TINY, "--until", "2024-01", "--threads", "2", "--replace", "-o", "out/a.nc"],
}
MEMORY, IO, INPUT = 5, 4, 3
# What a failed call of a kind may end in, and the errors it can fail with.
KINDS = {
    "memory": (MEMORY, [errno.ENOMEM]),
    "map": (MEMORY, [errno.ENOMEM]),
    "fork": (MEMORY, [errno.EAGAIN]),
    "pipe": (MEMORY, [errno.EMFILE]),
    "thread": (MEMORY, [errno.EAGAIN]),
    "write": (IO, [errno.EIO, errno.ENOSPC]),
    "fsync": (IO, [errno.EIO, errno.ENOSPC]),
    "rename": (IO, [errno.EIO, errno.ENOSPC]),
    "truncate": (IO, [errno.EIO]),
    "open": (IO, [errno.EIO]),
}
NO_RANDOM_ADDRESSES = 0x0040000
FOR_GOOD = 10**9


@dataclasses.dataclass(frozen=True)
class Fault:
    kind: str
    first: int
    error: int
    last: int

    def __str__(self):
        last = "" if self.last == self.first else " and all later ones"
        return f"{self.kind} {self.first}{last} ({errno.errorcode[self.error]})"


def files_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def execute(command, folder, **faults):
    """Run in `folder` with the library of faults; addresses are the same every time, so that call stacks can be told apart."""
    environment = {**os.environ, "LD_PRELOAD": SHIM, "OMP_WAIT_POLICY": "passive",
                   **{f"FAULT_{name.upper()}": str(value) for name, value in faults.items()}}
    return subprocess.run([PROGRAM, *command, "--data", str(SOURCE / "data")], cwd=folder, env=environment, timeout=120,
                          capture_output=True, text=True, errors="replace",
                          preexec_fn=lambda: ctypes.CDLL(None).personality(NO_RANDOM_ADDRESSES))


class Bench:
    """A command, the files of an earlier run that it finds, and those that it must leave."""

    def __init__(self, name, folder):
        self.name, self.command = name, COMMANDS[name]
        self.folder = pathlib.Path(folder)
        self.earlier = self.prepare("earlier", "2")
        self.right = self.prepare("right", "1")

    def prepare(self, name, seed):
        folder = self.folder / name
        folder.mkdir()
        result = execute([*self.command, "--seed", seed], folder)
        if result.returncode != 0:
            raise RuntimeError(f"{self.name}: {result.stderr}")
        return {n: b for n, b in files_of(folder).items()}

    def place(self, name):
        """A folder that looks as after the earlier run. A sweep finds its own table, without the records."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / ("right" if self.name == "sweep" else "earlier"), folder)
        shutil.rmtree(folder / "out" / "records", ignore_errors=True)
        return folder

    def count(self, kind):
        execute(self.command, self.place("count"), kind=kind, count=self.folder / "calls")
        return int((self.folder / "calls").read_text())

    def stacks(self, kind):
        """For every call stack the numbers of its calls."""
        execute(self.command, self.place("count"), kind=kind, trace=self.folder / "stacks")
        numbers = collections.defaultdict(list)
        for n, (stack,) in enumerate(struct.iter_unpack("=Q", (self.folder / "stacks").read_bytes()), 1):
            numbers[stack].append(n)
        return list(numbers.values())

    def outcome(self, fault):
        """Code of the exit, and what was wrong, or None."""
        folder = self.place(f"at-{fault.kind}-{fault.first}-{fault.error}-{fault.last}")
        before = files_of(folder)
        try:
            result = execute(self.command, folder, kind=fault.kind, at=fault.first, until=fault.last, error=fault.error)
            wrong = self.what_is_wrong(fault, result, before, files_of(folder))
            if wrong is None and self.name == "sweep" and result.returncode != 0:
                wrong = self.what_is_lost(folder)
        except subprocess.TimeoutExpired:
            return "time", "did not end"
        shutil.rmtree(folder)
        return result.returncode, wrong

    def what_is_wrong(self, fault, result, before, after):
        expected, _ = KINDS[fault.kind]
        code, words = result.returncode, result.stderr
        parts = [n for n in after if ".part" in n and fault.kind != "thread"]
        if code == 0:
            different = [n for n in {*self.right, *after} if self.right.get(n) != after.get(n)]
            return f"exit 0 with other files: {different}" if different else None
        if code != expected and not (fault.kind == "open" and code == INPUT):
            return f"exit {code} instead of {expected}: {words[-300:]!r}"
        if parts:
            return f"left {parts}"
        if "error: " not in words or (code == MEMORY and "not enough memory" not in words):
            return f"exit {code} without its reason: {words[-300:]!r}"
        if code in (IO, INPUT) and not any(text in words for text in (os.strerror(fault.error), "not enough memory")):
            return f"exit {code} without the system's reason: {words[-300:]!r}"
        return self.what_changed(before, after)

    def what_changed(self, before, after):
        """After a failure: all results as before, or, where only their being on disk for good failed, all as they should be."""
        shown = [n for n in before if "records/" not in n and "checkpoints/" not in n]
        as_before = all(after.get(n) == before[n] for n in shown)
        as_right = all(self.is_right(n, after.get(n)) for n in shown)
        if not as_before and not as_right:
            return f"mixed or lost: {[n for n in shown if after.get(n) != before[n]]}"
        torn = [n for n in after if "records/" in n and n.endswith(".json") and after[n] != self.right.get(n)]
        return f"not whole: {torn}" if torn else None

    def is_right(self, name, content):
        """As it should be; the table of a sweep may have a row that tells of a run that failed in place of its rows."""
        if content is None or not name.endswith("sweep.csv"):
            return content == self.right.get(name)
        return all(line in self.right[name].splitlines() for line in content.splitlines() if b"failed" not in line)

    def what_is_lost(self, folder):
        """The same sweep once more goes on and comes to the same table."""
        again = execute([*self.command, "--resume"], folder)
        name = "out/sweep.csv"
        if again.returncode != 0 or files_of(folder).get(name) != self.right[name]:
            return f"the sweep did not go on: {again.stderr[-300:]!r}"
        return None


def walk(bench, faults, workers):
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(zip(faults, pool.map(bench.outcome, faults)))


def all_of(bench, kind):
    """Every call of a kind fails once with each of its errors."""
    _, errors = KINDS[kind]
    return [Fault(kind, n, error, n) for n in range(1, bench.count(kind) + 1) for error in errors]


def each_stack_of(bench, kind):
    """The first call of every call stack fails."""
    _, (error, *_) = KINDS[kind]
    return [Fault(kind, numbers[0], error, numbers[0]) for numbers in bench.stacks(kind)]


def sample_of(bench, kind, n_wanted, for_good=False):
    n_calls = bench.count(kind)
    _, (error, *_) = KINDS[kind]
    chosen = sorted(random.Random(n_calls).sample(range(1, n_calls + 1), min(n_wanted, n_calls)))
    return [Fault(kind, n, error, FOR_GOOD if for_good else n) for n in chosen]


# ---- as a test ----

class Faults(unittest.TestCase):
    WORKERS = 2

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)

    def bench(self, name):
        return Bench(name, self.temporary.name)

    def hold(self, bench, faults):
        wrong = [f"{bench.name}, {fault}: {what}" for fault, (_, what) in walk(bench, faults, self.WORKERS) if what]
        self.assertEqual(wrong, [], "\n".join(wrong[:20]))

    def test_the_library_makes_calls_fail(self):
        bench = self.bench("run")
        codes = [code for _, (code, _) in walk(bench, [Fault("memory", 2000, errno.ENOMEM, FOR_GOOD), *all_of(bench, "rename")], 1)]
        self.assertEqual(codes, [MEMORY, IO, IO])

    def test_an_allocation_that_fails_ends_a_run_in_words_and_spares_the_earlier_file(self):
        bench = self.bench("run")
        self.hold(bench, sample_of(bench, "memory", 60))

    def test_memory_that_is_gone_for_good_ends_a_run_in_words(self):
        bench = self.bench("run")
        self.hold(bench, sample_of(bench, "memory", 25, for_good=True))

    def test_an_allocation_that_fails_ends_a_comparison_in_words(self):
        bench = self.bench("compare")
        self.hold(bench, sample_of(bench, "memory", 25))

    def test_an_allocation_that_fails_ends_a_back_test_in_words(self):
        bench = self.bench("backtest")
        self.hold(bench, sample_of(bench, "memory", 25))

    def test_an_allocation_that_fails_ends_a_sweep_in_words_and_the_sweep_goes_on(self):
        bench = self.bench("sweep")
        self.hold(bench, sample_of(bench, "memory", 15))

    def test_every_write_fsync_and_rename_of_a_run_may_fail(self):
        bench = self.bench("run")
        for kind in ("write", "fsync", "rename", "truncate", "fork", "pipe"):
            self.hold(bench, all_of(bench, kind))
        self.hold(bench, sample_of(bench, "open", 15))

    def test_a_write_fsync_or_rename_of_a_comparison_may_fail(self):
        bench = self.bench("compare")
        for kind in ("write", "fsync", "rename"):  # --full tries all calls, with each error
            self.hold(bench, each_stack_of(bench, kind))

    def test_a_write_fsync_or_rename_of_a_sweep_may_fail(self):
        bench = self.bench("sweep")
        for kind in ("write", "fsync", "rename"):
            self.hold(bench, each_stack_of(bench, kind))

    def test_a_checkpoint_that_cannot_be_written_spares_the_earlier_one(self):
        bench = self.bench("checkpoints")
        self.hold(bench, sample_of(bench, "write", 20))
        self.hold(bench, sample_of(bench, "fsync", 10))

    def test_a_thread_that_cannot_be_had_ends_the_run_in_words(self):
        bench = self.bench("two threads")
        self.assertGreater(bench.count("thread"), 0)
        self.hold(bench, all_of(bench, "thread"))


# ---- by hand ----

def print_row(name, kind, n_calls, outcomes, n_stacks):
    codes = collections.Counter(code for code, _ in outcomes)
    n_wrong = sum(what is not None for _, what in outcomes)
    in_words = codes[KINDS[kind][0]] + (codes[INPUT] if kind == "open" else 0)
    other = sum(codes.values()) - in_words - codes[0]
    print(f"| {name} | {kind} | {n_calls} | {n_stacks} | {len(outcomes)} | {in_words} | {codes[0]} | {other} | {n_wrong} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="every call stack of allocations and every other call")
    parser.add_argument("--every", action="store_true", help="every single allocation")
    parser.add_argument("--commands", default="run,compare,sweep,backtest,checkpoints,two threads")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--step", type=int, default=1, help="of the allocations and writes only one in so many, of the writes also one of every call stack")
    parser.add_argument("--show", type=int, default=40, help="most lines about what went wrong")
    options = parser.parse_args()
    print("| command | call | calls | stacks | failed | ended in words | did without | ended otherwise | wrong |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    wrong = []
    for name in options.commands.split(","):
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(name, folder)
            for kind in options.kinds.split(","):
                stacks = bench.stacks(kind)
                n_calls = sum(map(len, stacks))
                dice = random.Random(1)
                if kind in ("memory", "open") and not options.every:
                    chosen = sorted(map(dice.choice, stacks))[::options.step]
                    faults = [Fault(kind, n, KINDS[kind][1][0], n) for n in chosen]
                else:
                    every_stack = {(stack[0], KINDS[kind][1][0]) for stack in stacks}
                    faults = [fault for i, fault in enumerate(all_of(bench, kind))
                              if kind != "write" or i % options.step == 0 or (fault.first, fault.error) in every_stack]
                found = walk(bench, faults, options.workers)
                print_row(name, kind, n_calls, [outcome for _, outcome in found], len(stacks))
                wrong += [f"{name}, {fault}: {what}" for fault, (_, what) in found if what]
    print("\n".join(wrong[: options.show]), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if any(word in sys.argv for word in ("--full", "--every")):
        sys.exit(main())
    unittest.main()
