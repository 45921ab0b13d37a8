"""A dbt project with as many nodes as this one, which do nothing: dbt's own time."""

import sys
from collections.abc import Mapping
from pathlib import Path

from one_click.bench.processes import Measurement, measure
from one_click.build import DBT

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
  outputs:
    duckdb: {type: duckdb, path: empty.duckdb, threads: 2}
"""


def write(place: Path, nodes: Mapping[str, int]) -> None:
    """Write the project into a folder: so many models, tests and seeds."""
    files = {"dbt_project.yml": PROJECT, "profiles.yml": PROFILE}
    for number in range(nodes["model"]):
        files[f"models/model_{number}.sql"] = "select 1 as a"
    for number in range(nodes["test"]):
        model = number % nodes["model"]
        files[f"tests/test_{number}.sql"] = (
            f"select * from {{{{ ref('model_{model}') }}}} where a <> 1"
        )
    for number in range(nodes["seed"]):
        files[f"seeds/seed_{number}.csv"] = "a\n1\n"
    for name, text in files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def build(place: Path, log: Path) -> Measurement:
    """`dbt build`, called as `make build` calls it."""
    command = [sys.executable, "-c", DBT, "build", "--log-level-file", "info"]
    return measure(command, place, log)
