"""`make forget ID=…`: one customer leaves every file, and no export brings him back."""

import shutil
from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint, rows
from export_files import read_exports, write_exports, write_parquet

from one_click.exports.forgotten import is_customer

CUSTOMER, NEIGHBOUR = 500003, 500004
IDS = ("customer_id", "id", "raw_id")


@pytest.fixture(scope="module")
def project(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A build with all that may stand beside it: a history, a copy, Parquet files."""
    folder = tmp_path_factory.mktemp("forget")
    project = copy_build(demo_again.project, folder / "project")
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute("create schema if not exists monitoring")
        warehouse.execute(
            "create or replace table monitoring.score_history as "
            "select customer_id, '2024-01' as month from marts.customers"
        )
        warehouse.execute(
            "insert into staging.rejected_rows "
            f"values ('money', '{CUSTOMER}.0', 'made up', 'id={CUSTOMER}.0')"
        )
    shutil.copy(project.published, project.published.with_stem("one_click.previous"))
    return project


def places(project: Project, customer: int) -> list[str]:
    """Every table and file in which rows of the customer stand."""
    found = []
    for database in [project.warehouse, *project.published.parent.glob("*.duckdb")]:
        for schema, table, column in rows(
            database,
            "select schema_name, table_name, column_name from duckdb_columns() "
            f"where not internal and column_name in {IDS}",
        ):
            held = f"select 1 from {schema}.{table} where "
            if rows(database, held + is_customer(f'"{column}"', [customer])):
                found.append(f"{database.name}: {schema}.{table}")
    texts = [
        *(project.root / "seeds" / "exports").glob("*.csv"),
        *project.published.parent.glob("*.csv"),
    ]
    found += [one.name for one in texts if f"{customer}" in one.read_text("utf-8")]
    for file in sorted((project.published.parent / "parquet").glob("*.parquet")):
        with duckdb.connect() as connection:
            source = f"read_parquet('{file}')"
            described = connection.execute(f"describe from {source}").fetchall()
            if "customer_id" in [column[0] for column in described]:
                held = f"from {source} where customer_id = {customer}"
                found += [file.name] * bool(connection.execute(held).fetchall())
    return found


def builds_of(project: Project) -> set[tuple]:
    """The builds that the Parquet files say they are of."""
    files = project.published.parent / "parquet" / "*.parquet"
    with duckdb.connect() as connection:
        return set(
            connection.execute(
                f"select decode(value) from parquet_kv_metadata('{files}') "
                "where decode(key) = 'build'"
            ).fetchall()
        )


def test_a_customer_leaves_every_file(project: Project) -> None:
    """No table, list or copy holds the id; all others are as they were."""
    held, neighbour = places(project, CUSTOMER), places(project, NEIGHBOUR)
    assert {
        "one_click.duckdb: marts.customers",
        "one_click.duckdb: monitoring.score_history",
        "one_click.duckdb: staging.rejected_rows",
        "one_click.previous.duckdb: marts.customers",
        *("market_file.csv", "marts.customers.parquet"),
    } <= set(held)
    customers = "select count(*) from marts.customers"
    ((before,),) = rows(project.published, customers)
    comments = "select count(*) from duckdb_columns() where comment is not null"
    described, builds = rows(project.published, comments), builds_of(project)

    result = project.make("forget", f"ID={CUSTOMER}")
    assert result.code == 0, result.output
    assert places(project, CUSTOMER) == []
    assert places(project, NEIGHBOUR) == neighbour
    assert rows(project.published, customers) == [(before - 1,)]
    assert rows(project.published, comments) == described
    assert "seeds/exports/market_money.csv: 3 rows erased" in result.output
    assert builds_of(project) == builds
    left = [path.name for path in project.published.parent.glob(".*")]
    assert {name.rpartition("-")[0] or name for name in left} == {
        ".gitkeep",
        ".parquet",
    }


def test_forgetting_again_changes_nothing(project: Project) -> None:
    """The second time there is nothing to erase, and it says so."""
    before = fingerprint(project.root / "published")
    result = project.make("forget", f"ID={CUSTOMER}")
    assert result.code == 0, result.output
    assert "No file of the project held the id" in result.output
    assert fingerprint(project.root / "published") == before


def test_the_next_export_brings_nothing_back(
    demo_again: Build, project: Project, tmp_path: Path
) -> None:
    """The store's folder still holds the id: it is not changed, and not read."""
    frames = read_exports(demo_again.project.root / "seeds" / "exports")
    exports = write_exports(frames, tmp_path / "exports")
    before = fingerprint(exports)
    (exports / "money.csv").unlink()
    write_parquet(frames["money"].astype({"id": "int64"}), exports / "money.parquet")
    result = project.dbt(
        *("build", "--select", "staging", "+customer_status"),
        *("--vars", f"exports_dir: {exports}"),
    )
    assert result.code == 0, result.output
    assert places(project, CUSTOMER) == []
    assert "one_click.duckdb: intermediate.customer_status" in places(
        project, NEIGHBOUR
    )
    after = fingerprint(exports)
    assert {name: after[name] for name in after if name in before}.items() <= (
        before.items()
    )


@pytest.mark.parametrize("text", ["", "Иванова", "-1", "0", "1; drop table"])
def test_what_is_no_id_is_refused(project: Project, text: str) -> None:
    """Nothing is erased, and the sentence shows how it is typed."""
    result = project.make("forget", f"ID={text}")
    assert result.code != 0
    assert f"ID is «{text}»" in result.output
    assert "make forget ID=215348" in result.output
    assert "Traceback" not in result.output


@pytest.mark.slow
def test_the_next_build_is_without_the_customer(project: Project) -> None:
    """It trains anew, and the customer is in none of its tables."""
    result = project.make("build")
    assert result.code == 0, result.output
    assert "is trained already" not in result.output
    held = places(project, CUSTOMER)
    # The copy of the published file before this one was rewritten without him too.
    assert held == []
