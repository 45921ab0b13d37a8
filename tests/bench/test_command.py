"""`make bench` tells a promise that is not kept by its exit code, and records whole runs."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_gates import MILLION, WARM

from one_click.bench import __main__ as command
from one_click.bench.figures import Figures
from one_click.bench.processes import Measurement

KEPT = Figures(command.machine(), 1, [MILLION], WARM)
BROKEN = replace(KEPT, sizes=[replace(MILLION, floor=Measurement(1, 1, 1))])


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a page to record in, in place of this one."""
    folder = tmp_path / "docs"
    folder.mkdir()
    page = (command.ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    (folder / "performance.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return folder


def run(figures: Figures, folder: Path, patch: pytest.MonkeyPatch, *more: str) -> int:
    """The command, all that it measures being given."""
    patch.setattr(command.Bench, "run", lambda *_: figures)
    return command.main(["--folder", str(folder), *more])


def test_kept_promises_end_well_and_are_recorded(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(KEPT, tmp_path / "bench", monkeypatch) == 0
    assert (docs / "performance.json").exists()


def test_a_broken_promise_ends_in_a_sentence(
    docs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    assert run(BROKEN, tmp_path / "bench", monkeypatch) == 1
    assert "bench: not kept: SQL models to the feature" in capsys.readouterr().err


def test_a_part_alone_is_not_recorded(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is of one run of everything."""
    assert run(KEPT, tmp_path / "bench", monkeypatch, "--only", "floor") == 0
    assert [path.name for path in docs.iterdir()] == ["performance.md"]


def test_the_floor_alone_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """From the command line to the table, at a size that takes a second."""
    size = ["--customers", "200", "--repeats", "1"]
    folder = tmp_path / "bench"
    assert command.main([*size, "--only", "floor", "--folder", str(folder)]) == 0
    assert "| 200, csv  | floor |" in capsys.readouterr().out
    # The exports are made once per size; what was built of them is not kept.
    assert {path.name for path in folder.iterdir()} == {"exports-200-csv", "last.log"}


def test_a_size_may_have_repeats_of_its_own(capsys: pytest.CaptureFixture) -> None:
    """A run of ten million customers takes as long as many of a hundred thousand."""
    options = command.parse_arguments(["--customers", "100", "10000000:1"])
    assert options.customers == [(100, None), (10_000_000, 1)]
    with pytest.raises(SystemExit):
        command.parse_arguments(["--customers", "100:0"])
    assert "repeats must be 1 or more, not 0" in capsys.readouterr().err
