"""corridor attribute: what groups of policies contribute adds up in the table to the last digit, is exactly nothing for a group
without effect, does not depend on how groups are ordered or threads are used, and what cannot be told apart is refused with
what to write instead."""
import csv
import json
import unittest
from decimal import Decimal

from program import BASELINE, COMBINED, Folder, corridor, digest

SMALL = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "2", "--until", "2027-12"]
POLICIES = [
    {"type": "quota", "name": "places", "parties": ["JPN"], "channels": ["contract"], "from": "2025-01", "quota_factor": 0.5},
    {"type": "recruitment_cost_cap", "name": "cap", "parties": ["JPN"], "from": "2025-01", "fee_cap_months": 1, "enforced_share": 1},
    {"type": "training_support", "name": "late", "parties": ["JPN"], "from": "2029-01", "subsidy_share": 0.5},
]
ORDERS = ["quota=quota;fees=recruitment_cost_cap;late=late", "late=training_support;quota=places;fees=cap"]


def write_scenario(folder, name="package", policies=POLICIES, **more):
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, "title": name, "description": "A trial.", "plausibility": "None.",
                                "policies": policies, **more}))
    return path


def attribute(folder, *words):
    base = write_scenario(folder, "base", [])
    return corridor("attribute", base, folder / "package.json", *SMALL, *words)


def effects(path):
    """Rows by headline, area and year, then by effect and groups."""
    table = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["headline"], row["area"], row["year"]
            table.setdefault(key, {})[row["effect"], row["group"], row["other"]] = row
    return table


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = Folder()
        cls.folder = cls.holder.__enter__()
        write_scenario(cls.folder)
        for number, groups in enumerate(ORDERS):
            result = attribute(cls.folder, "--groups", groups, "-o", cls.folder / f"out{number}", "-j", 1 + number)
            assert result.returncode == 0, result.stderr
            cls.text = result.stdout
        cls.tables = [effects(cls.folder / f"out{number}" / "attribution.csv") for number in range(len(ORDERS))]

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def test_parts_add_up_to_the_package_to_the_last_digit(self):
        moved = 0
        for key, row in self.tables[0].items():
            value = {effect: Decimal(cell["value"]) for effect, cell in row.items()}
            package = value["package", "", ""]
            self.assertEqual(sum(v for (effect, *_), v in value.items() if effect == "part"), package, key)
            self.assertEqual(sum(v for (effect, *_), v in value.items() if effect in ("alone", "interaction")), package, key)
            moved += package != 0
        self.assertGreater(moved, len(self.tables[0]) / 3)

    def test_a_group_without_effect_has_exactly_nothing(self):
        for row in self.tables[0].values():
            for (effect, *groups), cell in row.items():
                if "late" in groups:
                    self.assertEqual((Decimal(cell["value"]), cell["verdict"]), (0, "same"), (effect, cell))
                    self.assertEqual(cell["standard_error"], "0")

    def test_the_order_of_groups_and_threads_do_not_matter(self):
        first, second = self.tables
        self.assertEqual(first.keys(), second.keys())
        for key, row in first.items():
            for (effect, group, other), cell in row.items():
                twin = second[key].get((effect, group, other)) or second[key][effect, other, group]
                near = Decimal(cell["value"]) - Decimal(twin["value"])  # which part is rounded up may differ
                largest = max(abs(Decimal(c["value"])) for c in row.values())
                self.assertLessEqual(abs(near), largest * Decimal("1.01e-8"), (key, effect))
                self.assertEqual(cell["standard_error"], twin["standard_error"])

    def test_years_begin_with_the_first_policy_and_flows_have_a_sum(self):
        years = {year for headline, _, year in self.tables[0] if headline == "Departures"}
        self.assertEqual(years, {"2025", "2026", "2027", "2025-2027"})
        self.assertNotIn("2025-2027", {year for headline, _, year in self.tables[0] if headline == "Recruitment cost"})

    def test_the_package_is_what_a_comparison_tells(self):
        result = corridor("compare", self.folder / "base.json", self.folder / "package.json", *SMALL, "-o", self.folder / "pair")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = 0
        with open(self.folder / "pair" / "headline.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["scenario"] == "package" and row["year"] == "2027":
                    cell = self.tables[0][row["headline"], row["area"], "2027"]["package", "", ""]
                    self.assertAlmostEqual(float(cell["value"]), float(row["difference"]), delta=1e-4 * (abs(float(row["difference"])) + 1e-6))
                    told += 1
        self.assertEqual(told, 10)

    def test_the_terminal_shows_titles_and_the_last_year(self):
        for part in ("2027 (persons)", "2025-2027 (persons)", "package", "interaction", "Recruitment", "no difference"):
            self.assertIn(part, self.text)
        with open(self.folder / "out0" / "groups.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["group"] for row in rows], ["quota", "fees", "late"])
        self.assertIn("January 2029", rows[2]["policies"])

    def test_tables_of_others_are_replaced_only_when_asked(self):
        before = digest(self.folder / "out0" / "attribution.csv")
        self.assertEqual(attribute(self.folder, "--groups", ORDERS[0], "-o", self.folder / "out0").returncode, 0)
        refused = attribute(self.folder, "--groups", ORDERS[1], "-o", self.folder / "out0")
        self.assertEqual((refused.returncode, refused.stdout), (2, ""))
        self.assertIn("--replace", refused.stderr)
        self.assertEqual(digest(self.folder / "out0" / "attribution.csv"), before)
        self.assertEqual(sorted(p.name for p in (self.folder / "out0").iterdir()),
                         sorted(["attribution.csv", "attribution.digest", "attribution.html", "groups.csv"]))


class Groups(unittest.TestCase):
    def refused(self, folder, words, *parts, code=3):
        result = attribute(folder, "-o", folder / "out", *words)
        self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertFalse((folder / "out").exists())

    def test_without_groups_there_is_one_for_each_type(self):
        result = corridor("attribute", BASELINE, COMBINED, "--dry-run", *SMALL)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"runs +32,")  # four types, two replicates

    def test_what_groups_may_be_is_told(self):
        with Folder() as folder:
            write_scenario(folder)
            for groups, *parts in (("a=quota", "\"cap\" is in no group", "\"late\" is in no group"),
                                   ("quota", "'quota' is no group", "NAME=WHAT"),
                                   ("a=quota;a=cap,late", "two groups are called 'a'"),
                                   ("a=qota,cap,late", "'qota' in the group 'a'", "did you mean 'quota'"),
                                   ("a=quota,cap,late;b=places", "'quota' adds nothing to the group 'a'"),
                                   ("a=;b=quota,cap,late", "'a' is no group")):
                self.refused(folder, ["--groups", groups], *parts)

    def test_policies_may_name_their_group(self):
        with Folder() as folder:
            write_scenario(folder, policies=[{**policy, "group": "Japan"} if policy["name"] != "late" else policy for policy in POLICIES])
            for words, n_runs in (([], 8), (["--groups", "all=Japan,late"], 4), (["--groups", "a=Japan;b=cap;c=training_support"], 16)):
                result = attribute(folder, "--dry-run", *words)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertRegex(result.stdout, rf"runs +{n_runs},")
            self.refused(folder, ["--groups", "a=japan;b=late"], "did you mean 'Japan'")

    def test_more_than_six_groups_are_refused_with_what_to_write(self):
        types = {"quota": {"quota_factor": 2}, "recruitment_cost_cap": {"fee_cap_months": 1, "enforced_share": 1},
                 "training_support": {"subsidy_share": 0.5}, "recognition": {"added_probability": 0.1},
                 "bilateral_agreement": {"processing_factor": 0.9}, "social_security_agreement": {"totalise_origin": True},
                 "return_and_stay": {"return_factor": 2}}
        with Folder() as folder:
            write_scenario(folder, policies=[{"type": name, "parties": ["JPN"], "from": "2025-01", **fields}
                                             for name, fields in types.items()])
            self.refused(folder, [], "7 groups of policies: at most 6", "others=social_security_agreement,return_and_stay\"")
            result = attribute(folder, "--groups", "a=quota,recognition;b=recruitment_cost_cap,training_support,return_and_stay,"
                               "bilateral_agreement,social_security_agreement", "--dry-run")
            self.assertRegex(result.stdout, r"runs +8,")

    def test_what_differs_by_more_than_added_policies_is_refused(self):
        with Folder() as folder:
            write_scenario(folder, parameters={"migration.age_first": 20})
            self.refused(folder, [], "differs from 'base' by more than policies that it adds")
            write_scenario(folder, policies=[])
            self.refused(folder, [], "no policy that 'base' lacks")


if __name__ == "__main__":
    unittest.main()
