"""The same exports give the same marts, whatever runs side by side with what."""

from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build, copy_project
from databases import Tables, differences, tables
from export_files import EXPORTS

pytestmark = pytest.mark.slow

SCHEMAS = ("staging", "intermediate", "features", "scoring", "segments", "marts")
BUILD = ("build", "--exclude-resource-type", "unit_test")


@pytest.fixture(scope="module")
def expected(demo_again: Build) -> Tables:
    """All tables of a build from the seeds, on two threads."""
    return tables(demo_again.project.warehouse, SCHEMAS)


def use_threads(project: Project, engine: int) -> None:
    """Let DuckDB work on so many threads."""
    profile = project.root / "profiles" / "profiles.yml"
    text = profile.read_text(encoding="utf-8")
    setting = f"      settings:\n        threads: {engine}\n"
    assert text.count("      settings:\n") == 1
    profile.write_text(text.replace("      settings:\n", setting), "utf-8")


@pytest.mark.parametrize(("models", "engine"), [(1, 1), (2, 2), (4, 1), (4, 2)])
def test_threads_change_nothing(
    models: int, engine: int, demo_again: Build, expected: Tables, tmp_path: Path
) -> None:
    """Models side by side, and threads within one."""
    project = copy_build(demo_again.project, tmp_path / "project")
    use_threads(project, engine)
    result = project.dbt(*BUILD, "--threads", str(models))
    assert result.code == 0, result.output
    assert differences(tables(project.warehouse, SCHEMAS), expected) == []


def test_the_two_ways_in_change_nothing(
    demo_again: Build, expected: Tables, tmp_path: Path
) -> None:
    """The demo exports as a folder, all tables up to the marts."""
    exports = tmp_path / "exports"
    exports.mkdir()
    project = copy_build(demo_again.project, tmp_path / "project")
    for name in EXPORTS:
        file = project.root / "seeds" / "exports" / f"{name}.csv"
        (exports / file.name).write_bytes(file.read_bytes())
    result = project.make("build", f"EXPORTS={exports}", "VARS={new_source: true}")
    assert result.code == 0, result.output
    (difference,) = differences(tables(project.warehouse, SCHEMAS), expected)
    assert "('exports_source', 'folder'), ('exports_source', 'seeds')" in difference


def test_training_anew_changes_nothing(expected: Tables, tmp_path: Path) -> None:
    """Everything fitted again, one model after the other on one thread."""
    project = copy_project(tmp_path / "project")
    use_threads(project, 1)
    result = project.dbt(*BUILD, "--threads", "1")
    assert result.code == 0, result.output
    assert "is trained already" not in result.output
    assert differences(tables(project.warehouse, SCHEMAS), expected) == []
