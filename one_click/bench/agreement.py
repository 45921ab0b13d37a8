"""Compare what the floor and the notebook came to with what the project came to.

A program that does something else is not faster. Tables are compared row by row on their
key; numbers may differ by rounding alone.
"""

from pathlib import Path

import duckdb

from one_click.quoting import identifier, literal

# Two libraries of mathematics differ in the last digits of a logarithm.
ROUNDING = 1e-12
# A fitted risk comes from splines in numpy, and from cubics in SQL.
RISKS = 1e-9
# Two features may add alike, and a risk may lie on a cut, but for rounding: so large a share
# of the customers may differ.
TIES = 1e-5
NUMBERS = ("DOUBLE", "DECIMAL", "BIGINT", "INTEGER", "HUGEINT", "FLOAT")

FEATURES = "select * from project.features.customer_features"
SCORES = """
    select
        scores.* exclude (run_id, is_out_of_fold),
        fitted.churn_risk as fitted_risk,
        reasons.reason_1, reasons.reason_2, reasons.reason_3
    from project.scoring.churn_scores as scores
    inner join project.scoring.fitted_risks as fitted using (customer_id)
    inner join project.scoring.customer_contributions as reasons using (customer_id)
"""
SEGMENTS = (
    "select segment, customers, customers_at_risk from project.marts.segment_summary"
)


class Disagreement(Exception):
    """The other program came to something else; the message says where, in sentences."""


def differences(
    connection: duckdb.DuckDBPyConnection,
    ours: str,
    theirs: str,
    tolerance: float,
    key: str = "customer_id",
    share: float = 0,
) -> list[str]:
    """One sentence per column of `ours` that differs, and one for rows of one side only.

    Numbers may differ by `tolerance`, and a column may differ in a `share` of the rows.
    """
    columns = connection.execute(f"describe {ours}").fetchall()
    compared = [column for column in columns if column[0] != key]
    counts = ["count(*)", "count(*) filter (where ours.here and theirs.here)"]
    for name, data_type, *_ in compared:
        a, b = f"ours.{identifier(name)}", f"theirs.{identifier(name)}"
        is_same = f"{a} is not distinct from {b}"
        if data_type.startswith(NUMBERS):
            is_near = f"abs({a} - {b}) <= {tolerance} * greatest(1, abs({a}))"
            is_same = f"({is_same} or coalesce({is_near}, false))"
        counts.append(
            f"count(*) filter (where ours.here and theirs.here and not {is_same})"
        )
    ((rows, shared, *differing),) = connection.execute(
        f"select {', '.join(counts)} from (select *, true as here from ({ours})) as ours "
        f"full join (select *, true as here from ({theirs})) as theirs using ({key})"
    ).fetchall()
    found = [] if rows == shared else [f"{rows - shared:,} rows on one side only"]
    return found + [
        f"{name}: {count:,} of {shared:,} rows differ"
        for (name, *_), count in zip(compared, differing, strict=True)
        if count > share * shared
    ]


def check_floor(warehouse: Path, floor: Path) -> None:
    """Raise Disagreement unless every feature of every customer is equal."""
    theirs = "select * from floor.main.customer_features"
    with _connected(project=warehouse, floor=floor) as connection:
        _refuse("floor", differences(connection, FEATURES, theirs, tolerance=0))


def check_notebook(warehouse: Path, output: Path) -> None:
    """Raise Disagreement unless features, risks, reasons and segments are alike."""
    features, scores, segments = (
        f"select * from read_parquet({literal(str(output / f'{name}.parquet'))})"
        for name in ("customer_features", "churn_scores", "segment_summary")
    )
    with _connected(project=warehouse) as connection:
        found = [
            *differences(connection, FEATURES, features, ROUNDING),
            *differences(connection, SCORES, scores, RISKS, share=TIES),
            *differences(connection, SEGMENTS, segments, RISKS, key="segment"),
        ]
    _refuse("notebook", found)


def _connected(**databases: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, file in databases.items():
        connection.execute(f"attach {literal(str(file))} as {name} (read_only)")
    return connection


def _refuse(other: str, found: list[str]) -> None:
    if found:
        raise Disagreement(
            f"The {other} and the project do not agree, so their times say nothing: "
            f"{'; '.join(found)}."
        )
