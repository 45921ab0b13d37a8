"""Files as `make forget` treats them: each is replaced whole, or removed."""

import os
import re
import shutil
from pathlib import Path

from one_click.publish.files import replace_synced

# The names under which files are written before they take their place; DuckDB's spill.
LEFTOVER = re.compile(
    r"\.(build-|parquet-).*|\..+\.(\d+|link|new)(\..+)?|.+\.duckdb\.tmp"
)


def beside(file: Path, more: str = "") -> Path:
    """The hidden name under which a file is written before it takes its place."""
    return file.with_name(f".{file.name}.{os.getpid()}{more}")


def replace(written: Path, place: Path) -> None:
    """Put a whole file in its place, in one step, for the same readers as before."""
    shutil.copymode(place, written)
    replace_synced(written, place)


def files_in(folder: Path) -> list[Path]:
    """The files below a folder, each once: links are left out."""
    files = (
        file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
    )
    return sorted(files)


def links_in(folder: Path) -> list[Path]:
    """The links below a folder that lead to files: what they lead to is not ours to change."""
    return sorted(
        file for file in folder.rglob("*") if file.is_symlink() and file.is_file()
    )


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def leftovers(*folders: Path) -> list[Path]:
    """Unfinished files, and folders of builds to which no link leads."""
    files = [file for folder in folders for file in folder.rglob("*")]
    led_to = [file.resolve() for file in files if file.is_symlink()]
    return [
        file
        for file in files
        if LEFTOVER.fullmatch(file.name)
        and not any(one.is_relative_to(file) for one in led_to)
    ]
