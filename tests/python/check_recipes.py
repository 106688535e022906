"""The recipes of docs/RECIPES.md are true: each is carried out on a copy of the sources, and the copy builds and passes its
contract tests. A recipe that leaves out a file fails here: whatever a recipe touches must be named in its section.

What needs C is put into one copy and one build: a mechanism "sickness" with a parameter, a lever and its policy, an output, an
attribute of result files and a state column. A country and a scenario need no build."""
import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import h5py

from program import SOURCE, Folder, corridor

SOURCES = ["CMakeLists.txt", "CMakePresets.json", "README.md", "analysis", "cli", "cmake", "data", "docs", "models", "scenarios",
           "sim", "tests", "tools", "web"]
SMALL = ["--sample", "1/4000", "--residents", "1/80000", "--replicates", "1", "--until", "2025-06", "--quiet"]
SUITES = ["sickness", "vocabulary", "lever_effects", "consistency", "state_check", "world_load", "reference"]
SCRIPTS = ["check_columns", "check_generated", "check_layers", "check_schema", "check_outputs"]

FILES = {
    "models/sickness/sickness.h": """
/* Sickness of those employed in Viet Nam: how many fall ill. Not what it costs them. */
#ifndef MODEL_SICKNESS_H
#define MODEL_SICKNESS_H
#include "models/state/state.h"

/* MAP, origin: draws who falls ill this month; counts rows_fallen_ill, observes fallen_ill. */
void sickness_strike(struct cor_context *context, struct cor_chunk *chunk);

#endif
""",
    "models/sickness/sickness_world.h": """
/* What sickness looks up; for its own files and models/mechanisms.h. */
#ifndef MODEL_SICKNESS_WORLD_H
#define MODEL_SICKNESS_WORLD_H
#include "models/sickness/sickness.h"
#include "models/state/world.h"

struct sickness_tables {
    double usual; /* chance without prevention */
};

void sickness_prepare(const struct world *world, struct sickness_tables *tables);

#endif
""",
    "models/sickness/sickness_rules.h": """
/* Rules of sickness: pure functions. */
#ifndef MODEL_SICKNESS_RULES_H
#define MODEL_SICKNESS_RULES_H

/* Chance to fall ill this month: what prevention leaves of the usual one. */
static inline double sickness_chance(double usual, double prevented)
{
    return usual * (1.0 - prevented);
}

#endif
""",
    "models/sickness/sickness.c": """
/* Sickness of those employed in Viet Nam. Equations: README.md. */
#include "models/sickness/sickness_rules.h"
#include "models/sickness/sickness_world.h"

void sickness_prepare(const struct world *world, struct sickness_tables *tables)
{
    tables->usual = world->parameters.sickness.rate;
}

void sickness_strike(struct cor_context *context, struct cor_chunk *chunk)
{
    struct person_columns *person = &view_of(chunk)->person;
    double prevented = lever_at(context, LEVER_sickness_prevented, HOME, 0, 0);
    double chance = sickness_chance(world_of(context)->sickness->usual, prevented);
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        if (work_status(person->work[row]) == WORK_EMPLOYED &&
            cor_happens(draws_of(context, chunk, person->id[row], DRAWS_sickness).word[WORD_sickness_falls_ill], chance)) {
            person->sick_months[row] = (uint8_t)(person->sick_months[row] + 1);
            totals_of(context)->rows_fallen_ill[0]++;
            observe(context, chunk, OUTPUT_fallen_ill, observed_person(context, chunk, row), 1);
        }
    }
}
""",
    "models/sickness/sickness_parameters.def": """
/* Parameters of models/sickness: PARAMETER(field, value, min, max, unit, source, status, doc). */
PARAMETER(rate, 0.02, 0, 1, "per month", "Corridor assumption", ASSUMED, "Chance that an employed person falls ill")
PARAMETER(months, 1, 0, 24, "months", "Corridor assumption", ASSUMED, "Length of a sickness")
#undef PARAMETER
""",
    "models/sickness/README.md": "# Sickness\n\n1. Chance to fall ill = `rate` x (1 - prevented).\n",
    "tests/reference/twin_sickness.c": """
/* Sickness of those employed in Viet Nam, person by person. */
#include "models/sickness/sickness_rules.h"
#include "tests/reference/twin.h"

static void may_fall_ill(struct twin *t, struct person *p)
{
    double prevented = lever_at(&t->context, LEVER_sickness_prevented, HOME, 0, 0);
    double chance = sickness_chance(t->world->parameters.sickness.rate, prevented);
    if (status_of(p) == WORK_EMPLOYED && cor_happens(draw(t, p, PURPOSE_sickness, 0).word[0], chance)) {
        p->sick_months++;
        t->totals.rows_fallen_ill[0]++;
        observe_amount(&t->context, OUTPUT_fallen_ill, twin_who_is(t, p), p->stratum->weight);
    }
}

void twin_sickness_strike(struct twin *t)
{
    twin_each_person(t, ORIGIN, may_fall_ill);
}
""",
    "tests/models/test_sickness.c": """
/* Sickness: the rule, and who is struck. */
#include <check.h>
#include "models/sickness/sickness.h"
#include "models/sickness/sickness_rules.h"
#include "tests/models/fixture.h"

START_TEST(test_prevention_of_a_quarter_leaves_three_quarters)
{
    ck_assert_double_eq_tol(sickness_chance(0.04, 0.25), 0.03, 1e-15);
}
END_TEST

START_TEST(test_only_the_employed_fall_ill_and_full_prevention_spares_them)
{
    struct fixture fixture;
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    fixture.world->parameters.sickness.rate = 1.0;
    ck_assert_int_eq(world_prepare(fixture.world), COR_OK);
    (void)fixture_person(&fixture, SEX_male, 30, EDUCATION_upper_secondary, WORK_UNEMPLOYED, NO_ROW);
    uint32_t row = fixture_person(&fixture, SEX_female, 30, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    sickness_strike(&fixture.context, fixture.chunk);
    ck_assert_int_eq(fixture.totals->rows_fallen_ill[0], 1);
    ck_assert_uint_eq(view_of(fixture.chunk)->person.sick_months[row], 1);
    fixture_lever(&fixture, LEVER_sickness_prevented, 1.0);
    sickness_strike(&fixture.context, fixture.chunk);
    ck_assert_int_eq(fixture.totals->rows_fallen_ill[0], 1);
    fixture_free(&fixture);
}
END_TEST

Suite *suite_sickness(void)
{
    Suite *suite = suite_create("sickness");
    TCase *tests = tcase_create("all");
    tcase_add_test(tests, test_prevention_of_a_quarter_leaves_three_quarters);
    tcase_add_test(tests, test_only_the_employed_fall_ill_and_full_prevention_spares_them);
    suite_add_tcase(suite, tests);
    return suite;
}
""",
}


def section(heading):
    """The text of one recipe, with its placeholders filled in."""
    recipes = (SOURCE / "docs/RECIPES.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", recipes, re.S | re.M)
    assert found, f"docs/RECIPES.md has no recipe '{heading}'"
    text = re.sub(r"<(name|mechanism)>", "sickness", found[1])
    return text.replace("<ISO3>", "ISL")


class Copy:
    """A copy of the sources in which recipes are carried out."""

    def __init__(self, folder):
        self.root = folder / "corridor"
        self.root.mkdir()
        for name in SOURCES:
            copy = shutil.copytree if (SOURCE / name).is_dir() else shutil.copy
            copy(SOURCE / name, self.root / name)
        self.touched = set()  # (heading of the recipe, path)

    def write(self, recipe, path, text):
        self.touched.add((recipe, path))
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text.lstrip("\n"), encoding="utf-8")

    def insert(self, recipe, path, before, text):
        """Add lines before the first line that begins with `before`."""
        self.touched.add((recipe, path))
        old = (self.root / path).read_text(encoding="utf-8")
        found = re.search(rf"^{re.escape(before)}", old, re.M)
        assert found, f"{path} has no line that begins with '{before}'"
        (self.root / path).write_text(f"{old[:found.start()]}{text}\n{old[found.start():]}", encoding="utf-8")

    def change(self, recipe, path, old, new):
        self.touched.add((recipe, path))
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold '{old}'"
        (self.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    def run(self, *words, **more):
        tree = {"CORRIDOR": str(self.root / "build/corridor"), "CCACHE_BASEDIR": str(self.root), "CCACHE_NOHASHDIR": "1",
                "PYTHONDONTWRITEBYTECODE": "1", "OMP_WAIT_POLICY": "passive"}
        done = subprocess.run(list(map(str, words)), cwd=self.root, text=True, capture_output=True, timeout=600,
                              env={**os.environ, **tree}, **more)
        assert done.returncode == 0, f"{words}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done

    def corridor(self, *words):
        return self.run(self.root / "build/corridor", *words)

    def describe(self, table):
        return {row["name" if "name" in row else "item"]: row for row in
                json.loads(self.corridor("describe", table, "--json").stdout)}


def carry_out_mechanism(copy):
    recipe = "A mechanism"
    for path, text in FILES.items():
        copy.write(recipe, path, text)
    copy.insert(recipe, "models/state/draws.def", "#undef", "DRAWS(sickness, sickness, MONTHLY, 0, falls_ill)")
    copy.insert(recipe, "models/mechanisms.def", "#undef MECHANISM",
                "MECHANISM(sickness, TABLES, NO_MACRO, NO_BEGINS, NO_ENDS)\n"
                "#define PARAMETER(...) PARAMETERS_OF(sickness, __VA_ARGS__)\n"
                '#include "models/sickness/sickness_parameters.def"\n')
    copy.insert(recipe, "models/mechanisms.h", '#include "models/training/training_world.h"',
                '#include "models/sickness/sickness_world.h"')
    copy.change(recipe, "tests/python/check_layers.py", 'MECHANISMS = ["population"', 'MECHANISMS = ["sickness", "population"')
    copy.insert(recipe, "models/registry.def", "MAP(observe, stocks", 'MAP(sickness, strike, ORIGIN, "Sickness of the employed")')
    copy.insert(recipe, "models/tables/purposes.def", "#undef", 'PURPOSE(95, sickness, "Sickness of the employed")')
    copy.insert(recipe, "models/tables/totals.def", "#undef", 'TOTAL(rows_fallen_ill, 1, "Persons who fell ill this month, rows")')
    copy.insert(recipe, "tests/suites.def", "SUITE(vocabulary)", "SUITE(sickness)")


def carry_out_parameter(copy):
    """Its row stands with the mechanism; here is what it must fit."""
    recipe = "A parameter"
    copy.touched.add((recipe, "models/sickness/sickness_parameters.def"))
    copy.insert(recipe, "models/tables/consistency.def", "#undef",
                'CONSISTENCY(sickness, p->sickness.rate * p->sickness.months, 1.0, "sickness.rate, sickness.months", '
                '"more are ill than are employed")')


def carry_out_lever_and_policy(copy):
    recipe = "A lever, and a policy that moves it"
    copy.insert(recipe, "models/tables/levers.def", "#undef",
                'LEVER(sickness_prevented, MAX, 0, 0, 1, "share", employed, ALONE, EACH, "Share of sickness that is prevented")')
    copy.insert(recipe, "models/tables/lever_effects.def", "#undef",
                'WHERE(employed, "VNM, with no channels named, where somebody falls ill")')
    copy.insert(recipe, "models/words/lever_effects.c", "enum where {",
                "static bool acts_in_employed(const struct place *place)\n{\n"
                "    return acts_in_home(place) && place->parameters->sickness.rate > 0.0;\n}\n")
    copy.insert(recipe, "models/tables/policies.def", "#undef",
                'POLICY(health_campaign, "Health campaign", "Prevention of sickness among the employed")\n'
                'FIELD(health_campaign, prevented, sickness_prevented, 0.2, 0, 1, "share",\n'
                '      "{%} % of sickness prevented", "Assumed: no evidence, a test", "Share of sickness that is prevented")\n')


def carry_out_output(copy):
    copy.insert("An output", "models/tables/outputs.def", "RATIO(",
                'OUTPUT(fallen_ill, FLOW, C S, "persons", 1, "Employed persons in Viet Nam who fell ill")\n'
                'RATIO(fallen_ill_rate, fallen_ill, population, "percent", 100, "Persons who fell ill per 100 residents")')


def carry_out_attribute(copy):
    recipe = "A column of a table, or an attribute of a result file"
    copy.insert(recipe, "sim/io/result_files.def", "RUN_ATTRIBUTE(money",
                'RUN_ATTRIBUTE(health, "text", "What sickness means in the file")')
    copy.insert(recipe, "models/experiment/simulation_results.c", '    add_text(draft, "money"',
                '    add_text(draft, "health", "Sickness of those employed in Viet Nam");')


def carry_out_column(copy):
    """The row of a counter of persons, under another name."""
    columns = (copy.root / "models/tables/columns.def").read_text(encoding="utf-8")
    row = re.search(r"^COLUMN\(person, parity, .*$", columns, re.M)[0]
    row = row.replace("parity", "sick_months").replace(", demography,", ", sickness,").replace('"children"', '"months"')
    copy.insert("A state column", "models/tables/columns.def", "COLUMN(person, parity,",
                row.replace("Children ever born", "Months in which the person fell ill"))


def add_country(folder):
    """Iceland, as if it were Norway. What `check` says when only its row is there, and when it is complete."""
    data = folder / "data"
    shutil.copytree(SOURCE / "data", data)
    lines = (data / "countries.csv").read_text(encoding="utf-8").splitlines()
    lines.insert(len(lines) - 1, "ISL,Iceland,eu_west,0,destination,un_wpp_2024,assumed")
    (data / "countries.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    missing = corridor("check", "--data", data)
    shutil.copytree(data / "NOR", data / "ISL")
    return missing, corridor("check", "--data", data), data


def attributes(path):
    with h5py.File(path) as file:
        return set(file), {k: v.decode() if isinstance(v, bytes) else v for k, v in file.attrs.items()}


def total(path, name, country="VNM"):
    with h5py.File(path) as file:
        at = [c.decode() for c in file["country"]].index(country)
        return float(file[name][:, :, at].sum())


def moved_series(first, second):
    """Variables of the first file whose numbers are others in the second."""
    with h5py.File(first) as a, h5py.File(second) as b:
        return {n for n in a if a[n].dtype.kind == "f" and a[n][...].tobytes() != b[n][...].tobytes()}


class WithoutBuild(unittest.TestCase):
    def test_a_country_is_a_row_and_a_folder(self):
        with Folder() as folder:
            missing, complete, data = add_country(folder)
            self.assertEqual(missing.returncode, 3)
            self.assertIn("ISL/facts.csv", missing.stderr)
            self.assertEqual(complete.returncode, 0, complete.stderr)
            done = corridor("run", SOURCE / "scenarios/baseline.json", "--data", data, *SMALL, "-o", folder / "x.nc")
            self.assertEqual(done.returncode, 0, done.stderr)
            with h5py.File(folder / "x.nc") as file:
                self.assertIn(b"Iceland", list(file["country_name"]))
            with open(data / "ISL/facts.csv", "a", encoding="utf-8") as facts:
                facts.write("price_level,,9,ratio,corridor_assumption,assumed,\n")
            wrong = corridor("check", "--data", data)
            n_lines = len((data / "ISL/facts.csv").read_text(encoding="utf-8").splitlines())
            self.assertIn(f"ISL/facts.csv:{n_lines}:", wrong.stderr)
        for path in ("data/countries.csv", "data/ISL/", "data/README.md", "data/sources.csv"):
            self.assertIn(path, section("A country"))

    def test_the_data_page_lists_the_files_of_a_country(self):
        page = (SOURCE / "data/README.md").read_text(encoding="utf-8")
        self.assertEqual([p.name for p in (SOURCE / "data/DEU").iterdir() if f"<ISO3>/{p.name}" not in page], [])

    def test_a_scenario_and_its_policy_are_a_file(self):
        with Folder() as folder:
            written = {"name": "new", "title": "New places", "extends": "baseline.json",
                       "description": "More places in Germany.", "plausibility": "Invented for a test.",
                       "policies": [{"type": "quota", "parties": ["DEU"], "channels": ["contract"], "from": "2024-03",
                                     "quota_factor": 3}]}
            shutil.copytree(SOURCE / "scenarios", folder / "scenarios")
            path = folder / "scenarios/new.json"
            path.write_text(json.dumps(written), encoding="utf-8")
            checked = corridor("check", path)
            self.assertEqual(checked.returncode, 0, checked.stderr)
            done = corridor("run", path, *SMALL, "-o", folder / "new.nc")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(attributes(folder / "new.nc")[1]["scenario_title"], "New places")


class OneBuild(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = Folder()
        cls.copy = copy = Copy(cls.temporary.__enter__())
        carry_out_mechanism(copy)
        carry_out_parameter(copy)
        carry_out_lever_and_policy(copy)
        carry_out_output(copy)
        carry_out_attribute(copy)
        carry_out_column(copy)
        # Without optimisation: it is built once and runs little.
        launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        copy.run(os.environ.get("CMAKE", "cmake"), "-G", "Ninja", "-S", ".", "-B", "build", "-DCMAKE_BUILD_TYPE=None",
                 "-DCOR_WERROR=ON", "-DCOR_MPI=OFF", "-DBUILD_TESTING=ON", *launcher)
        copy.run("ninja", "-C", "build", "corridor", "run_tests")
        copy.run("tools/generate.sh")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.__exit__(None, None, None)

    def small_run(self, name, *more, policies=()):
        scenario = self.copy.root / f"{name}.json"
        scenario.write_text(json.dumps({"name": name, "policies": list(policies)}), encoding="utf-8")
        done = self.copy.corridor("run", scenario, *SMALL, *more, "-o", self.copy.root / f"{name}.nc")
        return self.copy.root / f"{name}.nc", done.stderr

    def test_each_recipe_names_every_file_that_it_touches(self):
        left_out = [f"{recipe}: {path}" for recipe, path in sorted(self.copy.touched)
                    if path not in section(recipe) and pathlib.Path(path).name not in section(recipe)]
        self.assertEqual(left_out, [])

    def test_suites_pass(self):
        for suite in SUITES:
            with self.subTest(suite=suite):
                self.copy.run("build/run_tests", suite)

    def test_scripts_pass(self):
        for script in SCRIPTS:
            with self.subTest(script=script):
                self.copy.run(sys.executable, f"tests/python/{script}.py")

    def test_a_parameter_is_known_and_its_range_kept(self):
        self.assertEqual(self.copy.describe("parameters")["sickness.rate"]["default"], 0.02)
        none, _ = self.small_run("well", "--set", "sickness.rate=0")
        self.assertEqual(total(none, "fallen_ill"), 0)
        for setting in ("sickness.rate=2", "sickness.months=24"):
            with self.assertRaisesRegex(AssertionError, "sickness"):
                self.small_run("refused", "--set", setting, *(["--set", "sickness.rate=0.5"] if "months" in setting else []))

    def test_a_policy_moves_its_output_and_nothing_else(self):
        base, _ = self.small_run("base")
        campaign = {"type": "health_campaign", "parties": ["VNM"], "from": "2024-01", "prevented": 0.5}
        policy, told = self.small_run("campaign", policies=[campaign])
        self.assertNotIn("changes nothing", told)
        self.assertLess(total(policy, "fallen_ill"), 0.6 * total(base, "fallen_ill"))
        self.assertGreater(total(base, "fallen_ill_rate"), 0)
        self.assertEqual(moved_series(base, policy), {"fallen_ill", "fallen_ill_rate"})
        self.assertIn("50 % of sickness prevented", attributes(policy)[1]["policies"])
        _, told = self.small_run("elsewhere", policies=[{**campaign, "parties": ["DEU"]}])
        self.assertIn("changes nothing", told)

    def test_an_attribute_and_a_column_are_there(self):
        base, _ = self.small_run("base")
        self.assertEqual(attributes(base)[1]["health"], "Sickness of those employed in Viet Nam")
        self.assertIn("sick_months", {row["name"] for row in self.copy.describe("columns").values()})

    def test_what_was_there_stays_as_it_was(self):
        """A new mechanism, its draws and its column move no other series."""
        base, _ = self.small_run("base")
        done = corridor("run", self.copy.root / "base.json", *SMALL, "-o", self.copy.root / "before.nc")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(moved_series(self.copy.root / "before.nc", base), set())


if __name__ == "__main__":
    unittest.main()
