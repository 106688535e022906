"""The schema of scenario files is current, means the same in draft 2020-12 and draft-07, accepts every shipped scenario
and refuses what the program refuses. Needs the environment variable CORRIDOR: the program."""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

SCENARIOS = pathlib.Path("scenarios")
GOOD = {
    "name": "good",
    "parameters": {},
    "policies": [{"type": "quota", "parties": ["EU", "JPN"], "channels": ["contract"], "from": "2026-01", "quota_factor": 2}],
}


def change(**members):
    """GOOD with members of its policy changed; None removes one."""
    scenario = copy.deepcopy(GOOD)
    scenario["policies"][0].update(members)
    scenario["policies"][0] = {k: v for k, v in scenario["policies"][0].items() if v is not None}
    return scenario


FINE = [
    GOOD,
    change(group="places"),
    {**GOOD, "from": "2012-01"},
    {**GOOD, "parameters": {"DEU.living_cost": 700, "EU.vietnamese_entries.skilled.factor@2030": 1.5}},
]
BAD = [
    [],
    {},
    {**GOOD, "name": "Big Name"},
    {**GOOD, "polices": []},
    {**GOOD, "from": "2025-03"},
    {**GOOD, "extends": "/etc/x.json"},
    {**GOOD, "parameters": {"no.such": 1}},
    {**GOOD, "parameters": {"DEU.no_such": 1}},
    {**GOOD, "parameters": {"DEU.living_cost": -1}},
    change(type="quotas"),
    change(parties=None),
    change(parties=["GER"]),
    change(parties=[]),
    change(parties=["DEU", "DEU"]),
    change(**{"from": None}),
    change(**{"from": "2026-13"}),
    change(intensity=1.5),
    change(ramp_months=0.5),
    change(group=""),
    change(group=1),
    change(quota_factor=-1),
    change(quota_factor=True),
    change(quota=1),
]


def program_accepts(scenario):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.json"
        path.write_text(json.dumps(scenario), encoding="utf-8")
        return subprocess.run([os.environ["CORRIDOR"], "check", path], capture_output=True).returncode == 0


def main():
    text = subprocess.run([os.environ["CORRIDOR"], "schema"], check=True, capture_output=True, text=True).stdout
    assert text == (SCENARIOS / "schema.json").read_text(encoding="utf-8"), "scenarios/schema.json is out of date"
    schema = json.loads(text)
    for validator_class in (jsonschema.Draft202012Validator, jsonschema.Draft7Validator):
        validator_class.check_schema(schema)
        validator = validator_class(schema)
        for path in sorted(SCENARIOS.glob("*.json")):
            if path.name != "schema.json":
                validator.validate(json.loads(path.read_text(encoding="utf-8")))
        for scenario in FINE:
            assert validator.is_valid(scenario), scenario
        for scenario in BAD:
            assert not validator.is_valid(scenario), scenario
    for scenario in FINE:
        assert program_accepts(scenario), scenario
    check = subprocess.run([os.environ["CORRIDOR"], "check", "--sample", "1", *sorted(SCENARIOS.glob("*.json"))], capture_output=True, text=True)
    told = [line for line in check.stderr.splitlines() if "corridors send fewer than" not in line and "warnings" not in line]
    assert check.returncode == 0 and not told, check.stderr
    assert "scenarios/schema.json: the schema of scenarios, passed over" in check.stdout, check.stdout
    assert "3,000 more places a year in each party" in check.stdout, check.stdout
    refused = subprocess.run([os.environ["CORRIDOR"], "run", SCENARIOS / "schema.json"], capture_output=True, text=True)
    assert refused.returncode == 3 and "JSON Schema" in refused.stderr, refused.stderr
    for scenario in BAD:
        assert not program_accepts(scenario), scenario
    return 0


if __name__ == "__main__":
    sys.exit(main())
