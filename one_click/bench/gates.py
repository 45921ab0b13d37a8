"""What the ratios may be: the promises of the project, and whether they are kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from one_click.bench.figures import Figures, Size, Warm

# From which size on a promise is made; below it the fixed costs of dbt are most of all.
LARGE, HUGE = 1_000_000, 10_000_000

FEATURES_PER_FLOOR = 1.3
FEATURES_GIGABYTES = 1.0
JOB_PER_NOTEBOOK = 0.6
SCORING_SPEED_UP = 5.0
WARM_PER_EMPTY = 2.5
HUGE_JOB_GIGABYTES = 6.0
HUGE_JOB_PER_FLOOR = 3.0
HUGE_COST_PER_CUSTOMER = 1.2
GIGABYTE = 1e9


@dataclass(frozen=True)
class Gate:
    """One promise: what was measured, and the most (or the least) it may be."""

    promise: str
    measured: float
    allowed: float
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the measured figure is on the right side of the allowed one."""
        if self.is_least:
            return self.measured >= self.allowed
        return self.measured <= self.allowed

    def __str__(self) -> str:
        side = "at least" if self.is_least else "at most"
        return (
            f"{self.promise}: measured {self.measured:.2f}, allowed {side} "
            f"{self.allowed:.2f}."
        )


def gates(figures: Figures) -> list[Gate]:
    """Every promise that the figures allow to look at."""
    found = [gate for size in figures.sizes for gate in gates_of_size(size)]
    found += gates_across_sizes(figures.sizes)
    if figures.warm:
        found += gates_of_warm_build(figures.warm)
    return found


def broken(gates: Iterable[Gate]) -> list[Gate]:
    """The promises that are not kept."""
    return [gate for gate in gates if not gate.is_kept]


def gates_of_size(size: Size) -> list[Gate]:
    """The promises about one size, read from one format."""
    at = f"at {size.customers:,} customers from {size.source}"
    found = []
    if size.scoring and size.customers >= LARGE:
        speed_up = size.scoring.numpy_seconds / size.scoring.sql_seconds
        found.append(
            Gate(
                f"scoring in SQL, times as fast as numpy, {at}",
                speed_up,
                SCORING_SPEED_UP,
                is_least=True,
            )
        )
    if size.customers < LARGE or size.build is None:
        return found
    if size.floor:
        found.append(
            Gate(
                f"SQL models to the feature mart against the floor, {at}",
                size.build.features["models"] / size.floor.wall_seconds,
                FEATURES_PER_FLOOR,
            )
        )
    if size.features_part and size.customers < HUGE:
        found.append(
            Gate(
                f"peak memory to the feature mart in GB, {at}",
                size.features_part.peak_bytes / GIGABYTE,
                FEATURES_GIGABYTES,
            )
        )
    if size.notebook and size.customers < HUGE:
        found.append(
            Gate(
                f"whole job against the notebook, {at}",
                size.build.measurement.wall_seconds
                / size.notebook.measurement.wall_seconds,
                JOB_PER_NOTEBOOK,
            )
        )
    if size.customers >= HUGE:
        found.append(
            Gate(
                f"peak memory of the whole job in GB, {at}",
                size.build.measurement.peak_bytes / GIGABYTE,
                HUGE_JOB_GIGABYTES,
            )
        )
    if size.customers >= HUGE and size.floor:
        found.append(
            Gate(
                f"whole job without training against the floor, {at}",
                size.build.untrained_seconds / size.floor.wall_seconds,
                HUGE_JOB_PER_FLOOR,
            )
        )
    return found


def gates_across_sizes(sizes: Iterable[Size]) -> list[Gate]:
    """A customer costs as much at ten millions as at one."""
    cost = {
        (size.source, size.customers): size.build.untrained_seconds / size.customers
        for size in sizes
        if size.build
    }
    return [
        Gate(
            "a customer's share of the job without training, "
            f"at {HUGE:,} customers against {LARGE:,}, from {source}",
            cost[source, HUGE] / cost[source, LARGE],
            HUGE_COST_PER_CUSTOMER,
        )
        for source, customers in cost
        if customers == HUGE and (source, LARGE) in cost
    ]


def gates_of_warm_build(warm: Warm) -> list[Gate]:
    """A build with nothing changed takes little more than dbt itself."""
    return [
        Gate(
            "second build of the demo against an empty dbt project of as many nodes",
            warm.demo.wall_seconds / warm.empty.wall_seconds,
            WARM_PER_EMPTY,
        )
    ]
