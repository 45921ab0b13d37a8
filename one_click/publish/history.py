"""A copy of all that has memory, in a file beside the warehouse.

The warehouse can be made anew from the exports; offers sent, campaigns measured and runs of
the model cannot. A warehouse that is new takes them from here (macros/monitoring.sql).
"""

from pathlib import Path

import duckdb

from one_click.publish.files import replace_synced
from one_click.publish.tables import STORAGE_VERSION
from one_click.quoting import identifier, literal
from one_click.warehouse import HISTORY, check


def remembering_models(manifest: dict) -> list[dict]:
    """The models of the room that has memory."""
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "monitoring"
    ]


def write_history(
    connection: duckdb.DuckDBPyConnection, models: list[dict], warehouse: Path
) -> None:
    """Copy the tables of these models beside the warehouse; the file is replaced whole."""
    built = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database()"
    ).fetchall()
    written = warehouse.with_name(f".{HISTORY}.new")
    # A build that was killed may have left it.
    written.unlink(missing_ok=True)
    connection.execute(
        f"attach {literal(str(written))} as copied "
        f"(storage_version {literal(STORAGE_VERSION)})"
    )
    try:
        for node in models:
            if (node["schema"], node["alias"]) in built:
                connection.execute(
                    f"create table copied.{identifier(node['name'])} "
                    f"as from {node['relation_name']}"
                )
        connection.execute("checkpoint copied")
    finally:
        connection.execute("detach copied")
    replace_synced(written, warehouse.with_name(HISTORY))


def open_history(connection: duckdb.DuckDBPyConnection, warehouse: str) -> list[str]:
    """Attach the copy as `history`, if there is one; the names of its tables.

    Raises DamagedWarehouse where it cannot be read.
    """
    file = Path(warehouse).with_name(HISTORY)
    if not file.exists():
        return []
    check(file, read_only=True)
    connection.execute(f"attach {literal(str(file))} as history (read_only)")
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'history'"
    )
    return [name for (name,) in tables.fetchall()]
