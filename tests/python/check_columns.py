"""A column of the state is written by its owner (models/tables/columns.def), at the start by models/population, and where rows
and records are opened and closed, in models/state. Who else writes one is listed here; the list may only shrink."""
import collections
import pathlib
import re
import unittest

EVERYWHERE = {"state", "population"}
# What is still written beside the owner: make it a verb of the owner and take it off. Never add a row.
BESIDES = {
    "person.traits": "social_protection",
    "person.work": "education social_protection",
    "person.pay": "labour_market",
    "migrant.cost": "training",
    "migrant.first_pay": "labour_market",
    "migrant.gross_pay": "labour_market wages",
    "migrant.language": "migration",
}
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


class Columns(unittest.TestCase):
    maxDiff = None

    def test_columns_are_written_by_their_owner(self):
        owners, besides = columns(), collections.defaultdict(set)
        for path in sorted(pathlib.Path("models").rglob("*.[ch]")):
            for column in writers(path.read_text(encoding="utf-8"), owners):
                if path.parent.name not in EVERYWHERE | {owners[column]}:
                    besides[".".join(column)].add(path.parent.name)
        self.assertEqual({name: " ".join(sorted(by)) for name, by in besides.items()}, BESIDES)

    def test_files_open_only_the_columns_that_they_write(self):
        """The compiler refuses a write to another's column unless the file says so (models/state/owners.h)."""
        owners, found = columns(), []
        for path in sorted(pathlib.Path("models").rglob("*.[ch]")):
            text = path.read_text(encoding="utf-8")
            opened = set(re.findall(r"^#define COLUMNS_OF_(\w+)", text, re.M))
            written = {owners[column] for column in writers(text, owners)} - {path.parent.name}
            if path.parent.name not in EVERYWHERE and opened != written:
                found.append((str(path), opened, written))
        self.assertEqual(found, [])

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
