"""Prices of the limits under which offers are given to customers.

At most one offer per customer, a budget, a number of contacts and caps on single offers
make an assignment problem with a few limits shared by all. In its linear relaxation each
limit has a price (its dual value). Given the prices, every customer's best offer follows
from the customer alone: expected profit less the prices of all that the offer takes.
Only about as many customers as there are limits can be split between two offers, unless
customers are alike: a factor near 1 tells these apart. So offers chosen by price lose next
to nothing against the best whole assignment, and plain SQL can choose them at any size. See
Bertsimas and Tsitsiklis (1997), chapter 4.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ml.frames import table
from ml.params import EFFECT_MULTIPLIERS
from ml.store.cache import cached_table
from ml.store.identity import table_hash

if TYPE_CHECKING:
    from scipy.sparse import coo_array

PRICES = {
    "effect_multiplier": "float64",
    "resource": "str",
    "offer": "str",
    "price": "float64",
}

# Profits are as exact as money, so SQL finds the same ties between offers.
PROFIT_DECIMALS = 6
PRICE_DECIMALS = 9


def limit_prices(
    candidates: pd.DataFrame,
    limits: pd.DataFrame,
    effect_multipliers: Sequence[float] = EFFECT_MULTIPLIERS,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return the price of each limit, for each strength the offers may have.

    `candidates` has a row per customer and offer: `customer_id`, `offer`, `is_contact`,
    `cost_per_contact`, `risk_reduction` (share), `profit_at_risk` (units of profit),
    `tie_break` (factor of the profit, near 1, which tells alike customers apart) and
    `weight` (how many customers the row stands for). `limits` has `resource` (`budget`,
    `contacts` or `offer`), `offer` and how much is `available`. A price is the profit
    that one unit more of the limit would earn, rounded to 9 digits; 0 where the limit
    does not bind. Raises RuntimeError when the solver finds no prices.
    """
    candidates = candidates.sort_values(["customer_id", "offer"], ignore_index=True)
    limits = limits.sort_values(["resource", "offer"], ignore_index=True)

    def solve() -> pd.DataFrame:
        prices = [
            limits.assign(
                effect_multiplier=multiplier,
                price=_prices(candidates, limits, multiplier).round(PRICE_DECIMALS),
            )
            for multiplier in effect_multipliers
        ]
        return table(pd.concat(prices, ignore_index=True), PRICES)

    parts = table_hash(candidates), table_hash(limits), repr(effect_multipliers)
    return cached_table(cache_dir, "limit_prices", parts, PRICES, solve)


def limit_uses(candidates: pd.DataFrame, limits: pd.DataFrame) -> "coo_array":
    """Return how much each candidate takes of each limit, (limits, candidates)."""
    from scipy.sparse import coo_array

    shared = {"budget": "cost_per_contact", "contacts": "is_contact"}
    uses = [
        candidates[shared[limit.resource]]
        if limit.resource in shared
        else candidates["offer"] == limit.offer
        for limit in limits.itertuples()
    ]
    return coo_array(np.array(uses, dtype="float64"))


def one_offer_each(candidates: pd.DataFrame) -> "coo_array":
    """Return which candidates are of the same customer, (customers, candidates)."""
    from scipy.sparse import coo_array

    customer, _ = pd.factorize(candidates["customer_id"])
    n = len(candidates)
    shape = (customer.max(initial=-1) + 1, n)
    return coo_array((np.ones(n), (customer, np.arange(n))), shape=shape)


def _prices(
    candidates: pd.DataFrame, limits: pd.DataFrame, multiplier: float
) -> np.ndarray:
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    reduction = np.minimum(candidates["risk_reduction"] * multiplier, 1.0)
    cost = candidates["cost_per_contact"].astype("float64")
    profit = reduction * candidates["profit_at_risk"] - cost
    profit = profit.to_numpy("float64").round(PROFIT_DECIMALS)
    profit = profit * candidates["tie_break"].to_numpy("float64")
    is_worth = profit > 0
    candidates, profit = candidates[is_worth], profit[is_worth]
    if candidates.empty:
        return np.zeros(len(limits))
    customers = one_offer_each(candidates)
    # A sampled customer stands for `weight` of them, and takes and earns as much.
    weight = candidates["weight"].to_numpy("float64")
    uses = limit_uses(candidates, limits) * weight
    available = limits["available"].to_numpy("float64")
    solved = linprog(
        -profit * weight,
        A_ub=vstack([uses, customers]).tocsr(),
        b_ub=np.concatenate([available, np.ones(customers.shape[0])]),
        bounds=(0, 1),
        method="highs-ds",
    )
    if not solved.success:
        raise RuntimeError(f"The prices of the limits were not found: {solved.message}")
    return np.maximum(0.0, -solved.ineqlin.marginals[: len(limits)])
