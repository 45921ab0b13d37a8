"""Staging without dbt: its compiled SQL, run on any exports in milliseconds."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
from checkout import Project
from export_files import EXPORTS

from one_click.exports import check
from one_click.exports.folder import ExportFile
from one_click.exports.reading import reader

MODELS = (
    *("measure_formats", "period_spellings"),
    *("base_market_file", "base_market_money", "base_market_time", "base_money"),
    *("base_market_file_copies", "base_market_money_copies", "base_market_time_copies"),
    *("base_money_copies", "stg_market_file", "stg_market_money", "stg_market_time"),
    *("stg_money", "rejected_rows", "repaired_spellings"),
    *("input_reconciliation", "int_revenue_by_customer", "int_minutes_by_customer"),
    *("int_customers_seen", "customer_status"),
)
COMPARED = (
    *(f"staging.stg_{name}" for name in EXPORTS),
    *("staging.rejected_rows", "intermediate.customer_status"),
)


@dataclass(frozen=True)
class Staging:
    """The compiled models from the exports to `customer_status`, and their seeds."""

    models: dict[str, str]
    columns: dict[str, list[str]]
    reference: dict[str, tuple[str, list[str], dict[str, str]]]

    def load(
        self, folder: Path, copies: Path | None = None, decimal_mark: str = ""
    ) -> duckdb.DuckDBPyConnection:
        """A database whose exports are files of a folder, checked as a build does."""
        if copies is None:
            with tempfile.TemporaryDirectory() as removed:
                return self.load(folder, Path(removed), decimal_mark)
        where = (copies, str(folder))
        check.check_exports(*where, decimal_mark)
        connection = self.database()
        for name in self.columns:
            query = check.export_query(*where, name)
            connection.execute(f"create table exports.{name} as from {query}")
        self.build(connection, "measure_formats", "period_spellings")
        # The compiled SQL has what the files of another build say.
        for export, column, mark, sign in check.number_formats(*where, decimal_mark):
            connection.execute(
                "update staging.measure_formats "
                "set is_plain = false, group_mark = ?, sign = ? "
                "where export = ? and column_name = ?",
                [mark, sign, export, column],
            )
        for spelling, period in check.period_spellings(*where):
            connection.execute(
                "insert into staging.period_spellings values (?, ?, false)",
                [spelling, period],
            )
        self.build(connection, *MODELS[2:])
        return connection

    def database(self) -> duckdb.DuckDBPyConnection:
        """A database with the reference seeds and nothing else."""
        connection = duckdb.connect()
        connection.execute("attach ':memory:' as one_click; use one_click")
        for schema in ("exports", "reference", "staging", "intermediate"):
            connection.execute(f"create or replace schema {schema}")
        for name, (file, columns, types) in self.reference.items():
            typed = ", ".join(f'"{one}"::{types[one]} as "{one}"' for one in columns)
            connection.execute(
                f"create table reference.{name} as "
                f"select {typed} from {reader([ExportFile(file, Path(file))], columns, [])}"
            )
        return connection

    def build(self, connection: duckdb.DuckDBPyConnection, *only: str) -> None:
        """Make every model, or some, anew from the exports of a database."""
        for name, sql in self.models.items():
            if not only or name.rpartition(".")[2] in only:
                connection.execute(f"create or replace {name} as {sql}")

    def fingerprint(self, connection: duckdb.DuckDBPyConnection) -> dict[str, tuple]:
        """Rows of each table that matters, and a hash that no order changes."""
        return {
            table: connection.execute(
                f"select count(*), sum(hash(one)::hugeint) from {table} as one"
            ).fetchone()
            for table in COMPARED
        }

    def unaccounted(self, connection: duckdb.DuckDBPyConnection) -> list[tuple]:
        """Exports of which a row is neither kept nor rejected."""
        return connection.execute(
            "from staging.input_reconciliation "
            "where rows_in <> rows_kept + rows_rejected"
        ).fetchall()

    def rejected(self, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        """Export and reason of each rejected row."""
        return connection.execute(
            "select export, reason from staging.rejected_rows"
        ).fetchall()

    def incomplete(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """The reason of each incomplete customer."""
        found = connection.execute(
            "select reason from intermediate.customer_status "
            "where status = 'incomplete'"
        ).fetchall()
        return [reason for (reason,) in found]


def compiled_staging(project: Project) -> Staging:
    """Compile the models of a project and take them from its manifest."""
    result = project.dbt("compile", "--select", "staging", "+customer_status")
    assert result.code == 0, result.output
    manifest, results = (
        json.loads((project.root / "target" / f"{name}.json").read_text("utf-8"))
        for name in ("manifest", "run_results")
    )
    nodes = {node["name"]: node for node in manifest["nodes"].values()}
    compiled = {
        found["unique_id"]: found.get("compiled_code") for found in results["results"]
    }
    models = {}
    for name in MODELS:
        node = nodes[name]
        kind = "view" if node["config"]["materialized"] == "view" else "table"
        models[f"{kind} {node['schema']}.{name}"] = compiled[node["unique_id"]]
    seeds = {
        name: node for name, node in nodes.items() if node["resource_type"] == "seed"
    }
    types = {name: node["config"]["column_types"] for name, node in seeds.items()}
    return Staging(
        models,
        {name: list(types[name]) for name in EXPORTS},
        {
            name: (
                str(project.root / node["original_file_path"]),
                list(types[name]),
                types[name],
            )
            for name, node in seeds.items()
            if node["schema"] == "reference"
        },
    )
