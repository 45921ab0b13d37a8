"""The files of an export in the store's folder."""

import re
from pathlib import Path

from one_click.exports.problems import InputProblem

SHOWN_NAMES = 12


def export_files(folder: Path, name: str) -> list[Path]:
    """The files of one export, in order: one file, or parts of one kind.

    `money.csv`; or `money_1.csv`, `money_2.csv` …; or a folder `money` with files
    in it; each as CSV or as Parquet. Raises InputProblem where there is none, or where
    it is not clear which is meant.
    """
    if not folder.is_dir():
        raise InputProblem(
            f"{name}.csv", "is missing", f"a folder {folder} with it", "no such folder"
        )
    part = re.compile(re.escape(name) + r"[._-].*\.(?:csv|parquet)", re.DOTALL)
    whole = {f"{name}.csv", f"{name}.parquet"}
    ways = [
        [folder / one for one in sorted(whole) if (folder / one).is_file()],
        [
            file
            for file in sorted(folder.iterdir())
            if file.name not in whole and part.fullmatch(file.name) and file.is_file()
        ],
        [
            file
            for file in sorted((folder / name).glob("*"))
            if file.suffix in (".csv", ".parquet") and file.is_file()
        ],
    ]
    found = [file for way in ways for file in way]
    if not found:
        raise InputProblem(
            f"{name}.csv",
            "is missing",
            f"{name}.csv or {name}.parquet in {folder}",
            names_in(folder) or "an empty folder",
        )
    kinds = {(number, file.suffix) for number, way in enumerate(ways) for file in way}
    if len(kinds) > 1:
        raise InputProblem(
            f"{name}.csv",
            f"is not the only file of {name} in {folder}",
            f"one file {name}.csv or {name}.parquet, or parts of one kind",
            ", ".join(str(file.relative_to(folder)) for file in found[:SHOWN_NAMES]),
        )
    return found


def names_in(folder: Path) -> str:
    """What stands in a folder, the first few names of it."""
    names = sorted(file.name for file in folder.iterdir())
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more
