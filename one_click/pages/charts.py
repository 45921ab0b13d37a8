"""Charts of the money: who is at risk, what to offer, and what offers did."""

from collections.abc import Sequence

from one_click.pages.specs import (
    ACCENT,
    CALM,
    INK,
    MONEY,
    NAME,
    PERCENT,
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
