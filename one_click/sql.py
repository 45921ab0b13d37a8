"""`make sql`: DuckDB's own shell on the published file, which it cannot change.

What is typed, piped in, or given as arguments goes to the shell; read from a pipe, it
stops at the first error with exit code 1. Run as `python -m one_click.sql`.
"""

import os
import shutil
import sys
from pathlib import Path

from one_click.publish.publish import PUBLISHED

HINT = "published/one_click.duckdb, read-only. .tables lists the tables, .quit leaves."


def shell() -> str | None:
    """The `duckdb` of the environment, or one that the machine has."""
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    return shutil.which("duckdb", path=os.pathsep.join(folders))


def main(arguments: list[str]) -> int:
    database, duckdb = PUBLISHED / "one_click.duckdb", shell()
    if not database.exists():
        print("sql: nothing is published yet: run `make build`.", file=sys.stderr)
        return 2
    if duckdb is None:
        print(
            "sql: DuckDB's shell is not packaged for this machine: install the DuckDB "
            "CLI so that `duckdb` is found.",
            file=sys.stderr,
        )
        return 2
    options = ["-readonly"]
    if sys.stdin.isatty():
        print(HINT, flush=True)
    else:
        options.append("-bail")
    os.execv(duckdb, [duckdb, *options, str(database), *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
