"""A ratio above its bound is named with both amounts; a ratio at its bound is kept."""

from dataclasses import replace

import pytest

from one_click.bench.figures import (
    HUGE,
    LARGE,
    Ratio,
    Size,
    ratios_of_demo,
    ratios_of_sizes,
)
from one_click.bench.processes import Measurement


def job(wall: float, training: float, features: float, gigabytes: float) -> Measurement:
    """A whole job that took so long and so much memory."""
    parts = {"training": training, "features": features, "publishing": 5}
    return Measurement(wall, int(gigabytes * 1e9), parts)


# Every promise is kept, at its very edge.
MILLION = Size(
    LARGE,
    runs=3,
    floor=Measurement(10, 10**9),
    project=job(wall=70, training=35, features=11.5, gigabytes=2),
    notebook=job(wall=100, training=50, features=30, gigabytes=4),
    scoring={"sql": 2, "numpy": 10},
)
TEN_MILLIONS = Size(
    HUGE,
    runs=1,
    floor=Measurement(70, 5 * 10**9),
    project=job(wall=455, training=35, features=80.5, gigabytes=6),
)
BUILDS = [Measurement(seconds, 10**9) for seconds in (60, 20, 22)]
EMPTY = [Measurement(seconds, 10**8) for seconds in (30, 10.5, 10.5)]


def broken(ratios: list[Ratio]) -> list[str]:
    """The sentences about promises that are not kept."""
    return [str(ratio) for ratio in ratios if not ratio.is_kept]


def test_every_promise_is_looked_at_and_kept_at_its_edge() -> None:
    ratios = ratios_of_sizes([MILLION, TEN_MILLIONS]) + ratios_of_demo(BUILDS, EMPTY)
    assert broken(ratios) == []
    assert [ratio.name for ratio in ratios if ratio.allowed is not None] == [
        "SQL to the feature mart / bare script",
        "whole job / notebook",
        "both without training",
        "scoring with reasons in SQL / in numpy",
        "SQL to the feature mart / bare script",
        "job without training / bare script",
        "peak memory of the job / bound, GB",
        "job without training per customer / at 1,000,000, µs",
        "second build / empty dbt project",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"floor": Measurement(9, 10**9)},
            (
                "SQL to the feature mart / bare script, 1,000,000 customers: "
                "11.50 / 9.00 = 1.28, allowed at most 1.15."
            ),
        ),
        (
            {"notebook": job(wall=90, training=40, features=30, gigabytes=4)},
            (
                "whole job / notebook, 1,000,000 customers: "
                "70.00 / 90.00 = 0.78, allowed at most 0.70."
            ),
        ),
        (
            {"notebook": job(wall=100, training=60, features=30, gigabytes=4)},
            (
                "both without training, 1,000,000 customers: "
                "35.00 / 40.00 = 0.88, allowed at most 0.70."
            ),
        ),
        (
            {"scoring": {"sql": 4, "numpy": 10}},
            (
                "scoring with reasons in SQL / in numpy, 1,000,000 customers: "
                "4.00 / 10.00 = 0.40, allowed at most 0.20."
            ),
        ),
    ],
)
def test_a_ratio_above_its_bound_is_named(change: dict, said: str) -> None:
    assert broken(ratios_of_sizes([replace(MILLION, **change)])) == [said]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"floor": Measurement(69.9, 0)}, "job without training / bare script"),
        (
            {"project": job(wall=455, training=35, features=80, gigabytes=6.1)},
            "peak memory of the job / bound, GB",
        ),
    ],
)
def test_ten_millions_have_bounds_of_their_own(change: dict, name: str) -> None:
    found = broken(ratios_of_sizes([replace(TEN_MILLIONS, **change)]))
    assert any(sentence.startswith(name) for sentence in found)


def test_a_customer_costs_no_more_where_there_are_more() -> None:
    """Without training, which sees a sample of one size."""
    slow = job(wall=456, training=35, features=80, gigabytes=6)
    slower = replace(TEN_MILLIONS, project=slow, floor=Measurement(71, 0))
    (said,) = broken(ratios_of_sizes([MILLION, slower]))
    assert said.startswith("job without training per customer / at 1,000,000, µs")
    assert "42.10 / 35.00 = 1.20" in said


def test_a_slow_second_build_is_named() -> None:
    """The first build takes part in no promise."""
    slow = [BUILDS[0], Measurement(25, 0), Measurement(25, 0)]
    first, second = ratios_of_demo(slow, EMPTY)
    assert (first.value, first.is_kept) == (2, True)
    assert "25.00 / 10.50 = 2.38, allowed at most 2.00" in str(second)
    assert not second.is_kept


def test_small_sizes_promise_nothing() -> None:
    """Below a million dbt's fixed costs are most of the time."""
    small = replace(MILLION, customers=100_000, floor=Measurement(1, 0))
    assert {ratio.allowed for ratio in ratios_of_sizes([small])} == {None}


def test_what_is_too_large_for_the_notebook_has_no_ratio_to_it() -> None:
    names = {ratio.name for ratio in ratios_of_sizes([TEN_MILLIONS])}
    assert not any("notebook" in name or "numpy" in name for name in names)
