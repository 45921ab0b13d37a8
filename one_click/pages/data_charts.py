"""Charts of the analyst's page."""

from collections.abc import Mapping, Sequence

from one_click.pages import vega_lite as vl
from one_click.pages.codes import ACTIVITIES
from one_click.pages.data_facts import COLLINEAR
from one_click.pages.facts import Row

ACTIVITY_COLOURS = {"decreased": vl.RISK, "same": vl.ACCENT, "unknown": vl.CALM}
EXACT = ",~f"
# Letters of a name beside a row that is too low for a second line, and on a phone.
LETTERS_WIDE, LETTERS_NARROW = 60, 22


def histogram(rows: Sequence[Row], is_whole: bool) -> vl.Chart:
    """The values of one feature, each label as shares of its own customers."""
    found = {row["activity"] for row in rows}
    present = [activity for activity in ACTIVITIES if activity in found]
    drawn = [
        {
            "lower": round(row["lower_bound"], 4),
            "upper": round(row["upper_bound"], 4),
            "customers": row["customers"],
            "share": round(row["share"], 5),
            "label_ru": ACTIVITIES[row["activity"]].ru,
            "label_en": ACTIVITIES[row["activity"]].en,
        }
        for row in rows
    ]
    label = vl.both("label_ru", "label_en")
    colours = {
        "domain": vl.both(
            [ACTIVITIES[activity].ru for activity in present],
            [ACTIVITIES[activity].en for activity in present],
        ),
        "range": [ACTIVITY_COLOURS[activity] for activity in present],
    }
    axis: vl.Spec = {"format": EXACT, "labelOverlap": "greedy", "labelSeparation": 6}
    if is_whole:
        # Nobody buys two and a half goods.
        axis["tickMinStep"] = 1
    return vl.chart(
        drawn,
        150,
        mark={"type": "bar", "opacity": 0.62, "binSpacing": 1},
        encoding={
            "x": vl.quantity("lower", title=None, axis=axis, bin={"binned": True}),
            "x2": {"field": "upper"},
            "y": vl.quantity(
                "share", title=None, axis={"format": vl.PERCENT}, stack=None
            ),
            "color": {
                "field": label,
                "type": "nominal",
                "legend": None,
                "scale": colours,
            },
            "tooltip": [
                vl.tip(label, "Активность", "Activity"),
                vl.tip("lower", "от", "from", EXACT),
                vl.tip("upper", "до", "to", EXACT),
                vl.tip("share", "Доля", "Share", vl.PERCENT_1),
                vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
            ],
        },
    )


def category_bars(rows: Sequence[Row], most: float) -> vl.Chart:
    """The share that buys less in each value of a category; `most` ends every such axis."""
    return vl.named_bars(
        rows,
        "share_decreased",
        vl.PERCENT,
        [
            vl.tip(vl.NAME, "Значение", "Value"),
            vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
            vl.tip("share_decreased", "Снизили активность", "Decreased", vl.PERCENT_1),
        ],
        {"value": vl.RISK},
        vl.HEADROOM_WIDE,
        most=most,
    )


def association_map(rows: Sequence[Row], features: Sequence[Row]) -> vl.Chart:
    """How much each feature tells about each other one."""
    numbered = {row["feature"]: row for row in features}
    cells = [cell(row, numbered) for row in rows if row["strength"] is not None]
    lines = vl.lines_of(cells, LETTERS_NARROW)
    return vl.chart(
        cells,
        vl.height_of(features, vl.LINE * lines, 25),
        mark={"type": "rect", "stroke": vl.CARD, "strokeWidth": 1},
        encoding={
            "y": vl.nominal(
                vl.NAME,
                sort={"field": "row"},
                axis=vl.by_width(
                    vl.name_axis(cells, LETTERS_NARROW),
                    vl.name_axis(cells, LETTERS_WIDE),
                ),
            ),
            "x": {
                "field": "column",
                "type": "ordinal",
                "title": None,
                "axis": {"labelAngle": 0, "domain": False, "ticks": False},
            },
            "color": vl.colour_if("datum.strength < 0", vl.ACCENT, vl.RISK),
            "opacity": vl.quantity(
                "size", scale={"domain": [0, 1], "range": [0.04, 1]}, legend=None
            ),
            "tooltip": [
                vl.tip(vl.NAME, "Признак", "Feature"),
                vl.tip(vl.both("other_ru", "other_en"), "с признаком", "with"),
                vl.tip("strength", "Связь", "Association", "+.2f"),
                vl.tip("measure", "Мера", "Measure"),
            ],
        },
    )


def cell(pair: Row, numbered: Mapping[str, Row]) -> Row:
    """The cell of a pair, below the diagonal; the name of its row begins with a number."""
    ends = numbered[pair["feature"]], numbered[pair["other_feature"]]
    column, row = sorted(ends, key=lambda feature: feature["place"])
    strength = round(pair["strength"], 3)
    return {
        **vl.prefixed(row, f"{row['place']}. "),
        "other_ru": column["name_ru"],
        "other_en": column["name_en"],
        "row": row["place"],
        "column": column["place"],
        "strength": strength,
        "size": abs(strength),
        "measure": pair["measure"],
    }


def inflation_bars(rows: Sequence[Row]) -> vl.Chart:
    """How well the others foretell each feature."""
    factor = "variance_inflation_factor"
    return vl.named_bars(
        [row for row in rows if row[factor] is not None],
        factor,
        ",.1f",
        [vl.tip(vl.NAME, "Признак", "Feature"), vl.tip(factor, "VIF", "VIF", vl.SMALL)],
        vl.colour_if(f"datum.{factor} > {COLLINEAR}", vl.RISK),
        extra=vl.rule_at(COLLINEAR),
    )
