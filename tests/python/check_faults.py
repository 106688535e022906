"""Faults injected: one allocation fails, or one write, fsync, rename, open, fork or thread, and the program must end in words,
with the right code, and with every file as it was or as it should be. tests/fault/shim.c makes the call fail.

As a test it takes a sample of the allocations, those few whose failure was once taken for something else, and of writes, fsyncs
and renames all of a run and one for every call stack of a comparison and a sweep. `--full` walks over all calls but those of
memory and open, of which it takes one for every call stack there is; `--every` takes each single one; both say at once what went
wrong, and print the table that stands in docs/RELIABILITY.md."""
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
import threading
import time
import unittest

from program import BASELINE, COMBINED, PROGRAM, SOURCE

SHIM = os.environ.get("COR_FAULT_SHIM", str(pathlib.Path(PROGRAM).parent / "libfault_shim.so"))
TINY = ["--sample", "1/20000000", "--residents", "1/4000000", "--set", "demography.min_resident_agents=100",
        "--replicates", "1", "--quiet", "--data", str(SOURCE / "data")]
ONE_MONTH = [*TINY, "--until", "2024-01", "--threads", "1"]
COMMANDS = {
    "run": ["run", BASELINE, *ONE_MONTH, "--replace", "-o", "out/a.nc"],
    "compare": ["compare", BASELINE, COMBINED, *ONE_MONTH, "--replace", "-o", "out"],
    "sweep": ["sweep", "--lhs", "2", "-p", "migration.age_first", "-s", BASELINE, *ONE_MONTH, "-o", "out"],
    "checkpoints": ["run", BASELINE, *TINY, "--until", "2024-04", "--threads", "1", "--checkpoint", "out/checkpoints",
                    "--checkpoint-every", "1", "--replace", "-o", "out/a.nc"],
    "backtest": ["backtest", BASELINE, *TINY, "--until", "2011", "--fit-to", "2010", "--score", "2011", "--threads", "1",
                 "--uncertainty", "parameters", "--replace", "-o", "out"],
    "compare results": ["compare", "made/baseline.nc", "made/combined.nc", "--quiet", "-o", "out"],
    "check": ["check", BASELINE, COMBINED, str(SOURCE / "scenarios" / "schema.json"), "--data", str(SOURCE / "data")],
    "two threads": ["run", BASELINE, *TINY, "--until", "2024-01", "--threads", "2", "--replace", "-o", "out/a.nc"],
}
# Commands that come before.
FIRST = {"compare results": [["compare", BASELINE, COMBINED, *ONE_MONTH, "-o", "made"]]}
# These find what they themselves have made; the others find, and replace, the results of another seed.
REPEATED = {"sweep", "compare results", "check"}
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
EVERY_SO_MANY = 250  # faults between two lines of progress


@dataclasses.dataclass(frozen=True)
class Fault:
    kind: str
    first: int
    error: int
    last: int
    after: str = ""  # counted from when a file is opened whose path ends so
    times: int = 1   # for this time

    def __str__(self):
        last = "" if self.last == self.first else " and all later ones"
        after = f" after '{self.after}' is opened ({self.times})" if self.after else ""
        return f"{self.kind} {self.first}{last}{after} ({errno.errorcode[self.error]})"

    def settings(self):
        """For the library, see tests/fault/shim.c."""
        after = {"after": self.after, "times": self.times} if self.after else {}
        return {"kind": self.kind, "at": self.first, "until": self.last, "error": self.error, **after}


def files_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def in_order(words):
    """Warnings are sorted by place only when there is memory for it."""
    return sorted(words.splitlines())


def execute(command, folder, **faults):
    """Run in `folder` with the library of faults; addresses are the same every time, so that call stacks can be told apart."""
    environment = {**os.environ, "LD_PRELOAD": SHIM, "OMP_WAIT_POLICY": "passive",
                   **{f"FAULT_{name.upper()}": str(value) for name, value in faults.items()}}
    return subprocess.run([PROGRAM, *command], cwd=folder, env=environment, timeout=120,
                          capture_output=True, text=True, errors="replace",
                          preexec_fn=lambda: ctypes.CDLL(None).personality(NO_RANDOM_ADDRESSES))


class Bench:
    """A command, the files of an earlier run that it finds, and those that it must leave."""

    def __init__(self, name, folder):
        self.name, self.command = name, COMMANDS[name]
        self.folder = pathlib.Path(folder)
        self.right, self.words = self.prepare("right")
        self.found = "right" if name in REPEATED else "earlier"
        if name not in REPEATED:
            self.prepare("earlier", "--seed", "2")

    def prepare(self, name, *seed):
        """The files and words of a command that nothing disturbs."""
        folder = self.folder / name
        folder.mkdir()
        for command in [*FIRST.get(self.name, []), self.command]:
            result = execute([*command, *seed], folder)
            if result.returncode != 0:
                raise RuntimeError(f"{self.name}: {result.stderr}")
        return files_of(folder), (result.stdout, in_order(result.stderr))

    def place(self, name):
        """A folder that looks as after the earlier run. A sweep does not find its records."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / self.found, folder)
        shutil.rmtree(folder / "out" / "records", ignore_errors=True)
        return folder

    def count(self, kind):
        execute(self.command, self.place("count"), kind=kind, count=self.folder / "calls")
        return int((self.folder / "calls").read_text())

    def stacks(self, kind, own=False):
        """For every call stack, or those of the first process only, the numbers of its calls."""
        execute(self.command, self.place("count"), kind=kind, trace=self.folder / "stacks")
        numbers = collections.defaultdict(list)
        notes = list(struct.iter_unpack("=QQ", (self.folder / "stacks").read_bytes()))
        for n, (stack, process) in enumerate(notes, 1):
            if not own or process == notes[0][1]:
                numbers[stack].append(n)
        return list(numbers.values())

    def outcome(self, fault):
        """Code of the exit, and what was wrong, or None."""
        folder = self.place(f"at-{fault.kind}-{fault.first}-{fault.error}-{fault.last}-{fault.times}")
        before = files_of(folder)
        try:
            result = execute(self.command, folder, **fault.settings())
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
            if not different and (result.stdout, in_order(words)) != self.words:
                return f"exit 0 with other words: {result.stdout[-300:]!r} {words[-300:]!r}"
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


def walk(bench, faults, workers, tell=lambda fault, outcome: None):
    """Every fault with its outcome, which is told as soon as it is known: a walk that is stopped has said what it found."""
    def one(fault):
        outcome = bench.outcome(fault)
        tell(fault, outcome)
        return fault, outcome

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, faults))


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

    def test_memory_that_is_short_while_little_is_done_is_not_taken_for_something_else(self):
        """Where an earlier file is read or parts are removed, between the months and the results: few samples fall there."""
        for name, path, times in (("sweep", "out/design.digest", 1), ("sweep", "out/records/", 4), ("sweep", "out/", 1),
                                  ("compare", "out/", 1), ("compare results", "out/comparison.nc", 1), ("check", "/schema.json", 1)):
            with tempfile.TemporaryDirectory() as folder, self.subTest(command=name, after=path):
                self.hold(Bench(name, folder), [Fault("memory", n, errno.ENOMEM, n, path, times) for n in range(1, 7)])

    def test_a_sweep_whose_memory_is_gone_for_good_does_not_blame_the_disk(self):
        """Nor can it note that its runs have failed."""
        bench = self.bench("sweep")
        self.hold(bench, [Fault("memory", n, errno.ENOMEM, FOR_GOOD, ".part.part") for n in (5, 50, 500)])

    def test_a_warning_that_is_lost_for_want_of_memory_is_no_success(self):
        bench = self.bench("check")
        n_calls = bench.count("memory")
        self.hold(bench, [Fault("memory", n, errno.ENOMEM, n) for n in range(n_calls - 3, n_calls + 1)])

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

class Teller:
    """Says at once what went wrong, and now and then how far a walk is."""

    def __init__(self, name, n_faults):
        self.name, self.n_faults = name, n_faults
        self.n_done = self.n_wrong = 0
        self.lock = threading.Lock()

    def __call__(self, fault, outcome):
        _, what = outcome
        with self.lock:
            self.n_done += 1
            if what:
                self.n_wrong += 1
                print(f"{self.name}, {fault}: {what}", file=sys.stderr, flush=True)
            if self.n_done % EVERY_SO_MANY == 0:
                now = time.strftime("%H:%M:%S")
                print(f"{now} {self.name}, {fault.kind}: {self.n_done} of {self.n_faults} failed, {self.n_wrong} wrong", file=sys.stderr, flush=True)


def faults_of(bench, kind, stacks, options):
    """What a walk by hand lets fail."""
    _, (error, *_) = KINDS[kind]
    dice = random.Random(1)
    if options.only:
        return [Fault(kind, int(n), error, int(n)) for n in options.only.split(",")]
    if options.own:
        ends = sorted({n for numbers in stacks for n in (numbers[0], numbers[-1])})
        return [Fault(kind, n, error, n) for n in ends[options.offset::options.step]]
    if kind in ("memory", "open") and not options.every:
        chosen = sorted(map(dice.choice, stacks))[options.offset::options.step]
        return [Fault(kind, n, error, n) for n in chosen]
    every_stack = {(stack[0], error) for stack in stacks}
    return [fault for i, fault in enumerate(all_of(bench, kind))
            if kind != "write" or i % options.step == options.offset or (fault.first, fault.error) in every_stack]


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
    parser.add_argument("--own", action="store_true", help="the first and the last call of every call stack of the program's own "
                        "process; those of its children, where HDF5 works, are the most")
    parser.add_argument("--commands", default=",".join(COMMANDS))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--step", type=int, default=1, help="of the allocations and writes only one in so many, of the writes also one of every call stack")
    parser.add_argument("--offset", type=int, default=0, help="the first of them, from 0: with a step of 4, offsets 0 to 3 are a whole walk in four parts")
    parser.add_argument("--only", help="calls of these numbers, to see once more what went wrong")
    options = parser.parse_args()
    print("| command | call | calls | stacks | failed | ended in words | did without | ended otherwise | wrong |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    any_wrong = False
    for name in options.commands.split(","):
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(name, folder)
            for kind in options.kinds.split(","):
                stacks = bench.stacks(kind, options.own)
                faults = faults_of(bench, kind, stacks, options)
                found = walk(bench, faults, options.workers, Teller(name, len(faults)))
                outcomes = [outcome for _, outcome in found]
                print_row(name, kind, sum(map(len, stacks)), outcomes, len(stacks))
                any_wrong |= any(what is not None for _, what in outcomes)
    return 1 if any_wrong else 0


if __name__ == "__main__":
    if any(word in sys.argv for word in ("--full", "--own", "--every", "--only")):
        sys.exit(main())
    unittest.main()
