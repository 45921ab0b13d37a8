"""A dbt project with as many nodes as this one, which do nothing: dbt's own time."""

import shutil
import sys
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

from one_click.bench.processes import Measurement, measure

PROJECT = """
name: empty
version: 1.0.0
profile: empty
flags: {send_anonymous_usage_stats: false, version_check: false}
models: {empty: {+materialized: table}}
"""
PROFILE = """
empty:
  target: duckdb
  outputs: {duckdb: {type: duckdb, path: empty.duckdb, threads: 2}}
"""
UNIT_TEST = """
unit_tests:
  - {{name: unit_test_{number}, model: {model}, given: [], expect: {{rows: [{{a: 1}}]}}}}
"""


def write(place: Path, nodes: Mapping[str, int]) -> None:
    """Write the project into an empty folder: so many models, tests, unit tests and seeds."""
    shutil.rmtree(place, ignore_errors=True)
    models = [f"model_{number}" for number in range(nodes["model"])]
    files = {"dbt_project.yml": PROJECT, "profiles.yml": PROFILE}
    files |= {f"models/{model}.sql": "select 1 as a" for model in models}
    files |= {f"seeds/seed_{number}.csv": "a\n1\n" for number in range(nodes["seed"])}
    for number, model in zip(range(nodes["test"]), cycle(models), strict=False):
        query = f"select * from {{{{ ref('{model}') }}}} where a <> 1"
        files[f"tests/test_{number}.sql"] = query
    for number, model in zip(range(nodes["unit_test"]), cycle(models), strict=False):
        text = UNIT_TEST.format(number=number, model=model)
        files[f"models/unit_test_{number}.yml"] = text
    for name, text in files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def build(place: Path) -> Measurement:
    """`dbt build`, by the dbt of this environment."""
    return measure([Path(sys.executable).with_name("dbt"), "build"], place)
