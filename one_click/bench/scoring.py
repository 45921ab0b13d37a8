"""Score all customers with reasons: in SQL, and in numpy.

    python -m one_click.bench.scoring PROJECT RUNS SECONDS

Each way takes the features at hand (a table of the warehouse, a frame in memory) to risks,
contributions and the three strongest reasons in the same place. SQL runs what dbt compiled
in the last build of PROJECT. The medians of the seconds go to the file SECONDS.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

import duckdb

from ml.runs import load_current
from one_click.bench.notebook import contributions, top_reasons
from one_click.bench.project import last_run

# This model computes risks, contributions and reasons.
SCORING_MODEL = "customer_contributions"
SCHEMA = "bench_scoring"


def compiled_sql(project: Path) -> str:
    """What dbt compiled of the model. A unit test of it is compiled under the same name."""
    (node,) = [
        node
        for node in last_run(project)[0].values()
        if node["resource_type"] == "model" and node["name"] == SCORING_MODEL
    ]
    return (project / node["compiled_path"]).read_text(encoding="utf-8")


def in_sql(project: Path) -> float:
    """The seconds in which DuckDB scores every customer."""
    query = compiled_sql(project)
    with duckdb.connect(str(project / "warehouse" / "one_click.duckdb")) as connection:
        connection.execute(f"create or replace schema {SCHEMA}")
        start = time.monotonic()
        connection.execute(f"create table {SCHEMA}.{SCORING_MODEL} as {query}")
        seconds = time.monotonic() - start
        connection.execute(f"drop schema {SCHEMA} cascade")
    return seconds


def in_numpy(project: Path) -> float:
    """The seconds in which scikit-learn and numpy do the same."""
    warehouse = project / "warehouse"
    database = str(warehouse / "one_click.duckdb")
    with duckdb.connect(database, read_only=True) as connection:
        features = connection.execute("from features.customer_features").df()
        runs = connection.execute("from scoring.model_runs").df()
    _, pipeline = load_current(warehouse / "models", runs)
    start = time.monotonic()
    pipeline.predict_proba(features)
    top_reasons(contributions(pipeline, features))
    return time.monotonic() - start


if __name__ == "__main__":
    built, file = Path(sys.argv[1]), Path(sys.argv[3])
    taken = [(in_sql(built), in_numpy(built)) for _ in range(int(sys.argv[2]))]
    sql, numpy = map(median, zip(*taken, strict=True))
    file.write_text(json.dumps({"sql": sql, "numpy": numpy}), encoding="utf-8")
