"""Hashes of data, parameters, library versions and code: equal ones mean equal results."""

import hashlib
import json
import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from ml.features import LABEL, NUMERIC, labels, select_features
from ml.params import FITTING, HYPERPARAMETERS, Settings

PACKAGE = Path(__file__).parent.parent
ID_LENGTH = 16
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "joblib")

# Two engines' logarithms may differ in their sixteenth digit. Ten digits still tell a cent
# in a revenue of ten million.
DIGITS = 10

# The predictions on the folds depend on this code, and on the values in params.py.
PREDICTED_BY = (
    "candidates.py",
    "distillation.py",
    "evaluation.py",
    "features.py",
    "fitting.py",
    "folds.py",
)
# From the predictions this code chooses the champion, and fits it.
CHOSEN_BY = ("champion.py", "leaderboard.py", "metrics.py", "runs.py")


@cache
def library_versions() -> dict[str, str]:
    """Return the versions that can change a fitted number or the artifact's format.

    They are those of the installed packages: to import these would take seconds.
    """
    versions = {name: version(name) for name in LIBRARIES}
    return {"python": ".".join(platform.python_version_tuple()[:2]), **versions}


def as_json(value: object) -> str:
    """Return JSON text with sorted keys: the same for the same content."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def digest(*parts: str) -> str:
    """Return the SHA-256 of some texts, in hexadecimal."""
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


@cache
def source_hash(*names: str) -> str:
    """Return the SHA-256 of the named files of `ml`; of all of them without a name."""
    files = [PACKAGE / name for name in names] or sorted(PACKAGE.rglob("*.py"))
    return digest(*(file.read_text(encoding="utf-8") for file in files))


def table_hash(rows: pd.DataFrame) -> str:
    """Return the SHA-256 of a table's rows, whatever their order and index."""
    hashes = pd.util.hash_pandas_object(rows, index=False).to_numpy()
    return hashlib.sha256(np.sort(hashes).tobytes()).hexdigest()


def _rounded(numbers: np.ndarray) -> np.ndarray:
    """Round to `DIGITS` significant digits, with one kind of zero and of NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.abs(numbers))))
        rounded = np.round(numbers * scale) / scale
    # Zero has no first digit: its scale is infinite.
    return np.select([numbers == 0, np.isnan(numbers)], [0.0, np.nan], rounded)


def data_hash(training: pd.DataFrame) -> str:
    """Return the SHA-256 of features and labels; row order and ids do not count."""
    X = select_features(training)
    rounded = {name: _rounded(X[name].to_numpy()) for name in NUMERIC}
    return table_hash(X.assign(**rounded, **{LABEL: labels(training)}))


def candidate_definition(name: str, seed: int) -> str:
    """Return all that defines a candidate: code, constants and hyperparameters."""
    return as_json(
        {
            "code": source_hash(*PREDICTED_BY),
            "constants": asdict(FITTING),
            "seed": seed,
            "candidate": name,
            "hyperparameters": asdict(HYPERPARAMETERS[name]),
        }
    )


def parameters_hash(settings: Settings) -> str:
    """Return the SHA-256 of all that is chosen rather than given.

    Thresholds are chosen after the training, and do not count.
    """
    return digest(
        source_hash(*CHOSEN_BY),
        settings.leaderboard,
        settings.champion,
        as_json(asdict(settings.evaluation_plan)),
        *(candidate_definition(name, settings.seed) for name in settings.compared()),
    )


def run_id(data: str, settings: Settings) -> str:
    """Return 16 hexadecimal digits: the same for the same training, anywhere.

    `data` is the `data_hash` of the training customers. Parameters, code and library
    versions count beside it.
    """
    parts = data, parameters_hash(settings), as_json(library_versions())
    return digest(*parts)[:ID_LENGTH]
