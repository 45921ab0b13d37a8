"""What dbt left of a run becomes seconds to the features, of training, of publishing."""

import os
from pathlib import Path

import pytest

from one_click.bench.processes import ProcessError
from one_click.bench.project import (
    build,
    nodes_by_kind,
    parts,
    seconds_to,
    shared_seconds,
)


def result(name: str, end: int, seconds: float) -> dict:
    """A line of dbt's results: a node that ended at this second of the hour."""
    completed = f"2026-01-31T12:{end // 60:02}:{end % 60:02}Z"
    timing = [{"name": "execute", "started_at": completed, "completed_at": completed}]
    return {"unique_id": name, "execution_time": seconds, "timing": timing}


def node(schema: str, *parents: str, language: str = "sql") -> dict:
    """A node of dbt's manifest."""
    return {
        "schema": schema,
        "language": language,
        "depends_on": {"nodes": list(parents)},
    }


# stg (2 s) ─→ int (8 s) ─→ customer_features (16 s), and stg ─→ customer_features
NODES = {
    "seed.p.s": {"schema": "exports", "depends_on": {"nodes": []}},
    "model.p.stg": node("staging", "seed.p.s"),
    "model.p.int": node("intermediate", "model.p.stg"),
    "model.p.customer_features": node("features", "model.p.stg", "model.p.int"),
    "model.p.cross_validation": node(
        "scoring", "model.p.customer_features", language="python"
    ),
    "model.p.limit_prices": node("offers", language="python"),
    "model.p.marts": node("marts", "model.p.customer_features"),
    "test.p.of_stg": node("tests", "model.p.stg"),
}
# Training runs from 60 to 80; limit_prices and marts from 70 to 80 beside it, in turn.
RESULTS = [
    result("operation.p.p-on-run-start-0", 1, 0.5),
    result("seed.p.s", 5, 4),
    result("model.p.stg", 10, 2),
    result("test.p.of_stg", 20, 9),
    result("model.p.int", 30, 8),
    result("model.p.customer_features", 50, 16),
    result("model.p.cross_validation", 80, 20),
    result("model.p.limit_prices", 75, 5),
    result("model.p.marts", 80, 5),
    result("operation.p.p-on-run-end-0", 81, 0.25),
    result("operation.p.p-on-run-end-1", 90, 9),
    {"unique_id": "test.p.skipped", "execution_time": 0, "timing": []},
]


def test_the_way_is_the_longest_chain_of_models() -> None:
    """Not the sum of all: no seeds, no tests, nothing after the end or beside it."""
    seconds = {result["unique_id"]: result["execution_time"] for result in RESULTS}
    assert seconds_to("customer_features", NODES, seconds) == 2 + 8 + 16
    assert seconds_to("int", NODES, seconds) == 2 + 8


def test_training_shares_the_moments_in_which_others_run() -> None:
    """Alone for ten seconds, beside others for ten; the solver of offers trains nothing."""
    found = parts(NODES, RESULTS)
    assert found == {"features": 26, "training": 15, "publishing": 9.25}


def test_two_trainings_at_once_count_once() -> None:
    assert shared_seconds([(0, 4), (2, 6)], []) == 6
    assert shared_seconds([(0, 4)], [(2, 6), (8, 9)]) == 3
    assert shared_seconds([], [(2, 6)]) == 0


def test_nodes_are_counted_by_kind() -> None:
    assert nodes_by_kind(RESULTS) == {"model": 6, "test": 2, "unit_test": 0, "seed": 1}


def test_a_build_that_publishes_nothing_is_refused(tmp_path: Path) -> None:
    """Else a faster job would be a job that leaves its last part out."""
    dbt, published = tmp_path / ".venv/bin/dbt", tmp_path / "published/one_click.duckdb"
    dbt.parent.mkdir(parents=True)
    dbt.write_text("#!/bin/sh\n", encoding="utf-8")
    dbt.chmod(0o755)
    with pytest.raises(ProcessError, match="published nothing"):
        build(tmp_path)
    published.parent.mkdir()
    published.touch()
    os.utime(published, (0, 0))
    with pytest.raises(ProcessError, match="published nothing"):
        build(tmp_path)
