"""A ratio above what is promised fails the benchmark with a sentence; others pass."""

from dataclasses import replace

import pytest

from one_click.bench.figures import Figures, Job, Scoring, Size, Warm
from one_click.bench.gates import HUGE, LARGE, broken, gates
from one_click.bench.processes import Measurement


def taken(wall: float, gigabytes: float = 0.5) -> Measurement:
    """A process that took so long and so much memory."""
    return Measurement(wall, wall, int(gigabytes * 1e9))


def job(wall: float, training: float, features: float, gigabytes: float = 1.0) -> Job:
    """A whole job with these parts."""
    return Job(
        taken(wall, gigabytes),
        {"training": training, "other": wall - training},
        {"models": features},
    )


# Each promise is kept, at its very edge.
MILLION = Size(
    LARGE,
    "csv",
    repeats=3,
    floor=taken(10),
    build=job(wall=60, training=40, features=13),
    features_part=taken(20, gigabytes=1.0),
    notebook=Job(taken(100), {"training": 40}),
    scoring=Scoring(sql_seconds=2, numpy_seconds=10),
)
TEN_MILLIONS = Size(
    HUGE,
    "csv",
    repeats=1,
    floor=taken(80),
    build=job(wall=280, training=40, features=80, gigabytes=6.0),
)
WARM = Warm(taken(25), taken(10), {"model": 80, "test": 90, "seed": 8})


def sentences(*sizes: Size, warm: Warm | None = None) -> list[str]:
    """What is said of the promises that are not kept."""
    return [str(gate) for gate in broken(gates(Figures({}, 1, sizes, warm)))]


def test_what_is_within_bounds_passes() -> None:
    """At the bound itself, every promise is kept, and each is looked at."""
    figures = Figures({}, 1, [MILLION, TEN_MILLIONS], WARM)
    assert len(gates(figures)) == 9
    assert broken(gates(figures)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"floor": taken(9)},
            (
                "SQL models to the feature mart against the floor, at 1,000,000 customers "
                "from csv: measured 1.44, allowed at most 1.30."
            ),
        ),
        (
            {"features_part": taken(20, gigabytes=1.2)},
            (
                "peak memory to the feature mart in GB, at 1,000,000 customers from csv: "
                "measured 1.20, allowed at most 1.00."
            ),
        ),
        (
            {"notebook": Job(taken(80), {"training": 40})},
            (
                "whole job against the notebook, at 1,000,000 customers from csv: measured "
                "0.75, allowed at most 0.60."
            ),
        ),
        (
            {"scoring": Scoring(sql_seconds=4, numpy_seconds=10)},
            (
                "scoring in SQL, times as fast as numpy, at 1,000,000 customers from csv: "
                "measured 2.50, allowed at least 5.00."
            ),
        ),
    ],
)
def test_what_is_beyond_a_bound_is_said(change: dict, said: str) -> None:
    """The sentence names what was measured and what is allowed."""
    assert sentences(replace(MILLION, **change)) == [said]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"floor": taken(79)}, "whole job without training against the floor"),
        (
            {"build": job(wall=280, training=40, features=104, gigabytes=6.1)},
            "peak memory of the whole job",
        ),
    ],
)
def test_ten_millions_have_bounds_of_their_own(change: dict, part: str) -> None:
    """Memory and the way beyond training; nothing is asked of the notebook."""
    (said,) = sentences(replace(TEN_MILLIONS, **change))
    assert said.startswith(part)


def test_a_customer_may_not_cost_more_where_there_are_more() -> None:
    """Without training, which sees a sample of one size."""
    slow = replace(TEN_MILLIONS, floor=None, build=job(300, training=40, features=104))
    (said,) = sentences(MILLION, slow)
    assert "10,000,000 customers against 1,000,000" in said
    assert "measured 1.30, allowed at most 1.20" in said


def test_a_slow_second_build_is_said() -> None:
    """Against dbt's own time for as many nodes."""
    (said,) = sentences(warm=replace(WARM, demo=taken(26)))
    assert "measured 2.60, allowed at most 2.50" in said


def test_small_sizes_promise_nothing() -> None:
    """There the fixed costs of dbt are most of the time."""
    assert gates(Figures({}, 1, [replace(MILLION, customers=100_000)])) == []
