"""What a build is to the tests."""

import re
from dataclasses import dataclass
from pathlib import Path

from checkout import Project, Result

# Not the zeros of dbt's summary, and not the column service_errors_quarter.
COMPLAINT = re.compile(
    r"warn(?:ing)?s?\b(?!=0\b)|\berrors?\b(?!=0\b)|traceback|deprecat", re.IGNORECASE
)


@dataclass(frozen=True)
class Build:
    """A build: where, what it printed, and the database it published."""

    project: Project
    result: Result
    database: Path


def complaints(output: str) -> list[str]:
    """Lines that warn, or that a program left when it broke."""
    return [line for line in output.splitlines() if COMPLAINT.search(line)]
