"""Times of nodes become a critical path and stages that share the clock."""

import pytest

from one_click.bench.stages import Interval, critical_path, paths_to_features, seconds_by_stage

#  a(3) ─→ b(4) ─→ d(1)        a ─→ c(5) ─→ d
SECONDS = {"a": 3.0, "b": 4.0, "c": 5.0, "d": 1.0, "aside": 100.0}
PARENTS = {"b": ["a", "seed"], "c": ["a"], "d": ["b", "c"], "aside": ["d"]}


def test_critical_path_is_the_longest_chain() -> None:
    """Not the sum of all, and nothing that comes after the end or beside it."""
    assert critical_path(SECONDS, PARENTS, "d") == (9.0, ["a", "c", "d"])


def test_critical_path_ends_at_any_node() -> None:
    """Whether or not something else needs it too."""
    assert critical_path(SECONDS, PARENTS, "b") == (7.0, ["a", "b"])


def test_nodes_without_seconds_are_no_part_of_the_chain() -> None:
    """Seeds come before models, but the path counts models alone."""
    assert critical_path({"b": 4.0}, {"b": ["seed"]}, "b") == (4.0, ["b"])


def test_stages_share_the_moments_in_which_both_run() -> None:
    """So they add up to the time in which anything ran, without the gap."""
    shares = seconds_by_stage(
        [
            Interval("features", 0, 4),
            Interval("tests", 2, 6),
            Interval("features", 8, 9),
        ]
    )
    assert shares == {"features": 4.0, "tests": 3.0}


def result(name: str, seconds: float) -> dict:
    """A line of dbt's results."""
    return {"unique_id": name, "execution_time": seconds}


def node(resource_type: str, name: str, *parents: str) -> dict:
    """A node of dbt's manifest."""
    return {
        "resource_type": resource_type,
        "name": name,
        "depends_on": {"nodes": list(parents)},
    }


MANIFEST = {
    "nodes": {
        "seed.s": node("seed", "s"),
        "model.stg": node("model", "stg", "seed.s"),
        "model.int": node("model", "int", "model.stg"),
        "model.customer_features": node(
            "model", "customer_features", "model.stg", "model.int"
        ),
        "test.of_stg": node("test", "of_stg", "model.stg"),
        "test.of_features": node("test", "of_features", "model.customer_features"),
        # Looks at the end too, so the end cannot wait for it.
        "test.of_both": node("test", "of_both", "model.stg", "model.customer_features"),
    }
}
RESULTS = [
    result("operation.p.p-on-run-start-0", 0.5),
    result("seed.s", 1.0),
    result("model.stg", 2.0),
    result("test.of_stg", 4.0),
    result("model.int", 8.0),
    result("model.customer_features", 16.0),
    result("test.of_features", 32.0),
    result("test.of_both", 64.0),
    result("operation.p.p-on-run-end-0", 128.0),
]


@pytest.mark.parametrize(
    ("counted", "seconds"),
    [
        ("models", 2.0 + 8.0 + 16.0),
        ("with_tests", 1.0 + 2.0 + 4.0 + 8.0 + 16.0),
        ("with_hooks", 0.5 + 1.0 + 2.0 + 4.0 + 8.0 + 16.0),
    ],
)
def test_way_to_the_feature_mart(counted: str, seconds: float) -> None:
    """Models alone; also seeds and the tests that are waited for; also hooks before."""
    assert paths_to_features(MANIFEST, RESULTS)[counted] == seconds
