"""Who should get which offer, under a budget and other limits: what the limits are worth.

At most one offer per customer, a budget, a number of contacts and caps on single offers
make an assignment problem with a few limits shared by all. In its linear relaxation
each limit has a price (its dual value), and given the prices every customer's best offer
can be told from the customer alone: expected profit less the prices of what the offer
takes. Only about as many customers as there are limits can be split between two offers,
so choosing by price loses next to nothing against the best whole assignment, and the
choice itself is plain SQL at any size. See Bertsimas and Tsitsiklis (1997), chapter 4.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ml.frames import table
from ml.params import EFFECT_MULTIPLIERS
from ml.store.results import remembered

if TYPE_CHECKING:
    from scipy.sparse import coo_array

PRICES = {
    "effect_multiplier": "float64",
    "resource": "str",
    "offer": "str",
    "price": "float64",
}


def limit_prices(
    candidates: pd.DataFrame,
    limits: pd.DataFrame,
    effect_multipliers: Sequence[float] = EFFECT_MULTIPLIERS,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """The price of each limit, for each strength the offers may have.

    `candidates` has a row per customer and offer: `customer_id`, `offer`,
    `is_contact`, `cost_per_contact`, `risk_reduction` (share), `profit_at_risk` (units
    of profit) and `weight` (how many customers the row stands for). `limits` has
    `resource` (`budget`, `contacts` or `offer`), `offer` and how much is `available`.
    A price is what one unit more of the limit would earn, in units of profit, rounded
    to 9 digits; 0 where the limit does not bind. With a `cache_dir` the same problem is
    solved once.
    """
    candidates = candidates.sort_values(["customer_id", "offer"], ignore_index=True)
    limits = limits.sort_values(["resource", "offer"], ignore_index=True)
    return remembered(
        cache_dir,
        "limit_prices",
        (content_hash(candidates), content_hash(limits), repr(effect_multipliers)),
        PRICES,
        lambda: _solve(candidates, limits, effect_multipliers),
    )


def content_hash(rows: pd.DataFrame) -> str:
    """SHA-256 of a table, its order included."""
    hashes = pd.util.hash_pandas_object(rows, index=False)
    return hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()


def _solve(
    candidates: pd.DataFrame, limits: pd.DataFrame, effect_multipliers: Sequence[float]
) -> pd.DataFrame:
    rows = []
    for multiplier in effect_multipliers:
        reduction = np.minimum(candidates["risk_reduction"] * multiplier, 1.0)
        profit = reduction * candidates["profit_at_risk"] - candidates[
            "cost_per_contact"
        ].astype("float64")
        # As exact as money: SQL finds the same ties between offers.
        prices = _prices(candidates, profit.to_numpy("float64").round(6), limits)
        rows.append(
            limits[["resource", "offer"]].assign(
                effect_multiplier=multiplier, price=prices.round(9)
            )
        )
    return table(pd.concat(rows, ignore_index=True), PRICES)


def limit_uses(candidates: pd.DataFrame, limits: pd.DataFrame) -> "coo_array":
    """What each candidate takes of each limit, (limits, candidates)."""
    from scipy.sparse import coo_array, vstack

    uses = []
    for limit in limits.itertuples():
        if limit.resource == "budget":
            used = candidates["cost_per_contact"].to_numpy("float64")
        elif limit.resource == "contacts":
            used = candidates["is_contact"].to_numpy("float64")
        else:
            used = (candidates["offer"] == limit.offer).to_numpy("float64")
        uses.append(coo_array(used[np.newaxis, :]))
    return vstack(uses)


def one_offer_each(candidates: pd.DataFrame) -> "coo_array":
    """Which candidates are of the same customer, (customers, candidates)."""
    from scipy.sparse import coo_array

    customer, _ = pd.factorize(candidates["customer_id"])
    n = len(candidates)
    shape = (customer.max(initial=-1) + 1, n)
    return coo_array((np.ones(n), (customer, np.arange(n))), shape=shape)


def _prices(
    candidates: pd.DataFrame, profit: np.ndarray, limits: pd.DataFrame
) -> np.ndarray:
    # scipy takes long to import, and an unchanged problem is not solved again.
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    is_worth = profit > 0
    candidates, profit = candidates[is_worth], profit[is_worth]
    if candidates.empty:
        return np.zeros(len(limits))
    customers = one_offer_each(candidates)
    # A sampled customer stands for `weight` of them: the limits shrink by as much.
    available = limits["available"].to_numpy("float64") / candidates["weight"].iloc[0]
    solved = linprog(
        -profit,
        A_ub=vstack([limit_uses(candidates, limits), customers]).tocsr(),
        b_ub=np.concatenate([available, np.ones(customers.shape[0])]),
        bounds=(0, 1),
        method="highs-ds",
    )
    if not solved.success:
        raise RuntimeError(f"The prices of the limits were not found: {solved.message}")
    return np.maximum(0.0, -solved.ineqlin.marginals[: len(limits)])
