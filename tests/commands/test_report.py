"""The pages: every figure is that of the marts, both languages are whole, names are text."""

import json
import re
from collections.abc import Iterator

import altair
import duckdb
import pytest
from html_tree import Element, parsed
from report_database import HOSTILE, QUOTED, small_database

from one_click.pages import model_charts, vega
from one_click.pages.facts import thinned
from one_click.pages.page import json_for_html, source_hash
from one_click.pages.pages import pages
from one_click.pages.words import counted, month, number, say, share

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
VEGA = "/* draws */"
PAGES = ("report.html", "data.html")
SIZE_MAX = 3_000_000


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    return small_database()


@pytest.fixture(scope="module")
def texts(database: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Each page as it is written."""
    return {name: page.decode() for name, page in pages(database, VEGA).items()}


@pytest.fixture(scope="module")
def trees(texts: dict[str, str]) -> dict[str, Element]:
    """Each page as a tree."""
    return {name: parsed(text) for name, text in texts.items()}


def chart_data(tree: Element) -> dict:
    """The charts of a page, as its script reads them."""
    (element,) = tree.all("script", type="application/json")
    return json.loads("".join(element.children))


def values(element: Element) -> list[float]:
    """The exact numbers that stand in an element, as one of the languages shows them."""
    found = []
    for child in element.children:
        if isinstance(child, str) or child.attributes.get("lang") == "en":
            continue
        if child.tag == "data":
            found.append(float(child.attributes["value"]))
        found += values(child)
    return found


def shown_rows(tree: Element, table: str) -> list[list[float]]:
    """The numbers in each row of a table of a page."""
    (element,) = tree.all("table", data_table=table)
    (body,) = element.all("tbody")
    return [values(row) for row in body.all("tr")]


def expected(database: duckdb.DuckDBPyConnection, query: str) -> list[list[float]]:
    """The numbers of a query; what is not known is not shown as a number."""
    return [
        [float(value) for value in row if value is not None]
        for row in database.execute(query).fetchall()
    ]


FIGURES = {
    "profit_at_risk": "select sum(profit_at_risk) from marts.customers",
    "customers_at_risk": "select count(*) from marts.customers where is_at_risk",
    "expected_profit": "select sum(expected_profit) from marts.customer_offers "
    "where not is_holdout",
    "cost": "select sum(cost_per_contact) from marts.customer_offers where not is_holdout",
    "contacts": "select count(*) from marts.customer_offers "
    "where not is_holdout and channel <> 'on_site'",
    "holdout": "select count(*) from marts.customer_offers where is_holdout",
}


@pytest.mark.parametrize("figure", FIGURES)
def test_headline_is_that_of_the_marts(
    figure: str, trees: dict[str, Element], database: duckdb.DuckDBPyConnection
) -> None:
    (element,) = trees["report.html"].all("strong", data_figure=figure)
    (found,) = expected(database, FIGURES[figure])
    assert values(element) == pytest.approx(found)


TABLES = {
    "offers": "select expected_profit, cost, customers, risk_reduction, "
    "cost_per_contact, eligible_customers, max_customers, holdout_customers "
    "from marts.offer_summary order by expected_profit desc",
    "sensitivity": "select effect_multiplier, expected_profit_of_plan, expected_profit, "
    "customers, contacts, cost, customers_with_same_offer "
    "from marts.campaign_sensitivity order by 1",
    "power": "select treated, control, expected_share_decreased, planned_difference, "
    "minimum_detectable_difference from marts.campaign_power",
    "results": "select treated, control, treated_share_decreased, "
    "control_share_decreased, difference, difference_low, difference_high, "
    "corrected_p_value, profit_difference, measured_risk_reduction "
    "from marts.campaign_results",
    "importance": "select mean_absolute_contribution from scoring.feature_importance",
    "calibration": "select * from scoring.calibration_curve",
    "leaderboard": "select roc_auc, roc_auc_se, average_precision, log_loss, "
    "brier_score, expected_calibration_error, f1, p_value_against_best "
    "from scoring.model_leaderboard order by rank",
    "thresholds": "select threshold, customers_contacted, recall, precision, f1, "
    "expected_profit from scoring.threshold_curve",
    "reconciliation": "select rows_in, rows_kept, rows_rejected, rows_repaired "
    "from staging.input_reconciliation order by export",
    "repaired": "select row_count from staging.repaired_spellings",
    "rejected": "select 1",
    "statuses": "select count(*) from intermediate.customer_status group by status "
    "order by status",
}


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_those_of_the_marts(
    table: str, trees: dict[str, Element], database: duckdb.DuckDBPyConnection
) -> None:
    found = shown_rows(trees["report.html"], table)
    assert found == expected(database, TABLES[table])


def test_segments_are_those_of_the_mart(
    trees: dict[str, Element], database: duckdb.DuckDBPyConnection
) -> None:
    """Their figures; then what sets them apart, by half or more, the strongest first."""
    found = shown_rows(trees["report.html"], "segments")
    query = (
        "select profit_at_risk, customers, customers_at_risk, mean_risk, "
        "monthly_profit, customers_with_consent "
        "from marts.segment_summary order by profit_at_risk desc"
    )
    assert [row[:6] for row in found[:2]] == expected(database, query)[:2]
    assert [row[6:] for row in found] == [[0.6, 0.3, 4.0, 8.0], [], []]


DATA_TABLES = {
    "profile": "select 2, 9, minimum, p05, p25, median, p75, p95, maximum, mean, "
    "standard_deviation, missing from marts.feature_profile where activity = 'all'",
    "outliers": "select 1, 1 / 3, lower_fence, upper_fence, 0, 1 "
    "from marts.feature_profile where activity = 'all'",
    "categories": "select * from (values (2, 1, 0.5), (2, 0, null))",
    "associations": "select strength from scoring.feature_associations "
    "where abs(strength) >= 0.5",
    "inflation": "select variance_inflation_factor from scoring.variance_inflation",
    "bins_pages_per_visit": "select lower_bound, upper_bound, customers, share "
    "from marts.feature_distributions order by bin, activity",
}


@pytest.mark.parametrize("table", DATA_TABLES)
def test_the_analyst_sees_the_tables_of_the_warehouse(
    table: str, trees: dict[str, Element], database: duckdb.DuckDBPyConnection
) -> None:
    found = shown_rows(trees["data.html"], table)
    for row, wanted in zip(found, expected(database, DATA_TABLES[table]), strict=True):
        assert row == pytest.approx(wanted)


@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_in_both_languages(
    name: str, trees: dict[str, Element]
) -> None:
    """Each Russian text has its English one beside it; none is empty, none is Russian."""
    body = trees[name].all("body")[0]
    pairs = 0
    for element in body.walk():
        spans = [child for child in element.children if is_language(child)]
        languages = [span.attributes["lang"] for span in spans]
        assert languages == ["ru", "en"] * (len(languages) // 2)
        for russian, english in zip(spans[::2], spans[1::2], strict=True):
            pairs += 1
            assert russian.text("ru").strip(), english.text("en")
            assert english.text("en").strip(), russian.text("ru")
            assert not CYRILLIC.search(english.text("en")), english.text("en")
    assert pairs > 100


def is_language(child: Element | str) -> bool:
    """Whether it is a text of one language."""
    return (
        isinstance(child, Element)
        and child.tag == "span"
        and "lang" in child.attributes
    )


@pytest.mark.parametrize("name", PAGES)
def test_no_russian_stands_outside_its_language(
    name: str, trees: dict[str, Element]
) -> None:
    """With English on, nothing Russian is left."""
    (body,) = trees[name].all("body")
    assert not CYRILLIC.search(body.text("en"))
    assert len(CYRILLIC.findall(body.text("ru"))) > 1000


@pytest.mark.parametrize("name", PAGES)
def test_charts_speak_both_languages(name: str, trees: dict[str, Element]) -> None:
    """A title is in two languages, and the English one has no Russian in it."""
    for chart in chart_data(trees[name]).values():
        for key, text in leaves(chart["spec"]):
            assert key == "ru" or not CYRILLIC.search(text), (key, text)


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


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_are_text(name: str, texts: dict[str, str]) -> None:
    """The page has its own three scripts, and shows the name as it is written."""
    assert "<script>alert" not in texts[name]
    tree = parsed(texts[name])
    assert len(tree.all("script")) == 3
    assert HOSTILE in tree.text()
    if name == "report.html":
        assert QUOTED in tree.text()
        (first, *_) = chart_data(tree)["segment_bars"]["datasets"]["bars"]
        assert first["name_en"] == "1. Evil " + HOSTILE


def test_json_cannot_leave_its_element() -> None:
    hostile = {"name": "</script><!--&\u2028"}
    text = json_for_html(hostile)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == hostile


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched(name: str, texts: dict[str, str]) -> None:
    """No address but those of pages beside it, and the browser is told to fetch nothing."""
    tree = parsed(texts[name])
    for element in tree.walk():
        for attribute in ("src", "srcset", "data", "action"):
            assert attribute not in element.attributes
        address = element.attributes.get("href", "#")
        assert address.startswith("#") or address in PAGES
    assert "url(" not in texts[name]
    assert "@import" not in texts[name]
    (policy,) = tree.all("meta", http_equiv="Content-Security-Policy")
    rules = policy.attributes["content"]
    assert rules.startswith("default-src 'none';")
    hashes = [
        source_hash("".join(script.children))
        for script in tree.all("script")
        if "type" not in script.attributes
    ]
    assert len(hashes) == 2
    assert all(f"'{each}'" in rules for each in hashes)
    assert "script-src 'unsafe" not in rules


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_has_words(name: str, trees: dict[str, Element]) -> None:
    """Each drawn chart has data, a title and a sentence that a screen reader finds."""
    tree = trees[name]
    places = [each for each in tree.walk() if "data-chart" in each.attributes]
    assert {each.attributes["data-chart"] for each in places} == set(chart_data(tree))
    ids = {each.attributes["id"] for each in tree.walk() if "id" in each.attributes}
    for place in places:
        assert place.attributes["role"] == "img"
        assert place.attributes["aria-labelledby"] in ids
        assert place.attributes["aria-describedby"] in ids


@pytest.mark.parametrize("name", PAGES)
def test_no_id_stands_twice(name: str, trees: dict[str, Element]) -> None:
    ids = [
        each.attributes["id"] for each in trees[name].walk() if "id" in each.attributes
    ]
    assert len(ids) == len(set(ids))


EMPTIED = {
    "marts.campaign_results": ("results", "data-chart"),
    "marts.campaign_sensitivity": ("sensitivity", "data-chart"),
    "marts.contribution_sample": ("beeswarm", "data-chart"),
    "marts.campaign_power": ("power", "data-table"),
    "marts.offer_summary": ("offers", "data-chart"),
}


@pytest.mark.parametrize("table", EMPTIED)
def test_an_empty_table_leaves_its_section_out(
    table: str, trees: dict[str, Element]
) -> None:
    """Nothing else is missing, and nothing is said of what is not known."""
    database = small_database()
    database.execute(f"delete from {table}")
    tree = parsed(pages(database, VEGA)["report.html"].decode())
    name, attribute = EMPTIED[table]

    def shown(page: Element) -> set[str]:
        return {
            each.attributes[attribute]
            for each in page.walk()
            if attribute in each.attributes
        }

    assert name in shown(trees["report.html"])
    assert shown(trees["report.html"]) - shown(tree) == {name}
    places = {each.attributes.get("data-chart") for each in tree.walk()} - {None}
    assert set(chart_data(tree)) == places


def test_a_store_without_customers_at_risk_has_a_page() -> None:
    database = small_database()
    database.execute(
        "update marts.customers set is_at_risk = false, profit_at_risk = 0"
    )
    database.execute("update marts.segment_summary set share_at_risk = 0")
    database.execute("delete from marts.customer_offers")
    tree = parsed(pages(database, VEGA)["report.html"].decode())
    (element,) = tree.all("strong", data_figure="customers_at_risk")
    assert values(element) == [0.0]


def test_a_page_drawn_from_a_sample_says_so(trees: dict[str, Element]) -> None:
    """Of a large store the profile knows fewer customers than are active."""
    assert trees["data.html"].all("p", data_figure="profiled_customers") == []
    database = small_database()
    database.execute("update marts.feature_profile set customers = 3")
    tree = parsed(pages(database, VEGA)["data.html"].decode())
    (element,) = tree.all("p", data_figure="profiled_customers")
    assert "3 customers of 4" in element.text("en")


def advice_of(database: duckdb.DuckDBPyConnection) -> str:
    """What the page recommends, in English."""
    tree = parsed(pages(database, VEGA)["report.html"].decode())
    (element,) = tree.all("ol", **{"class": "todo"})
    return element.text("en")


def test_advice_follows_the_figures() -> None:
    """Other figures, other sentences: the segment, the offer, the verdicts."""
    database = small_database()
    advice = advice_of(database)
    assert "Start with “Evil" in advice
    assert "The main offer is “Call" in advice
    assert "The plan pays even if effects are half as large" in advice
    assert "is smaller: judge by several months" in advice
    assert "Check 3 activity labels" in advice
    database.execute(
        "update marts.segment_summary set share_at_risk = 0.6, profit_at_risk = 99 "
        "where segment = 'calm'"
    )
    database.execute(
        "update marts.campaign_sensitivity set expected_profit_of_plan = -1"
    )
    database.execute("update marts.campaign_power set is_large_enough = true")
    database.execute(
        "update marts.offer_summary set expected_profit = 7 where offer = 'block'"
    )
    database.execute("delete from scoring.label_audit")
    advice = advice_of(database)
    assert "Start with “Calm”" in advice
    assert "The main offer is “Block”" in advice
    assert "Most for what is spent: “Call" in advice
    assert "The plan does not pay if effects are half as large" in advice
    assert "enough to see the effect that is planned" in advice
    assert "activity labels" not in advice


def test_the_same_tables_give_the_same_pages(
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert pages(database, VEGA) == pages(small_database(), VEGA)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "width"), [("ru", "narrow"), ("en", "wide")])
def test_charts_are_vega_lite(
    name: str, language: str, width: str, trees: dict[str, Element]
) -> None:
    """Altair, which knows the schema, accepts each as the page would draw it."""
    for chart in chart_data(trees[name]).values():
        altair.Chart.from_dict(resolved(chart["spec"], language, width))


def resolved(node: object, language: str, width: str) -> object:
    """What page.js makes of a specification."""
    if isinstance(node, list):
        return [resolved(each, language, width) for each in node]
    if not isinstance(node, dict):
        return node
    for choices, choice in (({"ru", "en"}, language), ({"narrow", "wide"}, width)):
        if set(node) == choices:
            return resolved(node[choice], language, width)
    return {key: resolved(each, language, width) for key, each in node.items()}


@pytest.mark.parametrize(
    ("value", "decimals", "russian", "english"),
    [
        (1234567.891, 1, "1\u00a0234\u00a0567,9", "1,234,567.9"),
        (-0.04, 1, "0,0", "0.0"),
        (-12.5, 1, "−12,5", "−12.5"),
        (0, 0, "0", "0"),
        (None, 2, "–", "–"),
    ],
)
def test_numbers_as_each_language_writes_them(
    value: float | None, decimals: int, russian: str, english: str
) -> None:
    shown = number(value, decimals)
    assert parsed(str(shown.ru)).text() == russian
    assert parsed(str(shown.en)).text() == english


def test_shares_as_percent() -> None:
    assert parsed(str(share(0.4567, 1).ru)).text() == "45,7\u00a0%"
    assert parsed(str(share(0.4567).en)).text() == "46%"


@pytest.mark.parametrize(
    ("count", "noun"),
    [(1, "рубль"), (3, "рубля"), (5, "рублей"), (11, "рублей"), (21, "рубль")]
    + [(112, "рублей"), (104, "рубля"), (0, "рублей")],
)
def test_russian_nouns_follow_their_number(count: int, noun: str) -> None:
    shown = counted(count, "рубль", "рубля", "рублей", "rouble", "roubles")
    assert parsed(str(shown.ru)).text() == f"{count}\u00a0{noun}"


def test_a_value_in_a_sentence_is_escaped() -> None:
    sentence = say("<b>{name}</b>", "{name}", name="<i>")
    assert sentence.ru == "<b>&lt;i&gt;</b>"
    assert sentence.en == "&lt;i&gt;"


def test_a_month_is_named() -> None:
    assert (month("2026-11").ru, month("2026-11").en) == (
        "ноябрь 2026",
        "November 2026",
    )
    assert month("").ru == ""


def test_a_curve_keeps_its_ends() -> None:
    curve = [{"x": place} for place in range(1000)]
    kept = thinned(curve, 50)
    assert len(kept) == 50
    assert (kept[0], kept[-1]) == (curve[0], curve[-1])
    assert thinned(curve[:50], 50) == curve[:50]


def test_points_of_a_beeswarm_do_not_cover_each_other() -> None:
    row = {"feature": "a", "contribution": 0.5}
    spread = [each["jitter"] for each in model_charts.with_jitter([row] * 7)]
    assert len(set(spread)) == 7
    assert all(-1 <= jitter <= 1 for jitter in spread)


def test_the_vega_script_is_made_once(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(vega, "made_script", lambda: made.append(1) or "draw()")
    assert vega.vega_script(tmp_path) == vega.vega_script(tmp_path) == "draw()"
    assert len(made) == 1
