"""The fitted pipeline as a file, which is loaded only when it can be trusted.

Reading a pickle runs the code in it, so every check comes before the reading.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ml.store.identity import library_versions
from ml.store.storage import write_atomically

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


class ArtifactError(ValueError):
    """A stored model must not be loaded; the message says why."""


class MissingArtifactError(ArtifactError):
    """The file of a stored model is not there."""


def artifact_name(run_id: str) -> str:
    """Return the file name of a run's artifact."""
    return f"{run_id}.joblib"


def save(pipeline: "Pipeline", path: Path) -> str:
    """Write the fitted pipeline with joblib, atomically, and return its SHA-256."""
    import joblib

    buffer = io.BytesIO()
    joblib.dump(pipeline, buffer)
    content = buffer.getvalue()
    write_atomically(path, content)
    return hashlib.sha256(content).hexdigest()


def read_verified(path: Path, sha256: str, versions: str) -> bytes:
    """Return the artifact's bytes, checked but not unpickled.

    `sha256` and `versions` (JSON text of library versions) were recorded when it was
    saved. Raises MissingArtifactError without a file, and ArtifactError when the
    libraries have changed or the content is not what was saved.
    """
    recorded, current = json.loads(versions), library_versions()
    changed = [
        f"{name} {recorded.get(name, 'none')} (now {current.get(name, 'none')})"
        for name in sorted(recorded.keys() | current.keys())
        if recorded.get(name) != current.get(name)
    ]
    if changed:
        raise ArtifactError(
            f"The model {path.name} was saved with {', '.join(changed)}: "
            "it is not loaded; set retrain to always to train another one."
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise MissingArtifactError(
            f"The model {path.name} is missing: build again to train it anew."
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArtifactError(
            f"The model {path.name} is not the file that was saved (its SHA-256 "
            "differs, it may be truncated or tampered with): it is not loaded; "
            "delete the file and build again to train it anew."
        )
    return content


def load(path: Path, sha256: str, versions: str) -> "Pipeline":
    """Return the fitted pipeline; raises ArtifactError as `read_verified` does."""
    import joblib

    return joblib.load(io.BytesIO(read_verified(path, sha256, versions)))
