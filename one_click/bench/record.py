"""The figures as people read them: a printed table, docs/performance.* and a chart."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from one_click.bench.chart import svg
from one_click.bench.figures import Figures, Job, Size
from one_click.bench.gates import GIGABYTE, Gate
from one_click.bench.processes import Measurement
from one_click.bench.stages import STAGES
from ml.store.storage import write_atomically

CAPTION = "Wall by stage against the floor, and what a customer costs by size"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, padded so that it reads as plain text too; numbers to the right."""
    rows = [list(row) for row in rows]
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    is_text = [any(map(str.isalpha, "".join(column[1:]))) for column in columns]
    rule = [
        width * "-" if text else (width - 1) * "-" + ":"
        for width, text in zip(widths, is_text, strict=True)
    ]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(row, widths, is_text, strict=True)
        ]
        return f"| {' | '.join(cells)} |"

    return "\n".join([line(head), line(rule), *map(line, rows)])


def report(figures: Figures, promises: Sequence[Gate]) -> str:
    """All tables: what was taken in whole, by stage, and the promises."""
    parts = [sizes_table(figures.sizes)] if figures.sizes else []
    parts += [stages_table(size) for size in figures.sizes if size.build]
    if figures.warm:
        parts.append(
            "Demo, second build with nothing changed: "
            f"{figures.warm.demo.wall_seconds:.1f} s; an empty dbt project of "
            f"{figures.warm.nodes['model']} models, {figures.warm.nodes['test']} tests "
            f"and {figures.warm.nodes['seed']} seeds: "
            f"{figures.warm.empty.wall_seconds:.1f} s."
        )
    parts.append(promises_table(promises))
    return "\n\n".join(parts)


def sizes_table(sizes: Iterable[Size]) -> str:
    """One row per size and thing that was measured."""
    rows = []
    for size in sizes:
        at = f"{size.customers:,}, {size.source}"
        floor = size.floor.wall_seconds if size.floor else None
        if size.floor:
            rows.append(_taken(at, "floor", size.floor, floor))
        if size.build:
            for name, path in size.build.features.items():
                label = f"critical path to features, {name.replace('_', ' ')}"
                rows.append([at, label, f"{path:.2f}", _times(path, floor), "", ""])
        if size.features_part:
            part = _taken(
                at, "`dbt build --select +customer_features`", size.features_part, floor
            )
            rows.append(part)
        for name, whole in (("whole build", size.build), ("notebook", size.notebook)):
            if whole:
                rows.append(_taken(at, name, whole.measurement, floor))
        if size.scoring:
            for way in ("sql", "numpy"):
                took = getattr(size.scoring, f"{way}_seconds")
                label = f"scoring everybody in {way.replace('sql', 'SQL')}"
                rows.append([at, label, f"{took:.2f}", _times(took, floor), "", ""])
    head = ["customers", "what", "wall, s", "× floor", "CPU, s", "peak, GB"]
    return table(head, rows)


def _taken(at: str, what: str, taken: Measurement, floor: float | None) -> list[str]:
    return [
        at,
        what,
        f"{taken.wall_seconds:.2f}",
        _times(taken.wall_seconds, floor),
        f"{taken.cpu_seconds:.2f}",
        f"{taken.peak_bytes / GIGABYTE:.2f}",
    ]


def _times(seconds: float, floor: float | None) -> str:
    return f"{seconds / floor:.2f}" if floor else ""


def stages_table(size: Size) -> str:
    """Wall seconds by stage, the project's and the notebook's."""
    jobs: dict[str, Job] = {"project, s": size.build}
    if size.notebook:
        jobs["notebook, s"] = size.notebook
    rows = [
        [stage, *[_seconds(job.stages.get(stage)) for job in jobs.values()]]
        for stage in STAGES
        if any(stage in job.stages for job in jobs.values())
    ]
    return table([f"stage at {size.customers:,}, {size.source}", *jobs], rows)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def promises_table(promises: Sequence[Gate]) -> str:
    """One row per promise, and whether it is kept."""
    if not promises:
        return "No promise is made about these sizes and parts."
    rows = [
        [
            gate.promise,
            f"{gate.measured:.2f}",
            f"{'≥' if gate.is_least else '≤'} {gate.allowed:.2f}",
            "yes" if gate.is_kept else "no",
        ]
        for gate in promises
    ]
    return table(["promise", "measured", "allowed", "kept"], rows)


def write(figures: Figures, promises: Sequence[Gate], docs: Path) -> list[Path]:
    """Write the figures, the chart and the tables; each file is whole or as before.

    The text of performance.md outside of the two marks stays as it is. Raises
    ValueError where a mark is missing.
    """
    page, data, picture = (
        docs / f"performance.{suffix}" for suffix in ("md", "json", "svg")
    )
    parts = [described(figures), f"![{CAPTION}]({picture.name})"]
    found = "\n\n".join([*parts, report(figures, promises)])
    text = between_marks(page.read_text(encoding="utf-8"), found)
    drawn = svg(figures)
    kept = [{**asdict(gate), "is_kept": gate.is_kept} for gate in promises]
    facts = {**asdict(figures), "promises": kept}
    content = json.dumps(facts, indent=2, ensure_ascii=False)
    write_atomically(data, f"{content}\n".encode())
    write_atomically(picture, drawn.encode())
    write_atomically(page, text.encode())
    return [data, picture, page]


def described(figures: Figures) -> str:
    """What the figures were taken on, in a sentence."""
    facts = dict(figures.machine)
    day, cores = facts.pop("measured_on"), facts.pop("cores")
    versions = ", ".join(f"{name} {value}" for name, value in facts.items())
    others = {
        f"; of {size.customers:,} customers of {size.repeats}": None
        for size in figures.sizes
        if size.repeats != figures.repeats
    }
    return (
        f"Measured on {day} with {cores} cores ({versions}); medians of "
        f"{figures.repeats} runs{''.join(others)}."
    )


def between_marks(page: str, found: str) -> str:
    """The page with what was found now between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"performance.md has lost a mark: {BEGIN} or {END}.")
    return f"{before}{BEGIN}\n\n{found}\n\n{END}{after}"
