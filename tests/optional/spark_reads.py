"""What Spark reads of folders of exports that DuckDB reads otherwise.

`python spark_reads.py FOLDER …` prints, as JSON, by folder: `refused` with the sentence, or
`read` with the number of rows and the first that is not the same. Runs in `.venv-spark`.
"""

import json
import sys
import tempfile
from pathlib import Path

from pyspark.sql import SparkSession

from one_click.exports import check, reading
from one_click.exports.look import looked_at
from one_click.exports.problems import InputProblem
from one_click.quoting import identifier
from one_click.spark.answers import spark_query


def texts(rows: list) -> list[tuple]:
    """Rows in an order of their own; a missing text before all others."""
    return sorted(
        (tuple(row) for row in rows),
        key=lambda row: [(cell is not None, cell or "") for cell in row],
    )


def compared(session: SparkSession, folder: str, copies: Path) -> dict:
    """What both read of a folder, each cell as text."""
    try:
        exports = looked_at(folder, copies)
        check.check_exports(copies, folder, "")
    except InputProblem as problem:
        return {"refused": str(problem)}
    rows = 0
    for name, export in exports.items():
        cells = ", ".join(
            f"cast({identifier(one)} as varchar)" for one in export.columns
        )
        expected = texts(
            reading.scanner().execute(f"select {cells} from {export.query}").fetchall()
        )
        cells = ", ".join(f"cast(`{one}` as string)" for one in export.columns)
        source = spark_query(copies, folder, name)
        found = texts(session.sql(f"select {cells} from {source}").collect())
        rows += len(found)
        if found != expected:
            apart = [
                pair
                for pair in zip(found, expected, strict=False)
                if pair[0] != pair[1]
            ]
            return {
                "read": rows,
                "apart": [name, len(found), len(expected), *apart[:1]],
            }
    return {"read": rows}


if __name__ == "__main__":
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "FATAL")
        .config("spark.sql.catalogImplementation", "in-memory")
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory() as made:
        print(
            json.dumps(
                {
                    given: compared(spark, given, Path(made) / str(number))
                    for number, given in enumerate(sys.argv[1:])
                },
                ensure_ascii=False,
            )
        )
    spark.stop()
