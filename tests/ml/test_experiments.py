"""Measuring a campaign: known answers, and coverage over campaigns with a known effect."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from ml.experiments import (
    DIMENSIONS,
    Moments,
    campaign_results,
    compare,
    difference_in_means,
    difference_in_shares,
    holm,
    minimum_detectable_difference,
    variance_of_both,
    without_covariate,
)

CAMPAIGNS = 150


def shares(ones: int, n: int) -> Moments:
    return moments(np.r_[np.ones(ones), np.zeros(n - ones)])


def moments(outcome: np.ndarray, before: np.ndarray | None = None) -> Moments:
    """Compute the moments as `campaign_sums` and ml.experiments do."""
    outcome = np.asarray(outcome, dtype="float64")
    before = np.zeros(len(outcome)) if before is None else before
    return Moments.of_sums(
        len(outcome),
        before.sum(),
        outcome.sum(),
        (before**2).sum(),
        (outcome**2).sum(),
        (before * outcome).sum(),
    )


def sums(
    outcomes: pd.DataFrame, dimensions: Sequence[str] = DIMENSIONS
) -> pd.DataFrame:
    """Sum a row per customer, as the model `campaign_sums` does."""
    has_outcome = outcomes["is_decreased"].notna()
    has_profit = outcomes["profit_after"].notna()
    risk = outcomes["churn_risk"].where(has_outcome)
    decreased = outcomes["is_decreased"]
    before = outcomes["profit_before"].where(has_profit)
    after = outcomes["profit_after"]
    summands = outcomes.assign(
        all="all",
        customers=1,
        outcomes=has_outcome.astype(int),
        profits=has_profit.astype(int),
        decreased=decreased,
        risk=risk,
        risk_squared=risk**2,
        risk_decreased=risk * decreased,
        profit_before=before,
        profit_after=after,
        profit_before_squared=before**2,
        profit_after_squared=after**2,
        profit_before_after=before * after,
    )
    counted = ["customers", "outcomes", "profits", "decreased"]
    counted += [name for name in summands if name.startswith(("risk", "profit_"))]
    keys = ["campaign", "outcome_month", "is_holdout"]
    parts = [
        summands.groupby([*keys, dimension])[counted]
        .sum()
        .reset_index()
        .rename(columns={dimension: "value"})
        .assign(dimension=dimension)
        for dimension in dimensions
    ]
    return pd.concat(parts, ignore_index=True)


def compared(outcomes: pd.DataFrame) -> dict:
    """The result for all customers of one campaign."""
    sides = sums(outcomes, ["all"]).set_index("is_holdout")
    return compare(sides.loc[False], sides.loc[True])


@pytest.mark.parametrize(
    ("treated", "control", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_newcombes_own_examples(treated, control, low, high) -> None:
    """Newcombe (1998), table II, method 10, examples a and b."""
    found = difference_in_shares(shares(*treated), shares(*control))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_welch_by_hand() -> None:
    """Two small groups, worked out by the formula."""
    a, b = np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 4, 6, 8, 10, 12])
    found = difference_in_means(moments(a), moments(b))
    assert found.estimate == pytest.approx(-4.0)
    # s² = 2.5 and 14, df = 6.97, t = 2.367, se = sqrt(2.5 / 5 + 14 / 6)
    assert found.high - found.estimate == pytest.approx(2.367 * 1.6833, abs=5e-3)


def test_nobody_decreased_is_no_difference() -> None:
    """Outcomes without variance have the difference 0 and raise no error."""
    found = difference_in_shares(shares(0, 40), shares(0, 10))
    assert (found.estimate, found.p_value) == (0, 1)
    assert found.low < 0 < found.high


def test_groups_without_anybody_are_unknown() -> None:
    found = difference_in_shares(shares(4, 4), Moments())
    assert np.isnan([found.estimate, found.low, found.p_value]).all()
    assert np.isnan(difference_in_means(shares(4, 4), shares(1, 1)).estimate)
    assert np.isnan(difference_in_means(*without_covariate(Moments(), Moments())).low)


def test_holm_by_hand() -> None:
    """0.01 × 3, 0.02 × 2, 0.04 × 1, never falling; unknown ones do not count."""
    found = holm(pd.Series([0.02, 0.01, np.nan, 0.04])).to_numpy()
    assert found[[0, 1, 3]] == pytest.approx([0.04, 0.03, 0.04])
    assert np.isnan(found[2])


def test_smallest_difference_by_hand() -> None:
    """2.8016 × sqrt(0.25 × (1 / 100 + 1 / 100)) for a share of one half."""
    found = minimum_detectable_difference(0.25, 100, 100)
    assert found == pytest.approx(0.19810, abs=1e-4)


def test_a_covariate_is_taken_out_and_the_effect_is_not() -> None:
    """Of outcome = 2 × covariate + 3 × treatment, only the effect of 3 is left."""
    covariate = np.arange(20.0)
    is_treated = np.arange(20) % 2 == 0
    outcome = 2 * covariate + 3 * is_treated
    treated, control = without_covariate(
        *(moments(outcome[side], covariate[side]) for side in (is_treated, ~is_treated))
    )
    assert treated.outcome_variance == control.outcome_variance == 0
    assert treated.outcome - control.outcome == pytest.approx(3)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 7.3, 1e11 + 0.5])
def test_rounding_is_no_spread(value: float) -> None:
    """Equal values have no variance, though their sums are rounded."""
    same = np.full(9, value)
    assert moments(same, same).outcome_variance == 0
    found = difference_in_means(moments(same), moments(same))
    assert found.estimate == 0 and np.isnan(found.p_value)


def test_sums_tell_what_every_customer_told() -> None:
    """The same means and variances as from all customers, the covariate taken out."""
    rng = np.random.default_rng(5)
    before, is_treated = rng.gamma(2, 3, 400), rng.random(400) < 0.7
    after = 0.6 * before + is_treated + rng.standard_normal(400)
    within_before, within_after = before.copy(), after.copy()
    for side in (is_treated, ~is_treated):
        within_before[side] -= before[side].mean()
        within_after[side] -= after[side].mean()
    theta = (within_before * within_after).sum() / (within_before**2).sum()
    rest = after - theta * (before - before.mean())
    sides = without_covariate(
        *(moments(after[side], before[side]) for side in (is_treated, ~is_treated))
    )
    for side, found in zip((is_treated, ~is_treated), sides, strict=True):
        assert found.outcome == pytest.approx(rest[side].mean())
        assert found.outcome_variance == pytest.approx(rest[side].var())
    assert variance_of_both(*sides) == pytest.approx(rest.var())
    expected = ttest_ind(rest[is_treated], rest[~is_treated], equal_var=False)
    found = difference_in_means(*sides)
    assert found.p_value == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def campaign(
    seed: int, effect: float, customers: int = 1500
) -> tuple[pd.DataFrame, float]:
    """Outcomes of a made-up campaign, and the difference that was planted.

    The control group is drawn within strata of risk, as campaign_groups does it.
    """
    rng = np.random.default_rng([seed, 7])
    chance = rng.beta(0.6, 1.0, customers)
    risk = np.clip(chance + 0.05 * rng.standard_normal(customers), 0.01, 0.99)
    stratum = np.floor(risk * 9.999)
    draw = pd.Series(rng.random(customers)).groupby(stratum).rank(pct=True)
    is_holdout = (draw <= 0.1).to_numpy()
    lowered = chance * np.where(is_holdout, 1, 1 - effect)
    is_decreased = rng.random(customers) < lowered
    profit = rng.gamma(4, 2.5, customers)
    outcomes = pd.DataFrame(
        {
            "campaign": "2026-01",
            "outcome_month": "2026-02",
            "is_holdout": is_holdout,
            "channel": "email",
            "segment": np.where(rng.random(customers) < 0.3, "promo", "others"),
            "offer": "mail",
            "is_decreased": is_decreased.astype(float),
            "churn_risk": risk,
            "profit_before": profit,
            "profit_after": profit * np.where(is_decreased, 0.7, 1)
            + rng.standard_normal(customers),
        }
    )
    return outcomes, -effect * chance.mean()


@pytest.fixture(scope="module")
def campaigns() -> pd.DataFrame:
    """150 campaigns that lower the risk by a quarter, and 150 that do nothing."""
    rows = []
    for effect in (0.25, 0.0):
        for seed in range(500, 500 + CAMPAIGNS):
            outcomes, planted = campaign(seed, effect)
            rows.append({"effect": effect, "planted": planted, **compared(outcomes)})
    return pd.DataFrame(rows)


def test_intervals_cover_what_was_planted(campaigns: pd.DataFrame) -> None:
    """The 95 % interval holds the planted difference in 90 to 99 % of the campaigns."""
    planted = campaigns[campaigns["effect"] > 0]
    low, high = planted["difference_low"], planted["difference_high"]
    covered = (low <= planted["planted"]) & (planted["planted"] <= high)
    assert 0.9 <= covered.mean() <= 0.99
    # The plain interval ignores the strata, and so is wider than needed.
    plain = planted["plain_difference_high"] - planted["plain_difference_low"]
    assert ((high - low) < plain).all()
    safe = (planted["plain_difference_low"] <= planted["planted"]) & (
        planted["planted"] <= planted["plain_difference_high"]
    )
    assert safe.mean() >= 0.95


def test_about_one_in_twenty_is_called_significant_by_luck(
    campaigns: pd.DataFrame,
) -> None:
    """Without an effect chance makes 2 to 15 of 150 significant, in 99 % of all cases."""
    nothing = campaigns[campaigns["effect"] == 0]
    assert 2 <= (nothing["p_value"] < 0.05).sum() <= 15


def test_the_planted_effect_is_found_on_average(campaigns: pd.DataFrame) -> None:
    """Over all campaigns, the measured reduction is a quarter."""
    found = campaigns.loc[campaigns["effect"] > 0, "measured_risk_reduction"]
    error = found.std() / np.sqrt(len(found))
    assert abs(found.mean() - 0.25) < 3 * error < 0.1


def test_false_alarms_are_five_in_a_hundred() -> None:
    """About 5 % of 1,500 campaigns without effect are significant."""
    rng = np.random.default_rng(3)
    alarms, covered = 0, 0
    for _ in range(1500):
        risk = rng.beta(0.6, 1.0, 600)
        is_treated = np.arange(600) >= 60
        outcome = (rng.random(600) < risk).astype(float)
        sides = (
            moments(outcome[side], risk[side]) for side in (is_treated, ~is_treated)
        )
        found = difference_in_means(*without_covariate(*sides))
        alarms += found.p_value < 0.05
        covered += found.low <= 0 <= found.high
    assert 0.038 <= alarms / 1500 <= 0.064
    assert covered + alarms == 1500


def test_results_have_a_row_per_group() -> None:
    """All, channel, segment, offer; the segments' p-values are corrected."""
    outcomes, _ = campaign(2, 0.25)
    results = campaign_results(sums(outcomes))
    assert results["dimension"].tolist() == [
        "all",
        "channel",
        "segment",
        "segment",
        "offer",
    ]
    segments = results[results["dimension"] == "segment"]
    assert segments["value"].tolist() == ["others", "promo"]
    assert segments["treated"].sum() == results["treated"].iloc[0]
    smallest = segments["p_value"].min()
    assert segments["corrected_p_value"].min() == pytest.approx(2 * smallest)
    assert (results["difference"].iloc[0] < 0) and results["is_significant"].iloc[0]


def test_customers_without_an_outcome_are_counted() -> None:
    """Customers without an outcome are counted, and left out of the shares."""
    outcomes, _ = campaign(1, 0.25)
    outcomes.loc[outcomes.index[:100], ["is_decreased", "profit_after"]] = np.nan
    row = campaign_results(sums(outcomes)).iloc[0]
    assert row["treated_without_outcome"] + row["control_without_outcome"] == 100
    assert row["treated"] + row["control"] == 1400


def test_no_campaign_no_results() -> None:
    """An empty table of the same columns and types."""
    outcomes, _ = campaign(1, 0.0, customers=200)
    results = campaign_results(sums(outcomes.head(0)))
    assert len(results) == 0
    assert results.dtypes.equals(campaign_results(sums(outcomes)).dtypes)
