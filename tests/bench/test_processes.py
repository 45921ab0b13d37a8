"""A command is measured with all that it starts, and a failing one is said."""

import sys
from pathlib import Path

import pytest

from one_click.bench.processes import Measurement, ProcessError, measure, medians

HOLD = "x = bytearray(120_000_000); import time; time.sleep(0.4)"


def test_memory_is_that_of_the_whole_tree(tmp_path: Path) -> None:
    """Two children hold 120 MB at once: more than the kernel says of either."""
    child = f"'{sys.executable}' -c '{HOLD}'"
    measured = measure(
        ["/bin/sh", "-c", f"{child} & {child}; wait"], tmp_path, tmp_path / "log"
    )
    assert measured.peak_bytes > 240_000_000


WORK = """
import pathlib, time
while time.process_time() < 0.6: pass
pathlib.Path("worked").touch()
time.sleep(1)
"""


def test_cpu_counts_children_that_nobody_waited_for(tmp_path: Path) -> None:
    """As the workers of a pool that still stand when their program ends."""
    (tmp_path / "work.py").write_text(WORK, encoding="utf-8")
    until_worked = "while [ ! -e worked ]; do sleep 0.1; done; sleep 0.4"
    command = f"'{sys.executable}' work.py & {until_worked}"
    measured = measure(["/bin/sh", "-c", command], tmp_path, tmp_path / "log")
    assert measured.cpu_seconds > 0.5


def test_a_command_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match=r"(?s)ended with 3:.*no such thing"):
        measure(
            ["/bin/sh", "-c", "echo no such thing; exit 3"], tmp_path, tmp_path / "log"
        )


def test_medians_keep_the_highest_peak() -> None:
    """Times by their median; the memory that a machine must have is the most of all."""
    runs = [Measurement(1, 2, 30), Measurement(9, 8, 10), Measurement(3, 4, 20)]
    assert medians(runs) == Measurement(3, 4, 30)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_memory_of_the_benchmark_is_not_the_commands(tmp_path: Path) -> None:
    """A process begins as a copy of this one, and the kernel's maximum remembers it."""
    ours = bytearray(400 * 2**20)
    command = [sys.executable, "-c", "import time; time.sleep(0.5)"]
    taken = measure(command, tmp_path, tmp_path / "log")
    assert len(ours) > 4 * taken.peak_bytes
