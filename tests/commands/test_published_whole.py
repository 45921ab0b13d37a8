"""Whenever publishing is killed, what is published is of one build and whole."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT
from dbt_target import write_target

# Publish, and die without a word at the given rename; the first is 1.
PUBLISH = """
import os, sys
from pathlib import Path
from one_click.publish import publish

folder, deadly = Path(sys.argv[1]), int(sys.argv[2])
replace, calls = os.replace, 0

def replace_or_die(*arguments):
    global calls
    calls += 1
    if calls == deadly:
        os._exit(9)
    replace(*arguments)

os.replace = replace_or_die
def campaign_list(connection, published):
    place = published / "campaign_2026-11.csv"
    publish.aside(place).write_bytes(b"list")
    return place

publish.campaign_list = campaign_list
publish.model_card = lambda connection: "card"
publish.pages = lambda connection, script: {}
publish.publish(folder / "target", folder / "warehouse.duckdb", folder / "published")
"""
# Of a publish that finds an earlier one: the database after what keeps the one before,
# the campaign list, the model card, and the link to Parquet after the one before.
RENAMES = 6


def publish_build(folder: Path, version: int, deadly: int = 0) -> int:
    """Build version `version` of two tables and publish it; the exit code."""
    (folder / "target").mkdir(exist_ok=True)
    (folder / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for name in ("a", "b"):
            connection.execute(
                f"create table marts.{name} as select {version} as version"
            )
    statuses = dict.fromkeys(("a", "b", "inner"), "success")
    run = f"build {version}"
    write_target(folder / "target", statuses, manifest_of=run, run_of=run)
    command = [sys.executable, "-c", PUBLISH, str(folder), str(deadly)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def versions(published: Path, suffix: str = "") -> tuple[set[int], set[str]]:
    """What the tables of the database and of the Parquet folder are of."""
    with duckdb.connect(str(published / f"one_click{suffix}.duckdb"), True) as database:
        tables = database.execute(
            "select version from marts.a union all select version from marts.b"
        ).fetchall()
    # A link that leads nowhere is an error here, and so is half a file.
    folder = (published / f"parquet{suffix}").resolve(strict=True)
    assert sorted(file.name for file in folder.iterdir()) == [
        "marts.a.parquet",
        "marts.b.parquet",
    ]
    files = duckdb.sql(
        "select distinct decode(value), version "
        f"from parquet_kv_metadata('{folder}/*.parquet') "
        f"inner join read_parquet('{folder}/*.parquet', filename=true) as content "
        "on content.filename = file_name where decode(key) = 'build'"
    ).fetchall()
    assert all(build == f"build {version}" for build, version in files)
    return {version for (version,) in tables}, {build for build, _ in files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Build 1 is published."""
    assert publish_build(tmp_path, 1) == 0
    return tmp_path


def test_a_publish_replaces_both_and_keeps_the_previous(folder: Path) -> None:
    assert publish_build(folder, 2) == 0
    assert versions(folder / "published") == ({2}, {"build 2"})
    assert versions(folder / "published", ".previous") == ({1}, {"build 1"})


@pytest.mark.parametrize("deadly", range(1, RENAMES + 1))
def test_a_killed_publish_leaves_wholes(folder: Path, deadly: int) -> None:
    """Old or new, but never of two builds; the next publish clears what is left."""
    assert publish_build(folder, 2, deadly) == 9
    tables, files = versions(folder / "published")
    assert (tables, files) in [
        ({1}, {"build 1"}),
        ({2}, {"build 1"}),
        ({2}, {"build 2"}),
    ]
    assert publish_build(folder, 3) == 0
    assert versions(folder / "published") == ({3}, {"build 3"})
    assert sorted(
        "folder" if path.name.startswith(".parquet-") else path.name
        for path in (folder / "published").iterdir()
    ) == [
        "campaign_2026-11.csv",
        "folder",
        "folder",
        "model_card.md",
        "one_click.duckdb",
        "one_click.previous.duckdb",
        "parquet",
        "parquet.previous",
    ]


def test_there_are_as_many_renames_as_are_tried(folder: Path) -> None:
    assert publish_build(folder, 2, RENAMES + 1) == 0
