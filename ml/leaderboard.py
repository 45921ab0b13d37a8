"""The candidates side by side, with honest errors."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ml.champion import choose_champion
from ml.checks import training_problem
from ml.features import ID, LABEL, in_canonical_order, labels
from ml.frames import table
from ml.params import HYPERPARAMETERS, MARGINS, METRICS, Settings
from ml.store.cache import cached_table

LEADERBOARD = {
    "run_id": "str",
    "candidate": "str",
    "split": "str",
    "rank": "int64",
    "is_champion": "bool",
    **dict.fromkeys(METRICS, "float64"),
    **{f"{metric}_se": "float64" for metric in METRICS},
    **{f"{metric}_out_of_fold": "float64" for metric in METRICS},
    "calibration_error_by_chance": "float64",
    "p_value_against_best": "float64",
    "roc_auc_behind": "float64",
    "roc_auc_behind_lower": "float64",
    "roc_auc_behind_upper": "float64",
    "log_loss_behind": "float64",
    "log_loss_behind_lower": "float64",
    "log_loss_behind_upper": "float64",
    "is_not_inferior": "bool",
    "threshold": "float64",
    "customers": "int64",
    "rows_per_fit": "int64",
    "n_folds": "int64",
    "n_repeats": "int64",
    "hyperparameters": "str",
    "hyperparameters_share": "float64",
}

CALIBRATION = "expected_calibration_error"


def out_of_fold_risk(predictions: pd.DataFrame) -> pd.Series:
    """Return each customer's mean over the repeats of one candidate and split."""
    return predictions.groupby(ID, sort=True)["probability"].mean()


def threshold(y: np.ndarray, risk: np.ndarray, settings: Settings) -> float:
    """Return the cut of the policy; without prices here, F1 stands in for profit."""
    from ml.metrics import f1_cut, recall_cut

    if settings.threshold_policy == "recall":
        return recall_cut(y, risk, settings.recall_target)
    return f1_cut(y, risk)


def _row(
    predictions: pd.DataFrame, y: pd.Series, settings: Settings
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return a candidate's figures on one split, and the metrics of its folds."""
    from ml.metrics import (
        calibration_error_by_chance,
        corrected_standard_error,
        nested_cuts,
        scores,
    )

    risk = out_of_fold_risk(predictions)
    truth = y[risk.index].to_numpy()
    cut = threshold(truth, risk.to_numpy(), settings)
    pooled = pd.Series(scores(truth, risk.to_numpy(), cut))
    choose = partial(threshold, settings=settings)
    apart = predictions.assign(
        cut=np.concatenate(
            [
                nested_cuts(
                    y[part[ID]].to_numpy(),
                    part["probability"].to_numpy(),
                    part["fold"].to_numpy(),
                    choose,
                )
                for _, part in predictions.groupby("repeat", sort=True)
            ]
        )
    )
    by_fold = apart.groupby(["repeat", "fold"], sort=True)
    folds = pd.DataFrame(
        [
            scores(
                y[part[ID]].to_numpy(),
                part["probability"].to_numpy(),
                part["cut"].to_numpy(),
            )
            for _, part in by_fold
        ]
    )
    n_folds = int(predictions["fold"].max()) + 1
    errors = folds.apply(corrected_standard_error, raw=True, n_folds=n_folds)
    first = predictions.iloc[0]
    # The mode is the first in the alphabet of equally frequent hyperparameters.
    hyperparameters = by_fold["hyperparameters"].first()
    chosen = hyperparameters.mode().iloc[0]
    fitted_rows = len(truth) - len(truth) // n_folds
    row = {
        "run_id": first["run_id"],
        "candidate": first["candidate"],
        "split": first["split"],
        **folds.mean(),
        CALIBRATION: pooled[CALIBRATION],
        **pooled.add_suffix("_out_of_fold"),
        **errors.add_suffix("_se"),
        "calibration_error_by_chance": calibration_error_by_chance(risk.to_numpy()),
        "threshold": cut,
        "customers": len(truth),
        "rows_per_fit": min(fitted_rows, HYPERPARAMETERS[first["candidate"]].rows_max),
        "n_folds": n_folds,
        "n_repeats": int(predictions["repeat"].nunique()),
        "hyperparameters": chosen,
        "hyperparameters_share": (hyperparameters == chosen).mean(),
    }
    return row, folds


def _behind(
    folds: pd.DataFrame, best: dict[str, np.ndarray], n_folds: int
) -> dict[str, Any]:
    """Return how far a candidate's folds are behind the best ones, with bounds."""
    from ml.metrics import corrected_bounds

    differences = {
        "roc_auc": best["roc_auc"] - folds["roc_auc"].to_numpy(),
        "log_loss": folds["log_loss"].to_numpy() - best["log_loss"],
    }
    row: dict[str, Any] = {"is_not_inferior": True}
    for metric, values in differences.items():
        lower, upper = corrected_bounds(values, n_folds)
        row[f"{metric}_behind"] = values.mean()
        row[f"{metric}_behind_lower"] = lower
        row[f"{metric}_behind_upper"] = upper
        row["is_not_inferior"] &= bool(upper <= MARGINS[metric])
    return row


def rank_candidates(
    training: pd.DataFrame,
    predictions: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return the leaderboard: one row per (run_id, candidate, split).

    `<metric>` is the mean over the held-out folds: how one fitted model does on
    customers it never saw; `<metric>_se` is its standard error. `<metric>_out_of_fold`
    measures a customer's mean risk over the repeats, which the scores use. The
    calibration error is the latter in both columns: ten bins of a single fold hold too
    few customers to measure more than noise. `p_value_against_best` compares the folds'
    ROC AUC with that of the split's best candidate. Errors and p-values are corrected
    for overlapping training rows (Nadeau & Bengio 2003). `rank` counts by `roc_auc`
    within a split. `threshold` is chosen on the out-of-fold risks, and the out-of-fold
    recall, precision and F1 hold there; their means over the folds are at cuts that the
    other folds of the repeat have chosen. `<metric>_behind` is how far the candidate is
    behind the split's best in that metric, between one-sided bounds of 95 % each;
    `is_not_inferior` says whether both upper bounds are within `ml.params.MARGINS`.
    `calibration_error_by_chance` is what perfect calibration stays below in 95 % of
    stores of this size. `hyperparameters` are those chosen most often, in
    `hyperparameters_share` of the folds. There is no row when `training_problem` finds
    a problem.
    """
    if training_problem(training, settings) or predictions.empty:
        return table([], LEADERBOARD)
    return cached_table(
        cache_dir,
        "leaderboard",
        (str(predictions["run_id"].iloc[0]), repr(settings)),
        LEADERBOARD,
        lambda: _rank(training, predictions, settings),
    )


def _rank(
    training: pd.DataFrame, predictions: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    from ml.metrics import corrected_p_value

    rows = in_canonical_order(training)
    y = pd.Series(labels(rows), index=rows[ID].to_numpy(), name=LABEL)
    # A database returns rows in any order, and sums differ by it in the last digit.
    ordered = predictions.sort_values(
        ["candidate", "split", "repeat", "fold", ID], ignore_index=True
    )
    results = []
    for _, of_split in ordered.groupby("split", sort=True):
        parts = [
            _row(part, y, settings)
            for _, part in of_split.groupby("candidate", sort=True)
        ]
        board = pd.DataFrame([row for row, _ in parts])
        best = {
            "roc_auc": parts[board["roc_auc"].idxmax()][1]["roc_auc"].to_numpy(),
            "log_loss": parts[board["log_loss"].idxmin()][1]["log_loss"].to_numpy(),
        }
        board["p_value_against_best"] = [
            corrected_p_value(folds["roc_auc"] - best["roc_auc"], row["n_folds"])
            for row, folds in parts
        ]
        behind = [_behind(folds, best, row["n_folds"]) for row, folds in parts]
        board = pd.concat([board, pd.DataFrame(behind)], axis="columns")
        # The parts come by name, so equal candidates rank in the alphabet's order.
        board = board.sort_values("roc_auc", ascending=False, kind="stable")
        results.append(board.assign(rank=range(1, len(board) + 1)))
    result = pd.concat(results, ignore_index=True)
    champion = choose_champion(result[result["split"] == "grouped"], settings.champion)
    return table(
        result.assign(is_champion=result["candidate"] == champion), LEADERBOARD
    )
