"""Charts of the money: who is at risk, what to offer, and what offers did."""

from collections.abc import Sequence

from one_click.pages import vega_lite as vl
from one_click.pages.facts import Row
from one_click.pages.report_facts import MOSTLY

BY_RISK = vl.colour_if(f"datum.share_at_risk >= {MOSTLY}", vl.RISK)
DIFFERENCE, DIFFERENCE_TIP = "+.0%", "+.1%"
# The plot of the map on a phone, in pixels, and the room that a number takes in it.
MAP_WIDTH, MAP_HEIGHT, NUMBER_WIDTH, NUMBER_HEIGHT = 250, 380, 22, 16
# How far a number may move from its bubble: the nearest place first.
NUMBER_STEPS = sorted(range(-96, 97, NUMBER_HEIGHT // 2), key=abs)
# An offer helps for sure enough from this probability on.
SURE = 0.95
PLANS = (
    ("expected_profit_of_plan", "Сегодняшний план", "Today’s plan"),
    ("expected_profit", "План заново", "Planned anew"),
)


def risk_histogram(rows: Sequence[Row], threshold: float) -> vl.Chart:
    """Profit at risk by risk: where the money stands, and where the cut is."""
    risk = vl.fraction("risk_from", "Риск снижения активности", "Risk of buying less")
    is_cut_off = f"(datum.risk_from + datum.risk_to) / 2 >= {threshold}"
    bars = vl.layer(
        "bar",
        {
            "x": {**risk, "bin": {"binned": True}},
            "x2": {"field": "risk_to"},
            "y": vl.amount(
                "profit_at_risk", "Прибыль под риском, ¤", "Profit at risk, ¤"
            ),
            "color": vl.colour_if(is_cut_off, vl.RISK, vl.CALM),
            "tooltip": [
                vl.tip("risk_from", "Риск от", "Risk from", vl.PERCENT),
                vl.tip("risk_to", "до", "to", vl.PERCENT),
                vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
                vl.tip("profit_at_risk", "Под риском", "At risk", vl.MONEY),
            ],
        },
        binSpacing=2,
    )
    return vl.chart(
        rows, 230, layer=[bars, *vl.rule_at(threshold, vl.both("порог", "threshold"))]
    )


def segment_map(rows: Sequence[Row]) -> vl.Chart:
    """Each segment by its risk and by what a customer earns; area is profit at risk."""
    area = {"legend": None, "scale": {"range": vl.by_width([220, 900], [260, 1500])}}
    circles = vl.layer(
        "circle",
        {"size": vl.quantity("profit_at_risk", **area), "color": BY_RISK},
        opacity=0.55,
        stroke=vl.CARD,
        strokeWidth=1.5,
    )
    # A number may stand beside its bubble, so it has an edge of its own.
    numbers = vl.layer(
        "text",
        {"text": vl.quantity("place")},
        fontWeight="bold",
        color=vl.INK,
        stroke=vl.CARD,
        strokeWidth=3,
        yOffset={"expr": "datum.number_offset"},
    )
    return vl.chart(
        with_number_offsets(with_customers(rows)),
        MAP_HEIGHT,
        encoding={
            "x": vl.fraction(
                "mean_risk", "Средний риск сегмента", "Mean risk of the segment"
            ),
            "y": vl.amount(
                "profit_per_customer",
                "Прибыль клиента в месяц, ¤",
                "Monthly profit of a customer, ¤",
                vl.MONEY,
                scale={"zero": False, "padding": 28},
            ),
            "tooltip": [
                vl.tip(vl.NAME, "Сегмент", "Segment"),
                vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
                vl.tip("mean_risk", "Средний риск", "Mean risk", vl.PERCENT),
                vl.tip(
                    "profit_per_customer", "Прибыль в месяц", "Profit a month", vl.SMALL
                ),
                vl.tip("profit_at_risk", "Под риском", "At risk", vl.MONEY),
                vl.tip(
                    "share_with_consent",
                    "Есть согласие",
                    "May be contacted",
                    vl.PERCENT,
                ),
            ],
        },
        layer=[circles, numbers],
    )


def with_number_offsets(rows: Sequence[Row]) -> list[Row]:
    """Move the numbers of bubbles that lie on each other, up or down, to the nearest room."""
    profits = [row["profit_per_customer"] for row in rows]
    low = min(profits, default=0)
    height = (max(profits, default=0) - low) or 1
    taken: list[tuple[float, float]] = []
    drawn: list[Row] = []
    for row in rows:
        x = row["mean_risk"] * MAP_WIDTH
        y = (low - row["profit_per_customer"]) / height * MAP_HEIGHT
        free = (
            step
            for step in NUMBER_STEPS
            if not any(
                abs(x - other_x) < NUMBER_WIDTH
                and abs(y + step - other_y) < NUMBER_HEIGHT
                for other_x, other_y in taken
            )
        )
        offset = next(free, 0)
        taken.append((x, y + offset))
        drawn.append({**row, "number_offset": offset})
    return drawn


def with_customers(rows: Sequence[Row]) -> list[Row]:
    """The segments or offers that have customers."""
    return [row for row in rows if row["customers"]]


def segment_bars(rows: Sequence[Row]) -> vl.Chart:
    """Profit at risk of each segment, numbered like the map."""
    return vl.named_bars(
        [vl.prefixed(row, f"{row['place']}. ") for row in rows],
        "profit_at_risk",
        vl.WHOLE,
        [
            vl.tip(vl.NAME, "Сегмент", "Segment"),
            vl.tip("profit_at_risk", "Под риском, ¤", "At risk, ¤", vl.MONEY),
            vl.tip("customers_at_risk", "Клиентов в зоне риска", "At risk", vl.WHOLE),
        ],
        BY_RISK,
        vl.HEADROOM_WIDE,
    )


def offer_bars(rows: Sequence[Row]) -> vl.Chart:
    """The profit that each offer of the plan should earn after its cost."""
    return vl.named_bars(
        with_customers(rows),
        "expected_profit",
        vl.WHOLE,
        [
            vl.tip(vl.NAME, "Предложение", "Offer"),
            vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
            vl.tip("cost", "Стоимость, ¤", "Cost, ¤", vl.MONEY),
            vl.tip(
                "expected_profit",
                "Должно принести, ¤",
                "Should earn, ¤",
                vl.MONEY,
            ),
        ],
        vl.colour_if("datum.channel === 'on_site'", vl.CALM),
    )


def sensitivity_bars(rows: Sequence[Row]) -> vl.Chart:
    """The plan if the assumed effects were half or twice what they are."""
    drawn = [
        {
            "effect_ru": f"×{row['effect_multiplier']:g}".replace(".", ","),
            "effect_en": f"×{row['effect_multiplier']:g}",
            "plan_ru": ru,
            "plan_en": en,
            "profit": row[field],
        }
        for row in rows
        for field, ru, en in PLANS
    ]
    effect, plan = vl.both("effect_ru", "effect_en"), vl.both("plan_ru", "plan_en")
    profit = vl.amount("profit", "Ожидаемая прибыль, ¤", "Expected profit, ¤")
    across = {
        "title": vl.both("Эффект против допущения", "Effect against the assumption"),
        "axis": {"labelAngle": 0, "ticks": False},
    }
    colours = {"scale": {"range": [vl.CALM, vl.ACCENT]}, "legend": {"orient": "top"}}
    bars = vl.layer(
        "bar",
        {
            "y": profit,
            "color": vl.nominal(plan, **colours),
            "tooltip": [
                vl.tip(effect, "Если", "If"),
                vl.tip(plan, "План", "Plan"),
                vl.tip("profit", "Должен принести", "Should earn", vl.MONEY),
            ],
        },
        cornerRadiusEnd=3,
    )
    numbers = vl.layer(
        "text",
        {"y": profit, "text": vl.quantity("profit", format=vl.WHOLE)},
        baseline="bottom",
        dy=-3,
        color=vl.INK,
        fontSize=vl.by_width(10, 12),
    )
    return vl.chart(
        drawn,
        250,
        encoding={"x": vl.nominal(effect) | across, "xOffset": vl.nominal(plan)},
        layer=[bars, numbers],
    )


def result_intervals(rows: Sequence[Row]) -> vl.Chart:
    """Treated against control in a campaign: the difference of the shares that buy less."""
    return interval_lines(
        rows,
        "difference",
        vl.amount(
            "difference_low",
            "← помогло: снизивших меньше · больше →",
            "← it helped: fewer buy less · more do →",
            DIFFERENCE,
        ),
        DIFFERENCE_TIP,
        vl.colour_if("datum.is_significant", vl.ACCENT, vl.CALM),
        [
            vl.tip("treated", "Получили", "Treated", vl.WHOLE),
            vl.tip("control", "Контроль", "Control", vl.WHOLE),
        ],
    )


def profit_intervals(rows: Sequence[Row]) -> vl.Chart:
    """What a treated customer brings a month more than one of the control group."""
    sure = "datum.profit_difference_low > 0 || datum.profit_difference_high < 0"
    return interval_lines(
        rows,
        "profit_difference",
        vl.amount(
            "profit_difference_low",
            "Прибыль клиента в месяц против контроля, ¤",
            "Monthly profit of a customer against control, ¤",
            "+,.1f",
        ),
        "+,.2f",
        vl.colour_if(sure, vl.ACCENT, vl.CALM),
        [
            vl.tip("total_profit", "Всего в месяц, ¤", "In all a month, ¤", "+,.1f"),
        ],
    )


def effect_intervals(rows: Sequence[Row]) -> vl.Chart:
    """What each offer does to the risk over all campaigns, and what was assumed."""
    assumed = vl.layer(
        "tick",
        {
            "y": vl.nominal(vl.NAME),
            "x": vl.quantity("assumed_risk_reduction"),
        },
        color=vl.RISK,
        thickness=2,
        height=18,
        yOffset=vl.by_width(9, 0),
    )
    return interval_lines(
        rows,
        "risk_reduction",
        vl.amount(
            "risk_reduction_low",
            "На сколько предложение снижает риск",
            "By how much the offer lowers the risk",
            vl.PERCENT,
        ),
        vl.PERCENT,
        vl.colour_if(f"datum.probability_above_zero >= {SURE}", vl.ACCENT, vl.CALM),
        [
            vl.tip("assumed_risk_reduction", "Допущение", "Assumed", vl.PERCENT),
            vl.tip(
                "probability_above_zero",
                "Вероятность, что помогает",
                "Probability that it helps",
                vl.PERCENT,
            ),
            vl.tip("campaigns", "Кампаний", "Campaigns", vl.WHOLE),
            vl.tip("treated", "Получили", "Treated", vl.WHOLE),
            vl.tip("control", "Контроль", "Control", vl.WHOLE),
        ],
        [assumed],
    )


def interval_lines(
    rows: Sequence[Row],
    field: str,
    low: vl.Spec,
    form: str,
    colour: vl.Spec,
    more_tips: Sequence[vl.Spec],
    extra: Sequence[vl.Spec] = (),
) -> vl.Chart:
    """A point per row with its interval, in the order of the rows, and a rule at zero."""
    lines = vl.lines_of(rows, vl.LETTERS_ABOVE)
    step = vl.BAR_STEP[0] + vl.LINE * (lines - 1)
    wide_step = max(30, vl.LINE * vl.lines_of(rows, vl.LETTERS_BESIDE) + 6)
    down = vl.by_width(9 + vl.LINE * (lines - 1) / 2, 0)
    names = vl.nominal(vl.NAME, axis=vl.beside(rows))
    tooltip = [
        vl.tip(vl.NAME, "Что измерено", "Measured"),
        vl.tip(field, "Оценка", "Estimate", form),
        vl.tip(f"{field}_low", "от", "from", form),
        vl.tip(f"{field}_high", "до", "to", form),
        *more_tips,
    ]
    place = {"y": names, "color": colour, "tooltip": tooltip}
    interval = vl.layer(
        "rule",
        {**place, "x": low, "x2": {"field": f"{field}_high"}},
        size=4,
        opacity=0.55,
        yOffset=down,
    )
    point = vl.layer(
        "point",
        {**place, "x": vl.quantity(field)},
        filled=True,
        size=90,
        opacity=1,
        yOffset=down,
    )
    headings = vl.name_above(names, 9 - step / 2, lines, baseline="top")
    layers = [interval, point, *extra, headings, *vl.rule_at(0)]
    return vl.chart(rows, vl.height_of(rows, step, wide_step), layer=layers)
