"""A look at every row of the exports before dbt builds anything.

Both ways in, the seeds and a folder (`exports_dir`), are looked at by the same code.
"""

import functools
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from one_click.exports import reading
from one_click.exports.blanks import cleaned
from one_click.exports.folder import ExportFile, export_files
from one_click.exports.forgotten import forgotten_customers
from one_click.exports.months import PERIOD
from one_click.exports.plain import plain_file
from one_click.exports.problems import InputProblem, listed
from one_click.exports.rows import look_at, numbered_rows
from one_click.exports.seeds import measures, reference, seeds
from one_click.paths import EXPORT_SEEDS
from one_click.quoting import identifier, literal


@dataclass(frozen=True)
class Export:
    """An export that was looked at: its files, its rows, and what needs a closer look."""

    name: str
    files: tuple[ExportFile, ...]
    columns: tuple[str, ...]
    rows: int
    odd: frozenset[str]

    @property
    def query(self) -> str:
        """SQL that reads it, each column as text."""
        return reading.reader(self.files, self.columns, forgotten_customers())


def looked_at(exports_dir: str, copies: Path) -> dict[str, Export]:
    """Each export, in the folder or, if it is "", in the seeds.

    What DuckDB cannot read as it is goes to the folder `copies` as plain text. Raises
    InputProblem for the first file that cannot be used.
    """
    names = tuple(seeds(EXPORT_SEEDS))
    if exports_dir:
        folder = Path(exports_dir)
        files = {name: tuple(export_files(folder, name, names)) for name in names}
    else:
        files = {
            name: (ExportFile(str(seed.file), seed.file),)
            for name, seed in seeds(EXPORT_SEEDS).items()
        }
    known = tuple(sorted({file.path for found in files.values() for file in found}))
    return look(tuple(files.items()), stamps(known), copies, bool(exports_dir))


@functools.cache
def look(
    files: tuple, stamps: tuple, copies: Path, is_folder: bool
) -> dict[str, Export]:
    """Exports by name, in files as they were at these times and of these sizes.

    One run of dbt asks several times.
    """
    if is_folder:
        shutil.rmtree(copies, ignore_errors=True)
        copies.mkdir(parents=True)
    return {
        name: look_at_export(name, found, copies, is_folder) for name, found in files
    }


def look_at_export(
    name: str, files: Sequence[ExportFile], copies: Path, is_folder: bool
) -> Export:
    """An export after every value was read once; raises InputProblem where one cannot be."""
    columns = seeds(EXPORT_SEEDS)[name].columns
    if is_folder:
        files = [
            plain_file(file, columns, copies / f"{name}-{number}")
            for number, file in enumerate(files, start=1)
        ]
    if len({file.is_parquet for file in files}) > 1:
        raise InputProblem(
            f"{name}.csv",
            "has parts of different kinds",
            "CSV only or Parquet only",
            listed([file.name for file in files]),
        )
    plain = plain_values(name)
    looked = [look_at(file, columns, forgotten_customers(), plain) for file in files]
    if not any(one.rows for one in looked):
        raise InputProblem(
            files[0], "has a header and no rows", "rows below it", "none"
        )
    check_versions(files, columns)
    return Export(
        name,
        tuple(files),
        tuple(columns),
        sum(one.kept for one in looked),
        frozenset().union(*(one.odd for one in looked)),
    )


def check_versions(files: Sequence[ExportFile], columns: Sequence[str]) -> None:
    """Raise InputProblem where two parts hold the same customers (and months).

    They are two versions of one part then, and nobody knows which is meant.
    """
    key = ", ".join(identifier(name) for name in ("id", PERIOD) if name in columns)
    for number, file in enumerate(files):
        for other in files[number + 1 :]:
            rows = [
                f"select distinct {key} from {reading.reader([one], columns, ())}"
                for one in (file, other)
            ]
            ((shared, least),) = (
                reading.scanner()
                .execute(
                    f"select (select count(*) from ({rows[0]} intersect {rows[1]})), "
                    f"least((select count(*) from ({rows[0]})), "
                    f"(select count(*) from ({rows[1]})))"
                )
                .fetchall()
            )
            if least and shared * 2 >= least:
                raise InputProblem(
                    f"{file} and {other}",
                    "hold the same customers",
                    "each part once; move the other version out of the folder",
                    f"{shared:,} rows of the same customers in both",
                )


# Texts that one cast reads right, with a comma for a point. Three digits behind the only mark
# may be thousands, and a leading zero may be a day (03.04): they need a closer look.
PLAIN_NUMBER = r"-?(0|[1-9]\d{0,11})([.,](\d{1,2}|\d{4,}))?"
PLAIN_ID = r"[1-9]\d{0,17}"


def plain_values(name: str) -> dict[str, str]:
    """SQL that is null for values that need a closer look, by column of an export."""
    patterns = dict.fromkeys(measures(name), PLAIN_NUMBER) | {"id": PLAIN_ID}
    plain = {
        column: f"case when regexp_full_match(cast({identifier(column)} as varchar), "
        f"{literal(pattern)}) then 1 end"
        for column, pattern in patterns.items()
    }
    if PERIOD in seeds(EXPORT_SEEDS)[name].columns:
        known = ", ".join(literal(row["spelling"]) for row in reference("periods"))
        text = f"cast({identifier(PERIOD)} as varchar)"
        plain[PERIOD] = f"case when {text} in ({known}) then 1 end"
    return plain


def place_of(export: Export, customer: str, value: str) -> str:
    """The file and line where a value stands in a row of a customer, or in any row."""
    for file in export.files:
        if file.is_parquet:
            continue
        layout = reading.file_layout(file, export.columns)
        place = layout.columns.index("id")
        for line, row in numbered_rows(file, layout):
            if len(row) <= place:
                continue
            cells = [cleaned(cell) for cell in row]
            if cleaned(value) in cells and cleaned(customer) in ("", cells[place]):
                return f"{file}, line {line:,},"
    return export.files[0].name


def stamps(files: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """When each file was changed last, and its size."""
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)
