"""What has memory, published as Parquet by month: `history/<model>/<month>.parquet`.

The warehouse can be made anew from the exports; offers sent, campaigns measured and runs of
the model cannot. A warehouse that is new takes them from here (macros/monitoring.sql).
"""

from pathlib import Path

import duckdb

from one_click.publish.files import CURRENT, take_over
from one_click.quoting import identifier, literal
from one_click.warehouse import HISTORY, WarehouseError, published_folder

# The month whose build replaces rows of a model, as its unique_key in dbt_project.yml ends.
MONTH_COLUMNS = ("as_of", "campaign", "outcome_month")
# The file of a model that is not kept by month.
WHOLE = "all"
# Two parts are the same where these are.
ROWS = "count(*) || ' rows, ' || coalesce(sum(hash(part)::hugeint), 0)"


def remembering_models(manifest: dict) -> list[dict]:
    """The models of the room that has memory."""
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "monitoring"
    ]


def month_of(node: dict) -> str:
    """SQL of the file that a row of a model with memory belongs into."""
    key = node["config"].get("unique_key") or WHOLE
    last = key if isinstance(key, str) else key[-1]
    return identifier(last) if last in MONTH_COLUMNS else literal(WHOLE)


def write_history(
    connection: duckdb.DuckDBPyConnection,
    models: list[dict],
    folder: Path,
    published: Path,
) -> None:
    """Write these models into a new folder of a build, a file for each month.

    A month whose rows are those of the build before is taken over as the file it is.
    """
    before = published / CURRENT / HISTORY
    built = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database()"
    ).fetchall()
    for node in models:
        if (node["schema"], node["alias"]) not in built:
            continue
        place = folder / HISTORY / node["name"]
        table, month = node["relation_name"], month_of(node)
        columns = connection.execute(f"describe {table}").fetchall()
        parts = connection.execute(
            f"select {month}, {ROWS} from {table} as part group by {month}"
        ).fetchall()
        for name, found in parts:
            rows = f"{found}, {[column[:2] for column in columns]}"
            file = place / f"{name}.parquet"
            earlier = before / node["name"] / file.name
            place.mkdir(parents=True, exist_ok=True)
            if rows_of(connection, earlier) == rows:
                take_over(earlier, file)
                continue
            connection.execute(
                f"copy (from {table} where {month} = {literal(name)}) to "
                f"{literal(str(file))} (format parquet, compression zstd, "
                f"kv_metadata {{rows: {literal(rows)}}})"
            )


def rows_of(connection: duckdb.DuckDBPyConnection, file: Path) -> str:
    """What a file of the history says of its rows; "" where it says nothing."""
    if not file.exists():
        return ""
    try:
        said = connection.execute(
            "select decode(value) from parquet_kv_metadata(?) where decode(key) = 'rows'",
            [str(file)],
        ).fetchall()
    except duckdb.Error:  # It is damaged, and written anew.
        return ""
    return said[0][0] if said else ""


def open_history(connection: duckdb.DuckDBPyConnection, warehouse: str) -> list[str]:
    """Attach what was published of a warehouse as `history`; the names of its tables.

    Raises WarehouseError where a file of it cannot be read.
    """
    connection.execute("attach ':memory:' as history")
    kept = []
    place = published_folder(Path(warehouse).resolve()) / HISTORY
    for folder in sorted(place.glob("*")):
        files = sorted(folder.glob("*.parquet"))
        for file in files:
            check(connection, file)
        if files:
            connection.execute(
                f"create view history.{identifier(folder.name)} as from read_parquet("
                f"{literal(str(folder / '*.parquet'))}, union_by_name = true)"
            )
            kept.append(folder.name)
    return kept


def check(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Raise WarehouseError where a file of the history is damaged."""
    try:
        connection.execute(
            f"select bit_xor(hash(part)) from read_parquet({literal(str(file))}) as part"
        )
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].rstrip(".!")
        raise WarehouseError(
            f"{file} is damaged: {reason}. Expected: a whole Parquet file. Put back the "
            "one of published/previous/ or of a backup, or move it away, and its month is "
            "missing in the history."
        ) from error
