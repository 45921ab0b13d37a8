"""The floor: one bare SQL script from the four exports to the feature table.

    python -m one_click.bench.floor EXPORTS DATABASE

A program that reads the same files and writes the same table can hardly be faster, so
the project's own way to the features is measured against this one.
"""

import sys
from pathlib import Path
from typing import Any

import duckdb
import yaml

from one_click.paths import ROOT
from one_click.quoting import literal

SCRIPT = Path(__file__).with_name("floor.sql")
EXPORTS = ("market_file", "market_money", "market_time", "money")


def settings() -> dict[str, Any]:
    """The vars of dbt_project.yml, which the floor and the notebook follow too."""
    file = ROOT / "dbt_project.yml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))["vars"]


def build(exports: Path, database: Path) -> None:
    """Write the table `customer_features` into a new database."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        for export in EXPORTS:
            file = literal(str(exports / f"{export}.csv"))
            separator = ";" if export == "money" else ","
            connection.execute(
                f"create temp view raw_{export} as from read_csv({file}, header = true, "
                f"all_varchar = true, delim = {literal(separator)})"
            )
        factor = settings()["revenue_outlier_factor"]
        connection.execute("set variable outlier = ?", [factor])
        connection.execute(SCRIPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
