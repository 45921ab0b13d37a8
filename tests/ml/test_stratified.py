"""The score interval within strata: known answers."""

import numpy as np
import pytest
from scipy.stats import chi2

from ml.stratified import PRIOR_CUSTOMERS, Strata, chances, compare, difference


def one_stratum(*counts: tuple[int, int]) -> Strata:
    """Treated and control as (events, customers), one group each two."""
    events, customers = (np.array(each, dtype=float)[:, None] for each in zip(*counts))
    share = (events[::2] + events[1::2]) / (customers[::2] + customers[1::2])
    return Strata.of_counts(
        customers[::2], customers[1::2], events[::2], events[1::2], share
    )


def test_one_large_stratum_is_miettinen_and_nurminen() -> None:
    """Newcombe (1998), table II, example a, method 6; the hypothesis is on the odds here."""
    found = compare(one_stratum((56, 70), (48, 80)), 0.95)
    assert found["low"][0] == pytest.approx(0.0528, abs=0.004)
    assert found["high"][0] == pytest.approx(0.3382, abs=0.004)


def test_one_stratum_is_the_chi_squared_test() -> None:
    """Pearson's, times (N - 1) / N: 7.5 × 19 / 20 for 9 of 10 against 3 of 10."""
    found = compare(one_stratum((9, 10), (3, 10)), 0.95)
    assert found["p_value"][0] == pytest.approx(chi2.sf(7.5 * 19 / 20, 1), abs=1e-5)


def test_strata_of_one_risk_are_one_stratum() -> None:
    """Half of the customers in each tell what all of them tell in one."""
    one = compare(one_stratum((56, 140), (40, 80)), 0.95)
    halves = [np.array([[n / 2, n / 2]]) for n in (140, 80, 56, 40)]
    both = compare(Strata.of_counts(*halves, np.array([[0.4, 0.4]])), 0.95)
    for name in ("estimate", "low", "high", "p_value"):
        assert both[name] == pytest.approx(one[name], abs=1e-4)


def test_an_interval_ends_where_the_test_turns() -> None:
    """The p-value is below 5 % where the interval leaves 0 out, and nowhere else."""
    counts = [(k, 60) if side else (k, 30) for k in range(0, 31, 3) for side in (1, 0)]
    found = compare(one_stratum(*counts), 0.95)
    excludes = (found["low"] > 1e-6) | (found["high"] < -1e-6)
    assert (excludes == (found["p_value"] < 0.05)).all() and excludes.any()


def test_nobody_has_no_answer_and_no_event_is_no_difference() -> None:
    found = compare(one_stratum((0, 40), (0, 10), (3, 9), (0, 0)), 0.95)
    assert (found["estimate"][0], found["p_value"][0]) == pytest.approx(
        (0, 1), abs=1e-9
    )
    assert all(np.isnan(values[1]) for values in found.values())


def test_the_rarer_outcome_says_how_much_can_be_told() -> None:
    """4 events of 40 tell as much as 36; a tenth of the customers is control."""
    few, many, alone = (3, 36), (33, 36), (3, 36)
    strata = one_stratum(few, (1, 4), many, (3, 4), (0, 0), alone)
    assert strata.expected_in_control == pytest.approx((0.4, 0.4, 0))


def test_luck_of_the_draw_is_taken_out() -> None:
    """Control customers of more risk, no effect: strata see none, shares see one."""
    strata = Strata.of_counts(
        treated=np.array([[500.0, 500.0]]),
        control=np.array([[20.0, 80.0]]),
        treated_events=np.array([[50.0, 450.0]]),
        control_events=np.array([[2.0, 72.0]]),
        predicted=np.array([[0.1, 0.9]]),
    )
    found = compare(strata, 0.95)
    assert found["estimate"][0] == pytest.approx(0, abs=1e-5)
    assert found["p_value"][0] == pytest.approx(1, abs=1e-3)


def test_the_difference_is_that_of_the_treated_customers() -> None:
    """Nine of ten of them are in the first stratum, where one of ten control customers is."""
    strata = Strata.of_counts(
        treated=np.array([[900.0, 100.0]]),
        control=np.array([[100.0, 900.0]]),
        treated_events=np.array([[225.0, 1.0]]),
        control_events=np.array([[50.0, 18.0]]),
        predicted=np.array([[0.5, 0.02]]),
    )
    treated, control = chances(strata, np.array([-1.0]))
    found, untreated = difference(strata, np.array([-1.0]))
    of_treated = 0.9 * control[0, 0] + 0.1 * control[0, 1]
    assert untreated[0] == pytest.approx(of_treated)
    assert found[0] == pytest.approx(
        0.9 * treated[0, 0] + 0.1 * treated[0, 1] - of_treated
    )


def test_the_predicted_share_counts_as_a_few_customers() -> None:
    """An empty stratum has the log-odds of its prediction alone."""
    nothing = np.zeros((1, 1))
    strata = Strata.of_counts(nothing, nothing, nothing, nothing, np.array([[0.25]]))
    assert PRIOR_CUSTOMERS > 0
    assert strata.offset[0, 0] == pytest.approx(np.log(0.25 / 0.75))
