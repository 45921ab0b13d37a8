"""Fold predictions kept between builds, so that no fold is fitted twice."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.store.storage import write_atomically


@dataclass(frozen=True)
class FoldPredictions:
    """Of one candidate in one repeat.

    `risk` and `fold` have shape (rows,), in canonical order of the training
    rows; `hyperparameters` holds one JSON text per fold.
    """

    risk: np.ndarray
    fold: np.ndarray
    hyperparameters: tuple[str, ...]


def cache_path(cache_dir: Path, candidate: str, key: str) -> Path:
    """File of the predictions that `key`, a hash of all they depend on, names."""
    return cache_dir / f"{candidate}-{key[:32]}.npz"


def store(path: Path, key: str, predictions: FoldPredictions) -> None:
    """Write the predictions atomically."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        key=np.array(key),
        risk=predictions.risk,
        fold=predictions.fold,
        hyperparameters=np.array(json.dumps(predictions.hyperparameters)),
    )
    write_atomically(path, buffer.getvalue())


def fetch(path: Path, key: str, rows: int) -> FoldPredictions | None:
    """The stored predictions, or None when there are none that can be used.

    A damaged file counts as none: it is computed again and replaced.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["key"]) != key:
                return None
            risk, fold = stored["risk"], stored["fold"]
            hyperparameters = tuple(json.loads(str(stored["hyperparameters"])))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if risk.shape != (rows,) or fold.shape != (rows,):
        return None
    return FoldPredictions(risk, fold, hyperparameters)
