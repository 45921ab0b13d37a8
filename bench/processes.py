"""A command as a process of its own, measured from outside.

Wall is the clock around it. CPU is what the kernel counted for the process and every
child it waited for. Peak memory is the larger of two: the resident memory of the whole
process tree, summed from /proc ten times a second (pages that processes share count
once each), and the kernel's own maximum of any one process, which no sampling misses.
Where there is no /proc, the second alone.
"""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Self

SAMPLES_PER_SECOND = 10
PAGE_BYTES = resource.getpagesize()
# What the kernel counts a maximum in: kilobytes, but bytes on a Mac.
MAXIMUM_BYTES = 1 if sys.platform == "darwin" else 1024
# All that a measured command sees of the shell the benchmark runs in.
PASSED_ON = ("PATH", "TMPDIR", "HOME", "LANG")


class ProcessError(Exception):
    """A measured command failed: what it was and the last it said."""


@dataclass(frozen=True)
class Measurement:
    """What one run of a command took."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


def measure(
    command: Sequence[str | Path], cwd: Path, log: Path, **variables: str
) -> Measurement:
    """Run a command to its end, its output going to `log`.

    Raises ProcessError where it does not end well.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with log.open("wb") as output:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            with _Sampler(process.pid) as sampler:
                _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            # Whoever interrupts the benchmark means all that it has started.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip()[-1500:]
        words = " ".join(str(part) for part in command)
        raise ProcessError(f"«{words}» ended with {process.returncode}:\n{last}")
    return Measurement(
        wall_seconds=wall,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=max(sampler.peak_bytes, usage.ru_maxrss * MAXIMUM_BYTES),
    )


def medians(measurements: Iterable[Measurement]) -> Measurement:
    """The median of each figure; of the peaks the highest, which a machine must hold."""
    runs = list(measurements)
    return Measurement(
        wall_seconds=median(run.wall_seconds for run in runs),
        cpu_seconds=median(run.cpu_seconds for run in runs),
        peak_bytes=max(run.peak_bytes for run in runs),
    )


def resident_bytes(pid: int) -> int:
    """The resident memory of a process and all below it; 0 where it is gone."""
    process = Path("/proc", str(pid))
    try:
        pages = int((process / "statm").read_text().split()[1])
        tasks = [task / "children" for task in (process / "task").iterdir()]
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except (OSError, IndexError):
        return 0
    return pages * PAGE_BYTES + sum(resident_bytes(child) for child in children)


class _Sampler:
    """Looks at the memory of a process tree until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(1 / SAMPLES_PER_SECOND):
            self.peak_bytes = max(self.peak_bytes, resident_bytes(self._pid))
