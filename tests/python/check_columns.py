"""A column of the state is written by its owner (models/tables/columns.def), at the start by models/population, and where rows
and records are opened and closed, in models/state. The compiler refuses anything else (models/state/owners.h); this test
sees that it is asked to, and that no cast goes around it."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

EVERYWHERE = {"state", "population"}
ASSIGNMENT = re.compile(r"\s*(=(?!=)|[-+|&^*/%]=|<<=|>>=|\+\+|--)")


def columns():
    rows = re.findall(r"^COLUMN\((\w+), (\w+), \w+, \w+, \d+, \w+, \w+, (\w+),", pathlib.Path(
        "models/tables/columns.def").read_text(encoding="utf-8"), re.M)
    return {(table, name): owner for table, name, owner in rows}


def behind_index(text, at):
    """The position behind the index in brackets that begins at a position, or None when none does."""
    if not text[at:at + 1] == "[":
        return None
    depth = 0
    for end in range(at, len(text)):
        depth += {"[": 1, "]": -1}.get(text[end], 0)
        if depth == 0:
            return end + 1
    return None


def is_write(text, begin, end):
    """Is the column named in text[begin:end] assigned to, or is its address taken to be written through?"""
    statement = text[max(text.rfind(mark, 0, begin) for mark in ";{}") + 1:begin]
    behind = behind_index(text, end)
    if behind is not None and (ASSIGNMENT.match(text, behind) or re.search(r"(\+\+|--)[\w>().-]*$", statement)):
        return True
    address = re.search(r"&(\w+(\(\w*\))?(->|\.))?$", statement) if behind is not None else \
        re.search(r"\bu?int\d+_t \*(?!const )", statement)
    return bool(address) and "const " not in statement and "cor_prefetch(" not in statement


def writers(text, found):
    """Of a file: the columns that it writes, as the form person.work or person->work shows."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for table, name in found:
        if any(is_write(text, m.start(), m.end()) for m in re.finditer(rf"\b{table}(?:->|\.){name}\b", text)):
            yield table, name


def compiles(text, folder):
    """Does a source of a mechanism's folder compile?"""
    with tempfile.NamedTemporaryFile("w", suffix=".c", encoding="utf-8") as source:
        source.write(text)
        source.flush()
        return subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-fsyntax-only", "-I.", "-DOWN_COLUMNS_ONLY",
                               f"-DCOLUMNS_OF_{folder}=0,", source.name], capture_output=True, check=False).returncode == 0


class Columns(unittest.TestCase):
    maxDiff = None

    def test_columns_are_written_by_their_owner(self):
        owners, besides = columns(), []
        for path in sorted(pathlib.Path("models").rglob("*.[ch]")):
            for column in writers(path.read_text(encoding="utf-8"), owners):
                if path.parent.name not in EVERYWHERE | {owners[column]}:
                    besides.append((str(path), column))
        self.assertEqual(besides, [])

    def test_no_file_makes_columns_of_others_writable(self):
        around = r"^\s*#\s*(define|undef)\s+(COLUMNS_OF_\w+|OWN_COLUMNS_ONLY|OWNED_BY)|\(struct (chunk_view|\w+_columns) \*\)"
        found = [str(path) for path in sorted(pathlib.Path("models").rglob("*.[ch]"))
                 if re.search(around, path.read_text(encoding="utf-8"), re.M)]
        self.assertEqual(found, ["models/state/owners.h", "models/state/state.h"])

    def test_the_build_opens_to_a_file_the_columns_of_its_folder(self):
        commands = json.loads((pathlib.Path(os.environ["CORRIDOR"]).parent / "compile_commands.json").read_text())
        compiled = {os.path.relpath(entry["file"]): shlex.split(entry["command"]) for entry in commands
                    if "cor_models.dir" in entry["command"]}
        for path in sorted(pathlib.Path("models").glob("*/*.c")):
            folder = path.parent.name
            expected = [] if folder in EVERYWHERE else [f"-DCOLUMNS_OF_{folder}=0,", "-DOWN_COLUMNS_ONLY"]
            words = [word for word in compiled[str(path)] if re.match(r"-D(COLUMNS_OF|OWN_COLUMNS)", word)]
            self.assertEqual(sorted(words), expected, path)

    def test_the_compiler_refuses_writes_to_columns_of_others(self):
        for (table, name), owner in columns().items():
            write = f'#include "models/state/state.h"\nvoid f(struct {table}_columns *c) {{ c->{name}[0] = 1; }}\n'
            other = "wages" if owner != "wages" else "education"
            self.assertTrue(compiles(write, owner), (table, name))
            self.assertFalse(compiles(write, other), (table, name))

    def test_every_fact_of_a_country_is_read(self):
        facts = re.findall(r"^FACT\(\w+, (\w+),", pathlib.Path("models/tables/country_facts.def").read_text(
            encoding="utf-8"), re.M)
        code = "\n".join(path.read_text(encoding="utf-8") for path in pathlib.Path("models").rglob("*.[ch]"))
        self.assertGreater(len(facts), 30)
        self.assertEqual([fact for fact in facts if not re.search(rf"(->|\.){fact}\b", code)], [])

    def test_owners_are_mechanisms(self):
        self.assertGreater(len(columns()), 30)
        for owner in columns().values():
            self.assertTrue(pathlib.Path("models", owner, f"{owner}.h").exists(), owner)

    def test_the_rule_bites(self):
        found = [("person", "work")]
        for line in ("view->person.work[row] = 1;", "person->work[a[i]] |= 1;", "person->work[row]++;",
                     "x(&view->person.work[row]);", "uint8_t *work = view_of(chunk)->person.work;", "++person->work[r];"):
            self.assertEqual(list(writers("{" + line, found)), found, line)
        for line in ("if (person->work[row] == 1) {", "const uint8_t *work = person->work;", "a = person->work[b];"):
            self.assertEqual(list(writers("{" + line, found)), [], line)


if __name__ == "__main__":
    unittest.main()
