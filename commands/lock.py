"""One command at a time works on the warehouse; the next one waits and says for whom."""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "warehouse" / ".lock"


class LockError(Exception):
    """Why the warehouse cannot be worked on, in one sentence."""


@contextlib.contextmanager
def warehouse_lock(what: str, lock: Path = LOCK) -> Iterator[int]:
    """Hold the lock of the warehouse; waits for whoever has it, and says so.

    Raises LockError where the folder cannot be written to. Yields the file descriptor that holds it: a child that inherits it keeps the lock if
    its parent is killed. The system frees the lock of a process that ended in any way.
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
