"""Parquet copies of the published tables: a folder that is replaced as one.

`published/parquet` is a link to the folder of the last publish, and renaming a link over
another is one step: a reader who follows it finds all files of one publish. The folder
before it stays, behind `published/parquet.previous`. Each file says in its key-value
metadata which build it is from, so files opened one by one can be told apart.
"""

import os
import shutil
import time
from pathlib import Path

import duckdb

from one_click.quoting import identifier, literal

# The links, and what the folders behind them are called.
CURRENT, PREVIOUS, FOLDER = "parquet", "parquet.previous", ".parquet-"


def write_folder(
    connection: duckdb.DuckDBPyConnection,
    nodes: list[dict],
    build: str,
    published: Path,
) -> Path:
    """Write the tables of the attached database `published`; their new folder.

    `build` names the build in each file. Nothing leads to the folder yet.
    """
    folder = published / f"{FOLDER}{time.time_ns()}"
    folder.mkdir()
    for node in nodes:
        schema, name = node["schema"], node["name"]
        file = folder / f"{schema}.{name}.parquet"
        connection.execute(
            f"copy published.{identifier(schema)}.{identifier(name)} "
            f"to {literal(str(file))} (format parquet, compression zstd, compression_level 1, kv_metadata {{"
            f"build: {literal(build)}, "
            f"description: {literal(node['description'].strip())}}})"
        )
        with file.open("rb") as written:
            os.fsync(written.fileno())
    entries = os.open(folder, os.O_RDONLY)
    os.fsync(entries)
    os.close(entries)
    return folder


def put_in_place(folder: Path) -> None:
    """Let the links lead to a new folder and to the one before it."""
    current, previous = folder.with_name(CURRENT), folder.with_name(PREVIOUS)
    if current.is_symlink():
        point(previous, current.resolve())
    point(current, folder)


def point(link: Path, folder: Path) -> None:
    """Make the link lead to the folder beside it, in one step."""
    written = link.with_name(f".{link.name}.link")
    written.unlink(missing_ok=True)
    written.symlink_to(folder.name)
    os.replace(written, link)


def drop_old(published: Path) -> None:
    """Remove the folders to which no link leads, those of a killed publish too."""
    kept = {(published / link).resolve() for link in (CURRENT, PREVIOUS)}
    for folder in published.glob(f"{FOLDER}*"):
        if folder.resolve() not in kept:
            shutil.rmtree(folder, ignore_errors=True)
