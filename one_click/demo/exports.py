"""`make exports`: write demo exports in the format of the store.

    python -m one_click.demo.exports --customers 1000000 --output /tmp/exports

The month after it starts from the same customers. A campaign lowers the chance to buy
less for the customers on its list, so there is an effect to measure:

    python -m one_click.demo.exports --output /tmp/next --effect 0.2 \\
        --after-campaign published/campaign_2026-10.csv
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from one_click.demo.arguments import DemoParser
from one_click.demo.months import first_month, next_month
from one_click.demo.store import (
    BEFORE,
    FEATURES,
    MINUTES_ORDERS,
    NOW,
    REVENUE_ORDERS,
)
from one_click.paths import EXPORT_SEEDS
from one_click.quoting import literal


def decimal(feature: str) -> str:
    """Return the SQL of a feature in its own units, as a double."""
    return f"{feature} / {FEATURES[feature].per_unit}"


def by_period(orders: Iterable[tuple[str, ...]], code: str) -> str:
    """Return the SQL of one row per customer and period, in the customer's order."""
    lists = [list(order) for order in orders]
    return f"(select *, unnest({lists}[{code} + 1]) as period from customers)"


SELECTS = {
    "market_file": f"""
        select id, label as "Покупательская активность", service as "Тип сервиса",
            consent as "Разрешить сообщать",
            {decimal("contacts_6m")} as "Маркет_актив_6_мес",
            contacts as "Маркет_актив_тек_мес", tenure as "Длительность",
            {decimal("promo")} as "Акционные_покупки",
            category as "Популярная_категория",
            categories as "Средний_просмотр_категорий_за_визит",
            unpaid as "Неоплаченные_продукты_штук_квартал",
            errors as "Ошибка_сервиса", pages as "Страниц_за_визит"
        from customers""",
    "market_money": f"""
        select id, period as "Период", case period
            when '{NOW}' then {decimal("revenue_now")}
            when '{BEFORE}' then {decimal("revenue_before")}
            else {decimal("revenue_earlier")} end as "Выручка"
        from {by_period(REVENUE_ORDERS, "revenue_order")}""",
    "market_time": f"""
        select id, period as "Период", case period
            when '{NOW}' then minutes_now else minutes_before end as "минут"
        from {by_period(MINUTES_ORDERS, "minutes_order")}""",
    "money": f"""select id, {decimal("profit")} as "Прибыль" from customers""",
}
# money.csv has a decimal comma and no zeros at the end.
MONEY_CSV = f"""
    select id, replace(rtrim(rtrim("Прибыль"::text, '0'), '.'), '.', ',') as "Прибыль"
    from ({SELECTS["money"]})"""


def copy_statement(export: str, file_format: str, path: Path) -> str:
    """Return the DuckDB statement that writes one export to `path`."""
    select, options = SELECTS[export], "format parquet"
    if file_format == "csv":
        options = r"format csv, header, new_line '\r\n'"
        if export == "money":
            select, options = MONEY_CSV, f"{options}, delimiter ';'"
    return f"copy ({select}) to {literal(str(path))} ({options})"


def write(frame: pd.DataFrame, file_format: str, output: Path) -> None:
    """Write the four exports into `output`: each is the old file or the whole new one.

    Raises OSError or duckdb.Error when the folder or a file cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output, prefix=".unfinished-") as folder:
        paths = [Path(folder, f"{export}.{file_format}") for export in SELECTS]
        with duckdb.connect() as connection:
            connection.register("customers", frame)
            for export, path in zip(SELECTS, paths, strict=True):
                connection.execute(copy_statement(export, file_format, path))
        for path in paths:
            os.replace(path, output / path.name)


def listed_customers(campaign: str | Path) -> np.ndarray:
    """Return the ids of a campaign list, (n,).

    Raises argparse.ArgumentTypeError when the file is no campaign list.
    """
    try:
        return pd.read_csv(campaign, usecols=["customer_id"])["customer_id"].to_numpy()
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(
            f"{campaign} is no campaign list: expected a CSV file with the column "
            f"customer_id. Found: {error}"
        ) from error


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read and check the arguments; exit with one sentence when one is wrong."""
    parser = DemoParser(
        "exports", "Write demo exports like the store's.", customers=1500, effect=0.0
    )
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--output", type=Path, default=EXPORT_SEEDS, help="a folder")
    parser.add_argument(
        "--after-campaign",
        type=listed_customers,
        dest="treated",
        metavar="LIST",
        help="make the month after; LIST is the campaign list of those who were treated",
    )
    options = parser.parse_args(arguments)
    if options.effect and options.treated is None:
        parser.error("--effect needs --after-campaign, the list of who was treated")
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the customers and write their exports."""
    options = parse_arguments(arguments)
    frame = first_month(options.customers, options.seed)
    if options.treated is not None:
        frame = next_month(frame, options.treated, options.effect, options.seed)
    try:
        write(frame, options.format, options.output)
    except (OSError, duckdb.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        sys.exit(f"exports: cannot write to {options.output}: {reason}.")
    print(f"{options.customers:,} customers in {options.output}")


if __name__ == "__main__":
    main()
