"""Running the program in tests: the environment variable CORRIDOR names it; the working directory is the source tree."""
import hashlib
import os
import pathlib
import subprocess
import tempfile

PROGRAM = os.path.abspath(os.environ.get("CORRIDOR", "build/release/corridor"))
SOURCE = pathlib.Path.cwd()
BASELINE = str(SOURCE / "scenarios" / "baseline.json")
COMBINED = str(SOURCE / "scenarios" / "combined.json")
# A small run: two years, one agent for four thousand persons.
SMALL = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "2", "--until", "2025-12"]


def corridor(*words, cwd=SOURCE, **options):
    """Run the program; its texts and exit code."""
    return subprocess.run([PROGRAM, *map(str, words)], cwd=cwd, text=True, capture_output=True, timeout=600, **options)


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


class Folder(tempfile.TemporaryDirectory):
    def __enter__(self):
        return pathlib.Path(super().__enter__())
