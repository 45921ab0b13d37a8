"""A look at every file before dbt builds anything, and the query that reads an export.

The YAML of the seeds is the one list of the columns that an export has. Both ways in, the
seeds and a folder (`exports_dir`), are looked at by the same code.
"""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

from one_click.exports import reading
from one_click.exports.folder import export_files
from one_click.exports.forgotten import forgotten_customers
from one_click.exports.layout import (
    DELIMITERS,
    csv_layout,
    encoding_problem,
    header_as_written,
)
from one_click.exports.problems import InputProblem
from one_click.paths import EXPORT_SEEDS, ROOT


@dataclass(frozen=True)
class Seed:
    """A seed of the project, as its YAML describes it to dbt."""

    file: Path
    column_types: dict[str, str]
    delimiter: str

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.column_types)


@functools.cache
def seeds(folder: Path) -> dict[str, Seed]:
    """The seeds below a folder by name."""
    found = {}
    for file in sorted(folder.rglob("*.yml")):
        for seed in yaml.safe_load(file.read_text(encoding="utf-8"))["seeds"]:
            config = seed["config"]
            found[seed["name"]] = Seed(
                file.with_name(f"{seed['name']}.csv"),
                config["column_types"],
                config.get("delimiter", ","),
            )
    return found


def check_exports(exports_dir: str) -> dict[str, int]:
    """The rows of each export, in the folder or, if it is "", in the seeds.

    Raises InputProblem for the first file that cannot be used. Rows of customers who asked
    to be forgotten do not count.
    """
    if exports_dir:
        files = {
            name: export_files(Path(exports_dir), name) for name in seeds(EXPORT_SEEDS)
        }
    else:
        files = {name: [seed.file] for name, seed in seeds(EXPORT_SEEDS).items()}
    rows = {
        name: counted_rows(tuple(files[name]), stamps(files[name]), tuple(seed.columns))
        for name, seed in seeds(EXPORT_SEEDS).items()
    }
    if not exports_dir:
        for seed in seeds(EXPORT_SEEDS).values():
            check_form(seed)
    return rows


def export_query(exports_dir: str, name: str) -> str:
    """SQL that reads an export of a folder, each column as text."""
    columns = seeds(EXPORT_SEEDS)[name].columns
    files = export_files(Path(exports_dir), name)
    return reading.reader(files, columns, forgotten_customers())


def check_seeds() -> None:
    """Raise InputProblem where a file of seeds/reference or seeds/rules cannot be used."""
    for name, seed in seeds(ROOT / "seeds").items():
        if name not in seeds(EXPORT_SEEDS):
            reading.check_types(seed.file, seed.column_types)
            check_form(seed)


def check_text(seed: Seed) -> None:
    """Raise InputProblem where a seed is missing, or no UTF-8 text."""
    if not seed.file.is_file():
        names = sorted(file.name for file in seed.file.parent.glob("*.csv"))
        raise InputProblem(
            seed.file.name,
            f"is missing in {seed.file.parent}",
            "it there, or another folder with the exports: "
            "make build EXPORTS=/path/to/folder",
            ", ".join(names) or "no CSV file",
        )
    if problem := encoding_problem(seed.file):
        raise problem


def check_form(seed: Seed) -> None:
    """Raise InputProblem where dbt's loader would stop at a seed, or read it wrong.

    The file is one that a folder of exports may hold.
    """
    layout = csv_layout(seed.file, seed.columns)
    written = header_as_written(seed.file, layout.delimiter)
    if (
        layout.delimiter != seed.delimiter
        or any(name not in written for name in seed.columns)
        or has_longer_rows(seed.file, layout.delimiter)
    ):
        raise InputProblem(
            seed.file,
            "is not written as dbt reads this seed",
            f"the columns {', '.join(seed.columns)}, separated by "
            f"{DELIMITERS[seed.delimiter]}, and rows no longer than the header; the folder "
            "is read with more patience by "
            f"make build EXPORTS=seeds/{seed.file.parent.name} "
            "VARS='{new_source: true}'",
            f"{', '.join(written)}, separated by {DELIMITERS[layout.delimiter]}",
        )


def has_longer_rows(file: Path, delimiter: str) -> bool:
    """Whether a row has more values than the header, if only an empty one at its end."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, delimiter=delimiter)
        names = len(next(rows))
        return any(len(row) > names for row in rows)


def stamps(files: list[Path]) -> tuple[tuple[int, int], ...]:
    """When each file was changed last, and its size."""
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)


@functools.cache
def counted_rows(files: tuple, stamps: tuple, columns: tuple) -> int:
    """The rows of files as they were at these times and of these sizes.

    One run of dbt asks twice, before it builds and for `staging.input_reconciliation`.
    """
    return reading.check_files(list(files), list(columns), forgotten_customers())
