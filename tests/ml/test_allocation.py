"""Prices of the limits, against the best assignment that an exact solver finds."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import vstack

from ml.allocation import limit_prices, limit_uses, one_offer_each


def problem(seed: int, customers: int = 60) -> pd.DataFrame:
    """Random candidates: mail, call and a free block for each customer."""
    rng = np.random.default_rng(seed)
    offers = pd.DataFrame(
        {
            "offer": ["mail", "call", "block"],
            "is_contact": [True, True, False],
            "cost_per_contact": [0.05, 0.8, 0.0],
            "risk_reduction": [0.12, 0.3, 0.03],
        }
    )
    ids = pd.DataFrame(
        {
            "customer_id": np.arange(customers),
            "profit_at_risk": rng.gamma(2.0, 3.0, customers),
        }
    )
    return ids.merge(offers, how="cross").assign(weight=1.0)


def limits(budget: float, contacts: int, calls: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "resource": ["budget", "contacts", "offer"],
            "offer": [None, None, "call"],
            "available": [budget, contacts, calls],
        }
    )


def profits(candidates: pd.DataFrame) -> np.ndarray:
    earned = candidates["risk_reduction"] * candidates["profit_at_risk"]
    return (earned - candidates["cost_per_contact"]).to_numpy()


def best_profit(candidates: pd.DataFrame, limit: pd.DataFrame) -> float:
    """Of the best whole assignment, found by branch and bound."""
    profit = profits(candidates)
    customers = one_offer_each(candidates)
    rows = vstack([limit_uses(candidates, limit), customers]).tocsr()
    most = np.r_[limit["available"], np.ones(customers.shape[0])]
    solved = milp(
        -profit,
        constraints=LinearConstraint(rows, -np.inf, most),
        integrality=np.ones(len(profit)),
        bounds=Bounds(0, 1),
    )
    return -solved.fun


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("budget", "contacts", "calls"), [(9, 40, 5), (3, 60, 60)])
def test_prices_bound_the_best_assignment(
    seed: int, budget: float, contacts: int, calls: int
) -> None:
    """The dual is never below it, and above it by less than a few offers."""
    candidates, limit = problem(seed), limits(budget, contacts, calls)
    prices = limit_prices(candidates, limit, [1.0])["price"].to_numpy()
    net = profits(candidates) - prices @ limit_uses(candidates, limit).toarray()
    best_each = pd.Series(net).groupby(candidates["customer_id"]).max().clip(lower=0)
    dual = best_each.sum() + prices @ limit["available"].to_numpy()
    best = best_profit(candidates, limit)
    assert best - 1e-6 <= dual <= best * 1.02


def test_a_limit_that_does_not_bind_has_no_price() -> None:
    """All can be reached: nothing more would earn anything."""
    prices = limit_prices(problem(1), limits(1e4, 10_000, 10_000), [1.0])
    assert prices["price"].tolist() == [0, 0, 0]


def test_a_scarce_limit_has_a_price() -> None:
    """One call more would earn what the next best customer is worth more with it."""
    candidates = problem(1)
    few = limit_prices(candidates, limits(1e4, 10_000, 3), [1.0])
    price = few.loc[few["offer"] == "call", "price"].item()
    more = best_profit(candidates, limits(1e4, 10_000, 4))
    assert price == pytest.approx(
        more - best_profit(candidates, limits(1e4, 10_000, 3)), abs=1e-5
    )


def test_stronger_offers_make_limits_dearer() -> None:
    """A row per strength and limit, in the units of one customer."""
    prices = limit_prices(problem(2), limits(3, 60, 60), [0.5, 1.0, 2.0])
    budget = prices[prices["resource"] == "budget"]
    assert budget["effect_multiplier"].tolist() == [0.5, 1.0, 2.0]
    assert budget["price"].is_monotonic_increasing
    assert budget["price"].is_unique
    assert len(prices) == 9


def test_a_sample_finds_the_prices_of_all() -> None:
    """Customers that stand for two each, with the limits of all."""
    candidates = problem(3)
    twice = pd.concat(
        [candidates, candidates.assign(customer_id=candidates["customer_id"] + 1000)]
    )
    of_all = limit_prices(twice, limits(10, 50, 8), [1.0])
    of_half = limit_prices(candidates.assign(weight=2.0), limits(10, 50, 8), [1.0])
    assert of_half["price"].tolist() == pytest.approx(of_all["price"].tolist())


def test_what_an_offer_takes_of_each_limit() -> None:
    """Mail, call and block of one customer: budget, a contact, a place among the calls."""
    uses = limit_uses(problem(1).head(3), limits(1, 1, 1)).toarray()
    assert uses.tolist() == [[0.05, 0.8, 0], [1, 1, 0], [0, 1, 0]]


def test_nobody_to_offer_anything() -> None:
    """No price is paid where there is nobody, and where nothing earns anything."""
    assert limit_prices(problem(1).head(0), limits(1, 1, 1), [1.0])["price"].sum() == 0
    worthless = problem(1).assign(profit_at_risk=0.0)
    assert limit_prices(worthless, limits(1, 1, 1), [1.0])["price"].sum() == 0
