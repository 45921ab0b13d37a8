"""What cannot be built stops with a sentence, and leaves what is published alone."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from databases import fingerprint
from export_files import (
    LABEL,
    Frames,
    read_exports,
    write_exports,
)

slow = pytest.mark.slow


@pytest.fixture(scope="module")
def project(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a good build, which every error must leave as it is."""
    return copy_build(demo_again.project, tmp_path_factory.mktemp("errors") / "project")


@pytest.fixture
def exports(project: Project) -> Iterator[Path]:
    """A folder for exports; always the same one, so that dbt need not parse anew."""
    folder = project.root.parent / "exports"
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def seeds(project: Project, tmp_path: Path) -> Iterator[Path]:
    """The seeds of the project, put back after the test."""
    folder = project.root / "seeds" / "exports"
    shutil.copytree(folder, tmp_path / "kept")
    yield folder
    for file in (tmp_path / "kept").iterdir():
        shutil.copy2(file, folder / file.name)


def refused(project: Project, *arguments: str) -> Result:
    """The result of a build that must fail in a civil way."""
    before = fingerprint(project.root / "published")
    result = project.make("build", *arguments)
    assert result.code != 0, result.output
    assert "Traceback" not in result.output, result.output
    assert fingerprint(project.root / "published") == before
    return result


def assert_says(result: Result, *parts: str) -> None:
    """One printed line holds all the parts, in this order."""
    for line in result.lines:
        places = [line.find(part) for part in parts]
        if -1 not in places and places == sorted(places):
            return
    pytest.fail(f"no line says {parts}:\n{result.output}")


def with_few_labels(frames: Frames, folder: Path) -> None:
    frames["market_file"].loc[40:, LABEL] = ""
    write_exports(frames, folder)


@slow
def test_few_labels(project: Project, exports: Path) -> None:
    """Too few customers of one activity to learn from, with the number that would do."""
    with_few_labels(read_exports(project.root / "seeds" / "exports"), exports)
    assert_says(
        refused(project, f"EXPORTS={exports}", "VARS={new_source: true}"),
        "Training needs 50 customers of each activity: found",
    )


def test_folder_that_does_not_exist(project: Project) -> None:
    """It is named as it was typed and as it was looked for."""
    result = refused(project, "EXPORTS=нет такой папки")
    folder = project.root / "нет такой папки"
    assert_says(
        result, "EXPORTS is «нет такой папки»", f"no folder {folder}", "Expected"
    )


@pytest.mark.parametrize("text", ["{threshold_policy: ", "recall", "[1, 2]"])
def test_vars_that_cannot_be_read(project: Project, text: str) -> None:
    """VARS that is no YAML mapping is shown beside an example that is."""
    result = refused(project, f"VARS={text}")
    assert_says(result, f"VARS is «{text}»", "VARS='{threshold_policy: recall}'")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("{as_of: 2026-13}", ["as_of is «2026-13»", "YYYY-MM"], id="month"),
        # YAML reads a date, which JSON does not know, and numbers that are none.
        pytest.param(
            "{as_of: 2026-11-05}", ["as_of is «2026-11-05»", "YYYY-MM"], id="date"
        ),
        pytest.param(
            "{horizon_months: .nan}",
            ["horizon_months is «NaN»", "a number from 0"],
            id="nan",
            marks=slow,
        ),
        pytest.param(
            "{campaign_budget: .inf}",
            ["campaign_budget is «Infinity»", "a number from 0"],
            id="inf",
            marks=slow,
        ),
        pytest.param(
            "{threshold_policy: best}",
            ["threshold_policy", "best", "f1", "recall", "profit"],
            id="policy",
            marks=slow,
        ),
        pytest.param(
            "{champion: oracle}",
            ["champion is «oracle»", "additive_splines", "Nothing was built"],
            id="champion",
            marks=slow,
        ),
    ],
)
def test_values_of_vars_that_mean_nothing(
    project: Project, text: str, parts: list[str]
) -> None:
    """A var outside its range is named, with what it may be."""
    assert_says(refused(project, f"VARS={text}"), *parts)


@slow
@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{as_of: 2026-11-05}", "as_of is «2026-11-05»"),
        ("{horizon_months: .nan}", "horizon_months is «nan»"),
        ("{horizon_months: .inf}", "horizon_months is «inf»"),
        ("{campaign_budget: .nan}", "campaign_budget is «nan»"),
        ("{campaign_budget: .inf}", "campaign_budget is «inf»"),
    ],
)
def test_dbt_says_the_same(project: Project, text: str, part: str) -> None:
    result = project.dbt("build", "--vars", text)
    assert result.code != 0
    assert_says(result, f"The var {part}. Expected: ")
    assert "Traceback" not in result.output


def without_privileges() -> list[str]:
    """What makes modes count for root too; skips where that cannot be had."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--bounding-set=-all"]
    if not shutil.which("setpriv") or subprocess.call([*command, "true"]):
        pytest.skip("root reads every folder here, and setpriv cannot change it")
    return command


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("closed/inner", "cannot be looked at: Permission denied. Expected a folder"),
        pytest.param(
            "closed", "cannot be used: Permission denied. Expected", marks=slow
        ),
    ],
)
def test_a_folder_that_must_not_be_entered(
    project: Project, tmp_path: Path, name: str, said: str
) -> None:
    """It may be listed even: the first file that cannot be read is named."""
    exports = shutil.copytree(
        project.root / "seeds" / "exports", tmp_path / "closed" / "inner"
    )
    for file in exports.iterdir():
        shutil.copy(file, exports.parent)
    exports.parent.chmod(0o600)
    result = project.run(
        *without_privileges(),
        *("make", "build", f"EXPORTS={tmp_path / name}", "VARS={new_source: true}"),
    )
    exports.parent.chmod(0o700)
    assert result.code != 0
    assert_says(result, f"{tmp_path / name}", said)
    assert "Traceback" not in result.output


@pytest.mark.parametrize("mark", ["#", "?", "'"])
def test_a_path_that_dbt_cuts_off_is_named(
    project: Project, tmp_path: Path, mark: str
) -> None:
    project = copy_build(project, tmp_path / f"a{mark}b")
    result = project.make("build")
    assert result.code != 0
    assert_says(result, f"The path {project.root} holds a «{mark}»", "Rename")
    assert "Traceback" not in result.output


@slow
def test_dbt_names_such_a_path_too(project: Project, tmp_path: Path) -> None:
    project = copy_build(project, tmp_path / "a#b")
    result = project.dbt("build")
    assert result.code != 0
    assert_says(result, "The path ", "holds a «#»", "Rename the folder")
    assert "Traceback" not in result.output


POSIX = ("env", "LC_ALL=POSIX", "PYTHONUTF8=0", "PYTHONCOERCECLOCALE=0")


def test_cyrillic_is_read_in_any_locale(project: Project) -> None:
    result = project.run(*POSIX, "make", "build", "EXPORTS=нет такой папки")
    assert_says(result, "EXPORTS is «нет такой папки»", "there is no folder")


@slow
def test_a_path_may_hold_quotes_and_cyrillic(project: Project, tmp_path: Path) -> None:
    """Both of the project and of the exports, in any locale."""
    project = copy_build(project, tmp_path / 'мой "проект"')
    exports = tmp_path / 'выгрузка "май"'
    shutil.copytree(project.root / "seeds" / "exports", exports)
    result = project.run(
        *POSIX, "make", "build", f"EXPORTS={exports}", "VARS={new_source: true}"
    )
    assert result.code == 0, result.output


@slow
def test_killed_build_leaves_the_published_files(
    demo_again: Build, build: Callable[..., Build], tmp_path: Path
) -> None:
    """A build that is killed half-way is not published; the next one is whole."""
    project = copy_build(demo_again.project, tmp_path / "project")
    before = fingerprint(project.root / "published")
    process = project.start("make", "build", "VARS={holdout_salt: another}")
    assert any("is trained already" in line for line in process.stdout)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() != 0
    assert fingerprint(project.root / "published") == before
    result = project.make("build")
    assert result.code == 0, result.output
