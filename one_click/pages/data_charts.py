"""The charts of the analyst's page."""

from collections.abc import Sequence

from one_click.pages.specs import (
    ACCENT,
    CALM,
    NAME,
    PERCENT,
    RISK,
    SMALL,
    WHOLE,
    Chart,
    Row,
    amount,
    both,
    by_width,
    chosen,
    headroom,
    height_of,
    named_bars,
    rule_at,
    tip,
)

# Above it a feature is commonly called collinear.
COLLINEAR = 10
LABELS = {
    "decreased": ("снизилась", "decreased"),
    "same": ("прежний уровень", "same level"),
    "unknown": ("не известна", "not known"),
}
LABEL_COLOURS = {"decreased": RISK, "same": ACCENT, "unknown": CALM}


def histogram(rows: Sequence[Row]) -> Chart:
    """The values of one feature, each label as shares of its own customers."""
    present = [label for label in LABELS if label in {row["activity"] for row in rows}]
    drawn = [
        {
            "lower": round(row["lower_bound"], 4),
            "upper": round(row["upper_bound"], 4),
            "customers": row["customers"],
            "share": round(row["share"], 5),
            "label_ru": LABELS[row["activity"]][0],
            "label_en": LABELS[row["activity"]][1],
        }
        for row in rows
    ]
    label = both("label_ru", "label_en")
    return Chart(
        {
            "data": {"name": "bins"},
            "width": "container",
            "height": 150,
            "mark": {"type": "bar", "opacity": 0.62, "binSpacing": 1},
            "encoding": {
                "x": amount(
                    "lower",
                    "",
                    "",
                    ",~f",
                    title=None,
                    bin={"binned": True},
                    axis={"labelOverlap": "greedy", "labelSeparation": 6},
                ),
                "x2": {"field": "upper"},
                "y": amount("share", "", "", PERCENT, title=None, stack=None),
                "color": {
                    "field": label,
                    "type": "nominal",
                    "legend": None,
                    "scale": {
                        "domain": both_lists(present),
                        "range": [LABEL_COLOURS[each] for each in present],
                    },
                },
                "tooltip": [
                    tip(label, "Активность", "Activity"),
                    tip("lower", "от", "from", ",~f"),
                    tip("upper", "до", "to", ",~f"),
                    tip("share", "Доля", "Share", ".1%"),
                    tip("customers", "Клиентов", "Customers", WHOLE),
                ],
            },
        },
        {"bins": drawn},
    )


def both_lists(labels: Sequence[str]) -> dict[str, list[str]]:
    """The names of labels, a list per language."""
    return {
        "ru": [LABELS[label][0] for label in labels],
        "en": [LABELS[label][1] for label in labels],
    }


def category_bars(rows: Sequence[Row]) -> Chart:
    """The share that buys less in each value of a category."""
    spec = named_bars(
        rows,
        amount(
            "share_decreased",
            "Снизили",
            "Decreased",
            PERCENT,
            scale={"domain": headroom(rows, "share_decreased", 1.35)},
        ),
        [
            tip(NAME, "Значение", "Value"),
            tip("customers", "Клиентов", "Customers", WHOLE),
            tip("share_decreased", "Снизили активность", "Decreased", ".1%"),
        ],
        PERCENT,
        RISK,
    )
    fields = ["name_ru", "name_en", "customers", "share_decreased"]
    return Chart(spec, {"bars": chosen(rows, *fields)})


def association_map(rows: Sequence[Row], features: Sequence[Row]) -> Chart:
    """How much each feature tells about each other one."""
    place = {row["feature"]: number for number, row in enumerate(features, start=1)}
    cells = []
    for row in rows:
        if row["strength"] is None:
            continue
        one, other = place[row["feature"]], place[row["other_feature"]]
        names = (row["name_ru"], row["name_en"]), (row["other_ru"], row["other_en"])
        if one < other:
            one, other, names = other, one, names[::-1]
        cells.append(
            {
                "row_ru": f"{one}. {names[0][0]}",
                "row_en": f"{one}. {names[0][1]}",
                "row": one,
                "column": other,
                "other_ru": names[1][0],
                "other_en": names[1][1],
                "strength": round(row["strength"], 3),
                "size": round(abs(row["strength"]), 3),
                "measure": row["measure"],
            }
        )
    return Chart(
        {
            "data": {"name": "cells"},
            "width": "container",
            "height": height_of(features, 19, 25),
            "mark": {"type": "rect", "stroke": "var(--card)", "strokeWidth": 1},
            "encoding": {
                "y": {
                    "field": both("row_ru", "row_en"),
                    "type": "nominal",
                    "sort": {"field": "row"},
                    "title": None,
                    "axis": {
                        "labelLimit": by_width(150, 330),
                        "domain": False,
                        "ticks": False,
                    },
                },
                "x": {
                    "field": "column",
                    "type": "ordinal",
                    "title": None,
                    "axis": {"labelAngle": 0, "domain": False, "ticks": False},
                },
                "color": {
                    "condition": {"test": "datum.strength < 0", "value": ACCENT},
                    "value": RISK,
                },
                "opacity": {
                    "field": "size",
                    "type": "quantitative",
                    "scale": {"domain": [0, 1], "range": [0.04, 1]},
                    "legend": None,
                },
                "tooltip": [
                    tip(both("row_ru", "row_en"), "Признак", "Feature"),
                    tip(both("other_ru", "other_en"), "с признаком", "with"),
                    tip("strength", "Связь", "Association", "+.2f"),
                    tip("measure", "Мера", "Measure"),
                ],
            },
        },
        {"cells": cells},
    )


def inflation_bars(rows: Sequence[Row]) -> Chart:
    """How well the others foretell each feature."""
    known = [row for row in rows if row["variance_inflation_factor"] is not None]
    spec = named_bars(
        known,
        amount(
            "variance_inflation_factor",
            "VIF",
            "VIF",
            scale={"domain": headroom(known, "variance_inflation_factor")},
        ),
        [
            tip(NAME, "Признак", "Feature"),
            tip("variance_inflation_factor", "VIF", "VIF", SMALL),
        ],
        ",.1f",
        {
            "condition": {
                "test": f"datum.variance_inflation_factor > {COLLINEAR}",
                "value": RISK,
            },
            "value": ACCENT,
        },
    )
    spec["layer"] = [*spec["layer"], *rule_at("x", COLLINEAR)]
    fields = ["name_ru", "name_en", "variance_inflation_factor"]
    return Chart(spec, {"bars": chosen(known, *fields)})
