"""Includes only go down, foreign headers each enter through their own door, and the layers below cli neither print, exit,
ask for the time or for libm, nor keep anything in writable globals."""
import pathlib
import re
import shutil
import subprocess
import os
import unittest

# What a folder may include besides itself: folders or single headers. The first match from the top counts.
LAYERS = [
    ("sim/base", []),
    ("sim/desc", ["sim/base"]),
    ("sim/state", ["sim/base", "sim/desc"]),
    ("sim/engine", ["sim/base", "sim/desc", "sim/state"]),
    ("sim/io", ["sim/base", "sim/desc"]),
    ("sim/run", ["sim/base", "sim/desc", "sim/state", "sim/engine", "sim/io"]),
    ("sim", ["sim/base", "sim/engine"]),  # sim/model.h
    ("models/core", ["sim", "models"]),
    ("models", ["sim/model.h", "sim/base", "sim/desc", "models"]),
    ("analysis", ["sim/base", "sim/io"]),
    ("cli", ["sim", "models", "analysis"]),
]
DOORS = {
    "hdf5": {"sim/io/results.c", "sim/io/results_read.c", "sim/io/results_hdf5.h"},
    "cjson": {"sim/io/json.c"},
    "omp": {"sim/engine/parallel.c"},
    "mpi": {"cli/farm_mpi.c"},
    "Random123": {"sim/base/random.c"},
    "gsl": {"analysis/statistics.c"},
    "pthread": {"sim/run/ensemble.c"},
}
# In sim, models and analysis. The clock that times a run is the one exception.
BANNED = {
    "prints or exits": r"(?<![\w.>])(printf|puts|putchar|perror|exit|_exit|abort|quick_exit)\s*\(",
    "draws or asks for the date": r"(?<![\w.>])(rand|srand|random|time|gettimeofday|localtime|system|popen)\s*\(",
    "adds doubles in the order of threads": r"reduction\s*\(\s*\+",
}
# Child processes end there and not in main.
MAY_EXIT = {"sim/io/child.c"}
LIBM = r"(?<![\w.>])(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|erf)\s*\("
LIBM_FREE = ("sim/state", "sim/engine", "models")
NO_LIBM_NEEDED = {"models/core/simulation_results.c"}  # reports, changes no state
# What is written while the program runs: words for handlers, which take no arguments.
WRITABLE = {("signals.c", "came"), ("limits.c", "is_ours")}


def sources():
    for folder in ("sim", "models", "analysis", "cli"):
        yield from (p for p in sorted(pathlib.Path(folder).rglob("*")) if p.suffix in (".c", ".h", ".def"))


def code_of(path):
    """The text without comments and strings, line by line."""
    text = path.read_text(encoding="utf-8")
    blank = lambda match: "\n" * match.group().count("\n")
    text = re.sub(r"/\*.*?\*/", blank, text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r'(?<!include )"(\\.|[^"\\\n])*"', '""', text).splitlines()


def layer_of(name):
    return next((layer for layer in LAYERS if name.startswith(layer[0] + "/")), None)


def is_allowed(including, included):
    folder, below = layer_of(including)
    allowed = [folder, *below]
    return any(included == item or included.startswith(item + "/") for item in allowed)


class Layers(unittest.TestCase):
    maxDiff = None

    def offences(self, visit):
        found = []
        for path in sources():
            for number, line in enumerate(code_of(path), 1):
                found += [f"{path}:{number}: {what}" for what in visit(str(path), line)]
        return found

    def test_includes_only_go_down(self):
        def visit(path, line):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if match and match.group(1) != "cli/build.h" and not is_allowed(path, match.group(1)):
                yield f"may not include {match.group(1)}"
        self.assertEqual(self.offences(visit), [])

    def test_foreign_headers_enter_through_one_door(self):
        def visit(path, line):
            match = re.match(r"\s*#\s*include\s+<(\w+)", line)
            if match and match.group(1) in DOORS and path not in DOORS[match.group(1)]:
                yield f"may not include {match.group(1)}"
        self.assertEqual(self.offences(visit), [])

    def test_only_the_front_door_prints_and_exits(self):
        def visit(path, line):
            if not path.startswith("cli/"):
                yield from (what for what, pattern in BANNED.items()
                            if re.search(pattern, line) and not (what == "prints or exits" and path in MAY_EXIT))
        self.assertEqual(self.offences(visit), [])

    def test_what_changes_state_uses_no_libm(self):
        def visit(path, line):
            if path.startswith(LIBM_FREE) and path not in NO_LIBM_NEEDED and re.search(LIBM, line):
                yield "libm differs between processors: use sim/base/math.h"
        self.assertEqual(self.offences(visit), [])

    def test_the_rules_bite(self):
        self.assertFalse(is_allowed("sim/base/x.c", "sim/io/file.h"))
        self.assertFalse(is_allowed("models/wages/wages.c", "sim/io/file.h"))
        self.assertFalse(is_allowed("analysis/x.c", "models/core/world.h"))
        self.assertTrue(is_allowed("models/wages/wages.c", "sim/model.h"))

    @unittest.skipUnless(shutil.which("objdump"), "needs binutils")
    def test_there_are_no_writable_globals(self):
        build = pathlib.Path(os.environ["CORRIDOR"]).parent
        objects = [p for p in build.rglob("*.c.o") if "/tests/" not in str(p) and "CompilerId" not in str(p)]
        self.assertGreater(len(objects), 20)
        found = []
        for path in objects:
            table = subprocess.run(["objdump", "-t", path], check=True, capture_output=True, text=True).stdout
            for line in table.splitlines():
                match = re.search(r"\sO\s+\.(t?data|t?bss)(?!\.rel\.ro)\S*\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$", line)
                if match and (path.name[:-2], match.group(2)) not in WRITABLE:
                    found.append(f"{path.name[:-2]}: {match.group(2)}")
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
