"""The floor: one bare SQL script from the four exports to the feature table.

    python -m one_click.bench.floor EXPORTS DATABASE

Nothing that reads the same files and writes the same table can be much faster, so the
project's own way there is measured against it.
"""

import sys
from pathlib import Path

import duckdb

from one_click.bench.settings import settings
from one_click.quoting import literal

SCRIPT = Path(__file__).with_name("floor.sql")
SEPARATORS = {
    "market_file": ",",
    "market_money": ",",
    "market_time": ",",
    "money": ";",
}


def reader(exports: Path, export: str) -> str:
    """The SQL that reads one export: every column of a CSV as text, as the store wrote."""
    parquet = exports / f"{export}.parquet"
    if parquet.exists():
        return f"read_parquet({literal(str(parquet))})"
    csv = literal(str(exports / f"{export}.csv"))
    separator = literal(SEPARATORS[export])
    return f"read_csv({csv}, header = true, all_varchar = true, delim = {separator})"


def build(exports: Path, database: Path) -> None:
    """Write the table `customer_features` into a new database."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        for export in SEPARATORS:
            connection.execute(
                f"create temp view raw_{export} as from {reader(exports, export)}"
            )
        factor = settings()["revenue_outlier_factor"]
        connection.execute("set variable outlier = ?", [factor])
        connection.execute(SCRIPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
