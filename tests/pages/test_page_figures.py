"""The figures on the pages: each is that of the published tables."""

from types import SimpleNamespace

import duckdb
import pytest
from html_tree import Element
from report_database import HOSTILE, small_database
from scipy.stats import norm

from one_click.pages.advice import spare
from one_click.pages.certainty import assumed_of, calibration_error, plan_range, roc_auc
from one_click.pages.customer_facts import CustomerFacts, customer_data
from one_click.pages.report_facts import ReportFacts
from one_click.pages.since import since_line
from one_click.pages.since_facts import SinceFacts


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
    """The numbers of a query; a page shows no number for null."""
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


REPORT_TABLES = {
    "offers": "select expected_profit, cost, customers, risk_reduction, "
    "cost_per_contact, eligible_customers, max_customers, holdout_customers "
    "from marts.offer_summary order by expected_profit desc",
    "sensitivity": "select effect_multiplier, expected_profit_of_plan, expected_profit, "
    "customers, contacts, cost, customers_with_same_offer "
    "from marts.campaign_sensitivity order by 1",
    "power": "select treated, control, expected_share_decreased, planned_difference, "
    "minimum_detectable_difference from marts.campaign_power order by treated desc",
    "results": "select treated, control, treated_share_decreased, "
    "control_share_decreased, difference, difference_low, difference_high, "
    "corrected_p_value, profit_difference, measured_risk_reduction "
    "from marts.campaign_results",
    "came_true": "select planned_profit, realised_profit, realised_profit_low, "
    "realised_profit_high, cost, planned_to_realised from marts.campaign_profit "
    "order by campaign = 'all' desc, campaign desc",
    "effects": "select risk_reduction, risk_reduction_low, risk_reduction_high, "
    "probability_above_zero, assumed_risk_reduction, campaigns, treated, control "
    "from marts.offer_effects order by risk_reduction desc",
    "importance": "select mean_absolute_contribution from scoring.feature_importance",
    "calibration": "select * from scoring.calibration_curve",
    "leaderboard": "select roc_auc, roc_auc_se, average_precision, log_loss, "
    "brier_score, expected_calibration_error, f1, p_value_against_best "
    "from scoring.model_leaderboard where split = 'grouped' order by rank",
    "foresight": "select roc_auc, roc_auc_se, log_loss, training_months, training_rows, "
    "customers from scoring.foresight order by learnt_from",
    "thresholds": "select threshold, customers_contacted, recall, precision, f1, "
    "expected_profit from scoring.threshold_curve",
    "reconciliation": "select rows_in, rows_kept, rows_rejected, rows_repaired "
    "from staging.input_reconciliation order by export",
    "repaired": "select row_count from staging.repaired_spellings",
    "rejected": "select row_count from staging.rejection_reasons",
    "statuses": "select count(*) from intermediate.customer_status group by status "
    "order by status",
}
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


@pytest.mark.parametrize(
    ("page", "table", "query"),
    [("report.html", *each) for each in REPORT_TABLES.items()]
    + [("data.html", *each) for each in DATA_TABLES.items()],
)
def test_tables_are_those_of_the_warehouse(
    page: str,
    table: str,
    query: str,
    trees: dict[str, Element],
    database: duckdb.DuckDBPyConnection,
) -> None:
    found = shown_rows(trees[page], table)
    for row, wanted in zip(found, expected(database, query), strict=True):
        assert row == pytest.approx(wanted)


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


def test_parts_of_a_campaign_have_names_in_their_order(
    trees: dict[str, Element],
) -> None:
    """The campaign, its segments, its offers, its channels: none as a code."""
    (table,) = trees["report.html"].all("table", data_table="power")
    (body,) = table.all("tbody")
    parts = [heading.text("ru") for heading in body.all("th")]
    assert parts == ["вся кампания", "сегмент", "предложение", "канал"]
    names = [row.all("td")[0].text("ru") for row in body.all("tr")]
    assert [name.split()[0] for name in names] == ["вся", "Злой", "Звонок", "письмо"]


def test_best_contacts_are_of_customers_who_get_their_offer() -> None:
    """A control customer would have earned most, and is nobody to begin with."""
    database = small_database()
    database.execute(
        "insert into marts.customer_offers values "
        "(3, '2026-11', 'letter', 'email', true, 0.1, 90)"
    )
    assert ReportFacts(database).best_half == [{"channel": "call", "contacts": 1}]


@pytest.mark.parametrize(
    ("cost", "contacts", "is_spared"),
    [(149.9, 599, True), (150, 599, False), (149.9, 600, False), (150, 600, False)],
)
def test_the_plan_is_called_spare_where_both_limits_are(
    cost: float, contacts: int, is_spared: bool
) -> None:
    """One limit that binds is the reason why others get nothing."""
    facts = SimpleNamespace(
        settings={"campaign_budget": "150", "max_contacts": "600"},
        plan={"cost": cost, "contacts": contacts},
    )
    assert bool(spare(facts)) == is_spared


def test_who_is_contacted_is_nobody_of_the_control_group() -> None:
    """On each side of the draw one customer is at risk and one is not."""
    database = small_database()
    database.execute("""
        update marts.customers set is_at_risk = true where customer_id = 4;
        update marts.customers set is_at_risk = false where customer_id = 5;
        insert into marts.customer_offers values
            (4, '2026-11', 'call', 'call', true, 0.8, 50),
            (5, '2026-11', 'call', 'call', false, 0.8, 1.5)
    """)
    facts = ReportFacts(database)
    assert {name: facts.plan[name] for name in list(facts.plan)[1:7]} == {
        "customers": 3,
        "contacts": 2,
        "on_site": 1,
        "at_risk": 2,
        "contacts_below_cut": 1,
        "holdout": 2,
    }
    assert [tuple(row.values()) for row in facts.lists] == (
        [("call", 2, pytest.approx(4.1)), ("on_site", 1, pytest.approx(0.2))]
    )


def test_profit_of_customers_without_consent_is_theirs() -> None:
    """Of the two customers at risk one has given it."""
    headline = ReportFacts(small_database()).headline
    assert headline["at_risk_without_consent"] == 1
    assert headline["profit_at_risk_without_consent"] == 6.825
    assert headline["profit_at_risk_of_them"] == pytest.approx(12.15 + 6.825)


def test_who_came_to_be_at_risk_and_may_be_contacted() -> None:
    database = small_database()
    assert SinceFacts(database).risk["entered_with_consent"] == 1
    database.execute("update marts.customers set has_consent = not has_consent")
    risk = SinceFacts(database).risk
    assert (risk["entered"], risk["entered_with_consent"]) == (1, 0)


def test_who_left_the_risk_is_told_beside_who_entered_it() -> None:
    """Of the customers of both months two came, and one is at risk no longer."""
    database = small_database()
    database.execute(
        "update marts.customer_timeline set is_at_risk = false where as_of = '2026-10' "
        "and customer_id = 2"
    )
    line = since_line(SinceFacts(database))
    assert line is not None
    came, left = line.en.split("No longer at risk")
    assert ">2</data> customers" in came and ">1</data> customer." in left


def test_a_certain_decrease_stands_in_the_last_bar() -> None:
    database = small_database()
    database.execute("update marts.customers set churn_risk = 1 where customer_id = 1")
    last = ReportFacts(database).risk_bins[-1]
    assert (last["risk_from"], last["risk_to"], last["customers"]) == (0.95, 1, 1)


def test_an_effect_is_assumed_where_the_plan_uses_the_offer() -> None:
    """Of the two planned offers one was measured; a third is planned for nobody."""
    facts = ReportFacts(small_database())
    assert assumed_of(facts.offers) == (1, 2)
    assert plan_range(facts) == (0.9, 6.1)


def test_a_kept_model_is_measured_on_the_labels_of_the_month() -> None:
    """The leaderboard tells of the model that would replace it."""
    database = small_database()
    facts = ReportFacts(database)
    assert (roc_auc(facts), calibration_error(facts)) == (0.905, 0.02)
    database.execute(
        "update monitoring.retraining set is_retrained = false, former_roc_auc = 0.8 "
        "where as_of = '2026-11'"
    )
    facts = ReportFacts(database)
    gaps = (2 * abs(0.175 - 0.1) + 2 * abs(0.8 - 0.9)) / 4
    assert (roc_auc(facts), calibration_error(facts)) == (0.8, pytest.approx(gaps))


def test_the_page_of_customers_says_who_may_get_what() -> None:
    """Consent, the control group, offers that pay, and the limits in force."""
    database = small_database()
    data = customer_data(CustomerFacts(database))
    assert data["ids"] == ["1", "2", "3", "4", "5"]
    assert data["consent"] == [1, 0, 1, 1, 0]
    assert data["holdout"] == [0, 0, 1, 0, 0]
    assert data["at_risk"] == [1, 1, 0, 0, 0]
    assert data["start"] == [0, 2, 3, 4, 4, 4]
    offers = [
        (each["code"], each["contact"], each["cost"], each["assumed"])
        for each in data["offers"]
    ]
    assert offers == [
        ("block", False, 0, False),
        ("call", True, 800_000, True),
        ("never", True, 9_000_000, True),
    ]
    assert [data["offers"][place]["code"] for place in data["offer"]] == (
        ["block", "call", "block", "call"]
    )
    assert data["profit"] == [300_000, 2_600_000, 200_000, 70_000]
    limits = data["limits"]
    assert (limits["budget"], limits["contacts"]) == (150, 600)
    assert limits["prices"] == {"budget": 0, "contacts": 0, "call": 0}


def test_each_figure_of_a_customer_is_that_of_the_mart() -> None:
    """Risk, money and names; a name that many share stands once."""
    data = customer_data(CustomerFacts(small_database()))
    assert data["risk"] == [0.9, 0.7, 0.1, 0.25, None]
    assert data["lost"] == [12.15, 6.825, 0.6, 3.75, None]
    assert data["monthly"] == [4.5, 3.25, 2.0, 5.0, None]
    named = {
        name: [data[values][place] for place in data[name]]
        for name, values in (("category", "categories"), ("service", "services"))
    }
    kids, standard = ("Дети", "Kids"), ("стандарт", "standard")
    assert named["category"] == [(HOSTILE, HOSTILE), kids, kids, None, None]
    assert named["service"] == [("премиум", "premium"), *[standard] * 3, None]


def test_a_month_that_is_built_again_knows_no_later_one() -> None:
    database = small_database()
    database.execute(
        "insert into marts.customer_timeline values (1, '2026-12', 0.2, false, 'calm')"
    )
    known = customer_data(CustomerFacts(database))
    assert known["months"] == ["2026-09", "2026-10", "2026-11"]
    assert known["risks"][-1] == [0.9, 0.7, 0.1, 0.25, None]


def test_customers_beyond_the_page_keep_what_the_plan_gives_them() -> None:
    """The page shows one customer; of the others one is in the control group."""
    database = small_database()
    database.execute(
        "insert into marts.customer_offers values "
        "(4, '2026-11', 'call', 'call', false, 0.75, 1.5);"
        "update marts.settings set value = '1' where setting = 'customers_page_max'"
    )
    facts = CustomerFacts(database)
    assert [row["customer_id"] for row in facts.customers] == [1]
    assert {name: float(value) for name, value in facts.beyond.items()} == (
        {"profit": 1.7, "cost": 0.75, "contacts": 1}
    )
    beyond = {row["offer"]: row["customers"] for row in facts.beyond_by_offer}
    assert beyond == {"block": 1, "call": 1}


def test_the_largest_fall_comes_first() -> None:
    """The picture shows the first ones alone."""
    database = small_database()
    database.execute(
        "insert into marts.engagement_watch values "
        "('2026-11', 'calm', 'pages_per_visit', 40, 8, 1, -7, -7.5, -6, true)"
    )
    falls = SinceFacts(database).falls
    assert [row["segment"] for row in falls] == ["calm", "evil"]


def test_who_was_at_risk_is_of_the_month_before() -> None:
    """Not of the oldest month that is shown; nobody knows of those who were not there."""
    database = small_database()
    data = customer_data(CustomerFacts(database))
    assert data["was_at_risk"] == [False, True, True, None, None]
    assert data["risks"][0] == [None, 0.2, None, 0.6, None]
    oldest = "marts.customer_timeline where as_of = '2026-09'"
    database.execute(f"delete from {oldest}")
    two_months = customer_data(CustomerFacts(database))
    assert two_months["was_at_risk"] == data["was_at_risk"]
    assert two_months["risks"] == data["risks"][1:]


def test_the_interval_of_a_candidate_holds_95_percent(
    database: duckdb.DuckDBPyConnection,
) -> None:
    for row in ReportFacts(database).leaderboard:
        reach = norm.ppf(0.975) * row["roc_auc_se"]
        ends = row["roc_auc"] - reach, row["roc_auc"] + reach
        found = row["roc_auc_low"], row["roc_auc_high"]
        assert found == pytest.approx(ends, abs=1e-5)
