"""`make forget ID=…`: erase one customer everywhere, and do not read him again.

The id goes on a list first (`inputs/forgotten_customers.csv`), so that the next export
brings nothing back; then its rows leave the seeds, the warehouse and what is published.
Each file is replaced whole, in one step; a command that was interrupted is run again.
"""

import csv
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from one_click.publish import publish
from one_click.lock import LockError, warehouse_lock
from one_click.publish.publish import identifier, literal
from one_click.exports.forgotten import is_customer, remember_to_forget
from one_click.exports.layout import csv_layout
from one_click.exports.problems import InputProblem

ID_COLUMNS = ("customer_id", "example_customer_id", "id", "raw_id")
# What a fitted model or an evaluation knows of customers carries no id; it is made anew.
MADE_ANEW = ("warehouse/models", "warehouse/folds", "logs", "target")


class ForgetError(Exception):
    """Why nothing was erased, in one sentence for the person who asked."""


def parse_id(text: str) -> int:
    """The id that was typed; raises ForgetError where it is none."""
    if not text.isdecimal() or int(text) == 0:
        raise ForgetError(
            f"ID is «{text}». Expected: the customer's whole number, for example "
            "make forget ID=215348"
        )
    return int(text)


def erase_from_csv(file: Path, column: str, customer: int) -> int:
    """Take a customer's rows from a CSV file, every other byte as it was."""
    layout = csv_layout(file, [column])
    place = layout.columns.index(column)
    kept, erased = [], 0
    text = file.read_bytes().decode("utf-8", errors="surrogateescape")
    for record, values in records(text, layout.delimiter):
        if len(values) > place and same_id(values[place], customer):
            erased += 1
        else:
            kept.append(record)
    if erased:
        content = "".join(kept).encode("utf-8", errors="surrogateescape")
        publish.write_whole(file, content)
    return erased


def records(text: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Each record of a CSV text as it stands, and its values."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=delimiter)
    start = 0
    for values in reader:
        yield "".join(lines[start : reader.line_num]), values
        start = reader.line_num


def same_id(text: str, customer: int) -> bool:
    """Whether a text is an id, in any of the ways an id is read."""
    plain = "".join(text.split()).replace(",", ".").partition(".")
    return (
        plain[0].isdecimal() and int(plain[0]) == customer and not plain[2].strip("0")
    )


def erase_from_database(database: Path, customer: int, version: str) -> int:
    """Take a customer's rows from every table of a database, history included.

    What is left is written into a new file, which has no trace of what was deleted.
    """
    copy, written = (
        database.with_name(f".{database.name}.{part}{os.getpid()}.duckdb")
        for part in ("", "1")
    )
    try:
        shutil.copyfile(database, copy)
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(str(copy))} as old")
            erased = sum(
                delete_rows(connection, *table, customer)
                for table in tables_with_ids(connection)
            )
            if not erased:
                return 0
            connection.execute(
                f"attach {literal(str(written))} as new (storage_version {version})"
            )
            connection.execute("copy from database old to new")
            copy_comments(connection)
            connection.execute("checkpoint new")
            connection.execute("detach new")
        publish.replace_synced(written, database)
    finally:
        for file in database.parent.glob(f".{database.name}.*"):
            file.unlink()
    return erased


def tables_with_ids(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Schema, table and column of each id in the tables of a database."""
    return connection.execute(
        "select columns.schema_name, columns.table_name, columns.column_name "
        "from duckdb_columns() as columns join duckdb_tables() as tables "
        "using (database_name, schema_name, table_name) "
        "where database_name = 'old' and columns.column_name in ?",
        [list(ID_COLUMNS)],
    ).fetchall()


def delete_rows(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    column: str,
    customer: int,
) -> int:
    """Delete a customer's rows from one table; how many there were."""
    place = f"old.{identifier(schema)}.{identifier(table)}"
    found = is_customer(identifier(column), [customer])
    ((rows,),) = connection.execute(f"delete from {place} where {found}").fetchall()
    return rows


def copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the tables and columns of `new` the comments of `old`."""
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() "
        "where database_name = 'old' and comment is not null"
    ).fetchall()
    for schema, table, comment in tables:
        place = f"new.{identifier(schema)}.{identifier(table)}"
        connection.execute(f"comment on table {place} is {literal(comment)}")
    columns = connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'old' and comment is not null"
    ).fetchall()
    for schema, table, column, comment in columns:
        place = f"new.{identifier(schema)}.{identifier(table)}.{identifier(column)}"
        connection.execute(f"comment on column {place} is {literal(comment)}")


def erase_from_parquet(file: Path, customer: int) -> int:
    """Take a customer's rows from a Parquet file that has a column of ids."""
    source = f"read_parquet({literal(str(file))})"
    written = file.with_name(f".{file.name}.{os.getpid()}")
    with duckdb.connect() as connection:
        described = connection.execute(f"describe select * from {source}").fetchall()
        names = [row[0] for row in described if row[0] in ID_COLUMNS]
        if not names:
            return 0
        found = " or ".join(is_customer(identifier(name), [customer]) for name in names)
        counted = connection.execute(f"select count(*) from {source} where {found}")
        ((rows,),) = counted.fetchall()
        if rows:
            connection.execute(
                f"copy (from {source} where ({found}) is not true) "
                f"to {literal(str(written))} "
                f"(format parquet, compression zstd{metadata(connection, file)})"
            )
            publish.replace_synced(written, file)
    return rows


def metadata(connection: duckdb.DuckDBPyConnection, file: Path) -> str:
    """What a Parquet file says of itself, as an option of SQL that writes it again."""
    said = connection.execute(
        "select decode(key), decode(value) from parquet_kv_metadata(?) "
        "where decode(key) in ('build', 'description')",
        [str(file)],
    ).fetchall()
    pairs = ", ".join(f"{key}: {literal(value)}" for key, value in said)
    return f", kv_metadata {{{pairs}}}" if said else ""


def forget(root: Path, customer: int) -> dict[Path, int]:
    """Erase a customer from all files of the project; rows erased from each file."""
    erased = {}
    for file in sorted((root / "seeds" / "exports").glob("*.csv")):
        erased[file] = erase_from_csv(file, "id", customer)
    warehouse = root / "warehouse" / "one_click.duckdb"
    if warehouse.exists():
        erased[warehouse] = erase_from_database(warehouse, customer, "'latest'")
    published = root / "published"
    for file in sorted(published.rglob("*.duckdb")):
        version = literal(publish.STORAGE_VERSION)
        erased[file] = erase_from_database(file, customer, version)
    for file in sorted(published.rglob("*.parquet")):
        erased[file] = erase_from_parquet(file, customer)
    for file in sorted(published.rglob("campaign_*.csv")):
        erased[file] = erase_from_csv(file, "customer_id", customer)
    if any(erased.values()):
        for place in MADE_ANEW:
            for path in (root / place).glob("*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    return erased


def pages_with(published: Path, customer: int) -> list[Path]:
    """Pages and texts of `published` in which the number stands."""
    return [
        file
        for pattern in ("*.html", "*.md", "*.json")
        for file in sorted(published.rglob(pattern))
        if str(customer) in file.read_text(encoding="utf-8", errors="replace")
    ]


def main() -> int:
    try:
        customer = parse_id(os.environ.get("ID", "").strip())
        with warehouse_lock("make forget"):
            new = remember_to_forget(customer)
            erased = forget(publish.ROOT, customer)
    except (ForgetError, InputProblem, LockError, duckdb.Error, OSError) as error:
        print(f"forget: {error}", file=sys.stderr)
        return 2
    listed = "is now" if new else "was already"
    print(f"Customer {customer} {listed} in inputs/forgotten_customers.csv: no export")
    print("brings the id back. The store's own folder (EXPORTS) is not changed.")
    for file, rows in erased.items():
        if rows:
            print(f"  {file.relative_to(publish.ROOT)}: {rows} rows erased")
    if not any(erased.values()):
        print("  No file of the project held the id.")
    for page in pages_with(publish.PUBLISHED, customer):
        print(f"  {page.relative_to(publish.ROOT)} shows the number still.")
    print("`make build` trains and counts anew without the customer.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
