"""A command as a process of its own, measured from outside.

Wall is the clock around it. Ten times a second /proc is asked for the whole process tree:
the resident memory of all (pages that processes share count once each) and the CPU of
each. The kernel's own figures at the end miss nothing between two samples, but its memory
is that of one process, and its CPU leaves out children nobody waited for. The larger of
the two counts; where there is no /proc, the kernel's. Until a process becomes the command,
it is one with this one: a maximum of the kernel's that is not above ours says nothing.
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
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
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
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    is_its_own = usage.ru_maxrss > ours or not sampler.peak_bytes
    return Measurement(
        wall_seconds=wall,
        cpu_seconds=max(sampler.cpu_seconds, usage.ru_utime + usage.ru_stime),
        peak_bytes=max(
            sampler.peak_bytes, usage.ru_maxrss * MAXIMUM_BYTES if is_its_own else 0
        ),
    )


def medians(measurements: Iterable[Measurement]) -> Measurement:
    """The median of each figure; of the peaks the highest, which a machine must hold."""
    runs = list(measurements)
    return Measurement(
        wall_seconds=median(run.wall_seconds for run in runs),
        cpu_seconds=median(run.cpu_seconds for run in runs),
        peak_bytes=max(run.peak_bytes for run in runs),
    )


@dataclass(frozen=True)
class Seen:
    """One process at one moment, by what /proc says of it."""

    pid: int
    resident_bytes: int
    cpu_seconds: float


def process_tree(pid: int) -> list[Seen]:
    """A process and all below it; none where it is gone."""
    process = Path("/proc", str(pid))
    try:
        # The name before the last bracket may hold anything.
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        tasks = [task / "children" for task in (process / "task").iterdir()]
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except (OSError, IndexError):
        return []
    ticks = int(fields[11]) + int(fields[12])
    seen = Seen(pid, int(fields[21]) * PAGE_BYTES, ticks / TICKS_PER_SECOND)
    return [seen, *[below for child in children for below in process_tree(child)]]


class _Sampler:
    """Looks at a process tree until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._cpu_seconds: dict[int, float] = {}
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def cpu_seconds(self) -> float:
        """What every process that was seen had used when it was seen last."""
        return sum(self._cpu_seconds.values())

    def _watch(self) -> None:
        while not self._ended.wait(1 / SAMPLES_PER_SECOND):
            tree = process_tree(self._pid)
            resident = sum(seen.resident_bytes for seen in tree)
            self.peak_bytes = max(self.peak_bytes, resident)
            self._cpu_seconds |= {seen.pid: seen.cpu_seconds for seen in tree}
