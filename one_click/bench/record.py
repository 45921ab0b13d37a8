"""The ratios as people read them: one table, and docs/performance.{md,json,svg}."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from ml.store.storage import write_atomically
from one_click.bench.figures import Ratio

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
HEAD = ("ratio", "at", "runs", "amounts", "measured", "allowed", "kept")


def table(ratios: Sequence[Ratio]) -> str:
    """A Markdown table with one row per ratio, padded so that it reads as plain text."""
    rows: list[Sequence[str]] = [HEAD]
    for ratio in ratios:
        allowed = "" if ratio.allowed is None else f"{ratio.allowed:.2f}"
        kept = ("yes" if ratio.is_kept else "no") if allowed else ""
        amounts = f"{ratio.ours:.2f} / {ratio.theirs:.2f}"
        cells = (ratio.name, ratio.at, str(ratio.runs), amounts, f"{ratio.value:.2f}")
        rows.append((*cells, allowed, kept))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    padded = [map(str.ljust, row, widths) for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def chart(ratios: Sequence[Ratio]) -> dict:
    """A Vega-Lite specification: every ratio as a point, and what is allowed as a bar."""
    nominal = {"type": "nominal", "sort": None, "title": None}
    name = {**nominal, "field": "name", "axis": {"labelLimit": 400, "grid": True}}
    number = {"type": "quantitative", "scale": {"type": "log"}, "title": "ratio"}
    measured = {
        "x": {**number, "field": "measured"},
        "color": {**nominal, "field": "at"},
    }
    allowed = {"x": {**number, "field": "allowed"}}
    bar = {"type": "tick", "thickness": 3, "color": "#5b636b"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": "Measured (points), and the most that is allowed (bars)",
        "background": "white",
        "width": 460,
        "data": {"values": data(ratios)},
        "encoding": {"y": name},
        "layer": [
            {"mark": bar, "encoding": allowed},
            {
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": measured,
            },
        ],
    }


def data(ratios: Sequence[Ratio]) -> list[dict]:
    """The ratios as plain values."""
    return [
        asdict(ratio) | {"measured": ratio.value, "is_kept": ratio.is_kept}
        for ratio in ratios
    ]


def write(ratios: Sequence[Ratio], machine: Mapping[str, str], docs: Path) -> None:
    """Write the table, the data and the chart; each file is whole or as it was.

    The words of performance.md outside of the two marks stay as they are. Raises
    ValueError where a mark is missing, before anything is written.
    """
    # The library is slow to import.
    import vl_convert

    page = docs / "performance.md"
    taken_on = ", ".join(f"{name} {value}" for name, value in machine.items())
    picture = "![Each ratio and what is allowed](performance.svg)"
    found = f"Measured with {taken_on}.\n\n{picture}\n\n{table(ratios)}"
    text = between_marks(page.read_text(encoding="utf-8"), found)
    drawn = vl_convert.vegalite_to_svg(chart(ratios))
    facts = {"machine": machine, "ratios": data(ratios)}
    stored = json.dumps(facts, indent=2, ensure_ascii=False)
    write_atomically(docs / "performance.json", f"{stored}\n".encode())
    write_atomically(docs / "performance.svg", drawn.encode())
    write_atomically(page, text.encode())


def between_marks(page: str, found: str) -> str:
    """The page with the new figures between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"performance.md has lost a mark: {BEGIN} or {END}.")
    return f"{before}{BEGIN}\n\n{found}\n\n{END}{after}"
