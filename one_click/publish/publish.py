"""Publish the last build: a copy that BI tools read while the next build runs.

Tables tagged `published` are copied into `published/one_click.duckdb`, with their
descriptions as comments; Parquet copies of them, the campaign list, the model card and
the pages stand beside it. Each is written whole under another name and put in place by an
atomic rename, and only after a build that was whole and green. Run as
`python -m one_click.publish.publish`.
"""

import json
import os
import re
import sys
from pathlib import Path

import duckdb

from one_click.publish import parquet
from one_click.engine import bound
from one_click.lock import LockError, warehouse_lock
from one_click.publish.model_card import model_card
from one_click.paths import PUBLISHED, ROOT, WAREHOUSE
from one_click.quoting import identifier, literal
from one_click.pages.pages import pages
from one_click.pages.vega import vega_script

# Clients on DuckDB 1.4 open the file too.
STORAGE_VERSION = "v1.4.0"
GREEN = {"success", "pass", "warn", "no-op"}
# Where a spreadsheet sees a cell begin, and what makes it take the cell for a formula.
SPACES = (
    r"\t\x0b\x0c\x1c-\x1f \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
)
FORMULA = (
    rf"(^|[;\t]|[\r\n]+)([{SPACES}]*[=+\-@\x{{ff1d}}\x{{ff0b}}\x{{ff0d}}\x{{ff20}}])"
)
UNFINISHED = re.compile(r"\.\d+(\.duckdb(\.wal)?)?$")


class PublishError(Exception):
    """Why nothing was published, in one sentence for the person who asked."""


def published_models(target: Path) -> list[dict]:
    """The tagged models of the last build, as dbt's manifest describes them.

    Raises PublishError where there was no build, or one that was partial or not green.
    """
    try:
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PublishError("There is no build to publish: run `make build`.") from error
    # dbt writes the manifest when it starts and the results when it ends.
    if (
        run["args"]["which"] != "build"
        or run["metadata"]["invocation_id"] != manifest["metadata"]["invocation_id"]
    ):
        raise PublishError(
            "The last run of dbt did not end, or was not a build: published/ stays as "
            "it was. Run `make build`."
        )
    models = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "published" in node["tags"]
    ]
    statuses = {result["unique_id"]: result["status"] for result in run["results"]}
    failed = [name for name, status in statuses.items() if status not in GREEN]
    if failed:
        raise PublishError(
            f"The last build was not green ({len(failed)} nodes failed or were skipped, "
            f"{failed[0]} first): published/ stays as it was. Mend it and `make build`."
        )
    missing = [node["name"] for node in models if node["unique_id"] not in statuses]
    if missing:
        raise PublishError(
            f"The last run of dbt was not a whole build ({missing[0]} was not in it): "
            "published/ stays as it was. Run `make build`."
        )
    keys = table_keys(manifest)
    return sorted(
        (node | {"key": keys.get(node["unique_id"], [])} for node in models),
        key=lambda node: (node["schema"], node["name"]),
    )


def table_keys(manifest: dict) -> dict[str, list[str]]:
    """The columns whose values stand in one row only, by model: its test checks them."""
    return {
        node["attached_node"]: node["test_metadata"]["kwargs"]["key"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node.get("test_metadata", {}).get("name") == "holds"
        and node["test_metadata"]["kwargs"].get("key")
    }


def build_id(target: Path) -> str:
    """dbt's name for its last run."""
    run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    return run["metadata"]["invocation_id"]


def copy_model(connection: duckdb.DuckDBPyConnection, node: dict) -> None:
    """Copy one table, its description and those of its columns.

    The rows stand in one order whatever order the build left them in: that of the key,
    which costs a part of comparing whole rows.
    """
    schema, name = identifier(node["schema"]), identifier(node["name"])
    table = f"published.{schema}.{name}"
    order = ", ".join(identifier(column) for column in node["key"]) or "all"
    # One commit for all of it: each costs as much as a small table.
    connection.execute("begin")
    connection.execute(f"create schema if not exists published.{schema}")
    connection.execute(
        f"create table {table} as "
        f"select * from warehouse.{schema}.{name} order by {order}"
    )
    comment = literal(node["description"].strip())
    connection.execute(f"comment on table {table} is {comment}")
    for column in node["columns"].values():
        comment = literal(column["description"].strip())
        connection.execute(
            f"comment on column {table}.{identifier(column['name'])} is {comment}"
        )
    connection.execute("commit")


def replace_synced(written: Path, place: Path) -> None:
    """Put a whole file in its place, in one step that survives a crash."""
    sync(written)
    os.replace(written, place)


def sync(written: Path) -> None:
    """Have a file on the disk, not on its way there."""
    with written.open("rb") as file:
        os.fsync(file.fileno())


def aside(place: Path) -> Path:
    """Where a file is written, under a name nobody reads, before it is put in place."""
    return place.with_name(f".{place.name}.{os.getpid()}")


def write_aside(place: Path, content: bytes) -> Path:
    """Write a file under a name nobody reads, ready to be put in its place."""
    written = aside(place)
    written.write_bytes(content)
    sync(written)
    return written


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    os.replace(write_aside(place, content), place)


def campaign_list(connection: duckdb.DuckDBPyConnection, published: Path) -> Path:
    """Write the campaign's list for the CRM as a CSV file in UTF-8; its later place.

    With a byte order mark, by which Excel knows Cyrillic, unless the var
    campaign_list_bom was false. No text in it can start a formula in a spreadsheet. It is
    written under the name that `aside` gives.
    """
    setting = "select value from marts.settings where setting = 'campaign_list_bom'"
    ((has_mark,),) = connection.execute(setting).fetchall()
    ((month,),) = connection.execute(
        "select max(campaign) from marts.customer_offers"
    ).fetchall()
    place = published / f"campaign_{month or 'empty'}.csv"
    columns = connection.execute("describe marts.campaign_list").fetchall()
    line = ", ',', ".join(cell(connection, name, kind) for name, kind, *_ in columns)
    mark = "\ufeff" if has_mark.lower() == "true" else ""
    header = mark + ",".join(f'"{name}"' for name, *_ in columns) + "\r"
    # DuckDB ends a line with a line feed alone, and quotes where it must. So the lines are
    # made here, and written as they are: one column, whose name is the first line.
    connection.execute(
        f"copy (select concat({line}, chr(13)) as {identifier(header)} "
        f"from marts.campaign_list order by customer_id) to {literal(str(aside(place)))} "
        "(format csv, header, delimiter '', quote '', escape '', use_tmp_file false)"
    )
    return place


def cell(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> str:
    """A column of the campaign list as SQL that makes a cell of it; texts are quoted."""
    column = identifier(name)
    if kind != "VARCHAR":
        return f"coalesce(cast({column} as varchar), '\"\"')"
    # The texts are few and the rows are many: most lists hold nothing to be guarded.
    (needs_guard,) = connection.execute(
        f"select coalesce(bool_or(regexp_matches({column}, {literal(FORMULA)})), false) "
        f"from (select distinct {column} from marts.campaign_list)"
    ).fetchone()
    text = harmless(column) if needs_guard else column
    return f"""concat('"', replace({text}, '"', '""'), '"')"""


def harmless(column: str) -> str:
    """A text column as SQL that makes it unable to start a formula in a spreadsheet.

    Also inside a text: a spreadsheet that separates by another mark than the file
    would begin a new cell there.
    """
    return f"regexp_replace({column}, {literal(FORMULA)}, '\\1''\\2', 'g')"


def unfinished(published: Path) -> list[Path]:
    """Files a killed process was writing: `.name.<process>`, and what DuckDB adds."""
    return [path for path in published.glob(".*") if UNFINISHED.search(path.name)]


def publish(target: Path, warehouse: Path, published: Path) -> list[Path]:
    """Publish the last build of `target` and `warehouse`; the files written.

    Raises PublishError, and leaves `published` as it was, where that build may not be.
    """
    models = published_models(target)
    published.mkdir(exist_ok=True)
    for left_over in unfinished(published):
        left_over.unlink()
    database = published / "one_click.duckdb"
    written = published / f".one_click.{os.getpid()}.duckdb"
    try:
        with duckdb.connect() as connection:
            bound(connection, warehouse.parent / "publish.tmp")
            connection.execute(
                f"attach {literal(str(warehouse))} as warehouse (read_only)"
            )
            connection.execute(
                f"attach {literal(str(written))} as published "
                f"(storage_version {literal(STORAGE_VERSION)})"
            )
            for node in models:
                copy_model(connection, node)
            folder = parquet.write_folder(
                connection, models, build_id(target), published
            )
            connection.execute("use published")
            listed = campaign_list(connection, published)
            files = {
                "model_card.md": model_card(connection).encode("utf-8"),
                **pages(connection, vega_script(warehouse.parent)),
            }
            connection.execute("use memory")
            connection.execute("checkpoint published")
            connection.execute("detach published")
        sync(written)
        sync(aside(listed))
        # All is written before anything is put in place: where the disk is full, or the
        # folder may not be written to, the files of one build stay together.
        waiting = {listed: aside(listed)} | {
            published / name: write_aside(published / name, content)
            for name, content in files.items()
        }
        if database.exists():
            previous = published / "one_click.previous.duckdb"
            previous_link = published / f".previous.{os.getpid()}.duckdb"
            os.link(database, previous_link)
            os.replace(previous_link, previous)
        for place, file in {database: written, **waiting}.items():
            os.replace(file, place)
        parquet.put_in_place(folder)
    finally:
        for own in published.glob(f".*.{os.getpid()}*"):
            own.unlink()
        parquet.drop_old(published)
    return [database, published / parquet.CURRENT, *waiting]


def publish_last_build() -> int:
    """Publish and say what was, or why nothing; the exit code."""
    try:
        files = publish(ROOT / "target", WAREHOUSE, PUBLISHED)
    except (PublishError, duckdb.Error, OSError) as error:
        print(f"publish: {error}", file=sys.stderr)
        return 1
    print("Published " + ", ".join(str(file.relative_to(ROOT)) for file in files) + ".")
    return 0


def main() -> int:
    try:
        with warehouse_lock("make publish"):
            return publish_last_build()
    except LockError as error:
        print(f"publish: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
