"""Includes and calls only go down, among mechanisms too, foreign headers each enter through their own door, public names
tell whose they are, and the layers below cli neither print, exit, ask for the time or for libm, nor keep anything in
writable globals."""
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
    ("models/tables", ["sim/model.h", "sim/base", "sim/desc", "models/mechanisms.def"]),
    ("models/state", ["sim/model.h", "sim/base", "sim/state", "models/tables", "models/mechanisms.def"]),
    ("models/books", ["sim/model.h", "sim/base", "models/tables", "models/state",
                      "models/labour_market/labour_market.h", "models/training/training.h"]),
    ("models/facts", ["sim", "models/tables", "models/state"]),
    ("models/words", ["sim", "models"]),
    ("models/experiment", ["sim", "models"]),
    ("models", ["sim/model.h", "sim/base", "sim/desc", "models"]),
    ("analysis", ["sim/base", "sim/io"]),
    ("cli", ["sim", "models", "analysis"]),
]
# The order of mechanisms: each may call those that stand below it, through their contracts NAME.h and their rules, which are
# pure functions. Not the order of preparation (models/mechanisms.def), which is about tables.
MECHANISMS = ["population", "demography", "education", "remittances", "migration", "training", "labour_market", "shocks", "wages",
              "recruitment", "social_protection"]
# Calls upwards that the economics asks for: who calls, whom, why.
CALLS_UP = {
    ("wages", "labour_market"): "the wage curve follows unemployment, and demand for labour follows pay",
    ("training", "migration"): "candidates foresee what preparation takes; courses follow the capacity of corridors, and "
                               "whoever drops out gives up the plan to leave",
}
# Above the mechanisms: nothing below includes these.
ROOMS_ABOVE = ("words", "experiment")
# What rooms that belong to no mechanism may call their public functions and tables.
ROOM_NAMES = re.compile(r"(n_)?(accounts|consistency|corridor_model|describe|draws|facts?|lever|macro|mechanisms|model|"
                        r"household|kin|observed?|output|parameters?|person|polic(y|ies)|record|rows?|sheet|simulation|small_corridors|state|"
                        r"words|world)(_|$)|\w+_items$")
DOORS = {
    "hdf5": {"sim/io/results.c", "sim/io/results_read.c", "sim/io/results_hdf5.h"},
    "cjson": {"sim/io/json.c"},
    "omp": {"sim/engine/parallel.c"},
    "mpi": {"cli/farm_mpi.c"},
    "Random123": {"sim/base/random.c"},
    "gsl": {"analysis/statistics.c", "analysis/regression.c"},
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
NO_LIBM_NEEDED = {"models/experiment/simulation_results.c"}  # reports, changes no state
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


def room_of(path):
    """Of a file of models/: its folder, or models where it lies in none."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else "models"


def may_know(including, included):
    """Inside models/: mechanisms meet in contracts and rules, and headers of the rooms below them know none."""
    own, other = room_of(including), room_of(included)
    if other in ROOMS_ABOVE:
        return own in (other, *ROOMS_ABOVE)
    if included == "models/mechanisms.h":
        return own == "models"
    if including == "models/mechanisms.def":
        return included == f"models/{other}/{other}_parameters.def"
    if own == other or other not in MECHANISMS:
        return True
    if own not in MECHANISMS:
        composes = including == "models/mechanisms.h" and included == f"models/{other}/{other}_world.h"
        return composes or (including.endswith((".c", "_internal.h")) and included == f"models/{other}/{other}.h")
    in_order = MECHANISMS.index(own) < MECHANISMS.index(other) or (own, other) in CALLS_UP
    return in_order and (included == f"models/{other}/{other}.h" or included.endswith("_rules.h"))


def symbols_of_models():
    """Of every object of models/: folder, whether the symbol is asked for or defined, and its name."""
    objects = pathlib.Path(os.environ["CORRIDOR"]).parent / "CMakeFiles/cor_models.dir/models"
    for path in sorted(objects.rglob("*.c.o")):
        source = "models" / path.relative_to(objects).with_suffix("")
        if not source.exists():
            continue  # left by an earlier build
        table = subprocess.run(["nm", "-g", path], check=True, capture_output=True, text=True).stdout
        for line in table.splitlines():
            kind, name = line.split()[-2:]
            if not name.startswith("__"):  # what sanitizers add
                yield room_of(str(source)), kind == "U", name


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

    def test_every_mechanism_has_its_place(self):
        text = pathlib.Path("models/mechanisms.def").read_text(encoding="utf-8")
        rows = re.findall(r"^MECHANISM\((\w+),", text, re.M)
        folders = [p.name for p in pathlib.Path("models").iterdir() if (p / f"{p.name}_parameters.def").exists()]
        self.assertEqual(sorted(rows), sorted(MECHANISMS))
        self.assertEqual(sorted(rows), sorted(folders))

    def test_mechanisms_know_each_other_by_contract_and_in_order(self):
        def visit(path, line):
            match = re.match(r'\s*#\s*include\s+"(models/[^"]+)"', line)
            if match and path.startswith("models/") and not may_know(path, match.group(1)):
                yield f"may not include {match.group(1)}"
        self.assertEqual(self.offences(visit), [])

    def test_the_order_of_mechanisms_bites(self):
        self.assertTrue(may_know("models/migration/stay.c", "models/wages/wages.h"))
        self.assertTrue(may_know("models/wages/wages.c", "models/labour_market/labour_market.h"))
        self.assertTrue(may_know("models/mechanisms.h", "models/wages/wages_world.h"))
        self.assertFalse(may_know("models/migration/stay.c", "models/wages/wages_world.h"))
        self.assertTrue(may_know("models/migration/stay.c", "models/wages/wages_rules.h"))
        self.assertFalse(may_know("models/wages/wages.c", "models/migration/migration_rules.h"))
        self.assertFalse(may_know("models/wages/wages.c", "models/migration/migration.h"))
        self.assertFalse(may_know("models/migration/stay.c", "models/mechanisms.h"))
        self.assertFalse(may_know("models/migration/stay.c", "models/words/describe.h"))
        self.assertFalse(may_know("models/state/world.h", "models/wages/wages.h"))
        self.assertFalse(may_know("models/model.c", "models/wages/wages_world.h"))

    @unittest.skipUnless(shutil.which("nm"), "needs binutils")
    def test_calls_among_mechanisms_go_down(self):
        home, calls = {}, set()
        for folder, asked, symbol in symbols_of_models():
            if asked:
                calls.add((folder, symbol))
            else:
                home[symbol] = folder
        pairs = {(folder, home[symbol]) for folder, symbol in calls
                 if folder in MECHANISMS and home.get(symbol) in MECHANISMS and home[symbol] != folder}
        self.assertGreater(len(pairs), 10)
        upwards = {pair for pair in pairs if MECHANISMS.index(pair[0]) > MECHANISMS.index(pair[1])}
        self.assertEqual(upwards, set(CALLS_UP))

    @unittest.skipUnless(shutil.which("nm"), "needs binutils")
    def test_public_names_bear_their_mechanism(self):
        found = [f"{folder}: {symbol}" for folder, asked, symbol in symbols_of_models()
                 if not asked and not re.match(folder + "_" if folder in MECHANISMS else ROOM_NAMES, symbol)]
        self.assertEqual(found, [])

    def test_the_rules_bite(self):
        self.assertFalse(is_allowed("sim/base/x.c", "sim/io/file.h"))
        self.assertFalse(is_allowed("models/wages/wages.c", "sim/io/file.h"))
        self.assertFalse(is_allowed("analysis/x.c", "models/state/world.h"))
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
