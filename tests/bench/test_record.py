"""What is recorded stands between its marks, and the words around it stay."""

import json
from pathlib import Path

import pytest
from test_gates import MILLION, TEN_MILLIONS, WARM

from one_click.bench.figures import Figures
from one_click.bench.gates import gates
from one_click.bench.record import BEGIN, END, between_marks, write

MACHINE = {"measured_on": "2026-01-31", "cores": "2", "python": "3.11"}
FIGURES = Figures(MACHINE, 3, [MILLION, TEN_MILLIONS], WARM)


def test_only_what_is_between_the_marks_changes() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert between_marks(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_a_page_without_marks_is_refused() -> None:
    """Better than a page that loses its text."""
    with pytest.raises(ValueError, match="has lost a mark"):
        between_marks(f"before\n{BEGIN}\nafter", "new")


def test_the_record_is_data_a_picture_and_tables(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    write(FIGURES, gates(FIGURES), tmp_path)
    stored = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))
    assert stored["sizes"][0]["floor"]["wall_seconds"] == 10
    assert "× floor" in (tmp_path / "performance.svg").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert "| 1,000,000, csv  | floor" in text
    assert "medians of 3 runs; of 10,000,000 customers of 1.\n" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")


def test_nothing_is_written_where_the_page_is_no_page(tmp_path: Path) -> None:
    """The record is of one run: no new data beside old tables."""
    (tmp_path / "performance.md").write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="has lost a mark"):
        write(FIGURES, gates(FIGURES), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["performance.md"]
