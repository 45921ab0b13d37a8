"""Tables that Spark left on this machine, beside those of a warehouse of DuckDB."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

TOLERANCE = 1e-9
FLOATS = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Column:
    """A column of a table, with its type as DuckDB calls it."""

    name: str
    type: str

    @property
    def quoted(self) -> str:
        """Its name as SQL writes it."""
        return f'"{self.name}"'


def tables_of_spark(state: Path) -> dict[str, str]:
    """SQL that reads each table below `state`, the folder of the target, by its name.

    Views are there where they were published.
    """
    found = {}
    for place in sorted(state.glob("parquet/*/*")):
        found[f"{place.parent.name}.{place.name}"] = f"'{place}/*.parquet'"
    for place in sorted(state.glob("tables/*.db/*")):
        # A table in partitions has no file before its first row.
        if not any(place.rglob("*.parquet")):
            continue
        name = f"{place.parent.name.removesuffix('.db')}.{place.name}"
        found[name] = f"'{place}/**/*.parquet', hive_types_autocast = false"
    return {name: f"read_parquet({files})" for name, files in found.items()}


def tables_of_duckdb(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables and views of the open warehouse, but those of dbt's tests."""
    return [
        name
        for (name,) in connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_catalog = current_database() and table_schema <> 'main' order by 1"
        ).fetchall()
    ]


def columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Column]:
    """The columns of a relation in the order of their names."""
    described = connection.execute(f"describe from {relation}").fetchall()
    kinds = {
        name: "VARCHAR" if kind.startswith("ENUM") else kind
        for name, kind, *_ in described
    }
    return [Column(name, kinds[name]) for name in sorted(kinds)]


def difference(
    connection: duckdb.DuckDBPyConnection,
    expected: str,
    found: str,
    ignored: Collection[str] = (),
    tolerance: float = TOLERANCE,
) -> str | None:
    """How a relation differs from the one that is expected, or None.

    Types and values are the same, numbers of floating point to `tolerance`; the order of
    rows and columns is no part of a table.
    """
    wanted, given = (
        [
            column
            for column in columns(connection, relation)
            if column.name not in ignored
        ]
        for relation in (expected, found)
    )
    if wanted != given:
        return f"columns: {sorted(set(given) ^ set(wanted), key=str)}"
    exact = [column for column in wanted if column.type not in FLOATS]
    floats = [column for column in wanted if column.type in FLOATS]
    selected = [f"cast({one.quoted} as varchar)" for one in exact]
    # The last digits of a number tell nothing of the place of its row.
    order = selected + [f"round({one.quoted}, 6)" for one in floats]
    rows, other_rows = (
        connection.execute(
            f"select {', '.join(selected + [one.quoted for one in floats])} "
            f"from {relation} order by {', '.join(order)}"
        ).fetchnumpy()
        for relation in (expected, found)
    )
    for column, values, others in zip(
        exact + floats, rows.values(), other_rows.values(), strict=True
    ):
        if len(values) != len(others):
            return f"rows: {len(others)} instead of {len(values)}"
        allowed = tolerance if column in floats else None
        if apart := first_apart(values, others, allowed):
            return f"{column.name}: {apart}"
    return None


def first_apart(
    values: np.ndarray, others: np.ndarray, tolerance: float | None
) -> str | None:
    """The first pair that is not the same, and how many there are; None without one.

    `tolerance` is one of numbers of floating point, None for what has to be the same.
    """
    missing, also_missing = (np.ma.getmaskarray(one) for one in (values, others))
    values, others = (np.ma.getdata(one) for one in (values, others))
    if tolerance is not None:
        same = np.isclose(
            values, others, rtol=tolerance, atol=tolerance, equal_nan=True
        )
    else:
        same = values == others
    apart = np.flatnonzero((missing != also_missing) | ~(same | missing))
    if not len(apart):
        return None
    place = apart[0]
    pair = [
        None if absent[place] else kept[place]
        for kept, absent in ((others, also_missing), (values, missing))
    ]
    return f"{pair[0]!r} instead of {pair[1]!r}, in {len(apart)} of {len(values)} rows"
