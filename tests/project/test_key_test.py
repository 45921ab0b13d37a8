"""The generic test of a key: no part of it is missing, and no two rows share all of it."""

import duckdb
import jinja2
import pytest

from one_click.paths import ROOT

SOURCE = (ROOT / "macros" / "tests" / "unique_combination.sql").read_text("utf-8")


def failures(rows: str, nullable: list[str]) -> list[tuple]:
    """The rows that the test of the key (a, b) finds in a table."""
    macro = SOURCE.replace("{% test ", "{% macro ").replace("{% endtest", "{% endmacro")
    module = jinja2.Environment().from_string(macro).module
    query = module.unique_combination("made", ["a", "b"], nullable)
    with duckdb.connect() as connection:
        connection.execute(f"create table made as from (values {rows}) as made (a, b)")
        return connection.execute(str(query)).fetchall()


@pytest.mark.parametrize(
    ("rows", "nullable", "found"),
    [
        ("(1, 'x'), (1, 'y'), (2, 'x')", [], []),
        ("(1, 'x'), (2, 'x'), (1, 'x')", [], [(1, "x", 2)]),
        ("(1, 'x'), (null, 'x')", [], [(None, "x", 1)]),
        ("(1, 'x'), (2, null)", [], [(2, None, 1)]),
        ("(1, 'x'), (null, 'x')", ["a"], []),
        ("(null, 'x'), (null, 'x')", ["a"], [(None, "x", 2)]),
    ],
)
def test_a_key_is_whole_and_stands_once(
    rows: str, nullable: list[str], found: list[tuple]
) -> None:
    assert failures(rows, nullable) == found
