"""One screen for a build: a line that moves, and warnings in full when it is over."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from dbt_common.events.base_types import EventLevel, EventMsg

WIDTH = 78
# So often the line on a terminal is written anew, and a log hears of what is still running.
SECONDS_ON_A_TERMINAL, SECONDS_IN_A_LOG = 1, 60
PUBLISHING = "publishing"
# Events of which the end says the same in plainer words.
TOLD_ELSEWHERE = {"LogTestResult", "RunResultWarning", "RunResultWarningMessage"}


class Progress:
    """Shows how far dbt is, from the events it sends.

    On a terminal one line is written again and again. Elsewhere a line stands for each tenth
    of the nodes, and for each minute in which none ended, so that a log stays short.
    """

    def __init__(self, write: Callable[[str], object] = sys.stderr.write) -> None:
        self.moves = sys.stderr.isatty()
        self.write = write
        self.lock = threading.Lock()
        self.done, self.total, self.tenth = 0, 0, 0
        # What runs, by its id: the name, and when it began.
        self.running: dict[str, tuple[str, float]] = {}
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.ended = threading.Event()

    def start(self) -> None:
        """Tell of what takes long, until `end`."""
        threading.Thread(target=self.tell_of_long_ones, daemon=True).start()

    def tell_of_long_ones(self) -> None:
        """Show for how long the nodes have run that run now."""
        every = SECONDS_ON_A_TERMINAL if self.moves else SECONDS_IN_A_LOG
        while not self.ended.wait(every):
            with self.lock:
                if self.moves:
                    self.show()
                elif line := self.long_ones(every):
                    self.write(f"{line}\n")

    def long_ones(self, seconds: float) -> str:
        """What has run for so many seconds or more, and for how long."""
        now = time.monotonic()
        return ", ".join(
            f"{name} {now - begun:.0f} s"
            for name, begun in self.running.values()
            if now - begun >= seconds
        )

    def __call__(self, event: EventMsg) -> None:
        """Take one event of dbt."""
        info: Any = event.info
        name, data = info.name, event.data
        with self.lock:
            if name == "NodeStart":
                self.begin(data.node_info.unique_id, data.node_info.node_name)
                self.show()
            elif name == "NodeFinished":
                self.running.pop(data.node_info.unique_id, None)
                self.done += 1
                if self.done == self.total:
                    # What dbt does then is the hook that publishes.
                    self.begin(PUBLISHING, PUBLISHING)
                self.show()
            elif name == "LogStartLine":
                self.total = max(self.total, data.total)
            elif name == "PrintEvent":
                self.clear()
                self.write(f"{info.msg}\n")
            elif info.level == EventLevel.WARN and name not in TOLD_ELSEWHERE:
                self.warnings.append(info.msg.strip())
            elif info.level == EventLevel.ERROR and name not in TOLD_ELSEWHERE:
                self.errors.append(info.msg.strip())

    def begin(self, identity: str, name: str) -> None:
        """Note that something runs now."""
        self.running[identity] = name, time.monotonic()

    def show(self) -> None:
        """Write the line, if it says something new."""
        counted = f"{self.done} of {self.total}" if self.total else f"{self.done}"
        if self.moves:
            long = self.long_ones(SECONDS_ON_A_TERMINAL)
            names = long or ", ".join(name for name, _ in self.running.values())
            self.write(f"\r\x1b[K{f'{counted}  {names}'[:WIDTH]}")
        elif self.total and self.done * 10 // self.total > self.tenth:
            self.tenth = self.done * 10 // self.total
            self.write(f"{counted} nodes are built\n")

    def clear(self) -> None:
        """Leave a clean line."""
        if self.moves:
            self.write("\r\x1b[K")

    def stop(self) -> None:
        """Tell of nothing any more, and leave a clean line."""
        self.ended.set()
        self.clear()

    def end(self) -> None:
        """Write every warning and every error, in full."""
        self.stop()
        for warning in dict.fromkeys(self.warnings):
            self.write(f"warning: {warning}\n")
        for error in dict.fromkeys(self.errors):
            self.write(f"{error}\n")
