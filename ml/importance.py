"""Which features the champion leans on, and whether more customers would help."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.additive import contributions, is_additive, terms_of
from ml.checks import training_problem
from ml.features import FEATURES, in_canonical_order, labels, select_features
from ml.folds import split_folds, stratified_sample
from ml.frames import table
from ml.params import (
    HYPERPARAMETERS,
    LEARNING_CURVE_ROWS_MIN,
    LEARNING_CURVE_SHARES,
    PERMUTATIONS,
    Settings,
)
from ml.store.results import remembered
from ml.runs import current_run, load_current

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


def _held_out_folds(
    training: pd.DataFrame, settings: Settings
) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
    """Training and held-out positions of every grouped fold, and its seed."""
    X, y = select_features(training), labels(training)
    plan = settings.evaluation_plan
    for repeat in range(plan.repeats(len(X))):
        seed = settings.seed + repeat
        folds = split_folds(X, y, "grouped", plan.n_folds, seed)
        for fold in range(plan.n_folds):
            yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold), seed


def _fit_run(
    run: pd.Series, X: pd.DataFrame, y: np.ndarray, rows: int, seed: int
) -> "Pipeline":
    """The run's champion with its hyperparameters, fitted on so many of the rows."""
    from ml.candidates import build

    kept = stratified_sample(y, rows, seed)
    pipeline = build(run["champion"], json.loads(run["hyperparameters"]), seed)
    return pipeline.fit(X.iloc[kept], y[kept])


def _permutation_losses(
    training: pd.DataFrame, run: pd.Series, settings: Settings
) -> np.ndarray:
    """How far shuffling a feature lowers ROC AUC; shape (folds, features)."""
    from sklearn.metrics import roc_auc_score

    from ml.fitting import risk_of

    X, y = select_features(training), labels(training)
    losses = []
    for train, held_out, seed in _held_out_folds(training, settings):
        most = HYPERPARAMETERS[run["champion"]].rows_max
        pipeline = _fit_run(run, X.iloc[train], y[train], most, seed)
        rows, truth = X.iloc[held_out].reset_index(drop=True), y[held_out]
        auc = roc_auc_score(truth, risk_of(pipeline, rows))
        rng = np.random.default_rng(seed)
        orders = [rng.permutation(len(rows)) for _ in range(PERMUTATIONS)]
        together = pd.concat([rows] * PERMUTATIONS, ignore_index=True)
        of_fold = []
        for feature in FEATURES:
            values = rows[feature].to_numpy()
            shuffled = np.concatenate([values[order] for order in orders])
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
    """What each feature adds to the current run's model, the strongest first.

    `mean_absolute_contribution` (log-odds over the training customers) is that of
    an additive champion, else null. `permutation_importance` is the loss of ROC
    AUC on held-out grouped folds when the feature is shuffled there (Breiman
    2001), with its corrected standard error; null in quick mode, unless the
    champion is not additive. Features that carry the same signal share it. No
    row without a trained model. Raises ArtifactError when the artifact cannot be
    trusted.
    """
    run = current_run(runs)
    if training_problem(training, settings) or run is None:
        return table([], IMPORTANCE)
    return remembered(
        cache_dir,
        "importance",
        (run["run_id"], run["artifact_sha256"], repr(settings)),
        IMPORTANCE,
        lambda: _importance(
            in_canonical_order(training),
            run,
            load_current(models_dir, runs)[1],
            settings,
        ),
    )


def _importance(
    rows: pd.DataFrame, run: pd.Series, pipeline: "Pipeline", settings: Settings
) -> pd.DataFrame:
    from ml.metrics import corrected_standard_error

    result = pd.DataFrame({"run_id": run["run_id"], "feature": FEATURES})
    result["mean_absolute_contribution"] = np.nan
    result["permutation_importance"] = np.nan
    result["permutation_importance_se"] = np.nan
    by = "permutation_importance"
    if is_additive(pipeline):
        of_customers = contributions(terms_of(pipeline, run["run_id"]), rows)
        means = of_customers[list(FEATURES)].abs().mean()
        result["mean_absolute_contribution"] = means.to_numpy()
        by = "mean_absolute_contribution"
    if settings.leaderboard == "thorough" or not is_additive(pipeline):
        with threadpool_limits(limits=1):
            losses = _permutation_losses(rows, run, settings)
        ratio = 1 / (settings.evaluation_plan.n_folds - 1)
        result["permutation_importance"] = losses.mean(axis=0)
        result["permutation_importance_se"] = [
            corrected_standard_error(of_feature, ratio) for of_feature in losses.T
        ]
    result = result.sort_values([by, "feature"], ascending=[False, True])
    result["rank"] = np.arange(1, len(result) + 1)
    return table(result.reset_index(drop=True), IMPORTANCE)


def learning_curve(
    training: pd.DataFrame,
    runs: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """The champion's figures when it learns from a share of the customers.

    One row per share of the training folds' rows; ROC AUC and log loss on the
    grouped held-out folds (the same customers for every share), means over
    repeats and folds with corrected standard errors. Hyperparameters are the
    current run's. A curve still rising at its end says that more labelled
    customers would help. No row in quick mode or without a trained model.
    """
    run = current_run(runs)
    if (
        training_problem(training, settings)
        or run is None
        or settings.leaderboard != "thorough"
    ):
        return table([], LEARNING_CURVE)
    return remembered(
        cache_dir,
        "learning_curve",
        (run["run_id"], repr(settings)),
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
    most = HYPERPARAMETERS[run["champion"]].rows_max
    folds = list(_held_out_folds(rows, settings))
    results = []
    for share in LEARNING_CURVE_SHARES:
        sizes = [min(round(share * len(train)), most) for train, _, _ in folds]
        if min(sizes) < LEARNING_CURVE_ROWS_MIN:
            continue
        aucs, losses = [], []
        for (train, held_out, seed), size in zip(folds, sizes, strict=True):
            with threadpool_limits(limits=1):
                pipeline = _fit_run(run, X.iloc[train], y[train], size, seed)
                risk = risk_of(pipeline, X.iloc[held_out])
            aucs.append(roc_auc_score(y[held_out], risk))
            losses.append(log_loss(y[held_out], risk, labels=[0, 1]))
        ratio = 1 / (settings.evaluation_plan.n_folds - 1)
        results.append(
            {
                "run_id": run["run_id"],
                "champion": run["champion"],
                "training_share": share,
                "training_rows": round(np.mean(sizes)),
                "roc_auc": np.mean(aucs),
                "roc_auc_se": corrected_standard_error(np.array(aucs), ratio),
                "log_loss": np.mean(losses),
                "log_loss_se": corrected_standard_error(np.array(losses), ratio),
            }
        )
    return table(results, LEARNING_CURVE)
