"""Charts as Vega-Lite specifications, in plain dicts.

A specification may hold three things that the page resolves when it draws
(`page.js`): `{"ru": …, "en": …}` by language, `{"narrow": …, "wide": …}` by the width of
the screen, and colours as `var(--name)` of the page's style, so that themes and printing
need no other drawing. Data stand apart from it and are never looked into.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from report.words import Words

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


def risk_histogram(rows: Sequence[Row], threshold: float) -> Chart:
    """Profit at risk by risk: where the money stands, and where the cut is."""
    return Chart(
        {
            "width": "container",
            "height": 230,
            "layer": [
                {
                    "data": {"name": "bins"},
                    "mark": {"type": "bar", "binSpacing": 2},
                    "encoding": {
                        "x": amount(
                            "risk_from",
                            "Риск снижения активности",
                            "Risk of buying less",
                            PERCENT,
                            bin={"binned": True},
                            scale={"domain": [0, 1]},
                        ),
                        "x2": {"field": "risk_to"},
                        "y": amount(
                            "profit_at_risk",
                            "Прибыль под риском, у. е.",
                            "Profit at risk, units",
                        ),
                        "color": {
                            "condition": {
                                "test": f"datum.risk_from + 0.025 >= {threshold}",
                                "value": RISK,
                            },
                            "value": CALM,
                        },
                        "tooltip": [
                            tip("risk_from", "Риск от", "Risk from", PERCENT),
                            tip("risk_to", "до", "to", PERCENT),
                            tip("customers", "Клиентов", "Customers", WHOLE),
                            tip("profit_at_risk", "Под риском", "At risk", MONEY),
                        ],
                    },
                },
                *rule_at("x", threshold, both("порог", "cut")),
            ],
        },
        {"bins": rows},
    )


def segment_map(rows: Sequence[Row]) -> Chart:
    """Each segment by its risk and by what a customer earns; area is profit at risk."""
    drawn = [row for row in rows if row["customers"]]
    place = {
        "x": amount(
            "mean_risk",
            "Средний риск сегмента",
            "Mean risk of the segment",
            PERCENT,
            scale={"domain": [0, 1]},
        ),
        "y": amount(
            "profit_per_customer",
            "Прибыль клиента в месяц, у. е.",
            "Monthly profit of a customer, units",
            MONEY,
            scale={"zero": False, "padding": 28},
        ),
    }
    return Chart(
        {
            "data": {"name": "segments"},
            "width": "container",
            "height": 380,
            "encoding": {
                **place,
                "tooltip": [
                    tip(NAME, "Сегмент", "Segment"),
                    tip("customers", "Клиентов", "Customers", WHOLE),
                    tip("mean_risk", "Средний риск", "Mean risk", PERCENT),
                    tip(
                        "profit_per_customer",
                        "Прибыль в месяц",
                        "Profit a month",
                        SMALL,
                    ),
                    tip("profit_at_risk", "Под риском", "At risk", MONEY),
                    tip(
                        "share_with_consent",
                        "Можно писать",
                        "May be contacted",
                        PERCENT,
                    ),
                ],
            },
            "layer": [
                {
                    "mark": {
                        "type": "circle",
                        "opacity": 0.72,
                        "stroke": "var(--card)",
                        "strokeWidth": 1.5,
                    },
                    "encoding": {
                        "size": {
                            "field": "profit_at_risk",
                            "type": "quantitative",
                            "legend": None,
                            "scale": {"range": by_width([140, 1500], [260, 3600])},
                        },
                        "color": {
                            "condition": {
                                "test": "datum.share_at_risk >= 0.5",
                                "value": RISK,
                            },
                            "value": ACCENT,
                        },
                    },
                },
                {
                    "mark": {
                        "type": "text",
                        "fontWeight": "bold",
                        "color": "var(--on)",
                    },
                    "encoding": {"text": {"field": "place", "type": "quantitative"}},
                },
            ],
        },
        {
            "segments": chosen(
                drawn,
                "place",
                "name_ru",
                "name_en",
                "customers",
                "mean_risk",
                "share_at_risk",
                "profit_per_customer",
                "profit_at_risk",
                "share_with_consent",
            )
        },
    )


def segment_bars(rows: Sequence[Row]) -> Chart:
    """Profit at risk of each segment, numbered like the map."""
    numbered = [
        {
            **row,
            "name_ru": f"{row['place']}. {row['name_ru']}",
            "name_en": f"{row['place']}. {row['name_en']}",
        }
        for row in rows
    ]
    spec = named_bars(
        rows,
        amount(
            "profit_at_risk",
            "Под риском",
            "At risk",
            scale={"domain": headroom(rows, "profit_at_risk", 1.35)},
        ),
        [
            tip(NAME, "Сегмент", "Segment"),
            tip("profit_at_risk", "Под риском, у. е.", "At risk, units", MONEY),
            tip("customers_at_risk", "Клиентов в зоне риска", "At risk", WHOLE),
        ],
        WHOLE,
        {
            "condition": {"test": "datum.share_at_risk >= 0.5", "value": RISK},
            "value": ACCENT,
        },
    )
    fields = [
        "name_ru",
        "name_en",
        "profit_at_risk",
        "share_at_risk",
        "customers_at_risk",
    ]
    return Chart(spec, {"bars": chosen(numbered, *fields)})


def offer_bars(rows: Sequence[Row]) -> Chart:
    """What each offer of the plan should earn after its cost."""
    drawn = [row for row in rows if row["customers"]]
    spec = named_bars(
        drawn,
        amount(
            "expected_profit",
            "Ожидаемая прибыль",
            "Expected profit",
            scale={"domain": headroom(drawn, "expected_profit")},
        ),
        [
            tip(NAME, "Предложение", "Offer"),
            tip("customers", "Клиентов", "Customers", WHOLE),
            tip("cost", "Стоимость, у. е.", "Cost, units", MONEY),
            tip(
                "expected_profit", "Должно принести, у. е.", "Should earn, units", MONEY
            ),
        ],
        WHOLE,
        {
            "condition": {"test": "datum.channel === 'on_site'", "value": CALM},
            "value": ACCENT,
        },
    )
    fields = ["name_ru", "name_en", "channel", "customers", "cost", "expected_profit"]
    return Chart(spec, {"bars": chosen(drawn, *fields)})


def sensitivity_bars(rows: Sequence[Row]) -> Chart:
    """The plan if the assumed effects were half or twice what they are."""
    plans = (
        ("expected_profit_of_plan", "Сегодняшний план", "Today's plan"),
        ("expected_profit", "План заново", "Planned anew"),
    )
    drawn = [
        {
            "effect_ru": f"×{row['effect_multiplier']:g}".replace(".", ","),
            "effect_en": f"×{row['effect_multiplier']:g}",
            "plan_ru": plan_ru,
            "plan_en": plan_en,
            "profit": row[field],
        }
        for row in rows
        for field, plan_ru, plan_en in plans
    ]
    effect: Spec = {
        "field": both("effect_ru", "effect_en"),
        "type": "nominal",
        "sort": None,
        "title": both("Эффект против допущения", "Effect against the assumption"),
        "axis": {"labelAngle": 0, "ticks": False},
    }
    plan: Spec = {"field": both("plan_ru", "plan_en"), "type": "nominal", "sort": None}
    height = amount("profit", "Ожидаемая прибыль, у. е.", "Expected profit, units")
    return Chart(
        {
            "data": {"name": "sensitivity"},
            "width": "container",
            "height": 250,
            "encoding": {"x": effect, "xOffset": plan},
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 3},
                    "encoding": {
                        "y": height,
                        "color": {
                            **plan,
                            "title": None,
                            "scale": {"range": [CALM, ACCENT]},
                            "legend": {"orient": "top"},
                        },
                        "tooltip": [
                            tip(effect["field"], "Если", "If"),
                            tip(plan["field"], "План", "Plan"),
                            tip("profit", "Должен принести", "Should earn", MONEY),
                        ],
                    },
                },
                {
                    "mark": {
                        "type": "text",
                        "baseline": "bottom",
                        "dy": -3,
                        "color": INK,
                        "fontSize": by_width(10, 12),
                    },
                    "encoding": {
                        "y": height,
                        "text": {
                            "field": "profit",
                            "type": "quantitative",
                            "format": WHOLE,
                        },
                    },
                },
            ],
        },
        {"sensitivity": drawn},
    )


def result_intervals(rows: Sequence[Row]) -> Chart:
    """Treated against control in former campaigns: the difference and its interval."""
    names: Spec = {
        "field": NAME,
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": by_width(130, 290)},
    }
    low_to_high = amount(
        "difference_low", "Получившие − контроль", "Treated − control", "+.0%"
    )
    return Chart(
        {
            "data": {"name": "results"},
            "width": "container",
            "height": height_of(rows, 30, 30),
            "layer": [
                {
                    "mark": {
                        "type": "rule",
                        "size": 3,
                        "color": ACCENT,
                        "opacity": 0.55,
                    },
                    "encoding": {
                        "y": names,
                        "x": low_to_high,
                        "x2": {"field": "difference_high"},
                    },
                },
                {
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "size": 90,
                        "color": ACCENT,
                    },
                    "encoding": {
                        "y": names,
                        "x": {"field": "difference", "type": "quantitative"},
                        "tooltip": [
                            tip(NAME, "Что измерено", "Measured"),
                            tip("difference", "Разница", "Difference", "+.1%"),
                            tip("difference_low", "от", "from", "+.1%"),
                            tip("difference_high", "до", "to", "+.1%"),
                        ],
                    },
                },
                *rule_at("x", 0),
            ],
        },
        {
            "results": chosen(
                rows,
                "name_ru",
                "name_en",
                "difference",
                "difference_low",
                "difference_high",
            )
        },
    )


def beeswarm(rows: Sequence[Row]) -> Chart:
    """A point per sampled customer and feature: where it pushes the risk, and how far."""
    features = list({row["feature"]: row for row in rows}.values())
    names: Spec = {
        "field": NAME,
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": by_width(None, {"labelLimit": 330, "domain": False, "ticks": False}),
    }
    points: Spec = {
        "mark": {"type": "circle", "size": 17, "opacity": 0.8},
        "encoding": {
            "y": names,
            "yOffset": {
                "field": "jitter",
                "type": "quantitative",
                "scale": {"domain": by_width([-0.85, 1.25], [-1.1, 1.1])},
            },
            "x": amount(
                "contribution",
                "← снижает риск · повышает риск →",
                "← lowers the risk · raises the risk →",
                "+,.1f",
            ),
            "color": {
                "field": "value_rank",
                "type": "quantitative",
                "scale": {"domain": [0, 0.5, 1], "range": LOW_TO_HIGH},
                "legend": {
                    "title": both("значение признака", "value of the feature"),
                    "orient": "top",
                    "values": [0, 1],
                    "labelExpr": both(
                        "datum.value === 0 ? 'низкое' : 'высокое'",
                        "datum.value === 0 ? 'low' : 'high'",
                    ),
                    "gradientLength": 140,
                },
            },
            "tooltip": [
                tip(NAME, "Признак", "Feature"),
                tip(both("value_ru", "value_en"), "Значение", "Value"),
                tip("contribution", "Вклад", "Contribution", "+.2f"),
            ],
        },
    }
    headings: Spec = {
        "data": {"name": "features"},
        "mark": {
            "type": "text",
            "align": "left",
            "yOffset": -18,
            "color": INK,
            "opacity": by_width(1, 0),
            "limit": 320,
        },
        "encoding": {"y": names, "x": {"value": 0}, "text": {"field": NAME}},
    }
    return Chart(
        {
            "data": {"name": "sample"},
            "width": "container",
            "height": height_of(features, 62, 46),
            "layer": [points, headings, *rule_at("x", 0)],
        },
        {
            "sample": with_jitter(rows),
            "features": chosen(features, "name_ru", "name_en"),
        },
    )


def with_jitter(
    rows: Sequence[Row], bins: int = 60, spread: float = 0.16
) -> list[dict]:
    """Spread points of one feature that would cover each other, alternately up and down.

    Points are binned along the axis; the first of a bin keeps to the middle line. The
    result depends on the rows alone.
    """
    values = [float(row["contribution"]) for row in rows] or [0.0]
    low = min(values)
    width = (max(values) - low) / bins or 1.0
    seen: dict[tuple, int] = {}
    drawn = []
    for row in rows:
        place = (row["feature"], int((float(row["contribution"]) - low) / width))
        order = seen[place] = seen.get(place, -1) + 1
        step = (order + 1) // 2 * spread * (1 if order % 2 else -1)
        kept = {key: value for key, value in row.items() if key != "feature"}
        # Past the row's edge the points fold back into it.
        drawn.append({**kept, "jitter": round((step + 1) % 2 - 1, 2)})
    return drawn


def importance_bars(rows: Sequence[Row]) -> Chart:
    """How much each feature moves the risk on average."""
    spec = named_bars(
        rows,
        amount(
            "importance",
            "Важность",
            "Importance",
            SMALL,
            scale={"domain": headroom(rows, "importance")},
        ),
        [
            tip(NAME, "Признак", "Feature"),
            tip("importance", "Важность", "Importance", ",.3f"),
        ],
        SMALL,
    )
    return Chart(spec, {"bars": chosen(rows, "name_ru", "name_en", "importance")})


def roc(rows: Sequence[Row], false_positive_rate: float, recall: float) -> Chart:
    """The receiver operating characteristic, and the cut in force on it."""
    unit = {"domain": [0, 1]}
    return Chart(
        {
            "width": "container",
            "height": PLOT_HEIGHT,
            "layer": [
                diagonal("false_positive_rate", "true_positive_rate"),
                {
                    "data": {"name": "roc"},
                    "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5},
                    "encoding": {
                        "x": amount(
                            "false_positive_rate",
                            "Ложных тревог среди спокойных",
                            "False alarms among the calm",
                            PERCENT,
                            scale=unit,
                        ),
                        "y": amount(
                            "true_positive_rate",
                            "Найдено среди снизивших",
                            "Found among those who buy less",
                            PERCENT,
                            scale=unit,
                        ),
                        "order": {"field": "false_positive_rate"},
                    },
                },
                {
                    "data": {"values": [{"x": false_positive_rate, "y": recall}]},
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "size": 120,
                        "color": RISK,
                    },
                    "encoding": {
                        "x": {"field": "x", "type": "quantitative"},
                        "y": {"field": "y", "type": "quantitative"},
                        "tooltip": [
                            tip("x", "Ложных тревог", "False alarms", ".1%"),
                            tip("y", "Найдено", "Found", ".1%"),
                        ],
                    },
                },
            ],
        },
        {"roc": chosen(rows, "false_positive_rate", "true_positive_rate")},
    )


def diagonal(x: str, y: str) -> Spec:
    """The line from corner to corner: chance, or perfect calibration."""
    return {
        "data": {"values": [{x: 0, y: 0}, {x: 1, y: 1}]},
        "mark": {
            "type": "line",
            "strokeDash": [4, 4],
            "color": MUTED,
            "strokeWidth": 1,
        },
        "encoding": {
            "x": {"field": x, "type": "quantitative"},
            "y": {"field": y, "type": "quantitative"},
        },
    }


def calibration(rows: Sequence[Row]) -> Chart:
    """The risk that was said against the share that did buy less, per tenth."""
    unit = {"domain": [0, 1]}
    place = {
        "x": amount(
            "mean_risk", "Модель сказала", "The model said", PERCENT, scale=unit
        ),
        "y": amount("share_decreased", "Было на деле", "It was", PERCENT, scale=unit),
    }
    return Chart(
        {
            "width": "container",
            "height": PLOT_HEIGHT,
            "layer": [
                diagonal("mean_risk", "share_decreased"),
                {
                    "data": {"name": "calibration"},
                    "mark": {
                        "type": "line",
                        "color": ACCENT,
                        "strokeWidth": 2,
                        "point": {"color": ACCENT, "size": 60, "filled": True},
                    },
                    "encoding": {
                        **place,
                        "tooltip": [
                            tip("customers", "Клиентов", "Customers", WHOLE),
                            tip("mean_risk", "Сказано", "Said", ".1%"),
                            tip("share_decreased", "Было", "Seen", ".1%"),
                        ],
                    },
                },
            ],
        },
        {"calibration": chosen(rows, "customers", "mean_risk", "share_decreased")},
    )


def thresholds(rows: Sequence[Row], threshold: float) -> Chart:
    """What each cut finds, and how many of those it names it is right about."""
    curves = (
        (
            "recall",
            "полнота: найдено из снизивших",
            "recall: found of those who buy less",
        ),
        (
            "precision",
            "точность: верно из названных",
            "precision: right of those named",
        ),
        ("f1", "F1: середина между ними", "F1: between the two"),
    )
    drawn = [
        {
            "threshold": round(row["threshold"], 4),
            "value": round(row[field], 4),
            "curve_ru": ru,
            "curve_en": en,
        }
        for row in rows
        for field, ru, en in curves
    ]
    curve = both("curve_ru", "curve_en")
    return Chart(
        {
            "width": "container",
            "height": PLOT_HEIGHT,
            "layer": [
                {
                    "data": {"name": "curves"},
                    "mark": {"type": "line", "strokeWidth": 2.2},
                    "encoding": {
                        "x": amount(
                            "threshold", "Порог риска", "Cut of the risk", PERCENT
                        ),
                        "y": amount("value", "Доля", "Share", PERCENT, title=None),
                        "color": {
                            "field": curve,
                            "type": "nominal",
                            "sort": None,
                            "title": None,
                            "scale": {"range": [RISK, ACCENT, MUTED]},
                            "legend": {
                                "orient": "top",
                                "direction": "vertical",
                                "labelLimit": 320,
                                "symbolType": "stroke",
                            },
                        },
                        "strokeDash": {
                            "field": curve,
                            "type": "nominal",
                            "sort": None,
                            "title": None,
                            "scale": {"range": [[1, 0], [6, 3], [2, 2]]},
                        },
                    },
                },
                *rule_at("x", threshold, both("в силе", "in force")),
            ],
        },
        {"curves": drawn},
    )


def threshold_profit(rows: Sequence[Row], threshold: float) -> Chart:
    """What contacting everybody above a cut should earn."""
    return Chart(
        {
            "width": "container",
            "height": PLOT_HEIGHT,
            "layer": [
                {
                    "data": {"name": "profit"},
                    "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.2},
                    "encoding": {
                        "x": amount(
                            "threshold", "Порог риска", "Cut of the risk", PERCENT
                        ),
                        "y": amount(
                            "expected_profit",
                            "Ожидаемая прибыль, у. е.",
                            "Expected profit, units",
                        ),
                    },
                },
                *rule_at("x", threshold, both("в силе", "in force")),
            ],
        },
        {"profit": chosen(rows, "threshold", "expected_profit")},
    )


def leaderboard(rows: Sequence[Row]) -> Chart:
    """Each candidate's ROC AUC with its 95 % interval, the champion marked."""
    drawn = [row for row in rows if row["candidate"] != "dummy"]
    return Chart(
        {
            "data": {"name": "candidates"},
            "width": "container",
            "height": height_of(drawn, 26, 26),
            "transform": [
                {"calculate": "datum.roc_auc - datum.margin", "as": "low"},
                {"calculate": "datum.roc_auc + datum.margin", "as": "high"},
            ],
            "encoding": {
                "y": {
                    "field": "candidate",
                    "type": "nominal",
                    "sort": None,
                    "title": None,
                    "axis": {"labelLimit": by_width(150, 290)},
                },
                "color": {
                    "condition": {"test": "datum.is_champion", "value": RISK},
                    "value": ACCENT,
                },
                "tooltip": [
                    tip("candidate", "Модель", "Candidate"),
                    tip("roc_auc", "ROC AUC", "ROC AUC", ".4f"),
                    tip("roc_auc_se", "± ст. ошибка", "± standard error", ".4f"),
                ],
            },
            "layer": [
                {
                    "mark": {"type": "rule", "size": 3, "opacity": 0.5},
                    "encoding": {
                        "x": amount(
                            "low",
                            "ROC AUC, 95 % интервал",
                            "ROC AUC, 95% interval",
                            ".2f",
                            scale={"zero": False},
                        ),
                        "x2": {"field": "high"},
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                    "encoding": {"x": {"field": "roc_auc", "type": "quantitative"}},
                },
            ],
        },
        {
            "candidates": chosen(
                drawn, "candidate", "is_champion", "roc_auc", "roc_auc_se", "margin"
            )
        },
    )
