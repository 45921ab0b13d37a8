"""One command at a time works on the warehouse; the next one waits and says for whom."""

import contextlib
import fcntl
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from one_click.paths import WAREHOUSE

# How long a reader may keep the database before a build gives up.
PATIENCE_SECONDS = 8.0
HOLDER = re.compile(r"held in (.+?) \(PID (\d+)\)")
LOCK = WAREHOUSE.with_name(".lock")


class LockError(Exception):
    """Why the warehouse cannot be worked on, in one sentence."""


@contextlib.contextmanager
def warehouse_lock(what: str, lock: Path = LOCK) -> Iterator[int]:
    """Hold the lock of the warehouse; waits for whoever has it, and says so.

    Raises LockError where the folder cannot be written to, or where another program keeps
    the database beside the lock open: dbt would wait for it without a word. Yields the
    file descriptor that holds the lock: a child that inherits it keeps it if its parent
    is killed. The system frees the lock of a process that ended in any way.
    """
    try:
        lock.parent.mkdir(exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise LockError(
            f"{lock.parent} cannot be written to: {error.strerror}. Expected: a folder "
            "in which the warehouse can be built."
        ) from error
    try:
        acquire(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{what} (process {os.getpid()})".encode(), 0)
        open_once(lock.with_name("one_click.duckdb"))
        yield descriptor
    finally:
        os.close(descriptor)


def acquire(descriptor: int) -> None:
    """Lock an open file, waiting if need be; without locks of files, go on."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace")
        print(
            f"{holder or 'Another process'} is working on the warehouse: waiting for it "
            "to end ...",
            file=sys.stderr,
            flush=True,
        )
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        # Some network folders know no locks; DuckDB's own lock still stands.
        return


def open_once(database: Path, patience: float = PATIENCE_SECONDS) -> None:
    """Open a database for writing and close it; raises LockError where that fails.

    A reader has it for a moment only, so there are some more attempts.
    """
    end = time.monotonic() + patience
    while database.exists():
        try:
            duckdb.connect(str(database)).close()
        except duckdb.Error as error:
            holder = HOLDER.search(str(error))
            if holder and time.monotonic() < end:
                time.sleep(0.5)
                continue
            found = f"{holder[1]} (process {holder[2]}) has it open" if holder else ""
            raise LockError(
                f"{database} cannot be opened. Expected: a database that no other "
                f"program is using. Found: {found or str(error).splitlines()[0]}."
            ) from error
        return
