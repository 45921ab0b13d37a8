"""`make bench`: measure, compare, hold against what is allowed, and record."""

import argparse
import json
import os
import platform
import shutil
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from one_click.bench import empty_project, project, record
from one_click.bench.agreement import Disagreement, check_floor, check_notebook
from one_click.bench.figures import Figures, Scoring, Size, Warm, job
from one_click.bench.gates import broken, gates
from one_click.bench.processes import Measurement, ProcessError, measure, medians
from one_click.bench.project import Build
from one_click.project_copy import ROOT

PARTS = ("floor", "build", "notebook", "scoring", "warm")
SIZES = (100_000, 1_000_000)
# Above it the notebook's frames outgrow an ordinary machine.
NOTEBOOK_CUSTOMERS_MAX = 2_000_000


def say(text: str) -> None:
    """A line of progress."""
    print(f"{datetime.now():%H:%M:%S} {text}", flush=True)


def seconds(measurement: Measurement) -> str:
    """A measurement in a line of progress."""
    return (
        f"{measurement.wall_seconds:.1f} s, CPU {measurement.cpu_seconds:.1f} s, "
        f"{measurement.peak_bytes / 1e9:.2f} GB"
    )


class Bench:
    """What is measured where: one folder, one month, so many repeats, some parts."""

    def __init__(self, folder: Path, repeats: int, parts: Sequence[str]) -> None:
        self.folder = folder
        self.repeats = repeats
        self.parts = parts
        self.month = datetime.now(UTC).strftime("%Y-%m")
        self.log = folder / "last.log"

    def python(self, module: str, *arguments: str | Path) -> Measurement:
        """Run a module of this checkout as a process of its own."""
        command = [sys.executable, "-m", module, *arguments]
        return measure(command, ROOT, self.log)

    def exports(self, customers: int, source: str) -> Path:
        """The folder with the exports of that size; made where it is not there yet."""
        place = self.folder / f"exports-{customers}-{source}"
        if not place.exists():
            say(f"{customers:,} customers: making the exports as {source} ...")
            unfinished = place.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            self.python(
                "one_click.demo.exports",
                *("--customers", str(customers)),
                *("--format", source, "--output", str(unfinished)),
            )
            os.replace(unfinished, place)
        return place

    def size(self, customers: int, source: str, repeats: int) -> Size:
        """Everything that is asked for about one size, in turn, so many times.

        Raises Disagreement where two did not come to the same.
        """
        exports = self.exports(customers, source)
        copy = self.folder / "project"
        warehouse = copy / "warehouse" / "one_click.duckdb"
        floor_database = self.folder / "floor.duckdb"
        output = self.folder / "notebook"
        # The scoring of both sides needs a project that is built.
        is_built = bool({"build", "scoring"} & set(self.parts))
        has_notebook = "notebook" in self.parts and source == "csv"
        if has_notebook and customers > NOTEBOOK_CUSTOMERS_MAX:
            say(f"{customers:,} customers: too many for the notebook, left out")
            has_notebook = False
        floors: list[Measurement] = []
        builds: list[Build] = []
        features: list[Measurement] = []
        notebooks: list[Build] = []
        for number in range(1, repeats + 1):
            turn = f"{customers:,} customers from {source}, {number}/{repeats}"
            if "floor" in self.parts:
                floors.append(self.python("one_click.bench.floor", exports, floor_database))
                say(f"{turn}: floor {seconds(floors[-1])}")
            if is_built:
                project.fresh_copy(copy)
                features.append(
                    project.build_features(copy, self.log, exports, self.month)
                )
                say(f"{turn}: feature mart alone {seconds(features[-1])}")
                project.fresh_copy(copy)
                builds.append(project.build(copy, self.log, exports, self.month))
                say(f"{turn}: whole build {seconds(builds[-1].measurement)}")
            if has_notebook:
                notebooks.append(self.notebook(exports, output))
                say(f"{turn}: notebook {seconds(notebooks[-1].measurement)}")
        if floors and builds:
            check_floor(warehouse, floor_database)
            say(f"{customers:,} customers: the floor and the project agree")
        if notebooks and builds:
            check_notebook(warehouse, output)
            say(f"{customers:,} customers: the notebook and the project agree")
        return Size(
            customers,
            source,
            repeats,
            floor=medians(floors) if floors else None,
            build=job(builds) if builds else None,
            features_part=medians(features) if features else None,
            notebook=job(notebooks) if notebooks else None,
            scoring=self.scoring(copy, repeats)
            if self.scores(customers, source)
            else None,
        )

    def scores(self, customers: int, source: str) -> bool:
        """Whether scoring is measured; what the exports were read from is all one."""
        is_bearable = customers <= NOTEBOOK_CUSTOMERS_MAX
        return "scoring" in self.parts and source == "csv" and is_bearable

    def notebook(self, exports: Path, output: Path) -> Build:
        """One run of the notebook, nothing remembered from the one before."""
        shutil.rmtree(output, ignore_errors=True)
        taken = self.python("one_click.bench.notebook", exports, output, self.month)
        stages = json.loads((output / "stages.json").read_text(encoding="utf-8"))
        return Build(taken, stages, features={})

    def scoring(self, copy: Path, repeats: int) -> Scoring:
        """Scoring everybody of the built copy in both ways."""
        place = self.folder / "seconds.json"
        took: dict[str, list[float]] = {"sql": [], "numpy": []}
        for _ in range(repeats):
            for way, found in took.items():
                self.python("one_click.bench.scoring", way, copy, place)
                found.append(json.loads(place.read_text(encoding="utf-8")))
        scoring = Scoring(median(took["sql"]), median(took["numpy"]))
        say(
            f"scoring: SQL {scoring.sql_seconds:.2f} s, "
            f"numpy {scoring.numpy_seconds:.2f} s"
        )
        return scoring

    def warm(self) -> Warm:
        """The demo and a project of nodes that do nothing, built again unchanged."""
        say("demo: first build ...")
        copy = project.fresh_copy(self.folder / "project")
        project.build(copy, self.log, None, self.month)
        nodes = project.nodes_by_type(project.last_run(copy)[1])
        empty = self.folder / "empty"
        shutil.rmtree(empty, ignore_errors=True)
        empty_project.write(empty, nodes)
        empty_project.build(empty, self.log)
        demos, empties = [], []
        for number in range(1, self.repeats + 1):
            built = project.build(copy, self.log, None, self.month)
            demos.append(built.measurement)
            empties.append(empty_project.build(empty, self.log))
            say(
                f"demo again, {number}/{self.repeats}: {seconds(demos[-1])}; "
                f"empty project {seconds(empties[-1])}"
            )
        return Warm(medians(demos), medians(empties), nodes)

    def run(
        self, sizes: Sequence[tuple[int, int | None]], sources: Sequence[str]
    ) -> Figures:
        """All figures; what was built for them is removed, the exports are kept.

        `sizes` are numbers of customers, each with repeats of its own or None.
        """
        sized = set(self.parts) - {"warm"}
        try:
            found = [
                self.size(customers, source, repeats or self.repeats)
                for customers, repeats in (sizes if sized else ())
                for source in sources
            ]
            warm = self.warm() if "warm" in self.parts else None
        finally:
            for name in ("project", "project-home", "notebook", "empty"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / "floor.duckdb").unlink(missing_ok=True)
        return Figures(machine(), self.repeats, found, warm)


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    packages = ("duckdb", "dbt-core", "pandas", "numpy", "scikit-learn")
    return {
        "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": str(os.cpu_count()),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def size_and_repeats(text: str) -> tuple[int, int | None]:
    """`10000000:1` as ten million customers measured once; None: as often as others."""
    size, _, repeats = text.partition(":")
    try:
        return int(size), int(repeats) if repeats else None
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"«{text}»: expected customers, as 100000, or customers and repeats, as "
            "10000000:1"
        ) from error


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read and check the arguments."""
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "--customers",
        type=size_and_repeats,
        nargs="+",
        default=[(size, None) for size in SIZES],
        metavar="N[:REPEATS]",
        help=f"default: {' '.join(map(str, SIZES))}; 10000000:1 is measured once",
    )
    parser.add_argument("--repeats", type=int, default=3, help="default: 3")
    parser.add_argument(
        "--parquet", action="store_true", help="read the exports from Parquet too"
    )
    parser.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=list(PARTS),
        metavar="PARTS",
        help=f"some of {','.join(PARTS)}; the record in docs/ then stays as it is",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / "warehouse" / "bench",
        help="for exports and copies; default: warehouse/bench",
    )
    options = parser.parse_args(arguments)
    unknown = [part for part in options.only if part not in PARTS]
    if unknown:
        parser.error(f"--only knows {', '.join(PARTS)}, not {', '.join(unknown)}")
    asked = [
        options.repeats,
        *(found for _, found in options.customers if found is not None),
    ]
    if min(asked) < 1:
        parser.error(f"repeats must be 1 or more, not {min(asked)}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and judge; 0 where every promise is kept, else 1."""
    options = parse_arguments(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(options.folder.resolve(), options.repeats, options.only)
    sources = ["csv", "parquet"] if options.parquet else ["csv"]
    try:
        figures = bench.run(
            sorted(options.customers, key=lambda size: size[0]), sources
        )
    except (Disagreement, ProcessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    promises = gates(figures)
    print(f"\n{record.report(figures, promises)}")
    if set(options.only) == set(PARTS):
        files = record.write(figures, promises, ROOT / "docs")
        print(
            f"Recorded in {', '.join(str(file.relative_to(ROOT)) for file in files)}."
        )
    for gate in broken(promises):
        print(f"bench: not kept: {gate}", file=sys.stderr)
    return 1 if broken(promises) else 0


if __name__ == "__main__":
    # Whoever ends the benchmark ends what it has started, and leaves no copies.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: stopped."))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("bench: interrupted; docs/ is as it was.")
