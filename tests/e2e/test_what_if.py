"""customers.html makes the plan that the warehouse makes, and good ones at other limits."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from checkout import copy_project
from planning import Planning, best_plan, compiled_planning, eligible_offers, limits_of
from playwright.sync_api import Browser, Page
from test_plan import CASES, SETTINGS

from one_click.pages.page import script_of

MICRO = 1_000_000
PLAN = """
    ([data, budget, contacts, prices]) => {
        const given = Plan.problem(data);
        const known = prices && Plan.limitsOf(given, 0, 0).map(({name}) => prices[name] ?? 0);
        const plan = Plan.at(given, budget, contacts, known);
        return {...plan, chosen: Array.from(plan.chosen), prices: Array.from(plan.prices)};
    }
"""


@pytest.fixture(scope="module")
def planning(tmp_path_factory: pytest.TempPathFactory) -> Planning:
    """The SQL of the plan."""
    project = copy_project(tmp_path_factory.mktemp("what_if") / "project")
    return compiled_planning(project, SETTINGS)


@pytest.fixture(scope="module")
def planner(browser: Browser) -> Iterator[Page]:
    """An empty page that knows the script of the plan."""
    page = browser.new_page()
    page.add_script_tag(content=script_of("plan.js"))
    yield page
    page.close()


def page_data(
    terms: pd.DataFrame, eligible: pd.DataFrame, ties: pd.DataFrame
) -> tuple[dict[str, Any], pd.DataFrame]:
    """What the page knows of a campaign, and its candidates in the order of the page."""
    terms = terms.sort_values("offer", ignore_index=True)
    candidates = (
        eligible[eligible["expected_profit"] > 0]
        .merge(ties[["customer_id", "offer", "tie_break"]], how="left")
        .fillna({"tie_break": 1.0})
        .sort_values(["customer_id", "offer"], ignore_index=True)
    )
    customers = sorted(eligible["customer_id"].unique())
    counts = candidates.groupby("customer_id").size().reindex(customers, fill_value=0)
    codes = {offer: place for place, offer in enumerate(terms["offer"])}
    offers = [
        {
            "code": row.offer,
            "contact": row.channel != "on_site",
            "cost": round(row.cost_per_contact * MICRO),
            "reduction": row.assumed_risk_reduction,
            "places": None if pd.isna(row.max_customers) else int(row.max_customers),
        }
        for row in terms.itertuples()
    ]
    data = {
        "offers": offers,
        "start": [0, *counts.cumsum().tolist()],
        "offer": candidates["offer"].map(codes).tolist(),
        "profit": (candidates["expected_profit"] * MICRO).round().astype(int).tolist(),
        "tie": candidates["tie_break"].tolist(),
        "holdout": [0] * len(customers),
    }
    return data, candidates


@pytest.mark.parametrize("case", CASES)
def test_the_page_plans_as_the_warehouse_does(
    planning: Planning, planner: Page, case: str
) -> None:
    """To the last customer, at the prices of the warehouse."""
    clients, terms, budget, contacts = CASES[case]
    eligible = eligible_offers(terms, clients)
    made = planning.planned(terms, eligible, limits_of(terms, budget, contacts))
    data, candidates = page_data(terms, eligible, made.candidates)
    names = made.prices["offer"].fillna(made.prices["resource"])
    prices = dict(zip(names, made.prices["price"], strict=True))
    plan = planner.evaluate(PLAN, [data, budget, contacts, prices])
    chosen = candidates.iloc[[place for place in plan["chosen"] if place >= 0]]
    wanted = made.plan.sort_values("customer_id")
    assert list(zip(chosen["customer_id"], chosen["offer"], strict=True)) == list(
        zip(wanted["customer_id"], wanted["offer"], strict=True)
    )
    assert plan["profit"] == pytest.approx(
        wanted["scenario_profit"].astype(float).sum()
    )


@pytest.mark.parametrize("case", CASES)
def test_prices_of_the_page_cost_less_than_one_percent(
    planning: Planning, planner: Page, case: str
) -> None:
    """Against an exact solver; each limit is kept."""
    clients, terms, budget, contacts = CASES[case]
    eligible = eligible_offers(terms, clients)
    limits = limits_of(terms, budget, contacts)
    made = planning.planned(terms, eligible, limits)
    data, candidates = page_data(terms, eligible, made.candidates)
    plan = planner.evaluate(PLAN, [data, budget, contacts, None])
    chosen = candidates.iloc[[place for place in plan["chosen"] if place >= 0]]
    assert plan["cost"] <= budget + 1e-9
    assert plan["contacts"] <= contacts
    for row in terms.dropna(subset=["max_customers"]).itertuples():
        assert (chosen["offer"] == row.offer).sum() <= row.max_customers
    best = best_plan(eligible[eligible["expected_profit"] > 0], limits)
    assert 0.99 * best <= plan["profit"] <= best * 1.0002
