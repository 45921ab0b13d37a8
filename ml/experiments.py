"""What a campaign really did: customers who got their offer against the control group.

The control group is drawn by chance before anything is sent, so a difference between the
groups is what the offers did, give or take the luck of the draw. Each group of customers
(all, by channel, segment, offer) is compared in two ways:

- with what was known before taken out (CUPED; Deng, Xu, Kohavi and Walker 2013): the
  churn risk and the profit of the month of the campaign explain much of what happens
  next. The draw is stratified by that risk, so these are the intervals whose 95 % can be
  taken at its word, and the ones to use;
- plainly, as a check anybody can repeat: difference in the share that decreased with
  Newcombe's hybrid score interval (Newcombe 1998, method 10) and the score test,
  difference in profit with Welch's interval. Under a stratified draw they are wider
  than they need be.
"""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from ml.frames import table
from ml.params import CONFIDENCE, POWER

DIMENSIONS = ("all", "channel", "segment", "offer")
# Below it a group has no spread to speak of.
GROUP_ROWS_MIN = 5
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
}


@dataclass(frozen=True)
class Difference:
    """Treated minus control, its confidence interval and p-value."""

    estimate: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p_value: float = np.nan


def difference_in_shares(treated: np.ndarray, control: np.ndarray) -> Difference:
    """Difference of two shares from outcomes 0 and 1, (n,) and (m,).

    Newcombe's interval and the score test, as statsmodels has them.
    """
    from statsmodels.stats.proportion import (
        confint_proportions_2indep,
        test_proportions_2indep,
    )

    if not len(treated) or not len(control):
        return Difference()
    counts = treated.sum(), len(treated), control.sum(), len(control)
    low, high = confint_proportions_2indep(
        *counts, method="newcomb", compare="diff", alpha=1 - CONFIDENCE
    )
    estimate = treated.mean() - control.mean()
    if treated.mean() == control.mean():
        # Also where nobody or everybody decreased, which leaves the test no variance.
        return Difference(estimate, low, high, 1.0)
    test = test_proportions_2indep(*counts, method="score", compare="diff")
    return Difference(estimate, low, high, float(test.pvalue))


def difference_in_means(treated: np.ndarray, control: np.ndarray) -> Difference:
    """Difference of two means with Welch's interval and test, (n,) and (m,)."""
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    if min(len(treated), len(control)) < GROUP_ROWS_MIN:
        return Difference()
    estimate = float(treated.mean() - control.mean())
    if treated.std() == 0 and control.std() == 0:
        return Difference(estimate)
    compared = CompareMeans(DescrStatsW(treated), DescrStatsW(control))
    low, high = compared.tconfint_diff(alpha=1 - CONFIDENCE, usevar="unequal")
    _, p_value, _ = compared.ttest_ind(usevar="unequal")
    return Difference(estimate, float(low), float(high), float(p_value))


def without_covariate(
    outcome: np.ndarray, covariate: np.ndarray, is_treated: np.ndarray
) -> np.ndarray:
    """The outcome less what a covariate known before explains of it, (n,).

    CUPED: outcome - theta * (covariate - its mean), with theta the slope within the
    groups, so that the effect itself is not explained away.
    """
    inner = covariate.astype("float64")
    inner_outcome = outcome.astype("float64")
    for group in (is_treated, ~is_treated):
        if group.any():
            inner = np.where(group, inner - covariate[group].mean(), inner)
            inner_outcome = np.where(
                group, inner_outcome - outcome[group].mean(), inner_outcome
            )
    spread = (inner**2).sum()
    theta = (inner * inner_outcome).sum() / spread if spread > 0 else 0.0
    return outcome - theta * (covariate - covariate.mean())


def minimum_detectable_difference(outcome_variance: float, n: int, m: int) -> float:
    """The difference in shares that groups of n and m see with the usual power."""
    from scipy.stats import norm

    if not n or not m:
        return np.nan
    z = norm.ppf(1 - (1 - CONFIDENCE) / 2) + norm.ppf(POWER)
    return float(z * np.sqrt(outcome_variance * (1 / n + 1 / m)))


def compare(customers: pd.DataFrame) -> dict[str, object]:
    """One row of results from the customers of one group.

    `customers` has `is_holdout`, `is_decreased` (0, 1 or null), `churn_risk`,
    `profit_before` and `profit_after` (null where not known). Customers whose outcome
    is not known are counted and left out.
    """
    is_holdout = customers["is_holdout"].to_numpy("bool")
    has_outcome = customers["is_decreased"].notna().to_numpy()
    known = customers[has_outcome]
    is_treated = ~known["is_holdout"].to_numpy("bool")
    outcome = known["is_decreased"].to_numpy("float64")
    plain = difference_in_shares(outcome[is_treated], outcome[~is_treated])
    risk = known["churn_risk"].to_numpy("float64")
    rest = without_covariate(outcome, risk, is_treated) if len(known) else outcome
    adjusted = difference_in_means(rest[is_treated], rest[~is_treated])
    plain_profit, adjusted_profit = _profit_differences(customers)
    n, m = int(is_treated.sum()), int((~is_treated).sum())
    smallest = minimum_detectable_difference(rest.var() if len(rest) else np.nan, n, m)
    control_share = outcome[~is_treated].mean() if m else np.nan
    # The share that the treated would have had without their offers.
    expected_share = outcome[is_treated].mean() - adjusted.estimate if n else np.nan
    return {
        "treated": n,
        "control": m,
        "treated_without_outcome": int((~is_holdout & ~has_outcome).sum()),
        "control_without_outcome": int((is_holdout & ~has_outcome).sum()),
        "treated_share_decreased": outcome[is_treated].mean() if n else np.nan,
        "control_share_decreased": control_share,
        **_columns("difference", adjusted),
        "p_value": adjusted.p_value,
        **_columns("plain_difference", plain),
        "plain_p_value": plain.p_value,
        "minimum_detectable_difference": smallest,
        "is_large_enough": bool(abs(adjusted.estimate) >= smallest),
        "measured_risk_reduction": -adjusted.estimate / expected_share
        if expected_share and expected_share > 0
        else np.nan,
        **_columns("profit_difference", adjusted_profit),
        **_columns("plain_profit_difference", plain_profit),
    }


def campaign_results(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Every campaign's results; one row per campaign, month of the outcome and group.

    `outcomes` has a row per customer of a campaign, with the columns of `compare` and
    `campaign`, `outcome_month`, `channel`, `segment`, `offer`. `corrected_p_value` is
    the p-value corrected over the groups of its dimension (Holm 1979), and
    `is_significant` says whether it is below 5 %. Empty where nothing can be measured.
    """
    rows = []
    for months, campaign in outcomes.groupby(["campaign", "outcome_month"]):
        labels = dict(zip(("campaign", "outcome_month"), months, strict=True))
        for dimension in DIMENSIONS:
            values = campaign.assign(all="all").groupby(dimension)
            compared = [
                {"dimension": dimension, "value": value, **compare(customers)}
                for value, customers in values
            ]
            corrected = holm([row["p_value"] for row in compared])
            rows += [
                {
                    **labels,
                    **row,
                    "corrected_p_value": p,
                    "is_significant": bool(p < 0.05),
                }
                for row, p in zip(compared, corrected, strict=True)
            ]
    return table(rows, RESULTS)


def holm(p_values: list[float]) -> np.ndarray:
    """P-values corrected for how many there are (Holm 1979); unknown ones stay so."""
    from statsmodels.stats.multitest import multipletests

    p_values = np.array(p_values, dtype="float64")
    is_known = np.isfinite(p_values)
    if is_known.any():
        p_values[is_known] = multipletests(p_values[is_known], method="holm")[1]
    return p_values


def _profit_differences(customers: pd.DataFrame) -> tuple[Difference, Difference]:
    """Difference in profit as it stands, and with the profit before taken out."""
    known = customers.dropna(subset=["profit_before", "profit_after"])
    is_treated = ~known["is_holdout"].to_numpy("bool")
    after = known["profit_after"].to_numpy("float64")
    if not len(known):
        return Difference(), Difference()
    before = known["profit_before"].to_numpy("float64")
    rest = without_covariate(after, before, is_treated)
    return (
        difference_in_means(after[is_treated], after[~is_treated]),
        difference_in_means(rest[is_treated], rest[~is_treated]),
    )


def _columns(name: str, difference: Difference) -> dict[str, float]:
    values = asdict(difference)
    return {
        name: values["estimate"],
        f"{name}_low": values["low"],
        f"{name}_high": values["high"],
    }
