"""What dbt-duckdb, which loads this by its name in profiles.yml, does with each database."""

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from one_click.engine import bound


class Plugin(BasePlugin):
    """Bounds the memory of a database."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        bound(conn)
