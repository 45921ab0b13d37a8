"""Who works on the warehouse, and who waits for whom."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from checkout import ROOT

from one_click.lock import LockError, open_once, warehouse_lock

HOLD = (
    "import sys, time; from pathlib import Path; "
    "from one_click.lock import warehouse_lock\n"
    "with warehouse_lock(sys.argv[1], Path(sys.argv[2])):\n"
    "    print('held', flush=True)\n"
    "    time.sleep(float(sys.argv[3]))\n"
)


def holder(what: str, lock: Path, seconds: float) -> subprocess.Popen:
    """A process that holds the lock for a while."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, what, str(lock), str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_the_second_says_for_whom_it_waits(tmp_path: Path) -> None:
    """It names the command and the process, and goes on when that has ended."""
    lock = tmp_path / ".lock"
    first = holder("make build", lock, 1.0)
    assert first.stdout.readline() == "held\n"
    second = holder("make publish", lock, 0)
    output, said = second.communicate(timeout=30)
    assert output == "held\n"
    assert said.startswith(f"make build (process {first.pid}) is working on the")
    assert first.wait(timeout=30) == 0
    first.communicate()


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    """The system frees its lock; the next one does not wait."""
    lock = tmp_path / ".lock"
    first = holder("make build", lock, 60)
    assert first.stdout.readline() == "held\n"
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    start = time.monotonic()
    with warehouse_lock("dbt build", lock):
        assert time.monotonic() - start < 1
        assert lock.read_text() == f"dbt build (process {os.getpid()})"


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """Here a file stands where the folder should be."""
    (tmp_path / "warehouse").write_text("")
    with (
        pytest.raises(LockError, match="warehouse cannot be written to: "),
        warehouse_lock("make build", tmp_path / "warehouse" / ".lock"),
    ):
        pass


def test_a_database_that_is_open_elsewhere_is_named(tmp_path: Path) -> None:
    """With the process that has it; who lets it go in time stops nobody."""
    database = tmp_path / "one_click.duckdb"
    hold = (
        "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(LockError, match=rf"\(process {first.pid}\) has it open"):
            open_once(database, patience=0.2)
        threading.Timer(0.3, first.stdin.close).start()
        open_once(database)


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    """Something else under its name is not overwritten."""
    database = tmp_path / "one_click.duckdb"
    database.write_bytes(b"no database" * 1000)
    with pytest.raises(
        LockError, match=r"one_click.duckdb cannot be opened. .*Found: "
    ):
        open_once(database)
    assert database.read_bytes() == b"no database" * 1000
