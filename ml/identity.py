"""What makes two trainings the same: data, parameters, library versions."""

import hashlib
import json
import platform
from dataclasses import asdict

import joblib
import numpy as np
import pandas as pd
import scipy
import sklearn
from sklearn.base import BaseEstimator

from ml.candidates import CANDIDATES, build
from ml.features import (
    CATEGORICAL,
    NUMERIC,
    in_canonical_order,
    labels,
    select_features,
)
from ml.params import EVALUATION_VERSION, HYPERPARAMETERS, Settings

ID_LENGTH = 16


def library_versions() -> dict[str, str]:
    """Versions that can change a fitted number or the reading of an artifact."""
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
        "scikit-learn": sklearn.__version__,
        "joblib": joblib.__version__,
    }


def as_json(value: object) -> str:
    """JSON text with sorted keys: the same for the same content."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def digest(*parts: str) -> str:
    """SHA-256 of some texts, as hexadecimal."""
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


def data_hash(training: pd.DataFrame) -> str:
    """SHA-256 of features and labels; neither row order nor ids count."""
    rows = in_canonical_order(training)
    X = select_features(rows)
    content = hashlib.sha256(labels(rows).tobytes())
    for name in CATEGORICAL:
        content.update("\x1f".join(X[name]).encode())
    for name in NUMERIC:
        numbers = X[name].to_numpy()
        content.update(np.where(np.isnan(numbers), np.nan, numbers + 0.0).tobytes())
    return content.hexdigest()


def _describe(value: object) -> object:
    """A parameter as JSON-ready content, free of memory addresses."""
    if isinstance(value, BaseEstimator):
        return type(value).__qualname__
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, list | tuple):
        return [_describe(item) for item in value]
    if isinstance(value, float | int | str | None):
        return value
    return repr(value)


def candidate_definition(name: str, seed: int) -> str:
    """All that defines a candidate: its pipeline's parameters and its search."""
    hyperparameters = HYPERPARAMETERS[name]
    pipeline = build(name, hyperparameters.quick, seed)
    parameters = pipeline.get_params(deep=True)
    return as_json(
        {
            "pipeline": {key: _describe(parameters[key]) for key in parameters},
            "hyperparameters": asdict(hyperparameters),
        }
    )


def candidates_of(settings: Settings) -> tuple[str, ...]:
    """The candidates that are compared."""
    return settings.candidates or CANDIDATES


def parameters_hash(settings: Settings) -> str:
    """SHA-256 of all that is chosen rather than given."""
    names = candidates_of(settings)
    return digest(
        str(EVALUATION_VERSION),
        settings.leaderboard,
        settings.champion,
        str(settings.seed),
        as_json(asdict(settings.evaluation_plan)),
        *(candidate_definition(name, settings.seed) for name in names),
    )


def run_id(training: pd.DataFrame, settings: Settings) -> str:
    """16 hexadecimal digits: the same for the same training, anywhere.

    Depends on the training data (not on row order or ids), on the parameters
    and on the library versions. Thresholds are chosen after training: they do
    not count.
    """
    parts = data_hash(training), parameters_hash(settings), as_json(library_versions())
    return digest(*parts)[:ID_LENGTH]
