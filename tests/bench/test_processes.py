"""A command is measured with all that it starts, and a failing command is named."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from one_click.bench.processes import Measurement, ProcessError, measure, medians

HOLD = "x = bytearray(120_000_000); import time; time.sleep(0.4)"


def test_memory_is_that_of_the_whole_tree(tmp_path: Path) -> None:
    """Two children hold 120 MB at once: more than the kernel says of either."""
    child = f"'{sys.executable}' -c '{HOLD}'"
    measured = measure(["/bin/sh", "-c", f"{child} & {child}; wait"], tmp_path)
    assert measured.peak_bytes > 240_000_000


def test_a_command_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match=r"(?s)exit 3» ended with 3:.*no such thing"):
        measure(["/bin/sh", "-c", "echo no such thing; exit 3"], tmp_path)


def test_a_command_that_is_killed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match="ended with -9"):
        measure(["/bin/sh", "-c", "kill -9 $$"], tmp_path)


INTERRUPTED = """
import signal
from pathlib import Path
from one_click.bench.processes import measure
# Started by a shell in the background, Python would ignore the signal.
signal.signal(signal.SIGINT, signal.default_int_handler)
print("begins", flush=True)
measure(["/bin/sh", "-c", "sleep 60 & wait"], Path.cwd())
"""


def test_ctrl_c_ends_all_that_the_command_started() -> None:
    """Else the benchmark would wait for the command, and leave it running."""
    command = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        run.stdout.readline()
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=20)
    assert b"KeyboardInterrupt" in errors


def test_medians_keep_the_highest_peak() -> None:
    """Times by their median; the memory that a machine must have is the most of all."""
    runs = [
        Measurement(1, 30, {"training": 5}),
        Measurement(9, 10, {"training": 7}),
        Measurement(3, 20, {"training": 6}),
    ]
    assert medians(runs) == Measurement(3, 30, {"training": 6})


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_memory_of_the_benchmark_is_not_the_commands(tmp_path: Path) -> None:
    """A process begins as a copy of this one, and the kernel's maximum remembers it."""
    ours = bytearray(400 * 2**20)
    command = [sys.executable, "-c", "import time; time.sleep(0.5)"]
    assert len(ours) > 4 * measure(command, tmp_path).peak_bytes
