"""Charts of the model: what moves the risk, and how far to trust it."""

from collections.abc import Sequence

from one_click.pages import vega_lite as vl
from one_click.pages.codes import CANDIDATES
from one_click.pages.facts import Row
from one_click.pages.words import as_is

# Points of a beeswarm that share one of so many bins along the axis are moved apart by
# this share of the row's height.
BEESWARM_BINS, BEESWARM_STEP = 60, 0.16
# Letters of a model's name in one line beside its row, on a phone.
LETTERS_NARROW = 20
CURVES = (
    (
        "recall",
        "полнота: найдено из снизивших",
        "recall: found of those who buy less",
    ),
    ("precision", "точность: верно из названных", "precision: right of those named"),
    ("f1", "F1: среднее гармоническое", "F1: their harmonic mean"),
)


def beeswarm(rows: Sequence[Row]) -> vl.Chart:
    """A point per sampled customer and feature: where it pushes the risk, and how far."""
    features = list({row["feature"]: row for row in rows}.values())
    names = vl.nominal(vl.NAME, axis=vl.beside(features))
    jitter = {"domain": vl.by_width([-0.85, 1.25], [-1.1, 1.1])}
    low_or_high = "datum.value === 0 ? '{}' : '{}'"
    legend = {
        "title": vl.both("значение признака", "value of the feature"),
        "orient": "top",
        "values": [0, 1],
        "labelExpr": vl.both(
            low_or_high.format("низкое", "высокое"), low_or_high.format("low", "high")
        ),
        "gradientLength": 140,
    }
    points = vl.layer(
        "circle",
        {
            "y": names,
            "yOffset": vl.quantity("jitter", scale=jitter),
            "x": vl.amount(
                "contribution",
                "← снижает риск · повышает риск →",
                "← lowers the risk · raises the risk →",
                "+,.1f",
            ),
            "color": vl.quantity(
                "value_rank",
                scale={"domain": [0, 0.5, 1], "range": vl.LOW_TO_HIGH},
                legend=legend,
            ),
            "tooltip": [
                vl.tip(vl.NAME, "Признак", "Feature"),
                vl.tip(vl.both("value_ru", "value_en"), "Значение", "Value"),
                vl.tip("contribution", "Вклад", "Contribution", "+.2f"),
            ],
        },
        size=17,
        opacity=0.8,
    )
    headings = {"data": {"name": "features"}, **vl.name_above(names, -18)}
    layers = [points, headings, *vl.rule_at(0)]
    drawn = vl.chart(with_jitter(rows), vl.height_of(features, 62, 46), layer=layers)
    return vl.Chart(
        drawn.spec,
        {**drawn.datasets, "features": vl.chosen(features, *vl.NAME.values())},
    )


def with_jitter(rows: Sequence[Row]) -> list[Row]:
    """Move points of one feature that would cover each other, alternately up and down.

    Points are binned along the axis; the first of a bin keeps to the middle line. The
    result depends on the rows alone.
    """
    values = [float(row["contribution"]) for row in rows]
    low, high = min(values), max(values)
    width = (high - low) / BEESWARM_BINS or 1.0
    seen: dict[tuple[str, int], int] = {}
    drawn: list[Row] = []
    for row, value in zip(rows, values, strict=True):
        place = (row["feature"], int((value - low) / width))
        order = seen[place] = seen.get(place, -1) + 1
        step = (order + 1) // 2 * BEESWARM_STEP * (1 if order % 2 else -1)
        # Past the row's edge the points fold back into it.
        drawn.append({**row, "jitter": round((step + 1) % 2 - 1, 2)})
    return drawn


def importance_bars(rows: Sequence[Row]) -> vl.Chart:
    """How much each feature moves the risk on average."""
    tooltip = [
        vl.tip(vl.NAME, "Признак", "Feature"),
        vl.tip("importance", "Важность", "Importance", ",.3f"),
    ]
    return vl.named_bars(rows, "importance", vl.SMALL, tooltip)


def roc(rows: Sequence[Row], cut: Row) -> vl.Chart:
    """The receiver operating characteristic, and the cut in force on it."""
    x, y = "false_positive_rate", "true_positive_rate"
    curve = vl.layer(
        "line",
        {
            "x": vl.fraction(
                x, "Ложных тревог среди не снизивших", "False alarms among the others"
            ),
            "y": vl.fraction(
                y, "Найдено среди снизивших", "Found among those who buy less"
            ),
            "order": {"field": x},
        },
        color=vl.ACCENT,
        strokeWidth=2.5,
    )
    in_force = vl.layer(
        "point",
        {
            "x": vl.quantity(x),
            "y": vl.quantity(y),
            "tooltip": [
                vl.tip(x, "Ложных тревог", "False alarms", vl.PERCENT_1),
                vl.tip(y, "Найдено", "Found", vl.PERCENT_1),
            ],
        },
        filled=True,
        size=120,
        color=vl.RISK,
    )
    there = {"data": {"values": [{x: cut["false_positive_rate"], y: cut["recall"]}]}}
    layers = [diagonal(x, y), curve, there | in_force]
    return vl.chart(rows, vl.PLOT_HEIGHT, layer=layers)


def diagonal(x: str, y: str) -> vl.Spec:
    """The line from corner to corner: chance, or perfect calibration."""
    place = {"x": vl.quantity(x), "y": vl.quantity(y)}
    line = vl.layer("line", place, strokeDash=[4, 4], color=vl.MUTED, strokeWidth=1)
    return {"data": {"values": [{x: 0, y: 0}, {x: 1, y: 1}]}, **line}


def calibration(rows: Sequence[Row]) -> vl.Chart:
    """The risk that was said against the share that did buy less, per tenth."""
    tenths = vl.layer(
        "line",
        {
            "x": vl.fraction("mean_risk", "Модель сказала", "The model said"),
            "y": vl.fraction("share_decreased", "Было на деле", "Seen"),
            "tooltip": [
                vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
                vl.tip("mean_risk", "Сказано", "Said", vl.PERCENT_1),
                vl.tip("share_decreased", "Было", "Seen", vl.PERCENT_1),
            ],
        },
        color=vl.ACCENT,
        strokeWidth=2,
        point={"color": vl.ACCENT, "size": 60, "filled": True},
    )
    layers = [diagonal("mean_risk", "share_decreased"), tenths]
    return vl.chart(rows, vl.PLOT_HEIGHT, layer=layers)


def thresholds(rows: Sequence[Row], threshold: float) -> vl.Chart:
    """How much each cut finds, and how many of those it names it is right about."""
    drawn = [
        {
            "threshold": round(row["threshold"], 4),
            "value": round(row[field], 4),
            "curve_ru": ru,
            "curve_en": en,
        }
        for row in rows
        for field, ru, en in CURVES
    ]
    curve = vl.both("curve_ru", "curve_en")
    legend = {
        "orient": "top",
        "direction": "vertical",
        "labelLimit": 320,
        "symbolType": "stroke",
    }
    channels = {
        "y": vl.quantity("value", title=None, axis={"format": vl.PERCENT}),
        "color": vl.nominal(
            curve, scale={"range": [vl.RISK, vl.ACCENT, vl.MUTED]}, legend=legend
        ),
        "strokeDash": vl.nominal(curve, scale={"range": [[1, 0], [6, 3], [2, 2]]}),
    }
    told = [
        vl.tip(curve, "Что", "What"),
        vl.tip("value", "Доля", "Share", vl.PERCENT_1),
    ]
    return over_cuts(drawn, threshold, channels, told)


def threshold_profit(rows: Sequence[Row], threshold: float) -> vl.Chart:
    """The profit that contacting everybody above a cut should earn."""
    profit = vl.amount("expected_profit", "Ожидаемая прибыль, ¤", "Expected profit, ¤")
    told = [vl.tip("expected_profit", "Прибыль, ¤", "Profit, ¤", vl.MONEY)]
    channels = {"y": profit, "color": {"value": vl.ACCENT}}
    return over_cuts(rows, threshold, channels, told)


def over_cuts(
    rows: Sequence[Row], threshold: float, channels: vl.Spec, told: Sequence[vl.Spec]
) -> vl.Chart:
    """Lines over all cuts of the risk, and a rule at the cut in force."""
    x = vl.amount("threshold", "Порог риска", "Threshold of the risk", vl.PERCENT)
    tooltip = [vl.tip("threshold", "Порог", "Threshold", vl.PERCENT_1), *told]
    lines = vl.layer("line", {"x": x, **channels}, strokeWidth=2.2)
    # A line is too thin to be met by the mouse: its points are, and cannot be seen.
    points = vl.layer(
        "point", {"x": x, **channels, "tooltip": tooltip}, size=150, opacity=0
    )
    rule = vl.rule_at(threshold, vl.both("в силе", "in force"))
    return vl.chart(rows, vl.PLOT_HEIGHT, layer=[lines, points, *rule])


def leaderboard(rows: Sequence[Row]) -> vl.Chart:
    """Each candidate's ROC AUC with its 95 % interval, the champion marked."""
    drawn = [named(row) for row in rows if row["candidate"] != "dummy"]
    low = vl.amount(
        "roc_auc_low",
        "ROC AUC, 95 % интервал",
        "ROC AUC, 95% interval",
        ".2f",
        scale={"zero": False},
    )
    interval = {"x": low, "x2": {"field": "roc_auc_high"}}
    return vl.chart(
        drawn,
        vl.height_of(drawn, vl.LINE * vl.lines_of(drawn, LETTERS_NARROW) + 6, 26),
        encoding={
            "y": vl.nominal(
                vl.NAME,
                axis=vl.by_width(
                    vl.name_axis(drawn, LETTERS_NARROW),
                    vl.name_axis(drawn, vl.LETTERS_BESIDE),
                ),
            ),
            "color": vl.colour_if("datum.is_champion", vl.RISK),
            "tooltip": [
                vl.tip(vl.NAME, "Модель", "Model"),
                vl.tip("roc_auc", "ROC AUC", "ROC AUC", ".4f"),
                vl.tip("roc_auc_se", "± ст. ошибка", "± standard error", ".4f"),
            ],
        },
        layer=[
            vl.layer("rule", interval, size=3, opacity=0.5),
            vl.layer(
                "point", {"x": vl.quantity("roc_auc")}, filled=True, size=80, opacity=1
            ),
        ],
    )


def named(row: Row) -> Row:
    """A candidate with its name in words."""
    words = CANDIDATES.get(row["candidate"], as_is(row["candidate"]))
    return {**row, "name_ru": words.ru, "name_en": words.en}
