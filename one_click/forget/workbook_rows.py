"""The rows of one customer in the workbooks that are published."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from one_click.exports.forgotten import holds_id
from one_click.forget.files import beside, replace
from one_click.publish.spreadsheets import write_xlsx


def erase_from_workbook(file: Path, column: str, customer: int) -> int:
    """Take a customer's rows from a list of one sheet; the other rows are written anew."""
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    header, *rows = sheet.to_python(skip_empty_area=False)
    place = header.index(column)
    kept = [row for row in rows if not holds_id(id_text(row[place]), customer)]
    if len(kept) < len(rows):
        written = beside(file)
        write_xlsx(written, [str(name) for name in header], map(typed, kept))
        replace(written, file)
    return len(rows) - len(kept)


def id_text(value: object) -> str:
    """An id as it is written: a workbook holds numbers as floats."""
    return str(int(value)) if isinstance(value, float) else str(value)


def typed(row: list[object]) -> list[object]:
    """A row as it was written: whole numbers are no floats, and nothing is no text."""
    return [
        int(value)
        if isinstance(value, float) and value.is_integer()
        else (None if value == "" else value)
        for value in row
    ]
