"""The leaderboard has the figures of the folds."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from ml.evaluation import cross_validate
from ml.features import labels
from ml.leaderboard import LEADERBOARD, out_of_fold_risk, rank_candidates
from ml.metrics import (
    calibration_error_by_chance,
    corrected_p_value,
    corrected_standard_error,
    expected_calibration_error,
    f1_cut,
    nested_cuts,
)
from ml.params import MARGINS, METRICS, Plan


@pytest.fixture
def predictions(training, settings, tmp_path):
    return cross_validate(training, settings, tmp_path)


@pytest.fixture
def board(training, predictions, settings):
    """The leaderboard, by candidate."""
    return rank_candidates(training, predictions, settings).set_index("candidate")


def test_one_row_per_candidate_and_split(training, settings, tmp_path):
    plan = Plan(("grouped", "random"), n_folds=3, n_repeats=1, is_searched=False)
    both = dataclasses.replace(settings, plan=plan)
    predictions = cross_validate(training, both, tmp_path)
    board = rank_candidates(training, predictions, both)
    assert board.dtypes.astype(str).to_dict() == LEADERBOARD
    assert not board.duplicated(["candidate", "split"]).any()
    assert len(board) == 6
    assert board.groupby("split")["rank"].apply(sorted).tolist() == [[1, 2, 3]] * 2


def test_mean_error_and_p_value_are_those_of_the_folds(training, predictions, board):
    y = pd.Series(labels(training), index=training["customer_id"])
    aucs = {
        name: part.groupby(["repeat", "fold"])
        .apply(lambda fold: roc_auc_score(y[fold["customer_id"]], fold["probability"]))
        .to_numpy()
        for name, part in predictions.groupby("candidate")
    }
    best = board.index[0]
    for name, values in aucs.items():
        row = board.loc[name]
        assert row["roc_auc"] == pytest.approx(values.mean())
        error = corrected_standard_error(values, 3)
        assert row["roc_auc_se"] == pytest.approx(error)
        p_value = corrected_p_value(values - aucs[best], 3)
        assert row["p_value_against_best"] == pytest.approx(p_value)
    assert board.loc[best, "p_value_against_best"] == 1
    # Two of three folds teach.
    assert (board["rows_per_fit"] == len(training) - len(training) // 3).all()


def test_not_inferior_is_who_may_not_be_behind_by_more_than_the_margin(board):
    """The upper bounds decide: what may be worse by more is not said to be as good."""
    is_within = pd.Series(True, index=board.index)
    for metric, margin in MARGINS.items():
        is_within &= board[f"{metric}_behind_upper"] <= margin
        assert (board[f"{metric}_behind_lower"] <= board[f"{metric}_behind"]).all()
    assert board["is_not_inferior"].tolist() == is_within.tolist()
    may_be_as_good = (board["roc_auc_behind_lower"] <= MARGINS["roc_auc"]) & (
        board["log_loss_behind_lower"] <= MARGINS["log_loss"]
    )
    assert (may_be_as_good & ~is_within).any()


def test_out_of_fold_figures_are_those_of_the_mean_risk(training, predictions, board):
    of_one = predictions[predictions["candidate"] == "additive_splines"]
    risk = out_of_fold_risk(of_one)
    y = pd.Series(labels(training), index=training["customer_id"])[risk.index]
    found = board.loc["additive_splines", "roc_auc_out_of_fold"]
    assert found == pytest.approx(roc_auc_score(y, risk))


def test_figures_at_a_cut_are_the_means_of_folds_that_did_not_choose_it(
    training, predictions, board
):
    """The calibration error alone is that of all folds together."""
    of_one = predictions[predictions["candidate"] == "additive_splines"]
    y = pd.Series(labels(training), index=training["customer_id"])
    recalls = []
    for _, part in of_one.groupby("repeat"):
        truth, folds = y[part["customer_id"]].to_numpy(), part["fold"].to_numpy()
        risk = part["probability"].to_numpy()
        is_found = risk >= nested_cuts(truth, risk, folds, f1_cut)
        recalls += [
            is_found[(folds == fold) & (truth == 1)].mean() for fold in range(3)
        ]
    row = board.loc["additive_splines"]
    assert row["recall"] == pytest.approx(np.mean(recalls))
    pooled = row["expected_calibration_error_out_of_fold"]
    assert row["expected_calibration_error"] == pooled


def test_order_of_the_predictions_changes_no_digit(training, settings, predictions):
    board = rank_candidates(training, predictions, settings)
    shuffled = predictions.sample(frac=1, random_state=2)
    again = rank_candidates(training, shuffled, settings)
    pd.testing.assert_frame_equal(board, again, check_exact=True)


def test_dummy_scores_one_half(board):
    assert board.loc["dummy", "roc_auc"] == 0.5
    assert board.loc["dummy", "roc_auc_se"] == 0


def test_every_metric_is_a_number(board):
    columns = [
        name
        for name in board.columns
        if name.startswith(METRICS) and "_behind" not in name
    ]
    assert len(columns) == 3 * len(METRICS)
    assert np.isfinite(board[columns].astype("float64")).all(axis=None)


def test_recall_policy_reaches_its_target(training, settings, predictions):
    policy = dataclasses.replace(settings, threshold_policy="recall", recall_target=0.9)
    board = rank_candidates(training, predictions, policy)
    assert (board["recall_out_of_fold"] >= 0.9).all()


def test_requested_champion_is_marked(training, settings, predictions):
    asked = dataclasses.replace(settings, champion="dummy")
    board = rank_candidates(training, predictions, asked)
    assert board.loc[board["is_champion"], "candidate"].tolist() == ["dummy"]


def test_random_folds_choose_no_champion(training, settings, predictions):
    """The additive model fails on grouped folds; a near-copy would save it on random ones."""
    rng = np.random.default_rng(1)
    is_additive = predictions["candidate"] == "additive_splines"
    guessed = predictions.assign(
        probability=predictions["probability"].mask(
            is_additive, rng.uniform(0.1, 0.9, len(predictions))
        )
    )
    both = pd.concat([guessed, predictions.assign(split="random")])
    board = rank_candidates(training, both, settings)
    # The first of the alphabet is not the best here.
    for metric in MARGINS:
        behind = board.set_index(["split", "candidate"])[f"{metric}_behind"]["grouped"]
        assert behind["logistic_regression"] == behind.min() == 0
    champions = board.loc[board["is_champion"], ["split", "candidate"]]
    assert champions.to_numpy().tolist() == [
        ["grouped", "logistic_regression"],
        ["random", "logistic_regression"],
    ]


def test_no_predictions_no_rows(training, settings, predictions):
    one_class = training.assign(activity="decreased")
    board = rank_candidates(one_class, predictions, settings)
    assert board.empty
    assert board.dtypes.astype(str).to_dict() == LEADERBOARD


def test_candidates_stand_behind_the_best_within_bounds(board):
    for metric in ("roc_auc", "log_loss"):
        behind = board[f"{metric}_behind"]
        assert behind.min() == 0
        assert (board[f"{metric}_behind_lower"] <= behind).all()
        assert (behind <= board[f"{metric}_behind_upper"]).all()
    assert not board.loc["dummy", "is_not_inferior"]


def test_a_fold_does_not_choose_its_own_cut():
    """Labels of the held-out fold change nothing of its cut."""
    rng = np.random.default_rng(4)
    y, risk = rng.integers(0, 2, 60), rng.uniform(0.01, 0.99, 60)
    folds = np.repeat([0, 1, 2], 20)
    other = np.where(folds == 1, 1 - y, y)
    cuts = nested_cuts(y, risk, folds, f1_cut)
    of_other = nested_cuts(other, risk, folds, f1_cut)
    assert (cuts[folds == 1] == of_other[folds == 1]).all()
    assert cuts[folds == 1][0] == f1_cut(y[folds != 1], risk[folds != 1])


def test_calibration_by_chance_is_that_of_perfect_risks():
    """Of fresh labels drawn from the risks, 95 % stay below; more customers, less noise."""
    rng = np.random.default_rng(5)
    risk = rng.beta(0.5, 0.8, 1300)
    bound = calibration_error_by_chance(risk)
    errors = [
        expected_calibration_error(rng.uniform(size=1300) < risk, risk)
        for _ in range(300)
    ]
    assert np.mean(np.array(errors) <= bound) == pytest.approx(0.95, abs=0.04)
    assert calibration_error_by_chance(np.tile(risk, 4)) < 0.6 * bound
