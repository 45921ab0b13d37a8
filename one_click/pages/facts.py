"""How a page asks the published tables, and the questions that both pages ask.

The facts of a page are a class. Each attribute is a question: a query, which is asked when
a page first needs its answer.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb

Row = Mapping[str, Any]

# The month of the build, in SQL.
NOW = "(select strftime(max(as_of), '%Y-%m') from marts.customers)"
REJECTIONS_SHOWN_MAX = 50
# More points change nothing that can be seen of a curve.
CURVE_POINTS_MAX = 200


def all_rows(query: str) -> cached_property[list[Row]]:
    """A question whose answer is every row of the query."""
    return cached_property(lambda facts: rows(facts.connection, query))


def one_row(query: str) -> cached_property[Row]:
    """A question whose answer is the first row of the query."""
    return cached_property(lambda facts: rows(facts.connection, query)[0])


class Facts:
    """The facts of both pages, from a database whose tables are the published ones."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    setting_rows = all_rows(
        "select setting, nullif(value, '') as value from marts.settings order by setting"
    )
    reconciliation = all_rows(
        "select * from staging.input_reconciliation order by export"
    )
    repaired = all_rows("""
        select * from staging.repaired_spellings
        order by row_count desc, export, column_name, spelling
    """)
    rejected = all_rows(f"""
        select export, reason, row_count, example_customer_id as example
        from staging.rejection_reasons
        order by row_count desc, export, reason
        limit {REJECTIONS_SHOWN_MAX}
    """)
    statuses = all_rows("""
        select status, reason, count(*) as customers
        from intermediate.customer_status
        group by all
        order by status, customers desc, reason
    """)
    audit = one_row("""
        select
            count(*) as labels,
            count(*) filter (activity = 'same') as same,
            count(*) filter (activity = 'decreased') as decreased,
            count(*) filter (exists (
                select 1 from scoring.label_blocks as blocks
                where blocks.activity = audit.activity and audit.customer_id
                    between blocks.first_customer_id and blocks.last_customer_id
            )) as in_blocks
        from scoring.label_audit as audit
    """)
    label_blocks = all_rows("from scoring.label_blocks order by block")

    @property
    def settings(self) -> dict[str, str]:
        """Each business var and the value that was in force."""
        return {row["setting"]: row["value"] for row in self.setting_rows}


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query by column name; exact decimals become floats."""
    result = connection.execute(query)
    names = [column[0] for column in result.description or []]
    return [
        {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in zip(names, values, strict=True)
        }
        for values in result.fetchall()
    ]


def grouped(found: Sequence[Row], key: str) -> dict[str, list[Row]]:
    """The rows under each value of one column."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row[key], []).append(row)
    return groups


def thinned(curve: Sequence[Row]) -> Sequence[Row]:
    """Evenly chosen rows of a long curve; its first and its last row stay."""
    if len(curve) <= CURVE_POINTS_MAX:
        return curve
    step = (len(curve) - 1) / (CURVE_POINTS_MAX - 1)
    return [curve[round(place * step)] for place in range(CURVE_POINTS_MAX)]
