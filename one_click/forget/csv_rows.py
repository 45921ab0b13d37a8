"""The rows of one customer in a CSV file."""

import csv
from collections.abc import Iterator
from pathlib import Path

from one_click.exports.forgotten import holds_id
from one_click.exports.layout import csv_layout
from one_click.exports.reading import LINE_BYTES_MAX
from one_click.forget.files import beside, replace


def erase_from_csv(file: Path, column: str, customer: int) -> int:
    """Take a customer's rows from a CSV file, every other byte as it was."""
    layout = csv_layout(file, [column])
    place = layout.columns.index(column)
    kept, erased = [], 0
    with file.open(encoding="utf-8", newline="") as lines:
        for record, values in records(list(lines), layout.delimiter):
            # The id may stand anywhere in a line that has not the values of the header.
            is_whole = len(values) == len(layout.columns)
            cells = [values[place]] if is_whole else values
            if any(holds_id(cell, customer) for cell in cells):
                erased += 1
            else:
                kept.append(record)
    if erased:
        written = beside(file)
        written.write_text("".join(kept), encoding="utf-8", newline="")
        replace(written, file)
    return erased


def records(lines: list[str], delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Each record of a CSV file as it stands, and its values.

    Raises csv.Error where a quotation mark is not closed.
    """
    csv.field_size_limit(LINE_BYTES_MAX)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 0
    for values in reader:
        yield "".join(lines[start : reader.line_num]), values
        start = reader.line_num
