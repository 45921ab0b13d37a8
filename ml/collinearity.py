"""Features that say the same thing, and how far."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.features import (
    CATEGORICAL,
    DERIVED,
    FEATURES,
    NUMERIC,
    in_canonical_order,
    select_features,
)
from ml.frames import table
from ml.store.cache import cached_table
from ml.store.identity import data_hash

ASSOCIATIONS = {
    "feature": "str",
    "other_feature": "str",
    "measure": "str",
    "strength": "float64",
    "rows": "int64",
}

INFLATION = {
    "feature": "str",
    "variance_inflation_factor": "float64",
    "is_derived": "bool",
}

# No factor exceeds a million: the rest of the variance is rounding.
UNEXPLAINED_MIN = 1e-6


def cramers_v(first: np.ndarray, second: np.ndarray) -> float:
    """Return the association of two categorical features, in [0, 1]; 0 for a constant.

    Cramér (1946) with the small-sample correction of Bergsma (2013).
    """
    from scipy import stats

    counts = pd.crosstab(first, second).to_numpy()
    rows, columns = counts.shape
    n = counts.sum()
    if min(rows, columns) < 2:
        return 0.0
    chi2 = stats.chi2_contingency(counts, correction=False).statistic
    phi2 = max(0.0, chi2 / n - (rows - 1) * (columns - 1) / (n - 1))
    rows -= (rows - 1) ** 2 / (n - 1)
    columns -= (columns - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi2 / (min(rows, columns) - 1)))


def correlation_ratio(categories: np.ndarray, numbers: np.ndarray) -> float:
    """Return eta: the root of the share of variance that lies between categories.

    It lies in [0, 1] (Fisher 1925), and is 0 for a constant.
    """
    total = ((numbers - numbers.mean()) ** 2).sum()
    if total == 0:
        return 0.0
    groups = pd.Series(numbers).groupby(categories)
    between = (groups.size() * (groups.mean() - numbers.mean()) ** 2).sum()
    return float(np.sqrt(between / total))


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Return the rank correlation in [-1, 1]; 0 for a constant."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    from scipy import stats

    ranks = stats.rankdata(first), stats.rankdata(second)
    return float(np.corrcoef(*ranks)[0, 1])


# By the number of numeric features in a pair; the categorical one stands first.
MEASURES = (cramers_v, correlation_ratio, spearman)


def associations(
    training: pd.DataFrame, cache_dir: str | Path | None = None
) -> pd.DataFrame:
    """Return how strongly each two features go together, strongest pair first.

    `measure` is `spearman` (in [-1, 1]) for two numbers, `correlation_ratio` for a
    category and a number, `cramers_v` for two categories (both in [0, 1]), over the
    `rows` where both are known.
    """
    return cached_table(
        cache_dir,
        "associations",
        (data_hash(training),),
        ASSOCIATIONS,
        lambda: _associations(select_features(in_canonical_order(training))),
    )


def _associations(X: pd.DataFrame) -> pd.DataFrame:
    results = []
    for first, second in combinations(FEATURES, 2):
        known = X[[first, second]].dropna()
        measure = MEASURES[(first in NUMERIC) + (second in NUMERIC)]
        values = known[first].to_numpy(), known[second].to_numpy()
        strength = measure(*values) if len(known) > 1 else 0.0
        results.append((first, second, measure.__name__, strength, len(known)))
    result = table(pd.DataFrame(results, columns=list(ASSOCIATIONS)), ASSOCIATIONS)
    return result.sort_values(
        "strength", ascending=False, kind="stable", key=abs, ignore_index=True
    )


def variance_inflation(
    training: pd.DataFrame, cache_dir: str | Path | None = None
) -> pd.DataFrame:
    """Return how far each number can be told from all other features, highest first.

    The variance inflation factor is 1 / (1 - R²) of the number on all other features
    (categories one-hot, medians for missing numbers): 1 is independent, above 10 is
    commonly called collinear; it is null for a constant and 1e6 at most. `is_derived`
    marks features computed from others.
    """
    return cached_table(
        cache_dir,
        "variance_inflation",
        (data_hash(training),),
        INFLATION,
        lambda: _variance_inflation(select_features(in_canonical_order(training))),
    )


def _variance_inflation(X: pd.DataFrame) -> pd.DataFrame:
    numbers = X[list(NUMERIC)].fillna(X[list(NUMERIC)].median()).fillna(0.0)
    dummies = pd.get_dummies(X[list(CATEGORICAL)], drop_first=True, dtype="float64")
    everything = pd.concat([numbers, dummies], axis=1)
    varying = everything.loc[:, everything.std(ddof=0) > 0]
    scaled = (varying - varying.mean()) / varying.std(ddof=0)
    factors = dict.fromkeys(NUMERIC, np.nan)
    for name in scaled.columns.intersection(NUMERIC):
        design = np.c_[np.ones(len(scaled)), scaled.drop(columns=name).to_numpy()]
        target = scaled[name].to_numpy()
        with threadpool_limits(limits=1):
            fitted = design @ np.linalg.lstsq(design, target, rcond=None)[0]
        unexplained = ((target - fitted) ** 2).mean()
        factors[name] = 1 / max(unexplained, UNEXPLAINED_MIN)
    rows = [
        {
            "feature": name,
            "variance_inflation_factor": factor,
            "is_derived": name in DERIVED,
        }
        for name, factor in factors.items()
    ]
    return table(rows, INFLATION).sort_values(
        ["variance_inflation_factor", "feature"],
        ascending=[False, True],
        ignore_index=True,
    )
