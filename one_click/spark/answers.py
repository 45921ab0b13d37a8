"""What macros ask Python on Spark: the questions of one_click/dbt_plugin.py.

The files of exports are looked at by the same code as on DuckDB, so the sentences are the same.
CSV and workbooks become Parquet files of texts on the way; Spark reads Parquet as it is.
"""

import json
import threading
from pathlib import Path

import duckdb
from pyspark.sql import SparkSession

from one_click.exports import reading
from one_click.exports.folder import ExportFile
from one_click.exports.forgotten import forgotten_customers
from one_click.exports.look import looked_at
from one_click.paths import EXPORT_SEEDS
from one_click.publish.build import publish_build
from one_click.questions import QUESTIONS, QUESTIONS_OF_EXPORTS, answered
from one_click.quoting import literal
from one_click.spark.publish import warehouse_over_parquet

# Types of Parquet columns whose text is the same for both engines.
WRITTEN_ALIKE = {"VARCHAR", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UBIGINT"}
NEARLY = {"DOUBLE", "FLOAT"}
ONE_AT_A_TIME = threading.Lock()


def answer(
    session: SparkSession, warehouse: Path, question: str, arguments: str
) -> str:
    """The answer to a question of dbt as JSON; `warehouse` names the folder of the state."""
    copies = warehouse.parent / "exports"
    given = json.loads(arguments)

    def find() -> object:
        if question == "publish":
            return publish_build(
                lambda models: warehouse_over_parquet(session, models, warehouse),
                warehouse,
                *given,
            )
        if question == "export_query":
            return spark_query(copies, *given)
        if question in QUESTIONS_OF_EXPORTS:
            return QUESTIONS_OF_EXPORTS[question](copies, *given)
        return QUESTIONS[question](*given)

    with ONE_AT_A_TIME:
        return answered(find)


def spark_query(copies: Path, exports_dir: str, name: str) -> str:
    """SQL for Spark that reads an export of a folder, each column as text."""
    export = looked_at(exports_dir, copies)[name]
    selected = [as_spark_reads(file, export.columns) for file in export.files]
    # Only DuckDB tells how an id of a forgotten customer may be written.
    if all(selected) and not forgotten_customers():
        return f"({' union all '.join(map(str, selected))})"
    place = copies / f"{name}.parquet"
    reading.scanner().execute(
        f"copy {export.query} to {literal(str(place))} (format parquet)"
    )
    return f"parquet.`{place}`"


def as_spark_reads(file: ExportFile, columns: tuple[str, ...]) -> str | None:
    """SQL for Spark of a Parquet file's columns; None where it would read another text."""
    if not file.is_parquet or file.partition:
        return None
    described = (
        reading.scanner()
        .execute(f"describe from read_parquet({literal(str(file.path))})")
        .fetchall()
    )
    types = {written: kind for written, kind, *_ in described}
    cells = []
    for name, column in reading.parquet_columns(file, columns).items():
        written = column.strip('"')
        kind = types.get(written, "")
        if kind in NEARLY:
            cells.append(f"{double_text(written)} as `{name}`")
        elif kind in WRITTEN_ALIKE or kind.startswith("DECIMAL"):
            cells.append(f"`{written}` as `{name}`")
        else:
            return None
    return f"select {', '.join(cells)} from parquet.`{file.path}`"


def double_text(column: str) -> str:
    """SQL for Spark of a number of floating point as the text that DuckDB makes of it.

    From ten million on Spark would write 2.15348E7, which is no id.
    """
    plain = f"cast(try_cast(`{column}` as decimal(30, 9)) as string)"
    return (
        f"coalesce(case when abs(`{column}`) >= 10000000 then "
        f"regexp_replace({plain}, '0{{1,8}}$', '') end, cast(`{column}` as string))"
    )


def load_seed(
    session: SparkSession, table: str, file: Path, types: dict[str, str]
) -> None:
    """Make a table of a seed; exports lose rows of customers who asked to be forgotten."""
    is_export = file.parent == EXPORT_SEEDS
    forgotten = forgotten_customers() if is_export else ()
    query = reading.reader([ExportFile(str(file), file)], list(types), forgotten)
    with duckdb.connect() as connection:
        rows = connection.sql(f"from {query}").to_arrow_table()
    casts = [
        f"cast(`{name}` as {'string' if kind == 'varchar' else kind}) as `{name}`"
        for name, kind in types.items()
    ]
    frame = session.createDataFrame(rows).selectExpr(*casts)
    frame.write.mode("overwrite").format("parquet").saveAsTable(table)
