"""docs/ODD.md says what the program's tables say: every phase in its order, every mechanism with its equations, every entity."""
import re
import unittest

from program import SOURCE

ODD = (SOURCE / "docs/ODD.md").read_text(encoding="utf-8")


def table(path):
    return (SOURCE / "models" / path).read_text(encoding="utf-8")


class Odd(unittest.TestCase):
    def test_the_schedule_is_that_of_the_registry(self):
        words = {"MAP": "each", "WORLD": "world", "QUEUE": "queue"}
        phases = re.findall(r'^(MAP|WORLD)\((\w+), (\w+), (?:\w+, )?"([^"]*)"\)|^(QUEUE)\((\w+), "([^"]*)"\)', table("registry.def"), re.M)
        rows = [(f"{mechanism}.{phase}", words[kind], text) if kind else (queue, words[queued], order)
                for kind, mechanism, phase, text, queued, queue, order in phases]
        self.assertGreater(len(rows), 30)
        found = re.findall(r"^\| `([\w.]+)` \| (each|world|queue) \| (.*) \|$", ODD, re.M)
        self.assertEqual(found, rows)

    def test_every_mechanism_has_its_row_and_its_equations(self):
        mechanisms = re.findall(r"^MECHANISM\((\w+),", table("mechanisms.def"), re.M)
        found = re.findall(r"^\| \[`(\w+)`\]\(\.\./models/(\w+)/README\.md\) \|", ODD, re.M)
        self.assertEqual(found, [(name, name) for name in mechanisms])

    def test_every_table_of_state_is_an_entity(self):
        tables = set(re.findall(r"^COLUMN\((\w+),", table("tables/columns.def"), re.M))
        self.assertEqual(tables, set(re.findall(r"columns of table `(\w+)`", ODD)))

    def test_macro_state_is_that_of_mechanisms_which_have_some(self):
        with_state = set(re.findall(r"^MECHANISM\((\w+), \w+, MACRO,", table("mechanisms.def"), re.M))
        named = {name for cell in re.findall(r"macro state of ([^|]*) \|", ODD) for name in re.findall(r"`(\w+)`", cell)}
        self.assertEqual(named, with_state)

    def test_equations_named_are_in_a_readme(self):
        readmes = "".join(path.read_text(encoding="utf-8") for path in sorted((SOURCE / "models").glob("*/README.md")))
        equations = set(re.findall(r"\b([A-Z]\d{1,2})\b", re.sub(r"C17|`[^`]*`", "", ODD)))
        self.assertGreater(len(equations), 10)
        missing = sorted(e for e in equations if not re.search(rf"\({e}[),]", readmes))
        self.assertEqual(missing, [])

    def test_its_links_lead_somewhere(self):
        for link in re.findall(r"\]\(([^)#]+)\)", ODD):
            self.assertTrue((SOURCE / "docs" / link).exists(), link)


if __name__ == "__main__":
    unittest.main()
