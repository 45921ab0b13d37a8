"""Files that DuckDB does not read as they are, written anew as plain UTF-8 text.

Archives are opened, workbooks become CSV, other encodings UTF-8. What a file is, its bytes
say and not its name. The copies lie beside the warehouse, where their lines have the
numbers of the file that came in.
"""

import csv
import gzip
import io
import lzma
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import IO

from one_click.exports.folder import ExportFile, archived
from one_click.exports.layout import Layout, find_header, text_encoding, text_lines
from one_click.exports.problems import InputProblem, shown

BYTES_LOOKED_AT = 1_000_000
HEADER_LINES = 20
ZIP, OLE, GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"
PARQUET = b"PAR1"
UNPACKING_FAILS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, RuntimeError, UnicodeDecodeError),
)
# An archive in an archive in an archive is not an export.
PACKED_AT_MOST = 3
# DOS programs end a text with it.
DOS_END = b"\x1a"
# Cells of a sheet in its XML: an error, and a formula without a stored value. A program may
# write a prefix before each name. A formula whose value is an empty text is calculated.
PREFIX = r"(?:\w+:)?"
CELL_ERROR = re.compile(
    rf'<{PREFIX}c\b[^>]*\bt="e"[^>]*>(?:<{PREFIX}f\b.*?(?:</{PREFIX}f>|/>))?'
    rf"<{PREFIX}v>(#(?!N/A)[^<]+)"
)
FORMULA_ALONE = re.compile(
    rf'<{PREFIX}c\b(?![^>]*\bt="str")[^>]*><{PREFIX}f\b[^>]*(?:/>|>[^<]*</{PREFIX}f>)'
    rf"(?:<{PREFIX}v\s*/>|<{PREFIX}v></{PREFIX}v>)?</{PREFIX}c>"
)
# What LibreOffice shows in a cell with an error.
CALC_ERROR = re.compile(
    r"<text:p>(#(?:DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!)|(?:Err|Ошибка):\d+)</text:p>"
)
LINE_BREAK = re.compile(r"[\r\n]+")
# Of a larger number a spreadsheet keeps fifteen digits.
SHEET_DIGITS = 15


def plain_file(file: ExportFile, columns: list[str], copy: Path) -> ExportFile:
    """The file itself where DuckDB reads it, or its plain copy, written to `copy`.

    Raises InputProblem where there is nothing to read in it.
    """
    file = unpacked(file, copy)
    start = beginning(file.path)
    if start.startswith((ZIP, OLE)):
        return workbook_as_text(file, columns, copy.with_suffix(".csv"))
    if start.startswith(PARQUET) or file.is_parquet:
        return file if file.is_parquet else as_parquet(file, copy)
    encoding = text_encoding(start, columns) or "utf-8"
    layout = find_header(start.decode(encoding, errors="replace"), columns)
    is_broken = layout is not None and (
        layout.header_lines > 1 or '"' in above(start, encoding, layout)
    )
    if encoding != "utf-8" or is_broken or ends_as_in_dos(file.path):
        return recoded(file, encoding, layout, copy.with_suffix(".csv"))
    return file


def above(start: bytes, encoding: str, layout: Layout) -> str:
    """The lines above a header. DuckDB takes a break in quotes there for no end of a line."""
    lines = text_lines(start.decode(encoding, errors="replace"))
    return "\n".join(lines[: layout.skip])


def beginning(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as content:
        return content.read(BYTES_LOOKED_AT)


def unpacked(file: ExportFile, copy: Path) -> ExportFile:
    """A file out of its archive, or out of an archive in an archive.

    Raises InputProblem where an archive cannot be opened or holds several files.
    """
    for number in range(PACKED_AT_MOST):
        start = beginning(file.path)
        is_gzip = start.startswith(GZIP)
        if not is_gzip and (not start.startswith(ZIP) or is_workbook(file.path)):
            return file
        member = "" if is_gzip else file.member or the_only_member(file)
        place = copy.with_suffix(f".unpacked{number}")
        try:
            with opened(file.path, member) as content, place.open("wb") as written:
                shutil.copyfileobj(content, written)
        except UNPACKING_FAILS as error:
            raise InputProblem(
                file,
                "cannot be unpacked",
                "a whole archive without a password; it may not have come whole",
                shown(str(error)),
            ) from error
        file = replace(file, path=place, member="")
    return file


@contextmanager
def opened(archive: Path, member: str) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """The content of a gzip file, or of a member of a zip archive."""
    if not member:
        with gzip.open(archive) as content:
            yield content
        return
    with zipfile.ZipFile(archive) as files, files.open(member) as content:
        yield content


def the_only_member(file: ExportFile) -> str:
    """The one file in an archive; raises InputProblem where there is not one."""
    members = archived(file.path)
    if len(members) != 1:
        raise InputProblem(
            file,
            "is an archive",
            "a whole one with one export in it",
            ", ".join(members) or "no file that is read",
        )
    return members[0]


def as_parquet(file: ExportFile, copy: Path) -> ExportFile:
    """A Parquet file under a name that says what it is."""
    named = copy.with_suffix(".parquet")
    shutil.copyfile(file.path, named)
    return replace(file, path=named)


def recoded(
    file: ExportFile, encoding: str, layout: Layout | None, place: Path
) -> ExportFile:
    """A text file as UTF-8, its lines as they were, but for a header of several lines.

    DuckDB takes a break in a name for the way in which lines end. An empty line stands for
    it, and for each line above the header, so that all others keep their number.
    """
    number = 1
    above, broken = (layout.skip, layout.header_lines - 1) if layout else (0, 0)
    last = above + broken + 1 if layout else 0
    header = ""
    with file.path.open("rb") as content, place.open("wb") as written:
        decoder = io.TextIOWrapper(content, encoding=encoding, newline="")
        try:
            for number, line in enumerate(decoder, start=1):
                if above < number <= last:
                    header += line.rstrip("\r\n") + (" " if number < last else "")
                if number < last:
                    continue
                if number == last:
                    end = line[len(line.rstrip("\r\n")) :]
                    line = end * above + header + end * (broken + 1)
                written.write(line.removesuffix("\x1a").encode("utf-8"))
        except UnicodeError as error:
            raise InputProblem(
                f"{file}, line {number + 1:,},",
                f"is not {encoding} text, as its header is",
                "one encoding from the first line to the last; save the file as UTF-8",
                str(error),
            ) from error
    return replace(file, path=place)


def ends_as_in_dos(path: Path) -> bool:
    """Whether the last byte is the mark by which DOS programs end a text."""
    with path.open("rb") as content:
        if content.seek(0, io.SEEK_END) == 0:
            return False
        content.seek(-1, io.SEEK_END)
        return content.read() == DOS_END


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is a workbook of Excel or LibreOffice."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except UNPACKING_FAILS:
        return False
    return any(name.startswith("xl/") for name in names) or "content.xml" in names


def workbook_as_text(file: ExportFile, columns: list[str], place: Path) -> ExportFile:
    """The one sheet of a workbook that has the header, as CSV."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with file.path.open("rb") as content:
            workbook = CalamineWorkbook.from_filelike(content)
            sheets = {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in workbook.sheet_names
            }
    except (CalamineError, OSError, ValueError) as error:
        raise InputProblem(
            file, "cannot be read", "a whole Excel workbook", shown(str(error))
        ) from error
    check_cells(file)
    written = {
        name: [[cell_text(cell) for cell in row] for row in rows]
        for name, rows in sheets.items()
    }
    fitting = [name for name, rows in written.items() if has_header(rows, columns)]
    filled = [name for name, rows in written.items() if any(map(any, rows))]
    if len(fitting) > 1 or (not fitting and len(filled) != 1):
        raise InputProblem(
            file,
            "has several sheets" if fitting else "has no sheet with the columns",
            f"one sheet with the columns {', '.join(columns)}",
            ", ".join(fitting or filled) or "empty sheets",
        )
    with place.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerows(written[(fitting or filled)[0]])
    return replace(file, path=place)


def check_cells(file: ExportFile) -> None:
    """Raise InputProblem where a cell of an .xlsx or .ods would read as an empty one.

    An error reads so, and a formula whose value no program has stored. #N/A says that
    nothing is known, and is empty rightly.
    """
    if not zipfile.is_zipfile(file.path):
        return
    with zipfile.ZipFile(file.path) as archive:
        for name in archive.namelist():
            is_calc = name == "content.xml"
            if not is_calc and not name.lower().startswith("xl/worksheets/sheet"):
                continue
            sheet = archive.read(name).decode("utf-8", errors="replace")
            if error := (CALC_ERROR if is_calc else CELL_ERROR).search(sheet):
                raise InputProblem(
                    file,
                    "has an error in a cell",
                    "a value, or an empty cell where nothing is known",
                    shown(error[1]),
                )
            if not is_calc and FORMULA_ALONE.search(sheet):
                raise InputProblem(
                    file,
                    "has a formula without a value",
                    "a workbook that a spreadsheet has calculated and saved, or values "
                    "in the place of formulas",
                    "a formula that no program has calculated",
                )


def has_header(rows: list[list[str]], columns: list[str]) -> bool:
    """Whether one of the first rows names the columns."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows[:HEADER_LINES])
    return find_header(text.getvalue(), columns) is not None


def cell_text(value: object) -> str:
    """A cell of a workbook as a person sees it, in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if abs(value) >= 10**SHEET_DIGITS:
            return f"{value:E}"
        return f"{Decimal(f'{value:.{SHEET_DIGITS}g}'):f}"
    return "" if value is None else LINE_BREAK.sub(" ", str(value))
