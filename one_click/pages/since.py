"""What moved since the month before: its charts, tables and sentences."""

from collections.abc import Iterator, Sequence

from one_click.pages import vega_lite as vl
from one_click.pages.facts import Row
from one_click.pages.money_charts import interval_lines
from one_click.pages.since_facts import FALLS_DRAWN_MAX, FLOWS_SHOWN_MAX, SinceFacts
from one_click.pages.tables import Column, Table, figure, percent, table, text
from one_click.pages.words import Words, as_is, customers, name_of, number, say

# What segment_migrations and engagement_watch call those who are in no segment.
OTHERS = {
    "new": Words("новые клиенты", "new customers"),
    "gone": Words("ушедшие", "gone"),
    "none": Words("вне сегментов", "in no segment"),
    "all": Words("все клиенты", "all customers"),
}
CAME = Words("пришли", "came")
LEFT = Words("ушли", "left")


def segment_names(segments: Sequence[Row]) -> dict[str, Words]:
    """Names of segments, and of what stands in their place."""
    return {**OTHERS, **{row["segment"]: name_of(row) for row in segments}}


def since_charts(facts: SinceFacts, segments: Sequence[Row]) -> dict[str, vl.Chart]:
    """The charts that have something to show."""
    names = segment_names(segments)
    drawn = {}
    moved = movements(facts.flows, names)
    if moved:
        drawn["flows"] = flow_bars(moved)
    if facts.falls:
        drawn["falls"] = fall_intervals(facts.falls, names)
    return drawn


def movements(flows: Sequence[Row], names: dict[str, Words]) -> list[Row]:
    """Two rows for each segment: how many came into it, and how many left it."""
    came: dict[str, int] = {}
    left: dict[str, int] = {}
    for row in flows:
        came[row["segment_now"]] = came.get(row["segment_now"], 0) + row["customers"]
        before = row["segment_before"]
        left[before] = left.get(before, 0) + row["customers"]
    codes = {*came, *left} - {"new", "gone"}
    order = sorted(
        codes, key=lambda code: (-came.get(code, 0) - left.get(code, 0), code)
    )
    return [
        {
            "name_ru": named(names, code).ru,
            "name_en": named(names, code).en,
            "way_ru": way.ru,
            "way_en": way.en,
            "moved": sign * counts.get(code, 0),
            "customers": counts.get(code, 0),
        }
        for code in order
        for way, sign, counts in ((LEFT, -1, left), (CAME, 1, came))
    ]


def named(names: dict[str, Words], code: str) -> Words:
    """The name of a segment; one that is no longer in the rules keeps its code."""
    return names.get(code, as_is(code))


def flow_bars(rows: Sequence[Row]) -> vl.Chart:
    """Who left each segment, to the left, and who came, to the right."""
    lines = vl.lines_of(rows, vl.LETTERS_ABOVE)
    step = vl.BAR_STEP[0] + vl.LINE * (lines - 1)
    names = vl.nominal(vl.NAME, axis=vl.beside(rows))
    way = vl.both("way_ru", "way_en")
    colours = {
        "scale": {
            "domain": vl.both([LEFT.ru, CAME.ru], [LEFT.en, CAME.en]),
            "range": [vl.CALM, vl.ACCENT],
        },
        "legend": {"orient": "top"},
    }
    bars = vl.layer(
        "bar",
        {
            "y": names,
            "x": vl.amount(
                "moved",
                "← ушли · пришли, клиентов →",
                "← left · came, customers →",
                "+,.0f",
            ),
            "color": vl.nominal(way, **colours),
            "tooltip": [
                vl.tip(vl.NAME, "Сегмент", "Segment"),
                vl.tip(way, "Куда", "Way"),
                vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
            ],
        },
        height=16,
        yOffset=vl.by_width(9 + vl.LINE * (lines - 1) / 2, 0),
    )
    above = vl.name_above(names, 9 - step / 2, lines, baseline="top")
    headings = {"data": {"name": "segments"}, **above}
    wide_step = max(30, vl.LINE * vl.lines_of(rows, vl.LETTERS_BESIDE) + 6)
    drawn = vl.chart(
        rows,
        vl.height_of(rows[::2], step, wide_step),
        layer=[bars, headings, *vl.rule_at(0)],
    )
    once = vl.chosen(rows[::2], *vl.NAME.values())
    return vl.Chart(drawn.spec, {**drawn.datasets, "segments": once})


def fall_intervals(falls: Sequence[Row], names: dict[str, Words]) -> vl.Chart:
    """By what part a measure of engagement fell in a segment, with its interval."""
    rows = []
    for row in falls[:FALLS_DRAWN_MAX]:
        segment = named(names, row["segment"])
        rows.append(
            {
                **row,
                "name_ru": f"{segment.ru}: {row['name_ru']}",
                "name_en": f"{segment.en}: {row['name_en']}",
            }
        )
    return interval_lines(
        rows,
        "share",
        vl.amount(
            "share_low", "Против прошлого месяца", "Against the month before", "+.0%"
        ),
        "+.1%",
        {"value": vl.RISK},
        [
            vl.tip("mean_before", "Было", "Before", vl.SMALL),
            vl.tip("mean_now", "Стало", "Now", vl.SMALL),
            vl.tip("customers", "Клиентов", "Customers", vl.WHOLE),
        ],
    )


def since_tables(facts: SinceFacts, segments: Sequence[Row]) -> Iterator[Table]:
    """The largest flows, and what the risks of each month should tell and told."""
    names = segment_names(segments)
    yield table(
        "flows",
        Words("Самые большие переходы", "The largest moves"),
        facts.flows[:FLOWS_SHOWN_MAX],
        Column(
            Words("Откуда", "From"), lambda row: named(names, row["segment_before"])
        ),
        Column(Words("Куда", "To"), lambda row: named(names, row["segment_now"])),
        figure("customers", "Клиентов", "Customers"),
    )
    yield table(
        "falls",
        Words("Что упало", "What fell"),
        facts.falls,
        Column(Words("Сегмент", "Segment"), lambda row: named(names, row["segment"])),
        Column(Words("Показатель", "Measure"), name_of),
        figure("mean_before", "Было", "Before", 2),
        figure("mean_now", "Стало", "Now", 2),
        percent("share", "Разница", "Difference", 1),
        percent("share_low", "от", "from", 1),
        percent("share_high", "до", "to", 1),
    )
    yield table(
        "performance",
        Words("Что риски обещали и что было", "What risks promised, and what came"),
        facts.performance,
        text("as_of", "Месяц", "Month"),
        percent("expected_share", "Ждём снизивших", "Expected to buy less", 1),
        percent("expected_low", "от", "from", 1),
        percent("expected_high", "до", "to", 1),
        percent("realised_share", "Снизили на деле", "Did buy less", 1),
        figure("expected_roc_auc", "ROC AUC: ждём", "ROC AUC expected", 3),
        figure("realised_roc_auc", "ROC AUC: было", "ROC AUC realised", 3),
    )


def since_line(facts: SinceFacts) -> Words | None:
    """One sentence for the first screen; nothing in the first month."""
    if not facts.months:
        return None
    risk = facts.risk
    return say(
        "<b>С прошлого месяца.</b> Вошли в зону риска: {entered}, под риском {profit} ¤. "
        "Вышли: {left}.",
        "<b>Since last month.</b> Came to be at risk: {entered}, {profit} ¤ at risk. No "
        "longer at risk: {left}.",
        entered=customers(risk["entered"]),
        left=customers(risk["left_it"]),
        profit=number(risk["profit_of_entered"]),
    )
