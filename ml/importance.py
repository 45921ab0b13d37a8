"""Features that the champion leans on, and the worth of more customers to it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.additive import additive_terms, contributions
from ml.checks import training_problem
from ml.features import FEATURES, in_canonical_order, labels, select_features
from ml.folds import CopyGroupFolds, stratified_sample
from ml.frames import table
from ml.params import (
    HYPERPARAMETERS,
    LEARNING_CURVE_ROWS_MIN,
    LEARNING_CURVE_SHARES,
    PERMUTATIONS,
    Settings,
)
from ml.runs import current_run
from ml.store.cache import cached_table
from ml.store.identity import data_hash

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

IMPORTANCE = {
    "run_id": "str",
    "feature": "str",
    "mean_absolute_contribution": "float64",
    "permutation_importance": "float64",
    "permutation_importance_se": "float64",
    "rank": "int64",
}

LEARNING_CURVE = {
    "run_id": "str",
    "champion": "str",
    "training_share": "float64",
    "training_rows": "int64",
    "roc_auc": "float64",
    "roc_auc_se": "float64",
    "log_loss": "float64",
    "log_loss_se": "float64",
}


def held_out_folds(
    X: pd.DataFrame, y: np.ndarray, settings: Settings
) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
    """Yield training and held-out positions of every grouped fold, and its seed."""
    plan = settings.evaluation_plan
    for repeat in range(plan.repeats(len(X))):
        seed = settings.seed + repeat
        for train, held_out in CopyGroupFolds(plan.n_folds, seed).split(X, y):
            yield train, held_out, seed


def _fit_run(
    run: pd.Series, X: pd.DataFrame, y: np.ndarray, rows: int, seed: int
) -> "Pipeline":
    """Fit the run's champion with its hyperparameters on a sample of `rows` rows."""
    from ml.candidates import build

    kept = stratified_sample(y, rows, seed)
    pipeline = build(run["champion"], json.loads(run["hyperparameters"]), seed)
    return pipeline.fit(X.iloc[kept], y[kept])


def _permutation_losses(
    X: pd.DataFrame, y: np.ndarray, run: pd.Series, settings: Settings
) -> np.ndarray:
    """Return how far a shuffled feature lowers ROC AUC; shape (folds, features)."""
    from sklearn.metrics import roc_auc_score

    from ml.fitting import risk_of

    rows_max = HYPERPARAMETERS[run["champion"]].rows_max
    losses = []
    for train, held_out, seed in held_out_folds(X, y, settings):
        pipeline = _fit_run(run, X.iloc[train], y[train], rows_max, seed)
        rows, truth = X.iloc[held_out].reset_index(drop=True), y[held_out]
        auc = roc_auc_score(truth, risk_of(pipeline, rows))
        rng = np.random.default_rng(seed)
        orders = [rng.permutation(len(rows)) for _ in range(PERMUTATIONS)]
        together = pd.concat([rows] * PERMUTATIONS, ignore_index=True)
        of_fold = []
        for feature in FEATURES:
            shuffled = rows[feature].to_numpy()[np.concatenate(orders)]
            risks = risk_of(pipeline, together.assign(**{feature: shuffled}))
            aucs = [
                roc_auc_score(truth, risk) for risk in np.split(risks, PERMUTATIONS)
            ]
            of_fold.append(auc - np.mean(aucs))
        losses.append(of_fold)
    return np.array(losses)


def feature_importance(
    training: pd.DataFrame,
    runs: pd.DataFrame,
    settings: Settings,
    models_dir: str | Path,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return how much each feature adds to the current run's model, strongest first.

    `mean_absolute_contribution` (log-odds over the training customers) belongs to an
    additive champion and is null for another. `permutation_importance` is the loss of
    ROC AUC on held-out grouped folds when the feature is shuffled there (Breiman 2001),
    with its corrected standard error; it is null in quick mode, unless the champion is
    not additive. Features that carry the same signal share it. There is no row without
    a trained model. Raises ArtifactError when the artifact cannot be trusted.
    """
    run = current_run(runs)
    if training_problem(training, settings) or run is None:
        return table([], IMPORTANCE)
    terms = additive_terms(models_dir, runs, cache_dir)
    return cached_table(
        cache_dir,
        "importance",
        (run["run_id"], run["artifact_sha256"], data_hash(training), repr(settings)),
        IMPORTANCE,
        lambda: _importance(in_canonical_order(training), run, terms, settings),
    )


def _importance(
    rows: pd.DataFrame, run: pd.Series, terms: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    from ml.metrics import corrected_standard_error

    result = pd.DataFrame({"run_id": run["run_id"], "feature": FEATURES})
    by = "permutation_importance"
    if len(terms):
        by = "mean_absolute_contribution"
        of_customers = contributions(terms, rows)
        result[by] = of_customers[list(FEATURES)].abs().mean().to_numpy()
    if settings.leaderboard == "thorough" or terms.empty:
        with threadpool_limits(limits=1):
            losses = _permutation_losses(
                select_features(rows), labels(rows), run, settings
            )
        n_folds = settings.evaluation_plan.n_folds
        result["permutation_importance"] = losses.mean(axis=0)
        result["permutation_importance_se"] = [
            corrected_standard_error(of_feature, n_folds) for of_feature in losses.T
        ]
    result = result.sort_values(
        [by, "feature"], ascending=[False, True], ignore_index=True
    )
    return table(result.assign(rank=result.index + 1), IMPORTANCE)


def learning_curve(
    training: pd.DataFrame,
    runs: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return how well the champion does when it learns from a share of the customers.

    The result has one row per share of the training folds' rows: ROC AUC and log loss
    on the grouped held-out folds (the same customers for every share), as means over
    repeats and folds with corrected standard errors. The hyperparameters are the
    current run's. A curve that still rises at its end says that more labelled customers
    would help. There is no row in quick mode or without a trained model.
    """
    run = current_run(runs)
    is_asked = settings.leaderboard == "thorough"
    if training_problem(training, settings) or run is None or not is_asked:
        return table([], LEARNING_CURVE)
    return cached_table(
        cache_dir,
        "learning_curve",
        (run["run_id"], data_hash(training), repr(settings)),
        LEARNING_CURVE,
        lambda: _learning_curve(in_canonical_order(training), run, settings),
    )


def _learning_curve(
    rows: pd.DataFrame, run: pd.Series, settings: Settings
) -> pd.DataFrame:
    from sklearn.metrics import log_loss, roc_auc_score

    from ml.fitting import risk_of
    from ml.metrics import corrected_standard_error

    X, y = select_features(rows), labels(rows)
    rows_max = HYPERPARAMETERS[run["champion"]].rows_max
    folds = list(held_out_folds(X, y, settings))
    results = []
    for share in LEARNING_CURVE_SHARES:
        sizes = [min(round(share * len(train)), rows_max) for train, _, _ in folds]
        if min(sizes) < LEARNING_CURVE_ROWS_MIN:
            continue
        aucs, losses = [], []
        for (train, held_out, seed), size in zip(folds, sizes, strict=True):
            with threadpool_limits(limits=1):
                pipeline = _fit_run(run, X.iloc[train], y[train], size, seed)
                risk = risk_of(pipeline, X.iloc[held_out])
            aucs.append(roc_auc_score(y[held_out], risk))
            losses.append(log_loss(y[held_out], risk, labels=[0, 1]))
        n_folds = settings.evaluation_plan.n_folds
        results.append(
            {
                "run_id": run["run_id"],
                "champion": run["champion"],
                "training_share": share,
                "training_rows": round(np.mean(sizes)),
                "roc_auc": np.mean(aucs),
                "roc_auc_se": corrected_standard_error(np.array(aucs), n_folds),
                "log_loss": np.mean(losses),
                "log_loss_se": corrected_standard_error(np.array(losses), n_folds),
            }
        )
    return table(results, LEARNING_CURVE)
