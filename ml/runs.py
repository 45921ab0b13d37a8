"""Every training has a row, and nothing is trained twice."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from threadpoolctl import threadpool_limits

from ml.checks import missing_columns, training_problem
from ml.evaluation import Log, say
from ml.features import (
    DECREASED,
    ID,
    LABEL,
    SAME,
    in_canonical_order,
    labels,
    select_features,
)
from ml.frames import table
from ml.params import HYPERPARAMETERS, Settings
from ml.store.artifact import (
    ArtifactError,
    MissingArtifactError,
    artifact_name,
    load,
    read_verified,
    save,
)
from ml.store.identity import (
    as_json,
    data_hash,
    library_versions,
    parameters_hash,
    run_id,
)

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

RUNS = {
    "run_id": "str",
    "is_current": "bool",
    "trained_at": "datetime64[us]",
    "leaderboard": "str",
    "champion": "str",
    "hyperparameters": "str",
    "labelled_rows": "Int64",
    "training_rows": "Int64",
    "fitted_rows": "Int64",
    "decreased_rows": "Int64",
    "same_rows": "Int64",
    "n_folds": "Int64",
    "n_repeats": "Int64",
    "data_hash": "str",
    "parameters_hash": "str",
    "python_version": "str",
    "library_versions": "str",
    "artifact_path": "str",
    "artifact_sha256": "str",
    "problem": "str",
}

SCORES = {ID: "int64", "churn_risk": "float64"}

Row = dict[str, Any]


def _facts(training: pd.DataFrame, settings: Settings) -> Row:
    """Return the run's facts before it is trained, as far as the data hold them."""
    plan = settings.evaluation_plan
    facts: Row = {
        "is_current": True,
        "leaderboard": settings.leaderboard,
        "champion": settings.champion or None,
        "labelled_rows": len(training),
        "training_rows": len(training),
        "n_folds": plan.n_folds,
        "n_repeats": plan.repeats(len(training)),
        "parameters_hash": parameters_hash(settings),
        "python_version": library_versions()["python"],
        "library_versions": as_json(library_versions()),
    }
    # A sample says from how many labelled customers it was drawn.
    if "labelled_rows" in training.columns and len(training):
        facts["labelled_rows"] = int(training["labelled_rows"].iloc[0])
    if LABEL in training.columns:
        activity = training[LABEL].astype(object)
        facts["decreased_rows"] = int((activity == DECREASED).sum())
        facts["same_rows"] = int((activity == SAME).sum())
    if not missing_columns(training):
        facts["data_hash"] = data_hash(training)
        facts["run_id"] = run_id(facts["data_hash"], settings)
    return facts


def _train(
    training: pd.DataFrame, leaderboard: pd.DataFrame, settings: Settings, path: Path
) -> Row:
    """Fit the leaderboard's champion on all rows and save it; return its facts."""
    from ml.fitting import fit

    is_champion = leaderboard["is_champion"].astype(bool)
    champion = str(leaderboard.loc[is_champion, "candidate"].iloc[0])
    rows = in_canonical_order(training)
    X, y = select_features(rows), labels(rows)
    plan, seed = settings.evaluation_plan, settings.seed
    with threadpool_limits(limits=1):
        pipeline, parameters = fit(champion, X, y, plan, seed)
    return {
        "champion": champion,
        "hyperparameters": as_json(dict(parameters)),
        "fitted_rows": min(len(rows), HYPERPARAMETERS[champion].rows_max),
        "artifact_path": path.name,
        "artifact_sha256": save(pipeline, path),
    }


def _known(known_runs: pd.DataFrame | None) -> list[Row]:
    """Return the former runs, refused ones among them; none of them is current."""
    if known_runs is None:
        return []
    known = known_runs.astype(object).where(known_runs.notna(), None)
    rows = known.assign(is_current=False).to_dict(orient="records")
    return [row for row in rows if row["run_id"]]


def fit_champion(
    training: pd.DataFrame,
    leaderboard: pd.DataFrame,
    settings: Settings,
    models_dir: str | Path,
    known_runs: pd.DataFrame | None = None,
    kept_run: str | None = None,
    log: Log = say,
) -> pd.DataFrame:
    """Return all runs, one row each; the current one is trained if it was not before.

    `known_runs` is the result of the last call. A run that stands there with an intact
    artifact is not fitted again and keeps its row. A damaged artifact is neither loaded
    nor replaced; a missing one is trained anew, as there is nothing to distrust.
    `kept_run` is the id of a former run that stays current whatever `training` holds. A
    problem raises no exception: it stands in the current row's `problem`, in one
    sentence.
    """
    facts = _facts(training, settings)
    known = {row["run_id"]: row for row in _known(known_runs)}
    former = known.pop(kept_run or facts.get("run_id"), None)

    def with_current(row: Row) -> pd.DataFrame:
        return table([*known.values(), row], RUNS).sort_values(
            ["trained_at", "run_id"], na_position="last", ignore_index=True
        )

    problem = training_problem(training, settings)
    if problem:
        return with_current({**facts, "problem": problem})
    path = Path(models_dir) / artifact_name(kept_run or facts["run_id"])
    trained_at = datetime.now(UTC).replace(tzinfo=None)
    if former and former["artifact_sha256"]:
        former = {**former, "is_current": True, "problem": None}
        try:
            read_verified(path, former["artifact_sha256"], former["library_versions"])
        except MissingArtifactError as error:
            if kept_run:
                return with_current({**former, "problem": str(error)})
            log(f"the model {path.name} is missing and is trained anew")
            trained_at = former["trained_at"]
        except ArtifactError as error:
            return with_current({**former, "problem": str(error)})
        else:
            log(f"run {former['run_id']} is trained already: {former['champion']}")
            return with_current(former)
    trained = _train(training, leaderboard, settings, path)
    log(f"run {facts['run_id']} is trained: {trained['champion']}")
    return with_current({**facts, "trained_at": trained_at, **trained})


def current_run(runs: pd.DataFrame) -> pd.Series | None:
    """Return the current run's row, or None when no trained model is current."""
    is_usable = runs["artifact_sha256"].notna() & runs["problem"].isna()
    usable = runs[runs["is_current"].astype(bool) & is_usable]
    return None if usable.empty else usable.iloc[0]


def load_current(models_dir: str | Path, runs: pd.DataFrame) -> tuple[str, "Pipeline"]:
    """Return the current run's id and fitted pipeline, verified before it is read.

    Raises ArtifactError when there is none, or when its file cannot be trusted.
    """
    run = current_run(runs)
    if run is None:
        raise ArtifactError("No trained model is current: train one first.")
    path = Path(models_dir) / artifact_name(run["run_id"])
    return run["run_id"], load(path, run["artifact_sha256"], run["library_versions"])


def score(
    models_dir: str | Path, runs: pd.DataFrame, customers: pd.DataFrame
) -> pd.DataFrame:
    """Return any customers' risks by the current run's model.

    The result has one row per customer: `customer_id`, `churn_risk` in (0, 1); no row
    without a trained model. Raises ArtifactError when the artifact cannot be trusted.
    """
    if customers.empty or current_run(runs) is None:
        return table([], SCORES)
    from ml.fitting import risk_of

    _, pipeline = load_current(models_dir, runs)
    with threadpool_limits(limits=1):
        risk = risk_of(pipeline, customers)
    return table({ID: customers[ID].to_numpy(), "churn_risk": risk}, SCORES)
