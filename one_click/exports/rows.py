"""A look at every row of a file, and the sentences for rows that cannot be read."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from one_click.exports.folder import ExportFile
from one_click.exports.forgotten import not_forgotten
from one_click.exports.layout import DELIMITERS, Layout, csv_layout, encoding_problem
from one_click.exports.problems import InputProblem, shown
from one_click.exports.reading import (
    LINE_BYTES_MAX,
    as_text,
    csv_names,
    file_layout,
    not_blank,
    read_csv,
    relations,
    scanner,
)
from one_click.quoting import identifier

CHUNK_BYTES = 1 << 20
STORE_REJECTS = ", store_rejects = true"


@dataclass(frozen=True)
class Looked:
    """What a look at every row of a file found."""

    rows: int
    kept: int
    # Columns of whose values some need a closer look, for all the files together.
    odd: frozenset[str] = frozenset()


def look_at(
    file: ExportFile,
    columns: Sequence[str],
    forgotten: Sequence[int],
    plain: Mapping[str, str],
) -> Looked:
    """Read every value of a file once; raises InputProblem where one cannot be read.

    `plain` has SQL for some columns that is null for values that need a closer look.
    """
    if file.is_parquet:
        try:
            ((relation),) = relations([file], columns)
            return count_values(f"({relation})", columns, forgotten, plain)
        except duckdb.Error as error:
            raise InputProblem(
                file, "cannot be read", "a whole Parquet file", shown(first_line(error))
            ) from error
    layout = file_layout(file, columns)
    own = [name for name in columns if name in layout.columns]
    looked = look_at_csv(
        file,
        layout,
        as_text(own),
        forgotten,
        {name: values for name, values in plain.items() if name in own},
    )
    # What a folder says may need a closer look as well.
    return replace(looked, odd=looked.odd | (set(plain) - set(own)))


def count_values(
    source: str,
    columns: Sequence[str],
    forgotten: Sequence[int],
    plain: Mapping[str, str],
    counted: str = "true",
) -> Looked:
    """What stands in a source, of which every value of the columns is read once.

    Rows count where `counted` is true.
    """
    kept = not_forgotten(identifier("id"), forgotten) if "id" in columns else ""
    counts = [
        "count(*)",
        f"count(*) filter (where {kept or 'true'})",
        *(f"count({identifier(name)})" for name in columns),
        *(f"count({identifier(n)}) - count({values})" for n, values in plain.items()),
    ]
    query = f"select {', '.join(counts)} from {source} where {counted}"
    ((rows, rows_kept, *found),) = scanner().execute(query).fetchall()
    odd = zip(plain, found[len(columns) :], strict=True)
    return Looked(rows, rows_kept, frozenset(name for name, count in odd if count))


def look_at_csv(
    file: ExportFile,
    layout: Layout,
    types: Mapping[str, str],
    forgotten: Sequence[int] = (),
    plain: Mapping[str, str] | None = None,
) -> Looked:
    """A look at a CSV file; each value must have the type of its column."""
    names = csv_names(layout, types)
    for table in ("reject_errors", "reject_scans"):
        scanner().execute(f"drop table if exists {table}")
    try:
        looked = count_values(
            read_csv([file.path], layout, types, STORE_REJECTS),
            list(types),
            forgotten,
            {**(plain or {}), **nameless(layout, names)},
            not_blank(names) if set(types.values()) == {"varchar"} else "true",
        )
    except duckdb.Error as error:
        check_line_ends(file)
        raise InputProblem(
            file, "cannot be read", "a CSV file", shown(first_line(error))
        ) from error
    rejected = (
        scanner()
        .execute(
            "select line, error_type::varchar, csv_line, error_message, column_name "
            "from reject_errors order by line, column_idx limit 1"
        )
        .fetchall()
    )
    for line, kind, text, message, column in rejected:
        if kind == "CAST":
            raise InputProblem(
                f"{file}, line {line:,},",
                f"has a {column} that is none",
                types[column],
                shown(text),
            )
        raise line_problem(file, layout, line, kind, text, message)
    lost = [name for name in looked.odd if name in names and name not in types]
    if lost:
        raise lost_value(file, layout, names.index(lost[0]))
    return looked


def check_types(file: Path, types: Mapping[str, str]) -> None:
    """Raise InputProblem where a value of a CSV file has not the type of its column."""
    layout = csv_layout(file, list(types))
    look_at_csv(ExportFile(str(file), file), layout, types)


def nameless(layout: Layout, names: Sequence[str]) -> dict[str, str]:
    """SQL for each column without a name, null for a value that would be lost.

    The first columns may be an index that pandas wrote: whole numbers without a name.
    """
    kept = {}
    is_index = True
    for name, written in zip(names, layout.columns, strict=True):
        column = identifier(name)
        if not written:
            index = f"when try_cast({column} as bigint) is not null then 1 "
            kept[name] = (
                f"case when trim({column}) = '' then 1 {index if is_index else ''}end"
            )
        is_index = is_index and (not written or written.startswith("Unnamed"))
    return kept


def lost_value(file: ExportFile, layout: Layout, place: int) -> InputProblem:
    """A value in a column that has no name in the header."""
    for line, row in numbered_rows(file, layout):
        if len(row) > place and row[place].strip():
            return InputProblem(
                f"{file}, line {line:,},",
                f"has a value in column {place + 1}, which has no name",
                "a name for it in the header, or nothing in it",
                shown(row[place]),
            )
    return InputProblem(file, "has values without a name", "a name", "none")


def numbered_rows(file: ExportFile, layout: Layout):
    """The rows below the header of a CSV file, each with the line it begins in."""
    with file.path.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        for _ in range(layout.skip):
            next(lines, "")
        rows = csv.reader(lines, delimiter=layout.delimiter)
        line = layout.skip + 1
        for number, row in enumerate(rows):
            if number:
                yield line, row
            line = layout.skip + rows.line_num + 1


def line_problem(
    file: ExportFile, layout: Layout, line: int, kind: str, text: str, message: str
) -> InputProblem:
    """What DuckDB says of a line, as a sentence."""
    place = f"{file}, line {line:,},"
    if kind == "INVALID ENCODING":
        return encoding_problem(file, file.path) or InputProblem(
            place, "is not UTF-8 text", "UTF-8, as the store exports it", shown(text)
        )
    if kind == "LINE SIZE OVER MAXIMUM":
        size = number_after("Actual Size: ?", message)
        return InputProblem(
            place,
            "is too long to be a row",
            f"at most {LINE_BYTES_MAX:,} bytes",
            f"{size:,}",
        )
    if kind == "UNQUOTED VALUE":
        return InputProblem(
            place,
            "has a quotation mark that is not closed, or text behind one that is",
            'quotes around a whole value, and "" for one inside it',
            shown(text),
        )
    if kind in ("TOO MANY COLUMNS", "MISSING COLUMNS"):
        return values_problem(place, layout, text, message)
    return InputProblem(place, "cannot be read", "a row", shown(message))


def number_after(words: str, message: str) -> int:
    """The number that follows some words in a message of DuckDB; 0 if there is none."""
    found = re.search(rf"{words}(\d+)", message)
    return int(found.group(1)) if found else 0


def values_problem(place: str, layout: Layout, text: str, message: str) -> InputProblem:
    """A line with more or fewer values than the header has names."""
    names = len(layout.columns)
    separator = DELIMITERS.get(layout.delimiter, f"«{layout.delimiter}»")
    found = number_after("Found: ", message)
    expected = f"{names} separated by {separator}, as in the header"
    if found == 1 and text.strip().startswith('"'):
        return InputProblem(
            place,
            "has the whole row squeezed into one quoted field",
            expected,
            shown(text),
        )
    if found > names and layout.delimiter == ",":
        expected += " (a number with a decimal comma stands in quotes then)"
    return InputProblem(
        place, f"has {found} value{'s' if found > 1 else ''}", expected, shown(text)
    )


def check_line_ends(file: ExportFile) -> None:
    """Raise InputProblem where lines end in more than one way; DuckDB reads one."""
    pairs = feeds = returns = 0
    with file.path.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            if chunk.endswith(b"\r"):
                chunk += content.read(1)
            pairs += chunk.count(b"\r\n")
            feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
    kinds = {"CRLF": pairs, "LF": feeds - pairs, "CR": returns - pairs}
    found = [f"{count:,} with {name}" for name, count in kinds.items() if count]
    if len(found) > 1:
        raise InputProblem(
            file,
            "has line ends of several kinds",
            "CRLF or LF throughout, as one program writes them",
            ", ".join(found),
        )


def first_line(error: Exception) -> str:
    """What an error says first."""
    return str(error).strip().splitlines()[0]
