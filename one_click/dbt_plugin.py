"""What dbt asks Python, beside its Python models: files of exports, and publishing.

dbt-duckdb loads this module by its name in profiles.yml. SQL calls the one function that is
registered here, `ask_project(question, arguments)`; the macro `ask_project` wraps it. The
arguments are a JSON list, and so is the answer: `{"answer": …}`, or `{"problem": "…"}` with
the sentence that stops the build.
"""

import atexit
import contextlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.exceptions import FailedToConnectError

from ml.params import CANDIDATES
from one_click import warehouse
from one_click.engine import bound
from one_click.exports import check
from one_click.exports.forgotten import forgotten_rows
from one_click.exports.problems import InputProblem
from one_click.paths import WAREHOUSE
from one_click.quoting import literal

QUESTIONS: dict[str, Callable] = {
    "candidates": lambda: CANDIDATES,
    "check_seeds": check.check_seeds,
    "forgotten_rows": forgotten_rows,
}
# These read exports; plain copies of some lie beside the warehouse.
QUESTIONS_OF_EXPORTS: dict[str, Callable] = {
    "check_exports": check.check_exports,
    "export_query": check.export_query,
    "line_of": check.line_of,
    "number_formats": check.number_formats,
    "period_spellings": check.period_spellings,
}
# dbt's threads ask at the same moment, and each file is to be read once.
ONE_AT_A_TIME = threading.Lock()


class Plugin(BasePlugin):
    """Prepares each database that dbt opens."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict) -> None:
        """Make the folder of the database, and keep the files of this run to their owner."""
        os.umask(0o077)
        if creds.path != ":memory:":
            Path(creds.path).parent.mkdir(parents=True, exist_ok=True)
            stop_if_unusable(Path(creds.path))

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Bound the memory, attach production for a developer, register the function."""
        bound(conn)
        if self.creds and self.creds.schema != "main":
            attach_production(conn)

        copies = copies_folder(self.creds.path if self.creds else ":memory:")

        def ask_project(question: str, arguments: str) -> str:
            return answer(conn, copies, question, json.loads(arguments))

        conn.create_function("ask_project", ask_project, side_effects=True)
        # Left registered, the function is reported as leaked when the process ends.
        atexit.register(remove_function, conn)


def stop_if_unusable(database: Path) -> None:
    """Raise FailedToConnectError where a database is damaged, or its path misleads dbt.

    dbt shows the sentence then, and no traceback.
    """
    try:
        warehouse.check_name(database)
        warehouse.check(database, read_only=True)
    except warehouse.WarehouseError as error:
        raise FailedToConnectError(str(error)) from error
    except duckdb.Error:
        # Another program has it open: dbt tries again, as profiles.yml says.
        return


def remove_function(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the function from a connection that may be closed already."""
    with contextlib.suppress(duckdb.Error):
        connection.remove_function("ask_project")


def attach_production(connection: duckdb.DuckDBPyConnection) -> None:
    """Attach what production built, for `--defer`; without it where it cannot be read.

    It cannot while production builds; a model that is deferred to it then names the missing
    catalog `one_click`.
    """
    if not WAREHOUSE.exists():
        return
    try:
        connection.execute(f"attach {literal(str(WAREHOUSE))} as one_click (read_only)")
    except duckdb.Error:
        return


def copies_folder(database: str) -> Path:
    """Where plain copies of the exports lie for a database."""
    folder = WAREHOUSE.parent if database == ":memory:" else Path(database).parent
    return folder.resolve() / "exports"


def answer(
    connection: duckdb.DuckDBPyConnection, copies: Path, question: str, arguments: list
) -> str:
    """The answer to a question of dbt as JSON."""
    from one_click.publish.build import PublishError, publish_build
    from one_click.publish.history import open_history

    of_database: dict[str, Callable] = {
        "publish": publish_build,
        "open_history": open_history,
    }
    try:
        if question in of_database:
            found = of_database[question](connection.cursor(), *arguments)
        elif question in QUESTIONS_OF_EXPORTS:
            with ONE_AT_A_TIME:
                found = QUESTIONS_OF_EXPORTS[question](copies, *arguments)
        else:
            found = QUESTIONS[question](*arguments)
    except (InputProblem, PublishError, warehouse.WarehouseError) as problem:
        return json.dumps({"problem": str(problem)}, ensure_ascii=False)
    except OSError as error:
        return json.dumps(
            {
                "problem": f"{error.filename} cannot be used: {error.strerror}. "
                "Expected: a file that you may read, in folders that you may enter."
            },
            ensure_ascii=False,
        )
    return json.dumps({"answer": found}, ensure_ascii=False)
