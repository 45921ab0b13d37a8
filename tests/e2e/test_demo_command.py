"""`make demo` sends a campaign and measures it, in a copy that it makes itself."""

import re
from pathlib import Path

import pytest
from builds import complaints
from checkout import Project, copy_project

from one_click.demo.campaign import build

REPORT = re.compile(
    r"Treated [\d,]+ customers, [\d.]+% of whom bought less; control [\d,]+, [\d.]+%\.\n"
    r"Difference, risk taken out: -.*; the campaign could tell [\d.]+%\.\n"
    r"Planted: risk lower by 50%\. Measured: by (\d+)%\."
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the project, nothing built."""
    return copy_project(tmp_path / "project")


def test_help_needs_no_build(project: Project) -> None:
    result = project.make("demo", "ARGS=--help")
    assert result.code == 0, result.output
    assert "--effect EFFECT" in result.output


def test_a_machine_without_git_is_refused_in_one_sentence(project: Project) -> None:
    demo = (project.root / ".venv" / "bin" / "python", "-m", "one_click.demo.campaign")
    result = project.run("/usr/bin/env", "PATH=/nowhere", *demo)
    assert result.code != 0
    (line,) = result.lines
    assert line.startswith("demo: the project cannot be copied with git: ")


@pytest.mark.slow
def test_the_build_of_a_copy_goes_as_far_as_the_exports(
    project: Project, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    """The copy has all that dbt parses; the first file of the store is not there."""
    empty = tmp_path / "no exports"
    empty.mkdir()
    with pytest.raises(SystemExit) as stopped:
        build(project.root, empty, "2026-01", 100)
    output = capfd.readouterr().err
    assert stopped.value.code != 0
    assert "market_file" in output, output
    assert (project.root / "target" / "manifest.json").is_file()


@pytest.mark.slow
def test_the_planted_effect_is_told_in_the_end(project: Project) -> None:
    """Two builds show their progress, three lines the effect; nothing stays behind.

    The project is no repository here, as when it came as an archive.
    """
    result = project.make("demo", "ARGS=--customers 1500 --effect 0.5")
    assert result.code == 0, result.output
    assert complaints(result.output) == []
    assert result.output.count("nodes are built") > 10
    found = REPORT.fullmatch("\n".join(result.lines[-3:]))
    assert found, result.output
    assert 30 <= int(found[1]) <= 70
    assert not project.warehouse.exists() and not project.published.exists()
