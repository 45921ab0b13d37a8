"""Reading files with DuckDB: the SQL that does it, and a look at every row before."""

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from one_click.exports.forgotten import not_forgotten
from one_click.exports.layout import DELIMITERS, Layout, csv_layout, encoding_problem
from one_click.exports.problems import InputProblem, shown
from one_click.quoting import identifier, literal

LINE_BYTES_MAX = 2_000_000
CHUNK_BYTES = 1 << 20
STORE_REJECTS = ", store_rejects = true"


@functools.cache
def scanner() -> duckdb.DuckDBPyConnection:
    """A database of its own in memory; opening one for each file would take longer."""
    return duckdb.connect()


def file_list(files: list[Path]) -> str:
    """Files as SQL names them; what DuckDB would take for a pattern is just a name."""
    names = [re.sub(r"([*?\[])", r"[\1]", str(file)) for file in files]
    return "[" + ", ".join(literal(name) for name in names) + "]"


def read_csv(
    files: list[Path], layout: Layout, columns: Mapping[str, str], more: str = ""
) -> str:
    """SQL that reads CSV files of one layout; `columns` has the type of each.

    Columns that nobody asked for keep their place and lose their name.
    """
    types = ", ".join(
        f"{identifier(name)}: {literal(columns[name])}"
        if name in columns
        else f"extra_{place}: 'varchar'"
        for place, name in enumerate(layout.columns)
    )
    return (
        f"read_csv({file_list(files)}, auto_detect = false, header = true, "
        f"delim = {literal(layout.delimiter)}, quote = '\"', escape = '\"', "
        f"max_line_size = {LINE_BYTES_MAX}, columns = {{{types}}}{more})"
    )


def reader(files: list[Path], columns: list[str], forgotten: Sequence[int]) -> str:
    """SQL that reads the files of one export, CSV or Parquet: these columns, in order.

    Rows of `forgotten` customers are left out. Raises InputProblem where a file does
    not have the columns.
    """
    kept = not_forgotten(identifier("id"), forgotten) if "id" in columns else ""
    where = f" where {kept}" if kept else ""
    selected = ", ".join(identifier(name) for name in columns)
    if files[0].suffix == ".parquet":
        source = f"read_parquet({file_list(files)}, union_by_name = true)"
        return f"(select {selected} from {source}{where})"
    layouts: dict[Layout, list[Path]] = {}
    for file in files:
        layouts.setdefault(csv_layout(file, columns), []).append(file)
    parts = [
        f"select {selected} from {read_csv(alike, layout, as_text(columns))}{where}"
        for layout, alike in layouts.items()
    ]
    return "(" + " union all ".join(parts) + ")"


def check_file(file: Path, columns: list[str], forgotten: Sequence[int] = ()) -> int:
    """The number of rows of a file but those of `forgotten` customers.

    Raises InputProblem where one cannot be read, or where there is none.
    """
    check = check_parquet if file.suffix == ".parquet" else check_csv
    rows, kept = check(file, columns, forgotten)
    if rows == 0:
        raise InputProblem(file, "has a header and no rows", "rows below it", "none")
    return kept


def check_parquet(
    file: Path, columns: list[str], forgotten: Sequence[int]
) -> tuple[int, int]:
    """Rows, and rows kept, of a Parquet file of which every value can be read."""
    source = f"read_parquet({file_list([file])})"
    try:
        described = scanner().execute(f"describe select * from {source}").fetchall()
        found = [row[0] for row in described]
        for name in columns:
            if name not in found:
                names = ", ".join(columns), ", ".join(found)
                raise InputProblem(file, f"lacks the column {name}", *names)
        return count_values(source, columns, forgotten)
    except duckdb.Error as error:
        raise InputProblem(
            file, "cannot be read", "a whole Parquet file", shown(first_line(error))
        ) from error


def count_values(
    source: str, columns: list[str], forgotten: Sequence[int]
) -> tuple[int, int]:
    """Rows and rows kept of a source, after every value of the columns was read once."""
    kept = not_forgotten(identifier("id"), forgotten) if "id" in columns else ""
    counts = ", ".join(f"count({identifier(name)})" for name in columns)
    query = (
        f"select count(*), count(*) filter (where {kept or 'true'}), {counts} "
        f"from {source}"
    )
    ((rows, rows_kept, *_),) = scanner().execute(query).fetchall()
    return rows, rows_kept


def check_csv(
    file: Path,
    columns: list[str],
    forgotten: Sequence[int],
    types: Mapping[str, str] | None = None,
) -> tuple[int, int]:
    """Rows, and rows kept, of a CSV file whose lines have what the header promises.

    Each value has the type of its column: text, where `types` does not say otherwise.
    """
    layout = csv_layout(file, columns)
    for table in ("reject_errors", "reject_scans"):
        scanner().execute(f"drop table if exists {table}")
    try:
        rows = count_values(
            read_csv([file], layout, types or as_text(columns), STORE_REJECTS),
            columns,
            forgotten,
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
                f"{(types or {})[column]}",
                shown(text),
            )
        raise line_problem(file, layout, line, kind, text, message)
    return rows


def check_types(file: Path, types: Mapping[str, str]) -> None:
    """Raise InputProblem where a value of a CSV file has not the type of its column."""
    check_csv(file, list(types), [], types)


def as_text(columns: Sequence[str]) -> dict[str, str]:
    """Columns that are read as the text they are."""
    return dict.fromkeys(columns, "varchar")


def line_problem(
    file: Path, layout: Layout, line: int, kind: str, text: str, message: str
) -> InputProblem:
    """What DuckDB says of a line, as a sentence."""
    place = f"{file}, line {line:,},"
    if kind == "INVALID ENCODING":
        return encoding_problem(file) or InputProblem(
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
    found = number_after("Found: ", message)
    expected = f"{names} separated by {DELIMITERS[layout.delimiter]}, as in the header"
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


def check_line_ends(file: Path) -> None:
    """Raise InputProblem where lines end in more than one way; DuckDB reads one."""
    pairs = feeds = returns = 0
    with file.open("rb") as content:
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


def check_files(
    files: list[Path], columns: list[str], forgotten: Sequence[int] = ()
) -> int:
    """Rows kept of all the files of an export; InputProblem for the first bad one."""
    return sum(check_file(file, columns, forgotten) for file in files)
