"""How much of the machine DuckDB may take, whoever opens it.

DuckDB would take four fifths of the memory before it writes anything aside. Half is left
to Python, the browser and the BI tool beside it, unless the environment variable
MEMORY_LIMIT says less or more. What does not fit is spilled to disk.
"""

import os
import re
import sys
from pathlib import Path

import duckdb

from one_click.quoting import literal

# DuckDB's own default, as a share of the memory of the machine or the container.
TAKEN_BY_DEFAULT = 0.8
SHARE = 0.5
SIZE = re.compile(r"(?=.*[1-9])[0-9]+([.][0-9]+)? ?[KMGT]i?B", re.IGNORECASE)
UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def asked_limit() -> str:
    """The size in the environment variable MEMORY_LIMIT, or ''.

    Raises ValueError where it is no size.
    """
    given = os.environ.get("MEMORY_LIMIT", "").strip()
    if given and not SIZE.fullmatch(given):
        raise ValueError(
            f"MEMORY_LIMIT is «{given}». Expected: a size, as 4GB or 800MB."
        )
    return given


def half_of_the_machine(default: str) -> str:
    """The share of the project, given the default that DuckDB chose, as `18.4 GiB`."""
    number, unit = default.split()
    machine = float(number) * UNITS[unit] / TAKEN_BY_DEFAULT
    return f"{int(SHARE * machine)} B"


def bound(connection: duckdb.DuckDBPyConnection, spill: Path | None = None) -> None:
    """Set the limit for all that this connection does, and where it writes aside.

    A database in a file has a folder beside it; one in memory would use `.tmp` wherever the
    process was started. Progress is shown where somebody looks, and is no part of a log.
    """
    ((default,),) = connection.execute(
        "select current_setting('memory_limit')"
    ).fetchall()
    limit = asked_limit() or half_of_the_machine(default)
    connection.execute(f"set memory_limit = {literal(limit)}")
    if not sys.stdout.isatty():
        connection.execute("set enable_progress_bar = false")
    if spill is not None:
        connection.execute(f"set temp_directory = {literal(str(spill))}")
