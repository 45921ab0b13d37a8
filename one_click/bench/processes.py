"""Run a command as a process of its own, and measure its time and its memory.

Ten times a second /proc tells the resident memory of the whole process tree. The kernel's
own maximum misses nothing between two samples, but it knows one process only, which begins
as a copy of this one. So the kernel's maximum counts where it is above ours.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

SAMPLES_PER_SECOND = 10
PAGE_BYTES = resource.getpagesize()
# Linux counts its maximum in kilobytes, a Mac in bytes.
MAXIMUM_BYTES = 1 if sys.platform == "darwin" else 1024
# A measured command sees these variables of the shell, and no others.
PASSED_ON = ("PATH", "TMPDIR", "HOME", "LANG")
LAST_WORDS = 1500


class ProcessError(Exception):
    """A measured command failed; the message holds the command and its last words."""


@dataclass(frozen=True)
class Measurement:
    """The time and the memory of a command; `parts` are seconds by part of its work."""

    wall_seconds: float
    peak_bytes: int
    parts: Mapping[str, float] = field(default_factory=dict)


def measure(command: Sequence[str | Path], cwd: Path) -> Measurement:
    """Run a command to its end; raises ProcessError where it fails."""
    with TemporaryFile() as output, ThreadPoolExecutor(1) as pool:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        end = pool.submit(os.wait4, process.pid, 0)
        try:
            peak = 0
            while not end.done():
                peak = max(peak, resident_bytes(process.pid))
                wait([end], timeout=1 / SAMPLES_PER_SECOND)
        except BaseException:
            # Ctrl-C reaches this process alone: it ends all that the command started.
            os.killpg(process.pid, signal.SIGTERM)
            raise
        wall = time.monotonic() - start
        _, status, usage = end.result()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            words = output.read().decode(errors="replace").strip()[-LAST_WORDS:]
            name = " ".join(str(part) for part in command)
            raise ProcessError(f"«{name}» ended with {process.returncode}:\n{words}")
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if usage.ru_maxrss > ours or not peak:
        peak = max(peak, usage.ru_maxrss * MAXIMUM_BYTES)
    return Measurement(wall, peak)


def resident_bytes(pid: int) -> int:
    """The resident memory of a process and of all below it; 0 where it is gone."""
    process = Path("/proc", str(pid))
    try:
        pages = int((process / "statm").read_text().split()[1])
        tasks = [task / "children" for task in (process / "task").iterdir()]
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except (OSError, IndexError):
        return 0
    return pages * PAGE_BYTES + sum(resident_bytes(child) for child in children)


def medians(runs: Sequence[Measurement]) -> Measurement:
    """The medians of all seconds, and the highest peak: a machine must hold that."""
    return Measurement(
        median(run.wall_seconds for run in runs),
        max(run.peak_bytes for run in runs),
        {name: median(run.parts[name] for run in runs) for name in runs[0].parts},
    )
