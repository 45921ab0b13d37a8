"""What dbt's databases are prepared with, and where a developer reads production."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.exceptions import FailedToConnectError

from one_click.dbt_plugin import Plugin, answer, attach_production, stop_if_unusable
from one_click.paths import EXPORT_SEEDS


@pytest.fixture
def production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A production warehouse with one table."""
    file = tmp_path / "one_click.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table built as select 7 as customer_id")
    monkeypatch.setattr("one_click.dbt_plugin.WAREHOUSE", file)
    return file


@pytest.fixture
def mask() -> Iterator[None]:
    """The mask of this process, put back after the test."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_developer_reads_production_and_cannot_change_it(production: Path) -> None:
    with duckdb.connect() as connection:
        attach_production(connection)
        assert connection.execute("from one_click.built").fetchall() == [(7,)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("delete from one_click.built")


@pytest.mark.parametrize("content", [None, b"no database" * 1000])
def test_a_developer_builds_without_production(
    production: Path, content: bytes | None
) -> None:
    """Where nothing was built, and where it cannot be read."""
    production.unlink()
    if content is not None:
        production.write_bytes(content)
    with duckdb.connect() as connection:
        attach_production(connection)
        assert "one_click" not in str(connection.execute("show databases").fetchall())


@pytest.mark.parametrize(("schema", "is_attached"), [("main", False), ("maria", True)])
def test_a_connection_answers_and_has_a_thread_more(
    production: Path, tmp_path: Path, schema: str, is_attached: bool
) -> None:
    """One thread waits for the answer; production itself has no other to read."""
    threads = "select current_setting('threads')"
    with duckdb.connect() as connection:
        ((before,),) = connection.execute(threads).fetchall()
        path = str(tmp_path / "dev.duckdb")
        Plugin.create(
            "one_click.dbt_plugin",
            config=None,
            alias="plugin",
            credentials=DuckDBCredentials(path=path, schema=schema),
        ).configure_connection(connection)
        assert connection.execute(threads).fetchall() == [(before + 1,)]
        ((said,),) = connection.execute(
            "select ask_project('candidates', '[]')"
        ).fetchall()
        assert "logistic_regression" in json.loads(said)["answer"]
        databases = connection.execute("show databases").fetchall()
        assert (("one_click",) in databases) == is_attached


def test_the_files_of_a_run_are_of_their_owner_alone(
    tmp_path: Path, mask: None
) -> None:
    """Also those that `dbt` makes where a user calls it."""
    path = tmp_path / "dev" / "dev.duckdb"
    plugin = Plugin.create(
        "one_click.dbt_plugin", config=None, alias="plugin", credentials=None
    )
    plugin.update_connection_config(DuckDBCredentials(path=str(path)), {})
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    duckdb.connect(str(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_database_that_cannot_be_used_stops_dbt_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole one, or none yet, does not."""
    stop_if_unusable(tmp_path / "dev.duckdb")
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"no database" * 1000)
    for file, said in (
        (damaged, "is damaged"),
        (tmp_path / "a#b.duckdb", "holds a «#»"),
    ):
        with pytest.raises(FailedToConnectError, match=said):
            stop_if_unusable(file)
    monkeypatch.setenv("MEMORY_LIMIT", "much")
    with pytest.raises(FailedToConnectError, match="MEMORY_LIMIT is «much»"):
        stop_if_unusable(tmp_path / "dev.duckdb")


def test_copies_of_exports_lie_beside_the_database(
    tmp_path: Path,
) -> None:
    """A developer's build does not write over production's copies."""
    exports = shutil.copytree(EXPORT_SEEDS, tmp_path / "exports")
    (exports / "money.csv").write_bytes(
        (exports / "money.csv").read_text("utf-8").encode("cp1251")
    )
    database = tmp_path / "dev" / "dev.duckdb"
    with duckdb.connect() as connection:
        said = answer(connection, database, "export_query", [str(exports), "money"])
    assert f"{tmp_path}/dev/exports/money-1.csv" in json.loads(said)["answer"]
    assert (tmp_path / "dev" / "exports" / "money-1.csv").exists()
