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

LOCK = Path(__file__).resolve().parent.parent / "warehouse" / ".lock"
DATABASE = "one_click.duckdb"
# For a reader of the warehouse, who holds it for a moment.
SECONDS_MAX = 8


class LockError(Exception):
    """Why the warehouse cannot be worked on, in one sentence."""


@contextlib.contextmanager
def warehouse_lock(what: str, lock: Path = LOCK) -> Iterator[int]:
    """Hold the lock of the warehouse; waits for whoever has it, and says so.

    Yields the file descriptor that holds it: a child that inherits it keeps the lock if
    its parent is killed. The system frees the lock of a process that ended in any way.
    Raises LockError where the folder cannot be written to, or a program that knows
    nothing of this lock keeps the database open.
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
        wait_for_database(lock.with_name(DATABASE))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{what} (process {os.getpid()})".encode(), 0)
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


def wait_for_database(database: Path, seconds_max: float = SECONDS_MAX) -> None:
    """Wait until a database can be written to; raises LockError where it cannot.

    dbt would try to open it for minutes, once for each of its connections.
    """
    deadline = time.monotonic() + seconds_max
    while database.exists():
        try:
            duckdb.connect(str(database)).close()
            return
        except duckdb.Error as error:
            held = re.search(
                r"Conflicting lock is held (in .*?\(PID \d+\))", str(error)
            )
            if not held:
                raise LockError(
                    f"{database} cannot be opened: {str(error).splitlines()[0]} If it "
                    "is damaged, move it away and build anew."
                ) from error
            if time.monotonic() > deadline:
                raise LockError(
                    f"{database} is open {held[1]}, which holds its lock. Expected: no "
                    "other program that has it open while it is built. Close it there."
                ) from error
            time.sleep(0.25)
