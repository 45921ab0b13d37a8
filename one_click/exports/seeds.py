"""The seeds of the project, as their YAML describes them to dbt, and whether dbt can load them.

The YAML of the seeds is the one list of the columns that an export has.
"""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

from one_click.exports.layout import (
    DELIMITERS,
    csv_layout,
    encoding_problem,
    header_as_written,
    text_encoding,
)
from one_click.exports.plain import beginning
from one_click.exports.problems import InputProblem
from one_click.exports.rows import check_types
from one_click.paths import EXPORT_SEEDS, ROOT

REFERENCE = ROOT / "seeds" / "reference"


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


@functools.cache
def reference(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a seed of seeds/reference."""
    file = REFERENCE / f"{name}.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))


def measures(name: str) -> dict[str, bool]:
    """The columns of numbers of an export; whether each has whole numbers only."""
    return {
        row["column_name"]: row["is_whole"] == "true"
        for row in reference("measures")
        if row["export"] == name
    }


def units(name: str) -> dict[str, str]:
    """What the numbers of each column of an export count."""
    return {
        row["column_name"]: row["unit"]
        for row in reference("measures")
        if row["export"] == name
    }


def check_seeds() -> None:
    """Raise InputProblem where a file of seeds/reference or seeds/rules cannot be used."""
    for name, seed in seeds(ROOT / "seeds").items():
        if name not in seeds(EXPORT_SEEDS):
            check_types(seed.file, seed.column_types)
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
        encoding = found_encoding(seed)
        raise as_a_folder(seed, encoding) if encoding else problem


def found_encoding(seed: Seed) -> str:
    """Another encoding than UTF-8 that the header of a seed proves; or ''."""
    encoding = text_encoding(beginning(seed.file), seed.columns)
    return "" if encoding == "utf-8" else encoding


def as_a_folder(seed: Seed, found: str) -> InputProblem:
    """A seed that dbt does not read as it is, and the project reads as a folder."""
    return InputProblem(
        seed.file,
        "is not written as dbt reads this seed",
        f"UTF-8 text with the columns {', '.join(seed.columns)} in the first line, "
        f"separated by {DELIMITERS[seed.delimiter]}, and rows no longer than the header; "
        "the folder is read with more patience by "
        f"make build EXPORTS=seeds/{seed.file.parent.name} VARS='{{new_source: true}}'",
        found,
    )


def check_form(seed: Seed) -> None:
    """Raise InputProblem where dbt's loader would stop at a seed, or read it wrong.

    The file is one that a folder of exports may hold.
    """
    if encoding := found_encoding(seed):
        raise as_a_folder(seed, encoding)
    layout = csv_layout(seed.file, seed.columns)
    written = header_as_written(seed.file, layout.delimiter)
    if (
        layout.skip
        or layout.delimiter != seed.delimiter
        or any(name not in written for name in seed.columns)
        or has_longer_rows(seed.file, layout.delimiter)
    ):
        raise as_a_folder(
            seed, f"{', '.join(written)}, separated by {DELIMITERS[layout.delimiter]}"
        )


def has_longer_rows(file: Path, delimiter: str) -> bool:
    """Whether a row has more values than the header, if only an empty one at its end."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, delimiter=delimiter)
        names = len(next(rows))
        return any(len(row) > names for row in rows)
