"""The campaign without a build: the compiled SQL of its plan, run on any candidates."""

import json
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from checkout import Project
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import vstack

from ml.allocation import limit_prices, limit_uses, one_offer_each

MODELS = (
    *("offers_in_force", "allocation_problem"),
    *("site_offers", "priced_offers"),
    *("first_round", "second_round", "third_round", "planned_offers"),
)
DECIMALS = {
    "churn_risk": "double",
    "monthly_profit": "decimal(18, 6)",
    "risk_reduction": "decimal(18, 6)",
    "assumed_risk_reduction": "decimal(18, 6)",
    "cost_per_contact": "decimal(18, 6)",
    "expected_profit": "decimal(18, 6)",
    "max_customers": "bigint",
    "available": "double",
}


@dataclass(frozen=True)
class Planned:
    """A plan, the prices of the limits it was made at, and the candidates they came from."""

    plan: pd.DataFrame
    prices: pd.DataFrame
    candidates: pd.DataFrame


@dataclass(frozen=True)
class Planning:
    """The compiled models of the plan, by name."""

    models: dict[str, str]

    def plan(
        self, offers: pd.DataFrame, eligible: pd.DataFrame, limits: pd.DataFrame
    ) -> pd.DataFrame:
        """Return the plan, a row per customer with `offer` and `scenario_profit`."""
        return self.planned(offers, eligible, limits).plan

    def planned(
        self, offers: pd.DataFrame, eligible: pd.DataFrame, limits: pd.DataFrame
    ) -> Planned:
        """Return the plan and what it was made of.

        `offers` has the columns of seeds/rules/offers.csv that the plan reads,
        `eligible` those of offers.eligible_offers, `limits` those of
        offers.allocation_limits.
        """
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as one_click; use one_click")
            connection.execute("create schema rules; create schema offers")
            given = {
                "rules.offers": offers,
                "offers.eligible_offers": eligible,
                "offers.allocation_limits": limits,
            }
            for name, frame in given.items():
                connection.register("frame", frame)
                columns = ", ".join(
                    f"cast({one} as {DECIMALS[one]}) as {one}"
                    if one in DECIMALS
                    else one
                    for one in frame
                )
                connection.execute(
                    f"create table {name} as select {columns} from frame"
                )
            for name, sql in self.models.items():
                connection.execute(f"create table offers.{name} as {sql}")
                if name == "allocation_problem":
                    candidates = connection.sql("from offers.allocation_problem").df()
                    prices = limit_prices(candidates, limits, [1.0])
                    connection.register("prices", prices)
                    connection.execute(
                        "create table offers.limit_price_solution as from prices"
                    )
            plan = connection.sql("from offers.planned_offers").df()
            return Planned(plan, prices, candidates)


def compiled_planning(project: Project, settings: dict[str, object]) -> Planning:
    """Compile the models of a project with these vars, and take them from the results."""
    command = "compile", "--select", *MODELS, "--vars", json.dumps(settings)
    result = project.dbt(*command)
    assert result.code == 0, result.output
    file = project.root / "target" / "run_results.json"
    compiled = {
        found["unique_id"].rpartition(".")[2]: found.get("compiled_code")
        for found in json.loads(file.read_text("utf-8"))["results"]
    }
    return Planning({name: compiled[name] for name in MODELS})


def limits_of(offers: pd.DataFrame, budget: float, contacts: int) -> pd.DataFrame:
    """The limits of a campaign: its budget, its contacts, and each offer with a cap."""
    capped = offers.dropna(subset=["max_customers"])
    return pd.DataFrame(
        {
            "resource": ["budget", "contacts", *["offer"] * len(capped)],
            "offer": [None, None, *capped["offer"]],
            "available": [budget, contacts, *capped["max_customers"]],
        }
    )


def eligible_offers(offers: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Every offer for every customer, and what it should earn."""
    eligible = customers.merge(offers, how="cross")
    saved = eligible["churn_risk"] * eligible["monthly_profit"]
    earned = saved * eligible["assumed_risk_reduction"] - eligible["cost_per_contact"]
    return eligible.assign(
        is_contact=eligible["channel"] != "on_site",
        risk_reduction=eligible["assumed_risk_reduction"],
        expected_profit=earned.round(6),
    )


def best_plan(candidates: pd.DataFrame, limits: pd.DataFrame) -> float:
    """The highest expected profit under the limits, by branch and bound."""
    customers = one_offer_each(candidates)
    profit = candidates["expected_profit"].to_numpy("float64")
    most = np.r_[limits["available"].to_numpy("float64"), np.ones(customers.shape[0])]
    solved = milp(
        -profit,
        constraints=LinearConstraint(
            vstack([limit_uses(candidates, limits), customers]).tocsr(), -np.inf, most
        ),
        integrality=np.ones(len(profit)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 1e-4},
    )
    assert solved.success
    return -solved.fun
