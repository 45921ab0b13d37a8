"""Charts of the model: what moves the risk, and how far to trust it."""

from collections.abc import Sequence

from one_click.pages.specs import (
    ACCENT,
    INK,
    LOW_TO_HIGH,
    MUTED,
    NAME,
    PERCENT,
    PLOT_HEIGHT,
    RISK,
    SMALL,
    WHOLE,
    Chart,
    Row,
    Spec,
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
