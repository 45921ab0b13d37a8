"""The effect of a campaign: customers who got their offer against the control group.

Chance draws the control group before anything is sent, so a difference between the
groups is the effect of the offers, give or take the luck of the draw. All treated
customers count, whether an offer reached them or not (intention to treat). Each group
of customers (all, the main comparison, by channel, segment, offer) is compared in two
ways:

- The main way takes out what was known before. The share that decreased is compared
  within strata of the risk (`ml.stratified`), which the draw is stratified by. Profit
  is compared after the profit before, and its product with the risk, are taken out
  (CUPED; Deng, Xu, Kohavi and Walker 2013), with Welch's interval.
- The plain way is a check that anybody can repeat: the difference in the share that
  decreased with Newcombe's hybrid score interval (Newcombe 1998, method 10) and the
  score test, the difference in profit with Welch's interval. Under a stratified draw
  these intervals are wider than needed.

`docs/evidence.md` says how often the intervals hold what was planted.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ml.differences import (
    Difference,
    Moments,
    difference_in_means,
    difference_in_shares,
)
from ml.frames import table
from ml.params import CONFIDENCE, EVENTS_MIN, POWER, SIGNIFICANCE
from ml.profit_after import STRATA, Profits, without_covariates
from ml.stratified import Strata, p_values
from ml.stratified import compare as compare_strata

DIMENSIONS = ("all", "main_comparison", "channel", "segment", "offer")
RESULTS = {
    "campaign": "str",
    "outcome_month": "str",
    "dimension": "str",
    "value": "str",
    "treated": "int64",
    "control": "int64",
    "treated_without_outcome": "int64",
    "control_without_outcome": "int64",
    "treated_share_decreased": "float64",
    "control_share_decreased": "float64",
    "difference": "float64",
    "difference_low": "float64",
    "difference_high": "float64",
    "p_value": "float64",
    "corrected_p_value": "float64",
    "is_significant": "bool",
    "minimum_detectable_difference": "float64",
    "is_large_enough": "bool",
    "measured_risk_reduction": "float64",
    "profit_difference": "float64",
    "profit_difference_low": "float64",
    "profit_difference_high": "float64",
    "plain_difference": "float64",
    "plain_difference_low": "float64",
    "plain_difference_high": "float64",
    "plain_p_value": "float64",
    "plain_profit_difference": "float64",
    "plain_profit_difference_low": "float64",
    "plain_profit_difference_high": "float64",
    "planned_difference": "float64",
    "can_tell": "bool",
    "measured_risk_reduction_low": "float64",
    "measured_risk_reduction_high": "float64",
    "leaving_p_value": "float64",
    "is_leaving_uneven": "bool",
    "control_treated_since": "int64",
}


def campaign_results(sums: pd.DataFrame) -> pd.DataFrame:
    """Return one row per campaign, month of the outcome and group of customers.

    `sums` has the columns of the model `campaign_sums`: one row per group, side of the
    draw and stratum, of which some may be missing. `corrected_p_value` is the p-value
    corrected over the groups of its dimension (Holm 1979), and `is_significant` says
    whether it is below 5 %. Below `EVENTS_MIN` expected events of the control a group
    cannot tell, and has no p-value. The result is empty where nothing can be measured.
    """
    keys = ["campaign", "outcome_month", "dimension", "value"]
    # A categorical keeps the order of the dimensions.
    dimension = pd.Categorical(sums["dimension"], DIMENSIONS)
    grouped = sums.assign(dimension=dimension).groupby(keys, observed=True)
    groups = grouped.ngroup().to_numpy()
    rows = grouped.size().reset_index()[keys]
    column = {
        name: by_stratum(sums, groups, name)
        for name in sums.columns.difference([*keys, "is_holdout", "stratum"])
    }
    customers, outcomes = column["customers"], column["outcomes"]
    decreased = strata_of(column["decreased"], outcomes, column["risk"])
    left = customers - outcomes
    leaving = p_values(strata_of(left, customers, left))
    found = compare_strata(decreased, CONFIDENCE)
    can_tell = decreased.expected_in_control >= EVENTS_MIN
    n, m = (outcomes[:, side].sum(1) for side in (0, 1))
    both = np.maximum(n + m, 1)
    risk = column["risk"].sum((1, 2))
    planned = column["planned"].sum((1, 2)) / both
    smallest = minimum_detectable_difference(
        (risk - column["risk_squared"].sum((1, 2))) / both, n, m
    )
    results = rows.assign(
        treated=n,
        control=m,
        treated_without_outcome=left[:, 0].sum(1),
        control_without_outcome=left[:, 1].sum(1),
        control_treated_since=column["treated_since"][:, 1].sum(1),
        treated_share_decreased=share(column["decreased"][:, 0].sum(1), n),
        control_share_decreased=share(column["decreased"][:, 1].sum(1), m),
        difference=found["estimate"],
        difference_low=found["low"],
        difference_high=found["high"],
        p_value=np.where(can_tell, found["p_value"], np.nan),
        can_tell=can_tell,
        planned_difference=planned,
        minimum_detectable_difference=smallest,
        is_large_enough=planned >= smallest,
        measured_risk_reduction=-found["relative_estimate"],
        measured_risk_reduction_low=-found["relative_high"],
        measured_risk_reduction_high=-found["relative_low"],
        leaving_p_value=leaving,
        is_leaving_uneven=leaving < SIGNIFICANCE,
        **plain_comparison(column),
        **profit_comparison(column),
    )
    corrected = results.groupby(keys[:3])["p_value"].transform(holm)
    return table(
        results.assign(
            corrected_p_value=corrected, is_significant=corrected < SIGNIFICANCE
        ),
        RESULTS,
    )


def plain_comparison(column: Mapping[str, np.ndarray]) -> dict[str, list]:
    """Return the plain difference in shares of each group, by column of `RESULTS`."""
    ones, customers = column["decreased"].sum(2), column["outcomes"].sum(2)
    found = [
        difference_in_shares(
            *(
                Moments(int(n), one / n) if n else Moments()
                for one, n in zip(*group, strict=True)
            )
        )
        for group in zip(ones, customers, strict=True)
    ]
    return columns_of("plain_difference", found) | {
        "plain_p_value": [each.p_value for each in found]
    }


def profit_comparison(column: Mapping[str, np.ndarray]) -> dict[str, list]:
    """Return both differences in profit of each group, by column of `RESULTS`."""
    names = ["profits", "profit_before", "profit_after", "profit_before_squared"]
    names += ["profit_after_squared", "profit_before_after"]
    sides = [
        [Profits(*(column[name][group, side] for name in names)) for side in (0, 1)]
        for group in range(len(column["profits"]))
    ]
    adjusted = [difference_in_means(*without_covariates(*pair)) for pair in sides]
    plain = [difference_in_means(*(side.plain() for side in pair)) for pair in sides]
    return columns_of("profit_difference", adjusted) | columns_of(
        "plain_profit_difference", plain
    )


def columns_of(name: str, found: list[Difference]) -> dict[str, list]:
    """Return estimates and intervals of all groups as columns."""
    rows = pd.DataFrame(
        [each.columns(name) for each in found], columns=[*Difference().columns(name)]
    )
    return {str(key): values.tolist() for key, values in rows.items()}


def by_stratum(sums: pd.DataFrame, groups: np.ndarray, name: str) -> np.ndarray:
    """Return a column of the model `campaign_sums` as an array (groups, 2, strata).

    The second axis tells treated (0) and control (1); `groups` numbers the rows' groups.
    """
    found = np.zeros((groups.max(initial=-1) + 1, 2, STRATA))
    side = sums["is_holdout"].to_numpy().astype("int64")
    place = groups, side, sums["stratum"].to_numpy().astype("int64")
    np.add.at(found, place, sums[name].to_numpy().astype("float64"))
    return found


def strata_of(events: np.ndarray, of: np.ndarray, predicted: np.ndarray) -> Strata:
    """Return the counts of events as `Strata`; arrays (groups, 2, strata) each."""
    predicted = predicted.sum(1) / np.maximum(of.sum(1), 1)
    return Strata.of_counts(of[:, 0], of[:, 1], events[:, 0], events[:, 1], predicted)


def minimum_detectable_difference(
    outcome_variance: np.ndarray, n: np.ndarray, m: np.ndarray
) -> np.ndarray:
    """Return the difference in shares that groups of n and m detect with `POWER`.

    Arrays have one value per group; NaN where a side has no customers.
    """
    from scipy.stats import norm

    z = norm.ppf(1 - (1 - CONFIDENCE) / 2) + norm.ppf(POWER)
    return z * np.sqrt(outcome_variance * (share(1.0, n) + share(1.0, m)))


def share(part: np.ndarray | float, whole: np.ndarray) -> np.ndarray:
    """Divide, NaN by 0."""
    return np.divide(part, whole, where=whole > 0, out=np.full(len(whole), np.nan))


def holm(p_values: pd.Series) -> pd.Series:
    """Correct the known p-values for their number (Holm 1979); NaN stays NaN."""
    corrected = p_values.astype("float64").copy()
    known = corrected.dropna().sort_values()
    # The smallest of k is multiplied by k, the next by k - 1, and none falls below the last.
    steps = known * np.arange(len(known), 0, -1)
    corrected[known.index] = steps.cummax().clip(upper=1)
    return corrected
