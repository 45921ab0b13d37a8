"""Reading what a build left behind."""

import hashlib
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from checkout import Project

# When it happened, not what came out.
TIMES = {"trained_at"}

Tables = dict[str, tuple[list[tuple], list[tuple]]]


def query(database: Path, sql: str) -> pd.DataFrame:
    """The rows of a query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).df()


def rows(database: Path, sql: str) -> list[tuple]:
    """The rows of a query as tuples, values exactly as they are stored."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def tables(database: Path, schemas: tuple[str, ...] = ()) -> Tables:
    """Each table's columns with their types, and its rows in one order.

    Columns that say when something happened are left out. `schemas` limits what is
    read; without it all tables are.
    """
    columns: dict[str, list[tuple]] = {}
    for schema, table, column, data_type in rows(
        database,
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where not internal order by schema_name, table_name, column_index",
    ):
        if column not in TIMES and (not schemas or schema in schemas):
            columns.setdefault(f'"{schema}"."{table}"', []).append((column, data_type))
    return {
        table: (names, rows(database, select_all(table, names)))
        for table, names in columns.items()
    }


def select_all(table: str, columns: list[tuple]) -> str:
    """All rows of a table in an order that depends on the rows alone."""
    names = ", ".join(f'"{name}"' for name, _ in columns)
    return f"select {names} from {table} order by all"


def differences(left: Tables, right: Tables) -> list[str]:
    """What differs, a line for each table: empty where all is identical."""
    found = []
    for table in sorted(left.keys() | right.keys()):
        if table not in left or table not in right:
            found.append(f"{table} is on one side only")
        elif left[table] != right[table]:
            (columns, before), (other_columns, after) = left[table], right[table]
            pairs = zip(before, after, strict=False)
            changed = next((pair for pair in pairs if pair[0] != pair[1]), None)
            found.append(
                f"{table}: {len(before)} rows, {len(after)} rows; columns "
                f"{'alike' if columns == other_columns else 'differ'}; {changed}"
            )
    return found


def fingerprint(folder: Path) -> dict[str, str]:
    """Each file of a folder with the SHA-256 of its content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def snapshot(project: Project, folders: pytest.TempPathFactory) -> Path:
    """A copy of the published database that later builds leave alone."""
    place = folders.mktemp("published") / project.published.name
    return Path(shutil.copy(project.published, place))
