"""The pages as HTML: both languages are whole, names are text, nothing is fetched."""

import base64
import hashlib
import json
import re
from pathlib import Path

import duckdb
import pytest
from html_tree import Element, chart_data, parsed
from report_database import HOSTILE, QUOTED, small_database

from one_click.pages.certainty import champion
from one_click.pages.page import json_for_html
from one_click.pages.pages import pages
from one_click.pages.report_facts import ReportFacts
from one_click.pages.vega import vega_script

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
PAGES = ("report.html", "data.html")
# What a page may lead to: the other pages, and the lists beside them.
FILES = (
    *PAGES,
    "customers.html",
    "control_2026-11.csv",
    "list_call_2026-11.csv",
    "list_on_site_2026-11.csv",
)


def page_of(database: duckdb.DuckDBPyConnection, name: str = "report.html") -> Element:
    """One page of a database, as a tree."""
    return parsed(pages(database, "/* draws */")[name].decode())


@pytest.mark.parametrize("name", PAGES)
def test_every_text_stands_in_both_languages(
    name: str, trees: dict[str, Element]
) -> None:
    """Each Russian text has its English one beside it; none is empty, none is Russian."""
    body = trees[name].all("body")[0]
    pairs = 0
    for element in body.walk():
        spans = [
            child
            for child in element.children
            if isinstance(child, Element)
            and child.tag == "span"
            and "lang" in child.attributes
        ]
        languages = [span.attributes["lang"] for span in spans]
        assert languages == ["ru", "en"] * (len(languages) // 2)
        for russian, english in zip(spans[::2], spans[1::2], strict=True):
            pairs += 1
            assert russian.text("ru").strip(), english.text("en")
            assert english.text("en").strip(), russian.text("ru")
            assert not CYRILLIC.search(english.text("en")), english.text("en")
    assert pairs > 100


@pytest.mark.parametrize("name", PAGES)
def test_no_russian_stands_outside_its_language(
    name: str, trees: dict[str, Element]
) -> None:
    """With English on, nothing Russian is left."""
    (body,) = trees[name].all("body")
    assert not CYRILLIC.search(body.text("en"))
    assert len(CYRILLIC.findall(body.text("ru"))) > 1000


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_are_text(name: str, texts: dict[str, str]) -> None:
    """The page has its own three scripts, and shows the name as it is written."""
    assert "<script>alert" not in texts[name]
    tree = parsed(texts[name])
    assert len(tree.all("script")) == 3
    assert HOSTILE in tree.text()
    if name == "report.html":
        assert QUOTED in tree.text()
        (first, *_) = chart_data(tree)["segment_bars"]["datasets"]["rows"]
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
    for attribute in ("src", "srcset", "data", "action"):
        assert tree.values_of(attribute) == []
    for address in tree.values_of("href"):
        assert address.startswith("#") or address.partition("#")[0] in FILES
    assert "url(" not in texts[name]
    assert "@import" not in texts[name]
    (policy,) = tree.all("meta", http_equiv="Content-Security-Policy")
    rules = policy.attributes["content"]
    assert rules.startswith("default-src 'none';")
    hashes = [
        base64.b64encode(hashlib.sha256(script.source().encode()).digest()).decode()
        for script in tree.all("script")
        if "type" not in script.attributes
    ]
    assert len(hashes) == 2
    assert all(f"'sha256-{each}'" in rules for each in hashes)
    assert "script-src 'unsafe" not in rules


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_has_words(name: str, trees: dict[str, Element]) -> None:
    """Each drawn chart has data, a title and a sentence that a screen reader finds."""
    tree = trees[name]
    places = [each for each in tree.walk() if "data-chart" in each.attributes]
    assert set(tree.values_of("data-chart")) == set(chart_data(tree))
    ids = set(tree.values_of("id"))
    for place in places:
        assert place.attributes["role"] == "img"
        assert place.attributes["aria-labelledby"] in ids
        assert place.attributes["aria-describedby"] in ids


@pytest.mark.parametrize("name", PAGES)
def test_no_id_stands_twice(name: str, trees: dict[str, Element]) -> None:
    ids = trees[name].values_of("id")
    assert len(ids) == len(set(ids))


EMPTIED = {
    "marts.offer_effects": ("effects", "data-chart"),
    "marts.campaign_profit": ("came_true", "data-table"),
    "scoring.foresight": ("foresight", "data-table"),
    "marts.campaign_sensitivity": ("sensitivity", "data-chart"),
    "marts.contribution_sample": ("beeswarm", "data-chart"),
    "marts.campaign_power": ("power", "data-table"),
    "marts.offer_summary": ("offers", "data-chart"),
}


@pytest.mark.parametrize("table", EMPTIED)
def test_an_empty_table_leaves_its_section_out(
    table: str, trees: dict[str, Element]
) -> None:
    """The page of an empty table has all other sections, and no chart without data."""
    database = small_database()
    database.execute(f"delete from {table}")
    tree = page_of(database)
    name, attribute = EMPTIED[table]
    whole = set(trees["report.html"].values_of(attribute))
    assert name in whole
    assert whole - set(tree.values_of(attribute)) == {name}
    assert set(chart_data(tree)) == set(tree.values_of("data-chart"))


def test_results_name_the_groups_and_wait_for_a_campaign() -> None:
    """Sorted, in words, with the money; and no section before the first campaign."""
    database = small_database()
    tree = page_of(database)
    (section,) = tree.all("section", id="results")
    assert (
        "The offers worked: 12.0 points fewer buy less; monthly profit"
        in section.text("en")
    )
    rows = chart_data(tree)["results"]["datasets"]["rows"]
    assert [row["name_en"].split(" </")[0] for row in rows] == [
        "whole campaign",
        "segment: Calm",
        "segment: Evil",
    ]
    # Two segments are compared, so their intervals are wider: by 2.24 / 1.96.
    assert rows[0]["difference_low"] == pytest.approx(-0.2)
    assert rows[1]["difference_low"] == pytest.approx(-0.1 - 0.6 * 1.1436, abs=1e-3)
    earned = chart_data(tree)["results_profit"]["datasets"]["rows"]
    assert [row["total_profit"] for row in earned] == pytest.approx([32, 0])
    lows = [row["profit_difference_low"] for row in earned]
    assert lows == pytest.approx([0.1, -0.5 * 1.1436], abs=1e-3)
    database.execute(
        "update marts.campaign_results set difference = -difference, "
        "profit_difference = -profit_difference"
    )
    (section,) = page_of(database).all("section", id="results")
    assert "The offers did harm: 12.0 points more buy less" in section.text("en")
    database.execute("update marts.campaign_results set is_significant = false")
    (section,) = page_of(database).all("section", id="results")
    assert "cannot tell yet whether offers work" in section.text("en")
    database.execute("update marts.campaign_results set difference = null")
    tree = page_of(database)
    assert "results" not in chart_data(tree)
    assert tree.all("section", id="results")
    database.execute("delete from marts.campaign_results")
    database.execute("delete from marts.offer_effects")
    tree = page_of(database)
    assert tree.all("section", id="results") == []
    assert not {"results", "results_profit", "effects"} & set(chart_data(tree))


def test_the_share_that_a_decrease_costs_stands_beside_the_assumption() -> None:
    """With its interval; before control customers tell it, nothing is said."""
    database = small_database()
    (section,) = page_of(database).all("section", id="results")
    said = section.text("en")
    assert "costs 27% of a customer’s profit (23% to 31%)" in said
    assert "assumes 30%" in said and "exact enough to replace the assumption" in said
    database.execute("update marts.profit_loss set may_replace_assumption = false")
    (section,) = page_of(database).all("section", id="results")
    assert "exact enough" not in section.text("en")
    database.execute("update marts.profit_loss set profit_lost_share_low = null")
    (section,) = page_of(database).all("section", id="results")
    assert "A decrease costs" not in section.text("en")


def test_the_page_says_which_labels_the_risks_come_from() -> None:
    """And which of both ways to learn foretells a month better, or that none does."""
    database = small_database()
    (section,) = page_of(database).all("section", id="trust")
    said = section.text("en")
    assert "The risks of this report come from the same month’s label" in said
    assert "A model that learnt from later labels foretells a month better" in said
    assert "Difference in ROC AUC: 0.061 (0.023 to 0.099)" in said
    database.execute(
        "update scoring.foresight set is_better = false, roc_auc_gain_low = -0.01"
    )
    (section,) = page_of(database).all("section", id="trust")
    assert "does not help to foretell a month" in section.text("en")


def test_the_page_says_that_a_former_model_stays_in_force() -> None:
    """And why; its figures are its own, and the models compared could replace it."""
    database = small_database()
    assert "stays in force" not in page_of(database).text("en")
    database.execute(
        "update monitoring.retraining set is_retrained = false, reason = 'not_better', "
        "learnt_in = '2026-09', former_roc_auc = 0.8765"
    )
    (section,) = page_of(database).all("section", id="trust")
    said = section.text("en")
    assert "learnt from the labels of September 2026 and stays in force" in said
    assert "a new one is not better beyond the error" in said
    assert "In 88% of cases who buys less has a higher risk" in said
    assert "Orange is the model that would replace the former one" in said
    assert "Модель училась на метках за сентябрь 2026" in section.text("ru")


HISTORY = (
    "customer_timeline",
    "segment_migrations",
    "engagement_watch",
    "feature_drift",
    "realised_performance",
)


def test_since_last_month_names_who_moved_and_what_fell() -> None:
    """Who entered risk, the flows of segments, falls, drift, and what the page cannot see."""
    tree = page_of(small_database())
    (line,) = tree.all("p", **{"class": "since"})
    assert (
        "Came to be at risk: 1 customer, 12\u00a0units at risk. No longer"
        in line.text("en")
    )
    (section,) = tree.all("section", id="since")
    words = section.text("en")
    assert "Values have drifted of: days since registration" in words
    assert "It does not know later labels, and cannot see wrong ones" in words
    assert "The risks of 2026-10 did not come true: the labels" in words
    assert "as if 12% of the labels were flipped" in words
    assert "2026-09" not in words
    flows = chart_data(tree)["flows"]["datasets"]["rows"]
    moved = {
        (row["name_en"].split(" </")[0], row["way_en"]): row["moved"] for row in flows
    }
    assert moved[("Evil", "came")] == 5
    assert moved[("Evil", "left")] == -1
    assert moved[("in no segment", "came")] == 2
    (fall,) = chart_data(tree)["falls"]["datasets"]["rows"]
    assert fall["share"] == -0.25


def test_one_month_of_history_is_as_quiet_as_none() -> None:
    """No empty chart, no sentence about a month before."""
    database = small_database()
    database.execute("delete from marts.customer_timeline where as_of < '2026-11'")
    for table in HISTORY[1:]:
        database.execute(f"delete from marts.{table}")
    tree = page_of(database)
    assert tree.all("section", id="since") == []
    assert tree.all("p", **{"class": "since"}) == []
    assert not {"flows", "falls"} & set(chart_data(tree))
    assert not page_of(database, "customers.html").all("select", id="moved")


def test_a_store_without_customers_at_risk_has_a_page() -> None:
    database = small_database()
    database.execute(
        "update marts.customers set is_at_risk = false, profit_at_risk = 0"
    )
    database.execute("update marts.segment_summary set share_at_risk = 0")
    database.execute("delete from marts.customer_offers")
    (element,) = page_of(database).all("strong", data_figure="customers_at_risk")
    assert element.text() == "0"


def test_a_page_drawn_from_a_sample_says_so(trees: dict[str, Element]) -> None:
    """The profile of a large store knows fewer customers than are active."""
    assert trees["data.html"].all("p", data_figure="profiled_customers") == []
    database = small_database()
    database.execute("update marts.feature_profile set customers = 3")
    tree = page_of(database, "data.html")
    (element,) = tree.all("p", data_figure="profiled_customers")
    assert "3 customers of 4" in element.text("en")


def advice_of(database: duckdb.DuckDBPyConnection) -> str:
    """The advice on the page, in English."""
    (element,) = page_of(database).all("ol", **{"class": "todo"})
    return element.text("en")


def test_advice_follows_the_figures() -> None:
    """Other figures, other sentences: the segment, the offer, the verdicts."""
    database = small_database()
    advice = advice_of(database)
    assert "Begin at the top of each list" in advice
    # Customers with consent are asked for nothing.
    assert "Without it 1 customer at risk (7" in advice
    assert "sign of risk is “pages per visit”: for 2 of 2 customers" in advice
    assert "The segment with the most profit at risk is “Evil" in advice
    assert "The main offer is “Call" in advice
    assert "The plan pays even if effects are half as large" in advice
    assert "and we expect 4.0: judge by several months" in advice
    assert "Check the activity labels of 3 customers" in advice
    assert "whether they are right for customers 101–140 (“decreased”)" in advice
    assert "31 of 40 behave" in advice
    assert "contacts that do not pay: 1" in advice
    assert "in these blocks" not in advice
    database.execute(
        "update scoring.label_audit set customer_id = 101 where customer_id = 7"
    )
    assert "of 3 customers (1 of them in these blocks)" in advice_of(database)
    database.execute("""
        update marts.segment_summary set share_at_risk = 0.6, profit_at_risk = 99
        where segment = 'calm';
        update marts.campaign_sensitivity set expected_profit_of_plan = -1;
        update marts.campaign_power set is_large_enough = true;
        update marts.offer_summary set expected_profit = 7 where offer = 'block';
        delete from scoring.label_audit;
        delete from scoring.label_blocks;
    """)
    advice = advice_of(database)
    assert "The segment with the most profit at risk is “Calm”" in advice
    assert "The main offer is “Block”" in advice
    assert "Of those that cost something “Call" in advice
    assert "The plan does not pay if effects are half as large" in advice
    assert "enough to see the effect that we expect" in advice
    assert "activity labels" not in advice
    assert "Ask the store" not in advice


def test_the_same_tables_give_the_same_pages(texts: dict[str, str]) -> None:
    again = pages(small_database(), "/* draws */")
    assert {name: page.decode() for name, page in again.items()} == texts


def test_the_vega_script_is_made_once(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("draw()")
        return made[-1]

    first = vega_script(tmp_path, make)
    assert vega_script(tmp_path, make) == first == "draw()"
    assert len(made) == 1


def test_champion_says_how_far_behind_it_may_be() -> None:
    words = champion(ReportFacts(small_database()).leaderboard, explains_itself=True)
    text = re.sub("<[^>]+>", "", words.en)
    assert "0.005 of ROC AUC behind the best, with 95% confidence at most 0.014" in text
    assert "these data do not prove that the model keeps within it" in text
