"""`make bench`: measure, compare, hold against what is promised, and record."""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from one_click.bench import empty_project, project, record
from one_click.bench.agreement import Disagreement, check_floor, check_notebook
from one_click.bench.figures import (
    GIGABYTE,
    LARGE,
    Ratio,
    Size,
    ratios_of_demo,
    ratios_of_sizes,
)
from one_click.bench.processes import Measurement, ProcessError, measure, medians
from one_click.paths import ROOT

SIZES = ((100_000, 1), (LARGE, 3))
# Above it the notebook's frames outgrow the memory of an ordinary machine.
NOTEBOOK_CUSTOMERS_MAX = 2_000_000
# The demo is built once, and so often again.
DEMO_RUNS = 3


@dataclass(frozen=True)
class Bench:
    """The folder of exports and copies; it keeps the exports from run to run."""

    folder: Path

    def python(self, module: str, *arguments: str | Path) -> Measurement:
        """Run a module of this checkout as a process of its own."""
        return measure([sys.executable, "-m", module, *arguments], ROOT)

    def exports(self, customers: int) -> Path:
        """The folder with the exports of that size; made where it is not there yet."""
        place = self.folder / f"exports-{customers}"
        if not place.exists():
            unfinished = place.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            size = ("--customers", str(customers))
            self.python("one_click.demo.exports", *size, "--output", unfinished)
            os.replace(unfinished, place)
        return place

    def size(self, customers: int, runs: int) -> Size:
        """Measure all programs in turn; raises Disagreement where their results differ."""
        exports, copy = self.exports(customers), self.folder / "project"
        floor_database, output = self.folder / "floor.duckdb", self.folder / "notebook"
        is_for_notebook = customers <= NOTEBOOK_CUSTOMERS_MAX
        floors, builds, notebooks = [], [], []
        for run in range(1, runs + 1):
            turn = f"{customers:,} customers, {run}/{runs}"
            floors.append(self.python("one_click.bench.floor", exports, floor_database))
            say(f"{turn}: bare script", floors[-1])
            builds.append(project.build(project.fresh_copy(copy), exports))
            say(f"{turn}: project", builds[-1])
            if is_for_notebook:
                shutil.rmtree(output, ignore_errors=True)
                taken = self.python("one_click.bench.notebook", exports, output)
                seconds = json.loads((output / "seconds.json").read_bytes())
                notebooks.append(replace(taken, parts=seconds))
                say(f"{turn}: notebook", notebooks[-1])
        warehouse = copy / "warehouse" / "one_click.duckdb"
        check_floor(warehouse, floor_database)
        size = Size(customers, runs, medians(floors), medians(builds))
        if not is_for_notebook:
            return size
        check_notebook(warehouse, output)
        file = self.folder / "seconds.json"
        self.python("one_click.bench.scoring", copy, str(runs), file)
        scoring = json.loads(file.read_bytes())
        return replace(size, notebook=medians(notebooks), scoring=scoring)

    def demo(self, runs: int) -> list[Ratio]:
        """Build the demo and a project of idle nodes, and both again, unchanged."""
        copy, empty = project.fresh_copy(self.folder / "project"), self.folder / "empty"
        builds = [project.build(copy)]
        empty_project.write(empty, project.nodes_by_kind(project.last_run(copy)[1]))
        empty_builds = [empty_project.build(empty)]
        for run in range(1, runs + 1):
            builds.append(project.build(copy))
            empty_builds.append(empty_project.build(empty))
            say(f"demo again, {run}/{runs}", builds[-1])
        return ratios_of_demo(builds, empty_builds)

    def measure(self, sizes: Sequence[tuple[int, int]]) -> list[Ratio]:
        """All ratios; the copies are removed at the end, also where something fails."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            found = [self.size(customers, runs) for customers, runs in sizes]
            return ratios_of_sizes(found) + self.demo(DEMO_RUNS)
        finally:
            for name in ("project", "notebook", "empty"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / "floor.duckdb").unlink(missing_ok=True)


def say(what: str, taken: Measurement) -> None:
    """Print a line of progress."""
    figures = f"{taken.wall_seconds:.1f} s, {taken.peak_bytes / GIGABYTE:.2f} GB"
    print(f"{datetime.now():%H:%M:%S} {what}: {figures}", flush=True)


def machine() -> dict[str, str]:
    """The commit, which pins the packages, and the machine that the figures belong to."""
    described = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(described, cwd=ROOT, check=True, capture_output=True)
    return {
        "commit": commit.stdout.decode().strip(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }


def size(text: str) -> tuple[int, int]:
    """`1000000:3` as a million customers measured three times; without `:3` once."""
    customers, _, runs = text.partition(":")
    found = int(customers), int(runs or 1)
    if min(found) < 1:
        raise ValueError(text)
    return found


def judge(found: Sequence[Ratio], docs: Path, is_recorded: bool) -> int:
    """Print and record the ratios; 1 where one is above its bound, which is named, else 0."""
    print(f"\n{record.table(found)}")
    if is_recorded:
        record.write(found, machine(), docs)
        print(f"Recorded in {docs}: performance.md, performance.json, performance.svg.")
    broken = [ratio for ratio in found if not ratio.is_kept]
    for ratio in broken:
        print(f"bench: not kept: {ratio}", file=sys.stderr)
    return 1 if broken else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and judge; 0 where every promise is kept, else 1."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--customers",
        type=size,
        nargs="+",
        default=SIZES,
        metavar="N[:RUNS]",
        help="default: 100000 1000000:3; below a million nothing is promised or recorded",
    )
    sizes = sorted(parser.parse_args(arguments).customers)
    try:
        found = Bench(ROOT / "warehouse" / "bench").measure(sizes)
    except (Disagreement, ProcessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return judge(found, ROOT / "docs", is_recorded=sizes[-1][0] >= LARGE)


if __name__ == "__main__":
    # The end of the benchmark is the end of all it has started, and of its copies.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped."))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("bench: interrupted; docs/ is as it was.")
