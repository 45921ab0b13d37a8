"""How much of the machine DuckDB may take, whoever opens it.

DuckDB would take four fifths of the memory before it writes anything aside. Half is left
to Python, the browser and the BI tool beside it, and more than `MEMORY_MAX` earns nothing:
what does not fit is spilled to disk.
"""

import sys
from pathlib import Path

import duckdb

from one_click.quoting import literal

# DuckDB's own default, as a share of the memory of the machine or the container.
TAKEN_BY_DEFAULT = 0.8
SHARE = 0.5
MEMORY_MAX = 3 * 2**30
UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def memory_limit(default: str) -> int:
    """Bytes that DuckDB may take, given the default it chose, as `18.4 GiB`."""
    number, unit = default.split()
    machine = float(number) * UNITS[unit] / TAKEN_BY_DEFAULT
    return int(min(MEMORY_MAX, SHARE * machine))


def bound(connection: duckdb.DuckDBPyConnection, spill: Path | None = None) -> None:
    """Set the limit for all that this connection does, and where it writes aside.

    A database in a file has a folder beside it; one in memory would use `.tmp` wherever the
    process was started. Progress is shown where somebody looks, and is no part of a log.
    """
    ((default,),) = connection.execute(
        "select current_setting('memory_limit')"
    ).fetchall()
    connection.execute(f"set memory_limit = '{memory_limit(default)} B'")
    if not sys.stdout.isatty():
        connection.execute("set enable_progress_bar = false")
    if spill is not None:
        connection.execute(f"set temp_directory = {literal(str(spill))}")
