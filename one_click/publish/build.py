"""Publish a build of dbt, if it was whole and green.

dbt calls `publish_build` when it ends (macros/publish.sql), in its own process and on its own
database: nothing else can open the warehouse then.
"""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from one_click.pages.pages import pages
from one_click.pages.vega import vega_script
from one_click.paths import ROOT, WAREHOUSE
from one_click.publish import files, history, tables
from one_click.publish.campaign_list import write_campaign_list
from one_click.publish.channel_lists import write_channel_lists
from one_click.publish.model_card import model_card
from one_click.publish.problems import PublishError
from one_click.warehouse import published_folder

GREEN = {"success", "pass", "warn", "no-op"}
STATE = WAREHOUSE.parent / "state"
# Those of former months stay beside the new ones.
LISTS = ("campaign_*.csv", "list_*", "control_*")


def publish_build(
    opened: Callable[[list[dict]], duckdb.DuckDBPyConnection],
    warehouse: Path,
    target_path: str,
    invocation: str,
    statuses: dict[str, str],
    is_retry: bool,
) -> str:
    """Publish the run of dbt that is about to end; a sentence that says what was done.

    `opened` gives a database that holds the models it is asked for; it is `warehouse`, or
    stands for it. `target_path` is dbt's folder of artifacts, `invocation` names the run, and `statuses`
    holds how each node ended, by unique id. A retry completes the run before it, which may
    be a retry too. Raises PublishError where a whole and green build could not be published.
    """
    target = ROOT / target_path
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    ended = target / "ended.json"
    if is_retry and ended.exists():
        statuses = json.loads(ended.read_text(encoding="utf-8")) | statuses
    files.write_whole(ended, json.dumps(statuses).encode("utf-8"))
    models = tables.published_models(manifest)
    if reason := not_published(models, statuses):
        return f"{reason} What is published stays as it was."
    published = published_folder(warehouse)
    remembering = history.remembering_models(manifest)
    try:
        others = [node for node in remembering if "published" not in node["tags"]]
        connection = opened([*models, *others])
        names = write_and_switch(connection, models, remembering, invocation, published)
    except (duckdb.Error, OSError) as error:
        raise PublishError(
            f"The build is green, and could not be published: {error}. What is published "
            "stays as it was."
        ) from error
    if warehouse == WAREHOUSE:
        STATE.mkdir(exist_ok=True)
        files.write_whole(
            STATE / "manifest.json", (target / "manifest.json").read_bytes()
        )
    place = published.relative_to(ROOT)
    return f"Published in {place}/: {', '.join(names)}."


def not_published(models: list[dict], statuses: dict[str, str]) -> str | None:
    """Why a run is not to be published, or None."""
    red = [name for name, status in statuses.items() if status not in GREEN]
    if red:
        return f"The build was not green ({len(red)} nodes failed or were skipped)."
    missing = [node["name"] for node in models if node["unique_id"] not in statuses]
    if missing:
        return f"This was not a whole build ({missing[0]} was not in it)."
    return None


def write_and_switch(
    connection: duckdb.DuckDBPyConnection,
    models: list[dict],
    remembering: list[dict],
    build: str,
    published: Path,
) -> list[str]:
    """Write a folder with all that is published, then lead the links to it.

    The names of what is new: the lists of other months stay beside it.
    """
    files.drop_old(published)
    folder = files.new_folder(published)
    try:
        history.write_history(connection, remembering, folder, published)
        write(connection, models, build, folder)
        names = sorted(entry.name for entry in folder.iterdir())
        keep_earlier_lists(published / files.CURRENT, folder)
        files.switch(folder)
    finally:
        files.drop_old(published)
    return names


def keep_earlier_lists(current: Path, folder: Path) -> None:
    """Keep the lists of other months: a month that is built again replaces its own alone."""
    months = {file.stem.rpartition("_")[2] for file in folder.glob("campaign_*")}
    for kind in LISTS:
        for earlier in current.glob(kind):
            if earlier.stem.rpartition("_")[2] not in months:
                files.take_over(earlier, folder / earlier.name)


def write(
    connection: duckdb.DuckDBPyConnection, models: list[dict], build: str, folder: Path
) -> None:
    """Write the tables, the lists, the model card and the pages of a build."""
    ((warehouse,),) = connection.execute("select current_database()").fetchall()
    try:
        tables.write_database(connection, models, folder / "one_click.duckdb")
        tables.write_parquet(connection, models, build, folder / "parquet")
        connection.execute("use published")
        write_campaign_list(connection, folder)
        write_channel_lists(connection, folder)
        made = pages(connection, vega_script(WAREHOUSE.parent))
        made["model_card.md"] = model_card(connection).encode("utf-8")
        for name, content in made.items():
            (folder / name).write_bytes(content)
        connection.execute("checkpoint published")
    finally:
        connection.execute(f'use "{warehouse}"')
        connection.execute("detach database if exists published")
