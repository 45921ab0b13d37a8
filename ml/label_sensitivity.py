"""The worth of labels that contradict the model: the champion with them and without them."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.checks import training_problem
from ml.evaluation import cross_validate
from ml.features import DECREASED, FEATURES, ID, LABEL, in_canonical_order, labels
from ml.frames import table
from ml.label_blocks import is_in_block
from ml.leaderboard import out_of_fold_risk, threshold
from ml.params import HYPERPARAMETERS, Settings
from ml.runs import current_run
from ml.store.cache import cached_table
from ml.store.identity import as_json, library_versions, table_hash

RISKS = {ID: "int64", "churn_risk": "float64", "is_learnt_from": "bool"}

MEASURED = (
    "roc_auc",
    "log_loss",
    "brier_score",
    "expected_calibration_error",
    "recall",
    "precision",
    "f1",
)

SCENARIOS = {
    "learnt_from": "str",
    "measured_on": "str",
    "customers": "int64",
    "decreased": "int64",
    **dict.fromkeys(MEASURED, "float64"),
    "threshold": "float64",
    "customers_at_risk": "int64",
}


def risks_without_blocks(
    training: pd.DataFrame,
    customers: pd.DataFrame,
    blocks: pd.DataFrame,
    runs: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return all customers' risks by the champion when it learns without the blocks.

    `training` and `customers` hold the features, `blocks` is a result of
    `ml.label_blocks.label_blocks`, `runs` holds the current run. A customer whom the
    champion learnt from has the mean out-of-fold risk over the repeats, any other one
    the risk of a model fitted on all that are left. The result has one row per customer
    (`RISKS`), and none where there is no block, no trained model, or where too few
    customers would be left to train on.
    """
    run = current_run(runs)
    if blocks.empty or run is None or training_problem(training, settings):
        return table([], RISKS)
    kept = training[~is_in_block(training, blocks)]
    alone = replace(settings, candidates=(run["champion"],), champion="")
    if training_problem(kept, alone):
        return table([], RISKS)
    columns = [ID, *FEATURES]
    return cached_table(
        cache_dir,
        "risks_without_blocks",
        (
            run["run_id"],
            table_hash(kept[[LABEL, *columns]].astype({LABEL: str})),
            table_hash(customers[columns]),
            repr(alone),
            as_json(library_versions()),
        ),
        RISKS,
        lambda: _risks_without(kept, customers, run, alone, cache_dir),
    )


def _risks_without(
    kept: pd.DataFrame,
    customers: pd.DataFrame,
    run: pd.Series,
    settings: Settings,
    cache_dir: str | Path | None,
) -> pd.DataFrame:
    from ml.candidates import build
    from ml.fitting import risk_of
    from ml.folds import stratified_sample

    rows = in_canonical_order(kept)
    y = labels(rows)
    learnt = stratified_sample(
        y, HYPERPARAMETERS[run["champion"]].rows_max, settings.seed
    )
    pipeline = build(run["champion"], json.loads(run["hyperparameters"]), settings.seed)
    with threadpool_limits(limits=1):
        pipeline.fit(rows.iloc[learnt], y[learnt])
        fitted = risk_of(pipeline, customers)
    with TemporaryDirectory() as scratch:
        folder = cache_dir or scratch
        predictions = cross_validate(rows, settings, folder, lambda _: None)
    out_of_fold = out_of_fold_risk(predictions[predictions["split"] == "grouped"])
    is_learnt_from = customers[ID].isin(out_of_fold.index).to_numpy()
    risk = np.where(
        is_learnt_from, out_of_fold.reindex(customers[ID]).to_numpy(), fitted
    )
    return table(
        {
            ID: customers[ID].to_numpy(),
            "churn_risk": risk,
            "is_learnt_from": is_learnt_from,
        },
        RISKS,
    )


def label_scenarios(
    in_force: pd.DataFrame,
    without_blocks: pd.DataFrame,
    blocks: pd.DataFrame,
    settings: Settings,
    cache_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Return the champion's quality with the labels in force and without the blocks.

    `in_force` has one row per labelled customer: `customer_id`, `activity`, `churn_risk`
    and `is_learnt_from`; `without_blocks` is a result of `risks_without_blocks`. Both
    scenarios are measured on all labelled customers and on those outside of the blocks,
    at the threshold that each would choose from the customers it learnt from. The
    result has a row per `learnt_from` and `measured_on`, and none without a block.
    """
    if blocks.empty or without_blocks.empty:
        return table([], SCENARIOS)
    known = in_force.sort_values(ID, ignore_index=True)
    known[LABEL] = known[LABEL].astype(str)
    other = without_blocks.sort_values(ID, ignore_index=True)
    return cached_table(
        cache_dir,
        "label_scenarios",
        (
            *(table_hash(rows) for rows in (known, other, blocks)),
            repr(settings),
            as_json(library_versions()),
        ),
        SCENARIOS,
        lambda: _scenarios(known, other, blocks, settings),
    )


def _scenarios(
    known: pd.DataFrame,
    other: pd.DataFrame,
    blocks: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    from ml.metrics import scores

    y = (known[LABEL] == DECREASED).to_numpy(dtype="int64")
    sets = {
        "all_labels": np.ones(len(known), dtype=bool),
        "outside_blocks": ~is_in_block(known, blocks),
    }
    rows = []
    for learnt_from, risks in (("labels_in_force", known), ("without_blocks", other)):
        # Every labelled customer is active, and so among the others.
        of_known = risks.set_index(ID).loc[known[ID]]
        risk = of_known["churn_risk"].to_numpy()
        is_learnt_from = of_known["is_learnt_from"].to_numpy(dtype=bool)
        cut = threshold(y[is_learnt_from], risk[is_learnt_from], settings)
        for measured_on, is_measured in sets.items():
            found = scores(y[is_measured], risk[is_measured], cut)
            rows.append(
                {
                    "learnt_from": learnt_from,
                    "measured_on": measured_on,
                    "customers": is_measured.sum(),
                    "decreased": y[is_measured].sum(),
                    **{metric: found[metric] for metric in MEASURED},
                    "threshold": cut,
                    "customers_at_risk": (risk[is_measured] >= cut).sum(),
                }
            )
    return table(rows, SCENARIOS)
