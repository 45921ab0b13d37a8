"""The candidates side by side, with honest errors."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from ml.champion import Standing, choose_champion
from ml.checks import training_problem
from ml.features import ID, LABEL, in_canonical_order, labels
from ml.frames import table
from ml.params import HYPERPARAMETERS, METRICS, Settings
from ml.store.results import remembered

LEADERBOARD = {
    "run_id": "str",
    "candidate": "str",
    "split": "str",
    "rank": "int64",
    "is_champion": "bool",
    **dict.fromkeys(METRICS, "float64"),
    **{f"{metric}_se": "float64" for metric in METRICS},
    **{f"{metric}_out_of_fold": "float64" for metric in METRICS},
    "p_value_against_best": "float64",
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
    """Mean over the repeats of one candidate and split, by ascending customer id."""
    return predictions.groupby(ID, sort=True)["probability"].mean()


def threshold(y: np.ndarray, risk: np.ndarray, settings: Settings) -> float:
    """The cut of the policy; profit needs prices, so F1 stands in for it here."""
    from ml.metrics import f1_cut, recall_cut

    if settings.threshold_policy == "recall":
        return recall_cut(y, risk, settings.recall_target)
    return f1_cut(y, risk)


def _fold_scores(predictions: pd.DataFrame, y: pd.Series, cut: float) -> pd.DataFrame:
    """One row per (repeat, fold), one column per metric."""
    from ml.metrics import scores

    rows = {}
    for key, part in predictions.groupby(["repeat", "fold"], sort=True):
        rows[key] = scores(y[part[ID]].to_numpy(), part["probability"].to_numpy(), cut)
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(METRICS))


def _row(
    predictions: pd.DataFrame, y: pd.Series, settings: Settings
) -> tuple[dict[str, object], pd.DataFrame]:
    """A candidate's figures on one split, and those of its folds."""
    from ml.metrics import corrected_standard_error, scores

    risk = out_of_fold_risk(predictions)
    truth = y[risk.index].to_numpy()
    cut = threshold(truth, risk.to_numpy(), settings)
    folds = _fold_scores(predictions, y, cut)
    pooled = scores(truth, risk.to_numpy(), cut)
    n_folds = int(predictions["fold"].max()) + 1
    name = predictions["candidate"].iloc[0]
    of_folds = predictions.drop_duplicates(["repeat", "fold"])["hyperparameters"]
    (chosen, times), *_ = sorted(
        Counter(of_folds).items(), key=lambda item: (-item[1], item[0])
    )
    fitted_rows = len(truth) - len(truth) // n_folds
    row = {
        "run_id": predictions["run_id"].iloc[0],
        "candidate": name,
        "split": predictions["split"].iloc[0],
        **{metric: folds[metric].mean() for metric in METRICS},
        CALIBRATION: pooled[CALIBRATION],
        **{f"{metric}_out_of_fold": pooled[metric] for metric in METRICS},
        **{
            f"{metric}_se": corrected_standard_error(
                folds[metric].to_numpy(), 1 / (n_folds - 1)
            )
            for metric in METRICS
        },
        "threshold": cut,
        "customers": len(truth),
        "rows_per_fit": min(fitted_rows, HYPERPARAMETERS[name].rows_max),
        "n_folds": n_folds,
        "n_repeats": int(predictions["repeat"].nunique()),
        "hyperparameters": chosen,
        "hyperparameters_share": times / len(of_folds),
    }
    return row, folds


def rank_candidates(
    training: pd.DataFrame,
    predictions: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """The leaderboard: one row per (run_id, candidate, split).

    `<metric>` is the mean over the held-out folds, what one fitted model does to
    customers it never saw, and `<metric>_se` its standard error;
    `<metric>_out_of_fold` is that of a customer's mean risk over the repeats, the
    one the scores use. The calibration error alone is the latter in both: ten
    bins of a single fold hold too few customers to measure more than noise.
    `p_value_against_best` compares the folds' ROC AUC with that of the split's
    best candidate. Errors and p-values are corrected for overlapping training
    rows (Nadeau & Bengio 2003). `rank` counts by `roc_auc` within a split.
    Recall, precision and F1 are those at `threshold`, chosen on the out-of-fold
    risk. `hyperparameters` are those chosen most often, in `hyperparameters_share`
    of the folds. No row when `training_problem` finds one. With a `cache_dir` it is
    computed once for a run and its settings.
    """
    if training_problem(training, settings) or predictions.empty:
        return table([], LEADERBOARD)
    return remembered(
        cache_dir,
        "leaderboard",
        (str(predictions["run_id"].iloc[0]), repr(settings)),
        LEADERBOARD,
        lambda: _rank(training, predictions, settings),
    )


def _rank(
    training: pd.DataFrame, predictions: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    # Imports of scikit-learn take seconds: only where there is something to compute.
    from ml.metrics import corrected_p_value

    rows = in_canonical_order(training)
    y = pd.Series(labels(rows), index=rows[ID].to_numpy(), name=LABEL)
    # A database returns rows in any order, and sums differ by it in the last digit.
    ordered = predictions.sort_values(
        ["candidate", "split", "repeat", "fold", ID], ignore_index=True
    )
    results: list[dict[str, object]] = []
    for _, of_split in ordered.groupby("split", sort=True):
        parts = [
            _row(part, y, settings)
            for _, part in of_split.groupby("candidate", sort=True)
        ]
        parts.sort(key=lambda part: (-part[0]["roc_auc"], part[0]["candidate"]))
        best = parts[0][1]["roc_auc"].to_numpy()
        for rank, (row, folds) in enumerate(parts, start=1):
            differences = folds["roc_auc"].to_numpy() - best
            ratio = 1 / (row["n_folds"] - 1)
            row["rank"] = rank
            row["p_value_against_best"] = corrected_p_value(differences, ratio)
            results.append(row)
    champion = choose_champion(
        [
            Standing(row["candidate"], row["roc_auc"], row["p_value_against_best"])
            for row in results
            if row["split"] == "grouped"
        ],
        settings.champion,
    )
    for row in results:
        row["is_champion"] = row["candidate"] == champion
    return table(results, LEADERBOARD)
