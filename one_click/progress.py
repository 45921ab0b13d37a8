"""One screen for a build: a line that moves, and warnings in full when it is over."""

import sys
import threading
from collections.abc import Callable
from typing import Any

from dbt_common.events.base_types import EventLevel, EventMsg

WIDTH = 78
# Events of which the end says the same in plainer words.
TOLD_ELSEWHERE = {"LogTestResult", "RunResultWarning", "RunResultWarningMessage"}


class Progress:
    """Shows how far dbt is, from the events it sends.

    On a terminal one line is written again and again. Elsewhere a line stands for each tenth
    of the nodes, so that a log stays short.
    """

    def __init__(self, write: Callable[[str], object] = sys.stderr.write) -> None:
        self.moves = sys.stderr.isatty()
        self.write = write
        self.lock = threading.Lock()
        self.done, self.total, self.tenth = 0, 0, 0
        self.running: dict[str, str] = {}
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def __call__(self, event: EventMsg) -> None:
        """Take one event of dbt."""
        info: Any = event.info
        name, data = info.name, event.data
        with self.lock:
            if name == "NodeStart":
                self.running[data.node_info.unique_id] = data.node_info.node_name
                self.show()
            elif name == "NodeFinished":
                self.running.pop(data.node_info.unique_id, None)
                self.done += 1
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

    def show(self) -> None:
        """Write the line, if it says something new."""
        counted = f"{self.done} of {self.total}" if self.total else f"{self.done}"
        if self.moves:
            names = ", ".join(self.running.values())
            self.write(f"\r\x1b[K{f'{counted}  {names}'[:WIDTH]}")
        elif self.total and self.done * 10 // self.total > self.tenth:
            self.tenth = self.done * 10 // self.total
            self.write(f"{counted} nodes are built\n")

    def clear(self) -> None:
        """Leave a clean line."""
        if self.moves:
            self.write("\r\x1b[K")

    def end(self) -> None:
        """Write every warning and every error, in full."""
        self.clear()
        for warning in dict.fromkeys(self.warnings):
            self.write(f"warning: {warning}\n")
        for error in dict.fromkeys(self.errors):
            self.write(f"{error}\n")
