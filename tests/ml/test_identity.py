"""The run id changes when the model would, and only then."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from ml.store import identity
from ml.store.identity import candidate_definition, run_id
from ml.params import HYPERPARAMETERS, Settings


def test_rows_columns_ids_and_types_do_not_count(training):
    known = run_id(training, Settings())
    assert len(known) == 16
    shuffled = training.sample(frac=1, random_state=1)
    assert run_id(shuffled, Settings()) == known
    columns = list(reversed(training.columns))
    assert run_id(training[columns].assign(extra=1), Settings()) == known
    assert run_id(training.assign(customer_id=range(240)), Settings()) == known
    typed = training.astype({"pages_per_visit": "Int64", "service_level": "category"})
    assert run_id(typed, Settings()) == known


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("activity", "decreased"),
        ("pages_per_visit", 21),
        ("revenue_current_month", np.nextafter(5000.0, 5001.0)),
        ("favourite_category", "pet_goods"),
        ("promo_purchase_share", np.nan),
        ("has_consent", None),
    ],
)
def test_one_changed_value_counts(training, column, value):
    training = training.astype({"has_consent": object, column: object})
    training.loc[3, "activity"] = "same"
    training.loc[3, "revenue_current_month"] = 5000.0
    training["revenue_current_month"] = training["revenue_current_month"].astype(float)
    known = run_id(training, Settings())
    training.loc[3, column] = value
    assert run_id(training, Settings()) != known


def test_fewer_rows_count(training):
    assert run_id(training.head(239), Settings()) != run_id(training, Settings())


@pytest.mark.parametrize(
    "change", [{"leaderboard": "thorough"}, {"champion": "dummy"}, {"seed": 1}]
)
def test_settings_of_training_count(training, change):
    assert run_id(training, Settings(**change)) != run_id(training, Settings())


@pytest.mark.parametrize(
    "change",
    [{"threshold_policy": "recall"}, {"recall_target": 0.5}, {"retrain": True}],
)
def test_settings_of_use_do_not_count(training, change):
    assert run_id(training, Settings(**change)) == run_id(training, Settings())


@pytest.mark.parametrize(
    "change",
    [{"quick": {"n_knots": 4, "C": 0.02}}, {"space": {"C": (1.0,)}}, {"rows_max": 9}],
)
def test_hyperparameters_count(training, monkeypatch, change):
    known = run_id(training, Settings())
    changed = dataclasses.replace(HYPERPARAMETERS["additive_splines"], **change)
    monkeypatch.setitem(HYPERPARAMETERS, "additive_splines", changed)
    assert run_id(training, Settings()) != known


def test_library_versions_count(training, monkeypatch):
    known = run_id(training, Settings())
    monkeypatch.setattr(identity, "library_versions", lambda: {"numpy": "3.0"})
    assert run_id(training, Settings()) != known


def test_definition_is_the_same_in_another_process():
    code = (
        "from ml.store.identity import candidate_definition;"
        "print(candidate_definition('extra_trees', 1), end='')"
    )
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)}
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=True
    )
    assert other.stdout.decode() == candidate_definition("extra_trees", 1)
