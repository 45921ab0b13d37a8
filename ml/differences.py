"""The difference of two groups, with its interval and test: shares and means."""

from dataclasses import dataclass

import numpy as np

from ml.params import CONFIDENCE

# In a smaller group the variance is not known well enough for an interval.
GROUP_ROWS_MIN = 5


@dataclass(frozen=True)
class Moments:
    """Number, mean and spread of an outcome; the variance is divided by `n`."""

    n: int = 0
    outcome: float = np.nan
    variance: float = np.nan


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
    errors = [side.variance / (side.n - 1) for side in (treated, control)]
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
