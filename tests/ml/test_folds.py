"""Copies stay together, and folds are alike."""

import numpy as np
import pandas as pd
import pytest

from ml.features import in_canonical_order, labels, select_features
from ml.folds import (
    COPY_ATTRIBUTES,
    CopyGroupFolds,
    copy_groups,
    deal_folds,
    split_folds,
    stratified_sample,
)


def with_copies(customers: pd.DataFrame) -> pd.DataFrame:
    """The customers, and a copy of each with other behaviour and label."""
    copies = customers.assign(
        customer_id=customers["customer_id"] + 1000,
        pages_per_visit=customers["pages_per_visit"] + 1,
        revenue_current_month=customers["revenue_current_month"] + 10,
        activity=customers["activity"].iloc[::-1].to_numpy(),
    )
    return pd.concat([customers, copies], ignore_index=True)


def test_copies_share_a_group_and_others_do_not(make):
    groups = copy_groups(select_features(with_copies(make(20))))
    assert groups[:20].tolist() == groups[20:].tolist()
    assert len(set(groups)) == 20


@pytest.mark.parametrize("attribute", COPY_ATTRIBUTES)
def test_one_attribute_apart_is_no_copy(make, attribute):
    customers = with_copies(make(10))
    before = select_features(customers)
    changed = before.copy()
    other = "elsewhere" if before[attribute].dtype == object else 99.0
    changed.loc[10:, attribute] = other
    assert len(set(copy_groups(before))) == 10
    assert len(set(copy_groups(changed))) == 20


def test_a_missing_attribute_equals_a_missing_one(make):
    customers = with_copies(make(10)).astype({"tenure_days": "float64"})
    customers["tenure_days"] = np.nan
    assert len(set(copy_groups(select_features(customers)))) == 10


def test_attributes_that_cannot_tell_customers_apart_group_nobody(make):
    customers = make(60)
    for attribute in COPY_ATTRIBUTES:
        customers[attribute] = customers[attribute].iloc[0]
    assert len(set(copy_groups(select_features(customers)))) == 60


@pytest.mark.parametrize(
    ("customers", "alike", "groups"),
    [(40, 10, 1), (40, 11, 11), (1000, 20, 1), (1000, 21, 21)],
)
def test_more_than_ten_and_more_than_a_fiftieth_alike_are_a_coincidence(
    make, customers, alike, groups
):
    rows = make(customers)
    for attribute in COPY_ATTRIBUTES:
        rows.loc[: alike - 1, attribute] = rows[attribute].iloc[0]
    found = copy_groups(select_features(rows))
    assert len(set(found[:alike])) == groups


def test_groups_do_not_depend_on_row_order(make):
    X = select_features(with_copies(make(20)))
    shuffled = X.sample(frac=1, random_state=5)
    found = pd.Series(copy_groups(X), index=X.index)
    again = pd.Series(copy_groups(shuffled), index=shuffled.index)
    pd.testing.assert_series_equal(found, again.sort_index())


def test_grouped_folds_never_part_copies(make):
    rows = in_canonical_order(with_copies(make(100)))
    X, y = select_features(rows), labels(rows)
    groups = copy_groups(X)
    folds = split_folds(X, y, "grouped", 5, seed=1)
    assert pd.Series(folds).groupby(groups).nunique().max() == 1
    parted = pd.Series(split_folds(X, y, "random", 5, seed=1)).groupby(groups)
    assert parted.nunique().max() == 2


@pytest.mark.parametrize("split", ["grouped", "random"])
def test_folds_hold_equal_shares_of_rows_and_positives(make, split):
    rows = in_canonical_order(with_copies(make(100)))
    X, y = select_features(rows), labels(rows)
    folds = split_folds(X, y, split, 5, seed=1)
    sizes, positives = np.bincount(folds), np.bincount(folds, weights=y)
    assert np.ptp(sizes) <= 2
    assert np.ptp(positives) <= 3


def test_deal_is_shuffled_by_the_seed_alone():
    y = np.r_[np.ones(10), np.zeros(10)].astype(int)
    alone = np.arange(20)
    first = deal_folds(y, alone, 5, seed=1)
    assert first.tolist() == deal_folds(y, alone, 5, seed=1).tolist()
    assert first.tolist() != deal_folds(y, alone, 5, seed=2).tolist()
    assert np.bincount(first).tolist() == [4] * 5
    assert np.bincount(first, weights=y).tolist() == [2] * 5


def test_stratified_sample_keeps_shares():
    y = np.r_[np.ones(30), np.zeros(70)].astype(int)
    kept = stratified_sample(y, 20, seed=1)
    assert len(kept) == 20
    assert y[kept].sum() == 6
    assert (np.diff(kept) > 0).all()
    assert stratified_sample(y, 100, seed=1).tolist() == list(range(100))


def test_a_sample_is_drawn_by_chance_and_by_the_seed_alone():
    """Rows stand in the order of their values, so the first ones are like no others."""
    y = np.tile([1, 0], 500)
    first, again, other = (stratified_sample(y, 100, seed) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()
    assert first.mean() == pytest.approx(499.5, abs=100)


def test_splitter_holds_out_every_row_once(make):
    rows = in_canonical_order(make(40))
    X, y = select_features(rows), labels(rows)
    splits = list(CopyGroupFolds(4, seed=1).split(X, y))
    assert len(splits) == 4
    assert sorted(np.concatenate([out for _, out in splits])) == list(range(40))
    for train, held_out in splits:
        assert not set(train) & set(held_out)


def test_real_exports_hold_299_copies(real_training):
    groups = pd.Series(copy_groups(select_features(real_training)))
    sizes = groups.map(groups.value_counts())
    assert (sizes > 1).sum() == 299
