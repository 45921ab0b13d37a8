"""Out-of-fold risks of every candidate, on the same folds."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.checks import training_problem
from ml.features import ID, in_canonical_order, labels, select_features
from ml.folds import split_folds
from ml.frames import table
from ml.params import Plan, Settings
from ml.store.cache import CachedTable
from ml.store.identity import (
    as_json,
    candidate_definition,
    data_hash,
    digest,
    library_versions,
    run_id,
)

# A row per customer, in canonical order: one candidate in one repeat.
FOLD_PREDICTIONS = {"fold": "int64", "probability": "float64", "hyperparameters": "str"}

PREDICTIONS = {
    "run_id": "str",
    "candidate": "str",
    "split": "str",
    "repeat": "int64",
    "fold": "int64",
    ID: "int64",
    "probability": "float64",
    "hyperparameters": "str",
}

Log = Callable[[str], object]
say: Log = partial(print, flush=True)


@dataclass(frozen=True)
class Task:
    """One candidate on one repeat of one kind of folds."""

    candidate: str
    split: str
    repeat: int
    seed: int
    plan: Plan

    def key(self, data: str) -> str:
        """Return the hash of all that the predictions depend on."""
        return digest(
            data,
            candidate_definition(self.candidate, self.seed),
            as_json(asdict(self)),
            as_json(library_versions()),
        )


def tasks_of(settings: Settings, rows: int) -> list[Task]:
    """Return all tasks of an evaluation, candidate after candidate."""
    plan = settings.evaluation_plan
    return [
        Task(name, split, repeat, settings.seed, plan)
        for name in settings.compared(rows)
        for split in plan.splits
        for repeat in range(plan.repeats(rows, split))
    ]


def predict_folds(task: Task, X: pd.DataFrame, y: np.ndarray) -> pd.DataFrame:
    """Fit on each fold's rest and predict the fold; returns `FOLD_PREDICTIONS`.

    All candidates have the same folds. One thread gives the same digits everywhere.
    """
    from ml.fitting import fit, risk_of

    plan = task.plan
    folds = split_folds(X, y, task.split, plan.n_folds, task.seed + task.repeat)
    result = pd.DataFrame({"fold": folds, "probability": np.nan, "hyperparameters": ""})
    with threadpool_limits(limits=1):
        for fold in range(plan.n_folds):
            is_held_out = folds == fold
            pipeline, parameters = fit(
                task.candidate, X[~is_held_out], y[~is_held_out], plan, task.seed
            )
            risk = risk_of(pipeline, X[is_held_out])
            result.loc[is_held_out, "probability"] = risk
            result.loc[is_held_out, "hyperparameters"] = as_json(dict(parameters))
    return table(result, FOLD_PREDICTIONS)


def _evaluate(
    tasks: list[Task], X: pd.DataFrame, y: np.ndarray, jobs: int, log: Log
) -> Iterator[tuple[Task, pd.DataFrame]]:
    """Yield each task with its predictions, and log a line of progress after it."""
    from joblib import Parallel, delayed
    from sklearn.metrics import roc_auc_score

    from ml.candidates import PLATT_SCALED, check_candidates

    check_candidates()
    start = time.monotonic()
    # Platt-scaled candidates take longest: begun last, one of them would run alone.
    tasks = sorted(tasks, key=lambda task: task.candidate not in PLATT_SCALED)
    parallel = Parallel(n_jobs=min(jobs, len(tasks)), return_as="generator")
    results = parallel(delayed(predict_folds)(task, X, y) for task in tasks)
    for done, (task, predictions) in enumerate(
        zip(tasks, results, strict=True), start=1
    ):
        yield task, predictions
        log(
            f"{done}/{len(tasks)} {time.monotonic() - start:5.0f} s  "
            f"{task.candidate}, {task.split} folds, repeat {task.repeat + 1}: "
            f"ROC AUC {roc_auc_score(y, predictions['probability']):.4f}"
        )


def cross_validate(
    training: pd.DataFrame, settings: Settings, cache_dir: str | Path, log: Log = say
) -> pd.DataFrame:
    """Return every candidate's out-of-fold risk for every training customer.

    The result has one row per (run_id, candidate, split, repeat, fold, customer_id) with
    `probability` in (0, 1) and the fold's `hyperparameters` as JSON text; no row when
    `training_problem` finds one. Thorough mode searches the hyperparameters inside each
    training fold (nested cross-validation). Finished repeats are kept in `cache_dir`
    and not computed again. `log` receives the progress, a line at a time.
    """
    if training_problem(training, settings):
        return table([], PREDICTIONS)
    rows = in_canonical_order(training)
    data = data_hash(rows)
    cached = {
        task: CachedTable(
            Path(cache_dir), task.candidate, task.key(data), FOLD_PREDICTIONS
        )
        for task in tasks_of(settings, len(rows))
    }
    found = {task: place.read() for task, place in cached.items()}
    missing = [task for task, predictions in found.items() if predictions is None]
    log(f"{len(found)} evaluations, {len(found) - len(missing)} of them in the cache")
    if missing:
        X, y = select_features(rows), labels(rows)
        for task, predictions in _evaluate(missing, X, y, settings.jobs, log):
            cached[task].write(predictions)
            found[task] = predictions
    facts = {"run_id": run_id(data, settings), ID: rows[ID].to_numpy()}
    parts = [
        predictions.assign(
            candidate=task.candidate, split=task.split, repeat=task.repeat, **facts
        )
        for task, predictions in found.items()
        if predictions is not None
    ]
    return table(pd.concat(parts, ignore_index=True), PREDICTIONS)
