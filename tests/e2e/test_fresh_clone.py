"""The two commands on a machine that has Python and make, in either order."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from builds import complaints
from checkout import COLOUR

from one_click.project_copy import copy_files, tracked_files

pytestmark = pytest.mark.slow

GIT = ["git", "-c", "user.name=tests", "-c", "user.email=tests@example.com"]
GIT += ["-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false"]


def fresh_environment() -> dict[str, str]:
    """The shell of the tests, for the settings of pip, without their environment."""
    forgotten = ("DBT_", "MAKE", "MFLAGS", "PYTEST_", "PYTHON", "VIRTUAL_ENV", "GIT_")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(forgotten) and name not in ("EXPORTS", "VARS")
    }
    folders = kept["PATH"].split(os.pathsep)
    own = str(Path(sys.prefix, "bin"))
    kept["PATH"] = os.pathsep.join(folder for folder in folders if folder != own)
    return {**kept, "LANG": "C.UTF-8"}


def run(*command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess:
    """Run a command; stdout and stderr together, colours removed."""
    ended = subprocess.run(
        command,
        cwd=cwd,
        env={**fresh_environment(), **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    ended.stdout = COLOUR.sub("", ended.stdout)
    return ended


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the project as it stands now."""
    if not shutil.which("git") or not shutil.which("make"):
        pytest.skip("git and make are needed")
    folder = tmp_path_factory.mktemp("origin") / "one-click"
    copy_files(tracked_files(), folder)
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["commit", "--quiet", "-m", "x"],
    ):
        ended = run(*GIT, *command, cwd=folder)
        assert ended.returncode == 0, ended.stdout
    return folder


@pytest.fixture(scope="module")
def index_answers(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where pip reaches no index of packages."""
    folder = tmp_path_factory.mktemp("pip")
    asked = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--quiet",
        "iniconfig",
    ]
    if run(*asked, cwd=folder).returncode != 0:
        pytest.skip("pip reaches no package index, and a fresh clone needs one")


@pytest.fixture
def clone(origin: Path, index_answers: None, tmp_path: Path) -> Path:
    """A fresh clone: no environment, nothing built."""
    ended = run(*GIT, "clone", "--quiet", str(origin), "clone", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout
    return tmp_path / "clone"


def test_clone_is_the_checkout(origin: Path, clone: Path) -> None:
    """Git changes no byte on the way: not the line ends of the exports, no link."""
    for path in tracked_files(origin):
        assert (clone / path).is_symlink() == (origin / path).is_symlink(), path
        assert (clone / path).read_bytes() == (origin / path).read_bytes(), path


def test_make_build_is_enough(clone: Path) -> None:
    """`make build` alone makes its environment and ends with offers."""
    ended = run("make", "build", cwd=clone)
    assert ended.returncode == 0, ended.stdout
    assert complaints(ended.stdout) == []
    assert re.search(
        r"^From the seeds.* customers, .* offers", ended.stdout, re.MULTILINE
    )
    assert (clone / "published" / "one_click.duckdb").is_file()
    status = run(*GIT, "status", "--porcelain", cwd=clone)
    assert status.stdout == ""


def test_make_test_can_be_first(clone: Path) -> None:
    """`make test` alone makes all it needs; it runs the tests of tests/project here."""
    selected = {"PYTEST_ADDOPTS": "tests/project"}
    ended = run("make", "test", cwd=clone, **selected)
    assert ended.returncode == 0, ended.stdout
    assert complaints(ended.stdout) == []
    assert re.search(r"\b[1-9]\d* passed", ended.stdout)
