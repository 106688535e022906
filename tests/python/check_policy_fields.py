"""No policy without effect in silence: every field of every policy moves some output, also when it is limited to a channel or an
occupation, or the program says that it cannot; where it says so, for a party or a channel, the results are those of the baseline.
Steps and intensities act on every field."""
import concurrent.futures
import json
import re
import unittest

import h5py
import numpy

from program import BASELINE, SOURCE, Folder, corridor

FROM = "2024-02"
SMALL = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "1", "--threads", "1", "--until", "2026-12", "-q"]
# Few live where a field acts: more agents, more months.
LARGE = ["--sample", "1/500", "--residents", "1/80000", "--replicates", "1", "--threads", "1", "--until", "2028-12", "-q"]
# What few come to feel, late: years of insurance of apprentices.
LONG = ["--sample", "1/500", "--residents", "1/80000", "--replicates", "1", "--threads", "1", "--until", "2044-12", "-q"]
# What befalls few at once: apprentices who lose their place.
FINE = ["--sample", "1/100", "--residents", "1/80000", "--replicates", "1", "--threads", "1", "--until", "2027-12", "-q"]
# Rights follow a person from country to country: apprentices have some in such a country only if they worked there before.
TOO_RARE = {("pension_export", "apprenticeship")}
SILENT = re.compile(r":(\d+):\d+: warning: .*changes nothing")


def described(table, *more):
    return json.loads(corridor("describe", table, "--json", *more).stdout)


def strong_value(field):
    """The usual value, or one that nobody can overlook."""
    if field["lever"] == "quota_limit":
        return 500
    if field["usual"] is not None:
        return field["usual"]
    return {"ratio": 3, "share": 1, "months": 6}.get(field["unit"], 20000)


def policy(field, parties, channels=(), **more):
    written = {"type": field["type"], "parties": list(parties), "from": FROM, field["field"]: strong_value(field), **more}
    if channels:
        written["channels"] = list(channels)
    # Cap and enforcement move nothing without each other.
    if field["lever"] == "fee_cap_enforced":
        written["fee_cap_months"] = 1
    # An employer who has paid nothing can claim nothing back.
    if field["lever"] == "clawback_months":
        written["employer_share"] = 1
    return written


class PolicyFields(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.work = cls.folder.__enter__()
        cls.fields = [row for row in described("policies") if row["field"]]
        items = described("dimensions")
        cls.channels = [row["item"] for row in items if row["dimension"] == "channel"]
        cls.occupations = [row["item"] for row in items if row["dimension"] == "occupation"]
        lines = (SOURCE / "data" / "countries.csv").read_text().splitlines()[1:]
        cls.countries = [line.split(",")[0] for line in lines]
        cls.baselines = {}

    @classmethod
    def tearDownClass(cls):
        cls.folder.__exit__(None, None, None)

    def scenario(self, name, policies):
        """A scenario file with one policy a line; the first is in line 2."""
        path = self.work / f"{name}.json"
        lines = ",\n".join(json.dumps(p) for p in policies)
        path.write_text(f'{{"name": "{name}", "policies": [\n{lines}\n]}}\n')
        return path

    def refused(self, name, written):
        """What check says of a policy that it does not take, or nothing."""
        result = corridor("check", self.scenario(name, [written]))
        return result.stderr if result.returncode != 0 else ""

    def told(self, name, policies):
        """Which of the policies check calls without effect."""
        result = corridor("check", self.scenario(name, policies))
        self.assertEqual(result.returncode, 0, result.stderr)
        return {int(line) - 2 for line in SILENT.findall(result.stderr)}

    def results(self, name, scenario, options):
        path = self.work / f"{name}.nc"
        result = corridor("run", scenario, "-o", path, *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(path) as file:
            values = {variable: file[variable][()] for variable in file}
        path.unlink()
        return values

    def baseline(self, options):
        key = tuple(options)
        if key not in self.baselines:
            self.baselines[key] = self.results(f"baseline{len(self.baselines)}", BASELINE, options)
        return self.baselines[key]

    def moved(self, name, policies, options):
        """The variables that differ from the baseline."""
        before = self.baseline(options)
        after = self.results(name, self.scenario(name, policies), options)
        return self.differ(before, after)

    def differ(self, before, after):
        self.assertEqual(set(before), set(after))
        return [v for v in before if before[v].dtype.kind == "f" and not numpy.array_equal(before[v], after[v], equal_nan=True)]

    def acts_on(self, name, field):
        return [party for party in ("all_destinations", "VNM") if not self.told(name, [policy(field, [party])])]

    def check_narrowed(self, number):
        """Each channel and each occupation alone."""
        field = self.fields[number]
        party = self.acts_on(f"narrow{number}", field)[0]
        narrowings = [{"channels": [item]} for item in self.channels] + [{"occupations": ["manufacturing"]}]
        faults = []
        for narrowing in narrowings:
            written = policy(field, [party], **narrowing)
            name = f"narrow{number}"
            if self.refused(name, written) or self.told(name, [written]) or self.moved(name, [written], SMALL):
                continue
            rare = any((field["field"], item) in TOO_RARE for items in narrowing.values() for item in items)
            if not rare and not self.moved(name, [written], LONG) and not self.moved(name, [written], FINE):
                faults.append(f"{field['type']}.{field['field']} moved no output for {narrowing}, and nothing was said")
        return faults

    def check_strength(self, number):
        """Half of a policy and a policy that comes in steps are neither nothing nor the whole at once."""
        field = self.fields[number]
        name = f"strength{number}"
        party = self.acts_on(name, field)[0]
        faults = []
        for strength in ({"intensity": 0.5}, {"ramp_months": 24}):
            for options in (SMALL, LARGE):
                whole = self.results(name, self.scenario(name, [policy(field, [party])]), options)
                part = self.results(name, self.scenario(name, [policy(field, [party], **strength)]), options)
                if self.differ(whole, part) and self.differ(self.baseline(options), part):
                    break
            else:
                faults.append(f"{field['type']}.{field['field']} takes no notice of {strength}")
        return faults

    def check_field(self, number):
        field = self.fields[number]
        name = f"field{number}"
        acts = self.acts_on(name, field)
        if not acts:
            return f"{field['type']}.{field['field']} acts neither on destinations nor on VNM"
        written = [policy(field, acts[:1])]
        if self.moved(name, written, SMALL) or self.moved(name, written, LARGE):
            return None
        return f"{field['type']}.{field['field']} moved no output for {acts[0]}, and nothing was said"

    def test_every_field_moves_an_output_or_is_told(self):
        self.assertGreater(len(self.fields), 20)
        self.baseline(SMALL)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            faults = [fault for fault in pool.map(self.check_field, range(len(self.fields))) if fault]
        self.assertEqual(faults, [])

    def faults_of(self, check):
        """Of all fields."""
        for options in (SMALL, LARGE, LONG, FINE):
            self.baseline(options)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            return [fault for faults in pool.map(check, range(len(self.fields))) for fault in faults]

    def test_every_field_acts_on_each_channel_and_occupation_or_is_told(self):
        self.assertEqual(self.faults_of(self.check_narrowed), [])

    def test_every_field_takes_notice_of_intensity_and_steps(self):
        self.assertEqual(self.faults_of(self.check_strength), [])

    def test_a_limit_for_single_occupations_or_of_nothing_in_steps_is_refused_with_what_to_write(self):
        limit = {"type": "quota", "parties": ["KOR"], "channels": ["contract"], "from": FROM, "admissions_limit": 500}
        told = self.refused("limit", dict(limit, occupations=["care"]))
        self.assertIn('leave "occupations" out, or limit them by "quota_factor"', told)
        self.assertEqual(self.refused("limit", dict(limit, occupations=self.occupations)), "")
        for steps in ("ramp_months", "intensity"):
            told = self.refused("limit", dict(limit, admissions_limit=0, **{steps: 0.5 if steps == "intensity" else 12}))
            self.assertIn(f'leave "{steps}" out, or write "quota_factor": 0 in its place', told)
        self.assertEqual(self.refused("limit", dict(limit, admissions_limit=0)), "")

    def test_what_is_told_to_change_nothing_leaves_every_number_alone(self):
        """Each field for each party and channel alone: those that are told, all together, give the baseline."""
        without_effect = []
        for number, field in enumerate(self.fields):
            alone = [policy(field, [country], [channel]) for country in self.countries for channel in self.channels]
            without_effect += [alone[i] for i in sorted(self.told(f"alone{number}", alone))]
        self.assertGreater(len(without_effect), 2000)
        for first in range(0, len(without_effect), 1000):
            group = without_effect[first:first + 1000]
            self.assertEqual(self.moved("group", group, LARGE), [])

    def test_a_cap_takes_its_usual_enforcement_and_enforcement_alone_is_told(self):
        cap = {"type": "recruitment_cost_cap", "parties": ["JPN", "TWN"], "from": FROM, "fee_cap_months": 1}
        result = corridor("check", self.scenario("cap", [cap]))
        self.assertIn('write "enforced_share": 0.35', result.stderr)
        with_usual = self.results("cap", self.scenario("cap", [cap]), SMALL)
        written = self.results("written", self.scenario("written", [dict(cap, enforced_share=0.35)]), SMALL)
        for variable, values in with_usual.items():
            self.assertTrue(values.dtype.kind != "f" or numpy.array_equal(values, written[variable], equal_nan=True), variable)
        self.assertIn("recruitment_cost", self.moved("cap", [cap], SMALL))
        enforced = dict(cap, enforced_share=0.9)
        del enforced["fee_cap_months"]
        self.assertEqual(self.told("enforced", [enforced]), {0})
        # Inspectors of a cap that there is not are paid all the same; nothing else moves.
        self.assertEqual([name for name in self.moved("enforced", [enforced], SMALL)
                          if name not in ("paid_inspection_home", "balance_vietnam_budget", "balance_services")], [])

    def test_ten_thousand_places_bring_no_more_than_ten_thousand_departures(self):
        quota = {"type": "bilateral_agreement", "parties": ["DEU"], "from": "2024-02", "quota_per_year": 10000}
        self.assertEqual(self.told("quota", [quota]), set())
        years = ["--sample", "1/1000", "--residents", "1/80000", "--replicates", "1", "--threads", "2", "--until", "2030-12", "-q"]
        with h5py.File(self.run_file("quota", self.scenario("quota", [quota]), years)) as after, \
                h5py.File(self.run_file("plain", BASELINE, years)) as before:
            names = [n.decode() if isinstance(n, bytes) else n for n in after["country"][()]]
            germany = names.index("DEU")
            added = self.departures(after, germany) - self.departures(before, germany)
        self.assertGreater(added, 3000)
        self.assertLess(added, 10000)

    def run_file(self, name, scenario, options):
        path = self.work / f"{name}_kept.nc"
        result = corridor("run", scenario, "-o", path, *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return path

    @staticmethod
    def departures(file, country):
        """Of the last three years, a year."""
        variable = file["departures"]
        dimensions = [list(d.keys()) or [d.label] for d in variable.dims]
        names = [d[0].strip("/") if d else "" for d in dimensions]
        values = variable[()].take(country, axis=names.index("country"))
        names.remove("country")
        years = values.take(range(values.shape[names.index("year")] - 3, values.shape[names.index("year")]),
                            axis=names.index("year"))
        return years.sum() / 3 / years.shape[names.index("replicate")]


if __name__ == "__main__":
    unittest.main()
