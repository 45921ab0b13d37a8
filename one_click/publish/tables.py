"""The published tables: which they are, and their copies in DuckDB and Parquet."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from one_click.publish.files import sync
from one_click.quoting import identifier, literal

# Clients on DuckDB 1.4 open the file too.
STORAGE_VERSION = "v1.4.0"


def published_models(manifest: dict) -> list[dict]:
    """The tagged models of a manifest of dbt, each with `key`, the columns of its key."""
    keys = table_keys(manifest)
    models = [
        node | {"key": keys.get(node["unique_id"], [])}
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "published" in node["tags"]
    ]
    return sorted(models, key=lambda node: (node["config"]["schema"], node["name"]))


def table_keys(manifest: dict) -> dict[str, list[str]]:
    """The columns whose values stand in one row only, by model: a test checks them."""
    keys = {}
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "unique":
            keys[node["attached_node"]] = [node["column_name"]]
        elif test.get("name") == "unique_combination":
            keys[node["attached_node"]] = test["kwargs"]["columns"]
    return keys


def write_database(
    connection: duckdb.DuckDBPyConnection, models: list[dict], file: Path
) -> None:
    """Copy tables into a new database, which stays attached as `published`."""
    connection.execute(
        f"attach {literal(str(file))} as published "
        f"(storage_version {literal(STORAGE_VERSION)})"
    )
    for node in models:
        copy_model(connection, node)


@contextmanager
def one_commit(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit all of it or nothing; after an error the connection can be used again."""
    connection.execute("begin")
    try:
        yield
    except duckdb.Error:
        # What went wrong is the error that is told, and not the transaction that ends by it.
        with suppress(duckdb.Error):
            connection.execute("rollback")
        raise
    connection.execute("commit")


def copy_model(connection: duckdb.DuckDBPyConnection, node: dict) -> None:
    """Copy one table, its description and those of its columns.

    The rows stand in the order of the key, whatever order the build left them in. Those of
    an incremental table stand by month already, and are copied as they stand: to put twelve
    months in order takes as long as half of the copy.
    """
    schema = identifier(node["config"]["schema"])
    table = f"published.{schema}.{identifier(node['name'])}"
    rows = f"select * from {node['relation_name']}"
    if node["config"]["materialized"] != "incremental":
        key = ", ".join(identifier(column) for column in node["key"])
        rows += f" order by {key or 'all'}"
    # Each commit costs as much as a small table.
    with one_commit(connection):
        connection.execute(f"create schema if not exists published.{schema}")
        connection.execute(f"create table {table} as {rows}")
        comment = literal(node["description"].strip())
        connection.execute(f"comment on table {table} is {comment}")
        for column in node["columns"].values():
            comment = literal(column["description"].strip())
            connection.execute(
                f"comment on column {table}.{identifier(column['name'])} is {comment}"
            )


def write_parquet(
    connection: duckdb.DuckDBPyConnection, models: list[dict], build: str, folder: Path
) -> None:
    """Write the tables of the attached database `published` into a new folder.

    Each file names its build in its key-value metadata.
    """
    folder.mkdir()
    for node in models:
        schema, name = node["config"]["schema"], node["name"]
        file = folder / f"{schema}.{name}.parquet"
        connection.execute(
            f"copy published.{identifier(schema)}.{identifier(name)} "
            f"to {literal(str(file))} "
            "(format parquet, compression zstd, compression_level 1, kv_metadata {"
            f"build: {literal(build)}, "
            f"description: {literal(node['description'].strip())}}})"
        )
        sync(file)
