"""`dbt` without make: from the project root, and from where it cannot work."""

from pathlib import Path

import pytest
from builds import Build
from checkout import Project, copy_build
from databases import differences, fingerprint, tables

MARTS = ("marts", "scoring", "segments")


@pytest.fixture(scope="module")
def project(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A moved project: everything built elsewhere, now in another folder."""
    return copy_build(demo_again.project, tmp_path_factory.mktemp("alone") / "project")


@pytest.mark.slow
def test_dbt_build_from_the_root(demo_again: Build, project: Project) -> None:
    """A plain `dbt build` finds its profile and makes the same tables, in its own file.

    What dbt remembers of the folder it was in before leads it nowhere else.
    """
    elsewhere = demo_again.project.warehouse
    before = tables(project.warehouse, MARTS)
    times = [path.stat().st_mtime_ns for path in (elsewhere, project.warehouse)]
    result = project.dbt("build")
    assert result.code == 0, result.output
    assert differences(before, tables(project.warehouse, MARTS)) == []
    assert elsewhere.stat().st_mtime_ns == times[0]
    assert project.warehouse.stat().st_mtime_ns > times[1]
    assert "is trained already" in result.output


def test_dbt_from_elsewhere_says_what_to_do(project: Project, tmp_path: Path) -> None:
    """It says that it found no project, fails, and leaves no database behind."""
    before = fingerprint(project.root / "warehouse")
    result = project.dbt("build", cwd=tmp_path)
    assert result.code != 0
    assert "Traceback" not in result.output
    assert list(tmp_path.rglob("*.duckdb")) == []
    assert fingerprint(project.root / "warehouse") == before


def test_dbt_from_a_folder_of_the_project(project: Project) -> None:
    """The same in the project's own folders, where a stray database would be lost."""
    result = project.dbt("build", cwd=project.root / "models")
    assert result.code != 0
    assert list((project.root / "models").rglob("*.duckdb")) == []


def test_dbt_from_elsewhere_with_folders_named(
    project: Project, tmp_path: Path
) -> None:
    """Named folders work from anywhere, on the project's own database."""
    folders = [f"--{name}-dir={project.root}" for name in ("project", "profiles")]
    result = project.dbt(
        "show", "--quiet", "--select", "customers", *folders, cwd=tmp_path
    )
    assert result.code == 0, result.output
    assert "customer_id" in result.output
    assert list(tmp_path.rglob("*.duckdb")) == []
