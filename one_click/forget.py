"""`make forget ID=…`: erase one customer everywhere, and do not read him again.

DuckDB's own lock on each warehouse is held to the end, so that no build runs meanwhile. The
id goes on a list (seeds/reference/forgotten_customers.csv), and no later export brings
it back. Then its rows leave the seeds, what is published and the warehouses. Each file is
replaced whole, in one step; a command that was interrupted is run again.
"""

import csv
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

from one_click.build import BuildError, wait_for
from one_click.engine import bound
from one_click.exports.forgotten import (
    ID_MAX,
    forgotten_customers,
    holds_id,
    is_customer,
    remember_to_forget,
    whole_number,
)
from one_click.exports.layout import csv_layout
from one_click.exports.problems import InputProblem, shown
from one_click.exports.reading import LINE_BYTES_MAX
from one_click.paths import FORGOTTEN, ROOT
from one_click.publish.files import CURRENT, FOLDER, replace_synced
from one_click.quoting import identifier, literal

ID_COLUMNS = ("customer_id", "id", "raw_id", "rejected_id")
ERASED = "(erased)"
# In this schema rows stand as they came, so any text may mention an id. The name of a
# developer may stand before the name of a schema.
RAW_SCHEMA = re.compile("(.+_)?staging")
# The seeds of the project; the list of forgotten ids is one of them.
LISTS_SCHEMA = re.compile("(.+_)?reference")
PAGES = (".html", ".md", ".json")
# The next build makes these anew. They hold no ids but those in messages and in SQL.
MADE_ANEW = (
    "warehouse/**/models",
    "warehouse/**/cache",
    "warehouse/folds",
    "logs",
    "target",
)
# The names under which files are written before they take their place; DuckDB's spill.
LEFTOVER = re.compile(r"\.(build-|parquet-).*|\..+\.(\d+|link)(\..+)?|.+\.duckdb\.tmp")

# Each file is the old one or the new one, whenever the command ends.
INTERRUPTED = "interrupted; files may hold the id still: run the command again."


class ForgetError(Exception):
    """Why nothing was erased, in one sentence for the person who asked."""


@dataclass
class Erasure:
    """The rows erased from each file, the pages that show the id, and what went wrong."""

    is_new: bool
    rows: dict[Path, int] = field(default_factory=dict)
    removed_pages: list[Path] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def erase(self, file: Path, erase: Callable[[], int]) -> None:
        """Erase from one file; a file that cannot be read does not stop the others."""
        try:
            self.rows[file] = erase()
        except (
            InputProblem,
            duckdb.Error,
            csv.Error,
            UnicodeDecodeError,
            OSError,
        ) as error:
            self.problems.append(f"{file}: {str(error).splitlines()[0]}")


def parse_id(text: str) -> int:
    """The id that was typed; raises ForgetError where it is none."""
    if not re.fullmatch("[0-9]{1,19}", text) or not 1 <= int(text) <= ID_MAX:
        raise ForgetError(
            f"ID is {shown(text)}. Expected: the customer's whole number, from 1 to "
            f"{ID_MAX}, for example make forget ID=215348"
        )
    return int(text)


def erase_from_csv(file: Path, column: str, customer: int) -> int:
    """Take a customer's rows from a CSV file, every other byte as it was."""
    layout = csv_layout(file, [column])
    place = layout.columns.index(column)
    kept, erased = [], 0
    with file.open(encoding="utf-8", newline="") as lines:
        for record, values in records(list(lines), layout.delimiter):
            # The id may stand anywhere in a line that has not the values of the header.
            is_whole = len(values) == len(layout.columns)
            cells = [values[place]] if is_whole else values
            if any(holds_id(cell, customer) for cell in cells):
                erased += 1
            else:
                kept.append(record)
    if erased:
        written = beside(file)
        written.write_text("".join(kept), encoding="utf-8", newline="")
        replace(written, file)
    return erased


def records(lines: list[str], delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Each record of a CSV file as it stands, and its values.

    Raises csv.Error where a quotation mark is not closed.
    """
    csv.field_size_limit(LINE_BYTES_MAX)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 0
    for values in reader:
        yield "".join(lines[start : reader.line_num]), values
        start = reader.line_num


def without(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    source: str,
    columns: dict[str, str],
    customer: int,
) -> tuple[str, int]:
    """SQL of a table without a customer, and the number of rows that this changes.

    Rows with the id are left out. In other rows of the raw schema, which are another
    customer's or a count of rows, each text that mentions the id is blanked. `columns` has
    the type of each column.
    """
    rows, mentions = ["false"], {}
    for name, kind in columns.items():
        column = identifier(name)
        mentioned = f"regexp_matches({column}, {literal(whole_number(customer))})"
        if name in ID_COLUMNS and kind == "VARCHAR":
            rows += [mentioned, is_customer(column, [customer])]
        elif name in ID_COLUMNS and not LISTS_SCHEMA.fullmatch(schema):
            rows.append(f"{column} = {customer}")
        elif kind == "VARCHAR" and RAW_SCHEMA.fullmatch(schema):
            mentions[column] = mentioned
    traces = " or ".join([*rows, *mentions.values()])
    counted = connection.execute(f"select count(*) from {source} where {traces}")
    ((changed,),) = counted.fetchall()
    blanked = ", ".join(
        f"case when {mentioned} then {literal(ERASED)} else {column} end as {column}"
        for column, mentioned in mentions.items()
    )
    selected = f"* replace ({blanked})" if blanked else "*"
    kept = f"({' or '.join(rows)}) is not true"
    return f"select {selected} from {source} where {kept}", changed


def erase_from_parquet(
    connection: duckdb.DuckDBPyConnection, file: Path, customer: int
) -> int:
    """Take a customer's rows from a Parquet file, whose name begins with its schema."""
    source, written = f"read_parquet({literal(str(file))})", beside(file)
    described = connection.execute(f"describe from {source}").fetchall()
    columns = {name: kind for name, kind, *_ in described}
    schema = file.name.partition(".")[0]
    query, changed = without(connection, schema, source, columns, customer)
    if changed:
        said = connection.execute(
            "select decode(key), decode(value) from parquet_kv_metadata(?) "
            "where decode(key) in ('build', 'description')",
            [str(file)],
        ).fetchall()
        pairs = ", ".join(f"{key}: {literal(value)}" for key, value in said)
        connection.execute(
            f"copy ({query}) to {literal(str(written))} "
            f"(format parquet, compression zstd, kv_metadata {{{pairs}}})"
        )
        replace(written, file)
    return changed


def erase_from_published(
    connection: duckdb.DuckDBPyConnection, database: Path, customer: int
) -> int:
    """Take a customer's rows from a published database, which others may have open."""
    copy = beside(database, ".copy")
    try:
        shutil.copyfile(database, copy)
        connection.execute(f"attach {literal(str(copy))} as copied (read_only)")
        try:
            erased = erase_from_database(connection, "copied", database, customer)
        finally:
            connection.execute("detach copied")
    finally:
        copy.unlink()
    # The log of a client that wrote to the old file would not fit the new one.
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
    return erased


def erase_from_database(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    place: Path,
    customer: int,
    always: bool = False,
) -> int:
    """Write a database, attached as `catalog`, anew without a customer.

    The new file holds no deleted rows in its free space. It takes the place of the old one
    where rows of the customer were found, or `always`.
    """
    written, erased = beside(place), 0
    ((version,),) = connection.execute(
        "select rtrim(tags['storage_version'], '+') from duckdb_databases() "
        "where database_name = ?",
        [catalog],
    ).fetchall()
    connection.execute(
        f"attach {literal(str(written))} as written (storage_version {literal(version)})"
    )
    try:
        connection.execute(f"copy from database {catalog} to written (schema)")
        for schema, table, columns in tables(connection, catalog):
            name = f"{identifier(schema)}.{identifier(table)}"
            source = f"{catalog}.{name}"
            query, changed = without(connection, schema, source, columns, customer)
            connection.execute(f"insert into written.{name} {query}")
            erased += changed
        connection.execute("checkpoint written")
    finally:
        connection.execute("detach written")
    if erased or always:
        replace(written, place)
    else:
        written.unlink()
    return erased


def tables(
    connection: duckdb.DuckDBPyConnection, catalog: str
) -> list[tuple[str, str, dict[str, str]]]:
    """The schema, the name and the columns of each table of a database."""
    return connection.execute(
        "select schema_name, table_name, map(list(column_name), list(data_type)) "
        "from duckdb_columns() join duckdb_tables() "
        "using (database_name, schema_name, table_name) "
        "where database_name = ? group by all order by all",
        [catalog],
    ).fetchall()


def beside(file: Path, more: str = "") -> Path:
    """The hidden name under which a file is written before it takes its place."""
    return file.with_name(f".{file.name}.{os.getpid()}{more}")


def replace(written: Path, place: Path) -> None:
    """Put a whole file in its place, in one step, for the same readers as before."""
    shutil.copymode(place, written)
    replace_synced(written, place)


def lock_warehouses(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> dict[str, Path]:
    """Attach each warehouse, by catalog: no other program can open them then.

    Waits for a program that has one open. Raises BuildError where that takes too long.
    """
    found = [file for file in sorted(folder.rglob("*.duckdb")) if file.name[0] != "."]
    locked = {f"warehouse_{number}": file for number, file in enumerate(found)}
    for catalog, file in locked.items():
        is_locked = False
        while not is_locked:
            wait_for(file)
            # Another program may open it between the two.
            with suppress(duckdb.IOException):
                connection.execute(f"attach {literal(str(file))} as {catalog}")
                is_locked = True
        # A log that a killed build left beside the file would not fit the new file.
        connection.execute(f"force checkpoint {catalog}")
    return locked


def files_in(folder: Path) -> list[Path]:
    """The files below a folder, each once: links are left out."""
    files = (
        file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
    )
    return sorted(files)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def drop_leftovers(*folders: Path) -> None:
    """Remove unfinished files, and folders of builds to which no link leads."""
    files = [file for folder in folders for file in folder.rglob("*")]
    led_to = [file.resolve() for file in files if file.is_symlink()]
    for file in files:
        is_led_to = any(one.is_relative_to(file) for one in led_to)
        if LEFTOVER.fullmatch(file.name) and not is_led_to:
            remove(file)


@contextmanager
def interruptible(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let Ctrl-C end a statement at once, as KeyboardInterrupt.

    DuckDB would finish the statement, and raise RuntimeError then.
    """

    def stop(*_: object) -> None:
        connection.interrupt()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    except RuntimeError as error:
        if str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from error
    finally:
        signal.signal(signal.SIGINT, before)


def forget(root: Path, customer: int) -> Erasure:
    """Erase a customer from all files of a project, and put the id on its list.

    Raises BuildError or InputProblem where nothing was written.
    """
    root = root.resolve()
    listed, old = root / FORGOTTEN.relative_to(ROOT), root / "inputs" / FORGOTTEN.name
    exports, published, warehouse = (
        root / folder for folder in ("seeds/exports", "published", "warehouse")
    )
    forgotten_customers(listed, old)
    with duckdb.connect() as connection, interruptible(connection):
        bound(connection, beside(warehouse / "spill"))
        warehouses = lock_warehouses(connection, warehouse)
        done = Erasure(remember_to_forget(customer, listed, old))
        try:
            drop_leftovers(exports, published, warehouse)
            for file in sorted(exports.glob("*.csv")):
                done.erase(file, partial(erase_from_csv, file, "id", customer))
            for file in files_in(published):
                if file.suffix == ".duckdb":
                    done.erase(
                        file, partial(erase_from_published, connection, file, customer)
                    )
                elif file.suffix == ".parquet":
                    done.erase(
                        file, partial(erase_from_parquet, connection, file, customer)
                    )
                elif file.match("campaign_*.csv"):
                    done.erase(
                        file, partial(erase_from_csv, file, "customer_id", customer)
                    )
            for made in MADE_ANEW:
                for path in list(root.glob(f"{made}/*")):
                    remove(path)
            # A build that waits may begin as soon as its warehouse is replaced.
            for catalog, file in warehouses.items():
                erase = partial(
                    erase_from_database, connection, catalog, file, customer
                )
                done.erase(file, partial(erase, always=True))
        finally:
            drop_leftovers(exports, published, warehouse)
    look_at_pages(published, customer, done)
    return done


def look_at_pages(published: Path, customer: int, done: Erasure) -> None:
    """Note the pages that show the number; those of an earlier build are removed."""
    number = re.compile(whole_number(customer))
    for page in files_in(published):
        if page.suffix in PAGES and number.search(page.read_text("utf-8", "replace")):
            build = page.parent
            if (
                build.name.startswith(FOLDER)
                and build.with_name(CURRENT).resolve() != build
            ):
                page.unlink()
                done.removed_pages.append(page)
            else:
                done.pages.append(page)


def report(customer: int, done: Erasure) -> None:
    """Say what was erased and what is left."""
    listed = "is now" if done.is_new else "was already"
    print(f"Customer {customer} {listed} in {FORGOTTEN.relative_to(ROOT)}: no export")
    print("brings the id back. The store's own folder (EXPORTS) is not changed.")
    for file, rows in done.rows.items():
        if rows:
            print(f"  {file.relative_to(ROOT)}: {rows} rows erased")
    for page in done.removed_pages:
        print(f"  {page.relative_to(ROOT)}: removed, a page of the build before")
    if not (any(done.rows.values()) or done.removed_pages or done.problems):
        print("  No file of the project held the id.")
    for page in done.pages:
        print(
            f"  {page.relative_to(ROOT)} shows the number: `make build` writes it anew."
        )
    print("`make build` trains and counts anew without the customer.")
    for problem in done.problems:
        print(f"forget: nothing was erased from {problem}", file=sys.stderr)


def main() -> int:
    # Python ignores Ctrl-C where the shell that started it does, as for a command with `&`.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.umask(0o077)
    try:
        customer = parse_id(os.environ.get("ID", "").strip())
        done = forget(ROOT, customer)
    except KeyboardInterrupt:
        print(f"\nforget: {INTERRUPTED}", file=sys.stderr)
        return 130
    except (ForgetError, BuildError, InputProblem, duckdb.Error, OSError) as error:
        print(f"forget: {error}", file=sys.stderr)
        return 2
    report(customer, done)
    return 1 if done.problems else 0


if __name__ == "__main__":
    sys.exit(main())
