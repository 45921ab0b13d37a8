"""The lists by channel: who is on them, in which order, and how a spreadsheet reads them."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from one_click.publish.build import keep_earlier_lists, write_and_switch
from one_click.publish.channel_lists import CHANNELS, write_channel_lists
from one_click.publish.spreadsheets import write_xlsx

FORMULA = "=cmd|' /C calc'!A0"
TABLES = f"""
    create schema marts;
    create table marts.settings as from (values
        ('campaign_list_bom', 'True'), ('campaign_separator', ';'),
        ('campaign_english', 'False'), ('built_on', '2026-11-30')
    ) as settings (setting, value);
    create table marts.customer_offers as from (values
        (1, '2026-11', 'call', false), (2, '2026-11', 'mail', false),
        (3, '2026-11', 'mail', false), (4, '2026-11', 'mail', true)
    ) as offers (customer_id, campaign, offer, is_holdout);
    create table marts.campaign_list as from (values
        (1, '001', '2026-11', 'call', 'call', 'Звонок', 'Call', null, null, 'Да', 'Yes'),
        (2, '2', '2026-11', 'email', 'mail', 'Письмо', 'Mail', 'Ценные', 'Dear',
            $${FORMULA}$$, 'x'),
        (3, '3', '2026-11', 'email', 'mail', 'Письмо', 'Mail', 'Ценные', 'Dear',
            'Код; ждёт', 'x')
    ) as listed (
        customer_id, store_id, campaign, channel, offer, offer_name_ru, offer_name_en,
        segment_name_ru, segment_name_en, message_ru, message_en
    );
    create table marts.customers as from (values
        (1, '001', 'Дети', 'Kids', 'страниц: 2,5', null, null, 'pages: 2.5', null, null,
            0.61234::double, 2.5::decimal(18, 6)),
        (2, '2', 'Дети', 'Kids', 'а', 'б', null, 'a', 'b', null, 0.5, 1.25),
        (3, '3', 'Дети', 'Kids', 'а', null, null, 'a', null, null, 0.5, 3.75),
        (4, '0004', 'Дети', 'Kids', 'а', null, null, 'a', null, null, 0.5, null)
    ) as customers (
        customer_id, store_id, favourite_category_ru, favourite_category_en, reason_1_ru,
        reason_2_ru, reason_3_ru, reason_1_en, reason_2_en, reason_3_en, churn_risk,
        expected_profit
    );
    create table marts.offer_summary as from (values
        ('call', null, null), ('mail', 'CODE', 2)
    ) as offers (offer, promo_code, valid_days);
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A small published database."""
    with duckdb.connect() as opened:
        opened.execute(TABLES)
        yield opened


def listed(file: Path) -> list[dict[str, str]]:
    """The rows of a list, read as a Russian Excel does."""
    text = file.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def workbook(file: Path) -> list[list[object]]:
    """The cells of the one sheet of a workbook."""
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


def test_each_channel_has_its_list_and_controls_are_in_none(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The most valuable first; the lists add up to the campaign."""
    write_channel_lists(connection, tmp_path)
    lists = {
        channel: [
            row["customer_id"]
            for row in listed(tmp_path / f"list_{channel}_2026-11.csv")
        ]
        for channel in CHANNELS
    }
    assert lists == {
        "call": ["1"],
        "email": ["3", "2"],
        "sms": [],
        "push": [],
        "on_site": [],
    }
    assert listed(tmp_path / "control_2026-11.csv") == [
        {"customer_id": "4", "store_id": "0004", "campaign": "2026-11"}
    ]
    names = {file.stem for file in tmp_path.iterdir()}
    assert names == {f"list_{channel}_2026-11" for channel in CHANNELS} | {
        "control_2026-11"
    }
    assert len(list(tmp_path.glob("*.xlsx"))) == len(list(tmp_path.glob("*.csv"))) == 6


def test_equal_profits_are_listed_by_customer(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A list that is written again is the same list, however the build left the rows."""
    connection.execute(
        "update marts.customers set expected_profit = 1; create or replace table "
        "marts.campaign_list as from marts.campaign_list order by customer_id desc"
    )
    write_channel_lists(connection, tmp_path)
    rows = listed(tmp_path / "list_email_2026-11.csv")
    assert [row["customer_id"] for row in rows] == ["2", "3"]


def test_nobody_to_contact_has_lists_all_the_same(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """They hold a header, and are of no month."""
    connection.execute(
        "delete from marts.customer_offers; delete from marts.campaign_list"
    )
    write_channel_lists(connection, tmp_path)
    assert [listed(file) for file in tmp_path.glob("*_empty.csv")] == [[]] * 6


def test_a_long_list_has_no_workbook(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The CSV file holds all of it."""
    monkeypatch.setattr("one_click.publish.channel_lists.WORKBOOK_ROWS_MAX", 1)
    write_channel_lists(connection, tmp_path)
    assert len(listed(tmp_path / "list_email_2026-11.csv")) == 2
    assert not (tmp_path / "list_email_2026-11.xlsx").exists()
    assert (tmp_path / "list_call_2026-11.xlsx").exists()


def test_a_row_says_what_a_caller_needs(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    write_channel_lists(connection, tmp_path)
    (call,) = listed(tmp_path / "list_call_2026-11.csv")
    assert call["reasons_ru"] == "страниц: 2,5"
    assert call["segment_name_ru"] == "Вне сегментов"
    assert (call["promo_code"], call["valid_until"]) == ("", "")
    # A point would make a date of it in a Russian spreadsheet.
    assert (call["expected_profit"], call["churn_risk"]) == ("2,500000", "0,612")
    second, first = listed(tmp_path / "list_email_2026-11.csv")
    assert first["valid_until"] == "2026-12-02"
    assert (first["promo_code"], first["reasons_ru"]) == ("CODE", "а; б")
    assert second["message_ru"] == "Код; ждёт"
    assert not [name for name in first if name.endswith("_en")]


def test_english_columns_and_commas_come_by_var(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute(
        "update marts.settings set value = case setting "
        "when 'campaign_english' then 'True' when 'campaign_separator' then ',' "
        "else value end"
    )
    write_channel_lists(connection, tmp_path)
    text = (tmp_path / "list_call_2026-11.csv").read_text("utf-8-sig")
    (call,) = csv.DictReader(io.StringIO(text))
    assert (call["segment_name_en"], call["reasons_en"]) == (
        "In no segment",
        "pages: 2.5",
    )
    assert call["expected_profit"] == "2.500000"


def test_no_part_of_a_text_starts_a_formula(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A text has several beginnings: each separator, each tab and each line begins one."""
    several = "=a;=b,+c\t -d\n@e"
    connection.execute("update marts.campaign_list set message_ru = ?", [several])
    write_channel_lists(connection, tmp_path)
    (call,) = listed(tmp_path / "list_call_2026-11.csv")
    assert call["message_ru"] == "'=a;'=b,+c\t' -d\n'@e"


def test_formulas_are_text_and_a_workbook_holds_what_the_csv_holds(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A cell of a workbook says itself that it is text."""
    write_channel_lists(connection, tmp_path)
    assert listed(tmp_path / "list_email_2026-11.csv")[1]["message_ru"] == "'" + FORMULA
    header, *rows = workbook(tmp_path / "list_email_2026-11.xlsx")
    first, second = (dict(zip(header, row, strict=True)) for row in rows)
    assert (first["customer_id"], second["message_ru"]) == (3, FORMULA)
    assert isinstance(first["valid_until"], date)
    assert first["expected_profit"] == 3.75
    assert workbook(tmp_path / "control_2026-11.xlsx")[1] == [4, "0004", "2026-11"]


def test_a_number_that_a_spreadsheet_would_round_is_text(tmp_path: Path) -> None:
    """It keeps fifteen digits, and an id of more would be another customer's."""
    file = tmp_path / "list.xlsx"
    write_xlsx(file, ["id"], [[10**15 - 1], [10**15], [-(10**15)], [True]])
    assert workbook(file) == [
        ["id"],
        [999_999_999_999_999],
        ["1000000000000000"],
        ["-1000000000000000"],
        [True],
    ]


def published_node(name: str, key: list[str]) -> dict:
    """A table of the small database, as the manifest describes it."""
    return {
        "name": name,
        "schema": "marts",
        "alias": name,
        "key": key,
        "config": {
            "schema": "marts",
            "materialized": "incremental",
            "unique_key": "campaign",
        },
        "relation_name": f"memory.marts.{name}",
        "description": " It's a table. ",
        "columns": {"any": {"name": key[0], "description": " Its key. "}},
    }


def test_a_build_is_published_with_its_history_and_the_lists_of_other_months(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tables say what they are and of which build; the warehouse is in use again."""
    monkeypatch.setattr("one_click.publish.build.pages", lambda *_: {"a.html": b"page"})
    monkeypatch.setattr("one_click.publish.build.model_card", lambda _: "карта")
    monkeypatch.setattr("one_click.publish.build.vega_script", lambda _: "")
    names = ("settings", "offer_summary", "campaign_list", "customers")
    models = [
        *(published_node(name, ["setting"]) for name in names[:1]),
        *(published_node(name, ["offer"]) for name in names[1:2]),
        *(published_node(name, ["customer_id"]) for name in names[2:]),
    ]
    offers = published_node("customer_offers", ["customer_id"])
    arguments = (connection, [*models, offers], [offers])
    for build, month in (("first", "2026-11"), ("second", "2026-12")):
        connection.execute("update marts.customer_offers set campaign = ?", [month])
        connection.execute("update marts.campaign_list set campaign = ?", [month])
        said = write_and_switch(*arguments, build, tmp_path)
        assert {"a.html", "history", "model_card.md", "one_click.duckdb"} <= set(said)
        # Of other months nothing is new.
        assert {name[-11:-4] for name in said if name.startswith("campaign")} == {month}
    assert (tmp_path / "model_card.md").read_text("utf-8") == "карта"
    assert (tmp_path / "control_2026-11.csv").exists()
    assert (tmp_path / "campaign_2026-12.csv").exists()
    assert len(list(tmp_path.glob(".build-*"))) == 2
    history = tmp_path / "history" / "customer_offers"
    assert [file.name for file in history.iterdir()] == ["2026-12.parquet"]
    assert connection.execute(
        "select current_database(), (select count(*) from duckdb_databases() "
        "where database_name = 'published')"
    ).fetchone() == ("memory", 0)
    parquet = tmp_path / "parquet" / "marts.customers.parquet"
    assert connection.execute(
        "select decode(key), decode(value) from parquet_kv_metadata(?) order by 1",
        [str(parquet)],
    ).fetchall() == [("build", "second"), ("description", "It's a table.")]
    with duckdb.connect(
        str(tmp_path / "one_click.duckdb"), read_only=True
    ) as published:
        assert published.execute(
            "select comment from duckdb_tables() where table_name = 'customers' "
            "union all select comment from duckdb_columns() "
            "where table_name = 'customers' and comment is not null"
        ).fetchall() == [("It's a table.",), ("Its key.",)]
        assert published.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchall() == [("v1.4.0+",)]


def test_a_build_that_cannot_be_written_leaves_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The error says what went wrong, and the warehouse is in use again."""
    absent = published_node("absent", ["customer_id"])
    with pytest.raises(duckdb.CatalogException, match="absent does not exist"):
        write_and_switch(connection, [absent], [], "build", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert connection.execute("select current_database()").fetchone() == ("memory",)
    assert "published" not in str(connection.execute("show databases").fetchall())


def test_lists_of_other_months_stay(tmp_path: Path) -> None:
    """A month that is built again replaces its own, also where a list is empty now."""
    current, folder = tmp_path / "current", tmp_path / "new"
    current.mkdir()
    folder.mkdir()
    for month in ("2026-10", "2026-11"):
        for name in (f"campaign_{month}.csv", f"list_call_{month}.xlsx"):
            (current / name).write_text("before")
    (folder / "campaign_2026-11.csv").write_text("now")
    keep_earlier_lists(current, folder)
    assert {file.name: file.read_text() for file in folder.iterdir()} == {
        "campaign_2026-10.csv": "before",
        "campaign_2026-11.csv": "now",
        "list_call_2026-10.xlsx": "before",
    }
