"""The features that the model may see, and how they arrive as a frame."""

import numpy as np
import pandas as pd

ID = "customer_id"
LABEL = "activity"
DECREASED = "decreased"
SAME = "same"

CATEGORICAL = (
    "service_level",
    "has_consent",
    "favourite_category",
)

# These are computed from other features.
DERIVED = (
    "pages_times_minutes",
    "pages_per_category",
    "unpaid_items_per_page",
    "log_revenue_per_minute",
)

NUMERIC = (
    "marketing_contacts_6m",
    "marketing_contacts_current_month",
    "tenure_days",
    "promo_purchase_share",
    "categories_per_visit",
    "unpaid_items_quarter",
    "service_errors_quarter",
    "pages_per_visit",
    "revenue_current_month",
    "revenue_previous_month",
    "revenue_month_before_previous",
    "minutes_current_month",
    "minutes_previous_month",
    *DERIVED,
)

FEATURES = CATEGORICAL + NUMERIC

# A missing category becomes an empty text, which the store never writes.
MISSING = ""


def category_text(values: pd.Series) -> pd.Series:
    """Return categories as text: 'true' and 'false' for booleans, '' for missing."""
    codes, found = pd.factorize(values.astype(object), use_na_sentinel=True)
    texts = [
        str(value).lower() if isinstance(value, bool | np.bool_) else str(value)
        for value in found
    ]
    # A missing value has the code -1, and so takes the last text.
    text = np.array([*texts, MISSING], dtype=object)[codes]
    return pd.Series(text, index=values.index, name=values.name, dtype=object)


def select_features(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the features alone, in one order and with one type each.

    `customers` is any frame that holds the columns of `FEATURES`. The result has shape
    (customers, 20): categories as text, numbers as float64, NaN for missing numbers and
    infinities. Raises KeyError that names the missing columns.
    """
    absent = [name for name in FEATURES if name not in customers.columns]
    if absent:
        raise KeyError(f"The customers lack the features: {', '.join(absent)}")
    columns = {name: category_text(customers[name]) for name in CATEGORICAL}
    for name in NUMERIC:
        numbers = pd.to_numeric(customers[name], errors="coerce")
        numbers = numbers.to_numpy(dtype="float64", na_value=np.nan)
        columns[name] = np.where(np.isinf(numbers), np.nan, numbers)
    return pd.DataFrame(columns, index=customers.index)


def labels(training: pd.DataFrame) -> np.ndarray:
    """Return 1 for customers who buy less, 0 for the others; shape (rows,)."""
    return (training[LABEL].astype(object) == DECREASED).to_numpy(dtype="int64")


def in_canonical_order(training: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows in an order that depends on their values alone.

    Every feature, then the label sort the rows. The id only decides between customers
    who are alike in all of these, so neither the order of a file nor the numbering of
    its customers can reach folds or models.
    """
    keys = select_features(training)
    keys[LABEL] = training[LABEL].astype(object).map(str).to_numpy()
    keys[ID] = training[ID].to_numpy()
    order = keys.reset_index(drop=True).sort_values([*FEATURES, LABEL, ID]).index
    return training.iloc[order].reset_index(drop=True)
