"""What Python models read and write tables with on Spark: the part of DuckDB's API they use."""

from collections.abc import Mapping

import duckdb
import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession


def spark_session(settings: Mapping[str, str]) -> SparkSession:
    """The session of this process, begun with these settings if there is none."""
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class Table:
    """A table of Spark, as a Python model asks for it."""

    def __init__(self, frame: DataFrame) -> None:
        self.frame = frame

    def df(self) -> pd.DataFrame:
        """Its rows as pandas, each column of the type that DuckDB gives it."""
        rows = self.frame.toArrow()
        with duckdb.connect() as connection:
            return connection.from_arrow(rows).df()

    def limit(self, rows: int) -> "Table":
        """At most so many of its rows."""
        return Table(self.frame.limit(rows))

    def __len__(self) -> int:
        return self.frame.count()


class Session:
    """The `session` of a Python model."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def table(self, name: str) -> Table:
        """A table by its name."""
        return Table(self.spark.table(name))

    def write(
        self, frame: pd.DataFrame, name: str, file_format: str, partition_by: list[str]
    ) -> None:
        """Write a frame as a table in the place of one that may be there.

        Its columns have the types that DuckDB would give them; NaN is null.
        """
        with duckdb.connect() as connection:
            rows = connection.from_df(frame).to_arrow_table()
        # DuckDB makes an enumeration of a pandas category.
        for place, field in enumerate(rows.schema):
            if pa.types.is_dictionary(field.type):
                texts = rows.column(place).cast(pa.string())
                rows = rows.set_column(place, field.name, texts)
        written = self.spark.createDataFrame(rows).write.format(file_format)
        written.mode("overwrite").partitionBy(*partition_by).saveAsTable(name)
