"""The rows of one customer in databases and Parquet files.

A file is written anew, so that its free space holds no deleted rows.
"""

import re
import shutil
from pathlib import Path

import duckdb

from one_click.exports.forgotten import is_customer, whole_number
from one_click.forget.files import beside, replace
from one_click.quoting import identifier, literal

ID_COLUMNS = ("customer_id", "id", "raw_id", "rejected_id")
ERASED = "(erased)"
# In this schema rows stand as they came, so any text may mention an id. The name of a
# developer may stand before the name of a schema.
RAW_SCHEMA = re.compile("(.+_)?staging")
# The seeds of the project; the list of forgotten ids is one of them.
LISTS_SCHEMA = re.compile("(.+_)?reference")


def without(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    source: str,
    columns: dict[str, str],
    customer: int,
) -> tuple[str, int]:
    """SQL of a table without a customer, and the number of rows that this changes.

    Rows with the id are left out. In other rows of the raw schema, which are another
    customer's or a count of rows, each text that mentions the id is blanked. `columns` has
    the type of each column.
    """
    rows, mentions = ["false"], {}
    for name, kind in columns.items():
        column = identifier(name)
        mentioned = f"regexp_matches({column}, {literal(whole_number(customer))})"
        if name in ID_COLUMNS and kind == "VARCHAR":
            rows += [mentioned, is_customer(column, [customer])]
        elif name in ID_COLUMNS and not LISTS_SCHEMA.fullmatch(schema):
            rows.append(f"{column} = {customer}")
        elif kind == "VARCHAR" and RAW_SCHEMA.fullmatch(schema):
            mentions[column] = mentioned
    traces = " or ".join([*rows, *mentions.values()])
    counted = connection.execute(f"select count(*) from {source} where {traces}")
    ((changed,),) = counted.fetchall()
    blanked = ", ".join(
        f"case when {mentioned} then {literal(ERASED)} else {column} end as {column}"
        for column, mentioned in mentions.items()
    )
    selected = f"* replace ({blanked})" if blanked else "*"
    kept = f"({' or '.join(rows)}) is not true"
    return f"select {selected} from {source} where {kept}", changed


def erase_from_parquet(
    connection: duckdb.DuckDBPyConnection, file: Path, customer: int
) -> int:
    """Take a customer's rows from a Parquet file, whose name begins with its schema."""
    source, written = f"read_parquet({literal(str(file))})", beside(file)
    described = connection.execute(f"describe from {source}").fetchall()
    columns = {name: kind for name, kind, *_ in described}
    schema = file.name.partition(".")[0]
    query, changed = without(connection, schema, source, columns, customer)
    if changed:
        said = connection.execute(
            "select decode(key), decode(value) from parquet_kv_metadata(?) "
            "where decode(key) in ('build', 'description')",
            [str(file)],
        ).fetchall()
        pairs = ", ".join(f"{key}: {literal(value)}" for key, value in said)
        connection.execute(
            f"copy ({query}) to {literal(str(written))} "
            f"(format parquet, compression zstd, kv_metadata {{{pairs}}})"
        )
        replace(written, file)
    return changed


def erase_from_published(
    connection: duckdb.DuckDBPyConnection, database: Path, customer: int
) -> int:
    """Take a customer's rows from a published database, which others may have open."""
    copy = beside(database, ".copy")
    try:
        shutil.copyfile(database, copy)
        connection.execute(f"attach {literal(str(copy))} as copied (read_only)")
        try:
            erased = erase_from_database(connection, "copied", database, customer)
        finally:
            connection.execute("detach copied")
    finally:
        copy.unlink()
    # The log of a client that wrote to the old file would not fit the new one.
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
    return erased


def erase_from_database(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    place: Path,
    customer: int,
    always: bool = False,
) -> int:
    """Write a database, attached as `catalog`, anew without a customer.

    The new file holds no deleted rows in its free space. It takes the place of the old one
    where rows of the customer were found, or `always`.
    """
    written, erased = beside(place), 0
    ((version,),) = connection.execute(
        "select rtrim(tags['storage_version'], '+') from duckdb_databases() "
        "where database_name = ?",
        [catalog],
    ).fetchall()
    connection.execute(
        f"attach {literal(str(written))} as written (storage_version {literal(version)})"
    )
    try:
        connection.execute(f"copy from database {catalog} to written (schema)")
        for schema, table, columns in tables(connection, catalog):
            name = f"{identifier(schema)}.{identifier(table)}"
            source = f"{catalog}.{name}"
            query, changed = without(connection, schema, source, columns, customer)
            connection.execute(f"insert into written.{name} {query}")
            erased += changed
        connection.execute("checkpoint written")
    finally:
        connection.execute("detach written")
    if erased or always:
        replace(written, place)
    else:
        written.unlink()
    return erased


def tables(
    connection: duckdb.DuckDBPyConnection, catalog: str
) -> list[tuple[str, str, dict[str, str]]]:
    """The schema, the name and the columns of each table of a database."""
    return connection.execute(
        "select schema_name, table_name, map(list(column_name), list(data_type)) "
        "from duckdb_columns() join duckdb_tables() "
        "using (database_name, schema_name, table_name) "
        "where database_name = ? group by all order by all",
        [catalog],
    ).fetchall()
