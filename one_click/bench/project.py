"""The project itself, built by `dbt build` in fresh copies of this checkout."""

import itertools
import json
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from one_click.bench.processes import Measurement, ProcessError, measure
from one_click.project_copy import copy_project

FEATURE_MART = "customer_features"
KINDS = ("model", "test", "unit_test", "seed")


def fresh_copy(place: Path) -> Path:
    """The project as it stands in this checkout, with nothing built."""
    shutil.rmtree(place, ignore_errors=True)
    return copy_project(place)


def build(project: Path, exports: Path | None = None) -> Measurement:
    """`dbt build` in a copy, from a folder of exports or from the demo's seeds.

    The parts are `features`, `training` and `publishing`. Raises ProcessError where dbt
    fails, or where it publishes nothing.
    """
    command: list[str | Path] = [project / ".venv" / "bin" / "dbt", "build"]
    if exports is not None:
        command += ["--vars", json.dumps({"exports_dir": str(exports)})]
    published, start = project / "published" / "one_click.duckdb", time.time()
    measured = measure(command, project)
    if not published.exists() or published.stat().st_mtime < start:
        raise ProcessError(f"The build in {project} published nothing.")
    return replace(measured, parts=parts(*last_run(project)))


def last_run(project: Path) -> tuple[dict[str, dict], list[dict]]:
    """The nodes by unique id and the results that dbt left of its last run."""
    target = project / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    return manifest["nodes"], run["results"]


def nodes_by_kind(results: Sequence[Mapping]) -> dict[str, int]:
    """How many models, tests, unit tests and seeds a build ran."""
    kinds = [result["unique_id"].split(".")[0] for result in results]
    return {kind: kinds.count(kind) for kind in KINDS}


def parts(nodes: Mapping[str, Mapping], results: Sequence[Mapping]) -> dict[str, float]:
    """The seconds of the way to the feature mart, of training and of publishing.

    Training is the Python models of scoring. dbt publishes when its run ends.
    """
    seconds = {result["unique_id"]: result["execution_time"] for result in results}
    training: list[tuple[float, float]] = []
    others: list[tuple[float, float]] = []
    for result in results:
        node = nodes.get(result["unique_id"])
        if node and result["timing"]:
            is_training = (
                node.get("language") == "python" and node["schema"] == "scoring"
            )
            end = datetime.fromisoformat(
                result["timing"][-1]["completed_at"]
            ).timestamp()
            interval = end - result["execution_time"], end
            (training if is_training else others).append(interval)
    return {
        "features": seconds_to(FEATURE_MART, nodes, seconds),
        "training": shared_seconds(training, others),
        "publishing": sum(seconds[name] for name in seconds if "on-run-end" in name),
    }


def seconds_to(
    model: str, nodes: Mapping[str, Mapping], seconds: Mapping[str, float]
) -> float:
    """The seconds of the longest chain of models that ends with this one.

    No number of threads makes the way shorter. Seeds and tests are no part of it.
    """

    @cache
    def chain(name: str) -> float:
        if not name.startswith("model."):
            return 0.0
        before = map(chain, nodes[name]["depends_on"]["nodes"])
        return max(before, default=0.0) + seconds.get(name, 0.0)

    (end,) = [name for name in nodes if re.fullmatch(rf"model\..+\.{model}", name)]
    return chain(end)


def shared_seconds(
    ours: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]
) -> float:
    """The seconds of `ours`; intervals that run at once share the moment equally."""
    bounds = sorted({bound for interval in (*ours, *others) for bound in interval})
    total = 0.0
    for start, end in itertools.pairwise(bounds):
        mine = sum(a <= start and end <= b for a, b in ours)
        theirs = sum(a <= start and end <= b for a, b in others)
        total += (end - start) * mine / max(mine + theirs, 1)
    return total
