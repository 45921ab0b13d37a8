"""What makes two trainings the same: data, parameters, library versions."""

import hashlib
import json
import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from ml.features import (
    CATEGORICAL,
    NUMERIC,
    in_canonical_order,
    labels,
    select_features,
)
from ml.params import (
    CANDIDATES,
    EVALUATION_VERSION,
    HYPERPARAMETERS,
    PUBLISHED,
    PUBLISHED_ROWS_MAX,
    Settings,
)

ID_LENGTH = 16
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "joblib")
# What a candidate does with its hyperparameters.
DEFINED_IN = ("candidates.py", "features.py", "fitting.py", "folds.py")


@cache
def library_versions() -> dict[str, str]:
    """Versions that can change a fitted number or the reading of an artifact.

    Asked of what is installed: importing the libraries would take seconds.
    """
    versions = {name: version(name) for name in LIBRARIES}
    return {"python": ".".join(platform.python_version_tuple()[:2]), **versions}


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


@cache
def pipelines_hash() -> str:
    """SHA-256 of the source that builds and fits the candidates."""
    folder = Path(__file__).parent.parent
    return digest(*((folder / name).read_text(encoding="utf-8") for name in DEFINED_IN))


def candidate_definition(name: str, seed: int) -> str:
    """All that defines a candidate: the code of the pipelines, and its parameters."""
    return as_json(
        {
            "pipelines": pipelines_hash(),
            "seed": seed,
            "candidate": name,
            "hyperparameters": asdict(HYPERPARAMETERS[name]),
        }
    )


def candidates_of(settings: Settings, rows: int = 0) -> tuple[str, ...]:
    """The candidates that are compared on so many rows."""
    if settings.candidates:
        return settings.candidates
    skipped = PUBLISHED if rows > PUBLISHED_ROWS_MAX else ()
    return tuple(name for name in CANDIDATES if name not in skipped)


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
