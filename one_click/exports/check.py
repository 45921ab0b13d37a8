"""A look at every file before dbt builds anything, and the query that reads an export.

The YAML of the seeds is the one list of the columns that an export has. Both ways in, the
seeds and a folder (`exports_dir`), are looked at by the same code.
"""

import csv
import functools
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from one_click.exports import reading
from one_click.exports.folder import ExportFile, export_files
from one_click.exports.forgotten import forgotten_customers
from one_click.exports.layout import (
    DELIMITERS,
    csv_layout,
    encoding_problem,
    header_as_written,
    text_encoding,
)
from one_click.exports.months import dated_months, words_of_dates
from one_click.exports.numbers import NumberFormat, TwoReadings, number_format
from one_click.exports.plain import beginning, plain_file
from one_click.exports.problems import InputProblem, listed, shown
from one_click.paths import EXPORT_SEEDS, ROOT
from one_click.quoting import identifier, literal

REFERENCE = ROOT / "seeds" / "reference"
PERIOD = "Период"
# More different texts than a column of months ever has.
PERIODS_MAX = 100


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
    odd = odd_values(name)
    looked = [
        reading.look_at(file, columns, forgotten_customers(), odd) for file in files
    ]
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


def odd_values(name: str) -> dict[str, str]:
    """SQL that is true for values that need a closer look, by column of an export.

    A number that one cast reads, with a comma for a point, tells nothing new; unless three
    digits stand behind the mark.
    """
    conditions = {}
    for column in measures(name):
        text = f"cast({identifier(column)} as varchar)"
        conditions[column] = (
            f"{text} <> '' and (try_cast(replace({text}, ',', '.') as decimal(38, 9)) "
            f"is null or {text}[-4] in (',', '.'))"
        )
    if PERIOD in seeds(EXPORT_SEEDS)[name].columns:
        known = ", ".join(literal(row["spelling"]) for row in reference("periods"))
        conditions[PERIOD] = f"cast({identifier(PERIOD)} as varchar) not in ({known})"
    return conditions


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


def check_exports(copies: Path, exports_dir: str, decimal_mark: str) -> dict[str, int]:
    """The rows of each export but those of customers who asked to be forgotten.

    Raises InputProblem where a file cannot be used, or could mean two things.
    """
    try:
        exports = looked_at(exports_dir, copies)
    except InputProblem as problem:
        for seed in seeds(EXPORT_SEEDS).values():
            if str(problem).startswith(str(seed.file)) and as_folder_readable(copies):
                raise as_a_folder(seed, problem.found) from problem
        raise
    if not exports_dir:
        for seed in seeds(EXPORT_SEEDS).values():
            check_form(seed)
    number_formats(copies, exports_dir, decimal_mark)
    period_spellings(copies, exports_dir)
    return {name: export.rows for name, export in exports.items()}


def export_query(copies: Path, exports_dir: str, name: str) -> str:
    """SQL that reads an export of a folder, each column as text."""
    return looked_at(exports_dir, copies)[name].query


def number_formats(
    copies: Path, exports_dir: str, decimal_mark: str
) -> list[list[str]]:
    """The export, column, group mark and sign of each column that is not written plainly.

    Raises InputProblem for a column whose numbers can be read in two ways.
    """
    found = []
    for name, export in looked_at(exports_dir, copies).items():
        for column, is_whole in measures(name).items():
            if column not in export.odd:
                continue
            try:
                how = number_format(shapes(export, column), is_whole, decimal_mark)
                if len(export.files) > 1:
                    check_parts(export, column, is_whole, decimal_mark, how)
            except TwoReadings as problem:
                raise two_readings(export, column, problem.mark) from problem
            if how.group_mark or how.sign:
                found.append([name, column, how.group_mark, how.sign])
    return found


def check_parts(
    export: Export, column: str, is_whole: bool, decimal_mark: str, how: NumberFormat
) -> None:
    """Raise where a part by itself writes a column in another way than the whole export.

    What a mark means in one part says nothing of another: two programs may have written
    them. Raises InputProblem, or TwoReadings where a part by itself does not tell.
    """
    for file in export.files:
        part = replace(export, files=(file,))
        own = number_format(shapes(part, column), is_whole, decimal_mark)
        if own.group_mark and own.group_mark != how.group_mark:
            raise InputProblem(
                file,
                f"writes the column {column} in another way than other parts do",
                "parts that one program wrote",
                f"«{own.group_mark}» between thousands here, and not in another part",
            )


def shapes(export: Export, column: str) -> dict[str, int]:
    """How often each shape stands in a column: digits as 9, a leading zero as 0.

    Words for a missing value have none.
    """
    missing = {row["spelling"].casefold() for row in reference("missing_words")}
    text = f"cast({identifier(column)} as varchar)"
    nines = f"regexp_replace({text}, '[0-9]', '9', 'g')"
    counted = (
        reading.scanner()
        .execute(
            f"select regexp_replace({text}, '[1-9]', '9', 'g') as shape, count(*) "
            f"from {export.query} where length({nines}) < 60 group by shape"
        )
        .fetchall()
    )
    return {
        shape: count
        for shape, count in counted
        if shape.strip().casefold() not in missing
    }


def two_readings(export: Export, column: str, mark: str) -> InputProblem:
    """A column whose numbers can be read in two ways, with one of them."""
    text = f"cast({identifier(column)} as varchar)"
    ((value, count),) = (
        reading.scanner()
        .execute(
            f"select first({text}), count(*) from {export.query} "
            f"where regexp_full_match({text}, '.*[0-9][{mark}][0-9]{{3}}[^0-9]*')"
        )
        .fetchall()
    )
    place = place_of(export, "", value)
    whole, fraction = value.strip().split(mark, 1)
    return InputProblem(
        place,
        f"has numbers in the column {column} that can be read in two ways",
        f"a value that shows what «{mark}» means, or the answer: "
        f"VARS='{{decimal_mark: \"{mark}\"}}' where it is the decimal mark, "
        f"VARS='{{decimal_mark: \"{'.' if mark == ',' else ','}\"}}' where it sets "
        "thousands apart",
        f"{shown(value)}, {whole}{fraction} or {whole}.{fraction}; such values: {count:,}",
    )


def period_spellings(copies: Path, exports_dir: str) -> list[list[str]]:
    """Texts of this build's exports that name a month by a date, with the month's word.

    Raises InputProblem where they are not three months that follow one another.
    """
    texts = {
        export.files[0].name: periods_of(export)
        for export in looked_at(exports_dir, copies).values()
        if PERIOD in export.odd
    }
    words = words_of_dates(texts)
    if words is None:
        months = {name: dated_months(found) for name, found in texts.items()}
        raise other_months({name: found for name, found in months.items() if found})
    return [[text, period] for text, period in sorted(words.items())]


def periods_of(export: Export) -> list[str]:
    """The texts in the column of months of an export, up to PERIODS_MAX of them."""
    text = f"cast({identifier(PERIOD)} as varchar)"
    return [
        value
        for (value,) in reading.scanner()
        .execute(
            f"select distinct {text} from {export.query} "
            f"where {text} is not null limit {PERIODS_MAX}"
        )
        .fetchall()
    ]


def other_months(exports: dict[str, dict[str, tuple[int, int]]]) -> InputProblem:
    """Dates that are not the months which exports are about."""
    found = [
        f"{name}: "
        + listed(
            [f"{year}-{month:02d}" for year, month in sorted(set(months.values()))]
        )
        for name, months in exports.items()
    ]
    return InputProblem(
        " and ".join(exports),
        f"names months by dates in the column {PERIOD}, and not the last ones",
        "two or three months that follow one another, the last one the same in each export",
        "; ".join(found),
    )


def place_of(export: Export, customer: str, value: str) -> str:
    """The file and line where a value stands in a row of a customer, or in any row."""
    for file in export.files:
        if file.is_parquet:
            continue
        layout = reading.file_layout(file, export.columns)
        place = layout.columns.index("id")
        for line, row in reading.numbered_rows(file, layout):
            if len(row) <= place:
                continue
            cells = [cell.strip() for cell in row]
            if value.strip() in cells and customer.strip() in ("", cells[place]):
                return f"{file}, line {line:,},"
    return export.files[0].name


def line_of(
    copies: Path, exports_dir: str, name: str, customer: str, value: str
) -> str:
    """Where a rejected value stands, for the person who looks for it."""
    export = looked_at(exports_dir, copies)[name]
    return place_of(export, customer or "", value or "").rstrip(",")


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
        encoding = found_encoding(seed)
        raise as_a_folder(seed, encoding) if encoding else problem


def found_encoding(seed: Seed) -> str:
    """Another encoding than UTF-8 that the header of a seed proves; or ''."""
    encoding = text_encoding(beginning(seed.file), seed.columns)
    return "" if encoding == "utf-8" else encoding


def as_folder_readable(copies: Path) -> bool:
    """Whether the seeds of the exports can be read as a folder, which knows more writings."""
    try:
        return bool(looked_at(str(EXPORT_SEEDS), copies))
    except InputProblem:
        return False


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


def stamps(files: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """When each file was changed last, and its size."""
    return tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)
