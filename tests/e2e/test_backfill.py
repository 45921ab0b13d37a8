"""`make backfill`: months of an archive, interrupted, refused, and built again."""

import os
import shutil
import signal
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from checkout import Project, copy_project

from one_click.backfill import (
    backfill,
    build_month,
    built_months,
    main,
    months_of,
    time_left,
)
from one_click.build import BuildError
from one_click.demo.exports import write
from one_click.demo.months import first_month, next_month

MONTHS = ("2026-01", "2026-02", "2026-03")
HISTORIES = ("score_history", "segment_history", "feature_history", "offer_history")


def test_folders_that_are_no_months_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    for name in ("2026-02", "2025-12", "readme", "2026-13"):
        (tmp_path / name).mkdir()
    assert [one.name for one in months_of(tmp_path)] == ["2025-12", "2026-02"]
    said = capsys.readouterr().out
    assert "readme is left alone" in said and "2026-13 is left alone" in said


def test_an_archive_without_a_month_is_refused(tmp_path: Path) -> None:
    (tmp_path / "January").mkdir()
    with pytest.raises(BuildError, match=r"holds no month: found January\. Expected"):
        months_of(tmp_path)


def test_nothing_was_built_before_the_first_build(tmp_path: Path) -> None:
    assert built_months("dev", tmp_path) == set()


def test_the_first_month_that_is_built_confirms_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """One that was refused confirmed nothing, and does not stop the others."""
    for name in MONTHS:
        (tmp_path / name).mkdir()
    asked = {}

    def build(month: Path, given: dict) -> int:
        asked[month.name] = given["new_source"]
        return int(month.name == MONTHS[0])

    monkeypatch.setattr("one_click.backfill.build_month", build)
    assert backfill(tmp_path, {"new_source": True}, is_again=True) == 1
    assert asked == dict(zip(MONTHS, (True, True, False), strict=True))
    said = capsys.readouterr()
    assert f"not built, see above: {MONTHS[0]}." in said.err
    assert f"published/ shows {MONTHS[-1]}" in said.out


def test_an_interrupted_backfill_goes_on_with_its_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Months that are built already are left out, and no month after it is begun."""
    for name in MONTHS:
        (tmp_path / name).mkdir()
    monkeypatch.setattr("one_click.backfill.built_months", lambda _: {MONTHS[0]})
    asked = []

    def interrupt(month: Path, _: dict) -> int:
        asked.append(month.name)
        return 130

    monkeypatch.setattr("one_click.backfill.build_month", interrupt)
    assert backfill(tmp_path, {}, is_again=False) == 130
    assert asked == [MONTHS[1]]
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "1 of 3 months are built already (ARGS=--again).",
        "2026-02: 1 of 2",
        "backfill: interrupted; the same command goes on with this month.",
    ]
    assert said.err == ""


def test_a_backfill_of_which_every_month_is_built_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MONTHS[0]).mkdir()
    monkeypatch.setattr("one_click.backfill.build_month", lambda *_: 0)
    assert backfill(tmp_path, {}, is_again=True) == 0


def test_a_month_is_built_by_the_command_of_a_user(
    tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    """In a process of its own, which is given the folder and the vars."""
    month = tmp_path / "2026-01"
    assert build_month(month, {}) == 2
    assert f"there is no folder {month}." in capfd.readouterr().err
    assert build_month(month, {"no_such_var": 1}) == 2
    assert "VARS names «no_such_var»" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("exports", "extra", "said"),
    [
        ("", "", "backfill: EXPORTS is empty"),
        ("none", "", "backfill: EXPORTS is «none», and there is no folder"),
        (".", "[1]", "backfill: VARS is «[1]»"),
    ],
)
def test_a_backfill_that_cannot_begin_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    exports: str,
    extra: str,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXPORTS", exports)
    monkeypatch.setenv("VARS", extra)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("seconds", "done", "left", "said"),
    [
        (240, 2, 3, ", about 6 min left"),
        (60, 1, 1, ", about 1 min left"),
        (9, 0, 3, ""),
    ],
)
def test_the_time_left_is_that_of_the_months_done(
    seconds: float, done: int, left: int, said: str
) -> None:
    assert time_left(seconds, done, left) == said


@pytest.mark.slow
def test_an_archive_is_built_month_by_month(tmp_path: Path) -> None:
    """One month is broken at first; the backfill is interrupted, and goes on."""
    archive = tmp_path / "archive"
    frame = first_month(500, 3)
    for number, month in enumerate(MONTHS):
        write(frame, "csv", archive / month)
        frame = next_month(frame, frame["id"].to_numpy()[:0], 0.0, number)
    kept = shutil.move(archive / "2026-02" / "money.csv", tmp_path / "money.csv")
    project = copy_project(tmp_path / "project")
    arguments = ("make", "backfill", f"EXPORTS={archive}")

    begun = project.start(*arguments)
    history = project.root / "published" / "history"
    deadline = time.monotonic() + 600
    while not history.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    # As a terminal does it: make, the backfill and the build get it.
    os.killpg(begun.pid, signal.SIGINT)
    output, _ = begun.communicate(timeout=120)
    assert "Traceback" not in output and "interrupted" in output, output

    done = project.run(*arguments)
    assert done.code != 0
    assert "1 of 3 months are built already" in done.output
    assert "money" in done.output and "not built, see above: 2026-02." in done.output
    assert "published/ shows 2026-03" in done.output

    shutil.move(kept, archive / "2026-02" / "money.csv")
    assert project.run(*arguments).code == 0
    late = tables(project)
    again = project.run(*arguments, "ARGS=--again")
    assert again.code == 0, again.output
    for name, rows in tables(project).items():
        keys = [column for column in rows if column in ("campaign", "as_of", "segment")]
        assert not rows.duplicated([*keys, "customer_id"]).any(), name
        assert set(rows[keys[0]]) == set(MONTHS), name
        pd.testing.assert_frame_equal(rows, late[name])


def tables(project: Project) -> dict[str, pd.DataFrame]:
    """The histories, each in the order of all its columns."""
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        return {
            name: connection.execute(f"from monitoring.{name} order by all").df()
            for name in HISTORIES
        }
