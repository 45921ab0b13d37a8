"""What charts are made of: Vega-Lite specifications, in plain dicts.

A specification may hold three things that the page resolves when it draws
(`page.js`): `{"ru": …, "en": …}` by language, `{"narrow": …, "wide": …}` by the width of
the screen, and colours as `var(--name)` of the page's style, so that themes and printing
need no other drawing. Data stand apart from it and are never looked into.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from one_click.pages.words import Words

Spec = dict[str, object]
Row = Mapping[str, object]

INK, MUTED, GRID = "var(--ink)", "var(--muted)", "var(--line)"
ACCENT, RISK, CALM = "var(--accent)", "var(--risk)", "var(--calm)"
BAR_STEP = (46, 32)  # pixels of a bar with its name, on a phone and on wider screens
MONEY, WHOLE, PERCENT, SMALL = ",.1f", ",.0f", ".0%", ",.2f"
PLOT_HEIGHT = 300
# A gradient cannot change with the theme: these read on light and on dark.
LOW_TO_HIGH = ["#2f7fd6", "#9a86b8", "#e0552b"]


@dataclass(frozen=True)
class Chart:
    """A picture and its data; `datasets` by the name the specification uses."""

    spec: Spec
    datasets: Mapping[str, Sequence[Row]]


def both(ru: str, en: str) -> dict[str, str]:
    """A text or a field of the data that depends on the language."""
    return {"ru": ru, "en": en}


def words(text: Words) -> dict[str, str]:
    """A text of the page for a specification."""
    return {"ru": str(text.ru), "en": str(text.en)}


NAME = both("name_ru", "name_en")


def by_width(narrow: object, wide: object) -> dict[str, object]:
    """A value for phones and one for wider screens."""
    return {"narrow": narrow, "wide": wide}


def tip(field: object, ru: str, en: str, form: str | None = None) -> Spec:
    """A line of the tooltip."""
    line: Spec = {"field": field, "title": both(ru, en)}
    return {**line, "type": "quantitative", "format": form} if form else line


def amount(field: object, ru: str, en: str, form: str = WHOLE, **more: object) -> Spec:
    """A channel with a number on an axis of that name."""
    axis = {"format": form, **more.pop("axis", {})}
    return {
        "field": field,
        "type": "quantitative",
        "title": both(ru, en),
        "axis": axis,
        **more,
    }


def height_of(rows: Sequence[Row], narrow: int, wide: int) -> dict[str, object]:
    """The height of a plot with one line per row.

    In pixels: Vega-Lite warns of its own steps where the width is the container's.
    """
    count = max(len(rows), 1)
    return by_width(narrow * count, wide * count)


def chosen(rows: Sequence[Row], *fields: str) -> list[dict]:
    """Rows with these fields alone; the page carries nothing that is not drawn."""
    return [{field: row[field] for field in fields} for row in rows]


def named_bars(
    rows: Sequence[Row],
    length: Spec,
    tooltip: list[Spec],
    form: str,
    colour: object = ACCENT,
) -> Spec:
    """A horizontal bar per row, in the order of the rows, with its name and its number.

    On a phone the name stands above the bar: beside it there is no room for both.
    """
    field = length["field"]
    names: Spec = {
        "field": NAME,
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": by_width(None, {"labelLimit": 290, "domain": False, "ticks": False}),
    }
    fill = colour if isinstance(colour, dict) else {"value": colour}
    return {
        "data": {"name": "bars"},
        "width": "container",
        "height": height_of(rows, *BAR_STEP),
        "layer": [
            {
                "mark": {
                    "type": "bar",
                    "height": by_width(16, 18),
                    "yOffset": by_width(9, 0),
                    "cornerRadiusEnd": 3,
                },
                "encoding": {
                    "y": names,
                    "x": {**length, "axis": None},
                    "color": fill,
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 6,
                    "yOffset": by_width(9, 0),
                    "color": INK,
                },
                "encoding": {
                    "y": names,
                    "x": {**length, "axis": None, "stack": None},
                    "text": {"field": field, "type": "quantitative", "format": form},
                },
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "yOffset": -2,
                    "color": INK,
                    "opacity": by_width(1, 0),
                    "limit": 320,
                },
                "encoding": {"y": names, "x": {"value": 0}, "text": {"field": NAME}},
            },
        ],
    }


def rule_at(axis: str, value: float, label: dict | None = None) -> list[Spec]:
    """A dashed line across the plot, with a word on it."""
    line: Spec = {
        "data": {"values": [{"at": value}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": MUTED, "size": 1.5},
        "encoding": {axis: {"field": "at", "type": "quantitative"}},
    }
    if label is None:
        return [line]
    text: Spec = {
        "data": {"values": [{"at": value}]},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "dx": 5,
            "color": MUTED,
            "text": label,
        },
        "encoding": {
            axis: {"field": "at", "type": "quantitative"},
            ("y" if axis == "x" else "x"): {"value": 0},
        },
    }
    return [line, text]


def headroom(rows: Sequence[Row], field: str, factor: float = 1.14) -> list[float]:
    """The range of an axis that leaves room for the number at the end of a bar."""
    values = [float(row[field] or 0) for row in rows] or [0.0]
    most = max(*values, 0.0, key=float) or 1.0
    return [min(0.0, *values) * factor, most * factor]
