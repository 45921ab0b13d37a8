"""`make bench` tells a promise that is not kept by its exit code, and names it."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_figures import MILLION

from one_click.bench.__main__ import Bench, judge, main, size
from one_click.bench.figures import ratios_of_sizes
from one_click.bench.processes import Measurement
from one_click.bench.record import BEGIN, END

KEPT = ratios_of_sizes([MILLION])
BROKEN = ratios_of_sizes([replace(MILLION, floor=Measurement(1, 1))])


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with a page to record in."""
    page = tmp_path / "performance.md"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    return tmp_path


def test_kept_promises_end_well_and_are_recorded(docs: Path) -> None:
    assert judge(KEPT, docs, is_recorded=True) == 0
    assert (docs / "performance.json").exists()


def test_a_broken_promise_ends_in_a_sentence_and_is_recorded(
    docs: Path, capsys: pytest.CaptureFixture
) -> None:
    assert judge(BROKEN, docs, is_recorded=True) == 1
    assert "bench: not kept: SQL to the feature mart" in capsys.readouterr().err
    assert "| no   |" in (docs / "performance.md").read_text(encoding="utf-8")


def test_a_run_without_promises_is_printed_only(
    docs: Path, capsys: pytest.CaptureFixture
) -> None:
    """The record is of one run of everything."""
    assert judge(KEPT, docs, is_recorded=False) == 0
    assert "| whole job / notebook" in capsys.readouterr().out
    assert [path.name for path in docs.iterdir()] == ["performance.md"]


def test_exports_are_made_once_per_size(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    exports = bench.exports(200)
    (exports / "money.csv").unlink()
    assert bench.exports(200) == exports
    assert not (exports / "money.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["exports-200"]


def test_the_floor_is_measured_as_a_process(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    database = tmp_path / "floor.duckdb"
    taken = bench.python("one_click.bench.floor", bench.exports(200), database)
    assert database.exists()
    assert taken.peak_bytes > 10**7


def test_a_size_has_runs_of_its_own(capsys: pytest.CaptureFixture) -> None:
    """A run of ten million customers takes as long as many of a hundred thousand."""
    assert [size(text) for text in ("100", "10000000:3")] == [(100, 1), (10_000_000, 3)]
    with pytest.raises(SystemExit):
        main(["--customers", "100:0"])
    assert "invalid size value: '100:0'" in capsys.readouterr().err


def test_the_sizes_that_are_measured_by_default_are_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A smaller run is printed only."""
    recorded = []
    monkeypatch.setattr(Bench, "measure", lambda *_: KEPT)
    monkeypatch.setattr(
        "one_click.bench.__main__.judge",
        lambda *_, is_recorded: recorded.append(is_recorded) or 0,
    )
    assert main([]) == main(["--customers", "999999"]) == 0
    assert recorded == [True, False]
