"""The files of an export in the store's folder, and copies of them that stand beside."""

import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from one_click.exports.columns import CYRILLIC, LATIN
from one_click.exports.problems import InputProblem, listed

TEXT = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
READ = (*TEXT, ".parquet")
# Programs and people call a file so that they put aside.
PUT_ASIDE = (
    ".bak",
    ".old",
    ".orig",
    ".backup",
    ".copy",
    ".prev",
    ".save",
    ".xlk",
    ".xlsb",
)
LEFT_BEHIND = ("thumbs.db", "desktop.ini", "__macosx")
# Folders of tables whose files hold deleted and replaced rows too.
LAKES = {"_delta_log": "Delta", ".hoodie": "Hudi", "metadata": "Iceberg"}
# money.csv.1, money.csv_old, money.csv (1): more behind an ending that is read ...
ASIDE = re.compile(r"\.(?:csv|txt|tsv|xls[xmb]?|ods|parquet)(?P<more>[^a-z].*)")
# ... but for what programs put beside a file, and downloads that go on.
BESIDE = re.compile(
    r"\.(?:crc|md5|sha\d+|asc|sig|lnk|url|sw[op]|log|json|ya?ml|part|tmp|gz|zip"
    r"|crdownload|download)|:.*"
)
# What people glue to a name.
GLUED = "(?:old|new|copy|bak|backup|prev|last)?"
# Cyrillic letters, and the Latin ones that look the same.
AS_LATIN = str.maketrans(CYRILLIC, LATIN)
# Behind the name of an export: a number, or the letters of `split`. Four digits are a year,
# or a year and a month, unless they begin with a zero.
PART = re.compile(
    r"[._-]+(?:part[._-]*)?(?:(?P<number>\d{1,3}|0\d{3,4})|[a-z]{2})"
    r"|[._-]+part[._-]+\d+[\w.-]*"
)
# A part that says how many there are.
OF_ALL = re.compile(r"(?P<number>\d+)[._ -]*(?:of|из)[._ -]*(?P<count>\d+)$")
SPARK_PART = re.compile(r"part[._-]?\d", re.IGNORECASE)
# Within a folder of parts: names that a copy of another file gets.
COPY = re.compile(
    r"[ _.—–-]*(?:\(\d+\)|копия|copy|old|new|bak|backup|стар\w*|нов\w*)(?:[ _]*\(?\d*\)?)$"
)


@dataclass(frozen=True)
class ExportFile:
    """A file of an export: how people know it, and where it lies.

    `member` is its name in an archive; `partition` holds what the folders around it say
    (`month=2022-11`).
    """

    name: str
    path: Path
    member: str = ""
    partition: tuple[tuple[str, str], ...] = ()

    @property
    def is_parquet(self) -> bool:
        """Whether it is named as a Parquet file."""
        return (self.member or self.path.name).lower().endswith(".parquet")

    def __str__(self) -> str:
        return self.name


def export_files(folder: Path, name: str, exports: tuple[str, ...] = ()) -> list:
    """The files of one export, in order: one file, or parts of one kind.

    `money.csv`; or `money_1.csv`, `money_2.csv` …; or a folder `money` with files in it.
    `exports` are the names of all exports. Raises InputProblem where there is none, or
    where it is not clear which is meant.
    """
    if not folder.is_dir():
        raise InputProblem(
            f"{name}.csv", "is missing", f"a folder {folder} with it", "no such folder"
        )
    exports = exports or (name,)
    wholes, parts, numbers, rests, count = [], [], [], set(), 0
    for file in files_in(folder):
        export, rest = named_export(file, exports)
        part = PART.fullmatch(rest)
        if export == name and part:
            parts.append(file)
            rests.add(rest)
            numbers += [int(part["number"])] if part["number"] else []
            if of_all := OF_ALL.search(rest):
                numbers.append(int(of_all["number"]))
                count = max(count, int(of_all["count"]))
        elif export == name:
            wholes.append([file])
    for inside in sorted(one for one in folder.iterdir() if one.is_dir()):
        export, _ = named_export(ExportFile(inside.name, inside), exports)
        if export == name and (files := files_below(inside, folder)):
            wholes.append(files)
    if parts:
        check_unread(folder, name, exports, rests)
    ways = [*wholes, *([parts] if parts else [])]
    if not ways:
        raise InputProblem(
            f"{name}.csv",
            "is missing",
            f"{name}.csv, {name}.xlsx or {name}.parquet in {folder}",
            names_in(folder) or "an empty folder",
        )
    (files, *others) = ways
    if others or len({file.is_parquet for file in files}) > 1:
        found = [file for way in ways for file in way]
        raise InputProblem(
            f"{name}.csv",
            f"is not the only file of {name} in {folder}",
            f"one version of {name}, or parts of one kind ({name}_1.csv, {name}_2.csv …); "
            "move the others out of the folder",
            listed([file.name for file in found]),
        )
    if files is parts and numbers:
        check_numbers(name, sorted(numbers), count)
    for file in files:
        check_name(file)
    return files


def check_unread(
    folder: Path, name: str, exports: tuple[str, ...], read: set[str]
) -> None:
    """Raise InputProblem where a file is named as one more part, and is none that is read."""
    for path in sorted(folder.iterdir()):
        if not path.is_file() or is_left_behind(path.name) or plain_stem(path.name):
            continue
        stem = path.name.partition(".")[0]
        export, rest = named_export(ExportFile(path.name, Path(f"{stem}.csv")), exports)
        if export == name and PART.fullmatch(rest) and rest not in read:
            raise not_read(path.name)


def not_read(name: str) -> InputProblem:
    """A part of an export that cannot be read as it is."""
    return InputProblem(
        name,
        "is named as a part, and is no file that is read",
        f"parts that came whole, in formats that are read ({', '.join(READ)})",
        listed([name]),
    )


def check_name(file: ExportFile) -> None:
    """Raise InputProblem where the name of a file is no text: DuckDB cannot open it."""
    try:
        str(file.path).encode()
    except UnicodeEncodeError as error:
        raise InputProblem(
            listed([file.name]),
            "has a name that is not UTF-8 text",
            "another name; an old archive may have damaged it",
            "bytes that are no letters",
        ) from error


def check_numbers(name: str, numbers: list[int], count: int) -> None:
    """Raise InputProblem where parts do not count from 0 or 1, or are fewer than `count`."""
    first, last = min(numbers[0], 1), max(numbers[-1], count)
    missing = sorted(set(range(first, last + 1)) - set(numbers))
    if missing:
        raise InputProblem(
            f"{name}.csv",
            f"lacks part {missing[0]}",
            f"parts that are numbered from {first} to {last}; a month of its own "
            "needs a folder of its own",
            listed([str(number) for number in numbers]),
        )


def files_in(folder: Path) -> list[ExportFile]:
    """The files of a folder, and those in its archives, in order."""
    found = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or is_left_behind(path.name):
            continue
        members = archived(path) if path.suffix.lower() == ".zip" else []
        if len(members) == 1:
            found.append(ExportFile(path.name, path, members[0]))
        else:
            found += [
                ExportFile(f"{path.name}/{member}", path, member) for member in members
            ]
        if not members:
            found.append(ExportFile(path.name, path))
    return found


def archived(path: Path) -> list[str]:
    """The files in a zip archive that could be exports."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
    except (zipfile.BadZipFile, OSError, RuntimeError, UnicodeDecodeError):
        return []
    return [
        name
        for name in names
        if not name.endswith("/")
        and not any(is_left_behind(part) for part in PurePosixPath(name).parts)
        and plain_stem(name)
    ]


def files_below(folder: Path, root: Path) -> list[ExportFile]:
    """The files of a folder of parts, at any depth.

    Raises InputProblem where it holds a table with a history, or a part and its copy.
    """
    for log, kind in LAKES.items():
        if (folder / log).is_dir():
            raise InputProblem(
                folder,
                f"is a {kind} table, whose files hold rows that were deleted",
                "the table written as plain Parquet or CSV",
                f"a folder {log}",
            )
    found = []
    for path in sorted(below(folder)):
        inside = path.relative_to(folder)
        if not path.is_file() or any(is_left_behind(part) for part in inside.parts):
            continue
        if not plain_stem(path.name) and put_aside(path.name):
            raise InputProblem(
                path.relative_to(root),
                "is called a copy of another part",
                "each part once; move the other out of the folder",
                path.name,
            )
        if plain_stem(path.name):
            partition = tuple(
                (key, unquote(value))
                for key, equals, value in (part.partition("=") for part in inside.parts)
                if equals
            )
            name = str(path.relative_to(root))
            found.append(ExportFile(name, path, partition=partition))
        elif SPARK_PART.match(path.name) and not BESIDE.search(path.name.lower()):
            raise not_read(str(path.relative_to(root)))
    stems = {str(file.path.with_name(plain_stem(file.path.name))) for file in found}
    for file in found:
        stem = str(file.path.with_name(plain_stem(file.path.name)))
        original = COPY.sub("", stem.lower())
        twins = [one for one in stems if one.lower() == original and one != stem]
        if twins:
            raise InputProblem(
                file.name,
                "is called a copy of another part",
                "each part once; move the other out of the folder",
                listed([Path(twins[0]).name, Path(stem).name]),
            )
    return found


def below(folder: Path) -> Iterator[Path]:
    """The files below a folder; raises OSError where one of its folders cannot be read."""

    def stop(error: OSError) -> None:
        raise error

    for inside, _, names in os.walk(folder, onerror=stop):
        yield from (Path(inside) / name for name in names)


def is_left_behind(name: str) -> bool:
    """Whether operating systems, spreadsheets and engines leave files of such a name."""
    return name.startswith((".", "_", "~$")) or name.lower() in LEFT_BEHIND


def plain_stem(name: str) -> str:
    """The name of a file without the endings of formats that are read; '' for others."""
    stem = PurePosixPath(name).name
    packed = stem.lower().endswith((".gz", ".zip"))
    if packed:
        stem = stem.rpartition(".")[0]
    if stem.lower().endswith(READ):
        return stem.rpartition(".")[0]
    return stem if packed and name.lower().endswith(".zip") else ""


def put_aside(name: str) -> str:
    """The stem of a file that was put aside, as money.csv.bak or money.csv~; or ''."""
    more = ASIDE.search(name.lower())
    is_aside = more and not BESIDE.fullmatch(more["more"])
    return name if is_aside or name.lower().endswith((*PUT_ASIDE, "~")) else ""


def named_export(file: ExportFile, exports: tuple[str, ...]) -> tuple[str, str]:
    """The export whose name a file has, and what stands beside that name; or '', ''.

    The longest name counts: `market_money_old.csv` is no file of `money`.
    """
    archive, member = file.path.name, file.member
    for name in (member, archive) if member else (archive,):
        stem = file.path.name if file.path.is_dir() else plain_stem(name)
        stem = (stem or put_aside(name)).casefold().translate(AS_LATIN)
        if file.path.is_dir():
            stem = re.sub(r"\.(csv|parquet)$", "", stem)
        for export in sorted(exports, key=len, reverse=True):
            words = export.replace("_", "[ _-]?")
            found = re.search(rf"(?<![^\W\d_]){GLUED}{words}{GLUED}(?![^\W\d_])", stem)
            if found:
                before, behind = stem[: found.start()], stem[found.end() :]
                return export, f"{before} {behind}" if before else behind
    return "", ""


def names_in(folder: Path) -> str:
    """What stands in a folder, the first few names of it."""
    return listed(sorted(file.name for file in folder.iterdir()))
