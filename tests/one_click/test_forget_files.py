"""`forget` on a small project: what leaves each file, and what stays as it was."""

import gzip
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from report_database import fill

from one_click.exports.forgotten import forgotten_customers, holds_id, whole_number
from one_click.exports.problems import InputProblem
from one_click.forget.__main__ import ForgetError, main, parse_id
from one_click.forget.csv_rows import erase_from_csv
from one_click.forget.customer import forget
from one_click.forget.packed_page import DATA
from one_click.pages.customer_facts import packed, unpacked
from one_click.pages.pages import customers_page
from one_click.publish.spreadsheets import write_xlsx

CUSTOMER = 215348
WAREHOUSES = (
    "warehouse/dev/dev.duckdb",
    "warehouse/one_click.duckdb",
)
CAMPAIGN = "\ufeffcustomer_id,text\r\n215347,«а»\r\n215348,«б»\r\n"
LIST = [("customer_id", "store_id", "valid_until", "churn_risk")]
LIST += [(215348, "0215348", None, 0.5), (2153481, "00123", date(2026, 1, 31), 0.612)]
PAGE = '<script id="customers">{}</script>'
MONEY = "id;Прибыль\n215347;215348\n215348;1\n215 348;2\n2153481;3\n"
TABLES = """
    create schema marts;
    create schema staging;
    create schema reference;
    create schema monitoring;
    create table reference.forgotten_customers as select 215348::bigint as customer_id;
    create table marts.customers as
        select unnest([3, 215348, 1, 2153481]) as customer_id, 'a name' as name;
    create table monitoring.score_history as
        select unnest([215347, 215348]) as customer_id, '2026-01' as month;
    create table staging.base_money as
        select * from (values
            (null, '215348 (test)', 'id=215348 (test); profit=1'),
            (null, '="215348"', 'id="215348"; profit=1'),
            (null, '12153480', 'id=12153480; profit=1'),
            (215347, '215347', 'id=215347; profit=215348')
        ) as rows (customer_id, rejected_id, rejected_values);
    create table staging.rejection_reasons as
        select 'id is no number: «215348 (test)»' as reason, 2::bigint as row_count,
            '215348 (test)' as example_customer_id
        union all select 'revenue is missing', 1, '77';
    create view marts.names as select name from marts.customers;
    comment on table marts.customers is 'One row per customer.';
    comment on column marts.customers.name is 'It''s a name.';
"""


def make_database(file: Path) -> None:
    """A database with a table of each kind."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as made (storage_version 'v1.4.0')")
        connection.execute(f"use made; {TABLES}")


def rows(file: Path, sql: str) -> list[tuple]:
    """The rows of a query, in the order in which they stand."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with seeds, a warehouse, one of a developer, and two builds of each."""
    for folder in ("seeds/exports", "seeds/reference", "published", "logs", "inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "seeds/reference/forgotten_customers.csv").write_text("customer_id\n")
    (tmp_path / "seeds/exports/money.csv").write_text(MONEY, "utf-8", newline="")
    (tmp_path / "logs/dbt.log").write_text("215348")
    for name in WAREHOUSES:
        make_database(tmp_path / name)
    with duckdb.connect(str(tmp_path / "warehouse/dev/dev.duckdb")) as connection:
        connection.execute("create schema maria_staging")
        connection.execute("create table maria_staging.base as from staging.base_money")
    made = ("warehouse/models", "warehouse/dev/cache", "warehouse/folds", "target")
    for folder in made:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "fitted").write_text("made anew")
    for published in (tmp_path / "published", tmp_path / "published" / "dev"):
        for number, link in enumerate(("previous", "current", "killed")):
            folder = published / f".build-{number}"
            make_database(folder / "one_click.duckdb")
            (folder / "parquet").mkdir()
            with duckdb.connect(str(folder / "one_click.duckdb")) as connection:
                for table in ("marts.customers", "staging.rejection_reasons"):
                    connection.execute(
                        f"copy {table} to '{folder}/parquet/{table}.parquet' "
                        "(format parquet, kv_metadata {build: 'b1', description: 'It''s.'})"
                    )
            (folder / "campaign_2026-01.csv").write_text(CAMPAIGN, "utf-8", newline="")
            write_xlsx(folder / "list_call_2026-01.xlsx", LIST[0], LIST[1:])
            (folder / "customers.html").write_text(
                PAGE.format(packed({"ids": ["215348"]}))
            )
            (folder / "report.html").write_text("<td>215348</td>")
            (folder / "model_card.md").write_text("0.215348, 2153480")
            if link != "killed":
                (published / link).symlink_to(folder.name)
        (published / "report.html").symlink_to("current/report.html")
        (published / ".campaign_2026-01.csv.99").write_text(CAMPAIGN)
        (published / ".report.html.link").symlink_to("current/report.html")
    return tmp_path


def held(file: Path) -> list[str]:
    """Each cell of a database or a Parquet file, as text, in which the number stands."""
    pattern = whole_number(CUSTOMER).replace("'", "''")
    with duckdb.connect() as connection:
        if file.suffix == ".duckdb":
            connection.execute(
                f"attach '{file}' as looked_at (read_only); use looked_at"
            )
            every = "select schema_name || '.' || table_name from duckdb_tables()"
            sources = [source for (source,) in connection.execute(every).fetchall()]
        else:
            sources = [f"'{file}'"]
        return [
            f"{source}: {value}"
            for source in sources
            for (value,) in connection.execute(
                f"select value from (unpivot (select columns(*)::varchar from {source}) "
                f"on columns(*)) where regexp_matches(value, '{pattern}')"
            ).fetchall()
        ]


def files(root: Path, pattern: str) -> list[Path]:
    """Files of a project, those behind links once."""
    return sorted(file for file in root.rglob(pattern) if not file.is_symlink())


def test_the_customer_leaves_every_table(root: Path) -> None:
    """Whatever the layer, the build and the target; the list stays."""
    databases, parquet = files(root, "*.duckdb"), files(root, "*.parquet")
    assert all(held(file) for file in [*databases, *parquet])
    assert len(databases) == 8
    done = forget(root, CUSTOMER)
    assert done.problems == {}
    # The copies of builds that were killed are gone.
    assert len(files(root, "*.duckdb")) == 6
    for file in files(root, "*.duckdb"):
        assert held(file) == [f"reference.forgotten_customers: {CUSTOMER}"]
    assert [held(file) for file in files(root, "*.parquet")] == [[]] * 8
    listed = root / "seeds" / "reference" / "forgotten_customers.csv"
    assert forgotten_customers(listed) == [CUSTOMER]


def test_what_was_deleted_before_leaves_the_free_space_too(root: Path) -> None:
    """A build drops tables and deletes rows; DuckDB leaves their bytes in the file."""
    warehouse, secret = root / WAREHOUSES[0], b"secret of 215348"
    warehouse.unlink()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "set force_compression = 'uncompressed'; create table old as "
            f"select '{secret.decode()}, ' || range as name from range(10_000)"
        )
        connection.execute("checkpoint")
        # What stands behind the dropped rows keeps the file as long as it is.
        connection.execute(
            "create table other as select range as customer_id from range(10_000)"
        )
        connection.execute("checkpoint")
        connection.execute("drop table old")
    assert secret in warehouse.read_bytes()
    assert forget(root, CUSTOMER).problems == {}
    assert secret not in warehouse.read_bytes()
    assert rows(warehouse, "select count(*) from other") == [(10_000,)]


def test_a_broken_id_cell_is_found(root: Path) -> None:
    """Its row goes; a text of another row that mentions the id is blanked."""
    forget(root, CUSTOMER)
    for file in files(root, "*.duckdb"):
        assert rows(file, "from staging.base_money") == [
            (None, "12153480", "id=12153480; profit=1"),
            (215347, "215347", "(erased)"),
        ]
        assert rows(file, "from staging.rejection_reasons") == [
            ("(erased)", 2, "(erased)"),
            ("revenue is missing", 1, "77"),
        ]


def test_all_else_is_as_it_was(root: Path) -> None:
    """The order of rows, comments, views, the format and the mode of each file."""
    said = (
        "select comment from duckdb_tables() where comment is not null "
        "union all select comment from duckdb_columns() where comment is not null"
    )
    version = (
        "select tags['storage_version'] from duckdb_databases() where not internal"
    )
    build = "select decode(value) from parquet_kv_metadata('{}') where decode(key) = 'build'"
    published = root / "published" / "current"
    database = published / "one_click.duckdb"
    before = rows(database, said), rows(database, version)
    database.chmod(0o640)
    forget(root, CUSTOMER)
    assert (rows(database, said), rows(database, version)) == before
    assert stat.S_IMODE(database.stat().st_mode) == 0o640
    parquet = published / "parquet" / "marts.customers.parquet"
    for source in ("marts.customers", f"'{parquet}'"):
        assert rows(database, f"select customer_id from {source}") == [
            (3,),
            (1,),
            (2153481,),
        ]
    assert rows(database, "select count(*) from marts.names") == [(3,)]
    assert rows(database, build.format(parquet)) == [("b1",)]


def test_text_files_keep_every_other_byte(root: Path) -> None:
    """A price that looks like the id stays, and a line end stays what it was."""
    forget(root, CUSTOMER)
    money = (root / "seeds" / "exports" / "money.csv").read_bytes().decode()
    assert money == "id;Прибыль\n215347;215348\n2153481;3\n"
    for file in files(root, "campaign_*.csv"):
        assert file.read_bytes().decode() == "\ufeffcustomer_id,text\r\n215347,«а»\r\n"


@pytest.mark.parametrize("line", [f"5;6;{CUSTOMER}", f"{CUSTOMER}"])
def test_the_id_may_stand_anywhere_in_a_broken_line(tmp_path: Path, line: str) -> None:
    """A line with more or fewer values than the header has no column of ids."""
    file = tmp_path / "money.csv"
    file.write_text(f"Прибыль;id\n1;7\n{line}\n")
    assert erase_from_csv(file, "id", CUSTOMER) == 1
    assert file.read_text() == "Прибыль;id\n1;7\n"


def test_a_row_of_several_lines_is_one_row(tmp_path: Path) -> None:
    """All lines of the customer go, and a break in another row stays."""
    file = tmp_path / "money.csv"
    file.write_text(f'id;note\n7;"a\n{CUSTOMER}"\n{CUSTOMER};"b\nc"\n8;d\n')
    assert erase_from_csv(file, "id", CUSTOMER) == 1
    assert file.read_text() == f'id;note\n7;"a\n{CUSTOMER}"\n8;d\n'


def test_the_command_says_what_was_erased_and_what_is_left(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """A file that may hold the id still is an error; the second time nothing is found."""
    monkeypatch.setattr("one_click.forget.__main__.ROOT", root)
    monkeypatch.setattr(
        "one_click.forget.__main__.FORGOTTEN",
        root / "seeds" / "reference" / "forgotten_customers.csv",
    )
    monkeypatch.setenv("ID", f" {CUSTOMER} ")
    note = root / "seeds" / "exports" / "note.txt"
    note.write_text(f"{CUSTOMER}")
    before = signal.getsignal(signal.SIGINT), os.umask(0o022)
    try:
        assert main() == 1
        said = capsys.readouterr()
        assert said.out.startswith(
            f"Customer {CUSTOMER} is now in seeds/reference/forgotten_customers.csv"
        )
        for line in (
            "  seeds/exports/money.csv: 2 rows erased",
            "  warehouse/one_click.duckdb: 6 rows erased",
            "  published/.build-1/list_call_2026-01.xlsx: 1 rows erased",
            "  published/.build-0/report.html: removed, a page of the build before",
            "  published/.build-1/report.html shows the number: `make build` writes",
        ):
            assert line in said.out
        assert "No file" not in said.out and ": 0 rows" not in said.out
        assert said.err.startswith(
            "forget: seeds/exports/note.txt may hold the id still: the number stands"
        )
        note.unlink()
        for page in root.rglob("report.html"):
            page.unlink()
        assert main() == 0
        said = capsys.readouterr()
        assert f"Customer {CUSTOMER} was already in seeds/reference/" in said.out
        assert "  No file of the project held the id.\n" in said.out
        assert said.err == ""
        monkeypatch.setenv("ID", "")
        assert main() == 2
        assert capsys.readouterr().err.startswith("forget: ID is «»")
        # What the command writes is of its owner alone.
        assert os.umask(0o022) == 0o077
    finally:
        signal.signal(signal.SIGINT, before[0])
        os.umask(before[1])


def test_workbooks_keep_every_other_row(root: Path) -> None:
    """A text stays a text with its zeros, a day a day, and a risk what it was."""
    forget(root, CUSTOMER)
    books = files(root, "*.xlsx")
    assert len(books) == 4
    for file in books:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        assert [tuple(row) for row in sheet.to_python()] == [LIST[0], LIST[2]]


def test_the_page_of_customers_is_made_anew_or_removed(root: Path) -> None:
    """A number in its packed rows is found; a page that cannot be made goes."""
    current = (root / "published" / "current").resolve()
    database = current / "one_click.duckdb"
    database.unlink()
    with duckdb.connect(str(database)) as connection:
        fill(connection)
        connection.execute(
            f"update marts.customers set customer_id = {CUSTOMER} where customer_id = 1"
        )
        page = customers_page(connection)
    (current / "customers.html").write_text(page, "utf-8")
    assert str(CUSTOMER) in unpacked(DATA.search(page)[1])["ids"]
    done = forget(root, CUSTOMER)
    made = (current / "customers.html").read_text("utf-8")
    assert unpacked(DATA.search(made)[1])["ids"] == ["2", "3", "4", "5"]
    assert done.rows[current / "customers.html"] == 1
    assert files(root, "customers.html") == [current / "customers.html"]


def test_what_no_link_leads_to_is_removed(root: Path) -> None:
    """Folders of killed builds, half-written files, a spill; logs and models go too."""
    spill = root / "warehouse" / "one_click.duckdb.tmp"
    spill.mkdir()
    (root / "warehouse" / ".one_click.duckdb.new").write_text("215348")
    forget(root, CUSTOMER)
    for published in (root / "published", root / "published" / "dev"):
        names = {entry.name for entry in published.iterdir()} - {"dev"}
        assert names == {".build-0", ".build-1", "current", "previous", "report.html"}
    assert files(root / "warehouse", "*.*") == [root / name for name in WAREHOUSES]
    assert list((root / "logs").iterdir()) == []
    assert list(root.rglob("fitted")) == []


def test_pages_are_named_and_those_of_the_build_before_removed(root: Path) -> None:
    done = forget(root, CUSTOMER)
    places = (root / "published", root / "published" / "dev")
    assert done.pages == [place / ".build-1" / "report.html" for place in places]
    assert done.removed_pages == [
        place / ".build-0" / "report.html" for place in places
    ]
    assert not any(page.exists() for page in done.removed_pages)


def test_one_bad_file_does_not_stop_the_others(root: Path) -> None:
    """A seed with a quotation mark that is not closed is left as it is, and named."""
    bad = root / "seeds" / "exports" / "money.csv"
    bad.write_text('id;Прибыль\n"215348;1\n3;2\n', "utf-8")
    (root / "published" / "current" / "one_click.duckdb").write_bytes(b"no database")
    done = forget(root, CUSTOMER)
    assert done.problems.keys() == {bad, root / "published/.build-1/one_click.duckdb"}
    assert bad.read_text("utf-8") == 'id;Прибыль\n"215348;1\n3;2\n'
    assert done.rows[root / "warehouse" / "one_click.duckdb"]
    assert files(root, ".*.duckdb.*") == []


def test_what_cannot_be_removed_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason; all else is erased."""

    def refuse(folder: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(folder))

    monkeypatch.setattr(shutil, "rmtree", refuse)
    done = forget(root, CUSTOMER)
    killed = [root / "published" / ".build-2", root / "published/dev/.build-2"]
    assert list(done.problems) == killed
    assert "Operation not permitted" in done.problems[killed[0]]
    assert held(root / "warehouse" / "one_click.duckdb") == [
        f"reference.forgotten_customers: {CUSTOMER}"
    ]


@pytest.mark.parametrize("name", ["one_click.duckdb", "one_click.duckdb.damaged"])
def test_a_damaged_warehouse_is_named(root: Path, name: str) -> None:
    """In its place and moved away: the other files are erased from."""
    (root / "warehouse" / "one_click.duckdb").unlink()
    damaged = root / "warehouse" / name
    damaged.write_bytes(b"no database" * 1000)
    done = forget(root, CUSTOMER)
    assert done.problems == {damaged: "it is damaged"}
    assert done.rows[root / "warehouse" / "dev" / "dev.duckdb"]
    assert damaged.read_bytes() == b"no database" * 1000


def test_prepared_copies_of_exports_are_removed(root: Path) -> None:
    """Production's and a developer's; the next build makes them anew."""
    for folder in ("warehouse/exports", "warehouse/dev/exports"):
        (root / folder / "money").mkdir(parents=True)
        (root / folder / "money" / "1.csv").write_text(MONEY, "utf-8")
    assert forget(root, CUSTOMER).problems == {}
    assert files(root / "warehouse", "*.csv") == []


def test_whatever_stands_beside_the_exports_is_looked_at(root: Path) -> None:
    """Parts and Parquet files are exports too; another file is named."""
    folder = root / "seeds" / "exports"
    (folder / "money").mkdir()
    (folder / "money" / "1.csv").write_text(MONEY, "utf-8", newline="")
    (folder / "money.xls.bak").write_text("215348")
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select unnest(['215348 (test)', '3']) as id) "
            f"to '{folder}/market_time.parquet'"
        )
    done = forget(root, CUSTOMER)
    assert done.problems == {folder / "money.xls.bak": "the number stands in it"}
    assert held(folder / "market_time.parquet") == []
    assert (folder / "money" / "1.csv").read_text("utf-8").count("\n") == 3


def test_a_link_among_the_exports_is_named(root: Path, tmp_path: Path) -> None:
    """The file it leads to may be another program's, and keeps its rows."""
    elsewhere = tmp_path / "elsewhere.csv"
    money = root / "seeds/exports/money.csv"
    money.rename(elsewhere)
    money.symlink_to(elsewhere)
    assert forget(root, CUSTOMER).problems == {money: "the number stands in it"}
    assert elsewhere.read_bytes().decode() == MONEY


def test_a_reader_keeps_what_it_has_open(root: Path) -> None:
    """Published databases are replaced under a client that has one open, to write even."""
    published = root / "published" / "current" / "one_click.duckdb"
    client = f"import duckdb; c = duckdb.connect({str(published)!r}); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", client], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout and reader.stdout.readline()
        assert forget(root, CUSTOMER).problems == {}
        reader.communicate(b"\n")
    assert held(published) == [f"reference.forgotten_customers: {CUSTOMER}"]


@pytest.mark.parametrize("place", ["warehouse", "published/current"])
def test_the_log_of_a_killed_program_is_no_part_of_the_new_file(
    root: Path, place: str
) -> None:
    """Rows in it are erased as well, and the new file can be opened."""
    file = root / place / "one_click.duckdb"
    killed = (
        f"import duckdb, os; c = duckdb.connect({str(file)!r}); "
        "c.execute('create table marts.late as select 215348 as customer_id'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    log = file.with_name("one_click.duckdb.wal")
    assert log.exists()
    forget(root, CUSTOMER)
    assert not log.exists()
    assert held(file) == [f"reference.forgotten_customers: {CUSTOMER}"]


def test_a_build_that_begins_meanwhile_waits(root: Path) -> None:
    """It gets the warehouse when that is replaced, so nothing that it writes is lost."""
    warehouse = root / "warehouse" / "one_click.duckdb"
    listed = root / "seeds" / "reference" / "forgotten_customers.csv"
    build = f"""
import duckdb, pathlib, time
print("ready", flush=True)
while "{CUSTOMER}" not in pathlib.Path({str(listed)!r}).read_text():
    time.sleep(0.001)
while True:
    try:
        with duckdb.connect({str(warehouse)!r}) as connection:
            connection.execute("create table marts.built as select 1")
        break
    except duckdb.IOException:
        time.sleep(0.001)
"""
    command = [sys.executable, "-c", build]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout and other.stdout.readline()
        assert forget(root, CUSTOMER).problems == {}
        assert other.wait(60) == 0
    assert rows(warehouse, "from marts.built") == [(1,)]
    assert rows(warehouse, f"from marts.customers where customer_id = {CUSTOMER}") == []


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "+1", "1.0", "Иванова", "9" * 5000, f"{2**63}"]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    """In one sentence, however long it is."""
    with pytest.raises(
        ForgetError, match="Expected: the customer's whole number"
    ) as refused:
        parse_id(text)
    assert len(str(refused.value)) < 250


def test_the_largest_id_can_be_forgotten(root: Path) -> None:
    assert parse_id(f"{2**63 - 1}") == 2**63 - 1
    assert forget(root, 2**63 - 1).problems == {}


def test_nothing_is_written_where_the_list_cannot_be_read(root: Path) -> None:
    listed = root / "seeds" / "reference" / "forgotten_customers.csv"
    listed.write_text(f"customer_id\n{2**63}\n")
    with pytest.raises(InputProblem, match="from 1 to"):
        forget(root, CUSTOMER)
    assert held(root / "warehouse" / "one_click.duckdb")


def test_an_old_list_is_carried_over_once(root: Path) -> None:
    """Installations from before kept it in inputs/."""
    listed = root / "seeds" / "reference" / "forgotten_customers.csv"
    old = root / "inputs" / "forgotten_customers.csv"
    old.write_text("customer_id\n7\n5\n")
    listed.write_text("customer_id\n6\n")
    assert forgotten_customers(listed, old) == [5, 6, 7]
    assert not old.exists()
    assert listed.read_text() == "customer_id\n5\n6\n7\n"
    assert forgotten_customers(listed, old) == [5, 6, 7]


CELLS = (
    *("215348", "215 348", "215\u00a0348", "215348.0", "215348,00", "0215348"),
    *('="215348"', "215348 (test)", "(215 348)", "№215348", "215,348", "2.15348e5"),
    *("id 215348", "x215348", "215348;", "215348\n", "+215348"),
)
CELLS_OF_OTHERS = (
    *("", "2153481", "1215348", "1 215 348", "215 348 000", "1.215348", "215349"),
    *("nan", "Иванова"),
)


@pytest.mark.parametrize("cell", CELLS)
def test_cells_of_the_customer(cell: str) -> None:
    assert holds_id(cell, CUSTOMER)


@pytest.mark.parametrize("cell", CELLS_OF_OTHERS)
def test_cells_of_others(cell: str) -> None:
    assert not holds_id(cell, CUSTOMER)


@pytest.mark.parametrize("place", ["warehouse", "published/current"])
def test_a_broken_cell_of_each_kind_leaves_tables(root: Path, place: str) -> None:
    """The same cells as in a CSV file: in a database, and in Parquet beside it."""
    file = root / place / "one_click.duckdb"
    parquet = root / "published" / "current" / "parquet" / "staging.cells.parquet"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table staging.cells (id varchar)")
        connection.executemany(
            "insert into staging.cells values (?)",
            [[cell] for cell in (*CELLS, *CELLS_OF_OTHERS)],
        )
        connection.execute(f"copy staging.cells to '{parquet}'")
    assert forget(root, CUSTOMER).problems == {}
    for source in ("staging.cells", f"'{parquet}'"):
        assert {cell for (cell,) in rows(file, f"from {source}")} == set(
            CELLS_OF_OTHERS
        )


def test_what_cannot_be_looked_into_is_named(root: Path) -> None:
    """An archive, a workbook or a text of two bytes a letter may hold the id unseen."""
    folder = root / "seeds" / "exports"
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("money.csv", MONEY)
    (folder / "money.csv.gz").write_bytes(gzip.compress(MONEY.encode("utf-8")))
    (folder / "note.txt").write_text(MONEY, "utf-16")
    problems = forget(root, CUSTOMER).problems
    assert {file.name for file in problems} == {"all.zip", "money.csv.gz", "note.txt"}
    assert set(problems.values()) == {"it is no plain text: look for the number in it"}
