"""The parts of charts: Vega-Lite specifications in plain dicts.

A specification may hold three things that `page.js` resolves when it draws:
`{"ru": …, "en": …}` by language, `{"narrow": …, "wide": …}` by the width of the screen,
and colours as `var(--name)` of the page's style, so another theme or a print needs no
other drawing. Data stand apart from it, and `page.js` does not look into them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from one_click.pages.facts import Row

Spec = dict[str, Any]

INK, MUTED, CARD = "var(--ink)", "var(--muted)", "var(--card)"
ACCENT, RISK, CALM = "var(--accent)", "var(--risk)", "var(--calm)"
MONEY, WHOLE, SMALL = ",.1f", ",.0f", ",.2f"
PERCENT, PERCENT_1 = ".0%", ".1%"
# In pixels.
BAR_STEP = (46, 32)  # a bar with its name, on a phone and on wider screens
LINE = 14  # one line of a name
PLOT_HEIGHT = 300
# Letters of a name in one line: above a row, and beside it on wide screens.
LETTERS_ABOVE, LETTERS_BESIDE = 42, 44
# Bars and the number at their end: the axis is longer than the longest bar.
HEADROOM, HEADROOM_WIDE = 1.14, 1.35
# A gradient cannot change with the theme: these read on light and on dark.
LOW_TO_HIGH = ["#2f7fd6", "#9a86b8", "#e0552b"]


@dataclass(frozen=True)
class Chart:
    """A picture and its data; `datasets` by the name the specification uses."""

    spec: Spec
    datasets: Mapping[str, Sequence[Row]]


def chart(rows: Sequence[Row], height: object, **picture: object) -> Chart:
    """A chart as wide as its place; the page carries no column that is not drawn."""
    spec = {"data": {"name": "rows"}, "width": "container", "height": height, **picture}
    return Chart(spec, {"rows": chosen(rows, *sorted(set(drawn_fields(picture))))})


def chosen(rows: Sequence[Row], *fields: str) -> list[Row]:
    """The rows with these fields alone."""
    return [{field: row[field] for field in fields} for row in rows]


def drawn_fields(node: object, key: str = "") -> Iterator[str]:
    """The fields that a specification reads; layers with data of their own aside."""
    if isinstance(node, str):
        if key == "field":
            yield node
        elif key in ("test", "expr"):
            yield from re.findall(r"datum\.(\w+)", node)
    elif isinstance(node, list):
        for child in node:
            yield from drawn_fields(child)
    elif isinstance(node, dict) and "data" not in node:
        for name, child in node.items():
            yield from drawn_fields(child, "field" if key == "field" else name)


def both(ru: object, en: object) -> Spec:
    """A text or a field of the data that depends on the language."""
    return {"ru": ru, "en": en}


NAME = both("name_ru", "name_en")


def prefixed(row: Row, prefix: str) -> Row:
    """A row whose names begin with a number or a campaign."""
    return {**row, **{name: prefix + row[name] for name in NAME.values()}}


def by_width(narrow: object, wide: object) -> Spec:
    """A value for phones and one for wider screens."""
    return {"narrow": narrow, "wide": wide}


def height_of(rows: Sequence[Row], narrow: float, wide: float) -> Spec:
    """The height of a plot with one line per row.

    In pixels: Vega-Lite warns of its own steps where the width is the container's.
    """
    count = max(len(rows), 1)
    return by_width(narrow * count, wide * count)


def in_lines(text: str, letters: int) -> str:
    """The expression of a name in lines of so many letters: a long one is never cut."""
    break_here = f"regexp('(?=.{{{letters + 1}}})(.{{1,{letters}}})\\\\s+', 'g')"
    return f"split(replace({text}, {break_here}, '$1\\n'), '\\n')"


def lines_of(rows: Sequence[Row], letters: int) -> int:
    """In how many lines the longest name of the rows stands."""
    names = [row[name] for row in rows for name in NAME.values()]
    return max((len(wrap(name, letters)) for name in names), default=1)


def layer(kind: str, encoding: Spec, **mark: object) -> Spec:
    """A mark and where it stands."""
    return {"mark": {"type": kind, **mark}, "encoding": encoding}


def quantity(field: object, **more: object) -> Spec:
    """A channel with a number."""
    return {"field": field, "type": "quantitative", **more}


def nominal(field: object, **more: object) -> Spec:
    """A channel with names, in the order of the rows."""
    return {"field": field, "type": "nominal", "sort": None, "title": None, **more}


def amount(field: str, ru: str, en: str, form: str = WHOLE, **more: object) -> Spec:
    """A number on an axis with a title."""
    return quantity(field, title=both(ru, en), axis={"format": form}, **more)


def fraction(field: str, ru: str, en: str) -> Spec:
    """A probability or a share on an axis from 0 to 100 %."""
    return amount(field, ru, en, PERCENT, scale={"domain": [0, 1]})


def tip(field: object, ru: str, en: str, form: str | None = None) -> Spec:
    """A line of the tooltip."""
    title = both(ru, en)
    if form is None:
        return {"field": field, "title": title}
    return quantity(field, title=title, format=form)


def colour_if(test: str, colour: str, otherwise: str = ACCENT) -> Spec:
    """One colour for the rows that pass the test, another one for the rest."""
    return {"condition": {"test": test, "value": colour}, "value": otherwise}


def name_above(names: Spec, y_offset: float, lines: int = 1, **mark: object) -> Spec:
    """On a phone, the name of a row above it: beside it there is no room.

    A name with fewer than so many lines stands lower, so that it is near its row.
    """
    texts = [in_lines(f"datum.{name}", LETTERS_ABOVE) for name in NAME.values()]
    lower = [f"{y_offset} + {LINE} * ({lines} - length({text}))" for text in texts]
    return layer(
        "text",
        {"y": names, "x": {"value": 0}},
        text={"expr": both(*texts)},
        align="left",
        yOffset={"expr": both(*lower)},
        lineHeight=LINE,
        color=INK,
        opacity=by_width(1, 0),
        **mark,
    )


def named_bars(
    rows: Sequence[Row],
    field: str,
    form: str,
    tooltip: list[Spec],
    colour: Spec | None = None,
    headroom: float = HEADROOM,
    extra: Sequence[Spec] = (),
    most: float = 0.0,
) -> Chart:
    """A horizontal bar per row, in the order of the rows, with its name and its number.

    Charts beside each other share an axis: the one that reaches to `most` at least.
    """
    names = nominal(NAME, axis=beside(rows))
    lines = lines_of(rows, LETTERS_ABOVE)
    more = LINE * (lines - 1)
    step = BAR_STEP[0] + more
    wide_step = max(BAR_STEP[1], LINE * lines_of(rows, LETTERS_BESIDE) + 6)
    domain = extent([*rows, {field: most}], field, headroom)
    length = quantity(field, axis=None, scale={"domain": domain})
    down = by_width(9 + more / 2, 0)
    bars = layer(
        "bar",
        {
            "y": names,
            "x": length,
            "color": colour or {"value": ACCENT},
            "tooltip": tooltip,
        },
        height=by_width(16, 18),
        yOffset=down,
        cornerRadiusEnd=3,
    )
    numbers = layer(
        "text",
        {
            "y": names,
            "x": {**length, "stack": None},
            "text": quantity(field, format=form),
        },
        align="left",
        dx=6,
        yOffset=down,
        color=INK,
    )
    headings = name_above(names, 9 - step / 2, lines, baseline="top")
    layers = [bars, numbers, headings, *extra]
    return chart(rows, height_of(rows, step, wide_step), layer=layers)


def beside(rows: Sequence[Row]) -> Spec:
    """The axis of names beside the rows, on wide screens alone."""
    return by_width(None, name_axis(rows, LETTERS_BESIDE))


def name_axis(rows: Sequence[Row], letters: int) -> Spec:
    """An axis of names, in lines of so many letters.

    The first line of a name stands beside its row. All names move up a little, so that
    neither long nor short ones are far from theirs.
    """
    return {
        "labelExpr": in_lines("datum.label", letters),
        "labelLimit": 0,
        "labelOffset": -LINE / 4 * (lines_of(rows, letters) - 1),
        "labelLineHeight": LINE,
        "domain": False,
        "ticks": False,
    }


def rule_at(value: float, label: Spec | None = None) -> list[Spec]:
    """A dashed line across the plot at a value of x.

    A word names a share above the plot, where no curve crosses it, and ends within its width.
    """
    data = {"data": {"values": [{"at": value}]}}
    line = layer(
        "rule", {"x": quantity("at")}, strokeDash=[4, 4], color=MUTED, size=1.5
    )
    if label is None:
        return [data | line]
    word = layer(
        "text",
        {"x": quantity("at"), "y": {"value": 0}},
        align="left" if value < 0.5 else "right",
        baseline="bottom",
        dy=-4,
        color=MUTED,
        text=label,
    )
    return [data | line, data | word]


def extent(rows: Sequence[Row], field: str, headroom: float) -> list[float]:
    """The range of an axis that leaves room for the number at the end of a bar."""
    values = [float(row[field] or 0) for row in rows]
    return [min([0.0, *values]) * headroom, (max([0.0, *values]) or 1.0) * headroom]
