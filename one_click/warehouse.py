"""The database that dbt builds in: who has it open, and whether it is whole."""

import re
import sys
import time
from pathlib import Path

import duckdb

from one_click.paths import PUBLISHED, WAREHOUSE
from one_click.quoting import identifier

PATIENCE_SECONDS = 600
HOLDER = re.compile(r"held in (.+?) \(PID (\d+)\)")
# DuckDB's words where the machine refuses to open a file, whatever is in it.
REFUSED = re.compile(
    "Cannot open file|Could not set lock|Permission denied|[Rr]ead-only|No space left"
    "|version number"
)
# What DuckDB keeps before the first block of a file.
HEADER_BYTES = 12288
# A file that was moved away is called so.
DAMAGED = ".damaged"
# The folder of all that has memory, among what is published of a warehouse.
HISTORY = "history"


class WarehouseError(Exception):
    """Why a warehouse cannot be used, in one sentence for the person who asked."""


class DamagedWarehouse(WarehouseError):
    """A file that is no whole database."""

    def __init__(self, file: Path, reason: str) -> None:
        log = file.with_name(f"{file.name}.wal")
        files = " and ".join(f"{one}" for one in (file, log) if one.exists())
        history = published_folder(file) / HISTORY
        super().__init__(
            f"{file} is damaged: {reason.rstrip('.!')}. Expected: a whole database of DuckDB. "
            f"Move {files} away, to a name that ends with {DAMAGED}, and run "
            "`make build`: it makes a new one, and the history of campaigns "
            f"{f'comes back from {history}' if history.exists() else 'begins anew'}."
        )


def published_folder(warehouse: Path) -> Path:
    """Where a warehouse is published: production in `published`, others in a folder there."""
    return PUBLISHED if warehouse == WAREHOUSE else PUBLISHED / warehouse.stem


def check_name(folder: Path) -> None:
    """Raise WarehouseError where a path holds what dbt-duckdb takes for its end.

    It reads # and ? as a URL does, and writes a seed's path into SQL as it is.
    """
    if found := [mark for mark in "#?'" if mark in str(folder)]:
        raise WarehouseError(
            f"The path {folder} holds a «{found[0]}», where dbt-duckdb takes it to end. "
            "Expected: a path without # ? and '. Rename the folder, or move the project."
        )


def check(warehouse: Path, read_only: bool = False) -> None:
    """Raise DamagedWarehouse where a database is damaged.

    Raises duckdb.Error where another program has it open, or it cannot be opened.
    """
    if not warehouse.exists():
        return
    try:
        with duckdb.connect(str(warehouse), read_only=read_only) as connection:
            ((size, blocks),) = connection.execute(
                "select block_size, total_blocks from pragma_database_size()"
            ).fetchall()
            # DuckDB opens a file that lost its end, and stops when it reads there. Free
            # blocks, and what a killed program left, may be missing in a whole file.
            if warehouse.stat().st_size < HEADER_BYTES + size * blocks:
                read_all(connection)
    except duckdb.Error as error:
        if HOLDER.search(str(error)) or REFUSED.search(str(error)):
            raise
        raise DamagedWarehouse(warehouse, str(error).splitlines()[0]) from error


def read_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every value of a database; raises duckdb.Error where one cannot be read."""
    for schema, table in connection.execute(
        "select schema_name, table_name from duckdb_tables()"
    ).fetchall():
        connection.execute(
            "select bit_xor(hash(entry)) "
            f"from {identifier(schema)}.{identifier(table)} as entry"
        )


def wait_for(warehouse: Path, patience: float = PATIENCE_SECONDS) -> None:
    """Return when no other program has the warehouse open; say for whom this waits.

    Raises WarehouseError where that takes longer than `patience` seconds, or where the file
    cannot be used.
    """
    end = time.monotonic() + patience
    told = False
    while True:
        try:
            return check(warehouse)
        except duckdb.Error as error:
            holder = HOLDER.search(str(error))
            if holder is None:
                raise WarehouseError(
                    f"{warehouse} cannot be opened: {str(error).splitlines()[0]}"
                ) from error
            if time.monotonic() > end:
                raise WarehouseError(
                    f"{holder[1]} (process {holder[2]}) has {warehouse} open. Close it "
                    "and build again."
                ) from error
        if not told:
            print(
                f"{holder[1]} (process {holder[2]}) has the warehouse open: waiting "
                "for it to end ...",
                file=sys.stderr,
                flush=True,
            )
            told = True
        time.sleep(0.5)
