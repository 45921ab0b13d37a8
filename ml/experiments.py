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

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from ml.frames import table
from ml.params import CONFIDENCE, POWER

DIMENSIONS = ("all", "channel", "segment", "offer")
# Below it a group has no spread to speak of.
GROUP_ROWS_MIN = 5
# What is left of a difference of doubles that should be nothing, as a share of them.
ROUNDING = 1e-12
Sums = Mapping[str, float]
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
class Moments:
    """Of an outcome and of what was known before, over `n` customers.

    Variances and the covariance are those of these customers: divided by `n`.
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
        n: int,
        before: float,
        outcome: float,
        before_squared: float,
        outcome_squared: float,
        product: float,
    ) -> "Moments":
        """From the sums of both, of their squares and of their product."""
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


def _variance(of_squares: float, taken_off: float) -> float:
    """A difference of two large numbers; none where nothing but rounding is left."""
    left = of_squares - taken_off
    return left if left > ROUNDING * abs(of_squares) else 0.0


def difference_in_shares(treated: Moments, control: Moments) -> Difference:
    """Difference of two shares, of outcomes that are 0 or 1.

    Newcombe's interval and the score test, as statsmodels has them.
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
        # Also where nobody or everybody decreased, which leaves the test no variance.
        return Difference(estimate, low, high, 1.0)
    # It also takes the ratio of the shares, which are nothing where nobody decreased.
    with np.errstate(divide="ignore"):
        test = test_proportions_2indep(*counts, method="score", compare="diff")
    return Difference(estimate, low, high, float(test.pvalue))


def difference_in_means(treated: Moments, control: Moments) -> Difference:
    """Difference of two means with Welch's interval and test (Welch 1947)."""
    from scipy.stats import t as student

    if min(treated.n, control.n) < GROUP_ROWS_MIN:
        return Difference()
    estimate = treated.outcome - control.outcome
    # The squared error of each mean, with the variance as divided by n - 1.
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
    """The outcomes less what is explained of them by what was known before.

    CUPED: outcome - theta * (before - its mean), with theta the slope within the
    groups, so that the effect itself is not explained away.
    """
    sides = [side for side in (treated, control) if side.n]
    spread = sum(side.n * side.before_variance for side in sides)
    shared = sum(side.n * side.covariance for side in sides)
    theta = shared / spread if spread > 0 else 0.0
    mean = sum(side.n * side.before for side in sides) / max(
        sum(side.n for side in sides), 1
    )
    return _rest(treated, theta, mean), _rest(control, theta, mean)


def _rest(side: Moments, theta: float, mean: float) -> Moments:
    """The moments of outcome - theta * (before - mean)."""
    explained = 2 * theta * side.covariance - theta**2 * side.before_variance
    return replace(
        side,
        outcome=side.outcome - theta * (side.before - mean),
        outcome_variance=_variance(side.outcome_variance, explained),
        covariance=side.covariance - theta * side.before_variance,
    )


def variance_of_both(treated: Moments, control: Moments) -> float:
    """The variance of the outcomes of all customers, divided by their number."""
    sides = [side for side in (treated, control) if side.n]
    n = sum(side.n for side in sides)
    if not n:
        return np.nan
    mean = sum(side.n * side.outcome for side in sides) / n
    return sum(s.n * (s.outcome_variance + (s.outcome - mean) ** 2) for s in sides) / n


def minimum_detectable_difference(outcome_variance: float, n: int, m: int) -> float:
    """The difference in shares that groups of n and m see with the usual power."""
    from scipy.stats import norm

    if not n or not m:
        return np.nan
    z = norm.ppf(1 - (1 - CONFIDENCE) / 2) + norm.ppf(POWER)
    return float(z * np.sqrt(outcome_variance * (1 / n + 1 / m)))


def compare(treated: Sums, control: Sums) -> dict[str, object]:
    """One row of results: the customers of one group with their offers and without.

    Both have the counts and sums of `models/marts/campaign_sums.yml`. Customers whose
    outcome is not known are counted and left out.
    """
    outcomes = _outcomes(treated), _outcomes(control)
    plain = difference_in_shares(*outcomes)
    rest = without_covariate(*outcomes)
    adjusted = difference_in_means(*rest)
    profits = _profits(treated), _profits(control)
    n, m = (side.n for side in outcomes)
    smallest = minimum_detectable_difference(variance_of_both(*rest), n, m)
    # The share that the treated would have had without their offers.
    expected_share = outcomes[0].outcome - adjusted.estimate
    return {
        "treated": n,
        "control": m,
        "treated_without_outcome": int(treated["customers"]) - n,
        "control_without_outcome": int(control["customers"]) - m,
        "treated_share_decreased": outcomes[0].outcome,
        "control_share_decreased": outcomes[1].outcome,
        **_columns("difference", adjusted),
        "p_value": adjusted.p_value,
        **_columns("plain_difference", plain),
        "plain_p_value": plain.p_value,
        "minimum_detectable_difference": smallest,
        "is_large_enough": bool(0 < smallest <= abs(adjusted.estimate)),
        "measured_risk_reduction": -adjusted.estimate / expected_share
        if expected_share > 0
        else np.nan,
        **_columns(
            "profit_difference", difference_in_means(*without_covariate(*profits))
        ),
        **_columns("plain_profit_difference", difference_in_means(*profits)),
    }


def campaign_results(sums: pd.DataFrame) -> pd.DataFrame:
    """Every campaign's results; one row per campaign, month of the outcome and group.

    `sums` has the columns of `models/marts/campaign_sums.yml`: a row per group for the
    treated and one for the control, of which one may be missing. `corrected_p_value` is
    the p-value corrected over the groups of its dimension (Holm 1979), and
    `is_significant` says whether it is below 5 %. Empty where nothing can be measured.
    """
    rows = []
    for months, campaign in sums.groupby(["campaign", "outcome_month"]):
        labels = dict(zip(("campaign", "outcome_month"), months, strict=True))
        for dimension in DIMENSIONS:
            groups = campaign[campaign["dimension"] == dimension].groupby("value")
            compared = [
                {
                    "dimension": dimension,
                    "value": value,
                    **compare(_side(group, False), _side(group, True)),
                }
                for value, group in groups
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


def _side(group: pd.DataFrame, is_holdout: bool) -> Sums:
    """The row of one side of the draw; nothing at all where it is missing."""
    rows = group[group["is_holdout"] == is_holdout]
    return rows.iloc[0] if len(rows) else dict.fromkeys(group.columns, 0)


def _outcomes(side: Sums) -> Moments:
    """Whether customers buy less, and the risk that was known before."""
    return Moments.of_sums(
        side["outcomes"],
        side["risk"],
        side["decreased"],
        side["risk_squared"],
        # The square of 0 and 1 is what it was.
        side["decreased"],
        side["risk_decreased"],
    )


def _profits(side: Sums) -> Moments:
    """The profit after and before the campaign."""
    return Moments.of_sums(
        side["profits"],
        side["profit_before"],
        side["profit_after"],
        side["profit_before_squared"],
        side["profit_after_squared"],
        side["profit_before_after"],
    )


def holm(p_values: list[float]) -> np.ndarray:
    """P-values corrected for how many there are (Holm 1979); unknown ones stay so."""
    from statsmodels.stats.multitest import multipletests

    p_values = np.array(p_values, dtype="float64")
    is_known = np.isfinite(p_values)
    if is_known.any():
        p_values[is_known] = multipletests(p_values[is_known], method="holm")[1]
    return p_values


def _columns(name: str, difference: Difference) -> dict[str, float]:
    values = asdict(difference)
    return {
        name: values["estimate"],
        f"{name}_low": values["low"],
        f"{name}_high": values["high"],
    }
