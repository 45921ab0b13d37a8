"""What dbt left of a build, as seconds per stage of the work."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

FEATURE_MART = "customer_features"
START, FEATURES, TRAINING, SCORING = "start", "features", "training", "scoring"
REASONS, SEGMENTS, OFFERS = "reasons", "segments", "offers and marts"
CHECKS, PUBLISH, OTHER = "tests", "publish", "other"
# In the order of the work. The project words its reasons among the marts.
STAGES = (
    *(START, FEATURES, TRAINING, SCORING, REASONS, SEGMENTS),
    *(OFFERS, CHECKS, PUBLISH, OTHER),
)
FEATURE_SCHEMAS = {"staging", "intermediate", "features"}


@dataclass(frozen=True)
class Interval:
    """When a node of one stage ran, in seconds on any clock."""

    stage: str
    start: float
    end: float


def critical_path(
    seconds: Mapping[str, float], parents: Mapping[str, Sequence[str]], end: str
) -> tuple[float, list[str]]:
    """The chain of nodes before `end`, itself included, that takes longest.

    No number of threads makes the way to `end` shorter than that. Nodes without
    seconds take none, and are left out of the chain that is returned.
    """
    known: dict[str, tuple[float, list[str]]] = {}

    def path_to(node: str) -> tuple[float, list[str]]:
        if node not in known:
            before = max(
                (path_to(parent) for parent in parents.get(node, ())),
                key=lambda path: path[0],
                default=(0.0, []),
            )
            own = [node] if node in seconds else []
            known[node] = (before[0] + seconds.get(node, 0.0), before[1] + own)
        return known[node]

    return path_to(end)


def seconds_by_stage(intervals: Iterable[Interval]) -> dict[str, float]:
    """How much of the time in which anything ran belongs to each stage.

    Where several nodes run at once, the moment is shared equally among them, so that
    the stages add up to that time and not to the sum of the threads.
    """
    intervals = list(intervals)
    moments = sorted({time for i in intervals for time in (i.start, i.end)})
    shares = dict.fromkeys((interval.stage for interval in intervals), 0.0)
    for start, end in itertools.pairwise(moments):
        running = [i.stage for i in intervals if i.start <= start and i.end >= end]
        for stage in running:
            shares[stage] += (end - start) / len(running)
    return shares


def stage_of(node: Mapping[str, object]) -> str:
    """The stage that a node of dbt's manifest belongs to."""
    if node["resource_type"] == "test":
        return CHECKS
    if node["resource_type"] != "model":
        return OTHER
    schema = node["schema"]
    if schema in FEATURE_SCHEMAS:
        return FEATURES
    if schema == "scoring":
        return TRAINING if node["language"] == "python" else SCORING
    return {"segments": SEGMENTS, "marts": OFFERS}.get(schema, OTHER)


def intervals_of(manifest: Mapping, results: Iterable[Mapping]) -> list[Interval]:
    """When each node ran, from dbt's manifest and the results of its run."""
    found = []
    for result in results:
        node = manifest["nodes"].get(result["unique_id"])
        times = [
            datetime.fromisoformat(timing[side]).timestamp()
            for timing in result["timing"]
            for side in ("started_at", "completed_at")
        ]
        if node and times:
            found.append(Interval(stage_of(node), min(times), max(times)))
    return found


def paths_to_features(
    manifest: Mapping, results: Iterable[Mapping]
) -> dict[str, float]:
    """Seconds of the critical path to the feature mart, counted in three ways.

    `models`: SQL models alone; `with_tests`: also the tests that dbt runs on a model
    before it goes on; `with_hooks`: also what runs before the first node.
    """
    taken = {result["unique_id"]: result["execution_time"] for result in results}
    nodes = manifest["nodes"]
    (end,) = [
        name
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["name"] == FEATURE_MART
    ]
    models = {
        name: seconds
        for name, seconds in taken.items()
        if name in nodes and nodes[name]["resource_type"] == "model"
    }
    parents = {name: list(nodes[name]["depends_on"]["nodes"]) for name in models}
    path, _ = critical_path(models, parents, end)
    with_tests, _ = critical_path(taken, waiting_for_tests(manifest, taken), end)
    hooks = sum(
        seconds
        for name, seconds in taken.items()
        if name.startswith("operation.") and "on-run-start" in name
    )
    return {
        "models": path,
        "with_tests": with_tests,
        "with_hooks": with_tests + hooks,
    }


def waiting_for_tests(
    manifest: Mapping, run: Mapping[str, float]
) -> dict[str, list[str]]:
    """What each node waited for: its parents, and the tests that only look at those."""
    nodes = manifest["nodes"]
    above = {
        name: list(node.get("depends_on", {}).get("nodes", ()))
        for name, node in nodes.items()
    }
    tests: dict[str, list[str]] = {}
    for name in run:
        if name in nodes and nodes[name]["resource_type"] == "test":
            for parent in above[name]:
                tests.setdefault(parent, []).append(name)
    ancestors = _ancestors(above)
    return {
        name: parents
        + [
            test
            for parent in parents
            for test in tests.get(parent, ())
            if set(above[test]) <= ancestors[name]
        ]
        if nodes[name]["resource_type"] == "model"
        else parents
        for name, parents in above.items()
    }


def _ancestors(above: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """All that stands before each node."""
    found: dict[str, set[str]] = {}

    def of(node: str) -> set[str]:
        if node not in found:
            parents = above.get(node, ())
            found[node] = set(parents).union(*(of(parent) for parent in parents))
        return found[node]

    for node in above:
        of(node)
    return found
