"""The promises of the project: ratios of two amounts that one run of the bench measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from one_click.bench.processes import Measurement, medians

# The promises begin at a size: below it dbt's fixed costs are most of the time.
LARGE, HUGE = 1_000_000, 10_000_000

FEATURES_PER_FLOOR = 1.15
JOB_PER_NOTEBOOK = 0.7
SQL_PER_NUMPY = 0.2
HUGE_JOB_PER_FLOOR = 6.0
HUGE_GIGABYTES = 6.0
COST_PER_CUSTOMER = 1.2
DEMO_PER_EMPTY = 2.0
GIGABYTE, MICROSECONDS = 1e9, 1e6


@dataclass(frozen=True)
class Ratio:
    """Two amounts, in seconds unless the name says otherwise, and what is `allowed`."""

    name: str
    at: str
    runs: int
    ours: float
    theirs: float
    allowed: float | None = None

    @property
    def value(self) -> float:
        """How many times `theirs` the amount `ours` is."""
        return self.ours / self.theirs

    @property
    def is_kept(self) -> bool:
        """Whether the ratio is at most what is allowed."""
        return self.allowed is None or self.value <= self.allowed

    def __str__(self) -> str:
        return (
            f"{self.name}, {self.at}: {self.ours:.2f} / {self.theirs:.2f} "
            f"= {self.value:.2f}, allowed at most {self.allowed:.2f}."
        )


@dataclass(frozen=True)
class Size:
    """The medians of all that was measured with so many customers.

    `scoring` holds the seconds of `sql` and `numpy`. It and the notebook may be None.
    """

    customers: int
    runs: int
    floor: Measurement
    project: Measurement
    notebook: Measurement | None = None
    scoring: Mapping[str, float] | None = None


def untrained(job: Measurement) -> float:
    """The seconds of a job without training, which sees a sample of one size."""
    return job.wall_seconds - job.parts["training"]


def cost_per_customer(size: Size) -> float:
    """The microseconds of a customer's share of the job without training."""
    return untrained(size.project) / size.customers * MICROSECONDS


def ratios_of_sizes(sizes: Sequence[Size]) -> list[Ratio]:
    """The ratios of all sizes, the smallest first."""
    pairs = zip(sizes, [None, *sizes[:-1]], strict=True)
    return [ratio for pair in pairs for ratio in ratios_of_size(*pair)]


def ratios_of_demo(
    builds: Sequence[Measurement], empty: Sequence[Measurement]
) -> list[Ratio]:
    """The first build of the demo, and the builds after it, against an empty project."""
    first = builds[0].wall_seconds, empty[0].wall_seconds
    second = medians(builds[1:]).wall_seconds, medians(empty[1:]).wall_seconds
    name, again = "build / empty dbt project", len(builds) - 1
    return [
        Ratio(f"first {name}", "demo", 1, *first),
        Ratio(f"second {name}", "demo", again, *second, DEMO_PER_EMPTY),
    ]


def ratios_of_size(size: Size, smaller: Size | None = None) -> list[Ratio]:
    """The ratios of one size, and its cost of a customer against that of a smaller one."""
    job, other, floor = size.project, size.notebook, size.floor.wall_seconds
    wall, alone, peak = job.wall_seconds, untrained(job), job.peak_bytes / GIGABYTE
    is_large, is_huge = size.customers >= LARGE, size.customers >= HUGE
    features, publishing = job.parts["features"], job.parts["publishing"]
    limit = HUGE_JOB_PER_FLOOR if is_huge else None
    rows: list[tuple[str, float, float, float | None]] = [
        ("SQL to the feature mart / bare script", features, floor, FEATURES_PER_FLOOR),
        ("job without training / bare script", alone, floor, limit),
        ("publishing / whole job", publishing, wall, None),
    ]
    if other:
        theirs, their_peak = other.wall_seconds, other.peak_bytes / GIGABYTE
        rows += [
            ("whole job / notebook", wall, theirs, JOB_PER_NOTEBOOK),
            ("both without training", alone, untrained(other), JOB_PER_NOTEBOOK),
            ("peak memory of the job / of the notebook, GB", peak, their_peak, None),
        ]
    if is_huge:
        rows.append(("peak memory of the job / bound, GB", peak, HUGE_GIGABYTES, 1.0))
    if size.scoring:
        ways = size.scoring["sql"], size.scoring["numpy"]
        rows.append(("scoring with reasons in SQL / in numpy", *ways, SQL_PER_NUMPY))
    if smaller:
        name = f"job without training per customer / at {smaller.customers:,}, µs"
        cost, before = cost_per_customer(size), cost_per_customer(smaller)
        limit = COST_PER_CUSTOMER if smaller.customers >= LARGE else None
        rows.append((name, cost, before, limit))
    at = f"{size.customers:,} customers"
    return [
        Ratio(name, at, size.runs, ours, theirs, allowed if is_large else None)
        for name, ours, theirs, allowed in rows
    ]
