"""The checks name every obstacle to training in one sentence."""

import pytest

from ml.checks import training_problem
from ml.params import CLASS_ROWS_MIN, Settings


def test_good_data_and_settings_have_no_problem(training):
    assert training_problem(training, Settings()) is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(leaderboard="slow"), "leaderboard 'slow' is unknown"),
        (Settings(champion="xgboost"), "champion 'xgboost' is unknown"),
        (Settings(threshold_policy="best"), "threshold_policy 'best' is unknown"),
        (Settings(retrain="sometimes"), "retrain 'sometimes' is unknown"),
        (Settings(recall_target=80), "recall_target is 80"),
        (Settings(recall_target=1.01), "recall_target is 1.01"),
        (Settings(recall_target=0.0), "recall_target is 0.0"),
    ],
)
def test_unknown_settings_are_named(training, settings, said):
    problem = training_problem(training, settings)
    assert problem.startswith(said)
    assert "\n" not in problem


def test_known_champions_are_listed(training):
    problem = training_problem(training, Settings(champion="xgboost"))
    assert "additive_splines" in problem
    assert "gradient_boosting" in problem


def test_one_class_is_counted(training):
    problem = training_problem(training.assign(activity="same"), Settings())
    assert problem == (
        "Training needs customers of both activities: "
        "found 0 'decreased' and 240 'same'."
    )


def test_no_customer_at_all_is_a_problem(training):
    assert "found 0 'decreased' and 0 'same'" in training_problem(
        training.head(0), Settings()
    )


@pytest.mark.parametrize("rows", [CLASS_ROWS_MIN - 1, CLASS_ROWS_MIN])
def test_a_class_needs_fifty_customers(training, rows):
    activity = ["decreased"] * rows + ["same"] * (240 - rows)
    problem = training_problem(training.assign(activity=activity), Settings())
    if rows < CLASS_ROWS_MIN:
        assert problem.startswith("Training needs 50 customers of each activity")
        assert "found 49 'decreased' and 191 'same'" in problem
    else:
        assert problem is None


def test_missing_columns_are_named(training):
    problem = training_problem(training.drop(columns=["tenure_days"]), Settings())
    assert problem == "The training data lack the columns: tenure_days."


def test_a_column_that_is_no_feature_is_refused(training):
    """A model would learn from it what no customer will be scored by."""
    more = training.assign(profit_next_month=1.0)
    problem = training_problem(more, Settings())
    assert problem.startswith("The training data have the column profit_next_month")
    assert training_problem(training.assign(labelled_rows=9), Settings()) is None


def test_unknown_labels_and_repeated_ids_are_refused(training):
    unknown = training.copy()
    unknown.loc[0, "activity"] = "Снизилась"
    assert "'Снизилась'" in training_problem(unknown, Settings())
    unknown.loc[0, "activity"] = None
    assert "without activity" in training_problem(unknown, Settings())
    repeated = training.assign(customer_id=1)
    assert "repeated customer_id" in training_problem(repeated, Settings())
