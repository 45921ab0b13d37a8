"""What cannot be built stops with a sentence, and leaves what is published alone."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from databases import fingerprint
from export_files import (
    CATEGORY,
    DECREASED,
    EXPORTS,
    LABEL,
    Frames,
    read_exports,
    write_csv,
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


def without_a_file(frames: Frames, folder: Path) -> None:
    write_exports(frames, folder)
    (folder / "money.csv").unlink()


def without_a_column(frames: Frames, folder: Path) -> None:
    frames["money"] = frames["money"].rename(columns={"Прибыль": "Доход"})
    write_exports(frames, folder)


def with_a_column_twice(frames: Frames, folder: Path) -> None:
    write_exports(frames, folder)
    file = folder / "money.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[0] = "id;Прибыль;Прибыль"
    file.write_text(
        "\n".join([lines[0], *(f"{line};1" for line in lines[1:])]), "utf-8"
    )


def with_an_empty_file(frames: Frames, folder: Path) -> None:
    write_exports(frames, folder)
    (folder / "market_time.csv").write_bytes(b"")


def with_a_header_only(frames: Frames, folder: Path) -> None:
    frames["market_money"] = frames["market_money"][:0]
    write_exports(frames, folder)


def with_one_class(frames: Frames, folder: Path) -> None:
    frames["market_file"][LABEL] = DECREASED
    write_exports(frames, folder)


def with_no_label(frames: Frames, folder: Path) -> None:
    frames["market_file"][LABEL] = ""
    write_exports(frames, folder)


def with_a_new_category(frames: Frames, folder: Path) -> None:
    frames["market_file"].loc[::10, CATEGORY] = "Посуда кухонная"
    write_exports(frames, folder)


def with_another_separator(frames: Frames, folder: Path) -> None:
    write_exports(frames, folder)
    write_csv(frames["market_file"], folder / "market_file.csv", "|")


def with_two_separators(frames: Frames, folder: Path) -> None:
    write_exports(frames, folder)
    (folder / "market_time.csv").rename(folder / "market_time_1.csv")
    write_csv(frames["market_time"], folder / "market_time_2.csv", ";")


def in_another_encoding(frames: Frames, folder: Path) -> None:
    write_exports(frames, folder)
    frames["money"].to_csv(
        folder / "money.csv", index=False, sep=";", encoding="cp1251"
    )


def with_few_labels(frames: Frames, folder: Path) -> None:
    frames["market_file"].loc[40:, LABEL] = ""
    write_exports(frames, folder)


FOLDERS = {
    without_a_file: [
        "money.csv is missing",
        "Expected: money.csv or money.parquet in",
        "Found: market_file.csv, market_money.csv, market_time.csv",
    ],
    without_a_column: [
        "money.csv lacks the column Прибыль",
        "Expected: id, Прибыль",
        "Found: id, Доход",
    ],
    in_another_encoding: ["money.csv is not UTF-8", "Expected: UTF-8", "Found:"],
    with_a_header_only: [
        "market_money.csv has a header and no rows",
        "Expected:",
        "Found: none",
    ],
    with_one_class: [
        "market_file: the label «Покупательская активность» has 1 class",
        "decreased",
        "expected both «Снизилась» and «Прежний уровень»",
    ],
    with_a_new_category: [
        "market_file: 150 of 1500 rows could not be read",
        "max_rejected_share",
        "favourite category is unknown: «Посуда кухонная»; nearest known: «",
    ],
}
RARER_FOLDERS = {
    with_a_column_twice: ["money.csv has more than one column Прибыль", "Expected:"],
    with_an_empty_file: [
        "market_time.csv is empty",
        "Expected:",
        "Found: not one line",
    ],
    with_no_label: ["has 0 classes", "no customer is labelled", "expected both"],
    with_two_separators: [
        "market_time_2.csv has the wrong separator",
        "Expected: a comma",
        "Found: a semicolon",
    ],
    with_another_separator: ["market_file.csv lacks the column id", "Found: id|"],
    with_few_labels: ["Training needs 50 customers of each activity: found"],
}


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        *(pytest.param(*case, id=case[0].__name__) for case in FOLDERS.items()),
        *(
            pytest.param(*case, id=case[0].__name__, marks=slow)
            for case in RARER_FOLDERS.items()
        ),
    ],
)
def test_folder_that_cannot_be_built(
    project: Project, exports: Path, change: Callable, parts: list[str]
) -> None:
    """`make build EXPORTS=folder` names the file, what it expected and found."""
    change(read_exports(project.root / "seeds" / "exports"), exports)
    assert_says(refused(project, f"EXPORTS={exports}"), *parts)


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
        pytest.param(
            "{threshold_policy: best}",
            ["threshold_policy", "best", "f1", "recall", "profit"],
            id="policy",
            marks=slow,
        ),
        pytest.param(
            "{champion: oracle}",
            ["champion 'oracle' is unknown"],
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


def test_seed_with_the_wrong_separator(project: Project, seeds: Path) -> None:
    """A money.csv saved with commas is not read as one column."""
    write_csv(read_exports(seeds)["money"], seeds / "money.csv", ",")
    result = refused(project)
    assert_says(
        result,
        "seeds/exports/money.csv has the wrong separator",
        "Expected: a semicolon",
        "Found: a comma",
    )


def test_seed_that_is_missing(project: Project, seeds: Path) -> None:
    """A file that was moved away is named."""
    (seeds / "money.csv").unlink()
    assert_says(refused(project), "money.csv is missing", "Expected")


@slow
@pytest.mark.parametrize("name", EXPORTS)
def test_seed_that_is_empty(project: Project, seeds: Path, name: str) -> None:
    """A file of no bytes is named, whichever it is."""
    (seeds / f"{name}.csv").write_bytes(b"")
    assert_says(refused(project), f"seeds/exports/{name}.csv is empty", "Expected")


def test_seed_with_its_columns_in_another_order(project: Project, seeds: Path) -> None:
    """Columns are found by name: no value changes its column."""
    from databases import rows

    selected = ["market_money", "periods", "checked_market_money", "stg_market_money"]
    staged = "from staging.stg_market_money order by all"
    before = rows(project.warehouse, staged)
    frame = read_exports(seeds)["market_money"]
    write_csv(frame[frame.columns[::-1]], seeds / "market_money.csv", ",")
    result = project.dbt("build", "--select", *selected)
    assert result.code == 0, result.output
    assert rows(project.warehouse, staged) == before


@slow
def test_killed_build_leaves_the_published_files(
    demo_again: Build, build: Callable[..., Build], tmp_path: Path
) -> None:
    """A build that is killed half-way is not published, not even when asked for.

    The next one is whole.
    """
    project = copy_build(demo_again.project, tmp_path / "project")
    before = fingerprint(project.root / "published")
    process = project.start("make", "build", "VARS={holdout_salt: another}")
    for line in process.stdout:
        if "START sql table model marts.customer_offers" in line:
            break
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() != 0
    assert fingerprint(project.root / "published") == before
    assert project.make("publish").code != 0
    assert fingerprint(project.root / "published") == before
    result = project.make("build")
    assert result.code == 0, result.output
