"""Every training has a row; nothing is trained twice."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from ml.artifact import (
    ArtifactError,
    MissingArtifactError,
    artifact_name,
    load,
    read_verified,
    save,
)
from ml.checks import missing_columns, training_problem
from ml.evaluation import Log, fit, risk_of, say
from ml.features import (
    DECREASED,
    ID,
    LABEL,
    SAME,
    in_canonical_order,
    labels,
    select_features,
)
from ml.identity import (
    as_json,
    data_hash,
    library_versions,
    parameters_hash,
    run_id,
)
from ml.params import HYPERPARAMETERS, Settings

RUN_COLUMNS = (
    "run_id",
    "is_current",
    "trained_at",
    "leaderboard",
    "champion",
    "hyperparameters",
    "training_rows",
    "fitted_rows",
    "decreased_rows",
    "same_rows",
    "n_folds",
    "n_repeats",
    "data_hash",
    "parameters_hash",
    "python_version",
    "library_versions",
    "artifact_path",
    "artifact_sha256",
    "problem",
)


def _champion_of(leaderboard: pd.DataFrame) -> str:
    is_champion = leaderboard["is_champion"].astype(bool)
    return str(leaderboard.loc[is_champion, "candidate"].iloc[0])


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _facts(training: pd.DataFrame, settings: Settings) -> dict[str, object]:
    """What is known of a run before it is trained, as far as the data allow."""
    plan = settings.evaluation_plan
    facts: dict[str, object] = {
        "is_current": True,
        "leaderboard": settings.leaderboard,
        "champion": settings.champion or None,
        "training_rows": len(training),
        "n_folds": plan.n_folds,
        "n_repeats": plan.repeats(len(training)),
        "parameters_hash": parameters_hash(settings),
        "python_version": library_versions()["python"],
        "library_versions": as_json(library_versions()),
    }
    if LABEL in training.columns:
        activity = training[LABEL].astype(object)
        facts["decreased_rows"] = int((activity == DECREASED).sum())
        facts["same_rows"] = int((activity == SAME).sum())
    if not missing_columns(training):
        facts["run_id"] = run_id(training, settings)
        facts["data_hash"] = data_hash(training)
    return facts


def _train(
    training: pd.DataFrame, leaderboard: pd.DataFrame, settings: Settings, path: Path
) -> dict[str, object]:
    rows = in_canonical_order(training)
    champion = _champion_of(leaderboard)
    with threadpool_limits(limits=1):
        pipeline, parameters = fit(
            champion,
            select_features(rows),
            labels(rows),
            settings.evaluation_plan,
            settings.seed,
        )
    return {
        "champion": champion,
        "hyperparameters": as_json(dict(parameters)),
        "fitted_rows": min(len(rows), HYPERPARAMETERS[champion].rows_max),
        "artifact_path": path.name,
        "artifact_sha256": save(pipeline, path),
    }


def _as_runs(rows: list[dict[str, object]]) -> pd.DataFrame:
    """The rows with one type per column, oldest first."""
    runs = pd.DataFrame(
        {column: [row.get(column) for row in rows] for column in RUN_COLUMNS}
    )
    runs = runs.astype(object).where(runs.notna(), None)
    runs["is_current"] = runs["is_current"].astype(bool)
    runs["trained_at"] = pd.to_datetime(runs["trained_at"]).astype("datetime64[us]")
    for column in RUN_COLUMNS:
        if column.endswith("_rows") or column.startswith("n_"):
            runs[column] = runs[column].astype("Int64")
    return runs.sort_values(
        ["trained_at", "run_id"], na_position="last", ignore_index=True
    )


def _known(known_runs: pd.DataFrame | None) -> list[dict[str, object]]:
    """Completed runs of before, none of them current."""
    if known_runs is None or known_runs.empty:
        return []
    known = known_runs.astype(object).where(known_runs.notna(), None)
    rows = known.to_dict(orient="records")
    return [{**row, "is_current": False} for row in rows if row.get("artifact_sha256")]


def fit_champion(
    training: pd.DataFrame,
    leaderboard: pd.DataFrame,
    settings: Settings,
    models_dir: str | Path,
    known_runs: pd.DataFrame | None = None,
    log: Log = say,
) -> pd.DataFrame:
    """All runs, one row each; the current one is trained if it was not before.

    `known_runs` is what this function returned last time. A run that stands
    there with an intact artifact is not fitted again and keeps its row. A damaged
    artifact is neither loaded nor replaced, unless `settings.retrain` asks for
    it; a missing one is trained anew, as there is nothing to distrust. What
    stands in the way is the current row's `problem`, in one sentence; no
    exception is raised for it.
    """
    known = _known(known_runs)
    problem = training_problem(training, settings)
    if problem:
        return _as_runs([*known, {**_facts(training, settings), "problem": problem}])
    facts = _facts(training, settings)
    path = Path(models_dir) / artifact_name(facts["run_id"])
    former = next((row for row in known if row["run_id"] == facts["run_id"]), None)
    others = [row for row in known if row["run_id"] != facts["run_id"]]
    if former and not settings.retrain:
        try:
            read_verified(path, former["artifact_sha256"], former["library_versions"])
        except MissingArtifactError:
            log(f"the model {path.name} is missing and is trained anew")
        except ArtifactError as error:
            return _as_runs(
                [*others, {**former, "is_current": True, "problem": str(error)}]
            )
        else:
            log(f"run {former['run_id']} is trained already: {former['champion']}")
            return _as_runs([*others, {**former, "is_current": True, "problem": None}])
    is_repeated = former is not None and not settings.retrain
    row = {
        **facts,
        "trained_at": former["trained_at"] if is_repeated else _now(),
        **_train(training, leaderboard, settings, path),
    }
    log(f"run {row['run_id']} is trained: {row['champion']}")
    return _as_runs([*others, row])


def current_run(runs: pd.DataFrame) -> pd.Series | None:
    """The current run's row, or None when no trained model is current."""
    current = runs[runs["is_current"].astype(bool)]
    is_usable = current["artifact_sha256"].notna() & current["problem"].isna()
    return current[is_usable].iloc[0] if is_usable.any() else None


def load_current(models_dir: str | Path, runs: pd.DataFrame) -> tuple[str, Pipeline]:
    """The current run's id and fitted pipeline, verified before it is read.

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
    """Risk of any customers by the current run's model.

    One row per customer: `customer_id`, `churn_risk` in (0, 1). Raises
    ArtifactError when the artifact cannot be trusted; no row without a trained
    model.
    """
    if customers.empty or current_run(runs) is None:
        return pd.DataFrame(
            {ID: pd.Series(dtype="int64"), "churn_risk": pd.Series(dtype="float64")}
        )
    _, pipeline = load_current(models_dir, runs)
    with threadpool_limits(limits=1):
        risk = risk_of(pipeline, customers)
    return pd.DataFrame({ID: customers[ID].to_numpy(), "churn_risk": risk})
