"""Tables kept between builds, so that an unchanged build computes nothing.

JSON brings every number back to its last digit, and reading it runs no code.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ml.frames import Schema, table
from ml.store.identity import digest, source_hash
from ml.store.storage import write_atomically

# Hexadecimal digits of the key in a file's name.
KEY_LENGTH = 32


@dataclass(frozen=True)
class CachedTable:
    """A table's file; `key` is a hash of everything that its rows depend on."""

    folder: Path
    name: str
    key: str
    schema: Schema

    @property
    def path(self) -> Path:
        """The file of this key."""
        return self.folder / f"{self.name}-{self.key[:KEY_LENGTH]}.json"

    def read(self) -> pd.DataFrame | None:
        """Return the stored table, or None where the file is missing or damaged."""
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            if stored["key"] != self.key:
                return None
            return table(pd.DataFrame(stored["columns"])[[*self.schema]], self.schema)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, rows: pd.DataFrame) -> None:
        """Store the table, atomically; nulls of any kind become JSON's null."""
        columns = rows.astype(object).where(rows.notna(), None).to_dict("list")
        content = json.dumps({"key": self.key, "columns": columns}, ensure_ascii=False)
        write_atomically(self.path, content.encode("utf-8"))


def cached_table(
    cache_dir: str | Path | None,
    name: str,
    parts: tuple[str, ...],
    schema: Schema,
    compute: Callable[[], pd.DataFrame],
) -> pd.DataFrame:
    """Return the table from its file in `cache_dir`, or compute and store it.

    `parts` holds all that the table depends on beside the code of `ml`: a run's id,
    settings. Without a `cache_dir` nothing is stored.
    """
    if cache_dir is None:
        return compute()
    key = digest(source_hash(), name, *parts)
    cached = CachedTable(Path(cache_dir), name, key, schema)
    rows = cached.read()
    if rows is None:
        rows = compute()
        cached.write(rows)
    return rows
