"""Out-of-fold risks of every candidate, on the same folds."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ml.store.cache import FoldPredictions, cache_path, fetch, store
from ml.checks import training_problem
from ml.features import ID, in_canonical_order, labels, select_features
from ml.folds import split_folds
from ml.frames import table
from ml.store.identity import (
    as_json,
    candidate_definition,
    candidates_of,
    data_hash,
    digest,
    library_versions,
    run_id,
)
from ml.params import EVALUATION_VERSION, Plan, Settings

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

    @property
    def fold_seed(self) -> int:
        """Seed of the folds: the same for all candidates."""
        return self.seed + self.repeat

    def key(self, data: str) -> str:
        """Hash of all that the predictions depend on."""
        return digest(
            data,
            candidate_definition(self.candidate, self.seed),
            as_json(asdict(self)),
            as_json(library_versions()),
            str(EVALUATION_VERSION),
        )


def predict_folds(task: Task, X: pd.DataFrame, y: np.ndarray) -> FoldPredictions:
    """Fit on each fold's rest, predict the fold. One thread: the same digits."""
    from ml.fitting import fit, risk_of

    folds = split_folds(X, y, task.split, task.plan.n_folds, task.fold_seed)
    risk = np.empty(len(y))
    chosen = []
    with threadpool_limits(limits=1):
        for fold in range(task.plan.n_folds):
            is_held_out = folds == fold
            pipeline, parameters = fit(
                task.candidate, X[~is_held_out], y[~is_held_out], task.plan, task.seed
            )
            risk[is_held_out] = risk_of(pipeline, X[is_held_out])
            chosen.append(as_json(dict(parameters)))
    return FoldPredictions(risk, folds, tuple(chosen))


def _compute(
    tasks: list[Task], X: pd.DataFrame, y: np.ndarray, jobs: int
) -> Iterator[tuple[Task, FoldPredictions]]:
    """Each task with its predictions."""
    from joblib import Parallel, delayed

    from ml.candidates import PLATT_SCALED

    if jobs < 2 or len(tasks) < 2:
        results = (predict_folds(task, X, y) for task in tasks)
    else:
        # Fitted several times over: begun last, one of them would go on alone.
        tasks = sorted(tasks, key=lambda task: task.candidate not in PLATT_SCALED)
        parallel = Parallel(n_jobs=jobs, return_as="generator")
        results = parallel(delayed(predict_folds)(task, X, y) for task in tasks)
    return zip(tasks, results, strict=True)


def _evaluate(
    tasks: list[Task], X: pd.DataFrame, y: np.ndarray, jobs: int, log: Log
) -> Iterator[tuple[Task, FoldPredictions]]:
    """Compute the tasks, with a line of progress after each."""
    from sklearn.metrics import roc_auc_score

    start = time.monotonic()
    for done, (task, predictions) in enumerate(_compute(tasks, X, y, jobs), start=1):
        yield task, predictions
        log(
            f"{done}/{len(tasks)} {time.monotonic() - start:5.0f} s  "
            f"{task.candidate}, {task.split} folds, repeat {task.repeat + 1}: "
            f"ROC AUC {roc_auc_score(y, predictions.risk):.4f}"
        )


def tasks_of(settings: Settings, rows: int) -> list[Task]:
    """All that is to be evaluated, candidate after candidate."""
    plan = settings.evaluation_plan
    return [
        Task(name, split, repeat, settings.seed, plan)
        for name in candidates_of(settings, rows)
        for split in plan.splits
        for repeat in range(plan.repeats(rows, split))
    ]


def cross_validate(
    training: pd.DataFrame, settings: Settings, cache_dir: str | Path, log: Log = say
) -> pd.DataFrame:
    """Out-of-fold risk of every candidate for every training customer.

    One row per (run_id, candidate, split, repeat, fold, customer_id) with
    `probability` in (0, 1) and the fold's `hyperparameters` as JSON text; no row
    when `training_problem` finds one. In thorough mode the hyperparameters are
    searched inside each training fold (nested cross-validation). Finished
    repeats are kept in `cache_dir` and not computed again. Progress goes to
    `log`, a line at a time.
    """
    if training_problem(training, settings):
        return table([], PREDICTIONS)
    rows = in_canonical_order(training)
    X, y = select_features(rows), labels(rows)
    data = data_hash(rows)
    tasks = tasks_of(settings, len(rows))
    keys = {task: task.key(data) for task in tasks}
    paths = {
        task: cache_path(Path(cache_dir), task.candidate, keys[task]) for task in tasks
    }
    found = {task: fetch(paths[task], keys[task], len(rows)) for task in tasks}
    missing = [task for task in tasks if found[task] is None]
    log(f"{len(tasks)} evaluations, {len(tasks) - len(missing)} of them in the cache")
    if missing:
        for task, predictions in _evaluate(missing, X, y, settings.jobs, log):
            store(paths[task], keys[task], predictions)
            found[task] = predictions
    return _as_frame(run_id(training, settings), rows[ID].to_numpy(), found)


def _as_frame(
    run: str, ids: np.ndarray, found: dict[Task, FoldPredictions]
) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "run_id": run,
                "candidate": task.candidate,
                "split": task.split,
                "repeat": task.repeat,
                "fold": predictions.fold,
                ID: ids,
                "probability": predictions.risk,
                "hyperparameters": np.array(predictions.hyperparameters, dtype=object)[
                    predictions.fold
                ],
            }
        )
        for task, predictions in found.items()
    ]
    return table(pd.concat(parts, ignore_index=True), PREDICTIONS)
