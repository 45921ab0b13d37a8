"""All that was measured, in one structure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from one_click.bench.processes import Measurement, medians
from one_click.bench.stages import TRAINING


@dataclass(frozen=True)
class Job:
    """A whole job, the project's or the notebook's: medians over its runs.

    `stages` are seconds by stage. `features`, of the project alone, are seconds of the
    critical path to the feature mart, counted in three ways.
    """

    measurement: Measurement
    stages: dict[str, float]
    features: dict[str, float] = field(default_factory=dict)

    @property
    def untrained_seconds(self) -> float:
        """The wall without training, which sees a sample of one size."""
        return self.measurement.wall_seconds - self.stages[TRAINING]


@dataclass(frozen=True)
class Scoring:
    """Seconds of scoring everybody, in SQL and in numpy."""

    sql_seconds: float
    numpy_seconds: float


@dataclass(frozen=True)
class Size:
    """What was measured with so many customers, read from CSV or Parquet, how often."""

    customers: int
    source: str
    repeats: int
    floor: Measurement | None = None
    build: Job | None = None
    features_part: Measurement | None = None
    notebook: Job | None = None
    scoring: Scoring | None = None


@dataclass(frozen=True)
class Warm:
    """The demo built again with nothing changed, and dbt's own time for as many nodes."""

    demo: Measurement
    empty: Measurement
    nodes: dict[str, int]


@dataclass(frozen=True)
class Figures:
    """One run of the benchmark; `machine` says on what, in words without names."""

    machine: dict[str, str]
    repeats: int
    sizes: Sequence[Size]
    warm: Warm | None = None


def job(runs: Sequence) -> Job:
    """The medians of several runs, each with a measurement and stages."""
    return Job(
        medians(run.measurement for run in runs),
        _medians_by_name([run.stages for run in runs]),
        _medians_by_name([run.features for run in runs]),
    )


def _medians_by_name(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}
