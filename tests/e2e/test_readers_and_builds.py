"""Readers never see half a build and never stop one; a killed build publishes nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint

pytestmark = pytest.mark.slow

READER = Path(__file__).with_name("readers.py")
# Two builds that differ in every table the readers look at.
AUTUMN = ("2026-10", 3.0)
WINTER = ("2026-12", 6.0)


def settings(build: tuple[str, float]) -> str:
    """The vars of a build, as make takes them."""
    month, horizon = build
    settings = f"horizon_months: {horizon:g}, profit_lost_share: 1"
    return f"VARS={{as_of: '{month}', {settings}}}"


@contextmanager
def reading(file: Path, log: Path, *arguments: str) -> Iterator[None]:
    """Somebody reads the file all the time; what is read is written to the log."""
    with log.open("w") as output:
        reader = subprocess.Popen(
            [sys.executable, str(READER), str(file), *arguments],
            stdin=subprocess.PIPE,
            stdout=output,
        )
        try:
            yield
            assert reader.poll() is None, "the reader is gone"
        finally:
            reader.stdin.close()
            reader.wait()


def reads(log: Path) -> list[dict]:
    """What was read; the last line may be cut short."""
    lines = log.read_text().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


@pytest.fixture(scope="module")
def autumn(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has just built and published autumn."""
    project = copy_build(demo.project, tmp_path_factory.mktemp("autumn") / "project")
    result = project.make("build", settings(AUTUMN))
    assert result.code == 0, result.output
    return project


@pytest.fixture
def project(autumn: Project, tmp_path: Path) -> Project:
    """A copy of it, to build in."""
    return copy_build(autumn, tmp_path / "project")


@pytest.mark.parametrize("way_in", ["seeds", "exports"])
def test_readers_and_builds_leave_each_other_alone(
    project: Project, tmp_path: Path, way_in: str
) -> None:
    """Every read is whole, of autumn or of winter; the build ends, whoever reads."""
    exports = [f"EXPORTS={project.root / 'seeds' / 'exports'}"]
    confirmed = settings(WINTER).replace("}", ", new_source: true}")
    loop, held = tmp_path / "loop.log", tmp_path / "held.log"
    with reading(project.published, loop), reading(project.published, held, "hold"):
        time.sleep(1)
        result = project.make(
            "build", confirmed, *(exports if way_in == "exports" else [])
        )
        time.sleep(1)
    assert result.code == 0, result.output
    found = reads(loop)
    assert [read for read in found if "error" in read] == []
    seen = {(tuple(read["months"]), tuple(read["horizons"])) for read in found}
    assert seen == {((month,), (horizon,)) for month, horizon in (AUTUMN, WINTER)}
    assert len(found) > 50
    # Who keeps the file open goes on reading what was published then.
    assert {
        (tuple(read["months"]), tuple(read["horizons"])) for read in reads(held)
    } == {((AUTUMN[0],), (AUTUMN[1],))}


def test_a_killed_build_changes_nothing_published(project: Project) -> None:
    """Killed when scores and marts are new; the next build goes on.

    Killed later, while it publishes: tests/one_click/test_published_whole.py.
    """
    before = fingerprint(project.root / "published")
    building = project.start("make", "build", settings(WINTER))
    assert any("is trained already" in line for line in building.stdout)
    os.killpg(building.pid, signal.SIGKILL)
    building.wait()
    after = fingerprint(project.root / "published")
    assert {name: after.get(name) for name in before} == before
    result = project.make("build", settings(WINTER))
    assert result.code == 0, result.output
