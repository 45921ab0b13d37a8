"""The effect of a campaign: customers who got their offer against the control group.

Chance draws the control group before anything is sent, so a difference between the
groups is the effect of the offers, give or take the luck of the draw. Each group of
customers (all, by channel, segment, offer) is compared in two ways:

- The main comparison takes out what was known before (CUPED; Deng, Xu, Kohavi and Walker
  2013): the churn risk and the profit of the month of the campaign explain much of what
  happens next. The draw is stratified by that risk, so 95 % of these intervals hold the
  true difference.
- The plain comparison is a check that anybody can repeat: the difference in the share
  that decreased with Newcombe's hybrid score interval (Newcombe 1998, method 10) and the
  score test, the difference in profit with Welch's interval. Under a stratified draw
  these intervals are wider than needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ml.frames import table
from ml.params import CONFIDENCE, POWER, SIGNIFICANCE

DIMENSIONS = ("all", "channel", "segment", "offer")

# In a smaller group the variance is not known well enough for an interval.
GROUP_ROWS_MIN = 5

# A variance below this share of the mean square is rounding, not spread.
ROUNDING = 1e-12

# The columns of `campaign_sums` in the order of `Moments.of_sums`. The outcome is 0 or 1,
# and so its own square.
OUTCOMES = (
    "outcomes",
    "risk",
    "decreased",
    "risk_squared",
    "decreased",
    "risk_decreased",
)
PROFITS = (
    "profits",
    "profit_before",
    "profit_after",
    "profit_before_squared",
    "profit_after_squared",
    "profit_before_after",
)

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

Sums = Mapping[str, float]


@dataclass(frozen=True)
class Moments:
    """Means and spread of an outcome, and of its covariate from before the campaign.

    Variances and the covariance of the `n` customers are divided by `n`.
    """

    n: int = 0
    before: float = np.nan
    outcome: float = np.nan
    before_variance: float = np.nan
    outcome_variance: float = np.nan
    covariance: float = np.nan

    @classmethod
    def of_sums(
        cls,
        n: float,
        before: float,
        outcome: float,
        before_squared: float,
        outcome_squared: float,
        product: float,
    ) -> "Moments":
        """Compute the moments from sums of values, squares and products."""
        if not n:
            return cls()
        before, outcome = before / n, outcome / n
        return cls(
            int(n),
            before,
            outcome,
            _variance(before_squared / n, before**2),
            _variance(outcome_squared / n, outcome**2),
            product / n - before * outcome,
        )


@dataclass(frozen=True)
class Difference:
    """Treated minus control, its confidence interval and p-value."""

    estimate: float = np.nan
    low: float = np.nan
    high: float = np.nan
    p_value: float = np.nan

    def columns(self, name: str) -> dict[str, object]:
        """Return estimate and interval, named for a row of `RESULTS`."""
        return {name: self.estimate, f"{name}_low": self.low, f"{name}_high": self.high}


def _variance(mean_square: float, explained: float) -> float:
    """Subtract two large numbers; 0 where only rounding is left."""
    rest = mean_square - explained
    return rest if rest > ROUNDING * abs(mean_square) else 0.0


def difference_in_shares(treated: Moments, control: Moments) -> Difference:
    """Compare the shares of two groups whose outcomes are 0 or 1.

    Newcombe's interval and the score test are those of statsmodels. NaN for no group.
    """
    from statsmodels.stats.proportion import (
        confint_proportions_2indep,
        test_proportions_2indep,
    )

    if not treated.n or not control.n:
        return Difference()
    ones = [round(side.outcome * side.n) for side in (treated, control)]
    counts = ones[0], treated.n, ones[1], control.n
    low, high = confint_proportions_2indep(
        *counts, method="newcomb", compare="diff", alpha=1 - CONFIDENCE
    )
    estimate = treated.outcome - control.outcome
    if ones[0] * control.n == ones[1] * treated.n:
        # Where nobody or everybody decreased, the test would have no variance.
        return Difference(estimate, low, high, 1.0)
    # statsmodels also divides by the share of the control, which can be 0.
    with np.errstate(divide="ignore"):
        test = test_proportions_2indep(*counts, method="score", compare="diff")
    return Difference(estimate, low, high, float(test.pvalue))


def difference_in_means(treated: Moments, control: Moments) -> Difference:
    """Compare two means with Welch's interval and test (Welch 1947).

    NaN where a group has fewer than `GROUP_ROWS_MIN` customers.
    """
    from scipy.stats import t as student

    if min(treated.n, control.n) < GROUP_ROWS_MIN:
        return Difference()
    estimate = treated.outcome - control.outcome
    # The squared error of each mean takes the variance that is divided by n - 1.
    errors = [side.outcome_variance / (side.n - 1) for side in (treated, control)]
    if sum(errors) == 0:
        return Difference(estimate)
    freedom = sum(errors) ** 2 / sum(
        error**2 / (side.n - 1)
        for error, side in zip(errors, (treated, control), strict=True)
    )
    error = np.sqrt(sum(errors))
    reach = student.ppf(1 - (1 - CONFIDENCE) / 2, freedom) * error
    p_value = 2 * student.sf(abs(estimate) / error, freedom)
    return Difference(estimate, estimate - reach, estimate + reach, float(p_value))


def without_covariate(treated: Moments, control: Moments) -> tuple[Moments, Moments]:
    """Return the moments of the outcomes less what the covariate explains of them.

    CUPED: outcome - theta * (before - its mean), where theta is the slope within the
    groups, so that the effect itself is not explained away.
    """
    sides = [side for side in (treated, control) if side.n]
    spread = sum(side.n * side.before_variance for side in sides)
    shared = sum(side.n * side.covariance for side in sides)
    theta = shared / spread if spread > 0 else 0.0
    n = max(sum(side.n for side in sides), 1)
    mean = sum(side.n * side.before for side in sides) / n

    def rest(side: Moments) -> Moments:
        explained = 2 * theta * side.covariance - theta**2 * side.before_variance
        return replace(
            side,
            outcome=side.outcome - theta * (side.before - mean),
            outcome_variance=_variance(side.outcome_variance, explained),
            covariance=side.covariance - theta * side.before_variance,
        )

    return rest(treated), rest(control)


def variance_of_both(treated: Moments, control: Moments) -> float:
    """Return the variance of the outcomes of all customers, divided by their number."""
    sides = [side for side in (treated, control) if side.n]
    n = sum(side.n for side in sides)
    if not n:
        return np.nan
    mean = sum(side.n * side.outcome for side in sides) / n
    return sum(s.n * (s.outcome_variance + (s.outcome - mean) ** 2) for s in sides) / n


def minimum_detectable_difference(outcome_variance: float, n: int, m: int) -> float:
    """Return the difference in shares that groups of n and m detect with `POWER`."""
    from scipy.stats import norm

    if not n or not m:
        return np.nan
    z = norm.ppf(1 - (1 - CONFIDENCE) / 2) + norm.ppf(POWER)
    return float(z * np.sqrt(outcome_variance * (1 / n + 1 / m)))


def compare(treated: Sums, control: Sums) -> dict[str, object]:
    """Return the results of one group: its treated customers against its control.

    Both sides have the counts and sums of the model `campaign_sums`. Customers without
    a known outcome are counted and left out.
    """
    with_offer, without = (
        Moments.of_sums(*(side[name] for name in OUTCOMES))
        for side in (treated, control)
    )
    profits = [
        Moments.of_sums(*(side[name] for name in PROFITS))
        for side in (treated, control)
    ]
    rest = without_covariate(with_offer, without)
    adjusted = difference_in_means(*rest)
    plain = difference_in_shares(with_offer, without)
    n, m = with_offer.n, without.n
    smallest = minimum_detectable_difference(variance_of_both(*rest), n, m)
    # Without their offers, this share of the treated would have decreased.
    expected = with_offer.outcome - adjusted.estimate
    return {
        "treated": n,
        "control": m,
        "treated_without_outcome": int(treated["customers"]) - n,
        "control_without_outcome": int(control["customers"]) - m,
        "treated_share_decreased": with_offer.outcome,
        "control_share_decreased": without.outcome,
        **adjusted.columns("difference"),
        "p_value": adjusted.p_value,
        "minimum_detectable_difference": smallest,
        "is_large_enough": bool(0 < smallest <= abs(adjusted.estimate)),
        "measured_risk_reduction": -adjusted.estimate / expected
        if expected > 0
        else np.nan,
        **difference_in_means(*without_covariate(*profits)).columns(
            "profit_difference"
        ),
        **plain.columns("plain_difference"),
        "plain_p_value": plain.p_value,
        **difference_in_means(*profits).columns("plain_profit_difference"),
    }


def campaign_results(sums: pd.DataFrame) -> pd.DataFrame:
    """Return one row per campaign, month of the outcome and group of customers.

    `sums` has the columns of the model `campaign_sums`: one row of the treated and one
    of the control per group, of which one may be missing. `corrected_p_value` is the
    p-value corrected over the groups of its dimension (Holm 1979), and `is_significant`
    says whether it is below 5 %. The result is empty where nothing can be measured.
    """
    keys = ["campaign", "outcome_month", "dimension", "value"]
    # A categorical keeps the order of the dimensions.
    dimension = pd.Categorical(sums["dimension"], DIMENSIONS)
    groups = sums.assign(dimension=dimension).groupby(keys, observed=True)
    rows = [
        {
            **dict(zip(keys, values, strict=True)),
            **compare(_side(group, False), _side(group, True)),
        }
        for values, group in groups
    ]
    results = pd.DataFrame(rows, columns=list(RESULTS))
    corrected = results.groupby(keys[:3])["p_value"].transform(holm)
    return table(
        results.assign(
            corrected_p_value=corrected, is_significant=corrected < SIGNIFICANCE
        ),
        RESULTS,
    )


def _side(group: pd.DataFrame, is_holdout: bool) -> Sums:
    """Return the row of one side of the draw; zeros where it is missing."""
    rows = group[group["is_holdout"] == is_holdout]
    return rows.iloc[0] if len(rows) else dict.fromkeys(group.columns, 0)


def holm(p_values: pd.Series) -> pd.Series:
    """Correct the known p-values for their number (Holm 1979); NaN stays NaN."""
    from statsmodels.stats.multitest import multipletests

    corrected = p_values.astype("float64").copy()
    is_known = corrected.notna()
    if is_known.any():
        corrected[is_known] = multipletests(corrected[is_known], method="holm")[1]
    return corrected
