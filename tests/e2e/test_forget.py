"""`make forget ID=…`: one customer leaves every file, and no export brings him back."""

import os
import signal
import time
from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import Project, copy_build
from databases import fingerprint, rows
from export_files import read_exports, write_exports, write_parquet

CUSTOMER, NEIGHBOUR = 500003, 500004
# Of another customer, whose rejected row mentions the one who is forgotten.
WITNESS = 500005


@pytest.fixture(scope="module")
def project(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two builds, with all that may stand beside them: rejected rows, what was killed."""
    folder = tmp_path_factory.mktemp("forget")
    project = copy_build(demo_again.project, folder / "project")
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute(
            "insert into staging.rejected_rows by name from (values "
            f"('money', '{CUSTOMER} (test)', 'id is «{CUSTOMER} (test)»', 'id={CUSTOMER} (test)'), "
            f"('money', '{WITNESS}', 'made up', 'id={WITNESS}; profit={CUSTOMER}')"
            ") as rows (export, customer_id, reason, raw_values)"
        )
    published = project.root / "published"
    (published / ".build-7").mkdir()
    (published / ".build-7" / "campaign_2026-01.csv").write_text(f"{CUSTOMER}")
    (published / ".campaign_2026-01.csv.99").write_text(f"{CUSTOMER}")
    return project


@pytest.fixture(scope="module")
def forgotten(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project after the customer was erased."""
    project = copy_build(project, tmp_path_factory.mktemp("forgotten") / "project")
    result = project.make("forget", f"ID={CUSTOMER}")
    assert result.code == 0, result.output
    return project


def places(project: Project, customer: int) -> set[str]:
    """Every table and text in which the number stands by itself, in any column."""
    found = set()
    alone = rf"(^|[^0-9.]){customer}([^0-9]|$)"
    with duckdb.connect() as connection:

        def holds(source: str) -> bool:
            cells = f"unpivot (select columns(*)::varchar from {source}) on columns(*)"
            query = f"select 1 from ({cells}) where regexp_matches(value, '{alone}') limit 1"
            return bool(connection.execute(query).fetchall())

        for database in (project.warehouse, *files(project, "*.duckdb")):
            connection.execute(f"attach '{database}' as looked_at (read_only)")
            tables = "select schema_name || '.' || table_name from duckdb_tables()"
            for (table,) in connection.execute(tables).fetchall():
                if table != "reference.forgotten_customers" and holds(
                    f"looked_at.{table}"
                ):
                    found.add(f"{database.parent.parent.name}/{database.name}: {table}")
            connection.execute("detach looked_at")
        for file in files(project, "*.parquet"):
            if holds(f"'{file}'"):
                found.add(f"{file.parent.name}/{file.name}")
    for file in [
        *(project.root / "seeds" / "exports").glob("*.csv"),
        *files(project, "*.csv*"),
    ]:
        if f"{customer}" in file.read_text("utf-8"):
            found.add(file.name)
    return found


def files(project: Project, pattern: str) -> list[Path]:
    """Files of all that is published, those behind links once."""
    found = (project.root / "published").rglob(pattern)
    return sorted(file for file in found if file.is_file() and not file.is_symlink())


def builds_of(project: Project) -> set[tuple]:
    """The builds that the Parquet files say they are of."""
    folder = project.published.parent / "parquet" / "*.parquet"
    with duckdb.connect() as connection:
        return set(
            connection.execute(
                f"select decode(value) from parquet_kv_metadata('{folder}') "
                "where decode(key) = 'build'"
            ).fetchall()
        )


@pytest.mark.parametrize(
    "text", ["", "Иванова", "-1", "0", "1; drop table", f"{2**63}", "9" * 5000]
)
def test_what_is_no_id_is_refused(project: Project, text: str) -> None:
    """Nothing is written, and one sentence shows how an id is typed."""
    before = fingerprint(project.root / "seeds")
    result = project.make("forget", f"ID={text}")
    assert result.code != 0
    sentence, *_ = result.lines
    assert sentence.startswith(f"forget: ID is «{text[:100]}")
    assert sentence.endswith("make forget ID=215348")
    assert "Traceback" not in result.output
    assert fingerprint(project.root / "seeds") == before


def test_ctrl_c_is_answered_with_a_sentence(project: Project) -> None:
    """While it waits for a program that has the warehouse, nothing was written yet."""
    before = fingerprint(project.root / "seeds")
    with duckdb.connect(str(project.warehouse)):
        process = project.start("make", "forget", f"ID={CUSTOMER}")
        assert process.stdout is not None
        assert "has the warehouse open: waiting" in process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=20)
    assert process.returncode != 0
    assert (
        "forget: interrupted; files may hold the id still: run the command again."
        in output
    )
    assert "Traceback" not in output
    assert fingerprint(project.root / "seeds") == before


def test_ctrl_c_ends_a_long_statement(project: Project, tmp_path: Path) -> None:
    """The warehouse stays as it was, and nothing is left beside it."""
    project = copy_build(project, tmp_path / "project")
    with duckdb.connect(str(project.warehouse)) as warehouse:
        small = project.warehouse.stat().st_size
        warehouse.execute(
            "create table marts.large as select random() from range(50_000_000)"
        )
    before = fingerprint(project.root / "warehouse")[project.warehouse.name]
    process = project.start("make", "forget", f"ID={CUSTOMER}")
    written: list[Path] = []
    while not any(file.stat().st_size > small * 1.5 for file in written):
        assert process.poll() is None
        written = list(project.warehouse.parent.glob(".one_click.duckdb.*"))
    os.killpg(process.pid, signal.SIGINT)
    start = time.monotonic()
    output, _ = process.communicate(timeout=20)
    assert time.monotonic() - start < 3
    assert (
        "forget: interrupted; files may hold the id still: run the command again."
        in output
    )
    assert "Traceback" not in output
    assert fingerprint(project.root / "warehouse")[project.warehouse.name] == before
    assert not list(project.warehouse.parent.glob(".one_click.duckdb.*"))


def test_a_customer_leaves_every_file(project: Project, tmp_path: Path) -> None:
    """No table, list or copy holds the id; all others are as they were."""
    project = copy_build(project, tmp_path / "project")
    held, neighbour = places(project, CUSTOMER), places(project, NEIGHBOUR)
    (history,) = (project.root / "published" / "history").glob("offer_history/*")
    assert {
        f"{project.root.name}/one_click.duckdb: staging.rejected_rows",
        f"{project.root.name}/one_click.duckdb: monitoring.offer_history",
        f"offer_history/{history.name}",
        "published/one_click.duckdb: marts.customers",
        *("market_file.csv", "parquet/marts.customers.parquet", "campaign_2026-01.csv"),
        ".campaign_2026-01.csv.99",
    } <= held
    customers = "select count(*) from marts.customers"
    ((before,),) = rows(project.published, customers)
    comments = "select count(*) from duckdb_columns() where comment is not null"
    described, builds = rows(project.published, comments), builds_of(project)

    rejected = "select customer_id, raw_values from staging.rejected_rows"

    result = project.make("forget", f"ID={CUSTOMER}")
    assert result.code == 0, result.output
    assert places(project, CUSTOMER) == set()
    assert places(project, NEIGHBOUR) == neighbour
    assert rows(project.warehouse, rejected) == [(f"{WITNESS}", "(erased)")]
    assert rows(project.published, customers) == [(before - 1,)]
    assert rows(project.published, comments) == described
    assert "seeds/exports/market_money.csv: 3 rows erased" in result.output
    assert builds_of(project) == builds
    hidden = {entry.resolve() for entry in (project.root / "published").glob(".*")}
    kept = {
        (project.root / "published" / name).resolve()
        for name in ("current", "previous")
    }
    assert hidden == kept | {project.root.resolve() / "published" / ".gitkeep"}


def test_forgetting_again_changes_nothing(forgotten: Project) -> None:
    """The second time there is nothing to erase, and it says so."""
    project = forgotten
    before = fingerprint(project.root / "published")
    result = project.make("forget", f"ID={CUSTOMER}")
    assert result.code == 0, result.output
    assert "No file of the project held the id" in result.output
    assert fingerprint(project.root / "published") == before


@pytest.mark.slow
def test_the_next_export_brings_nothing_back(
    demo_again: Build, forgotten: Project, tmp_path: Path
) -> None:
    """The store's folder still holds the id: it is not changed, and not read."""
    project = forgotten
    frames = read_exports(demo_again.project.root / "seeds" / "exports")
    exports = write_exports(frames, tmp_path / "exports")
    before = fingerprint(exports)
    (exports / "money.csv").unlink()
    write_parquet(frames["money"].astype({"id": "int64"}), exports / "money.parquet")
    result = project.dbt(
        *("build", "--select", "staging", "+customer_status"),
        *("--vars", f"{{exports_dir: {exports}, new_source: true}}"),
    )
    assert result.code == 0, result.output
    assert places(project, CUSTOMER) == set()
    status = f"{project.root.name}/one_click.duckdb: intermediate.customer_status"
    assert status in places(project, NEIGHBOUR)
    after = fingerprint(exports)
    assert {
        name: after[name] for name in after if name in before
    }.items() <= before.items()


@pytest.mark.slow
def test_the_next_build_is_without_the_customer(forgotten: Project) -> None:
    """It trains anew, and the customer is in none of its tables."""
    project = forgotten
    result = project.make("build", "VARS={new_source: true}")
    assert result.code == 0, result.output
    assert "is trained already" not in result.output
    # The build before it was rewritten without him too.
    assert places(project, CUSTOMER) == set()
