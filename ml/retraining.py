"""Does the model in force stay? A challenger has to be better on the newest month."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ml.checks import training_problem
from ml.features import ID, in_canonical_order, labels
from ml.frames import table
from ml.leaderboard import out_of_fold_risk
from ml.params import CONFIDENCE, RETRAIN, Settings
from ml.runs import score
from ml.store.artifact import ArtifactError, artifact_name
from ml.store.identity import library_versions, parameters_hash

AUTO, ALWAYS, NEVER = RETRAIN

# Why the month has a new model, or keeps the one in force.
FIRST, ASKED, MISSING, RECIPE = "first", "asked", "model_missing", "recipe_changed"
BETTER, WORSE, QUIET, FORBIDDEN = "better", "not_better", "nothing_moved", "forbidden"
TOO_FEW, UNREADABLE = "too_few", "model_unreadable"

RETRAINING = {
    "as_of": "str",
    "setting": "str",
    "is_retrained": "bool",
    "reason": "str",
    "former_run_id": "str",
    "learnt_in": "str",
    "months_since": "Int64",
    "drifted_features": "str",
    "customers": "Int64",
    "former_log_loss": "float64",
    "challenger_log_loss": "float64",
    "log_loss_gain": "float64",
    "log_loss_gain_low": "float64",
    "former_roc_auc": "float64",
    "challenger_roc_auc": "float64",
}


def decide(
    training: pd.DataFrame,
    treated: pd.DataFrame,
    predictions: pd.DataFrame,
    leaderboard: pd.DataFrame,
    former: pd.DataFrame,
    drift: pd.DataFrame,
    settings: Settings,
    models_dir: str | Path,
) -> pd.DataFrame:
    """Return one row (`RETRAINING`): is this month's model trained anew, and why.

    `training` holds the customers that models learn from. Those in `treated` teach by
    the label of an earlier month, which the former model may have seen, and are left
    out of the comparison. `former` has one row: the month (`as_of`), the run that scored
    the month before (null without one), `learnt_in`, `months_since` and `is_old`.
    `drift` has `as_of`, `feature` and `is_drifted`.

    The setting `always` trains and `never` keeps. `auto` trains where the recipe of the
    former model has changed. Else it compares both models on this month's labels: the
    challenger is the leaderboard's champion, whose risks are out-of-fold, and the former
    model has not seen these labels. The challenger replaces it where a feature has
    drifted since the former one learnt, or that one is old, and the lower one-sided
    bound of the challenger's gain in log loss is above zero. Whatever the setting says,
    a model whose file is missing is replaced.
    """
    (before,) = former.to_dict("records")
    facts: dict[str, Any] = {"as_of": before["as_of"], "setting": settings.retrain}

    def because(reason: str, *, trained: bool) -> pd.DataFrame:
        return table([{**facts, "is_retrained": trained, "reason": reason}], RETRAINING)

    if pd.isna(before["run_id"]):
        return because(FIRST, trained=True)
    drifted = drift[drift["is_drifted"] & drift["as_of"].gt(before["learnt_in"])]
    drifted = drifted[drifted["as_of"] <= before["as_of"]]
    facts |= {
        "former_run_id": before["run_id"],
        "learnt_in": before["learnt_in"],
        "months_since": before["months_since"],
        "drifted_features": ", ".join(sorted(set(drifted["feature"]))) or None,
    }
    if settings.retrain == ALWAYS:
        return because(ASKED, trained=True)
    is_same_recipe = before["parameters_hash"] == parameters_hash(settings) and (
        json.loads(before["library_versions"]) == library_versions()
    )
    if settings.retrain == AUTO and not is_same_recipe:
        return because(RECIPE, trained=True)
    if not (Path(models_dir) / artifact_name(before["run_id"])).is_file():
        return because(MISSING, trained=True)
    training = training[~training[ID].isin(treated[ID])]
    is_forbidden = settings.retrain == NEVER
    if training_problem(training, settings):
        return because(FORBIDDEN if is_forbidden else TOO_FEW, trained=False)
    rows = in_canonical_order(training)
    try:
        scored = score(models_dir, former.assign(is_current=True), rows)
    except ArtifactError:
        # Whoever loads the model next says what is wrong with it, and stops the build.
        return because(UNREADABLE, trained=False)
    facts |= _compared(
        labels(rows),
        scored["churn_risk"].to_numpy(),
        _challenger_risk(predictions, leaderboard)[rows[ID]].to_numpy(),
    )
    if is_forbidden:
        return because(FORBIDDEN, trained=False)
    if drifted.empty and not before["is_old"]:
        return because(QUIET, trained=False)
    is_better = facts["log_loss_gain_low"] > 0
    return because(BETTER if is_better else WORSE, trained=is_better)


def kept_run(decisions: pd.DataFrame, former: pd.DataFrame) -> str | None:
    """Return the id of the run that stays in force this month, or None for a new one.

    `decisions` holds the results of `decide` by month, `former` is as there.
    """
    (month,) = former["as_of"]
    (row,) = decisions[decisions["as_of"] == month].to_dict("records")
    return None if row["is_retrained"] else row["former_run_id"]


def _challenger_risk(predictions: pd.DataFrame, leaderboard: pd.DataFrame) -> pd.Series:
    """Return the out-of-fold risk of the leaderboard's champion, by customer."""
    is_champion = leaderboard["is_champion"].astype(bool)
    champion = leaderboard.loc[is_champion, "candidate"].iloc[0]
    of_champion = predictions["candidate"].eq(champion)
    return out_of_fold_risk(
        predictions[of_champion & predictions["split"].eq("grouped")]
    )


def _compared(
    y: np.ndarray, former: np.ndarray, challenger: np.ndarray
) -> dict[str, float]:
    """Return how well both risks tell the labels, and the bound of the difference.

    All have shape (customers,); the difference is paired by customer.
    """
    from scipy.stats import norm
    from sklearn.metrics import roc_auc_score

    def losses(risk: np.ndarray) -> np.ndarray:
        return -np.log(np.where(y == 1, risk, 1 - risk))

    gains = losses(former) - losses(challenger)
    error = gains.std(ddof=1) / np.sqrt(len(gains))
    return {
        "customers": len(y),
        "former_log_loss": losses(former).mean(),
        "challenger_log_loss": losses(challenger).mean(),
        "log_loss_gain": gains.mean(),
        "log_loss_gain_low": gains.mean() - norm.ppf(CONFIDENCE) * error,
        "former_roc_auc": roc_auc_score(y, former),
        "challenger_roc_auc": roc_auc_score(y, challenger),
    }
