"""The leaderboard has the figures of the folds."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from ml.evaluation import cross_validate
from ml.features import labels
from ml.leaderboard import LEADERBOARD, out_of_fold_risk, rank_candidates
from ml.metrics import corrected_p_value, corrected_standard_error
from ml.params import METRICS, Plan


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


def test_out_of_fold_figures_are_those_of_the_mean_risk(training, predictions, board):
    of_one = predictions[predictions["candidate"] == "additive_splines"]
    risk = out_of_fold_risk(of_one)
    y = pd.Series(labels(training), index=training["customer_id"])[risk.index]
    found = board.loc["additive_splines", "roc_auc_out_of_fold"]
    assert found == pytest.approx(roc_auc_score(y, risk))


def test_order_of_the_predictions_changes_no_digit(training, settings, predictions):
    board = rank_candidates(training, predictions, settings)
    shuffled = predictions.sample(frac=1, random_state=2)
    again = rank_candidates(training, shuffled, settings)
    pd.testing.assert_frame_equal(board, again, check_exact=True)


def test_dummy_scores_one_half(board):
    assert board.loc["dummy", "roc_auc"] == 0.5
    assert board.loc["dummy", "roc_auc_se"] == 0


def test_every_metric_is_a_number(board):
    columns = [name for name in board.columns if name.startswith(METRICS)]
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


def test_no_predictions_no_rows(training, settings, predictions):
    one_class = training.assign(activity="decreased")
    board = rank_candidates(one_class, predictions, settings)
    assert board.empty
    assert board.dtypes.astype(str).to_dict() == LEADERBOARD
