"""Made-up campaigns whose effect is known, and the sums that SQL would take of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.experiments import DIMENSIONS

Draw = Callable[[np.random.Generator, int], np.ndarray]


def real_like(rng: np.random.Generator, n: int) -> np.ndarray:
    """Risks as spread out as those of a good model of a store: 38 % decrease."""
    return rng.beta(0.6, 1.0, n)


def ordinary_profit(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.gamma(4, 2.5, n)


@dataclass(frozen=True)
class Scenario:
    """A campaign: its customers, their risk and profit, and what the offers do."""

    customers: int = 1300
    effect: float = 0.0  # share of the risk that an offer which is taken up removes
    risk: Draw = real_like
    profit: Draw = ordinary_profit
    take_up: float = 1.0  # share of the treated whom the offer reaches
    profit_lost: float = 0.3  # share of the profit that a decrease costs
    # Chance to leave of treated and control customers who would decrease.
    leaving: tuple[float, float] = (0.0, 0.0)


def holdout(rng: np.random.Generator, risk: np.ndarray, share: float = 0.1):
    """Draw the control group within tenths of the risk, as campaign_groups does."""
    stratum, held = np.floor(risk * 9.999), np.zeros(len(risk), dtype=bool)
    for each in np.unique(stratum):
        members = np.flatnonzero(stratum == each)
        size = int(len(members) * share + rng.random())
        held[rng.permutation(members)[:size]] = True
    return held


def campaign(scenario: Scenario, seed: Sequence[int]) -> tuple[pd.DataFrame, dict]:
    """Return a row per customer, and the differences that were planted."""
    rng = np.random.default_rng(seed)
    n = scenario.customers
    risk = scenario.risk(rng, n)
    held = holdout(rng, risk)
    taken = ~held & (rng.random(n) < scenario.take_up)
    decreased = rng.random(n) < risk * np.where(taken, 1 - scenario.effect, 1)
    before = scenario.profit(rng, n)
    after = before * np.where(decreased, 1 - scenario.profit_lost, 1)
    after *= 1 + 0.1 * rng.standard_normal(n)
    leaving = np.where(held, scenario.leaving[1], scenario.leaving[0]) * decreased
    left = rng.random(n) < leaving
    prevented = (risk * scenario.effect * scenario.take_up)[~held]
    rows = pd.DataFrame(
        {
            "campaign": "2026-01",
            "outcome_month": "2026-02",
            "is_holdout": held,
            "main_comparison": np.where(risk > 0.5, "large_planned_effect", None),
            "channel": np.where(rng.random(n) < 0.5, "email", "on_site"),
            "segment": rng.choice(list("abcdefgh"), n),
            "offer": rng.choice(list("klmnopqrstuv"), n),
            "risk": risk,
            "risk_reduction": 0.15,
            "is_decreased": np.where(left, np.nan, decreased),
            "profit_before": before,
            "profit_after": np.where(left, np.nan, after),
        }
    )
    return rows, {
        "difference": -prevented.mean(),
        "profit_difference": (prevented * scenario.profit_lost * before[~held]).mean(),
    }


def sums(rows: pd.DataFrame, dimensions: Sequence[str] = DIMENSIONS) -> pd.DataFrame:
    """Sum a row per customer, as the models campaign_outcomes and campaign_sums do."""
    known = rows["is_decreased"].notna()
    has_profit = rows["profit_after"].notna()
    risk = rows["risk"].where(known, 0)
    before = rows["profit_before"].where(has_profit, 0)
    after = rows["profit_after"].fillna(0)
    summed = {
        "customers": 1,
        "outcomes": known.astype(int),
        "decreased": rows["is_decreased"].fillna(0),
        "profits": has_profit.astype(int),
        "treated_since": 0,
        "risk": risk,
        "risk_squared": risk**2,
        "planned": risk * rows["risk_reduction"],
        "profit_before": before,
        "profit_after": after,
        "profit_before_squared": before**2,
        "profit_after_squared": after**2,
        "profit_before_after": before * after,
    }
    stratum = np.floor(rows["risk"] * 9.999).astype(int)
    all_rows = rows.assign(all="all", stratum=stratum, **summed)
    keys = ["campaign", "outcome_month", "stratum", "is_holdout"]
    parts = [
        all_rows.groupby([*keys, dimension])[list(summed)]
        .sum()
        .reset_index()
        .rename(columns={dimension: "value"})
        .assign(dimension=dimension)
        for dimension in dimensions
    ]
    return pd.concat(parts, ignore_index=True)
