"""Everybody's risk, contributions and three strongest reasons: in SQL, and in numpy.

    python -m one_click.bench.scoring {sql,numpy} PROJECT SECONDS

Both start with the features at hand (a table in the warehouse, a frame in memory) and
end with the results at hand in the same place; the seconds between are written to the
file SECONDS. SQL runs what dbt compiled in the last build of PROJECT.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from one_click.quoting import identifier

# The models that compute risks, contributions and reasons, each after what it reads.
SCORING_MODELS = ("customer_contributions",)
SCHEMA = "bench_scoring"


def compiled_models(project: Path) -> list[tuple[str, str, str]]:
    """Name, materialisation and SQL of each scoring model as it was built last.

    Raises LookupError where the build has no such model.
    """
    target = project / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    built = {}
    for result in run["results"]:
        node = manifest["nodes"].get(result["unique_id"])
        if node and node["resource_type"] == "model":
            built[node["name"]] = (
                node["config"]["materialized"],
                result["compiled_code"],
            )
    missing = [name for name in SCORING_MODELS if name not in built]
    if missing:
        raise LookupError(
            f"The build has no model {', '.join(missing)}: bench/scoring.py names the "
            "models that score, and they have other names now."
        )
    return [(name, *built[name]) for name in SCORING_MODELS]


def in_sql(project: Path) -> float:
    """Seconds in which the engine scores every customer."""
    models = compiled_models(project)
    with duckdb.connect(str(project / "warehouse" / "one_click.duckdb")) as connection:
        connection.execute(f"create or replace schema {SCHEMA}")
        start = time.monotonic()
        for name, materialized, sql in models:
            kind = "view" if materialized == "view" else "table"
            connection.execute(f"create {kind} {SCHEMA}.{identifier(name)} as {sql}")
        seconds = time.monotonic() - start
        connection.execute(f"drop schema {SCHEMA} cascade")
    return seconds


def in_numpy(project: Path) -> float:
    """Seconds in which scikit-learn and numpy do."""
    from one_click.bench.notebook import contributions
    from one_click.bench.notebook_reasons import top_reasons
    from ml.runs import load_current

    warehouse = project / "warehouse"
    with duckdb.connect(
        str(warehouse / "one_click.duckdb"), read_only=True
    ) as connection:
        features = connection.execute("from features.customer_features").df()
        runs = connection.execute("from scoring.model_runs").df()
    _, pipeline = load_current(warehouse / "models", runs)
    start = time.monotonic()
    pipeline.predict_proba(features)
    top_reasons(contributions(pipeline, features))
    return time.monotonic() - start


WAYS: dict[str, Callable[[Path], float]] = {"sql": in_sql, "numpy": in_numpy}

if __name__ == "__main__":
    way, built_project, place = sys.argv[1:]
    took = WAYS[way](Path(built_project))
    Path(place).write_text(json.dumps(took), encoding="utf-8")
