"""Metrics against answers worked out by hand or published."""

import numpy as np
import pytest

from ml.metrics import (
    corrected_bounds,
    corrected_p_value,
    corrected_standard_error,
    expected_calibration_error,
    f1_cut,
    recall_cut,
    scores,
)

Y = np.array([1, 1, 1, 0, 1, 0, 0, 0, 0, 0])
RISK = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05])


def test_calibration_error_by_hand():
    # Two bins of five. The lower: mean risk 0.21, observed 0; the upper: 0.7, 0.8.
    assert expected_calibration_error(Y, RISK, 2) == pytest.approx(0.5 * (0.21 + 0.1))
    order = np.array([3, 9, 0, 5, 1, 7, 2, 8, 4, 6])
    shuffled = expected_calibration_error(Y[order], RISK[order], 2)
    assert shuffled == pytest.approx(0.5 * (0.21 + 0.1))


def test_calibration_error_is_zero_for_the_observed_shares():
    y = np.array([0, 0, 1, 1, 1, 1])
    assert expected_calibration_error(y, np.full(6, 4 / 6), 1) == pytest.approx(0)


def test_calibration_error_bins_differ_by_one_row_at_most():
    # Seven rows in three bins: 3, 2, 2.
    y = np.array([0, 0, 0, 0, 1, 1, 1])
    risk = np.array([0.1, 0.1, 0.1, 0.5, 0.5, 1.0, 1.0])
    expected = (3 * 0.1 + 2 * 0.0 + 2 * 0.0) / 7
    assert expected_calibration_error(y, risk, 3) == pytest.approx(expected)


def test_calibration_error_leaves_equal_risks_in_their_order():
    # Four bins, two of each risk: in their order one holds positives and one the others.
    y, risk = np.repeat([1, 0], 200), np.tile([0.6, 0.4], 200)
    assert expected_calibration_error(y, risk, 4) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("cut", "recall", "precision", "f1"),
    [
        # Five are flagged, four of them right, of four positives.
        (0.5, 1, 0.8, 8 / 9),
        # Three are flagged, all right.
        (0.65, 0.75, 1, 6 / 7),
        (0.95, 0, 0, 0),
    ],
)
def test_recall_precision_and_f1_by_hand(cut, recall, precision, f1):
    found = scores(Y, RISK, cut)
    assert found["recall"] == pytest.approx(recall)
    assert found["precision"] == pytest.approx(precision)
    assert found["f1"] == pytest.approx(f1)


def test_f1_cut_is_the_best_of_all_cuts():
    assert f1_cut(Y, RISK) == 0.5
    assert max(RISK, key=lambda cut: scores(Y, RISK, cut)["f1"]) == 0.5


def test_f1_cut_treats_equal_risks_as_one_cut():
    # Within the six at 0.7 no cut can be made, though the first of them is right.
    y = np.array([1, 1, 1, 0, 0, 0, 0, 0])
    risk = np.array([0.9, 0.9, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7])
    assert f1_cut(y, risk) == 0.9


@pytest.mark.parametrize(
    ("target", "cut"), [(0.25, 0.9), (0.5, 0.8), (0.75, 0.7), (0.76, 0.5), (1.0, 0.5)]
)
def test_recall_cut_is_the_highest_that_reaches_the_target(target, cut):
    assert recall_cut(Y, RISK, target) == cut


def test_scores_by_hand():
    found = scores(Y, RISK, 0.5)
    # Of 24 pairs the positive ranks lower in one.
    assert found["roc_auc"] == pytest.approx(23 / 24)
    assert found["average_precision"] == pytest.approx((3 + 0.8) / 4)
    log_odds = np.r_[RISK[Y == 1], 1 - RISK[Y == 0]]
    assert found["log_loss"] == pytest.approx(-np.log(log_odds).mean())
    assert found["brier_score"] == pytest.approx(((RISK - Y) ** 2).mean())


def test_nadeau_bengio_standard_error_by_hand():
    values = np.array([0.90, 0.92, 0.91, 0.93, 0.89])
    # s² = 0.00025; (1/5 + 1/4) s² = 0.0001125, 1.5² times the uncorrected s²/5.
    expected = 0.0001125**0.5
    assert corrected_standard_error(values, 5) == pytest.approx(expected)


def test_two_folds_are_enough_for_an_error_and_one_is_not():
    # s² = 2; (1/2 + 1) s² = 3.
    two = np.array([1.0, 3.0])
    assert corrected_standard_error(two, 2) == pytest.approx(3**0.5)
    assert np.isfinite([*corrected_bounds(two, 2), corrected_p_value(two, 2)]).all()
    assert np.isnan(
        [corrected_standard_error(two[:1], 2), *corrected_bounds(two[:1], 2)]
    ).all()


def test_nadeau_bengio_p_value_by_hand():
    # Mean 0.03, s² = 0.0001, so t = 0.03 / sqrt(0.45 s²) with 4 degrees of freedom.
    differences = np.array([0.02, 0.02, 0.03, 0.04, 0.04])
    error = (0.45 * 0.0001) ** 0.5
    t = 0.03 / error
    # Two-sided tail of Student's t with four degrees of freedom, closed form.
    share = t / (4 + t**2) ** 0.5
    tail = 1 - share * (1 + (1 - share**2) / 2)
    assert corrected_p_value(differences, 5) == pytest.approx(tail)


def test_p_value_of_a_critical_value_from_the_table():
    # t(4) = 2.776 leaves 5 %.
    differences = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    error = corrected_standard_error(differences, 5)
    shifted = differences + 2.7764451 * error
    assert corrected_p_value(shifted, 5) == pytest.approx(0.05, abs=1e-6)


def test_bounds_of_a_critical_value_from_the_table():
    # t(4) = 2.132 leaves 5 % on one side.
    differences = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]) + 3
    reach = 2.1318468 * corrected_standard_error(differences, 5)
    assert corrected_bounds(differences, 5) == pytest.approx((3 - reach, 3 + reach))


def test_p_value_without_spread():
    assert corrected_p_value(np.zeros(5), 5) == 1
    assert corrected_p_value(np.full(5, 0.5), 5) == 0
    assert np.isnan(corrected_p_value(np.zeros(1), 5))
