"""Made-up customers with a known signal, and the store's own where they exist."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_exports import read_training
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from ml.candidates import build
from ml.features import labels
from ml.params import HYPERPARAMETERS, Plan, Settings

CATEGORIES = (
    "kids",
    "home_textiles",
    "cosmetics",
    "beauty_technology",
    "small_appliances",
    "kitchenware",
)


def make_training(rows: int, seed: int = 0) -> pd.DataFrame:
    """Customers whose activity depends on pages, minutes and promo purchases."""
    rng = np.random.default_rng(seed)
    pages = rng.integers(1, 20, rows)
    minutes = rng.integers(4, 24, (2, rows))
    categories = rng.integers(1, 7, rows)
    promo = rng.uniform(0, 1, rows).round(2)
    unpaid = rng.integers(0, 11, rows)
    revenue = rng.normal(5000, 900, (3, rows)).round(1)
    mean_minutes = minutes.mean(axis=0)
    log_odds = 3 * promo - 0.25 * (pages - 8) - 0.15 * (mean_minutes - 12) - 1
    is_decreased = rng.uniform(size=rows) < 1 / (1 + np.exp(-log_odds))
    return pd.DataFrame(
        {
            "customer_id": 215_000 + np.arange(rows),
            "activity": np.where(is_decreased, "decreased", "same"),
            "service_level": rng.choice(["standard", "premium"], rows),
            "has_consent": rng.choice([True, False], rows),
            "favourite_category": rng.choice(CATEGORIES, rows),
            "marketing_contacts_6m": rng.uniform(1, 7, rows).round(1),
            "marketing_contacts_current_month": rng.integers(3, 6, rows),
            "tenure_days": rng.integers(100, 1100, rows),
            "promo_purchase_share": promo,
            "categories_per_visit": categories,
            "unpaid_items_quarter": unpaid,
            "service_errors_quarter": rng.integers(0, 10, rows),
            "pages_per_visit": pages,
            "revenue_current_month": revenue[0],
            "revenue_previous_month": revenue[1],
            "revenue_month_before_previous": revenue[2],
            "minutes_current_month": minutes[0],
            "minutes_previous_month": minutes[1],
            "pages_times_minutes": pages * mean_minutes,
            "pages_per_category": pages / categories,
            "unpaid_items_per_page": unpaid / pages,
            "log_revenue_per_minute": np.log(revenue.mean(axis=0) / mean_minutes),
        }
    )


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """One thread per model gives the same digits, as in the project."""
    with threadpool_limits(limits=1):
        yield


@pytest.fixture
def make() -> Callable[..., pd.DataFrame]:
    """`make(rows, seed)`: made-up training customers."""
    return make_training


@pytest.fixture
def training() -> pd.DataFrame:
    """240 made-up training customers."""
    return make_training(240)


@pytest.fixture
def fitted() -> Callable[[str, pd.DataFrame], Pipeline]:
    """`fitted(name, training)`: the candidate as quick mode fits it."""

    def fit(name: str, training: pd.DataFrame) -> Pipeline:
        unfitted = build(name, HYPERPARAMETERS[name].quick, seed=1)
        return unfitted.fit(training, labels(training))

    return fit


@pytest.fixture
def settings() -> Settings:
    """A small comparison: three candidates, three folds, two repeats."""
    return Settings(
        candidates=("additive_splines", "logistic_regression", "dummy"),
        plan=Plan(splits=("grouped",), n_folds=3, n_repeats=2, is_searched=False),
        jobs=1,
    )


@pytest.fixture(scope="session")
def real_training(real_exports: Path) -> pd.DataFrame:
    """The store's trainable customers."""
    return read_training(real_exports)
