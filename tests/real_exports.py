"""The store's exports as training customers, without the warehouse.

A second, independent way to the table `training_customers`, for tests alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd

COLUMNS = {
    "id": "customer_id",
    "Покупательская активность": "activity",
    "Тип сервиса": "service_level",
    "Разрешить сообщать": "has_consent",
    "Маркет_актив_6_мес": "marketing_contacts_6m",
    "Маркет_актив_тек_мес": "marketing_contacts_current_month",
    "Длительность": "tenure_days",
    "Акционные_покупки": "promo_purchase_share",
    "Популярная_категория": "favourite_category",
    "Средний_просмотр_категорий_за_визит": "categories_per_visit",
    "Неоплаченные_продукты_штук_квартал": "unpaid_items_quarter",
    "Ошибка_сервиса": "service_errors_quarter",
    "Страниц_за_визит": "pages_per_visit",
}

VALUES = {
    "activity": {"Снизилась": "decreased", "Прежний уровень": "same"},
    "service_level": {
        "премиум": "premium",
        "стандарт": "standard",
        "стандартт": "standard",
    },
    "has_consent": {"да": True, "нет": False},
    "favourite_category": {
        "Товары для детей": "kids",
        "Домашний текстиль": "home_textiles",
        "Косметика и аксесуары": "cosmetics",
        "Техника для красоты и здоровья": "beauty_technology",
        "Мелкая бытовая техника и электроника": "small_appliances",
        "Кухонная посуда": "kitchenware",
    },
}

REVENUE = {
    "текущий_месяц": "revenue_current_month",
    "предыдущий_месяц": "revenue_previous_month",
    "препредыдущий_месяц": "revenue_month_before_previous",
}

MINUTES = {
    "текущий_месяц": "minutes_current_month",
    "предыдцщий_месяц": "minutes_previous_month",
}

OUTLIER_FACTOR = 10


def _by_customer(path: Path, value: str, periods: dict[str, str]) -> pd.DataFrame:
    wide = pd.read_csv(path).pivot(index="id", columns="Период", values=value)
    return wide.rename(columns=periods).rename_axis(None, axis="columns")


def read_training(exports: Path) -> pd.DataFrame:
    """Active customers without an outlier of revenue, with all features."""
    customers = pd.read_csv(exports / "market_file.csv").rename(columns=COLUMNS)
    for column, values in VALUES.items():
        customers[column] = customers[column].map(values)
    revenue = _by_customer(exports / "market_money.csv", "Выручка", REVENUE)
    minutes = _by_customer(exports / "market_time.csv", "минут", MINUTES)
    customers = customers.set_index("customer_id").join([revenue, minutes])
    months = customers[list(REVENUE.values())]
    customers = customers[(months > 0).all(axis=1)]
    months = customers[list(REVENUE.values())]
    is_outlier = (months > OUTLIER_FACTOR * months.median()).any(axis=1)
    mean_minutes = customers[list(MINUTES.values())].mean(axis=1)
    pages = customers["pages_per_visit"]
    customers = customers.assign(
        pages_times_minutes=pages * mean_minutes,
        pages_per_category=pages / customers["categories_per_visit"],
        unpaid_items_per_page=customers["unpaid_items_quarter"] / pages,
        log_revenue_per_minute=np.log(months.mean(axis=1) / mean_minutes),
    )
    return customers[~is_outlier].reset_index()
