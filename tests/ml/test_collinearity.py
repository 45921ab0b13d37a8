"""Associations against answers worked out by hand or published."""

import numpy as np
import pytest

from ml.collinearity import (
    associations,
    correlation_ratio,
    cramers_v,
    spearman,
    variance_inflation,
)
from ml.features import NUMERIC


def test_correlation_ratio_of_the_textbook_example():
    # Marks in algebra, geometry and statistics (Wikipedia, "Correlation ratio"):
    # eta squared is 6780 / 9640.
    marks = {
        "algebra": [45, 70, 29, 15, 21],
        "geometry": [40, 20, 30, 42],
        "statistics": [65, 95, 80, 70, 85, 73],
    }
    topics = np.repeat(list(marks), [len(values) for values in marks.values()])
    numbers = np.concatenate(list(marks.values())).astype(float)
    expected = (6780 / 9640) ** 0.5
    assert correlation_ratio(topics, numbers) == pytest.approx(expected)


def test_cramers_v_at_its_ends():
    same = np.array(["a", "b", "c"] * 20)
    assert cramers_v(same, same) == pytest.approx(1)
    independent = np.repeat(["x", "y"], 30)
    assert cramers_v(same, independent) == 0
    assert cramers_v(same, np.full(60, "x")) == 0


@pytest.mark.parametrize(
    ("columns", "counts", "chi2"),
    [
        # 20, 10 / 10, 20: chi² = 60 (400 - 100)² / 30⁴.
        ("xyxy", [20, 10, 10, 20], 20 / 3),
        # 20, 10, 0 / 0, 10, 20: 10 are expected of each cell, so chi² = 4 × 10² / 10.
        ("xyyz", [20, 10, 10, 20], 40),
    ],
)
def test_cramers_v_by_hand(columns, counts, chi2):
    first, second = np.repeat(["a", "b"], 30), np.repeat(list(columns), counts)
    phi2 = chi2 / 60 - (len(set(columns)) - 1) / 59
    expected = (phi2 / (1 - 1 / 59)) ** 0.5
    assert cramers_v(first, second) == pytest.approx(expected)
    assert cramers_v(second, first) == pytest.approx(expected)


def test_spearman_by_hand():
    first = np.array([1.0, 2, 3, 4, 5])
    assert spearman(first, first**3) == pytest.approx(1)
    assert spearman(first, -first) == pytest.approx(-1)
    # 1 - 6 Σd² / n(n² - 1) with Σd² = 4.
    assert spearman(first, np.array([2.0, 1, 4, 3, 5])) == pytest.approx(0.8)
    assert spearman(first, np.ones(5)) == 0


def test_every_pair_stands_once(training):
    found = associations(training)
    assert len(found) == 20 * 19 / 2
    assert found["strength"].abs().is_monotonic_decreasing
    assert found["strength"].between(-1, 1).all()
    top = found.iloc[0]
    assert {top["feature"], top["other_feature"]} <= {
        "pages_per_visit",
        "pages_times_minutes",
        "unpaid_items_per_page",
        "unpaid_items_quarter",
        "pages_per_category",
    }


def test_order_of_the_rows_changes_no_digit(training):
    shuffled = training.sample(frac=1, random_state=1)
    assert associations(training).equals(associations(shuffled))
    assert variance_inflation(training).equals(variance_inflation(shuffled))


def test_constant_and_missing_values_are_no_obstacle(training):
    holes = training.assign(tenure_days=1, promo_purchase_share=np.nan)
    holes = holes.astype({"pages_per_visit": float})
    holes.loc[:9, "pages_per_visit"] = np.nan
    found = associations(holes)
    assert np.isfinite(found["strength"]).all()
    is_pages = found[["feature", "other_feature"]].isin(["pages_per_visit"]).any(axis=1)
    assert found.loc[is_pages, "rows"].max() == 230
    factors = variance_inflation(holes).set_index("feature")
    constant = ["promo_purchase_share", "tenure_days"]
    assert factors.loc[constant, "variance_inflation_factor"].isna().all()


def test_variance_inflation_by_hand(make):
    training = make(2000)
    noise = np.random.default_rng(5).normal(size=2000)
    tenure = (training["tenure_days"] - 600) / 290
    # Correlation r of 0.8 or so: VIF = 1 / (1 - r²).
    training["service_errors_quarter"] = tenure + 0.75 * noise
    r = np.corrcoef(training["service_errors_quarter"], tenure)[0, 1]
    factors = variance_inflation(training).set_index("feature")
    found = factors.loc["service_errors_quarter", "variance_inflation_factor"]
    assert found == pytest.approx(1 / (1 - r**2), rel=0.03)
    assert set(factors.index) == set(NUMERIC)
    assert factors["is_derived"].sum() == 4
