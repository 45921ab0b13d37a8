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
    return ids.merge(offers, how="cross").assign(tie_break=1.0, weight=1.0)


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
    """Return the profit of the best whole assignment, found by branch and bound."""
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
    """The dual is never below the best profit, and exceeds it by 2 % at most."""
    candidates, limit = problem(seed), limits(budget, contacts, calls)
    prices = limit_prices(candidates, limit, [1.0])["price"].to_numpy()
    net = profits(candidates) - prices @ limit_uses(candidates, limit).toarray()
    best_each = pd.Series(net).groupby(candidates["customer_id"]).max().clip(lower=0)
    dual = best_each.sum() + prices @ limit["available"].to_numpy()
    best = best_profit(candidates, limit)
    assert best - 1e-6 <= dual <= best * 1.02


def test_a_limit_that_does_not_bind_has_no_price() -> None:
    """All customers can be reached, so a higher limit would earn nothing."""
    prices = limit_prices(problem(1), limits(1e4, 10_000, 10_000), [1.0])
    assert prices["price"].tolist() == [0, 0, 0]


def test_a_scarce_limit_has_a_price() -> None:
    """The price of a call is the profit that one more call would earn."""
    candidates = problem(1)
    few = limit_prices(candidates, limits(1e4, 10_000, 3), [1.0])
    price = few.loc[few["offer"] == "call", "price"].item()
    more = best_profit(candidates, limits(1e4, 10_000, 4))
    assert price == pytest.approx(
        more - best_profit(candidates, limits(1e4, 10_000, 3)), abs=1e-5
    )


def test_stronger_offers_make_limits_dearer() -> None:
    """There is a row per strength and limit, and stronger offers raise the prices."""
    prices = limit_prices(problem(2), limits(3, 60, 60), [0.5, 1.0, 2.0])
    budget = prices[prices["resource"] == "budget"]
    assert budget["effect_multiplier"].tolist() == [0.5, 1.0, 2.0]
    assert budget["price"].is_monotonic_increasing
    assert budget["price"].is_unique
    assert len(prices) == 9


def test_no_offer_removes_more_than_the_whole_risk() -> None:
    """Twice a reduction of 60 % is all of it."""
    calls = problem(2).query("offer == 'call'")
    strong = calls.assign(risk_reduction=0.6)
    whole = strong.assign(risk_reduction=1.0)
    twice = limit_prices(strong, limits(1e4, 20, 60), [2.0])
    assert twice["price"].max() > 0
    assert twice["price"].tolist() == (
        limit_prices(whole, limits(1e4, 20, 60), [1.0])["price"].tolist()
    )


def test_a_factor_tells_alike_customers_apart() -> None:
    """One more call would go to the second of two customers who would earn the same."""
    calls = problem(1, customers=2).assign(profit_at_risk=10.0)
    calls = calls[calls["offer"] == "call"].assign(tie_break=[1.0, 0.9])
    prices = limit_prices(calls, limits(1e4, 10_000, 1), [1.0])
    (price,) = prices.loc[prices["offer"] == "call", "price"]
    assert price == pytest.approx(0.9 * (0.3 * 10 - 0.8))


def test_a_sample_finds_the_prices_of_all() -> None:
    """Customers that stand for two each have the prices of all customers."""
    candidates = problem(3)
    twice = pd.concat(
        [candidates, candidates.assign(customer_id=candidates["customer_id"] + 1000)]
    )
    of_all = limit_prices(twice, limits(10, 50, 8), [1.0])
    of_half = limit_prices(candidates.assign(weight=2.0), limits(10, 50, 8), [1.0])
    assert of_half["price"].tolist() == pytest.approx(of_all["price"].tolist())


def test_what_an_offer_takes_of_each_limit() -> None:
    """Each row says how much of one limit mail, call and block take."""
    uses = limit_uses(problem(1).head(3), limits(1, 1, 1)).toarray()
    assert uses.tolist() == [[0.05, 0.8, 0], [1, 1, 0], [0, 1, 0]]


def test_nobody_to_offer_anything() -> None:
    """Prices are 0 without customers, and without a profitable offer."""
    assert limit_prices(problem(1).head(0), limits(1, 1, 1), [1.0])["price"].sum() == 0
    worthless = problem(1).assign(profit_at_risk=0.0)
    assert limit_prices(worthless, limits(1, 1, 1), [1.0])["price"].sum() == 0
