"""What is published of a build on Spark: Parquet that Spark writes, and DuckDB reads."""

import shutil
from pathlib import Path

import duckdb
from pyspark.sql import SparkSession

from one_click.engine import bound
from one_click.quoting import identifier, literal


def warehouse_over_parquet(
    session: SparkSession, models: list[dict], warehouse: Path
) -> duckdb.DuckDBPyConnection:
    """A database whose views are these models, as Spark wrote them beside `warehouse`.

    It stands in the place of the warehouse when a build is published.
    """
    folder = warehouse.parent / "parquet"
    shutil.rmtree(folder, ignore_errors=True)
    connection = duckdb.connect()
    bound(connection, warehouse.parent)
    for node in models:
        place = folder / node["schema"] / node["alias"]
        session.table(f"{node['schema']}.{node['alias']}").write.parquet(str(place))
        connection.execute(f"create schema if not exists {identifier(node['schema'])}")
        connection.execute(
            f"create view {identifier(node['schema'])}.{identifier(node['alias'])} as "
            f"from read_parquet({literal(str(place / '*.parquet'))})"
        )
    return connection
