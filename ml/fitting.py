"""Fitting candidates, and asking them for risks: all that needs scikit-learn at hand.

Imported where something is fitted, not before: an unchanged build fits nothing, and
scikit-learn takes seconds to import.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import Pipeline

from ml.candidates import (
    PLATT_SCALED,
    Parameters,
    build,
    build_unscaled,
    quick_parameters,
)
from ml.folds import CopyGroupFolds, stratified_sample
from ml.params import HYPERPARAMETERS, RISK_MARGIN, Plan


def risk_of(pipeline: Pipeline, customers: pd.DataFrame) -> np.ndarray:
    """Probability of buying less, inside (0, 1); shape (rows,)."""
    probability = pipeline.predict_proba(customers)[:, 1]
    return np.clip(probability, RISK_MARGIN, 1 - RISK_MARGIN)


def search_points(name: str, plan: Plan, seed: int) -> list[Parameters]:
    """The hyperparameters to compare, a sample of the grid where it is large.

    Only the documented ones where nothing is searched: in quick mode, and for a
    candidate without a space.
    """
    if not plan.is_searched or not HYPERPARAMETERS[name].space:
        return [quick_parameters(name)]
    grid = list(ParameterGrid(dict(HYPERPARAMETERS[name].space)))
    if len(grid) <= plan.search_points_max:
        return grid
    rng = np.random.default_rng(seed)
    kept = np.sort(rng.choice(len(grid), plan.search_points_max, replace=False))
    return [grid[point] for point in kept]


def _search_loss(name: str, fitted: Pipeline, X: pd.DataFrame, y: np.ndarray) -> float:
    """Log loss; one minus ROC AUC for what is Platt-scaled afterwards."""
    if name not in PLATT_SCALED:
        return float(log_loss(y, risk_of(fitted, X), labels=[0, 1]))
    if hasattr(fitted, "decision_function"):
        return 1 - float(roc_auc_score(y, fitted.decision_function(X)))
    return 1 - float(roc_auc_score(y, fitted.predict_proba(X)[:, 1]))


def search(
    name: str, X: pd.DataFrame, y: np.ndarray, plan: Plan, seed: int
) -> Parameters:
    """The hyperparameters with the least mean loss on grouped inner folds.

    The first of equally good ones.
    """
    points = search_points(name, plan, seed)
    if len(points) == 1:
        return points[0]
    losses = np.zeros(len(points))
    for train, held_out in CopyGroupFolds(plan.inner_folds, seed).split(X, y):
        for number, parameters in enumerate(points):
            fitted = build_unscaled(name, parameters, seed)
            fitted.fit(X.iloc[train], y[train])
            losses[number] += _search_loss(name, fitted, X.iloc[held_out], y[held_out])
    return points[int(np.argmin(losses))]


def fit(
    name: str, X: pd.DataFrame, y: np.ndarray, plan: Plan, seed: int
) -> tuple[Pipeline, Parameters]:
    """Search, if the plan says so, then fit on all rows or the candidate's cap."""
    kept = stratified_sample(y, HYPERPARAMETERS[name].rows_max, seed)
    X, y = X.iloc[kept], y[kept]
    parameters = search(name, X, y, plan, seed)
    return build(name, parameters, seed).fit(X, y), parameters
