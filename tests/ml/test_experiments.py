"""Measuring a campaign: known answers, and the table of results."""

import numpy as np
import pandas as pd
import pytest
from campaigns import Scenario, campaign, sums
from scipy.stats import norm, ttest_ind

from ml.differences import Moments, difference_in_means, difference_in_shares
from ml.experiments import campaign_results, holm, minimum_detectable_difference
from ml.profit_after import STRATA, Profits, without_covariates


def shares(ones: int, n: int) -> Moments:
    return moments(np.r_[np.ones(ones), np.zeros(n - ones)])


def moments(outcome: np.ndarray) -> Moments:
    return Moments(len(outcome), outcome.mean(), outcome.var())


def profits(
    before: np.ndarray, after: np.ndarray, stratum: np.ndarray | int = 0
) -> Profits:
    """Sum profits by stratum, as `campaign_sums` does."""
    stratum = np.broadcast_to(stratum, len(before))
    return Profits(
        *(
            np.bincount(stratum, values, STRATA)
            for values in (
                *(np.ones(len(before)), before, after),
                *(before**2, after**2, before * after),
            )
        )
    )


@pytest.mark.parametrize(
    ("treated", "control", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)],
)
def test_newcombes_own_examples(treated, control, low, high) -> None:
    """Newcombe (1998), table II, method 10, examples a and b; no interval holds 0."""
    found = difference_in_shares(shares(*treated), shares(*control))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    # The score test takes the variance of the pooled share (Miettinen and Nurminen 1985).
    (ones, n), (others, m) = treated, control
    pooled = (ones + others) / (n + m)
    variance = pooled * (1 - pooled) * (1 / n + 1 / m) * (n + m) / (n + m - 1)
    z = (ones / n - others / m) / variance**0.5
    assert found.p_value == pytest.approx(2 * norm.sf(z))


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
    nobody = profits(np.zeros(0), np.zeros(0))
    assert np.isnan(difference_in_means(*without_covariates(nobody, nobody)).low)


def test_holm_by_hand() -> None:
    """0.01 × 3, 0.02 × 2, 0.04 × 1, never falling; unknown ones do not count."""
    found = holm(pd.Series([0.02, 0.01, np.nan, 0.04])).to_numpy()
    assert found[[0, 1, 3]] == pytest.approx([0.04, 0.03, 0.04])
    assert np.isnan(found[2])
    # 0.03 × 2 stays, and 0.04 × 1 would be less than it.
    raised = holm(pd.Series([0.01, 0.03, 0.04])).to_numpy()
    assert raised == pytest.approx([0.03, 0.06, 0.06])
    # No probability is above 1.
    assert holm(pd.Series([0.6, 0.9])).tolist() == [1, 1]


def test_smallest_difference_by_hand() -> None:
    """2.8016 × sqrt(0.25 × (1 / 100 + 1 / 100)) for a share of one half."""
    sizes = np.array([100, 0])
    found = minimum_detectable_difference(np.array([0.25, 0.25]), sizes, sizes)
    assert found[0] == pytest.approx(0.19810, abs=1e-4)
    assert np.isnan(found[1])


@pytest.mark.parametrize("unit", [0.01, 1, 10_000])
def test_covariates_are_taken_out_and_the_effect_is_not(unit: float) -> None:
    """Of after = 2 × before - before × risk + 3 × treatment, the effect of 3 is left."""
    before = np.arange(40.0) * unit
    stratum = np.arange(40) % 7
    is_treated = np.arange(40) % 3 > 0
    after = 2 * before - before * (stratum + 0.5) / STRATA + 3 * unit * is_treated
    treated, control = without_covariates(
        *(
            profits(before[side], after[side], stratum[side])
            for side in (is_treated, ~is_treated)
        )
    )
    assert treated.variance == control.variance == 0
    assert treated.outcome - control.outcome == pytest.approx(3 * unit)


def test_the_plain_profit_is_that_of_all_strata() -> None:
    rng = np.random.default_rng(6)
    after, stratum = rng.gamma(2, 3, 50), rng.integers(0, STRATA, 50)
    found, expected = profits(after, after, stratum).plain(), moments(after)
    assert (found.n, found.outcome) == (50, pytest.approx(expected.outcome))
    assert found.variance == pytest.approx(expected.variance)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 7.3, 1e6 + 0.5])
def test_rounding_is_no_spread(value: float) -> None:
    """Equal values have no variance, though their sums are rounded."""
    same = profits(np.full(9, value), np.full(9, value))
    found = difference_in_means(*without_covariates(same, same))
    assert found.estimate == pytest.approx(0, abs=1e-9) and np.isnan(found.p_value)


def test_sums_tell_what_every_customer_told() -> None:
    """The same means and interval as from all customers, the covariates taken out."""
    rng = np.random.default_rng(5)
    before, is_treated = rng.gamma(2, 3, 400), rng.random(400) < 0.7
    stratum = rng.integers(0, STRATA, 400)
    after = 0.6 * before + is_treated + rng.standard_normal(400)
    covariates = np.c_[before, before * (stratum + 0.5) / STRATA]
    within, within_after = covariates.copy(), after.copy()
    for side in (is_treated, ~is_treated):
        within[side] -= covariates[side].mean(0)
        within_after[side] -= after[side].mean()
    slopes = np.linalg.lstsq(within, within_after, rcond=None)[0]
    rest = after - (covariates - covariates.mean(0)) @ slopes
    expected = ttest_ind(rest[is_treated], rest[~is_treated], equal_var=False)
    found = difference_in_means(
        *without_covariates(
            *(
                profits(before[side], after[side], stratum[side])
                for side in (is_treated, ~is_treated)
            )
        )
    )
    assert found.p_value == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_results_have_a_row_per_group() -> None:
    """All, main comparison, channel, segment, offer; each dimension is corrected."""
    rows, _ = campaign(Scenario(effect=0.5), [2])
    results = campaign_results(sums(rows))
    assert results["dimension"].drop_duplicates().tolist() == [
        *("all", "main_comparison", "channel", "segment", "offer")
    ]
    assert (results["difference"].iloc[0] < 0) and results["is_significant"].iloc[0]
    channels = results[results["dimension"] == "channel"]
    assert channels["treated"].sum() == results["treated"].iloc[0]
    smallest = channels["p_value"].min()
    assert channels["corrected_p_value"].min() == pytest.approx(2 * smallest)


def test_each_figure_is_of_its_own_side() -> None:
    """Control customers are fewer, stay less long, and some got an offer since."""
    scenario = Scenario(customers=4000, effect=0.5, leaving=(0.1, 0.6))
    rows, _ = campaign(scenario, [2])
    counted = sums(rows, ["all"])
    counted["treated_since"] = np.where(counted["is_holdout"], 2, 5)
    row = campaign_results(counted).iloc[0]
    known, held = rows["is_decreased"].notna(), rows["is_holdout"]
    for side, is_side in (("treated", ~held), ("control", held)):
        assert row[side] == (known & is_side).sum()
        assert row[f"{side}_without_outcome"] == (~known & is_side).sum()
        share = rows.loc[known & is_side, "is_decreased"].mean()
        assert row[f"{side}_share_decreased"] == pytest.approx(share)
    assert row["control_treated_since"] == 2 * counted["is_holdout"].sum()
    sides = (
        shares(round(row[f"{side}_share_decreased"] * row[side]), row[side])
        for side in ("treated", "control")
    )
    plain = difference_in_shares(*sides)
    assert row["plain_difference"] == pytest.approx(plain.estimate)
    assert row["plain_difference_low"] == pytest.approx(plain.low)
    after = [
        rows.loc[known & side, "profit_after"].to_numpy() for side in (~held, held)
    ]
    earned = difference_in_means(*map(moments, after))
    assert row["plain_profit_difference"] == pytest.approx(earned.estimate)
    assert row["plain_profit_difference_low"] == pytest.approx(earned.low)
    # What was known before makes the interval narrower.
    reach = row["profit_difference_high"] - row["profit_difference_low"]
    assert reach < 0.8 * (earned.high - earned.low)


def test_offers_that_help_lower_the_share_and_raise_the_profit() -> None:
    """In both ways to compare; the risk that they remove is told as a positive share."""
    rows, _ = campaign(Scenario(customers=20_000, effect=0.5), [3])
    row = campaign_results(sums(rows, ["all"])).iloc[0]
    assert max(row["difference"], row["plain_difference"]) < 0
    assert min(row["profit_difference"], row["plain_profit_difference"]) > 0
    low, high = (row[f"measured_risk_reduction_{end}"] for end in ("low", "high"))
    assert 0 < low < row["measured_risk_reduction"] < high < 1


@pytest.mark.parametrize("key", ["campaign", "outcome_month"])
def test_each_look_at_each_campaign_is_its_own(key: str) -> None:
    """Its figures are what they are without the other look, p-values included."""
    rows, _ = campaign(Scenario(effect=0.5), [2])
    first = sums(rows, ["all", "channel"])
    second = first.assign(**{key: "2030-01"})
    both = campaign_results(pd.concat([first, second], ignore_index=True))
    alone = pd.concat(map(campaign_results, (first, second)), ignore_index=True)
    pd.testing.assert_frame_equal(both, alone)


def test_one_of_many_groups_is_not_significant_by_chance() -> None:
    """A p-value below 5 % counts for as many groups as were compared."""
    rows, _ = campaign(Scenario(), [7])
    results = campaign_results(sums(rows, ["offer"]))
    assert results["p_value"].min() < 0.05 < results["corrected_p_value"].min()
    assert not results["is_significant"].any()


def test_the_plan_says_whether_a_group_is_large_enough() -> None:
    """Not the estimate: a campaign that did nothing was large enough all the same."""
    rows, _ = campaign(Scenario(customers=5000), [4])
    strong = campaign_results(sums(rows.assign(risk_reduction=0.5), ["all"])).iloc[0]
    weak = campaign_results(sums(rows.assign(risk_reduction=0.01), ["all"])).iloc[0]
    assert strong["planned_difference"] == pytest.approx(0.5 * rows["risk"].mean())
    assert (strong["is_large_enough"], weak["is_large_enough"]) == (True, False)
    assert strong["difference"] == weak["difference"]
    variance = (rows["risk"] * (1 - rows["risk"])).mean()
    smallest = minimum_detectable_difference(
        np.array([variance]),
        *(np.array([strong[side]]) for side in ("treated", "control")),
    )
    assert strong["minimum_detectable_difference"] == pytest.approx(smallest[0])


def test_few_events_tell_nothing() -> None:
    """Without a test; the interval stands, as wide as it is."""
    rows, _ = campaign(Scenario(customers=30), [5])
    row = campaign_results(sums(rows, ["all"])).iloc[0]
    assert not row["can_tell"] and not row["is_significant"]
    assert np.isnan([row["p_value"], row["corrected_p_value"]]).all()
    assert row["difference_low"] < row["difference"] < row["difference_high"]


def test_customers_without_an_outcome_are_counted() -> None:
    """They are left out of the shares, and warned of where one side has more of them."""
    rows, _ = campaign(Scenario(effect=0.25), [1])
    evenly = rows.copy()
    evenly.loc[rows.index[:100], ["is_decreased", "profit_after"]] = np.nan
    row = campaign_results(sums(evenly)).iloc[0]
    assert row["treated_without_outcome"] + row["control_without_outcome"] == 100
    assert row["treated"] + row["control"] == 1200
    assert not row["is_leaving_uneven"]
    unevenly = rows.copy()
    left = rows["is_holdout"] & (rows.index % 4 == 0)
    unevenly.loc[left, ["is_decreased", "profit_after"]] = np.nan
    assert campaign_results(sums(unevenly)).iloc[0]["is_leaving_uneven"]


def test_no_campaign_no_results() -> None:
    """An empty table of the same columns and types."""
    rows, _ = campaign(Scenario(customers=200), [1])
    results = campaign_results(sums(rows.head(0)))
    assert len(results) == 0
    assert results.dtypes.equals(campaign_results(sums(rows)).dtypes)
