"""Features with a signal matter, others do not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml import importance
from ml.additive import additive_terms, contributions
from ml.evaluation import cross_validate
from ml.features import labels, select_features
from ml.importance import (
    IMPORTANCE,
    LEARNING_CURVE,
    feature_importance,
    learning_curve,
)
from ml.leaderboard import rank_candidates
from ml.params import HYPERPARAMETERS
from ml.runs import fit_champion
from ml.store.identity import as_json

SIGNAL = {"promo_purchase_share", "pages_per_visit", "pages_times_minutes"}

# A tree of leaves of one customer knows the label of every customer it has fitted.
REMEMBERING = pd.DataFrame(
    {
        "run_id": ["r"],
        "is_current": [True],
        "artifact_sha256": ["a"],
        "problem": [None],
        "champion": ["decision_tree"],
        "hyperparameters": [
            as_json(
                {
                    **HYPERPARAMETERS["decision_tree"].quick,
                    "max_depth": 50,
                    "min_samples_leaf": 1,
                }
            )
        ],
    }
)


@pytest.fixture
def trained(make, settings, tmp_path):
    """`trained(**changes)`: 400 customers, settings, runs and models' folder."""

    def train(**changes):
        training, chosen = make(400), replace(settings, **changes)
        predictions = cross_validate(training, chosen, tmp_path)
        board = rank_candidates(training, predictions, chosen)
        runs = fit_champion(training, board, chosen, tmp_path, None)
        return training, chosen, runs, tmp_path

    return train


def test_contributions_rank_the_signal_first(trained):
    training, settings, runs, folder = trained(champion="additive_splines")
    found = feature_importance(training, runs, settings, folder)
    assert found.dtypes.astype(str).to_dict() == IMPORTANCE
    assert len(found) == 20
    assert set(found["feature"].head(6)) >= SIGNAL
    assert found["permutation_importance"].isna().all()
    added = contributions(additive_terms(folder, runs), training)
    means = added[found["feature"]].abs().mean().to_numpy()
    assert found["mean_absolute_contribution"].to_numpy() == pytest.approx(means)


def test_a_model_that_is_kept_is_measured_on_the_customers_of_the_month(trained):
    """The run is the same, and what stands in the cache is of other customers."""
    training, settings, runs, folder = trained(champion="additive_splines")
    first = feature_importance(training, runs, settings, folder, folder)
    later = feature_importance(training.head(200), runs, settings, folder, folder)
    assert not first.equals(later)
    assert first.equals(feature_importance(training, runs, settings, folder, folder))


def test_each_repeat_deals_the_folds_anew(make, settings):
    """Else the same customers are held out again, and the error comes out too small."""
    training, thorough = make(400), replace(settings, leaderboard="thorough")
    X, y = select_features(training), labels(training)
    folds = list(importance.held_out_folds(X, y, thorough))
    plan = thorough.evaluation_plan
    assert len(folds) == plan.n_folds * plan.repeats(len(X)) > plan.n_folds
    assert len({held_out.tobytes() for _, held_out, _ in folds}) == len(folds)


@pytest.mark.slow
def test_permutation_finds_the_signal_on_held_out_folds(trained, monkeypatch):
    monkeypatch.setattr(importance, "PERMUTATIONS", 2)
    training, settings, runs, folder = trained(leaderboard="thorough")
    found = feature_importance(training, runs, settings, folder)
    losses = found.set_index("feature")["permutation_importance"]
    assert "promo_purchase_share" in losses.nlargest(3).index
    assert losses["promo_purchase_share"] > 0.03
    assert abs(losses["has_consent"]) < 0.02
    again = feature_importance(training, runs, settings, folder)
    assert found.equals(again)


def test_a_champion_without_terms_is_permuted_in_quick_mode(trained):
    training, settings, runs, folder = trained(champion="logistic_regression")
    found = feature_importance(training, runs, settings, folder)
    assert found["mean_absolute_contribution"].isna().all()
    assert SIGNAL & set(found["feature"].head(3))
    assert found["rank"].tolist() == list(range(1, 21))


def test_learning_curve_rises(trained):
    training, settings, runs, _ = trained(leaderboard="thorough")
    curve = learning_curve(training, runs, settings)
    assert curve.dtypes.astype(str).to_dict() == LEARNING_CURVE
    assert curve["training_rows"].is_monotonic_increasing
    assert curve["training_rows"].between(80, len(training)).all()
    assert curve["training_share"].iloc[-1] == 1
    assert curve["log_loss"].iloc[-1] < curve["log_loss"].iloc[0]
    assert np.isfinite(curve[["roc_auc", "roc_auc_se", "log_loss_se"]]).all(axis=None)


def test_labels_by_chance_leave_nothing_to_learn_from_more_customers(make, settings):
    rng = np.random.default_rng(2)
    training = make(300).assign(activity=rng.choice(["decreased", "same"], 300))
    asked = replace(settings, leaderboard="thorough")
    curve = learning_curve(training, REMEMBERING, asked)
    assert curve["roc_auc"].between(0.4, 0.6).all()


def test_what_a_model_remembers_is_not_important(make, settings, tmp_path):
    """Shuffled where it was learnt, each feature would cost it the labels it knows."""
    rng = np.random.default_rng(3)
    training = make(300).assign(activity=rng.choice(["decreased", "same"], 300))
    found = feature_importance(training, REMEMBERING, settings, tmp_path)
    assert found["permutation_importance"].abs().max() < 0.05


def test_what_no_model_uses_costs_nothing_for_sure(make, settings, tmp_path):
    """A tree with one question uses one feature in each fold; the error is each feature's own."""
    stump = as_json({**HYPERPARAMETERS["decision_tree"].quick, "max_depth": 1})
    runs = REMEMBERING.assign(hyperparameters=stump)
    found = feature_importance(make(300), runs, settings, tmp_path)
    is_used = found["permutation_importance"] > 0
    assert 0 < is_used.sum() <= 6
    assert (found["permutation_importance_se"] > 0).tolist() == is_used.tolist()


def test_quick_mode_has_no_learning_curve(trained):
    training, settings, runs, _ = trained()
    assert learning_curve(training, runs, settings).empty


def test_without_a_model_there_is_no_row(trained):
    training, settings, runs, folder = trained()
    problem = runs.assign(problem="something")
    assert feature_importance(training, problem, settings, folder).empty
    assert learning_curve(training, problem, settings).empty
