"""The header of a CSV file: its encoding, its separator, its columns."""

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from one_click.exports.problems import InputProblem, shown

BYTES_LOOKED_AT = 1_000_000
HEADER_BYTES_MAX = 100_000
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
INVISIBLE = "\ufeff\u200b\u2060\u00a0\u202f \t"
# What a file that is no text begins with.
NO_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
}
# Encodings with a byte order mark, and those Cyrillic text is met in.
MARKED = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
CYRILLIC = {
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "DOS 866",
    "mac_cyrillic": "Mac Cyrillic",
}
# The commonest letters of Russian.
COMMON = "оеаинтсрвл"


@dataclass(frozen=True)
class Layout:
    """How a CSV file is to be read: its separator and its columns by position."""

    delimiter: str
    columns: tuple[str, ...]


def csv_layout(file: Path, expected: list[str]) -> Layout:
    """The layout of a file that holds each `expected` column once.

    Raises InputProblem where it does not, or where its first line is no header.
    """
    columns = ", ".join(expected)
    with file.open("rb") as content:
        start = content.read(BYTES_LOOKED_AT)
    header, _, _ = start.replace(b"\r", b"\n").partition(b"\n")
    if not start.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputProblem(
            file, "is empty", f"the columns {columns}, and rows", "not one line"
        )
    check_encoding(file, start, header)
    if len(header) > HEADER_BYTES_MAX:
        raise InputProblem(
            file,
            "has a first line that is too long to be a header",
            f"the columns {columns}, in at most {HEADER_BYTES_MAX:,} bytes",
            f"{len(header):,} bytes or more",
        )
    text = header.decode("utf-8-sig")
    if not text.strip(INVISIBLE):
        raise InputProblem(
            file,
            "begins with an empty line",
            f"the columns {columns} in the first line",
            "nothing in it",
        )
    delimiter = max(DELIMITERS, key=text.count)
    layout = Layout(delimiter, tuple(split_header(text, delimiter)))
    check_columns(file, layout.columns, expected, text)
    return layout


def split_header(text: str, delimiter: str) -> list[str]:
    """The names of a header without what cannot be seen around them."""
    (names,) = csv.reader([text], delimiter=delimiter)
    return [unicodedata.normalize("NFC", name.strip(INVISIBLE)) for name in names]


def header_as_written(file: Path, delimiter: str) -> list[str]:
    """The names of a header to the last character."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines, delimiter=delimiter))


def check_encoding(file: Path, start: bytes, header: bytes) -> None:
    """Raise InputProblem where the first line is not UTF-8 text."""
    found = next((name for mark, name in NO_TEXT.items() if start.startswith(mark)), "")
    if not found:
        found = next(
            (name for mark, name in MARKED.items() if header[:4].startswith(mark)), ""
        )
    if not found and b"\0" in header:
        found = "UTF-16 without its mark, or bytes that are no text"
    if not found:
        try:
            header.decode("utf-8")
        except UnicodeDecodeError:
            found = guessed_encoding(header)
    if found:
        raise InputProblem(
            file, "is not UTF-8 text", "UTF-8, as the store exports it", found
        )


def encoding_problem(file: Path) -> InputProblem | None:
    """Where a file stops being UTF-8 text, or None."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                marks = (name for mark, name in MARKED.items() if line.startswith(mark))
                return InputProblem(
                    f"{file}, line {number:,}," if number > 1 else file,
                    "is not UTF-8 text",
                    "UTF-8, as the store exports it",
                    next(marks, "") or guessed_encoding(line),
                )
    return None


def guessed_encoding(text: bytes) -> str:
    """The encoding in which bytes make most sense as Russian, as people call it."""
    letters = {
        name: sum(text.decode(encoding, errors="replace").count(one) for one in COMMON)
        for encoding, name in CYRILLIC.items()
    }
    likely = max(letters, key=lambda name: letters[name])
    found = likely if letters[likely] else "another encoding"
    return f"{found}; a spreadsheet may have saved the file"


def check_columns(
    file: Path, found: tuple[str, ...], expected: list[str], header: str
) -> None:
    """Raise InputProblem where an expected column is missing or stands there twice."""
    columns = ", ".join(expected)
    missing = [name for name in expected if name not in found]
    if len(found) == 1 and len(missing) == len(expected) and len(expected) > 1:
        if header.lstrip("\ufeff").startswith('"') and expected[0] in header:
            raise InputProblem(
                file,
                "has each row squeezed into one quoted field",
                f"the columns {columns}, each in its own field",
                shown(header),
            )
        raise InputProblem(
            file,
            "has none of its columns, or the wrong separator",
            f"{columns}, separated by a comma, a semicolon or a tab",
            shown(header),
        )
    seen = ", ".join(name or "(no name)" for name in found)
    if missing:
        raise InputProblem(file, f"lacks the column {missing[0]}", columns, seen)
    for name in expected:
        if found.count(name) > 1:
            raise InputProblem(file, f"has more than one column {name}", columns, seen)
