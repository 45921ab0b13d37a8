"""A damaged warehouse is named with the way out, and no history is lost on it."""

from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint, rows

from one_click.publish.history import write_history

MADE_UP = "2026-01"
HISTORIES = {
    "monitoring.offer_history": f"campaign = '{MADE_UP}'",
    "monitoring.campaign_measurements": f"campaign = '{MADE_UP}'",
    "scoring.model_runs": "is_current",
    "monitoring.export_source": "source = 'seeds'",
}


@pytest.fixture(scope="module")
def built(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A warehouse with a campaign of an earlier month, and the copy that a build left."""
    project = copy_build(demo_again.project, tmp_path_factory.mktemp("b") / "project")
    with duckdb.connect(str(project.warehouse)) as database:
        database.execute(
            "insert into monitoring.offer_history by name select * "
            f"replace ('{MADE_UP}' as campaign) from monitoring.offer_history limit 1"
        )
    nodes = [name.split(".") for name in HISTORIES]
    with duckdb.connect(str(project.warehouse)) as database:
        models = [
            {"schema": a, "alias": b, "name": b, "relation_name": f"{a}.{b}"}
            for a, b in nodes
        ]
        write_history(database, models, project.warehouse)
    return project


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    """A copy of it for each test."""
    return copy_build(built, tmp_path / "project")


def damage(file: Path, how: str) -> None:
    """Damage a file in one of the ways in which files are damaged."""
    whole = file.read_bytes()
    parts = {"emptied": b"", "overwritten": b"no database" * 9, "cut off": whole[:-9]}
    file.write_bytes(parts[how])


def kept(project: Project) -> list[int]:
    """The rows of each table that has memory, that only the copy could hold."""
    return [
        rows(project.warehouse, f"select count(*) from {table} where {condition}")[0][0]
        for table, condition in HISTORIES.items()
    ]


def test_every_build_leaves_a_copy(demo_again: Build) -> None:
    """Of the same rows, in a file that is the owner's."""
    project = demo_again.project
    copy = project.warehouse.with_name("history.duckdb")
    assert copy.stat().st_mode & 0o077 == 0
    for table in HISTORIES:
        name = table.partition(".")[2]
        assert rows(copy, f"from {name} order by all") == rows(
            project.warehouse, f"from {table} order by all"
        )


@pytest.mark.parametrize("how", ["emptied", "overwritten", "cut off"])
def test_make_build_names_it(project: Project, how: str) -> None:
    """And leaves it, with all that is published."""
    damage(project.warehouse, how)
    before = fingerprint(project.root / "warehouse")
    result = project.make("build")
    sentence, *_ = result.lines
    assert sentence.startswith(f"build: {project.warehouse} is damaged: ")
    assert f"Move {project.warehouse} away" in sentence
    assert "history of campaigns comes back from " in sentence
    assert "Traceback" not in result.output
    assert fingerprint(project.root / "warehouse") == before


@pytest.mark.slow
def test_dbt_names_it(project: Project) -> None:
    damage(project.warehouse, "overwritten")
    result = project.dbt("build")
    assert result.code != 0
    assert f"{project.warehouse} is damaged: " in result.output
    assert "Traceback" not in result.output


def test_a_new_warehouse_has_the_history(project: Project) -> None:
    """From its first run on, whatever that builds; and it knows its source."""
    with duckdb.connect(f"{project.warehouse.with_name('history.duckdb')}") as copy:
        copy.execute(
            f"insert into campaign_measurements (campaign) values ('{MADE_UP}')"
        )
    project.warehouse.rename(f"{project.warehouse}.damaged")
    result = project.dbt("seed", "--select", "reference")
    assert result.code == 0, result.output
    assert "offer_history comes back from history.duckdb" in result.output
    assert kept(project) == [1, 1, 1, 1]


@pytest.mark.slow
def test_the_build_after_it_trains_nothing(project: Project) -> None:
    """The runs of the model came back too; the next copy holds what came back."""
    project.warehouse.rename(f"{project.warehouse}.damaged")
    result = project.make("build")
    assert result.code == 0, result.output
    assert "is trained already" in result.output
    assert kept(project) == [1, 0, 1, 1]
    copy = project.warehouse.with_name("history.duckdb")
    campaigns = "select distinct campaign from offer_history order by 1"
    assert rows(copy, campaigns)[0] == (MADE_UP,)


@pytest.mark.slow
def test_a_damaged_copy_is_named(project: Project) -> None:
    """It is looked at only where it is needed."""
    copy = project.warehouse.with_name("history.duckdb")
    damage(copy, "cut off")
    assert project.dbt("seed", "--select", "reference").code == 0
    project.warehouse.unlink()
    result = project.dbt("seed", "--select", "reference")
    assert result.code != 0
    assert f"{copy} is damaged: " in result.output
    assert "history of campaigns begins anew" in result.output
    assert "Traceback" not in result.output
