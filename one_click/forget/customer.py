"""Erase one customer everywhere, and do not read him again.

DuckDB's own lock on each warehouse is held to the end, so that no build runs meanwhile. The
id goes on a list (seeds/reference/forgotten_customers.csv), and no later export brings
it back. Then its rows leave the seeds, what is published and the warehouses. Each file is
replaced whole, in one step; a command that was interrupted is run again.
"""

import csv
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from one_click.engine import bound
from one_click.exports.forgotten import (
    forgotten_customers,
    remember_to_forget,
    whole_number,
)
from one_click.exports.problems import InputProblem
from one_click.forget.csv_rows import erase_from_csv
from one_click.forget.files import beside, files_in, leftovers, links_in, remove
from one_click.forget.packed_page import erase_from_page, is_packed_page
from one_click.forget.table_rows import (
    erase_from_database,
    erase_from_parquet,
    erase_from_published,
)
from one_click.forget.workbook_rows import erase_from_workbook
from one_click.paths import FORGOTTEN, ROOT
from one_click.publish.files import CURRENT, FOLDER
from one_click.quoting import literal
from one_click.warehouse import DAMAGED, DamagedWarehouse, wait_for

EXPORTED_ID, PUBLISHED_ID = "id", "customer_id"
PAGES = (".html", ".md", ".json")
# The next build makes these anew. They hold no ids but those in messages and in SQL; copies
# of exports hold their rows.
MADE_ANEW = (
    "warehouse/**/models",
    "warehouse/**/cache",
    "warehouse/**/exports",
    "warehouse/folds",
    "logs",
    "target",
)


@dataclass
class Erasure:
    """The rows erased from each file, the pages that show the id, and what may be left."""

    is_new: bool
    rows: dict[Path, int] = field(default_factory=dict)
    removed_pages: list[Path] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    problems: dict[Path, str] = field(default_factory=dict)

    @contextmanager
    def of(self, file: Path) -> Iterator[None]:
        """Note why a file could not be treated: it does not stop the others."""
        try:
            yield
        except (
            InputProblem,
            duckdb.Error,
            csv.Error,
            UnicodeDecodeError,
            OSError,
        ) as error:
            self.problems[file] = str(error).splitlines()[0].rstrip(".")


def forget(root: Path, customer: int) -> Erasure:
    """Erase a customer from all files of a project, and put the id on its list.

    Raises WarehouseError or InputProblem where nothing was written.
    """
    root = root.resolve()
    listed, old = root / FORGOTTEN.relative_to(ROOT), root / "inputs" / FORGOTTEN.name
    exports, published, warehouse = (
        root / folder for folder in ("seeds/exports", "published", "warehouse")
    )
    forgotten_customers(listed, old)
    with duckdb.connect() as connection, interruptible(connection):
        bound(connection, beside(warehouse / "spill"))
        warehouses, damaged = lock_warehouses(connection, warehouse)
        done = Erasure(remember_to_forget(customer, listed, old))
        done.problems |= damaged
        try:
            remove_each(leftovers(exports, published, warehouse), done)
            for folder, column in ((exports, EXPORTED_ID), (published, PUBLISHED_ID)):
                for file in files_in(folder):
                    erase_from_file(connection, file, column, customer, done)
            # Made of the databases, which are without the customer now.
            for file in filter(is_packed_page, files_in(published)):
                with done.of(file):
                    done.rows[file] = erase_from_page(file, customer)
            for made in MADE_ANEW:
                remove_each(list(root.glob(f"{made}/*")), done)
            # A build that waits may begin as soon as its warehouse is replaced.
            for catalog, file in warehouses.items():
                with done.of(file):
                    done.rows[file] = erase_from_database(
                        connection, catalog, file, customer, always=True
                    )
        finally:
            remove_each(leftovers(exports, published, warehouse), done)
    others = [*files_in(exports), *links_in(exports), *files_in(published)]
    look_at_others(others, customer, done)
    return done


def erase_from_file(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    column: str,
    customer: int,
    done: Erasure,
) -> None:
    """Erase a customer from a file by its kind; `column` holds the id in a list.

    A workbook among the exports is the store's own, with forms that would be lost.
    """
    with done.of(file):
        if file.suffix == ".duckdb":
            done.rows[file] = erase_from_published(connection, file, customer)
        elif file.suffix == ".parquet":
            done.rows[file] = erase_from_parquet(connection, file, customer)
        elif file.suffix == ".csv":
            done.rows[file] = erase_from_csv(file, column, customer)
        elif file.suffix == ".xlsx" and column == PUBLISHED_ID:
            done.rows[file] = erase_from_workbook(file, column, customer)


def lock_warehouses(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> tuple[dict[str, Path], dict[Path, str]]:
    """Attach each warehouse, by catalog: no other program can open them then.

    Also the damaged files, with what is wrong: they stop nothing. Waits for a program that
    has a warehouse open; raises WarehouseError where that takes too long.
    """
    locked: dict[str, Path] = {}
    files = sorted(folder.rglob("*.duckdb"))
    damaged = {file: "it is damaged" for file in folder.rglob(f"*{DAMAGED}*")}
    for file in files:
        if file.name.startswith("."):
            continue
        catalog = f"warehouse_{len(locked)}"
        try:
            lock(connection, file, catalog)
            locked[catalog] = file
        except DamagedWarehouse:
            damaged[file] = "it is damaged"
    return locked, damaged


def lock(connection: duckdb.DuckDBPyConnection, file: Path, catalog: str) -> None:
    """Attach a warehouse as soon as no other program has it open."""
    is_locked = False
    while not is_locked:
        wait_for(file)
        # Another program may open it between the two.
        with suppress(duckdb.IOException):
            connection.execute(f"attach {literal(str(file))} as {catalog}")
            is_locked = True
    # A log that a killed build left beside the file would not fit the new file.
    connection.execute(f"force checkpoint {catalog}")


def remove_each(paths: list[Path], done: Erasure) -> None:
    """Remove files and folders."""
    for path in paths:
        with done.of(path):
            remove(path)


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


def look_at_others(files: list[Path], customer: int, done: Erasure) -> None:
    """Note the other files that show the number; pages of an earlier build are removed.

    A file that is no plain text, as an archive, is noted too: nobody has looked into it.
    """
    number = re.compile(whole_number(customer))
    for file in files:
        if file in done.rows or file in done.problems:
            continue
        with done.of(file):
            content = file.read_bytes()
            if b"\0" in content:
                done.problems[file] = "it is no plain text: look for the number in it"
                continue
            if not number.search(content.decode("utf-8", "replace")):
                continue
            build = file.parent
            is_earlier = (
                build.name.startswith(FOLDER)
                and build.with_name(CURRENT).resolve() != build
            )
            if file.suffix not in PAGES:
                done.problems[file] = "the number stands in it"
            elif is_earlier:
                file.unlink()
                done.removed_pages.append(file)
            else:
                done.pages.append(file)
