"""Reading files with DuckDB: the SQL that does it."""

import csv
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from one_click.exports.blanks import BLANKS
from one_click.exports.columns import OTHER_NAMES_HINT, difference, matched
from one_click.exports.folder import ExportFile
from one_click.exports.forgotten import not_forgotten
from one_click.exports.layout import Layout, csv_layout
from one_click.exports.problems import InputProblem
from one_click.quoting import identifier, literal

LINE_BYTES_MAX = 2_000_000
# Python reads a line again where a sentence names it.
csv.field_size_limit(LINE_BYTES_MAX)


@functools.cache
def scanner() -> duckdb.DuckDBPyConnection:
    """A database of its own in memory; opening one for each file would take longer."""
    return duckdb.connect()


def file_list(files: Sequence[Path]) -> str:
    """Files as SQL names them; what DuckDB would take for a pattern is just a name."""
    names = [re.sub(r"([*?\[])", r"[\1]", str(file)) for file in files]
    return "[" + ", ".join(literal(name) for name in names) + "]"


def csv_names(layout: Layout, columns: Mapping[str, str]) -> list[str]:
    """The columns of a file by position; those that nobody asked for lose their name."""
    return [
        name if name in columns else f"extra_{place}"
        for place, name in enumerate(layout.columns)
    ]


def as_text(columns: Sequence[str]) -> dict[str, str]:
    """Columns that are read as the text they are."""
    return dict.fromkeys(columns, "varchar")


def read_csv(
    files: list[Path], layout: Layout, columns: Mapping[str, str], more: str = ""
) -> str:
    """SQL that reads CSV files of one layout; `columns` has the type of each."""
    types = ", ".join(
        f"{identifier(name)}: {literal(columns.get(name, 'varchar'))}"
        for name in csv_names(layout, columns)
    )
    skip = f"skip = {layout.skip}, " if layout.skip else ""
    return (
        f"read_csv({file_list(files)}, auto_detect = false, header = true, {skip}"
        "compression = 'none', "
        f"delim = {literal(layout.delimiter)}, quote = '\"', escape = '\"', "
        f"max_line_size = {LINE_BYTES_MAX}, columns = {{{types}}}{more})"
    )


def not_blank(columns: Sequence[str]) -> str:
    """SQL that is true for a row in which anything stands; rows of separators are none."""
    cells = [
        f"nullif(trim({identifier(one)}, {literal(f' {BLANKS}')}), '')"
        for one in columns
    ]
    # The id stands first most often, and one look at its first letter is enough.
    return (
        f"({identifier(columns[0])} > '!' or coalesce({', '.join(cells)}) is not null)"
    )


def parquet_columns(file: ExportFile, columns: Sequence[str]) -> dict[str, str]:
    """SQL of each column of a Parquet file as it is to be read, by its expected name.

    Names are compared as those of a CSV are; a folder around the file (`month=2022-11`)
    may name a column too. Texts without the mark of a text are read as UTF-8. Raises
    InputProblem where a column is missing.
    """
    described = (
        scanner()
        .execute(
            f"describe select * from read_parquet({file_list([file.path])}, "
            "hive_partitioning = false)"
        )
        .fetchall()
    )
    written = [row[0] for row in described]
    names = matched(written, columns)
    around = named_by_folders(file, columns)
    found = {}
    for name in columns:
        if name in around and name not in names:
            found[name] = literal(around[name])
            continue
        if name not in names:
            near = difference(name, written)
            raise InputProblem(
                file,
                f"lacks the column {name}",
                f"{', '.join(columns)} ({OTHER_NAMES_HINT})",
                ", ".join(written) + (f"; {near}" if near else ""),
            )
        if names.count(name) > 1:
            raise InputProblem(
                file,
                f"has more than one column {name}",
                ", ".join(columns),
                ", ".join(written),
            )
        place = names.index(name)
        column = identifier(written[place])
        found[name] = f"decode({column})" if described[place][1] == "BLOB" else column
    return found


def named_by_folders(file: ExportFile, columns: Sequence[str]) -> dict[str, str]:
    """Values that the folders around a file say, by their columns (`month=2022-11`).

    A month may be split into two folders, `year=2022/month=11`.
    """
    keys = [key.lower() for key, _ in file.partition]
    names = matched(keys, columns)
    said = {
        name: value
        for name, (_, value) in zip(names, file.partition, strict=True)
        if name in columns
    }
    if {"year", "month"} <= set(keys):
        year, month = (file.partition[keys.index(key)][1] for key in ("year", "month"))
        said = {
            name: f"{year}-{month}" if value == month else value
            for name, value in said.items()
        }
    return said


def file_layout(file: ExportFile, columns: Sequence[str]) -> Layout:
    """The layout of a CSV file, of which the folders around may name columns too.

    Raises InputProblem where a column is neither in the file nor named by them.
    """
    around = named_by_folders(file, columns)
    own = [name for name in columns if name not in around]
    if around and own:
        # What stands in the file itself counts.
        layout = csv_layout(file, own, file.path)
        return replace(layout, columns=matched(layout.columns, columns))
    return csv_layout(file, list(columns), file.path)


def relations(files: Sequence[ExportFile], columns: Sequence[str]) -> list[str]:
    """SQL of what an export's files hold: a query for the files that are written alike."""
    if files[0].is_parquet:
        alike: dict[tuple, list[Path]] = {}
        for file in files:
            found = tuple(parquet_columns(file, columns).items())
            alike.setdefault(found, []).append(file.path)
        return [
            "select "
            + ", ".join(f"{column} as {identifier(name)}" for name, column in found)
            + f" from read_parquet({file_list(paths)}, union_by_name = true, "
            "hive_partitioning = false)"
            for found, paths in alike.items()
        ]
    layouts: dict[tuple[Layout, tuple[str, ...]], list[Path]] = {}
    for file in files:
        layout = file_layout(file, columns)
        around = named_by_folders(file, columns)
        selected = tuple(
            identifier(name)
            if name in layout.columns
            else f"{literal(around[name])} as {identifier(name)}"
            for name in columns
        )
        layouts.setdefault((layout, selected), []).append(file.path)
    return [
        f"select {', '.join(selected)} from {read_csv(paths, layout, as_text(columns))} "
        f"where {not_blank(csv_names(layout, as_text(columns)))}"
        for (layout, selected), paths in layouts.items()
    ]


def reader(
    files: Sequence[ExportFile], columns: Sequence[str], forgotten: Sequence[int]
) -> str:
    """SQL that reads the files of one export, CSV or Parquet: these columns, in order.

    Rows of `forgotten` customers are left out. Raises InputProblem where a file does
    not have the columns.
    """
    kept = not_forgotten(identifier("id"), forgotten) if "id" in columns else ""
    where = f" where {kept}" if kept else ""
    rows = " union all ".join(relations(files, columns))
    return f"(select * from ({rows}){where})"
