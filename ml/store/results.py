"""Small tables kept between builds, so that an unchanged build computes nothing."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from ml.frames import Schema, table
from ml.store.identity import digest
from ml.store.storage import write_atomically


@cache
def code_hash() -> str:
    """SHA-256 of this package's source: edited code computes its tables anew."""
    files = sorted(Path(__file__).parent.parent.rglob("*.py"))
    return digest(*(file.read_text(encoding="utf-8") for file in files))


def remembered(
    folder: str | Path | None,
    name: str,
    parts: Sequence[str],
    schema: Schema,
    compute: Callable[[], pd.DataFrame],
) -> pd.DataFrame:
    """What `compute` returns, from its file in `folder` if nothing has changed.

    `parts` is all that the table depends on beside the code: a run's id, settings.
    The file holds JSON, whose numbers come back to the last digit and which runs no
    code. A file that cannot be read counts as none. Without a folder nothing is kept.
    """
    if folder is None:
        return compute()
    key = digest(code_hash(), name, *parts)
    path = Path(folder) / f"{name}-{key[:32]}.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["key"] == key:
            return table(stored["rows"], schema)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    result = compute()
    rows = result.astype(object).where(result.notna(), None).to_dict("records")
    content = json.dumps({"key": key, "rows": rows}, ensure_ascii=False)
    write_atomically(path, content.encode("utf-8"))
    return result
