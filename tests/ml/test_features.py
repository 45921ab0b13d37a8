"""Features arrive in one order with one type each."""

import numpy as np
import pandas as pd
import pytest

from ml.features import (
    CATEGORICAL,
    FEATURES,
    ID,
    LABEL,
    in_canonical_order,
    labels,
    select_features,
)


def test_neither_id_nor_label_nor_profit_is_a_feature():
    assert not {ID, LABEL, "monthly_profit", "profit"} & set(FEATURES)
    assert len(FEATURES) == len(set(FEATURES)) == 20


def test_types_do_not_depend_on_how_the_frame_was_made(make):
    plain = make(20)
    other = plain.sample(frac=1, axis="columns", random_state=1).astype(
        {
            "pages_per_visit": "Int64",
            "service_level": "category",
            "favourite_category": object,
            "has_consent": "boolean",
            "tenure_days": "float32",
        }
    )
    pd.testing.assert_frame_equal(select_features(plain), select_features(other))
    X = select_features(plain)
    assert tuple(X.columns) == FEATURES
    assert (X.drop(columns=list(CATEGORICAL)).dtypes == "float64").all()


def test_missing_values_stay_missing(make):
    customers = make(4).astype({"has_consent": object, "pages_per_visit": "float64"})
    customers.loc[0, "has_consent"] = None
    customers.loc[1, "favourite_category"] = np.nan
    customers.loc[2, "pages_per_visit"] = np.nan
    customers.loc[3, "pages_per_category"] = np.inf
    X = select_features(customers)
    assert X.loc[0, "has_consent"] == ""
    assert set(X.loc[1:, "has_consent"]) <= {"true", "false"}
    assert X.loc[1, "favourite_category"] == ""
    assert np.isnan(X.loc[2, "pages_per_visit"])
    assert np.isnan(X.loc[3, "pages_per_category"])


def test_a_missing_column_is_named(make):
    with pytest.raises(KeyError, match="tenure_days"):
        select_features(make(3).drop(columns="tenure_days"))


def test_labels_are_one_for_decreased(make):
    customers = make(3).assign(activity=["decreased", "same", "decreased"])
    assert labels(customers).tolist() == [1, 0, 1]


def test_customers_alike_in_all_but_the_id_are_ordered_by_it(make):
    twins = pd.concat([make(1)] * 5).assign(customer_id=[4, 2, 5, 1, 3])
    assert in_canonical_order(twins)[ID].tolist() == [1, 2, 3, 4, 5]


def test_canonical_order_forgets_rows_and_ids(make):
    customers = make(20)
    shuffled = customers.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        in_canonical_order(customers), in_canonical_order(shuffled)
    )
    renumbered = shuffled.assign(customer_id=np.arange(20)[::-1])
    pd.testing.assert_frame_equal(
        in_canonical_order(customers).drop(columns=ID),
        in_canonical_order(renumbered).drop(columns=ID),
    )
