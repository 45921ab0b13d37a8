"""Every training has a row; nothing is trained twice."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from threadpoolctl import threadpool_limits

from ml.store.artifact import (
    ArtifactError,
    MissingArtifactError,
    artifact_name,
    load,
    read_verified,
    save,
)
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
from ml.store.identity import (
    as_json,
    data_hash,
    library_versions,
    parameters_hash,
    run_id,
)
from ml.params import HYPERPARAMETERS, Settings

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
        "labelled_rows": _labelled_rows(training),
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


def _labelled_rows(training: pd.DataFrame) -> int:
    """How many customers could be learnt from, `training` being all or a sample."""
    if "labelled_rows" in training.columns and len(training):
        return int(training["labelled_rows"].iloc[0])
    return len(training)


def _train(
    training: pd.DataFrame, leaderboard: pd.DataFrame, settings: Settings, path: Path
) -> dict[str, object]:
    from ml.fitting import fit

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
    """The rows as a table, oldest first."""
    return table(rows, RUNS).sort_values(
        ["trained_at", "run_id"], na_position="last", ignore_index=True
    )


def _known(known_runs: pd.DataFrame | None) -> list[dict[str, object]]:
    """Runs of before, refused ones among them; none of them current."""
    if known_runs is None or known_runs.empty:
        return []
    known = known_runs.astype(object).where(known_runs.notna(), None)
    rows = known.to_dict(orient="records")
    return [{**row, "is_current": False} for row in rows if row.get("run_id")]


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
    facts = _facts(training, settings)
    current = facts.get("run_id")
    others = [row for row in known if row["run_id"] != current]
    if problem:
        return _as_runs([*others, {**facts, "problem": problem}])
    path = Path(models_dir) / artifact_name(current)
    former = next(
        (
            row
            for row in known
            if row["run_id"] == current and row.get("artifact_sha256")
        ),
        None,
    )
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


def load_current(models_dir: str | Path, runs: pd.DataFrame) -> tuple[str, "Pipeline"]:
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
        return table([], SCORES)
    from ml.fitting import risk_of

    _, pipeline = load_current(models_dir, runs)
    with threadpool_limits(limits=1):
        risk = risk_of(pipeline, customers)
    return table({ID: customers[ID].to_numpy(), "churn_risk": risk}, SCORES)
