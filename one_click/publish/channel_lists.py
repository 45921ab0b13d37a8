"""The lists that people send: one per channel and month, and the control group.

`list_<channel>_<month>` holds whom to contact, the most valuable first; `control_<month>`
whom no mailing may reach, so that the effect can be measured. Each is a CSV file and,
unless it is long, an XLSX workbook.
"""

from pathlib import Path

import duckdb

from one_click.publish.campaign_list import has_mark, month_of, setting
from one_click.publish.spreadsheets import CsvForm, write_csv, write_xlsx
from one_click.quoting import literal

# As seeds/rules/offers.yml allows them.
CHANNELS = ("email", "call", "sms", "push", "on_site")
# A longer list is a CSV file alone: programs read it, and a workbook of it takes minutes.
WORKBOOK_ROWS_MAX = 20_000
# One row per customer who gets an offer, with all that the person who sends it has to know.
OFFERED = """
    select
        listed.customer_id,
        listed.store_id,
        listed.campaign,
        listed.channel,
        listed.offer,
        listed.offer_name_ru,
        listed.message_ru,
        offers.promo_code,
        cast({today} as date) + offers.valid_days as valid_until,
        coalesce(listed.segment_name_ru, 'Вне сегментов') as segment_name_ru,
        customers.favourite_category_ru,
        concat_ws(
            '; ', customers.reason_1_ru, customers.reason_2_ru, customers.reason_3_ru
        ) as reasons_ru,
        round(customers.churn_risk, 3) as churn_risk,
        customers.expected_profit,
        coalesce(listed.segment_name_en, 'In no segment') as segment_name_en,
        listed.offer_name_en,
        listed.message_en,
        customers.favourite_category_en,
        concat_ws(
            '; ', customers.reason_1_en, customers.reason_2_en, customers.reason_3_en
        ) as reasons_en
    from marts.campaign_list as listed
    inner join marts.customers as customers
        on listed.customer_id = customers.customer_id
    inner join marts.offer_summary as offers on listed.offer = offers.offer
"""
ENGLISH = (
    "segment_name_en, offer_name_en, message_en, favourite_category_en, reasons_en"
)
CONTROL = """
    select offers.customer_id, customers.store_id, offers.campaign
    from marts.customer_offers as offers
    inner join marts.customers as customers
        on offers.customer_id = customers.customer_id
    where offers.is_holdout
"""


def write_channel_lists(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write a list for each channel, also where nobody is on it, and the control group."""
    month = month_of(connection)
    form = CsvForm(setting(connection, "campaign_separator"), has_mark(connection))
    has_english = setting(connection, "campaign_english").lower() == "true"
    hidden = "" if has_english else f"exclude ({ENGLISH})"
    # The day of the build where the store is; publishing may end after midnight.
    offered = OFFERED.format(today=literal(setting(connection, "built_on")))
    connection.execute(
        f"create temp table offered as select * {hidden} from ({offered})"
    )
    for channel in CHANNELS:
        rows = f"(from offered where channel = {literal(channel)})"
        place = folder / f"list_{channel}_{month}"
        write_list(connection, rows, "expected_profit desc, customer_id", place, form)
    connection.execute("drop table offered")
    place = folder / f"control_{month}"
    write_list(connection, f"({CONTROL})", "customer_id", place, form)


def write_list(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    order: str,
    place: Path,
    form: CsvForm,
) -> None:
    """Write the rows of a query as CSV and, unless they are many, as XLSX."""
    write_csv(connection, rows, order, place.with_suffix(".csv"), form)
    ((count,),) = connection.execute(f"select count(*) from {rows}").fetchall()
    if count <= WORKBOOK_ROWS_MAX:
        result = connection.execute(f"from {rows} order by {order}")
        header = [name for name, *_ in result.description or []]
        write_xlsx(place.with_suffix(".xlsx"), header, result.fetchall())
