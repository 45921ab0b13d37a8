"""DuckDB leaves memory to others, and takes no more than it needs."""

from pathlib import Path

import duckdb
import pytest

from one_click.engine import asked_limit, bound, half_of_the_machine


@pytest.mark.parametrize(
    ("default", "expected"),
    [("1.6 GiB", 2**30), ("800.0 MiB", 500 * 2**20), ("80.0 GiB", 50 * 2**30)],
)
def test_half_of_the_machine_on_small_and_large_ones(
    default: str, expected: int
) -> None:
    """The default is four fifths of the machine's memory; no ceiling is fixed."""
    assert half_of_the_machine(default) == f"{expected} B"


def test_the_environment_says_another_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMORY_LIMIT", "1.0 GiB")
    with duckdb.connect() as connection:
        bound(connection)
        found = connection.execute("select current_setting('memory_limit')").fetchone()
    assert found == ("1.0 GiB",)


@pytest.mark.parametrize("given", ["much", "-3GB", "4", "0GB", ".5GB", "1'; drop"])
def test_a_limit_that_is_no_size_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("MEMORY_LIMIT", given)
    with pytest.raises(ValueError, match="as 4GB"):
        asked_limit()


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
