"""What dbt may ask about files: functions of the DuckDB connection it opens.

dbt-duckdb loads this module by its name in profiles.yml. Each function takes one JSON
list and answers in JSON: `{"answer": …}`, or `{"problem": "…"}` with the sentence that
the build stops with.
"""

import atexit
import contextlib
import functools
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from one_click.exports import folder, reading
from one_click.exports.forgotten import forgotten_customers
from one_click.exports.problems import InputProblem


def export_files(exports_dir: str, name: str) -> list[str]:
    """The files of an export in a folder."""
    return [str(file) for file in folder.export_files(Path(exports_dir), name)]


def files_reader(files: list[str], columns: list[str]) -> str:
    """SQL that reads files of an export."""
    paths = [Path(file) for file in files]
    return reading.reader(paths, columns, forgotten_customers())


def files_rows(files: list[str], columns: list[str]) -> int:
    """How many rows files of an export have, after each was looked at.

    Each file is looked at once in a run of dbt, unless it changes meanwhile.
    """
    paths = [Path(file) for file in files]
    stamps = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in paths)
    return counted_rows(tuple(paths), stamps, tuple(columns))


@functools.cache
def counted_rows(files: tuple, stamps: tuple, columns: tuple) -> int:
    """The rows of files as they were at these times and of these sizes."""
    return reading.check_files(list(files), list(columns), forgotten_customers())


FUNCTIONS = (export_files, files_reader, files_rows)


def answering(function: Callable) -> Callable[[str], str]:
    """A function of JSON lists that answers with problems instead of raising them."""

    def answer(arguments: str) -> str:
        try:
            found = {"answer": function(*json.loads(arguments))}
        except InputProblem as problem:
            found = {"problem": str(problem)}
        except OSError as error:
            found = {"problem": f"{error.filename} cannot be read: {error.strerror}."}
        return json.dumps(found, ensure_ascii=False)

    return answer


class Plugin(BasePlugin):
    """Gives each connection the functions."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        for function in FUNCTIONS:
            conn.create_function(
                function.__name__, answering(function), ["VARCHAR"], "VARCHAR"
            )
        # Left registered, they are reported as leaked when the process ends.
        atexit.register(forget, conn)


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the functions from a connection that may be closed already."""
    for function in FUNCTIONS:
        with contextlib.suppress(duckdb.Error):
            connection.remove_function(function.__name__)
