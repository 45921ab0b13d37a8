"""What dbt asks Python, beside its Python models: files of exports, and publishing.

dbt-duckdb loads this module by its name in profiles.yml. SQL calls the one function that is
registered here, `ask_project(question, arguments)`; the macro `ask_project` wraps it. The
arguments are a JSON list.
"""

import atexit
import contextlib
import json
import os
import threading
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.exceptions import FailedToConnectError

from one_click import warehouse
from one_click.engine import asked_limit, bound
from one_click.paths import WAREHOUSE
from one_click.questions import QUESTIONS, QUESTIONS_OF_EXPORTS, answered
from one_click.quoting import literal

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
        if self.creds and "threads" not in (self.creds.settings or {}):
            # One of DuckDB's threads waits in `ask_project` while the others publish.
            conn.execute("set threads = current_setting('threads') + 1")
        if self.creds and self.creds.schema != "main":
            attach_production(conn)

        path = self.creds.path if self.creds else ":memory:"
        database = WAREHOUSE if path == ":memory:" else Path(path).resolve()

        def ask_project(question: str, arguments: str) -> str:
            return answer(conn, database, question, json.loads(arguments))

        conn.create_function("ask_project", ask_project, side_effects=True)
        # Left registered, the function is reported as leaked when the process ends.
        atexit.register(remove_function, conn)


def stop_if_unusable(database: Path) -> None:
    """Raise FailedToConnectError where a database cannot be opened as it is to be.

    It may be damaged, its path may mislead dbt, or MEMORY_LIMIT may be no size.
    dbt shows the sentence then, and no traceback.
    """
    try:
        asked_limit()
        warehouse.check_name(database)
        warehouse.check(database, read_only=True)
    except (ValueError, warehouse.WarehouseError) as error:
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


def answer(
    connection: duckdb.DuckDBPyConnection,
    database: Path,
    question: str,
    arguments: list,
) -> str:
    """The answer to a question of dbt as JSON."""
    from one_click.publish.build import publish_build
    from one_click.publish.history import open_history

    def find() -> object:
        if question == "publish":
            return publish_build(lambda _: connection.cursor(), database, *arguments)
        if question == "open_history":
            return open_history(connection.cursor(), *arguments)
        if question in QUESTIONS_OF_EXPORTS:
            with ONE_AT_A_TIME:
                return QUESTIONS_OF_EXPORTS[question](
                    database.parent / "exports", *arguments
                )
        return QUESTIONS[question](*arguments)

    return answered(find)
