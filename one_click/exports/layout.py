"""The header of a CSV file: its encoding, its separator, its columns."""

import codecs
import csv
import re
from dataclasses import dataclass
from pathlib import Path

from one_click.exports.columns import OTHER_NAMES_HINT, difference, matched
from one_click.exports.problems import InputProblem, shown

BYTES_LOOKED_AT = 1_000_000
HEADER_BYTES_MAX = 100_000
# Reports have a title above the header, of not more lines.
LINES_ABOVE_MAX = 20
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
INVISIBLE = "\ufeff\u200b\u2060\u00a0\u202f \t\r\n"
# What a file that is no text begins with.
NO_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"(\xb5/\xfd": "a Zstandard archive",
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"<html": "a web page",
    b"<!doctype html": "a web page",
    b"<table": "a web page",
    b"<?xml": "an XML document",
}
# Encodings with a byte order mark, and those Cyrillic text is met in.
MARKED = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
UNMARKED = ("utf-16-le", "utf-16-be")
CYRILLIC = {
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "DOS 866",
    "mac_cyrillic": "Mac Cyrillic",
}
# UTF-8 that was opened in another encoding, and saved as what it looked like.
WRONGLY_OPENED = ("cp1251", "cp1252", "latin-1", "cp866", "koi8-r", "mac_cyrillic")
# The commonest letters of Russian.
COMMON = "оеаинтсрвл"
A_TABLE = (
    "CSV, a new Excel workbook (.xlsx) or Parquet, as it is or in a zip or gzip archive; "
    "export or download it again"
)
SAVE_AS_UTF8 = "UTF-8; in Excel: Save as, «CSV UTF-8»"


@dataclass(frozen=True)
class Layout:
    """How a CSV file is to be read: its separator, and its columns by position.

    A column that was asked for has its expected name, any other the one of the file.
    `skip` lines stand above the header, which is of `header_lines`: a name in quotes may be
    broken.
    """

    delimiter: str
    columns: tuple[str, ...]
    skip: int = 0
    header_lines: int = 1


def csv_layout(file: object, expected: list[str], path: Path | None = None) -> Layout:
    """The layout of a file that holds each `expected` column once.

    `path` is where it lies, if `file` is but its name. Raises InputProblem where it does
    not, or where no line of the first ones is a header.
    """
    columns = ", ".join(expected)
    with (path or Path(str(file))).open("rb") as content:
        start = content.read(BYTES_LOOKED_AT)
    if not start.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputProblem(
            file, "is empty", f"the columns {columns}, and rows", "not one line"
        )
    header, _, _ = start.replace(b"\r", b"\n").partition(b"\n")
    may_be_header = b"\0" not in header and len(header) <= HEADER_BYTES_MAX
    layout = find_header(decoded(start), expected) if may_be_header else None
    if layout is None:
        check_encoding(file, start, header)
        if len(header) > HEADER_BYTES_MAX:
            raise InputProblem(
                file,
                "has a first line that is too long to be a header",
                f"the columns {columns}, in at most {HEADER_BYTES_MAX:,} bytes",
                f"{len(header):,} bytes or more",
            )
        layout = first_line_as_header(file, decoded(start), expected)
    check_columns(file, layout.columns, expected)
    return layout


def decoded(start: bytes) -> str:
    """The beginning of a file as text, the first letters of which must be UTF-8."""
    return start.decode("utf-8", errors="replace").removeprefix("\ufeff")


def find_header(text: str, expected: list[str]) -> Layout | None:
    """The layout by the first line that names all the columns; None if none does."""
    lines = text_lines(text)[:LINES_ABOVE_MAX]
    hint = separator_hint(lines)
    for skip in range(1 if hint else 0, len(lines)):
        # The hint may have been left from another program.
        for delimiter in hint + sorted(DELIMITERS, key=lines[skip].count, reverse=True):
            names, header_lines = split_header(lines[skip:], delimiter)
            columns = matched(names, expected)
            if all(name in columns for name in expected):
                return Layout(delimiter, columns, skip, header_lines)
    return None


def text_lines(text: str) -> list[str]:
    """The lines of a text, however they end."""
    return re.split(r"\r\n|\r|\n", text)


def separator_hint(lines: list[str]) -> list[str]:
    """The separator that a first line `sep=;` names for Excel; empty without one."""
    hint = re.fullmatch(r'"?sep=(.)"?[,;\t|]*', lines[0], re.IGNORECASE)
    return [hint[1]] if hint else []


def split_header(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """The names of a header without what cannot be seen around them, and its lines."""
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    try:
        names = next(rows)
    except (csv.Error, StopIteration):
        return [], 1
    return [name.strip(INVISIBLE) for name in names], rows.line_num


def first_line_as_header(file: object, text: str, expected: list[str]) -> Layout:
    """The layout by the first line, which does not name all the columns.

    Raises InputProblem where it can be told why.
    """
    columns = ", ".join(expected)
    lines = text_lines(text)
    first = lines[0] if lines else ""
    if not first.strip(INVISIBLE):
        raise InputProblem(
            file,
            "begins with an empty line",
            f"the columns {columns} in the first line",
            "nothing in it",
        )
    if wrong := wrongly_opened(first, expected):
        raise InputProblem(
            file,
            f"was damaged on its way: {wrong}",
            "the file as the store exports it; export it again, and open it as UTF-8",
            shown(first),
        )
    splits = {delimiter: split_header(lines, delimiter) for delimiter in DELIMITERS}
    delimiter = max(
        DELIMITERS,
        key=lambda one: (
            len(set(expected) & set(matched(splits[one][0], expected))),
            first.count(one),
        ),
    )
    names, header_lines = splits[delimiter]
    if len(names) == 1 and len(expected) > 1:
        if first.startswith('"') and expected[0] in first:
            raise InputProblem(
                file,
                "has each row squeezed into one quoted field",
                f"the columns {columns}, each in its own field",
                shown(first),
            )
        separators = ", ".join(list(DELIMITERS.values())[:-1])
        raise InputProblem(
            file,
            "has none of its columns, or the wrong separator",
            f"{columns}, separated by {separators} or {DELIMITERS['|']}",
            shown(first),
        )
    return Layout(delimiter, matched(names, expected), 0, header_lines)


def wrongly_opened(header: str, expected: list[str]) -> str:
    """What became of a header that was opened in another encoding; '' where it was not."""
    if header.count("?") + header.count("\ufffd") > len(header) / 3:
        return "its Cyrillic letters became question marks"
    for encoding in WRONGLY_OPENED:
        looks = [name.encode().decode(encoding, errors="ignore") for name in expected]
        plain = "".join(letter for letter in header if letter != "\ufffd")
        # One letter in some may have been lost: a part of a name is told as well.
        if any(look[:8] in plain for look in looks if len(look) >= 8):
            name = CYRILLIC.get(encoding, encoding)
            return f"UTF-8 text was opened as {name} and saved"
    return ""


def header_as_written(file: Path, delimiter: str) -> list[str]:
    """The names of a header to the last character."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines, delimiter=delimiter))


def text_encoding(start: bytes, expected: list[str]) -> str:
    """The Python name of the encoding of a text that begins so; '' where none is proved.

    A byte order mark proves one, and so does a header that names all the columns.
    """
    for mark, name in MARKED.items():
        if start.startswith(mark):
            return name.lower()
    for encoding in ("utf-8", *UNMARKED, *CYRILLIC):
        # The last letter may be cut off.
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        if find_header(decoder.decode(start).removeprefix("\ufeff"), expected):
            return encoding
    return ""


def check_encoding(file: object, start: bytes, header: bytes) -> None:
    """Raise InputProblem where the first line is not UTF-8 text."""
    marked = (start.lstrip().lower(), start)
    for mark, kind in NO_TEXT.items():
        if any(one.startswith(mark) for one in marked):
            raise InputProblem(file, "is no table", A_TABLE, kind)
    found = next((name for mark, name in MARKED.items() if start.startswith(mark)), "")
    if not found and b"\0" in header:
        found = "UTF-16 without its mark, or bytes that are no text"
    if not found:
        try:
            header.decode("utf-8")
        except UnicodeDecodeError:
            found = guessed_encoding(header)
    if found:
        raise InputProblem(file, "is not UTF-8 text", SAVE_AS_UTF8, found)


def encoding_problem(file: object, path: Path | None = None) -> InputProblem | None:
    """Where a file stops being UTF-8 text, or None."""
    with (path or Path(str(file))).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                marks = (name for mark, name in MARKED.items() if line.startswith(mark))
                return InputProblem(
                    f"{file}, line {number:,}," if number > 1 else file,
                    "is not UTF-8 text",
                    SAVE_AS_UTF8,
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


def check_columns(file: object, found: tuple[str, ...], expected: list[str]) -> None:
    """Raise InputProblem where an expected column is missing or stands there twice."""
    columns = ", ".join(expected)
    seen = ", ".join(" ".join(name.split()) or "(no name)" for name in found)
    for name in expected:
        if name not in found:
            others = [one for one in found if one not in expected]
            near = difference(name, others)
            raise InputProblem(
                file,
                f"lacks the column {name}",
                f"{columns} ({OTHER_NAMES_HINT})",
                f"{seen}; {near}" if near else seen,
            )
    for name in expected:
        if found.count(name) > 1:
            raise InputProblem(file, f"has more than one column {name}", columns, seen)
