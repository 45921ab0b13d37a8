"""Whenever publishing is killed, what is published is of one build and whole."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT

# Publish a version, and die without a word before the given call that changes a folder.
PUBLISH = """
import os, sys
from pathlib import Path
from one_click.publish import files

published, version, deadly = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
calls = 0

def die_in_time(event, arguments):
    global calls
    if event in ("os.rename", "os.symlink", "os.remove", "os.mkdir", "os.rmdir"):
        calls += 1
        if calls == deadly:
            os.kill(os.getpid(), 9)

files.drop_old(published)
sys.addaudithook(die_in_time)
folder = files.new_folder(published)
for name in ("one_click.duckdb", "report.html", f"campaign_{version}.csv"):
    (folder / name).write_text(version)
(folder / "parquet").mkdir()
(folder / "parquet" / "a.parquet").write_text(version)
files.switch(folder)
files.drop_old(published)
print(calls)
"""
NAMES = ("one_click.duckdb", "report.html", "parquet/a.parquet")


def publish(
    published: Path, version: str, deadly: int = 0
) -> subprocess.CompletedProcess:
    """Publish a version in another process, which may die on its way."""
    command = [sys.executable, "-c", PUBLISH, str(published), version, str(deadly)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


def versions(published: Path) -> set[str]:
    """The versions that the names people open lead to."""
    return {(published / name).read_text() for name in NAMES}


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many changes the third publish makes."""
    published = tmp_path_factory.mktemp("steps")
    counted = [publish(published, version) for version in ("1", "2", "3")]
    assert all(done.returncode == 0 for done in counted), counted[-1].stderr
    return int(counted[-1].stdout)


def test_a_kill_at_any_step_leaves_one_build(steps: int, tmp_path: Path) -> None:
    """Old or new, but never of two builds; the next publish clears what is left."""
    assert steps > 5
    for deadly in range(1, steps + 1):
        published = tmp_path / str(deadly)
        for version in ("1", "2"):
            assert publish(published, version).returncode == 0
        assert publish(published, "3", deadly).returncode == -9
        assert versions(published) in ({"2"}, {"3"}), deadly
        assert publish(published, "4").returncode == 0
        assert versions(published) == {"4"}
        assert len(list(published.glob(".build-*"))) == 2


def test_a_first_publish_that_is_killed_leaves_nothing_mixed(tmp_path: Path) -> None:
    """Names may be missing then; none leads to half of a build."""
    for deadly in range(1, 8):
        published = tmp_path / str(deadly)
        publish(published, "1", deadly)
        there = [name for name in NAMES if (published / name).exists()]
        assert {(published / name).read_text() for name in there} <= {"1"}
        assert publish(published, "2").returncode == 0
        assert versions(published) == {"2"}


def test_the_build_before_is_kept(tmp_path: Path) -> None:
    for version in ("1", "2"):
        assert publish(tmp_path, version).returncode == 0
    assert (tmp_path / "one_click.previous.duckdb").read_text() == "1"
    assert (tmp_path / "parquet.previous" / "a.parquet").read_text() == "1"
    assert os.readlink(tmp_path / "report.html") == "current/report.html"


def test_files_of_an_older_layout_are_replaced(tmp_path: Path) -> None:
    """There were files and folders where links stand now."""
    (tmp_path / "one_click.duckdb").write_text("0")
    (tmp_path / "parquet").symlink_to(".parquet-1")
    assert publish(tmp_path, "1").returncode == 0
    assert versions(tmp_path) == {"1"}


def test_a_reader_keeps_the_build_that_it_opened(tmp_path: Path) -> None:
    """DuckDB reads through the link, and the file stays while a reader has it."""
    from one_click.publish.files import drop_old, new_folder, switch

    for version in (1, 2, 3):
        folder = new_folder(tmp_path)
        with duckdb.connect(str(folder / "one_click.duckdb")) as database:
            database.execute(f"create table a as select {version} as version")
        switch(folder)
        drop_old(tmp_path)
        if version == 1:
            reader = duckdb.connect(str(tmp_path / "one_click.duckdb"), read_only=True)
    assert reader.execute("select version from a").fetchone() == (1,)
    reader.close()
    with duckdb.connect(str(tmp_path / "one_click.duckdb"), read_only=True) as now:
        assert now.execute("select version from a").fetchone() == (3,)
