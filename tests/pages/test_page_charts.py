"""The charts of the pages: valid Vega-Lite, in both languages, with no column too many."""

from collections.abc import Iterator
from typing import Any

import altair
import pytest
from html_tree import Element, chart_data

from one_click.pages import model_charts, money_charts, vega_lite
from one_click.pages.facts import CURVE_POINTS_MAX, thinned
from one_click.pages.since import movements

PAGES = ("report.html", "data.html")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "width"), [("ru", "narrow"), ("en", "wide")])
def test_charts_are_vega_lite(
    name: str, language: str, width: str, trees: dict[str, Element]
) -> None:
    """Altair, which knows the schema, accepts each as the page would draw it."""
    for chart in chart_data(trees[name]).values():
        altair.Chart.from_dict(resolved(chart["spec"], language, width))


def resolved(node: Any, language: str, width: str) -> Any:
    """A specification as page.js resolves it."""
    if isinstance(node, list):
        return [resolved(each, language, width) for each in node]
    if not isinstance(node, dict):
        return node
    for choices, choice in (({"ru", "en"}, language), ({"narrow", "wide"}, width)):
        if set(node) == choices:
            return resolved(node[choice], language, width)
    return {key: resolved(each, language, width) for key, each in node.items()}


@pytest.mark.parametrize("name", PAGES)
def test_charts_speak_both_languages(name: str, trees: dict[str, Element]) -> None:
    """A title is in two languages, and the English one has no Russian in it."""
    for chart in chart_data(trees[name]).values():
        for key, text in leaves(chart["spec"]):
            assert key == "ru" or not any("а" <= each <= "я" for each in text.lower())


def leaves(node: object, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a specification, each with the key it stands under."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from leaves(child, key if key in ("ru", "en") else name)
    elif isinstance(node, list):
        for child in node:
            yield from leaves(child, key)
    elif isinstance(node, str):
        yield key, node


def test_a_chart_carries_the_columns_it_draws() -> None:
    """Fields of a position, of a tooltip in two languages and of a test; no others."""
    row = dict.fromkeys(("x", "name_ru", "name_en", "is_good", "secret"), 1)
    picture = {
        "encoding": {
            "x": vega_lite.quantity("x"),
            "color": vega_lite.colour_if("datum.is_good", vega_lite.RISK),
            "tooltip": [vega_lite.tip(vega_lite.NAME, "Имя", "Name")],
        },
        "layer": vega_lite.rule_at(0),
    }
    chart = vega_lite.chart([row], 100, **picture)
    assert set(chart.datasets["rows"][0]) == {"x", "name_ru", "name_en", "is_good"}


def test_a_chart_of_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="misspelt"):
        vega_lite.chart([{"x": 1}], 100, encoding={"x": vega_lite.quantity("misspelt")})


def test_a_curve_keeps_its_ends() -> None:
    curve = [{"x": place} for place in range(1000)]
    kept = thinned(curve)
    assert len(kept) == CURVE_POINTS_MAX
    assert (kept[0], kept[-1]) == (curve[0], curve[-1])
    assert thinned(kept) == kept


def test_points_of_a_beeswarm_do_not_cover_each_other() -> None:
    row = {"feature": "a", "contribution": 0.5}
    spread = [each["jitter"] for each in model_charts.with_jitter([row] * 7)]
    assert len(set(spread)) == 7
    assert all(-1 <= jitter <= 1 for jitter in spread)


def test_numbers_of_bubbles_on_each_other_move_apart() -> None:
    row = {"mean_risk": 0.4, "profit_per_customer": 3.0}
    far = {"mean_risk": 0.9, "profit_per_customer": 9.0}
    moved = money_charts.with_number_offsets([row, row, row, far])
    assert [each["number_offset"] for each in moved] == [0, -16, 16, 0]


def test_who_came_and_who_left_are_no_segments() -> None:
    """A customer who is gone left a segment, and one who is new came into it."""
    flows = [
        {"segment_before": "calm", "segment_now": "gone", "customers": 3},
        {"segment_before": "new", "segment_now": "calm", "customers": 2},
    ]
    moved = [(row["name_en"], row["moved"]) for row in movements(flows, {})]
    assert moved == [("calm", -3), ("calm", 2)]


def test_the_cut_in_force_lies_on_the_curve() -> None:
    """The curve rises from false alarms, to the right, to those who are found, upwards."""
    cut = {"false_positive_rate": 0.1, "recall": 0.8}
    curve = [
        {"false_positive_rate": alarms, "true_positive_rate": found}
        for alarms, found in ((0, 0), (0.1, 0.8), (1, 1))
    ]
    drawn = model_charts.roc(curve, cut)
    places = [
        layer["data"]["values"] for layer in drawn.spec["layer"] if "data" in layer
    ]
    assert places[-1] == [curve[1]]


def test_each_line_has_the_name_of_what_it_shows() -> None:
    cut = {"threshold": 0.4, "recall": 0.8, "precision": 0.6, "f1": 0.7}
    lines = model_charts.thresholds([cut], 0.4).datasets["rows"]
    values = {line["curve_en"].partition(":")[0]: line["value"] for line in lines}
    assert values == {"recall": 0.8, "precision": 0.6, "F1": 0.7}
    plan = {
        "effect_multiplier": 1,
        "expected_profit_of_plan": 3.0,
        "expected_profit": 4.0,
    }
    bars = money_charts.sensitivity_bars([plan]).datasets["rows"]
    profits = {bar["plan_en"]: bar["profit"] for bar in bars}
    assert profits == {"Today’s plan": 3.0, "Planned anew": 4.0}
