"""Search, fit and risk of one candidate.

Callers import this module inside functions: scikit-learn takes seconds to import, and an
unchanged build fits nothing.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import get_scorer, log_loss
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import Pipeline

from ml.candidates import PLATT_SCALED, Parameters, build, build_unscaled
from ml.folds import CopyGroupFolds, stratified_sample
from ml.params import FITTING, HYPERPARAMETERS, Plan


def risk_of(pipeline: Pipeline, customers: pd.DataFrame) -> np.ndarray:
    """Return the probability of buying less, inside (0, 1); shape (rows,)."""
    probability = pipeline.predict_proba(customers)[:, 1]
    return np.clip(probability, FITTING.risk_margin, 1 - FITTING.risk_margin)


def search_points(name: str, plan: Plan, seed: int) -> list[Parameters]:
    """Return the hyperparameters to compare; a sample of the grid where it is large.

    Quick mode, and a candidate without a space, have one point: the documented one.
    """
    hyperparameters = HYPERPARAMETERS[name]
    if not plan.is_searched or not hyperparameters.space:
        return [hyperparameters.quick]
    grid = list(ParameterGrid(dict(hyperparameters.space)))
    if len(grid) <= plan.search_points_max:
        return grid
    rng = np.random.default_rng(seed)
    kept = np.sort(rng.choice(len(grid), plan.search_points_max, replace=False))
    return [grid[point] for point in kept]


def _search_loss(name: str, fitted: Pipeline, X: pd.DataFrame, y: np.ndarray) -> float:
    """Return the log loss, or 1 - ROC AUC where Platt scaling follows the search."""
    if name in PLATT_SCALED:
        return 1 - float(get_scorer("roc_auc")(fitted, X, y))
    return float(log_loss(y, risk_of(fitted, X), labels=[0, 1]))


def search(
    name: str, X: pd.DataFrame, y: np.ndarray, plan: Plan, seed: int
) -> Parameters:
    """Return the first hyperparameters with the least mean loss on inner folds.

    The inner folds are grouped, like the outer ones.
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
    """Search, if the plan says so, then fit; on at most the candidate's `rows_max`."""
    kept = stratified_sample(y, HYPERPARAMETERS[name].rows_max, seed)
    X, y = X.iloc[kept], y[kept]
    parameters = search(name, X, y, plan, seed)
    return build(name, parameters, seed).fit(X, y), parameters
