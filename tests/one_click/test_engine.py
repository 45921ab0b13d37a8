"""DuckDB leaves memory to others, and takes no more than it needs."""

from pathlib import Path

import duckdb
import pytest

from one_click.engine import MEMORY_MAX, bound, memory_limit


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


def test_what_does_not_fit_goes_where_it_is_told(tmp_path: Path) -> None:
    """A folder whose name holds a quote, as a store's may."""
    spill = tmp_path / "it's here"
    with duckdb.connect() as connection:
        bound(connection, spill)
        found = connection.execute("select current_setting('temp_directory')")
        assert found.fetchone() == (str(spill),)


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_progress_is_shown_to_somebody(
    monkeypatch: pytest.MonkeyPatch, is_looked_at: bool
) -> None:
    """A log would hold every step of the bar."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_looked_at)
    setting = "select current_setting('enable_progress_bar')"
    with duckdb.connect() as connection:
        # As DuckDB does by itself where Python was started with -c, as dbt is.
        connection.execute("set enable_progress_bar = true")
        bound(connection)
        assert connection.execute(setting).fetchone() == (is_looked_at,)
