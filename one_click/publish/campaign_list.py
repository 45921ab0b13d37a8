"""`campaign_<month>.csv`: the list for the CRM, from the published tables."""

from pathlib import Path

import duckdb

from one_click.publish.spreadsheets import CsvForm, write_csv


def setting(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """The value of a var in this build, as text."""
    ((value,),) = connection.execute(
        "select value from marts.settings where setting = ?", [name]
    ).fetchall()
    return value


def has_mark(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether lists begin with a byte order mark."""
    return setting(connection, "campaign_list_bom").lower() == "true"


def month_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The month of the campaign, or `empty` where nobody is offered anything."""
    ((month,),) = connection.execute(
        "select max(campaign) from marts.customer_offers"
    ).fetchall()
    return month or "empty"


def write_campaign_list(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the whole campaign as one CSV file, separated by commas, for programs.

    With a byte order mark unless the var campaign_list_bom was false. No text in it can
    start a formula in a spreadsheet.
    """
    file = folder / f"campaign_{month_of(connection)}.csv"
    form = CsvForm(",", has_mark(connection))
    write_csv(connection, "marts.campaign_list", "customer_id", file, form)
