"""DuckDB leaves memory to others, and takes no more than it needs."""

import duckdb
import pytest

from commands.engine import MEMORY_MAX, bound, memory_limit


@pytest.mark.parametrize(
    ("default", "expected"),
    [("1.6 GiB", 2**30), ("800.0 MiB", 500 * 2**20), ("100.0 GiB", MEMORY_MAX)],
)
def test_half_of_the_machine_and_not_too_much(default: str, expected: int) -> None:
    """The default is four fifths of the machine's memory."""
    assert memory_limit(default) == expected


def test_a_bound_connection_holds_the_limit() -> None:
    """Whatever the machine is, the limit is below DuckDB's own."""
    setting = "select current_setting('memory_limit')"
    with duckdb.connect() as connection:
        ((before,),) = connection.execute(setting).fetchall()
        bound(connection)
        ((after,),) = connection.execute(setting).fetchall()
    assert after != before
