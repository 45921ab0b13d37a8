"""The record stands between its marks, and the words around it stay."""

import json
from pathlib import Path

import altair
import pytest
from test_figures import BUILDS, EMPTY, MILLION, TEN_MILLIONS

from one_click.bench.figures import ratios_of_demo, ratios_of_sizes
from one_click.bench.record import BEGIN, END, between_marks, chart, table, write

RATIOS = ratios_of_sizes([MILLION, TEN_MILLIONS]) + ratios_of_demo(BUILDS, EMPTY)
MACHINE = {"commit": "1a2b3c4", "date": "2026-01-31", "cores": "2"}


def test_only_what_is_between_the_marks_changes() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert between_marks(page, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_a_page_without_marks_is_refused() -> None:
    """Better than a page that loses its text."""
    with pytest.raises(ValueError, match="has lost a mark"):
        between_marks(f"before\n{BEGIN}\nafter", "new")


def test_the_table_has_a_row_per_ratio() -> None:
    head, rule, *rows = table(RATIOS).splitlines()
    assert len(rows) == len(RATIOS)
    assert len({len(line) for line in (head, rule, *rows)}) == 1
    (row,) = [line for line in rows if line.startswith("| both without training")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:] == [
        *("1,000,000 customers", "3", "35.00 / 50.00", "0.70", "0.70", "yes"),
    ]


def test_the_record_is_data_a_picture_and_a_table(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    write(RATIOS, MACHINE, tmp_path)
    stored = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))
    assert stored["machine"] == MACHINE
    assert stored["ratios"][0]["measured"] == pytest.approx(1.15)
    assert "bare script" in (tmp_path / "performance.svg").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert "Measured with commit 1a2b3c4, date 2026-01-31, cores 2." in text
    assert table(RATIOS) in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")


def test_the_chart_is_vega_lite() -> None:
    altair.Chart.from_dict(chart(RATIOS))


def test_nothing_is_written_where_the_page_is_no_page(tmp_path: Path) -> None:
    """The record is of one run: no new data beside an old table."""
    (tmp_path / "performance.md").write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="has lost a mark"):
        write(RATIOS, MACHINE, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["performance.md"]
