"""tests/signs/expected.csv holds a policy, signs and a reason for every lever, and docs/reference/effects.md what runs made of them:
none contradicts its sign."""
import csv
import json
import re
import unittest

from program import SOURCE, Folder, corridor

PAGE = SOURCE / "docs/reference/effects.md"
TEXTS = {"lever", "policy", "parties", "channels", "reason"}


class Effects(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with (SOURCE / "tests/signs/expected.csv").open(encoding="utf-8", newline="") as file:
            cls.rows = list(csv.DictReader(file))

    def test_every_lever_that_a_policy_moves_has_one_row(self):
        moved = {row["lever"]: row for row in json.loads(corridor("describe", "policies", "--json").stdout) if row["lever"]}
        self.assertEqual(sorted(row["lever"] for row in self.rows), sorted(moved))
        fields = {(row["type"], row["field"]): row["lever"]
                  for row in json.loads(corridor("describe", "policies", "--json").stdout) if row["lever"]}
        for row in self.rows:
            written = json.loads(row["policy"])
            levers = {fields[written["type"], field] for field in written if field != "type"}
            self.assertIn(row["lever"], levers)

    def test_signs_and_reasons_are_given(self):
        for row in self.rows:
            self.assertLessEqual({row[name] for name in row if name not in TEXTS}, {"+", "-", "."}, row["lever"])
            self.assertGreater(len(row["reason"]), 20, row["lever"])

    def test_policies_are_accepted(self):
        with Folder() as folder:
            for row in self.rows:
                policy = {**json.loads(row["policy"]), "from": "2026-01", "parties": row["parties"].split()}
                policy |= {"channels": row["channels"].split()} if row["channels"] else {}
                file = folder / f"{row['lever']}.json"
                file.write_text(json.dumps({"name": "trial", "policies": [policy]}))
                done = corridor("check", file)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_page_is_of_these_rows_and_no_effect_contradicts_its_sign(self):
        page = PAGE.read_text(encoding="utf-8")
        effects, policies = page.split("## Policies and reasons")
        levers = [row["lever"] for row in self.rows]
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", effects, re.M), levers)
        self.assertEqual(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", policies, re.M), [(row["lever"], row["policy"]) for row in self.rows])
        self.assertNotIn("| contradicts", effects)
        self.assertNotRegex(effects, r"[+−] contradicts")


if __name__ == "__main__":
    unittest.main()
