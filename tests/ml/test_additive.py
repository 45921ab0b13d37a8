"""The terms give the log-odds of the fitted pipeline."""

import numpy as np
import pandas as pd
import pytest

from ml.additive import TERMS, contributions, terms_of
from ml.features import CATEGORICAL, FEATURES, NUMERIC


@pytest.fixture
def fit(fitted):
    """`fit(training)`: the additive model."""
    return lambda training: fitted("additive_splines", training)


@pytest.fixture
def terms(fit, training) -> pd.DataFrame:
    """The terms of the model that is fitted on the training customers."""
    return terms_of(fit(training), "run")


def log_odds(pipeline, customers: pd.DataFrame) -> np.ndarray:
    fit = pipeline.named_steps["fit"]
    return getattr(fit, "student_", fit).decision_function(
        pipeline.named_steps["features"].transform(customers)
    )


def assert_terms_agree(pipeline, customers: pd.DataFrame) -> None:
    found = contributions(terms_of(pipeline, "run"), customers).sum(axis="columns")
    assert found.to_numpy() == pytest.approx(log_odds(pipeline, customers), abs=1e-9)
    risk = 1 / (1 + np.exp(-found.to_numpy()))
    expected = pipeline.predict_proba(customers)[:, 1]
    assert risk == pytest.approx(expected, abs=1e-9)


def with_holes(training: pd.DataFrame) -> pd.DataFrame:
    training = training.astype({name: "float64" for name in NUMERIC})
    training = training.astype({"has_consent": object})
    for number, name in enumerate(FEATURES):
        training.loc[number :: 2 * len(FEATURES), name] = None
    return training


def test_terms_agree_on_training_customers(training, fit):
    assert_terms_agree(fit(training), training)


def test_terms_agree_where_trees_have_taught_the_model(training, fitted):
    assert_terms_agree(fitted("distilled_splines", training), with_holes(training))


@pytest.mark.parametrize("far", [-1e6, -1.0, 0.0, 1e6])
def test_terms_agree_beyond_the_outer_knots(training, fit, far):
    pipeline = fit(training)
    assert_terms_agree(
        pipeline, training.head(20).assign(**dict.fromkeys(NUMERIC, far))
    )


def test_risk_is_constant_beyond_the_outer_knots(training, terms):
    highest = training["revenue_current_month"].max()
    rows = training.head(3).assign(revenue_current_month=[highest, highest + 1, 1e9])
    found = contributions(terms, rows)["revenue_current_month"]
    assert found.nunique() == 1


@pytest.mark.parametrize("is_trained_with_holes", [True, False])
def test_terms_agree_on_missing_and_unseen_values(training, fit, is_trained_with_holes):
    holes = with_holes(training)
    pipeline = fit(holes if is_trained_with_holes else training)
    assert_terms_agree(pipeline, holes)
    unseen = holes.assign(favourite_category="pet_goods", service_level="gold")
    assert_terms_agree(pipeline, unseen)
    nothing = holes.head(2).assign(**dict.fromkeys(FEATURES, None))
    assert_terms_agree(pipeline, nothing)


def test_terms_agree_at_every_knot_and_beside_it(training, fit):
    pipeline = fit(training)
    terms = terms_of(pipeline, "run")
    parts = []
    for feature in NUMERIC:
        knots = terms.loc[terms["feature"] == feature, "lower_bound"].dropna()
        beside = np.r_[knots, np.nextafter(knots, -np.inf), np.nextafter(knots, np.inf)]
        rows = pd.concat([training.head(1)] * len(beside), ignore_index=True)
        parts.append(rows.assign(**{feature: beside}))
    assert_terms_agree(pipeline, pd.concat(parts, ignore_index=True))


def test_terms_agree_with_tied_constant_and_empty_features(training, fit):
    rng = np.random.default_rng(2)
    rows = len(training)
    tied = training.assign(
        tenure_days=365,
        promo_purchase_share=np.nan,
        service_errors_quarter=np.where(rng.random(rows) < 0.9, 0, 5),
        unpaid_items_quarter=np.where(rng.random(rows) < 0.9, 9, 1),
        minutes_current_month=rng.integers(0, 2, rows),
        favourite_category=None,
        service_level="standard",
    )
    pipeline = fit(tied)
    assert_terms_agree(pipeline, tied)
    assert_terms_agree(pipeline, training)


def test_contributions_have_mean_zero_in_training(training, fit):
    holes = with_holes(training)
    terms = terms_of(fit(holes), "run")
    means = contributions(terms, holes)[list(FEATURES)].mean()
    assert means.to_numpy() == pytest.approx(0, abs=1e-12)


def test_intervals_tile_the_line(terms):
    assert terms.dtypes.astype(str).to_dict() == TERMS
    for feature in NUMERIC:
        pieces = terms[(terms["feature"] == feature) & (terms["kind"] == "interval")]
        assert np.isnan(pieces["lower_bound"].iloc[0])
        assert np.isnan(pieces["upper_bound"].iloc[-1])
        between = pieces["upper_bound"].iloc[:-1].to_numpy()
        assert between.tolist() == pieces["lower_bound"].iloc[1:].tolist()
        assert (np.diff(between) > 0).all()


def test_every_feature_has_a_term_for_the_unknown(terms):
    kinds = terms.groupby("feature")["kind"].agg(set)
    assert all("missing" in kinds[feature] for feature in FEATURES)
    assert all("unseen" in kinds[feature] for feature in CATEGORICAL)
    consent = terms[(terms["feature"] == "has_consent") & (terms["kind"] == "category")]
    assert set(consent["category"]) == {"true", "false"}
