"""Folds that hold near-copies of a customer out together."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

# A copied customer keeps these attributes (set at registration, or counted over the
# quarter) and gets new behaviour. In the real exports no other seven attributes are
# shared exactly by as many customers.
COPY_ATTRIBUTES = (
    "service_level",
    "has_consent",
    "marketing_contacts_current_month",
    "tenure_days",
    "favourite_category",
    "categories_per_visit",
    "unpaid_items_quarter",
)

# A larger group of customers who agree is a coincidence, not a set of copies.
LARGEST_COPY_GROUP = 10
LARGEST_COPY_GROUP_SHARE = 0.02


def copy_groups(X: pd.DataFrame) -> np.ndarray:
    """Return one number per customer, the same for near-copies of one customer.

    Copies agree exactly in all of `COPY_ATTRIBUTES` (missing equals missing). Where the
    attributes cannot tell many customers apart (all have one tenure, say), each of
    these customers stands alone. The result has shape (rows,); the attributes number
    the groups, so the order of the rows does not matter.
    """
    keys = [X[name] for name in COPY_ATTRIBUTES]
    groups = X.groupby(keys, dropna=False, sort=True).ngroup().to_numpy(copy=True)
    sizes = np.bincount(groups, minlength=1)
    largest = max(LARGEST_COPY_GROUP, int(LARGEST_COPY_GROUP_SHARE * len(X)))
    is_coincidence = sizes[groups] > largest
    groups[is_coincidence] = len(sizes) + np.arange(is_coincidence.sum())
    return np.unique(groups, return_inverse=True)[1]


def deal_folds(
    y: np.ndarray, groups: np.ndarray, n_folds: int, seed: int
) -> np.ndarray:
    """Return the fold of each row: shuffled, stratified, groups undivided.

    Groups of one size and one number of positives are shuffled and dealt to the folds
    in turn, like cards; the next kind of groups goes on where the last one stopped. So
    folds differ by a few rows and positives at most, and with one row per group this is
    stratified k-fold. The result holds integers in [0, n_folds), shape (rows,).
    """
    sizes = np.bincount(groups)
    positives = np.bincount(groups, weights=y).astype("int64")
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    kinds = np.lexsort((positives[shuffled], sizes[shuffled]))[::-1]
    fold_of_group = np.empty(len(sizes), dtype="int64")
    fold_of_group[shuffled[kinds]] = np.arange(len(sizes)) % n_folds
    return fold_of_group[groups]


def split_folds(
    X: pd.DataFrame, y: np.ndarray, split: str, n_folds: int, seed: int
) -> np.ndarray:
    """Return the fold of each row for a `grouped` or a `random` split."""
    groups = copy_groups(X) if split == "grouped" else np.arange(len(X))
    return deal_folds(y, groups, n_folds, seed)


def stratified_sample(y: np.ndarray, rows: int, seed: int) -> np.ndarray:
    """Return ascending positions of at most `rows` rows, with the labels' shares."""
    if len(y) <= rows:
        return np.arange(len(y))
    shuffled = np.random.default_rng(seed).permutation(len(y))
    positives = shuffled[y[shuffled] == 1]
    negatives = shuffled[y[shuffled] == 0]
    n_positives = round(rows * len(positives) / len(y))
    kept = np.r_[positives[:n_positives], negatives[: rows - n_positives]]
    return np.sort(kept)


@dataclass(frozen=True)
class CopyGroupFolds:
    """Grouped stratified folds as a scikit-learn splitter.

    The splitter finds the copies in the features themselves, so it can be the `cv` of
    an estimator inside a pipeline, where no groups can be passed.
    """

    n_splits: int
    seed: int

    def get_n_splits(
        self, X: object = None, y: object = None, groups: object = None
    ) -> int:
        """Return the number of folds."""
        return self.n_splits

    def split(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield positions of training and held-out rows, fold after fold."""
        folds = split_folds(X, np.asarray(y), "grouped", self.n_splits, self.seed)
        for fold in range(self.n_splits):
            yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
