"""Files are written whole or not at all."""

import os
import threading
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside `path`, flush it to disk, then rename it over `path`.

    A reader sees the former file or the new one, never a part, even when the process or
    the machine stops in between. The folder is made if it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two models of one build may write the same file, each in a thread of its own.
    writer = f"{os.getpid()}-{threading.get_ident()}"
    temporary = path.with_name(f".{path.name}.{writer}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
