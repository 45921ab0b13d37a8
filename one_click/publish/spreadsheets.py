"""Lists as spreadsheets open them: CSV and XLSX, in which no text can start a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from one_click.quoting import identifier, literal

# Where a spreadsheet sees a cell begin, and what makes it take the cell for a formula.
SPACES = (
    r"\t\x0b\x0c\x1c-\x1f \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
)
FORMULA = (
    rf"(^|[;\t]|[\r\n]+)([{SPACES}]*[=+\-@\x{{ff1d}}\x{{ff0b}}\x{{ff0d}}\x{{ff20}}])"
)
# A spreadsheet rounds a number of more digits.
EXACT_MAX = 10**15
COLUMN_WIDTH = 18


@dataclass(frozen=True)
class CsvForm:
    """How a CSV file is written: what parts its cells, and whether a mark opens it."""

    separator: str
    has_mark: bool

    @property
    def decimal_mark(self) -> str:
        """A spreadsheet that parts cells by a semicolon reads 2.6 as the second of June."""
        return "," if self.separator == ";" else "."


def write_csv(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    order: str,
    file: Path,
    form: CsvForm,
) -> None:
    """Write a table, or a query in brackets, as CSV in UTF-8, its rows in this order.

    With a byte order mark, if the form has one: by it Excel knows Cyrillic. No text in the
    file can start a formula in a spreadsheet.
    """
    columns = connection.execute(f"describe from {rows}").fetchall()
    cells = [cell(connection, rows, name, kind, form) for name, kind, *_ in columns]
    line = f", '{form.separator}', ".join(cells)
    mark = "\ufeff" if form.has_mark else ""
    names = [f'"{name}"' for name, *_ in columns]
    header = mark + form.separator.join(names) + "\r"
    # DuckDB ends a line with a line feed alone, and quotes where it must. So the lines are
    # made here, and written as they are: one column, whose name is the first line.
    connection.execute(
        f"copy (select concat({line}, chr(13)) as {identifier(header)} "
        f"from {rows} order by {order}) to {literal(str(file))} "
        "(format csv, header, delimiter '', quote '', escape '', use_tmp_file false)"
    )


def cell(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    name: str,
    kind: str,
    form: CsvForm,
) -> str:
    """A column as SQL that makes a cell of it; texts are quoted."""
    column = identifier(name)
    if kind != "VARCHAR":
        number = f"cast({column} as varchar)"
        if kind.startswith(("DECIMAL", "DOUBLE")):
            number = f"replace({number}, '.', '{form.decimal_mark}')"
        return f"coalesce({number}, '\"\"')"
    # The texts are few and the rows are many: most lists hold nothing to be guarded.
    ((needs_guard,),) = connection.execute(
        f"select coalesce(bool_or(regexp_matches({column}, {literal(FORMULA)})), false) "
        f"from (select distinct {column} from {rows})"
    ).fetchall()
    text = harmless(column) if needs_guard else column
    return f"""concat('"', replace({text}, '"', '""'), '"')"""


def harmless(column: str) -> str:
    """A text column as SQL that makes it unable to start a formula in a spreadsheet.

    Also inside a text: a spreadsheet that separates by another mark than the file
    would begin a new cell there.
    """
    return f"regexp_replace({column}, {literal(FORMULA)}, '\\1''\\2', 'g')"


def write_xlsx(
    file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a workbook with one sheet, whose texts stay texts: no formula, no link."""
    # Not where dbt only compiles, as for the linter.
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(file), options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), COLUMN_WIDTH)
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, header, bold)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, Decimal):
                    value = float(value)
                if isinstance(value, int) and abs(value) >= EXACT_MAX:
                    value = str(value)
                is_day = hasattr(value, "isoformat")
                sheet.write(place, column, value, day if is_day else None)
