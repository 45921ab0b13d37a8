"""Which customers are held out together, and when."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

# A copied customer keeps what was set at registration and in the quarter's
# counters, and gets new behaviour. No other choice of seven attributes is shared
# exactly by as many customers of the real exports.
COPY_ATTRIBUTES = (
    "service_level",
    "has_consent",
    "marketing_contacts_current_month",
    "tenure_days",
    "favourite_category",
    "categories_per_visit",
    "unpaid_items_quarter",
)

# What is alike in more customers than this is a coincidence, not a copy.
LARGEST_COPY_GROUP = 10
LARGEST_COPY_GROUP_SHARE = 0.02


def copy_groups(X: pd.DataFrame) -> np.ndarray:
    """One number per customer, the same for near-copies of one customer.

    Customers who agree exactly in all of `COPY_ATTRIBUTES` (missing equals
    missing) are copies. Where so many agree that the attributes cannot tell
    customers apart (a constant tenure, say), each one stands alone.

    Returns integers of shape (rows,), numbered by the attributes' own order, so
    that the order of the rows does not matter.
    """
    keys = [X[name] for name in COPY_ATTRIBUTES]
    groups = X.groupby(keys, dropna=False, sort=True).ngroup().to_numpy()
    sizes = np.bincount(groups, minlength=1)
    largest = max(LARGEST_COPY_GROUP, int(LARGEST_COPY_GROUP_SHARE * len(X)))
    is_coincidence = sizes[groups] > largest
    groups = groups.copy()
    groups[is_coincidence] = len(sizes) + np.arange(is_coincidence.sum())
    return np.unique(groups, return_inverse=True)[1]


def deal_folds(
    y: np.ndarray, groups: np.ndarray, n_folds: int, seed: int
) -> np.ndarray:
    """The fold of each row: shuffled, stratified, groups undivided.

    Groups alike in size and in number of positives are shuffled and dealt to
    the folds in turn, like cards; the next kind goes on where the last stopped.
    Folds so differ by a few rows and positives at most. With one row per group
    this is stratified k-fold.

    Returns integers in [0, n_folds) of shape (rows,).
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
    """The fold of each row for a `grouped` or a `random` split."""
    groups = copy_groups(X) if split == "grouped" else np.arange(len(X))
    return deal_folds(y, groups, n_folds, seed)


def stratified_sample(y: np.ndarray, rows: int, seed: int) -> np.ndarray:
    """Positions of `rows` rows at most, the labels' shares kept, ascending."""
    if len(y) <= rows:
        return np.arange(len(y))
    shuffled = np.random.default_rng(seed).permutation(len(y))
    positives = shuffled[y[shuffled] == 1]
    negatives = shuffled[y[shuffled] == 0]
    n_positives = round(rows * len(positives) / len(y))
    kept = np.r_[positives[:n_positives], negatives[: rows - n_positives]]
    return np.sort(kept)


class CopyGroupFolds:
    """Grouped stratified folds as a scikit-learn splitter.

    It finds the copies in the features themselves, so it can be the `cv` of an
    estimator inside a pipeline, where no groups can be passed.
    """

    def __init__(self, n_splits: int, seed: int) -> None:
        self.n_splits = n_splits
        self.seed = seed

    def __repr__(self) -> str:
        return f"CopyGroupFolds(n_splits={self.n_splits}, seed={self.seed})"

    def get_n_splits(
        self, X: object = None, y: object = None, groups: object = None
    ) -> int:
        """How many folds."""
        return self.n_splits

    def split(
        self, X: pd.DataFrame, y: np.ndarray, groups: object = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Positions of training and held-out rows, fold after fold."""
        folds = split_folds(X, np.asarray(y), "grouped", self.n_splits, self.seed)
        for fold in range(self.n_splits):
            yield np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
