"""A damaged warehouse is named with the way out, and no history is lost on it."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint, rows

from one_click.publish.history import remembering_models, write_history

MADE_UP = "2026-01"
HISTORIES = {
    "monitoring.offer_history": f"campaign = '{MADE_UP}'",
    "monitoring.campaign_measurements": f"campaign = '{MADE_UP}'",
    "scoring.model_runs": "is_current",
    "monitoring.export_source": "source = 'seeds'",
}


@pytest.fixture(scope="module")
def built(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A warehouse with a campaign of an earlier month, and the history that is published."""
    project = copy_build(demo_again.project, tmp_path_factory.mktemp("b") / "project")
    with duckdb.connect(str(project.warehouse)) as database:
        database.execute(
            "insert into monitoring.offer_history by name select * "
            f"replace ('{MADE_UP}' as campaign) from monitoring.offer_history limit 1"
        )
        publish(database, project)
    return project


def publish(database: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Put the history of a warehouse in the place of the one that is published."""
    published = project.root / "published"
    shutil.rmtree(published / "current" / "history")
    manifest = project.root / "target" / "manifest.json"
    models = remembering_models(json.loads(manifest.read_text("utf-8")))
    write_history(database, models, published / "current", published)


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


def history(project: Project, table: str) -> list[Path]:
    """The published files of a table that has memory."""
    name = table.partition(".")[2]
    return sorted((project.root / "published" / "history").glob(f"{name}/*"))


def test_every_build_publishes_its_history(demo_again: Build) -> None:
    """The same rows, in files that are the owner's."""
    project = demo_again.project
    for table in HISTORIES:
        files = history(project, table)
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)
        kept_rows = rows(project.warehouse, f"from {table} order by all")
        # No campaign is measured in the first month.
        assert bool(files) == bool(kept_rows)
        if files:
            found = duckdb.sql(f"from read_parquet({[str(one) for one in files]})")
            assert found.order("all").fetchall() == kept_rows


def test_a_month_that_is_the_same_is_not_written_again(project: Project) -> None:
    """Its file has a second name; a month with other rows has a file of its own."""
    published = project.root / "published"
    manifest = project.root / "target" / "manifest.json"
    models = remembering_models(json.loads(manifest.read_text("utf-8")))
    new = published / ".build-1"
    with duckdb.connect(str(project.warehouse)) as database:
        database.execute(
            "update monitoring.offer_history set offer = 'another' "
            f"where campaign = '{MADE_UP}'"
        )
        write_history(database, models, new, published)
    same = [
        file.samefile(new / "history" / "offer_history" / file.name)
        for file in history(project, "monitoring.offer_history")
    ]
    assert same == [False, True]


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


@pytest.mark.slow
def test_a_new_warehouse_has_the_history(project: Project) -> None:
    """From its first run on, whatever that builds; and it knows its source."""
    with duckdb.connect(str(project.warehouse)) as database:
        database.execute(
            "insert into monitoring.campaign_measurements (campaign, outcome_month) "
            f"values ('{MADE_UP}', '2026-02')"
        )
        publish(database, project)
    shutil.rmtree(project.root / "warehouse")
    result = project.dbt("seed", "--select", "reference")
    assert result.code == 0, result.output
    assert "offer_history comes back from published/history" in result.output
    assert kept(project) == [1, 1, 1, 1]


@pytest.mark.slow
def test_the_build_after_it_trains_nothing(project: Project) -> None:
    """The runs of the model came back too; the next copy holds what came back."""
    project.warehouse.rename(f"{project.warehouse}.damaged")
    result = project.make("build")
    assert result.code == 0, result.output
    assert "is trained already" in result.output
    assert kept(project) == [1, 0, 1, 1]
    months = [file.stem for file in history(project, "monitoring.offer_history")]
    assert months[0] == MADE_UP and len(months) == 2


@pytest.mark.slow
def test_a_damaged_history_is_named(project: Project) -> None:
    """It is looked at only where it is needed."""
    copy = history(project, "monitoring.offer_history")[0]
    damage(copy, "cut off")
    assert project.dbt("seed", "--select", "reference").code == 0
    project.warehouse.unlink()
    result = project.dbt("seed", "--select", "reference")
    assert result.code != 0
    assert f"{copy.name} is damaged: " in result.output
    assert "its month is missing in the history" in result.output
    assert "Traceback" not in result.output
