"""The project itself, built in fresh copies by the command a user types."""

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from one_click.bench.processes import Measurement, measure
from one_click.bench.stages import (
    OTHER,
    PUBLISH,
    START,
    intervals_of,
    paths_to_features,
    seconds_by_stage,
)
from one_click.build import CHECKED_WHEN_WRITTEN, WITHOUT_UNIT_TESTS, threads
from one_click.project_copy import copy_project


@dataclass(frozen=True)
class Build:
    """One `make build`: what it took, and where the time went.

    `stages` add up to the wall: what dbt's nodes took by stage of the work, `start`
    before the first of them, `publish` after the last; `other` holds the rest.
    `features` is the critical path to the feature mart, counted in three ways.
    """

    measurement: Measurement
    stages: dict[str, float]
    features: dict[str, float]


def fresh_copy(place: Path) -> Path:
    """The project as it stands in this checkout, with nothing built."""
    shutil.rmtree(place, ignore_errors=True)
    return copy_project(place)


def variables(exports: Path, month: str) -> dict[str, object]:
    """The dbt vars of a measured build."""
    return {"exports_dir": str(exports), "as_of": month}


def build(project: Path, log: Path, exports: Path | None, month: str) -> Build:
    """`make build` in a copy, from a folder of exports or from the demo's seeds."""
    command = ["make", "build", f"VARS={{as_of: '{month}'}}"]
    if exports is not None:
        command.append(f"EXPORTS={exports}")
    start = time.time()
    measurement = measure(command, project, log)
    manifest, results = last_run(project)
    intervals = intervals_of(manifest, results)
    first = min(interval.start for interval in intervals)
    last = max(interval.end for interval in intervals)
    stages = seconds_by_stage(intervals)
    stages[START] = first - start
    stages[PUBLISH] = start + measurement.wall_seconds - last
    stages[OTHER] = measurement.wall_seconds - sum(
        seconds for stage, seconds in stages.items() if stage != OTHER
    )
    features = paths_to_features(manifest, results)
    return Build(measurement, stages, features)


def build_features(project: Path, log: Path, exports: Path, month: str) -> Measurement:
    """dbt as far as the feature mart, as `make build` calls it: what memory it takes."""
    command = [project / ".venv" / "bin" / "dbt", "build"]
    # Tests that also look at what comes later cannot run here.
    command += ["--select", "+customer_features", "--indirect-selection", "cautious"]
    command += [*WITHOUT_UNIT_TESTS, "--exclude", *CHECKED_WHEN_WRITTEN]
    command += ["--log-level-file", "info", *threads(exports)]
    command += ["--vars", json.dumps(variables(exports, month))]
    return measure(command, project, log)


def last_run(project: Path) -> tuple[dict, list[dict]]:
    """What dbt left of its last run: the manifest and the results."""
    target = project / "target"
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    return manifest, run["results"]


def nodes_by_type(results: list[dict]) -> dict[str, int]:
    """How many models, tests and seeds a build ran."""
    types = [result["unique_id"].split(".")[0] for result in results]
    return {name: types.count(name) for name in ("model", "test", "seed")}
