"""Clean copies of the project, and the commands a user types in them."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from one_click import project_copy
from one_click.project_copy import ROOT

# Beside the checkout, never in it: the store's own exports are not published.
REAL_EXPORTS = ROOT.parent / "shared" / "data" / "one_click"

# All that a command sees of the shell the tests run in.
PASSED_ON = ("PATH", "TMPDIR", "SYSTEMROOT")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# What a build makes; each is ignored by git.
MADE = ("target", "logs")


@dataclass(frozen=True)
class Result:
    """How a command ended, and all it printed, colours removed."""

    code: int
    output: str
    seconds: float

    @property
    def lines(self) -> list[str]:
        """The printed lines that are not empty."""
        return [line for line in self.output.splitlines() if line.strip()]


@dataclass(frozen=True)
class Project:
    """A copy of the project in its own folder, with an environment in `.venv`."""

    root: Path

    @property
    def published(self) -> Path:
        """The database BI tools read."""
        return self.root / "published" / "one_click.duckdb"

    @property
    def warehouse(self) -> Path:
        """The database dbt builds in."""
        return self.root / "warehouse" / "one_click.duckdb"

    def run(self, *command: str | Path, cwd: Path | None = None) -> Result:
        """Run a command in the project, or in `cwd`, and wait for its end."""
        start = time.monotonic()
        process = self.start(*command, cwd=cwd)
        output, _ = process.communicate()
        seconds = time.monotonic() - start
        return Result(process.returncode, COLOUR.sub("", output), seconds)

    def start(self, *command: str | Path, cwd: Path | None = None) -> subprocess.Popen:
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd or self.root,
            env=clean_environment(self.root),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def make(self, *arguments: str) -> Result:
        """`make` with these targets and variables."""
        return self.run("make", *arguments)

    def dbt(self, *arguments: str, cwd: Path | None = None) -> Result:
        """The environment's own `dbt`."""
        return self.run(self.root / ".venv" / "bin" / "dbt", *arguments, cwd=cwd)


def clean_environment(root: Path) -> dict[str, str]:
    """A shell without variables of dbt, make or Python, and with an empty home."""
    home = root.parent / f"{root.name}-home"
    home.mkdir(exist_ok=True)
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, "HOME": str(home), "LANG": "C.UTF-8"}


def copy_project(target: Path) -> Project:
    """The project as git would publish it, nothing built, its environment linked."""
    return Project(project_copy.copy_project(target))


def copy_build(project: Project, target: Path) -> Project:
    """A project together with all it has built."""
    shutil.copytree(project.root, target, symlinks=True)
    return Project(target)


def forget_build(project: Project) -> None:
    """Leave nothing of a build but the fold evaluations, which are slow to make."""
    for name in MADE:
        shutil.rmtree(project.root / name, ignore_errors=True)
    for name in ("models", "state"):
        shutil.rmtree(project.root / "warehouse" / name, ignore_errors=True)
    for file in (project.root / "warehouse").glob("*.duckdb*"):
        file.unlink()
    for entry in (project.root / "published").iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != ".gitkeep":
            entry.unlink()
