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
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb

from one_click.build import BuildError, wait_for
from one_click.engine import bound
from one_click.exports.forgotten import (
    ID_MAX,
    forgotten_customers,
    is_customer,
    remember_to_forget,
)
from one_click.exports.layout import csv_layout
from one_click.exports.problems import InputProblem, shown
from one_click.paths import FORGOTTEN, ROOT
from one_click.publish.files import CURRENT, FOLDER, replace_synced
from one_click.quoting import identifier, literal

ID_COLUMNS = ("customer_id", "id", "raw_id", "rejected_id")
ERASED = "(erased)"
# Rows as they came stand here, so an id may stand in any text.
RAW_SCHEMA = "staging"
# Lists of the project stand here: the ids in it are those of the list.
LISTS_SCHEMA = "reference"
PAGES = (".html", ".md", ".json")
# The next build makes these anew. They hold no ids but those in messages and in SQL.
MADE_ANEW = ("warehouse/models", "warehouse/cache", "warehouse/folds", "logs", "target")
# The names that builds, pages and this command write under before they rename.
LEFTOVER = re.compile(r"\.(build-|parquet-).*|\..+\.(\d+|link)(\..+)?|.+\.duckdb\.tmp")
# Digits in threes may be grouped, as in «215 348» or «215,348».
GROUP = "[ ,\u00a0\u202f]"
NO_DIGIT = "[^0-9 ,\u00a0\u202f]"


class ForgetError(Exception):
    """Why nothing was erased, in one sentence for the person who asked."""


@dataclass
class Erasure:
    """What one command did: rows erased from each file, and where it could not."""

    is_new: bool
    rows: dict[Path, int] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def do(self, file: Path, erase: Callable[[], int]) -> None:
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


def whole_number(customer: int) -> str:
    """A pattern, for Python and DuckDB, of the number where it is no part of a longer one."""
    plain = rf"(^|[^0-9])0*{customer}([^0-9]|$)"
    if customer < 1000:
        return plain
    groups = GROUP.join(f"{customer:,}".split(","))
    before, after = f"(^{GROUP}?|{NO_DIGIT}{GROUP}?)", f"({GROUP}?{NO_DIGIT}|{GROUP}?$)"
    return f"{plain}|{before}{groups}{after}"


def holds_id(cell: str, customer: int) -> bool:
    """Whether the cell of an id is the customer's, also where it holds more than the id."""
    if re.search(whole_number(customer), cell):
        return True
    try:
        return Decimal("".join(cell.split()).replace(",", ".")) == customer
    except ArithmeticError:
        return False


def traces(
    schema: str, columns: dict[str, str], customer: int
) -> tuple[str, dict[str, str]]:
    """Where a table holds a customer, as conditions of SQL.

    The first is true for rows of the customer. The others, by column, are true where a text
    mentions him: the row is another's, or a count of rows. `columns` has the type of each.
    """
    rows, mentions = [], {}
    for name, kind in columns.items():
        if schema == LISTS_SCHEMA:
            continue
        column = identifier(name)
        mentioned = f"regexp_matches({column}, {literal(whole_number(customer))})"
        if name in ID_COLUMNS and kind == "VARCHAR":
            rows.append(f"{mentioned} or {is_customer(column, [customer])}")
        elif name in ID_COLUMNS:
            rows.append(f"{column} = {customer}")
        elif schema == RAW_SCHEMA and kind == "VARCHAR":
            mentions[name] = mentioned
    return " or ".join(rows) or "false", mentions


def without(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    source: str,
    columns: dict[str, str],
    customer: int,
) -> tuple[str, int]:
    """SQL of a table without a customer, and how many of its rows that changes."""
    rows, mentions = traces(schema, columns, customer)
    if rows == "false" and not mentions:
        return f"from {source}", 0
    any_trace = " or ".join([rows, *mentions.values()])
    counted = connection.execute(f"select count(*) from {source} where {any_trace}")
    ((changed,),) = counted.fetchall()
    blanked = ", ".join(
        f"case when {mentioned} then {literal(ERASED)} else {identifier(name)} end "
        f"as {identifier(name)}"
        for name, mentioned in mentions.items()
    )
    replaced = f" replace ({blanked})" if mentions else ""
    return f"select *{replaced} from {source} where ({rows}) is not true", changed


def erase_from_csv(file: Path, column: str, customer: int) -> int:
    """Take a customer's rows from a CSV file, every other byte as it was."""
    layout = csv_layout(file, [column])
    place = layout.columns.index(column)
    kept, erased = [], 0
    with file.open(encoding="utf-8", newline="") as lines:
        for record, values in records(list(lines), layout.delimiter):
            # A line with other values than the header may be one that was squeezed.
            whole = len(values) == len(layout.columns)
            cells = [values[place]] if whole else values
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
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 0
    for values in reader:
        yield "".join(lines[start : reader.line_num]), values
        start = reader.line_num


def erase_from_parquet(
    connection: duckdb.DuckDBPyConnection, file: Path, customer: int
) -> int:
    """Take a customer's rows from a Parquet file; its name begins with its schema."""
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
        metadata = f", kv_metadata {{{pairs}}}" if said else ""
        connection.execute(
            f"copy ({query}) to {literal(str(written))} "
            f"(format parquet, compression zstd{metadata})"
        )
        replace(written, file)
    return changed


def erase_from_published(
    connection: duckdb.DuckDBPyConnection, database: Path, customer: int
) -> int:
    """Take a customer's rows from a published database, which others may have open."""
    copy = beside(database, ".copy")
    shutil.copyfile(database, copy)
    try:
        connection.execute(f"attach {literal(str(copy))} as copied (read_only)")
        try:
            changed = erase_from_database(connection, "copied", database, customer)
        finally:
            connection.execute("detach copied")
    finally:
        copy.unlink()
    return changed


def erase_from_database(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    place: Path,
    customer: int,
    always: bool = False,
) -> int:
    """Write a database that is attached as `catalog` anew without a customer.

    The new file has no trace of deleted rows in its free space. It takes the place of the
    old one where rows of the customer were found, or `always`.
    """
    written = beside(place)
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
        erased = sum(
            copy_table(connection, catalog, *table, customer)
            for table in tables(connection, catalog)
        )
        connection.execute("checkpoint written")
    finally:
        connection.execute("detach written")
    if erased or always:
        replace(written, place)
    else:
        written.unlink()
    return erased


def tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[tuple]:
    """The schema, the name and the columns of each table of a database."""
    return connection.execute(
        "select schema_name, table_name, map(list(column_name), list(data_type)) "
        "from duckdb_columns() join duckdb_tables() "
        "using (database_name, schema_name, table_name) "
        "where database_name = ? group by all order by all",
        [catalog],
    ).fetchall()


def copy_table(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    schema: str,
    table: str,
    columns: dict[str, str],
    customer: int,
) -> int:
    """Copy a table without a customer; how many of its rows that changed."""
    name = f"{identifier(schema)}.{identifier(table)}"
    query, changed = without(connection, schema, f"{catalog}.{name}", columns, customer)
    connection.execute(f"insert into written.{name} {query}")
    return changed


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
    """Attach each warehouse, by which no other program can write to it; by catalog.

    Waits for a program that has one open. Raises BuildError where that takes too long.
    """
    found = [file for file in sorted(folder.glob("*.duckdb")) if file.name[0] != "."]
    locked = {f"warehouse_{number}": file for number, file in enumerate(found)}
    for catalog, file in locked.items():
        wait_for(file)
        connection.execute(f"attach {literal(str(file))} as {catalog}")
        # What a killed build left in the log beside the file belongs to this file only.
        connection.execute(f"force checkpoint {catalog}")
    return locked


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def drop_leftovers(folder: Path) -> None:
    """Remove what killed builds and commands left: unfinished files, folders no link leads to."""
    files = list(folder.rglob("*"))
    led_to = {file.resolve() for file in files if file.is_symlink()}
    for file in files:
        unfinished = LEFTOVER.fullmatch(file.name) and os.path.lexists(file)
        if unfinished and not any(one.is_relative_to(file) for one in led_to):
            remove(file)


def forget(root: Path, customer: int) -> Erasure:
    """Erase a customer from all files of a project, and put the id on its list.

    Raises BuildError or InputProblem where nothing was written.
    """
    root = root.resolve()
    listed, old = root / FORGOTTEN.relative_to(ROOT), root / "inputs" / FORGOTTEN.name
    published, warehouse = root / "published", root / "warehouse"
    forgotten_customers(listed, old)
    with duckdb.connect() as connection:
        bound(connection, warehouse / f".forget.{os.getpid()}")
        warehouses = lock_warehouses(connection, warehouse)
        done = Erasure(remember_to_forget(customer, listed, old))
        for folder in (root / "seeds", warehouse, published):
            drop_leftovers(folder)
        for file in sorted((root / "seeds" / "exports").glob("*.csv")):
            done.do(file, partial(erase_from_csv, file, "id", customer))
        for file in files_in(published):
            if file.suffix == ".duckdb":
                done.do(file, partial(erase_from_published, connection, file, customer))
            elif file.suffix == ".parquet":
                done.do(file, partial(erase_from_parquet, connection, file, customer))
            elif file.match("campaign_*.csv"):
                done.do(file, partial(erase_from_csv, file, "customer_id", customer))
        for place in MADE_ANEW:
            for path in (root / place).glob("*"):
                remove(path)
        # The last step: a build that waited may begin as soon as the file is replaced.
        for catalog, file in warehouses.items():
            erase = partial(erase_from_database, connection, catalog, file, customer)
            done.do(file, partial(erase, always=True))
    look_at_pages(published, customer, done)
    return done


def files_in(folder: Path) -> list[Path]:
    """The files below a folder, each once: links to them are left out."""
    return sorted(
        file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
    )


def look_at_pages(published: Path, customer: int, done: Erasure) -> None:
    """Note the pages that show the number; those of earlier builds are removed."""
    number = re.compile(whole_number(customer))
    for page in files_in(published):
        if page.suffix not in PAGES:
            continue
        if number.search(page.read_text(encoding="utf-8", errors="replace")):
            current = page.parent.with_name(CURRENT)
            if page.parent.name.startswith(FOLDER) and current.resolve() != page.parent:
                page.unlink()
                done.removed.append(page)
            else:
                done.pages.append(page)


def told(root: Path, customer: int, done: Erasure) -> str:
    """What was done and what is left, for the person who asked."""
    listed = "is now" if done.is_new else "was already"
    lines = [
        f"Customer {customer} {listed} in {FORGOTTEN.relative_to(ROOT)}: no export",
        "brings the id back. The store's own folder (EXPORTS) is not changed.",
    ]
    for file, rows in done.rows.items():
        if rows:
            lines.append(f"  {file.relative_to(root)}: {rows} rows erased")
    for page in done.removed:
        lines.append(f"  {page.relative_to(root)}: a page of an earlier build, removed")
    if not (any(done.rows.values()) or done.removed or done.problems):
        lines.append("  No file of the project held the id.")
    for page in done.pages:
        lines.append(f"  {page.relative_to(root)} shows the number: see below")
    if done.pages:
        lines.append(
            "A number in a page may be an amount. `make build` writes the pages"
        )
        lines.append("anew (`make docs` writes docs.html).")
    lines.append("`make build` trains and counts anew without the customer.")
    return "\n".join(lines)


def interrupted(*_: object) -> None:
    """End at once: every file is the old one or the new one."""
    print(
        "\nforget: interrupted; files may hold the id still: run the command again.",
        file=sys.stderr,
        flush=True,
    )
    os._exit(130)


def main() -> int:
    signal.signal(signal.SIGINT, interrupted)
    os.umask(0o077)
    try:
        customer = parse_id(os.environ.get("ID", "").strip())
        done = forget(ROOT, customer)
    except (ForgetError, BuildError, InputProblem, duckdb.Error, OSError) as error:
        print(f"forget: {error}", file=sys.stderr)
        return 2
    print(told(ROOT, customer, done))
    for problem in done.problems:
        print(f"forget: not erased from {problem}", file=sys.stderr)
    return 1 if done.problems else 0


if __name__ == "__main__":
    sys.exit(main())
