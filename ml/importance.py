"""Which features the champion leans on, and whether more customers would help."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score
from threadpoolctl import threadpool_limits

from ml.additive import contributions, is_additive, terms_of
from ml.candidates import build
from ml.checks import training_problem
from ml.evaluation import fit, risk_of
from ml.features import FEATURES, in_canonical_order, labels, select_features
from ml.folds import split_folds, stratified_sample
from ml.metrics import corrected_standard_error
from ml.params import HYPERPARAMETERS, LEARNING_CURVE_SHARES, PERMUTATIONS, Settings
from ml.runs import current_run, load_current

IMPORTANCE_COLUMNS = (
    "run_id",
    "feature",
    "mean_absolute_contribution",
    "permutation_importance",
    "permutation_importance_se",
    "rank",
)

LEARNING_CURVE_COLUMNS = (
    "run_id",
    "champion",
    "training_share",
    "training_rows",
    "roc_auc",
    "roc_auc_se",
    "log_loss",
    "log_loss_se",
)


def _permuted_loss_of_auc(
    training: pd.DataFrame, champion: str, settings: Settings
) -> pd.DataFrame:
    """How far each feature's shuffling lowers ROC AUC; (folds, features)."""
    X, y = select_features(training), labels(training)
    plan = settings.evaluation_plan
    folds = split_folds(X, y, "grouped", plan.n_folds, settings.seed)
    rng = np.random.default_rng(settings.seed)
    losses = np.zeros((plan.n_folds, len(FEATURES)))
    for fold in range(plan.n_folds):
        is_held_out = folds == fold
        pipeline, _ = fit(
            champion, X[~is_held_out], y[~is_held_out], plan, settings.seed
        )
        held_out, truth = X[is_held_out].reset_index(drop=True), y[is_held_out]
        auc = roc_auc_score(truth, risk_of(pipeline, held_out))
        for number, feature in enumerate(FEATURES):
            shuffled = [
                held_out[feature].to_numpy()[rng.permutation(len(held_out))]
                for _ in range(PERMUTATIONS)
            ]
            together = pd.concat([held_out] * PERMUTATIONS, ignore_index=True)
            together[feature] = np.concatenate(shuffled)
            risks = risk_of(pipeline, together).reshape(PERMUTATIONS, -1)
            aucs = [roc_auc_score(truth, risk) for risk in risks]
            losses[fold, number] = auc - np.mean(aucs)
    return pd.DataFrame(losses, columns=list(FEATURES))


def feature_importance(
    training: pd.DataFrame,
    runs: pd.DataFrame,
    settings: Settings,
    models_dir: str | Path,
) -> pd.DataFrame:
    """What each feature adds to the current run's model, the strongest first.

    `mean_absolute_contribution` (log-odds over the training customers) is that of
    an additive champion, else null. `permutation_importance` is the loss of ROC
    AUC on held-out grouped folds when the feature is shuffled there (Breiman
    2001), with its corrected standard error; null in quick mode, unless the
    champion is not additive. Features that carry the same signal share it. No
    row without a trained model.
    """
    run = current_run(runs)
    if training_problem(training, settings) or run is None:
        return pd.DataFrame(columns=list(IMPORTANCE_COLUMNS))
    rows = in_canonical_order(training)
    _, pipeline = load_current(models_dir, runs)
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
            losses = _permuted_loss_of_auc(rows, run["champion"], settings)
        ratio = 1 / (settings.evaluation_plan.n_folds - 1)
        result["permutation_importance"] = losses.mean().to_numpy()
        result["permutation_importance_se"] = [
            corrected_standard_error(losses[name].to_numpy(), ratio)
            for name in FEATURES
        ]
    result = result.sort_values([by, "feature"], ascending=[False, True])
    result["rank"] = np.arange(1, len(result) + 1)
    return result.reset_index(drop=True)[list(IMPORTANCE_COLUMNS)]


def learning_curve(
    training: pd.DataFrame, runs: pd.DataFrame, settings: Settings
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
        return pd.DataFrame(columns=list(LEARNING_CURVE_COLUMNS))
    rows = in_canonical_order(training)
    X, y = select_features(rows), labels(rows)
    plan, champion = settings.evaluation_plan, run["champion"]
    parameters = json.loads(run["hyperparameters"])
    results = []
    with threadpool_limits(limits=1):
        for share in LEARNING_CURVE_SHARES:
            aucs, losses, sizes = [], [], []
            for repeat in range(plan.repeats(len(rows))):
                seed = settings.seed + repeat
                folds = split_folds(X, y, "grouped", plan.n_folds, seed)
                for fold in range(plan.n_folds):
                    train = np.flatnonzero(folds != fold)
                    most = HYPERPARAMETERS[champion].rows_max
                    size = min(round(share * len(train)), most)
                    train = train[stratified_sample(y[train], size, seed)]
                    pipeline = build(champion, parameters, settings.seed)
                    pipeline.fit(X.iloc[train], y[train])
                    held_out = folds == fold
                    risk = risk_of(pipeline, X[held_out])
                    aucs.append(roc_auc_score(y[held_out], risk))
                    losses.append(log_loss(y[held_out], risk, labels=[0, 1]))
                    sizes.append(size)
            ratio = 1 / (plan.n_folds - 1)
            results.append(
                {
                    "run_id": run["run_id"],
                    "champion": champion,
                    "training_share": share,
                    "training_rows": round(np.mean(sizes)),
                    "roc_auc": np.mean(aucs),
                    "roc_auc_se": corrected_standard_error(np.array(aucs), ratio),
                    "log_loss": np.mean(losses),
                    "log_loss_se": corrected_standard_error(np.array(losses), ratio),
                }
            )
    return pd.DataFrame(results, columns=list(LEARNING_CURVE_COLUMNS))
