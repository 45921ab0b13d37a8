"""Does the past foretell? The champion on pairs of months, judged out of time.

A model that learns from labels beside the features of the same month says who looks like a
customer who buys less now. One that learns from features of an earlier month says who will.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.features import ID, LABEL, in_canonical_order, labels, select_features
from ml.folds import copy_groups, deal_folds, stratified_sample
from ml.frames import table
from ml.params import (
    CLASS_ROWS_MIN,
    CONFIDENCE,
    HYPERPARAMETERS,
    PAIRS_MAX,
    Settings,
)
from ml.runs import current_run
from ml.store.cache import cached_table
from ml.store.identity import as_json, library_versions, table_hash

SEEN_IN, LABELLED_IN = "as_of", "labelled_in"
MONTHS_BEFORE, SAME_MONTH = "months_before", "same_month"

MEASURED = ("roc_auc", "log_loss", "brier_score")
FORESIGHT = {
    "learnt_from": "str",
    "candidate": "str",
    "features_of": "str",
    "labels_of": "str",
    "training_months": "int64",
    "training_rows": "int64",
    "customers": "int64",
    "decreased": "int64",
    **dict.fromkeys(MEASURED, "float64"),
    **{f"{metric}_se": "float64" for metric in MEASURED},
    "roc_auc_gain": "float64",
    "roc_auc_gain_low": "float64",
    "roc_auc_gain_high": "float64",
    "is_better": "bool",
}


def foresight(
    pairs: pd.DataFrame,
    runs: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return how well both kinds of pairs teach the champion to foretell the last labels.

    `pairs` has one row per customer, `as_of` (month of the features) and `labelled_in`;
    `runs` holds the current run. Both models predict the last month's labels from the
    features of the pairs that end there, and learn from labels that were known when
    those features were seen; the customers of a fold and their near-copies are left out
    of its training. `<metric>_se` and the 95 % interval of the gain in ROC AUC are
    corrected for overlapping folds. One row per `learnt_from`, `months_before` first;
    none without a trained model, or where a class has too few customers.
    """
    run = current_run(runs)
    if pairs.empty or run is None:
        return table([], FORESIGHT)
    rows = pairs.astype({LABEL: str})
    return cached_table(
        cache_dir,
        "foresight",
        (
            run["champion"],
            run["hyperparameters"],
            table_hash(rows),
            repr(settings),
            as_json(library_versions()),
        ),
        FORESIGHT,
        lambda: _judge(rows, run, settings),
    )


def training_rows(pairs: pd.DataFrame, features_of: str) -> dict[str, pd.DataFrame]:
    """Return the pairs of each kind whose label was known in a month."""
    known = pairs[pairs[LABELLED_IN] <= features_of]
    is_same = known[SEEN_IN] == known[LABELLED_IN]
    return {MONTHS_BEFORE: known[~is_same], SAME_MONTH: known[is_same]}


def kin(pairs: pd.DataFrame) -> pd.Series:
    """Return a number per customer id, the same for near-copies in any of the months."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    customers = np.unique(pairs[ID])
    places: list[np.ndarray] = []
    groups: list[np.ndarray] = []
    size = len(customers)
    for _, seen in pairs.drop_duplicates([ID, SEEN_IN]).groupby(SEEN_IN):
        places.append(np.searchsorted(customers, seen[ID]))
        # A node for each customer, then one for each group of copies of a month.
        groups.append(size + copy_groups(select_features(seen)))
        size = int(groups[-1].max()) + 1
    ends = np.concatenate(places), np.concatenate(groups)
    links = coo_array((np.ones(len(ends[0])), ends), shape=(size, size))
    found = connected_components(links, directed=False)[1][: len(customers)]
    return pd.Series(np.unique(found, return_inverse=True)[1], index=customers)


def _judge(pairs: pd.DataFrame, run: pd.Series, settings: Settings) -> pd.DataFrame:
    from joblib import Parallel, delayed

    from ml.metrics import corrected_bounds, corrected_standard_error, scores

    pairs = in_canonical_order(pairs)
    labels_of = pairs[LABELLED_IN].max()
    judged = pairs[(pairs[LABELLED_IN] == labels_of) & (pairs[SEEN_IN] < labels_of)]
    if judged.empty:
        return table([], FORESIGHT)
    features_of = judged[SEEN_IN].max()
    taught = training_rows(pairs, features_of)
    if any(_lacks_a_class(rows) for rows in (judged, *taught.values())):
        return table([], FORESIGHT)
    plan, rows_max = settings.evaluation_plan, HYPERPARAMETERS[run["champion"]].rows_max
    y, groups = labels(judged), kin(pairs)
    of_judged = np.unique(groups[judged[ID]], return_inverse=True)[1]
    tasks = []
    for repeat in range(plan.repeats(len(judged))):
        fold_of = deal_folds(y, of_judged, plan.n_folds, settings.seed + repeat)
        for fold in range(plan.n_folds):
            held_out = judged[fold_of == fold]
            left_out = set(groups[held_out[ID]])
            for kind, rows in taught.items():
                kept = rows[~groups[rows[ID]].isin(left_out).to_numpy()]
                learnt = stratified_sample(
                    labels(kept), min(rows_max, PAIRS_MAX), settings.seed
                )
                tasks.append((kind, kept.iloc[learnt], held_out))
    risks = Parallel(n_jobs=settings.jobs)(
        delayed(_risk)(learnt, held_out, run, settings.seed)
        for _, learnt, held_out in tasks
    )
    folds: dict[str, list[dict[str, float]]] = {kind: [] for kind in taught}
    for (kind, _, held_out), risk in zip(tasks, risks, strict=True):
        folds[kind].append(scores(labels(held_out), risk, 0.5))
    measured = {kind: pd.DataFrame(found) for kind, found in folds.items()}
    gain = measured[MONTHS_BEFORE]["roc_auc"] - measured[SAME_MONTH]["roc_auc"]
    # Each one-sided bound leaves half of what the interval leaves.
    low, high = corrected_bounds(gain.to_numpy(), plan.n_folds, (1 + CONFIDENCE) / 2)
    return table(
        [
            {
                "learnt_from": kind,
                "candidate": run["champion"],
                "features_of": features_of,
                "labels_of": labels_of,
                "training_months": taught[kind][LABELLED_IN].nunique(),
                "training_rows": len(taught[kind]),
                "customers": len(judged),
                "decreased": y.sum(),
                **{metric: found[metric].mean() for metric in MEASURED},
                **{
                    f"{metric}_se": corrected_standard_error(
                        found[metric].to_numpy(), plan.n_folds
                    )
                    for metric in MEASURED
                },
                "roc_auc_gain": gain.mean(),
                "roc_auc_gain_low": low,
                "roc_auc_gain_high": high,
                "is_better": low > 0 if kind == MONTHS_BEFORE else high < 0,
            }
            for kind, found in measured.items()
        ],
        FORESIGHT,
    )


def _lacks_a_class(rows: pd.DataFrame) -> bool:
    """Whether a class has too few customers to learn from or to judge by."""
    counts = np.bincount(labels(rows), minlength=2)
    return bool(counts.min() < CLASS_ROWS_MIN)


def _risk(
    training: pd.DataFrame, customers: pd.DataFrame, run: pd.Series, seed: int
) -> np.ndarray:
    """Return the risks of customers by the champion, fitted on these pairs."""
    from ml.candidates import build
    from ml.fitting import risk_of

    pipeline = build(run["champion"], json.loads(run["hyperparameters"]), seed)
    with threadpool_limits(limits=1):
        pipeline.fit(training, labels(training))
        return risk_of(pipeline, customers)
