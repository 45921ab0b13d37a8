"""Out-of-fold risks: nothing leaks, nothing is computed twice."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from ml import candidates, evaluation
from ml.evaluation import (
    PREDICTIONS,
    Task,
    cross_validate,
    tasks_of,
)
from ml.features import in_canonical_order, labels, select_features
from ml.fitting import fit, search, search_points
from ml.folds import copy_groups
from ml.params import (
    CANDIDATES,
    HYPERPARAMETERS,
    QUICK,
    THOROUGH,
    Fitting,
    Plan,
    Settings,
)


def mean_auc(predictions: pd.DataFrame, training: pd.DataFrame) -> pd.Series:
    """Mean over folds and repeats of each candidate's ROC AUC."""
    y = pd.Series(labels(training), index=training["customer_id"])
    folds = predictions.groupby(["candidate", "repeat", "fold"])
    aucs = folds.apply(
        lambda part: roc_auc_score(y[part["customer_id"]], part["probability"])
    )
    return aucs.groupby("candidate").mean()


def test_every_customer_is_held_out_once_per_repeat(training, settings, tmp_path):
    predictions = cross_validate(training, settings, tmp_path)
    assert predictions.dtypes.astype(str).to_dict() == PREDICTIONS
    key = ["candidate", "split", "repeat", "customer_id"]
    assert not predictions.duplicated(key).any()
    assert len(predictions) == 3 * 2 * len(training)
    assert predictions["probability"].between(0, 1, inclusive="neither").all()


def test_all_candidates_share_the_folds(training, settings, tmp_path):
    predictions = cross_validate(training, settings, tmp_path)
    folds = predictions.groupby(["repeat", "customer_id"])["fold"]
    assert folds.nunique().max() == 1
    of_repeats = predictions.drop_duplicates(["repeat", "customer_id"])
    wide = of_repeats.pivot(index="customer_id", columns="repeat", values="fold")
    assert (wide[0] != wide[1]).any()


def test_a_held_out_label_does_not_reach_its_own_risk(training, settings, tmp_path):
    before = cross_validate(training, settings, tmp_path)
    one = training["customer_id"].iloc[7]
    flipped = training.copy()
    other = {"decreased": "same", "same": "decreased"}
    flipped.loc[7, "activity"] = other[flipped.loc[7, "activity"]]
    rows = before[before["customer_id"] == one]
    after = cross_validate(flipped, settings, tmp_path)
    assert len(rows) == len(after[after["customer_id"] == one])
    # Its folds may be dealt anew, but its label must not pull its risk along.
    pull = after[after["customer_id"] == one].groupby("candidate")["probability"].mean()
    moved = pull - rows.groupby("candidate")["probability"].mean()
    assert (moved.abs() < 0.1).all()


@pytest.mark.slow
def test_shuffled_labels_leave_nothing_to_learn(make, tmp_path, monkeypatch):
    # One shuffle of 500 labels moves ROC AUC by 0.026 (one standard error) by
    # chance alone, the mean of three by 0.015.
    monkeypatch.setattr(candidates, "FITTING", Fitting(trees=20))
    plan = Plan(splits=("grouped",), n_folds=2, n_repeats=1, is_searched=False)
    settings = Settings(plan=plan, jobs=1)
    training = make(500)
    found = []
    for shuffle in range(3):
        labels = training["activity"].sample(frac=1, random_state=shuffle).to_numpy()
        shuffled = training.assign(activity=labels)
        predictions = cross_validate(shuffled, settings, tmp_path)
        found.append(mean_auc(predictions, shuffled))
    means = pd.concat(found, axis="columns").mean(axis="columns")
    assert set(means.index) == set(CANDIDATES)
    assert means.between(0.45, 0.55).all(), means


def test_known_signal_is_learnt(make, settings, tmp_path):
    training = make(600)
    found = mean_auc(cross_validate(training, settings, tmp_path), training)
    assert found["dummy"] == 0.5
    assert found["logistic_regression"] > 0.8
    assert found["additive_splines"] > 0.8


def test_rows_and_ids_in_any_order_give_the_same_risks(training, settings, tmp_path):
    first = cross_validate(training, settings, tmp_path / "first")
    renumbered = training.sample(frac=1, random_state=4)
    renumbered["customer_id"] = 900_000 - renumbered["customer_id"]
    other = cross_validate(renumbered, settings, tmp_path / "other")
    other["customer_id"] = 900_000 - other["customer_id"]
    key = ["candidate", "repeat", "customer_id"]
    pd.testing.assert_frame_equal(
        first.sort_values(key, ignore_index=True),
        other.sort_values(key, ignore_index=True),
        check_exact=True,
    )


def test_parallel_jobs_change_no_digit(training, settings, tmp_path):
    alone = cross_validate(training, settings, tmp_path / "one")
    both = dataclasses.replace(settings, jobs=2)
    together = cross_validate(training, both, tmp_path / "two")
    pd.testing.assert_frame_equal(alone, together, check_exact=True)


def test_unchanged_evaluation_computes_nothing(
    training, settings, tmp_path, monkeypatch
):
    first = cross_validate(training, settings, tmp_path)
    monkeypatch.setattr(evaluation, "predict_folds", pytest.fail)
    again = cross_validate(training, settings, tmp_path)
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_interrupted_evaluation_goes_on_where_it_stopped(
    training, settings, tmp_path, monkeypatch
):
    predict, calls = evaluation.predict_folds, []

    def interrupted(task, X, y):
        calls.append(task)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return predict(task, X, y)

    monkeypatch.setattr(evaluation, "predict_folds", interrupted)
    with pytest.raises(KeyboardInterrupt):
        cross_validate(training, settings, tmp_path)
    resumed = cross_validate(training, settings, tmp_path)
    assert len(calls) == 4 + 3
    monkeypatch.undo()
    whole = cross_validate(training, settings, tmp_path / "whole")
    pd.testing.assert_frame_equal(resumed, whole, check_exact=True)


def test_damaged_cache_is_computed_again(training, settings, tmp_path):
    first = cross_validate(training, settings, tmp_path)
    for number, path in enumerate(sorted(tmp_path.glob("*.json"))):
        path.write_bytes(path.read_bytes()[: 40 * number])
    again = cross_validate(training, settings, tmp_path)
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_cache_is_keyed_by_data_seed_and_parameters(training, settings, monkeypatch):
    task = tasks_of(settings, len(training))[2]
    assert task.candidate == "logistic_regression"
    keys = {
        task.key("data"),
        task.key("other data"),
        dataclasses.replace(task, seed=task.seed + 1).key("data"),
        dataclasses.replace(task, repeat=1).key("data"),
        dataclasses.replace(task, split="random").key("data"),
        dataclasses.replace(task, candidate="dummy").key("data"),
        dataclasses.replace(task, plan=THOROUGH).key("data"),
    }
    assert len(keys) == 7
    changed = dataclasses.replace(
        HYPERPARAMETERS["logistic_regression"],
        quick={"scaler": "standard", "encoder": "one_hot", "C": 0.123},
    )
    with monkeypatch.context() as patch:
        patch.setitem(HYPERPARAMETERS, "logistic_regression", changed)
        assert task.key("data") not in keys
    assert task.key("data") in keys
    monkeypatch.setattr(evaluation, "library_versions", lambda: {"numpy": "3.0"})
    assert task.key("data") not in keys


def test_progress_names_candidate_and_auc(training, settings, tmp_path):
    lines: list[str] = []
    cross_validate(training, settings, tmp_path, lines.append)
    assert len(lines) == 1 + 6
    assert "additive_splines, grouped folds, repeat 1: ROC AUC 0." in lines[1]


def test_one_class_gives_no_rows(training, settings, tmp_path):
    one_class = training.assign(activity="same")
    predictions = cross_validate(one_class, settings, tmp_path)
    assert predictions.empty
    assert predictions.dtypes.astype(str).to_dict() == PREDICTIONS


def test_search_stays_inside_the_grid(training):
    rows = in_canonical_order(training)
    points = search_points("logistic_regression", THOROUGH, seed=1)
    assert len(points) <= THOROUGH.search_points_max
    X, y = select_features(rows), labels(rows)
    found = search("logistic_regression", X, y, THOROUGH, seed=1)
    assert found in points
    quick = Settings().evaluation_plan
    fixed = search("logistic_regression", X, y, quick, seed=1)
    assert fixed == HYPERPARAMETERS["logistic_regression"].quick


def test_a_search_judges_on_customers_it_has_not_fitted(training, monkeypatch):
    """One nearest neighbour remembers every label, and of labels by chance tells nothing."""
    remembering = dataclasses.replace(
        HYPERPARAMETERS["nearest_neighbours"], space={"n_neighbors": (1, 60)}
    )
    monkeypatch.setitem(HYPERPARAMETERS, "nearest_neighbours", remembering)
    X = select_features(training)
    y = np.random.default_rng(3).integers(0, 2, len(X))
    points = search_points("nearest_neighbours", THOROUGH, seed=1)
    assert [point["n_neighbors"] for point in points] == [1, 60]
    assert search("nearest_neighbours", X, y, THOROUGH, seed=1)["n_neighbors"] == 60


def test_a_search_keeps_copies_in_one_inner_fold(training, monkeypatch):
    """Trees with small leaves would know the label of a copy, which chance has drawn."""
    trees = dataclasses.replace(
        HYPERPARAMETERS["random_forest"], space={"min_samples_leaf": (1, 100)}
    )
    monkeypatch.setitem(HYPERPARAMETERS, "random_forest", trees)
    X = select_features(pd.concat([training, training], ignore_index=True))
    y = np.tile(np.random.default_rng(3).integers(0, 2, len(training)), 2)
    found = search("random_forest", X, y, THOROUGH, seed=1)
    assert found == {"min_samples_leaf": 100}


def test_a_search_takes_what_tells_classes_apart(training, monkeypatch):
    """Leaves of most customers give all of them one risk."""
    trees = dataclasses.replace(
        HYPERPARAMETERS["extra_trees"], space={"min_samples_leaf": (150, 5)}
    )
    monkeypatch.setitem(HYPERPARAMETERS, "extra_trees", trees)
    X, y = select_features(training), labels(training)
    assert search("extra_trees", X, y, THOROUGH, seed=1) == {"min_samples_leaf": 5}


def test_no_fit_takes_more_rows_than_its_candidate_may(training, monkeypatch):
    few = dataclasses.replace(HYPERPARAMETERS["nearest_neighbours"], rows_max=100)
    monkeypatch.setitem(HYPERPARAMETERS, "nearest_neighbours", few)
    X, y = select_features(training), labels(training)
    pipeline, _ = fit("nearest_neighbours", X, y, QUICK, seed=1)
    assert pipeline.named_steps["fit"].named_steps["model"].n_samples_fit_ == 100


def test_nested_search_sees_training_rows_only(training, monkeypatch, tmp_path):
    plan = dataclasses.replace(THOROUGH, n_folds=3, n_repeats=1, splits=("grouped",))
    seen: list[pd.DataFrame] = []

    def spy(name, X, y, plan, seed):
        seen.append(X)
        return HYPERPARAMETERS[name].quick

    monkeypatch.setattr("ml.fitting.search", spy)
    rows = in_canonical_order(training)
    X, y = select_features(rows), labels(rows)
    task = Task("logistic_regression", "grouped", 0, 1, plan)
    found = evaluation.predict_folds(task, X, y)
    groups = copy_groups(X)
    for fold, part in enumerate(seen):
        is_held_out = (found["fold"] == fold).to_numpy()
        assert not set(part.index) & set(np.flatnonzero(is_held_out))
        assert not set(groups[part.index]) & set(groups[is_held_out])
