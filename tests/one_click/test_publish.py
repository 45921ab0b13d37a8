"""Only a whole and green build is published, and what goes out is harmless."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from one_click.publish.build import keep_earlier_lists, not_published, publish_build
from one_click.publish.campaign_list import write_campaign_list
from one_click.publish.files import take_over, write_whole
from one_click.publish.model_card import markdown_table
from one_click.publish.problems import PublishError
from one_click.publish.spreadsheets import harmless
from one_click.publish.tables import copy_model, published_models, table_keys


def node(name: str, tags: list[str]) -> dict:
    """A model in the schema marts, as the manifest describes it."""
    return {
        "resource_type": "model",
        "unique_id": f"model.p.{name}",
        "name": name,
        "config": {"schema": "marts", "materialized": "table"},
        "relation_name": f"warehouse.marts.{name}",
        "tags": tags,
        "description": f"One row per {name}.",
        "columns": {},
    }


MODELS = [node("b", ["published"]), node("a", ["published"]), node("inner", [])]
MANIFEST = {"nodes": {each["unique_id"]: each for each in MODELS}}


def said_of(**statuses: str) -> str | None:
    """Why a build whose nodes ended so is not published."""
    ended = {f"model.p.{name}": status for name, status in statuses.items()}
    return not_published(published_models(MANIFEST), ended)


def test_published_models_are_the_tagged_ones_in_order() -> None:
    assert [model["name"] for model in published_models(MANIFEST)] == ["a", "b"]


def test_a_whole_and_green_build_is_published() -> None:
    assert said_of(a="success", b="success", inner="warn") is None


@pytest.mark.parametrize("status", ["error", "fail", "skipped", "runtime error"])
def test_a_build_with_a_failure_is_not(status: str) -> None:
    assert "not green (1 nodes" in said_of(a="success", b="success", inner=status)


def test_a_partial_build_is_not() -> None:
    assert "not a whole build (b " in said_of(a="success")


def ends(
    folder: Path,
    statuses: dict[str, str],
    is_retry: bool,
    monkeypatch,
    opened: Callable = lambda _: None,
) -> tuple[str, list]:
    """What is said at the end of a run of dbt in a folder, and what was written."""
    written: list = []
    monkeypatch.setattr(
        "one_click.publish.build.write_and_switch",
        lambda *arguments: written.append(arguments) or ["report.html"],
    )
    monkeypatch.setattr("one_click.publish.build.STATE", folder / "state")
    models = [{**model, "fqn": ["p", "marts", model["name"]]} for model in MODELS]
    manifest = {"nodes": {each["unique_id"]: each for each in models}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    ended = {f"model.p.{name}": status for name, status in statuses.items()}
    warehouse = folder / "dev.duckdb"
    said = publish_build(opened, warehouse, str(folder), "run", ended, is_retry)
    return said, written


def test_a_retry_completes_the_run_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed before has ended well now, and what had ended well is not run again."""
    before = {"a": "success", "b": "error", "inner": "skipped"}
    said, written = ends(tmp_path, before, False, monkeypatch)
    assert "not green (2 nodes" in said and not written
    said, written = ends(tmp_path, {"b": "success"}, True, monkeypatch)
    assert "not green (1 nodes" in said and not written
    said, written = ends(tmp_path, {"inner": "success"}, True, monkeypatch)
    assert said == "Published in published/dev/: report.html." and len(written) == 1
    assert [model["name"] for model in written[0][1]] == ["a", "b"]
    # Builds are compared with production, whoever builds.
    assert not (tmp_path / "state").exists()


def test_production_keeps_what_builds_are_compared_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the last build that was published, and of no other."""
    monkeypatch.setattr("one_click.publish.build.WAREHOUSE", tmp_path / "dev.duckdb")
    kept = tmp_path / "state" / "manifest.json"
    whole = dict.fromkeys(("a", "b", "inner"), "success")
    ends(tmp_path, whole | {"a": "error"}, False, monkeypatch)
    assert not kept.exists()
    ends(tmp_path, whole, False, monkeypatch)
    assert kept.read_text() == (tmp_path / "manifest.json").read_text()


def test_why_a_green_build_could_not_be_published_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no failure of a model; what builds are compared with stays too."""
    monkeypatch.setattr("one_click.publish.build.WAREHOUSE", tmp_path / "dev.duckdb")
    whole = dict.fromkeys(("a", "b", "inner"), "success")
    for error in (OSError(28, "No space left"), duckdb.IOException("No space left")):

        def full(*_: object, error: Exception = error) -> None:
            raise error

        with pytest.raises(PublishError, match=r"is green.*No space left.*stays as it"):
            ends(tmp_path, whole, False, monkeypatch, full)
    assert not (tmp_path / "state").exists()


def test_a_part_of_a_build_completes_no_run_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`dbt build --select b` after a whole build has built `a` of another day."""
    whole = dict.fromkeys(("a", "b", "inner"), "success")
    assert ends(tmp_path, whole, False, monkeypatch)[1]
    said, written = ends(tmp_path, {"b": "success"}, False, monkeypatch)
    assert "not a whole build (a " in said and not written


def guarded(text: str | None) -> str | None:
    """What the campaign list would say."""
    query = f"select {harmless('text')} from (select cast(? as varchar) as text)"
    with duckdb.connect() as connection:
        ((answer,),) = connection.execute(query, [text]).fetchall()
    return answer


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(a)", "\t=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("mark", [";", "\n", "\t", "\r\n"])
def test_a_formula_inside_a_text_stays_one(mark: str) -> None:
    """A spreadsheet that separates by this mark would begin a cell there."""
    assert guarded(f"a{mark} =1") == f"a{mark}' =1"


@pytest.mark.parametrize("text", ["Купон", "a=b", "", None])
def test_other_texts_stay_as_they_are(text: str | None) -> None:
    assert guarded(text) == text


def test_the_guard_knows_every_space() -> None:
    """DuckDB knows spaces of ASCII only; spreadsheets and Python know all of them."""
    spaces = re.findall(r"[^\S\r\n]", "".join(map(chr, range(sys.maxunicode))))
    assert len(spaces) > 20
    assert [space for space in spaces if guarded(f"{space}=1") != f"'{space}=1"] == []


def listed(tmp_path: Path, has_mark: bool, values: list[tuple]) -> bytes:
    """The campaign list of these customers and messages."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.settings as "
            f"select 'campaign_list_bom' as setting, '{has_mark}' as value"
        )
        connection.execute(
            "create table marts.customer_offers as select '2026-11' as campaign"
        )
        connection.execute(
            "create table marts.campaign_list (customer_id bigint, message_ru varchar)"
        )
        if values:
            connection.executemany(
                "insert into marts.campaign_list values (?, ?)", values
            )
        write_campaign_list(connection, tmp_path)
    return (tmp_path / "campaign_2026-11.csv").read_bytes()


@pytest.mark.parametrize("has_mark", [True, False])
def test_the_list_is_what_the_csv_module_would_write(
    tmp_path: Path, has_mark: bool
) -> None:
    """Texts quoted and numbers not, quotes doubled, breaks kept, nothing for no value."""
    values = [(3, 'a "b", c\n;d\\'), (2, "Купон"), (1, None), (4, "")]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([("customer_id", "message_ru"), *sorted(values)])
    encoding = "utf-8-sig" if has_mark else "utf-8"
    assert listed(tmp_path, has_mark, values) == text.getvalue().encode(encoding)


def test_an_empty_list_has_its_header(tmp_path: Path) -> None:
    assert listed(tmp_path, False, []) == b'"customer_id","message_ru"\r\n'


def test_a_formula_in_the_list_is_text(tmp_path: Path) -> None:
    content = listed(tmp_path, False, [(1, "Купон"), (2, "x; =1")])
    assert content.decode().splitlines()[1:] == ['1,"Купон"', '2,"x;\' =1"']


def test_rows_are_published_in_the_order_of_their_key(tmp_path: Path) -> None:
    """Whatever order the build left them in; without a key whole rows are compared.

    What is incremental stands by month already.
    """
    tests = {
        "test.p.a": {
            "attached_node": "model.p.a",
            "test_metadata": {
                "name": "unique_combination",
                "kwargs": {"columns": ["id", "name"]},
            },
        },
        "test.p.b": {
            "attached_node": "model.p.b",
            "column_name": "id",
            "test_metadata": {"name": "unique", "kwargs": {}},
        },
    }
    assert table_keys({"nodes": tests}) == {
        "model.p.a": ["id", "name"],
        "model.p.b": ["id"],
    }
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("attach ':memory:' as published")
        connection.execute("create schema warehouse.marts")
        connection.execute(
            "create table warehouse.marts.a as "
            "select * from (values (2, 'x'), (1, 'z'), (1, 'y')) as a (id, name)"
        )
        connection.execute("create table warehouse.marts.b as from warehouse.marts.a")
        copy_model(connection, node("a", []) | {"key": ["id"]})
        copy_model(connection, node("b", []) | {"key": []})
        connection.execute("create table warehouse.marts.c as from warehouse.marts.a")
        incremental = {"schema": "marts", "materialized": "incremental"}
        copy_model(connection, node("c", []) | {"key": ["id"], "config": incremental})
        by_key = connection.execute("select id from published.marts.a").fetchall()
        by_all = connection.execute("from published.marts.b").fetchall()
        as_built = connection.execute("from published.marts.c").fetchall()
    assert by_key == [(1,), (1,), (2,)]
    assert by_all == [(1, "y"), (1, "z"), (2, "x")]
    assert as_built == [(2, "x"), (1, "z"), (1, "y")]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    place = tmp_path / "list.csv"
    place.write_bytes(b"old and longer")
    write_whole(place, b"new")
    assert place.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["list.csv"]


def test_a_file_behind_a_link_is_replaced_where_it_lies(tmp_path: Path) -> None:
    """The list of forgotten customers may lie on another disk; the link stays."""
    (tmp_path / "disk").mkdir()
    place, link = tmp_path / "disk" / "list.csv", tmp_path / "list.csv"
    place.write_bytes(b"old")
    link.symlink_to(place)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert place.read_bytes() == b"new"


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_of_the_build_before_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    """As the same file, or as a copy on a disk that knows no second name for one."""
    earlier, file = tmp_path / "earlier", tmp_path / "file"
    earlier.write_bytes(b"list")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr("one_click.publish.files.os.link", refuse)
    take_over(earlier, file)
    assert file.read_bytes() == b"list"
    assert file.samefile(earlier) == has_links


def test_a_bar_in_a_name_does_not_break_the_table() -> None:
    table = markdown_table(["a"], [("x|y",), (0.123456,), (None,)])
    assert table.splitlines()[2:] == ["| x\\|y |", "| 0.1235 |", "| – |"]


def test_lists_of_earlier_months_stay(tmp_path: Path) -> None:
    """Who was control in October must not be lost in November."""
    names = ("campaign_{}.csv", "control_{}.csv", "control_{}.xlsx", "list_call_{}.csv")
    current, folder = tmp_path / "current", tmp_path / "new"
    for place, month in (
        (current, "2026-10"),
        (current, "2026-11"),
        (folder, "2026-11"),
    ):
        place.mkdir(exist_ok=True)
        for name in names:
            (place / name.format(month)).write_text(place.name)
    keep_earlier_lists(current, folder)
    kept = {file.name: file.read_text() for file in folder.iterdir()}
    assert kept == {
        name.format(month): text
        for month, text in (("2026-10", "current"), ("2026-11", "new"))
        for name in names
    }
