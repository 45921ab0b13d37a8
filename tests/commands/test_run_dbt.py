"""What the project's `dbt` looks at before dbt does."""

import shutil
from pathlib import Path

import pytest
from checkout import ROOT

from one_click.run_dbt import check_seeds, exports_given
from one_click.exports.problems import InputProblem


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the seeds and dbt_project.yml."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copy(ROOT / "dbt_project.yml", tmp_path)
    return tmp_path


def test_good_seeds_pass(project: Path) -> None:
    check_seeds(project, exports_given=False)


def test_a_missing_export_is_named(project: Path) -> None:
    """Unless another folder is read."""
    (project / "seeds" / "exports" / "money.csv").unlink()
    with pytest.raises(InputProblem, match=r"money.csv is missing in .*Found: market_"):
        check_seeds(project, exports_given=False)
    check_seeds(project, exports_given=True)


@pytest.mark.parametrize("name", ["exports/market_time", "rules/offers"])
def test_a_seed_in_another_encoding_is_named(project: Path, name: str) -> None:
    """dbt reads every seed before any macro runs, also those of the project."""
    file = project / "seeds" / f"{name}.csv"
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.encode("cp1251", errors="replace"))
    with pytest.raises(InputProblem, match=r"is not UTF-8 text.*Found: Windows-1251"):
        check_seeds(project, exports_given=True)


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["build"], False),
        (["build", "--vars", "{exports_dir: /tmp/x}"], True),
        (["build", "--vars={exports_dir: /tmp/x}"], True),
    ],
)
def test_a_folder_named_on_the_command_line(
    project: Path, arguments: list[str], given: bool
) -> None:
    assert exports_given(project, arguments) is given


def test_a_folder_named_in_the_project(project: Path) -> None:
    file = project / "dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    changed = text.replace('exports_dir: ""', "exports_dir: /tmp/x", 1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    assert exports_given(project, ["build"])
