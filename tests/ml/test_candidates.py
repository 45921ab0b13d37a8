"""Every candidate is one pipeline that scores any customer."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from ml import candidates
from ml.candidates import PLATT_SCALED, build_unscaled
from ml.features import labels, select_features
from ml.fitting import search_points
from ml.folds import stratified_sample
from ml.params import CANDIDATES, HYPERPARAMETERS, THOROUGH, Fitting


@pytest.fixture(autouse=True)
def few_trees(monkeypatch):
    monkeypatch.setattr(candidates, "FITTING", Fitting(trees=20))


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("name", CANDIDATES)
def test_quick_hyperparameters_are_among_those_searched(name):
    hyperparameters = HYPERPARAMETERS[name]
    for parameter, values in hyperparameters.space.items():
        assert hyperparameters.quick[parameter] in values


@pytest.mark.parametrize("name", CANDIDATES)
def test_predicts_probabilities_without_a_warning(name, training, fitted):
    pipeline = fitted(name, training)
    assert isinstance(pipeline, Pipeline)
    risk = pipeline.predict_proba(training.drop(columns="activity"))[:, 1]
    assert risk.shape == (len(training),)
    assert ((risk >= 0) & (risk <= 1)).all()


@pytest.mark.parametrize("name", CANDIDATES)
def test_ids_and_other_columns_change_nothing(name, training, fitted):
    risk = fitted(name, training).predict_proba(training)
    other = training.assign(customer_id=1, monthly_profit=np.arange(len(training)))
    columns = list(reversed(other.columns))
    again = fitted(name, other[columns]).predict_proba(other[columns])
    assert (risk == again).all()


@pytest.mark.parametrize("name", CANDIDATES)
def test_missing_and_unseen_values_are_scored(name, training, fitted):
    training = training.astype({"pages_per_visit": "float64", "has_consent": object})
    training.loc[::7, "pages_per_visit"] = np.nan
    training.loc[::9, "favourite_category"] = None
    pipeline = fitted(name, training)
    unknown = training.head(3).copy()
    unknown["favourite_category"] = "pet_goods"
    unknown["has_consent"] = None
    unknown["tenure_days"] = np.nan
    unknown["revenue_current_month"] = 1e9
    assert np.isfinite(pipeline.predict_proba(unknown)).all()


@pytest.mark.parametrize("name", CANDIDATES)
def test_constant_and_empty_features_are_no_obstacle(name, training, fitted):
    training = training.assign(
        tenure_days=365, service_level="standard", favourite_category=None
    )
    training["promo_purchase_share"] = np.nan
    risk = fitted(name, training).predict_proba(training)
    assert np.isfinite(risk).all()


@pytest.mark.parametrize("name", CANDIDATES)
def test_the_fewest_customers_are_enough_for_every_search_point(name, make):
    # Fifty of each class; a search fits on two thirds of four fifths of them.
    training = make(400).groupby("activity").head(50).head(100)
    X, y = select_features(training), labels(training)
    kept = stratified_sample(y, 52, seed=1)
    for parameters in search_points(name, THOROUGH, seed=1):
        pipeline = build_unscaled(name, parameters, seed=1)
        pipeline.fit(X.iloc[kept], y[kept])
        assert np.isfinite(pipeline.predict(X)).all()


@pytest.mark.parametrize("name", PLATT_SCALED)
def test_platt_scaling_is_calibrated_on_the_whole(name, make, fitted):
    training = make(600)
    risk = fitted(name, training).predict_proba(training)[:, 1]
    assert risk.mean() == pytest.approx(labels(training).mean(), abs=0.05)


@pytest.mark.parametrize("name", PLATT_SCALED)
def test_a_copy_does_not_make_platt_scaling_sure(name, training, fitted):
    """Labels by chance teach nothing, but those of a copy in another inner fold would."""
    y = np.random.default_rng(3).choice(["decreased", "same"], len(training))
    alone = training.assign(activity=y)
    twice = pd.concat([alone, alone], ignore_index=True)
    risk = fitted(name, twice).predict_proba(twice)[:, 1]
    assert np.std(risk) < 0.1
