"""Files written whole, and the folders of published builds.

Each build has a folder of its own in `published/`; the link `current` leads to the last one,
`previous` to the one before. Everything that people open (`one_click.duckdb`, `report.html`
…) is a link through `current`, so renaming that one link switches all of it at once.
"""

import os
import shutil
import time
from pathlib import Path

FOLDER = ".build-"
CURRENT, PREVIOUS = "current", "previous"
# The build before is kept for readers who want to compare.
PREVIOUS_NAMES = {
    "one_click.duckdb": "one_click.previous.duckdb",
    "parquet": "parquet.previous",
}


def sync(written: Path) -> None:
    """Have a file or a folder on the disk, not on its way there."""
    descriptor = os.open(written, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_synced(written: Path, place: Path) -> None:
    """Put a whole file in its place, in one step that survives a crash."""
    sync(written)
    os.replace(written, place)


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    place = place.resolve()
    written = place.with_name(f".{place.name}.{os.getpid()}")
    written.write_bytes(content)
    replace_synced(written, place)


def take_over(earlier: Path, file: Path) -> None:
    """Give a file of the build before a name in this one; no byte of it is written again."""
    try:
        os.link(earlier, file)
    except OSError:  # A disk without such links.
        shutil.copy2(earlier, file)


def new_folder(published: Path) -> Path:
    """An empty folder for a build, to which no link leads yet."""
    published.mkdir(parents=True, exist_ok=True)
    folder = published / f"{FOLDER}{time.time_ns()}"
    folder.mkdir()
    return folder


def switch(folder: Path) -> None:
    """Let `current` lead to a folder that is whole, and the names of its files through it."""
    published = folder.parent
    for file in folder.rglob("*"):
        sync(file)
    sync(folder)
    current = published / CURRENT
    if current.is_symlink():
        point(published / PREVIOUS, os.readlink(current))
    point(current, folder.name)
    for entry in folder.iterdir():
        point(published / entry.name, f"{CURRENT}/{entry.name}")
        if entry.name in PREVIOUS_NAMES and (published / PREVIOUS).exists():
            name = PREVIOUS_NAMES[entry.name]
            point(published / name, f"{PREVIOUS}/{entry.name}")
    for link in published.iterdir():
        if link.is_symlink() and not link.exists():
            # A file of an earlier build that this one has not.
            link.unlink()
    sync(published)


def point(link: Path, target: str) -> None:
    """Make a link lead to a place relative to it, in one step."""
    if link.is_symlink() and os.readlink(link) == target:
        return
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    written = link.with_name(f".{link.name}.link")
    written.unlink(missing_ok=True)
    written.symlink_to(target)
    os.replace(written, link)


def drop_old(published: Path) -> None:
    """Remove the folders to which no link leads, those of killed builds too."""
    kept = {(published / link).resolve() for link in (CURRENT, PREVIOUS)}
    for folder in published.glob(f"{FOLDER}*"):
        if folder.resolve() not in kept:
            shutil.rmtree(folder, ignore_errors=True)
