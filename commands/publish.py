"""Publish the last build: a copy that BI tools read while the next build runs.

Tables tagged `published` are copied into `published/one_click.duckdb`, with their
descriptions as comments; Parquet copies of them, the campaign list, the model card and
the pages stand beside it. Each is written whole under another name and put in place by an
atomic rename, and only after a build that was whole and green. Run as
`python -m commands.publish`.
"""

import csv
import io
import json
import os
import re
import sys
from pathlib import Path

import duckdb

from commands import parquet
from commands.lock import LockError, warehouse_lock
from commands.model_card import model_card
from commands.quoting import identifier, literal
from report.pages import pages
from report.vega import vega_script

ROOT = Path(__file__).resolve().parent.parent
WAREHOUSE = ROOT / "warehouse" / "one_click.duckdb"
PUBLISHED = ROOT / "published"
# Clients on DuckDB 1.4 open the file too.
STORAGE_VERSION = "v1.4.0"
ROWS_AT_ONCE = 100_000
GREEN = {"success", "pass", "warn", "no-op"}
# Where a spreadsheet sees a cell begin, and what makes it take the cell for a formula.
FORMULA = re.compile(r"(^|[;\t]|[\r\n]+)([^\S\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
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
    return sorted(models, key=lambda node: (node["schema"], node["name"]))


def build_id(target: Path) -> str:
    """dbt's name for its last run."""
    run = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    return run["metadata"]["invocation_id"]


def copy_model(connection: duckdb.DuckDBPyConnection, node: dict) -> None:
    """Copy one table, its description and those of its columns."""
    schema, name = identifier(node["schema"]), identifier(node["name"])
    table = f"published.{schema}.{name}"
    connection.execute(f"create schema if not exists published.{schema}")
    connection.execute(
        f"create table {table} as select * from warehouse.{schema}.{name} order by all"
    )
    comment = literal(node["description"].strip())
    connection.execute(f"comment on table {table} is {comment}")
    for column in node["columns"].values():
        comment = literal(column["description"].strip())
        connection.execute(
            f"comment on column {table}.{identifier(column['name'])} is {comment}"
        )


def replace_synced(written: Path, place: Path) -> None:
    """Put a whole file in its place, in one step that survives a crash."""
    sync(written)
    os.replace(written, place)


def sync(written: Path) -> None:
    """Have a file on the disk, not on its way there."""
    with written.open("rb") as file:
        os.fsync(file.fileno())


def write_aside(place: Path, content: bytes) -> Path:
    """Write a file under a name nobody reads, ready to be put in its place."""
    written = place.with_name(f".{place.name}.{os.getpid()}")
    written.write_bytes(content)
    sync(written)
    return written


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    os.replace(write_aside(place, content), place)


def campaign_list(connection: duckdb.DuckDBPyConnection) -> tuple[str, bytes]:
    """The campaign's month, and its list for the CRM as a CSV file in UTF-8.

    With a byte order mark, by which Excel knows Cyrillic, unless the var
    campaign_list_bom was false. No text in it can start a formula in a spreadsheet.
    """
    setting = "select value from marts.settings where setting = 'campaign_list_bom'"
    ((has_mark,),) = connection.execute(setting).fetchall()
    ((month,),) = connection.execute(
        "select max(campaign) from marts.customer_offers"
    ).fetchall()
    listed = connection.execute(
        "select * from marts.campaign_list order by customer_id"
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column[0] for column in listed.description])
    while rows := listed.fetchmany(ROWS_AT_ONCE):
        writer.writerows([harmless(value) for value in row] for row in rows)
    encoding = "utf-8-sig" if has_mark.lower() == "true" else "utf-8"
    return month or "empty", text.getvalue().encode(encoding)


def harmless(value: object) -> object:
    """The value, unable to start a formula in a spreadsheet.

    Also inside a text: a spreadsheet that separates by another mark than the file
    would begin a new cell there.
    """
    return FORMULA.sub(r"\1'\2", value) if isinstance(value, str) else value


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
            month, campaign_csv = campaign_list(connection)
            files = {
                f"campaign_{month}.csv": campaign_csv,
                "model_card.md": model_card(connection).encode("utf-8"),
                **pages(connection, vega_script(warehouse.parent)),
            }
            connection.execute("use memory")
            connection.execute("checkpoint published")
            connection.execute("detach published")
        sync(written)
        # All is written before anything is put in place: where the disk is full, or the
        # folder may not be written to, the files of one build stay together.
        aside = {
            published / name: write_aside(published / name, content)
            for name, content in files.items()
        }
        if database.exists():
            previous = published / "one_click.previous.duckdb"
            previous_link = published / f".previous.{os.getpid()}.duckdb"
            os.link(database, previous_link)
            os.replace(previous_link, previous)
        for place, file in {database: written, **aside}.items():
            os.replace(file, place)
        parquet.put_in_place(folder)
    finally:
        for own in published.glob(f".*.{os.getpid()}*"):
            own.unlink()
        parquet.drop_old(published)
    return [database, published / parquet.CURRENT, *aside]


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
