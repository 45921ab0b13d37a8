"""How far features say the same thing."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.features import (
    CATEGORICAL,
    FEATURES,
    NUMERIC,
    in_canonical_order,
    select_features,
)
from ml.frames import table
from ml.store.identity import data_hash
from ml.store.results import remembered

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

DERIVED = (
    "pages_times_minutes",
    "pages_per_category",
    "unpaid_items_per_page",
    "log_revenue_per_minute",
)


def cramers_v(first: np.ndarray, second: np.ndarray) -> float:
    """Association of two categorical features, in [0, 1]; 0 for a constant.

    Cramér (1946) with the small-sample correction of Bergsma (2013).
    """
    from scipy import stats

    table = pd.crosstab(first, second).to_numpy()
    rows, columns = table.shape
    n = table.sum()
    if min(rows, columns) < 2:
        return 0.0
    chi2 = stats.chi2_contingency(table, correction=False).statistic
    phi2 = max(0.0, chi2 / n - (rows - 1) * (columns - 1) / (n - 1))
    rows -= (rows - 1) ** 2 / (n - 1)
    columns -= (columns - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi2 / (min(rows, columns) - 1)))


def correlation_ratio(categories: np.ndarray, numbers: np.ndarray) -> float:
    """Eta: the root of the share of variance that lies between categories.

    In [0, 1] (Fisher 1925); 0 for a constant.
    """
    total = ((numbers - numbers.mean()) ** 2).sum()
    if total == 0:
        return 0.0
    groups = pd.Series(numbers).groupby(categories)
    between = (groups.size() * (groups.mean() - numbers.mean()) ** 2).sum()
    return float(np.sqrt(between / total))


def spearman(first: np.ndarray, second: np.ndarray) -> float:
    """Rank correlation in [-1, 1]; 0 for a constant."""
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    from scipy import stats

    ranks = stats.rankdata(first), stats.rankdata(second)
    return float(np.corrcoef(*ranks)[0, 1])


def _association(X: pd.DataFrame, first: str, second: str) -> tuple[str, float, int]:
    is_known = np.ones(len(X), dtype=bool)
    for name in (first, second):
        if name in NUMERIC:
            is_known &= X[name].notna().to_numpy()
    a, b = (X.loc[is_known, name].to_numpy() for name in (first, second))
    rows = int(is_known.sum())
    measure = {0: "cramers_v", 1: "correlation_ratio", 2: "spearman"}[
        (first in NUMERIC) + (second in NUMERIC)
    ]
    if rows < 2:
        return measure, 0.0, rows
    if measure == "cramers_v":
        return measure, cramers_v(a, b), rows
    if measure == "spearman":
        return measure, spearman(a, b), rows
    return measure, correlation_ratio(a, b), rows


def associations(
    training: pd.DataFrame, cache_dir: str | Path | None = None
) -> pd.DataFrame:
    """How strongly each two features go together; one row per pair.

    `measure` is `spearman` (in [-1, 1]) for two numbers, `correlation_ratio` for
    a category and a number, `cramers_v` for two categories (both in [0, 1]), over
    the `rows` where both are known; the strongest first. With a `cache_dir` it is
    computed once for the same customers.
    """
    return remembered(
        cache_dir,
        "associations",
        () if cache_dir is None else (data_hash(training),),
        ASSOCIATIONS,
        lambda: _associations(training),
    )


def _associations(training: pd.DataFrame) -> pd.DataFrame:
    X = select_features(in_canonical_order(training))
    pairs = [(*pair, *_association(X, *pair)) for pair in combinations(FEATURES, 2)]
    result = table(pd.DataFrame(pairs, columns=list(ASSOCIATIONS)), ASSOCIATIONS)
    order = result["strength"].abs().sort_values(ascending=False, kind="stable").index
    return result.loc[order].reset_index(drop=True)


def variance_inflation(
    training: pd.DataFrame, cache_dir: str | Path | None = None
) -> pd.DataFrame:
    """How far each number can be told from all other features; one row each.

    The variance inflation factor is 1 / (1 - R²) of the number on all other
    features (categories one-hot, medians for missing numbers): 1 is independent,
    above 10 is commonly called collinear; null for a constant and infinite values
    capped at 1e6. `is_derived` marks features computed from others. The highest
    first. With a `cache_dir` it is computed once for the same customers.
    """
    return remembered(
        cache_dir,
        "variance_inflation",
        () if cache_dir is None else (data_hash(training),),
        INFLATION,
        lambda: _variance_inflation(training),
    )


def _variance_inflation(training: pd.DataFrame) -> pd.DataFrame:
    X = select_features(in_canonical_order(training))
    numbers = X[list(NUMERIC)].fillna(X[list(NUMERIC)].median()).fillna(0.0)
    dummies = pd.get_dummies(X[list(CATEGORICAL)], drop_first=True, dtype="float64")
    everything = pd.concat([numbers, dummies], axis=1)
    varying = everything.loc[:, everything.std(ddof=0) > 0]
    scaled = (varying - varying.mean()) / varying.std(ddof=0)
    factors = {}
    for name in NUMERIC:
        if name not in scaled:
            factors[name] = np.nan
            continue
        design = np.c_[np.ones(len(scaled)), scaled.drop(columns=name).to_numpy()]
        target = scaled[name].to_numpy()
        with threadpool_limits(limits=1):
            fitted = design @ np.linalg.lstsq(design, target, rcond=None)[0]
        unexplained = ((target - fitted) ** 2).mean()
        factors[name] = 1 / max(unexplained, 1e-6)
    result = table(
        {
            "feature": NUMERIC,
            "variance_inflation_factor": [factors[name] for name in NUMERIC],
            "is_derived": [name in DERIVED for name in NUMERIC],
        },
        INFLATION,
    )
    return result.sort_values(
        ["variance_inflation_factor", "feature"],
        ascending=[False, True],
        na_position="last",
        ignore_index=True,
    )
