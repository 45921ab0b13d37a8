"""`make sql`: DuckDB's own shell on the published file, or on a copy of the warehouse.

The shell can change nothing, reads no other file, starts no command and loads no extension.
The environment variable DB, passed on by make, names the database; without it `published`.
Arguments go to the shell; piped SQL ends at the first error with exit code 1.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from one_click.paths import PUBLISHED, WAREHOUSE
from one_click.publish.tables import STORAGE_VERSION
from one_click.quoting import literal
from one_click.warehouse import WarehouseError, wait_for

CONFINED = ("-safe", "-readonly", "-no-init")
HINT = "{}, read-only. .tables lists the tables, Ctrl-C ends a query, .quit leaves."
DATABASES = {
    "published": PUBLISHED / "one_click.duckdb",
    "warehouse": WAREHOUSE,
    "dev": WAREHOUSE.parent / "dev" / "dev.duckdb",
}


class ShellError(Exception):
    """Why no shell was started, in one sentence for the person who asked."""


def binary() -> str:
    """DuckDB's shell itself; the `duckdb` that pip installs is a Python program around it.

    Raises ShellError where there is none.
    """
    package = importlib.util.find_spec("duckdb_cli")
    packaged = package and package.origin and Path(package.origin).with_name("duckdb")
    found = str(packaged) if packaged and packaged.exists() else shutil.which("duckdb")
    if not found:
        raise ShellError(
            "DuckDB's shell is not packaged for this machine: install the DuckDB CLI so "
            "that `duckdb` is found."
        )
    return found


def database(name: str) -> Path:
    """The file that DB names; raises ShellError where there is none."""
    if name not in DATABASES:
        raise ShellError(f"DB is «{name}». Expected: {', '.join(DATABASES)}.")
    if not DATABASES[name].exists():
        done = "published" if name == "published" else "built"
        raise ShellError(f"nothing is {done} yet: run `make build`.")
    return DATABASES[name]


def copy_for_shell(warehouse: Path, folder: Path) -> Path:
    """A copy of a warehouse in the storage format that the shell reads.

    Builds need not wait for a shell that is open. Raises WarehouseError where a build
    has the warehouse for too long.
    """
    wait_for(warehouse)
    copy = folder / warehouse.name
    with duckdb.connect() as connection:
        signal.signal(signal.SIGINT, lambda *_: connection.interrupt())
        connection.execute(f"attach {literal(str(warehouse))} as warehouse (read_only)")
        version = literal(STORAGE_VERSION)
        connection.execute(
            f"attach {literal(str(copy))} as copied (storage_version {version})"
        )
        connection.execute("copy from database warehouse to copied")
    return copy


def run(command: Sequence[str]) -> int:
    """Run the shell, which alone answers to Ctrl-C; its exit code."""
    signal.signal(signal.SIGINT, lambda *_: None)
    return subprocess.run(command, check=False).returncode


def start(name: str, arguments: Sequence[str]) -> int:
    """Start the shell on a database; its exit code."""
    shell, file = binary(), database(name)
    options = [*CONFINED]
    if sys.stdin.isatty():
        print(HINT.format(name), file=sys.stderr)
    else:
        options.append("-bail")
    # No command can be started from the program that pages through long tables.
    os.environ["LESSSECURE"] = "1"
    if name == "published":
        return run([shell, *options, str(file), *arguments])
    with tempfile.TemporaryDirectory(
        prefix=f".sql.{os.getpid()}.", dir=file.parent, ignore_cleanup_errors=True
    ) as folder:
        copy = copy_for_shell(file, Path(folder))
        return run([shell, *options, str(copy), *arguments])


def main(arguments: Sequence[str]) -> int:
    os.umask(0o077)
    try:
        return start(os.environ.get("DB") or "published", arguments)
    except (KeyboardInterrupt, duckdb.InterruptException):
        print("\nsql: interrupted.", file=sys.stderr)
        return 130
    except (ShellError, WarehouseError, duckdb.Error, OSError) as error:
        print(f"sql: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
